"""When people are reminded: once a rung, never at night, never on a day off, never of a held maklumat."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from sop import errors
from sop.calendar import DeadlineMode
from sop.commands import ClockTick
from sop.deadlines import BREACH, DUE_DAY, UNSENT_CORRECTION, next_rung, reached
from sop.notices import Told
from sop.roles import PersonId, Role
from sop.rules import Office, QuietHours, Rules
from sop.steps import Action
from tests.sop.office import (
    BAGUS,
    CALENDAR,
    DAYS_OFF,
    DIMAS,
    NAMES,
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
    """The rungs of a month to come, by name."""
    return {rung.name: rung.at for rung in reached(course.m, course.now + timedelta(days=31), rules)}


def has_come(course: Course, name: str, at: datetime, rules: Rules = RULES) -> bool:
    return name in {rung.name for rung in reached(course.m, at, rules)}


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

        assert not has_come(course, BREACH, due - timedelta(seconds=1))
        assert has_come(course, BREACH, due)

    def test_that_has_fired_is_gone(self, at):
        course = at("step 2")
        course.waits_until(date(2027, 1, 19), time(16, 0))

        course.ticks(BREACH)

        assert BREACH not in named(course)
        assert not has_come(course, BREACH, course.now)
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

        assert named(course) == {}
        assert next_rung(course.m, RULES) is None

    def test_while_held_however_late_and_again_after_resuming(self, at):
        course = at("step 4, held")
        course.waits_until(date(2027, 1, 25), time(10, 0))
        assert not has_come(course, BREACH, course.now)

        course.does(SRI, Action.RESUME)

        assert named(course)[BREACH] == local(date(2027, 1, 26), time(16, 0))

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

        assert list(named(course))[:4] == [UNSENT_BAGUS, UNSENT_RATNA, DUE_DAY, BREACH]

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


CHAIRED = replace(RULES, chair="Yanto")
"""An office that has named its Ketua."""
YANTO = PersonId(9)


def rings(course: Course) -> list[tuple[str, str, frozenset[str]]]:
    """Nobody does anything for five weeks: when (local), which rung, and who hears it."""
    heard = []
    until = course.now + timedelta(weeks=5)
    while (rung := next_rung(course.m, course.office.rules)) is not None and rung.at <= until:
        course.now = max(course.now, rung.at)
        when = CALENDAR.local(rung.at).strftime("%a %d %H.%M")
        told = course.ticks(rung.name).events
        heard += [(when, event.rung, frozenset(NAMES.get(person, "Yanto") for person in event.told)) for event in told]
    return heard


def with_chair(given: Office) -> Office:
    return replace(given, rules=CHAIRED, roster=replace(given.roster, chair=YANTO))


class TestTheLadder:
    """On assignment the card; 09.00 on the due day; the breach; each working day; the next above; once a week."""

    def test_of_the_operator_climbs_to_the_ppid_the_atasan_ppid_and_the_ketua(self, at):
        course = at("step 5")
        course.office = with_chair(course.office)

        assert rings(course)[:10] == [
            ("Tue 19 09.00", "due-day", frozenset({"Dimas"})),
            ("Tue 19 16.00", "breach", frozenset({"Dimas"})),
            ("Wed 20 09.00", "after-1", frozenset({"Dimas"})),
            ("Thu 21 09.00", "after-2", frozenset({"Dimas"})),
            ("Fri 22 09.00", "after-3", frozenset({"Dimas"})),
            ("Mon 25 09.00", "above-1", frozenset({"Wahyu"})),
            ("Tue 26 09.00", "above-2", frozenset({"Sri"})),
            ("Wed 27 09.00", "above-3", frozenset({"Yanto"})),
            ("Mon 01 09.00", "week-2027-05", frozenset({"Dimas", "Wahyu", "Sri", "Yanto"})),
            # Friday the fifth is a cuti bersama; the week after begins on a Monday like any other.
            ("Mon 08 09.00", "week-2027-06", frozenset({"Dimas", "Wahyu", "Sri", "Yanto"})),
        ]

    def test_of_a_komisioner_reminds_once_softly_and_then_tells_the_atasan_ppid(self, at):
        assert rings(at("step 3"))[:6] == [
            ("Tue 19 09.00", "due-day", frozenset({"Bagus", "Ratna"})),
            ("Tue 19 16.00", "breach", frozenset({"Bagus", "Ratna"})),
            ("Wed 20 09.00", "after-1", frozenset({"Bagus", "Ratna"})),
            ("Thu 21 09.00", "above-1", frozenset({"Sri"})),
            # No Ketua is named: nobody hears of the second level, and the journal says so.
            ("Fri 22 09.00", "above-2", frozenset()),
            ("Mon 25 09.00", "week-2027-04", frozenset({"Bagus", "Ratna", "Sri"})),
        ]

    def test_of_step_1_tells_the_atasan_ppid_only_where_it_is_not_his_own_turn(self, at):
        both, ppid_alone = at("draft given"), at("Atasan parafed")

        assert [(rung, who) for _, rung, who in rings(both)][5:7] == [
            ("above-1", frozenset()),
            ("week-2027-05", frozenset({"Wahyu", "Sri"})),
        ]
        assert [(rung, who) for _, rung, who in rings(ppid_alone)][5] == ("above-1", frozenset({"Sri"}))

    def test_tells_nobody_of_what_waits_for_himself(self, at):
        course = at("step 3")
        course.office = replace(with_chair(course.office), roster=replace(course.office.roster, chair=BAGUS))

        heard = [who for _, rung, who in rings(course) if rung.startswith("above")]

        assert heard == [frozenset({"Sri"}), frozenset()]

    def test_is_the_offices_to_set(self, at):
        course = at("step 5")
        rules = replace(RULES, escalation={Role.PELAKSANA: (Role.ATASAN_PPID,)})
        course.office = with_rules(course.office, escalation=rules.escalation)

        assert [(rung, who) for _, rung, who in rings(course)][5:7] == [
            ("above-1", frozenset({"Sri"})),
            ("week-2027-05", frozenset({"Dimas", "Sri"})),
        ]

    def test_begins_anew_with_each_visit_and_ends_with_the_act(self, at):
        course = at("step 2")
        rings(course)

        course.does(SRI, Action.FORWARD)

        assert next_rung(course.m, RULES).name == DUE_DAY
        assert course.m.visit.rungs == ()


class TestDowntime:
    def test_the_newest_rung_of_each_audience_rings_and_the_older_ones_are_skipped(self, at):
        course = at("step 5")
        course.waits_until(date(2027, 1, 26), time(11, 0))

        first, second = course.ticks(next_rung(course.m, RULES).name).events

        assert (first.rung, first.told) == ("after-3", (DIMAS,))
        assert first.skipped == ("due-day", "breach", "after-1", "after-2", "above-1")
        assert (second.rung, second.told, second.skipped) == ("above-2", (SRI,), ())
        assert next_rung(course.m, RULES).at > course.now

    def test_of_months_is_one_rung(self, at):
        course = at("step 3")
        course.waits_until(date(2027, 4, 14), time(11, 0))

        (only,) = course.ticks(next_rung(course.m, RULES).name).events

        assert (only.rung, only.told) == ("week-2027-15", (BAGUS, RATNA, SRI))
        assert next_rung(course.m, RULES).at == local(date(2027, 4, 19), time(9, 0))

    def test_a_clock_that_goes_back_rings_nothing_twice(self, at):
        course = at("step 5")
        course.waits_until(date(2027, 1, 20), time(9, 0))
        course.ticks(next_rung(course.m, RULES).name)
        course.waits_until(date(2027, 1, 19), time(9, 0))

        assert reached(course.m, course.now, RULES) == ()
        assert next_rung(course.m, RULES).name == "after-2"


class TestSedangSayaPeriksa:
    """Whoever says that he is looking at it is left alone until the next working morning; the clock runs."""

    def test_quiets_the_ladder_until_the_next_working_morning(self, at):
        course = at("step 3")
        course.waits_until(date(2027, 1, 19), time(9, 30))
        course.ticks(DUE_DAY)
        due = course.m.visit.due_at

        course.does(BAGUS, Action.EXAMINE)

        assert course.m.visit.due_at == due
        assert next_rung(course.m, RULES).at == local(date(2027, 1, 20), time(9, 0))
        course.now = next_rung(course.m, RULES).at
        (event,) = course.ticks(BREACH).events
        assert (event.rung, event.skipped) == ("after-1", ("breach",))

    def test_on_a_friday_rests_over_the_weekend(self, at):
        course = at("step 5")
        course.waits_until(date(2027, 1, 22), time(10, 0))
        course.ticks(next_rung(course.m, RULES).name)

        course.does(DIMAS, Action.EXAMINE)

        assert next_rung(course.m, RULES).at == local(date(2027, 1, 25), time(9, 0))

    def test_is_said_once_in_a_step(self, at):
        course = at("step 3")
        course.does(BAGUS, Action.EXAMINE)

        with pytest.raises(errors.AlreadyInForce):
            course.does(RATNA, Action.EXAMINE)

    def test_can_be_said_again_in_the_next(self, at):
        course = at("step 4")
        course.does(SRI, Action.EXAMINE)
        course.does(SRI, Action.ORDER)

        assert course.m.visit.examining is None
        course.does(DIMAS, Action.EXAMINE)

    @pytest.mark.parametrize(
        ("scene", "who"), [("step 3", WAHYU), ("step 5", SRI), ("Atasan parafed", SRI), ("step 3", DIMAS)]
    )
    def test_is_only_for_whom_it_waits_for(self, at, scene, who):
        with pytest.raises(errors.SopError):
            at(scene).does(who, Action.EXAMINE)

    def test_leaves_a_correction_that_was_not_sent_to_be_reminded_of(self, at):
        course = at("step 3, correction open")
        course.does(BAGUS, Action.EXAMINE)

        assert next_rung(course.m, RULES).name == UNSENT_BAGUS


def test_what_a_tick_records_is_nobodys_act(at):
    course = at("step 5")
    participants = course.m.participants
    course.waits_until(date(2027, 1, 19), time(16, 0))

    (event,) = course.ticks(BREACH).events

    assert (event.by, event.role, event.rung) == (None, None, BREACH)
    assert course.m.participants == participants
    assert Role.PELAKSANA in course.office.roster.roles_of(DIMAS)
