"""Small facts of the bot's own, and what an admin must see."""

from datetime import date

import pytest

from sop.roles import PersonId
from storage import deliveries, notes, personnel
from storage.deliveries import Deliveries
from tests.storage.office import NOW

DAMAGED = ("x", "", "[1]", "{", '{"clear_at": 7}', '{"error_at": "2027-01-18T03:00:00"}', "7 x", "2027-01-18T03:00:00")


def test_a_note_stands_until_it_is_written_anew(database):
    for value in ("1", "2", ""):
        database.write_now(lambda db, v=value: notes.write(db, notes.LAST_GOOD_POLL, v))
        assert database.read_now(lambda db: notes.read(db, notes.LAST_GOOD_POLL)) == value


def test_what_was_never_noted_is_not_there(database):
    assert database.read_now(lambda db: notes.read(db, notes.PERFORMERS)) is None


@pytest.mark.parametrize("value", DAMAGED)
class TestADamagedNote:
    """Is as if none had been written, and the next one takes its place."""

    @pytest.fixture
    def noted(self, database, value):
        """It stands under every name."""
        names = (notes.LAST_GOOD_POLL, notes.DAY, notes.RESTORED, notes.DELIVERIES, notes.PERFORMERS)
        for name in (*names, personnel.rebinding(PersonId(1))):
            database.write_now(lambda db, name=name: notes.write(db, name, value))
        return database

    def test_is_no_moment_no_day_no_restore_and_nobodys_wish(self, noted):
        assert noted.read_now(lambda db: notes.moment(db, notes.LAST_GOOD_POLL)) is None
        assert noted.read_now(lambda db: notes.day(db, notes.DAY)) is None
        assert noted.read_now(notes.restoration) is None
        assert noted.read_now(lambda db: personnel.asked_for_account(db, PersonId(1), NOW)) is None

    def test_lets_the_page_be_turned(self, noted, value):
        today = date(2027, 1, 18)
        since = noted.write_now(lambda db: notes.turn(db, today))
        assert since == (date(2027, 1, 17) if value else None), "what began today is handed over"
        assert noted.read_now(lambda db: notes.is_turned(db, today))

    def test_lets_telegrams_account_be_taken_down(self, noted):
        assert noted.read_now(deliveries.read) == Deliveries()
        known = Deliveries(clear_at=NOW)
        assert noted.write_now(lambda db: deliveries.swap(db, Deliveries(), known))
        assert noted.read_now(deliveries.read) == known


def test_of_a_restore_whose_backup_has_no_moment_any_more_its_own_moment_stands(database):
    database.write_now(lambda db: notes.write(db, notes.RESTORED, f"{NOW.isoformat()} x"))

    assert database.read_now(notes.restoration) == notes.Restoration(NOW, None)
