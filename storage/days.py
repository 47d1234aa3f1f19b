"""Days off by date: national holidays and cuti bersama, seeded from the `holidays` library, kept in the database.

Both of its categories are needed: 'public' has the holidays, 'government' the cuti bersama; each alone is wrong.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from importlib.metadata import version

import holidays
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.calendar import CUTI_BERSAMA, ESTIMATE, CalendarChange, ChangeKind, DayOff, WorkCalendar
from sop.roles import PersonId
from storage import tables as t
from storage.reuse import Reuse

SOURCE = f"holidays {version('holidays')}"


def seed(db: Connection, years: Iterable[int]) -> None:
    """Put the days off of these years into the database, for years that have none yet."""
    for year in years:
        first, last = date(year, 1, 1), date(year, 12, 31)
        if db.execute(sa.select(t.days.c.day).where(t.days.c.day.between(first, last)).limit(1)).first():
            continue
        found = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
        db.execute(
            sa.insert(t.days),
            [
                {
                    "day": day,
                    "name": name.replace(ESTIMATE, "").strip(),
                    "estimated": ESTIMATE in name,
                    "source": SOURCE,
                }
                for day, name in sorted(found.items())
            ],
        )


def add(db: Connection, change: CalendarChange, by: PersonId, now: datetime) -> None:
    """Keep a change of the office's calendar; later ones count over earlier ones."""
    db.execute(
        sa.insert(t.calendar_changes).values(
            kind=change.kind,
            first_on=change.first_on,
            last_on=change.last_on,
            reason=change.reason,
            by_id=by,
            at=now,
        )
    )


def changes(db: Connection) -> tuple[CalendarChange, ...]:
    """Every change that was made, in its order."""
    rows = db.execute(sa.select(t.calendar_changes).order_by(t.calendar_changes.c.id))
    return tuple(CalendarChange(ChangeKind(row.kind), row.first_on, row.last_on, row.reason) for row in rows)


def known(db: Connection, calendar: WorkCalendar) -> WorkCalendar:
    """The office's calendar with all the days off that are known, as its admins have changed them."""
    seeded, changed = _DAYS.of(db, lambda: (_seeded(db), changes(db)))
    return replace(calendar, days_off=seeded).changed_by(changed)


_DAYS = Reuse[tuple[Mapping[date, DayOff], tuple[CalendarChange, ...]]](t.days, t.calendar_changes)


def _seeded(db: Connection) -> Mapping[date, DayOff]:
    rows = db.execute(sa.select(t.days.c.day, t.days.c.name, t.days.c.estimated))
    return {day: DayOff(name, estimated) for day, name, estimated in rows}


def lacks_leave(db: Connection, year: int) -> bool:
    """Whether no cuti bersama is known of a year: they are usually set in the September before it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    names = db.execute(sa.select(t.days.c.name).where(t.days.c.day.between(first, last))).scalars()
    own = (c.reason for c in changes(db) if c.kind is ChangeKind.OFF and c.first_on.year == year)
    return not any(name.casefold().startswith(CUTI_BERSAMA.casefold()) for name in (*names, *own))
