"""An official is changed: what is asked for it, what was done, what those concerned read, and the history of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.absences import nobody_stands_in, standing_in_ends
from handlers.screens.addressing import (
    ADDRESS_FORMS,
    NAME_SHOWN,
    called,
    labels,
    named,
    pronoun,
    salutation,
)
from handlers.screens.confirming import BY_WHOM, labelled, question, still_waits
from handlers.screens.dates import date_named, moment
from handlers.screens.keyboards import put_aside_rows
from handlers.screens.markup import bold, clipped, code, counted, ended, joined, one_line, quoted, screen, screens
from handlers.screens.profiles import HISTORY, LABELS, NUMBERS, Profile, confirm_row
from handlers.screens.vacancies import hindrances, sentences
from handlers.when import DaysLongPast, DaysReversed, DaysUnfit
from sop.officials import Change, OfficialChanged
from sop.roles import Role
from sop.steps import row_of
from storage.officials import CLOSED, Changed, Wish
from storage.outbox import Button, Screen
from storage.people import Official, People

_REASON_SHOWN = 600
_HISTORY_SHOWN = 20
_STRANDED_SHOWN = 10
MACHINE = "pengelola layanan"
"""Who works at the machine itself, by the command line."""
_WHAT: Mapping[str, str] = {"name": "nama", "sapaan": "sapaan", "jabatan": "jabatan"}
_ASKED: Mapping[Change, str] = {
    Change.ENDED: "alasan peran itu diakhiri, misalnya nomor surat mutasi",
    Change.ADMIN_GIVEN: "alasan hak admin diberikan",
    Change.ADMIN_ENDED: "alasan hak admin dicabut",
    Change.FROZEN: "alasan akses ditutup, misalnya telepon hilang",
    Change.UNFROZEN: "alasan akses dibuka kembali",
    Change.REBIND_ASKED: "alasan akun diganti, misalnya telepon hilang",
    Change.LEFT: "alasan dinonaktifkan, misalnya nomor surat mutasi atau pensiun",
}
_FOLLOWS: Mapping[Change, str] = {
    Change.ENDED: "Sejak dicatat, peran itu tidak dapat digunakan lagi; yang pernah dilakukan tetap tercatat. Dengan "
    "berakhirnya peran Komisioner, keanggotaan KPU ikut berakhir.",
    Change.ADMIN_GIVEN: "Admin mengurus pejabat dan kalender, dan tidak pernah memberikan persetujuan.",
    Change.ADMIN_ENDED: "Peran SOP yang bersangkutan tidak berubah.",
    Change.FROZEN: "Yang bersangkutan diberi tahu satu kali; setelah itu tidak ada pesan yang diterima dari atau "
    "dikirim ke akun itu. Perannya tetap.",
    Change.UNFROZEN: "Sejak dicatat, yang menunggu disampaikan kembali kepada yang bersangkutan.",
    Change.REBIND_ASKED: "Admin lain diminta menyetujuinya; setelah itu akun lama dilepas, dan kode untuk akun baru "
    "dibuat.",
    Change.LEFT: "Semua peran dan hak admin diakhiri dan akses ditutup; riwayat dan arsip tetap ada.",
}


def choose_role(profile: Profile, number: int, roles: Sequence[Role]) -> Screen:
    """Which role is given or ended."""
    who = bold(called(profile.official))
    what = f"peran yang diberikan kepada {who}" if number == 1 else f"peran {who} yang diakhiri"
    about = Tap(verb=Verb.CHANGE_OFFICIAL, visit=profile.official.id, version=number)
    rows = tuple((Button(role.label, encode(replace(about, role=role))),) for role in roles)
    return screen(ended(f"Mohon memilih {what}"), rows=rows)


def ask(profile: Profile, wish: Wish, *, before: str = "") -> Screen:
    """The words that a change needs, in a reply; and what will follow from it. `before` says why it is asked again."""
    who = bold(called(profile.official))
    again = (before,) if before else ()
    if wish.change is Change.DETAILS:
        return _ask_detail(who, wish.what)
    if wish.change is Change.GRANTED and wish.role is not None:
        return screen(
            *again,
            ended(f"Peran {bold(wish.role.label)} untuk {who}"),
            "Mohon membalas pesan ini dengan nomor surat yang menjadi dasarnya; tanggal mulai dan akhir dapat "
            f"ditambahkan, misalnya:\n{code('SK 12/2027; 01-03-2027 s.d. 31-12-2027')}\n"
            f"{code('SK 12/2027; sejak besok')}",
            "Tanpa tanggal, peran berlaku sejak hari ini sampai diakhiri.",
            rows=put_aside_rows(),
        )
    of = f" {bold(wish.role.label)}" if wish.role is not None else ""
    follows = _FOLLOWS[wish.change]
    if wish.change is Change.REBIND_ASKED and profile.file.asked_by is not None:
        other = quoted(named(profile.people, profile.file.asked_by))
        follows = f"Penggantian ini sudah diminta oleh {other}; sejak dicatat, akun lama dilepas dan kode baru dibuat."
    ends = standing_in_ends(profile.people, profile.official) if wish.change is Change.LEFT else ""
    return screen(
        *again,
        ended(f"{LABELS[_number(wish)]}{of}: {who}"),
        f"Mohon membalas pesan ini dengan {_ASKED[wish.change]}.",
        *((bold(ends),) if ends else ()),
        follows,
        rows=put_aside_rows(),
    )


NO_WISH = "Tidak ada permintaan penggantian akun yang menunggu."


def days_unread(unfit: DaysUnfit) -> str:
    """Why days are asked for again, in a sentence."""
    if isinstance(unfit, DaysReversed):
        return "Tanggal akhir mendahului tanggal awal. Mohon menuliskannya kembali."
    if isinstance(unfit, DaysLongPast):
        return (
            "Tanggal mulainya lebih dari satu tahun yang lalu. Mohon menuliskannya kembali; tanpa tanggal mulai, peran "
            "berlaku sejak hari ini."
        )
    return "Tanggal tersebut belum dapat dibaca. Mohon menuliskannya kembali seperti contoh berikut."


def ask_letter(name: str) -> Screen:
    """The letter itself, for whoever is to decide."""
    return screen(
        f"Peran Komisioner untuk {bold(clipped(one_line(name), NAME_SHOWN))} memerlukan suratnya.",
        "Mohon membalas pesan ini dengan foto atau PDF surat keputusan pengangkatannya. Setiap Komisioner akan "
        f"diberi tahu, dan peran itu berlaku setelah dikonfirmasi {BY_WHOM}.",
        rows=put_aside_rows(),
    )


def ask_letter_number(name: str) -> Screen:
    """The number of the letter, for a code that makes somebody one who decides."""
    return screen(
        f"Peran Komisioner untuk {bold(clipped(one_line(name), NAME_SHOWN))} memerlukan nomor dan pindaian surat "
        "keputusan pengangkatannya.",
        f"Mohon membalas pesan ini dengan nomornya, misalnya:\n{code('SK 12/2027')}",
        rows=put_aside_rows(),
    )


def done(changed: Changed, people: People) -> Screen:
    """To the admin who did it."""
    who = bold(called(people[changed.event.person]))
    if changed.event.change is Change.REBIND_ASKED:
        others = set(people.roster.admins) - {changed.event.by, changed.event.person}
        return screen(
            f"Tercatat, penggantian akun {who} diminta.",
            "Admin lain menerima permintaan ini dan diminta menyetujuinya dalam 24 jam."
            if others
            else f"Belum ada admin lain yang dapat menyetujuinya; mohon meminta {MACHINE} menjalankan perintah rebind.",
        )
    one = people[changed.event.person]
    waits = changed.event.change is Change.GRANTED and changed.event.in_role is Role.KOMISIONER and one.to_be_komisioner
    return screen(
        ended(f"Tercatat: {clause(changed.event, people)}{_from_to(changed, people)}"),
        *((_AFTER_CONFIRMATION if people.roster.komisioner_in_office() else _BY_MACHINE,) if waits else ()),
        *((_ACCESS_LATER,) if changed.event.change is Change.ADMIN_GIVEN and one.admin_unconfirmed else ()),
        *((_NO_ADMIN,) if not people.roster.admins else ()),
        *what_is_left(changed, people),
    )


_AFTER_CONFIRMATION = "Peran tersebut berlaku setelah dikonfirmasi seorang Komisioner yang bertugas."
_BY_MACHINE = (
    f"Saat ini tidak ada Komisioner yang bertugas, sehingga peran tersebut berlaku setelah {MACHINE} menjalankan "
    "perintah confirm."
)
_ACCESS_LATER = "Admin tersebut dapat mengubah akses dan peran pejabat lain setelah dikonfirmasi seorang Komisioner."
_NO_ADMIN = f"Saat ini tidak ada admin yang dapat bertugas. Mohon meminta {MACHINE} menunjuk admin."


def told(changed: Changed, people: People, reader: Official) -> Screen:
    """To whom it concerns beside: the official, the admins, and every Komisioner where it changes who may decide."""
    event, greeting = changed.event, quoted(salutation(reader))
    if event.change is Change.REBIND_ASKED and reader.is_admin and reader.id != event.person:
        return screen(
            ended(f"{greeting}\n{clause(event, people, reader)}"),
            "Mohon memastikan langsung kepada yang bersangkutan sebelum menyetujui.",
            rows=(confirm_row(event.person),),
        )
    wrong = f"Apabila hal itu tidak benar, mohon segera memberi tahu admin lain atau {MACHINE}."
    if reader.is_admin:
        wrong = f"Apabila hal itu tidak benar, mohon memeriksa /pejabat atau menghubungi {MACHINE}."
    told_ = ended(f"{greeting}\nDiberitahukan: {clause(event, people, reader)}{_from_to(changed, people)}")
    one = people[event.person]
    if event.change is Change.GRANTED and reader.id == one.id and one.to_be_komisioner:
        return screen(told_, still_waits(one))
    if one in people.waiting_for(reader.id):
        return question(one, told_)
    left = what_is_left(changed, people) if reader.is_admin else ()
    alone = nobody_stands_in(changed.before, people, one, reader) if event.change is Change.LEFT else ""
    return screen(told_, *((quoted(alone),) if alone else ()), *left, wrong)


def _from_to(changed: Changed, people: People) -> str:
    """What a detail was and is: the journal keeps only which, and those who read it should see both."""
    if changed.event.change is not Change.DETAILS:
        return ""
    before, after = (getattr(of[changed.event.person], changed.event.what) for of in (changed.before, people))
    return f", dari {quoted(before) or '(kosong)'} menjadi {bold(after)}"


def what_is_left(changed: Changed, people: People) -> tuple[str, ...]:
    """Which maklumat have nobody at their step from now on, and what helps; only admins can do it."""
    left = changed.stranded
    if not left:
        return ()
    lines = [
        f"• {quoted(one.control_number)} · langkah {int(one.step)} ({row_of(one.step).short}) · menunggu "
        f"{quoted(labels(one.roles))}"
        for one in left[:_STRANDED_SHOWN]
    ]
    if len(left) > _STRANDED_SHOWN:
        lines.append(f"… dan {counted(len(left) - _STRANDED_SHOWN)} lagi pada /daftar")
    roles = tuple(dict.fromkeys(role for one in left for role in one.roles))
    # Through the role comes the cure of whoever has lost it, and of others who hold it idly.
    cure = quoted(sentences(hindrances(people, roles)))
    also = f"Peran {quoted(labels(roles))} {'juga ' if cure else ''}dapat diberikan kepada pejabat lain"
    return (
        "\n".join(("<b>Maklumat berikut kini tidak ada pelaksananya:</b>", *lines)),
        " ".join(part for part in (cure, f"{also} melalui /pejabat (Tambah peran) atau /undang.") if part),
    )


def account_code(changed: Changed, people: People, link: str | None) -> Screen:
    """The code by which somebody gets another account, to whoever has made it so."""
    official, code_ = people[changed.event.person], changed.code
    way = (
        f"Tautan:\n{quoted(link)}\n\nAtau mohon dikirim dari akun baru: " if link else "Mohon dikirim dari akun baru: "
    )
    return screen(
        f"Akun lama {bold(called(official))} telah dilepas. Kode untuk akun baru telah dibuat.",
        f"{way}{code(f'/start {code_}')}",
        "Kode berlaku 24 jam untuk satu kali penggunaan. Mohon disampaikan langsung kepada yang bersangkutan.",
        *what_is_left(changed, people),
    )


def history_page(profile: Profile, zone: tzinfo) -> tuple[Screen, ...]:
    """What was changed about an official, the newest last."""
    shown = profile.file.changes[-_HISTORY_SHOWN:]
    lines = [f"{moment(event.at, zone)}\n{clause(event, profile.people)}" for event in shown]
    return screens((f"<b>{HISTORY}</b>: {quoted(called(profile.official))}", *(lines or ("Belum ada perubahan.",))))


def clause(event: OfficialChanged, people: People, reader: Official | None = None) -> str:
    """What was changed, without a full stop; to the official himself by how he is addressed."""
    mine = reader is not None and reader.id == event.person
    who = pronoun(reader) if reader is not None and mine else quoted(named(people, event.person))
    by = f"oleh {quoted(named(people, event.by)) if event.by is not None else MACHINE}"
    why = f" ({quoted(clipped(one_line(event.reason), _REASON_SHOWN))})" if event.reason else ""
    role = quoted(event.in_role.label) if event.in_role is not None else ""
    match event.change:
        case Change.ENROLLED:
            return f"{who} mendaftar dengan kode pendaftaran{why}"
        case Change.GRANTED:
            return f"{who} diberi peran <b>{role}</b> {by}{_days(event)}{why}"
        case Change.ENDED:
            return f"Peran <b>{role}</b> {who} diakhiri {by}{why}"
        case Change.ADMIN_GIVEN:
            return f"{who} dijadikan <b>admin</b> {by}{why}"
        case Change.ADMIN_ENDED:
            return f"Hak <b>admin</b> {who} dicabut {by}{why}"
        case Change.DETAILS:
            return f"{_WHAT[event.what].capitalize()} {who} diperbarui {by}"
        case Change.FROZEN:
            return f"Akses {who} <b>ditutup</b> {by}{why}"
        case Change.UNFROZEN:
            return f"Akses {who} dibuka kembali {by}{why}"
        case Change.REBIND_ASKED:
            return f"Penggantian akun Telegram {who} diminta {by}{why}"
        case Change.UNBOUND:
            return f"Akun Telegram lama {who} dilepas {by}; kode untuk akun baru dibuat"
        case Change.CONFIRMED:
            said = _selaku(event)
            return f"{'' if said else 'Data '}{who} dikonfirmasi{said} {by}{why}"
        case Change.DISOWNED:
            if event.what == CLOSED:
                return f"Data {who} <b>dinyatakan tidak benar</b> {by}; seluruh peran diakhiri dan akses <b>ditutup</b>"
            said = _selaku(event)
            waited = f"Tugas {who}{said}" if said else f"Yang menunggu konfirmasi tentang {who}"
            return f"{waited} <b>dinyatakan tidak benar</b> {by} dan diakhiri"
        case Change.LEFT:
            return f"{who} <b>dinonaktifkan</b> {by}{why}"
        case Change.NAME_REPLACED:
            return f"Nama {who} diganti dengan nomor {by}"


def _selaku(event: OfficialChanged) -> str:
    """What the Komisioner's word was about, as the entry keeps it; nothing of one that names nothing."""
    what = joined(labelled(event.what.split()))
    return f" selaku <b>{what}</b>" if what else ""


def _ask_detail(who: str, what: str) -> Screen:
    example = {
        "name": "nama lengkap beserta gelarnya",
        "sapaan": f"sapaannya ({', '.join(ADDRESS_FORMS)})",
        "jabatan": f"jabatannya, misalnya: {code('Kasubbag Hukum dan SDM')}",
    }[what]
    return screen(
        ended(f"{LABELS[_NUMBER_OF_DETAIL[what]]}: {who}"),
        f"Mohon membalas pesan ini dengan {example}.",
        "Naskah cetak yang telah dibuat tidak berubah.",
        rows=put_aside_rows(),
    )


_NUMBER_OF_DETAIL = {what: number for number, (change, what) in NUMBERS.items() if change is Change.DETAILS}


def _number(wish: Wish) -> int:
    return next(number for number, meant in NUMBERS.items() if meant == (wish.change, wish.what))


def _days(event: OfficialChanged) -> str:
    if event.from_on is None:
        return ""
    until = f" s.d. {date_named(event.until_on)}" if event.until_on else ""
    return f" sejak {date_named(event.from_on)}{until}"
