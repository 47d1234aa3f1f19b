"""Whom a Komisioner is asked to confirm: as what an admin has brought him in, and what waits for his word."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.addressing import NAME_SHOWN, called, pronoun
from handlers.screens.markup import bold, clipped, counted, joined, one_line, quoted, screen
from sop.roles import Role
from storage.outbox import Button, Screen
from storage.people import Official, Pending, pending

KNOW = "Benar, konfirmasi"
DISOWN = "Tidak benar"
DISOWN_SURELY = "Ya, tidak benar"
BACK = "Kembali"
BY_WHOM = "Komisioner yang bertugas, atau oleh pengelola layanan apabila tidak ada"
"""Who says who somebody is, for readers who need not know whether there is one at this moment."""
_HIS_ACCOUNT = "memastikan langsung kepada yang bersangkutan bahwa akun Telegram ini memang digunakan olehnya"
"""Only the admin knows who has used the code: an honest Yes to the name alone would confirm whoever that is."""
_ALIKE = (
    "Perhatian: {other} sudah terdaftar dengan akun lain. Apabila keduanya orang yang sama, mohon menekan "
    f"<b>{DISOWN}</b>: seorang pejabat hanya menggunakan satu akun."
)
_NAMED = 3
_SHOWN = 10
"""More questions at once than this would be a flood; the rest comes with the next look."""


def as_what(official: Official) -> str:
    """'E PPID dan admin': as what somebody acts, or is to act once he is confirmed."""
    decides = (Role.KOMISIONER,) if official.to_be_komisioner else ()
    roles = (*official.roles, *decides)
    member = "anggota KPU" if (official.is_member or official.to_be_member) and Role.KOMISIONER not in roles else ""
    parts = (*(role.label for role in roles), member, "admin" if official.is_admin else "")
    return joined(part for part in parts if part) or "pejabat"


def asked_as(official: Official) -> str:
    """As what a Komisioner's word makes somebody act: what waits, and all the rest of whoever was never confirmed."""
    if not official.is_confirmed:
        return as_what(official)
    return joined(labelled(pending(official)))


def labelled(pending_: Iterable[str]) -> tuple[str, ...]:
    """'Komisioner', 'admin': what waited for a Komisioner's word, as people call it."""
    return tuple(_PENDING[one] for one in pending_ if one in _PENDING)


_PENDING: Mapping[str, str] = {
    Pending.KOMISIONER: Role.KOMISIONER.label,
    Pending.MEMBER: "anggota KPU",
    Pending.ADMIN: "admin",
}


def question_rows(official: Official) -> tuple[tuple[Button, ...], ...]:
    """What a Komisioner may say of somebody; an answer to an older question counts no more."""
    know = Tap(verb=Verb.KNOW, visit=official.id, version=official.asked)
    disown = Tap(verb=Verb.DISOWN, visit=official.id, version=official.asked)
    return ((Button(KNOW, encode(know), "primary"), Button(DISOWN, encode(disown))),)


def asks_who(shown: Screen, official: Official) -> bool:
    """Whether a message asks a Komisioner who this official is."""
    return shown.rows == question_rows(official)


def disowning(official: Official) -> Screen:
    """Asked once more before a No: what ends by it, and nothing has ended yet."""
    surely = Tap(verb=Verb.DISOWN_SURELY, visit=official.id, version=official.asked)
    back = Tap(verb=Verb.WHO, visit=official.id, version=official.asked)
    who = bold(called(official))
    follows = (
        "hanya yang menunggu konfirmasi itu diakhiri; perannya yang lain tetap"
        if official.is_confirmed
        else "seluruh perannya diakhiri dan aksesnya langsung ditutup"
    )
    return screen(
        f"Mohon memastikan bahwa {who} <b>memang tidak bertugas</b> sebagai "
        f"{quoted(asked_as(official))}{_by(official)}.",
        f"Apabila ditekan <b>{DISOWN_SURELY}</b>, {follows}.",
        rows=((Button(DISOWN_SURELY, encode(surely), "danger"), Button(BACK, encode(back))),),
    )


def what_waits(official: Official) -> str:
    """What does not count before the Komisioner's word, and what follows where he does not know the official."""
    waits = [
        said
        for holds, said in (
            (official.to_be_komisioner, "memberikan keputusan"),
            (official.to_be_member, "mewakili Komisioner"),
            (not official.is_confirmed, "mencatat atau mengonfirmasi disposisi tertulis"),
            (official.admin_unconfirmed, "menutup akses pejabat lain"),
            (official.admin_unconfirmed, "mengganti akunnya"),
        )
        if holds
    ]
    no = (
        "Apabila tidak benar, hanya hal itu yang diakhiri; perannya yang lain tetap."
        if official.is_confirmed
        else "Apabila tidak benar, seluruh perannya diakhiri dan aksesnya langsung ditutup."
    )
    return f"Selama belum dikonfirmasi, yang bersangkutan belum dapat {joined(waits)}. {no}"


def question(official: Official, *before: str, rest: tuple[str, ...] = ()) -> Screen:
    """Who somebody is, with all that the word of a Komisioner makes count, whatever has happened `before` (HTML)."""
    from_admin = "" if official.is_confirmed else ", yang akunnya didaftarkan melalui admin,"
    first = "" if official.is_confirmed else f"{_HIS_ACCOUNT}, kemudian "
    return screen(
        *before,
        f"Mohon {first}mengonfirmasi bahwa {bold(called(official))}{from_admin} memang bertugas sebagai "
        f"<b>{quoted(asked_as(official))}</b>{_by(official)}.",
        *((_ALIKE.format(other=quoted(official.resembles)),) if official.resembles else ()),
        what_waits(official),
        *rest,
        rows=question_rows(official),
    )


def questions(waiting: Sequence[Official]) -> tuple[Screen, ...]:
    """Everybody who waits for a Komisioner's word, each in a message of its own."""
    more = len(waiting) - _SHOWN
    last = waiting[min(len(waiting), _SHOWN) - 1] if waiting else None
    rest = (f"Masih ada {more} pejabat lain yang menunggu konfirmasi; mohon membuka /tugas setelah ini.",)
    return tuple(question(one, rest=rest if more > 0 and one is last else ()) for one in waiting[:_SHOWN])


def by_button() -> Screen:
    """To words in answer to the question who somebody is: they say nothing for certain, and nothing was recorded."""
    return screen(
        f"Hal ini dijawab dengan tombol, sehingga pesan ini tidak dicatat. Mohon menekan <b>{KNOW}</b> atau "
        f"<b>{DISOWN}</b> pada pesan pertanyaannya; yang masih menunggu dapat dilihat pada /tugas."
    )


def waiting_for_word(waiting: Sequence[Official], reader: Official) -> str:
    """That these wait for the reader's word, and where he gives it; HTML."""
    names = [called(one) for one in waiting[:_NAMED]]
    more = len(waiting) - len(names)
    who = quoted(joined((*names, f"{more} pejabat lain") if more else names))
    return f"{counted(len(waiting))} pejabat menunggu konfirmasi {pronoun(reader)}: {who}. Mohon membuka /tugas."


def _by(official: Official) -> str:
    letter = clipped(one_line(official.by_letter), NAME_SHOWN)
    return f" berdasarkan {quoted(letter)}" if letter else ""


def still_waits(official: Official) -> str:
    """To the official himself, in a sentence; empty where nothing waits that he would miss."""
    if not official.waits:
        return ""
    if official.to_be_komisioner:
        return f"Peran Komisioner {pronoun(official)} berlaku setelah dikonfirmasi {BY_WHOM}."
    if official.to_be_member:
        return f"Keanggotaan KPU {pronoun(official)} dicatat setelah dikonfirmasi {BY_WHOM}."
    if official.is_confirmed:
        return ""
    access = " dan akses pejabat lain" if official.admin_unconfirmed else ""
    return (
        f"Data {pronoun(official)} menunggu konfirmasi Komisioner; sebelum itu {pronoun(official)} bertugas seperti "
        f"biasa, kecuali dalam hal disposisi tertulis{access}."
    )
