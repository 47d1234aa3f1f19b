"""The office's calendar changes: the deadlines of what is under way are reckoned anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from sop.commands import MoveDeadline
from sop.decide import decide
from sop.errors import AlreadyInForce
from sop.maklumat import Phase
from sop.roles import PersonId
from sop.rules import Office
from sop.turns import waits_for
from storage import journal, shelf
from storage import tables as t
from storage.dispatch import Dispatch
from storage.people import People


@dataclass(frozen=True)
class MovedDeadline:
    """A deadline that moved (aware UTC), and whom its step waits for."""

    control_number: str
    before: datetime
    after: datetime
    waits_for: tuple[PersonId, ...]


def move(
    db: Connection, office: Office, people: People, reason: str, cause: str, now: datetime
) -> Sequence[MovedDeadline]:
    """Reckon every open deadline anew by the office's calendar as it is now.

    `cause` is the key under which the change takes effect once.

    Returns:
        Those that moved, the earliest first.
    """
    moved = []
    is_open = (t.maklumat.c.phase == Phase.OPEN, t.maklumat.c.due_at.is_not(None))
    for current in shelf.each(db, now, *is_open, order=shelf.BY_DEADLINE):
        number = current.id
        before = current.visit.due_at
        try:
            decision = decide(current, MoveDeadline(maklumat=number, reason=reason), None, now, office)
        except AlreadyInForce:
            # The deadline stands; its reminders may have come to lie on a day off.
            with shelf.by_itself(db, current, now):
                shelf.store(db, current, current.revision, office)
            continue
        after = decision.maklumat
        with shelf.by_itself(db, current, now):
            shelf.store(db, after, current.revision, office)
            journal.append(db, number, current.revision + 1, decision.events, f"{cause}:{number}")
            Dispatch(db, after, people, now).send(())
            if before is not None and after.visit.due_at is not None and after.visit.due_at != before:
                moved.append(MovedDeadline(after.control_number, before, after.visit.due_at, waits_for(after, office)))
    return moved
