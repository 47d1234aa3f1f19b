"""What points at a message of which nothing is recorded, or was written before a restore could be known of."""

from datetime import timedelta

import pytest

from storage import lanes, notes, outbox, provenance
from storage.outbox import Screen
from storage.provenance import Lost, Place, Said
from tests.storage.office import NOW

MINUTE = timedelta(minutes=1)


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
            row = outbox.put_screen(db, chat, house.wahyu.id, Screen("pesan"), now=at)
            leaves(db, row)
            return row

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

    def test_may_be_a_copy_whose_number_was_never_learnt(self, says, lost):
        def unknown(db, row):
            lanes.postpone(db, row, NOW, "ReadTimeout", unknown=True)
            lanes.sent(db, row, 43, NOW + MINUTE)

        assert lost(target=Place(42, NOW)) is Lost.TARGET
        says(unknown)
        assert lost(target=Place(42, NOW)) is None
        assert lost(target=Place(42, NOW + timedelta(hours=1))) is Lost.TARGET, "nothing was under way then"
        assert lost(target=Place(42, NOW - timedelta(hours=1))) is Lost.TARGET
        assert lost(target=Place(42, None)) is Lost.TARGET

    def test_may_be_what_leaves_at_this_moment(self, says, lost):
        says(lambda db, row: lanes.sending(db, row))

        assert lost(target=Place(42, NOW + timedelta(days=1))) is None

    def test_is_no_copy_of_what_only_waits(self, says, lost):
        says(lambda db, row: None)

        assert lost(target=Place(42, NOW)) is Lost.TARGET


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

    def test_a_chat_that_was_emptied_and_counts_anew_is_heard_after_an_hour(self, says, lost):
        says()

        assert lost(written=Place(2, NOW + timedelta(minutes=59))) is Lost.UNTOLD
        assert lost(written=Place(2, NOW + timedelta(minutes=61))) is None

    def test_after_two_days_nobody_asks(self, says, lost):
        says(lambda db, row: None)

        assert lost(written=Place(2, NOW + timedelta(days=3))) is None


def test_in_an_office_that_was_never_restored_everything_written_is_taken(says, lost):
    says(lambda db, row: None)

    assert lost(written=Place(2, NOW)) is None
