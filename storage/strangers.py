"""People who are not enrolled: answered a few times, kept for a day, and never able to fill the house.

An account whose access is closed is heard and answered no more than theirs: it may be a lost phone.

Whoever has a code is a stranger until it is used, so a stranger is heard, but not without end.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t
from storage.errors import CodesSilenced
from storage.moments import is_recent

WITHIN = timedelta(hours=1)
KEPT_OF_ONE = 30
"""Updates of one stranger that are kept within an hour."""
KEPT_OF_ALL = 3000
"""Updates of all strangers together that are kept within an hour."""
ANSWERS = 5
"""Answers that one stranger gets within an hour; then there is silence."""
TRIES = 5
"""Codes that one account may try within an hour, right ones among them."""
_START = "/start"


def bears(db: Connection, chat_id: int | None, now: datetime) -> bool:
    """Whether one more update from this chat is kept; an official's always is."""
    if chat_id is not None and _is_official(db, chat_id):
        return True
    recent = is_recent(t.inbox.c.received_at, now, WITHIN)
    if _count(db, recent, t.inbox.c.chat_id == chat_id) >= KEPT_OF_ONE:
        return False
    strange = t.inbox.c.chat_id.is_(None) | t.inbox.c.chat_id.not_in(_officials())
    return _count(db, recent, strange) < KEPT_OF_ALL


def may_be_answered(db: Connection, chat_id: int, now: datetime) -> bool:
    """Whether this stranger, or closed account, is still spoken to within the hour."""
    told = sa.select(sa.func.count()).where(
        t.outbox.c.chat_id == chat_id, is_recent(t.outbox.c.created_at, now, WITHIN), t.outbox.c.person_id.is_(None)
    )
    return db.execute(told).scalar_one() < ANSWERS


def refuse_guessing(db: Connection, chat_id: int, seqs: Collection[int], now: datetime) -> datetime | None:
    """Five tries within an hour are enough for anybody who has a code; then even a good one is not looked at.

    What was tried stands in the inbox, one update each; `seqs` are being handled now.

    Returns:
        From when on another one is looked at, where this try is the last of the five; None before it.

    Raises:
        CodesSilenced: there were five from this account.
    """
    rows = db.execute(
        sa.select(t.inbox.c.received_at, t.inbox.c.body)
        .where(
            t.inbox.c.chat_id == chat_id,
            is_recent(t.inbox.c.received_at, now, WITHIN),
            t.inbox.c.seq < max(seqs, default=0),
            t.inbox.c.body.icontains(_START, autoescape=True),
        )
        .order_by(t.inbox.c.seq.desc())
    )
    tried = list(islice((row.received_at for row in rows if _is_try(row.body)), TRIES))
    if len(tried) < TRIES - 1:
        return None
    # This try counts too, so the fourth before it is the first that must have been forgotten.
    until: datetime = tried[TRIES - 2] + WITHIN
    if len(tried) == TRIES:
        raise CodesSilenced(until, again=True)
    return until


def _is_try(body: str) -> bool:
    """Whether an update, as it is kept, is the command with something behind it, as a handler reads it.

    It is kept as it came, of whatever shape: what has no words is no try.
    """
    try:
        message = json.loads(body).get("message")
    except ValueError:
        return False  # what was kept of it is damaged
    text = message.get("text") if isinstance(message, dict) else None
    command, *code = text.split() or [""] if isinstance(text, str) else [""]
    return bool(code) and command.lower().partition("@")[0] == _START


def _is_official(db: Connection, chat_id: int) -> bool:
    return db.execute(_officials().where(t.people.c.telegram_id == chat_id)).first() is not None


def _officials() -> sa.Select[tuple[int]]:
    return sa.select(t.people.c.telegram_id).where(t.people.c.telegram_id.is_not(None), t.people.c.closed_at.is_(None))


def _count(db: Connection, *where: sa.ColumnElement[bool]) -> int:
    found: int = db.execute(sa.select(sa.func.count()).select_from(t.inbox).where(*where)).scalar_one()
    return found
