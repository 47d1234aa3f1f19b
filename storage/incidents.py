"""What went wrong and needs a person's eye: kept, and told to the admins."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t
from storage.moments import is_recent

UNREADABLE = "maklumat"
"""A maklumat whose row cannot be read: it is passed by, and the admins are told."""
A_DAY = timedelta(days=1)


def add(db: Connection, kind: str, about: str, now: datetime) -> None:
    """Write an incident down."""
    db.execute(sa.insert(t.incidents).values(kind=kind, about=about, at=now))


def add_daily(db: Connection, kind: str, about: str, now: datetime) -> bool:
    """Write down what is seen again and again, once a day; whether it was."""
    if was_lately(db, kind, about, now, A_DAY):
        return False
    add(db, kind, about, now)
    return True


def was_lately(db: Connection, kind: str, about: str, now: datetime, within: timedelta) -> bool:
    """Whether the very same was written down within so long before now (aware UTC)."""
    there = sa.select(t.incidents.c.id).where(t.incidents.c.kind == kind, t.incidents.c.about == about)
    there = there.where(is_recent(t.incidents.c.at, now, within))
    return db.execute(there.limit(1)).first() is not None


def lately(db: Connection, kind: str, now: datetime, within: timedelta) -> tuple[tuple[str, datetime], ...]:
    """What those of a kind are about that were written down within so long, each with its moment, the oldest first."""
    rows = db.execute(
        sa.select(t.incidents.c.about, t.incidents.c.at)
        .where(t.incidents.c.kind == kind, is_recent(t.incidents.c.at, now, within))
        .order_by(t.incidents.c.id)
    )
    return tuple((row.about, row.at) for row in rows)


def is_known(db: Connection, kind: str, about: str, since: datetime | None = None) -> bool:
    """Whether the very same was written down since then (aware UTC), or ever."""
    there = sa.select(t.incidents.c.id).where(t.incidents.c.kind == kind, t.incidents.c.about == about)
    if since is not None:
        there = there.where(t.incidents.c.at >= since)
    return db.execute(there.limit(1)).first() is not None
