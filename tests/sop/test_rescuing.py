"""An admin helps a stuck maklumat along: by whom, in which step, what falls and what stands, and who is told.

Back, held, resumed, closed, a card anew; never on. Nobody comes past the Komisioner by an admin's hand.
"""

from dataclasses import replace
from datetime import date, time

import pytest

from sop import errors
from sop import events as e
from sop.commands import Reassign, Remedy
from sop.deadlines import reached
from sop.decide import options
from sop.errors import SopError
from sop.events import Event
from sop.folding import fold
from sop.maklumat import Phase
from sop.notices import Enclosure
from sop.recap import BROKEN_OFF
from sop.rescuing import holders_at, wishes
from sop.roles import Role
from sop.rules import Office
from sop.steps import Action, Step
from sop.turns import awaited, waits_for
from tests.sop.design import ADMINS_WAYS, WAITS_WHILE_HELD
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    EVERYBODY,
    HOLDERS,
    JOKO,
    LINK,
    PHOTO,
    RATNA,
    SCENES,
    SRI,
    WAHYU,
    Course,
    course_to,
    document,
    office,
)
from tests.sop.test_telling import card, news, receipt, told

P, A, K = Role.PPID, Role.ATASAN_PPID, Role.KOMISIONER
WHY = "Sesuai arahan pimpinan"
OPEN_SCENES = [scene for scene in SCENES if not scene.startswith(("step 6", "cancelled"))]


def watched(of: Office | None = None) -> Office:
    """The office, with another admin and with its PPID an admin too."""
    of = of or office()
    return replace(of, roster=replace(of.roster, admins=(AGUS, WAHYU)))


def refused(course: Course, remedy: Remedy, reason: str = WHY, **how) -> SopError:
    before = course.m
    with pytest.raises(SopError) as refusal:
        course.rescued(remedy, reason, **how)
    assert course.m is before
    assert not type(refusal.value).__subclasses__()
    return refusal.value


def details(course: Course, remedy: Remedy) -> dict[str, object]:
    """What a remedy needs beside its reason: a step before this one, or somebody who is waited for."""
    waiting = awaited(course.m, course.office)
    return {"step": Step(max(1, course.m.step - 1)), "to": waiting[0] if waiting else WAHYU, "remedy": remedy}


def may(course: Course, remedy: Remedy) -> bool:
    """Whether the agreed page allows an admin this, in so many words."""
    m = course.m
    objected = m.hold is not None and m.hold.objection
    return {
        Remedy.STEP_BACK: m.phase is Phase.OPEN and m.step > 1 and not objected,
        Remedy.HOLD: m.phase is Phase.OPEN and m.hold is None,
        Remedy.RESUME: m.phase is Phase.OPEN and m.hold is not None and not objected,
        Remedy.CANCEL: m.phase is Phase.OPEN,
        Remedy.RESEND: bool(awaited(m, course.office)),
    }[remedy]


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


class TestWhoAndWhere:
    @pytest.mark.parametrize("scene", SCENES)
    @pytest.mark.parametrize("remedy", Remedy)
    def test_an_admin_may_what_the_page_says_in_each_situation_and_nobody_else_anything(self, scene, remedy):
        for person in EVERYBODY:
            course = course_to(scene)
            before, how = course.m, details(course, remedy)
            allowed = may(course, remedy)
            if person != AGUS or not allowed:
                refusal = refused(course, **how, by=person)
                assert isinstance(refusal, errors.NotYoursToRescue) is (person != AGUS)
                continue
            first = course.rescued(**how).events[0]
            assert (first.by, first.role) == (AGUS, None)
            assert course.m.step <= before.step
            assert course.m == fold(tuple(course.journal))

    @pytest.mark.parametrize("remedy", Remedy)
    def test_an_admin_who_holds_a_role_acts_by_the_admin_right_and_in_no_role(self, remedy):
        course = course_to("step 4, held" if remedy is Remedy.RESUME else "step 4", watched())

        event = course.rescued(**details(course, remedy), by=WAHYU).events[0]

        assert (event.by, event.role) == (WAHYU, None)

    @pytest.mark.parametrize("remedy", Remedy)
    def test_the_right_is_the_one_in_force_now(self, remedy):
        course = course_to("step 4, held" if remedy is Remedy.RESUME else "step 4")
        course.office = replace(course.office, roster=replace(course.office.roster, admins=()))

        assert isinstance(refused(course, **details(course, remedy)), errors.NotYoursToRescue)

    @pytest.mark.parametrize("remedy", Remedy)
    @pytest.mark.parametrize("scene", ["step 4", "step 4, held"])
    def test_a_button_of_an_earlier_visit_does_nothing_and_says_how_that_ended(self, scene, remedy):
        course = course_to(scene)

        refusal = refused(course, **details(course, remedy), visit=course.m.visit.number - 1)

        assert (type(refusal), refusal.outcome) == (errors.VisitPassed, "Approved")

    @pytest.mark.parametrize("remedy", Remedy)
    @pytest.mark.parametrize("reason", ["", "  ", "\u200b\u2060\n", "\u3164", "...", "–", "x", "ok"])
    def test_a_reason_in_words_is_compulsory(self, remedy, reason):
        course = course_to("step 4, held" if remedy is Remedy.RESUME else "step 4")

        assert isinstance(refused(course, **details(course, remedy), reason=reason), errors.ReasonRequired)

    @pytest.mark.parametrize("remedy", Remedy)
    def test_a_reason_is_cleaned_has_an_end_and_is_kept(self, remedy):
        course = course_to("step 4, held" if remedy is Remedy.RESUME else "step 4")
        assert isinstance(refused(course, **details(course, remedy), reason="a" * 4001), errors.WordsTooLong)

        event = course.rescued(**details(course, remedy), reason=" Cuti\u202e bersama ").events[0]

        item = getattr(event, "item", None)
        assert (item.text if item is not None else event.reason) == "Cuti bersama"

    @pytest.mark.parametrize("scene", SCENES)
    def test_the_buttons_are_exactly_what_may_be_done(self, scene):
        course = course_to(scene)

        offered = wishes(course.m, AGUS, course.office)

        assert {wish.remedy for wish in offered} == {r for r in Remedy if may(course, r)} - (
            {Remedy.RESEND} if course.m.phase is Phase.CANCELLED else set()
        )
        assert {wish.to for wish in offered if wish.to} == set(awaited(course.m, course.office))
        assert all(wish.reason == "" and wish.visit == course.m.visit.number for wish in offered)
        assert all(wishes(course.m, person, course.office) == () for person in EVERYBODY if person != AGUS)
        for wish in offered:
            course_to(scene).gives(AGUS, replace(wish, reason=WHY))


class TestBackToAnEarlierStep:
    @pytest.mark.parametrize("scene", OPEN_SCENES)
    @pytest.mark.parametrize("to", Step)
    def test_to_every_earlier_step_and_to_no_other(self, scene, to):
        course = course_to(scene)
        before, objected = course.m, course.m.hold is not None and course.m.hold.objection
        if (before.step, to) not in ADMINS_WAYS:
            refusal = refused(course, Remedy.STEP_BACK, step=to)
            assert (type(refusal), refusal.step, refusal.to) == (errors.NeverForward, before.step, to)
            return
        if objected:
            assert isinstance(refused(course, Remedy.STEP_BACK, step=to), errors.ObjectionStands)
            return

        after = course.rescued(Remedy.STEP_BACK, step=to).maklumat

        assert (after.step, after.phase, after.version) == (to, Phase.OPEN, before.version)
        assert after.visit.number == before.visit.number + 1
        assert after.visits[-2].outcome == "SteppedBack"
        assert after.visit.due_at == course.office.rules.calendar.due(after.visit.entered_at).at
        assert set(waits_for(after, course.office)) == set(holders_at(before, to, course.office))
        assert (after.hold, after.order, after.written, after.collecting) == (None, None, None, ())

    def test_a_way_that_names_no_step_leads_nowhere(self, at):
        assert isinstance(refused(at("step 4"), Remedy.STEP_BACK), errors.NeverForward)

    @pytest.mark.parametrize("to", [Step.DECISION, Step.FORWARDING, Step.DRAFTING])
    @pytest.mark.parametrize(
        "scene", ["step 4", "step 4, held", "step 4, final unaffirmed", "step 5", "step 5, on paper"]
    )
    def test_the_approval_and_what_rests_on_it_are_void(self, scene, to):
        course = course_to(scene)

        event = course.rescued(Remedy.STEP_BACK, step=to).events[0]

        assert event.approved_by == BAGUS
        assert (course.m.approval, course.m.final, course.m.offered_final) == (None, None, None)
        with pytest.raises(SopError):
            course.does(SRI, Action.ORDER)

    def test_from_5_to_4_the_approval_stands_for_the_text_is_the_same(self, at):
        course = at("step 5")
        approval = course.m.approval

        event = course.rescued(Remedy.STEP_BACK, step=Step.ORDERING).events[0]

        assert event.approved_by is None
        assert course.m.approval == approval
        assert course.m.order is None
        course.does(WAHYU, Action.ORDER)
        assert course.m.step is Step.PUBLISHING

    def test_a_decision_is_asked_for_anew_and_the_first_komisioner_may_decide_otherwise(self, at):
        course = at("step 5")
        course.rescued(Remedy.STEP_BACK, step=Step.DECISION)

        course.does(BAGUS, Action.RETURN, None, "Jam layanan")

        assert course.m.step is Step.DRAFTING

    def test_not_to_step_3_while_nobody_could_decide(self):
        course = course_to("step 4")
        for holders in ((), (WAHYU,)):
            course.office = office({**HOLDERS, K: holders})
            assert isinstance(refused(course, Remedy.STEP_BACK, step=Step.DECISION), errors.NoKomisioner)
        course.rescued(Remedy.STEP_BACK, step=Step.FORWARDING)

    @pytest.mark.parametrize(("scene", "to"), [("step 3", 2), ("step 4", 2), ("step 5", 3), ("step 4", 3)])
    def test_parafs_stay_where_the_text_is_not_touched(self, at, scene, to):
        course = at(scene)
        parafs = course.m.standing_parafs

        course.rescued(Remedy.STEP_BACK, step=Step(to))

        assert course.m.standing_parafs == parafs
        assert course.m.missing_parafs == ()

    @pytest.mark.parametrize("scene", ["step 2", "step 3", "step 4", "step 5"])
    def test_in_step_1_the_parafs_fall_and_the_same_text_may_be_initialled_again(self, at, scene):
        course = at(scene)
        course.rescued(Remedy.STEP_BACK, step=Step.DRAFTING)

        assert course.m.standing_parafs == ()
        assert not course.m.draft.returned
        assert course.m.returns == ()
        course.does(WAHYU, Action.PARAF)
        course.does(SRI, Action.PARAF)
        assert course.m.step is Step.FORWARDING
        assert {(p.role, p.version) for p in course.m.standing_parafs} == {(P, 1), (A, 1)}
        assert len(course.m.parafs) == 4

    def test_or_another_version_given(self, at):
        course = at("step 3")
        course.rescued(Remedy.STEP_BACK, step=Step.DRAFTING)

        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))

        assert course.m.version == 2

    def test_whoever_gave_a_paraf_that_fell_still_decides_nothing_on_that_version(self):
        course = course_to("step 2", office({P: (WAHYU,), A: (SRI,)}))
        course.rescued(Remedy.STEP_BACK, step=Step.DRAFTING)
        course.office = office({P: (JOKO,), A: (ENDAH,), K: (SRI, BAGUS), Role.E_PPID: ()})
        course.does(JOKO, Action.PARAF)
        course.does(ENDAH, Action.PARAF)
        course.does(ENDAH, Action.FORWARD)

        assert waits_for(course.m, course.office) == (BAGUS,)
        with pytest.raises(errors.OwnDraft):
            course.does(SRI, Action.APPROVE)
        assert SRI in course.m.had_part_in(1)

    def test_what_waited_for_a_second_person_or_was_not_sent_yet_is_gone(self, at):
        course = at("step 3, written recorded")
        course.rescued(Remedy.STEP_BACK, step=Step.FORWARDING)
        assert course.m.written is None
        course = at("step 3, correction open")
        course.rescued(Remedy.STEP_BACK, step=Step.FORWARDING)
        assert course.m.collecting == ()

    def test_a_step_that_was_reassigned_is_its_usual_holders_again(self, at):
        course = at("step 5")
        wish = Reassign(maklumat=course.m.id, visit=course.m.visit.number, to=ENDAH, reason=WHY)
        course.gives(SRI, wish)
        course.does(ENDAH, Action.EXAMINE)

        event = course.rescued(Remedy.STEP_BACK, step=Step.ORDERING).events[0]
        assert event.held_by == (ENDAH,)
        course.does(SRI, Action.ORDER)

        assert course.m.visit.examining is None
        assert waits_for(course.m, course.office) == (DIMAS,)

    def test_old_buttons_are_told_what_became_of_their_visit(self, at):
        course = at("step 5")
        visit = course.m.visit.number
        course.rescued(Remedy.STEP_BACK, step=Step.DECISION)

        with pytest.raises(errors.VisitPassed) as refusal:
            course.does(DIMAS, Action.PUBLISH, value=LINK, visit=visit)

        assert (refusal.value.outcome, refusal.value.by) == ("SteppedBack", AGUS)

    def test_it_says_nothing_of_how_long_a_step_takes(self):
        assert "SteppedBack" in BROKEN_OFF


class TestHeldAndResumed:
    @pytest.mark.parametrize("scene", [s for s in OPEN_SCENES if "held" not in s and "objected" not in s])
    def test_while_it_is_held_what_the_step_is_there_for_waits_and_nothing_reminds(self, scene):
        course = course_to(scene)
        before = {(p, o.action) for p in EVERYBODY for o in options(course.m, p, course.office)}
        course.rescued(Remedy.HOLD)

        after = {(p, o.action) for p in EVERYBODY for o in options(course.m, p, course.office)}
        step = int(course.m.step)
        if step != 4:
            assert before - after == {cell for cell in before if cell[1] in WAITS_WHILE_HELD[step]}
        assert {p for p, action in after if action is Action.RESUME} == set(
            holders_at(course.m, course.m.step, office())
        )
        course.waits_until(date(2027, 2, 26), time(12))
        assert reached(course.m, course.now, course.office.rules) == ()

    @pytest.mark.parametrize("scene", OPEN_SCENES)
    def test_no_act_of_the_table_carries_a_held_visit_into_the_recap(self, scene):
        course = course_to(scene)
        if course.m.hold is None:
            course.rescued(Remedy.HOLD)
        number = course.m.visit.number
        for person in EVERYBODY:
            for option in options(course.m, person, course.office):
                tried = replace(course, journal=[*course.journal])
                try:
                    tried.does(
                        person, option.action, option.role, "Kata", files=(PHOTO,), file=document(9), value="UU 1"
                    )
                except SopError:
                    continue
                left = next(v for v in tried.m.visits if v.number == number)
                assert left.left_at is None or left.outcome in BROKEN_OFF, option

    @pytest.mark.parametrize("scene", ["draft given, held", "step 2, held", "step 3, held", "step 5, held"])
    def test_whoever_performs_the_step_lets_it_go_on_too_and_so_does_an_admin(self, at, scene):
        by_admin = at(scene)
        by_admin.rescued(Remedy.RESUME)
        assert by_admin.m.hold is None
        for person in holders_at(at(scene).m, at(scene).m.step, office()):
            course = at(scene)
            course.does(person, Action.RESUME)
            assert course.m.hold is None
            assert course.last.events[0].role is not None

    def test_an_admin_lets_go_on_what_a_performer_held_and_the_days_that_were_left_are_left(self, at):
        course = at("step 4, held")
        due = course.m.visit.due_at
        course.waits_until(date(2027, 1, 20), time(10))

        event = course.rescued(Remedy.RESUME).events[0]

        assert event.due_at == course.m.visit.due_at > due
        assert len(course.m.visit.stood) == 1

    def test_what_is_held_is_not_held_again_nor_resumed_twice(self, at):
        assert isinstance(refused(at("step 2, held"), Remedy.HOLD), errors.OnHold)
        assert isinstance(refused(at("step 2"), Remedy.RESUME), errors.NotOnHold)

    @pytest.mark.parametrize("scene", ["step 4, objected", "step 5, objected"])
    def test_an_objection_is_never_lifted_by_an_admin_nor_passed_by(self, at, scene):
        course = at(scene)

        assert isinstance(refused(course, Remedy.RESUME), errors.ObjectionStands)
        assert isinstance(refused(course, Remedy.HOLD), errors.OnHold)
        for step in Step:
            refused(course, Remedy.STEP_BACK, step=step)
        assert course.m.hold.objection

    def test_an_objection_over_an_admins_hold_leaves_the_hold_beneath_it(self, at):
        course = at("step 5, on paper")
        course.rescued(Remedy.HOLD)
        course.does(BAGUS, Action.OBJECT)
        assert isinstance(refused(course, Remedy.RESUME), errors.ObjectionStands)

        course.does(RATNA, Action.LIFT_OBJECTION)

        assert course.m.hold is not None
        course.rescued(Remedy.RESUME)
        course.does(DIMAS, Action.PUBLISH, value=LINK)


class TestClosed:
    @pytest.mark.parametrize("scene", OPEN_SCENES)
    def test_in_any_open_step_and_nothing_is_approved_by_it(self, scene):
        course = course_to(scene)

        course.rescued(Remedy.CANCEL)

        assert course.m.phase is Phase.CANCELLED
        assert course.m.cancelled_for.text == WHY
        assert course.last.events[-1].item.text == WHY
        assert not any(isinstance(event, e.Approved) for event in course.last.events)
        assert waits_for(course.m, course.office) == ()
        assert isinstance(refused(course, Remedy.CANCEL), errors.MaklumatClosed)
        assert isinstance(refused(course, Remedy.RESEND, to=WAHYU), errors.MaklumatClosed)

    @pytest.mark.parametrize("remedy", [r for r in Remedy if r is not Remedy.RESEND])
    def test_what_was_published_is_not_touched(self, at, remedy):
        for scene in ("step 6", "step 6, confirmed"):
            refusal = refused(at(scene), remedy, step=Step.PUBLISHING)
            assert (type(refusal), refusal.step) == (errors.NeverRescued, 6)


class TestACardAnew:
    @pytest.mark.parametrize("scene", SCENES)
    def test_to_whoever_has_something_to_do_there_and_nothing_else_changes(self, scene):
        for person in EVERYBODY:
            course = course_to(scene)
            before = course.m
            if person not in awaited(course.m, course.office):
                refusal = refused(course, Remedy.RESEND, to=person)
                assert isinstance(refusal, errors.NotAwaited | errors.MaklumatClosed)
                continue
            course.rescued(Remedy.RESEND, to=person)
            assert course.m == replace(before, revision=before.revision + 1, participants=course.m.participants)

    def test_it_names_somebody(self, at):
        assert isinstance(refused(at("step 4"), Remedy.RESEND), errors.NotAwaited)


class TestTelling:
    DRAFT, NOTA, PICTURE = Enclosure.DRAFT, Enclosure.NOTA_DINAS, Enclosure.PAGE_PICTURE
    DISPOSISI, TO_PUBLISH, PERINTAH = Enclosure.DISPOSISI, Enclosure.TO_PUBLISH, Enclosure.PERINTAH

    def test_back_to_the_komisioner_all_who_were_told_of_the_approval_are_told_that_it_is_void(self, at):
        assert told(at("step 5").rescued(Remedy.STEP_BACK, step=Step.DECISION)) == {
            "Bagus": card(self.PICTURE, self.DRAFT, self.NOTA),
            "Ratna": card(self.PICTURE, self.DRAFT, self.NOTA),
            "Dimas": news(),
            "Wahyu": news(),
            "Sri": news(),
            "Agus": receipt,
        }

    def test_back_to_the_drafters_the_other_admins_and_both_komisioner_too(self):
        course = course_to("step 4", watched())

        found = told(course.rescued(Remedy.STEP_BACK, step=Step.DRAFTING, by=WAHYU))

        assert found == {
            "Wahyu": card(self.DRAFT),
            "Sri": card(self.DRAFT),
            "Bagus": news(),
            "Ratna": news(),
            "Agus": news(),
        }

    def test_who_approved_and_is_komisioner_no_longer_is_told_too(self, at):
        course = at("step 4")
        course.office = office({**HOLDERS, K: (RATNA,)})

        assert told(course.rescued(Remedy.STEP_BACK, step=Step.DECISION))["Bagus"] == news()

    def test_an_order_taken_back_is_told_to_the_operator_and_to_whoever_orders(self, at):
        assert told(at("step 5").rescued(Remedy.STEP_BACK, step=Step.ORDERING)) == {
            "Sri": card(self.DISPOSISI),
            "Wahyu": card(self.DISPOSISI),
            "Dimas": news(),
            "Bagus": news(),
            "Agus": receipt,
        }

    def test_taken_from_the_komisioner_and_from_the_second_person_before_a_decision(self, at):
        found = told(at("step 3, written recorded").rescued(Remedy.STEP_BACK, step=Step.FORWARDING))

        assert found == {
            "Sri": card(self.DRAFT, self.NOTA),
            "Wahyu": card(self.DRAFT, self.NOTA),
            "Bagus": news(),
            "Ratna": news(),
            "Dimas": news(),
            "Endah": news(),
            "Agus": receipt,
        }

    @pytest.mark.parametrize(
        ("scene", "holders", "others"),
        [
            ("draft given", {"Wahyu", "Sri"}, set()),
            ("step 2", {"Wahyu", "Sri"}, set()),
            ("step 3", {"Bagus", "Ratna"}, {"Wahyu", "Sri"}),
            ("step 3, written recorded", {"Bagus", "Ratna", "Endah"}, {"Wahyu", "Sri", "Dimas"}),
            ("step 4", {"Wahyu", "Sri"}, {"Bagus"}),
            ("step 5", {"Dimas"}, {"Wahyu", "Sri", "Bagus"}),
        ],
    )
    def test_held_and_resumed_are_told_to_holders_to_all_who_took_part_and_to_the_other_admins(
        self, scene, holders, others
    ):
        course = course_to(scene)
        course.office = replace(course.office, roster=replace(course.office.roster, admins=(AGUS, JOKO)))
        expected = {
            **dict.fromkeys(holders, card()),
            **dict.fromkeys({*others, "Joko"}, news()),
            "Agus": receipt,
        }

        assert told(course.rescued(Remedy.HOLD)) == expected
        assert told(course.rescued(Remedy.RESUME)) == expected

    def test_the_admin_who_held_it_reads_that_a_performer_let_it_go_on(self, at):
        assert told(at("step 5, held").does(DIMAS, Action.RESUME))["Agus"] == news()

    def test_closed_is_told_to_all_whom_it_waited_for_or_who_took_part(self):
        course = course_to("step 3, written recorded")
        course.office = replace(course.office, roster=replace(course.office.roster, admins=(AGUS, JOKO)))

        found = told(course.rescued(Remedy.CANCEL))

        everyone = {"Bagus", "Ratna", "Wahyu", "Sri", "Dimas", "Endah", "Joko"}
        assert found == {**dict.fromkeys(everyone, news()), "Agus": receipt}

    def test_a_card_anew_reaches_its_person_with_all_that_is_needed_and_the_other_admins(self):
        course = course_to("step 5", watched())

        assert told(course.rescued(Remedy.RESEND, to=DIMAS)) == {
            "Dimas": card(self.TO_PUBLISH, self.PERINTAH),
            "Wahyu": news(),
            "Agus": receipt,
        }
        found = told(course_to("step 3, written recorded").rescued(Remedy.RESEND, to=ENDAH))
        assert found == {"Endah": card(self.DRAFT, Enclosure.RECORD), "Agus": receipt}

    def test_a_drafters_own_hold_is_told_as_it_always_was(self):
        course = course_to("step 4", watched())

        assert "Agus" not in told(course.does(SRI, Action.HOLD, None, "Menunggu"))
