"""Who serves what at this moment: one process for each chat, paper or errand, and never two.

A claim lives as long as the process that holds it. On SQLite one process runs, so its memory is enough. On PostgreSQL a
claim is an advisory lock of one connection that is kept for nothing else: a killed process lets go of all it held at
once, and nobody waits for a lease to end (decision 0013).
"""

import asyncio
import hashlib
import threading
from collections.abc import Hashable, Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.engine import Database

CLAIMING = "maklumat-bot claims"
"""What the server sees of a connection that holds claims: one for each process that runs."""
PROCESSES = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"


class Claims:
    """What this process has claimed."""

    def __init__(self, database: Database) -> None:
        """Claim in this database; nothing is connected yet."""
        self._database = database
        self.are_shared = not database.is_sqlite
        """Whether other processes may claim beside this one: what was read before a claim may be old by then."""
        self._held: set[Hashable] = set()
        self._connection: Connection | None = None
        self._one_at_a_time = threading.Lock()

    async def take(self, *wanted: Hashable) -> frozenset[Hashable]:
        """Claim what is free.

        Returns:
            What of it is ours now; what this process has claimed before, for another of its tasks, is not among it.

        Raises:
            DBAPIError: the database is away.
        """
        return await asyncio.to_thread(self._take, wanted) if self.are_shared else self._take(wanted)

    def holds(self, name: Hashable) -> bool:
        """Whether this process has it, as far as is known: a connection that broke is noticed at the next claim."""
        return name in self._held

    async def processes(self) -> int:
        """How many processes claim in this database now, this one among them: so many share what Telegram bears.

        Raises:
            DBAPIError: the database is away.
        """
        return await asyncio.to_thread(self._processes) if self.are_shared else 1

    async def release(self, name: Hashable) -> None:
        """Let others have it; what is not held is let go of in silence."""
        if self.are_shared:
            await asyncio.to_thread(self._release, name)
        else:
            self._release(name)

    def appear(self) -> None:
        """This process serves from now on, before it claims anything: whoever would restore is refused (restore.py).

        Raises:
            DBAPIError: the database is away.
        """
        if self.are_shared:
            with self._one_at_a_time:
                self._connected()

    def close(self) -> None:
        """Let go of everything."""
        with self._one_at_a_time:
            self._lose()

    def _take(self, wanted: Iterable[Hashable]) -> frozenset[Hashable]:
        with self._one_at_a_time:
            fresh = [name for name in wanted if name not in self._held]
            if self.are_shared and fresh:
                fresh = self._lock(fresh)
            self._held.update(fresh)
            return frozenset(fresh)

    def _release(self, name: Hashable) -> None:
        with self._one_at_a_time:
            if name not in self._held:
                return
            self._held.discard(name)
            if self._connection is not None:
                try:
                    self._connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (_key(name),))
                except sa.exc.DBAPIError:
                    self._lose()

    def _processes(self) -> int:
        with self._one_at_a_time:
            try:
                found: int = self._connected().exec_driver_sql(PROCESSES, (CLAIMING,)).scalar_one()
            except sa.exc.DBAPIError:
                self._lose()
                raise
            return found

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.session(CLAIMING)
        return self._connection

    def _lock(self, names: list[Hashable]) -> list[Hashable]:
        try:
            connection = self._connected()
            return [name for name in names if self._try(connection, name)]
        except sa.exc.DBAPIError:
            self._lose()
            raise

    @staticmethod
    def _try(connection: Connection, name: Hashable) -> bool:
        return bool(connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (_key(name),)).scalar_one())

    def _lose(self) -> None:
        """The connection is gone, and with it every lock; what is being done is still recorded at most once."""
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            connection.invalidate()
            connection.close()


def _key(name: Hashable) -> int:
    return int.from_bytes(hashlib.blake2b(repr(name).encode(), digest_size=8).digest(), signed=True)
