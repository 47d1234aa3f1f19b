"""The sweep over what is due, where the database refuses something of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import tables as t
from storage.outbox import Kind

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
