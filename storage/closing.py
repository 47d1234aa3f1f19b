"""What somebody is told, and what not any more, once the access is closed; and which cards come back with it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.maklumat import Phase
from sop.roles import PersonId
from storage import outbox
from storage import tables as t
from storage.outbox import UNDONE, Kind

NOT_HIS = "the access of this account was closed"
_TELLING = (Kind.NEWS, Kind.CARD, Kind.REMINDER, Kind.DIGEST, Kind.DOCUMENT)
"""What tells of the office's work. Not so an answer, for who is shut out reads so; nor what takes buttons away."""
_CLOCKS_DIFFER = timedelta(seconds=30)
"""No two machines more than that; what is said to be later was written before a clock was set back."""
_ANSWERING = (Kind.REPLY, Kind.EDIT)


def moment(db: Connection, person: PersonId, now: datetime) -> datetime:
    """When the access of this person ends (aware UTC): after all that was written to him before, as the rows say.

    Whoever closes it has begun a moment ago, on a machine with a clock of its own, and more was written since.
    """
    o = t.outbox.c
    near = o.created_at <= now + _CLOCKS_DIFFER
    last: datetime | None = db.execute(
        sa.select(sa.func.max(o.created_at))
        .join(t.people, t.people.c.telegram_id == o.chat_id)
        .where(t.people.c.id == person, near)
    ).scalar_one()
    return now if last is None else max(now, last + timedelta(microseconds=1))


def fall_silent(db: Connection, person: PersonId, now: datetime) -> None:
    """Nothing more goes to this person where he was reached until now, and no button there is of use."""
    o = t.outbox.c
    waiting = sa.and_(o.person_id == person, o.state == "queued", o.kind != Kind.STRIP)
    db.execute(sa.update(t.outbox).where(waiting).values(state="dropped", sent_at=now, live=False))
    live = sa.select(o.id, o.chat_id).where(o.person_id == person, sa.text("live"))
    for card in db.execute(live).all():
        outbox.retire(db, card.id, card.chat_id, now, closed=True)


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
    # An answer to whoever is shut out says so, and was written since; an older one tells of the work, too. To an
    # account that was left for another none is written in its person's name. A group is no account, and is answered.
    of_before = sa.exists().where(
        p.id == o.person_id,
        sa.or_(p.closed_at > o.created_at, p.telegram_id.is_(None), p.telegram_id != o.chat_id),
        o.chat_id > 0,
    )
    tells = sa.or_(sa.and_(o.kind.in_(_TELLING), ~his), sa.and_(o.kind.in_(_ANSWERING), of_before))
    return sa.and_(o.person_id.is_not(None), tells)


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
