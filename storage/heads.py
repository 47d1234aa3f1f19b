"""Heads in people's hands: what was published of the journal, and what a head from a message says about it.

Whoever can rewrite the database can rewrite the rows of the outbox too; a head that is given from outside, out of an
official's chat, is what the journal is truly held against (decision 0004).
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import journal, salvage
from storage import tables as t
from storage.journal import Break, Head

LEAST_DIGITS = 12
_TYPED = re.compile(r"\s*(?:\D*?(\d+)\s*[:·]\s*)?([0-9a-f\s]+)")


@dataclass(frozen=True)
class Published:
    """A head that reached somebody; `sent_at` is aware UTC."""

    head: Head
    sent_at: datetime


@dataclass(frozen=True)
class State:
    """How the journal stands: how many entries, its head, the first break, and the published heads by it.

    A broken journal has no head: it may not even be readable.
    """

    count: int
    head: str
    broken: Break | None
    held: Published | None
    """The newest published head up to which all is well."""
    held_seq: int
    """The number of its entry; 0 for none."""
    missing: tuple[Published, ...]
    """Published, and not among the entries."""
    unreadable: tuple[int, ...] = ()
    """Rows of the outbox that carried a head, and cannot be read."""


class Place(Enum):
    """Where a head from a message stands in the journal."""

    HELD = "it is an entry's, and all is well up to there"
    BEFORE_IT = "it is an entry's, and something before it or it itself was changed"
    RENUMBERED = "it is an entry's, but of another number"
    SHORTER = "the journal ends before it"
    OTHER = "the entry of its number has another hash"
    GONE = "there are entries around its number, but none of it"
    UNKNOWN = "no entry has it, and it came without its number"


@dataclass(frozen=True)
class Comparison:
    """A head from a message, held against the journal."""

    place: Place
    seq: int
    """The entry's number: where it was found, else as it was given; 0 when neither is known."""
    after: int
    """How many entries come after it."""
    last: int
    """The number of the last entry; 0 for an empty journal."""


def typed(text: str) -> Head | None:
    """A head as a person gives it, from a message: `57:abcd…`, `catatan 57 · abcd…`, or twelve digits of it or more.

    Returns:
        None when it is no head.
    """
    found = _TYPED.fullmatch(text.lower())
    digits = re.sub(r"\s", "", found[2]) if found else ""
    if not found or not LEAST_DIGITS <= len(digits) <= len(journal.GENESIS):
        return None
    return Head(digits, int(found[1]) if found[1] else None)


def published(db: Connection) -> tuple[Published, ...]:
    """Every head that was sent to somebody, oldest first."""
    found, _ = _told(db)
    return found


def state(db: Connection) -> State:
    """The whole journal, entry by entry, and the published heads against it."""
    broken = journal.verify(db)
    count, head = journal.head(db) if broken is None else (0, "")
    told, unreadable = _told(db)
    held, held_seq, missing = None, 0, []
    for one in told:
        seq = _seq_of(db, one.head.hash)
        if seq is None:
            missing.append(one)
        elif seq >= held_seq and (broken is None or seq < broken.seq):
            held, held_seq = one, seq
    return State(count, head, broken, held, held_seq, tuple(missing), unreadable)


def _told(db: Connection) -> tuple[tuple[Published, ...], tuple[int, ...]]:
    """Every head that was sent, oldest first; and the rows from which none can be read."""
    carrying = sa.select(t.outbox.c.id, t.outbox.c.body, t.outbox.c.sent_at).where(
        t.outbox.c.state == "sent", t.outbox.c.sent_at.is_not(None), t.outbox.c.body.like('%"head":"_%')
    )
    found, unreadable = [], []
    for number, row in salvage.rows(db, carrying, t.outbox.c.id):
        try:
            digits = json.loads(row.body).get("head", "") if row is not None else None
            head = Head.read(digits) if digits else None
        except (ValueError, AttributeError, TypeError):
            row = None
        if row is None:
            unreadable.append(number)
        elif head is not None:
            found.append((row.sent_at, number, Published(head, row.sent_at)))
    return tuple(one for *_, one in sorted(found, key=itemgetter(0, 1))), tuple(unreadable)


def compare(db: Connection, head: Head) -> Comparison:
    """Hold a head from a message against the journal; of its hash a beginning is enough."""
    last = db.execute(sa.select(sa.func.max(t.journal.c.seq))).scalar_one_or_none() or 0
    found = _seq_of(db, head.hash)
    number = head.seq or _number_of(db, head.hash)
    if found is None:
        return Comparison(_without(db, number, last), number or 0, 0, last)
    broken = journal.verify(db)
    after = db.execute(sa.select(sa.func.count()).where(t.journal.c.seq > found)).scalar_one()
    if broken is not None and broken.seq <= found:
        return Comparison(Place.BEFORE_IT, found, after, last)
    place = Place.HELD if number in (None, found) else Place.RENUMBERED
    return Comparison(place, found, after, last)


def _without(db: Connection, number: int | None, last: int) -> Place:
    if number is None:
        return Place.UNKNOWN
    if number > last:
        return Place.SHORTER
    there = db.execute(sa.select(t.journal.c.seq).where(t.journal.c.seq == number)).first()
    return Place.OTHER if there else Place.GONE


def _seq_of(db: Connection, digits: str) -> int | None:
    if len(digits) == len(journal.GENESIS):
        query = sa.select(t.journal.c.seq).where(t.journal.c.hash == digits)
    else:
        query = sa.select(t.journal.c.seq).where(t.journal.c.hash.startswith(digits, autoescape=True))
    return db.execute(query.order_by(t.journal.c.seq).limit(1)).scalar_one_or_none()


def _number_of(db: Connection, digits: str) -> int | None:
    """Which number our own outbox published this head under: a help where a person gives the digits alone."""
    return next((one.head.seq for one in published(db) if one.head.hash.startswith(digits)), None)
