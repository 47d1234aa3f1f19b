"""After a time without Telegram: who is waited for gets the cards anew, or one digest where they would be many."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.maklumat import Maklumat
from sop.roles import PersonId
from sop.rules import Office
from sop.turns import awaited
from storage import incidents, outbox, shelf
from storage.dispatch import Dispatch
from storage.outbox import Entry
from storage.people import People

MOST_CARDS = 3
"""More cards at once would be a flood."""


def give_anew(
    db: Connection, office: Office, people: People, outage: tuple[datetime, datetime], now: datetime
) -> Collection[tuple[PersonId, MaklumatId]]:
    """Tell everyone who is waited for, saying from when to when Telegram could not be reached (both aware UTC).

    Returns:
        Who was told of what: no reminder of it is needed now.
    """
    away = f"nothing could come in from {outage[0].isoformat()} to {outage[1].isoformat()}"
    incidents.add(db, "gap", away, now)
    waiting: dict[PersonId, list[Maklumat]] = {}
    for maklumat in shelf.each(db, now, shelf.NOT_CANCELLED, order=shelf.BY_DEADLINE):
        for person in awaited(maklumat, office):
            if people[person].telegram_id is not None:
                waiting.setdefault(person, []).append(maklumat)
    for person, theirs in waiting.items():
        _tell(db, theirs, people, person, outage, now)
    return {(person, maklumat.id) for person, theirs in waiting.items() for maklumat in theirs}


def _tell(
    db: Connection,
    theirs: list[Maklumat],
    people: People,
    person: PersonId,
    outage: tuple[datetime, datetime],
    now: datetime,
) -> None:
    chat_id = people[person].telegram_id
    assert chat_id is not None
    if len(theirs) > MOST_CARDS:
        entries = tuple(Entry(maklumat.id) for maklumat in theirs)
        outbox.put_digest(db, chat_id, person, entries, now=now, outage=outage)
        return
    for maklumat in theirs:
        Dispatch(db, maklumat, people, now).show(people[person], outage=outage)
