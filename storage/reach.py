"""Who could not be reached and is back: what was given up meanwhile is to be said after all.

An official who blocks the bot by mistake, or changes the phone, must not be asked to decide without the papers that
were sent to him in between (decision 0012).
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from storage import people
from storage import tables as t
from storage.lanes import MOST_COPIES
from storage.outbox import UNDONE, Kind, known_kind


def give_up_chat(db: Connection, chat_id: int, trouble: str, now: datetime) -> Sequence[tuple[Kind, MaklumatId | None]]:
    """Nothing more can reach this chat for now.

    Returns:
        Of the waiting rows that were given up, in their order, the kind and the maklumat.
    """
    behind = waiting(db, chat_id)
    given_up = {"state": "dead", "trouble": trouble, "sent_at": now, "live": False}
    db.execute(sa.update(t.outbox).where(_waits(chat_id)).values(given_up))
    return behind


def waiting(db: Connection, chat_id: int) -> Sequence[tuple[Kind, MaklumatId | None]]:
    """What waits to be said in a chat, in its order: the kind and the maklumat of each row."""
    rows = db.execute(sa.select(t.outbox.c.kind, t.outbox.c.maklumat_id).where(_waits(chat_id)).order_by(t.outbox.c.id))
    return [
        (known_kind(row.kind), MaklumatId(row.maklumat_id) if row.maklumat_id is not None else None) for row in rows
    ]


def _waits(chat_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(UNDONE, t.outbox.c.chat_id == chat_id, t.outbox.c.state == "queued")


def welcome_back(db: Connection, telegram_id: int) -> int:
    """Somebody wrote in private, took back a block, or was reached: what was given up for want of a way goes out now.

    Returns:
        How many rows that were; 0 for whoever was never out of reach.
    """
    since = people.mark_reachable(db, telegram_id)
    return _revive(db, telegram_id, since) if since is not None else 0


def _revive(db: Connection, chat_id: int, since: datetime) -> int:
    """What was given up in this chat from this moment on, for nothing reached it, waits to be said again.

    Of each maklumat the newest card is live, unless a later one is; earlier ones go out as news. Redrawings go too, and
    buttons that were to be taken off older messages. Reminders are not taken up, for the cards are drawn from the
    present state: they are no longer needed, and nobody has to look after them. Only where one had taken the place of a
    card, which loses its buttons for it, a card goes out instead.

    Returns:
        How many rows that were.
    """
    given_up = sa.and_(
        t.outbox.c.chat_id == chat_id,
        t.outbox.c.state == "dead",
        t.outbox.c.sent_at >= since,
        t.outbox.c.kind.not_in([Kind.REMINDER, Kind.DIGEST]),
        # What may have arrived as often as it may has not been given up for want of a way.
        t.outbox.c.unknowns < MOST_COPIES,
    )
    needless = sa.and_(
        t.outbox.c.chat_id == chat_id,
        t.outbox.c.state == "dead",
        t.outbox.c.sent_at >= since,
        t.outbox.c.kind.in_([Kind.REMINDER, Kind.DIGEST]),
    )
    rows = db.execute(sa.select(t.outbox.c.id, t.outbox.c.kind, t.outbox.c.maklumat_id).where(given_up)).all()
    newest = {row.maklumat_id: row.id for row in sorted(rows, key=lambda row: row.id) if row.kind == Kind.CARD}
    replaced = {row.maklumat_id for row in rows if row.kind == Kind.STRIP and row.maklumat_id is not None}
    has_one = set(
        db.execute(sa.select(t.outbox.c.maklumat_id).where(t.outbox.c.chat_id == chat_id, sa.text("live"))).scalars()
    )
    waits = {"state": "queued", "next_attempt_at": None, "sent_at": None, "attempts": 0}
    db.execute(sa.update(t.outbox).where(t.outbox.c.id.in_([row.id for row in rows])).values(waits))
    live = [card for maklumat, card in newest.items() if maklumat not in has_one]
    db.execute(sa.update(t.outbox).where(t.outbox.c.id.in_(live)).values(live=True))
    bare = replaced - set(newest) - has_one
    instead = sa.select(sa.func.max(t.outbox.c.id)).where(needless, t.outbox.c.maklumat_id.in_(bare))
    cards = list(db.execute(instead.group_by(t.outbox.c.maklumat_id)).scalars()) if bare else []
    db.execute(
        sa.update(t.outbox).where(t.outbox.c.id.in_(cards)).values(**waits, kind=Kind.CARD, body="{}", live=True)
    )
    db.execute(sa.update(t.outbox).where(needless).values(state="dropped"))
    return len(rows) + len(cards)
