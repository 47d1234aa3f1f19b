"""Sixty-four real moments of 2024 to 2027, and when one working day is over after them: checked by hand, day by day,
against the joint decrees of the ministers (SKB) and the decrees on cuti bersama.

Ramadan as the government proclaimed it, or, for 2027, as it is expected. The office's own clock counts, in all
three zones.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.screens.deadlines import short_names
from sop.calendar import CalendarChange, ChangeKind, WorkCalendar
from storage import days
from storage.engine import Database
from storage.migrations import bring_up_to_date

ZONES = {"WIB": ZoneInfo("Asia/Jakarta"), "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}
RAMADAN = (
    (date(2024, 3, 12), date(2024, 4, 9)),
    (date(2025, 3, 1), date(2025, 3, 30)),
    (date(2026, 2, 19), date(2026, 3, 20)),
    (date(2027, 2, 8), date(2027, 3, 9)),
)
TABLE = """
    zone, received       | counts from      | due                  | skipped
    WIB Mon 2024-01-01 10.00 | 2024-01-02 07.30 | Wed 2024-01-03 16.00 | Tahun Baru Masehi
    WIB Wed 2024-02-07 10.00 | - | Mon 2024-02-12 16.00 | Isra Mikraj Nabi Muhammad, cuti bersama, Tahun Baru Imlek
    WIB Tue 2024-02-13 09.00 | - | Thu 2024-02-15 16.00 | Pemilihan Umum
    WIB Fri 2024-03-08 15.00 | - | Wed 2024-03-13 15.00 | Nyepi, cuti bersama
    WIB Mon 2024-03-11 10.00 | 2024-03-13 08.00 | Thu 2024-03-14 15.00 | Nyepi, cuti bersama
    WIB Fri 2024-03-15 15.31 | 2024-03-18 08.00 | Tue 2024-03-19 15.00 |
    WIB Thu 2024-03-28 14.59 | - | Mon 2024-04-01 15.00 | Wafat Yesus Kristus, Kebangkitan Yesus Kristus
    WIB Fri 2024-04-05 10.00 | - | Tue 2024-04-16 16.00 | cuti bersama, Idulfitri
    WIB Wed 2024-05-08 11.00 | - | Mon 2024-05-13 16.00 | Kenaikan Yesus Kristus, cuti bersama
    WIB Wed 2024-05-22 08.00 | - | Mon 2024-05-27 16.00 | Waisak, cuti bersama
    WIB Fri 2024-06-14 10.00 | - | Wed 2024-06-19 16.00 | Iduladha, cuti bersama
    WIB Fri 2024-08-16 16.31 | 2024-08-19 07.30 | Tue 2024-08-20 16.00 | Kemerdekaan Republik Indonesia
    WIB Fri 2024-09-13 10.00 | - | Tue 2024-09-17 16.00 | Maulid Nabi Muhammad
    WIB Tue 2024-11-26 10.00 | - | Thu 2024-11-28 16.00 | Pemilihan Kepala Daerah
    WIB Tue 2024-12-24 10.00 | - | Fri 2024-12-27 16.30 | Natal, cuti bersama
    WIB Tue 2024-12-31 15.59 | - | Thu 2025-01-02 16.00 | Tahun Baru Masehi
    WIB Fri 2025-01-24 10.00 | - | Thu 2025-01-30 16.00 | Isra Mikraj Nabi Muhammad, cuti bersama, Tahun Baru Imlek
    WIB Tue 2025-01-28 12.00 | 2025-01-30 07.30 | Fri 2025-01-31 16.30 | cuti bersama, Tahun Baru Imlek
    WIB Mon 2025-03-03 14.00 | - | Tue 2025-03-04 15.00 |
    WIB Fri 2025-03-07 15.30 | - | Mon 2025-03-10 15.00 |
    WIB Thu 2025-03-27 10.00 | - | Tue 2025-04-08 16.00 | cuti bersama, Nyepi, Idulfitri
    WIB Mon 2025-04-07 10.00 | 2025-04-08 07.30 | Wed 2025-04-09 16.00 | cuti bersama
    WIB Thu 2025-04-17 10.00 | - | Mon 2025-04-21 16.00 | Wafat Yesus Kristus, Kebangkitan Yesus Kristus
    WIB Fri 2025-05-09 16.30 | - | Wed 2025-05-14 16.00 | Waisak, cuti bersama
    WIB Wed 2025-05-28 16.01 | 2025-06-02 07.30 | Tue 2025-06-03 16.00 | Kenaikan Yesus Kristus, cuti bersama, Pancasila
    WIB Thu 2025-06-05 10.00 | - | Tue 2025-06-10 16.00 | Iduladha, cuti bersama
    WIB Fri 2025-08-15 10.00 | - | Tue 2025-08-19 16.00 | Kemerdekaan Republik Indonesia, cuti bersama
    WIB Mon 2025-08-18 09.00 | 2025-08-19 07.30 | Wed 2025-08-20 16.00 | cuti bersama
    WIB Thu 2025-09-04 10.00 | - | Mon 2025-09-08 16.00 | Maulid Nabi Muhammad
    WIB Wed 2025-12-24 16.00 | - | Mon 2025-12-29 16.00 | Natal, cuti bersama
    WIB Thu 2025-12-25 10.00 | 2025-12-29 07.30 | Tue 2025-12-30 16.00 | Natal, cuti bersama
    WIB Wed 2025-12-31 10.00 | - | Fri 2026-01-02 16.30 | Tahun Baru Masehi
    WIB Thu 2026-01-15 10.00 | - | Mon 2026-01-19 16.00 | Isra Mikraj Nabi Muhammad
    WIB Fri 2026-02-13 10.00 | - | Wed 2026-02-18 16.00 | cuti bersama, Tahun Baru Imlek
    WIB Fri 2026-02-20 10.00 | - | Mon 2026-02-23 15.00 |
    WIB Fri 2026-02-27 15.31 | 2026-03-02 08.00 | Tue 2026-03-03 15.00 |
    WIB Tue 2026-03-17 10.00 | - | Wed 2026-03-25 16.00 | cuti bersama, Nyepi, Idulfitri
    WIB Wed 2026-03-18 15.00 | 2026-03-25 07.30 | Thu 2026-03-26 16.00 | cuti bersama, Nyepi, Idulfitri
    WIB Thu 2026-04-02 10.00 | - | Mon 2026-04-06 16.00 | Wafat Yesus Kristus, Kebangkitan Yesus Kristus
    WIB Wed 2026-05-13 10.00 | - | Mon 2026-05-18 16.00 | Kenaikan Yesus Kristus, cuti bersama
    WIB Tue 2026-05-26 10.00 | - | Fri 2026-05-29 16.30 | Iduladha, cuti bersama
    WIB Mon 2026-06-15 10.00 | - | Wed 2026-06-17 16.00 | Tahun Baru Islam
    WIB Fri 2026-08-14 10.00 | - | Tue 2026-08-18 16.00 | Kemerdekaan Republik Indonesia
    WIB Mon 2026-08-24 10.00 | - | Wed 2026-08-26 16.00 | Maulid Nabi Muhammad
    WIB Wed 2026-12-23 10.00 | - | Mon 2026-12-28 16.00 | cuti bersama, Natal
    WIB Thu 2026-12-31 17.00 | 2027-01-04 07.30 | Wed 2027-01-06 16.00 | Tahun Baru Masehi, Isra Mikraj Nabi Muhammad
    WIB Mon 2027-01-04 10.00 | - | Wed 2027-01-06 16.00 | Isra Mikraj Nabi Muhammad
    WIB Thu 2027-02-04 10.00 | - | Mon 2027-02-08 15.00 | cuti bersama, Tahun Baru Imlek
    WIB Mon 2027-02-08 14.00 | - | Tue 2027-02-09 15.00 |
    WIB Fri 2027-02-12 10.00 | - | Mon 2027-02-15 15.00 |
    WIB Fri 2027-03-05 10.00 | - | Tue 2027-03-16 16.00 | Nyepi, cuti bersama, Idulfitri (perkiraan)
    WIB Wed 2027-03-24 10.00 | - | Mon 2027-03-29 16.00 | cuti bersama, Wafat Yesus Kristus, Kebangkitan Yesus Kristus
    WIB Wed 2027-05-05 10.00 | - | Fri 2027-05-07 16.30 | Kenaikan Yesus Kristus
    WIB Fri 2027-05-14 10.00 | - | Fri 2027-05-21 16.30 | Iduladha (perkiraan), cuti bersama, Waisak
    WIB Mon 2027-08-16 10.00 | - | Wed 2027-08-18 16.00 | Kemerdekaan Republik Indonesia
    WIB Thu 2027-12-23 10.00 | - | Mon 2027-12-27 16.00 | cuti bersama, Natal, Isra Mikraj Nabi Muhammad
    WITA Tue 2026-03-17 15.59 | 2026-03-25 07.30 | Thu 2026-03-26 16.00 | cuti bersama, Nyepi, Idulfitri
    WITA Wed 2026-12-23 16.01 | 2026-12-28 07.30 | Tue 2026-12-29 16.00 | cuti bersama, Natal
    WITA Fri 2025-08-15 16.30 | - | Tue 2025-08-19 16.00 | Kemerdekaan Republik Indonesia, cuti bersama
    WIT Tue 2026-03-17 07.29 | 2026-03-17 08.00 | Wed 2026-03-25 16.00 | cuti bersama, Nyepi, Idulfitri
    WIT Fri 2027-03-05 15.29 | - | Tue 2027-03-16 16.00 | Nyepi, cuti bersama, Idulfitri (perkiraan)
    WIT Wed 2025-12-31 23.59 | 2026-01-02 07.30 | Mon 2026-01-05 16.00 | Tahun Baru Masehi
    WITA Fri 2024-04-05 07.59 | 2024-04-05 08.00 | Tue 2024-04-16 16.00 | cuti bersama, Idulfitri
    WIT Tue 2024-12-24 16.01 | 2024-12-27 07.30 | Mon 2024-12-30 16.00 | Natal, cuti bersama
"""
ROWS = [line.strip() for line in TABLE.strip().splitlines()[1:]]


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The calendar of the library, as it is seeded, with the months of fasting that an admin entered."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('golden')}/office.db")
    bring_up_to_date(database)
    database.write_now(lambda db: days.seed(db, range(2024, 2029)))
    found = database.read_now(lambda db: days.known(db, WorkCalendar(ZONES["WIB"])))
    database.close()
    return found.changed_by(CalendarChange(ChangeKind.RAMADAN, *span, "Ramadan") for span in RAMADAN)


@pytest.mark.parametrize("row", ROWS)
def test_one_day_is_over_when_it_should_be(known, row):
    received, counted, due, skipped = (part.strip() for part in row.split("|"))
    zone_name, weekday, day, clock = received.split()
    zone = ZONES[zone_name]
    moment = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H.%M").replace(tzinfo=zone)
    assert moment.strftime("%a") == weekday

    calendar = WorkCalendar(zone, known.days_off, ramadan=known.ramadan)
    found = calendar.due(moment)

    assert calendar.local(found.at).strftime("%a %Y-%m-%d %H.%M") == due
    assert calendar.local(found.received_at).strftime("%Y-%m-%d %H.%M") == (
        f"{day} {clock}" if counted == "-" else counted
    )
    assert ", ".join(short_names(found.skipped)) == skipped


def test_the_table_is_as_long_as_it_says():
    assert len(ROWS) == len(set(ROWS)) == 64


def test_no_moment_of_four_years_is_without_a_deadline_on_a_later_working_day(known):
    moment = datetime(2024, 1, 1, 0, 30, tzinfo=ZONES["WIB"])
    while moment.year < 2028:
        found = known.due(moment)
        due_on = known.local(found.at).date()
        assert known.is_working_day(due_on)
        assert moment.date() < due_on <= moment.date() + timedelta(days=14)
        moment += timedelta(hours=7)
