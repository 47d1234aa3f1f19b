"""A waiting step is given to another person: by whom, to whom, which steps, and what stays as it was.

Steps 2, 4 and 5 alone; the parafs and the decision are personal. Whoever takes the step acts in a role of his own.
"""

from dataclasses import replace
from datetime import date

import pytest

from sop import errors
from sop import events as e
from sop.commands import Reassign
from sop.deadlines import levels
from sop.decide import options
from sop.errors import SopError
from sop.folding import apply, fold
from sop.notices import Enclosure, Told
from sop.reassigning import candidates, may_reassign
from sop.roles import Absence, Chair, Mandate, PersonId, Role, Roster, Standing
from sop.rules import SETTABLE, Office
from sop.steps import TRANSITIONS, Action, PerformersOf, Step
from sop.turns import deciders, performing_roles, waits_for
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    EVERYBODY,
    HOLDERS,
    JOKO,
    LINK,
    RATNA,
    SCENES,
    SRI,
    WAHYU,
    Course,
    course_to,
    office,
    relieved,
)
from tests.sop.test_telling import card, news, receipt, told

P, A, K, OP, E = Role.PPID, Role.ATASAN_PPID, Role.KOMISIONER, Role.PELAKSANA, Role.E_PPID
WHY = "Operator sedang bertugas di lapangan"


def gives(course: Course, to: PersonId, *, by: PersonId = SRI, reason: str = WHY, visit: int | None = None):
    """The present step is reassigned."""
    number = course.m.visit.number if visit is None else visit
    return course.gives(by, Reassign(maklumat=course.m.id, visit=number, to=to, reason=reason))


def refused(course: Course, to: PersonId, **how) -> SopError:
    before = course.m
    with pytest.raises(SopError) as refusal:
        gives(course, to, **how)
    assert course.m is before
    assert not type(refusal.value).__subclasses__()
    return refusal.value


def acts(course: Course, person: PersonId) -> set[tuple[Action, Role]]:
    return {(option.action, option.role) for option in options(course.m, person, course.office)}


def performers_acts(step: Step) -> set[Action]:
    return {row.action for row in TRANSITIONS if row.step is step and row.by == PerformersOf(step)}


class TestWhoMayReassign:
    @pytest.mark.parametrize("who", [SRI, AGUS])
    def test_the_atasan_ppid_and_an_admin_may(self, at, who):
        course = at("step 5")

        (event,) = gives(course, WAHYU, by=who).events

        assert (event.by, event.role) == (who, A if who == SRI else None)
        assert (event.to, event.in_role, event.held_by, event.reason) == (WAHYU, P, (DIMAS,), WHY)

    @pytest.mark.parametrize("who", [WAHYU, BAGUS, DIMAS, ENDAH, JOKO])
    def test_ppid_komisioner_pelaksana_e_ppid_and_strangers_may_not(self, at, who):
        assert isinstance(refused(at("step 5"), WAHYU, by=who), errors.NotYoursToReassign)

    def test_whoever_stands_in_for_the_atasan_ppid_may_and_whoever_is_away_may_not(self):
        course = course_to("step 5")
        course.office = relieved(SRI, A, ENDAH)

        assert isinstance(refused(course, WAHYU, by=SRI), errors.AwayFromRole)
        (event,) = gives(course, WAHYU, by=ENDAH).events
        assert (event.role, event.standing) == (A, Standing.PLH)

    def test_whoever_stands_in_gives_nothing_to_himself_though_the_atasan_ppid_himself_may(self):
        course = course_to("step 5")
        course.office = relieved(SRI, A, ENDAH)

        assert isinstance(refused(course, ENDAH, by=ENDAH), errors.NotToOneself)
        course.office = office()
        assert gives(course, SRI).events[0].to == SRI

    def test_an_admin_who_is_away_as_atasan_ppid_still_is_admin(self):
        of = relieved(SRI, A, ENDAH)

        may_reassign(SRI, replace(of.roster, admins=(SRI,)))
        with pytest.raises(errors.AwayFromRole):
            may_reassign(SRI, of.roster)


class TestWhichSteps:
    @pytest.mark.parametrize("scene", SCENES)
    def test_two_four_and_five_and_no_other(self, scene):
        course = course_to(scene)
        to = next((person for person, _ in candidates(course.m, course.office)), WAHYU)

        if "objected" in scene:
            assert isinstance(refused(course, to), errors.ObjectionStands)
        elif course.m.step in SETTABLE and scene != "cancelled":
            assert [type(event) for event in gives(course, to).events] == [e.StepReassigned]
        elif scene == "cancelled":
            assert isinstance(refused(course, to), errors.MaklumatClosed)
        else:
            assert isinstance(refused(course, to), errors.NeverReassigned)

    @pytest.mark.parametrize("to", EVERYBODY)
    @pytest.mark.parametrize("by", [SRI, AGUS])
    def test_the_komisioners_step_never_to_nobody(self, at, to, by):
        course = at("step 3")
        before = deciders(course.m, course.office)

        assert refused(course, to, by=by).step == Step.DECISION
        assert deciders(course.m, course.office) == before

    def test_a_button_of_an_earlier_visit_does_nothing(self, at):
        course = at("step 5")

        refusal = refused(course, WAHYU, visit=course.m.visit.number - 1)

        assert (type(refusal), refusal.outcome) == (errors.VisitPassed, "PublicationOrdered")


class TestToWhom:
    @pytest.mark.parametrize(
        ("scene", "fitting"),
        [
            ("step 2", {SRI: A, WAHYU: P, DIMAS: OP}),
            ("step 4", {SRI: A, WAHYU: P}),
            ("step 5", {WAHYU: P, SRI: A, ENDAH: E}),
        ],
    )
    def test_whoever_holds_a_role_that_the_office_could_have_set(self, at, scene, fitting):
        course = at(scene)

        assert dict(candidates(course.m, course.office)) == fitting
        for person in EVERYBODY:
            course = at(scene)
            if person in fitting:
                gives(course, person)
                assert waits_for(course.m, course.office) == (person,)
                assert performing_roles(course.m, course.office) == (fitting[person],)
            else:
                refusal = refused(course, person)
                assert isinstance(refusal, errors.PerformerUnfit | errors.AlreadyInForce)

    def test_not_to_the_only_one_for_whom_it_waits(self, at):
        assert isinstance(refused(at("step 5"), DIMAS), errors.AlreadyInForce)

    def test_to_one_of_two_for_whom_it_waits(self, at):
        course = at("step 4")

        gives(course, WAHYU)

        assert waits_for(course.m, course.office) == (WAHYU,)
        assert isinstance(refused(course, WAHYU), errors.AlreadyInForce)

    def test_in_the_role_that_the_office_has_set_where_he_holds_several(self):
        course = course_to("step 5", office({OP: (DIMAS, WAHYU)}))

        (event,) = gives(course, WAHYU).events

        assert event.in_role is OP

    def test_a_plh_takes_it_as_plh(self):
        course = course_to("step 5", office(plh=ENDAH))

        (event,) = gives(course, SRI).events
        assert (event.in_role, event.in_standing) == (A, Standing.DEFINITIVE)
        course = course_to("step 4", office(plh=ENDAH))
        (event,) = gives(course, ENDAH).events
        assert (event.in_role, event.in_standing) == (A, Standing.PLH)

    @pytest.mark.parametrize("reason", ["", "  ", "\u200b\u2060\n", "\u3164"])
    def test_a_reason_is_compulsory(self, at, reason):
        assert isinstance(refused(at("step 5"), WAHYU, reason=reason), errors.ReasonRequired)

    def test_a_reason_is_cleaned_and_has_an_end(self, at):
        course = at("step 5")
        assert isinstance(refused(course, WAHYU, reason="a" * 4001), errors.WordsTooLong)

        (event,) = gives(course, WAHYU, reason=" Cuti\u202e bersama ").events

        assert event.reason == "Cuti bersama"


class TestWhoPerformsItFromThenOn:
    @pytest.mark.parametrize(
        ("scene", "to"), [("step 2", DIMAS), ("step 4", WAHYU), ("step 5", WAHYU), ("step 5", ENDAH)]
    )
    def test_only_he_does_what_the_performers_do(self, at, scene, to):
        course = at(scene)
        theirs = performers_acts(course.m.step)
        gives(course, to)
        role = performing_roles(course.m, course.office)[0]

        for person in EVERYBODY:
            mine = {(action, r) for action, r in acts(course, person) if action in theirs}
            assert {r for _, r in mine} == ({role} if person == to else set())

    def test_the_former_holder_is_refused_and_told_who_has_it(self, at):
        course = at("step 5")
        gives(course, WAHYU)

        with pytest.raises(errors.ReassignedToAnother) as refusal:
            course.does(DIMAS, Action.PUBLISH, value=LINK)

        assert (refusal.value.step, refusal.value.to) == (5, WAHYU)

    def test_he_acts_in_his_own_role_and_in_no_other(self):
        course = course_to("step 5", office({K: (BAGUS, ENDAH)}))
        gives(course, ENDAH)

        with pytest.raises(errors.NotYourTurn) as refusal:
            course.does(ENDAH, Action.PUBLISH, K, value=LINK)
        assert refusal.value.performers == (E,)

        published = course.does(ENDAH, Action.PUBLISH, E, value=LINK).events[0]
        assert (published.by, published.role, published.standing) == (ENDAH, E, Standing.DEFINITIVE)

    def test_what_drafters_and_others_do_stays_as_it_was(self, at):
        for scene, to in (("step 2", DIMAS), ("step 4", WAHYU), ("step 5", WAHYU)):
            course = at(scene)
            alone = performers_acts(course.m.step)
            before = {person: {a for a in acts(course, person) if a[0] not in alone} for person in EVERYBODY}

            gives(course, to)

            assert before == {person: {a for a in acts(course, person) if a[0] not in alone} for person in EVERYBODY}
        course.does(SRI, Action.REPLACE_TEXT, None, "Naskah diganti")
        assert course.m.step is Step.DRAFTING

    def test_when_the_visit_ends_so_does_the_reassignment(self, at):
        course = at("step 5")
        gives(course, WAHYU)
        course.does(WAHYU, Action.PUBLISH, value=LINK)

        course.does(ENDAH, Action.REPORT_NOT_LIVE, None, "Kosong")

        assert waits_for(course.m, course.office) == (DIMAS,)

    def test_it_may_be_reassigned_again_and_back(self, at):
        course = at("step 5")
        gives(course, WAHYU)
        (again,) = gives(course, ENDAH, by=AGUS).events
        (back,) = gives(course, DIMAS).events

        assert (again.held_by, back.held_by) == ((WAHYU,), (ENDAH,))
        assert waits_for(course.m, course.office) == (DIMAS,)
        course.does(DIMAS, Action.PUBLISH, value=LINK)

    def test_a_held_one_is_resumed_by_whoever_has_it_now(self, at):
        course = at("step 4, held")
        gives(course, WAHYU)

        with pytest.raises(errors.ReassignedToAnother):
            course.does(SRI, Action.RESUME)
        course.does(WAHYU, Action.RESUME)

    def test_the_clock_runs_on_and_who_was_looking_at_it_is_not_looking_any_more(self, at):
        course = at("step 5")
        course.does(DIMAS, Action.EXAMINE)
        visit = course.m.visit

        gives(course, WAHYU)

        assert course.m.visit == replace(visit, examining=None, reassigned=course.m.visit.reassigned)
        course.does(WAHYU, Action.EXAMINE)
        assert fold(tuple(course.journal)) == course.m

    def test_nobody_becomes_a_decider_by_it(self):
        of = office({P: (WAHYU, BAGUS)})
        for scene in ("step 2", "step 4", "step 5"):
            course = course_to(scene, of)
            before = deciders(course.m, course.office)
            for to, _ in candidates(course.m, course.office):
                gives(course, to)
                assert deciders(course.m, course.office) == before
                others = {person for person in EVERYBODY if K not in of.roster.roles_of(person)}
                assert not [p for p in others if {a for a, _ in acts(course, p)} & {Action.APPROVE, Action.TAKE_BACK}]

    def test_whoever_forwards_a_reassigned_draft_decides_nothing_in_the_step_that_follows(self, at):
        course = at("step 2")
        gives(course, DIMAS)
        course.does(DIMAS, Action.FORWARD)

        assert set(waits_for(course.m, course.office)) == {BAGUS, RATNA}
        assert Action.APPROVE not in {a for a, _ in acts(course, DIMAS)}


class TestNoStepIsEverWithoutAHolder:
    def leaves(self, course: Course, **holders: tuple[PersonId, ...]) -> None:
        """Other people hold the roles from now on, as `hand_over` writes it down."""
        course.office = office({**HOLDERS, **{Role(role.replace("_", "-")): who for role, who in holders.items()}})

    def test_who_holds_no_fitting_role_any_more_has_it_no_longer(self, at):
        course = at("step 5")
        gives(course, WAHYU)

        self.leaves(course, ppid=(JOKO,))

        assert waits_for(course.m, course.office) == (DIMAS,)
        course.does(DIMAS, Action.PUBLISH, value=LINK)

    def test_nor_whoever_is_away_with_a_stand_in(self, at):
        course = at("step 5")
        gives(course, WAHYU)

        course.office = relieved(WAHYU, P, ENDAH)

        assert waits_for(course.m, course.office) == (DIMAS,)
        with pytest.raises(errors.AwayFromRole):
            course.does(WAHYU, Action.PUBLISH, P, value=LINK)

    def test_who_still_holds_another_fitting_role_keeps_it_in_that(self, at):
        course = at("step 5")
        gives(course, WAHYU)

        self.leaves(course, ppid=(JOKO,), e_ppid=(WAHYU,))

        assert waits_for(course.m, course.office) == (WAHYU,)
        assert course.does(WAHYU, Action.PUBLISH, E, value=LINK).events[0].role is E

    def test_once_it_has_fallen_back_it_stays_where_it_is(self, at):
        course = at("step 5")
        gives(course, WAHYU)

        fallen = apply(course.m, e.HoldersChanged(at=course.now, holders=(DIMAS,)))

        assert fallen.visit.reassigned is None
        assert waits_for(fallen, office()) == (DIMAS,)

    def test_another_change_of_holders_leaves_it(self, at):
        course = at("step 5")
        gives(course, WAHYU)

        kept = apply(course.m, e.HoldersChanged(at=course.now, holders=(WAHYU,)))

        assert kept.visit.reassigned == course.m.visit.reassigned

    def test_an_absence_without_a_stand_in_of_the_only_ppid_leaves_it_with_him(self, at):
        course = at("step 5")
        gives(course, WAHYU)
        mandates = tuple(
            Mandate(person=person, role=role, from_on=date(2026, 1, 1))
            for role, who in HOLDERS.items()
            for person in who
        )
        away = Absence(person=WAHYU, role=P, from_on=date(2027, 1, 18), until_on=date(2027, 1, 22))

        course.office = Office(course.office.rules, Roster.on(date(2027, 1, 18), mandates, absences=(away,)))

        assert waits_for(course.m, course.office) == (WAHYU,)


class TestTelling:
    DRAFT, NOTA, DISPOSISI = Enclosure.DRAFT, Enclosure.NOTA_DINAS, Enclosure.DISPOSISI
    TO_PUBLISH, PERINTAH = Enclosure.TO_PUBLISH, Enclosure.PERINTAH

    def test_the_new_holder_gets_the_card_with_all_that_the_step_needs_and_the_others_read_it(self, at):
        assert told(gives(at("step 5"), ENDAH)) == {
            "Endah": card(self.TO_PUBLISH, self.PERINTAH),
            "Dimas": news(),
            "Wahyu": news(),
            "Sri": receipt,
        }
        assert told(gives(at("step 4"), WAHYU)) == {"Wahyu": card(self.DISPOSISI), "Sri": receipt}
        assert told(gives(at("step 2"), DIMAS, by=AGUS)) == {
            "Dimas": card(self.DRAFT, self.NOTA),
            "Wahyu": news(),
            "Sri": news(),
            "Agus": receipt,
        }

    def test_who_takes_it_himself_has_the_card(self, at):
        assert told(gives(at("step 4"), SRI)) == {"Sri": card(self.DISPOSISI), "Wahyu": news()}

    def test_what_concerns_the_performers_reaches_the_one_who_has_it(self, at):
        course = at("step 4")
        gives(course, WAHYU)

        assert told(course.does(WAHYU, Action.HOLD, None, "Menunggu"))["Wahyu"] == card()
        assert told(course.does(BAGUS, Action.TAKE_BACK))["Ratna"] == card()

        course = at("step 5, final unaffirmed")
        gives(course, ENDAH)
        found = told(course.does(WAHYU, Action.AFFIRM_FINAL))
        assert found == {"Endah": card(self.TO_PUBLISH), "Wahyu": receipt}

        course = at("step 5")
        gives(course, ENDAH)
        found = told(course.does(WAHYU, Action.REPLACE_TEXT, None, "Diganti"))
        assert found["Endah"] == news()
        assert "Dimas" not in found

    def test_the_new_holder_is_reminded_and_the_escalation_goes_by_his_role(self, at):
        course = at("step 5")
        assert levels(course.m, course.office.rules) == ((P,), (A,), (Chair.KETUA,))
        gives(course, WAHYU)
        assert levels(course.m, course.office.rules) == ((A,), (Chair.KETUA,))
        course.now = course.m.visit.due_at

        (due_day, *_) = course.ticks("due-day").events

        assert due_day.told == (WAHYU,)
        assert {notice.told for notice in course.last.notices} == {Told.REMINDER}
