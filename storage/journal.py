"""The journal: every event once, in order, chained by SHA-256; triggers refuse UPDATE and DELETE.

Each entry's hash covers the entry and the hash before it. A chain alone stops nobody who can rewrite the file; the
heads in people's chats do (docs/decisions/0004).
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import Event, MaklumatId
from storage import tables as t
from storage.mappers import event_from_json, event_to_json

GENESIS = "0" * 64
"""What the first entry points back to."""
NOT_FOLLOWING = "does not follow the entry before it"
NOT_ITSELF = "is not what its hash says"


@dataclass(frozen=True)
class Entry:
    """One line of the journal. `at` is aware UTC."""

    seq: int
    maklumat: MaklumatId | None
    kind: str
    at: datetime
    body: str
    cause: str
    previous: str
    hash: str

    @property
    def event(self) -> Event:
        """What the entry tells."""
        return event_from_json(self.kind, self.body)


@dataclass(frozen=True)
class Head:
    """What is published of the journal: an entry's number and its hash; of old messages the hash alone.

    A person may have typed a part of the hash only.
    """

    hash: str
    seq: int | None = None

    @classmethod
    def read(cls, text: str) -> "Head":
        """The head as rows carry it: `57:` and 64 hexadecimal digits, or these alone."""
        seq, _, digest = text.rpartition(":")
        return cls(digest, int(seq) if seq else None)

    def __str__(self) -> str:
        return self.hash if self.seq is None else f"{self.seq}:{self.hash}"


@dataclass(frozen=True)
class Break:
    """The first entry that is not what its hash says, or does not follow the one before."""

    seq: int
    reason: str


def append(db: Connection, maklumat: MaklumatId | None, first_ordinal: int, events: Sequence[Event], cause: str) -> str:
    """Add events of one cause; the UNIQUE (cause, part) refuses a second time.

    Returns:
        The journal's head as it is published: the last entry's number and hash.
    """
    head, seq = _head(db), None
    for part, event in enumerate(events):
        kind, body, ordinal = type(event).__name__, event_to_json(event), first_ordinal + part
        entry_hash = _hash(head, maklumat, ordinal, kind, event.at, body, cause, part)
        seq = db.execute(
            sa.insert(t.journal)
            .values(
                maklumat_id=maklumat,
                ordinal=ordinal,
                kind=kind,
                at=event.at,
                body=body,
                cause=cause,
                part=part,
                previous=head,
                hash=entry_hash,
            )
            .returning(t.journal.c.seq)
        ).scalar_one()
        head = entry_hash
    return str(Head(head, seq))


def of(db: Connection, maklumat: MaklumatId) -> tuple[Entry, ...]:
    """A maklumat's entries, oldest first."""
    rows = db.execute(sa.select(t.journal).where(t.journal.c.maklumat_id == maklumat).order_by(t.journal.c.seq))
    return tuple(_entry(row) for row in rows)


def verify(db: Connection) -> Break | None:
    """The first entry that does not hold; None when the whole chain does."""
    previous = GENESIS
    for row in _all(db):
        if row.previous != previous:
            return Break(row.seq, NOT_FOLLOWING)
        told = (row.maklumat_id, row.ordinal, row.kind, row.at, row.body, row.cause, row.part)
        if row.hash != _hash(previous, *told):
            return Break(row.seq, NOT_ITSELF)
        previous = row.hash
    return None


def head(db: Connection) -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    count = db.execute(sa.select(sa.func.count()).select_from(t.journal)).scalar_one()
    return count, _head(db)


def head_at(db: Connection, count: int) -> str:
    """What the head was when there were so many entries; for more than there are, what it is for none."""
    if count == 0:
        return GENESIS
    nth = sa.select(t.journal.c.hash).order_by(t.journal.c.seq).offset(count - 1).limit(1)
    return db.execute(nth).scalar_one_or_none() or GENESIS


def _all(db: Connection) -> Iterator[sa.Row[tuple[int]]]:
    return iter(db.execute(sa.select(t.journal).order_by(t.journal.c.seq)).yield_per(500))


def _head(db: Connection) -> str:
    last = db.execute(sa.select(t.journal.c.hash).order_by(t.journal.c.seq.desc()).limit(1)).scalar_one_or_none()
    return last or GENESIS


def _hash(
    previous: str, maklumat: int | None, ordinal: int | None, kind: str, at: datetime, body: str, cause: str, part: int
) -> str:
    told = [previous, maklumat, ordinal, kind, at.isoformat(), body, cause, part]
    line = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def _entry(row: sa.Row[tuple[int]]) -> Entry:
    return Entry(
        row.seq,
        MaklumatId(row.maklumat_id) if row.maklumat_id is not None else None,
        row.kind,
        row.at,
        row.body,
        row.cause,
        row.previous,
        row.hash,
    )
