"""Ways in which a database fails its bot: each begins, lasts, and ends without a word."""

import contextlib
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import psycopg
import sqlalchemy as sa
from sqlalchemy import event

from storage import engine
from storage.engine import Database
from tests.postgres import PostgresServer
from tests.reliability._served import Served

BUSY_MS = 300
"""How long a writer waits for a lock in these trials; an office's waits 30 s."""
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@dataclass(frozen=True)
class Outage:
    """One way to fail. `around` is how long it lasts."""

    name: str
    around: Callable[[Served, PostgresServer | None], AbstractContextManager[None]]


@contextmanager
def impatient() -> Iterator[None]:
    """Locks are waited for a moment only, so that a trial need not last for minutes."""
    pragmas = tuple(p for p in engine.PRAGMAS if not p.startswith("busy_timeout"))
    with (
        patch.object(engine, "PRAGMAS", (*pragmas, f"busy_timeout={BUSY_MS}")),
        patch.object(engine, "PATIENCE", f"-c lock_timeout={BUSY_MS}ms -c idle_in_transaction_session_timeout=60s"),
        patch.dict(engine.CONNECTING, {"connect_timeout": 2}),
    ):
        yield


# --- SQLite


@contextmanager
def _while(bot: Served, begins: str, ends: str) -> Iterator[None]:
    """A pragma for whoever writes, and what takes it away again."""
    pragma = begins

    def taken(dbapi: Any, _record: Any, _proxy: Any) -> None:
        dbapi.execute(f"PRAGMA {pragma}")

    event.listen(bot.database.writer, "checkout", taken)
    try:
        yield
    finally:
        pragma = ends


@contextmanager
def _full(bot: Served, _server: PostgresServer | None) -> Iterator[None]:
    pages = bot.database.read_now(lambda db: db.exec_driver_sql("PRAGMA page_count").scalar_one())
    with _while(bot, f"max_page_count={pages}", "max_page_count=1000000"):
        yield


@contextmanager
def _limited(bot: Served, _server: PostgresServer | None) -> Iterator[None]:
    """No file may grow: what a quota, or a disk that is full, says to a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = bot.database.path.with_name(bot.database.path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _read_only(bot: Served, _server: PostgresServer | None) -> Iterator[None]:
    # Root may write to any file: this is the same refusal by SQLite itself.
    with _while(bot, "query_only=ON", "query_only=OFF"):
        yield


@contextmanager
def _locked(bot: Served, _server: PostgresServer | None) -> Iterator[None]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(bot.database.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        yield
    finally:
        holder.communicate("go\n")


# --- PostgreSQL


def _dsn(bot: Served) -> str:
    return bot.database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _throw_out(bot: Served, server: PostgresServer) -> None:
    """Every connection of the bot is ended by the server."""
    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (bot.database.url.database,)
        )


@contextmanager
def _stopped(_bot: Served, server: PostgresServer | None) -> Iterator[None]:
    assert server is not None
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def _killed(_bot: Served, server: PostgresServer | None) -> Iterator[None]:
    assert server is not None
    server.kill()
    try:
        yield
    finally:
        server.start()


@contextmanager
def _write_locked(bot: Served, _server: PostgresServer | None) -> Iterator[None]:
    with psycopg.connect(_dsn(bot), autocommit=True) as holder:
        holder.execute(f"SELECT pg_advisory_lock({engine.WRITE_LOCK})")
        yield


@contextmanager
def _refuses_writes(bot: Served, server: PostgresServer | None) -> Iterator[None]:
    assert server is not None
    name = bot.database.url.database
    dsn = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
    _throw_out(bot, server)
    try:
        yield
    finally:
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'.encode())
        _throw_out(bot, server)


@contextmanager
def _no_connection_free(bot: Served, server: PostgresServer | None) -> Iterator[None]:
    assert server is not None
    with contextlib.ExitStack() as taken:
        _throw_out(bot, server)
        while True:
            try:
                taken.enter_context(psycopg.connect(server.url("postgres").replace("+psycopg", ""), connect_timeout=2))
            except psycopg.OperationalError:
                break
        # Between the two somebody of the bot may have come in.
        yield


def outages(kind: str) -> tuple[Outage, ...]:
    """Every way for one kind of database."""
    if kind == "sqlite":
        return (
            Outage("disk full", _full),
            Outage("no file may grow", _limited),
            Outage("read-only", _read_only),
            Outage("locked by another process", _locked),
        )
    return (
        Outage("stopped and started", _stopped),
        Outage("killed and started", _killed),
        Outage("write lock held by another process", _write_locked),
        Outage("read-only", _refuses_writes),
        Outage("no connection free", _no_connection_free),
    )


class Failing:
    """The `at`-th statement or commit from now on is refused, and the `times - 1` after it."""

    def __init__(self, database: Database, at: int, times: int = 1) -> None:
        self.asked = 0
        self._refused = range(at, at + times)
        for each in (database.writer, database.reader):
            event.listen(each, "before_cursor_execute", self._statement)
        event.listen(database.writer, "commit", self._commit)

    def over(self) -> None:
        """Nothing is refused any more."""
        self._refused = range(0)

    def _statement(self, _c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: Any) -> None:
        self._next(statement)

    def _commit(self, _connection: sa.Connection) -> None:
        self._next("COMMIT")

    def _next(self, what: str) -> None:
        self.asked += 1
        if self.asked in self._refused:
            raise sa.exc.OperationalError(what, {}, Exception("disk I/O error"))
