"""People who are not enrolled: heard and answered, but not without end, and never at the cost of an official."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import inbox, outbox, strangers
from storage import tables as t
from storage.outbox import Screen
from storage.strangers import ANSWERS, KEPT_OF_ONE
from tests.storage.office import BOT, NOW

STRANGER = 77


def message(number, chat_id):
    return {"update_id": number, "message": {"chat": {"id": chat_id}, "text": "halo"}}


@pytest.fixture
def keeps(house):
    def keep_them(*updates, at=NOW):
        return house.database.write_now(lambda db: inbox.keep(db, BOT, updates, at))

    return keep_them


class TestWhatIsKept:
    def test_of_one_stranger_is_so_much_within_an_hour_and_then_more(self, keeps):
        many = [message(9000 + n, STRANGER) for n in range(KEPT_OF_ONE + 20)]

        kept = keeps(*many)
        assert (kept.new, kept.refused) == (KEPT_OF_ONE, 20)
        assert keeps(message(9999, STRANGER), at=NOW + timedelta(hours=1, seconds=1)).new == 1

    def test_is_no_less_because_the_clock_was_a_month_ahead_for_a_while(self, keeps):
        keeps(*(message(9000 + n, STRANGER) for n in range(KEPT_OF_ONE)), at=NOW + timedelta(days=30))

        assert keeps(*(message(9500 + n, STRANGER) for n in range(KEPT_OF_ONE))).new == KEPT_OF_ONE

    def test_of_an_official_is_everything(self, keeps, house):
        many = [message(9000 + n, house.chat(house.wahyu)) for n in range(3 * KEPT_OF_ONE)]

        assert keeps(*many).new == 3 * KEPT_OF_ONE

    def test_of_an_account_that_is_closed_is_no_more_than_of_a_stranger(self, keeps, house):
        chat_id = house.chat(house.wahyu)
        close = sa.update(t.people).where(t.people.c.telegram_id == chat_id).values(closed_at=NOW)
        house.database.write_now(lambda db: db.execute(close))

        assert keeps(*(message(9000 + n, chat_id) for n in range(KEPT_OF_ONE + 20))).new <= KEPT_OF_ONE

    def test_of_all_strangers_together_has_an_end_too(self, keeps, house, monkeypatch):
        monkeypatch.setattr(strangers, "KEPT_OF_ALL", 40)

        kept = keeps(*(message(9000 + n, 500 + n) for n in range(50)), message(9990, house.chat(house.wahyu)))

        assert (kept.new, kept.refused) == (41, 10)

    def test_of_nobody_in_particular_counts_as_one_stranger(self, keeps):
        many = [{"update_id": 9000 + n, "poll": {"id": str(n)}} for n in range(KEPT_OF_ONE + 5)]

        assert keeps(*many).refused == 5


@pytest.mark.parametrize(
    "shape",
    [
        {"message": {"chat": {"id": STRANGER}, "text": 5, "caption": "/start"}},
        {"message": {"chat": {"id": STRANGER}, "caption": "/start"}},
        {"message": {"chat": {"id": STRANGER}, "text": " ", "caption": "/start"}},
        {"edited_message": {"chat": {"id": STRANGER}, "text": "/start kode"}, "message": "/start kode"},
    ],
    ids=["a number", "no words", "blanks", "words where a message should be"],
)
def test_what_has_no_words_is_no_try_of_a_code(house, keeps, shape):
    keeps(*({"update_id": 9000 + n, **shape} for n in range(5)))
    with_words = {"chat": {"id": STRANGER}, "text": "/start kode"}
    keeps(*({"update_id": 9100 + n, "message": with_words} for n in range(3)))

    def tries(db):
        return strangers.refuse_guessing(db, STRANGER, (9999,), NOW)

    assert house.database.write_now(tries) is None


def test_a_stranger_is_answered_a_few_times_within_an_hour(house):
    def may(at=NOW):
        return house.database.read_now(lambda db: strangers.may_be_answered(db, STRANGER, at))

    for _ in range(ANSWERS):
        assert may()
        house.database.write_now(lambda db: outbox.put_screen(db, STRANGER, None, Screen("maaf"), now=NOW))

    assert not may()
    assert may(NOW + timedelta(hours=1, seconds=1))
