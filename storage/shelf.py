"""The maklumat as they stand: opened, loaded, stored against the revision they had; and the office around them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from sop.deadlines import next_rung
from sop.events import MaklumatId, Predecessor
from sop.maklumat import Maklumat, Phase
from sop.rules import Office, Rules
from storage import days, incidents, looks, succession
from storage import people as folk
from storage import tables as t
from storage.errors import MaklumatNotFound, NumberTaken, StaleRevision
from storage.mappers import UNREADABLE, maklumat_from_json, maklumat_to_json
from storage.people import People

Order = tuple[sa.ColumnElement[Any], ...]
_AS_OPENED: Order = (t.maklumat.c.id,)
BY_DEADLINE: Order = (t.maklumat.c.due_at.is_(None), t.maklumat.c.due_at, t.maklumat.c.id)
"""The earliest first, and at the end what has none."""
NOT_CANCELLED: sa.ColumnElement[bool] = t.maklumat.c.phase != Phase.CANCELLED


def office(db: Connection, rules: Rules, people: People) -> Office:
    """The office at this moment: its settings, the days off it knows, the people in force."""
    calendar = days.known(db, rules.calendar)
    return Office(replace(rules, calendar=calendar), replace(people.roster, chair=folk.named(people, rules.chair)))


def load(db: Connection, number: MaklumatId) -> Maklumat:
    """One maklumat.

    Raises:
        MaklumatNotFound: there is none of this number.
    """
    row = db.execute(sa.select(t.maklumat.c.body).where(t.maklumat.c.id == number)).scalar_one_or_none()
    if row is None:
        raise MaklumatNotFound(str(number))
    return maklumat_from_json(row)


def each(db: Connection, now: datetime, *which: sa.ColumnElement[bool], order: Order = _AS_OPENED) -> list[Maklumat]:
    """Every maklumat that these conditions hold for, as first opened unless another order is given.

    One whose row cannot be read is passed by, for the others must not wait for it; it is written down once a day, and
    the admins are told (`now` is aware UTC).
    """
    found = []
    rows = sa.select(t.maklumat.c.control_number, t.maklumat.c.body).where(*which).order_by(*order)
    for row in db.execute(rows).all():
        try:
            found.append(maklumat_from_json(row.body))
        except UNREADABLE:
            incidents.add_daily(db, incidents.UNREADABLE, row.control_number, now)
    return found


@contextmanager
def by_itself(db: Connection, maklumat: Maklumat, now: datetime) -> Iterator[None]:
    """What is done for one maklumat of many: where its rows contradict each other, it alone is left as it was.

    With one writer nobody is faster and nothing is entered twice, so it is damage: written down once a day, and told to
    the admins (`now` is aware UTC).
    """
    try:
        with db.begin_nested():
            yield
    except (StaleRevision, IntegrityError):
        incidents.add_daily(db, incidents.UNREADABLE, maklumat.control_number, now)


def is_any_published(db: Connection) -> bool:
    """Whether a maklumat was ever published and still is."""
    return (
        db.execute(sa.select(t.maklumat.c.id).where(t.maklumat.c.phase == Phase.PUBLISHED).limit(1)).first() is not None
    )


def refuse_a_number_twice(db: Connection, maklumat: Maklumat, now: datetime) -> None:
    """The office's register gives a number once.

    Raises:
        NumberTaken: another maklumat's Nota Dinas has it.
    """
    wanted = _bare(maklumat.number)
    for other in each(db, now, t.maklumat.c.id != maklumat.id):
        if _bare(other.number) == wanted:
            raise NumberTaken(maklumat.number, other.control_number)


def _bare(number: str) -> str:
    """As a person reads it: 012/… is 12/…."""
    return "".join(number.split()).casefold().lstrip("0")


def make_room(db: Connection, year: int, replaces: Predecessor | None = None) -> tuple[MaklumatId, str]:
    """A place for a new maklumat: its number, and the next nomor kendali of the year.

    Raises:
        NotPublished: what it is to replace is not published.
        HasSuccessor: that has a successor already.
    """
    if replaces is not None:
        succession.refuse_a_second(db, replaces)
    last = db.execute(
        sa.select(sa.func.max(t.maklumat.c.ordinal)).where(t.maklumat.c.year == year)
    ).scalar_one_or_none()
    ordinal = (last or 0) + 1
    control_number = f"MKL-{year}-{ordinal:03d}"
    number = db.execute(
        sa.insert(t.maklumat)
        .values(
            control_number=control_number,
            year=year,
            ordinal=ordinal,
            title="",
            phase=Phase.OPEN,
            step=0,
            revision=0,
            body="",
        )
        .returning(t.maklumat.c.id)
    ).scalar_one()
    return MaklumatId(number), control_number


def store(db: Connection, maklumat: Maklumat, revision: int, office: Office) -> None:
    """Put a maklumat in the place of the one that had this revision, with the rung and the look that time waits for.

    Raises:
        StaleRevision: somebody else was faster.
    """
    rung = next_rung(maklumat, office.rules)
    changed = db.execute(
        sa.update(t.maklumat)
        .where(t.maklumat.c.id == maklumat.id, t.maklumat.c.revision == revision)
        .values(
            title=maklumat.title,
            phase=maklumat.phase,
            step=maklumat.step,
            revision=maklumat.revision,
            due_at=maklumat.visit.due_at,
            next_rung=rung.name if rung else None,
            next_rung_at=rung.at if rung else None,
            body=maklumat_to_json(maklumat),
        )
    )
    if changed.rowcount != 1:
        raise StaleRevision
    looks.want(db, maklumat)
