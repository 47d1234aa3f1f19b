"""Days off by date: national holidays and cuti bersama, seeded from the `holidays` library, kept in the database.

Both of its categories are needed: 'public' has the holidays, 'government' the cuti bersama; each alone is wrong.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version

import holidays
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.calendar import ESTIMATE, DayOff
from storage import tables as t

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


def off(db: Connection) -> Mapping[date, DayOff]:
    """Every day off that is known."""
    rows = db.execute(sa.select(t.days))
    return {row.day: DayOff(row.name, row.estimated) for row in rows}
