"""What went wrong and needs a person's eye: kept, and told to the admins."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t


def add(db: Connection, kind: str, about: str, now: datetime) -> None:
    """Write an incident down."""
    db.execute(sa.insert(t.incidents).values(kind=kind, about=about, at=now))


def is_known(db: Connection, kind: str, about: str, since: datetime | None = None) -> bool:
    """Whether the very same was written down since then (aware UTC), or ever."""
    there = sa.select(t.incidents.c.id).where(t.incidents.c.kind == kind, t.incidents.c.about == about)
    if since is not None:
        there = there.where(t.incidents.c.at >= since)
    return db.execute(there.limit(1)).first() is not None
