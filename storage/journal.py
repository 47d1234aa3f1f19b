"""The journal: every event once, in order, chained by SHA-256; triggers refuse to change it.

Each entry's hash covers the entry and the hash before it; its number is the one before it and one more. A chain alone
stops nobody who can rewrite the file; the heads in people's chats do (docs/decisions/0004).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import Event, MaklumatId
from storage import salvage
from storage import tables as t
from storage.mappers import UNREADABLE, event_from_json, event_to_json

GENESIS = "0" * 64
"""What the first entry points back to."""
NOT_FOLLOWING = "does not follow the entry before it"
NOT_ITSELF = "is not what its hash says"
NOT_NUMBERED = "does not have the number after the one before it"
NOT_READABLE = "cannot be read"
_TRIGGERS = {
    "sqlite": (
        {"journal_no_update", "journal_no_delete", "journal_no_replace"},
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'",
    ),
    "postgresql": (
        {"journal_append_only"},
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND tgenabled IN ('O', 'A')",
    ),
}
"""Those that refuse (storage/migrations), and how to ask which are there and in force."""


def is_guarded(db: Connection) -> bool:
    """Whether the database itself refuses to change the journal; whoever can change the file can switch that off."""
    wanted, asked = _TRIGGERS[db.dialect.name]
    return wanted <= set(db.execute(sa.text(asked)).scalars())


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
    ordinal: int | None = None
    """Which of its maklumat's events it is, from 1."""
    part: int = 0
    """Which of its cause's events, from 0."""

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
    """The first entry that cannot be read, is not what its hash says, or does not follow the one before."""

    seq: int
    reason: str


def append(db: Connection, maklumat: MaklumatId | None, first_ordinal: int, events: Sequence[Event], cause: str) -> str:
    """Add events of one cause; the UNIQUE (cause, part) refuses a second time. Without a maklumat there is no ordinal.

    Returns:
        The journal's head as it is published: the last entry's number and hash.
    """
    head, seq = _head(db), _last_number(db)
    for part, event in enumerate(events):
        seq += 1
        kind, body = type(event).__name__, event_to_json(event)
        ordinal = first_ordinal + part if maklumat is not None else None
        entry_hash = _hash(head, maklumat, ordinal, kind, event.at, body, cause, part)
        db.execute(
            sa.insert(t.journal).values(
                seq=seq,
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
        )
        head = entry_hash
    return str(Head(head, seq))


def of(db: Connection, maklumat: MaklumatId, upto: int | None = None) -> tuple[Entry, ...]:
    """A maklumat's entries, oldest first; with `upto` only those of this number and before, which never change."""
    query = sa.select(t.journal).where(t.journal.c.maklumat_id == maklumat).order_by(t.journal.c.seq)
    rows = db.execute(query if upto is None else query.where(t.journal.c.seq <= upto))
    return tuple(_entry(row) for row in rows)


def happened_last(db: Connection, maklumat: MaklumatId, *which: sa.ColumnElement[bool]) -> Event | None:
    """What a maklumat's newest entry of those for which these conditions hold tells, if there is one that can be read.

    Whether the journal still holds is asked of `verify`; here the maklumat itself says how it stands.
    """
    newest_first = sa.select(t.journal.c.kind, t.journal.c.body).order_by(t.journal.c.ordinal.desc()).limit(1)
    row = db.execute(newest_first.where(t.journal.c.maklumat_id == maklumat, *which)).one_or_none()
    try:
        return event_from_json(row.kind, row.body) if row is not None else None
    except UNREADABLE:
        return None


def newest(db: Connection) -> Head | None:
    """The head as it is published: the last entry's number and hash; None while there is no entry."""
    last = db.execute(sa.select(t.journal.c.seq, t.journal.c.hash).order_by(t.journal.c.seq.desc()).limit(1)).first()
    return Head(last.hash, last.seq) if last is not None else None


def verify(db: Connection) -> Break | None:
    """The first entry that does not hold; None when the whole chain does."""
    previous = GENESIS
    for number, (seq, row) in enumerate(salvage.rows(db, sa.select(t.journal), t.journal.c.seq), 1):
        wrong = _wrong(row, previous, number)
        if row is None or wrong is not None:
            return Break(seq, wrong or NOT_READABLE)
        previous = row.hash
    return None


def _wrong(row: sa.Row[Any] | None, previous: str, number: int) -> str | None:
    if row is None:
        return NOT_READABLE
    if row.previous != previous:
        return NOT_FOLLOWING
    if row.seq != number:
        return NOT_NUMBERED
    told = (row.maklumat_id, row.ordinal, row.kind, row.at, row.body, row.cause, row.part)
    try:
        return None if row.hash == _hash(previous, *told) else NOT_ITSELF
    except TypeError:
        return NOT_READABLE


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


def _head(db: Connection) -> str:
    last = db.execute(sa.select(t.journal.c.hash).order_by(t.journal.c.seq.desc()).limit(1)).scalar_one_or_none()
    return last or GENESIS


def _last_number(db: Connection) -> int:
    """SQLite forgets what it remembers of numbers with a rollback, PostgreSQL does not, and a gap must mean something.

    Whoever appends is the only one who writes, so nobody else takes the next number.
    """
    last = db.execute(sa.select(sa.func.max(t.journal.c.seq))).scalar_one_or_none() or 0
    if db.dialect.name != "sqlite":
        return last
    remembered = db.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").scalar_one_or_none()
    return max(last, remembered or 0)


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
        row.ordinal,
        row.part,
    )
