"""The database itself: one writer at a time, readers beside it, one thread hop for each transaction.

SQLite: WAL, synchronous=FULL (Telegram has been told 'received', so the last commit must not be lost), BEGIN IMMEDIATE
(a deferred transaction that read first cannot upgrade, and busy_timeout does not help). PostgreSQL: a transaction that
writes takes one advisory lock first, so that replicas too write one after another and each sees what the one before has
committed (decision 0013). Readers, on both, use connections that cannot write and see one moment. What a statement
carries is hidden from errors, for those reach the log.
"""

import asyncio
import contextvars
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from storage.failures import Failing, kind_of

T = TypeVar("T")

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    "trusted_schema=OFF",
    "journal_size_limit=67108864",
)
TURN_MS = 20
"""So long SQLite waits by itself for the turn to write, asking after 1, 3, 8 and 18 ms, before it is asked anew.

Left alone it would ask ten times a second in the end, and who writes without a pause would take every gap between."""
PATIENT_MS = "patience"
"""Under this name a connection keeps how long its writer waits in all: the busy_timeout of above."""
READERS = 4
WRITE_LOCK = 0x4D414B4C554D4154
"""The advisory lock of whoever writes; the number spells MAKLUMAT."""
CONNECTING: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "maklumat-bot",
    # A machine that is gone without a word must not keep its locks for the two hours that TCP would wait.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    # Those are how we notice that the server is gone. By these it notices that we are, and lets go of our locks.
    "options": (
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000"
    ),
}
PATIENCE = f"{CONNECTING['options']} -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
"""A writer that stands still, as a stopped replica does, is broken off by the server."""


def is_there(url: str) -> bool:
    """Whether there may be a database to open: of an SQLite file that can be seen, a server must be asked."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    path = Path(parsed.database or "")
    return path.exists() and (not path.is_file() or path.stat().st_size > 0)


class Place:
    """Where an SQLite file is: whether the file that was opened first is still the one at its path.

    While it is open no other file can get its number. Whoever removes it, or puts another in its place, does not
    disturb a connection that is open: what it writes then is gone with the process.
    """

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self.path = path
        self.number: tuple[int, int] | None = None
        """Device and inode of the file that was opened."""

    def is_held(self) -> bool:
        """Whether it is; true as long as nothing was opened."""
        return self.number is None or self.number == self.there()

    def there(self) -> tuple[int, int] | None:
        """Device and inode of what is at the path now; None for nothing."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def opening(self) -> None:
        """A connection is about to be opened.

        Raises:
            OperationalError: it would open another file, or make an empty one.
        """
        if not self.is_held():
            raise sqlite3.OperationalError("the file was moved away")

    def opened(self) -> None:
        """A connection was opened."""
        self.number = self.number or self.there()


class Database:
    """Write transactions run one after another in one thread; reads run beside them."""

    def __init__(self, url: str) -> None:
        """Open the database of this URL; nothing is created but the folder of an SQLite file."""
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.path = Path(self.url.database or "")
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.place = Place(self.path)
            self.writer = _sqlite(self.url, self.place, begin="BEGIN IMMEDIATE", read_only=False)
            self.reader = _sqlite(self.url, self.place, begin="BEGIN", read_only=True)
        else:
            self.writer = _postgres(self.url)
            self.reader = sa.create_engine(
                self.url,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args=CONNECTING,
                isolation_level="REPEATABLE READ",
                execution_options={"postgresql_readonly": True},
            )
        self._writing = ThreadPoolExecutor(1, "db-write")
        self._reading = ThreadPoolExecutor(READERS, "db-read")

    def write_now(self, work: Callable[[Connection], T]) -> T:
        """One write transaction in this thread: commits when `work` returns, rolls back when it raises."""
        with self.writer.begin() as connection:
            return work(connection)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        """One read transaction in this thread: a consistent view."""
        with self.reader.connect() as connection:
            return work(connection)

    def session(self, name: str) -> Connection:
        """A connection of one's own that is in no transaction: what it locks, it holds until it is closed or breaks."""
        apart = sa.create_engine(
            self.url,
            poolclass=sa.NullPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args={**CONNECTING, "application_name": name},
        )
        return apart.connect()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """One write transaction, off the event loop.

        A cancelled caller stops waiting; the transaction still ends by itself, so no lock is left behind.
        """
        return await self._hop(self._writing, self.write_now, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """One read transaction, off the event loop."""
        return await self._hop(self._reading, self.read_now, work)

    async def _hop(
        self,
        pool: ThreadPoolExecutor,
        transact: Callable[[Callable[[Connection], T]], T],
        work: Callable[[Connection], T],
    ) -> T:
        # The caller's context goes along: what a reply says may depend on whose turn it is.
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(pool, context.run, transact, work)

    def is_in_place(self) -> bool:
        """Whether the file that is open is the one at its path; a server keeps its files itself."""
        return not self.is_sqlite or self.place.is_held()

    async def rescue(self, to: Path) -> None:
        """Copy the SQLite file that is held open into a file that is not there yet, whatever is at its path by now."""
        await asyncio.get_running_loop().run_in_executor(self._writing, self._rescue, to)

    def _rescue(self, to: Path) -> None:
        # In the one thread that writes its connection is free, and no other is opened.
        held = self.writer.raw_connection()
        try:
            held.driver_connection.execute("VACUUM INTO ?", (str(to),))  # type: ignore[union-attr]  # it is open
        finally:
            held.close()

    def let_go(self) -> None:
        """Nothing of it is open any more: whatever lies at its path when it is used next is the database."""
        self.writer.dispose()
        self.reader.dispose()
        if self.is_sqlite:
            self.place.number = None

    def close(self) -> None:
        """Let running transactions end, then close every connection."""
        self._writing.shutdown()
        self._reading.shutdown()
        self.writer.dispose()
        self.reader.dispose()


def is_under_way(db: Connection) -> bool:
    """Whether a transaction in which a statement was refused still stands; SQLite ends it by itself on a full disk."""
    if db.invalidated:
        return False
    held: Any = db.connection.driver_connection
    if db.dialect.name == "sqlite":
        return bool(held.in_transaction)
    return str(held.info.transaction_status.name) == "INTRANS"


def _postgres(url: sa.URL) -> Engine:
    engine = sa.create_engine(
        url, pool_pre_ping=True, hide_parameters=True, connect_args={**CONNECTING, "options": PATIENCE}
    )

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")

    return engine


def _sqlite(url: sa.URL, place: Place, *, begin: str, read_only: bool) -> Engine:
    engine = sa.create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def _connecting(_dialect: Any, _record: Any, _args: Any, _kwargs: Any) -> None:
        place.opening()

    @event.listens_for(engine, "connect")
    def _connected(dbapi: Any, record: Any) -> None:
        # The driver's own implicit BEGIN is deferred, and comes too late; ours is emitted below.
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        else:
            (record.info[PATIENT_MS],) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={TURN_MS}")
        cursor.close()
        place.opened()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        until = time.monotonic() + connection.info.get(PATIENT_MS, 0) / 1000
        while True:
            try:
                connection.exec_driver_sql(begin)
            except sa.exc.OperationalError as refused:
                if read_only or kind_of(refused) is not Failing.LOCKED or time.monotonic() > until:
                    raise
            else:
                return

    @event.listens_for(engine, "after_cursor_execute")
    def _executed(
        _connection: Connection, cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any
    ) -> None:
        # A cursor that is left half read, by whatever fails meanwhile, holds its connection to what it saw then; other
        # databases hand over all rows at once.
        if statement.startswith("SELECT") and "yield_per" not in context.execution_options:
            context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=cursor.fetchall())

    return engine
