"""What was made from many rows, for as long as the very same rows stand there.

Who is in office and which days are off is asked several times for each message, and changes a few times a year. It is
known by the rows themselves, read as the driver gives them: so nothing can be out of date, whoever changed them, and a
transaction that is taken back leaves nothing behind.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

T = TypeVar("T")

MOST = 8
"""Of each kind; more than a few are of tests, or of one day after another."""


class Reuse(Generic[T]):
    """Something immutable, made from all the rows of some tables and from nothing else but what is given as `besides`.

    One is used by every thread: whoever finds nothing makes it himself.
    """

    def __init__(self, *tables: sa.Table) -> None:
        """Of these tables."""
        # By name: a column that a newer version adds, while this one runs, changes nothing of what is asked.
        names = ((", ".join(column.name for column in table.columns), table.name) for table in tables)
        self._queries = tuple(f"SELECT {columns} FROM {table}" for columns, table in names)  # noqa: S608  # our own
        self._made: dict[Hashable, T] = {}

    def of(self, db: Connection, make: Callable[[], T], besides: Hashable = None) -> T:
        """What `make` made from these very rows before, or makes now, in the caller's transaction."""
        rows = tuple(tuple(map(tuple, db.exec_driver_sql(query).all())) for query in self._queries)
        found = self._made.get((besides, rows))
        if found is None:
            found = make()
            if len(self._made) >= MOST:
                self._made.clear()
            self._made[besides, rows] = found
        return found
