"""What need not be kept is deleted: raw updates and the words of answers after a month, of strangers after a day.

Never what is not done, never the journal, papers or files. Of a table that numbers its rows the newest stays: from its
number the next one counts on, and a number that came again would look like a cause that took effect before.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t

UPDATES_LAST = timedelta(days=30)
"""Longer than Telegram hands an update over again, which is a day."""
ANSWERS_LAST = timedelta(days=30)
"""The row stays, for what is said in reply to it; its words name people."""
STRANGERS_LAST = timedelta(days=1)
AT_ONCE = 500
"""Rows in one transaction: others who write wait meanwhile."""


def purge(db: Connection, now: datetime) -> int:
    """Delete a portion of what is due (`now` is aware UTC).

    Returns:
        How many rows that were; 0 when nothing is left.
    """
    return _updates(db, now) + _answers_to_strangers(db, now) + _words_of_answers(db, now)


def _updates(db: Connection, now: datetime) -> int:
    done = t.inbox.c.done_at
    goes = sa.or_(
        done < now - UPDATES_LAST,
        sa.and_(done < now - STRANGERS_LAST, _of_a_stranger(t.inbox.c.chat_id)),
    )
    return _delete(db, t.inbox.c.seq, t.inbox.c.state != "new", goes)


def _answers_to_strangers(db: Connection, now: datetime) -> int:
    ended = t.outbox.c.state.in_(["sent", "dropped", "dead"])
    later = t.outbox.alias("later")
    # What takes up a row goes to the same chat, which an index finds.
    is_named = sa.exists().where(later.c.chat_id == t.outbox.c.chat_id, later.c.target_id == t.outbox.c.id)
    return _delete(
        db,
        t.outbox.c.id,
        ended,
        t.outbox.c.created_at < now - STRANGERS_LAST,
        _of_a_stranger(t.outbox.c.chat_id),
        # What an official was told on an account that he has left is no stranger's: by it his cards come back.
        t.outbox.c.person_id.is_(None),
        sa.not_(is_named),
    )


def _words_of_answers(db: Connection, now: datetime) -> int:
    o = t.outbox.c
    said = sa.select(o.id).where(
        sa.text(t.SPOKEN),
        o.state.in_(["sent", "dropped"]),
        o.sent_at < now - ANSWERS_LAST,
    )
    ids = list(db.execute(said.order_by(o.sent_at).limit(AT_ONCE)).scalars())
    return db.execute(sa.update(t.outbox).where(o.id.in_(ids)).values(body="{}")).rowcount if ids else 0


def _of_a_stranger(chat_id: sa.Column[int]) -> sa.ColumnElement[bool]:
    officials = sa.select(t.people.c.telegram_id).where(t.people.c.telegram_id.is_not(None))
    return sa.or_(chat_id.is_(None), chat_id.not_in(officials))


def _delete(db: Connection, number: sa.Column[int], *where: sa.ColumnElement[bool]) -> int:
    table: Any = number.table
    newest = sa.select(sa.func.max(number)).scalar_subquery()
    goes = sa.select(number).where(*where, number < newest).order_by(number).limit(AT_ONCE)
    ids = list(db.execute(goes).scalars())
    return db.execute(sa.delete(table).where(number.in_(ids))).rowcount if ids else 0
