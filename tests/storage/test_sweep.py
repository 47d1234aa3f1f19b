"""The sweep over what is due, where the database refuses something of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop.deadlines import UNSENT_CORRECTION
from sop.events import RungReached
from storage import outbox, sweep
from storage import tables as t
from storage.outbox import Kind
from storage.sweep import OVERTAKEN

SQLITE = (
    "CREATE TRIGGER refuses BEFORE UPDATE ON maklumat WHEN NEW.id = {maklumat} BEGIN SELECT RAISE({how}, 'full'); END"
)
POSTGRES = """
    CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {how}; RETURN NEW; END $$;
    CREATE TRIGGER refuses BEFORE UPDATE ON maklumat FOR EACH ROW WHEN (NEW.id = {maklumat}) EXECUTE FUNCTION refuses()
"""
GONE = "PERFORM pg_terminate_backend(pg_backend_pid())"


def refuses(house, maklumat, *, whole):
    """The database refuses to change this maklumat; with `whole` it takes the transaction back by itself, too."""
    if house.database.is_sqlite:
        statement = SQLITE.format(maklumat=maklumat, how="ROLLBACK" if whole else "ABORT")
    else:
        statement = POSTGRES.format(maklumat=maklumat, how=GONE if whole else "RAISE 'full'")
    house.database.write_now(lambda db: db.exec_driver_sql(statement))


def takes_it_again(house):
    on = "" if house.database.is_sqlite else " ON maklumat"
    house.database.write_now(lambda db: db.exec_driver_sql(f"DROP TRIGGER refuses{on}"))


def used(house, *numbers):
    return [number for number in numbers if house.present(number).visit.rungs]


def reminded(house):
    return [row.person_id for row in house.rows(t.outbox.c.id > house.mark) if row.kind == Kind.REMINDER]


@pytest.fixture
async def due(house):
    """Two maklumat are late; the second would be looked at after the first."""
    first, second = await house.at_step(3), await house.at_step(3)
    house.forget_sent()
    house.now = second.visit.due_at + timedelta(minutes=1)
    return first.id, second.id


async def test_what_waits_to_be_said_since_an_earlier_rung_is_said_once(house):
    """Both would be drawn from the state at their sending, word for word the same."""
    m = await house.at_step(3)
    house.forget_sent()
    house.now = m.visit.due_at + timedelta(minutes=1)
    await house.desk.tick(house.now)
    house.now += timedelta(days=1)
    await house.desk.tick(house.now)

    told = [row for row in house.rows(t.outbox.c.id > house.mark) if row.kind == Kind.REMINDER]
    assert len(house.present(m.id).visit.rungs) > 1
    of_bagus = [(row.state, row.live, row.trouble) for row in told if row.person_id == house.bagus.id]
    assert of_bagus == [("dropped", False, OVERTAKEN), ("queued", True, None)]


async def test_what_is_on_its_way_of_another_or_of_an_unsent_correction_is_no_less_said(house):
    first, second = await house.at_step(3), await house.at_step(3)
    chat, bagus = house.chat(house.bagus), house.bagus.id
    unsent = RungReached(at=house.now, visit=first.visit.number, rung=f"{UNSENT_CORRECTION}:{bagus}")

    def reminds(db, m, event=None):
        visit = m.visit.number
        return outbox.put_notice(
            db, Kind.REMINDER, chat, bagus, m.id, visit=visit, version=1, event=event, now=house.now
        )

    def work(db):
        leaving, waits = reminds(db, first), reminds(db, first)
        others = reminds(db, first, unsent), reminds(db, second)
        db.execute(sa.update(t.outbox).where(t.outbox.c.id == leaving).values(state="sending"))
        sweep.overtake(db, chat, first.id, house.now)
        return leaving, waits, *others

    rows = house.database.write_now(work)

    said = {row.id: row.state for row in house.rows(t.outbox.c.id.in_(rows))}
    assert [said[row] for row in rows] == ["sending", "dropped", "queued", "queued"]


async def test_what_is_refused_for_one_leaves_the_others_reminded(house, due):
    refuses(house, due[0], whole=False)
    with pytest.raises(ExceptionGroup, match="some reminders failed"):
        await house.desk.tick(house.now)
    assert used(house, *due) == [due[1]]
    assert set(reminded(house)) == {house.bagus.id, house.ratna.id}

    takes_it_again(house)
    await house.desk.tick(house.now)
    assert used(house, *due) == [*due]


async def test_where_all_is_taken_back_none_is_used_and_each_is_reminded_later(house, due):
    """A full disk ends SQLite's transaction by itself, and a server that is gone ends any: what followed was alone."""
    refuses(house, due[0], whole=True)
    with pytest.raises(sa.exc.DBAPIError) as refused:
        await house.desk.tick(house.now)
    assert "savepoint" not in str(refused.value), "why, and not what became of it"
    assert (used(house, *due), reminded(house)) == ([], [])

    takes_it_again(house)
    await house.desk.tick(house.now)
    assert used(house, *due) == [*due]
    assert [row.person_id for row in house.rows(t.outbox.c.id > house.mark) if row.kind == Kind.DIGEST] == [
        house.bagus.id,
        house.ratna.id,
    ]
