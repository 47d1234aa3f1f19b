"""The office's database is opened: by the one `run` that serves an SQLite file, and by commands beside it."""

import fcntl
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock as clocks
from bot.clock import Clock
from bot.settings import Settings
from storage import days, migrations, notes
from storage.engine import Database, is_there
from storage.errors import BackupInPlace, DatabaseBusy, DatabaseDamaged, DatabaseMissing, DatabaseMovedAway

log = logging.getLogger(__name__)

MENDED_SQLITE = (3, 51, 3)
"""Before it, two connections that write and tidy at the very same instant could damage a file in WAL mode."""


def clock_of(settings: Settings) -> Clock:
    """The machine's clock; moved by an offset file only against a local Telegram."""
    if settings.clock_offset_file is None:
        return clocks.now
    return clocks.moved(settings.clock_offset_file, settings.bot_api_url)


def open_database(settings: Settings, clock: Clock) -> Database:
    """The office's database, brought up to date, with the days off of this year and the next.

    Raises:
        DatabaseMovedAway: a `run` goes on with a file that is no longer there.
        BackupInPlace: it is a backup that was not restored.
        DatabaseDamaged: what SQLite reads of its file does not hold together.
    """
    database = Database(settings.database_url)
    if is_served_elsewhere(database):
        database.close()
        raise DatabaseMovedAway
    year = clock().astimezone(settings.zone).year
    try:
        if database.is_sqlite and database.read_now(_ails):
            raise DatabaseDamaged
        migrations.bring_up_to_date(database)
        if database.read_now(lambda db: notes.read(db, notes.TAKEN_AT)) is not None:
            raise BackupInPlace
        database.write_now(lambda db: days.seed(db, (year - 1, year, year + 1)))
    except BaseException:
        database.close()
        raise
    return database


def open_existing(settings: Settings) -> Database:
    """The office's database, brought up to date, where there is one; whoever only asks neither makes nor fills any.

    Raises:
        DatabaseMissing: there is none, not even an empty folder was made.
        DatabaseForeign: it is somebody else's.
        SchemaUnknown: a newer version has made it.
    """
    if not is_there(settings.database_url):
        raise DatabaseMovedAway if is_missed(settings.database_url) else DatabaseMissing
    database = Database(settings.database_url)
    if is_served_elsewhere(database):
        database.close()
        raise DatabaseMovedAway
    try:
        if database.read_now(migrations.standing) is None:
            raise DatabaseMissing
        migrations.bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """One `run` for each SQLite file; short writes of the command line go on beside it."""
    if not database.is_sqlite:
        yield
        return
    with _lock_of(database).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseBusy from None
        lock.truncate(0)
        lock.write(_number_of(database))
        lock.flush()
        yield


def warn_of_old_sqlite(database: Database) -> None:
    """Say so where the machine's SQLite is known to damage a file in a rare case; a command beside `run` writes too."""
    if database.is_sqlite and sqlite3.sqlite_version_info < MENDED_SQLITE:
        log.warning(
            "SQLite %s is older than %s, which mended a rare damage: see 'An old SQLite' in docs/running.md",
            sqlite3.sqlite_version,
            ".".join(map(str, MENDED_SQLITE)),
        )


def is_served_elsewhere(database: Database) -> bool:
    """Whether a `run` goes on with a file that is no longer at this path, as its lock says."""
    if not database.is_sqlite or not _lock_of(database).exists():
        return False
    with _lock_of(database).open("r") as lock:
        if lock.read() in ("", _number_of(database)):
            return False
        # Asked for only now: a `run` that starts must not find it taken. One that was killed holds it no longer.
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def is_missed(url: str) -> bool:
    """Whether a `run` holds the lock of an SQLite file that is gone; nothing is made where nothing is."""
    path = Path(sa.make_url(url).database or "")
    if not path.with_name(path.name + ".lock").exists():
        return False
    database = Database(url)
    try:
        return is_served_elsewhere(database)
    finally:
        database.close()


def _ails(db: Connection) -> bool:
    """Whether a page of an SQLite file is damaged: one that is read seldom would be noticed only by the next backup."""
    return bool(db.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok")


def _lock_of(database: Database) -> Path:
    return database.path.with_name(database.path.name + ".lock")


def _number_of(database: Database) -> str:
    """The file that a lock is for: a name alone would not tell it from another that took its place."""
    there = database.place.there()
    return f"{there[0]}:{there[1]}" if there else ""
