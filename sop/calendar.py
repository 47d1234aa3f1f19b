"""Working days and office hours: when one working day is over, and why then.

The day of receipt is not counted; what comes outside office hours counts as received at the next opening; due is the
close of office on the next working day (the SOP says '1 hari'; docs/sop.md says why that is one working day). Days off
are data handed in; nothing here knows which days Indonesia keeps.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

ESTIMATE = "(perkiraan)"


CUTI_BERSAMA = "Cuti Bersama"
"""How the names of days of collective leave begin."""


class ChangeKind(StrEnum):
    """What an office may change of its calendar."""

    OFF = "libur"
    """The office is closed on these days."""
    WORKING = "kerja"
    """The office is open on these days after all."""
    RAMADAN = "ramadan"
    """These days are the month of fasting."""


@dataclass(frozen=True)
class CalendarChange:
    """A change of the office's calendar: from a day until a day (both included), and why.

    The reason is the name of a day off.
    """

    kind: ChangeKind
    first_on: date
    last_on: date
    reason: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.first_on + timedelta(days=n) for n in range((self.last_on - self.first_on).days + 1))


class DeadlineMode(StrEnum):
    """What the SOP's '1 hari' means."""

    WORKING_DAYS = "hari_kerja"
    """Monday to Friday without national holidays and cuti bersama."""
    CALENDAR_DAYS = "kalender"
    """Every day counts, as in election stages."""


@dataclass(frozen=True)
class DayOff:
    """A day on which the office is closed though the week says otherwise."""

    name: str
    estimated: bool = False
    """The date is still an estimate ('perkiraan') of its source."""

    @property
    def shown(self) -> str:
        """The name, and that it is an estimate where it is one."""
        return f"{self.name} {ESTIMATE}" if self.estimated else self.name


@dataclass(frozen=True)
class Hours:
    """When the office opens and closes on a weekday, local time."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Due:
    """A deadline with its reasons. All moments are aware UTC."""

    at: datetime
    received_at: datetime
    """When the step counts as received: the moment itself, or the next opening."""
    skipped: tuple[str, ...] = ()
    """Names of the days off between receipt and deadline."""


_WEEK = Hours(time(7, 30), time(16, 0))
DEFAULT_HOURS: Mapping[int, Hours] = {
    0: _WEEK,
    1: _WEEK,
    2: _WEEK,
    3: _WEEK,
    4: Hours(time(7, 30), time(16, 30)),
}
"""Monday (0) to Friday (4), after Perpres 21/2023: 37.5 hours a week, a longer break on Friday."""

_FASTING_WEEK = Hours(time(8), time(15))
RAMADAN_HOURS: Mapping[int, Hours] = {
    0: _FASTING_WEEK,
    1: _FASTING_WEEK,
    2: _FASTING_WEEK,
    3: _FASTING_WEEK,
    4: Hours(time(8), time(15, 30)),
}
"""Hours of the month of fasting, after Perpres 21/2023: 32.5 hours a week."""

HALF_A_YEAR = 180
FURTHEST_DAYS = 366
"""No office is closed for a year on end: beyond this, the calendar itself is wrong."""


@dataclass(frozen=True)
class WorkCalendar:
    """The office's own days and hours in its own zone."""

    zone: tzinfo
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    hours: Mapping[int, Hours] = field(default_factory=lambda: DEFAULT_HOURS)
    mode: DeadlineMode = DeadlineMode.WORKING_DAYS
    ramadan: frozenset[date] = frozenset()
    """Days of the month of fasting, which no calculation knows beforehand: they are entered by hand."""
    ramadan_hours: Mapping[int, Hours] = field(default_factory=lambda: RAMADAN_HOURS)

    def changed_by(self, changes: Iterable[CalendarChange]) -> "WorkCalendar":
        """The calendar after these changes, each counting over those before it."""
        off, fasting = dict(self.days_off), set(self.ramadan)
        for change in changes:
            match change.kind:
                case ChangeKind.OFF:
                    off.update(dict.fromkeys(change.days, DayOff(change.reason)))
                case ChangeKind.WORKING:
                    for day in change.days:
                        off.pop(day, None)
                case ChangeKind.RAMADAN:
                    # Entered anew, it takes the place of what was entered for the same month of fasting.
                    fasting = {day for day in fasting if abs((day - change.first_on).days) > HALF_A_YEAR}
                    fasting.update(change.days)
        return replace(self, days_off=off, ramadan=frozenset(fasting))

    def local(self, moment: datetime) -> datetime:
        """The moment as the office's clock shows it."""
        return moment.astimezone(self.zone)

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open on this date."""
        return day.weekday() in self.hours and day not in self.days_off

    def counts(self, day: date) -> bool:
        """Whether the day counts toward the SOP's '1 hari' in this office's mode."""
        return self.mode is DeadlineMode.CALENDAR_DAYS or self.is_working_day(day)

    def next_counting(self, day: date) -> date:
        """The first counting day after `day`."""
        return self._next(day, self.counts)

    def next_working_day(self, day: date) -> date:
        """The first day after `day` on which the office is open, whatever counts toward a deadline."""
        return self._next(day, self.is_working_day)

    def _next(self, day: date, fits: Callable[[date], bool]) -> date:
        for ahead in range(1, FURTHEST_DAYS):
            candidate = day + timedelta(days=ahead)
            if fits(candidate):
                return candidate
        raise ValueError(f"no such day within {FURTHEST_DAYS} days after {day}")

    def hours_on(self, day: date) -> Hours:
        """Opening hours of a date; a day without hours of its own borrows the first weekday's."""
        hours = self.ramadan_hours if day in self.ramadan else self.hours
        return hours.get(day.weekday()) or next(iter(hours.values()))

    def at(self, day: date, moment: time) -> datetime:
        """That local time on that date, as aware UTC."""
        return datetime.combine(day, moment, self.zone).astimezone(UTC)

    def received(self, moment: datetime) -> datetime:
        """When something counts as received: now, or at the next opening when the office is closed."""
        local = self.local(moment)
        day, hours = local.date(), self.hours_on(local.date())
        if self.counts(day) and local.time() <= hours.closes:
            return max(moment, self.at(day, hours.opens)).astimezone(UTC)
        following = self.next_counting(day)
        return self.at(following, self.hours_on(following).opens)

    def due(self, moment: datetime, days: int = 1) -> Due:
        """Close of office, `days` counting days after the day of receipt."""
        received_at = self.received(moment)
        day = self.local(received_at).date()
        for _ in range(days):
            day = self.next_counting(day)
        return Due(
            self.at(day, self.hours_on(day).closes),
            received_at,
            self._skipped(self.local(moment).date(), day),
        )

    def _skipped(self, first: date, last: date) -> tuple[str, ...]:
        if self.mode is DeadlineMode.CALENDAR_DAYS:
            return ()
        between = (first + timedelta(days=n) for n in range((last - first).days))
        names = (self.days_off[day].shown for day in between if day in self.days_off)
        return tuple(dict.fromkeys(names))

    @property
    def full_day(self) -> timedelta:
        """How long the office is open on an ordinary day: most days of its week are as long."""
        lengths = [_length(hours) for hours in self.hours.values()]
        return max(lengths, key=lambda length: (lengths.count(length), -length))

    def working_time(self, first: datetime, last: datetime) -> timedelta:
        """How long the office was open between two moments; nobody works by night, nor on a day that does not count.

        Breaks are no hours of their own in this calendar, and are not left out.
        """
        start, end = self.local(first), self.local(last)
        worked = timedelta()
        for ahead in range((end.date() - start.date()).days + 1):
            day = start.date() + timedelta(days=ahead)
            if self.counts(day):
                hours = self.hours_on(day)
                opened, closed = max(first, self.at(day, hours.opens)), min(last, self.at(day, hours.closes))
                worked += max(closed - opened, timedelta())
        return worked

    def counting_days_between(self, first: datetime, last: datetime) -> int:
        """How many counting days end after `first` and up to `last`: 0 on the same date, 1 on the next counting one."""
        start, end = self.local(first).date(), self.local(last).date()
        return sum(self.counts(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def due_after_standing(self, moment: datetime, stood: Sequence[tuple[datetime, datetime]]) -> Due:
        """The deadline of what began at a moment, when its clock stood still meanwhile, from when to when."""
        due = self.due(moment)
        for held_at, resumed_at in stood:
            due = replace(due, at=self.shifted(due.at, held_at, resumed_at))
        return due

    def shifted(self, due_at: datetime, held_at: datetime, resumed_at: datetime) -> datetime:
        """A deadline whose clock stood between two moments: the days that were left then are left still."""
        if held_at >= due_at:
            return due_at
        left = self.counting_days_between(self.received(held_at), due_at)
        return max(due_at, self.due(resumed_at, days=left).at)


def _length(hours: Hours) -> timedelta:
    return datetime.combine(date.min, hours.closes) - datetime.combine(date.min, hours.opens)
