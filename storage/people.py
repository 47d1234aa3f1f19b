"""Officials: who they are, which roles they hold on a day, how they are found. How they enrol: invites.py.

Nobody is ever deleted: the journal needs the name. Every function works inside the caller's transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.roles import DEFAULT_STAND_IN_LABELS, Absence, PersonId, Role, Roster, Standing
from sop.wording import folded_name, resembles
from storage import tables as t
from storage.mandates import current_absences, mandates
from storage.reuse import Reuse


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
    by_letter: str = ""
    """Its number."""
    to_be_member: bool = False
    admin_unconfirmed: bool = False
    """Made admin by an admin alone: he closes nobody's access and gives nobody another account yet."""
    resembles: str = ""
    """How another official is called whose name is like his, while he waits for a Komisioner's word."""
    asked: int = 0
    """The number of the last question to the Komisioner who this is."""
    acknowledged_at: datetime | None = None
    unreachable_since: datetime | None = None
    closed_account: int | None = None
    """The account from which nothing is taken and to which nothing is sent, until its access is opened again."""
    is_unnamed: bool = False
    """Left long ago, and bears a number in the place of the name: what he did is told, and nothing of him changes."""
    roles: tuple[Role, ...] = ()
    """Roles held by a mandate in force on the day the row was read."""
    away: tuple[Absence, ...] = ()
    """By what the person is relieved of a role on that day."""

    @property
    def waits(self) -> bool:
        """Whether a Komisioner is still to say who this is."""
        waits = not self.is_confirmed or self.to_be_komisioner or self.to_be_member or self.admin_unconfirmed
        return self.telegram_id is not None and waits

    @property
    def waits_as_member(self) -> bool:
        """Whether only a Komisioner's word is missing for the official to stand in for one."""
        return self.waits and (self.to_be_member or self.to_be_komisioner)


class Pending(StrEnum):
    """What counts only once a Komisioner has said who somebody is; the values are what the journal keeps, for good."""

    KOMISIONER = "komisioner"
    MEMBER = "member"
    ADMIN = "admin"


def pending(official: Official) -> tuple[Pending, ...]:
    """What of an official waits for a Komisioner's word, beside who he is; whoever decides is a member anyway."""
    waits = {
        Pending.KOMISIONER: official.to_be_komisioner,
        Pending.MEMBER: official.to_be_member and not official.to_be_komisioner,
        Pending.ADMIN: official.admin_unconfirmed,
    }
    return tuple(one for one, holds in waits.items() if holds)


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


def numbered(person: PersonId) -> str:
    """What stands in the place of a name that need not be kept."""
    return f"Pejabat {person}"


def named_alike(name: str, other: str) -> bool:
    """Whether two names are one official's, however they are spaced, capitalized or accented, and whatever degrees."""
    return folded_name(name) == folded_name(other)


def acknowledge(db: Connection, person: PersonId, now: datetime) -> None:
    """The privacy notice was read; the first time counts."""
    db.execute(
        sa.update(t.people)
        .where(t.people.c.id == person, t.people.c.acknowledged_at.is_(None))
        .values(acknowledged_at=now)
    )


def mark_unreachable(db: Connection, chat_id: int, now: datetime) -> None:
    """Telegram says that this person cannot be reached (blocked, deactivated).

    It stays since when, except for a clock that was set back: what was given up by it is taken up again by that moment.
    """
    since = t.people.c.unreachable_since
    db.execute(
        sa.update(t.people)
        .where(t.people.c.telegram_id == chat_id, sa.or_(since.is_(None), since > now))
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
    return replace(_PEOPLE.of(db, lambda: _made(db, today), today), stand_in_labels=stand_in_labels)


_PEOPLE = Reuse[People](t.people, t.mandates, t.absences)


def _made(db: Connection, today: date) -> People:
    rows = db.execute(sa.select(t.people).order_by(t.people.c.id)).all()
    # Whoever has lost his account, or was frozen, acts in nothing, whatever he holds.
    closed = frozenset(PersonId(row.id) for row in rows if row.closed_at is not None or row.telegram_id is None)
    admins = tuple(PersonId(row.id) for row in rows if row.is_admin and row.id not in closed)
    unconfirmed = [PersonId(row.id) for row in rows if row.confirmed_at is None]
    members = {PersonId(row.id) for row in rows if row.is_member and row.confirmed_at is not None}
    held, absences = mandates(db), [_fitting(one, members) for one in current_absences(db)]
    roster = Roster.on(today, held, admins, absences=absences, closed=closed, unconfirmed=unconfirmed)
    letters = {mandate.person: mandate.basis for mandate in held if not mandate.confirmed}
    found = {PersonId(row.id): _official(row, roster, letters) for row in rows}
    return People({one.id: _beside(one, found) for one in found.values()}, roster)


def _beside(official: Official, everybody: Mapping[PersonId, Official]) -> Official:
    """Whoever waits, with the one whom he might be: one person with two phones is no two persons."""
    if not official.waits:
        return official
    others = (one for one in everybody.values() if one.id != official.id and not one.is_unnamed)
    like = next((f"{one.sapaan} {one.name}".strip() for one in others if resembles(one.name, official.name)), "")
    return replace(official, resembles=like)


def _fitting(absence: Absence, members: Collection[PersonId]) -> Absence:
    """Who is no member of the commission any more, or whose account is doubted, stands in for no Komisioner."""
    fits = absence.role is not Role.KOMISIONER or absence.stand_in is None or absence.stand_in in members
    return absence if fits else replace(absence, stand_in=None)


def first_enrolled_at(db: Connection) -> datetime | None:
    """When the first official enrolled (aware UTC): before that there is nothing to keep."""
    return db.execute(sa.select(sa.func.min(t.people.c.enrolled_at))).scalar_one_or_none()


def by_telegram(people: People, telegram_id: int) -> Official | None:
    """The official behind a numeric Telegram account; never by @username, which can be taken over."""
    return next((o for o in people.by_id.values() if telegram_id in (o.telegram_id, o.closed_account)), None)


def named(people: People, name: str) -> PersonId | None:
    """The official enrolled under this name, however it is spaced or capitalized; None for an empty name."""
    return next((o.id for o in people.by_id.values() if name.strip() and named_alike(o.name, name)), None)


def _official(row: sa.Row[Any], roster: Roster, letters: Mapping[PersonId, str]) -> Official:
    person = PersonId(row.id)
    confirmed = row.confirmed_at is not None
    return Official(
        id=person,
        telegram_id=row.telegram_id if row.closed_at is None else None,
        closed_account=row.telegram_id if row.closed_at is not None else None,
        is_unnamed=row.name == numbered(person) and row.closed_at is not None and row.telegram_id is None,
        name=row.name,
        sapaan=row.sapaan,
        jabatan=row.jabatan,
        is_admin=row.is_admin,
        is_member=row.is_member and confirmed,
        is_confirmed=confirmed,
        to_be_komisioner=person in letters,
        by_letter=letters.get(person, ""),
        to_be_member=row.to_be_member,
        admin_unconfirmed=row.is_admin and row.admin_unconfirmed,
        asked=row.asked,
        acknowledged_at=row.acknowledged_at,
        unreachable_since=row.unreachable_since,
        roles=roster.roles_of(person),
        away=tuple(absence for absence in roster.away if absence.person == person),
    )
