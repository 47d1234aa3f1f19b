"""What admins read: invitations, who is enrolled, what went wrong. None of it is ever shown to others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.screens import confirming
from handlers.screens.absences import short_note
from handlers.screens.addressing import NAME_SHOWN, called, held_by, labels, named, several
from handlers.screens.markup import Block, bold, clipped, code, counted, joined, one_line, quoted, screen, screens
from handlers.screens.officials import MACHINE
from handlers.screens.profiles import NAME_REPLACED, in_order, person_rows
from handlers.screens.readiness import readiness
from handlers.screens.vacancies import held_idly, to_begin
from sop.roles import Role
from storage.invites import Enrolled, Invitation
from storage.outbox import Screen
from storage.people import Official, People

_ABOUT_SHOWN = 500
_INVITES_SHOWN = 15
_GIVEN_UP_SHOWN = 6
_REASONS: Mapping[str, str] = {
    "blocked by the user": "bot ini diblokir pada akun yang bersangkutan",
    "user is deactivated": "akun Telegram yang bersangkutan sudah tidak aktif",
    "can't initiate conversation": "yang bersangkutan belum menekan Mulai (Start)",
    "chat not found": "percakapan dengan yang bersangkutan tidak ditemukan",
}
"""What Telegram says of the person, and what it means for the office."""
_GONE = "user is deactivated"
_PAUSES: Mapping[str, str] = {
    "RetryAfter": "Telegram meminta layanan ini menunggu sebelum mengirim lagi",
    "InvalidToken": "token bot ditolak oleh Telegram atau oleh perantara jaringan",
}
"""What bot/outcome.py calls that for which nothing is ever given up."""
_REOPEN = "Mohon menghubungi yang bersangkutan agar membuka kembali percakapan dengan bot ini."
_ANOTHER = "Apabila yang bersangkutan memakai akun lain, mohon membuat kode pendaftaran baru melalui /undang."
_NOT_HIS = "gangguan pada Telegram atau jaringan, bukan pada yang bersangkutan"
OURS = "a defect of ours"
"""What the courier calls a message that it could not draw, with the error's name behind it."""
_BY_US = "kesalahan pada layanan ini sendiri, yang rinciannya ada pada catatan layanan"
_TELL_HIM = "Mohon menghubungi yang bersangkutan secara langsung agar membuka kembali bot ini, lalu menu /tugas."
_LOOK = "Mohon memberi tahu yang bersangkutan agar membuka /tugas; keadaan layanan dapat dilihat pada /kesehatan."
KINDS: Mapping[str, str] = {
    "card": "kartu maklumat",
    "news": "pemberitahuan",
    "reminder": "pengingat",
    "reply": "jawaban",
    "edit": "jawaban",
    "document": "berkas",
    "update": "pesan masuk yang tidak dapat diproses",
    "hindered": "pesan masuk yang terhalang gangguan dan masih terus dicoba",
    "undelivered": "pesan keluar yang tidak dapat disampaikan",
    "delayed": "pesan keluar yang tertunda dan masih terus dicoba",
    "paper": "naskah cetak yang tidak dapat dibuat",
    "refresh": "perubahan kartu",
    "strip": "perubahan kartu",
    "file": "berkas yang berubah setelah disimpan",
    "backup": "cadangan yang tidak dapat dibuat",
    "restored": "basis data dipulihkan dari cadangan",
    "digest": "pengingat",
    "gap": "layanan sempat tidak tersambung dengan Telegram",
    "database": "basis data sempat tidak dapat ditulis",
    "maklumat": "maklumat yang tidak dapat dibaca",
    "numbering": "nomor pesan masuk yang berulang",
    "webhook": "webhook yang terpasang padahal layanan mengambil pesan sendiri",
}
"""What the program calls things, and what the office does."""


def people_page(people: People, open_invites: Sequence[Invitation], *, unknown: str = "") -> tuple[Screen, ...]:
    """/pejabat: everyone enrolled with roles, whose code is still unused, and what the office still lacks.

    `unknown` is a name that was asked for and fits nobody.
    """
    blocks: list[Block] = []
    if unknown:
        name = quoted(clipped(one_line(unknown), NAME_SHOWN))
        blocks.append(f"Tidak ada pejabat bernama {name}. Mohon memilih dari daftar berikut.")
    present = [one for one in in_order(people) if not one.is_unnamed]
    blocks += [f"<b>Pejabat terdaftar</b>: {len(present)}"]
    blocks += [_person(people, official) for official in present]
    waiting = [quoted(clipped(invitation.name, NAME_SHOWN)) for invitation in open_invites]
    if waiting:
        more = f"\n• dan {len(waiting) - _INVITES_SHOWN} lainnya" if len(waiting) > _INVITES_SHOWN else ""
        names = "\n".join(f"• {name}" for name in waiting[:_INVITES_SHOWN])
        blocks.append(f"Kode pendaftaran yang belum digunakan:\n{names}{more}")
    found = (f"• {quoted(line)}" for line in readiness(people, open_invites).sentences)
    blocks.append("\n".join(("<b>Kesiapan</b>", *found)))
    if unnamed := [quoted(called(one)) for one in in_order(people) if one.is_unnamed]:
        names = several(unnamed)
        blocks.append(f"<b>{NAME_REPLACED}</b>: {len(unnamed)}\n{names}; sudah tidak bertugas, riwayatnya tetap ada.")
    if people.by_id:
        blocks.append("Untuk melihat atau mengubah data seorang pejabat, mohon memilih namanya.")
    return screens(blocks, rows=person_rows(in_order(people)))


def which_official(people: People, fitting: Sequence[Official], wanted: str) -> tuple[Screen, ...]:
    """/pejabat with a name that several bear: these alone."""
    name = quoted(clipped(one_line(wanted), NAME_SHOWN))
    head = f"Ada {counted(len(fitting))} pejabat yang sesuai dengan nama {name}. Mohon memilih salah satu."
    return screens((head, *(_person(people, official) for official in fitting)), rows=person_rows(fitting))


def as_what(invitation: Invitation) -> str:
    """'PPID dan admin': what a code makes of whoever uses it."""
    member = "anggota KPU" if invitation.is_member else ""
    parts = (*(role.label for role in invitation.roles), member, "admin" if invitation.is_admin else "")
    return joined(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A code that was made, as whoever hands it out must know it."""

    code: str
    link: str | None
    until: str
    """The moment until which it is good, in words."""
    is_asked: bool = False
    """A Komisioner will be asked who used it."""
    is_alone: bool = False
    """Nobody is in office whom a Komisioner's word could come from."""
    is_newer: bool = False
    """An older code for the name is worth nothing any more."""
    is_known: bool = False
    """Somebody is enrolled under the name already: he alone can use it, and gains by it."""


def invited(invitation: Invitation, handed: Handed) -> Screen:
    """/undang: the code, to be handed to one person only, and what it makes of whoever uses it."""
    start = code(f"/start {handed.code}")
    way = (
        f"Tautan pendaftaran:\n{quoted(handed.link)}\n\nAtau mohon dikirim kepada bot ini: {start}"
        if handed.link
        else f"Yang bersangkutan mengirim kepada bot ini: {start}"
    )
    name = f"{invitation.sapaan} {clipped(invitation.name, NAME_SHOWN)}".strip()
    about = [f"Kode pendaftaran untuk {bold(name)} sebagai {quoted(as_what(invitation))} telah dibuat."]
    if invitation.jabatan:
        about.append(f"Jabatan: {quoted(clipped(invitation.jabatan, NAME_SHOWN))}")
    if invitation.basis:
        about.append(f"Dasar: {quoted(clipped(one_line(invitation.basis), NAME_SHOWN))}")
    about.append("Penugasan berlaku sejak kode digunakan sampai diakhiri melalui /pejabat.")
    notes = (
        (_KNOWN, handed.is_known),
        (_FIRST, Role.KOMISIONER in invitation.roles and not invitation.basis),
        (_NO_SAPAAN, not invitation.sapaan and not handed.is_known),
        (_TO_BE_CONFIRMED, handed.is_asked),
        (_BY_MACHINE, handed.is_alone and Role.KOMISIONER in invitation.roles and bool(invitation.basis)),
        (_NEWER, handed.is_newer),
    )
    return screen(
        "\n".join(about),
        way,
        "Mohon disampaikan langsung kepada yang bersangkutan, bukan melalui grup: siapa pun yang menggunakannya akan "
        f"terdaftar. Kode dapat digunakan satu kali, sampai {handed.until}.",
        *(note for note, holds in notes if holds),
    )


def code_used(enrolled: Enrolled, people: People, reader: Official) -> Screen:
    """A code was used: told to the admins, who know to whom they gave it, and to the Komisioner who confirms it."""
    official, letter = people[enrolled.person], enrolled.letter
    from_ = named(people, enrolled.by) if enrolled.by is not None else MACHINE
    by = f" berdasarkan {quoted(clipped(one_line(letter.reason), NAME_SHOWN))}" if letter and letter.reason else ""
    how = (
        "kini menggunakan akun Telegram yang lain, dengan kode untuk akun baru"
        if enrolled.is_another_account
        else "telah mendaftar dengan kode pendaftaran"
    )
    happened = (
        f"{bold(called(official))} {how} dari {quoted(from_)} sebagai {quoted(confirming.as_what(official))}{by}."
    )
    if official in people.waiting_for(reader.id):
        return confirming.question(official, happened)
    wrong = (
        f"mohon menutup aksesnya melalui /pejabat, atau menghubungi {MACHINE}"
        if reader.is_admin
        else f"mohon segera memberi tahu admin lain atau {MACHINE}"
    )
    waits = ""
    if official.waits:
        waits = " Datanya menunggu konfirmasi Komisioner."
        if not people.roster.komisioner_in_office():
            waits = f" Datanya menunggu konfirmasi {confirming.BY_WHOM}; saat ini tidak ada Komisioner yang bertugas."
    elif letter is not None and letter.scan is None:
        waits = f" {_FIRST_COUNTS}"
    return screen(f"{happened}{waits}", f"Apabila hal itu tidak benar, {wrong}.")


_NO_SAPAAN = (
    "Sapaan belum diisi, sehingga yang bersangkutan disapa Bapak/Ibu. Setelah mendaftar, sapaan dapat dilengkapi "
    "melalui /pejabat (Ubah sapaan)."
)

_FIRST = (
    "Sebagai Komisioner pertama, perannya berlaku sejak kode digunakan, tanpa surat; pejabat yang didaftarkan melalui "
    "admin kemudian dikonfirmasi olehnya."
)
_FIRST_COUNTS = "Sebagai Komisioner pertama, perannya langsung berlaku, dan pejabat yang menunggu dikonfirmasi olehnya."
_TO_BE_CONFIRMED = "Setelah terdaftar, Komisioner yang bertugas diminta mengonfirmasinya."
_BY_MACHINE = (
    f"Perannya berlaku setelah dikonfirmasi {confirming.BY_WHOM}; saat ini tidak ada Komisioner yang bertugas."
)
_NEWER = "Kode sebelumnya atas nama ini tidak dapat digunakan lagi."
_KNOWN = (
    "Pejabat bernama ini sudah terdaftar, sehingga kode hanya dapat digunakan dari akun Telegram yang sama dan "
    "melengkapi datanya. Untuk telepon atau akun baru, mohon memilih <b>Ganti akun Telegram</b> pada /pejabat; untuk "
    "akses yang sedang ditutup, <b>Buka akses</b>."
)


@dataclass(frozen=True)
class Lacking:
    """What an invitation was written without: both role and name, where nothing is said here."""

    role: str = ""
    """The role that was written, with no name behind it."""
    no_role: str = ""
    """The word that stands where a role does, and is none."""


def invite_usage(lacking: Lacking) -> Screen:
    """/undang without what it needs: what is missing, and how it is written."""
    missing = "Peran dan nama belum tertulis."
    if lacking.no_role:
        missing = f"Peran belum tertulis: {bold(clipped(one_line(lacking.no_role), NAME_SHOWN))} bukan nama peran."
    elif lacking.role:
        missing = f"Nama belum tertulis setelah peran {bold(clipped(lacking.role, NAME_SHOWN))}."
    return screen(
        f"{missing} Mohon menuliskan peran, sapaan, dan nama, misalnya:\n"
        f"{code('/undang ppid Bapak Wahyu Nugroho')}\n{code('/undang ppid,admin Ibu Dewi Lestari')}",
        f"Peran: {', '.join(role.value for role in Role)}, anggota, atau admin; beberapa peran dipisahkan koma. "
        "Anggota KPU tanpa peran dapat mewakili Komisioner yang berhalangan. "
        "Sapaan: Bapak, Ibu, Sdr., atau Sdri. Jabatan dapat ditambahkan setelah titik koma, misalnya: "
        f"{code('; Kasubbag Hukum dan SDM')}",
    )


def not_admin() -> Screen:
    """A command of the admin's, from somebody else."""
    return screen("Mohon maaf, menu ini hanya untuk admin. Menu yang tersedia dapat dilihat pada /bantuan.")


def incident(kind: str, about: str) -> Screen:
    """Something that the program could not do; told to the admins."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\nTerjadi gangguan yang perlu diperiksa. Pesan lain tetap dilayani.",
        f"Jenis: {quoted(clipped(KINDS.get(kind, kind), 100))}\nKeterangan: {code(clipped(about, _ABOUT_SHOWN))}",
    )


def undelivered(
    official: Official, what: Sequence[tuple[str, str]], reason: str, *, has_no_admin: bool = False
) -> Screen:
    """Messages that could not reach their person, in their order; told to the admins.

    Where no admin can be told, the drafters are. Each is its kind, and its nomor kendali or nothing. Alike ones are
    counted.
    """
    told = next((told for told in _REASONS if told in reason.lower()), None)
    others = _BY_US if reason.startswith(OURS) else _NOT_HIS
    because, remedy = (_REASONS[told], _ANOTHER if told == _GONE else _REOPEN) if told else (others, _LOOK)
    return screen(
        f"{_heading(has_no_admin=has_no_admin)}\nPesan untuk {quoted(called(official))} belum dapat disampaikan.",
        f"Perihal: {_given_up(what)}\nSebab: {because}",
        _TELL_HIM if has_no_admin else remedy,
    )


def delayed(official: Official, what: Sequence[tuple[str, str]], reason: str, *, has_no_admin: bool = False) -> Screen:
    """Messages that Telegram does not take for ten minutes, in their order; told to the admins once.

    Where no admin can be told, the drafters are. Where Telegram fails, they are given up in the end. Where it orders a
    pause, or does not know us, they go out after that.
    """
    because = _PAUSES.get(reason, "gangguan di pihak Telegram")
    ends = "." if reason in _PAUSES else "; bila dalam empat jam belum juga sampai, akan ada pemberitahuan lagi."
    return screen(
        f"{_heading(has_no_admin=has_no_admin)}\n"
        f"Pesan untuk {quoted(called(official))} tertunda sepuluh menit atau lebih.",
        f"Perihal: {_given_up(what)}\nSebab: {because}",
        f"Pengiriman terus dicoba, sehingga tidak ada yang perlu diulang{ends} Bila mendesak, mohon menghubungi yang "
        "bersangkutan secara langsung.",
    )


def _heading(*, has_no_admin: bool) -> str:
    if has_no_admin:
        return "<b>Pemberitahuan bagi penyusun</b>, karena tidak ada admin lain yang dapat diberi tahu"
    return "<b>Pemberitahuan bagi admin</b>"


def _given_up(what: Sequence[tuple[str, str]]) -> str:
    lines = Counter(
        f"{quoted(clipped(KINDS.get(kind, kind), _ABOUT_SHOWN))}{f' · {quoted(number)}' if number else ''}"
        for kind, number in what
    )
    shown = [f"{line} ({times})" if times > 1 else line for line, times in lines.items()]
    more = [f"dan {len(shown) - _GIVEN_UP_SHOWN} hal lain"] if len(shown) > _GIVEN_UP_SHOWN else []
    return "; ".join(shown[:_GIVEN_UP_SHOWN] + more)


def unreadable(number: str) -> Screen:
    """A maklumat, by its nomor kendali, cannot be read or looked after any more; told to the admins once a day."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Maklumat {quoted(clipped(number, 100))} tidak dapat diolah oleh bot ini. "
        "Maklumat lain tetap dilayani; maklumat itu sendiri tidak diingatkan, dan mungkin tidak tampak pada /tugas, "
        "/daftar, dan /arsip.",
        f"Mohon meminta pengelola layanan menjalankan {code('python -m bot verify')} dan membandingkannya dengan "
        "cadangan yang terakhir utuh.",
    )


def file_altered(sha256: str, number: str) -> Screen:
    """A kept file is no longer what was kept; told to the admins, with the nomor kendali if there is one."""
    of = f" pada {quoted(number)}" if number else ""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Berkas {code(f'{sha256[:12]}…')}{of} tidak sesuai sidiknya: isinya berubah setelah disimpan. "
        "Berkas itu tidak dikirim kepada siapa pun.",
        f"Mohon meminta pengelola layanan menjalankan {code('python -m bot verify')} dan membandingkannya dengan "
        "cadangan yang terakhir utuh.",
    )


def _person(people: People, official: Official) -> str:
    kept, later = held_idly(people, official), to_begin(people, official)
    # Whoever is away is still what he is; that another acts for him stands below.
    away_from = labels(tuple(one.role for one in official.away))
    roles = held_by(people, official) or kept or away_from or ("anggota KPU" if official.is_member else "")
    waits = "menunggu konfirmasi Komisioner" if official.waits else ""
    lines = [f"<b>{quoted(called(official))}</b>{' · admin' if official.is_admin else ''}"]
    lines += [quoted(line) for line in (roles, *later, waits) if line] or ["tanpa peran"]
    if official.jabatan:
        lines.append(quoted(clipped(official.jabatan, NAME_SHOWN)))
    if away := short_note(people, official):
        lines.append(quoted(away))
    if official.closed_account is not None:
        lines.append("akses ditutup")
    elif official.telegram_id is None:
        lines.append("belum terhubung dengan Telegram")
    elif official.unreachable_since is not None:
        lines.append("saat ini tidak dapat dihubungi")
    elif official.acknowledged_at is None:
        lines.append("pemberitahuan data pribadi belum ditandai dibaca")
    return "\n".join(lines)
