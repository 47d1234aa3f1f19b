"""Whether this database knows what somebody points at, and whether he knew what it is that he writes to.

After a restore, or where a copy of the database was put back, chats hold messages of which nothing is recorded: a reply
to one must not be taken for something else that waits, and what was written before its author could know of the restore
was meant for another state (docs/decisions/0015).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import notes, standing
from storage import tables as t
from storage.outbox import Kind

SLACK = timedelta(seconds=10)
"""Telegram's clock and ours may differ by so much where a copy is held against the time of its sending."""
_ABOUT_A_MAKLUMAT = (Kind.CARD, Kind.REMINDER, Kind.NEWS)
"""What is drawn from the present state when it is sent, so that nothing but numbers tells what its buttons said."""
CATCHES_UP = timedelta(hours=6)
"""So long after the notice of a restore a lower number means an earlier message; in an emptied chat they begin anew."""


@dataclass(frozen=True)
class Place:
    """A message in a chat: its number, and when Telegram got it (aware UTC; None where it is too old to be told)."""

    number: int
    at: datetime | None
    data: frozenset[str] = frozenset()
    """What its buttons say."""
    about: frozenset[tuple[int, int, int]] = frozenset()
    """The maklumat, visit and version of each of them that names one."""
    asked: frozenset[int] = frozenset()
    """The numbers of the questions that they answer."""


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
    if standing.message(db, chat_id, place.number) is not None:
        return _asked_there(db, chat_id, place)
    if place.at is None or not place.data:
        return False
    o = t.outbox.c
    without_outcome = sa.or_(o.unknowns > 0, o.state == "sending")
    begun = o.created_at <= place.at + SLACK
    rows = db.execute(sa.select(t.outbox).where(o.chat_id == chat_id, without_outcome, begun)).all()
    return any(_may_have_become(db, row, place) for row in rows)


def _asked_there(db: Connection, chat_id: int, place: Place) -> bool:
    """Whether its buttons are of questions that were put there, by the message or by what took its place.

    The number of a question is given out again where a copy of the database was put back, and a message of before the
    copy may have been changed after it.
    """
    o = t.outbox.c
    there = sa.and_(o.chat_id == chat_id, sa.or_(o.message_id == place.number, o.target_message_id == place.number))
    put = db.execute(sa.select(o.prompt_id).where(o.prompt_id.in_(place.asked), there)).scalars()
    return place.asked <= set(put)


def _may_have_become(db: Connection, row: sa.Row[Any], place: Place) -> bool:
    """Whether a copy of a row may be this very message: by its time, its number in the chat, and its buttons."""
    assert place.at is not None
    if row.state not in ("queued", "sending") and (row.sent_at is None or row.sent_at < place.at - SLACK):
        return False
    if row.message_id is not None and row.message_id < place.number:
        return False
    o = t.outbox.c
    before = sa.select(sa.func.max(o.message_id)).where(o.chat_id == row.chat_id, o.id < row.id)
    if (db.execute(before).scalar_one() or 0) > place.number:
        return False
    if row.kind in (Kind.REPLY, Kind.EDIT):
        return any(f'"{data}"' in row.body for data in place.data)
    return row.kind in _ABOUT_A_MAKLUMAT and (row.maklumat_id, row.visit, row.version) in place.about


def _could_know(db: Connection, chat_id: int, place: Place) -> bool:
    """The notice of the restore stood in the chat before it; whoever gets none was no official then."""
    restored = notes.restoration(db)
    if restored is None or place.at is None:
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
