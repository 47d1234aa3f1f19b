"""Pages that answer a command: who one is, what waits, lists, the archive, and what is refused.

The SOP, the history, the guidance and the admin's pages stand in modules of their own and are handed on from here.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from handlers.screens.addressing import BOTH, labels, pronoun, salutation, waiting
from handlers.screens.administering import (
    OURS,
    Handed,
    code_used,
    delayed,
    file_altered,
    incident,
    invite_usage,
    invited,
    not_admin,
    people_page,
    undelivered,
    unreadable,
    which_official,
)
from handlers.screens.archives import archive_item, archive_list
from handlers.screens.cards import card, titled_line
from handlers.screens.confirming import as_what, still_waits
from handlers.screens.dates import clock, moment
from handlers.screens.deadlines import lateness
from handlers.screens.guidance import checklist
from handlers.screens.health import health_lines, health_page
from handlers.screens.helping import help_page
from handlers.screens.histories import history
from handlers.screens.keyboards import paired, show_rows, understood_rows
from handlers.screens.markup import Block, counted, quoted, screen, screens
from handlers.screens.the_sop import sop_page
from handlers.screens.vacancies import opens_access, unattended
from sop.roles import DRAFTERS
from sop.steps import row_of
from storage.outbox import Screen
from storage.people import Official, People
from storage.reading import View

__all__ = [
    "GROUPS_REFUSED_TOAST",
    "OURS",
    "SORRY_TOAST",
    "STRANGER_TOAST",
    "UNDERSTOOD",
    "Handed",
    "access_closed",
    "access_closed_toast",
    "already_enrolled",
    "archive_item",
    "archive_list",
    "checklist",
    "code_used",
    "delayed",
    "edit_not_taken",
    "file_altered",
    "file_kept_back",
    "groups_refused",
    "health_lines",
    "health_page",
    "help_page",
    "history",
    "incident",
    "invite_usage",
    "invited",
    "no_documents",
    "not_admin",
    "nothing_expected",
    "open_list",
    "outage",
    "people_page",
    "reply_to_unknown",
    "restored",
    "sop_page",
    "sorry",
    "status",
    "stranger",
    "tasks_empty",
    "undelivered",
    "unknown_command",
    "unreadable",
    "welcome",
    "which_official",
    "written_before_restore",
]

CONFIRMS = (
    "Pejabat yang didaftarkan melalui admin dikonfirmasi oleh Komisioner. {many} pejabat menunggu konfirmasi {you}; "
    "pertanyaannya menyusul, dan dapat dilihat kembali pada /tugas."
)
UNDERSTOOD = "Terima kasih, tercatat."
GROUPS_REFUSED_TOAST = "Layanan ini hanya melalui percakapan pribadi; silakan membukanya langsung dengan bot ini."
SORRY_TOAST = (
    "Mohon maaf, terjadi gangguan sehingga tindakan ini belum tercatat; admin telah diberi tahu. Mohon membuka /tugas."
)
STRANGER_TOAST = "Mohon maaf, akun ini belum terdaftar; mohon menghubungi admin."
_BUTTONS = 10


def welcome(official: Official, office_name: str, *, asked: int = 0) -> Screen:
    """Who one is from now on, and what is kept of it: UU 27/2022 on one screen.

    `asked` is of how many officials a Komisioner is asked who they are; the questions come behind it.
    """
    office, you = quoted(office_name), pronoun(official)
    waits = still_waits(official)
    return screen(
        f"{quoted(salutation(official))}\nAkun ini terdaftar sebagai <b>{quoted(as_what(official))}</b> pada layanan "
        f"internal PPID {office}.{f' {waits}' if waits else ''}",
        "Pemberitahuan UU 27/2022: yang disimpan ialah nomor akun Telegram, nama, sapaan, jabatan, peran, serta "
        f"tindakan {you}, untuk pelaksanaan dan riwayat SOP. Data disimpan oleh {office}; pesan melewati peladen "
        "Telegram di luar negeri.",
        *((CONFIRMS.format(you=you, many=counted(asked)),) if asked else ()),
        f"Tugas: /tugas · Bantuan: /bantuan{_FOR_ADMINS if official.is_admin else ''}",
        rows=understood_rows(),
    )


_FOR_ADMINS = "\nMendaftarkan pejabat lain: /undang · Kesiapan: /pejabat"


def stranger(office_name: str) -> Screen:
    """Not enrolled: where to turn, and nothing else."""
    return screen(
        f"Mohon maaf, akun Telegram ini belum terdaftar pada layanan internal PPID {quoted(office_name)}.",
        "Apabila Bapak/Ibu adalah pejabat atau pegawai terkait, mohon menghubungi admin untuk memperoleh kode "
        "pendaftaran. Apabila sudah menerima kode, mohon mengirim /start diikuti spasi dan kode tersebut. "
        "Untuk permohonan informasi publik, silakan mengunjungi laman e-PPID.",
    )


def access_closed(official: Official, office_name: str, people: People) -> Screen:
    """To whoever writes from an account whose access is closed."""
    return screen(
        f"{quoted(salutation(official))}\nAkses {pronoun(official)} pada layanan ini sedang ditutup, sehingga pesan "
        f"ini tidak diproses. Mohon menghubungi {opens_access(people)} {quoted(office_name)}."
    )


def access_closed_toast(people: People) -> str:
    """The same to whoever taps there; plain text."""
    return f"Akses akun ini sedang ditutup. Mohon menghubungi {opens_access(people)}."


def already_enrolled(official: Official, *, by_code: bool = False) -> Screen:
    """/start from somebody who is known; with a code that gives nothing he is told that it has changed nothing."""
    roles = labels(official.roles) or ("admin" if official.is_admin else "pejabat tanpa peran saat ini")
    unused = " Kode tersebut sudah digunakan atau tidak berlaku, sehingga tidak ada yang berubah." if by_code else ""
    return screen(
        f"{quoted(salutation(official))}\nAkun ini sudah terdaftar sebagai <b>{quoted(roles)}</b>.{unused}",
        "Tugas: /tugas · Bantuan: /bantuan",
    )


def tasks_empty(official: Official) -> Screen:
    """/tugas when nothing waits; a drafter may open one."""
    opens = " Maklumat baru dapat dibuka melalui /baru." if set(DRAFTERS) & set(official.roles) else ""
    return screen(
        f"Tidak ada maklumat yang menunggu {pronoun(official)} saat ini.",
        f"Maklumat yang sedang berjalan dapat dilihat pada /daftar.{opens}",
    )


def open_list(views: Sequence[View], now: datetime) -> tuple[Screen, ...]:
    """/daftar: every open maklumat with step, holder and due day."""
    if not views:
        return (screen("Tidak ada maklumat yang sedang berjalan. Maklumat yang telah selesai tersimpan pada /arsip."),)
    blocks: list[Block] = [f"<b>Maklumat yang sedang berjalan</b>: {len(views)}"]
    shown = paired(button for view in views[:_BUTTONS] for row in show_rows(view) for button in row)
    return screens((*blocks, *(_line(view, now) for view in views), "Rincian: /status diikuti nomor kendali."), shown)


def status(view: View, now: datetime) -> tuple[Screen, ...]:
    """/status: the card as it is now."""
    return card(view, None, now=now)


def groups_refused() -> Screen:
    """The bot was spoken to in a group."""
    return screen(
        "Mohon maaf, layanan ini hanya melalui percakapan pribadi. Silakan membuka percakapan langsung dengan bot ini."
    )


def sorry(official: Official | None) -> Screen:
    """One apology after trouble that nobody foresaw."""
    you = pronoun(official) if official is not None else BOTH
    return screen(
        f"Mohon maaf, terjadi gangguan sehingga pesan {you} belum dapat diproses; admin telah diberi tahu. "
        "Keadaan terakhir dapat dilihat pada /tugas."
    )


def still_tried(official: Official | None) -> Screen:
    """What somebody sent is hindered by the network or the machine, and is tried again and again; told once."""
    you = pronoun(official) if official is not None else BOTH
    return screen(
        f"Mohon maaf, pesan {you} sudah diterima tetapi belum dapat diproses karena gangguan jaringan, "
        "Telegram, atau komputer layanan, dan masih terus dicoba; admin telah diberi tahu. Pesan itu tidak perlu "
        "dikirim ulang, dan pesan berikutnya menunggu gilirannya."
    )


def outage(from_at: datetime, to_at: datetime, zone: tzinfo) -> str:
    """The sentence that goes before cards sent anew after the service was away; HTML."""
    same_day = from_at.astimezone(zone).date() == to_at.astimezone(zone).date()
    until = clock(to_at, zone) if same_day else moment(to_at, zone)
    return (
        f"Layanan ini tidak tersambung dengan Telegram dari {moment(from_at, zone)} s.d. {until}. "
        "Mohon menekan kembali tombol yang belum ditanggapi."
    )


def restored(taken_at: datetime | None, zone: tzinfo) -> str:
    """The sentence that goes before cards sent anew after the office was restored from a backup; HTML."""
    taken = f" yang dibuat {moment(taken_at, zone)}" if taken_at is not None else ""
    return (
        f"Data layanan ini dipulihkan dari cadangan{taken}. Yang dilakukan sesudahnya tidak tercatat lagi dan mohon "
        "diulang; tombol pada pesan lama tidak berlaku."
    )


def unknown_command() -> Screen:
    """A command that is none."""
    return screen("Mohon maaf, perintah tersebut tidak dikenal. Menu yang tersedia dapat dilihat pada /bantuan.")


def nothing_expected(official: Official) -> Screen:
    """A plain message that fits nothing that is awaited."""
    return screen(
        f"Pesan {pronoun(official)} belum dicatat karena belum jelas untuk apa.",
        "Untuk menanggapi suatu maklumat, mohon menekan lama pesan bot tentang maklumat tersebut, memilih Balas, "
        "kemudian menulis tanggapan. Tugas: /tugas · Bantuan: /bantuan",
    )


def reply_to_unknown(official: Official, *, was_restored: bool) -> Screen:
    """A reply to a message of which nothing is recorded, so nobody can tell what it is about."""
    perhaps = "; mungkin berasal dari sebelum data dipulihkan" if was_restored else ""
    unknown = f"pesan yang dibalas tidak ada pada catatan layanan ini{perhaps}"
    return screen(
        f"Pesan {pronoun(official)} belum dicatat, karena {unknown}.",
        "Mohon membuka /tugas dan membalas kartu terbaru.",
    )


def written_before_restore(official: Official) -> Screen:
    """A message that was under way while the office was restored: it was meant for what is recorded no more."""
    return screen(
        f"Pesan {pronoun(official)} belum dicatat, karena dikirim sebelum ada pemberitahuan bahwa data layanan ini "
        "dipulihkan.",
        "Mohon membuka /tugas dahulu, kemudian mengirimnya kembali bila masih diperlukan.",
    )


def no_documents() -> Screen:
    """A draft or papers were asked for, and there are none."""
    return screen("Berkasnya belum tersedia. Mohon mencoba kembali beberapa saat lagi atau melihat Riwayat.")


def file_kept_back() -> Screen:
    """A file that was to come here is no longer what was kept, and is not handed out."""
    return screen(
        "Mohon maaf, berkasnya belum dapat dikirim karena perlu diperiksa; admin telah diberi tahu. Mohon menunggu "
        "kabar dari admin."
    )


def edit_not_taken() -> Screen:
    """A message was changed after it had been sent."""
    return screen(
        "Perubahan pada pesan yang sudah dikirim tidak dicatat. Mohon mengirim pesan baru apabila diperlukan."
    )


def _line(view: View, now: datetime) -> str:
    m, zone = view.maklumat, view.office.rules.calendar.zone
    whom = waiting(view) or unattended(view)
    lines = [titled_line(view), f"Langkah {int(m.step)} dari 6 · {row_of(m.step).short}", f"Menunggu: {quoted(whom)}"]
    if m.hold is not None:
        lines.append("Ditahan; batas waktu berhenti")
    elif m.visit.due_at is not None:
        late = lateness(view, now)
        lines.append(f"Batas waktu: {moment(m.visit.due_at, zone)}{f' · {late}' if late else ''}")
    return "\n".join(lines)
