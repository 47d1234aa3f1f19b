"""What need not be kept goes: never what is not done, never what an official's riwayat rests on."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop.steps import Action
from storage import inbox, lanes, outbox
from storage import purge as purging
from storage import tables as t
from storage.outbox import Screen
from storage.purge import purge
from tests.storage.office import everything

STRANGER = 666
DAY = timedelta(days=1)


@pytest.fixture
def lived(house):
    """Officials and a stranger wrote and were answered; a later update of an official is the newest row."""
    for chat_id in (STRANGER, house.chat(house.wahyu), -100):
        said = house.arrives(chat_id)
        house.database.write_now(lambda db, s=said, c=chat_id: answered(db, s, c, house.now))
    house.arrives(house.chat(house.sri))
    house.database.write_now(lambda db: outbox.put_screen(db, 9001, house.sri.id, Screen("terakhir"), now=house.now))
    return house


def answered(db, seq: int, chat_id: int, now) -> None:
    inbox.finish(db, (seq,), now)
    row = outbox.put_screen(db, chat_id, None, Screen("jawaban"), now=now)
    lanes.sent(db, row, 1, now)


def purged(house, ahead: timedelta) -> int:
    total = 0
    while portion := house.database.write_now(lambda db: purge(db, house.now + ahead)):
        total += portion
    return total


def chats(house, table) -> list[int]:
    query = sa.select(table.c.chat_id).distinct().order_by(table.c.chat_id)
    return list(house.database.read_now(lambda db: db.execute(query).scalars().all()))


def test_within_a_day_nothing_goes(lived):
    before = everything(lived.database)

    assert purged(lived, DAY) == 0
    assert everything(lived.database) == before


def test_after_a_day_strangers_are_forgotten(lived):
    assert purged(lived, DAY + timedelta(seconds=1)) == 4

    for table in (t.inbox, t.outbox):
        assert not {STRANGER, -100} & set(chats(lived, table))
        assert lived.chat(lived.wahyu) in chats(lived, table)


def test_what_an_official_was_told_on_an_account_that_he_has_left_stays(house):
    chat_id = house.chat(house.wahyu)
    row = house.database.write_now(
        lambda db: outbox.put_screen(db, chat_id, house.wahyu.id, Screen("kartu"), now=house.now)
    )
    house.database.write_now(lambda db: lanes.sent(db, row, 1, house.now))
    left = sa.update(t.people).where(t.people.c.id == house.wahyu.id).values(telegram_id=None)
    house.database.write_now(lambda db: db.execute(left))

    purged(house, 2 * DAY)

    assert chat_id in chats(house, t.outbox)


def test_after_a_month_done_updates_go_too_and_the_outbox_stays(lived):
    told = [row.id for row in lived.to(lived.wahyu)]
    purged(lived, timedelta(days=31))

    rows = lived.database.read_now(lambda db: db.execute(sa.select(t.inbox)).all())
    assert [(row.chat_id, row.state) for row in rows] == [(lived.chat(lived.sri), "new")]
    assert [row.id for row in lived.to(lived.wahyu)] == told


def test_what_is_not_done_stays_whoever_it_is_from(house):
    house.arrives(STRANGER)
    house.database.write_now(lambda db: outbox.put_screen(db, STRANGER, None, Screen("jawaban"), now=house.now))
    house.arrives(house.chat(house.wahyu))
    house.database.write_now(lambda db: outbox.put_screen(db, 9000, house.wahyu.id, Screen("lagi"), now=house.now))

    purged(house, timedelta(days=400))

    assert STRANGER in chats(house, t.inbox)
    assert STRANGER in chats(house, t.outbox)


def test_a_number_never_comes_again(house):
    """Even when the newest row is a stranger's, and the only one that is left."""
    last = house.arrives(STRANGER)
    house.database.write_now(lambda db: inbox.finish(db, (last,), house.now))

    purged(house, timedelta(days=400))

    kept = house.database.read_now(lambda db: db.execute(sa.select(t.inbox.c.seq)).scalars().all())
    assert kept == [last]
    assert house.arrives(STRANGER) > last


def test_a_row_that_another_names_stays_as_long(house):
    told = house.database.write_now(lambda db: outbox.put_screen(db, STRANGER, None, Screen("jawaban"), now=house.now))
    naming = {"chat_id": STRANGER, "kind": "strip", "body": "{}", "target_id": told, "created_at": house.now}
    house.database.write_now(lambda db: lanes.sent(db, told, 1, house.now))
    house.database.write_now(lambda db: db.execute(sa.insert(t.outbox).values(naming)))
    house.database.write_now(lambda db: outbox.put_screen(db, 9000, house.wahyu.id, Screen("lagi"), now=house.now))

    purged(house, 2 * DAY)
    assert chats(house, t.outbox).count(STRANGER) == 1

    house.database.write_now(lambda db: db.execute(sa.update(t.outbox).values(state="dropped")))
    purged(house, 2 * DAY)
    assert STRANGER not in chats(house, t.outbox)


def test_in_portions_so_that_others_can_write_between(lived, monkeypatch):
    monkeypatch.setattr(purging, "AT_ONCE", 1)

    assert lived.database.write_now(lambda db: purge(db, lived.now + 2 * DAY)) == 2
    assert purged(lived, 2 * DAY) == 2


async def test_the_record_is_untouched(house):
    m = await house.at_step(5)
    await house.does(m, house.dimas, Action.REPORT_OBSTACLE, "Laman tidak dapat dibuka.")
    house.forget_sent()
    before = everything(house.database)

    purged(house, timedelta(days=4000))

    after = everything(house.database)
    assert len(after["inbox"]) == 1
    assert {n: rows for n, rows in after.items() if n != "inbox"} == {n: r for n, r in before.items() if n != "inbox"}
