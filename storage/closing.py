"""What somebody is told, and what not any more, once the access is closed; and which cards come back with it."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.maklumat import Phase
from sop.roles import PersonId
from storage import notes, outbox
from storage import tables as t
from storage.outbox import UNDONE, Kind

NOT_HIS = "the access of this account was closed"
_TELLING = (Kind.NEWS, Kind.CARD, Kind.REMINDER, Kind.DIGEST, Kind.DOCUMENT)
"""What tells of the office's work; not so what takes buttons away."""
_ANSWERING = (Kind.REPLY, Kind.EDIT)


def fall_silent(db: Connection, person: PersonId, now: datetime) -> None:
    """Nothing more goes to this person where he was reached until now, and no button there is of use."""
    o = t.outbox.c
    waiting = sa.and_(o.person_id == person, o.state == "queued", o.kind != Kind.STRIP)
    db.execute(sa.update(t.outbox).where(waiting).values(state="dropped", sent_at=now, live=False))
    live = sa.select(o.id, o.chat_id).where(o.person_id == person, sa.text("live"))
    for card in db.execute(live).all():
        outbox.retire(db, card.id, card.chat_id, now, closed=True)


def speak_of_the_restore(db: Connection, person: PersonId) -> None:
    """Whoever's access was closed before the notice of a restore reached him reads it once it is opened again.

    His chat still tells what is recorded no more (docs/decisions/0015).
    """
    restored = notes.restoration(db)
    if restored is None:
        return
    o = t.outbox.c
    notice = sa.and_(o.person_id == person, o.kind == Kind.REPLY, o.created_at == restored.at)
    untold = sa.and_(notice, o.state == "dropped", o.message_id.is_(None))
    waits = {"state": "queued", "sent_at": None, "next_attempt_at": None, "trouble": None}
    db.execute(sa.update(t.outbox).where(untold).values(waits))


def turn_away(db: Connection, now: datetime, chats: Collection[int]) -> None:
    """An account that was closed, or left for another, is told nothing more of the office's work.

    Closing it drops what waits at that moment. What was on its way then, or had been given up or put aside, may wait
    again later: whichever way it came back, it passes here.
    """
    waits = sa.and_(UNDONE, t.outbox.c.chat_id.in_(chats), t.outbox.c.state == "queued")
    ends = {"state": "dropped", "trouble": NOT_HIS, "sent_at": now, "live": False}
    db.execute(sa.update(t.outbox).where(waits, _is_for_nobody()).values(ends))


def is_turned_away(db: Connection, parcel: int) -> bool:
    """Whether the account has been closed, or left, while this is being said to it."""
    query = sa.select(t.outbox.c.id).where(t.outbox.c.id == parcel, _is_for_nobody())
    return db.execute(query).first() is not None


def _is_for_nobody() -> sa.ColumnElement[bool]:
    o, p = t.outbox.c, t.people.c
    his = sa.exists().where(p.id == o.person_id, p.telegram_id == o.chat_id, p.closed_at.is_(None))
    # Who is shut out is told so in nobody's name (handlers/context.py). A group is no account, and is answered.
    tells = sa.or_(o.kind.in_(_TELLING), sa.and_(o.kind.in_(_ANSWERING), o.chat_id > 0))
    return sa.and_(o.person_id.is_not(None), tells, ~his)


def without_card(db: Connection, person: PersonId) -> Sequence[MaklumatId]:
    """Maklumat of which this person had a card and has none that counts, whichever way it went with the access."""
    o = t.outbox.c
    has = sa.select(o.maklumat_id).where(o.person_id == person, sa.text("live"), o.maklumat_id.is_not(None))
    had = (
        sa.select(o.maklumat_id)
        .join(t.maklumat, t.maklumat.c.id == o.maklumat_id)
        .where(o.person_id == person, sa.text(t.A_CARD), t.maklumat.c.phase != Phase.CANCELLED)
        .where(o.maklumat_id.not_in(has))
    )
    return [MaklumatId(number) for number in db.execute(had.distinct().order_by(o.maklumat_id)).scalars()]
