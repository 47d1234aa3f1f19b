"""The morning digest: on a working day the Atasan PPID and the Ketua are told once what waits, where and since when.

A Komisioner in office of whose word somebody waits is reminded of it in the same message, or by one of its own. Told to
nobody when nothing waits. The note of the day is changed in the transaction that writes the messages, so of
several processes one tells.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.engine import Connection

from sop.roles import Chair, Role
from sop.rules import Rules
from sop.turns import is_under_way
from storage import notes, outbox, shelf
from storage import people as folk
from storage.outbox import Entry

ENDS = time(12)
"""Local time from which on it is no morning any more: what was missed until then is not made up for."""
SLIPS_AT_MOST = timedelta(days=2)
"""A note of a day further ahead is a clock that was quite wrong: it must not silence the digest until then."""
READERS = (Role.ATASAN_PPID, Chair.KETUA)
"""Who answers for the whole of it; the Ketua only where the office has named one."""


def tell(db: Connection, rules: Rules, now: datetime, *, digest: bool = True) -> int:
    """Queue today's digest, unless it was queued before, the office is closed or nothing waits.

    Without `digest` only a Komisioner is reminded of whom he is to confirm.

    Returns:
        How many messages that makes.
    """
    today = rules.calendar.local(now).date()
    people = folk.everyone(db, today)
    office = shelf.office(db, rules, people)
    if not office.rules.calendar.is_working_day(today):
        return 0
    noted = notes.read(db, notes.MORNING_DIGEST)
    if _was_told(noted, today) or not notes.swap(db, notes.MORNING_DIGEST, noted, today.isoformat()):
        return 0
    entries = _waiting(db, now) if digest else ()
    readers = dict.fromkeys(office.roster.above(READERS), entries) if entries else {}
    for person in sorted(people.roster.komisioner_in_office()):
        if people.waiting_for(person):
            readers.setdefault(person, ())
    told = 0
    for person, about in readers.items():
        official = people[person]
        if official.telegram_id is not None and official.unreachable_since is None:
            outbox.put_digest(db, official.telegram_id, official.id, about, now=now, is_morning=True)
            told += 1
    return told


def _was_told(noted: str | None, today: date) -> bool:
    """A clock that slips forward and is put right has told today's before, and tomorrow's too early; neither again."""
    return noted in {(today + timedelta(days=ahead)).isoformat() for ahead in range(SLIPS_AT_MOST.days + 1)}


def _waiting(db: Connection, now: datetime) -> tuple[Entry, ...]:
    """Every maklumat under way, the earliest deadline first; at the end those whose page nobody has looked at yet."""
    found = shelf.each(db, now, shelf.NOT_CANCELLED, order=shelf.BY_DEADLINE)
    return tuple(Entry(m.id) for m in found if is_under_way(m))
