"""The one-time codes by which officials enrol, gain roles, or get another account.

A code is 128 random bits, kept only as its SHA-256, bound to a name and roles, good once and for a day. Whom an admin's
code brings in, a Komisioner confirms (confirming.py). Every function works inside the caller's transaction.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.items import KeptFile
from sop.officials import Change, OfficialChanged
from sop.roles import PersonId, Role
from storage import confirming
from storage import tables as t
from storage.errors import AccessClosed, AccountInUse, InviteUnusable, LetterMissing, NameEnrolled, NotToYourself
from storage.mandates import appoint, is_lasting, mandates
from storage.mappers import file_from_json, file_to_json
from storage.people import named_alike

INVITE_LASTS = timedelta(hours=24)
BY_CODE = "kode pendaftaran"
"""The basis of a mandate that an invite gave: no letter."""


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
    is_another_account: bool = False
    """Of whoever was enrolled before, from an account that has been let go."""

    @property
    def letter(self) -> OfficialChanged | None:
        """By which letter somebody came to decide, if so."""
        return next((event for event in self.events if event.in_role is Role.KOMISIONER), None)


def hash_code(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.strip().encode(errors="surrogatepass")).hexdigest()


def invite(db: Connection, invitation: Invitation, now: datetime, *, known: bool = False) -> str:
    """Make a one-time code; this is the only moment at which it can be read.

    Whoever uses an admin's code is to be confirmed by a Komisioner, unless one makes it himself, who has `known` whom.
    Only the office's first Komisioner has nobody who could, which is seen when the code is used. An older code for
    the same name is worth nothing any more.

    Raises:
        LetterMissing: it is for a further Komisioner, and there is no number or no scan of a letter.
    """
    decides = invitation.binds is None and Role.KOMISIONER in invitation.roles
    if decides:
        require_letter(db, invitation.name, invitation.basis, invitation.scan, now)
    if invitation.binds is None:
        _void_older(db, invitation.name, now)
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
            unconfirmed=invitation.by is not None and not known,
        )
    )
    return code


def void_codes(db: Connection, person: PersonId, now: datetime) -> None:
    """Codes that this official has made, or that give him another account, are worth nothing from now on."""
    i = t.invites.c
    concerned = sa.or_(i.by_id == person, i.binds_id == person)
    db.execute(sa.update(t.invites).where(i.used_at.is_(None), i.expires_at > now, concerned).values(expires_at=now))


def void_all(db: Connection, now: datetime) -> tuple[str, ...]:
    """No code is good any more, for each may have been used in a time of which nothing is recorded.

    Returns:
        For whom they were made.
    """
    i = t.invites.c
    voided = sa.update(t.invites).where(i.used_at.is_(None), i.expires_at > now).values(expires_at=now)
    return tuple(sorted(set(db.execute(voided.returning(i.name)).scalars())))


def _void_older(db: Connection, name: str, now: datetime) -> None:
    i = t.invites.c
    good = (i.used_at.is_(None), i.expires_at > now, i.binds_id.is_(None))
    older = [row.id for row in db.execute(sa.select(i.id, i.name).where(*good)) if named_alike(row.name, name)]
    db.execute(sa.update(t.invites).where(i.id.in_(older)).values(expires_at=now))


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
    codes = db.execute(
        sa.select(i.name, i.roles).where(i.used_at.is_(None), i.expires_at > now, i.binds_id.is_(None))
    ).all()
    waiting = (row.roles for row in codes if not named_alike(row.name, but_for))
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
        NameEnrolled: somebody is enrolled under the name, from another account.
    """
    row = db.execute(
        sa.update(t.invites)
        .where(t.invites.c.code_hash == hash_code(code), t.invites.c.used_at.is_(None), t.invites.c.expires_at > now)
        .values(used_at=now)
        .returning(*t.invites.c)
    ).one_or_none()
    if row is None:
        raise InviteUnusable
    unconfirmed = row.unconfirmed and not _is_first_komisioner(db, row)
    person = _person_for(db, row, telegram_id, now, unconfirmed=unconfirmed)
    if row.by_id == person and (row.roles or row.is_member):
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
            confirmed = role is not Role.KOMISIONER or not unconfirmed
            appoint(db, person, role, today, None, row.basis or BY_CODE, confirmed=confirmed)
            given = replace(event, by=giver, change=Change.GRANTED, in_role=role, from_on=today, scan=scan)
            events.append(given)
    if unconfirmed or row.binds_id is not None:
        confirming.ask(db, person)
    elif row.is_member:
        confirming.confirm(db, person, now)
    return Enrolled(person, tuple(events), giver, is_another_account=row.binds_id is not None)


def _is_first_komisioner(db: Connection, invite_row: sa.Row[Any]) -> bool:
    """Whether the code makes the office's first one, who had no letter for want of one to show it to.

    Raises:
        InviteUnusable: it was made so, and another has become Komisioner since then.
    """
    if Role.KOMISIONER not in invite_row.roles.split() or (invite_row.basis and invite_row.scan):
        return False
    m = t.mandates.c
    ever = sa.select(m.id).where(m.role == Role.KOMISIONER, ~m.unconfirmed).limit(1)
    if db.execute(ever).first() is not None:
        raise InviteUnusable
    return True


def _person_for(
    db: Connection, invite_row: sa.Row[Any], telegram_id: int, now: datetime, *, unconfirmed: bool
) -> PersonId:
    known = db.execute(sa.select(t.people).where(t.people.c.telegram_id == telegram_id)).one_or_none()
    if known is not None and known.closed_at is not None:
        raise AccessClosed
    if invite_row.binds_id is not None:
        if known is not None and known.id != invite_row.binds_id:
            raise AccountInUse
        bound = {"telegram_id": telegram_id, "unreachable_since": None}
        db.execute(sa.update(t.people).where(t.people.c.id == invite_row.binds_id).values(**bound))
        if unconfirmed:
            confirming.doubt(db, invite_row.binds_id)
        return PersonId(invite_row.binds_id)
    if known is not None:
        if not named_alike(known.name, invite_row.name):
            raise AccountInUse
        gained = {column: value for column in ("sapaan", "jabatan") if (value := getattr(invite_row, column))}
        if invite_row.is_admin and not (known.is_admin and unconfirmed):
            gained |= {"is_admin": True, "admin_unconfirmed": unconfirmed}
        if invite_row.is_member and not known.is_member:
            gained["to_be_member" if unconfirmed else "is_member"] = True
        if gained:
            db.execute(sa.update(t.people).where(t.people.c.id == known.id).values(**gained))
        return PersonId(known.id)
    if (other := _called(db, invite_row.name)) is not None:
        raise NameEnrolled(other)
    made = db.execute(
        sa.insert(t.people)
        .values(
            telegram_id=telegram_id,
            name=invite_row.name,
            sapaan=invite_row.sapaan,
            jabatan=invite_row.jabatan,
            is_admin=invite_row.is_admin,
            is_member=invite_row.is_member and not unconfirmed,
            to_be_member=invite_row.is_member and unconfirmed,
            admin_unconfirmed=invite_row.is_admin and unconfirmed,
            enrolled_at=now,
            confirmed_at=None if unconfirmed else now,
        )
        .returning(t.people.c.id)
    ).scalar_one()
    return PersonId(made)


def _called(db: Connection, name: str) -> str | None:
    names = db.execute(sa.select(t.people.c.name)).scalars()
    return next((one for one in names if named_alike(one, name)), None)


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
