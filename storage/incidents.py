"""What went wrong and needs a person's eye: kept, and told to the admins."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t


def add(db: Connection, kind: str, about: str, now: datetime) -> None:
    """Write an incident down."""
    db.execute(sa.insert(t.incidents).values(kind=kind, about=about, at=now))
