"""What points at a message of which nothing is recorded, or was written before a restore could be known of."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import lanes, notes, outbox, prompts, provenance
from storage import tables as t
from storage.outbox import Button, Screen
from storage.prompts import Prompt
from storage.provenance import Lost, Place, Said
from tests.storage.office import NOW

MINUTE = timedelta(minutes=1)
SAID = Screen("pesan", ((Button("Saya mengerti", "ok.0.0.0."),),))
OTHERS = [((0, 0, 0), None), ((1, 0, 0), Lost.TARGET), ((0, 1, 0), Lost.TARGET), ((0, 0, 1), Lost.TARGET)]
"""How a button differs from the card's maklumat, visit and version, and what becomes of it."""


def copy(number, at):
    """A message with the buttons of the bot's."""
    return Place(number, at, frozenset({"ok.0.0.0."}))


def unknown(db, row):
    """It is said twice, for nobody knows whether it came; the second one's number is known."""
    lanes.postpone(db, row, NOW, "ReadTimeout", unknown=True)
    lanes.sent(db, row, 43, NOW + MINUTE)


@pytest.fixture
def chat(house):
    return house.wahyu.telegram_id


@pytest.fixture
def lost(database, chat):
    def asked(*, target=None, written=None):
        return database.read_now(lambda db: provenance.lost(db, Said(chat, target, written)))

    return asked


@pytest.fixture
def says(database, chat, house):
    """A message of the bot, put into the outbox; `leaves` is what becomes of it."""

    def put(leaves=lambda db, row: lanes.sent(db, row, 41, NOW), *, at=NOW):
        def work(db):
            row = outbox.put_screen(
                db, chat, house.wahyu.id, Screen("pesan", ((Button("Saya mengerti", "ok.0.0.0."),),)), now=at
            )
            leaves(db, row)
            return row

        return database.write_now(work)

    return put


@pytest.fixture
def asks(database, chat, house):
    """A question, as this message or in the place of that one; its number."""

    def put(number=None, *, edit=None):
        def work(db):
            question = prompts.add(db, Prompt(purpose=prompts.TITLE, person=house.wahyu.id), NOW)
            row = outbox.put_screen(db, chat, house.wahyu.id, SAID, now=NOW, prompt=question, edit=edit)
            lanes.sent(db, row, number, NOW)
            return question

        return database.write_now(work)

    return put


class TestOneOfOurs:
    def test_is_known_by_its_number(self, says, lost):
        says()

        assert lost(target=Place(41, NOW)) is None
        assert lost(target=Place(41, None)) is None, "however old it is"
        assert lost(target=Place(42, NOW)) is Lost.TARGET

    def test_is_known_in_its_own_chat_alone(self, says, database, house):
        says()

        of_another = Said(house.sri.telegram_id, Place(41, NOW), None)
        assert database.read_now(lambda db: provenance.lost(db, of_another)) is Lost.TARGET

    def test_answers_only_what_was_asked_there(self, asks, lost):
        """A number of before may be given out again where a mere copy of the database was put back."""
        first, second = asks(41), asks(42)

        assert lost(target=Place(41, NOW, asked=frozenset({first}))) is None
        assert lost(target=Place(41, NOW, asked=frozenset({second}))) is Lost.TARGET
        assert lost(target=Place(41, None, asked=frozenset({second}))) is Lost.TARGET, "however old it is"
        third = asks(edit=41)
        assert lost(target=Place(41, NOW, asked=frozenset({third}))) is None, "it took the place of the first"
        assert lost(target=Place(42, NOW, asked=frozenset({third}))) is Lost.TARGET

    def test_may_be_a_copy_whose_number_was_never_learnt(self, says, lost):
        assert lost(target=copy(42, NOW)) is Lost.TARGET
        says(lambda db, row: lanes.sent(db, row, 40, NOW))
        says(unknown)

        assert lost(target=copy(42, NOW)) is None
        assert lost(target=copy(42, NOW + timedelta(hours=1))) is Lost.TARGET, "nothing was under way then"
        assert lost(target=copy(42, NOW - timedelta(hours=1))) is Lost.TARGET
        assert lost(target=copy(42, None)) is Lost.TARGET
        assert lost(target=copy(39, NOW)) is Lost.TARGET, "what was said before it has a greater number"
        assert lost(target=copy(44, NOW)) is Lost.TARGET, "the last copy of it has 43"

    def test_is_no_copy_of_what_has_other_buttons_or_none(self, says, lost):
        says(unknown)

        assert lost(target=Place(42, NOW, frozenset({"ok.1.0.0."}))) is Lost.TARGET
        assert lost(target=Place(42, NOW)) is Lost.TARGET

    @pytest.mark.parametrize(
        ("other", "found"), [((0, 0, 0), None), ((1, 0, 0), Lost.TARGET), ((0, 1, 0), Lost.TARGET)]
    )
    async def test_is_a_copy_of_a_card_only_for_the_same_maklumat_visit_and_version(self, house, other, found):
        m = await house.at_step(3)
        chat = house.chat(house.bagus)
        house.forget_sent()
        (card,) = [row for row in house.live(m) if row.chat_id == chat]
        values = {"unknowns": 1, "message_id": None, "sent_at": house.now}
        change = sa.update(t.outbox).where(t.outbox.c.id == card.id).values(**values)
        house.database.write_now(lambda db: db.execute(change))
        about = tuple(is_ + more for is_, more in zip((m.id, m.visit.number, m.version), other, strict=True))

        at = Place(10**6, house.now, frozenset({"x"}), frozenset({about}))
        assert house.database.read_now(lambda db: provenance.lost(db, Said(chat, at, None))) is found

    def test_may_be_what_leaves_at_this_moment(self, says, lost):
        says(lambda db, row: lanes.sending(db, row))

        assert lost(target=copy(42, NOW + timedelta(days=1))) is None

    def test_is_no_copy_of_what_only_waits(self, says, lost):
        says(lambda db, row: None)

        assert lost(target=copy(42, NOW)) is Lost.TARGET


class TestAfterARestore:
    @pytest.fixture(autouse=True)
    def restored(self, database, house):
        database.write_now(lambda db: notes.write(db, notes.RESTORED, NOW.isoformat()))

    def test_what_came_before_the_notice_is_not_taken(self, says, lost):
        says(lambda db, row: lanes.sent(db, row, 41, NOW + MINUTE))

        assert lost(written=Place(40, NOW + 2 * MINUTE)) is Lost.UNTOLD, "whatever the clocks say"
        assert lost(written=Place(42, NOW - MINUTE)) is None

    def test_nothing_is_taken_while_the_notice_waits(self, says, lost):
        says(lambda db, row: None)

        assert lost(written=Place(40, NOW)) is Lost.UNTOLD

    def test_whoever_the_notice_cannot_reach_is_heard(self, says, lost):
        says(lambda db, row: lanes.ended(db, row, "dead", "Forbidden", NOW))

        assert lost(written=Place(40, NOW)) is None

    def test_whoever_gets_none_is_heard(self, says, lost):
        says(at=NOW + MINUTE)

        assert lost(written=Place(40, NOW)) is None

    def test_a_chat_that_was_emptied_and_counts_anew_is_heard_after_some_hours(self, says, lost):
        says()

        assert lost(written=Place(2, NOW + timedelta(hours=5))) is Lost.UNTOLD
        assert lost(written=Place(2, NOW + timedelta(hours=7))) is None


def test_in_an_office_that_was_never_restored_everything_written_is_taken(says, lost):
    says(lambda db, row: None)

    assert lost(written=Place(2, NOW)) is None
