"""What a matrix cannot show: what an act records, what survives it, and why exactly it is refused."""

from datetime import date, time

import pytest

from sop import errors, wording
from sop import events as e
from sop.commands import Open, RecordPaper
from sop.comparing import Comparison, Likeness, Place
from sop.decide import Option, decide, open_maklumat, options
from sop.events import MaklumatId
from sop.folding import fold
from sop.items import Item
from sop.maklumat import Phase
from sop.notices import Enclosure, Told
from sop.papers import PaperKind
from sop.roles import DRAFTERS, Role, Standing
from sop.steps import Action, Step
from tests.sop.office import (
    AGUS,
    BAGUS,
    DAYS_OFF,
    DIMAS,
    ENDAH,
    JOKO,
    LINK,
    MONDAY,
    NUMBER,
    PHOTO,
    RATNA,
    RULES,
    SRI,
    VOICE,
    WAHYU,
    Cast,
    Course,
    course_to,
    document,
    office,
    with_rules,
)

P, A, K, OP = Role.PPID, Role.ATASAN_PPID, Role.KOMISIONER, Role.PELAKSANA
TUESDAY_CLOSE = RULES.calendar.at(date(2027, 1, 19), time(16, 0))
THURSDAY_CLOSE = RULES.calendar.at(date(2027, 1, 21), time(16, 0))


def kinds(events) -> list[str]:
    return [type(event).__name__ for event in events]


def steps(course: Course) -> list[int]:
    return [int(visit.step) for visit in course.m.visits]


class TestOpening:
    def test_a_drafter_opens_and_step_1_begins_with_its_clock(self, course):
        decision = course.opens(WAHYU, P, "  Maklumat\nPelayanan   2027 ")

        assert kinds(decision.events) == ["Opened", "StepEntered"]
        assert course.m.title == "Maklumat Pelayanan 2027"
        assert (course.m.control_number, course.m.opened_by) == ("MKL-2027-001", WAHYU)
        assert course.m.visit.due_at == TUESDAY_CLOSE

    def test_a_document_at_hand_is_the_first_draft(self, course):
        decision = course.opens(SRI, A, file=document())

        assert kinds(decision.events) == ["Opened", "StepEntered", "DraftGiven"]
        assert course.m.version == 1
        assert course.m.draft.by == SRI
        assert course.m.draft.basis == RULES.regulations

    @pytest.mark.parametrize(("person", "role"), [(BAGUS, K), (DIMAS, OP), (ENDAH, Role.E_PPID)])
    def test_nobody_but_a_drafter_opens(self, course, person, role):
        with pytest.raises(errors.NotYourTurn) as refusal:
            course.opens(person, role)

        assert refusal.value.performers == DRAFTERS

    @pytest.mark.parametrize("person", [AGUS, JOKO, DIMAS])
    def test_a_role_that_is_not_held_opens_nothing(self, course, person):
        with pytest.raises(errors.RoleNotHeld):
            course.opens(person, P)

    def test_an_open_command_is_never_decided_without_a_number(self, course):
        with pytest.raises(TypeError):
            decide(None, Open(title="Maklumat", role=P), WAHYU, MONDAY, course.office)

    def test_a_journal_begins_with_the_opening(self, at):
        journal = at("step 2").journal

        with pytest.raises(TypeError):
            fold(tuple(journal[1:]))


class TestTitles:
    def test_a_title_of_two_hundred_characters_is_kept_whole(self, course):
        course.opens(WAHYU, P, "M" * 200)

        assert course.m.title == "M" * 200

    def test_a_title_of_two_hundred_and_one_characters_is_refused_not_cut(self, course):
        with pytest.raises(errors.TitleTooLong) as refusal:
            course.opens(WAHYU, P, "M" * 201)

        assert (refusal.value.length, refusal.value.limit) == (201, 200)

    def test_four_thousand_characters_with_html_and_bidi_marks_are_refused(self, course):
        mischief = "<b>Maklumat</b>\u202e&amp;\u2066" * 200

        with pytest.raises(errors.TitleTooLong) as refusal:
            course.opens(WAHYU, P, mischief)

        assert len(mischief) >= 4000
        assert refusal.value.length == len("<b>Maklumat</b>&amp;") * 200

    @pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"])
    def test_marks_that_turn_text_around_are_taken_out(self, mark):
        assert wording.title(f"Mak{mark}lumat 2027{mark}") == "Maklumat 2027"

    @pytest.mark.parametrize("mark", ["\u200b", "\u200c", "\ufeff", "\u2060", "\u00ad", "\x00", "\x07", "\ue000"])
    def test_what_cannot_be_seen_is_taken_out(self, mark):
        assert wording.title(f"Mak{mark}lumat{mark}") == "Maklumat"

    def test_html_in_a_title_is_words_like_any_other(self):
        assert wording.title("<b>Maklumat</b> & co") == "<b>Maklumat</b> & co"

    def test_a_tower_of_marks_on_one_letter_is_cut_down(self):
        assert wording.title("Makl" + "q" + "\u0316" * 40 + "umat").count("\u0316") == wording.COMBINING_LIMIT

    def test_an_emoji_family_stays_together(self):
        assert wording.title("Maklumat \U0001f468\u200d\U0001f469\u200d\U0001f467").count("\u200d") == 2

    @pytest.mark.parametrize("title", ["", "   ", "\n\t", "\u200b\u200b", "---", "\u202e", "..."])
    def test_a_title_needs_something_to_read(self, course, title):
        with pytest.raises(errors.TitleRequired):
            course.opens(WAHYU, P, title)

    def test_a_title_of_blank_letters_is_no_title(self):
        with pytest.raises(errors.TitleRequired):
            wording.title("\u3164\u3164")


class TestParafs:
    def test_the_first_paraf_stays_in_step_1_and_the_second_leads_to_step_2(self, at):
        course = at("PPID parafed")
        assert course.m.missing_parafs == (A,)

        course.does(SRI, Action.PARAF)

        assert course.m.missing_parafs == ()
        assert steps(course) == [1, 2]

    def test_parafs_fall_with_a_new_version(self, at):
        course = at("PPID parafed")

        course.does(SRI, Action.SUBMIT_DRAFT, file=document(2))

        assert course.m.version == 2
        assert course.m.standing_parafs == ()
        assert steps(course) == [1]

    def test_both_parafs_fall_when_a_drafter_gives_a_new_document_in_step_2(self, at):
        course = at("step 2")

        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))

        assert course.m.missing_parafs == DRAFTERS
        assert steps(course) == [1, 2, 1]

    @pytest.mark.parametrize("scene", ["returned by a drafter", "returned by a Komisioner", "text replaced"])
    def test_parafs_fall_with_a_return_and_a_new_document_is_awaited(self, at, scene):
        course = at(scene)

        with pytest.raises(errors.DraftWasReturned) as refusal:
            course.does(SRI, Action.PARAF)

        assert refusal.value.version == 1
        assert course.m.standing_parafs == ()

    def test_a_return_inside_step_1_is_no_new_visit_and_gives_no_new_day(self, at):
        course = at("PPID parafed")
        visit = course.m.visit

        course.does(SRI, Action.RETURN, None, "Jam layanan")

        assert course.m.visit == visit
        assert course.m.draft.returned

    def test_parafs_survive_a_withdrawal(self, at):
        course = at("step 3")
        parafs = course.m.standing_parafs

        course.does(SRI, Action.WITHDRAW)

        assert course.m.standing_parafs == parafs
        assert steps(course) == [1, 2, 3, 2]

    def test_parafs_survive_a_decision_taken_back(self, at):
        course = at("step 4")
        parafs = course.m.standing_parafs

        course.does(BAGUS, Action.TAKE_BACK)

        assert course.m.standing_parafs == parafs
        assert course.m.approval is None
        assert steps(course) == [1, 2, 3, 4, 3]

    def test_a_paraf_before_any_draft_is_refused(self, at):
        with pytest.raises(errors.NoDraftYet):
            at("fresh").does(WAHYU, Action.PARAF)

    def test_a_return_before_any_draft_is_refused(self, at):
        with pytest.raises(errors.NoDraftYet):
            at("fresh").does(WAHYU, Action.RETURN, None, "Alasan")

    def test_who_gave_a_version_does_not_return_it_to_himself(self, at):
        with pytest.raises(errors.OwnDraft) as refusal:
            at("draft given").does(WAHYU, Action.RETURN, None, "Alasan")

        assert refusal.value.version == 1

    def test_a_document_from_the_operator_is_on_behalf_and_either_drafter_may_return_it(self, at):
        course = at("draft given", cast=Cast(giver=DIMAS, giver_role=OP))

        both = [
            Option(Action.RETURN, role) in options(course.m, who, course.office) for who, role in ((WAHYU, P), (SRI, A))
        ]

        assert course.m.draft.on_behalf
        assert both == [True, True]

    def test_two_roles_of_one_person_are_two_taps(self):
        course = course_to("draft given", office({A: ()}, plh=WAHYU))
        course.does(WAHYU, Action.PARAF, P)
        assert course.m.step is Step.DRAFTING
        with pytest.raises(errors.AlreadyParafed):
            course.does(WAHYU, Action.PARAF, P)

        course.does(WAHYU, Action.PARAF, A)

        assert course.m.step is Step.FORWARDING
        assert [(p.role, p.by, p.standing) for p in course.m.standing_parafs] == [
            (P, WAHYU, Standing.DEFINITIVE),
            (A, WAHYU, Standing.PLH),
        ]


class TestParafAndForward:
    def test_step_2_is_entered_and_left_never_skipped(self, at):
        course = at("PPID parafed")

        decision = course.does(SRI, Action.PARAF_AND_FORWARD)

        assert kinds(decision.events) == ["ParafGiven", "StepEntered", "Forwarded", "StepEntered"]
        assert steps(course) == [1, 2, 3]
        assert [visit.number for visit in course.m.visits] == [1, 2, 3]
        assert [visit.outcome for visit in course.m.visits] == ["ParafGiven", "Forwarded", ""]
        assert [visit.left_by for visit in course.m.visits] == [SRI, SRI, None]
        assert course.m.forwarding.by == SRI
        assert course.m.forwarding.visit == 2

    def test_it_takes_the_last_paraf(self, at):
        with pytest.raises(errors.ParafIncomplete) as refusal:
            at("draft given").does(WAHYU, Action.PARAF_AND_FORWARD)

        assert refusal.value.missing == (A,)

    def test_it_is_not_for_who_may_not_forward(self):
        rules = {**RULES.performers, Step.FORWARDING: (A,)}
        course = course_to("Atasan parafed", with_rules(office(), performers=rules))

        with pytest.raises(errors.NotYourTurn) as refusal:
            course.does(WAHYU, Action.PARAF_AND_FORWARD)

        assert (refusal.value.step, refusal.value.performers) == (Step.FORWARDING, (A,))

    def test_it_is_refused_when_this_very_paraf_leaves_nobody_to_decide(self):
        course = course_to("PPID parafed", office({A: (BAGUS,), K: (BAGUS,)}), Cast(atasan=BAGUS))

        with pytest.raises(errors.NoKomisioner):
            course.does(BAGUS, Action.PARAF_AND_FORWARD, A)

        assert Option(Action.PARAF_AND_FORWARD, A) not in options(course.m, BAGUS, course.office)
        assert Option(Action.PARAF, A) in options(course.m, BAGUS, course.office)


class TestForwarding:
    def test_it_is_refused_while_there_is_no_komisioner(self):
        course = course_to("step 2", office({K: ()}))

        with pytest.raises(errors.NoKomisioner):
            course.does(SRI, Action.FORWARD)

        assert course.m.step is Step.FORWARDING

    def test_it_is_refused_when_the_only_komisioner_drafted(self):
        course = course_to("step 2", office({P: (BAGUS,), K: (BAGUS,)}), Cast(ppid=BAGUS, giver=BAGUS))

        with pytest.raises(errors.NoKomisioner):
            course.does(SRI, Action.FORWARD)

    def test_its_button_is_there_all_the_same_and_the_refusal_explains(self):
        course = course_to("step 2", office({K: ()}))

        assert Option(Action.FORWARD, A) in options(course.m, SRI, course.office)

    def test_the_number_may_follow_later(self, at):
        course = at("step 3")
        assert course.m.number == ""

        course.does(WAHYU, Action.SET_NUMBER, value=f"  {NUMBER} ")

        assert course.m.number == NUMBER
        assert course.m.step is Step.DECISION

    def test_a_number_asked_for_in_step_2_may_be_answered_in_step_4(self, at):
        course = at("step 4")

        course.does(SRI, Action.SET_NUMBER, value=NUMBER, visit=2)

        assert course.m.number == NUMBER

    def test_a_number_asked_for_an_older_version_is_refused(self, at):
        course = at("returned by a Komisioner")
        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))

        with pytest.raises(errors.VersionReplaced) as refusal:
            course.does(SRI, Action.SET_NUMBER, value=NUMBER, visit=2, version=1)

        assert (refusal.value.asked, refusal.value.current) == (1, 2)
        assert refusal.value.given_at == course.m.draft.at

    def test_the_number_that_stands_is_not_set_again(self, at):
        with pytest.raises(errors.AlreadyInForce):
            at("step 3, numbered").does(WAHYU, Action.SET_NUMBER, value=NUMBER)

    @pytest.mark.parametrize("scene", ["step 3", "step 4", "step 5", "step 6"])
    def test_a_number_that_was_mistyped_is_put_right_at_any_step(self, at, scene):
        course = at(scene)
        course.does(SRI, Action.SET_NUMBER, value=NUMBER.replace("12/", "21/"))

        decision = course.does(WAHYU, Action.SET_NUMBER, value=NUMBER)

        assert course.m.number == NUMBER
        assert PaperKind.NOTA_DINAS in {wanted.kind for wanted in decision.papers}

    @pytest.mark.parametrize("number", ["", "   ", "menyusul", "1" * 61, "12/PP\n13/PP", "\u200b"])
    def test_a_number_is_one_short_line_with_a_digit(self, at, number):
        with pytest.raises(errors.NumberUnfit) as refusal:
            at("step 2").does(SRI, Action.SET_NUMBER, value=number)

        assert refusal.value.limit == 60

    @pytest.mark.parametrize("number", ["12/PP.07-ND/3313/2027", "7", "1" * 60, "B-12/\u200b2027"])
    def test_a_number_in_any_office_form_is_taken(self, at, number):
        course = at("step 2")

        course.does(SRI, Action.SET_NUMBER, value=number)

        assert course.m.number == number.replace("\u200b", "")

    @pytest.mark.parametrize(
        ("number", "fits"),
        [
            ("12/PP.07-ND/3313/2027", True),
            ("12.a/HM.02-ND/3313/2027", True),
            ("12/PP.07-ND/2027", False),
            ("12", False),
            ("12/PP.07-ND/3313/", False),
            ("ND/PP.07-ND/3313/2027", False),
            ("12/PP.07-ND/3313/27", False),
        ],
    )
    def test_where_the_office_has_said_how_its_numbers_look_another_shape_is_refused_with_an_example(
        self, number, fits
    ):
        course = course_to("step 2")
        course.office = with_rules(course.office, number_pattern="……/PP.07-ND/3313/{tahun}")

        if fits:
            course.does(SRI, Action.SET_NUMBER, value=number)
            assert course.m.number == number
            return
        with pytest.raises(errors.NumberUnfit) as refusal:
            course.does(SRI, Action.SET_NUMBER, value=number)
        assert refusal.value.example == "12/PP.07-ND/3313/2027"

    def test_blanks_beside_its_signs_are_not_kept(self, at):
        course = at("step 2")
        course.office = with_rules(course.office, number_pattern="……/PP.07-ND KPU/3313/{tahun}")

        course.does(SRI, Action.SET_NUMBER, value=" 12 / PP. 07 -ND KPU / 3313 /\t2027")

        assert course.m.number == "12/PP.07-ND KPU/3313/2027"

    @pytest.mark.parametrize("number", ["12/PP\u202813/PP", "12/PP\u202913/PP"])
    def test_a_number_has_no_other_line_break_either(self, at, number):
        with pytest.raises(errors.NumberUnfit):
            at("step 2").does(SRI, Action.SET_NUMBER, value=number)

    def test_a_new_round_has_a_nota_dinas_of_its_own_number(self, at):
        course = at("step 3, numbered")
        course.does(BAGUS, Action.RETURN, None, "Tambahkan kanal pengaduan")
        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))
        course.does(WAHYU, Action.PARAF)

        course.does(SRI, Action.PARAF)

        assert course.m.number == ""


class TestWhichHat:
    def test_what_one_may_do_in_two_roles_one_does_in_ones_own_before_the_one_stood_in_for(self):
        course = course_to("fresh", office({Role.ATASAN_PPID: ()}, plh=WAHYU))

        offered = [option.role for option in options(course.m, WAHYU, course.office)]

        assert offered[0] is Role.PPID


class TestDeciding:
    def test_an_approval_names_version_person_and_visit(self, at):
        course = at("step 3")

        course.does(RATNA, Action.APPROVE)

        approval = course.m.approval
        assert (approval.by, approval.role, approval.version, approval.visit) == (RATNA, K, 1, 3)
        assert course.m.step is Step.ORDERING

    def test_words_with_an_approval_are_a_direction(self, at):
        course = at("step 3")

        decision = course.does(BAGUS, Action.APPROVE, None, "Segera dipublikasikan.")

        assert kinds(decision.events) == ["DirectionGiven", "Approved", "StepEntered"]
        assert [(d.step, d.visit, d.item.text) for d in course.m.directions] == [
            (Step.DECISION, 3, "Segera dipublikasikan.")
        ]
        assert course.m.directions_of(3) == course.m.directions
        assert course.m.directions_of(4) == ()

    @pytest.mark.parametrize(
        ("action", "outcome", "words"), [(Action.APPROVE, "Approved", ""), (Action.RETURN, "Returned", "Koreksi")]
    )
    def test_the_first_decision_counts_and_the_second_komisioner_learns_who_and_when(self, at, action, outcome, words):
        course = at("step 3")
        late = course.act(Action.APPROVE, K)
        decided_at = course.now
        course.does(BAGUS, action, None, words)

        with pytest.raises(errors.VisitPassed) as refusal:
            course.gives(RATNA, late)

        told = refusal.value
        assert (told.visit, told.step, told.outcome, told.by, told.at) == (3, Step.DECISION, outcome, BAGUS, decided_at)

    @pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.NOTE_CORRECTION, Action.DIRECT])
    def test_the_drafter_of_a_version_never_decides_on_it(self, action):
        course = course_to("step 3", office({P: (BAGUS,)}), Cast(ppid=BAGUS, giver=BAGUS))

        with pytest.raises(errors.OwnDraft) as refusal:
            course.does(BAGUS, action, K, "Kata")

        assert refusal.value.version == 1

    @pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN])
    def test_who_only_put_a_paraf_on_it_does_not_decide_either(self, action):
        course = course_to("step 3", office({A: (BAGUS,)}), Cast(atasan=BAGUS))

        with pytest.raises(errors.OwnDraft):
            course.does(BAGUS, action, K, "Kata")

    def test_a_komisioner_who_drafted_an_older_version_may_decide_on_the_new_one(self):
        course = course_to(
            "returned by a Komisioner", office({P: (WAHYU, BAGUS)}), Cast(ppid=BAGUS, giver=BAGUS, komisioner=RATNA)
        )
        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))
        course.does(WAHYU, Action.PARAF)
        course.does(SRI, Action.PARAF_AND_FORWARD)

        course.does(BAGUS, Action.APPROVE, K)

        assert course.m.approval.by == BAGUS

    @pytest.mark.parametrize(("person", "role"), [(WAHYU, P), (SRI, A), (DIMAS, OP), (ENDAH, Role.E_PPID)])
    @pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.SEND_CORRECTION])
    def test_nobody_but_a_komisioner_decides(self, at, person, role, action):
        with pytest.raises(errors.NotYourTurn) as refusal:
            at("step 3, correction open").does(person, action, role, "Kata")

        assert refusal.value.performers == (K,)

    def test_a_return_needs_a_correction(self, at):
        course = at("step 3")

        for words in ("", "  \n", "\u200b", "...", "\N{THUMBS UP SIGN}"):
            with pytest.raises(errors.WordsRequired):
                course.does(BAGUS, Action.RETURN, None, words)

    def test_a_voice_note_alone_is_a_correction(self, at):
        course = at("step 3")

        course.does(BAGUS, Action.RETURN, files=(VOICE,))

        assert course.m.returns[-1].items == (Item("", (VOICE,)),)

    def test_a_return_carries_every_noted_item_and_the_last_one(self, at):
        course = at("step 3, correction open")
        course.does(BAGUS, Action.NOTE_CORRECTION, files=(VOICE,))

        course.does(BAGUS, Action.RETURN, None, "Jam layanan hari Jumat")

        returned = course.m.returns[-1]
        assert returned.items == (Item("", (PHOTO,)), Item("", (VOICE,)), Item("Jam layanan hari Jumat"))
        assert (returned.step, returned.visit, returned.version, returned.by) == (Step.DECISION, 3, 1, BAGUS)
        assert course.m.collecting == ()

    def test_kirim_koreksi_sends_what_was_noted(self, at):
        course = at("step 3, correction open")

        course.does(BAGUS, Action.SEND_CORRECTION)

        assert course.m.returns[-1].items == (Item("", (PHOTO,)),)
        assert course.m.step is Step.DRAFTING

    def test_one_komisioner_does_not_send_what_another_noted(self, at):
        with pytest.raises(errors.NothingToSend):
            at("step 3, correction open").does(RATNA, Action.SEND_CORRECTION)

    def test_each_komisioner_collects_a_correction_of_his_own(self, at):
        course = at("step 3, correction open")
        since = course.m.collecting[0].since
        course.does(RATNA, Action.NOTE_CORRECTION, None, "Dari Ratna")

        course.does(BAGUS, Action.NOTE_CORRECTION, None, "Dari Bagus")

        assert course.m.collected_by(RATNA) == (Item("Dari Ratna"),)
        assert course.m.collected_by(BAGUS) == (Item("", (PHOTO,)), Item("Dari Bagus"))
        assert next(c.since for c in course.m.collecting if c.by == BAGUS) == since

    def test_a_later_item_joins_the_return_until_a_new_version_is_there(self, at):
        course = at("returned by a Komisioner")
        course.does(BAGUS, Action.JOIN_RETURN, files=(PHOTO,), visit=3)
        assert course.m.returns[-1].items == (Item("Tambahkan kanal pengaduan"), Item("", (PHOTO,)))
        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))

        with pytest.raises(errors.VersionReplaced):
            course.does(BAGUS, Action.JOIN_RETURN, None, "Terlambat", visit=3, version=1)
        with pytest.raises(errors.NothingToSend):
            course.does(BAGUS, Action.JOIN_RETURN, None, "Terlambat")

    def test_only_who_returned_it_adds_to_the_return(self, at):
        with pytest.raises(errors.NothingToSend):
            at("returned by a Komisioner").does(RATNA, Action.JOIN_RETURN, None, "Juga")

    def test_a_correction_reaches_the_record_word_for_word(self, at):
        course = at("step 3")
        words = "Pasal 3:\r\n  <b>jam</b> layanan & kanal \u201cpengaduan\u201d"

        course.does(BAGUS, Action.RETURN, None, words)

        assert course.m.returns[-1].items[0].text == words.replace("\r\n", "\n")

    def test_words_longer_than_a_message_are_refused_not_cut(self, at):
        with pytest.raises(errors.WordsTooLong) as refusal:
            at("step 3").does(BAGUS, Action.RETURN, None, "k" * 4001)

        assert (refusal.value.length, refusal.value.limit) == (4001, 4000)

    def test_an_older_draft_version_is_not_approved(self, at):
        course = at("draft given")
        course.does(SRI, Action.SUBMIT_DRAFT, file=document(2))

        with pytest.raises(errors.VersionReplaced):
            course.does(SRI, Action.PARAF, version=1)

    def test_only_the_komisioner_who_approved_takes_it_back(self, at):
        with pytest.raises(errors.NotYourDecision) as refusal:
            at("step 4").does(RATNA, Action.TAKE_BACK)

        assert refusal.value.decided_by == BAGUS

    def test_after_the_order_nobody_takes_the_approval_back(self, at):
        with pytest.raises(errors.NoObjection):
            at("step 5").does(BAGUS, Action.TAKE_BACK)

    def test_a_komisioner_whose_mandate_ended_decides_nothing(self, at):
        course = at("step 3")
        course.office = office({K: (RATNA,)})

        with pytest.raises(errors.RoleNotHeld):
            course.does(BAGUS, Action.APPROVE, K)


class TestQuestions:
    def test_questions_are_numbered_and_stay_in_step_3_while_the_clock_runs(self, at):
        course = at("step 3")
        due = course.m.visit.due_at

        course.does(BAGUS, Action.ASK, None, "Satu?")
        course.does(RATNA, Action.ASK, None, "Dua?")

        assert [(q.number, q.by, q.visit) for q in course.m.questions] == [(1, BAGUS, 3), (2, RATNA, 3)]
        assert (course.m.step, course.m.visit.due_at) == (Step.DECISION, due)

    def test_an_answer_belongs_to_its_question(self, at):
        course = at("step 3, question open")
        course.does(RATNA, Action.ASK, None, "Dua?")

        course.does(WAHYU, Action.ANSWER, None, "Sampai 11.00", question=2)

        assert course.m.questions[0].answer is None
        assert (course.m.questions[1].answer, course.m.questions[1].answered_by) == (Item("Sampai 11.00"), WAHYU)

    def test_a_question_is_answered_once(self, at):
        course = at("step 3, question open")
        course.does(WAHYU, Action.ANSWER, None, "Pukul 14.00", question=1)

        with pytest.raises(errors.QuestionClosed):
            course.does(SRI, Action.ANSWER, None, "Pukul 15.00", question=1)

    @pytest.mark.parametrize("number", [0, 2, -1])
    def test_a_question_never_asked_has_no_answer(self, at, number):
        with pytest.raises(errors.QuestionClosed):
            at("step 3, question open").does(WAHYU, Action.ANSWER, None, "Jawab", question=number)

    def test_an_answer_after_the_decision_is_told_that_its_visit_has_passed(self, at):
        course = at("step 3, question open")
        course.does(BAGUS, Action.APPROVE)

        with pytest.raises(errors.VisitPassed) as refusal:
            course.does(WAHYU, Action.ANSWER, None, "Jawab", question=1, visit=3)

        assert refusal.value.outcome == "Approved"

    def test_a_question_needs_words(self, at):
        with pytest.raises(errors.WordsRequired):
            at("step 3").does(BAGUS, Action.ASK)


class TestASecondTap:
    @pytest.mark.parametrize(
        ("scene", "person", "action", "refusal"),
        [
            ("draft given", WAHYU, Action.PARAF, errors.AlreadyParafed),
            ("PPID parafed", SRI, Action.PARAF, errors.VisitPassed),
            ("PPID parafed", SRI, Action.PARAF_AND_FORWARD, errors.VisitPassed),
            ("step 2", SRI, Action.FORWARD, errors.VisitPassed),
            ("step 3", SRI, Action.WITHDRAW, errors.VisitPassed),
            ("step 3", BAGUS, Action.APPROVE, errors.VisitPassed),
            ("step 3, correction open", BAGUS, Action.SEND_CORRECTION, errors.VisitPassed),
            ("step 4", BAGUS, Action.TAKE_BACK, errors.VisitPassed),
            ("step 4", SRI, Action.ORDER, errors.VisitPassed),
            ("step 4, held", SRI, Action.RESUME, errors.NotOnHold),
            ("step 4, final unaffirmed", WAHYU, Action.AFFIRM_FINAL, errors.NothingToAffirm),
            ("step 6", ENDAH, Action.CONFIRM_LIVE, errors.AlreadyConfirmed),
        ],
    )
    def test_changes_nothing_and_says_why(self, at, scene, person, action, refusal):
        course = at(scene)
        tap = course.act(action, *course.office.roster.roles_of(person))
        course.gives(person, tap)
        after = course.m

        with pytest.raises(refusal):
            course.gives(person, tap)

        assert course.m == after

    def test_on_tahan_says_that_it_is_held_and_why(self, at):
        with pytest.raises(errors.OnHold) as refusal:
            at("step 4, held").does(WAHYU, Action.HOLD, None, "Lagi")

        assert refusal.value.reason == "Menunggu tanda tangan Ketua"

    def test_on_batalkan_finds_it_closed(self, at):
        course = at("step 2")
        tap = course.act(Action.CANCEL, P, "Salah buka")
        course.gives(WAHYU, tap)

        with pytest.raises(errors.MaklumatClosed) as refusal:
            course.gives(WAHYU, tap)

        assert refusal.value.outcome == "cancelled"

    def test_a_forged_visit_is_no_visit(self, at):
        with pytest.raises(errors.VisitPassed):
            at("step 3").does(BAGUS, Action.APPROVE, visit=99)


class TestHolding:
    def test_a_hold_stops_everything_that_leads_on(self, at):
        course = at("step 4, held")

        for action in (Action.ORDER, Action.DIRECT):
            with pytest.raises(errors.OnHold):
                course.does(SRI, action, None, "Kata")

    def test_the_days_that_were_left_are_left_still(self, at):
        course = at("step 4")
        assert course.m.visit.due_at == TUESDAY_CLOSE
        course.does(SRI, Action.HOLD, None, "Menunggu tanda tangan")
        course.waits_until(date(2027, 1, 20), time(10, 0))

        course.does(WAHYU, Action.RESUME)

        assert course.m.hold is None
        assert course.m.visit.due_at == THURSDAY_CLOSE
        assert steps(course) == [1, 2, 3, 4]

    def test_a_hold_needs_a_reason(self, at):
        with pytest.raises(errors.WordsRequired):
            at("step 4").does(SRI, Action.HOLD)

    def test_a_decision_taken_back_ends_the_hold(self, at):
        course = at("step 4, held")

        course.does(BAGUS, Action.TAKE_BACK)

        assert course.m.hold is None

    def test_a_hold_within_the_day_leaves_the_deadline_alone(self, at):
        course = at("step 4, held")
        course.waits_until(date(2027, 1, 18), time(15, 0))

        course.does(SRI, Action.RESUME)

        assert course.m.visit.due_at == TUESDAY_CLOSE


class TestTheFinalText:
    def test_one_from_a_drafter_counts_at_once(self, at):
        course = at("step 4")

        course.does(WAHYU, Action.GIVE_FINAL, file=document(70))

        assert course.m.final.affirmed_by == WAHYU
        assert course.m.to_publish == document(70)

    def test_one_from_the_operator_counts_only_when_a_drafter_affirms_it(self, at):
        course = at("step 4, final unaffirmed")
        assert course.m.to_publish == document(1)

        course.does(WAHYU, Action.AFFIRM_FINAL)

        assert course.m.final.affirmed_by == WAHYU
        assert course.m.to_publish == document(70)

    def test_the_order_affirms_it(self, at):
        course = at("step 4, final unaffirmed")

        course.does(SRI, Action.ORDER)

        assert course.m.final.affirmed_by == SRI
        assert course.m.to_publish == document(70)

    def test_the_operator_does_not_affirm_his_own(self, at):
        with pytest.raises(errors.NotYourTurn):
            at("step 4, final unaffirmed").does(DIMAS, Action.AFFIRM_FINAL)

    def test_an_order_by_a_komisioner_affirms_nothing_for_only_a_drafter_can(self):
        performers = {**RULES.performers, Step.ORDERING: (Role.KOMISIONER,)}
        course = course_to("step 4, final unaffirmed", with_rules(office(), performers=performers))

        course.does(BAGUS, Action.ORDER)

        assert (course.m.final, course.m.offered_final.file) == (None, document(70))
        assert course.m.to_publish == document(1)
        course.does(WAHYU, Action.AFFIRM_FINAL)
        assert course.m.to_publish == document(70)

    @pytest.mark.parametrize(
        ("acts", "to_publish"),
        [
            ("order", 1),
            ("ppid 70, order", 70),
            ("order, ppid 70", 70),
            ("ppid 70, ppid 71, order", 71),
            ("ppid 70, order, atasan 71", 71),
            ("operator 70", 1),
            ("operator 70, order", 70),
            ("operator 70, affirm, order", 70),
            ("operator 70, operator 71, affirm, order", 71),
            ("order, operator 70", 1),
            ("order, operator 70, affirm", 70),
            ("order, operator 70, ppid 71", 71),
            ("ppid 70, operator 71", 70),
            ("ppid 70, operator 71, order", 71),
            ("ppid 70, order, operator 71", 70),
            ("ppid 70, order, operator 71, affirm", 71),
            ("operator 70, affirm, take back, approve, order", 1),
            ("operator 70, take back, approve, order", 1),
            ("ppid 70, order, publish, not live", 70),
            ("ppid 70, order, replace, draft 2, again, order", 2),
        ],
    )
    def test_in_whatever_order_things_happen_the_operator_is_to_publish_the_affirmed_text_else_the_approved(
        self, acts, to_publish
    ):
        course = course_to("step 4")
        givers = {"ppid": WAHYU, "atasan": SRI, "operator": DIMAS}
        for act in acts.split(", "):
            match act.split():
                case [giver, number] if giver in givers:
                    course.does(givers[giver], Action.GIVE_FINAL, file=document(int(number)))
                case ["draft", number]:
                    course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(int(number)))
                case ["again"]:
                    course.does(WAHYU, Action.PARAF)
                    course.does(SRI, Action.PARAF_AND_FORWARD)
                    course.does(BAGUS, Action.APPROVE)
                case _:
                    person, action, words, value = {
                        "order": (SRI, Action.ORDER, "", ""),
                        "affirm": (WAHYU, Action.AFFIRM_FINAL, "", ""),
                        "take back": (BAGUS, Action.TAKE_BACK, "", ""),
                        "approve": (BAGUS, Action.APPROVE, "", ""),
                        "replace": (WAHYU, Action.REPLACE_TEXT, "Tarif", ""),
                        "publish": (DIMAS, Action.PUBLISH, "", LINK),
                        "not live": (ENDAH, Action.REPORT_NOT_LIVE, "Kosong", ""),
                    }[act]
                    course.does(person, action, None, words, value=value)

        assert course.m.to_publish == document(to_publish)
        given = [notice for notice in course.last.notices if Enclosure.TO_PUBLISH in notice.enclosures]
        assert all(notice.to == DIMAS for notice in given)
        if acts.rsplit(", ", 1)[-1] == "order":
            assert given, "with the order comes what it is about"

    def test_what_was_found_is_kept_with_it_and_refuses_nothing(self, at):
        found = Comparison(version=1, likeness=Likeness.DIFFERENT, places=(Place("", "26"),), count=1)
        course = at("step 4")

        course.does(DIMAS, Action.GIVE_FINAL, file=document(70), comparison=found)

        assert course.last.events[0].comparison == course.m.offered_final.comparison == found
        course.does(SRI, Action.ORDER)
        assert course.m.final.comparison == found

    def test_it_is_never_demanded(self, at):
        course = at("step 6")

        assert course.m.final is None
        assert course.m.to_publish == document(1)

    def test_it_needs_a_document(self, at):
        with pytest.raises(errors.FileRequired):
            at("step 5").does(DIMAS, Action.GIVE_FINAL)

    def test_an_operators_final_does_not_displace_an_affirmed_one(self, at):
        course = at("step 5")
        course.does(WAHYU, Action.GIVE_FINAL, file=document(70))

        course.does(DIMAS, Action.GIVE_FINAL, file=document(71))

        assert course.m.to_publish == document(70)

    @pytest.mark.parametrize("scene", ["step 4", "step 5"])
    def test_ganti_naskah_voids_the_approval_and_starts_anew(self, at, scene):
        course = at(scene)
        course.does(WAHYU, Action.GIVE_FINAL, file=document(70))

        course.does(SRI, Action.REPLACE_TEXT, None, "Ada perubahan tarif")

        assert (course.m.approval, course.m.order, course.m.final) == (None, None, None)
        assert course.m.step is Step.DRAFTING
        assert course.m.draft.returned

    def test_after_ganti_naskah_only_a_new_approval_leads_on(self, at):
        course = at("text replaced")
        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))
        course.does(WAHYU, Action.PARAF)
        course.does(SRI, Action.PARAF_AND_FORWARD)
        assert course.m.approval is None

        course.does(BAGUS, Action.APPROVE)

        assert course.m.approval.version == 2
        assert steps(course) == [1, 2, 3, 4, 5, 1, 2, 3, 4]

    def test_ganti_naskah_needs_a_reason(self, at):
        with pytest.raises(errors.WordsRequired):
            at("step 5").does(SRI, Action.REPLACE_TEXT)


class TestPublishing:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            (LINK, LINK),
            ("HTTPS://KARANGANYARKABPPID.KPU.GO.ID/x", "HTTPS://KARANGANYARKABPPID.KPU.GO.ID/x"),
            ("https://kpu.go.id", "https://kpu.go.id"),
            (f"Sudah tayang di {LINK}.", LINK),
            (f"({LINK})", LINK),
            ("karanganyarkabppid.kpu.go.id/maklumat", LINK),
            ("https://a.b.kpu.go.id:443/p?q=1#x", "https://a.b.kpu.go.id:443/p?q=1#x"),
            ("https://kpu\u200b.go.id/x", "https://kpu.go.id/x"),
        ],
    )
    def test_an_address_of_this_office_is_taken(self, at, typed, kept):
        course = at("step 5")

        course.does(DIMAS, Action.PUBLISH, value=typed)

        assert course.m.publication.link == kept
        assert (course.m.step, course.m.phase) == (Step.PUBLISHED, Phase.PUBLISHED)

    @pytest.mark.parametrize(
        "typed",
        [
            "http://karanganyarkabppid.kpu.go.id/maklumat",
            "https://kpu.go.id.evil.example/x",
            "https://evilkpu.go.id/",
            "https://evil-kpu.go.id/",
            "https://evil.example/kpu.go.id",
            "https://evil.example/?u=.kpu.go.id",
            "https://evil.example#.kpu.go.id",
            "https://kpu.go.id@evil.example/",
            "https://evil.example@kpu.go.id/",
            "https://kpu.go.id:8443/",
            "https://kpu.go.id:abc/",
            "https://k\u0440u.go.id/",
            "https://[::1]/",
            "https://127.0.0.1/",
            "https://",
        ],
    )
    def test_any_other_address_is_refused(self, at, typed):
        course = at("step 5")

        with pytest.raises((errors.LinkNotAllowed, errors.LinkRequired)):
            course.does(DIMAS, Action.PUBLISH, value=typed)

        assert course.m.step is Step.PUBLISHING

    @pytest.mark.parametrize(
        "typed",
        [
            "https://evil.example\\.kpu.go.id/maklumat",
            "https://evil.example%2f.kpu.go.id/",
            "https://<b>.kpu.go.id/",
            "https://..kpu.go.id/",
        ],
    )
    def test_a_host_is_made_of_letters_digits_hyphens_and_dots(self, typed):
        with pytest.raises(errors.LinkNotAllowed):
            wording.allowed_link(wording.find_link(typed), RULES.link_hosts)

    @pytest.mark.parametrize("typed", ["", "sudah tayang", "   ", "kpu go id"])
    def test_without_an_address_it_asks_for_one(self, at, typed):
        with pytest.raises(errors.LinkRequired):
            at("step 5").does(DIMAS, Action.PUBLISH, value=typed)

    def test_another_office_sets_other_hosts(self):
        course = course_to("step 5", with_rules(office(), link_hosts=("ppid.example.go.id",)))
        with pytest.raises(errors.LinkNotAllowed):
            course.does(DIMAS, Action.PUBLISH, value=LINK)
        with pytest.raises(errors.LinkNotAllowed):
            course.does(DIMAS, Action.PUBLISH, value="https://www.ppid.example.go.id/1")

        course.does(DIMAS, Action.PUBLISH, value="https://ppid.example.go.id/1")

        assert course.m.step is Step.PUBLISHED

    def test_a_screenshot_with_the_address_is_proof(self, at):
        course = at("step 5")

        decision = course.does(DIMAS, Action.PUBLISH, files=(PHOTO,), value=LINK)

        assert kinds(decision.events) == ["ProofGiven", "Published", "StepEntered"]
        assert course.m.proofs == (PHOTO,)

    def test_a_screenshot_alone_is_kept_and_publishes_nothing(self, at):
        course = at("step 5")

        course.does(DIMAS, Action.GIVE_PROOF, files=(PHOTO,))

        assert course.m.proofs == (PHOTO,)
        assert course.m.step is Step.PUBLISHING

    def test_a_screenshot_may_come_after_the_address(self, at):
        course = at("step 6")

        course.does(DIMAS, Action.GIVE_PROOF, files=(PHOTO,), visit=5)

        assert course.m.proofs == (PHOTO,)

    def test_proof_is_a_file(self, at):
        with pytest.raises(errors.FileRequired):
            at("step 5").does(DIMAS, Action.GIVE_PROOF, None, "sudah")

    def test_only_pictures_and_pdfs_show_the_page(self, at):
        course = at("step 5")
        with pytest.raises(errors.FileRequired) as refusal:
            course.does(DIMAS, Action.GIVE_PROOF, files=(VOICE,))
        assert refusal.value.action is Action.GIVE_PROOF

        course.does(DIMAS, Action.PUBLISH, value=LINK, files=(VOICE, PHOTO))

        assert [event.files for event in course.journal if isinstance(event, e.ProofGiven)] == [(PHOTO,)]

    def test_a_final_text_asked_for_before_the_order_is_of_the_step_in_which_it_comes(self, at):
        course = at("step 4")
        asked = course.act(Action.GIVE_FINAL, Role.PPID, file=document(70))
        course.does(SRI, Action.ORDER)

        course.gives(WAHYU, asked)

        assert course.m.step is Step.PUBLISHING
        assert isinstance(course.journal[-1], e.FinalGiven)

    def test_step_6_has_no_clock(self, at):
        assert at("step 6").m.visit.due_at is None

    def test_sudah_tayang_is_an_annotation(self, at):
        course = at("step 6")

        course.does(ENDAH, Action.CONFIRM_LIVE)

        assert course.m.publication.confirmed.by == ENDAH
        assert course.m.step is Step.PUBLISHED

    def test_belum_tayang_leads_back_to_step_5_with_a_new_day(self, at):
        course = at("step 6")

        course.does(ENDAH, Action.REPORT_NOT_LIVE, None, "Halaman 404")

        assert course.m.publication is None
        assert (course.m.step, course.m.phase) == (Step.PUBLISHING, Phase.OPEN)
        assert course.m.visit.due_at == TUESDAY_CLOSE
        assert course.m.approval is not None

    def test_belum_tayang_needs_words(self, at):
        with pytest.raises(errors.WordsRequired):
            at("step 6").does(ENDAH, Action.REPORT_NOT_LIVE)

    def test_a_confirmed_page_does_not_fall_back(self, at):
        with pytest.raises(errors.AlreadyConfirmed):
            at("step 6, confirmed").does(ENDAH, Action.REPORT_NOT_LIVE, None, "Hilang")


class TestDraftsAndTheirBasis:
    def test_a_draft_is_a_document(self, at):
        with pytest.raises(errors.FileRequired):
            at("fresh").does(WAHYU, Action.SUBMIT_DRAFT)

    def test_a_draft_rests_on_the_regulations_in_force(self, at):
        assert at("draft given").m.draft.basis == RULES.regulations

    def test_another_basis_is_kept_for_this_and_the_next_version(self, at):
        course = at("draft given")
        course.does(WAHYU, Action.SET_BASIS, value=" UU 14/2008 \n\n PKPU 22/2023")

        course.does(SRI, Action.SUBMIT_DRAFT, file=document(2))

        assert [draft.basis for draft in course.m.drafts] == [("UU 14/2008", "PKPU 22/2023")] * 2

    def test_a_basis_before_the_draft_is_the_drafts_basis(self, at):
        course = at("fresh")
        course.does(WAHYU, Action.SET_BASIS, value="UU 14/2008")

        course.does(WAHYU, Action.SUBMIT_DRAFT, file=document())

        assert course.m.draft.basis == ("UU 14/2008",)

    def test_an_empty_basis_is_none(self, at):
        with pytest.raises(errors.WordsRequired):
            at("fresh").does(WAHYU, Action.SET_BASIS, value=" \n ")

    def test_the_same_basis_again_changes_nothing(self, at):
        with pytest.raises(errors.AlreadyInForce):
            at("draft given").does(WAHYU, Action.SET_BASIS, value="\n".join(RULES.regulations))


class TestWhoHasNoMandate:
    @pytest.mark.parametrize("person", [AGUS, JOKO])
    @pytest.mark.parametrize("scene", ["fresh", "step 2", "step 3", "step 4", "step 5", "step 6", "cancelled"])
    def test_can_do_nothing_not_even_as_admin(self, at, person, scene):
        course = at(scene)

        for action in Action:
            for role in Role:
                with pytest.raises(errors.RoleNotHeld) as refusal:
                    course.does(person, action, role, "Kata")
                assert refusal.value.role == role
        assert options(course.m, person, course.office) == ()

    def test_learns_nothing_of_what_became_of_an_old_button(self, at):
        with pytest.raises(errors.RoleNotHeld):
            at("step 6").does(AGUS, Action.APPROVE, K, visit=3)

    def test_a_mandate_that_has_not_begun_or_is_over_is_none(self):
        day = date(2027, 1, 18)
        before = office(plh=JOKO)
        mandate = next(m for m in before.roster.mandates if m.person == JOKO)

        assert mandate.in_force(day)
        assert not mandate.in_force(date(2027, 1, 3))
        assert mandate.in_force(date(2027, 1, 4))


class TestCancelling:
    @pytest.mark.parametrize("scene", ["fresh", "draft given", "step 2", "step 4", "step 4, held"])
    def test_a_drafter_cancels_with_a_reason(self, at, scene):
        course = at(scene)
        with pytest.raises(errors.WordsRequired):
            course.does(SRI, Action.CANCEL)

        course.does(SRI, Action.CANCEL, None, "Digabung")

        assert course.m.phase is Phase.CANCELLED
        assert course.m.cancelled_for == Item("Digabung")
        assert course.m.visit.outcome == "Cancelled"

    @pytest.mark.parametrize("scene", ["step 3", "step 5", "step 6"])
    def test_before_the_komisioner_and_after_the_order_nothing_is_cancelled(self, at, scene):
        with pytest.raises(errors.OtherStep):
            at(scene).does(SRI, Action.CANCEL, None, "Digabung")

    def test_a_cancelled_maklumat_tells_an_old_button_first_what_became_of_its_visit(self, at):
        with pytest.raises(errors.VisitPassed) as refusal:
            at("cancelled").does(BAGUS, Action.APPROVE, visit=3)

        assert refusal.value.outcome == "Approved"


class TestLateWords:
    def test_are_kept_with_what_they_were_meant_for_and_change_nothing_else(self, at):
        course = at("step 4")
        before = course.m
        late = course.act(Action.KEEP_REMARK, K, "Mohon tambah kanal", visit=3)

        decision = course.gives(RATNA, late)

        (kept,) = decision.events
        assert isinstance(kept, e.RemarkKept)
        assert (kept.by, kept.item) == (RATNA, Item("Mohon tambah kanal"))
        assert course.m.visits == before.visits
        assert course.m.revision == before.revision + 1

    @pytest.mark.parametrize("scene", ["step 6, confirmed", "cancelled"])
    def test_are_kept_even_when_it_is_closed_and_the_version_is_old(self, at, scene):
        course = at(scene)

        decision = course.does(DIMAS, Action.KEEP_REMARK, None, "Catatan", visit=1, version=0)

        assert kinds(decision.events) == ["RemarkKept"]

    def test_need_words(self, at):
        with pytest.raises(errors.WordsRequired):
            at("step 4").does(RATNA, Action.KEEP_REMARK)


def test_an_obstacle_is_recorded_and_the_clock_runs(at):
    course = at("step 5")
    visit = course.m.visit

    decision = course.does(DIMAS, Action.REPORT_OBSTACLE, None, "Situs e-PPID tidak dapat dibuka")

    assert decision.events[0].step is Step.PUBLISHING
    assert course.m.visit == visit


def test_a_paper_is_recorded_by_nobody_and_found_again(at):
    course = at("step 4")
    paper = RecordPaper(maklumat=course.m.id, kind=PaperKind.DISPOSISI, version=1, visit=3, file=document(80))

    decision = course.gives(None, paper)

    assert decision.notices == ()
    assert course.m.paper(PaperKind.DISPOSISI).file == document(80)
    assert course.m.paper(PaperKind.PERINTAH) is None
    assert course.m.participants == (WAHYU, SRI, BAGUS)


def test_every_step_gets_one_working_day_from_its_own_entry(at):
    course = at("PPID parafed")
    course.waits_until(date(2027, 2, 4), time(17, 0))

    course.does(SRI, Action.PARAF)

    assert course.m.visit.received_at == RULES.calendar.at(date(2027, 2, 8), time(7, 30))
    assert course.m.visit.due_at == RULES.calendar.at(date(2027, 2, 9), time(16, 0))
    assert course.m.visit.skipped == (DAYS_OFF[date(2027, 2, 5)].name, DAYS_OFF[date(2027, 2, 6)].name)


def test_a_decision_depends_on_nothing_but_what_is_handed_in(at):
    course = at("step 3")
    act = course.act(Action.APPROVE, K, "Segera")

    first, second = (decide(course.m, act, BAGUS, course.now, course.office) for _ in range(2))

    assert first == second


def test_a_standing_goes_into_the_record():
    course = course_to("PPID parafed", office({A: ()}, plh=ENDAH))

    decision = course.does(ENDAH, Action.PARAF, A)

    assert decision.events[0].standing is Standing.PLH


def test_the_number_of_an_opened_maklumat_is_the_desks():
    decision = open_maklumat(Open(title="M1", role=P), MaklumatId(7), "MKL-2027-007", WAHYU, MONDAY, office())

    assert (decision.maklumat.id, decision.maklumat.control_number) == (7, "MKL-2027-007")


GOES_UP = [(PaperKind.NOTA_DINAS, 2), (PaperKind.LEMBAR_PARAF, 2), (PaperKind.TANDA_TERIMA, 2)]


class TestPapers:
    """The outputs of steps 2, 3 and 4, and the records of what was done, are called for by the act that puts them out.

    A Nota Dinas goes with its Lembar Paraf and its Tanda Terima.
    """

    @pytest.mark.parametrize(
        ("scene", "person", "action", "words", "wanted"),
        [
            ("PPID parafed", SRI, Action.PARAF, "", [(PaperKind.NOTA_DINAS, 2)]),
            ("PPID parafed", SRI, Action.PARAF_AND_FORWARD, "", GOES_UP),
            ("step 2", SRI, Action.FORWARD, "", GOES_UP),
            ("step 3", BAGUS, Action.APPROVE, "", [(PaperKind.DISPOSISI, 3)]),
            ("step 3", BAGUS, Action.RETURN, "Koreksi", [(PaperKind.DISPOSISI, 3)]),
            ("step 4", SRI, Action.ORDER, "", [(PaperKind.PERINTAH, 4)]),
            ("step 4", SRI, Action.CANCEL, "Alasan", [(PaperKind.REKAP_PROSES, 4)]),
            ("step 6", ENDAH, Action.CONFIRM_LIVE, "", [(PaperKind.BUKTI_TAYANG, 5), (PaperKind.REKAP_PROSES, 6)]),
        ],
    )
    def test_each_belongs_to_the_visit_it_was_put_out_in(self, at, scene, person, action, words, wanted):
        decision = at(scene).does(person, action, None, words)

        assert [(paper.kind, paper.visit) for paper in decision.papers] == wanted
        assert {paper.version for paper in decision.papers} == {1}

    @pytest.mark.parametrize(
        ("scene", "person", "action", "words"),
        [
            ("draft given", SRI, Action.RETURN, "Alasan"),
            ("draft given", WAHYU, Action.PARAF, ""),
            ("step 3", BAGUS, Action.ASK, "Jam?"),
            ("step 4", SRI, Action.HOLD, "TTD"),
            ("step 4", BAGUS, Action.TAKE_BACK, ""),
            ("step 6", ENDAH, Action.REPORT_NOT_LIVE, "Halaman kosong"),
        ],
    )
    def test_nothing_else_puts_out_a_paper(self, at, scene, person, action, words):
        assert at(scene).does(person, action, None, words).papers == ()

    def test_a_number_that_came_later_makes_the_nota_dinas_anew(self, at):
        decision = at("step 3").does(SRI, Action.SET_NUMBER, value=NUMBER)

        assert [(paper.kind, paper.visit) for paper in decision.papers] == [
            (PaperKind.NOTA_DINAS, 2),
            (PaperKind.LEMBAR_PARAF, 2),
            (PaperKind.TANDA_TERIMA, 2),
        ]

    def test_before_it_went_up_no_receipt_names_a_number(self, at):
        decision = at("step 2").does(SRI, Action.SET_NUMBER, value=NUMBER)

        assert [paper.kind for paper in decision.papers] == [PaperKind.NOTA_DINAS]

    def test_the_publication_is_shown_at_once_with_the_picture_that_came_with_it(self, at):
        decision = at("step 5").does(DIMAS, Action.PUBLISH, value=LINK, files=(document(7),))

        assert kinds(decision.events) == ["ProofGiven", "Published", "StepEntered"]
        assert [(paper.kind, paper.visit) for paper in decision.papers] == [
            (PaperKind.BUKTI_TAYANG, 5),
            (PaperKind.REKAP_PROSES, 6),
        ]

    def test_another_picture_of_the_page_makes_the_bukti_tayang_anew(self, at):
        decision = at("step 6").does(DIMAS, Action.GIVE_PROOF, files=(document(7),))

        assert [(paper.kind, paper.visit) for paper in decision.papers] == [(PaperKind.BUKTI_TAYANG, 5)]


@pytest.mark.parametrize("scene", ["step 4", "step 5"])
def test_ganti_naskah_with_the_new_document_opens_the_next_version_at_once(at, scene):
    course = at(scene)

    decision = course.does(WAHYU, Action.REPLACE_TEXT, None, "Tarif berubah", file=document(2))

    assert kinds(decision.events) == ["TextReplaced", "StepEntered", "DraftGiven"]
    assert (course.m.version, course.m.draft.file, course.m.step) == (2, document(2), Step.DRAFTING)
    assert course.m.missing_parafs == DRAFTERS
    assert course.m.drafts[0].returned
    assert not course.m.draft.returned


def test_what_was_written_beside_a_document_is_kept_with_it(at):
    decision = at("fresh").does(WAHYU, Action.SUBMIT_DRAFT, None, " Sudah saya perbaiki\u200b ", file=document())

    assert decision.events[0].note == "Sudah saya perbaiki"


def test_a_final_text_that_waited_when_it_was_published_may_be_affirmed_then(at):
    course = at("step 6, final unaffirmed")
    approved = course.m.to_publish

    decision = course.does(SRI, Action.AFFIRM_FINAL)

    assert course.m.step is Step.PUBLISHED
    assert course.m.to_publish != approved
    assert [wanted.kind for wanted in decision.papers] == [PaperKind.BUKTI_TAYANG]
    assert {notice.told for notice in decision.notices} == {Told.RECEIPT}
