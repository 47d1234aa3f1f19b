"""How the bot fares, read from its rows: nothing amiss, each thing amiss by itself, and what counts as grave."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import deliveries, health, incidents, lanes, notes, outbox
from storage import tables as t
from storage.deliveries import Deliveries
from storage.health import GRAVE, Ailment, Queue
from storage.outbox import Screen
from tests.storage.office import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def look(database):
    """How it fares at this moment."""
    return lambda at=NOW: database.read_now(lambda db: health.look(db, at))


@pytest.fixture
def do(database):
    """Write something."""
    return lambda work: database.write_now(work)


@pytest.fixture
def well(do):
    """All was well a moment ago."""

    def work(db):
        notes.write(db, notes.LAST_GOOD_POLL, (NOW - 10 * SECOND).isoformat())
        notes.write(db, notes.LAST_BACKUP, (NOW - timedelta(hours=9)).isoformat())
        health.ticked(db, NOW - 20 * SECOND, 30)

    do(work)


def test_of_a_bot_that_never_ran_nothing_is_known(look):
    found = look()

    assert (found.heard_at, found.ticked_at, found.backup_at) == (None, None, None)
    assert set(found.ailments) == {Ailment.DEAF, Ailment.LATE, Ailment.NO_BACKUP}
    assert not found.is_alive


def test_of_a_bot_that_runs_nothing_is_amiss(look, well):
    found = look()

    assert found.ailments == ()
    assert found.is_alive
    assert (found.inbox, found.outbox) == (Queue(0, None), Queue(0, None))
    assert found.database in ("sqlite", "postgresql")
    assert found.size > 10_000
    assert (found.entries, found.head) == (0, "0" * 64)


async def test_the_journal_is_told_with_its_head(look, house):
    await house.opens()

    found = look(house.now)

    assert found.entries > 0
    assert (found.entries, found.head) == await house.reading.journal_head()


@pytest.mark.parametrize(
    ("later", "ailments"),
    [
        (69, set()),
        (71, {Ailment.LATE}),
        (81, {Ailment.LATE, Ailment.DEAF}),
    ],
)
def test_what_has_not_come_for_ninety_seconds_is_missed(look, well, later, ailments):
    assert set(look(NOW + later * SECOND).ailments) == ailments


def test_who_looks_at_the_deadlines_seldom_is_missed_later(look, well, do):
    do(lambda db: health.ticked(db, NOW, 600))
    do(lambda db: notes.write(db, notes.LAST_GOOD_POLL, (NOW + 1801 * SECOND).isoformat()))

    assert look(NOW + 1800 * SECOND).ailments == ()
    assert look(NOW + 1801 * SECOND).ailments == (Ailment.LATE,)


def test_a_message_that_waits_too_long_to_be_taken(look, well, do, database):
    def keep(db):
        db.execute(sa.insert(t.inbox).values(bot_id=1, update_id=1, body="{}", received_at=NOW - timedelta(minutes=10)))
        db.execute(sa.insert(t.inbox).values(bot_id=1, update_id=2, body="{}", received_at=NOW))
        db.execute(sa.insert(t.inbox).values(bot_id=1, update_id=3, body="{}", received_at=NOW, state="done"))

    do(keep)

    assert look().inbox == Queue(2, NOW - timedelta(minutes=10))
    assert look().ailments == ()
    asking = database.read_now(lambda db: health.look(db, NOW, besides=(2,)))
    assert asking.inbox.waiting == 1, "the question itself is being answered"
    found = look(NOW + SECOND)
    assert found.ailments == (Ailment.INBOX_STANDS,)
    assert not found.is_alive


def test_a_message_that_is_tried_again_and_what_waits_behind_it_would_not_be_helped_by_a_fresh_start(look, well, do):
    ages_ago = NOW - timedelta(hours=1)

    def keep(db):
        for number, chat, setbacks in ((1, 7, 3), (2, 7, 0), (3, None, 1), (4, None, 0)):
            row = {"bot_id": 1, "update_id": number, "chat_id": chat, "setbacks": setbacks}
            db.execute(sa.insert(t.inbox).values(**row, body="{}", received_at=ages_ago))

    do(keep)

    assert look().inbox == Queue(4, None)
    assert look().is_alive
    do(
        lambda db: db.execute(
            sa.insert(t.inbox).values(bot_id=1, update_id=5, chat_id=8, body="{}", received_at=ages_ago)
        )
    )
    assert look().ailments == (Ailment.INBOX_STANDS,)


def test_a_message_that_waits_too_long_to_be_sent(look, well, do):
    do(lambda db: outbox.put_screen(db, 7, None, Screen("a"), now=NOW - timedelta(minutes=10)))

    assert look().outbox == Queue(1, NOW - timedelta(minutes=10))
    assert look().ailments == ()
    found = look(NOW + SECOND)
    assert found.ailments == (Ailment.OUTBOX_STANDS,)
    assert found.is_alive, "Telegram may be away; a fresh start would not bring it back"


def test_what_was_not_delivered_within_a_day(look, well, do):
    number = do(lambda db: outbox.put_screen(db, 7, None, Screen("a"), now=NOW))
    do(lambda db: lanes.ended(db, number, "dead", "blocked", NOW - timedelta(hours=24)))

    assert look().undelivered == 1
    assert look().ailments == (Ailment.UNDELIVERED,)
    assert look().is_alive
    assert look(NOW + SECOND).undelivered == 0


def test_what_went_wrong_within_a_day(look, well, do):
    do(lambda db: incidents.add(db, "update", "1: KeyError", NOW - timedelta(hours=24)))
    do(lambda db: incidents.add(db, "undelivered", "outbox 1: blocked", NOW))

    assert look().incidents == 1, "what was not delivered is told by itself"
    assert look().ailments == (Ailment.INCIDENTS,)
    assert look(NOW + SECOND).incidents == 0


def test_deliveries_that_fail(look, well, do):
    do(lambda db: deliveries.swap(db, Deliveries(), Deliveries(clear_at=NOW, error_at=NOW, since=NOW)))

    found = look()
    assert found.failing_since == NOW
    assert found.ailments == (Ailment.DELIVERIES_FAIL,)
    assert found.is_alive


def test_a_backup_that_is_a_night_too_old(look, well):
    found = replace(look(), backup_at=NOW - timedelta(hours=36))

    assert found.ailments == ()
    assert replace(found, backup_at=NOW - timedelta(hours=36, seconds=1)).ailments == (Ailment.NO_BACKUP,)


def test_no_backup_before_the_first_night_is_no_ailment(look, well, do):
    do(lambda db: notes.forget(db, notes.LAST_BACKUP))
    do(lambda db: notes.write(db, notes.FIRST_BACKUP, NOW.isoformat()))
    found = look()

    assert found.ailments == ()
    assert replace(found, first_backup_at=NOW - timedelta(hours=1)).ailments == ()
    assert replace(found, first_backup_at=NOW - timedelta(hours=1, seconds=1)).ailments == (Ailment.NO_BACKUP,)
    assert replace(found, backup_at=NOW - timedelta(hours=37)).ailments == (Ailment.NO_BACKUP,), "it had its first"


def test_a_clock_that_was_set_back_is_no_ailment(look, well):
    assert look(NOW - timedelta(hours=1)).ailments == ()


def test_a_fresh_start_mends_three_of_them():
    assert {Ailment.DEAF, Ailment.LATE, Ailment.INBOX_STANDS} == GRAVE


def test_of_many_that_saw_the_same_one_changes_a_note(database, do):
    do(lambda db: notes.write(db, "x", "old"))

    assert [do(lambda db: notes.swap(db, "x", "old", "new")) for _ in range(3)] == [True, False, False]
    assert database.read_now(lambda db: notes.read(db, "x")) == "new"
    assert do(lambda db: notes.swap(db, "y", None, "first"))
