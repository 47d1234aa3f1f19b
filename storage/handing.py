"""Other people come to hold a step: by enrolment, mandate or setting."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import HoldersChanged, MaklumatId
from sop.folding import apply
from sop.maklumat import Phase
from sop.rules import Office
from sop.telling import holder_notices
from sop.turns import waits_for
from storage import journal, shelf
from storage import tables as t
from storage.dispatch import Dispatch
from storage.people import People


def hand_over(db: Connection, before: Office, after: Office, people: People, cause: str, now: datetime) -> None:
    """Whoever has newly come to hold an open maklumat gets its card; who holds it no longer loses the buttons.

    `cause` is the key under which the change takes effect once.
    """
    rows = db.execute(
        sa.select(t.maklumat.c.id).where(t.maklumat.c.phase != Phase.CANCELLED).order_by(t.maklumat.c.id)
    ).scalars()
    for number in list(rows):
        current = shelf.load(db, MaklumatId(number))
        held, holds = waits_for(current, before), waits_for(current, after)
        fresh = tuple(person for person in holds if person not in held)
        if set(held) == set(holds):
            continue
        event = HoldersChanged(at=now, holders=holds)
        changed = apply(current, event)
        shelf.store(db, changed, current.revision, after)
        journal.append(db, changed.id, changed.revision, (event,), f"{cause}:{number}")
        Dispatch(db, changed, people, now).send(holder_notices(changed, fresh, event, after))
