"""The bot looks at the published page: what it may record, who is told of it and how often, and when it looks again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from sop import errors
from sop.commands import RecordLook
from sop.decide import options
from sop.looks import AGAIN_AFTER, EVERY, Finding, Hindrance, Look, next_weekly, seen
from sop.maklumat import Phase
from sop.notices import Enclosure, Told
from sop.roles import Role
from sop.steps import Action, Step
from sop.turns import is_under_way, waits_for
from tests.sop.office import CALENDAR, DIMAS, ENDAH, HOLDERS, LINK, MONDAY, PHOTO, WAHYU, course_to, office

SAME, TEXT, OTHER, GONE = Finding
OFF = "https://karanganyarkabppid.kpu.go.id/lain"


def look(finding, link=LINK, **more):
    return Look(finding=finding, link=link, expected="ab" * 32, **more)


def looks(course, finding, **more):
    visit = course.m.visit.number
    return course.gives(None, RecordLook(maklumat=course.m.id, visit=visit, look=look(finding, **more)))


def told(decision):
    return {(notice.to, notice.told) for notice in decision.notices}


class TestTheFirstLook:
    @pytest.mark.parametrize("finding", [SAME, TEXT])
    def test_what_was_to_be_published_is_there_and_nobody_gets_a_message(self, finding):
        course = course_to("step 6")

        decision = looks(course, finding)

        assert decision.notices == ()
        assert course.m.publication.is_seen
        assert waits_for(course.m, course.office) == ()
        assert not is_under_way(course.m)

    @pytest.mark.parametrize("finding", [SAME, TEXT])
    def test_a_person_may_still_say_that_it_is_live_or_is_not(self, finding):
        course = course_to("step 6")

        looks(course, finding)

        offered = {option.action for option in options(course.m, ENDAH, course.office)}
        assert {Action.CONFIRM_LIVE, Action.REPORT_NOT_LIVE} <= offered

    @pytest.mark.parametrize("finding", [OTHER, GONE])
    def test_what_is_not_recognised_is_looked_at_by_a_person_with_the_operators_picture(self, finding):
        course = course_to("step 6")

        decision = looks(course, finding)

        (notice,) = decision.notices
        assert (notice.told, notice.to, notice.enclosures) == (Told.CARD, ENDAH, (Enclosure.PROOF,))
        assert waits_for(course.m, course.office) == (ENDAH,)

    def test_where_nobody_holds_the_lane_of_the_site_the_ppid_looks(self):
        course = course_to("step 6", office({**HOLDERS, Role.E_PPID: ()}))

        decision = looks(course, OTHER)

        assert told(decision) == {(WAHYU, Told.CARD)}

    def test_it_stays_published_on_the_operators_word_whatever_is_found(self):
        for finding in Finding:
            course = course_to("step 6")
            looks(course, finding)
            assert (course.m.step, course.m.phase) == (Step.PUBLISHED, Phase.PUBLISHED)
            assert course.m.publication.confirmed is None

    def test_who_has_looked_meanwhile_is_not_asked_again(self):
        course = course_to("step 6")
        course.does(ENDAH, Action.CONFIRM_LIVE)

        assert looks(course, OTHER).notices == ()


class TestOnlyWhatIsNew:
    def test_the_same_finding_is_recorded_once(self):
        course = course_to("step 6")
        looks(course, SAME)

        with pytest.raises(errors.AlreadyInForce):
            looks(course, SAME)

    def test_a_look_at_another_address_or_visit_says_nothing(self):
        course = course_to("step 6")
        for visit, link in ((course.m.visit.number - 1, LINK), (course.m.visit.number, OFF)):
            with pytest.raises(errors.AlreadyInForce):
                course.gives(None, RecordLook(maklumat=course.m.id, visit=visit, look=look(SAME, link)))

    def test_a_page_that_is_no_longer_claimed_says_nothing(self):
        course = course_to("step 6")
        course.does(ENDAH, Action.REPORT_NOT_LIVE, words="Masih kosong.")

        with pytest.raises(errors.AlreadyInForce):
            looks(course, SAME)

    def test_published_anew_it_is_looked_at_anew(self):
        course = course_to("step 6")
        looks(course, OTHER)
        course.does(ENDAH, Action.REPORT_NOT_LIVE, words="Masih kosong.")
        course.does(DIMAS, Action.PUBLISH, value=LINK, files=(PHOTO,))

        assert course.m.publication.checked is None
        assert told(looks(course, OTHER)) == {(ENDAH, Told.CARD)}


class TestLater:
    def test_what_is_gone_or_changed_is_told_once_until_it_was_good_again(self):
        course = course_to("step 6")
        looks(course, SAME)
        course.does(ENDAH, Action.CONFIRM_LIVE)
        everybody = {(ENDAH, Told.NEWS), (WAHYU, Told.NEWS), (DIMAS, Told.NEWS)}

        assert told(looks(course, OTHER)) == everybody
        assert told(looks(course, GONE)) == everybody, "a dead link is another thing than a changed file"
        assert told(looks(course, OTHER)) == set()
        assert told(looks(course, GONE)) == set(), "told already, and never good since"
        assert told(looks(course, TEXT)) == set()
        assert told(looks(course, GONE)) == everybody

    def test_a_page_that_only_a_person_recognises_is_as_usual_when_it_answers(self):
        course = course_to("step 6")
        looks(course, OTHER)
        course.does(ENDAH, Action.CONFIRM_LIVE)

        assert len(looks(course, GONE).notices) == 3
        assert looks(course, OTHER).notices == ()
        assert len(looks(course, GONE).notices) == 3

    def test_unless_a_person_has_looked_he_gets_a_card_to_say_so_on(self):
        course = course_to("step 6")
        looks(course, SAME)

        decision = looks(course, GONE)

        assert told(decision) == {(ENDAH, Told.CARD), (WAHYU, Told.NEWS), (DIMAS, Told.NEWS)}
        assert waits_for(course.m, course.office) == (ENDAH,)


def test_what_met_nobody_is_tried_again_for_an_hour_and_what_leads_away_is_not():
    assert sum(AGAIN_AFTER, timedelta()) == timedelta(hours=1)
    assert look(GONE, hindrance=Hindrance.NO_ANSWER).may_pass
    assert look(GONE, hindrance=Hindrance.REFUSED, status=404).may_pass
    assert not look(GONE, hindrance=Hindrance.LEADS_AWAY).may_pass
    assert not look(OTHER).may_pass


def test_the_best_that_was_found_is_what_is_usual():
    after = seen(seen(None, look(GONE), MONDAY), look(SAME), MONDAY)

    assert (after.usual, after.worst) == (SAME, SAME)
    assert after.is_worse(OTHER)
    assert not after.is_worse(TEXT)


class TestWhenAgain:
    @pytest.mark.parametrize("number", [1, 7, 68, 1000])
    def test_in_a_week_within_office_hours(self, number):
        at = CALENDAR.local(next_weekly(MONDAY, number, CALENDAR))

        assert at.date() == date(2027, 1, 25)
        assert CALENDAR.hours_on(at.date()).opens <= at.time() < CALENDAR.hours_on(at.date()).closes

    def test_each_at_a_time_of_its_own(self):
        assert len({next_weekly(MONDAY, number, CALENDAR) for number in range(60)}) == 60

    def test_never_on_a_day_off(self):
        friday = datetime(2027, 1, 29, 3, 0, tzinfo=MONDAY.tzinfo)

        at = CALENDAR.local(next_weekly(friday, 1, CALENDAR))

        assert friday + EVERY > friday
        assert at.date() == date(2027, 2, 8), "5 February is collective leave, 6 and 7 a weekend"

    def test_of_an_office_that_is_open_by_the_calendar_too(self):
        everyday = replace(CALENDAR, hours=dict.fromkeys(range(7), CALENDAR.hours[0]))

        assert CALENDAR.local(next_weekly(MONDAY + timedelta(days=5), 1, everyday)).weekday() == 5
