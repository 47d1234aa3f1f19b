"""A deadline in words: when it is, why then, and how late something is, neutrally and in working days."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from handlers.screens.dates import clock, moment
from handlers.screens.markup import bold, counted, joined, quoted
from sop.calendar import ESTIMATE, DeadlineMode
from sop.errors import SopError
from sop.reassigning import is_reassignable, may_reassign
from storage.reading import View

_TITLES = re.compile(r"^(?:Hari kedua dari )?(?:Hari (?:Raya|Suci|Lahir) |Hari )?")
_SPELT = {"Idul Fitri": "Idulfitri", "Idul Adha": "Iduladha"}
"""As the dictionary of the language (KBBI) has them; the calendar's source writes them apart."""
CUTI_BERSAMA = "Cuti Bersama"


def due_lines(view: View, now: datetime) -> tuple[str, ...]:
    """The deadline of the present step, whether it has passed, and why it is then; HTML."""
    visit, zone = view.maklumat.visit, view.office.rules.calendar.zone
    if visit.due_at is None:
        return ()
    if view.maklumat.hold is not None:
        return ("Batas waktu: berhenti selama ditahan",)
    late = "" if before_due(view, now) else " · <b>Lewat tenggat</b>"
    return (f"Batas waktu: {moment(visit.due_at, zone)}{late}", *why(view))


def why(view: View) -> tuple[str, ...]:
    """What made the deadline later than the next day's close of office; HTML, nothing where nothing did."""
    visit, zone = view.maklumat.visit, view.office.rules.calendar.zone
    said = []
    if visit.received_at > visit.entered_at:
        said.append(f"Diterima di luar jam kerja, dihitung sejak {moment(visit.received_at, zone)}.")
    if visit.skipped:
        said.append(f"Dilewati: {quoted(joined(short_names(visit.skipped)))}.")
    return (" ".join(said),) if said else ()


def short_names(days_off: Iterable[str]) -> tuple[str, ...]:
    """Days off as one speaks of them, each once: 'Nyepi', 'Idulfitri (perkiraan)', 'cuti bersama'."""
    return tuple(dict.fromkeys(_short(name) for name in days_off))


def late_days(view: View, now: datetime) -> int:
    """Whole counting days since the deadline passed."""
    due_at = view.maklumat.visit.due_at
    return view.office.rules.calendar.counting_days_between(due_at, now) if due_at is not None and now > due_at else 0


def waited(view: View, now: datetime) -> str:
    """'2 (dua) hari kerja': how long the present step has waited, from the day on which it counts as received."""
    days = view.office.rules.calendar.counting_days_between(view.maklumat.visit.received_at, now)
    return f"{counted(days)} {unit(view)}"


def lateness(view: View, now: datetime) -> str:
    """'lewat 2 (dua) hari kerja', 'lewat hari ini'; empty while there is time."""
    if before_due(view, now):
        return ""
    days = late_days(view, now)
    return f"lewat {counted(days)} {unit(view)}" if days else "lewat hari ini"


def overdue(view: View, now: datetime) -> str:
    """'telah melewati tenggat 2 hari kerja'; HTML."""
    days = late_days(view, now)
    return f"telah <b>melewati tenggat</b>{f' {days} {unit(view)}' if days else ''}"


def way_out(views: Sequence[View]) -> tuple[str, ...]:
    """That a late step may be given to another person; only to whom it is told who may do so."""
    try:
        may_reassign(views[0].reader.id, views[0].office.roster)
    except SopError:
        return ()
    fit = any(is_reassignable(view.maklumat) for view in views)
    return ("Apabila diperlukan, langkah dapat dialihkan melalui /alihkan.",) if fit else ()


def before_due(view: View, now: datetime) -> bool:
    """Whether there is still time: at the very moment of the deadline there is none, and the reminder says so."""
    due_at = view.maklumat.visit.due_at
    return due_at is None or now < due_at


def due_named(view: View, now: datetime) -> str:
    """'<b>hari ini</b> pukul 16.00 WIB', or the whole date."""
    due_at, calendar = view.maklumat.visit.due_at, view.office.rules.calendar
    if due_at is None:
        return "waktu yang ditetapkan"
    if calendar.local(due_at).date() == calendar.local(now).date():
        return f"{bold('hari ini')} pukul {clock(due_at, calendar.zone)}"
    return moment(due_at, calendar.zone)


def unit(view: View) -> str:
    """What '1 hari' counts in this office."""
    return "hari kerja" if view.office.rules.calendar.mode is DeadlineMode.WORKING_DAYS else "hari"


def _short(name: str) -> str:
    if name.startswith(CUTI_BERSAMA):
        return "cuti bersama"
    plain = name.removesuffix(ESTIMATE).strip()
    stripped = _TITLES.sub("", plain)
    return f"{_SPELT.get(stripped, stripped)}{f' {ESTIMATE}' if plain != name else ''}"
