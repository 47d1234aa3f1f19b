"""Whether this database knows what somebody points at, and whether he knew what it is that he writes to.

After a restore, or where a copy of the database was put back, chats hold messages of which nothing is recorded: a reply
to one must not be taken for something else that waits, and what was written before its author could know of the restore
was meant for another state (docs/decisions/0015).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import notes, outbox
from storage import tables as t

SLACK = timedelta(minutes=10)
"""Telegram's clock and ours may differ by so much where a copy is held against the time of its sending."""
CATCHES_UP = timedelta(hours=1)
"""So long after the notice of a restore a lower number means an earlier message; in an emptied chat they begin anew."""
IS_PAST = timedelta(days=2)
"""So long after a restore nothing comes in that was written before it: Telegram keeps for a day what nobody fetches."""


@dataclass(frozen=True)
class Place:
    """A message in a chat: its number, and when Telegram got it (aware UTC; None where it is too old to be told)."""

    number: int
    at: datetime | None


@dataclass(frozen=True)
class Said:
    """What somebody has done in his chat: the message of ours that he points at, if any, and his own, if it is one."""

    chat_id: int
    target: Place | None
    written: Place | None


class Lost(StrEnum):
    """Why what somebody says cannot be taken."""

    TARGET = "target"
    """Of the message under a button, or replied to, nothing is recorded."""
    UNTOLD = "untold"
    """It was written before its author could know that the office was restored."""


def lost(db: Connection, said: Said) -> Lost | None:
    """What is amiss with a message, or with one of ours that it points at; None in all but a few hours of an office."""
    if said.target is not None and not _is_ours(db, said.chat_id, said.target):
        return Lost.TARGET
    if said.written is not None and not _could_know(db, said.chat_id, said.written):
        return Lost.UNTOLD
    return None


def _is_ours(db: Connection, chat_id: int, place: Place) -> bool:
    """Known by its number; or it may be a copy whose number was never learnt, for a sending of then had no outcome."""
    if outbox.message(db, chat_id, place.number) is not None:
        return True
    if place.at is None:
        return False
    o = t.outbox.c
    open_ended = o.state.in_(["queued", "sending"])
    without_outcome = sa.or_(o.unknowns > 0, o.state == "sending")
    then = sa.and_(o.created_at <= place.at + SLACK, sa.or_(open_ended, o.sent_at >= place.at - SLACK))
    return db.execute(sa.select(o.id).where(o.chat_id == chat_id, without_outcome, then).limit(1)).first() is not None


def _could_know(db: Connection, chat_id: int, place: Place) -> bool:
    """The notice of the restore stood in the chat before it; whoever gets none was no official then."""
    restored = notes.restoration(db)
    if restored is None or place.at is None or place.at > restored.at + IS_PAST:
        return True
    o = t.outbox.c
    notice = db.execute(
        sa.select(o.state, o.message_id, o.sent_at)
        .where(o.chat_id == chat_id, o.created_at == restored.at)
        .order_by(o.id)
        .limit(1)
    ).one_or_none()
    if notice is None:
        return True
    if notice.sent_at is None:
        return False
    if notice.message_id is None:
        return True
    return bool(place.number > notice.message_id or place.at > notice.sent_at + CATCHES_UP)
