"""/arsip: the finished maklumat, one of them with what can be had of it, and the office's register as a table.

The register (Daftar arsip aktif) says what the procedure knows and what the office has typed; what neither says is left
empty. Nothing is deleted by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.screens.addressing import called
from handlers.screens.cards import filed_line, titled_line
from handlers.screens.dates import date_named, moment
from handlers.screens.keyboards import papers_rows, register_rows
from handlers.screens.markup import Block, Words, clipped, one_line, quoted, screen, screens
from handlers.screens.phrases import marked
from handlers.screens.scans import scans_line
from handlers.screens.succession import lineage, offered
from sop.archive import LABELS
from sop.maklumat import Phase
from sop.steps import Action, Step, row_of
from storage.outbox import Screen
from storage.reading import Dossier, View

_LINK_SHOWN = 500
_WORDS_SHOWN = 60
_REASON_SHOWN = 1_500
"""The history has the whole of it."""
ACCESS = "Biasa/Terbuka"
"""Klasifikasi keamanan dan akses: nothing else may pass through a foreign messenger (docs/decisions/0026)."""
_HINT = "Rincian: /arsip diikuti nomor kendali. Pencarian: /arsip diikuti tahun, judul, atau nomor."
GIVEN = "Berkas dikirim."
"""Above the chat, once a file that was made for it is on its way."""
REGISTER_TITLE = "Daftar Arsip Aktif"
REGISTER_HEADINGS = (
    *("No.", "Nomor berkas", "Kode klasifikasi", "Uraian informasi berkas", "Kurun waktu", "Tingkat perkembangan"),
    *("Jumlah", "Klasifikasi keamanan dan akses", "Retensi aktif", "Retensi inaktif", "Nasib akhir", "Lokasi simpan"),
    "Keterangan",
)


@dataclass(frozen=True)
class Register:
    """The office's register of finished maklumat, as it is put into tables; one row each, under REGISTER_HEADINGS."""

    office: str
    as_of: str
    rows: tuple[tuple[str, ...], ...]
    name: str
    """How files of it are called, without their ending."""


def archive_list(views: Sequence[View], words: str = "") -> tuple[Screen, ...]:
    """/arsip: the finished ones, or those of them that were looked for, the newest first."""
    if not views:
        return (screen("Arsip belum berisi maklumat. Maklumat yang sedang berjalan dapat dilihat pada /daftar."),)
    lines = ["\n".join((titled_line(view), ending(view), *lineage(view))) for view in views]
    looked_for = f" dengan kata {quoted(clipped(one_line(words), _WORDS_SHOWN))}" if words else ""
    return screens((f"<b>Arsip</b>: {len(views)} maklumat{looked_for}", *lines, _HINT), register_rows())


def nothing_fits(words: str) -> Screen:
    """/arsip with words, or a year, that no finished maklumat has."""
    looked_for = quoted(clipped(one_line(words), _WORDS_SHOWN))
    return screen(f"Tidak ada maklumat dalam arsip yang cocok dengan kata {looked_for}.", _HINT)


def archive_item(view: View) -> Screen:
    """One maklumat with its papers behind buttons; of one that is under way it says so."""
    m, zone = view.maklumat, view.office.rules.calendar.zone
    lines = [f"Dibuka: {moment(m.opened_at, zone)}", f"Jumlah versi draf: {m.version}"]
    if m.number:
        lines.append(f"Nota Dinas Nomor {quoted(m.number)}")
    if m.approval is not None:
        approved = quoted(called(view.people[m.approval.by]))
        lines.append(f"Disetujui: {approved}, {moment(m.approval.at, zone)}")
    if m.publication is not None:
        lines.append(f"Tautan: {quoted(clipped(m.publication.link, _LINK_SHOWN))}")
    lines += (*filed_line(view), *scans_line(view))
    lines += (quoted(line) for line in marked(m.marks))
    why = clipped(m.cancelled_for.text, _REASON_SHOWN) if m.cancelled_for else ""
    reason = (Words("Alasan pembatalan", why),) if why else ()
    heading = "\n".join((titled_line(view), ending(view), *lineage(view)))
    return screen(heading, "\n".join(lines), *reason, rows=(*papers_rows(view), *offered(view)))


def standing(action: Action, view: View) -> tuple[Block, ...]:
    """Beside a question about the archive: what is recorded so far."""
    m = view.maklumat
    if action is Action.FILE_ON_PAPER and m.filed is not None:
        return (f"Yang tercatat saat ini: {quoted(m.filed.place)}.",)
    if action is Action.SET_ARCHIVE:
        held = m.marks.over(view.office.rules.archive)
        return ("\n".join(f"{label}: {quoted(getattr(held, name) or '…')}" for name, label in LABELS.items()),)
    return ()


def too_large() -> Screen:
    """A bundle that Telegram does not take from a bot."""
    return screen(
        "Berkas ini melebihi 50 MB, sehingga tidak dapat dikirim melalui Telegram; mohon meminta pengelola layanan "
        "membuatnya dengan perintah <code>python -m bot export</code>."
    )


def nothing_to_register() -> Screen:
    """The register was asked for while nothing is finished."""
    return screen("Daftar arsip belum berisi maklumat yang telah selesai.")


def register(dossiers: Sequence[Dossier], office_name: str, today: date) -> Register:
    """The register of these finished maklumat, in the order of their nomor kendali."""
    rows = (_row(number, one) for number, one in enumerate(dossiers, 1))
    return Register(office_name, date_named(today), tuple(rows), f"daftar-arsip-aktif-{today.isoformat()}")


def ending(view: View) -> str:
    """How it ended and when, or where it stands."""
    m, zone = view.maklumat, view.office.rules.calendar.zone
    if m.phase is Phase.OPEN:
        return f"Masih berjalan: langkah {int(m.step)} dari 6 · {row_of(m.step).short}"
    ended = m.visits[-1].left_at if m.phase is Phase.CANCELLED else m.visit.entered_at
    word = "Dibatalkan" if m.phase is Phase.CANCELLED else row_of(Step.PUBLISHED).short
    return f"{word}: {moment(ended, zone)}" if ended is not None else word


def period(view: View) -> str:
    """From the day it was opened to the day it ended, in the office's zone; of one under way the first alone."""
    m, calendar = view.maklumat, view.office.rules.calendar
    ended = {Phase.OPEN: None, Phase.CANCELLED: m.visits[-1].left_at}.get(m.phase, m.visit.entered_at)
    first = date_named(calendar.local(m.opened_at).date())
    last = date_named(calendar.local(ended).date()) if ended else "…"
    return first if first == last else f"{first} s.d. {last}"


def _row(number: int, one: Dossier) -> tuple[str, ...]:
    m = one.view.maklumat
    marks = m.marks.over(one.view.office.rules.archive)
    cancelled = "Dibatalkan" if m.phase is Phase.CANCELLED else ""
    return (
        str(number),
        m.control_number,
        marks.code,
        m.title,
        period(one.view),
        marks.stage or ("Asli elektronik dan cetakan" if m.filed else "Asli elektronik"),
        marks.quantity or f"{len(one.files)} berkas elektronik",
        ACCESS,
        marks.active,
        marks.inactive,
        marks.fate,
        m.filed.place if m.filed else "",
        "; ".join(filter(None, (cancelled, marks.note))),
    )
