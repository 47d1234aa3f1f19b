"""Which published pages are to be looked at, and when: one row for each maklumat that was published.

The row is written with the publication, in the same transaction; what was found stands in the maklumat itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.maklumat import Maklumat, Phase
from storage import succession
from storage import tables as t
from storage.mappers import readable

AT_ONCE = 20
FURTHEST = timedelta(days=60)
"""No look is due later than a week and the longest closing of an office ahead: the clock was wrong, and it is due."""


@dataclass(frozen=True)
class DueLook:
    """A page that is to be looked at now; `attempts` looks before this one met nobody."""

    maklumat: Maklumat
    attempts: int


def want(db: Connection, maklumat: Maklumat) -> None:
    """The page of this publication is to be looked at from now on; one that was wanted before stays as it is."""
    if maklumat.phase is not Phase.PUBLISHED or maklumat.publication is None:
        return
    if maklumat.replaces is not None:
        # That another maklumat stands at the old address from now on is no news.
        db.execute(sa.delete(t.page_looks).where(t.page_looks.c.maklumat_id == maklumat.replaces.maklumat))
    successor = succession.successors(db).get(maklumat.id)
    if successor is not None and successor.phase is Phase.PUBLISHED:
        return
    insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    fresh = {"visit": maklumat.visit.number, "attempts": 0, "next_at": maklumat.publication.at}
    row = insert(t.page_looks).values(maklumat_id=maklumat.id, **fresh)
    db.execute(
        row.on_conflict_do_update(
            index_elements=["maklumat_id"], set_=fresh, where=t.page_looks.c.visit != maklumat.visit.number
        )
    )


def due(db: Connection, now: datetime) -> tuple[DueLook, ...]:
    """What is to be looked at, the longest due first."""
    wanted, m = t.page_looks, t.maklumat
    # Two questions and not one with an "or", which no index answers.
    come, slipped = (
        sa.select(wanted.c.maklumat_id, wanted.c.attempts, wanted.c.next_at).where(which)
        for which in (wanted.c.next_at <= now, wanted.c.next_at > now + FURTHEST)
    )
    found = sa.union_all(come, slipped).subquery()
    rows = db.execute(
        sa.select(m.c.body, found.c.attempts)
        .join(found, found.c.maklumat_id == m.c.id)
        .where(m.c.phase == Phase.PUBLISHED)
        .order_by(found.c.next_at, m.c.id)
        .limit(AT_ONCE)
    )
    return tuple(DueLook(maklumat, row.attempts) for row in rows for maklumat in readable((row.body,)))


def looked(db: Connection, number: MaklumatId, visit: int, *, at: datetime, attempts: int, next_at: datetime) -> None:
    """A page was looked at; when again. A row of another publication, wanted meanwhile, stays as it is.

    Args:
        db: within a transaction.
        number: the maklumat.
        visit: the publication that was looked at.
        at: when.
        attempts: looks that met nobody, this one among them; 0 when something was found.
        next_at: when it is due again.
    """
    db.execute(
        sa.update(t.page_looks)
        .where(t.page_looks.c.maklumat_id == number, t.page_looks.c.visit.in_((visit, UNKNOWN)))
        .values(visit=visit, attempts=attempts, next_at=next_at, looked_at=at)
    )


UNKNOWN = 0
"""The visit of a publication from before pages were looked at."""
