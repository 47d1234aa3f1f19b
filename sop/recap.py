"""What the steps took in a month or a year: how many, how long in office hours, how many within the limit.

Only visits that are over and had a clock are counted, and only those that ended by the work of the step itself. What
somebody broke off (withdrawn, taken back, the text replaced, returned by an admin, cancelled) says nothing of how long
a step takes. Nobody is named: these are figures of the procedure, not of people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sop.calendar import WorkCalendar
from sop.events import Cancelled, DecisionTakenBack, SteppedBack, TextReplaced, Withdrawn
from sop.maklumat import Maklumat, Visit
from sop.steps import Step

CLOCKED = tuple(step for step in Step if step is not Step.PUBLISHED)
"""Step 6 is a state, without a clock."""
BROKEN_OFF = frozenset(event.__name__ for event in (Withdrawn, DecisionTakenBack, TextReplaced, SteppedBack, Cancelled))
"""Outcomes of a visit that was ended from outside, or undone."""


@dataclass(frozen=True)
class Period:
    """A month, or a whole year where none is named, by the office's clock."""

    year: int
    month: int | None = None

    def holds(self, day: date) -> bool:
        """Whether a local date lies in it."""
        return day.year == self.year and self.month in (None, day.month)


@dataclass(frozen=True)
class StepRecap:
    """One step of the procedure in a period. The times are office hours, without what stood still; none of none."""

    step: Step
    count: int = 0
    within: int = 0
    """How many of them were over before their deadline was."""
    median: timedelta | None = None
    longest: timedelta | None = None


@dataclass(frozen=True)
class Recap:
    """Every step that has a clock, in the SOP's order."""

    period: Period
    steps: tuple[StepRecap, ...]
    calendar: WorkCalendar

    @property
    def is_empty(self) -> bool:
        """Whether nothing was finished in the period."""
        return not any(step.count for step in self.steps)


def recap(period: Period, every: Iterable[Maklumat], calendar: WorkCalendar) -> Recap:
    """Sum up the visits that were entered or left in the period."""
    found: dict[Step, list[Visit]] = {step: [] for step in CLOCKED}
    for visit in (visit for m in every for visit in m.visits if _is_counted(visit, period, calendar)):
        found[visit.step].append(visit)
    return Recap(period, tuple(_summed(step, visits, calendar) for step, visits in found.items()), calendar)


def worked(visit: Visit, left_at: datetime, calendar: WorkCalendar) -> timedelta:
    """Office hours from the beginning of a visit to a moment, without those in which its clock stood still."""
    stood = sum((calendar.working_time(*pause) for pause in visit.stood), timedelta())
    return calendar.working_time(visit.entered_at, left_at) - stood


def _is_counted(visit: Visit, period: Period, calendar: WorkCalendar) -> bool:
    if visit.due_at is None or visit.left_at is None or visit.outcome in BROKEN_OFF:
        return False
    return any(period.holds(calendar.local(at).date()) for at in (visit.entered_at, visit.left_at))


def _summed(step: Step, visits: Sequence[Visit], calendar: WorkCalendar) -> StepRecap:
    if not visits:
        return StepRecap(step)
    over = [(visit, visit.left_at) for visit in visits if visit.left_at is not None]
    times = sorted(worked(visit, left_at, calendar) for visit, left_at in over)
    within = sum(visit.due_at is not None and left_at <= visit.due_at for visit, left_at in over)
    median = (times[(len(times) - 1) // 2] + times[len(times) // 2]) / 2
    return StepRecap(step, len(times), within, median, times[-1])
