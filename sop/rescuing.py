"""An admin rescues a maklumat that is stuck: which acts, where, and what the people it touches are to be told.

Back or to its end, never on: only a Komisioner's approval leads past step 3, and no rescue gives one. While a
Komisioner objects, nobody below lets it go on: a card may be sent anew, and the maklumat closed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sop import errors, wording
from sop import events as e
from sop.commands import Remedy, Rescue
from sop.deadlines import due_after_hold
from sop.errors import SopError
from sop.events import Event
from sop.guards import on_hold, visit_passed
from sop.items import Item
from sop.maklumat import Maklumat, Phase
from sop.roles import PersonId, Roster
from sop.rules import Office
from sop.steps import Step
from sop.turns import awaited, deciders

WAYS_BACK: Mapping[Step, tuple[Step, ...]] = {
    Step.FORWARDING: (Step.DRAFTING,),
    Step.DECISION: (Step.FORWARDING, Step.DRAFTING),
    Step.ORDERING: (Step.DECISION, Step.FORWARDING, Step.DRAFTING),
    Step.PUBLISHING: (Step.ORDERING, Step.DECISION, Step.FORWARDING, Step.DRAFTING),
}
"""Where an admin may return a maklumat to, from each step; `table.check_procedure` looks that none of it leads on."""


def may_rescue(actor: PersonId, roster: Roster) -> None:
    """The actor is an admin at this moment; no role gives the right.

    Raises:
        NotYoursToRescue: he is none.
    """
    if actor not in roster.admins:
        raise errors.NotYoursToRescue


def possible(m: Maklumat, wish: Rescue, actor: PersonId, office: Office) -> None:
    """The wish lacks nothing but a reason.

    Raises:
        SopError: the one reason why it may not be.
    """
    may_rescue(actor, office.roster)
    if wish.visit != m.visit.number:
        raise visit_passed(m, wish.visit, m.version)
    if m.phase is Phase.CANCELLED:
        raise errors.MaklumatClosed(m.phase)
    if m.phase is Phase.PUBLISHED and wish.remedy is not Remedy.RESEND:
        raise errors.NeverRescued(m.step)
    _CHECKS[wish.remedy](m, wish, office)


def wishes(m: Maklumat, actor: PersonId, office: Office) -> tuple[Rescue, ...]:
    """All that this admin may do with it now, each without its reason: the buttons of the page."""

    def wish(remedy: Remedy, step: Step | None = None, to: PersonId | None = None) -> Rescue:
        return Rescue(remedy=remedy, maklumat=m.id, visit=m.visit.number, step=step, to=to)

    every = (
        *(wish(Remedy.STEP_BACK, step=step) for step in WAYS_BACK.get(m.step, ())),
        *(wish(remedy) for remedy in (Remedy.HOLD, Remedy.RESUME, Remedy.CANCEL)),
        *(wish(Remedy.RESEND, to=person) for person in awaited(m, office)),
    )
    return tuple(one for one in every if _is_possible(m, one, actor, office))


def holders_at(m: Maklumat, step: Step, office: Office) -> tuple[PersonId, ...]:
    """Whom it waits for once it has been returned to a step: all who hold it, for a new visit is nobody's alone."""
    return deciders(m, office) if step is Step.DECISION else office.holders(step)


def voids_approval(m: Maklumat, to: Step) -> bool:
    """Whether a return to this step takes an approval with it: it stands while the maklumat stands behind step 3."""
    return m.approval is not None and to <= Step.DECISION


def rescued(m: Maklumat, wish: Rescue, actor: PersonId, now: datetime, office: Office) -> Event:
    """What an admin's act records, in no role: he acts by the admin right, whatever he holds besides.

    Raises:
        SopError: the one reason why not.
    """
    possible(m, wish, actor, office)
    reason = wording.reason(wish.reason)
    match wish.remedy:
        case Remedy.STEP_BACK:
            return _stepped_back(m, wish, actor, now, office, reason)
        case Remedy.HOLD:
            return e.Held(at=now, by=actor, item=Item(reason))
        case Remedy.RESUME:
            return e.Resumed(at=now, by=actor, due_at=due_after_hold(m, now, office.rules), item=Item(reason))
        case Remedy.CANCEL:
            return e.Cancelled(at=now, by=actor, item=Item(reason))
        case Remedy.RESEND:
            assert wish.to is not None
            return e.CardResent(at=now, by=actor, visit=wish.visit, to=wish.to, reason=reason)


def _stepped_back(
    m: Maklumat, wish: Rescue, actor: PersonId, now: datetime, office: Office, reason: str
) -> e.SteppedBack:
    assert wish.step is not None
    void = m.approval if voids_approval(m, wish.step) else None
    return e.SteppedBack(
        at=now,
        by=actor,
        step=m.step,
        to=wish.step,
        version=m.version,
        approved_by=void.by if void is not None else None,
        held_by=awaited(m, office),
        reason=reason,
        was_held=m.hold is not None,
        unsent=tuple(collected.by for collected in m.collecting),
    )


def _is_possible(m: Maklumat, wish: Rescue, actor: PersonId, office: Office) -> bool:
    try:
        possible(m, wish, actor, office)
    except SopError:
        return False
    return True


def _no_objection(m: Maklumat) -> None:
    if m.hold is not None and m.hold.objection:
        raise errors.ObjectionStands(m.hold.by)


def _may_step_back(m: Maklumat, wish: Rescue, office: Office) -> None:
    if wish.step is None or wish.step not in WAYS_BACK.get(m.step, ()):
        raise errors.NeverForward(m.step, wish.step or m.step)
    _no_objection(m)
    if wish.step is Step.DECISION and not deciders(m, office):
        raise errors.NoKomisioner


def _may_hold(m: Maklumat, _wish: Rescue, _office: Office) -> None:
    if (held := on_hold(m)) is not None:
        raise held


def _may_resume(m: Maklumat, _wish: Rescue, _office: Office) -> None:
    if m.hold is None:
        raise errors.NotOnHold
    _no_objection(m)


def _may_cancel(_m: Maklumat, _wish: Rescue, _office: Office) -> None:
    """In any open step, as drafters may in most; what is closed is no approval."""


def _may_resend(m: Maklumat, wish: Rescue, office: Office) -> None:
    if wish.to is None or wish.to not in awaited(m, office):
        raise errors.NotAwaited(wish.to or 0)


_CHECKS: Mapping[Remedy, Callable[[Maklumat, Rescue, Office], None]] = {
    Remedy.STEP_BACK: _may_step_back,
    Remedy.HOLD: _may_hold,
    Remedy.RESUME: _may_resume,
    Remedy.CANCEL: _may_cancel,
    Remedy.RESEND: _may_resend,
}
