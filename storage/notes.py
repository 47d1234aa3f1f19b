"""Small facts the bot keeps about itself between runs, by name."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t

LAST_GOOD_POLL = "last-good-poll"
PERFORMERS = "performers"
DAY = "day"
"""The last date, in the office's zone, for which the mandates were looked at."""


def read(db: Connection, key: str) -> str | None:
    """What was noted under this name."""
    return db.execute(sa.select(t.notes.c.value).where(t.notes.c.key == key)).scalar_one_or_none()


def write(db: Connection, key: str, value: str) -> None:
    """Note this under the name, in the place of what stood there."""
    db.execute(sa.delete(t.notes).where(t.notes.c.key == key))
    db.execute(sa.insert(t.notes).values(key=key, value=value))
