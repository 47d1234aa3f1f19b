"""Rows of a database that somebody may have tampered with: read in portions, and what cannot be read is named.

SQLite keeps any value in any column, so a moment may be a word and a text may be bytes; the driver then fails in the
middle of a portion. Such a portion is read again row by row.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

PORTION = 500


Salvaged = tuple[Any, sa.Row[Any] | None]


def rows(db: Connection, wanted: sa.Select[Any], key: sa.Column[Any], portion: int = PORTION) -> Iterator[Salvaged]:
    """What a query finds, by its key, which must be among its columns: each key, and its row if that can be read.

    Raises:
        DBAPIError: the database itself is away or damaged.
    """
    keys = _keys(db, wanted, key)
    for start in range(0, len(keys), portion):
        part = keys[start : start + portion]
        try:
            found = {getattr(row, key.name): row for row in db.execute(wanted.where(key.in_(part)))}
        except Exception as trouble:
            if not is_unreadable(trouble):
                raise
            found = {one: row for one in part if (row := _first(db, wanted.where(key == one))) is not None}
        yield from ((one, found.get(one)) for one in part)


def is_unreadable(trouble: Exception) -> bool:
    """Whether a value does not fit its column, rather than the database failing."""
    if isinstance(trouble, sa.exc.DataError | TypeError | ValueError | OverflowError):
        return True
    # Of text that is no UTF-8 the driver complains itself; whatever SQLite says has a name.
    return isinstance(trouble, sa.exc.OperationalError) and str(trouble.orig).startswith("Could not decode")


def _keys(db: Connection, wanted: sa.Select[Any], key: sa.Column[Any]) -> list[Any]:
    """In their order; None stands for a key that cannot be read itself."""
    asked = wanted.with_only_columns(key).order_by(key)
    try:
        return list(db.execute(asked).scalars())
    except Exception as trouble:
        if not is_unreadable(trouble):
            raise
    count = db.execute(sa.select(sa.func.count()).select_from(asked.subquery())).scalar_one()
    alone = (_first(db, asked.offset(place).limit(1)) for place in range(count))
    return [row[0] if row is not None else None for row in alone]


def _first(db: Connection, wanted: sa.Select[Any]) -> sa.Row[Any] | None:
    try:
        return db.execute(wanted).first()
    except Exception as trouble:
        if not is_unreadable(trouble):
            raise
        return None
