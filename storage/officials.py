"""An official is changed: roles given and ended, the admin right, name and post, access, account.

Who may is decided here, inside the Desk's transaction: an admin, or nobody in particular, which is the command line on
the machine itself. No admin gives himself a role or decides over his own access; another account is given by two. Who
decides is appointed by a letter, and every Komisioner learns of it (docs/decisions/0031). Nobody is ever deleted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.items import KeptFile
from sop.officials import Change, OfficialChanged
from sop.roles import PersonId, Role
from storage import absences, closing, confirming, invites, journal, notes
from storage import people as folk
from storage import tables as t
from storage.errors import (
    AdminOnly,
    AdminUnconfirmed,
    AlreadySo,
    KomisionerConfirms,
    LastAdmin,
    LetterMissing,
    NameTaken,
    NothingToConfirm,
    NotToYourself,
    SecondAdminMissing,
    StillInOffice,
    TermOver,
    Unnamed,
)
from storage.invites import Invitation
from storage.mandates import appoint, mandates
from storage.people import People
from storage.personnel import asked_for_account, held_by, rebinding
from storage.stranding import Stranded

DETAILS = ("name", "sapaan", "jabatan")
CLOSED = "access"
"""What a Komisioner's No about a stranger has closed besides."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked about one official; which of the rest is needed depends on the change.

    The days are dates in the office's zone; without them a role is given from today, until further notice.
    """

    person: PersonId
    change: Change
    role: Role | None = None
    from_on: date | None = None
    until_on: date | None = None
    reason: str = ""
    """Why; for a role that is given the number of the letter."""
    scan: KeptFile | None = None
    what: str = ""
    """Of details: which of `DETAILS`."""
    value: str = ""
    """Of details: what it is from now on."""
    asked: int = 0
    """Of a Komisioner's word: the number of the question that he answers."""


@dataclass(frozen=True)
class Changed:
    """What was changed, whom that concerns beside who did it, and the code that came of it, if one did."""

    event: OfficialChanged
    concerned: tuple[PersonId, ...]
    before: People
    code: str = ""
    stranded: tuple[Stranded, ...] = ()
    """What waits for nobody because of it."""


@dataclass(frozen=True)
class _Case:
    """One wish, in one transaction."""

    db: Connection
    people: People
    wish: Wish
    actor: PersonId | None
    today: date
    now: datetime

    @property
    def official(self) -> folk.Official:
        return self.people[self.wish.person]

    @property
    def row(self) -> sa.Row[tuple[object, ...]]:
        return self.db.execute(sa.select(t.people).where(t.people.c.id == self.wish.person)).one()

    @property
    def by_komisioner(self) -> bool:
        """Whether whoever asks may say himself who decides: the command line may too."""
        return self.actor is None or self.actor in self.people.roster.komisioner_in_office()

    def set(self, **values: object) -> None:
        self.db.execute(sa.update(t.people).where(t.people.c.id == self.wish.person).values(**values))

    def must_be(self, *, closed: bool) -> None:
        if _is_closed(self.row) is not closed:
            raise AlreadySo(self.wish.person)


def change(
    db: Connection, people: People, wish: Wish, actor: PersonId | None, today: date, now: datetime, cause: str
) -> Changed:
    """Do what is asked, and enter it in the journal.

    `actor` is the admin who asks, None for the command line; `today` is a date in the office's zone, `now` aware UTC;
    `cause` is the key under which it takes effect once.

    Raises:
        OfficialRefused: why not; nothing was changed.
        AdminOnly: the actor is none at this moment.
        KomisionerConfirms: nor a Komisioner in office, where his word is needed.
    """
    if actor is not None and wish.change in OF_KOMISIONER:
        if actor not in people.roster.komisioner_in_office():
            raise KomisionerConfirms
    elif actor is not None and actor not in people.roster.admins:
        raise AdminOnly
    if actor == wish.person and wish.change in _NEVER_ONESELF:
        raise NotToYourself
    if actor not in (None, wish.person) and wish.change in _OF_KNOWN_ADMINS and not _is_known_admin(people[actor]):
        raise AdminUnconfirmed
    if people[wish.person].is_unnamed:
        raise Unnamed(wish.person)
    held = held_by(db, wish.person)
    case = _Case(db, people, wish, actor, today, now)
    code = _MAKE[wish.change](case) or ""
    reached = wish.change
    if reached is Change.REBIND_ASKED and code:
        reached = Change.UNBOUND
    event = OfficialChanged(
        at=now,
        by=actor,
        person=wish.person,
        change=reached,
        in_role=wish.role,
        from_on=(wish.from_on or today) if reached is Change.GRANTED else None,
        until_on=wish.until_on,
        reason=wish.reason,
        scan=wish.scan,
        what=wish.what or _what_waited(people[wish.person], reached),
    )
    journal.append(db, None, 0, (event,), cause)
    decides = reached in OF_KOMISIONER or Role.KOMISIONER in (held if reached in _TOUCHES_ALL else (wish.role,))
    return Changed(event, _concerned(db, people, event, today, decides=decides), people, code)


def _what_waited(official: folk.Official, change: Change) -> str:
    """Of what a Komisioner has spoken; of a No to somebody unknown that the access was closed."""
    if change not in OF_KOMISIONER:
        return ""
    if change is Change.DISOWNED and not official.is_confirmed:
        return CLOSED
    return " ".join(folk.pending(official))


def _grant(case: _Case) -> None:
    wish, role = case.wish, case.wish.role
    assert role is not None
    first = wish.from_on or case.today
    if not wish.reason:
        raise LetterMissing(number=True)
    if wish.until_on is not None and wish.until_on < max(first, case.today):
        raise TermOver
    confirmed = True
    if role is Role.KOMISIONER:
        invites.require_letter(case.db, case.official.name, wish.reason, wish.scan, case.now)
        confirmed = case.by_komisioner or not invites.has_komisioner(case.db, case.now)
    for held in mandates(case.db):
        until = held.until_on or date.max
        if (held.person, held.role) == (wish.person, role) and held.from_on <= first <= until:
            raise AlreadySo(wish.person)
    appoint(case.db, wish.person, role, first, wish.until_on, wish.reason, confirmed=confirmed)
    if role is Role.KOMISIONER and confirmed:
        confirming.confirm(case.db, wish.person, case.now)
    else:
        confirming.ask(case.db, wish.person)


def _end(case: _Case) -> None:
    person, role = case.wish.person, case.wish.role
    decided = any(m.confirmed for m in mandates(case.db) if (m.person, m.role) == (person, Role.KOMISIONER))
    if _end_mandates(case, role) == 0:
        raise AlreadySo(person)
    if role is Role.KOMISIONER and decided:
        # Whoever is to go on as a member of the commission is invited as one, and confirmed.
        case.set(is_member=False)


def _end_mandates(case: _Case, role: Role | None) -> int:
    m = t.mandates.c
    mine = [m.person_id == case.wish.person, m.ended_on.is_(None)]
    if role is not None:
        mine.append(m.role == role)
    return case.db.execute(sa.update(t.mandates).where(*mine).values(ended_on=case.today)).rowcount


def _confirm(case: _Case) -> None:
    one = case.official
    if not one.waits or (case.actor is not None and one.asked != case.wish.asked):
        raise NothingToConfirm(one.id)
    if case.actor is None and set(case.people.roster.komisioner_in_office()) - {one.id}:
        # Whoever runs the machine speaks only where no Komisioner can.
        raise KomisionerConfirms
    confirming.confirm(case.db, one.id, case.now)


def _disown(case: _Case) -> None:
    one = case.official
    if not one.waits or one.asked != case.wish.asked:
        raise NothingToConfirm(one.id)
    if confirming.reject(case.db, one.id, case.today):
        _close(case)


def _give_admin(case: _Case) -> None:
    if case.official.is_admin:
        raise AlreadySo(case.wish.person)
    case.set(is_admin=True)
    confirming.ask(case.db, case.wish.person, admin_unconfirmed=not case.by_komisioner)


def _end_admin(case: _Case) -> None:
    if not case.official.is_admin:
        raise AlreadySo(case.wish.person)
    _keep_an_admin(case)
    invites.void_codes(case.db, case.wish.person, case.now)
    case.set(is_admin=False)


def _keep_an_admin(case: _Case) -> None:
    if not case.official.is_admin:
        return
    others = [case.people[one] for one in case.people.roster.admins if one != case.wish.person]
    # One who waits for a Komisioner's word can close no access: he is no help where a phone is lost.
    if not any(_is_known_admin(one) or not _is_known_admin(case.official) for one in others):
        raise LastAdmin


def _details(case: _Case) -> None:
    wish = case.wish
    assert wish.what in DETAILS
    if wish.what == "name":
        other = folk.named(case.people, wish.value)
        if other not in (None, wish.person):
            raise NameTaken(wish.value)
    if getattr(case.official, wish.what) == wish.value:
        raise AlreadySo(wish.person)
    case.set(**{wish.what: wish.value})
    confirming.ask(case.db, wish.person)


def _freeze(case: _Case) -> None:
    case.must_be(closed=False)
    if case.actor is not None:
        _keep_an_admin(case)
    _close(case)


def _close(case: _Case) -> None:
    invites.void_codes(case.db, case.wish.person, case.now)
    case.set(closed_at=case.now)
    closing.fall_silent(case.db, case.wish.person, case.now)


def _unfreeze(case: _Case) -> None:
    case.must_be(closed=True)
    case.set(closed_at=None)
    closing.speak_of_the_restore(case.db, case.wish.person)


def _leave(case: _Case) -> None:
    _keep_an_admin(case)
    ended = _end_mandates(case, None)
    if not ended and not case.official.is_admin and _is_closed(case.row):
        raise AlreadySo(case.wish.person)
    # Whoever comes back is asked about anew: nobody knows for what he comes, and it may be another who does.
    case.set(is_admin=False, is_member=False, to_be_member=False, admin_unconfirmed=False, confirmed_at=None)
    absences.stand_in_no_more(case.db, case.wish.person, case.actor or case.wish.person, case.today, case.now)
    _close(case)


def _rebind(case: _Case) -> str:
    """The command line does it at once; an admin asks, and a second one makes it so."""
    person, key = case.wish.person, rebinding(case.wish.person)
    if case.actor is not None:
        asker = asked_for_account(case.db, person, case.now)
        if asker == case.actor:
            raise SecondAdminMissing(person)
        # Who asked may have lost the right, or the access, since then.
        if asker not in case.people.roster.admins:
            notes.write(case.db, key, f"{case.actor} {case.now.isoformat()}")
            return ""
    notes.forget(case.db, key)
    # Of two codes for one account the older may be the one that leaked.
    invites.void_codes(case.db, person, case.now)
    closing.fall_silent(case.db, person, case.now)
    # Access that was closed because a phone was lost is open to the next one: nobody has it before the code is used.
    case.set(telegram_id=None, unreachable_since=None, closed_at=None)
    again = Invitation(name=case.official.name, binds=person, by=case.actor)
    return invites.invite(case.db, again, case.now, known=case.by_komisioner)


def _replace_name(case: _Case) -> None:
    """Of who has left long ago. Kept papers stay as they were made; what was said goes with time (storage/purge.py)."""
    if case.actor is not None or case.official.is_admin or held_by(case.db, case.wish.person):
        raise StillInOffice(case.wish.person)
    case.must_be(closed=True)
    new = folk.numbered(case.wish.person)
    case.set(name=new, sapaan="", jabatan="", telegram_id=None, unreachable_since=None)
    unnamed = {"name": new, "sapaan": "", "jabatan": ""}
    case.db.execute(sa.update(t.invites).where(t.invites.c.used_by == case.wish.person).values(**unnamed))


_MAKE: Mapping[Change, Callable[[_Case], str | None]] = {
    Change.GRANTED: _grant,
    Change.CONFIRMED: _confirm,
    Change.DISOWNED: _disown,
    Change.ENDED: _end,
    Change.ADMIN_GIVEN: _give_admin,
    Change.ADMIN_ENDED: _end_admin,
    Change.DETAILS: _details,
    Change.FROZEN: _freeze,
    Change.UNFROZEN: _unfreeze,
    Change.LEFT: _leave,
    Change.REBIND_ASKED: _rebind,
    Change.NAME_REPLACED: _replace_name,
}
OF_KOMISIONER = frozenset({Change.CONFIRMED, Change.DISOWNED})
"""What a Komisioner in office says, and no admin."""
_NEVER_ONESELF = OF_KOMISIONER | {Change.GRANTED, Change.FROZEN, Change.UNFROZEN, Change.REBIND_ASKED, Change.LEFT}
_OF_KNOWN_ADMINS = {
    *(Change.ENDED, Change.ADMIN_ENDED, Change.DETAILS),
    *(Change.FROZEN, Change.UNFROZEN, Change.REBIND_ASKED, Change.LEFT),
}
"""What takes something from others, or gives it back: whom only an admin has brought in does none of it yet."""
_TOUCHES_ALL = {
    *(Change.DETAILS, Change.FROZEN, Change.UNFROZEN),
    *(Change.REBIND_ASKED, Change.UNBOUND, Change.LEFT),
}
"""What concerns every role of the person."""


def _is_known_admin(admin: folk.Official) -> bool:
    return admin.is_confirmed and not admin.admin_unconfirmed


def _is_closed(row: sa.Row[tuple[object, ...]]) -> bool:
    return row.closed_at is not None


def _concerned(
    db: Connection, people: People, event: OfficialChanged, today: date, *, decides: bool
) -> tuple[PersonId, ...]:
    """The official, the admins of before and after, and every Komisioner where it changes who may decide."""
    present = folk.everyone(db, today)
    after = present.roster
    said = (*people.roster.away, *people.roster.coming)
    stood_in_for = (absence.person for absence in said if absence.stand_in == event.person)
    told: Iterable[PersonId] = (event.person, *people.roster.admins, *after.admins)
    if event.change is Change.NAME_REPLACED:
        told = after.admins
    elif event.change is Change.LEFT:
        told = (*told, *stood_in_for)
    if decides or present[event.person].waits or event.change is Change.ADMIN_GIVEN:
        told = (*told, *people.roster.holders(Role.KOMISIONER), *after.holders(Role.KOMISIONER))
    return tuple(person for person in dict.fromkeys(told) if person != event.by)


def told_of_code(people: People, person: PersonId) -> tuple[PersonId, ...]:
    """Who learns that a code was used: the admins, and the Komisioner where somebody decides or is to be confirmed."""
    official = people[person]
    decides = Role.KOMISIONER in official.roles or official.waits
    told = (*people.roster.admins, *(people.roster.holders(Role.KOMISIONER) if decides else ()))
    return tuple(one for one in dict.fromkeys(told) if one != person)
