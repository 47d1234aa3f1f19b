"""Whom an admin brings in, a Komisioner in office confirms: before it he decides nothing and is nobody's second person.

An admin hands out codes; who uses them he alone knows. So what takes two pairs of eyes (a decision on paper, another
account for somebody), and what makes one who decides, waits for a Komisioner's word (docs/decisions/0032).
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.roles import PersonId
from storage import tables as t


def ask(db: Connection, person: PersonId) -> None:
    """A Komisioner is to be asked (anew) who this is; the buttons of earlier questions answer nothing any more."""
    db.execute(sa.update(t.people).where(t.people.c.id == person).values(asked=t.people.c.asked + 1))


def doubt(db: Connection, person: PersonId) -> None:
    """Nobody knows any more that it is this official who uses the account, or whether he is a member."""
    db.execute(sa.update(t.people).where(t.people.c.id == person).values(confirmed_at=None))
    ask(db, person)


def confirm(db: Connection, person: PersonId, now: datetime) -> None:
    """What waits for a Komisioner's word counts from now on; whoever decides is a member of the commission."""
    m = t.mandates.c
    waiting = sa.update(t.mandates).where(m.person_id == person, m.ended_on.is_(None), m.unconfirmed)
    decides = db.execute(waiting.values(unconfirmed=False)).rowcount > 0
    values = {"confirmed_at": now, **({"is_member": True} if decides else {})}
    db.execute(sa.update(t.people).where(t.people.c.id == person).values(**values))


def reject(db: Connection, person: PersonId, today: date) -> None:
    """What waits ends (`today` is a date in the office's zone); whoever was never confirmed is no member."""
    m, p = t.mandates.c, t.people.c
    waiting = sa.update(t.mandates).where(m.person_id == person, m.ended_on.is_(None), m.unconfirmed)
    db.execute(waiting.values(ended_on=today))
    db.execute(sa.update(t.people).where(p.id == person, p.confirmed_at.is_(None)).values(is_member=False))
