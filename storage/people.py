"""Officials, their mandates, and the one-time codes by which they enrol.

A code is 128 random bits, kept only as its SHA-256, bound to a name and roles, good once and for a day. Nobody is ever
deleted: the journal needs the name. Every function works inside the caller's transaction.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.items import KeptFile
from sop.officials import Change, OfficialChanged
from sop.roles import DEFAULT_STAND_IN_LABELS, Absence, PersonId, Role, Roster, Standing
from storage import confirming
from storage import tables as t
from storage.errors import AccessClosed, AccountInUse, InviteUnusable, LetterMissing, NameTaken, NotToYourself
from storage.mandates import appoint, current_absences, is_lasting, mandates
from storage.mappers import file_from_json, file_to_json

INVITE_LASTS = timedelta(hours=24)
BY_CODE = "kode pendaftaran"
"""The basis of a mandate that an invite gave: no letter."""


@dataclass(frozen=True, kw_only=True)
class Official:
    """An enrolled person: how to reach and how to address him or her."""

    id: PersonId
    telegram_id: int | None
    """Where messages go and come from; None without an account, or while its access is closed."""
    name: str
    sapaan: str = ""
    jabatan: str = ""
    is_admin: bool = False
    is_member: bool = False
    """A member of the commission, who may stand in for a Komisioner without deciding otherwise."""
    is_confirmed: bool = True
    """A Komisioner, or whoever runs the machine, knows that this is the official; no admin alone does."""
    to_be_komisioner: bool = False
    """Appointed to decide, and to be confirmed."""
    to_be_member: bool = False
    asked: int = 0
    """The number of the last question to the Komisioner who this is."""
    acknowledged_at: datetime | None = None
    unreachable_since: datetime | None = None
    closed_account: int | None = None
    """The account from which nothing is taken and to which nothing is sent, until its access is opened again."""
    roles: tuple[Role, ...] = ()
    """Roles held by a mandate in force on the day the row was read."""
    away: tuple[Absence, ...] = ()
    """By what the person is relieved of a role on that day."""

    @property
    def waits(self) -> bool:
        """Whether a Komisioner is still to say who this is."""
        return self.telegram_id is not None and (not self.is_confirmed or self.to_be_komisioner)


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
    basis: str = ""
    """The number of the letter by which the roles are held."""
    scan: KeptFile | None = None
    """The letter itself."""
    by: PersonId | None = None
    """Which admin made the code; None for the command line."""
    binds: PersonId | None = None
    """Whose next account the code makes; nobody's where it enrols somebody."""


@dataclass(frozen=True)
class Enrolled:
    """What the use of a code has made of an account."""

    person: PersonId
    events: tuple[OfficialChanged, ...]
    by: PersonId | None = None
    """Which admin made the code."""

    @property
    def letter(self) -> OfficialChanged | None:
        """By which letter somebody came to decide, if so."""
        return next((event for event in self.events if event.in_role is Role.KOMISIONER), None)


@dataclass(frozen=True)
class People:
    """Everyone enrolled, as read on one day, the roster of that day, and what the office calls whoever stands in."""

    by_id: Mapping[PersonId, Official] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    stand_in_labels: Mapping[Standing, str] = field(default_factory=lambda: DEFAULT_STAND_IN_LABELS)

    def __getitem__(self, person: PersonId) -> Official:
        """The official of this number."""
        return self.by_id[person]

    def waiting_for(self, person: PersonId) -> tuple[Official, ...]:
        """Of whom this person may say who they are: a Komisioner in office of everybody but himself."""
        if person not in self.roster.komisioner_in_office():
            return ()
        return tuple(one for one in self.by_id.values() if one.waits and one.id != person)


def hash_code(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.strip().encode(errors="surrogatepass")).hexdigest()


def invite(db: Connection, invitation: Invitation, now: datetime, *, known: bool = False) -> str:
    """Make a one-time code; this is the only moment at which it can be read.

    Whoever uses an admin's code is to be confirmed by a Komisioner, unless one makes it himself, who has `known` whom.
    Only the office's first Komisioner has nobody who could.

    Raises:
        LetterMissing: it is for a further Komisioner, and there is no number or no scan of a letter.
    """
    decides = invitation.binds is None and Role.KOMISIONER in invitation.roles
    if decides:
        require_letter(db, invitation.name, invitation.basis, invitation.scan, now)
    first = decides and not has_komisioner(db, now, but_for=invitation.name)
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
            by_id=invitation.by,
            basis=invitation.basis,
            scan=file_to_json(invitation.scan) if invitation.scan is not None else "",
            binds_id=invitation.binds,
            unconfirmed=invitation.by is not None and not known and not first,
        )
    )
    return code


def void_codes(db: Connection, person: PersonId, now: datetime) -> None:
    """Codes that this official has made, or that give him another account, are worth nothing from now on."""
    i = t.invites.c
    concerned = sa.or_(i.by_id == person, i.binds_id == person)
    db.execute(sa.update(t.invites).where(i.used_at.is_(None), i.expires_at > now, concerned).values(expires_at=now))


def require_letter(db: Connection, name: str, basis: str, scan: KeptFile | None, now: datetime) -> None:
    """Whoever decides is enrolled by a letter; only the office's first Komisioner, who is set up with it, is not.

    Raises:
        LetterMissing: its number or its scan is.
    """
    if has_komisioner(db, now, but_for=name) and not (basis and scan is not None):
        raise LetterMissing(number=not basis)


def has_komisioner(db: Connection, now: datetime, *, but_for: str = "") -> bool:
    """Whether there ever was a Komisioner, or somebody else may become one by a code that is still good."""
    i = t.invites.c
    waiting = db.execute(
        sa.select(i.roles).where(i.used_at.is_(None), i.expires_at > now, i.name != but_for, i.binds_id.is_(None))
    ).scalars()
    ever = sa.select(t.mandates.c.id).where(t.mandates.c.role == Role.KOMISIONER).limit(1)
    return db.execute(ever).first() is not None or any(Role.KOMISIONER in roles.split() for roles in waiting)


def enrol(db: Connection, code: str, telegram_id: int, now: datetime, today: date) -> Enrolled:
    """Use a code: the account becomes an official with the invited roles, from today on, or an official's next one.

    An account that is enrolled already gains the invited roles (one person may hold several), and the sapaan and the
    jabatan of the code where it has them.

    Raises:
        InviteUnusable: unknown, used or past its time.
        AccountInUse: the account belongs to somebody whom the code was not made for.
        AccessClosed: the official's access is closed.
        NotToYourself: the admin who made the code would give himself a role by it.
        NameTaken: somebody else is enrolled under the name.
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
    if row.by_id == person and row.roles:
        raise NotToYourself
    db.execute(sa.update(t.invites).where(t.invites.c.id == row.id).values(used_by=person))
    event = OfficialChanged(at=now, by=person, person=person, change=Change.ENROLLED, reason=row.basis)
    events = [event]
    scan = file_from_json(row.scan) if row.scan else None
    giver = PersonId(row.by_id) if row.by_id is not None else None
    # Who only stands in for the post until some day still gains it for good by a code of his own.
    held = {m.role for m in mandates(db) if m.person == person and is_lasting(m, today)}
    for role in (Role(role) for role in row.roles.split()):
        if role not in held:
            confirmed = role is not Role.KOMISIONER or not row.unconfirmed
            appoint(db, person, role, today, None, row.basis or BY_CODE, confirmed=confirmed)
            given = replace(event, by=giver, change=Change.GRANTED, in_role=role, from_on=today, scan=scan)
            events.append(given)
    if row.is_member and not row.unconfirmed:
        confirming.confirm(db, person, now)
    elif row.is_member and Role.KOMISIONER not in held:
        confirming.ask(db, person)
    return Enrolled(person, tuple(events), giver)


def _person_for(db: Connection, invite_row: sa.Row[Any], telegram_id: int, now: datetime) -> PersonId:
    known = db.execute(sa.select(t.people).where(t.people.c.telegram_id == telegram_id)).one_or_none()
    if known is not None and known.closed_at is not None:
        raise AccessClosed
    if invite_row.binds_id is not None:
        if known is not None and known.id != invite_row.binds_id:
            raise AccountInUse
        bound = {"telegram_id": telegram_id, "unreachable_since": None}
        db.execute(sa.update(t.people).where(t.people.c.id == invite_row.binds_id).values(**bound))
        if invite_row.unconfirmed:
            confirming.doubt(db, invite_row.binds_id)
        return PersonId(invite_row.binds_id)
    if known is not None:
        if known.name != invite_row.name:
            raise AccountInUse
        told = {column: getattr(invite_row, column) for column in ("sapaan", "jabatan", "is_admin", "is_member")}
        gained = {column: value for column, value in told.items() if value}
        if gained:
            db.execute(sa.update(t.people).where(t.people.c.id == known.id).values(**gained))
        if invite_row.is_member and not known.is_member and invite_row.unconfirmed:
            confirming.doubt(db, known.id)
        return PersonId(known.id)
    if (other := _called(db, invite_row.name)) is not None:
        raise NameTaken(other)
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
            confirmed_at=None if invite_row.unconfirmed else now,
            asked=1 if invite_row.unconfirmed else 0,
        )
        .returning(t.people.c.id)
    ).scalar_one()
    return PersonId(made)


def _called(db: Connection, name: str) -> str | None:
    names = db.execute(sa.select(t.people.c.name)).scalars()
    return next((one for one in names if named_alike(one, name)), None)


def named_alike(name: str, other: str) -> bool:
    """Whether two names are one, however they are spaced or capitalized."""
    return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()


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
    # Whoever has lost his account, or was frozen, acts in nothing, whatever he holds.
    closed = frozenset(PersonId(row.id) for row in rows if row.closed_at is not None or row.telegram_id is None)
    admins = tuple(PersonId(row.id) for row in rows if row.is_admin and row.id not in closed)
    unconfirmed = [PersonId(row.id) for row in rows if row.confirmed_at is None]
    held = mandates(db)
    roster = Roster.on(today, held, admins, absences=current_absences(db), closed=closed, unconfirmed=unconfirmed)
    to_decide = {mandate.person for mandate in held if not mandate.confirmed}
    found = {PersonId(row.id): _official(row, roster, to_decide) for row in rows}
    return People(found, roster, stand_in_labels)


def first_enrolled_at(db: Connection) -> datetime | None:
    """When the first official enrolled (aware UTC): before that there is nothing to keep."""
    return db.execute(sa.select(sa.func.min(t.people.c.enrolled_at))).scalar_one_or_none()


def by_telegram(people: People, telegram_id: int) -> Official | None:
    """The official behind a numeric Telegram account; never by @username, which can be taken over."""
    return next((o for o in people.by_id.values() if telegram_id in (o.telegram_id, o.closed_account)), None)


def named(people: People, name: str) -> PersonId | None:
    """The official enrolled under this name, however it is spaced or capitalized; None for an empty name."""
    return next((o.id for o in people.by_id.values() if name.strip() and named_alike(o.name, name)), None)


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
            binds=PersonId(row.binds_id) if row.binds_id is not None else None,
        )
        for row in rows
    )


def _official(row: sa.Row[Any], roster: Roster, to_decide: Collection[PersonId]) -> Official:
    person = PersonId(row.id)
    confirmed = row.confirmed_at is not None
    return Official(
        id=person,
        telegram_id=row.telegram_id if row.closed_at is None else None,
        closed_account=row.telegram_id if row.closed_at is not None else None,
        name=row.name,
        sapaan=row.sapaan,
        jabatan=row.jabatan,
        is_admin=row.is_admin,
        is_member=row.is_member and confirmed,
        is_confirmed=confirmed,
        to_be_komisioner=person in to_decide,
        to_be_member=row.is_member and not confirmed,
        asked=row.asked,
        acknowledged_at=row.acknowledged_at,
        unreachable_since=row.unreachable_since,
        roles=roster.roles_of(person),
        away=tuple(absence for absence in roster.away if absence.person == person),
    )
