"""People who are not enrolled: answered a few times, kept for a day, and never able to fill the house.

Whoever has a code is a stranger until it is used, so a stranger is heard, but not without end.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t

WITHIN = timedelta(hours=1)
KEPT_OF_ONE = 30
"""Updates of one stranger that are kept within an hour."""
KEPT_OF_ALL = 3000
"""Updates of all strangers together that are kept within an hour."""
ANSWERS = 5
"""Answers that one stranger gets within an hour; then there is silence."""


def bears(db: Connection, chat_id: int | None, now: datetime) -> bool:
    """Whether one more update from this chat is kept; an official's always is."""
    if chat_id is not None and _is_official(db, chat_id):
        return True
    recent = t.inbox.c.received_at > now - WITHIN
    if _count(db, recent, t.inbox.c.chat_id == chat_id) >= KEPT_OF_ONE:
        return False
    strange = t.inbox.c.chat_id.is_(None) | t.inbox.c.chat_id.not_in(_officials())
    return _count(db, recent, strange) < KEPT_OF_ALL


def may_be_answered(db: Connection, chat_id: int, now: datetime) -> bool:
    """Whether this stranger is still spoken to within the hour."""
    told = sa.select(sa.func.count()).where(
        t.outbox.c.chat_id == chat_id, t.outbox.c.created_at > now - WITHIN, t.outbox.c.person_id.is_(None)
    )
    return db.execute(told).scalar_one() < ANSWERS


def _is_official(db: Connection, chat_id: int) -> bool:
    return db.execute(sa.select(t.people.c.id).where(t.people.c.telegram_id == chat_id)).first() is not None


def _officials() -> sa.Select[tuple[int]]:
    return sa.select(t.people.c.telegram_id).where(t.people.c.telegram_id.is_not(None))


def _count(db: Connection, *where: sa.ColumnElement[bool]) -> int:
    found: int = db.execute(sa.select(sa.func.count()).select_from(t.inbox).where(*where)).scalar_one()
    return found
