"""When people are reminded: once a rung, never at night, never on a day off, never of a held maklumat."""

from datetime import date, datetime, time, timedelta

import pytest

from sop import errors
from sop.calendar import DeadlineMode
from sop.commands import ClockTick
from sop.deadlines import BREACH, UNSENT_CORRECTION, next_rung, reached, rungs
from sop.events import Told
from sop.roles import Role
from sop.rules import QuietHours, Rules
from sop.steps import Action
from tests.sop.office import (
    BAGUS,
    CALENDAR,
    DAYS_OFF,
    DIMAS,
    PHOTO,
    RATNA,
    RULES,
    SRI,
    WAHYU,
    Course,
    course_to,
    office,
    with_rules,
)

UNSENT_BAGUS, UNSENT_RATNA = f"{UNSENT_CORRECTION}:{BAGUS}", f"{UNSENT_CORRECTION}:{RATNA}"


def local(day: date, clock: time) -> datetime:
    return CALENDAR.at(day, clock)


def named(course: Course, rules: Rules = RULES) -> dict[str, datetime]:
    return {rung.name: rung.at for rung in rungs(course.m, rules)}


def correcting_at(day: date, clock: time) -> Course:
    """A Komisioner begins a correction at this moment and does not send it."""
    course = course_to("step 3")
    course.waits_until(day, clock)
    course.does(BAGUS, Action.NOTE_CORRECTION, files=(PHOTO,))
    return course


class TestTheBreach:
    @pytest.mark.parametrize("scene", ["fresh", "step 2", "step 3", "step 4", "step 5"])
    def test_is_reached_when_the_day_is_over(self, at, scene):
        course = at(scene)

        assert named(course)[BREACH] == course.m.visit.due_at == local(date(2027, 1, 19), time(16, 0))

    def test_is_not_reached_a_moment_before(self, at):
        course = at("step 2")
        due = course.m.visit.due_at

        assert not reached(course.m, BREACH, due - timedelta(seconds=1), RULES)
        assert reached(course.m, BREACH, due, RULES)

    def test_that_has_fired_is_gone(self, at):
        course = at("step 2")
        course.waits_until(date(2027, 1, 19), time(16, 0))

        course.ticks(BREACH)

        assert BREACH not in named(course)
        assert not reached(course.m, BREACH, course.now, RULES)
        with pytest.raises(errors.AlreadyInForce):
            course.ticks(BREACH)

    def test_of_a_new_visit_is_a_new_rung(self, at):
        course = at("step 2")
        course.waits_until(date(2027, 1, 19), time(16, 0))
        course.ticks(BREACH)

        course.does(SRI, Action.FORWARD)

        assert BREACH in named(course)

    def test_of_a_visit_that_has_passed_rings_nobody(self, at):
        course = at("step 2")
        late = ClockTick(maklumat=course.m.id, visit=course.m.visit.number, rung=BREACH)
        course.does(SRI, Action.FORWARD)
        course.waits_until(date(2027, 1, 25), time(10, 0))

        with pytest.raises(errors.AlreadyInForce):
            course.gives(None, late)

    def test_before_its_time_rings_nobody(self, at):
        with pytest.raises(errors.AlreadyInForce):
            at("step 2").ticks(BREACH)

    def test_a_rung_nobody_knows_rings_nobody(self, at):
        course = at("step 2")
        course.waits_until(date(2027, 3, 1), time(10, 0))

        with pytest.raises(errors.AlreadyInForce):
            course.ticks("besok")


class TestNoRungs:
    @pytest.mark.parametrize("scene", ["step 4, held", "step 6", "step 6, confirmed", "cancelled"])
    def test_for_what_is_held_published_or_closed(self, at, scene):
        course = at(scene)

        assert rungs(course.m, RULES) == ()
        assert next_rung(course.m, RULES) is None

    def test_while_held_however_late_and_again_after_resuming(self, at):
        course = at("step 4, held")
        course.waits_until(date(2027, 1, 25), time(10, 0))
        assert not reached(course.m, BREACH, course.now, RULES)

        course.does(SRI, Action.RESUME)

        assert named(course) == {BREACH: local(date(2027, 1, 26), time(16, 0))}

    def test_after_belum_tayang_the_clock_of_step_5_runs(self, at):
        course = at("step 6")

        course.does(course.office.holders(course.m.step)[0], Action.REPORT_NOT_LIVE, None, "404")

        assert BREACH in named(course)


class TestQuiet:
    """Quiet hours are 18.00-07.00; in kalender mode a day may end on a Sunday."""

    @pytest.mark.parametrize(
        ("begun", "rings"),
        [
            ((date(2027, 1, 18), time(10, 0)), (date(2027, 1, 18), time(10, 30))),
            ((date(2027, 1, 18), time(17, 29)), (date(2027, 1, 18), time(17, 59))),
            ((date(2027, 1, 18), time(17, 30)), (date(2027, 1, 19), time(7, 0))),
            ((date(2027, 1, 18), time(21, 0)), (date(2027, 1, 19), time(7, 0))),
            ((date(2027, 1, 18), time(23, 45)), (date(2027, 1, 19), time(7, 0))),
            ((date(2027, 1, 19), time(3, 0)), (date(2027, 1, 19), time(7, 0))),
            ((date(2027, 1, 19), time(6, 29)), (date(2027, 1, 19), time(7, 0))),
            ((date(2027, 1, 19), time(6, 30)), (date(2027, 1, 19), time(7, 0))),
            ((date(2027, 1, 22), time(17, 45)), (date(2027, 1, 25), time(7, 0))),
            ((date(2027, 1, 23), time(10, 0)), (date(2027, 1, 25), time(7, 0))),
            ((date(2027, 1, 24), time(23, 45)), (date(2027, 1, 25), time(7, 0))),
            ((date(2027, 2, 4), time(20, 0)), (date(2027, 2, 8), time(7, 0))),
            ((date(2027, 2, 5), time(3, 0)), (date(2027, 2, 8), time(7, 0))),
            ((date(2027, 3, 5), time(19, 0)), (date(2027, 3, 16), time(7, 0))),
        ],
    )
    def test_a_reminder_waits_for_the_next_working_morning(self, begun, rings):
        course = correcting_at(*begun)

        assert named(course)[UNSENT_BAGUS] == local(*rings)

    @pytest.mark.parametrize(
        ("entered", "rings"),
        [
            ((date(2027, 1, 22), time(10, 0)), (date(2027, 1, 25), time(7, 0))),
            ((date(2027, 1, 23), time(10, 0)), (date(2027, 1, 25), time(7, 0))),
            ((date(2026, 12, 31), time(10, 0)), (date(2027, 1, 4), time(7, 0))),
        ],
    )
    def test_a_deadline_on_a_day_off_is_kept_and_its_reminder_waits(self, entered, rings):
        rules = Rules(type(CALENDAR)(CALENDAR.zone, DAYS_OFF, mode=DeadlineMode.CALENDAR_DAYS))
        course = course_to("PPID parafed", with_rules(office(), calendar=rules.calendar))
        course.waits_until(*entered)

        course.does(SRI, Action.PARAF)

        assert course.m.visit.due_at == local(
            entered[0] + timedelta(days=1), rules.calendar.hours_on(entered[0] + timedelta(days=1)).closes
        )
        assert named(course, rules)[BREACH] == local(*rings)

    def test_the_office_sets_its_quiet_hours(self, at):
        course = at("step 2")
        early = Rules(CALENDAR, quiet=QuietHours(time(15, 0), time(9, 0)))
        never = Rules(CALENDAR, quiet=QuietHours(time(0, 0), time(0, 0)))

        assert named(course, early)[BREACH] == local(date(2027, 1, 20), time(9, 0))
        assert named(course, never)[BREACH] == local(date(2027, 1, 19), time(16, 0))

    @pytest.mark.parametrize(
        ("clock", "quiet"),
        [(time(6, 59), True), (time(7, 0), False), (time(17, 59), False), (time(18, 0), True), (time(0, 0), True)],
    )
    def test_quiet_begins_at_six_and_ends_at_seven(self, clock, quiet):
        assert QuietHours().quiet_at(datetime.combine(date(2027, 1, 18), clock)) is quiet

    def test_a_quiet_noon_is_quiet_within_the_day(self):
        noon = QuietHours(time(12, 0), time(13, 0))

        assert noon.quiet_at(datetime.combine(date(2027, 1, 18), time(12, 30)))
        assert not noon.quiet_at(datetime.combine(date(2027, 1, 18), time(13, 0)))


class TestAnUnsentCorrection:
    def test_is_reminded_of_half_an_hour_after_its_first_item(self, at):
        course = at("step 3, correction open")
        since = course.m.collecting[0].since
        course.does(BAGUS, Action.NOTE_CORRECTION, None, "Lagi")

        assert named(course)[UNSENT_BAGUS] == since + timedelta(minutes=30)
        assert next_rung(course.m, RULES).name == UNSENT_BAGUS

    def test_of_two_komisioner_are_two_rungs(self, at):
        course = at("step 3, correction open")
        course.does(RATNA, Action.NOTE_CORRECTION, None, "Dari Ratna")

        assert [rung.name for rung in rungs(course.m, RULES)] == [UNSENT_BAGUS, UNSENT_RATNA, BREACH]

    def test_that_was_reminded_of_is_not_reminded_of_again(self, at):
        course = at("step 3, correction open")
        course.waits_until(date(2027, 1, 18), time(11, 0))

        decision = course.ticks(UNSENT_BAGUS)

        assert [(notice.to, notice.told) for notice in decision.notices] == [(BAGUS, Told.REMINDER)]
        assert UNSENT_BAGUS not in named(course)
        assert course.m.visit.rungs == (UNSENT_BAGUS,)

    @pytest.mark.parametrize(
        ("action", "words"), [(Action.SEND_CORRECTION, ""), (Action.RETURN, "Kata"), (Action.APPROVE, "")]
    )
    def test_is_forgotten_with_the_decision(self, at, action, words):
        course = at("step 3, correction open")

        course.does(BAGUS, action, None, words)

        assert UNSENT_BAGUS not in named(course)

    def test_is_forgotten_with_a_withdrawal(self, at):
        course = at("step 3, correction open")

        course.does(WAHYU, Action.WITHDRAW)

        assert UNSENT_BAGUS not in named(course)


class TestWhatTheDesignAlsoAsksFor:
    """'due day, breach, after: the holder (reminder); escalation: the next above' (design.md, Who is told what)."""

    @pytest.mark.xfail(strict=True, reason="sop.deadlines has no rung on the due day, only the breach")
    def test_the_holder_is_reminded_on_the_due_day(self, at):
        course = at("step 5")

        due_day = [rung for rung in rungs(course.m, RULES) if rung.at < course.m.visit.due_at]

        assert [CALENDAR.local(rung.at).date() for rung in due_day] == [date(2027, 1, 19)]

    @pytest.mark.xfail(strict=True, reason="sop.deadlines has no rung after the breach")
    def test_the_holder_is_reminded_again_after_the_breach(self, at):
        course = at("step 5")
        course.waits_until(date(2027, 1, 19), time(16, 0))

        course.ticks(BREACH)

        assert next_rung(course.m, RULES) is not None

    @pytest.mark.xfail(strict=True, reason="sop has no escalation: nobody above the holder ever hears of a breach")
    def test_the_next_above_hears_of_what_stays_undone(self, at):
        course = at("step 5")
        heard = set()

        while (rung := next_rung(course.m, RULES)) is not None:
            course.now = rung.at
            heard |= {notice.to for notice in course.ticks(rung.name).notices}

        assert heard > {DIMAS}


def test_what_a_tick_records_is_nobodys_act(at):
    course = at("step 5")
    participants = course.m.participants
    course.waits_until(date(2027, 1, 19), time(16, 0))

    (event,) = course.ticks(BREACH).events

    assert (event.by, event.role, event.rung) == (None, None, BREACH)
    assert course.m.participants == participants
    assert Role.PELAKSANA in course.office.roster.roles_of(DIMAS)
