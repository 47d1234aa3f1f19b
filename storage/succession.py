"""Which maklumat replaces which: told by those that were opened in the place of another."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId, Predecessor
from sop.maklumat import Maklumat
from sop.succession import may_be_replaced, standing
from storage import tables as t
from storage.errors import MaklumatNotFound
from storage.mappers import maklumat_from_json, readable

_NAMES_ONE = '"replaces":{'
"""What stands in the body of one that replaces another; in a title the quotes would be escaped."""


def successors(db: Connection) -> Mapping[MaklumatId, Maklumat]:
    """Of each maklumat that has one, the successor that stands."""
    bodies = db.execute(
        sa.select(t.maklumat.c.body).where(t.maklumat.c.body.contains(_NAMES_ONE)).order_by(t.maklumat.c.id)
    ).scalars()
    found: dict[MaklumatId, list[Maklumat]] = {}
    for m in readable(bodies):
        if m.replaces is not None:
            found.setdefault(m.replaces.maklumat, []).append(m)
    return {number: stands for number, theirs in found.items() if (stands := standing(theirs)) is not None}


def refuse_a_second(db: Connection, replaces: Predecessor) -> None:
    """Only a published maklumat is replaced, and by one at a time.

    Raises:
        NotPublished: it is not published.
        HasSuccessor: it has a successor already.
        MaklumatNotFound: there is none of this number and nomor kendali.
    """
    row = db.execute(
        sa.select(t.maklumat.c.body).where(
            t.maklumat.c.id == replaces.maklumat, t.maklumat.c.control_number == replaces.control_number
        )
    ).scalar_one_or_none()
    if row is None:
        raise MaklumatNotFound(replaces.control_number)
    may_be_replaced(maklumat_from_json(row), successors(db).get(replaces.maklumat))
