"""Whom an admin brings in, a Komisioner in office confirms: before it he decides nothing and is nobody's second person.

An admin hands out codes; who uses them he alone knows. So what takes two pairs of eyes (a decision on paper, another
account for somebody, closing an access), and what makes one who decides, waits for a Komisioner's word
(docs/decisions/0032).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.items import KeptFile
from sop.officials import OfficialChanged
from sop.roles import PersonId, Role
from storage import files, outbox
from storage import tables as t
from storage.outbox import Screen
from storage.people import Official
from storage.personnel import history


def ask(db: Connection, person: PersonId, **waits: bool) -> None:
    """A Komisioner is to be asked (anew) who this is; the buttons of earlier questions answer nothing any more.

    `waits` may be `to_be_member` and `admin_unconfirmed`: what waits besides.
    """
    _set(db, person, asked=t.people.c.asked + 1, **waits)


def doubt(db: Connection, person: PersonId) -> None:
    """Another account is this official's by an admin's code: nobody knows yet that it is he who uses it.

    A Komisioner decides again once another one in office has confirmed it; of the only one two admins must do.
    """
    m = t.mandates.c
    decides = sa.and_(m.person_id == person, m.role == Role.KOMISIONER, m.ended_on.is_(None))
    others = sa.and_(m.person_id != person, m.role == Role.KOMISIONER, m.ended_on.is_(None), ~m.unconfirmed)
    if db.execute(sa.select(m.id).where(decides)).first() is not None:
        if db.execute(sa.select(m.id).where(others)).first() is None:
            return
        db.execute(sa.update(t.mandates).where(decides).values(unconfirmed=True))
    _set(db, person, confirmed_at=None)


def confirm(db: Connection, person: PersonId, now: datetime) -> None:
    """What waits for a Komisioner's word counts from now on; whoever decides is a member of the commission."""
    decides = db.execute(_waiting(person).values(unconfirmed=False)).rowcount > 0
    row = db.execute(sa.select(t.people).where(t.people.c.id == person)).one()
    member = row.is_member or row.to_be_member or decides
    _set(db, person, confirmed_at=now, is_member=member, to_be_member=False, admin_unconfirmed=False)


def reject(db: Connection, person: PersonId, today: date) -> bool:
    """What waits ends (`today` is a date in the office's zone): the role, the membership, the admin right.

    Returns:
        Whether it is somebody who was never confirmed: he is nobody of the office, and every role of his ends.
    """
    row = db.execute(sa.select(t.people).where(t.people.c.id == person)).one()
    stranger = row.confirmed_at is None
    m = t.mandates.c
    every = sa.update(t.mandates).where(m.person_id == person, m.ended_on.is_(None))
    db.execute((every if stranger else _waiting(person)).values(ended_on=today))
    admin = row.is_admin and not stranger and not row.admin_unconfirmed
    member = row.is_member and not stranger
    _set(db, person, is_admin=admin, is_member=member, to_be_member=False, admin_unconfirmed=False)
    ask(db, person)
    return stranger


def put_question(
    db: Connection,
    chat_id: int,
    reader: PersonId,
    screen: Screen,
    *,
    about: PersonId,
    number: int,
    now: datetime,
    reply_to: int | None = None,
) -> None:
    """Ask a Komisioner who somebody is; an older copy of the question in his chat loses its buttons to this one.

    The row names the official and the number of the question where others name a visit and a version.
    """
    for older in _open_copies(db, about):
        if older.chat_id == chat_id:
            outbox.settle(db, older, now, None)
    outbox.put_screen(db, chat_id, reader, screen, now=now, visit=about, version=number, reply_to=reply_to, live=True)


def settle_questions(
    db: Connection, about: Official, event: OfficialChanged, now: datetime, *, but: tuple[int, int | None]
) -> None:
    """Every copy of a question that a button of it would not answer any more says so, and by whom it was settled.

    All but the message `but` (chat and number), which says it already.
    """
    for copy in _open_copies(db, about.id):
        if about.waits and copy.version == about.asked:
            continue
        if (copy.chat_id, copy.message_id) == but:
            db.execute(sa.update(t.outbox).where(t.outbox.c.id == copy.id).values(live=False))
        else:
            outbox.settle(db, copy, now, event)


def letter_of(db: Connection, official: Official) -> KeptFile | None:
    """The scan of the letter by which somebody is to decide once he is confirmed; none where it is not kept."""
    if not official.to_be_komisioner:
        return None
    given = (event for event in reversed(history(db, official.id)) if event.in_role is Role.KOMISIONER)
    scan = next((event.scan for event in given if event.scan is not None), None)
    return scan if scan is not None and not files.missing(db, (scan,)) else None


def _open_copies(db: Connection, about: PersonId) -> Sequence[sa.Row[Any]]:
    o = t.outbox.c
    # Spelt as the index of live messages is, so that it is used.
    mine = sa.select(t.outbox).where(o.maklumat_id.is_(None), sa.text("live"), o.visit == about)
    return db.execute(mine.order_by(o.id)).all()


def _waiting(person: PersonId) -> sa.Update:
    m = t.mandates.c
    return sa.update(t.mandates).where(m.person_id == person, m.ended_on.is_(None), m.unconfirmed)


def _set(db: Connection, person: PersonId, **values: Any) -> None:
    db.execute(sa.update(t.people).where(t.people.c.id == person).values(**values))
