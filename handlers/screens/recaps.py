"""/rekap: what each step took, in neutral words, and the same as a sheet of which pictures and tables are made.

Working time is said in office hours and working days; nobody is named.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.screens.dates import MONTHS, day
from handlers.screens.markup import bold, quoted, screen
from sop.calendar import DeadlineMode, WorkCalendar
from sop.recap import Period, Recap, StepRecap
from sop.steps import row_of
from storage.outbox import Screen

Cell = str | int | float
TITLE = "Rekap pelaksanaan SOP"
HEADINGS = (
    *("Langkah", "Kegiatan", "Selesai", "Dalam batas waktu", "Persen dalam batas waktu"),
    *("Median (jam kerja)", "Terlama (jam kerja)", "Median", "Terlama"),
)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """One step on a sheet. Times are office hours, none where nothing was finished."""

    number: int
    name: str
    count: int
    within: int
    median: timedelta | None
    longest: timedelta | None
    median_shown: str
    longest_shown: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Under HEADINGS; empty where there is nothing to say."""
        if self.median is None or self.longest is None:
            return (self.number, self.name, 0, 0, "", "", "", "", "")
        share = round(100 * self.within / self.count, 1)
        times = (round(time / _HOUR, 2) for time in (self.median, self.longest))
        return (self.number, self.name, self.count, self.within, share, *times, self.median_shown, self.longest_shown)


@dataclass(frozen=True)
class Sheet:
    """A recap as it is put on paper: everything in words, and the figures to draw and to reckon with."""

    office: str
    period: str
    as_of: str
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]
    name: str
    """How files of it are called, without their ending."""


def recap_page(recap: Recap, today: date) -> Screen:
    """One line for each step; what is not counted is said."""
    head = f"{bold(TITLE)}\n{_named(recap.period)}, keadaan {day(today)}"
    if recap.is_empty:
        return screen(head, "Belum ada langkah yang selesai pada masa tersebut.")
    lines = [f"{bold(f'{int(s.step)}. {row_of(s.step).short}')}: {_figures(s, recap.calendar)}" for s in recap.steps]
    return screen(head, "\n".join(lines), quoted(" ".join(remarks(recap.calendar))))


def usage(today: date) -> Screen:
    """What can be asked for, where it was not understood."""
    return screen(
        "Masa rekap belum dapat dibaca. Mohon menuliskan bulan dan tahun, atau tahun saja, misalnya:\n"
        f"/rekap {MONTHS[today.month - 1]} {today.year}\n/rekap {today.year}"
    )


def sheet(recap: Recap, office_name: str, today: date) -> Sheet:
    """The same for a picture and for tables."""
    period = recap.period
    return Sheet(
        office=office_name,
        period=_named(period),
        as_of=day(today),
        lines=tuple(_line(step, recap.calendar) for step in recap.steps),
        remarks=remarks(recap.calendar),
        name=f"rekap-{period.year:04d}" + (f"-{period.month:02d}" if period.month else ""),
    )


def remarks(calendar: WorkCalendar) -> tuple[str, ...]:
    """How the figures are to be read."""
    return (
        f"Lama kerja dihitung pada jam kerja kantor; 1 {unit_of(calendar.mode)} = {hours(calendar.full_day)}.",
        "Waktu selama ditahan tidak dihitung.",
        _BROKEN_OFF,
    )


_BROKEN_OFF = (
    "Langkah yang terputus (ditarik kembali, dikembalikan oleh admin, keputusan atau maklumat dibatalkan, naskah "
    "diganti) tidak dihitung."
)


def duration(time: timedelta, calendar: WorkCalendar) -> str:
    """'3 jam 20 menit', '2 hari kerja 1 jam': working days of an ordinary day's length, then hours and minutes."""
    return spelt(time, calendar.full_day, calendar.mode)


def spelt(time: timedelta, full_day: timedelta, mode: DeadlineMode) -> str:
    """The same by what is known of a calendar: how long an ordinary day is, and what its days are called."""
    days, rest = divmod(_to_minutes(time), full_day)
    parts = [f"{days} {unit_of(mode)}"] if days else []
    if rest or not days:
        parts.append(hours(rest))
    return " ".join(parts)


def _figures(step: StepRecap, calendar: WorkCalendar) -> str:
    if step.median is None or step.longest is None:
        return "belum ada yang selesai"
    times = f"median {duration(step.median, calendar)}, terlama {duration(step.longest, calendar)}"
    return f"selesai {step.count} kali, dalam batas waktu {step.within} dari {step.count}; {times}"


def _line(step: StepRecap, calendar: WorkCalendar) -> Line:
    shown = ("" if time is None else duration(time, calendar) for time in (step.median, step.longest))
    return Line(int(step.step), row_of(step.step).short, step.count, step.within, step.median, step.longest, *shown)


def _named(period: Period) -> str:
    return f"Tahun {period.year}" if period.month is None else f"{MONTHS[period.month - 1]} {period.year}"


def unit_of(mode: DeadlineMode) -> str:
    """What '1 hari' counts in this mode."""
    return "hari kerja" if mode is DeadlineMode.WORKING_DAYS else "hari"


def hours(time: timedelta) -> str:
    """'8 jam 30 menit'."""
    minutes = time // timedelta(minutes=1)
    parts = [f"{minutes // 60} jam" if minutes >= 60 else "", f"{minutes % 60} menit" if minutes % 60 else ""]
    return " ".join(filter(None, parts)) or "kurang dari 1 menit"


def _to_minutes(time: timedelta) -> timedelta:
    minute = timedelta(minutes=1)
    return time // minute * minute
