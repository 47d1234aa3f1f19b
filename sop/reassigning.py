"""A waiting step is given to another person: which steps, by whom, to whom.

Steps 2, 4 and 5 only, whose performers are the office's to set. The parafs of step 1 and the decision of step 3 are
personal, and step 6 is a state. Whoever takes the step acts in a role of his own; nobody becomes a Komisioner by it.
"""

from datetime import datetime

from sop import errors, wording
from sop.commands import Reassign
from sop.events import StepReassigned
from sop.guards import hold, visit_passed
from sop.maklumat import Maklumat, Phase
from sop.roles import PersonId, Role, Roster, Standing
from sop.rules import SETTABLE, Office
from sop.turns import fitting_roles, settable_roles, waits_for


def may_reassign(actor: PersonId, roster: Roster) -> None:
    """The actor is Atasan PPID today, or an admin.

    Raises:
        AwayFromRole: he is away, and somebody else is Atasan PPID meanwhile.
        NotYoursToReassign: he is neither.
    """
    if actor in roster.admins:
        return
    try:
        hold(roster, actor, Role.ATASAN_PPID)
    except errors.RoleNotHeld:
        raise errors.NotYoursToReassign from None


def is_reassignable(m: Maklumat) -> bool:
    """Whether its present step is one that may be given to another person."""
    return m.phase is Phase.OPEN and m.step in SETTABLE


def reassignable(m: Maklumat) -> None:
    """Its present step is one.

    Raises:
        MaklumatClosed: it was cancelled.
        NeverReassigned: it stands in another step.
    """
    if m.phase is Phase.CANCELLED:
        raise errors.MaklumatClosed(m.phase)
    if not is_reassignable(m):
        raise errors.NeverReassigned(m.step)


def candidates(m: Maklumat, office: Office) -> tuple[tuple[PersonId, Role], ...]:
    """Who may take the present step, each in the role that he would act in; whoever has the office's own role first."""
    found: dict[PersonId, Role] = {}
    for role in (*office.performers(m.step), *Role):
        for person in office.roster.holders(role):
            roles = fitting_roles(person, m.step, office)
            if roles and waits_for(m, office) != (person,):
                found.setdefault(person, roles[0])
    return tuple(found.items())


def role_for(m: Maklumat, visit: int, to: PersonId, office: Office) -> Role:
    """The role in which this person would perform the step of the visit.

    Raises:
        SopError: the one reason why he does not take it.
    """
    if visit != m.visit.number:
        raise visit_passed(m, visit, m.version)
    reassignable(m)
    if m.hold is not None and m.hold.objection:
        raise errors.ObjectionStands(m.hold.by)
    roles = fitting_roles(to, m.step, office)
    if not roles:
        raise errors.PerformerUnfit(m.step, to, settable_roles(m.step, office))
    if waits_for(m, office) == (to,):
        raise errors.AlreadyInForce
    return roles[0]


def _is_atasan_ppid_himself(person: PersonId, roster: Roster) -> bool:
    role = Role.ATASAN_PPID
    return role in roster.roles_of(person) and roster.standing(person, role) is Standing.DEFINITIVE


def reassigned(m: Maklumat, command: Reassign, actor: PersonId, now: datetime, office: Office) -> StepReassigned:
    """The step goes to another person.

    Raises:
        SopError: the one reason why not.
    """
    roster = office.roster
    may_reassign(actor, roster)
    role = role_for(m, command.visit, command.to, office)
    if command.to == actor and not _is_atasan_ppid_himself(actor, roster):
        raise errors.NotToOneself
    reason = wording.reason(command.reason)
    acts_as = Role.ATASAN_PPID if Role.ATASAN_PPID in roster.roles_of(actor) else None
    return StepReassigned(
        at=now,
        by=actor,
        role=acts_as,
        standing=roster.standing(actor, acts_as) if acts_as is not None else Standing.DEFINITIVE,
        step=m.step,
        visit=command.visit,
        to=command.to,
        in_role=role,
        in_standing=roster.standing(command.to, role),
        held_by=waits_for(m, office),
        reason=reason,
    )
