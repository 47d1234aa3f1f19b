"""Papers that steps put out: wanted by a commit together with all they print, made afterwards, kept as files."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from sop.calendar import DeadlineMode, WorkCalendar
from sop.events import Event, MaklumatId
from sop.items import KeptFile
from sop.maklumat import Maklumat
from sop.notices import PaperWanted
from sop.papers import PaperKind
from sop.recap import worked
from sop.roles import DEFAULT_STAND_IN_LABELS, Mandate, PersonId, Role, Standing
from storage import journal, outbox
from storage import tables as t
from storage.journal import Head
from storage.mandates import held_between
from storage.mappers import UNREADABLE, file_from_json, file_to_json, maklumat_from_json, maklumat_to_json
from storage.people import Official, People

MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Pace:
    """What each visit took by the office's calendar, as it was at the commit; visits by their number."""

    mode: DeadlineMode = DeadlineMode.WORKING_DAYS
    full_day: timedelta = timedelta()
    """How long the office is open on an ordinary day."""
    worked: Mapping[int, timedelta] = field(default_factory=dict)
    """Office hours, of visits that are over."""
    late: Mapping[int, int] = field(default_factory=dict)
    """Whole counting days after the deadline, of visits that ended later than that."""


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
    stood_in_for: Mapping[tuple[PersonId, Role], PersonId] = field(default_factory=dict)
    """Who is away, by who stands in for him and in which role."""
    head: Head | None = None
    """The journal's head at the commit, for papers that print it."""
    events: tuple[Event, ...] = ()
    """What had happened to the maklumat by then, for the same papers."""
    mandates: tuple[Mandate, ...] = ()
    """By what those who took part held their roles, for a Rekap Proses."""
    pace: Pace = field(default_factory=Pace)


_WITH_HISTORY = frozenset({PaperKind.BUKTI_TAYANG, PaperKind.REKAP_PROSES})
_MANDATES: TypeAdapter[tuple[Mandate, ...]] = TypeAdapter(tuple[Mandate, ...])
_PACE: TypeAdapter[Pace] = TypeAdapter(Pace)


def want(
    db: Connection, wanted: PaperWanted, maklumat: Maklumat, people: People, now: datetime, calendar: WorkCalendar
) -> int:
    """Ask for a paper, and write down all that it prints; what the journal keeps already, by its head."""
    named = {
        str(person): {"name": o.name, "sapaan": o.sapaan, "jabatan": o.jabatan} for person, o in people.by_id.items()
    }
    holders = {role.value: list(people.roster.holders(role)) for role in Role}
    away = [(a.stand_in, a.role, a.person) for a in people.roster.away if a.stand_in is not None]
    body = {
        "maklumat": maklumat_to_json(maklumat),
        "people": named,
        "holders": holders,
        "stand_in_labels": people.stand_in_labels,
        "stood_in_for": away,
    }
    if wanted.kind in _WITH_HISTORY:
        body["head"] = str(journal.newest(db) or "")
    if wanted.kind is PaperKind.REKAP_PROSES:
        first, last = (calendar.local(at).date() for at in (maklumat.opened_at, now))
        mandates = held_between(db, maklumat.participants, first, last, calendar.zone)
        body["mandates"] = _MANDATES.dump_python(mandates, mode="json")
        body["pace"] = _PACE.dump_python(_pace(maklumat, calendar), mode="json")
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


def _pace(maklumat: Maklumat, calendar: WorkCalendar) -> Pace:
    over = [(v, v.left_at, v.due_at) for v in maklumat.visits if v.left_at is not None]
    return Pace(
        calendar.mode,
        calendar.full_day,
        {visit.number: worked(visit, left_at, calendar) for visit, left_at, _ in over},
        {
            visit.number: calendar.counting_days_between(due_at, left_at)
            for visit, left_at, due_at in over
            if due_at is not None and left_at > due_at
        },
    )


def unmade(db: Connection) -> tuple[Snapshot, ...]:
    """Papers still to be made, oldest first, without those whose snapshot cannot be read."""
    return tuple(snapshot for _, snapshot in _to_be_made(db) if isinstance(snapshot, Snapshot))


def unreadable(db: Connection) -> tuple[tuple[int, str, Exception], ...]:
    """Papers still to be made that never can be: the number of each, what a person calls it, and why."""
    return tuple(
        (row.id, f"{outbox.control_number(db, row.maklumat_id)} {row.kind}", snapshot)
        for row, snapshot in _to_be_made(db)
        if isinstance(snapshot, Exception)
    )


def _to_be_made(db: Connection) -> Iterator[tuple[sa.Row[Any], Snapshot | Exception]]:
    rows = db.execute(
        sa.select(t.papers)
        .where(t.papers.c.file.is_(None), t.papers.c.attempts < MOST_ATTEMPTS)
        .order_by(t.papers.c.id)
        .limit(20)
    )
    for row in rows.all():
        try:
            yield row, _snapshot(db, row)
        except UNREADABLE as trouble:
            yield row, trouble


def failed(db: Connection, paper: int) -> bool:
    """Making it failed once more.

    Returns:
        Whether it is given up by this; of several processes that tried one says so.
    """
    counted = sa.update(t.papers).where(
        t.papers.c.id == paper, t.papers.c.file.is_(None), t.papers.c.attempts < MOST_ATTEMPTS
    )
    attempts = db.execute(
        counted.values(attempts=t.papers.c.attempts + 1).returning(t.papers.c.attempts)
    ).scalar_one_or_none()
    return attempts == MOST_ATTEMPTS


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
    return _snapshot(db, row) if row else None


def file_of(db: Connection, paper: int) -> KeptFile | None:
    """The paper's file, once it was made."""
    row = db.execute(sa.select(t.papers.c.file).where(t.papers.c.id == paper)).scalar_one_or_none()
    return file_from_json(row) if row else None


def _snapshot(db: Connection, row: sa.Row[Any]) -> Snapshot:
    body = json.loads(row.snapshot)
    people = {
        PersonId(int(person)): Official(id=PersonId(int(person)), telegram_id=None, **named)
        for person, named in body["people"].items()
    }
    holders = {Role(role): tuple(PersonId(p) for p in persons) for role, persons in body["holders"].items()}
    # Papers that were wanted before offices had labels of their own, or before it was written down who is away.
    labels = body.get("stand_in_labels", DEFAULT_STAND_IN_LABELS)
    away = body.get("stood_in_for", ())
    maklumat = maklumat_from_json(body["maklumat"])
    head = Head.read(body["head"]) if body.get("head") else None
    return Snapshot(
        id=row.id,
        kind=PaperKind(row.kind),
        visit=row.visit,
        version=row.version,
        maklumat=maklumat,
        people=people,
        holders=holders,
        stand_in_labels={Standing(standing): label for standing, label in labels.items()},
        wanted_at=row.wanted_at,
        stood_in_for={(PersonId(stand_in), Role(role)): PersonId(person) for stand_in, role, person in away},
        head=head,
        events=_events(db, maklumat.id, head) if head else (),
        mandates=_MANDATES.validate_python(body.get("mandates", ())),
        pace=_PACE.validate_python(body["pace"]) if "pace" in body else Pace(),
    )


def _events(db: Connection, maklumat: MaklumatId, head: Head) -> tuple[Event, ...]:
    """What had happened by then; nothing where the journal was tampered with: this paper fails then, and is told of.

    The others still to be made must not wait for it.
    """
    try:
        return tuple(entry.event for entry in journal.of(db, maklumat, head.seq))
    except (ValueError, KeyError):
        return ()
