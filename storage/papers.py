"""Papers that steps put out: wanted by a commit together with all they print, made afterwards, kept as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId, PaperKind
from sop.items import KeptFile
from sop.maklumat import Maklumat
from sop.notices import PaperWanted
from sop.roles import DEFAULT_STAND_IN_LABELS, PersonId, Role, Standing
from storage import tables as t
from storage.mappers import file_from_json, file_to_json, maklumat_from_json, maklumat_to_json
from storage.people import Official, People

MOST_ATTEMPTS = 3


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """All that a paper prints, as it was at the commit that called for it."""

    id: int
    kind: PaperKind
    visit: int
    version: int
    maklumat: Maklumat
    people: Mapping[PersonId, Official]
    holders: Mapping[Role, tuple[PersonId, ...]]
    stand_in_labels: Mapping[Standing, str]
    wanted_at: datetime


def want(db: Connection, wanted: PaperWanted, maklumat: Maklumat, people: People, now: datetime) -> int:
    """Ask for a paper, and write down all that it prints."""
    named = {
        str(person): {"name": o.name, "sapaan": o.sapaan, "jabatan": o.jabatan} for person, o in people.by_id.items()
    }
    holders = {role.value: list(people.roster.holders(role)) for role in Role}
    body = {
        "maklumat": maklumat_to_json(maklumat),
        "people": named,
        "holders": holders,
        "stand_in_labels": people.stand_in_labels,
    }
    made: int = db.execute(
        sa.insert(t.papers)
        .values(
            maklumat_id=maklumat.id,
            kind=wanted.kind,
            visit=wanted.visit,
            version=wanted.version,
            snapshot=json.dumps(body, ensure_ascii=True),
            wanted_at=now,
        )
        .returning(t.papers.c.id)
    ).scalar_one()
    return made


def unmade(db: Connection) -> tuple[Snapshot, ...]:
    """Papers still to be made, oldest first."""
    rows = db.execute(
        sa.select(t.papers)
        .where(t.papers.c.file.is_(None), t.papers.c.attempts < MOST_ATTEMPTS)
        .order_by(t.papers.c.id)
        .limit(20)
    )
    return tuple(_snapshot(row) for row in rows)


def failed(db: Connection, paper: int) -> int:
    """Making it failed once more.

    Returns:
        How often by now; at MOST_ATTEMPTS it is given up.
    """
    attempts: int = db.execute(
        sa.update(t.papers)
        .where(t.papers.c.id == paper)
        .values(attempts=t.papers.c.attempts + 1)
        .returning(t.papers.c.attempts)
    ).scalar_one()
    return attempts


def made(db: Connection, paper: int, file: KeptFile, now: datetime) -> bool:
    """The paper is there now.

    Returns:
        False when it was there before.
    """
    changed = db.execute(
        sa.update(t.papers)
        .where(t.papers.c.id == paper, t.papers.c.file.is_(None))
        .values(file=file_to_json(file), made_at=now)
    )
    return changed.rowcount > 0


def newest(db: Connection, maklumat: MaklumatId, kind: PaperKind) -> int | None:
    """The last paper of a kind that was asked for."""
    return db.execute(
        sa.select(t.papers.c.id)
        .where(t.papers.c.maklumat_id == maklumat, t.papers.c.kind == kind)
        .order_by(t.papers.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def wanted_last(db: Connection, maklumat: MaklumatId, kind: PaperKind) -> Snapshot | None:
    """What the last paper of a kind prints, made or not."""
    number = newest(db, maklumat, kind)
    row = db.execute(sa.select(t.papers).where(t.papers.c.id == number)).one_or_none()
    return _snapshot(row) if row else None


def file_of(db: Connection, paper: int) -> KeptFile | None:
    """The paper's file, once it was made."""
    row = db.execute(sa.select(t.papers.c.file).where(t.papers.c.id == paper)).scalar_one_or_none()
    return file_from_json(row) if row else None


def _snapshot(row: sa.Row[Any]) -> Snapshot:
    body = json.loads(row.snapshot)
    people = {
        PersonId(int(person)): Official(id=PersonId(int(person)), telegram_id=None, **named)
        for person, named in body["people"].items()
    }
    holders = {Role(role): tuple(PersonId(p) for p in persons) for role, persons in body["holders"].items()}
    # Papers that were wanted before offices had labels of their own.
    labels = body.get("stand_in_labels", DEFAULT_STAND_IN_LABELS)
    return Snapshot(
        id=row.id,
        kind=PaperKind(row.kind),
        visit=row.visit,
        version=row.version,
        maklumat=maklumat_from_json(body["maklumat"]),
        people=people,
        holders=holders,
        stand_in_labels={Standing(standing): label for standing, label in labels.items()},
        wanted_at=row.wanted_at,
    )
