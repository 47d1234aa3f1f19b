"""What is written of a failure: its cause by name, no words of anybody's, and the same once a minute with a count."""

import logging
import sqlite3

import psycopg
import pytest
import sqlalchemy as sa

from bot import troubles
from bot.intake import _briefly, _PollRefused
from bot.troubles import NOT_AGAIN_SECONDS, Spoken, tell

log = logging.getLogger("bot.somewhere")


@pytest.fixture
def watch(monkeypatch):
    """Seconds that pass when they are told to."""
    at = [1000.0]
    monkeypatch.setattr(troubles, "SPOKEN", Spoken(lambda: at[0]))
    return at


@pytest.fixture
def lines(caplog, watch):
    return lambda: [record.getMessage() for record in caplog.records]


def real_refusal(tmp_path, statement: str) -> sa.exc.DBAPIError:
    """What SQLite itself refuses."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/a.db", hide_parameters=True)
    with engine.connect() as db:
        db.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(sa.exc.DBAPIError) as refused:
            db.exec_driver_sql(statement, ("Bapak Wahyu",))
    engine.dispose()
    return refused.value


def test_the_cause_is_named_and_nobody_is(tmp_path, lines):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as db:
        db.exec_driver_sql("CREATE TABLE people (name)")
    engine.dispose()

    tell(log, "updates could not be kept", real_refusal(tmp_path, "INSERT INTO people VALUES (?)"))

    assert lines() == ["updates could not be kept: the database says OperationalError SQLITE_READONLY"]


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (psycopg.errors.DiskFull, "DiskFull 53100"),
        (psycopg.errors.AdminShutdown, "AdminShutdown 57P01"),
        (psycopg.OperationalError, "OperationalError"),
    ],
)
def test_what_postgresql_says_has_its_number(lines, kind, named):
    tell(log, "the tick failed", sa.exc.OperationalError("INSERT", {}, kind("Key (name)=(Bapak Wahyu)")))

    assert lines() == [f"the tick failed: the database says {named}"]


def test_the_same_is_told_once_a_minute_with_how_often_it_came(watch, lines):
    away = sa.exc.OperationalError("INSERT", {}, psycopg.OperationalError("away"))
    for _ in range(100):
        tell(log, "the tick failed", away)
        watch[0] += 1

    told = "the tick failed: the database says OperationalError"
    assert lines() == [told, f"{told} (59 times more since this was last told)"]


def test_another_trouble_is_told_at_once(watch, lines):
    for code in ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_BUSY"):
        orig = sqlite3.OperationalError("words")
        orig.sqlite_errorname = code
        tell(log, "the tick failed", sa.exc.OperationalError("INSERT", {}, orig))

    assert [line.rpartition(" ")[2] for line in lines()] == ["SQLITE_BUSY", "SQLITE_FULL"]


def test_two_defects_of_one_name_are_two(lines):
    def first() -> None:
        raise KeyError("one")

    def second() -> None:
        raise KeyError("two")

    for defect in (first, second, first, second):
        try:
            defect()
        except KeyError as trouble:
            tell(log, "a turn failed", trouble)

    assert lines() == ["a turn failed", "a turn failed"]


def test_what_was_told_long_ago_is_forgotten():
    at = [0.0]
    spoken = Spoken(lambda: at[0])
    for number in range(1000):
        spoken.again(number)
        at[0] += NOT_AGAIN_SECONDS

    assert len(spoken._told) < 3


def test_a_refused_poll_has_its_number():
    assert _briefly(_PollRefused(502)) == "answered with HTTP 502"
