"""One message about several maklumat: a line for each, its nomor kendali as a button that brings the card."""

from collections.abc import Sequence
from datetime import datetime

from handlers.screens.addressing import pronoun, salutation, waiting
from handlers.screens.confirming import waiting_for_word
from handlers.screens.dates import day, short
from handlers.screens.deadlines import lateness, way_out
from handlers.screens.keyboards import paired, show_rows
from handlers.screens.markup import clipped, counted, quoted, screen
from handlers.screens.phrases import step_named
from handlers.screens.vacancies import unattended
from sop.calendar import WorkCalendar
from sop.roles import Role
from storage.outbox import Button, Screen
from storage.people import Official
from storage.reading import View

SHOWN = 20
"""Lines of one message; the rest are counted, and stand in the lists."""
MORNING_SHOWN = 15
"""Of the longer lines of a morning."""
_BUTTONS = 10
_WHOM_SHOWN = 80


def digest(views: Sequence[View], *, now: datetime, remark: str = "") -> Screen:
    """What waits for the reader, and what others have left undone below him, in one message.

    Args:
        views: of one reader; at least one.
        now: aware UTC.
        remark: a sentence of ours (HTML) that goes first, such as `pages.outage`.
    """
    reader = views[0].reader
    mine = [view for view in views if reader in view.holders]
    others = [view for view in views if reader not in view.holders]
    you = pronoun(reader)
    decides = Role.KOMISIONER in reader.roles
    blocks = [remark] if remark else []
    if mine:
        wish = f"arahan {you}" if decides else you
        blocks.append(f"Mohon izin mengingatkan, {counted(len(mine))} maklumat masih menunggu {wish}:")
        blocks.append(_lines(mine, now, "/tugas"))
    if others:
        blocks.append("Dilaporkan, langkah berikut telah melewati tenggat; mohon arahan tindak lanjut:")
        blocks.append(_lines(others, now, "/daftar", whom=True))
        blocks += way_out(others)
    closing = f"Terima kasih atas perkenan {you}." if decides or not mine else _HELP
    return screen(f"{quoted(salutation(reader))}\n{blocks[0]}", *blocks[1:], closing, rows=_rows(views))


_HELP = (
    "Kartunya ditampilkan melalui tombol di bawah ini. Apabila terdapat kendala, mohon menekan <b>Laporkan kendala</b> "
    "pada kartu tersebut."
)


def morning(
    views: Sequence[View], reader: Official, asked: Sequence[Official] = (), *, calendar: WorkCalendar, now: datetime
) -> Screen:
    """All that waits, for whoever answers for the whole: at which step, for whom, since when; whom he is to confirm.

    Args:
        views: of this reader; none for who is only reminded of those whom he is to confirm.
        reader: whom it is for.
        asked: who waits for his word; without views at least one.
        calendar: the office's.
        now: aware UTC.
    """
    greeting, you, today = quoted(salutation(reader)), pronoun(reader), calendar.local(now).date()
    confirms = waiting_for_word(asked, reader) if asked else ""
    if not views:
        return screen(f"{greeting}\nMohon izin mengingatkan, {confirms}", f"Terima kasih atas perkenan {you}.")
    lines = [_standing(view, now) for view in views[:MORNING_SHOWN]]
    if len(views) > MORNING_SHOWN:
        lines.append(f"… dan {counted(len(views) - MORNING_SHOWN)} lagi pada /daftar")
    return screen(
        f"{greeting}\nRingkasan pagi, {day(today)}: {counted(len(views))} maklumat sedang berjalan.",
        "\n".join(lines),
        *((confirms,) if confirms else ()),
        f"Ringkasan ini untuk diketahui. Terima kasih atas perhatian {you}.",
        rows=_rows(views),
    )


def _standing(view: View, now: datetime) -> str:
    m, zone = view.maklumat, view.office.rules.calendar.zone
    whom = quoted(_whom(view))
    parts = [
        f"<b>{quoted(m.control_number)}</b>",
        step_named(m.step),
        f"menunggu {whom}",
        f"sejak {short(m.visit.entered_at, zone)}",
    ]
    if m.hold is not None:
        parts.append(f"ditahan sejak {short(m.hold.at, zone)}")
    elif m.visit.due_at is not None:
        parts.append(_due(view, now))
    return " · ".join(parts)


def _due(view: View, now: datetime) -> str:
    due_at, late = view.maklumat.visit.due_at, lateness(view, now)
    assert due_at is not None
    return f"tenggat {short(due_at, view.office.rules.calendar.zone)}{f', {late}' if late else ''}"


def _lines(views: Sequence[View], now: datetime, rest_at: str, *, whom: bool = False) -> str:
    lines = [line(view, now, whom=whom) for view in views[:SHOWN]]
    if len(views) > SHOWN:
        lines.append(f"… dan {counted(len(views) - SHOWN)} lagi pada {rest_at}")
    return "\n".join(lines)


def line(view: View, now: datetime, *, whom: bool = False) -> str:
    """One maklumat: 'MKL-2027-001 · langkah 3 (…) · tenggat 19-01-2027 16.00, lewat 2 (dua) hari kerja'; HTML."""
    m = view.maklumat
    parts = [f"<b>{quoted(m.control_number)}</b>", step_named(m.step)]
    if whom:
        parts.append(f"menunggu {quoted(_whom(view))}")
    if m.visit.due_at is not None and m.hold is None:
        parts.append(_due(view, now))
    return " · ".join(parts)


def _whom(view: View) -> str:
    return clipped(waiting(view) or unattended(view, cure=False), _WHOM_SHOWN)


def _rows(views: Sequence[View]) -> tuple[tuple[Button, ...], ...]:
    return paired(button for view in views[:_BUTTONS] for (button,) in show_rows(view))
