"""Officials, their mandates, and the one-time codes by which they enrol.

A code is 128 random bits, kept only as its SHA-256, bound to a name and roles, good once and for a day. Nobody is ever
deleted: the journal needs the name. Every function works inside the caller's transaction.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.roles import DEFAULT_STAND_IN_LABELS, Absence, Mandate, PersonId, Role, Roster, Standing
from storage import tables as t
from storage.errors import AccountInUse, InviteUnusable

INVITE_LASTS = timedelta(hours=24)
BY_CODE = "kode pendaftaran"
"""The basis of a mandate that an invite gave: no letter."""


@dataclass(frozen=True, kw_only=True)
class Official:
    """An enrolled person: how to reach and how to address him or her."""

    id: PersonId
    telegram_id: int | None
    name: str
    sapaan: str = ""
    jabatan: str = ""
    is_admin: bool = False
    is_member: bool = False
    """A member of the commission, who may stand in for a Komisioner without deciding otherwise."""
    acknowledged_at: datetime | None = None
    unreachable_since: datetime | None = None
    roles: tuple[Role, ...] = ()
    """Roles held by a mandate in force on the day the row was read."""
    away: tuple[Absence, ...] = ()
    """By what the person is relieved of a role on that day."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """For whom a code is made."""

    name: str
    roles: tuple[Role, ...] = ()
    sapaan: str = ""
    jabatan: str = ""
    is_admin: bool = False
    is_member: bool = False
    """A member of the commission; whoever is invited as Komisioner is one without a word."""


@dataclass(frozen=True)
class People:
    """Everyone enrolled, as read on one day, the roster of that day, and what the office calls whoever stands in."""

    by_id: Mapping[PersonId, Official] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    stand_in_labels: Mapping[Standing, str] = field(default_factory=lambda: DEFAULT_STAND_IN_LABELS)

    def __getitem__(self, person: PersonId) -> Official:
        """The official of this number."""
        return self.by_id[person]


def hash_code(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.strip().encode(errors="surrogatepass")).hexdigest()


def invite(db: Connection, invitation: Invitation, now: datetime) -> str:
    """Make a one-time code; this is the only moment at which it can be read."""
    code = secrets.token_urlsafe(16)
    db.execute(
        sa.insert(t.invites).values(
            code_hash=hash_code(code),
            name=invitation.name,
            sapaan=invitation.sapaan,
            jabatan=invitation.jabatan,
            roles=" ".join(invitation.roles),
            is_admin=invitation.is_admin,
            is_member=invitation.is_member or Role.KOMISIONER in invitation.roles,
            created_at=now,
            expires_at=now + INVITE_LASTS,
        )
    )
    return code


def enrol(db: Connection, code: str, telegram_id: int, now: datetime, today: date) -> PersonId:
    """Use a code: the account becomes an official with the invited roles, from today on.

    An account that is enrolled already gains the invited roles (one person may hold several), and the sapaan and the
    jabatan of the code where it has them.

    Raises:
        InviteUnusable: unknown, used or past its time.
        AccountInUse: the account belongs to somebody whom the code was not made for.
    """
    row = db.execute(
        sa.update(t.invites)
        .where(t.invites.c.code_hash == hash_code(code), t.invites.c.used_at.is_(None), t.invites.c.expires_at > now)
        .values(used_at=now)
        .returning(*t.invites.c)
    ).one_or_none()
    if row is None:
        raise InviteUnusable
    person = _person_for(db, row, telegram_id, now)
    db.execute(sa.update(t.invites).where(t.invites.c.id == row.id).values(used_by=person))
    # Who only stands in for the post until some day still gains it for good by a code of his own.
    held = {m.role for m in mandates(db) if m.person == person and _is_lasting(m, today)}
    for role in row.roles.split():
        if Role(role) not in held:
            db.execute(
                sa.insert(t.mandates).values(
                    person_id=person, role=role, standing=Standing.DEFINITIVE, from_on=today, basis=BY_CODE
                )
            )
    return person


def _is_lasting(mandate: Mandate, today: date) -> bool:
    return mandate.standing is Standing.DEFINITIVE and mandate.until_on is None and mandate.in_force(today)


def _person_for(db: Connection, invite_row: sa.Row[Any], telegram_id: int, now: datetime) -> PersonId:
    known = db.execute(sa.select(t.people).where(t.people.c.telegram_id == telegram_id)).one_or_none()
    if known is not None:
        if known.name != invite_row.name:
            raise AccountInUse
        told = {column: getattr(invite_row, column) for column in ("sapaan", "jabatan", "is_admin", "is_member")}
        gained = {column: value for column, value in told.items() if value}
        if gained:
            db.execute(sa.update(t.people).where(t.people.c.id == known.id).values(**gained))
        return PersonId(known.id)
    made = db.execute(
        sa.insert(t.people)
        .values(
            telegram_id=telegram_id,
            name=invite_row.name,
            sapaan=invite_row.sapaan,
            jabatan=invite_row.jabatan,
            is_admin=invite_row.is_admin,
            is_member=invite_row.is_member,
            enrolled_at=now,
        )
        .returning(t.people.c.id)
    ).scalar_one()
    return PersonId(made)


def acknowledge(db: Connection, person: PersonId, now: datetime) -> None:
    """The privacy notice was read; the first time counts."""
    db.execute(
        sa.update(t.people)
        .where(t.people.c.id == person, t.people.c.acknowledged_at.is_(None))
        .values(acknowledged_at=now)
    )


def mark_unreachable(db: Connection, chat_id: int, now: datetime) -> None:
    """Telegram says that this person cannot be reached (blocked, deactivated)."""
    db.execute(
        sa.update(t.people)
        .where(t.people.c.telegram_id == chat_id, t.people.c.unreachable_since.is_(None))
        .values(unreachable_since=now)
    )


def mark_reachable(db: Connection, telegram_id: int) -> datetime | None:
    """Somebody can be reached again.

    Returns:
        Since when not (aware UTC); None for whoever always could.
    """
    query = sa.select(t.people.c.unreachable_since).where(
        t.people.c.telegram_id == telegram_id, t.people.c.unreachable_since.is_not(None)
    )
    since: datetime | None = db.execute(query).scalar_one_or_none()
    if since is not None:
        db.execute(sa.update(t.people).where(t.people.c.telegram_id == telegram_id).values(unreachable_since=None))
    return since


def everyone(db: Connection, today: date, stand_in_labels: Mapping[Standing, str] = DEFAULT_STAND_IN_LABELS) -> People:
    """All officials with the roles in force today (a date in the office's zone), and the roster of that day.

    Whoever goes on to show a standing gives the labels of the office's rules.
    """
    rows = db.execute(sa.select(t.people).order_by(t.people.c.id)).all()
    admins = tuple(PersonId(row.id) for row in rows if row.is_admin)
    roster = Roster.on(today, mandates(db), admins, absences=_absences(db))
    found = {PersonId(row.id): _official(row, roster) for row in rows}
    return People(found, roster, stand_in_labels)


def first_enrolled_at(db: Connection) -> datetime | None:
    """When the first official enrolled (aware UTC): before that there is nothing to keep."""
    return db.execute(sa.select(sa.func.min(t.people.c.enrolled_at))).scalar_one_or_none()


def by_telegram(people: People, telegram_id: int) -> Official | None:
    """The official behind a numeric Telegram account; never by @username, which can be taken over."""
    return next((o for o in people.by_id.values() if o.telegram_id == telegram_id), None)


def named(people: People, name: str) -> PersonId | None:
    """The official enrolled under this name, however it is spaced or capitalized; None for an empty name."""
    wanted = " ".join(name.split()).casefold()
    return next((o.id for o in people.by_id.values() if wanted and " ".join(o.name.split()).casefold() == wanted), None)


def open_invites(db: Connection, now: datetime) -> tuple[Invitation, ...]:
    """For whom a code was made that is unused and still good, oldest first; the codes themselves nobody knows."""
    rows = db.execute(
        sa.select(t.invites).where(t.invites.c.used_at.is_(None), t.invites.c.expires_at > now).order_by(t.invites.c.id)
    )
    return tuple(
        Invitation(
            name=row.name,
            roles=tuple(Role(role) for role in row.roles.split()),
            sapaan=row.sapaan,
            jabatan=row.jabatan,
            is_admin=row.is_admin,
            is_member=row.is_member,
        )
        for row in rows
    )


def mandates(db: Connection) -> list[Mandate]:
    """Every mandate there ever was, in the order in which they were given."""
    rows = db.execute(sa.select(t.mandates).order_by(t.mandates.c.id))
    return [
        Mandate(
            person=PersonId(row.person_id),
            role=Role(row.role),
            standing=Standing(row.standing),
            from_on=row.from_on,
            until_on=row.until_on,
            basis=row.basis,
        )
        for row in rows
    ]


def held_between(
    db: Connection, persons: Iterable[PersonId], first: date, last: date, zone: tzinfo
) -> tuple[Mandate, ...]:
    """By what these people held their roles between two days (in the office's zone), stand-ins among them.

    Of an absence that ended early, the day it was ended is the last that counts.
    """
    wanted = set(persons)
    rows = db.execute(sa.select(t.absences).order_by(t.absences.c.id))
    stood_in = [_until_its_end(absence(row), row.ended_at, zone) for row in rows]
    every = (*mandates(db), *(m for a in stood_in if a is not None and (m := a.mandate()) is not None))
    return tuple(m for m in every if m.person in wanted and m.from_on <= last and first <= (m.until_on or last))


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


def _absences(db: Connection) -> list[Absence]:
    rows = db.execute(sa.select(t.absences).where(t.absences.c.ended_at.is_(None)).order_by(t.absences.c.id))
    return [absence(row) for row in rows]


def _official(row: sa.Row[Any], roster: Roster) -> Official:
    person = PersonId(row.id)
    return Official(
        id=person,
        telegram_id=row.telegram_id,
        name=row.name,
        sapaan=row.sapaan,
        jabatan=row.jabatan,
        is_admin=row.is_admin,
        is_member=row.is_member,
        acknowledged_at=row.acknowledged_at,
        unreachable_since=row.unreachable_since,
        roles=roster.roles_of(person),
        away=tuple(absence for absence in roster.away if absence.person == person),
    )
