"""Days and moments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.screens.dates import clock, day, moment, short

AT = datetime(2027, 1, 19, 9, 0, tzinfo=UTC)


def test_a_day_has_its_name():
    assert day(date(2027, 1, 19)) == "Selasa, 19 Januari 2027"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "Selasa, 19 Januari 2027 pukul 16.00 WIB"),
        ("Asia/Makassar", "Selasa, 19 Januari 2027 pukul 17.00 WITA"),
        ("Asia/Jayapura", "Selasa, 19 Januari 2027 pukul 18.00 WIT"),
        ("UTC", "Selasa, 19 Januari 2027 pukul 09.00 UTC+0000"),
    ],
)
def test_a_moment_is_told_in_the_offices_zone(zone, text):
    assert moment(AT, ZoneInfo(zone)) == text


def test_the_day_is_the_offices_and_not_that_of_utc():
    assert moment(datetime(2027, 1, 19, 18, 30, tzinfo=UTC), ZoneInfo("Asia/Jakarta")).startswith("Rabu, 20 Januari")


def test_short_is_for_lists():
    assert short(AT, ZoneInfo("Asia/Jakarta")) == "19-01-2027 16.00"


def test_a_clock_has_a_point():
    assert clock(AT, ZoneInfo("Asia/Jakarta")) == "16.00 WIB"


def test_every_weekday_and_month_is_indonesian():
    days = {day(date(2027, 1, n)).partition(",")[0] for n in range(4, 11)}
    months = [day(date(2027, n, 1)).split()[2] for n in range(1, 13)]

    assert days == {"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"}
    assert ", ".join(months) == (
        "Januari, Februari, Maret, April, Mei, Juni, Juli, Agustus, September, Oktober, November, Desember"
    )
