"""Whether what is kept is what was recorded: every file against its SHA-256, every maklumat against its journal.

The chain vouches for the journal alone; the journal vouches for the rest, for it names each file by its SHA-256, and a
maklumat is the fold of its entries. Of a maklumat only the next reminder is not compared: it follows from the settings.
One file and one maklumat at a time are in memory.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.folding import fold
from sop.maklumat import Maklumat
from storage import files, salvage
from storage import tables as t
from storage.errors import Findings
from storage.mappers import UNREADABLE, event_from_json, maklumat_from_json


def look(db: Connection) -> Findings:
    """Compare everything; what the journal itself is worth is for `journal.verify` to say."""
    there = set()
    altered = []
    for sha256, row in salvage.rows(db, sa.select(t.files.c.sha256, t.files.c.bytes), t.files.c.sha256, portion=1):
        there.add(sha256)
        if row is None or not files.are_of(row.bytes, sha256):
            altered.append(str(sha256))
    others, named = [], set()
    for number in _numbers(db):
        name, holds, its_files = _compare(db, number)
        named |= its_files
        if not holds:
            others.append(name)
    return Findings(altered=tuple(altered), lost=tuple(sorted(named - there)), maklumat=tuple(others))


def _numbers(db: Connection) -> list[int]:
    """Every maklumat that has a row or an entry."""
    rows = sa.select(t.maklumat.c.id)
    entries = sa.select(t.journal.c.maklumat_id).where(t.journal.c.maklumat_id.is_not(None))
    return list(db.execute(rows.union(entries).order_by(sa.text("1"))).scalars())


def _compare(db: Connection, number: int) -> tuple[str, bool, set[str]]:
    """Its nomor kendali, whether its row is what its journal tells, and the files that its journal names."""
    entries = sa.select(t.journal.c.seq, t.journal.c.kind, t.journal.c.body).where(t.journal.c.maklumat_id == number)
    kept = sa.select(t.maklumat).where(t.maklumat.c.id == number)
    told = [entry for _, entry in salvage.rows(db, entries, t.journal.c.seq)]
    row = next((row for _, row in salvage.rows(db, kept, t.maklumat.c.id)), None)
    try:
        events = tuple(event_from_json(entry.kind, entry.body) for entry in told if entry is not None)
        maklumat = fold(events)
        its_files = {sha256 for entry in told if entry is not None for sha256 in _files_in(json.loads(entry.body))}
    except Exception:  # noqa: BLE001 - whatever it is, these entries tell of no maklumat
        return _name(row, number), False, set()
    return maklumat.control_number, row is not None and None not in told and _is(row, maklumat), its_files


def _is(row: sa.Row[Any], maklumat: Maklumat) -> bool:
    try:
        kept = maklumat_from_json(row.body)
    except UNREADABLE:
        return False
    beside = (row.id, row.control_number, row.title, row.phase, row.step, row.revision, row.due_at)
    number = f"MKL-{row.year}-{row.ordinal:03d}" if isinstance(row.ordinal, int) else ""
    return (
        kept == maklumat
        and number == maklumat.control_number
        and beside
        == (
            maklumat.id,
            maklumat.control_number,
            maklumat.title,
            maklumat.phase,
            maklumat.step,
            maklumat.revision,
            maklumat.visit.due_at,
        )
    )


def _name(row: sa.Row[Any] | None, number: int) -> str:
    return str(row.control_number) if row is not None else str(number)


def _files_in(body: Any) -> Iterator[str]:
    """Every file that is named anywhere in an event."""
    if isinstance(body, dict):
        if isinstance(body.get("sha256"), str):
            yield body["sha256"]
        for value in body.values():
            yield from _files_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from _files_in(value)
