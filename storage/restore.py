"""A backup becomes a database again, of either kind, in an empty place; so it is also the way from one kind to another.

All or nothing: the copy is checked before and after, and what it had not sent yet is put aside for review in the
transaction that makes it live. Holders get fresh cards at the next start, for the note of the last good poll is aged;
the buttons of before mean nothing from then on, for their numbers are given out again.
"""

import contextlib
import errno
import os
import secrets
import shutil
import sqlite3
import string
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import backup, incidents, invites, journal, migrations, notes, outbox, review, transfer
from storage import tables as t
from storage.claims import CLAIMING, PROCESSES
from storage.engine import Database
from storage.errors import BackupUnfit, DatabaseBusy, DatabaseForeign, PlaceTaken, SchemaUnknown, Unfit
from storage.identity import seem_away
from storage.outbox import Screen
from storage.people import Official, everyone

UNFINISHED = ".restoring-"
"""How a folder begins in which a restore prepares what it then puts in place."""
LASTS_AT_MOST = timedelta(hours=1)
MARKS = string.ascii_lowercase + string.digits
"""Of what the mark upon all buttons is drawn, by chance: two restores of one backup shall not take each other's."""
LIVED = (t.people, t.invites, t.inbox, t.journal)
"""Without a row in any of these nobody has used the database: what else stands in it, the bot has put there itself."""


@dataclass(frozen=True)
class Restored:
    """What was restored: the file's name, when it was taken, the journal, and how many messages wait for review."""

    name: str
    taken_at: datetime | None
    """Aware UTC; none for a database file that was no backup."""
    count: int
    head: str
    waiting: int
    reached: tuple[str, ...] = ()
    """Who can use the bot, as it was then: what was closed or given another account since is so no more."""
    voided: tuple[str, ...] = ()
    """Whose one-time codes were open then, and are worth nothing now."""


class Announce(Protocol):
    """How it is told."""

    def __call__(self, restored: Restored, *, to_admin: bool) -> Screen:
        """What an admin, or any other official, reads of it."""


def restore(file: Path, database: Database, now: datetime, announce: Announce) -> Restored:
    """Restore a backup into the place of a database that was not opened yet; everybody is told by `announce`.

    Raises:
        BackupUnfit: the file is no whole backup; nothing was changed.
        PlaceTaken: something is there already; nothing was changed.
        DatabaseBusy: the bot serves this PostgreSQL database; nothing was changed.
        OSError: the file cannot be read, or the place cannot be written to.
        DBAPIError: the database is away.
    """
    if not is_empty(database):
        raise PlaceTaken
    workplace = _workplace(file, database)
    _clear_away(workplace, now)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=workplace) as folder:
        copied = Path(folder, "copy.db")
        _copy(file, copied)
        wanted = backup.examine(copied)
        finish = partial(_settle, name=file.name, wanted=wanted, now=now, announce=announce)
        copy = Database(f"sqlite:///{copied}")
        try:
            migrations.bring_up_to_date(copy)
            restored = copy.write_now(finish) if database.is_sqlite else _carry(copy, database, finish)
        finally:
            copy.close()
        if database.is_sqlite:
            # Making the copy took its time: somebody may have been invited there meanwhile.
            if not is_empty(database):
                raise PlaceTaken
            database.let_go()
            _put_in_place(copied, database.path)
    return restored


def _workplace(file: Path, database: Database) -> Path | None:
    """Where there is room: beside the database, so that putting it in place is one step; else beside the backup."""
    if database.is_sqlite:
        return database.path.parent
    return file.parent if os.access(file.parent, os.W_OK) else None


def _clear_away(workplace: Path | None, now: datetime) -> None:
    """A restore that was killed leaves a whole copy of the office behind; one that runs beside us is not so old."""
    for folder in (workplace or Path(tempfile.gettempdir())).glob(f"{UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < (now - LASTS_AT_MOST).timestamp():
                shutil.rmtree(folder)


def is_empty(database: Database) -> bool:
    """Whether nothing is kept there: no file, no table in it, or our tables and nobody ever in them."""
    if not database.is_sqlite:
        return database.read_now(_is_unused)
    if not database.path.exists() or database.path.stat().st_size == 0:
        return True
    try:
        with backup.looking_at(database.path) as db:
            return _is_unused(db)
    except sa.exc.OperationalError:
        raise
    except sa.exc.DatabaseError:
        return False


def _is_unused(db: Connection) -> bool:
    """`run` makes the schema at its first start, also where a restore was what one wanted."""
    try:
        if migrations.standing(db) is None:
            return True
    except (DatabaseForeign, SchemaUnknown):
        return False
    return not any(db.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() for table in LIVED)


def _copy(file: Path, to: Path) -> None:
    """By SQLite itself: a file that was not closed well has its newest rows beside it."""
    if not file.is_file():
        kind, number = (IsADirectoryError, errno.EISDIR) if file.is_dir() else (FileNotFoundError, errno.ENOENT)
        raise kind(number, os.strerror(number), str(file))
    if not os.access(file, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
    os.close(os.open(to, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(backup.opened(file)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
    except sqlite3.DatabaseError as trouble:
        if isinstance(trouble, sqlite3.OperationalError):
            is_full = trouble.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
            raise OSError(errno.ENOSPC if is_full else errno.EIO, str(trouble), str(to)) from trouble
        raise BackupUnfit(backup.what_ails(file)) from trouble


def _carry(copy: Database, database: Database, finish: Callable[[Connection], Restored]) -> Restored:
    """Schema, rows and the last touches in one transaction."""
    with database.writer.begin() as target, copy.reader.connect() as source:
        if target.exec_driver_sql(PROCESSES, (CLAIMING,)).scalar_one():
            raise DatabaseBusy
        if not _is_unused(target):
            raise PlaceTaken
        if migrations.current(target) is not None:
            migrations.step(target, "base")
        migrations.step(target, "head")
        transfer.copy_rows(source, target)
        transfer.count_on(target)
        return finish(target)


def _settle(db: Connection, *, name: str, wanted: tuple[int, str], now: datetime, announce: Announce) -> Restored:
    """The last transaction: nothing old is said unasked, holders will get fresh cards, everybody is told."""
    if journal.verify(db) is not None or journal.head(db) != wanted:
        raise BackupUnfit(Unfit.BEHIND)
    taken = notes.moment(db, notes.TAKEN_AT)
    for passed in (notes.TAKEN_AT, notes.REISSUED):
        notes.forget(db, passed)
    # Cards sent since the backup are unknown here, and taps on them would be of no use.
    seem_away(db, now, taken)
    notes.write(db, notes.RESTORED, " ".join(at.isoformat() for at in (now, taken) if at is not None))
    notes.write(db, notes.BUTTONS, "".join(secrets.choice(MARKS) for _ in range(3)))
    waiting = review.put_aside(db)
    reached = [official for official in _officials(db, now) if official.telegram_id is not None]
    restored = Restored(
        name,
        taken,
        *wanted,
        waiting,
        tuple(official.name for official in reached),
        invites.void_all(db, now),
    )
    incidents.add(db, "restored", f"{name}: {restored.count} entries, {waiting} messages in review", now)
    for official in reached:
        assert official.telegram_id is not None
        screen = announce(restored, to_admin=official.is_admin)
        outbox.put_screen(db, official.telegram_id, official.id, screen, now=now)
    return restored


def _officials(db: Connection, now: datetime) -> list[Official]:
    """Who is one on this day, and on the next: an office's day begins hours before that of UTC.

    Also who is away, or waits to be confirmed: they read their chats, and may act again before long.
    """
    days = (everyone(db, now.date() + timedelta(days=later)).by_id for later in (0, 1))
    found = {number: o for people in days for number, o in people.items() if o.roles or o.is_admin or o.away or o.waits}
    return [found[number] for number in sorted(found)]


def _put_in_place(copied: Path, path: Path) -> None:
    backup.settle_on_disk(copied)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    copied.replace(path)
    backup.settle_on_disk(path)
