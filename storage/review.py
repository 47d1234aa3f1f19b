"""Messages of before a restored backup: they may have reached people already, so a person decides what becomes of them.

A row in review is neither sent nor ended. What is still of use goes out on demand; cards, reminders, answers and what
would only have changed a message are dropped even then, for holders get fresh cards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t
from storage.outbox import Kind

REVIEW = "review"
RESTORED = "restored backup"
OF_USE = (Kind.NEWS, Kind.DOCUMENT)
"""What still tells something that fresh cards do not, and stays true; an answer was true when it was given."""


@dataclass(frozen=True)
class Waiting:
    """One message in review. The name is empty for somebody who is not enrolled, the nomor kendali for no maklumat."""

    id: int
    name: str
    kind: str
    control_number: str
    created_at: datetime


def put_aside(db: Connection) -> int:
    """What was to be sent waits for a person's word.

    Returns:
        How many messages that were.
    """
    changed = db.execute(
        sa.update(t.outbox)
        .where(t.outbox.c.state.in_(["queued", "sending"]))
        .values(state=REVIEW, trouble=RESTORED, live=False, next_attempt_at=None)
    )
    return changed.rowcount


def waiting(db: Connection) -> tuple[Waiting, ...]:
    """Everything in review, in the order in which it was to be sent."""
    rows = db.execute(
        sa.select(t.outbox.c.id, t.people.c.name, t.outbox.c.kind, t.maklumat.c.control_number, t.outbox.c.created_at)
        .select_from(t.outbox.outerjoin(t.people, t.outbox.c.person_id == t.people.c.id).outerjoin(t.maklumat))
        .where(t.outbox.c.state == REVIEW)
        .order_by(t.outbox.c.id)
    )
    return tuple(Waiting(row.id, row.name or "", row.kind, row.control_number or "", row.created_at) for row in rows)


def send(db: Connection, now: datetime) -> tuple[int, int]:
    """What is of use goes out, the rest is dropped.

    Returns:
        How many are queued now, and how many were dropped.
    """
    fresh = {"state": "queued", "attempts": 0, "unknowns": 0, "trouble": None}
    queued = db.execute(sa.update(t.outbox).where(*_reviewed(OF_USE)).values(fresh))
    return queued.rowcount, drop(db, now)


def drop(db: Connection, now: datetime) -> int:
    """None of it is sent.

    Returns:
        How many messages that were.
    """
    dropped = db.execute(sa.update(t.outbox).where(*_reviewed()).values(state="dropped", sent_at=now))
    return dropped.rowcount


def _reviewed(kinds: Sequence[Kind] = ()) -> list[sa.ColumnElement[bool]]:
    in_review = [t.outbox.c.state == REVIEW]
    return [*in_review, t.outbox.c.kind.in_(kinds)] if kinds else in_review
