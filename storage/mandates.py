"""By what officials hold their roles, and are away from them: each with its days, standing and basis.

Nothing is ever deleted: a mandate that is ended before its day keeps its row, with the day on which it was.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.roles import Absence, Mandate, PersonId, Role, Standing
from storage import tables as t


def appoint(
    db: Connection,
    person: PersonId,
    role: Role,
    from_on: date,
    until_on: date | None,
    basis: str,
    *,
    confirmed: bool = True,
) -> None:
    """A mandate for the post itself; whoever decides is a member of the commission, once that is confirmed."""
    db.execute(
        sa.insert(t.mandates).values(
            person_id=person,
            role=role,
            standing=Standing.DEFINITIVE,
            from_on=from_on,
            until_on=until_on,
            basis=basis,
            unconfirmed=not confirmed,
        )
    )
    if role is Role.KOMISIONER and confirmed:
        db.execute(sa.update(t.people).where(t.people.c.id == person).values(is_member=True))


def is_lasting(mandate: Mandate, today: date) -> bool:
    """Whether the post itself was given by this day, and no end is known."""
    return mandate.standing is Standing.DEFINITIVE and mandate.until_on is None and mandate.from_on <= today


def mandates(db: Connection) -> list[Mandate]:
    """Every mandate that nobody has ended before its day, also one that waits, in the order of giving."""
    rows = db.execute(sa.select(t.mandates).where(t.mandates.c.ended_on.is_(None)).order_by(t.mandates.c.id))
    return [_mandate(row) for row in rows]


def mandates_ever(db: Connection) -> list[Mandate]:
    """Also those that were ended: their last day is the one on which they were; what never began is left out."""
    found = []
    for row in db.execute(sa.select(t.mandates).order_by(t.mandates.c.id)):
        held = _mandate(row)
        if row.ended_on is not None:
            until = min(row.ended_on, held.until_on or row.ended_on)
            if until < held.from_on:
                continue
            held = replace(held, until_on=until)
        found.append(held)
    return found


def _mandate(row: sa.Row[Any]) -> Mandate:
    return Mandate(
        person=PersonId(row.person_id),
        role=Role(row.role),
        standing=Standing(row.standing),
        from_on=row.from_on,
        until_on=row.until_on,
        basis=row.basis,
        confirmed=not row.unconfirmed,
    )


def held_between(
    db: Connection, persons: Iterable[PersonId], first: date, last: date, zone: tzinfo
) -> tuple[Mandate, ...]:
    """By what these people held their roles between two days (in the office's zone), stand-ins among them.

    Of an absence that ended early, the day it was ended is the last that counts.
    """
    wanted = set(persons)
    rows = db.execute(sa.select(t.absences).order_by(t.absences.c.id))
    stood_in = [_until_its_end(absence(row), row.ended_at, zone) for row in rows]
    every = (*mandates_ever(db), *(m for a in stood_in if a is not None and (m := a.mandate()) is not None))
    acted = (m for m in every if m.person in wanted and m.confirmed)
    return tuple(m for m in acted if m.from_on <= last and first <= (m.until_on or last))


def _until_its_end(found: Absence, ended_at: datetime | None, zone: tzinfo) -> Absence | None:
    """The absence as it was; None where it ended before it began."""
    if ended_at is None:
        return found
    until = min(found.until_on, ended_at.astimezone(zone).date())
    return replace(found, until_on=until) if until >= found.from_on else None


def absence(row: sa.Row[Any]) -> Absence:
    """What a row of the absences says."""
    return Absence(
        person=PersonId(row.person_id),
        role=Role(row.role),
        from_on=row.from_on,
        until_on=row.until_on,
        stand_in=PersonId(row.stand_in_id) if row.stand_in_id is not None else None,
        standing=Standing(row.standing),
        basis=row.basis,
    )


def current_absences(db: Connection) -> list[Absence]:
    """Every absence that has not been ended, in the order in which they were said."""
    rows = db.execute(sa.select(t.absences).where(t.absences.c.ended_at.is_(None)).order_by(t.absences.c.id))
    return [absence(row) for row in rows]
