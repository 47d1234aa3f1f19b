"""The conditions of the table's rows: one small check each, which raises the error that says why not.

`authority` answers whether this person may do this act here and now; it is asked inside the transaction that acts, and
by `options`, which draws the buttons. So a button is shown exactly when its tap would be heard.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sop import errors
from sop.maklumat import Maklumat, Phase, Written
from sop.roles import PersonId, Role, Roster
from sop.rules import Office
from sop.steps import (
    OUTLIVES_ITS_VERSION,
    OUTLIVES_ITS_VISIT,
    TRANSITIONS,
    Action,
    Guard,
    PerformersOf,
    Step,
    Transition,
)
from sop.turns import deciders, deciders_on_paper, may_be_confirmed, performing_roles, reassigned_to, waiting_roles


@dataclass(frozen=True)
class Attempt:
    """Somebody would like to do something, in a role."""

    maklumat: Maklumat
    action: Action
    actor: PersonId
    role: Role
    office: Office


Check = Callable[[Attempt], None]

_ROWS: Mapping[tuple[Step, Action], Transition] = {(row.step, row.action): row for row in TRANSITIONS}


def row_for(step: Step, action: Action) -> Transition | None:
    """The table's row for an act in a step; there is at most one (table.check_procedure holds that)."""
    return _ROWS.get((step, action))


def performers(row: Transition, office: Office) -> tuple[Role, ...]:
    """The roles that may use a row in this office."""
    return office.performers(row.by.step) if isinstance(row.by, PerformersOf) else row.by


def hold(roster: Roster, actor: PersonId, role: Role) -> None:
    """The actor holds the role today.

    Raises:
        AwayFromRole: he is away, and somebody else holds it.
        RoleNotHeld: he has no mandate in force for it.
    """
    if role in roster.roles_of(actor):
        return
    absence = roster.absence(actor, role)
    if absence is not None:
        raise errors.AwayFromRole(role, absence.until_on, absence.stand_in)
    raise errors.RoleNotHeld(role)


def authority(attempt: Attempt, visit: int, version: int) -> Transition:
    """The row that allows the act, for a button or question made for this visit and draft version.

    Looked at in this order, so that nobody without a mandate learns anything, and an old button is told what became
    of its visit: role, visit and version, open or closed, step, performers, guards.

    Raises:
        SopError: the one reason why not.
    """
    m = attempt.maklumat
    if not _denies_his_own(attempt):
        hold(attempt.office.roster, attempt.actor, attempt.role)
    _timely(m, attempt.action, visit, version)
    if m.phase is Phase.CANCELLED and attempt.action is not Action.KEEP_REMARK:
        raise errors.MaklumatClosed(m.phase)
    row = row_for(m.step, attempt.action)
    if row is None:
        raise errors.OtherStep(attempt.action, m.step)
    by = performers(row, attempt.office)
    given = reassigned_to(m, attempt.office) if row.by == PerformersOf(m.step) else None
    if given is not None:
        if attempt.actor != given.to:
            raise errors.ReassignedToAnother(m.step, given.to)
        by = (given.role,)
    if attempt.role not in by:
        raise errors.NotYourTurn(attempt.role, attempt.action, m.step, by)
    for guard in row.guards:
        CHECKS[guard](attempt)
    return row


def visit_passed(m: Maklumat, visit: int, version: int) -> errors.VisitPassed:
    """How the visit ended that something was made for, by whom and when."""
    passed = next((v for v in m.visits if v.number == visit), m.visit)
    return errors.VisitPassed(visit, passed.step, passed.outcome, passed.left_by, passed.left_at, version=version)


def on_hold(m: Maklumat) -> errors.OnHold | None:
    """Why nothing goes on while it is held; None where it is not."""
    if m.hold is None:
        return None
    return errors.OnHold(m.hold.item.text, m.hold.by if m.hold.objection else 0)


_DENYING = (Action.REJECT_WRITTEN, Action.OBJECT)
"""How whoever is named on a paper says that it is not so: until a second person has confirmed it, and from then on."""


def _denies_his_own(a: Attempt) -> bool:
    """In whose name a decision was recorded denies it also while he is away, or when his mandate has ended."""
    return a.action in _DENYING and a.role is Role.KOMISIONER and named_on_paper(a.maklumat, a.actor)


def named_on_paper(m: Maklumat, person: PersonId) -> bool:
    """Whether what was recorded from paper, and waits to be confirmed or stands as the approval, is this person's."""
    if m.written is not None:
        return m.written.verdict.komisioner == person
    return m.approval is not None and m.approval.on_paper is not None and m.approval.by == person


def _timely(m: Maklumat, action: Action, visit: int, version: int) -> None:
    if action not in OUTLIVES_ITS_VISIT and visit != m.visit.number:
        raise visit_passed(m, visit, version)
    if action not in OUTLIVES_ITS_VERSION and version != m.version:
        raise errors.VersionReplaced(version, m.version, m.draft.at if m.draft else None)


def _draft_stands(a: Attempt) -> None:
    if a.maklumat.draft is None:
        raise errors.NoDraftYet
    if a.maklumat.draft.returned:
        raise errors.DraftWasReturned(a.maklumat.version)


def _paraf_missing(a: Attempt) -> None:
    if a.role not in a.maklumat.missing_parafs:
        raise errors.AlreadyParafed(a.role, a.maklumat.version)


def _last_paraf(a: Attempt) -> None:
    others = tuple(role for role in a.maklumat.missing_parafs if role is not a.role)
    if others:
        raise errors.ParafIncomplete(others)


def _not_giver(a: Attempt) -> None:
    draft = a.maklumat.draft
    if draft is not None and draft.role is a.role:
        raise errors.OwnDraft(draft.version)


def _may_forward(a: Attempt) -> None:
    if a.role not in a.office.performers(Step.FORWARDING):
        raise errors.NotYourTurn(a.role, a.action, Step.FORWARDING, a.office.performers(Step.FORWARDING))


def _parafs_complete(a: Attempt) -> None:
    missing = a.maklumat.missing_parafs
    if missing:
        raise errors.ParafIncomplete(missing)


def _someone_decides(a: Attempt) -> None:
    # Whoever puts the last paraf by this very act becomes a drafter of the version.
    also = a.actor if a.action is Action.PARAF_AND_FORWARD else None
    if not deciders(a.maklumat, a.office, also_drafting=also):
        raise errors.NoKomisioner(on_paper=a.action is Action.RECORD_WRITTEN)


def _not_drafter(a: Attempt) -> None:
    if a.actor in a.maklumat.drafters_of(a.maklumat.version):
        raise errors.OwnDraft(a.maklumat.version)


def _correction_open(a: Attempt) -> None:
    if not a.maklumat.collected_by(a.actor):
        raise errors.NothingToSend


def _returned_by_me(a: Attempt) -> None:
    m = a.maklumat
    last = m.returns[-1] if m.returns else None
    if last is None or last.by != a.actor or last.step is not Step.DECISION or last.version != m.version:
        raise errors.NothingToSend


def _decided_by_me(a: Attempt) -> None:
    approval = a.maklumat.approval
    if approval is None or approval.by != a.actor:
        raise errors.NotYourDecision(approval.by if approval else 0)


def _not_held(a: Attempt) -> None:
    if (held := on_hold(a.maklumat)) is not None:
        raise held


def _held(a: Attempt) -> None:
    if a.maklumat.hold is None:
        raise errors.NotOnHold


def _final_unaffirmed(a: Attempt) -> None:
    if a.maklumat.offered_final is None:
        raise errors.NothingToAffirm


def _question_open(a: Attempt) -> None:
    if all(question.answer is not None for question in a.maklumat.questions):
        raise errors.QuestionClosed


def _not_confirmed(a: Attempt) -> None:
    publication = a.maklumat.publication
    if publication is not None and publication.confirmed is not None:
        raise errors.AlreadyConfirmed


def _not_examining(a: Attempt) -> None:
    if a.maklumat.visit.examining is not None:
        raise errors.AlreadyInForce


def _awaited(a: Attempt) -> None:
    step = a.maklumat.step
    waiting = waiting_roles(a.maklumat, performing_roles(a.maklumat, a.office))
    if a.role not in waiting:
        raise errors.NotYourTurn(a.role, a.action, step, waiting)


def _no_part(a: Attempt) -> None:
    if a.actor in a.maklumat.had_part_in(a.maklumat.version):
        raise errors.HadPart(a.maklumat.version)


def _known(a: Attempt) -> None:
    if a.actor in a.office.roster.unconfirmed:
        raise errors.NotConfirmedYet


def _no_record(a: Attempt) -> None:
    if a.maklumat.written is not None:
        raise errors.RecordWaits


def _record(a: Attempt) -> Written:
    if a.maklumat.written is None:
        raise errors.NoRecord
    return a.maklumat.written


def _record_waits(a: Attempt) -> None:
    _record(a)


def _not_recorder(a: Attempt) -> None:
    if a.actor == _record(a).by:
        raise errors.OwnRecord


def _not_decided_by_self(a: Attempt) -> None:
    if a.actor == _record(a).verdict.komisioner:
        raise errors.OwnDecision


def may_have_decided(m: Maklumat, komisioner: PersonId, office: Office) -> None:
    """This Komisioner may have decided on the version, on paper, and has not begun to say otherwise.

    Raises:
        NotADecider: he holds the role no longer, has no access, or drafted the version.
        DecidesOtherwise: he has begun a correction and not sent it.
    """
    if komisioner not in deciders_on_paper(m, office):
        raise errors.NotADecider(komisioner)
    if m.collected_by(komisioner):
        raise errors.DecidesOtherwise(komisioner)


def may_be_recorded(m: Maklumat, recorder: PersonId, office: Office) -> None:
    """Some decision on paper could be recorded by this person now: of a Komisioner, with a second person to confirm it.

    Raises:
        NoKomisioner: there is none who may have decided on the version.
        OwnDecision: he is the only one, and has the buttons.
        NobodyConfirms: nobody could be the second person.
    """
    could = deciders_on_paper(m, office)
    if not could:
        raise errors.NoKomisioner(on_paper=True)
    if could == (recorder,):
        raise errors.OwnDecision
    if not may_be_confirmed(m, office, recorder=recorder):
        raise errors.NobodyConfirms


def _decider_still_may(a: Attempt) -> None:
    may_have_decided(a.maklumat, _record(a).verdict.komisioner, a.office)


def _on_paper(a: Attempt) -> None:
    if a.maklumat.approval is None or a.maklumat.approval.on_paper is None:
        raise errors.NotOnPaper


def _no_objection(a: Attempt) -> None:
    held = a.maklumat.hold
    if held is not None and held.objection:
        raise errors.AlreadyInForce if a.action is Action.OBJECT else errors.ObjectionStands(held.by)


def _objected(a: Attempt) -> None:
    if a.maklumat.hold is None or not a.maklumat.hold.objection:
        raise errors.NoObjection


def _minutes_missing(a: Attempt) -> None:
    if a.maklumat.decided is None:
        raise errors.NoDecision
    if a.maklumat.decided.minutes:
        raise errors.AlreadyInForce


def _paper_made(a: Attempt) -> None:
    if not a.maklumat.papers:
        raise errors.NoPaper


CHECKS: Mapping[Guard, Check] = {
    Guard.DRAFT_STANDS: _draft_stands,
    Guard.PARAF_MISSING: _paraf_missing,
    Guard.LAST_PARAF: _last_paraf,
    Guard.NOT_GIVER: _not_giver,
    Guard.MAY_FORWARD: _may_forward,
    Guard.PARAFS_COMPLETE: _parafs_complete,
    Guard.SOMEONE_DECIDES: _someone_decides,
    Guard.NOT_DRAFTER: _not_drafter,
    Guard.CORRECTION_OPEN: _correction_open,
    Guard.RETURNED_BY_ME: _returned_by_me,
    Guard.DECIDED_BY_ME: _decided_by_me,
    Guard.NOT_HELD: _not_held,
    Guard.HELD: _held,
    Guard.FINAL_UNAFFIRMED: _final_unaffirmed,
    Guard.NOT_CONFIRMED: _not_confirmed,
    Guard.QUESTION_OPEN: _question_open,
    Guard.AWAITED: _awaited,
    Guard.NOT_EXAMINING: _not_examining,
    Guard.NO_PART: _no_part,
    Guard.KNOWN: _known,
    Guard.NO_RECORD: _no_record,
    Guard.RECORD_WAITS: _record_waits,
    Guard.NOT_RECORDER: _not_recorder,
    Guard.NOT_DECIDED_BY_SELF: _not_decided_by_self,
    Guard.DECIDER_STILL_MAY: _decider_still_may,
    Guard.ON_PAPER: _on_paper,
    Guard.NO_OBJECTION: _no_objection,
    Guard.OBJECTED: _objected,
    Guard.MINUTES_MISSING: _minutes_missing,
    Guard.PAPER_MADE: _paper_made,
}
