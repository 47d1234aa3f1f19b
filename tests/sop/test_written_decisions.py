"""Catat disposisi tertulis: a decision on paper counts once two who had no part in the version vouch for its scan."""

from datetime import date, time, timedelta

import pytest

from sop import errors
from sop import events as e
from sop.decide import options
from sop.guards import may_be_recorded
from sop.items import KeptFile, OnPaper, Verdict
from sop.maklumat import Phase
from sop.notices import Enclosure, Told
from sop.papers import PaperKind
from sop.roles import PersonId, Role, Standing
from sop.steps import Action, Step
from sop.turns import deciders_on_paper, may_be_confirmed, waits_for
from tests.sop.office import (
    BAGUS,
    DIMAS,
    ENDAH,
    NUMBER,
    PHOTO,
    RATNA,
    SRI,
    VOICE,
    WAHYU,
    Course,
    course_to,
    document,
    office,
    relieved,
)

DOCX = KeptFile(
    sha256="ab" * 32,
    name="disposisi.docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    size=9_000,
)
SCAN = KeptFile(sha256="aa" * 32, name="disposisi.pdf", media_type="application/pdf", size=90_000)
HIS_NO_LONGER = (relieved(BAGUS, Role.KOMISIONER, RATNA, Standing.WAKIL), office({Role.KOMISIONER: (RATNA,)}))
"""The Komisioner who decided on paper is away, or his mandate has ended."""
APPROVED, RETURNED = Verdict(Action.APPROVE, BAGUS), Verdict(Action.RETURN, BAGUS)


def recorded(verdict: Verdict = APPROVED, words: str = "", course: Course | None = None) -> Course:
    course = course or course_to("step 3")
    course.does(DIMAS, Action.RECORD_WRITTEN, Role.PELAKSANA, words, files=(SCAN,), verdict=verdict)
    return course


def asked_whose(course: Course, recorder: PersonId = DIMAS) -> None:
    may_be_recorded(course.m, recorder, course.office)


def told(course: Course) -> dict[int, Told]:
    assert course.last is not None
    return {notice.to: notice.told for notice in course.last.notices}


class TestRecording:
    def test_alone_it_decides_nothing(self):
        course = recorded()

        assert course.m.step is Step.DECISION
        assert course.m.approval is None
        assert course.m.written is not None

    def test_whoever_could_confirm_gets_a_card_with_the_scan_and_the_drafters_read_of_it(self):
        course = recorded()

        assert told(course) == {
            RATNA: Told.CARD,
            ENDAH: Told.CARD,
            BAGUS: Told.CARD,
            WAHYU: Told.NEWS,
            SRI: Told.NEWS,
            DIMAS: Told.RECEIPT,
        }
        enclosed = {n.to: n.enclosures for n in course.last.notices}
        assert Enclosure.ITEMS in enclosed[ENDAH]

    def test_the_scan_is_compulsory(self):
        with pytest.raises(errors.ScanRequired):
            course_to("step 3").does(DIMAS, Action.RECORD_WRITTEN, words="Sudah disetujui", verdict=APPROVED)

    @pytest.mark.parametrize("file", [VOICE, DOCX])
    def test_a_scan_shows_the_sheet(self, file):
        with pytest.raises(errors.ScanRequired):
            course_to("step 3").does(DIMAS, Action.RECORD_WRITTEN, files=(file,), verdict=APPROVED)

    def test_not_while_the_komisioner_has_begun_a_correction(self):
        with pytest.raises(errors.DecidesOtherwise):
            recorded(course=course_to("step 3, correction open"))

    def test_of_a_komisioner_who_signed_before_he_went_away(self):
        course = course_to("step 3")
        course.office = relieved(BAGUS, Role.KOMISIONER, RATNA, Standing.WAKIL)

        recorded(course=course)
        course.does(ENDAH, Action.CONFIRM_WRITTEN)

        assert course.m.approval.by == BAGUS

    def test_not_of_a_komisioner_who_is_away_without_access_and_would_hear_nothing_of_it(self):
        course = course_to("step 3")
        course.office = relieved(BAGUS, Role.KOMISIONER, RATNA, Standing.WAKIL, closed=(BAGUS,))

        assert deciders_on_paper(course.m, course.office) == (RATNA,)
        with pytest.raises(errors.NotADecider):
            recorded(course=course)
        recorded(Verdict(Action.APPROVE, RATNA), course=course)

    @pytest.mark.parametrize(("person", "role"), [(WAHYU, Role.PPID), (SRI, Role.ATASAN_PPID)])
    def test_not_by_those_who_drafted_it(self, person, role):
        with pytest.raises(errors.HadPart):
            course_to("step 3").does(person, Action.RECORD_WRITTEN, role, files=(SCAN,), verdict=APPROVED)

    def test_not_by_whoever_forwarded_it_though_he_drafted_nothing(self):
        performers = {**office().rules.performers, Step.FORWARDING: (Role.PELAKSANA,)}
        course = course_to("step 2")
        course.office = office(rules=type(course.office.rules)(course.office.rules.calendar, performers=performers))
        course.does(DIMAS, Action.FORWARD, Role.PELAKSANA)

        with pytest.raises(errors.HadPart):
            recorded(course=course)

    def test_not_by_a_komisioner_who_has_the_buttons(self):
        with pytest.raises(errors.NotYourTurn):
            course_to("step 3").does(RATNA, Action.RECORD_WRITTEN, files=(SCAN,), verdict=APPROVED)

    def test_not_by_whom_no_komisioner_has_confirmed(self):
        course = course_to("step 3")
        course.office = office(unconfirmed=(DIMAS,))

        with pytest.raises(errors.NotConfirmedYet):
            recorded(course=course)

    def test_whom_no_komisioner_has_confirmed_is_no_second_person(self):
        course = course_to("step 3")
        course.office = office(unconfirmed=(ENDAH,))
        recorded(course=course)

        assert ENDAH not in told(course), "he is not asked"
        with pytest.raises(errors.NotConfirmedYet):
            course.does(ENDAH, Action.CONFIRM_WRITTEN)

    @pytest.mark.parametrize("person", [ENDAH, SRI, DIMAS])
    def test_only_of_a_komisioner_who_could_decide_now(self, person):
        verdict = Verdict(Action.APPROVE, person)

        with pytest.raises((errors.NotADecider, errors.OwnDecision)):
            recorded(verdict)

    def test_not_of_a_komisioner_who_drafted_the_version(self):
        course = course_to("draft given", office({Role.PPID: (WAHYU, RATNA)}))
        course.does(RATNA, Action.PARAF, Role.PPID)
        course.does(SRI, Action.PARAF_AND_FORWARD, Role.ATASAN_PPID)

        with pytest.raises(errors.NotADecider):
            recorded(Verdict(Action.APPROVE, RATNA), course=course)

    def test_nothing_but_yes_or_no_stands_on_it(self):
        with pytest.raises(errors.VerdictRequired):
            recorded(Verdict(Action.ORDER, BAGUS))

    def test_not_where_nobody_could_confirm(self):
        course = course_to("step 3", office({Role.KOMISIONER: (BAGUS,), Role.E_PPID: ()}))

        assert not may_be_confirmed(course.m, course.office, recorder=DIMAS)
        assert may_be_confirmed(course_to("step 3").m, office(), recorder=DIMAS)
        with pytest.raises(errors.NobodyConfirms):
            recorded(course=course)

    def test_not_where_there_is_no_komisioner_whose_it_could_be_and_then_it_is_not_offered(self):
        course = course_to("step 3", office({Role.KOMISIONER: (BAGUS,)}))
        course.office = office({Role.KOMISIONER: (BAGUS,)}, closed=(BAGUS,))

        assert Action.RECORD_WRITTEN not in {option.action for option in options(course.m, DIMAS, course.office)}
        for tried in (recorded, asked_whose):
            with pytest.raises(errors.NoKomisioner) as refused:
                tried(course=course)
            assert refused.value.on_paper

    def test_whoever_is_the_only_komisioner_himself_has_the_buttons(self):
        alone = office({Role.KOMISIONER: (BAGUS,), Role.PELAKSANA: (BAGUS, DIMAS)})

        with pytest.raises(errors.OwnDecision):
            asked_whose(course_to("step 3", alone), BAGUS)

    def test_where_nobody_could_confirm_it_is_not_asked_whose_it_is(self):
        with pytest.raises(errors.NobodyConfirms):
            asked_whose(course_to("step 3", office({Role.KOMISIONER: (BAGUS,), Role.E_PPID: ()})))
        asked_whose(course_to("step 3"))

    def test_one_at_a_time(self):
        with pytest.raises(errors.RecordWaits):
            recorded(course=recorded())


class TestConfirming:
    def test_it_is_the_komisioners_decision_on_paper(self):
        course = recorded()

        decision = course.does(ENDAH, Action.CONFIRM_WRITTEN)

        assert [type(event) for event in decision.events] == [e.WrittenConfirmed, e.Approved, e.StepEntered]
        approval = course.m.approval
        assert approval is not None
        assert (approval.by, approval.role) == (BAGUS, Role.KOMISIONER)
        assert approval.on_paper == OnPaper(recorded_by=DIMAS, confirmed_by=ENDAH, scan=(SCAN,))
        assert course.m.step is Step.ORDERING
        assert course.m.written is None

    def test_the_komisioner_is_told_with_the_scan_and_so_is_who_recorded_it(self):
        course = recorded()
        course.does(ENDAH, Action.CONFIRM_WRITTEN)

        to = told(course)
        assert to[BAGUS] is Told.CARD
        assert to[DIMAS] is Told.NEWS
        enclosed = {notice.to: notice.enclosures for notice in course.last.notices}
        assert {Enclosure.ITEMS, Enclosure.DISPOSISI, Enclosure.JOURNAL_HEAD} <= set(enclosed[BAGUS])

    def test_words_beside_an_approval_become_its_direction(self):
        course = recorded(words="Pasang juga di ruang layanan")
        course.does(RATNA, Action.CONFIRM_WRITTEN)

        (direction,) = course.m.directions
        assert (direction.by, direction.item.text) == (BAGUS, "Pasang juga di ruang layanan")

    def test_a_return_on_paper_brings_the_scan_to_the_drafters_as_the_correction(self):
        course = recorded(RETURNED, "Alamat keliru")
        course.does(ENDAH, Action.CONFIRM_WRITTEN)

        last = course.m.returns[-1]
        assert course.m.step is Step.DRAFTING
        assert (last.by, last.items[-1].text, last.items[-1].files) == (BAGUS, "Alamat keliru", (SCAN,))
        assert last.on_paper is not None
        assert told(course)[BAGUS] is Told.NEWS

    def test_a_disposisi_is_made_of_it(self):
        course = recorded()
        decision = course.does(ENDAH, Action.CONFIRM_WRITTEN)

        assert [paper.kind for paper in decision.papers] == [PaperKind.DISPOSISI]

    def test_not_by_whoever_recorded_it(self):
        with pytest.raises(errors.OwnRecord):
            recorded().does(DIMAS, Action.CONFIRM_WRITTEN)

    def test_not_by_the_komisioner_himself_who_can_press_setujui(self):
        with pytest.raises(errors.OwnDecision):
            recorded().does(BAGUS, Action.CONFIRM_WRITTEN)

    @pytest.mark.parametrize(("person", "role"), [(WAHYU, Role.PPID), (SRI, Role.ATASAN_PPID)])
    def test_not_by_those_who_drafted_it(self, person, role):
        with pytest.raises(errors.HadPart):
            recorded().does(person, Action.CONFIRM_WRITTEN, role)

    def test_not_once_the_komisioner_may_decide_no_longer(self):
        course = recorded()
        course.office = office({Role.KOMISIONER: (RATNA,)})

        with pytest.raises(errors.NotADecider):
            course.does(ENDAH, Action.CONFIRM_WRITTEN)

    def test_not_once_the_access_of_a_komisioner_who_is_away_is_closed(self):
        course = recorded()
        course.office = relieved(BAGUS, Role.KOMISIONER, RATNA, Standing.WAKIL, closed=(BAGUS,))

        with pytest.raises(errors.NotADecider):
            course.does(ENDAH, Action.CONFIRM_WRITTEN)

    def test_not_once_the_komisioner_has_begun_a_correction(self):
        course = recorded()
        course.does(BAGUS, Action.NOTE_CORRECTION, files=(PHOTO,))

        with pytest.raises(errors.DecidesOtherwise):
            course.does(ENDAH, Action.CONFIRM_WRITTEN)

    def test_a_decision_by_a_button_that_came_first_counts(self):
        course = recorded()
        course.does(BAGUS, Action.RETURN, words="Belum sesuai")

        with pytest.raises(errors.VisitPassed):
            course.does(ENDAH, Action.CONFIRM_WRITTEN, visit=3)
        assert course.m.written is None
        assert course.m.returns[-1].on_paper is None


class TestRejecting:
    @pytest.mark.parametrize("person", [ENDAH, RATNA, DIMAS, BAGUS])
    def test_a_record_that_is_wrong_is_put_away_with_words(self, person):
        course = recorded()
        course.does(person, Action.REJECT_WRITTEN, words="Lembar untuk surat lain")

        assert course.m.written is None
        assert course.m.step is Step.DECISION
        assert told(course).get(DIMAS) is (Told.RECEIPT if person == DIMAS else Told.NEWS)

    @pytest.mark.parametrize("later", HIS_NO_LONGER, ids=["away", "mandate ended"])
    def test_in_whose_name_it_is_recorded_says_so_even_while_he_holds_the_role_no_longer(self, later):
        course = recorded()
        course.office = later

        assert [option.action for option in options(course.m, BAGUS, later)] == [Action.REJECT_WRITTEN]
        with pytest.raises((errors.AwayFromRole, errors.RoleNotHeld)):
            course.does(BAGUS, Action.APPROVE, Role.KOMISIONER)
        course.does(BAGUS, Action.REJECT_WRITTEN, Role.KOMISIONER, "Saya tidak pernah menandatangani lembar ini")

        assert course.m.written is None
        assert {DIMAS, ENDAH, WAHYU, SRI} <= set(told(course))

    def test_whoever_is_away_and_is_not_named_on_it_says_nothing(self):
        course = recorded(Verdict(Action.APPROVE, RATNA))
        course.office = HIS_NO_LONGER[0]

        assert options(course.m, BAGUS, course.office) == ()
        with pytest.raises(errors.AwayFromRole):
            course.does(BAGUS, Action.REJECT_WRITTEN, Role.KOMISIONER, "Keliru")

    def test_once_it_is_confirmed_his_older_button_says_what_became_of_it(self):
        course = recorded()
        course.office = HIS_NO_LONGER[0]
        visit = course.m.visit.number
        course.does(ENDAH, Action.CONFIRM_WRITTEN)

        with pytest.raises(errors.VisitPassed):
            course.does(BAGUS, Action.REJECT_WRITTEN, Role.KOMISIONER, "Keliru", visit=visit)

    def test_not_by_the_drafters_who_would_like_another_decision(self):
        with pytest.raises(errors.HadPart):
            recorded().does(SRI, Action.REJECT_WRITTEN, words="Keliru")


class TestReminding:
    def test_while_a_record_waits_its_second_person_is_reminded_and_not_the_komisioner(self):
        course = recorded()
        course.waits_until(date(2027, 1, 19), time(9))

        notices = course.ticks("due-day").notices

        assert {notice.to for notice in notices} == {ENDAH, RATNA}


class TestObjecting:
    @pytest.mark.parametrize("scene", ["step 4, on paper", "step 5, on paper"])
    def test_one_tap_holds_it(self, scene):
        course = course_to(scene)
        step = course.m.step
        course.does(BAGUS, Action.OBJECT)

        assert course.m.hold is not None
        assert course.m.hold.objection
        assert course.m.step is step
        assert waits_for(course.m, course.office) == (BAGUS, RATNA)
        blocked = (SRI, Action.ORDER, Role.ATASAN_PPID) if step is Step.ORDERING else (DIMAS, Action.PUBLISH, None)
        with pytest.raises(errors.OnHold):
            course.does(*blocked, value="https://kpu.go.id/m")

    @pytest.mark.parametrize("later", HIS_NO_LONGER, ids=["away", "mandate ended"])
    def test_in_whose_name_it_stands_objects_even_while_he_holds_the_role_no_longer(self, later):
        course = course_to("step 5, on paper")
        course.office = later

        assert [option.action for option in options(course.m, BAGUS, later)] == [Action.OBJECT]
        course.does(BAGUS, Action.OBJECT, Role.KOMISIONER)

        assert course.m.hold.objection
        with pytest.raises((errors.AwayFromRole, errors.RoleNotHeld)):
            course.does(BAGUS, Action.LIFT_OBJECTION, Role.KOMISIONER)

    def test_what_he_says_with_it_is_kept(self):
        course = course_to("step 4, on paper")
        course.does(BAGUS, Action.OBJECT, words="Saya tidak menandatangani ini")

        assert course.m.hold.item.text == "Saya tidak menandatangani ini"

    def test_a_hold_of_before_stands_again_once_it_is_lifted(self):
        course = course_to("step 4, on paper")
        course.does(SRI, Action.HOLD, Role.ATASAN_PPID, "Menunggu tanda tangan")
        before = course.m.hold
        course.does(BAGUS, Action.OBJECT)
        course.does(RATNA, Action.LIFT_OBJECTION)

        assert course.m.hold == before
        course.does(SRI, Action.RESUME, Role.ATASAN_PPID)
        assert course.m.hold is None

    def test_those_who_recorded_and_confirmed_hear_of_it(self):
        course = course_to("step 4, on paper")
        course.does(BAGUS, Action.OBJECT)

        assert {DIMAS, ENDAH, WAHYU, SRI, RATNA} <= set(told(course))

    @pytest.mark.parametrize(("person", "role"), [(SRI, Role.ATASAN_PPID), (WAHYU, Role.PPID)])
    def test_nobody_below_lifts_it(self, person, role):
        with pytest.raises(errors.ObjectionStands):
            course_to("step 4, objected").does(person, Action.RESUME, role)

    @pytest.mark.parametrize("person", [BAGUS, RATNA])
    def test_a_komisioner_lifts_it_and_the_days_that_were_left_are_left(self, person):
        course = course_to("step 4, on paper")
        due = course.m.visit.due_at
        course.does(BAGUS, Action.OBJECT)
        course.now += timedelta(days=7)
        course.does(person, Action.LIFT_OBJECTION)

        assert course.m.hold is None
        assert course.m.visit.due_at == due + timedelta(days=7)

    def test_whose_decision_it_was_may_take_it_back_even_after_the_order(self):
        course = course_to("step 5, objected")
        course.does(BAGUS, Action.TAKE_BACK)

        assert course.m.step is Step.DECISION
        assert (course.m.approval, course.m.order, course.m.hold) == (None, None, None)
        assert course.m.phase is Phase.OPEN
        assert DIMAS in told(course)

    def test_against_a_button_of_ones_own_there_is_no_objection(self):
        with pytest.raises(errors.NotOnPaper):
            course_to("step 4").does(BAGUS, Action.OBJECT)

    def test_another_komisioner_does_not_object_for_him(self):
        with pytest.raises(errors.NotYourDecision):
            course_to("step 4, on paper").does(RATNA, Action.OBJECT)

    def test_what_was_held_already_stands_since_then(self):
        course = course_to("step 4, on paper")
        course.does(SRI, Action.HOLD, Role.ATASAN_PPID, "Menunggu tanda tangan")
        since = course.m.hold.at
        course.now += timedelta(days=1)
        course.does(BAGUS, Action.OBJECT)

        assert course.m.hold.at == since


class TestMinutes:
    @pytest.mark.parametrize("scene", ["step 4", "step 4, on paper", "step 5", "step 6"])
    def test_any_decision_may_carry_its_berita_acara_and_the_disposisi_is_made_anew(self, scene):
        course = course_to(scene)
        decision = course.does(SRI, Action.SET_MINUTES, Role.ATASAN_PPID, value="45/PY.01-BA/3313/2027")

        assert course.m.approval.minutes == "45/PY.01-BA/3313/2027"
        assert [(p.kind, p.visit) for p in decision.papers] == [(PaperKind.DISPOSISI, course.m.approval.visit)]
        assert told(course) == {SRI: Told.NEWS, BAGUS: Told.NEWS}

    def test_a_return_too(self):
        course = course_to("returned by a Komisioner")
        decision = course.does(BAGUS, Action.SET_MINUTES, value="45/BA/2027")

        assert course.m.returns[-1].minutes == "45/BA/2027"
        assert decision.papers[0].visit == course.m.returns[-1].visit

    def test_once(self):
        course = course_to("step 4")
        course.does(BAGUS, Action.SET_MINUTES, value="45/BA/2027")

        with pytest.raises(errors.AlreadyInForce):
            course.does(BAGUS, Action.SET_MINUTES, value="46/BA/2027")

    def test_not_of_a_version_nobody_decided_on(self):
        course = course_to("returned by a Komisioner")
        course.does(WAHYU, Action.SUBMIT_DRAFT, Role.PPID, file=document(2))

        with pytest.raises(errors.NoDecision):
            course.does(WAHYU, Action.SET_MINUTES, Role.PPID, value=NUMBER)


def test_a_photo_is_a_scan_as_well():
    course = course_to("step 3")

    course.does(DIMAS, Action.RECORD_WRITTEN, files=(PHOTO,), verdict=APPROVED)

    assert course.m.written is not None
