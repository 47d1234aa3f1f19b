"""Who is told what: the table of design.md, one test for each row, with everybody who is told and nobody else.

Who acted reads the outcome on the toast and the edited card, so where the design tells a whole group the news, the
actor among them gets the receipt instead.
"""

from dataclasses import replace
from datetime import date, time

import pytest

from sop.comparing import Comparison, Likeness
from sop.decide import Decision
from sop.errors import OwnDraft
from sop.notices import Enclosure, Notice, Told
from sop.roles import PersonId, Role, Standing
from sop.steps import Action, Step
from sop.telling import holder_notices
from sop.turns import waits_for
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    HOLDERS,
    JOKO,
    LINK,
    NAMES,
    NUMBER,
    PHOTO,
    RATNA,
    RULES,
    SCENES,
    SRI,
    WAHYU,
    Cast,
    Course,
    course_to,
    document,
    office,
    relieved,
    with_rules,
)

P, A, K, OP = Role.PPID, Role.ATASAN_PPID, Role.KOMISIONER, Role.PELAKSANA
CARD, NEWS, REMINDER, RECEIPT = Told.CARD, Told.NEWS, Told.REMINDER, Told.RECEIPT
DRAFT, PICTURE, NOTA = Enclosure.DRAFT, Enclosure.PAGE_PICTURE, Enclosure.NOTA_DINAS
DISPOSISI, PERINTAH, ITEMS = Enclosure.DISPOSISI, Enclosure.PERINTAH, Enclosure.ITEMS
FINAL, TO_PUBLISH, HEAD = Enclosure.FINAL, Enclosure.TO_PUBLISH, Enclosure.JOURNAL_HEAD


def card(*enclosures: Enclosure):
    return (CARD, set(enclosures))


def news(*enclosures: Enclosure):
    return (NEWS, set(enclosures))


receipt = (RECEIPT, set())
reminder = (REMINDER, set())


def told(decision: Decision | tuple[Notice, ...]) -> dict[str, tuple[Told, set[Enclosure]]]:
    """Everybody who is told, by name; nobody is told twice."""
    notices = decision.notices if isinstance(decision, Decision) else decision
    assert len({notice.to for notice in notices}) == len(notices), "somebody is told twice"
    assert [n.told for n in notices] == sorted((n.told for n in notices), key=[CARD, NEWS, REMINDER, RECEIPT].index)
    return {NAMES[notice.to]: (notice.told, set(notice.enclosures)) for notice in notices}


class TestDrafting:
    def test_opened_gives_the_drafters_a_card(self, course):
        decision = course.opens(WAHYU, P)

        assert told(decision) == {"Wahyu": card(), "Sri": card()}

    def test_opened_with_a_document_is_told_once(self, course):
        decision = course.opens(WAHYU, P, file=document())

        assert told(decision) == {"Wahyu": card(), "Sri": card()}

    def test_a_draft_gives_its_giver_a_card(self, at):
        decision = at("fresh").does(SRI, Action.SUBMIT_DRAFT, file=document())

        assert told(decision) == {"Sri": card()}

    def test_a_draft_over_anothers_paraf_gives_him_a_card_for_his_paraf_has_fallen(self, at):
        decision = at("PPID parafed").does(SRI, Action.SUBMIT_DRAFT, A, file=document(2))

        assert told(decision) == {"Sri": card(), "Wahyu": card(DRAFT)}

    def test_a_draft_on_behalf_gives_the_drafters_a_card_with_it(self, at):
        decision = at("fresh").does(DIMAS, Action.SUBMIT_DRAFT, file=document())

        assert told(decision) == {"Wahyu": card(DRAFT), "Sri": card(DRAFT), "Dimas": receipt}

    @pytest.mark.parametrize(("who", "other"), [(WAHYU, "Sri"), (SRI, "Wahyu")])
    def test_one_paraf_gives_the_other_drafter_a_card_with_the_draft(self, at, who, other):
        decision = at("draft given").does(who, Action.PARAF)

        assert told(decision) == {other: card(DRAFT), NAMES[who]: receipt}

    def test_one_paraf_of_a_person_in_both_roles_gives_him_the_card_for_his_next_tap(self):
        course = course_to("draft given", office({A: ()}, plh=WAHYU))

        decision = course.does(WAHYU, Action.PARAF, P)

        assert told(decision) == {"Wahyu": card()}

    def test_both_parafs_give_the_performers_of_step_2_a_card(self, at):
        decision = at("PPID parafed").does(SRI, Action.PARAF)

        assert told(decision) == {"Sri": card(NOTA), "Wahyu": card(NOTA)}

    def test_a_return_inside_step_1_gives_the_drafters_a_card_with_the_reason(self, at):
        decision = at("draft given").does(SRI, Action.RETURN, None, "Jam layanan", files=(PHOTO,))

        assert told(decision) == {"Sri": card(ITEMS), "Wahyu": card(ITEMS)}

    def test_another_basis_is_told_to_nobody_else(self, at):
        decision = at("draft given").does(WAHYU, Action.SET_BASIS, value="UU 14/2008")

        assert told(decision) == {"Wahyu": receipt}


class TestForwarding:
    def test_forwarded_gives_every_komisioner_a_card_with_draft_nota_dinas_and_page_1(self, at):
        decision = at("step 2").does(SRI, Action.FORWARD)

        assert told(decision) == {
            "Bagus": card(PICTURE, DRAFT, NOTA),
            "Ratna": card(PICTURE, DRAFT, NOTA),
            "Wahyu": news(),
            "Sri": receipt,
        }

    def test_paraf_and_forward_tells_as_forwarded_does(self, at):
        decision = at("PPID parafed").does(SRI, Action.PARAF_AND_FORWARD)

        assert told(decision) == {
            "Bagus": card(PICTURE, DRAFT, NOTA),
            "Ratna": card(PICTURE, DRAFT, NOTA),
            "Wahyu": news(),
            "Sri": receipt,
        }

    def test_a_komisioner_who_drafted_the_version_is_not_asked_to_decide(self):
        course = course_to("step 2", office({P: (BAGUS,)}), Cast(ppid=BAGUS, giver=BAGUS))

        decision = course.does(SRI, Action.FORWARD)

        assert told(decision) == {"Ratna": card(PICTURE, DRAFT, NOTA), "Bagus": news(), "Sri": receipt}

    def test_a_return_from_step_2_gives_the_drafters_a_card_with_the_reason(self, at):
        decision = at("step 2").does(WAHYU, Action.RETURN, None, "Salah lampiran")

        assert told(decision) == {"Wahyu": card(ITEMS), "Sri": card(ITEMS)}

    def test_a_new_document_in_step_2_gives_its_giver_a_card_and_the_other_drafter_the_news(self, at):
        decision = at("step 2").does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))

        assert told(decision) == {"Wahyu": card(), "Sri": news()}

    def test_a_number_is_told_to_nobody_else_and_brings_the_copy_that_bears_it(self, at):
        decision = at("step 3").does(SRI, Action.SET_NUMBER, value=NUMBER)

        assert told(decision) == {"Sri": news(NOTA)}

    def test_withdrawn_gives_the_performers_of_2_a_card_and_every_komisioner_and_drafter_the_news(self, at):
        decision = at("step 3").does(SRI, Action.WITHDRAW)

        assert told(decision) == {"Sri": card(), "Wahyu": card(), "Bagus": news(), "Ratna": news()}


class TestDeciding:
    def test_a_question_gives_the_drafters_a_card(self, at):
        decision = at("step 3").does(BAGUS, Action.ASK, None, "Jam?")

        assert told(decision) == {"Wahyu": card(ITEMS), "Sri": card(ITEMS), "Bagus": receipt}

    def test_an_answer_gives_the_asking_komisioner_a_card(self, at):
        decision = at("step 3, question open").does(WAHYU, Action.ANSWER, None, "14.00", question=1)

        # Beyond the design's row: the other drafter, whose card still asks, reads that it was answered.
        assert told(decision) == {"Bagus": card(ITEMS), "Sri": news(), "Wahyu": receipt}

    def test_a_return_gives_the_drafters_every_item_and_the_disposisi(self, at):
        decision = at("step 3, correction open").does(BAGUS, Action.RETURN, None, "Jam layanan")

        assert told(decision) == {
            "Wahyu": card(ITEMS, DISPOSISI),
            "Sri": card(ITEMS, DISPOSISI),
            "Bagus": news(),
            "Ratna": news(),
        }

    def test_kirim_koreksi_tells_as_a_return_does(self, at):
        decision = at("step 3, correction open").does(BAGUS, Action.SEND_CORRECTION)

        assert told(decision) == {
            "Wahyu": card(ITEMS, DISPOSISI),
            "Sri": card(ITEMS, DISPOSISI),
            "Bagus": news(),
            "Ratna": news(),
        }

    def test_a_noted_item_gives_its_komisioner_the_card_with_kirim_koreksi(self, at):
        decision = at("step 3").does(BAGUS, Action.NOTE_CORRECTION, files=(PHOTO,))

        assert told(decision) == {"Bagus": card()}

    def test_an_item_that_joins_the_return_reaches_the_drafters(self, at):
        decision = at("returned by a Komisioner").does(BAGUS, Action.JOIN_RETURN, files=(PHOTO,))

        assert told(decision) == {"Wahyu": news(ITEMS, DISPOSISI), "Sri": news(ITEMS, DISPOSISI), "Bagus": receipt}

    def test_a_direction_waits_for_the_disposisi(self, at):
        decision = at("step 3").does(BAGUS, Action.DIRECT, None, "Segera")

        assert told(decision) == {"Bagus": receipt}

    def test_approved_tells_performers_of_4_the_approver_the_others_and_the_admins(self, at):
        decision = at("step 3").does(BAGUS, Action.APPROVE)

        assert {name: how for name, how in told(decision).items() if name != "Bagus"} == {
            "Sri": card(ITEMS, DISPOSISI),
            "Wahyu": card(ITEMS, DISPOSISI),
            "Ratna": news(),
            "Agus": news(HEAD),
        }
        assert told(decision)["Bagus"][0] is CARD
        assert DISPOSISI in told(decision)["Bagus"][1]

    def test_approved_tells_drafters_who_do_not_order_the_news(self):
        rules = {**RULES.performers, Step.ORDERING: (A,)}
        course = course_to("step 3", with_rules(office(), performers=rules))

        decision = course.does(BAGUS, Action.APPROVE)

        assert told(decision)["Wahyu"] == news(ITEMS)
        assert told(decision)["Sri"] == card(ITEMS, DISPOSISI)

    def test_an_admin_who_gets_the_card_anyway_gets_the_journal_head_with_it(self):
        course = course_to("step 3", office({A: (AGUS,)}), Cast(atasan=AGUS))

        decision = course.does(BAGUS, Action.APPROVE)

        assert told(decision)["Agus"] == card(ITEMS, DISPOSISI, HEAD)

    def test_a_decision_taken_back_gives_every_komisioner_a_card_and_tells_all_who_had_been_told(self, at):
        decision = at("step 4").does(BAGUS, Action.TAKE_BACK)

        assert told(decision) == {
            "Bagus": card(),
            "Ratna": card(),
            "Wahyu": news(),
            "Sri": news(),
            "Agus": news(),
        }

    @pytest.mark.parametrize(
        ("scene", "person", "action", "value"),
        [("step 3", BAGUS, Action.APPROVE, ""), ("step 5", DIMAS, Action.PUBLISH, LINK)],
    )
    def test_who_acted_gets_the_journal_head(self, at, scene, person, action, value):
        decision = at(scene).does(person, action, value=value)

        assert HEAD in told(decision)[NAMES[person]][1]


class TestPublishing:
    def test_ordered_gives_the_operator_the_file_to_publish(self, at):
        decision = at("step 4").does(SRI, Action.ORDER)

        assert told(decision) == {"Dimas": card(ITEMS, TO_PUBLISH, PERINTAH), "Wahyu": news(), "Sri": receipt}

    def test_a_direction_in_step_4_waits_for_the_order(self, at):
        decision = at("step 4").does(SRI, Action.DIRECT, None, "Beranda juga")

        assert told(decision) == {"Sri": receipt}

    def test_an_obstacle_is_news_to_the_drafters(self, at):
        decision = at("step 5").does(DIMAS, Action.REPORT_OBSTACLE, None, "Situs mati")

        assert told(decision) == {"Wahyu": news(ITEMS), "Sri": news(ITEMS), "Dimas": receipt}

    def test_an_obstacle_of_a_drafter_is_news_to_the_other(self, at):
        decision = at("step 4").does(WAHYU, Action.REPORT_OBSTACLE, None, "Menunggu TTD")

        assert told(decision) == {"Sri": news(ITEMS), "Wahyu": receipt}

    def test_a_final_from_a_drafter_in_step_5_goes_to_the_operator(self, at):
        decision = at("step 5").does(WAHYU, Action.GIVE_FINAL, file=document(70))

        assert told(decision) == {"Dimas": card(TO_PUBLISH), "Wahyu": receipt}

    def test_a_final_from_a_drafter_in_step_4_waits_for_the_order(self, at):
        decision = at("step 4").does(WAHYU, Action.GIVE_FINAL, file=document(70))

        assert told(decision) == {"Wahyu": receipt}

    @pytest.mark.parametrize("scene", ["step 4", "step 5"])
    def test_a_final_from_the_operator_goes_to_the_drafters_to_affirm(self, at, scene):
        decision = at(scene).does(DIMAS, Action.GIVE_FINAL, file=document(70))

        assert told(decision) == {"Wahyu": card(FINAL), "Sri": card(FINAL), "Dimas": receipt}

    def test_a_final_affirmed_in_step_5_goes_to_the_operator(self, at):
        decision = at("step 5, final unaffirmed").does(SRI, Action.AFFIRM_FINAL)

        assert told(decision) == {"Dimas": card(TO_PUBLISH), "Sri": receipt}

    def test_a_final_affirmed_in_step_4_waits_for_the_order(self, at):
        decision = at("step 4, final unaffirmed").does(SRI, Action.AFFIRM_FINAL)

        assert told(decision) == {"Sri": receipt}

    def test_published_gives_e_ppid_the_card_and_everyone_who_took_part_the_news(self, at):
        decision = at("step 5").does(DIMAS, Action.PUBLISH, value=LINK)

        everyone = {name: kind for name, (kind, _) in told(decision).items()}
        assert everyone == {"Endah": CARD, "Wahyu": NEWS, "Sri": NEWS, "Bagus": NEWS, "Dimas": NEWS, "Agus": NEWS}
        assert told(decision)["Agus"] == news(HEAD)

    def test_where_nobody_holds_e_ppid_the_ppid_gets_the_confirmation_card(self):
        course = course_to("step 5", office({Role.E_PPID: ()}))

        decision = course.does(DIMAS, Action.PUBLISH, value=LINK)

        everyone = {name: kind for name, (kind, _) in told(decision).items()}
        assert everyone == {"Wahyu": CARD, "Sri": NEWS, "Bagus": NEWS, "Dimas": NEWS, "Agus": NEWS}

    def test_a_komisioner_who_did_nothing_took_no_part(self, at):
        course = at("step 5")

        assert RATNA not in course.m.participants
        assert course.m.participants == (WAHYU, SRI, BAGUS)

    def test_proof_is_told_to_nobody_else(self, at):
        decision = at("step 6").does(DIMAS, Action.GIVE_PROOF, files=(PHOTO,))

        assert told(decision) == {"Dimas": receipt}

    def test_sudah_tayang_is_told_to_nobody_else(self, at):
        decision = at("step 6").does(ENDAH, Action.CONFIRM_LIVE)

        assert told(decision) == {"Endah": receipt}

    def test_belum_tayang_gives_the_operator_a_card_and_everybody_told_the_news(self, at):
        decision = at("step 6").does(ENDAH, Action.REPORT_NOT_LIVE, None, "Halaman 404")

        assert told(decision) == {
            "Dimas": card(ITEMS),
            "Wahyu": news(),
            "Sri": news(),
            "Bagus": news(),
            "Agus": news(),
            "Endah": receipt,
        }


class TestAFinalTextThatIsNotTheApprovedOne:
    """Whose approval it carries hears of it in the moment in which it is affirmed, and so does the other drafter."""

    TOLD = card(TO_PUBLISH)
    UNLIKE = tuple(likeness for likeness in Likeness if likeness is not Likeness.SAME)

    @staticmethod
    def given(course: Course, who: PersonId, likeness: Likeness = Likeness.DIFFERENT) -> Decision:
        found = Comparison(version=1, likeness=likeness, count=3)
        return course.does(who, Action.GIVE_FINAL, file=document(70), comparison=found)

    @pytest.mark.parametrize("likeness", UNLIKE)
    def test_given_by_a_drafter_in_step_4_or_5(self, at, likeness):
        assert told(self.given(at("step 4"), WAHYU, likeness)) == {
            "Bagus": self.TOLD,
            "Sri": self.TOLD,
            "Wahyu": receipt,
        }
        assert told(self.given(at("step 5"), SRI, likeness)) == {
            "Dimas": self.TOLD,
            "Bagus": self.TOLD,
            "Wahyu": self.TOLD,
            "Sri": receipt,
        }

    def test_the_operators_is_told_of_when_a_drafter_affirms_it_and_not_before(self, at):
        course = at("step 4")
        assert "Bagus" not in told(self.given(course, DIMAS))
        course.does(SRI, Action.DIRECT, None, "Beranda juga")

        decision = course.does(WAHYU, Action.AFFIRM_FINAL)

        assert told(decision) == {"Bagus": self.TOLD, "Sri": self.TOLD, "Wahyu": receipt}

    def test_an_order_that_affirms_one_tells_of_it_and_one_after_it_was_told_of_does_not(self, at):
        course = at("step 4")
        self.given(course, DIMAS)
        usual = {"Dimas": card(ITEMS, TO_PUBLISH, PERINTAH), "Sri": receipt}
        assert told(course.does(SRI, Action.ORDER)) == {**usual, "Bagus": self.TOLD, "Wahyu": self.TOLD}

        course = at("step 4")
        self.given(course, WAHYU)
        assert told(course.does(SRI, Action.ORDER)) == {**usual, "Wahyu": news()}

    def test_one_that_was_found_the_same_is_told_to_nobody_else(self, at):
        assert told(self.given(at("step 4"), WAHYU, Likeness.SAME)) == {"Wahyu": receipt}

        course = at("step 4")
        self.given(course, DIMAS, Likeness.SAME)
        assert told(course.does(SRI, Action.ORDER)) == {
            "Dimas": card(ITEMS, TO_PUBLISH, PERINTAH),
            "Wahyu": news(),
            "Sri": receipt,
        }

    def test_while_who_approved_is_away_those_are_told_who_could_decide_and_he_reads_it_as_news(self, at):
        course = at("step 4")
        course.office = relieved(BAGUS, K, JOKO, Standing.WAKIL)

        assert told(self.given(course, WAHYU)) == {
            "Joko": self.TOLD,
            "Ratna": self.TOLD,
            "Sri": self.TOLD,
            "Bagus": news(TO_PUBLISH),
            "Wahyu": receipt,
        }

    def test_a_komisioner_who_holds_the_role_no_longer_reads_it_as_news_and_those_of_today_are_told(self, at):
        course = at("step 4")
        course.office = office({**HOLDERS, K: (RATNA,)})

        decision = told(self.given(course, WAHYU))

        assert (decision["Ratna"], decision["Bagus"]) == (self.TOLD, news(TO_PUBLISH))


class TestSidePaths:
    def test_held_gives_the_other_holder_a_card_and_everyone_who_took_part_the_news(self, at):
        decision = at("step 4").does(SRI, Action.HOLD, None, "Menunggu TTD")

        assert {name: how for name, how in told(decision).items() if name != "Sri"} == {
            "Wahyu": card(),
            "Bagus": news(),
        }

    def test_resumed_gives_the_other_holder_a_card_and_everyone_who_took_part_the_news(self, at):
        decision = at("step 4, held").does(WAHYU, Action.RESUME)

        assert {name: how for name, how in told(decision).items() if name != "Wahyu"} == {
            "Sri": card(),
            "Bagus": news(),
        }

    @pytest.mark.parametrize(
        ("scene", "action", "words"), [("step 4", Action.HOLD, "TTD"), ("step 4, held", Action.RESUME, "")]
    )
    def test_the_holder_who_held_or_resumed_gets_the_card_too(self, at, scene, action, words):
        decision = at(scene).does(SRI, action, None, words)

        assert told(decision)["Sri"] == card()

    def test_cancelled_is_news_to_its_holders_and_to_everyone_who_took_part(self, at):
        # The design's row says card for the holder; once closed nobody holds it, and no button is left to offer.
        decision = at("step 4").does(WAHYU, Action.CANCEL, None, "Digabung")

        assert told(decision) == {"Sri": news(), "Bagus": news(), "Wahyu": receipt}

    def test_cancelled_in_step_2_reaches_holders_who_did_nothing_yet(self):
        rules = {**RULES.performers, Step.FORWARDING: (OP,)}
        course = course_to("step 2", with_rules(office(), performers=rules))

        decision = course.does(SRI, Action.CANCEL, None, "Digabung")

        assert told(decision) == {"Wahyu": news(), "Dimas": news(), "Sri": receipt}

    def test_file_replaced_gives_the_drafters_a_card_and_everyone_who_took_part_the_news(self, at):
        decision = at("step 5").does(SRI, Action.REPLACE_TEXT, None, "Tarif berubah")

        assert told(decision) == {"Sri": card(), "Wahyu": card(), "Bagus": news(), "Dimas": news()}

    def test_late_words_are_told_to_the_drafters(self, at):
        decision = at("step 4").does(RATNA, Action.KEEP_REMARK, None, "Kanal pengaduan?")

        assert told(decision) == {"Wahyu": news(ITEMS), "Sri": news(ITEMS), "Ratna": receipt}

    def test_late_words_about_the_page_are_told_to_whoever_published_it(self, at):
        course = at("step 6, confirmed")
        words = course.act(Action.KEEP_REMARK, Role.E_PPID, "Laman kosong")
        decision = course.gives(ENDAH, replace(words, meant_for=Action.REPORT_NOT_LIVE))

        assert told(decision) == {"Wahyu": news(ITEMS), "Sri": news(ITEMS), "Dimas": news(ITEMS), "Endah": receipt}


class TestReminders:
    @pytest.mark.parametrize(
        ("scene", "people"),
        [
            ("fresh", ["Wahyu", "Sri"]),
            ("PPID parafed", ["Sri"]),
            ("Atasan parafed", ["Wahyu"]),
            ("returned by a drafter", ["Wahyu", "Sri"]),
            ("step 2", ["Wahyu", "Sri"]),
            ("step 3", ["Bagus", "Ratna"]),
            ("step 4", ["Wahyu", "Sri"]),
            ("step 5", ["Dimas"]),
        ],
    )
    def test_the_breach_reminds_those_whose_act_is_missing(self, at, scene, people):
        course = at(scene)
        course.waits_until(date(2027, 1, 19), time(16, 0))

        decision = course.ticks("breach")

        assert told(decision) == dict.fromkeys(people, reminder)

    def test_an_unsent_correction_reminds_its_own_komisioner(self, at):
        course = at("step 3, correction open")
        course.waits_until(date(2027, 1, 18), time(10, 59))

        decision = course.ticks(f"unsent-correction:{BAGUS}")

        assert told(decision) == {"Bagus": reminder}

    def test_it_waits_for_nobody_once_the_page_is_confirmed(self, at):
        assert waits_for(at("step 6").m, office()) == (ENDAH,)
        assert waits_for(at("step 6, confirmed").m, office()) == ()

    def test_a_cancelled_maklumat_waits_for_nobody(self, at):
        assert waits_for(at("cancelled").m, office()) == ()

    def test_step_3_waits_only_for_those_who_may_decide(self):
        course = course_to("step 3", office({P: (BAGUS,)}), Cast(ppid=BAGUS, giver=BAGUS))

        assert waits_for(course.m, course.office) == (RATNA,)


class TestOtherPerformers:
    """An office may set who performs 2, 4 and 5."""

    def course(self, scene: str, step: Step, *roles: Role) -> Course:
        return course_to(scene, with_rules(office(), performers={**RULES.performers, step: roles}))

    def test_step_2_by_the_operator(self):
        course = self.course("PPID parafed", Step.FORWARDING, OP)

        decision = course.does(SRI, Action.PARAF)

        assert told(decision) == {"Dimas": card(DRAFT, NOTA), "Sri": receipt}

    def test_forwarded_by_the_operator_is_news_to_both_drafters(self):
        course = self.course("PPID parafed", Step.FORWARDING, OP)
        course.does(SRI, Action.PARAF)

        decision = course.does(DIMAS, Action.FORWARD)

        assert {n: told(decision)[n] for n in ("Wahyu", "Sri", "Dimas")} == {
            "Wahyu": news(),
            "Sri": news(),
            "Dimas": receipt,
        }

    def test_withdrawn_by_the_operator_is_his_card_and_news_to_the_drafters(self):
        course = self.course("PPID parafed", Step.FORWARDING, OP)
        course.does(SRI, Action.PARAF)
        course.does(DIMAS, Action.FORWARD)

        decision = course.does(DIMAS, Action.WITHDRAW)

        assert told(decision) == {
            "Dimas": card(),
            "Wahyu": news(),
            "Sri": news(),
            "Bagus": news(),
            "Ratna": news(),
        }

    def test_step_4_by_the_komisioner(self):
        course = self.course("step 3", Step.ORDERING, K)

        decision = course.does(BAGUS, Action.APPROVE)

        kinds = {name: kind for name, (kind, _) in told(decision).items()}
        assert kinds == {"Bagus": CARD, "Ratna": CARD, "Wahyu": NEWS, "Sri": NEWS, "Agus": NEWS}

    def test_step_5_by_the_ppid(self):
        course = self.course("step 4", Step.PUBLISHING, P)

        decision = course.does(SRI, Action.ORDER)

        assert told(decision) == {"Wahyu": card(ITEMS, TO_PUBLISH, PERINTAH), "Sri": receipt}


class TestHoldersChanged:
    @pytest.mark.parametrize(
        ("scene", "enclosures"),
        [
            ("fresh", ()),
            ("draft given", (DRAFT,)),
            ("step 2", (DRAFT,)),
            ("step 3", (PICTURE, DRAFT, NOTA)),
            ("step 4", (DISPOSISI,)),
            ("step 4, final unaffirmed", (DISPOSISI, FINAL)),
            ("step 5", (TO_PUBLISH, PERINTAH)),
            ("step 5, final unaffirmed", (TO_PUBLISH, PERINTAH)),
            ("step 6", ()),
        ],
    )
    def test_the_new_holder_gets_the_card_with_all_that_its_step_needs(self, at, scene, enclosures):
        course = at(scene)

        notices = holder_notices(course.m, (JOKO,), course.journal[-1], course.office)

        assert told(notices) == {"Joko": card(*enclosures)}

    def test_a_new_holder_is_asked_from_the_next_event_on(self, at):
        course = at("step 2")
        course.office = office({**HOLDERS, K: (RATNA, JOKO)})

        decision = course.does(SRI, Action.FORWARD)

        assert {"Ratna", "Joko"} <= set(told(decision))
        assert "Bagus" not in told(decision)


def test_a_stranger_and_a_former_holder_are_told_nothing_on_the_straight_path(course):
    course.opens(WAHYU, P, file=document())
    course.does(WAHYU, Action.PARAF)
    heard: list[PersonId] = []
    for person, action, value in (
        (SRI, Action.PARAF_AND_FORWARD, ""),
        (BAGUS, Action.APPROVE, ""),
        (SRI, Action.ORDER, ""),
        (DIMAS, Action.PUBLISH, LINK),
        (ENDAH, Action.CONFIRM_LIVE, ""),
    ):
        heard += [notice.to for notice in course.does(person, action, value=value).notices]

    assert JOKO not in heard


def test_a_clean_maklumat_costs_no_more_messages_than_counted_in_the_design(course):
    """Messages received: PPID at most 6, Atasan PPID 6, Komisioner 4, Pelaksana 3 (receipts are toasts)."""
    received = dict.fromkeys((WAHYU, SRI, BAGUS, RATNA, DIMAS), 0)
    acts = [
        course.opens(WAHYU, P, file=document()),
        course.does(WAHYU, Action.PARAF),
        course.does(SRI, Action.PARAF_AND_FORWARD),
        course.does(BAGUS, Action.APPROVE),
        course.does(SRI, Action.ORDER),
        course.does(DIMAS, Action.PUBLISH, value=LINK),
        course.does(ENDAH, Action.CONFIRM_LIVE),
    ]

    for decision in acts:
        for notice in decision.notices:
            if notice.to in received and notice.told is not RECEIPT:
                received[notice.to] += 1

    limits = {WAHYU: 6, SRI: 6, BAGUS: 4, RATNA: 4, DIMAS: 3}
    assert {NAMES[person]: n for person, n in received.items() if n > limits[person]} == {}


def test_every_situation_tells_each_person_at_most_once():
    for scene in SCENES:
        course = course_to(scene)

        told(course.last)


class TestAbsence:
    def test_what_gives_the_stand_in_a_card_is_news_to_whoever_is_away(self, at):
        scene = at("PPID parafed")
        scene.office = relieved(SRI, A, JOKO)

        assert told(scene.does(JOKO, Action.PARAF, A)) == {
            "Wahyu": card(NOTA),
            "Joko": card(NOTA),
            "Sri": news(NOTA),
        }

    def test_what_the_stand_in_decides_is_news_to_the_komisioner_who_is_away(self, at):
        scene = at("step 3")
        scene.office = relieved(BAGUS, K, JOKO, Standing.WAKIL)

        decision = scene.does(JOKO, Action.APPROVE, K)

        assert told(decision)["Joko"][0] is CARD
        assert told(decision)["Bagus"][0] is NEWS
        assert decision.events[0].standing is Standing.WAKIL

    def test_a_reminder_is_the_stand_ins_own(self, at):
        scene = at("step 3")
        scene.office = relieved(BAGUS, K, JOKO)
        scene.waits_until(date(2027, 1, 19), time(9, 0))

        assert set(told(scene.ticks("due-day"))) == {"Joko", "Ratna"}

    def test_an_answer_goes_to_who_decides_meanwhile_and_is_news_to_who_asked(self, at):
        scene = at("step 3, question open")
        scene.office = relieved(BAGUS, K, JOKO)

        found = told(scene.does(WAHYU, Action.ANSWER, P, "Hari Jumat", question=1))

        assert found["Joko"] == card(ITEMS)
        assert found["Bagus"] == news(ITEMS)

    def test_a_stand_in_never_decides_on_what_he_drafted(self, at):
        scene = at("step 3")
        scene.office = relieved(BAGUS, K, WAHYU, Standing.WAKIL)

        with pytest.raises(OwnDraft):
            scene.does(WAHYU, Action.APPROVE, K)
        assert waits_for(scene.m, scene.office) == (RATNA,)
