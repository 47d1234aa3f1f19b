"""Backups: a whole database in one SQLite file, of whichever kind the database is (decision 0015).

A backup is one moment of the database, taken beside the running bot. It gets its name only after it was checked: whole
for SQLite, its journal holding, and its journal's head the one that the database had. What has another name is nobody's
backup, and is never deleted here.
"""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import journal, migrations, notes, soundness, transfer
from storage.engine import Database
from storage.errors import BackupUnderWay, BackupUnfit, Findings, Unfit

NAME = "maklumat-%Y%m%d-%H%M%SZ.db"
_NAMED = re.compile(r"maklumat-\d{8}-\d{6}Z\.db")
_HALF = ".part"
_BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite may leave beside a file, and the file itself."""
LEFT_BEHIND = timedelta(days=1)
"""After so long nobody is writing a half-made file any more."""
MONTHS = 12
"""For so many months, this one included, the newest backup of each is kept."""
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Backup:
    """A backup that was checked: where it is, how many entries its journal has, and the hash of the last."""

    path: Path
    count: int
    head: str


def make(database: Database, folder: Path, now: datetime) -> Backup:
    """Take a backup into a folder, which is made if need be; `now` (aware UTC) gives its name.

    Raises:
        BackupUnfit: the copy is not what the database held; it was removed.
        BackupUnderWay: its name is taken, whole or half-made; what has it is left alone.
        OSError: it cannot be written (no space, no right).
        DBAPIError: the database cannot be read.
    """
    path = _named(folder, now)
    half = path.with_name(path.name + _HALF)
    if path.exists():
        raise BackupUnderWay
    try:
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise BackupUnderWay from None
    try:
        least, _ = database.read_now(journal.head)
        _copy(database, half)
        _sign(half, now)
        count, head = examine(half)
        if count < least or database.read_now(lambda db: journal.head_at(db, count)) != head:
            raise BackupUnfit(Unfit.BEHIND)
        half.rename(path)
        settle_on_disk(path)
    finally:
        for beside in _BESIDE:
            half.with_name(half.name + beside).unlink(missing_ok=True)
    return Backup(path, count, head)


async def rescue(database: Database, folder: Path, now: datetime) -> Path:
    """Copy what is held open of an SQLite file that is no longer at its path into a backup; `now` gives its name.

    It is not examined: what it holds may be all there is, and whoever restores it examines it then.

    Raises:
        OSError: it cannot be written.
        DBAPIError, sqlite3.Error: it cannot be read.
    """
    path = _named(folder, now)
    half = path.with_name(path.name + _HALF)
    try:
        await database.rescue(half)
        _sign(half, now)
        half.chmod(0o600)
        half.rename(path)
        settle_on_disk(path)
    finally:
        for beside in _BESIDE:
            half.with_name(half.name + beside).unlink(missing_ok=True)
    return path


def examine(path: Path) -> tuple[int, str]:
    """Whether a backup is whole.

    Returns:
        How many entries its journal has, and the hash of the last.

    Raises:
        BackupUnfit: it is not.
    """
    try:
        with looking_at(path) as db:
            step = migrations.current(db)
            if step is None:
                raise BackupUnfit(Unfit.FOREIGN)
            if not migrations.is_known(step):
                raise BackupUnfit(Unfit.NEWER)
            if db.exec_driver_sql("PRAGMA integrity_check").scalar_one() != "ok":
                raise BackupUnfit(Unfit.BROKEN)
            if db.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise BackupUnfit(Unfit.BROKEN)
            if (broken := journal.verify(db)) is not None:
                raise BackupUnfit(Unfit.CHAIN, Findings(entry=broken.seq, reason=broken.reason))
            if found := soundness.look(db):
                raise BackupUnfit(Unfit.CONTENT, found)
            return journal.head(db)
    except sa.exc.OperationalError:
        raise
    except sa.exc.DatabaseError:
        raise BackupUnfit(what_ails(path)) from None


def rotate(folder: Path, keep: int, now: datetime) -> tuple[str, ...]:
    """Keep the newest so many, and the newest of each of the last twelve months; what was left half-made goes too.

    Returns:
        The names of what was removed.
    """
    named = sorted((path for path in folder.iterdir() if _NAMED.fullmatch(path.name)), reverse=True)
    kept = {path.name for path in named[:keep]}
    monthly: dict[str, str] = {}
    for path in named:
        monthly.setdefault(_month(path.name), path.name)
    kept |= {name for month, name in monthly.items() if month > _months_back(now, MONTHS)}
    goes = [path for path in named if path.name not in kept]
    oldest = (now.astimezone(UTC) - LEFT_BEHIND).strftime(NAME)
    goes += [path for path in folder.iterdir() if _is_left_behind(path.name, oldest)]
    for path in goes:
        path.unlink(missing_ok=True)
    return tuple(path.name for path in goes)


@contextmanager
def looking_at(path: Path) -> Iterator[Connection]:
    """A connection to an SQLite file that cannot change it."""
    engine = sa.create_engine("sqlite://", creator=lambda: opened(path), poolclass=sa.NullPool, hide_parameters=True)
    with engine.connect() as db:
        yield db


def opened(path: Path) -> sqlite3.Connection:
    """An SQLite file, opened for reading alone."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)


def what_ails(path: Path) -> Unfit:
    """Why SQLite cannot read a file: it is no database at all, or a broken one."""
    with path.open("rb") as file:
        return Unfit.BROKEN if file.read(16) == b"SQLite format 3\0" else Unfit.NO_DATABASE


def settle_on_disk(path: Path) -> None:
    """A file and its name outlast a power cut from here on."""
    for place, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        descriptor = os.open(place, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _copy(database: Database, half: Path) -> None:
    if database.is_sqlite:
        with closing(opened(database.path)) as source, _as_ours():
            source.execute("VACUUM INTO ?", (str(half),))
        return
    copy = Database(f"sqlite:///{half}")
    try:
        with database.reader.connect() as source:
            step = migrations.current(source)
            migrations.migrate(copy.writer, step or migrations.HEAD)
            copy.write_now(lambda target: transfer.copy_rows(source, target))
    except sa.exc.DataError:
        # A moment beyond all calendars, which PostgreSQL can keep and nobody can read.
        raise BackupUnfit(Unfit.BROKEN) from None
    finally:
        copy.close()


def _sign(half: Path, now: datetime) -> None:
    """The copy tells when it was taken, is one file without a log beside it, and lies on the disk."""
    with closing(sqlite3.connect(half)) as db, _as_ours():
        db.execute("PRAGMA journal_mode=DELETE")
        for key in (notes.TAKEN_AT, notes.LAST_BACKUP):
            db.execute("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)", (key, now.isoformat()))
        db.commit()
    settle_on_disk(half)


@contextlib.contextmanager
def _as_ours() -> Iterator[None]:
    """What the driver says, as everybody else here is told it."""
    try:
        yield
    except sqlite3.Error as trouble:
        raise sa.exc.OperationalError("a backup", None, trouble) from trouble


def _named(folder: Path, now: datetime) -> Path:
    """What a backup of this moment is called, in a folder that is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / now.astimezone(UTC).strftime(NAME)


def _month(name: str) -> str:
    return name.partition("-")[2][:6]


def _months_back(now: datetime, months: int) -> str:
    there = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1 - months
    return f"{there // 12:04d}{there % 12 + 1:02d}"


def _is_left_behind(name: str, oldest: str) -> bool:
    stamp, _, beside = name.partition(_HALF)
    return stamp != name and beside in _BESIDE and bool(_NAMED.fullmatch(stamp)) and stamp < oldest
