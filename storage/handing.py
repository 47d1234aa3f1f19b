"""Other people come to hold a step: by enrolment, mandate or setting."""

from datetime import datetime

from sqlalchemy.engine import Connection

from sop.events import HoldersChanged, StepReassigned
from sop.folding import apply
from sop.maklumat import Maklumat
from sop.notices import Notice, Told
from sop.roles import PersonId
from sop.rules import Office
from sop.steps import Step
from sop.telling import holder_notices
from sop.turns import deciders, is_under_way, waits_for
from storage import closing, journal, shelf
from storage import tables as t
from storage.dispatch import Dispatch
from storage.people import People


def hand_over(db: Connection, before: Office, after: Office, people: People, cause: str, now: datetime) -> None:
    """Whoever has newly come to hold an open maklumat gets its card; who holds it no longer loses the buttons.

    Where a step falls back that had been reassigned, whoever reassigned it is told. Where others could decide from now
    on, the cards of those who draft and forward are redrawn in their places.

    `cause` is the key under which the change takes effect once.
    """
    for current in shelf.each(db, now, shelf.NOT_CANCELLED):
        held, holds = waits_for(current, before), waits_for(current, after)
        fresh = tuple(person for person in holds if person not in held)
        if set(held) == set(holds):
            if _other_deciders(current, before, after):
                Dispatch(db, current, people, now).send(())
            continue
        given = current.visit.reassigned
        over = given is not None and given.to not in holds
        event = HoldersChanged(at=now, holders=holds, fell_back_from=given.to if given is not None and over else None)
        changed = apply(current, event)
        with shelf.by_itself(db, current, now):
            shelf.store(db, changed, current.revision, after)
            journal.append(db, changed.id, changed.revision, (event,), f"{cause}:{current.id}")
            notices = [*holder_notices(changed, fresh, event, after)]
            giver = _giver(db, current) if over else None
            if giver is not None and giver not in (*fresh, event.fell_back_from):
                notices.append(Notice(Told.NEWS, giver, event))
            Dispatch(db, changed, people, now).send(notices)


def give_back(db: Connection, before: People, after: People, now: datetime) -> None:
    """Whoever can act again gets the cards that went with the access, of what is still under way.

    By them he takes back, asks or sends a better draft, in the roles that he has; what waits for him hand_over has
    brought already. He can act again when the access is opened, by another account, when a Komisioner has said who he
    is, and when he is back; who kept his cards while he was away has them still.
    """
    for official in after.by_id.values():
        was = before.by_id.get(official.id)
        if was is None or was.roles or not official.roles or official.telegram_id is None:
            continue
        for maklumat in shelf.each(db, now, t.maklumat.c.id.in_(closing.without_card(db, official.id))):
            if is_under_way(maklumat):
                Dispatch(db, maklumat, after, now).show(official)


def _other_deciders(m: Maklumat, before: Office, after: Office) -> bool:
    """Whether others could decide once it comes to step 3: the cards of the steps before say whether anybody could."""
    return m.step < Step.DECISION and set(deciders(m, before)) != set(deciders(m, after))


def _giver(db: Connection, m: Maklumat) -> PersonId | None:
    """Who reassigned the present step, the last time."""
    told = journal.happened_last(db, m.id, t.journal.c.kind == StepReassigned.__name__)
    return told.by if isinstance(told, StepReassigned) else None
