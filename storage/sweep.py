"""What time has made due: which maklumat the tick looks at, and one message for each person it must remind.

A person who would get several reminders at once gets one digest of them all.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from sop.commands import ClockTick
from sop.deadlines import UNSENT_CORRECTION, is_personal, next_rung
from sop.decide import decide
from sop.events import MaklumatId
from sop.maklumat import Maklumat
from sop.notices import Notice
from sop.rules import Office
from sop.turns import awaited
from storage import incidents, journal, outbox, shelf
from storage import tables as t
from storage.dispatch import Dispatch
from storage.engine import is_under_way
from storage.outbox import UNDONE, Entry, Kind
from storage.people import People

log = logging.getLogger(__name__)

AT_ONCE = 1000
"""Maklumat looked at in one tick; an office has a few dozen."""
OVERTAKEN = "a later reminder says it"


@dataclass(frozen=True)
class Reminder:
    """Somebody must be reminded of a maklumat.

    A holder's reminder is the live card from then on; one that goes `apart` is a message of its own in any case.
    """

    notice: Notice
    maklumat: Maklumat
    to_holder: bool
    apart: bool = False


def due(db: Connection, now: datetime) -> Sequence[MaklumatId]:
    """Every maklumat whose next rung has come, the longest waiting first."""
    rows = db.execute(
        sa.select(t.maklumat.c.id)
        .where(t.maklumat.c.next_rung_at <= now)
        .order_by(t.maklumat.c.next_rung_at, t.maklumat.c.id)
        .limit(AT_ONCE)
    )
    return [MaklumatId(row.id) for row in rows]


def use_rungs(
    db: Connection, office: Office, people: People, now: datetime, troubles: list[Exception]
) -> list[Reminder]:
    """Use every rung that has come; what goes wrong with one maklumat must not silence those after it.

    What the database did not take is put into `troubles`, for it may take it the next time. Whatever else it is lies
    with this maklumat alone: it is written down once a day, and the admins are told.

    Raises:
        DBAPIError: the database has taken the whole transaction back.
    """
    found: list[Reminder] = []
    for number in due(db, now):
        try:
            with db.begin_nested():
                found += _use_one(db, number, office, people, now)
        except DBAPIError as trouble:
            # A full disk, or a server that is gone, takes all of it back by itself: what followed would be alone.
            if not is_under_way(db):
                raise _first_of(trouble) from None
            troubles.append(trouble)
        except Exception:
            if incidents.add_daily(db, incidents.UNREADABLE, outbox.control_number(db, number), now):
                log.exception("maklumat %d cannot be looked after", number)
    return found


def _first_of(trouble: DBAPIError) -> DBAPIError:
    """What the database refused; what is raised may be that there is no savepoint left to go back to."""
    first, before = trouble, trouble.__context__
    while before is not None:
        if isinstance(before, DBAPIError):
            first = before
        before = before.__context__
    return first


def _use_one(db: Connection, number: MaklumatId, office: Office, people: People, now: datetime) -> list[Reminder]:
    current = shelf.load(db, number)
    ahead = next_rung(current, office.rules)
    if ahead is None or ahead.at > now:
        # Days or rules changed since the row was written.
        shelf.store(db, current, current.revision, office)
        return []
    tick = ClockTick(maklumat=number, visit=current.visit.number, rung=ahead.name)
    decision = decide(current, tick, None, now, office)
    after, waiting = decision.maklumat, awaited(decision.maklumat, office)
    shelf.store(db, after, current.revision, office)
    key = f"tick:{number}:{tick.visit}:{tick.rung}"
    journal.append(db, number, current.revision + 1, decision.events, key)
    # Live cards show from now on that it is late.
    Dispatch(db, after, people, now).send(())
    return [
        Reminder(notice, after, to_holder=notice.to in waiting, apart=is_personal(notice.event))
        for notice in decision.notices
    ]


def remind(db: Connection, reminders: Iterable[Reminder], people: People, now: datetime) -> int:
    """Queue what these reminders call for.

    Returns:
        How many messages that makes.
    """
    by_person: dict[int, list[Reminder]] = {}
    made = 0
    for reminder in reminders:
        if _chat(people, reminder) is None:
            continue
        if reminder.apart:
            _put_one(db, reminder, people, now)
            made += 1
        else:
            by_person.setdefault(reminder.notice.to, []).append(reminder)
    for mine in by_person.values():
        if len(mine) == 1:
            _put_one(db, mine[0], people, now)
        else:
            _put_digest(db, mine, people, now)
    return made + len(by_person)


def overtake(db: Connection, chat_id: int, maklumat: MaklumatId, now: datetime) -> None:
    """What reminds of it and could not go out yet is needless, for a later one will say the very same.

    Each is drawn from the state at its sending. Who has an unsent correction is reminded of that apart.
    """
    o = t.outbox.c
    waits = sa.and_(UNDONE, o.chat_id == chat_id, o.state == "queued", o.kind == Kind.REMINDER)
    of_the_step = sa.and_(o.maklumat_id == maklumat, o.body.not_like(f"%{UNSENT_CORRECTION}:%"))
    ends = {"state": "dropped", "trouble": OVERTAKEN, "sent_at": now, "live": False}
    db.execute(sa.update(t.outbox).where(waits, of_the_step).values(ends))


def _put_one(db: Connection, reminder: Reminder, people: People, now: datetime) -> None:
    chat_id, m, person = _chat(people, reminder), reminder.maklumat, reminder.notice.to
    assert chat_id is not None
    old = outbox.live_cards(db, m.id).get(person) if reminder.to_holder else None
    if not reminder.apart:
        overtake(db, chat_id, m.id, now)
    outbox.put_notice(
        db,
        Kind.REMINDER,
        chat_id,
        person,
        m.id,
        visit=m.visit.number,
        version=m.version,
        event=reminder.notice.event,
        now=now,
        live=reminder.to_holder,
    )
    if old is not None:
        outbox.retire(db, *old, now)


def _put_digest(db: Connection, reminders: Sequence[Reminder], people: People, now: datetime) -> None:
    chat_id = _chat(people, reminders[0])
    assert chat_id is not None
    entries = tuple(Entry(reminder.maklumat.id, reminder.notice.event) for reminder in reminders)
    outbox.put_digest(db, chat_id, reminders[0].notice.to, entries, now=now)


def _chat(people: People, reminder: Reminder) -> int | None:
    official = people.by_id.get(reminder.notice.to)
    return official.telegram_id if official is not None else None
