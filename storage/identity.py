"""Which bot this database has been served by: another one has chats of its own, in which nothing of ours stands yet.

An office that tries a bot and goes on with another keeps its database. Numbers of messages count anew in each bot's
chats, so those of the one before would name other messages there.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import notes
from storage import tables as t
from storage.outbox import UNDONE, Kind

AWAY_AT_LEAST = timedelta(minutes=3)
"""How long ago the last good poll shall seem: longer than the gap after which holders get their cards anew."""


def serve_as(db: Connection, bot: int, now: datetime) -> bool:
    """From now on this bot serves (`now` is aware UTC); what another has said stands nowhere for it.

    Returns:
        Whether another one has served before: then who is waited for gets the cards anew, in the new chats.
    """
    before = notes.read(db, notes.BOT)
    if before == str(bot):
        return False
    notes.write(db, notes.BOT, str(bot))
    if before is None:
        return False
    changes = t.outbox.c.kind.in_([Kind.EDIT, Kind.REFRESH, Kind.STRIP])
    db.execute(sa.update(t.outbox).where(UNDONE, changes).values(state="dropped", sent_at=now))
    db.execute(sa.update(t.outbox).values(message_id=None, target_message_id=None, reply_to=None, live=False))
    seem_away(db, now)
    return True


def seem_away(db: Connection, now: datetime, *others: datetime | None) -> None:
    """Cards of before are of no use, so their holders shall get others at the first good poll; it seems long ago."""
    known = [at for at in (notes.moment(db, notes.LAST_GOOD_POLL), *others) if at is not None]
    notes.write(db, notes.LAST_GOOD_POLL, min([*known, now - AWAY_AT_LEAST]).isoformat())
