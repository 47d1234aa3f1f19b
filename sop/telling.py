"""Who is told what: one small function for each event, as the table in docs/architecture.md says it.

A person who gets a card for an event reads the news on it and gets no second message; who acted and gets neither is due
a receipt, unless a toast says it already (the Desk knows).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import singledispatch

from sop import events as e
from sop.deadlines import is_personal
from sop.events import Event
from sop.maklumat import Maklumat
from sop.notices import Enclosure, Notice, Told
from sop.roles import PersonId, Role
from sop.rules import Office
from sop.scene import Scene
from sop.steps import Action, Step
from sop.turns import asked_to_confirm, deciders, performing, vouching, waits_for

_RANK = {Told.RECEIPT: 0, Told.REMINDER: 1, Told.NEWS: 2, Told.CARD: 3}


def tell(before: Maklumat | None, after: Maklumat, events: tuple[Event, ...], office: Office) -> tuple[Notice, ...]:
    """Everyone who must be told of these events, each person once, cards first."""
    scene = Scene(before, after, office)
    merged: dict[tuple[PersonId, bool], Notice] = {}
    for event in events:
        for notice in (*_told(event, scene), *_receipt(event)):
            key = (notice.to, is_personal(event))
            merged[key] = _merged(merged.get(key), notice)
    _inform_the_absent(scene, merged)
    return tuple(sorted(merged.values(), key=lambda notice: -_RANK[notice.told]))


def holder_notices(maklumat: Maklumat, people: Iterable[PersonId], event: Event, office: Office) -> tuple[Notice, ...]:
    """Cards for people who have come to hold a maklumat by a change of holders, with all that its step needs."""
    scene = Scene(maklumat, maklumat, office)
    enclosures = scene.for_step
    return tuple(Notice(Told.CARD, person, event, enclosures) for person in people)


def _inform_the_absent(scene: Scene, merged: dict[tuple[PersonId, bool], Notice]) -> None:
    """Whoever is away reads as news what his stand-in is told or has done: nothing waits for him, nothing is hidden."""
    for absence in scene.office.roster.away:
        notice = merged.get((absence.stand_in, False)) if absence.stand_in is not None else None
        # A reminder is the stand-in's own, a correction that is not sent yet concerns nobody else, a filed scan nobody.
        own = e.CorrectionNoted | e.ScanFiled
        if notice is None or notice.told is Told.REMINDER or isinstance(notice.event, own):
            continue
        key = (absence.person, False)
        merged[key] = _merged(merged.get(key), replace(notice, told=Told.NEWS, to=absence.person))


def _merged(old: Notice | None, new: Notice) -> Notice:
    if old is None:
        return new
    winner = new if _RANK[new.told] >= _RANK[old.told] else old
    enclosures = tuple(dict.fromkeys((*old.enclosures, *new.enclosures)))
    return replace(winner, enclosures=enclosures)


def _receipt(event: Event) -> Iterator[Notice]:
    if event.by is not None and not isinstance(event, e.StepEntered):
        yield Notice(Told.RECEIPT, event.by, event)


def _cards(people: Iterable[PersonId], event: Event, *enclosures: Enclosure) -> Iterator[Notice]:
    return (Notice(Told.CARD, person, event, enclosures) for person in people)


def _news(people: Iterable[PersonId], event: Event, *enclosures: Enclosure) -> Iterator[Notice]:
    return (Notice(Told.NEWS, person, event, enclosures) for person in people)


def _others(people: Iterable[PersonId], event: Event) -> tuple[PersonId, ...]:
    return tuple(person for person in people if person != event.by)


@singledispatch
def _told(_event: Event, _scene: Scene) -> Iterator[Notice]:
    yield from ()


@_told.register
def _(event: e.Opened, scene: Scene) -> Iterator[Notice]:
    start_from = (Enclosure.PREDECESSOR,) if event.replaces is not None else ()
    yield from _cards(scene.drafters, event, *start_from)


@_told.register
def _(event: e.DraftGiven, scene: Scene) -> Iterator[Notice]:
    assert event.by is not None
    if event.on_behalf:
        yield from _cards(scene.drafters, event, Enclosure.DRAFT)
    else:
        yield from _cards((event.by,), event)
        # Whose paraf has fallen with the older version is awaited again, and so is who came to the role meanwhile.
        yield from _cards(_others(_awaited_anew(scene), event), event, Enclosure.DRAFT)
        if scene.before is not None and scene.before.step is Step.FORWARDING:
            yield from _news(_others(scene.drafters, event), event)


@_told.register
def _(event: e.ParafGiven, scene: Scene) -> Iterator[Notice]:
    if scene.after.step is Step.DRAFTING:
        others = _others(scene.office.roster.holders(*scene.after.missing_parafs), event)
        yield from _cards(others, event, Enclosure.DRAFT)
        # One person may hold both drafters' roles: the second paraf is then his own next tap.
        yield from _cards(set(scene.office.roster.holders(*scene.after.missing_parafs)) & {event.by}, event)
    elif scene.after.step is Step.FORWARDING:
        performers = scene.holders(Step.FORWARDING)
        drafted = [person for person in performers if person in scene.drafters]
        yield from _cards(drafted, event, Enclosure.NOTA_DINAS)
        fresh = [person for person in performers if person not in scene.drafters]
        yield from _cards(fresh, event, Enclosure.DRAFT, Enclosure.NOTA_DINAS)


@_told.register
def _(event: e.Returned, scene: Scene) -> Iterator[Notice]:
    if event.step is Step.DECISION:
        yield from _cards(scene.drafters, event, Enclosure.ITEMS, Enclosure.DISPOSISI)
        scan = (Enclosure.ITEMS,) if event.on_paper else ()
        yield from _news(scene.komisioner, event, *scan)
    else:
        yield from _cards(scene.drafters, event, Enclosure.ITEMS)
        # Whoever gave it on behalf has been named to the one who returns it.
        giver = next((draft.by for draft in scene.after.drafts if draft.version == event.version), None)
        if giver is not None:
            yield from _news(_others((giver,), event), event, Enclosure.ITEMS)


@_told.register
def _(event: e.CorrectionNoted, _scene: Scene) -> Iterator[Notice]:
    assert event.by is not None
    yield from _cards((event.by,), event)


@_told.register
def _(event: e.CorrectionJoined, scene: Scene) -> Iterator[Notice]:
    yield from _news(scene.drafters, event, Enclosure.ITEMS, Enclosure.DISPOSISI)


@_told.register
def _(event: e.Withdrawn, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.holders(Step.FORWARDING), event)
    yield from _news((*scene.komisioner, *scene.drafters), event)


@_told.register
def _(event: e.Forwarded, scene: Scene) -> Iterator[Notice]:
    people = deciders(scene.after, scene.office)
    yield from _cards(people, event, Enclosure.PAGE_PICTURE, Enclosure.DRAFT, Enclosure.NOTA_DINAS)
    yield from _news(_others(scene.drafters, event), event)


@_told.register
def _(event: e.QuestionAsked, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.drafters, event, Enclosure.ITEMS)


@_told.register
def _(event: e.QuestionAnswered, scene: Scene) -> Iterator[Notice]:
    asked = next(q for q in scene.after.questions if q.number == event.question)
    absence = scene.office.roster.absence(asked.by, Role.KOMISIONER)
    # Who asked and is away meanwhile reads the answer too (see `tell`), but others decide.
    asking = (asked.by,) if absence is None else deciders(scene.after, scene.office)
    yield from _cards(asking, event, Enclosure.ITEMS)
    yield from _news((*_others(scene.drafters, event), asked.by), event)


@_told.register
def _(event: e.Approved, scene: Scene) -> Iterator[Notice]:
    assert event.by is not None
    yield from _cards(scene.holders(Step.ORDERING), event, Enclosure.ITEMS, Enclosure.DISPOSISI)
    # What was recorded from paper is shown to the Komisioner too: he may object.
    scan = (Enclosure.ITEMS,) if event.on_paper else ()
    yield from _cards((event.by,), event, *scan, Enclosure.DISPOSISI, Enclosure.JOURNAL_HEAD)
    yield from _news(scene.drafters, event, Enclosure.ITEMS)
    yield from _news(_others(scene.komisioner, event), event)
    yield from _news(scene.office.roster.admins, event, Enclosure.JOURNAL_HEAD)


@_told.register
def _(event: e.WrittenRecorded, scene: Scene) -> Iterator[Notice]:
    yield from _cards(asked_to_confirm(scene.after, scene.office), event, Enclosure.DRAFT, Enclosure.ITEMS)
    # In whose name it is recorded sees it at once: he may say that it is wrong, or decide by himself.
    yield from _cards((event.verdict.komisioner,), event, Enclosure.ITEMS)
    yield from _news(_others(scene.drafters, event), event)


@_told.register
def _(event: e.WrittenConfirmed, scene: Scene) -> Iterator[Notice]:
    assert scene.before is not None
    assert scene.before.written is not None
    # Of the decision itself everybody is told by the event that follows.
    yield from _news((scene.before.written.by,), event)


@_told.register
def _(event: e.WrittenRejected, scene: Scene) -> Iterator[Notice]:
    assert scene.before is not None
    assert scene.before.written is not None
    second = asked_to_confirm(scene.before, scene.office)
    yield from _news(_others((scene.before.written.by, *scene.drafters, *second), event), event, Enclosure.ITEMS)


@_told.register(e.Objected)
@_told.register(e.ObjectionLifted)
def _(event: Event, scene: Scene) -> Iterator[Notice]:
    yield from _cards((*scene.holders(scene.after.step), *scene.komisioner), event, Enclosure.ITEMS)
    told = (*scene.after.participants, *scene.office.roster.admins)
    yield from _news(_others(told, event), event)


@_told.register
def _(event: e.MinutesSet, scene: Scene) -> Iterator[Notice]:
    decided = scene.after.decided
    assert event.by is not None
    assert decided is not None
    yield from _news((event.by, decided.by), event, Enclosure.DISPOSISI)


@_told.register
def _(event: e.NumberSet, scene: Scene) -> Iterator[Notice]:
    # Whoever filled it in prints and signs the copies that bear it; the Komisioner's card says the number by itself.
    assert event.by is not None
    anew = set(scene.after.numbered_kinds)
    yield from _news((event.by,), event, *(enclosure for enclosure in Enclosure if enclosure.value in anew))


@_told.register
def _(event: e.DecisionTakenBack, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.komisioner, event)
    told = (*scene.holders(Step.ORDERING), *_held_before(scene), *scene.drafters, *scene.office.roster.admins)
    yield from _news(told, event)


@_told.register
def _(event: e.PublicationOrdered, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.holders(Step.PUBLISHING), event, Enclosure.ITEMS, Enclosure.TO_PUBLISH, Enclosure.PERINTAH)
    yield from _news(_others(scene.drafters, event), event)
    yield from _departing(event, scene)


@_told.register
def _(event: e.ObstacleReported, scene: Scene) -> Iterator[Notice]:
    yield from _news(_others(scene.drafters, event), event, Enclosure.ITEMS)


@_told.register
def _(event: e.FinalGiven, scene: Scene) -> Iterator[Notice]:
    if not event.affirmed:
        yield from _cards(scene.drafters, event, Enclosure.FINAL)
    elif scene.after.step is Step.PUBLISHING:
        yield from _cards(scene.holders(Step.PUBLISHING), event, Enclosure.TO_PUBLISH)
    yield from _departing(event, scene)


@_told.register
def _(event: e.FinalAffirmed, scene: Scene) -> Iterator[Notice]:
    if scene.after.step is Step.PUBLISHING:
        yield from _cards(scene.holders(Step.PUBLISHING), event, Enclosure.TO_PUBLISH)
    yield from _departing(event, scene)


@_told.register
def _(event: e.Published, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.holders(Step.PUBLISHED), event)
    assert event.by is not None
    yield from _news(scene.after.participants, event)
    yield from _news((event.by,), event, Enclosure.JOURNAL_HEAD)
    yield from _news(scene.office.roster.admins, event, Enclosure.JOURNAL_HEAD)


@_told.register
def _(event: e.PageChecked, scene: Scene) -> Iterator[Notice]:
    assert scene.before is not None
    published, now = scene.before.publication, scene.after.publication
    assert published is not None
    assert now is not None
    before, found = published.checked, event.look.finding
    # What was found is shown where cards are redrawn; a person is told only of what he should look at.
    if found.is_good or (before is not None and not before.is_worse(found)):
        return
    looking = scene.holders(Step.PUBLISHED)
    if now.confirmed is None:
        yield from _cards(looking, event, Enclosure.PROOF)
    if before is not None:
        yield from _news((*looking, *scene.office.roster.holders(Role.PPID), now.by), event)


@_told.register
def _(event: e.ReportedNotLive, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.holders(Step.PUBLISHING), event, Enclosure.ITEMS)
    # Whoever was told that it is published is told that it is not.
    told = (*scene.drafters, *scene.after.participants, *scene.office.roster.admins)
    yield from _news(_others(told, event), event)


@_told.register(e.Held)
@_told.register(e.Resumed)
def _(event: Event, scene: Scene) -> Iterator[Notice]:
    # Whoever pressed gets a card too: only a new card carries Lanjutkan, for old cards never gain buttons.
    decides = scene.after.step is Step.DECISION
    yield from _cards(scene.awaited_before if decides else scene.holders(scene.after.step), event)
    yield from _news(_others((*scene.after.participants, *_watching(event, scene)), event), event)


@_told.register
def _(event: e.TextReplaced, scene: Scene) -> Iterator[Notice]:
    yield from _cards(scene.drafters, event)
    yield from _news(_others((*scene.after.participants, *_held_before(scene)), event), event)


@_told.register
def _(event: e.Cancelled, scene: Scene) -> Iterator[Notice]:
    told = (*_held_before(scene), *scene.awaited_before, *scene.after.participants, *_watching(event, scene))
    yield from _news(_others(told, event), event)


@_told.register
def _(event: e.SteppedBack, scene: Scene) -> Iterator[Notice]:
    yield from _cards(waits_for(scene.after, scene.office), event, *_for_newcomer(scene))
    told = (*event.held_by, *scene.after.participants, *scene.drafters, *_watching(event, scene))
    if event.approved_by is not None:
        # Whoever was told of the approval is told that it is void.
        told = (*told, *scene.holders(Step.ORDERING), *scene.komisioner)
    yield from _news(_others(told, event), event)


@_told.register
def _(event: e.CardResent, scene: Scene) -> Iterator[Notice]:
    confirms = event.to in asked_to_confirm(scene.after, scene.office)
    enclosures = (Enclosure.DRAFT, Enclosure.RECORD) if confirms else _for_newcomer(scene)
    yield from _cards((event.to,), event, *enclosures)
    yield from _news(_others(_watching(event, scene), event), event)


@_told.register
def _(event: e.RemarkKept, scene: Scene) -> Iterator[Notice]:
    objects = scene.komisioner if scene.after.hold is not None and scene.after.hold.objection else ()
    # What is said of the page concerns whoever published it, though it was confirmed meanwhile.
    published = scene.holders(Step.PUBLISHING) if event.meant_for == Action.REPORT_NOT_LIVE else ()
    told = (*scene.drafters, *scene.holders(scene.after.step), *published, *objects)
    yield from _news(_others(told, event), event, Enclosure.ITEMS)
    if event.meant_for == Action.ANSWER and scene.after.questions:
        # A second answer changes nothing, but whoever asked wants to read it.
        yield from _news((scene.after.questions[-1].by,), event, Enclosure.ITEMS)


@_told.register
def _(event: e.StepReassigned, scene: Scene) -> Iterator[Notice]:
    yield from _cards((event.to,), event, *_for_newcomer(scene))
    yield from _news(_others((*event.held_by, *scene.drafters), event), event)


@_told.register
def _(event: e.RungReached, _scene: Scene) -> Iterator[Notice]:
    for person in event.told:
        yield Notice(Told.REMINDER, person, event)


def _departing(event: Event, scene: Scene) -> Iterator[Notice]:
    """A final text was affirmed that was not found the same: whose approval it carries hears so, and the drafters."""
    final, approval = scene.after.final, scene.after.approval
    if final is None or approval is None or not final.departs or (scene.before and scene.before.final == final):
        return
    people = (*vouching(scene.after, scene.office), *scene.drafters)
    yield from _cards(_others(people, event), event, Enclosure.TO_PUBLISH)
    yield from _news(_others((approval.by,), event), event, Enclosure.TO_PUBLISH)


def _awaited_anew(scene: Scene) -> tuple[PersonId, ...]:
    if scene.before is None or scene.before.step is not Step.DRAFTING:
        return ()
    before = waits_for(scene.before, scene.office)
    return tuple(person for person in waits_for(scene.after, scene.office) if person not in before)


def _for_newcomer(scene: Scene) -> tuple[Enclosure, ...]:
    """All that the step needs; whoever forwards has the concept of the letter too."""
    concept = (Enclosure.NOTA_DINAS,) if scene.after.step is Step.FORWARDING else ()
    return (*scene.for_step, *concept)


def _watching(event: Event, scene: Scene) -> tuple[PersonId, ...]:
    """The other admins, where an admin acts by his right and in no role."""
    return scene.office.roster.admins if event.role is None else ()


def _held_before(scene: Scene) -> tuple[PersonId, ...]:
    return performing(scene.before, scene.office) if scene.before else ()
