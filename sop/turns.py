"""Whose turn it is: the roles and the people whom the present step waits for, and who could decide step 3."""

from collections.abc import Collection

from sop.maklumat import Maklumat, Phase, Reassignment
from sop.roles import DRAFTERS, PersonId, Role
from sop.rules import SETTABLE, Office
from sop.steps import Step


def waiting_roles(maklumat: Maklumat, performers: tuple[Role, ...]) -> tuple[Role, ...]:
    """The roles whose turn it is; in step 1 only those whose paraf is missing, once there is one."""
    if maklumat.hold is not None and maklumat.hold.objection:
        return (Role.KOMISIONER,)
    if maklumat.step is Step.DRAFTING:
        return maklumat.missing_parafs if maklumat.standing_parafs else DRAFTERS
    return performers


def waits_for(maklumat: Maklumat, office: Office) -> tuple[PersonId, ...]:
    """The people whose turn it is; nobody once it is cancelled, or was seen on the page."""
    if maklumat.phase is Phase.CANCELLED:
        return ()
    if maklumat.hold is not None and maklumat.hold.objection:
        return office.roster.holders(Role.KOMISIONER)
    if maklumat.step is Step.DECISION:
        return deciders(maklumat, office)
    if maklumat.step is Step.PUBLISHED and maklumat.publication and maklumat.publication.is_seen:
        return ()
    if maklumat.step is Step.DRAFTING:
        return office.roster.holders(*waiting_roles(maklumat, DRAFTERS))
    return performing(maklumat, office)


def is_asked_for_text(m: Maklumat, roles: Collection[Role]) -> bool:
    """Whether the card of step 1 speaks to whoever holds these roles of sending a text.

    The drafters while one is awaited of them; the operator, who may upload in their name, at any time of the step.
    """
    if m.phase is not Phase.OPEN or m.step is not Step.DRAFTING:
        return False
    if set(DRAFTERS) & set(roles):
        return m.draft is None or m.draft.returned
    return Role.PELAKSANA in roles


def is_under_way(m: Maklumat) -> bool:
    """Whether something is still to be done: until it was seen on the published page."""
    was_seen = m.publication is not None and m.publication.is_seen
    return m.phase is Phase.OPEN or (m.phase is Phase.PUBLISHED and not was_seen)


def performing(m: Maklumat, office: Office) -> tuple[PersonId, ...]:
    """The people who perform the present step: one alone where it was reassigned, else all who hold its roles."""
    given = reassigned_to(m, office)
    return office.holders(m.step) if given is None else (given.to,)


def performing_roles(m: Maklumat, office: Office) -> tuple[Role, ...]:
    """The roles in which they do."""
    given = reassigned_to(m, office)
    return office.performers(m.step) if given is None else (given.role,)


def reassigned_to(m: Maklumat, office: Office) -> Reassignment | None:
    """Who alone performs the present step, and in which role; nobody once he holds no fitting role."""
    given = m.visit.reassigned
    if given is None:
        return None
    roles = fitting_roles(given.to, m.step, office)
    if given.role in roles:
        return given
    return Reassignment(to=given.to, role=roles[0]) if roles else None


def fitting_roles(person: PersonId, step: Step, office: Office) -> tuple[Role, ...]:
    """The roles of a person that this office has set for a step, then those that it could have set."""
    usual = office.performers(step)
    held = tuple(role for role in office.roster.roles_of(person) if role in settable_roles(step, office))
    return tuple(sorted(held, key=lambda role: role not in usual))


def deciders_on_paper(m: Maklumat, office: Office) -> tuple[PersonId, ...]:
    """The Komisioner who may have decided on paper: also who is away now, for he may have signed before he left.

    Not who has no access: nobody could tell him what is recorded in his name, and he could say nothing against it.
    """
    away = (absence.person for absence in office.roster.away if absence.role is Role.KOMISIONER)
    barred = m.drafters_of(m.version) | office.roster.without_access
    return tuple(dict.fromkeys((*deciders(m, office), *(person for person in away if person not in barred))))


def settable_roles(step: Step, office: Office) -> tuple[Role, ...]:
    """The roles to which a step may be given; a Komisioner's only where the office has set it so."""
    usual = office.performers(step)
    could = SETTABLE.get(step, frozenset())
    return tuple(role for role in Role if role in could and (role is not Role.KOMISIONER or role in usual))


def confirmers(m: Maklumat, office: Office, *, recorder: PersonId, komisioner: PersonId) -> tuple[PersonId, ...]:
    """Who could be the second person under a written decision: any confirmed official without a part in the version."""
    barred = {recorder, komisioner, *m.had_part_in(m.version), *office.roster.unconfirmed}
    return tuple(person for person in office.roster.holders(*Role) if person not in barred)


def may_be_confirmed(m: Maklumat, office: Office, *, recorder: PersonId) -> bool:
    """Whether some decision on paper that this person would record now could be confirmed by a second one."""
    named = (person for person in deciders_on_paper(m, office) if person != recorder)
    return any(confirmers(m, office, recorder=recorder, komisioner=person) for person in named)


def asked_to_confirm(m: Maklumat, office: Office) -> tuple[PersonId, ...]:
    """Whom a written decision waits for; nobody where none waits."""
    if m.written is None:
        return ()
    return confirmers(m, office, recorder=m.written.by, komisioner=m.written.verdict.komisioner)


def awaited(m: Maklumat, office: Office) -> tuple[PersonId, ...]:
    """Everybody who has something to do here: whose turn it is, and whom a written decision waits for."""
    return tuple(dict.fromkeys((*waits_for(m, office), *asked_to_confirm(m, office))))


def deciders(m: Maklumat, office: Office, *, also_drafting: PersonId | None = None) -> tuple[PersonId, ...]:
    """The Komisioner who could decide on the current version: every holder who did not draft it."""
    drafted = m.drafters_of(m.version) | ({also_drafting} if also_drafting is not None else set())
    return tuple(person for person in office.roster.holders(Role.KOMISIONER) if person not in drafted)


def vouching(m: Maklumat, office: Office) -> tuple[PersonId, ...]:
    """Whose approval the text carries: who gave it; while he does not hold the role, those who could decide today."""
    if m.approval is None:
        return ()
    by = m.approval.by
    return (by,) if Role.KOMISIONER in office.roster.roles_of(by) else deciders(m, office)
