"""The yearly nudge: in January the drafters are told once which maklumat stands published, and that it may be renewed.

Told to nobody while another is under way, once one was opened this year, or where none stands published. The note of
the year is changed in the transaction that writes the messages, so of several processes one tells.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.maklumat import Maklumat, Phase
from sop.roles import DRAFTERS
from sop.rules import Rules
from storage import notes, outbox, shelf, succession
from storage import people as folk
from storage import tables as t
from storage.mappers import readable
from storage.outbox import Screen
from storage.people import Official

JANUARY = 1


def tell(db: Connection, rules: Rules, now: datetime, say: Callable[[Maklumat, Official], Screen]) -> int:
    """Queue this year's nudge, unless it was looked at before, it is no January or the office is closed.

    Args:
        db: the transaction.
        rules: the office's, with its zone.
        now: aware UTC.
        say: the message for one drafter about the maklumat that was published last.

    Returns:
        How many messages that makes.
    """
    today = rules.calendar.local(now).date()
    people = folk.everyone(db, today)
    office = shelf.office(db, rules, people)
    if today.month != JANUARY or not office.rules.calendar.is_working_day(today):
        return 0
    noted = notes.read(db, notes.YEARLY_NUDGE)
    if noted == str(today.year) or not notes.swap(db, notes.YEARLY_NUDGE, noted, str(today.year)):
        return 0
    last = _to_be_renewed(db, today.year)
    if last is None:
        return 0
    told = 0
    for official in (people[person] for person in office.roster.holders(*DRAFTERS)):
        if official.telegram_id is not None and official.unreachable_since is None:
            outbox.put_screen(db, official.telegram_id, official.id, say(last, official), now=now)
            told += 1
    return told


def _to_be_renewed(db: Connection, year: int) -> Maklumat | None:
    """What was published last and has no successor; nothing while another maklumat is on its way or was opened."""
    begun = sa.or_(t.maklumat.c.phase == Phase.OPEN, t.maklumat.c.year == year)
    if db.execute(sa.select(t.maklumat.c.id).where(begun).limit(1)).first() is not None:
        return None
    bodies = db.execute(sa.select(t.maklumat.c.body).where(t.maklumat.c.phase == Phase.PUBLISHED)).scalars()
    replaced = succession.successors(db)
    standing = [m for m in readable(bodies) if m.id not in replaced]
    return max(standing, key=lambda m: (m.visit.entered_at, m.id), default=None)
