"""What grows with the years is never looked through for one tap: each statement finds its rows by an index.

A soak showed what happens otherwise: redrawing a card read the whole outbox, and after 25,000 updates each tap took
twice as long. SQLite is asked for its plans; PostgreSQL chooses by the size of a table, from the same indexes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from sop.roles import Role
from sop.steps import Action
from storage import inbox, lanes, outbox, prompts, reach
from storage.engine import Database
from storage.purge import purge
from tests.storage.test_asking_who import asks, confirms, settles
from tests.storage.test_confirming import brought_in

GROWS = frozenset({"outbox", "journal", "inbox", "prompts", "files", "papers", "uploads"})
BY_A_PART = frozenset({"ix_outbox_undone", "ix_outbox_live", "ix_inbox_undone", "ix_prompts_open"})
"""Indexes that hold only what is under way: to go through one of them is to find."""
NEWEST = re.compile(r"SELECT journal\.(hash|seq)[^*]* FROM journal ORDER BY journal\.seq DESC LIMIT")
"""The journal's head: the first row from the end."""
OF_THE_TEST = "WHERE inbox.update_id = ?"


@contextmanager
def noted(database: Database) -> Iterator[dict[str, Any]]:
    """Every statement that looks something up, with the values it was first given."""
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not many and re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
            seen.setdefault(" ".join(statement.split()), values)

    engines = (database.writer, database.reader)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)


def looks_through(database: Database, statement: str, values: Any) -> list[str]:
    """The steps of a plan that go through all of a table that grows, or sort all that one maklumat ever had."""
    with database.reader.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = [str(row[3]) for row in rows]
    found = []
    for step in steps:
        scanned = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if scanned and scanned[1] in GROWS and scanned[2] not in BY_A_PART:
            found.append(step)
        if "TEMP B-TREE FOR ORDER BY" in step and re.search(r"FROM journal", statement):
            found.append(step)
    return found


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_no_act_of_the_sop_looks_through_what_grows(house):
    with noted(house.database) as seen:
        m = await house.at_step(3)
        list(house.delivers())
        await house.does(m, house.bagus, Action.ASK, "Kanal pengaduannya?")
        await house.does(m, house.bagus, Action.REPORT_OBSTACLE, "Sedang dinas luar")
        await house.does(m, house.wahyu, Action.ANSWER, "Ada pada butir 6", question=1)
        await house.does(m, house.bagus, Action.APPROVE)
        await house.does(m, house.sri, Action.ORDER)
        list(house.delivers())
        for who in (house.bagus, house.wahyu):
            await house.reading.view(m.id, who.id, house.now)
            await house.reading.message(house.chat(who), 3)
            await house.reading.tasks(who.id, house.now)
            await house.reading.official(house.chat(who), house.now)
            await house.reading.asked_last(who.id)
        joko = await brought_in(house, "Joko", Role.KOMISIONER)
        await asks(house, house.ratna, joko)
        await settles(house, await confirms(house, joko, house.bagus))
        house.database.write_now(lambda db: lanes.chats_ready(db, house.now))
        house.database.read_now(lambda db: inbox.waiting(db, house.now))
        house.database.read_now(lambda db: prompts.still_open(db, house.wahyu.id, (prompts.TITLE,)))
        house.database.read_now(lambda db: reach.waiting(db, house.chat(house.wahyu)))
        house.database.write_now(lambda db: outbox.strip_question(db, 1, house.now))
        house.database.write_now(lambda db: purge(db, house.now + timedelta(days=60)))
        await house.desk.tick(house.now + timedelta(days=2))
        list(house.delivers())

    found = {
        statement: steps
        for statement, values in seen.items()
        if OF_THE_TEST not in statement
        and not NEWEST.match(statement)
        and (steps := looks_through(house.database, statement, values))
    }
    assert len(seen) > 40
    assert found == {}
