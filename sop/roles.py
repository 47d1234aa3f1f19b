"""Who may act: the SOP's five columns, mandates with dates, and the roster that says who holds what when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", int)
"""The database's own number of an enrolled official."""


class Role(StrEnum):
    """The five performer columns of the SOP's flow chart."""

    ATASAN_PPID = "atasan-ppid"
    """Superior of the information officer; in this office most likely the Sekretaris."""
    PPID = "ppid"
    """Pejabat Pengelola Informasi dan Dokumentasi: the information officer, a Kasubbag."""
    KOMISIONER = "komisioner"
    """A member of the commission (Ketua or Anggota): the only ones who decide."""
    PELAKSANA = "pelaksana"
    """The operator who publishes on the e-PPID site; the SOP's step 4 calls this person 'operator'."""
    E_PPID = "e-ppid"
    """The site's lane. People may hold it and confirm by hand; where nobody does, the PPID confirms."""

    @property
    def label(self) -> str:
        """The role as screens and papers name it."""
        return _LABELS[self]


_LABELS = {
    Role.ATASAN_PPID: "Atasan PPID",
    Role.PPID: "PPID",
    Role.KOMISIONER: "Komisioner",
    Role.PELAKSANA: "Pelaksana (operator)",
    Role.E_PPID: "E PPID",
}

DRAFTERS = (Role.PPID, Role.ATASAN_PPID)
"""Step 1 names its performers itself: 'Atasan PPID dan PPID menyusun draft'."""


class Chair(StrEnum):
    """The chair of the commission, who performs no step of this SOP but may be told of what stays undone."""

    KETUA = "ketua"

    @property
    def label(self) -> str:
        """As screens and papers name the chair."""
        return "Ketua"


Above = Role | Chair
"""Who may be told of what stays undone below."""


class Standing(StrEnum):
    """In what capacity a role is held (UU 30/2014 art. 14 for Plh. and Plt.).

    The values are what journal and rows keep, for good; what people read of whoever stands in is the office's to set.
    """

    DEFINITIVE = "definitif"
    """Holds the post itself."""
    PLH = "Plh."
    """Pelaksana harian: the holder is absent."""
    PLT = "Plt."
    """Pelaksana tugas: the post is vacant."""
    WAKIL = "wakil"
    """Stands in within the commission."""


DEFAULT_STAND_IN_LABELS: Mapping[Standing, str] = {
    standing: standing.value for standing in Standing if standing is not Standing.DEFINITIVE
}
"""What an office calls whoever stands in, where it has set nothing else."""


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A person holds a role from a day until a day (both included), by a standing and on some basis.

    `from_on` and `until_on` are dates in the office's zone; `until_on` None means until further notice.
    """

    person: PersonId
    role: Role
    standing: Standing = Standing.DEFINITIVE
    from_on: date
    until_on: date | None = None
    basis: str = ""
    confirmed: bool = True
    """Whoever is to decide does so once a Komisioner in office has confirmed it (docs/decisions/0032)."""

    def in_force(self, on: date) -> bool:
        """Whether the mandate holds on this day."""
        return self.confirmed and self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A holder is away from a role from a day until a day (both included), and who stands in meanwhile, if anybody.

    One for each role that the person holds. The stand-in acts by a mandate with the same dates, standing and basis.
    """

    person: PersonId
    role: Role
    from_on: date
    until_on: date
    stand_in: PersonId | None = None
    standing: Standing = Standing.PLH
    basis: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the person is away on this day."""
        return self.from_on <= on <= self.until_on

    def mandate(self) -> Mandate | None:
        """By what the stand-in acts."""
        if self.stand_in is None:
            return None
        return Mandate(
            person=self.stand_in,
            role=self.role,
            standing=self.standing,
            from_on=self.from_on,
            until_on=self.until_on,
            basis=self.basis,
        )


@dataclass(frozen=True)
class Roster:
    """Who holds what on one day: the mandates in force, and the admins.

    Built for the day of acting, so that authority is always the one in force now. The admin right is no SOP role: it
    manages people and calendar and never decides.
    """

    mandates: tuple[Mandate, ...] = ()
    admins: tuple[PersonId, ...] = ()
    chair: PersonId | None = None
    """The Ketua, where the office has named one."""
    away: tuple[Absence, ...] = ()
    """Who is relieved of a role today. Whoever nobody stands in for stays its holder, and is not among them.

    Each names who acts today: of a stand-in who is away himself, the one who stands in for him.
    """
    unconfirmed: frozenset[PersonId] = frozenset()
    """Whom an admin has brought in and no Komisioner has confirmed: nobody's second person yet."""
    idle: tuple[Mandate, ...] = ()
    """In force, but whoever holds it has no access, so that nobody acts by it."""
    later: tuple[Mandate, ...] = ()
    """Begins on a later day, the earliest first; of stand-ins too, where whoever will be away holds the role then."""
    coming: tuple[Absence, ...] = ()
    """Said already, and begins on a later day, the earliest first."""

    @classmethod
    def on(
        cls,
        day: date,
        mandates: Iterable[Mandate],
        admins: Iterable[PersonId] = (),
        chair: PersonId | None = None,
        absences: Iterable[Absence] = (),
        closed: Collection[PersonId] = (),
        unconfirmed: Collection[PersonId] = (),
    ) -> "Roster":
        """Keep only the mandates in force on `day` (a date in the office's zone), as absences change them.

        Who is `closed` has no access: he acts in nothing and stands in for nobody. Who stands in for him goes on.
        """
        given, said = tuple(mandates), tuple(absences)
        held = [m for m in given if m.in_force(day)]
        absent = [replace(a, stand_in=None) if a.stand_in in closed else a for a in said if a.in_force(day)]
        _let_stand_in(held, absent)
        able = [m for m in held if m.person not in closed]
        relieved = tuple(a for a in absent if _holds(held, a.person, a.role) and _somebody_else(able, absent, a))
        gone = {(a.person, a.role) for a in relieved}
        away = tuple(_acted_for(a, relieved) for a in relieved)
        return cls(
            tuple(m for m in able if (m.person, m.role) not in gone),
            tuple(admins),
            chair,
            away,
            frozenset(unconfirmed),
            idle=tuple(m for m in held if m.person in closed),
            later=_begin_after(day, given, said),
            coming=tuple(sorted((a for a in said if a.from_on > day), key=lambda a: a.from_on)),
        )

    @property
    def without_access(self) -> frozenset[PersonId]:
        """Who holds something and cannot act by it: whose access is closed, or who has no account."""
        return frozenset(mandate.person for mandate in self.idle)

    def absence(self, person: PersonId, role: Role) -> Absence | None:
        """By what this person is relieved of the role today."""
        return next((a for a in self.away if a.person == person and a.role == role), None)

    def roles_of(self, person: PersonId) -> tuple[Role, ...]:
        """The roles a person may act in, in the SOP's order."""
        held = {m.role for m in self.mandates if m.person == person}
        return tuple(role for role in Role if role in held)

    def holders(self, *roles: Role) -> tuple[PersonId, ...]:
        """Everyone who holds one of the roles, each person once, in the order of the roles."""
        found: dict[PersonId, None] = {}
        for role in roles:
            found.update((m.person, None) for m in self.mandates if m.role == role)
        return tuple(found)

    def above(self, places: Iterable[Above]) -> tuple[PersonId, ...]:
        """Everyone who holds one of these places, each person once, in their order."""
        found: dict[PersonId, None] = {}
        for place in places:
            if isinstance(place, Role):
                found.update(dict.fromkeys(self.holders(place)))
            elif self.chair is not None:
                found[self.chair] = None
        return tuple(found)

    def komisioner_in_office(self) -> tuple[PersonId, ...]:
        """Whoever holds that post itself: he says who may decide. Not who only stands in for one."""
        held = self.holders(Role.KOMISIONER)
        return tuple(one for one in held if self.standing(one, Role.KOMISIONER) is Standing.DEFINITIVE)

    def standing(self, person: PersonId, role: Role) -> Standing:
        """In what capacity this person holds the role (a definitive mandate before a temporary one)."""
        held = [m.standing for m in self.mandates if m.person == person and m.role == role]
        if not held or Standing.DEFINITIVE in held:
            return Standing.DEFINITIVE
        return held[0]


def _begin_after(day: date, mandates: Iterable[Mandate], absences: Iterable[Absence]) -> tuple[Mandate, ...]:
    """What is not in force yet on this day."""
    given = tuple(mandates)
    stood_in = [
        mandate
        for absence in absences
        if (mandate := absence.mandate()) is not None
        and any((m.person, m.role) == (absence.person, absence.role) and m.in_force(absence.from_on) for m in given)
    ]
    return tuple(sorted((m for m in (*given, *stood_in) if m.confirmed and m.from_on > day), key=lambda m: m.from_on))


def _let_stand_in(held: list[Mandate], absent: list[Absence]) -> None:
    """Add the mandates of those who stand in; one who stands in may be away himself, and another stand in for him."""
    waiting = list(absent)
    while begun := [a for a in waiting if _holds(held, a.person, a.role)]:
        held += [mandate for a in begun if (mandate := a.mandate()) is not None]
        waiting = [a for a in waiting if a not in begun]


def _acted_for(absence: Absence, relieved: Iterable[Absence]) -> Absence:
    """The absence with whoever acts in the end, along the stand-ins who are away themselves."""
    others = {a.person: a for a in relieved if a.role is absence.role and a.person != absence.person}
    last = absence
    while last.stand_in is not None and (further := others.pop(last.stand_in, None)) is not None:
        last = further
    return replace(absence, stand_in=last.stand_in, standing=last.standing)


def _holds(held: Iterable[Mandate], person: PersonId, role: Role) -> bool:
    return any(m.person == person and m.role == role for m in held)


def _somebody_else(held: Iterable[Mandate], absent: Iterable[Absence], absence: Absence) -> bool:
    """Whether the role has a holder who is not away: no step is ever without one because of an absence.

    Where Komisioner decide, whoever also drafts is not enough: on what he drafted he may not decide.
    """
    gone = {a.person for a in absent if a.role is absence.role}
    there = {m.person for m in held if m.role is absence.role} - gone
    if absence.role is Role.KOMISIONER:
        there -= {m.person for m in held if m.role in DRAFTERS}
    return bool(there)
