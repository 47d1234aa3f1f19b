"""What is to be said: in order for each chat, one at a time, and a paper that is late holds up nothing but its card."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop import events as e
from sop.notices import PaperWanted
from sop.papers import PaperKind
from sop.steps import Action
from storage import closing, lanes, outbox, papers, people, reach
from storage import tables as t
from storage.outbox import PAPER_WAIT, Button, Kind, Screen
from storage.people import People
from tests.storage.office import NOW, RULES, document, lost_sight, serving, taken

SECOND = timedelta(seconds=1)
ANNA, BUDI = 501, 502
"""Two chats."""


class Post:
    """The outbox of one maklumat, as the courier handles it."""

    def __init__(self, house, m):
        self.house, self.m = house, m
        self.person = {ANNA: house.wahyu.id, BUDI: house.sri.id}

    def do(self, function, *args, **more):
        return self.house.database.write_now(lambda db: function(db, *args, **more))

    def says(self, chat, text, **more):
        """Queue a reply."""
        return self.do(outbox.put_screen, chat, None, Screen(text), now=NOW, **more)

    def notice(self, chat, kind=Kind.CARD, **more):
        """Queue a card, or news."""
        return self.do(
            outbox.put_notice,
            kind,
            chat,
            self.person[chat],
            self.m.id,
            visit=1,
            version=1,
            now=NOW,
            **{"event": None, **more},
        )

    def paper(self):
        """Ask for a paper."""
        wanted = PaperWanted(PaperKind.NOTA_DINAS, 1, 1)
        return self.do(papers.want, wanted, self.m, People(), NOW, RULES.calendar)

    def card_with_paper(self, chat, paper):
        """Queue a paper and the card that waits for it; their numbers."""
        bundle = 900 + paper
        put = self.do(outbox.put_document, chat, self.person[chat], now=NOW, paper=paper, bundle=bundle)
        return put, self.notice(chat, bundle=bundle)

    def takes(self, at=NOW, busy=()):
        """Claim what is in no courier's hands; the numbers of the parcels."""
        return [parcel.id for parcel in self.do(taken, at, (*busy, *self.do(serving)))]

    def is_at(self, chat, account=True, **more):
        """The account of whoever is told in this chat; none without `account`."""
        his = {"telegram_id": chat if account else None, **more}
        self.do(lambda db: db.execute(sa.update(t.people).where(t.people.c.id == self.person[chat]).values(his)))

    def sent(self, *parcels, message_id=None):
        """Telegram has them."""
        for parcel in parcels:
            self.do(lanes.sent, parcel, message_id or 1000 + parcel, NOW)

    def row(self, number):
        """The row of this number."""
        (found,) = self.house.rows(t.outbox.c.id == number)
        return found


@pytest.fixture
async def post(house):
    """An empty outbox; there is a maklumat to tell of, and whom to tell it in these two chats."""
    post = Post(house, await house.opens())
    post.do(lambda db: db.execute(sa.delete(t.outbox)))
    for chat in (ANNA, BUDI):
        post.is_at(chat)
    return post


class TestOrder:
    def test_one_chat_gets_its_messages_one_by_one_as_they_were_said(self, post):
        said = [post.says(ANNA, text) for text in "abc"]

        arrived = []
        while parcels := post.takes():
            arrived += parcels
            post.sent(*parcels)
        assert arrived == said

    def test_chats_are_served_side_by_side(self, post):
        first, _, third = post.says(ANNA, "a"), post.says(ANNA, "b"), post.says(BUDI, "c")

        assert post.takes() == [first, third]

    def test_nothing_more_goes_to_a_chat_while_one_is_in_flight(self, post):
        first, second = post.says(ANNA, "a"), post.says(ANNA, "b")

        assert post.takes() == [first]
        assert post.takes() == []
        post.sent(first)
        assert post.takes() == [second]

    def test_a_chat_that_is_busy_for_another_reason_is_left_alone(self, post):
        post.says(ANNA, "a")
        second = post.says(BUDI, "b")

        assert post.takes(busy=[ANNA]) == [second]

    def test_what_was_taken_is_marked_and_counted(self, post):
        number = post.says(ANNA, "a")
        post.takes()

        assert (post.row(number).state, post.row(number).attempts) == ("sending", 1)

    def test_what_was_sent_remembers_its_message_and_moment(self, post):
        number = post.says(ANNA, "a")
        post.takes()
        post.sent(number, message_id=77)

        row = post.row(number)
        assert (row.state, row.message_id, row.sent_at) == ("sent", 77, NOW)

    def test_what_ended_is_live_no_longer_says_why_and_makes_way(self, post):
        card, after = post.notice(ANNA), post.says(ANNA, "b")
        post.takes()
        post.do(lanes.ended, card, "dropped", "no longer needed", NOW)

        row = post.row(card)
        assert (row.state, row.trouble, row.live) == ("dropped", "no longer needed", False)
        assert post.takes() == [after]


class TestParcels:
    def test_a_screen_arrives_as_it_was_drawn(self, post):
        screen = Screen(
            "<b>Maklumat</b> & \u0000 👍", ((Button("Paraf", "p:1", "success"), Button("Buka", url="https://x")),)
        )
        post.do(outbox.put_screen, ANNA, None, screen, now=NOW, reply_to=5)

        (parcel,) = post.do(taken, NOW)
        assert (parcel.screen, parcel.kind, parcel.reply_to, parcel.created_at) == (screen, Kind.REPLY, 5, NOW)

    def test_an_edit_names_the_message_whose_place_it_takes(self, post):
        post.says(ANNA, "b", edit=44)

        (parcel,) = post.do(taken, NOW)
        assert (parcel.kind, parcel.target_message) == (Kind.EDIT, 44)

    def test_a_card_tells_of_its_event(self, post):
        event = e.ParafGiven(at=NOW, by=post.house.sri.id, version=1)
        post.notice(ANNA, event=event, head="ab")

        (parcel,) = post.do(taken, NOW)
        assert (parcel.event, parcel.head, parcel.live, parcel.maklumat) == (event, "ab", True, post.m.id)
        assert (parcel.file, parcel.page_of, parcel.screen, parcel.unknowns, parcel.attempts) == (
            None,
            None,
            None,
            0,
            0,
        )

    def test_a_document_brings_its_description(self, post):
        post.do(outbox.put_document, ANNA, post.house.wahyu.id, now=NOW, file=document(b"a"))
        post.do(outbox.put_document, BUDI, post.house.sri.id, now=NOW, page_of=document(b"b"))

        first, second = post.do(taken, NOW)
        assert (first.file, first.page_of) == (document(b"a"), None)
        assert (second.file, second.page_of) == (None, document(b"b"))


class TestACardAndItsPaper:
    def test_the_paper_goes_first_when_it_is_made_in_time(self, post):
        paper = post.paper()
        sheet, card = post.card_with_paper(ANNA, paper)
        assert post.takes(NOW + SECOND) == []

        post.do(papers.made, paper, document(b"nota"), NOW + SECOND)

        (parcel,) = post.do(taken, NOW + SECOND)
        assert (parcel.id, parcel.file, parcel.paper) == (sheet, document(b"nota"), paper)
        post.sent(sheet)
        assert post.takes(NOW + SECOND) == [card]

    def test_the_card_waits_five_seconds_from_the_commit_and_then_goes_without(self, post):
        sheet, card = post.card_with_paper(ANNA, post.paper())

        assert PAPER_WAIT == 5 * SECOND
        assert post.takes(NOW + PAPER_WAIT - SECOND / 100) == []
        assert post.takes(NOW + PAPER_WAIT) == [card]
        assert post.row(sheet).state == "queued"

    def test_and_the_paper_follows(self, post):
        paper = post.paper()
        sheet, card = post.card_with_paper(ANNA, paper)
        post.takes(NOW + PAPER_WAIT)
        post.sent(card)
        assert post.takes(NOW + 60 * SECOND) == []

        post.do(papers.made, paper, document(b"nota"), NOW + 60 * SECOND)

        assert post.takes(NOW + 60 * SECOND) == [sheet]

    def test_it_holds_up_nothing_behind_it(self, post):
        post.card_with_paper(ANNA, post.paper())
        behind, elsewhere = post.says(ANNA, "Daftar"), post.says(BUDI, "Daftar")

        assert post.takes(NOW) == [behind, elsewhere]

    def test_documents_that_are_there_go_before_the_waiting_card(self, post):
        bundle = 7
        draft = post.do(outbox.put_document, ANNA, post.house.wahyu.id, now=NOW, file=document(b"draft"), bundle=bundle)
        post.do(outbox.put_document, ANNA, post.house.wahyu.id, now=NOW, paper=post.paper(), bundle=bundle)
        post.notice(ANNA, bundle=bundle)

        assert post.takes(NOW) == [draft]
        post.sent(draft)
        assert post.takes(NOW) == []

    def test_a_card_with_documents_alone_does_not_wait(self, post):
        draft = post.do(outbox.put_document, ANNA, post.house.wahyu.id, now=NOW, file=document(b"draft"), bundle=7)
        card = post.notice(ANNA, bundle=7)

        assert post.takes(NOW) == [draft]
        post.sent(draft)
        assert post.takes(NOW) == [card]

    def test_a_paper_that_failed_for_good_is_waited_for_no_longer(self, post):
        paper = post.paper()
        _, card = post.card_with_paper(ANNA, paper)
        for _ in range(papers.MOST_ATTEMPTS):
            post.do(papers.failed, paper)

        parcels = post.do(taken, NOW)
        assert [parcel.file for parcel in parcels] == [None]
        post.sent(parcels[0].id)
        assert post.takes(NOW) == [card]

    def test_it_does_not_overtake_what_is_in_flight_when_its_time_comes(self, post):
        post.card_with_paper(ANNA, post.paper())
        behind = post.says(ANNA, "Daftar")
        assert post.takes(NOW) == [behind]

        assert post.takes(NOW + PAPER_WAIT) == []

    def test_it_does_not_break_into_a_chat_that_is_to_be_left_alone(self, post):
        post.card_with_paper(ANNA, post.paper())
        behind = post.says(ANNA, "Daftar")
        post.takes(NOW)
        post.do(lanes.postpone, behind, NOW + 60 * SECOND, "429", unknown=False)

        assert post.takes(NOW + PAPER_WAIT) == []


class TestLiveCards:
    def test_a_redrawing_waits_until_its_card_is_a_message(self, post):
        card = post.notice(ANNA)
        post.do(outbox.refresh, card, ANNA, post.m.id, post.house.wahyu.id, NOW)
        assert post.takes() == [card]

        post.sent(card, message_id=31)

        (parcel,) = post.do(taken, NOW)
        assert (parcel.kind, parcel.target_message, parcel.maklumat) == (Kind.REFRESH, 31, post.m.id)

    def test_neither_redrawing_nor_stripping_of_a_card_that_waits_for_its_paper_holds_up_others(self, post):
        _, card = post.card_with_paper(ANNA, post.paper())
        post.do(outbox.refresh, card, ANNA, post.m.id, post.house.wahyu.id, NOW)
        behind = post.says(ANNA, "Daftar")

        assert post.takes(NOW) == [behind]

    def test_very_many_redrawings_that_keep_failing_hold_up_no_more_than_one(self, post):
        failing = {"chat_id": ANNA, "kind": Kind.STRIP, "body": "{}", "target_message_id": 9, "created_at": NOW}
        failing |= {"attempts": lanes.PASSED_AFTER, "next_attempt_at": NOW + 60 * SECOND}
        post.do(lambda db: db.execute(sa.insert(t.outbox), [failing] * (lanes.LOOKED_AT + 1)))
        behind = post.says(ANNA, "Daftar")

        assert post.takes(NOW) == [behind]

    def test_stripping_waits_for_the_message_too(self, post):
        card = post.notice(ANNA)
        assert post.takes() == [card]
        post.do(outbox.retire, card, ANNA, NOW)

        post.sent(card, message_id=32)

        (parcel,) = post.do(taken, NOW)
        assert (parcel.kind, parcel.target_message) == (Kind.STRIP, 32)
        assert (parcel.maklumat, parcel.person) == (post.m.id, post.house.wahyu.id), "so that it can say what it was"

    def test_a_card_that_was_replaced_before_it_went_out_goes_without_being_live(self, post):
        card = post.notice(ANNA)
        post.do(outbox.retire, card, ANNA, NOW)

        (parcel,) = post.do(taken, NOW)
        assert (parcel.id, parcel.live) == (card, False)
        post.sent(card, message_id=33)
        assert post.takes() == [], "it went out as news: there is nothing to take back"

    def test_stripping_what_never_became_a_message_has_no_target(self, post):
        card = post.notice(ANNA)
        post.takes()
        post.do(outbox.retire, card, ANNA, NOW)
        post.do(lanes.ended, card, "dropped", "replaced", NOW)

        (parcel,) = post.do(taken, NOW)
        assert (parcel.kind, parcel.target_message) == (Kind.STRIP, None)

    def test_one_redrawing_in_the_queue_is_enough_and_one_in_flight_is_not(self, post):
        card = post.notice(ANNA)
        post.takes()
        post.sent(card)

        def redraw():
            post.do(outbox.refresh, card, ANNA, post.m.id, post.house.wahyu.id, NOW)

        redraw()
        redraw()
        assert len(post.house.rows(t.outbox.c.kind == Kind.REFRESH)) == 1
        post.takes()
        redraw()
        assert len(post.house.rows(t.outbox.c.kind == Kind.REFRESH)) == 2

    def test_are_found_by_person(self, post):
        card, other = post.notice(ANNA), post.notice(BUDI)
        post.notice(ANNA, Kind.NEWS)

        live = post.do(outbox.live_cards, post.m.id)
        assert live == {post.house.wahyu.id: (card, ANNA), post.house.sri.id: (other, BUDI)}


class TestTrouble:
    def test_a_postponed_row_holds_up_its_own_chat_alone_until_its_time(self, post):
        first, _, elsewhere = post.says(ANNA, "a"), post.says(ANNA, "b"), post.says(BUDI, "c")
        post.takes()
        post.sent(elsewhere)
        later = post.says(BUDI, "d")
        post.do(lanes.postpone, first, NOW + 30 * SECOND, "429", unknown=False)

        assert post.takes(NOW + 29 * SECOND) == [later]
        assert post.takes(NOW + 30 * SECOND) == [first]

    def test_a_clock_that_is_set_back_silences_no_chat(self, post):
        first, second = post.says(ANNA, "a"), post.says(BUDI, "b")
        fast = NOW + timedelta(hours=1)
        post.takes(fast)
        for number in (first, second):
            post.do(lanes.postpone, number, fast + 2 * SECOND, "NetworkError", unknown=False)

        assert post.takes(NOW) == [first, second]

    def test_nor_does_a_paper_that_a_card_waits_for(self, post):
        _, card = post.card_with_paper(ANNA, post.paper())

        assert post.takes(NOW - timedelta(hours=1)) == [card]

    def test_the_longest_wait_is_waited_for_even_where_the_clocks_of_two_machines_differ(self, post):
        first = post.says(ANNA, "a")
        post.takes()
        post.do(lanes.postpone, first, NOW + lanes.LONGEST_RETRY, "NetworkError", unknown=False)

        assert post.takes(NOW - 30 * SECOND) == []
        assert post.takes(NOW + lanes.LONGEST_RETRY) == [first]

    @pytest.mark.parametrize(("unknown", "unknowns"), [(True, 1), (False, 0)])
    def test_only_an_unknown_outcome_is_counted_as_one(self, post, unknown, unknowns):
        number = post.says(ANNA, "a")
        post.takes()
        post.do(lanes.postpone, number, NOW, "ReadTimeout", unknown=unknown)

        row = post.row(number)
        assert (row.state, row.unknowns, row.attempts, row.trouble) == ("queued", unknowns, 1, "ReadTimeout")

    def test_after_a_crash_what_was_in_flight_is_tried_again_a_little_later_as_an_unknown(self, post):
        first, second = post.says(ANNA, "a"), post.says(ANNA, "b")
        post.takes()

        post.do(lost_sight, NOW)

        assert (post.row(first).state, post.row(first).unknowns) == ("queued", 1)
        assert post.row(second).unknowns == 0
        assert post.takes(NOW + 1.9 * SECOND) == []
        assert post.takes(NOW + 2 * SECOND) == [first]

    def test_each_crash_makes_the_wait_longer(self, post):
        number, waits = post.says(ANNA, "a"), []
        at = NOW
        for _ in range(4):
            post.takes(at)
            post.do(lost_sight, at)
            waits.append((post.row(number).next_attempt_at - at) // SECOND)
            at = post.row(number).next_attempt_at

        assert waits == [2, 8, 32, 128]

    def test_a_quiet_end_needs_no_recovery(self, post):
        post.sent(post.says(ANNA, "a"))

        assert post.do(serving) == ()
        assert post.takes(NOW) == []

    def test_answers_to_a_persons_own_act_go_before_what_is_merely_new(self, post):
        post.notice(ANNA)
        post.says(BUDI, "b")

        assert post.do(lanes.chats_ready, NOW) == (BUDI, ANNA)

    def test_a_chat_that_cannot_be_reached_gives_up_all_that_waits_for_it(self, post):
        card, reply, elsewhere = post.notice(ANNA), post.says(ANNA, "a"), post.says(BUDI, "b")

        assert [kind for kind, _ in post.do(reach.give_up_chat, ANNA, "blocked", NOW)] == ["card", "reply"]

        for number in (card, reply):
            assert (post.row(number).state, post.row(number).trouble, post.row(number).live) == (
                "dead",
                "blocked",
                False,
            )
        assert post.takes() == [elsewhere]
        later = post.says(ANNA, "back again")
        post.sent(elsewhere)
        assert post.takes() == [later]

    def test_of_the_cards_given_up_the_newest_is_live_when_there_is_a_way_back(self, post):
        cards = self.given_up(post, post.notice(ANNA), post.notice(ANNA))

        assert post.do(reach.welcome_back, ANNA) == 2
        assert [post.row(card).live for card in cards] == [False, True]

    def test_a_card_given_up_is_not_live_again_beside_a_later_one(self, post):
        (card,) = self.given_up(post, post.notice(ANNA))
        later = post.notice(ANNA)

        assert post.do(reach.welcome_back, ANNA) == 1
        assert [post.row(number).live for number in (card, later)] == [False, True]

    @staticmethod
    def given_up(post, *cards):
        """The person of this chat is out of reach, and all that waits there is given up."""
        post.do(people.mark_unreachable, ANNA, NOW)
        post.do(reach.give_up_chat, ANNA, "blocked", NOW)
        return cards

    def test_a_long_queue_in_one_chat_hides_nobody(self, post):
        first = post.says(ANNA, "a")
        post.takes()
        post.do(lanes.postpone, first, NOW + 60 * SECOND, "429", unknown=False)
        one = {"chat_id": ANNA, "kind": Kind.REPLY, "body": '{"screen":{"text":"x","rows":[]}}', "created_at": NOW}
        post.do(lambda db: db.execute(sa.insert(t.outbox), [one] * 2000))
        elsewhere = post.says(BUDI, "b")

        assert post.takes() == [elsewhere]


CLOSED = {"closed": {"closed_at": NOW}, "left for another one": {"account": False}}


@pytest.mark.parametrize("how", CLOSED.values(), ids=CLOSED)
class TestAnAccountThatIsClosed:
    """What tells of the office's work is dropped, whichever way it came to wait again."""

    def test_is_told_nothing_of_the_offices_work(self, post, how):
        telling = [post.notice(ANNA, kind) for kind in (Kind.NEWS, Kind.CARD, Kind.REMINDER)]
        telling.append(post.do(outbox.put_digest, ANNA, post.person[ANNA], (), now=NOW))
        telling.append(post.do(outbox.put_document, ANNA, post.person[ANNA], now=NOW, file=document(b"draft")))
        elsewhere = post.notice(BUDI)
        post.is_at(ANNA, **how)

        assert post.takes() == [elsewhere]
        for row in map(post.row, telling):
            assert (row.state, row.trouble, row.sent_at, row.live) == ("dropped", closing.NOT_HIS, NOW, False)

    def test_loses_its_buttons_and_is_told_why(self, post, how):
        card = post.notice(ANNA)
        post.takes()
        post.sent(card)
        post.do(outbox.refresh, card, ANNA, post.m.id, post.person[ANNA], NOW)
        post.do(outbox.retire, card, ANNA, NOW, closed=True)
        post.do(outbox.put_screen, ANNA, None, Screen("Akses ditutup"), now=NOW)
        post.do(outbox.put_screen, ANNA, None, Screen("Akses ditutup"), now=NOW, edit=9)
        post.is_at(ANNA, **how)

        kinds = []
        while parcels := post.do(taken, NOW):
            kinds += [parcel.kind for parcel in parcels]
            post.sent(*(parcel.id for parcel in parcels))
        assert kinds == [Kind.REFRESH, Kind.STRIP, Kind.REPLY, Kind.EDIT]

    def test_is_not_told_what_was_on_its_way_when_it_was_closed(self, post, how):
        card = post.notice(ANNA)
        post.takes()
        post.is_at(ANNA, **how)
        post.do(lost_sight, NOW)

        assert post.takes(NOW + 10 * SECOND) == []
        assert post.row(card).state == "dropped"

    @pytest.mark.parametrize("edit", [None, 9], ids=["said", "in the place of another"])
    def test_is_not_told_an_answer_that_was_on_its_way_when_it_was_closed(self, post, how, edit):
        said = Screen("Draf Saudara dikembalikan")
        answer = post.do(outbox.put_screen, ANNA, post.person[ANNA], said, now=NOW - SECOND, edit=edit)
        post.takes()
        post.is_at(ANNA, **how)
        post.do(lost_sight, NOW)

        assert post.takes(NOW + 10 * SECOND) == []
        assert post.row(answer).state == "dropped"


class TestMessages:
    async def test_a_message_is_known_by_chat_and_number(self, post):
        card, other = post.notice(ANNA), post.notice(BUDI)
        post.takes()
        post.sent(card, other, message_id=9)

        known = await post.house.reading.message(ANNA, 9)
        assert known is not None
        assert (known.maklumat, known.visit, known.version, known.live, known.is_card) == (post.m.id, 1, 1, True, True)
        assert await post.house.reading.message(ANNA, 10) is None

    async def test_a_question_is_known_by_its_message(self, house):
        m = await house.at_step(3)
        await house.does(m, house.bagus, Action.ASK, "Jam layanan?")
        house.forget_sent()
        card = next(row for row in house.live(m) if row.person_id == house.wahyu.id)

        known = await house.reading.message(house.chat(house.wahyu), card.message_id)
        assert known is not None
        assert known.prompt is not None
        assert known.prompt.purpose == Action.ANSWER

    async def test_a_message_that_was_edited_is_the_edit(self, post):
        card = post.notice(ANNA)
        post.takes()
        post.sent(card, message_id=9)
        edit = post.says(ANNA, "Apa yang perlu diperbaiki?", edit=9)
        post.takes()
        post.sent(edit, message_id=9)

        known = await post.house.reading.message(ANNA, 9)
        assert known is not None
        assert known.is_card is False
