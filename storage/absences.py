"""Absences: an official is away from a day until a day, and somebody stands in by a dated mandate.

Who may say so is decided here, inside the Desk's transaction: the official; for others an admin, with the number of a
letter. Who may decide on a maklumat is changed by Komisioner alone, or by an admin with the number and the scan of a
letter. Nothing is ever deleted: what ends early keeps its rows, with the moment and by whom.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.items import Item, KeptFile
from sop.roles import Absence, PersonId, Role, Roster, Standing
from storage import people as folk
from storage import tables as t
from storage.errors import (
    AbsenceOver,
    AbsenceOverlaps,
    AbsenceTooFar,
    BasisMissing,
    KomisionerOnly,
    NothingToLeave,
    NotYourAbsence,
    ScanMissing,
    StandInMissing,
    StandInUnfit,
    Unsuited,
)
from storage.mandates import absence, mandates
from storage.mappers import item_to_json
from storage.people import People

LONGEST = timedelta(days=366)
EARLIEST = timedelta(days=31)
"""An absence may be said that long after it began; what was done meanwhile stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What is asked: this person is away, and who stands in. Without a standing the role's own is taken."""

    person: PersonId
    from_on: date
    until_on: date
    stand_in: PersonId | None = None
    standing: Standing | None = None
    basis: str = ""
    scan: KeptFile | None = None


@dataclass(frozen=True, kw_only=True)
class Returning:
    """What is asked: this person is back, or will not leave; without a number, from whatever counts first."""

    person: PersonId
    number: int | None = None
    basis: str = ""
    scan: KeptFile | None = None


@dataclass(frozen=True)
class Recorded:
    """An absence as it is kept: the number of its first row, and one part for each role."""

    number: int
    parts: tuple[Absence, ...]

    @property
    def first(self) -> Absence:
        """Its dates, stand-in and basis, which all parts share."""
        return self.parts[0]


@dataclass(frozen=True)
class Changed:
    """An absence that has been recorded, or ended early, and whom that concerns beside who did it.

    `before` and `after` say who holds what without the change and with it, on the first day on which it counts.
    """

    absence: Recorded
    concerned: tuple[PersonId, ...]
    before: Roster
    after: Roster


def change(
    db: Connection, people: People, asked: Leaving | Returning, actor: PersonId, today: date, now: datetime
) -> Changed:
    """Record an absence, or end one before its day.

    Raises:
        StorageError: why not; nothing was changed.
    """
    from_on = asked.from_on if isinstance(asked, Leaving) else _to_end(db, asked, today).first.from_on
    before = folk.everyone(db, max(from_on, today)).roster
    if isinstance(asked, Leaving):
        found = _record(db, people, asked, actor, today, now)
    else:
        found = _end(db, people, asked, actor, today, now)
    after = folk.everyone(db, max(from_on, today)).roster
    return Changed(found, _concerned(people, found, before, after), before, after)


def stand_in_no_more(db: Connection, person: PersonId, actor: PersonId, today: date, now: datetime) -> None:
    """Whoever leaves the office stands in for nobody; who is away stays away, and nobody stands in for him."""
    a = t.absences.c
    mine = (a.stand_in_id == person, a.ended_at.is_(None), a.until_on >= today)
    for row in db.execute(sa.select(t.absences).where(*mine).order_by(a.id)).all():
        db.execute(sa.update(t.absences).where(a.id == row.id).values(ended_at=now, ended_by_id=actor))
        alone = {
            column.name: value for column, value in zip(t.absences.columns, row, strict=True) if column.name != "id"
        }
        alone |= {"stand_in_id": None, "from_on": max(row.from_on, today), "by_id": actor, "at": now}
        db.execute(sa.insert(t.absences).values(**alone))


def recorded(db: Connection, today: date) -> tuple[Recorded, ...]:
    """Absences that count today or later, the earliest first."""
    rows = db.execute(
        sa.select(t.absences)
        .where(t.absences.c.ended_at.is_(None), t.absences.c.until_on >= today)
        .order_by(t.absences.c.from_on, t.absences.c.id)
    ).all()
    together: dict[tuple[int, date], list[sa.Row[Any]]] = {}
    for row in rows:
        together.setdefault((row.person_id, row.from_on), []).append(row)
    return tuple(Recorded(found[0].id, tuple(absence(row) for row in found)) for found in together.values())


def extends(known: Recorded, person: PersonId, from_on: date, until_on: date) -> bool:
    """Whether these days begin within an absence of this person, or right after it, and end later."""
    first = known.first
    near = first.from_on <= from_on <= first.until_on + timedelta(days=1)
    return first.person == person and near and until_on > first.until_on


def default_standing(role: Role) -> Standing:
    """In what standing one stands in where nothing else is said."""
    return Standing.WAKIL if role is Role.KOMISIONER else Standing.PLH


def roles_between(db: Connection, person: PersonId, from_on: date, until_on: date) -> tuple[Role, ...]:
    """The roles that a person holds on any of these days, in the SOP's order, also those by standing in."""
    a = t.absences.c
    held = {
        one.role
        for one in mandates(db)
        if one.person == person and one.confirmed and one.from_on <= until_on and from_on <= (one.until_on or from_on)
    }
    stands_in = sa.select(a.role).where(a.stand_in_id == person, a.ended_at.is_(None), *_overlapping(from_on, until_on))
    found = held | {Role(role) for role in db.execute(stands_in).scalars()}
    return tuple(role for role in Role if role in found)


def _record(db: Connection, people: People, asked: Leaving, actor: PersonId, today: date, now: datetime) -> Recorded:
    known = _extended(db, asked, today)
    begins = known.first.from_on if known is not None else asked.from_on
    if not today <= asked.until_on <= begins + LONGEST or asked.from_on < today - EARLIEST:
        raise AbsenceTooFar
    roles = roles_between(db, asked.person, max(begins, today), asked.until_on)
    _authorize(people, asked, roles, actor)
    if not roles:
        raise NothingToLeave(asked.person)
    if known is not None:
        # What is kept so far ends in the same moment, with who said so; what follows begins where it began.
        _close(db, known, asked, actor, now)
        asked = replace(asked, from_on=known.first.until_on + timedelta(days=1))
    if (other := _away_between(db, asked.person, asked.from_on, asked.until_on)) is not None:
        raise AbsenceOverlaps(asked.person, other.from_on, other.until_on)
    _fit_stand_in(db, people, asked, roles, actor, today)
    _shown(people, asked, roles, actor)
    standings = {part.role: part.standing for part in known.parts} if known is not None else {}
    rows = [
        {
            "person_id": asked.person,
            "role": role,
            "from_on": begins,
            "until_on": asked.until_on,
            "stand_in_id": asked.stand_in,
            "standing": asked.standing or standings.get(role) or default_standing(role),
            "basis": asked.basis or (known.first.basis if known is not None else ""),
            "scan": _kept(asked.scan),
            "by_id": actor,
            "at": now,
        }
        for role in roles
    ]
    made = [db.execute(sa.insert(t.absences).values(**row).returning(*t.absences.c)).one() for row in rows]
    return Recorded(made[0].id, tuple(absence(row) for row in made))


def _end(db: Connection, people: People, asked: Returning, actor: PersonId, today: date, now: datetime) -> Recorded:
    found = _to_end(db, asked, today)
    roles = [part.role for part in found.parts]
    _authorize(people, asked, roles, actor)
    _shown(people, asked, roles, actor)
    _close(db, found, asked, actor, now)
    return found


def _close(db: Connection, found: Recorded, asked: Leaving | Returning, actor: PersonId, now: datetime) -> None:
    db.execute(
        sa.update(t.absences)
        .where(
            t.absences.c.person_id == asked.person,
            t.absences.c.from_on == found.first.from_on,
            t.absences.c.ended_at.is_(None),
        )
        .values(ended_at=now, ended_by_id=actor, ended_basis=asked.basis, ended_scan=_kept(asked.scan))
    )


def _extended(db: Connection, asked: Leaving, today: date) -> Recorded | None:
    """The absence that becomes longer by what is asked: the same people, and nothing said that is otherwise in it."""
    for known in recorded(db, today):
        same = known.first.stand_in == asked.stand_in
        if same and extends(known, asked.person, asked.from_on, asked.until_on):
            standings = {part.standing for part in known.parts}
            return known if asked.standing is None or standings == {asked.standing} else None
    return None


def _to_end(db: Connection, asked: Returning, today: date) -> Recorded:
    mine = [found for found in recorded(db, today) if found.first.person == asked.person]
    number = asked.number if asked.number is None else _grown(db, asked.number)
    found = next((one for one in mine if number in (None, one.number)), None)
    if found is None:
        raise AbsenceOver(asked.person)
    return found


def _grown(db: Connection, number: int) -> int:
    """The number that an absence has today: one that was extended ended in the moment in which the longer one began."""
    a = t.absences.c
    ended = db.execute(sa.select(a.person_id, a.from_on, a.ended_at).where(a.id == number)).one_or_none()
    if ended is None or ended.ended_at is None:
        return number
    longer = db.execute(
        sa.select(sa.func.min(a.id)).where(
            a.person_id == ended.person_id, a.from_on == ended.from_on, a.at == ended.ended_at, a.id > number
        )
    ).scalar_one_or_none()
    return number if longer is None else _grown(db, longer)


def _authorize(people: People, asked: Leaving | Returning, roles: Sequence[Role], actor: PersonId) -> None:
    """The actor may change who holds these roles of this person; which letter he must show for it is asked last."""
    if not _is_his_to_say(people, asked, roles, actor) and actor not in people.roster.admins:
        raise KomisionerOnly if Role.KOMISIONER in roles else NotYourAbsence


def _shown(people: People, asked: Leaving | Returning, roles: Sequence[Role], actor: PersonId) -> None:
    """An admin has brought the letter: nobody looks for one whose absence cannot be recorded anyway."""
    if _is_his_to_say(people, asked, roles, actor):
        return
    if not asked.basis:
        raise BasisMissing(asked.person)
    if Role.KOMISIONER in roles and asked.scan is None:
        raise ScanMissing(asked.person)


def _is_his_to_say(people: People, asked: Leaving | Returning, roles: Sequence[Role], actor: PersonId) -> bool:
    """Without a letter: one's own absence, and that of a Komisioner for the others in office."""
    return actor == asked.person or (Role.KOMISIONER in roles and actor in people.roster.komisioner_in_office())


def _fit_stand_in(
    db: Connection, people: People, asked: Leaving, roles: Sequence[Role], actor: PersonId, today: date
) -> None:
    if asked.stand_in is None:
        there = folk.everyone(db, max(asked.from_on, today)).roster
        if any(not set(there.holders(role)) - {asked.person} for role in roles):
            raise StandInMissing(asked.person)
        return
    official = people.by_id.get(asked.stand_in)
    if official is None or official.telegram_id is None:
        raise StandInUnfit(asked.stand_in, Unsuited.UNKNOWN)
    if official.id == asked.person:
        raise StandInUnfit(official.id, Unsuited.SELF)
    if Role.KOMISIONER in roles:
        if not official.is_member:
            waits = official.to_be_member or official.to_be_komisioner
            raise StandInUnfit(official.id, Unsuited.UNCONFIRMED if waits else Unsuited.NO_MEMBER)
        if official.id == actor and actor not in people.roster.komisioner_in_office():
            # The admin right would otherwise make its holder one who decides.
            raise StandInUnfit(official.id, Unsuited.ACTOR)
    elif Role.KOMISIONER in people.roster.roles_of(official.id):
        # Whoever drafts a version does not decide on it: the only Komisioner would leave nobody who does.
        raise StandInUnfit(official.id, Unsuited.DECIDES)
    elif official.id == actor and asked.scan is None:
        # An admin who makes himself anything shows the letter that says so.
        raise ScanMissing(asked.person)
    if _away_between(db, official.id, asked.from_on, asked.until_on) is not None:
        raise StandInUnfit(official.id, Unsuited.AWAY)


def _away_between(db: Connection, person: PersonId, from_on: date, until_on: date) -> sa.Row[Any] | None:
    return db.execute(
        sa.select(t.absences)
        .where(t.absences.c.person_id == person, t.absences.c.ended_at.is_(None), *_overlapping(from_on, until_on))
        .limit(1)
    ).first()


def _overlapping(from_on: date, until_on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return t.absences.c.from_on <= until_on, t.absences.c.until_on >= from_on


def _concerned(people: People, found: Recorded, before: Roster, after: Roster) -> tuple[PersonId, ...]:
    """The one who is away, who stands in, whoever else gains or loses a role by it or is stood in for by another.

    And every Komisioner where it changes who may decide.
    """
    first, roster = found.first, people.roster
    told: Iterable[PersonId] = (first.person, *((first.stand_in,) if first.stand_in is not None else ()))
    if any(part.role is Role.KOMISIONER for part in found.parts):
        away = (one.person for one in roster.away if one.role is Role.KOMISIONER)
        told = (*told, *roster.holders(Role.KOMISIONER), *away)
    moved = (person for person in people.by_id if before.roles_of(person) != after.roles_of(person))
    return tuple(dict.fromkeys((*told, *moved, *(absence.person for absence in passed_on(before, after)))))


def passed_on(before: Roster, after: Roster) -> tuple[Absence, ...]:
    """The absences, as they are after a change, of those for whom somebody else acts than before it."""
    was = {(absence.person, absence.role): absence.stand_in for absence in before.away}
    return tuple(
        absence
        for absence in after.away
        if was.get((absence.person, absence.role), absence.stand_in) != absence.stand_in
    )


def _kept(scan: KeptFile | None) -> str:
    return item_to_json(Item("", (scan,))) if scan is not None else ""
