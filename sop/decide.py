"""What follows from a command: the events that happen and the notices they call for, or one reason why not.

Pure: the same maklumat, command, actor, moment and office give the same answer. The Desk calls it inside one
transaction; the screens call `options` to draw the buttons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sop import errors, wording
from sop import events as e
from sop.commands import Act, ClockTick, Command, MoveDeadline, Open, Reassign, RecordLook, RecordPaper, Rescue
from sop.deadlines import Audience, Rung, newest, people_above, reached
from sop.deeds import DEEDS, Deed, draft_given
from sop.events import Event, MaklumatId
from sop.folding import apply, opened
from sop.guards import CHECKS, Attempt, authority, hold, named_on_paper
from sop.maklumat import Maklumat, Phase
from sop.notices import Notice, PaperWanted
from sop.papers import PaperKind
from sop.reassigning import reassigned
from sop.rescuing import rescued
from sop.roles import DRAFTERS, PersonId, Role, Standing
from sop.rules import Office
from sop.steps import TRANSITIONS, Action, Lead, Step, Transition
from sop.telling import tell
from sop.turns import asked_to_confirm, waits_for


@dataclass(frozen=True)
class Decision:
    """What follows: events in their order, who is told, and the maklumat afterwards."""

    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    maklumat: Maklumat
    papers: tuple[PaperWanted, ...] = ()


@dataclass(frozen=True)
class Option:
    """An act that a person may do now, in one of his roles."""

    action: Action
    role: Role


def decide(
    maklumat: Maklumat | None, command: Command, actor: PersonId | None, now: datetime, office: Office
) -> Decision:
    """Nobody but the table decides what follows.

    Args:
        maklumat: as it is now; None only for `Open`.
        command: what is asked.
        actor: the official who asks; None only for time, for papers and for looks at the page.
        now: aware UTC.
        office: rules, and the people in force at this moment.

    Returns:
        At least one event, and everyone who must be told.

    Raises:
        SopError: the procedure says no, and nothing changes.
    """
    if isinstance(command, Open):
        raise TypeError("an Open command needs its number first: use open_maklumat")
    assert maklumat is not None
    if isinstance(command, ClockTick):
        events: Sequence[Event] = _tick(maklumat, command, now, office)
    elif isinstance(command, MoveDeadline):
        events = (_deadline_moved(maklumat, command, now, office),)
    elif isinstance(command, RecordPaper):
        events = (_paper_made(command, now),)
    elif isinstance(command, RecordLook):
        events = (_page_checked(maklumat, command, now),)
    elif isinstance(command, Reassign):
        assert actor is not None
        assert command.maklumat == maklumat.id
        events = (reassigned(maklumat, command, actor, now, office),)
    elif isinstance(command, Rescue):
        assert actor is not None
        assert command.maklumat == maklumat.id
        events = _rescued(maklumat, command, actor, now, office)
    else:
        assert actor is not None
        assert command.maklumat == maklumat.id
        events = _act(maklumat, command, actor, now, office)
    return _decision(maklumat, maklumat, tuple(events), office)


def open_maklumat(
    command: Open, number: MaklumatId, control_number: str, actor: PersonId, now: datetime, office: Office
) -> Decision:
    """A drafter opens a maklumat; with a document at hand that is its first draft.

    Raises:
        SopError: the title is unfit, or the actor is no drafter.
    """
    hold(office.roster, actor, command.role)
    if command.role not in DRAFTERS:
        raise errors.NotYourTurn(command.role, "open", Step.DRAFTING, DRAFTERS)
    standing = office.roster.standing(actor, command.role)
    first = e.Opened(
        at=now,
        by=actor,
        role=command.role,
        standing=standing,
        maklumat=number,
        control_number=control_number,
        title=wording.title(command.title),
        replaces=command.replaces,
    )
    events: list[Event] = [first, _enter(None, (), Step.DRAFTING, now, office)]
    if command.file is not None:
        events.append(
            e.DraftGiven(
                at=now,
                by=actor,
                role=command.role,
                standing=standing,
                version=1,
                file=command.file,
                on_behalf=False,
                basis=office.rules.regulations,
            )
        )
    return _decision(None, opened(first), tuple(events), office)


def options(maklumat: Maklumat, actor: PersonId, office: Office) -> tuple[Option, ...]:
    """What this person may do now, in the table's order: the buttons of the card.

    Content (a reason, a file) is not looked at, nor are a row's `checks`: those explain themselves when tried.
    """
    found = []
    for row in TRANSITIONS:
        if row.step is not maklumat.step:
            continue
        for role in _roles(maklumat, actor, office):
            attempt = Attempt(maklumat, row.action, actor, role, office)
            try:
                authority(attempt, maklumat.visit.number, maklumat.version)
            except errors.SopError:
                continue
            found.append(Option(row.action, role))
    return tuple(found)


def _roles(maklumat: Maklumat, actor: PersonId, office: Office) -> tuple[Role, ...]:
    """Those he holds, his own before those he stands in for; who is named on a paper may deny it without."""
    roster = office.roster
    own = [role for role in roster.roles_of(actor) if roster.standing(actor, role) is Standing.DEFINITIVE]
    held = (*own, *(role for role in roster.roles_of(actor) if role not in own))
    denies = Role.KOMISIONER not in held and named_on_paper(maklumat, actor)
    return (*held, Role.KOMISIONER) if denies else held


def _decision(before: Maklumat | None, start: Maklumat, events: tuple[Event, ...], office: Office) -> Decision:
    after, papers = start, []
    for event in events if before is not None else events[1:]:
        after = apply(after, event)
        papers += [PaperWanted(kind, _visit_of(kind, after), after.version) for kind in _puts_out(event, events, after)]
    return Decision(events, tell(before, after, events, office), after, tuple(papers))


def _visit_of(kind: PaperKind, maklumat: Maklumat) -> int:
    """What goes up belongs to step 2, however late a number comes; what shows the publication to the one of step 5.

    What is added later makes the paper of that visit anew: a correction that joins a return, a number.
    """
    if kind in (PaperKind.NOTA_DINAS, PaperKind.LEMBAR_PARAF, PaperKind.TANDA_TERIMA):
        return next(v.number for v in reversed(maklumat.visits) if v.step is Step.FORWARDING)
    if kind is PaperKind.DISPOSISI and maklumat.decided is not None:
        return maklumat.decided.visit
    if kind is PaperKind.PERINTAH and maklumat.order is not None:
        return maklumat.order.visit
    if kind is PaperKind.BUKTI_TAYANG:
        return next(v.number for v in reversed(maklumat.visits) if v.step is Step.PUBLISHING)
    return maklumat.visit.number


def _puts_out(event: Event, events: tuple[Event, ...], after: Maklumat) -> tuple[PaperKind, ...]:
    """The papers that an event calls for: the outputs of steps 2, 3 and 4, and the records of what was done."""
    match event:
        case e.Forwarded():
            return (PaperKind.NOTA_DINAS, PaperKind.LEMBAR_PARAF, PaperKind.TANDA_TERIMA)
        case e.NumberSet():
            return after.numbered_kinds
        case e.StepEntered(step=Step.FORWARDING) if not any(isinstance(other, e.Forwarded) for other in events):
            # A concept to number and sign on paper before Sampaikan.
            return (PaperKind.NOTA_DINAS,)
        case e.Approved() | e.Returned(step=Step.DECISION) | e.CorrectionJoined() | e.MinutesSet():
            return (PaperKind.DISPOSISI,)
        case e.PublicationOrdered():
            return (PaperKind.PERINTAH,)
        case e.StepEntered(step=Step.PUBLISHED) | e.ConfirmedLive():
            return (PaperKind.BUKTI_TAYANG, PaperKind.REKAP_PROSES)
        case e.PageChecked() | e.ProofGiven() | e.FinalAffirmed() if after.publication is not None:
            return (PaperKind.BUKTI_TAYANG,)
        case e.Cancelled():
            return (PaperKind.REKAP_PROSES,)
        case _:
            return ()


def _act(maklumat: Maklumat, act: Act, actor: PersonId, now: datetime, office: Office) -> tuple[Event, ...]:
    attempt = Attempt(maklumat, act.action, actor, act.role, office)
    row = authority(attempt, act.visit, act.version)
    for check in row.checks:
        CHECKS[check](attempt)
    deed = Deed(maklumat, act, actor, now, office)
    events = DEEDS[act.action](deed)
    if act.action is Action.PARAF_AND_FORWARD:
        # One tap, two acts: step 2 is entered and left, never skipped.
        events.append(_enter(maklumat, events, Step.FORWARDING, now, office))
        events.append(deed.sign(e.Forwarded, version=maklumat.version))
        events.append(_enter(maklumat, events, Step.DECISION, now, office))
    elif (step := _step_after(row, maklumat, act.role, events)) is not None:
        events.append(_enter(maklumat, events, step, now, office))
        if act.action is Action.REPLACE_TEXT and act.file is not None:
            events.append(draft_given(deed))
    return tuple(events)


def _rescued(maklumat: Maklumat, wish: Rescue, actor: PersonId, now: datetime, office: Office) -> tuple[Event, ...]:
    event = rescued(maklumat, wish, actor, now, office)
    if isinstance(event, e.SteppedBack):
        return (event, _enter(maklumat, (event,), event.to, now, office))
    return (event,)


def _step_after(row: Transition, maklumat: Maklumat, role: Role, events: Sequence[Event]) -> Step | None:
    if row.to is Lead.BY_PAPER:
        return Step.ORDERING if any(isinstance(event, e.Approved) for event in events) else Step.DRAFTING
    if row.to is Lead.BY_PARAF:
        others = tuple(missing for missing in maklumat.missing_parafs if missing is not role)
        return None if others else Step.FORWARDING
    return row.to if isinstance(row.to, Step) else None


def _enter(
    maklumat: Maklumat | None, before: Sequence[Event], step: Step, now: datetime, office: Office
) -> e.StepEntered:
    visits = len(maklumat.visits) if maklumat else 0
    due = office.rules.calendar.due(now)
    return e.StepEntered(
        at=now,
        step=step,
        visit=visits + sum(isinstance(event, e.StepEntered) for event in before) + 1,
        due_at=None if step is Step.PUBLISHED else due.at,
        received_at=due.received_at,
        skipped=due.skipped,
    )


def _tick(maklumat: Maklumat, tick: ClockTick, now: datetime, office: Office) -> tuple[Event, ...]:
    come = reached(maklumat, now, office.rules)
    if tick.visit != maklumat.visit.number or tick.rung not in {rung.name for rung in come}:
        raise errors.AlreadyInForce
    rings = newest(come)
    skipped = tuple(rung.name for rung in come if rung not in rings)
    return tuple(
        e.RungReached(
            at=now,
            visit=tick.visit,
            rung=rung.name,
            told=_ears(maklumat, rung, office),
            skipped=skipped if rung is rings[0] else (),
        )
        for rung in rings
    )


def _deadline_moved(maklumat: Maklumat, command: MoveDeadline, now: datetime, office: Office) -> e.DeadlineMoved:
    visit = maklumat.visit
    if maklumat.phase is not Phase.OPEN or visit.due_at is None:
        raise errors.AlreadyInForce
    due = office.rules.calendar.due_after_standing(visit.entered_at, visit.stood)
    same = (due.at, due.received_at, due.skipped) == (visit.due_at, visit.received_at, visit.skipped)
    # Nobody becomes late by a change of the calendar who was in time until then.
    if same or due.at < now <= visit.due_at:
        raise errors.AlreadyInForce
    return e.DeadlineMoved(
        at=now,
        visit=visit.number,
        due_at=due.at,
        received_at=due.received_at,
        skipped=due.skipped,
        reason=command.reason,
    )


def _ears(maklumat: Maklumat, rung: Rung, office: Office) -> tuple[PersonId, ...]:
    """Whoever hears of a rung; nobody whose own turn it is hears of it from below."""
    # A written decision waits for its second person, and its Komisioner is not reminded of what he has done.
    waiting = asked_to_confirm(maklumat, office) or waits_for(maklumat, office)
    match rung.audience:
        case Audience.ONE:
            return (PersonId(int(rung.name.rpartition(":")[2])),)
        case Audience.HOLDER:
            return waiting
        case Audience.ABOVE | Audience.ALL:
            heard = people_above(maklumat, rung, office.rules, office.roster)
            above = tuple(person for person in heard if person not in waiting)
            return (*waiting, *above) if rung.audience is Audience.ALL else above


def _paper_made(command: RecordPaper, now: datetime) -> e.PaperMade:
    return e.PaperMade(at=now, kind=command.kind, version=command.version, visit=command.visit, file=command.file)


def _page_checked(maklumat: Maklumat, command: RecordLook, now: datetime) -> e.PageChecked:
    publication, look = maklumat.publication, command.look
    if publication is None or (command.visit, look.link) != (maklumat.visit.number, publication.link):
        # It was published elsewhere meanwhile, or is no longer.
        raise errors.AlreadyInForce
    if publication.checked is not None and publication.checked.look.finding is look.finding:
        raise errors.AlreadyInForce
    was_good = publication.checked is not None and publication.checked.usual.is_good
    return e.PageChecked(at=now, visit=command.visit, look=look, was_good=was_good)
