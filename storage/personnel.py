"""What an admin may look up about an official: what he holds, what was changed, who asks for another account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.officials import OfficialChanged
from sop.roles import Mandate, PersonId, Role
from storage import notes
from storage import tables as t
from storage.mandates import mandates
from storage.mappers import event_from_json

REBIND_LASTS = timedelta(hours=24)
"""How long one admin's wish for another account waits for a second one's."""


def held_by(db: Connection, person: PersonId) -> tuple[Role, ...]:
    """The roles that somebody was given and that nobody has ended: in force, or to begin."""
    held = {mandate.role for mandate in mandates(db) if mandate.person == person}
    return tuple(role for role in Role if role in held)


@dataclass(frozen=True)
class OfficialFile:
    """By what an official holds roles (also in days to come), what was changed, and who asks for another account."""

    mandates: tuple[Mandate, ...]
    changes: tuple[OfficialChanged, ...]
    asked_by: PersonId | None
    """The admin who waits for a second one."""


def file_of(db: Connection, person: PersonId, now: datetime) -> OfficialFile:
    """All that an admin may look up about an official."""
    held = tuple(mandate for mandate in mandates(db) if mandate.person == person)
    return OfficialFile(held, history(db, person), asked_for_account(db, person, now))


def history(db: Connection, person: PersonId) -> tuple[OfficialChanged, ...]:
    """All that was ever changed about an official, the oldest first."""
    rows = db.execute(
        sa.select(t.journal.c.seq, t.journal.c.kind, t.journal.c.body).where(
            t.journal.c.maklumat_id.is_(None), t.journal.c.kind == OfficialChanged.__name__
        )
    )
    # Sorted here: of what is about no maklumat there is little, and no index has it in its order.
    events = (event_from_json(row.kind, row.body) for row in sorted(rows, key=lambda row: row.seq))
    return tuple(event for event in events if isinstance(event, OfficialChanged) and event.person == person)


def asked_for_account(db: Connection, person: PersonId, now: datetime) -> PersonId | None:
    """Which admin has asked that this official gets another account, and waits for a second one."""
    asker, _, noted = (notes.read(db, rebinding(person)) or "").partition(" ")
    at = notes.aware(noted)
    return PersonId(int(asker)) if asker.isdecimal() and at is not None and now < at + REBIND_LASTS else None


def rebinding(person: PersonId) -> str:
    """The note in which an admin's wish for another account waits."""
    return f"rebinding:{person}"
