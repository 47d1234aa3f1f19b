"""What somebody was told, and what not any more, once the access is closed; and which cards come back with it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.roles import PersonId
from storage import outbox
from storage import tables as t
from storage.outbox import Kind


def fall_silent(db: Connection, person: PersonId, now: datetime) -> None:
    """Nothing more goes to this person where he was reached until now, and no button there is of use."""
    waiting = sa.and_(t.outbox.c.person_id == person, t.outbox.c.state == "queued")
    db.execute(sa.update(t.outbox).where(waiting).values(state="dropped", sent_at=now, live=False))
    live = sa.select(t.outbox.c.id, t.outbox.c.chat_id).where(t.outbox.c.person_id == person, sa.text("live"))
    for card in db.execute(live).all():
        outbox.retire(db, card.id, card.chat_id, now, closed=True)


def taken_by_closing(db: Connection, person: PersonId) -> Sequence[MaklumatId]:
    """Maklumat whose last card this person lost when the access was closed, or the account left for another."""
    o = t.outbox.c
    last = sa.select(o.maklumat_id, sa.func.max(o.id).label("id")).where(
        o.person_id == person, o.maklumat_id.is_not(None), o.kind.in_([Kind.CARD, Kind.STRIP])
    )
    ends = last.group_by(o.maklumat_id).subquery()
    closing = sa.select(o.maklumat_id).where(o.id == ends.c.id, o.kind == Kind.STRIP, o.body == outbox.CLOSED)
    return [MaklumatId(number) for number in db.execute(closing.order_by(o.maklumat_id)).scalars()]
