"""What the steps took, in office hours: worked out by hand on the calendar page.

Monday to Thursday the office is open 07.30-16.00 (8 h 30 min), on Friday until 16.30. Days off are those of office.py.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest

from sop.calendar import CalendarChange, ChangeKind, DeadlineMode, Hours, WorkCalendar
from sop.maklumat import Maklumat, Visit
from sop.recap import CLOCKED, Period, StepRecap, recap, worked
from sop.steps import Action, Step
from tests.sop.office import BAGUS, CALENDAR, DAYS_OFF, SRI, WAHYU, WIB, office

JANUARY = Period(2027, 1)
RAMADAN = CALENDAR.changed_by(
    [CalendarChange(ChangeKind.RAMADAN, date(2027, 2, 8), date(2027, 3, 9), "Ramadan 1448 H")]
)
numbers = count(1)


def moment(text: str) -> datetime:
    """'Mon 2027-01-18 10:00' as the office's clock shows it; the weekday is checked."""
    found = datetime.fromisoformat(text[4:]).replace(tzinfo=WIB)
    assert found.strftime("%a") == text[:3], text
    return found


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def visit(first: str, last: str | None, step: Step = Step.DECISION, *, outcome: str = "Approved") -> Visit:
    """A visit that was entered and left at these moments."""
    entered = moment(first)
    due = CALENDAR.due(entered)
    return Visit(
        number=1,
        step=step,
        entered_at=entered,
        due_at=due.at,
        received_at=due.received_at,
        left_at=moment(last) if last else None,
        outcome=outcome if last else "",
    )


def maklumat(*visits: Visit) -> Maklumat:
    number = next(numbers)
    opened = visits[0].entered_at
    return Maklumat(
        id=number, control_number=f"MKL-{number}", title="Maklumat", opened_by=WAHYU, opened_at=opened, visits=visits
    )


def of(step: Step, *visits: Visit, period: Period = JANUARY) -> StepRecap:
    """The line of one step, each visit in a maklumat of its own."""
    found = recap(period, [maklumat(one) for one in visits], CALENDAR)
    return next(line for line in found.steps if line.step is step)


class TestWorkingTime:
    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            pytest.param("Mon 2027-01-18 10:00", "Mon 2027-01-18 13:20", hours(3) + timedelta(minutes=20), id="a day"),
            pytest.param("Mon 2027-01-18 15:00", "Tue 2027-01-19 08:30", hours(2), id="over a night"),
            pytest.param("Mon 2027-01-18 18:00", "Mon 2027-01-18 23:00", hours(0), id="in the evening"),
            pytest.param("Mon 2027-01-18 05:00", "Mon 2027-01-18 20:00", hours(8.5), id="a whole day and more"),
            pytest.param("Fri 2027-01-22 15:30", "Mon 2027-01-25 08:30", hours(2), id="over a weekend"),
            pytest.param("Sat 2027-01-23 09:00", "Sun 2027-01-24 17:00", hours(0), id="on a weekend"),
            pytest.param("Thu 2027-02-04 15:00", "Mon 2027-02-08 08:30", hours(2), id="over cuti bersama"),
            pytest.param("Fri 2027-03-05 15:30", "Tue 2027-03-16 08:30", hours(2), id="over Nyepi and Idulfitri"),
            pytest.param("Tue 2027-01-19 10:00", "Mon 2027-01-18 10:00", hours(0), id="a clock that went back"),
        ],
    )
    def test_is_office_hours_alone(self, first, last, expected):
        assert CALENDAR.working_time(moment(first), moment(last)) == expected

    def test_in_ramadan_the_days_are_shorter(self):
        first, last = moment("Mon 2027-02-08 07:00"), moment("Fri 2027-02-12 17:00")

        assert RAMADAN.working_time(first, last) == 4 * hours(7) + hours(7.5)
        assert CALENDAR.working_time(first, last) == 4 * hours(8.5) + hours(9)

    def test_the_zone_of_the_moments_does_not_matter(self):
        first, last = moment("Mon 2027-01-18 15:00"), moment("Tue 2027-01-19 08:30")
        in_utc = [at.astimezone(UTC) for at in (first, last)]

        assert CALENDAR.working_time(*in_utc) == hours(2)

    def test_where_every_day_counts_the_weekend_has_hours_too(self):
        every = WorkCalendar(WIB, DAYS_OFF, mode=DeadlineMode.CALENDAR_DAYS)

        assert every.working_time(moment("Sat 2027-01-23 09:00"), moment("Sat 2027-01-23 12:00")) == hours(3)

    def test_a_full_day_is_the_ordinary_one(self):
        assert CALENDAR.full_day == hours(8.5)
        assert replace(CALENDAR, hours={4: Hours(time(8), time(12)), 5: Hours(time(8), time(14))}).full_day == hours(4)

    def test_what_stood_still_is_left_out(self):
        held = (moment("Mon 2027-01-18 12:00"), moment("Wed 2027-01-20 09:30"))
        one = replace(visit("Mon 2027-01-18 10:00", "Wed 2027-01-20 11:30"), stood=(held,))

        # Two hours on Monday before it was held, two on Wednesday after.
        assert worked(one, moment("Wed 2027-01-20 11:30"), CALENDAR) == hours(4)


class TestAStep:
    def test_has_its_number_its_median_its_longest_and_how_many_were_in_time(self):
        line = of(
            Step.DECISION,
            visit("Mon 2027-01-18 10:00", "Mon 2027-01-18 11:00"),
            visit("Mon 2027-01-18 10:00", "Tue 2027-01-19 16:00"),
            visit("Mon 2027-01-18 10:00", "Wed 2027-01-20 08:30"),
        )

        assert line == StepRecap(Step.DECISION, 3, 2, median=hours(14.5), longest=hours(6 + 8.5 + 1))

    def test_of_two_the_median_lies_between_them(self):
        line = of(
            Step.DECISION,
            visit("Mon 2027-01-18 10:00", "Mon 2027-01-18 11:00"),
            visit("Mon 2027-01-18 10:00", "Mon 2027-01-18 13:00"),
        )

        assert (line.median, line.longest) == (hours(2), hours(3))

    def test_exactly_at_the_deadline_is_within_it(self):
        assert of(Step.DECISION, visit("Mon 2027-01-18 10:00", "Tue 2027-01-19 16:00")).within == 1
        assert of(Step.DECISION, visit("Mon 2027-01-18 10:00", "Tue 2027-01-19 16:01")).within == 0

    def test_a_deadline_that_moved_counts_as_it_was_in_the_end(self):
        late = visit("Mon 2027-01-18 10:00", "Thu 2027-01-21 10:00")

        assert of(Step.DECISION, late).within == 0
        assert of(Step.DECISION, replace(late, due_at=moment("Thu 2027-01-21 16:00"))).within == 1

    @pytest.mark.parametrize("outcome", ["Withdrawn", "DecisionTakenBack", "TextReplaced", "Cancelled"])
    def test_what_somebody_broke_off_is_not_counted(self, outcome):
        assert of(Step.DECISION, visit("Mon 2027-01-18 10:00", "Mon 2027-01-18 10:05", outcome=outcome)).count == 0

    def test_a_return_is_the_work_of_its_step(self):
        assert of(Step.DECISION, visit("Mon 2027-01-18 10:00", "Mon 2027-01-18 11:00", outcome="Returned")).count == 1

    def test_what_still_waits_is_not_counted(self):
        assert of(Step.DECISION, visit("Mon 2027-01-18 10:00", None)) == StepRecap(Step.DECISION)


class TestAPeriod:
    def test_holds_what_was_entered_or_left_in_it(self):
        over_the_turn = visit("Wed 2026-12-30 10:00", "Mon 2027-01-04 10:00")

        for period in (Period(2026), Period(2027), Period(2026, 12), JANUARY):
            assert of(Step.DECISION, over_the_turn, period=period).count == 1
        for period in (Period(2025), Period(2026, 1), Period(2027, 12)):
            assert of(Step.DECISION, over_the_turn, period=period).count == 0

    def test_begins_when_the_offices_clock_says_so(self):
        # In UTC it is still December.
        one = visit("Fri 2027-01-01 02:00", "Fri 2027-01-01 03:00")

        assert of(Step.DECISION, one, period=Period(2026, 12)).count == 0
        assert of(Step.DECISION, one).count == 1

    def test_without_anything_shows_every_step_and_no_times(self):
        found = recap(JANUARY, [], CALENDAR)

        assert found.is_empty
        assert found.steps == tuple(StepRecap(step) for step in CLOCKED)


def test_a_real_course_is_summed_up_step_by_step(at):
    course = at("step 6")

    found = recap(JANUARY, [course.m], CALENDAR)

    assert [line.step for line in found.steps] == [1, 2, 3, 4, 5]
    assert [(line.count, line.within) for line in found.steps] == [(1, 1)] * 5


def test_a_hold_in_a_real_course_is_left_out(at):
    course = at("step 4", office())
    entered = course.m.visit.entered_at
    course.does(SRI, Action.HOLD, words="Menunggu tanda tangan.")
    course.now = moment("Thu 2027-01-21 10:00")
    course.does(SRI, Action.RESUME)
    course.does(SRI, Action.ORDER)

    line = next(line for line in recap(JANUARY, [course.m], CALENDAR).steps if line.step is Step.ORDERING)

    assert entered.astimezone(WIB).date() == date(2027, 1, 18)
    assert line.count == line.within == 1
    assert line.longest is not None
    assert line.longest < timedelta(minutes=5)


def test_a_draft_that_was_withdrawn_counts_once_it_was_decided_on(at):
    course = at("step 3")
    course.does(SRI, Action.WITHDRAW)
    course.does(SRI, Action.FORWARD)
    course.does(BAGUS, Action.APPROVE)

    lines = {line.step: line.count for line in recap(JANUARY, [course.m], CALENDAR).steps}

    assert lines[Step.DECISION] == 1
    assert lines[Step.FORWARDING] == 2
