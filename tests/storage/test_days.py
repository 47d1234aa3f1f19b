"""Days off: national holidays and cuti bersama, both, with their doubts."""

from datetime import UTC, date

import pytest
import sqlalchemy as sa

from sop.calendar import WorkCalendar
from storage import days
from storage import tables as t


@pytest.fixture
def off(database):
    """Seed years, and look at what is known."""

    def seeded(*years):
        database.write_now(lambda db: days.seed(db, years))
        return database.read_now(lambda db: days.known(db, WorkCalendar(UTC))).days_off

    return seeded


def shared_leave(known, year):
    return [day for day, off in known.items() if day.year == year and off.name.startswith("Cuti Bersama")]


@pytest.mark.parametrize(("year", "holidays", "leave"), [(2026, 17, 8), (2027, 18, 8)])
def test_a_year_has_its_holidays_and_its_cuti_bersama(off, year, holidays, leave):
    known = off(year)

    assert len(shared_leave(known, year)) == leave
    assert len(known) - leave == holidays


def test_names_are_indonesian_and_complete(off):
    known = off(2027)

    assert known[date(2027, 2, 5)].name == "Cuti Bersama Tahun Baru Imlek"
    assert known[date(2027, 8, 17)].name == "Hari Kemerdekaan Republik Indonesia"
    assert all(off_day.name for off_day in known.values())


def test_an_estimated_date_says_so_in_its_flag_and_not_in_its_name(off):
    known = off(2027)

    assert known[date(2027, 3, 10)].estimated
    assert not known[date(2027, 8, 17)].estimated
    assert sum(off_day.estimated for off_day in known.values()) == 3
    assert not any("perkiraan" in off_day.name for off_day in known.values())


def test_a_year_that_is_known_is_left_as_the_office_has_corrected_it(off, database):
    off(2027)
    database.write_now(lambda db: db.execute(sa.delete(t.days).where(t.days.c.day == date(2027, 3, 10))))

    known = off(2027, 2026)

    assert date(2027, 3, 10) not in known
    assert date(2026, 8, 17) in known


def test_every_day_names_its_source(off, database):
    off(2027)

    sources = database.read_now(lambda db: set(db.execute(sa.select(t.days.c.source)).scalars()))
    assert sources == {days.SOURCE}
    assert days.SOURCE.startswith("holidays 0.")
