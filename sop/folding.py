"""What an event makes of the maklumat: one small function for each, so that the journal alone tells how it stands."""

from dataclasses import replace
from functools import reduce, singledispatch

from sop import events as e
from sop.events import Event
from sop.looks import seen
from sop.maklumat import (
    Acted,
    Approval,
    Collected,
    Direction,
    Draft,
    Filed,
    Final,
    Hold,
    Maklumat,
    Paper,
    Paraf,
    Phase,
    Publication,
    Question,
    Reassignment,
    Return,
    Scan,
    Visit,
    Written,
)
from sop.roles import PersonId, Role
from sop.steps import Step


def fold(events: tuple[Event, ...]) -> Maklumat:
    """The maklumat that a journal tells of; the first event must be `Opened`."""
    first, *rest = events
    if not isinstance(first, e.Opened):
        raise TypeError(f"a journal begins with Opened, not {type(first).__name__}")
    return reduce(apply, rest, opened(first))


def opened(event: e.Opened) -> Maklumat:
    """The maklumat as it was opened."""
    assert event.by is not None
    return Maklumat(
        id=event.maklumat,
        control_number=event.control_number,
        title=event.title,
        opened_by=event.by,
        opened_at=event.at,
        replaces=event.replaces,
        revision=1,
        participants=(event.by,),
    )


def apply(maklumat: Maklumat, event: Event) -> Maklumat:
    """The maklumat after an event."""
    took_part = maklumat.participants
    if event.by is not None and event.by not in took_part:
        took_part = (*took_part, event.by)
    return replace(_fold(event, maklumat), revision=maklumat.revision + 1, participants=took_part)


@singledispatch
def _fold(event: Event, maklumat: Maklumat) -> Maklumat:
    raise TypeError(f"no fold for {type(event).__name__}")


@_fold.register(e.DirectionGiven)
def _(event: e.DirectionGiven, m: Maklumat) -> Maklumat:
    given = Direction(step=event.step, visit=m.visit.number, by=_who(event), at=event.at, item=event.item)
    return replace(m, directions=(*m.directions, given))


@_fold.register(e.WrittenConfirmed)
@_fold.register(e.ObstacleReported)
@_fold.register(e.RemarkKept)
@_fold.register(e.CardResent)
def _(_event: Event, m: Maklumat) -> Maklumat:
    return m


@_fold.register(e.StepEntered)
def _(event: e.StepEntered, m: Maklumat) -> Maklumat:
    entered = Visit(
        number=event.visit,
        step=event.step,
        entered_at=event.at,
        due_at=event.due_at,
        received_at=event.received_at,
        skipped=event.skipped,
    )
    phase = Phase.PUBLISHED if event.step is Step.PUBLISHED else Phase.OPEN
    return replace(m, visits=(*m.visits, entered), phase=phase, hold=None, written=None)


@_fold.register(e.DraftGiven)
def _(event: e.DraftGiven, m: Maklumat) -> Maklumat:
    given = Draft(
        version=event.version,
        file=event.file,
        by=_who(event),
        role=_role(event),
        at=event.at,
        on_behalf=event.on_behalf,
        basis=event.basis,
    )
    left = _left(m, event) if m.step is not Step.DRAFTING else m
    # A number belongs to one Nota Dinas, and a Nota Dinas to one version.
    return replace(left, drafts=(*m.drafts, given), basis=event.basis, number="", forwarding=None)


@_fold.register(e.BasisSet)
def _(event: e.BasisSet, m: Maklumat) -> Maklumat:
    drafts = m.drafts
    if drafts:
        drafts = (*drafts[:-1], replace(drafts[-1], basis=event.basis))
    return replace(m, basis=event.basis, drafts=drafts)


@_fold.register(e.ParafGiven)
def _(event: e.ParafGiven, m: Maklumat) -> Maklumat:
    given = Paraf(version=event.version, role=_role(event), by=_who(event), at=event.at, standing=event.standing)
    after = replace(m, parafs=(*m.parafs, given))
    return after if after.missing_parafs else _left(after, event)


@_fold.register(e.Returned)
def _(event: e.Returned, m: Maklumat) -> Maklumat:
    returned = Return(
        step=event.step,
        visit=m.visit.number,
        version=event.version,
        by=_who(event),
        role=_role(event),
        at=event.at,
        items=event.items,
        standing=event.standing,
        on_paper=event.on_paper,
    )
    left = m if event.step is Step.DRAFTING else _left(m, event)
    return replace(_draft_returned(left), returns=(*m.returns, returned), collecting=())


@_fold.register(e.CorrectionNoted)
def _(event: e.CorrectionNoted, m: Maklumat) -> Maklumat:
    by = _who(event)
    others = tuple(c for c in m.collecting if c.by != by)
    since = next((c.since for c in m.collecting if c.by == by), event.at)
    mine = Collected(by=by, since=since, items=(*m.collected_by(by), event.item))
    return replace(m, collecting=(*others, mine))


@_fold.register(e.CorrectionJoined)
def _(event: e.CorrectionJoined, m: Maklumat) -> Maklumat:
    *before, last = m.returns
    return replace(m, returns=(*before, replace(last, items=(*last.items, event.item))))


@_fold.register(e.Forwarded)
def _(event: e.Forwarded, m: Maklumat) -> Maklumat:
    return replace(_left(m, event), forwarding=_acted(event, m), collecting=())


@_fold.register(e.NumberSet)
def _(event: e.NumberSet, m: Maklumat) -> Maklumat:
    return replace(m, number=event.number)


@_fold.register(e.Withdrawn)
def _(event: e.Withdrawn, m: Maklumat) -> Maklumat:
    return replace(_left(m, event), collecting=())


@_fold.register(e.Approved)
def _(event: e.Approved, m: Maklumat) -> Maklumat:
    approval = Approval(**vars(_acted(event, m)), on_paper=event.on_paper)
    return replace(_left(m, event), approval=approval, collecting=())


@_fold.register(e.WrittenRecorded)
def _(event: e.WrittenRecorded, m: Maklumat) -> Maklumat:
    recorded = Written(
        verdict=event.verdict,
        by=_who(event),
        role=_role(event),
        at=event.at,
        version=event.version,
        item=event.item,
    )
    return replace(m, written=recorded)


@_fold.register(e.WrittenRejected)
def _(_event: e.WrittenRejected, m: Maklumat) -> Maklumat:
    return replace(m, written=None)


@_fold.register(e.MinutesSet)
def _(event: e.MinutesSet, m: Maklumat) -> Maklumat:
    if m.approval is not None:
        return replace(m, approval=replace(m.approval, minutes=event.number))
    *before, last = m.returns
    return replace(m, returns=(*before, replace(last, minutes=event.number)))


@_fold.register(e.QuestionAsked)
def _(event: e.QuestionAsked, m: Maklumat) -> Maklumat:
    asked = Question(number=event.question, visit=m.visit.number, by=_who(event), at=event.at, item=event.item)
    return replace(m, questions=(*m.questions, asked))


@_fold.register(e.QuestionAnswered)
def _(event: e.QuestionAnswered, m: Maklumat) -> Maklumat:
    questions = tuple(
        replace(q, answer=event.item, answered_by=event.by) if q.number == event.question else q for q in m.questions
    )
    return replace(m, questions=questions)


@_fold.register(e.DecisionTakenBack)
def _(event: e.DecisionTakenBack, m: Maklumat) -> Maklumat:
    return replace(_left(m, event), approval=None, order=None, final=None, offered_final=None)


@_fold.register(e.PublicationOrdered)
def _(event: e.PublicationOrdered, m: Maklumat) -> Maklumat:
    ordered = replace(_left(m, event), order=_acted(event, m))
    if m.offered_final is None or not event.affirms:
        return ordered
    return replace(ordered, final=replace(m.offered_final, affirmed_by=event.by), offered_final=None)


@_fold.register(e.Held)
def _(event: e.Held, m: Maklumat) -> Maklumat:
    return replace(m, hold=Hold(by=_who(event), at=event.at, item=event.item))


@_fold.register(e.Objected)
def _(event: e.Objected, m: Maklumat) -> Maklumat:
    # Where it is held already, the clock stands since then.
    since = m.hold.at if m.hold is not None else event.at
    return replace(m, hold=Hold(by=_who(event), at=since, item=event.item, objection=True, beneath=m.hold))


@_fold.register(e.Resumed)
@_fold.register(e.ObjectionLifted)
def _(event: e.Resumed | e.ObjectionLifted, m: Maklumat) -> Maklumat:
    assert m.hold is not None
    if m.hold.beneath is not None:
        return replace(m, hold=m.hold.beneath)
    stood = (*m.visit.stood, (m.hold.at, event.at))
    return replace(m, hold=None, visits=(*m.visits[:-1], replace(m.visit, due_at=event.due_at, stood=stood)))


@_fold.register(e.Examining)
def _(event: e.Examining, m: Maklumat) -> Maklumat:
    return replace(m, visits=(*m.visits[:-1], replace(m.visit, examining=_acted(event, m))))


@_fold.register(e.FinalGiven)
def _(event: e.FinalGiven, m: Maklumat) -> Maklumat:
    affirmed_by = event.by if event.affirmed else None
    final = Final(
        file=event.file,
        by=_who(event),
        role=_role(event),
        at=event.at,
        affirmed_by=affirmed_by,
        comparison=event.comparison,
    )
    return replace(m, final=final, offered_final=None) if event.affirmed else replace(m, offered_final=final)


@_fold.register(e.FinalAffirmed)
def _(event: e.FinalAffirmed, m: Maklumat) -> Maklumat:
    assert m.offered_final is not None
    return replace(m, final=replace(m.offered_final, affirmed_by=event.by), offered_final=None)


@_fold.register(e.TextReplaced)
def _(event: e.TextReplaced, m: Maklumat) -> Maklumat:
    return replace(_draft_returned(_left(m, event)), approval=None, order=None, final=None, offered_final=None)


@_fold.register(e.Published)
def _(event: e.Published, m: Maklumat) -> Maklumat:
    publication = Publication(link=event.link, by=_who(event), at=event.at)
    return replace(_left(m, event), publication=publication)


@_fold.register(e.ProofGiven)
def _(event: e.ProofGiven, m: Maklumat) -> Maklumat:
    return replace(m, proofs=(*m.proofs, *event.files))


@_fold.register(e.ConfirmedLive)
def _(event: e.ConfirmedLive, m: Maklumat) -> Maklumat:
    assert m.publication is not None
    return replace(m, publication=replace(m.publication, confirmed=_acted(event, m)))


@_fold.register(e.PageChecked)
def _(event: e.PageChecked, m: Maklumat) -> Maklumat:
    assert m.publication is not None
    checked = seen(m.publication.checked, event.look, event.at)
    return replace(m, publication=replace(m.publication, checked=checked))


@_fold.register(e.ReportedNotLive)
def _(event: e.ReportedNotLive, m: Maklumat) -> Maklumat:
    return replace(_left(m, event), publication=None)


@_fold.register(e.Cancelled)
def _(event: e.Cancelled, m: Maklumat) -> Maklumat:
    return replace(_left(m, event), phase=Phase.CANCELLED, cancelled_for=event.item, hold=None)


@_fold.register(e.RungReached)
def _(event: e.RungReached, m: Maklumat) -> Maklumat:
    used = (*event.skipped, event.rung)
    visits = tuple(replace(v, rungs=(*v.rungs, *used)) if v.number == event.visit else v for v in m.visits)
    return replace(m, visits=visits)


@_fold.register(e.DeadlineMoved)
def _(event: e.DeadlineMoved, m: Maklumat) -> Maklumat:
    moved = replace(m.visit, due_at=event.due_at, received_at=event.received_at, skipped=event.skipped)
    return replace(m, visits=(*m.visits[:-1], moved))


@_fold.register(e.StepReassigned)
def _(event: e.StepReassigned, m: Maklumat) -> Maklumat:
    # Whoever said that he was looking at it is not the one who does now.
    given = replace(m.visit, reassigned=Reassignment(to=event.to, role=event.in_role), examining=None)
    return replace(m, visits=(*m.visits[:-1], given))


@_fold.register(e.SteppedBack)
def _(event: e.SteppedBack, m: Maklumat) -> Maklumat:
    left = replace(_left(m, event), order=None, collecting=())
    if event.to <= Step.DECISION:
        left = replace(left, approval=None, final=None, offered_final=None)
    if event.to is Step.DRAFTING:
        # Who gave one still has a part in the version: the parafs fall, and are not forgotten.
        fallen = tuple(replace(p, fallen=True) if p.version == m.version else p for p in m.parafs)
        left = replace(left, parafs=fallen)
    return left


@_fold.register(e.HoldersChanged)
def _(event: e.HoldersChanged, m: Maklumat) -> Maklumat:
    given = m.visit.reassigned
    if given is None or given.to in event.holders:
        return m
    # Whoever it was reassigned to holds no fitting role any more: the step is its usual holders' again, and stays so.
    return replace(m, visits=(*m.visits[:-1], replace(m.visit, reassigned=None)))


@_fold.register(e.FiledOnPaper)
def _(event: e.FiledOnPaper, m: Maklumat) -> Maklumat:
    return replace(m, filed=Filed(place=event.place, by=_who(event), at=event.at))


@_fold.register(e.ArchiveSet)
def _(event: e.ArchiveSet, m: Maklumat) -> Maklumat:
    return replace(m, marks=event.marks)


@_fold.register(e.PaperMade)
def _(event: e.PaperMade, m: Maklumat) -> Maklumat:
    made = Paper(kind=event.kind, version=event.version, visit=event.visit, file=event.file, at=event.at)
    return replace(m, papers=(*m.papers, made))


@_fold.register(e.ScanFiled)
def _(event: e.ScanFiled, m: Maklumat) -> Maklumat:
    filed = Scan(
        kind=event.kind, version=event.version, visit=event.visit, by=_who(event), at=event.at, item=event.item
    )
    return replace(m, scans=(*m.scans, filed))


def _who(event: Event) -> PersonId:
    assert event.by is not None, f"{type(event).__name__} needs a person"
    return event.by


def _role(event: Event) -> Role:
    assert event.role is not None, f"{type(event).__name__} needs a role"
    return event.role


def _acted(event: Event, m: Maklumat) -> Acted:
    return Acted(
        by=_who(event),
        role=_role(event),
        at=event.at,
        version=m.version,
        visit=m.visit.number,
        standing=event.standing,
    )


def _left(m: Maklumat, event: Event) -> Maklumat:
    ended = replace(m.visit, left_at=event.at, left_by=event.by, outcome=type(event).__name__)
    return replace(m, visits=(*m.visits[:-1], ended))


def _draft_returned(m: Maklumat) -> Maklumat:
    if not m.drafts:
        return m
    return replace(m, drafts=(*m.drafts[:-1], replace(m.drafts[-1], returned=True)))
