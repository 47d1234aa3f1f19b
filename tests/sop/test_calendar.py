"""When '1 hari' is over: golden cases, worked out by hand on the calendar page.

Monday to Thursday the office is open 07.30-16.00, on Friday until 16.30. Days off are those of office.py.
"""

import os
import time as process_time
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop.calendar import DEFAULT_HOURS, DayOff, DeadlineMode, Hours, WorkCalendar
from tests.sop.office import CALENDAR, DAYS_OFF, WIB

EVERY_DAY = WorkCalendar(WIB, DAYS_OFF, mode=DeadlineMode.CALENDAR_DAYS)
NATAL = ("Cuti Bersama Hari Raya Natal", "Hari Raya Natal")
NEW_YEAR = ("Tahun Baru Masehi",)
IMLEK = ("Cuti Bersama Tahun Baru Imlek", "Tahun Baru Imlek")
LEBARAN = (
    "Hari Suci Nyepi",
    "Cuti Bersama Hari Raya Idul Fitri",
    "Hari Raya Idul Fitri (perkiraan)",
    "Hari kedua dari Hari Raya Idul Fitri (perkiraan)",
)


def moment(text: str, zone: ZoneInfo = WIB) -> datetime:
    """'Mon 2027-01-18 10:00' as the office's clock shows it; the weekday is checked."""
    weekday, rest = text[:3], text[4:]
    found = datetime.fromisoformat(rest).replace(tzinfo=zone)
    assert found.strftime("%a") == weekday, text
    return found


GOLDEN = [
    # received, counts as received, due, days off between
    pytest.param("Mon 2027-01-18 10:00", None, "Tue 2027-01-19 16:00", (), id="an ordinary Monday"),
    pytest.param("Thu 2027-01-21 10:00", None, "Fri 2027-01-22 16:30", (), id="due on a Friday closes later"),
    pytest.param("Fri 2027-01-22 10:00", None, "Mon 2027-01-25 16:00", (), id="over the weekend"),
    pytest.param("Mon 2027-01-18 00:00", "Mon 2027-01-18 07:30", "Tue 2027-01-19 16:00", (), id="midnight"),
    pytest.param("Mon 2027-01-18 07:29", "Mon 2027-01-18 07:30", "Tue 2027-01-19 16:00", (), id="before opening"),
    pytest.param("Mon 2027-01-18 07:30", None, "Tue 2027-01-19 16:00", (), id="exactly opening"),
    pytest.param("Mon 2027-01-18 16:00", None, "Tue 2027-01-19 16:00", (), id="exactly closing"),
    pytest.param("Mon 2027-01-18 16:00:01", "Tue 2027-01-19 07:30", "Wed 2027-01-20 16:00", (), id="a second late"),
    pytest.param("Mon 2027-01-18 17:00", "Tue 2027-01-19 07:30", "Wed 2027-01-20 16:00", (), id="after hours"),
    pytest.param("Mon 2027-01-18 23:59", "Tue 2027-01-19 07:30", "Wed 2027-01-20 16:00", (), id="before midnight"),
    pytest.param("Fri 2027-01-22 16:15", None, "Mon 2027-01-25 16:00", (), id="Friday's last half hour"),
    pytest.param("Fri 2027-01-22 16:30", None, "Mon 2027-01-25 16:00", (), id="exactly Friday's closing"),
    pytest.param("Fri 2027-01-22 16:31", "Mon 2027-01-25 07:30", "Tue 2027-01-26 16:00", (), id="Friday after hours"),
    pytest.param("Thu 2027-01-21 16:15", "Fri 2027-01-22 07:30", "Mon 2027-01-25 16:00", (), id="no such half hour"),
    pytest.param("Sat 2027-01-16 09:00", "Mon 2027-01-18 07:30", "Tue 2027-01-19 16:00", (), id="Saturday morning"),
    pytest.param("Sun 2027-01-17 23:30", "Mon 2027-01-18 07:30", "Tue 2027-01-19 16:00", (), id="Sunday night"),
    pytest.param("Wed 2026-12-23 10:00", None, "Mon 2026-12-28 16:00", NATAL, id="before Natal"),
    pytest.param("Wed 2026-12-23 16:01", "Mon 2026-12-28 07:30", "Tue 2026-12-29 16:00", NATAL, id="late before Natal"),
    pytest.param("Thu 2026-12-24 10:00", "Mon 2026-12-28 07:30", "Tue 2026-12-29 16:00", NATAL, id="on cuti bersama"),
    pytest.param("Sat 2026-12-26 10:00", "Mon 2026-12-28 07:30", "Tue 2026-12-29 16:00", (), id="none skipped"),
    pytest.param("Thu 2026-12-31 10:00", None, "Mon 2027-01-04 16:00", NEW_YEAR, id="year end"),
    pytest.param(
        "Thu 2026-12-31 16:01", "Mon 2027-01-04 07:30", "Tue 2027-01-05 16:00", NEW_YEAR, id="late at year end"
    ),
    pytest.param("Fri 2027-03-05 10:00", None, "Tue 2027-03-16 16:00", LEBARAN, id="Nyepi and Lebaran in one chain"),
    pytest.param(
        "Sun 2027-03-14 10:00", "Tue 2027-03-16 07:30", "Wed 2027-03-17 16:00", LEBARAN[1:2], id="inside the chain"
    ),
    pytest.param("Tue 2027-03-09 10:00", "Tue 2027-03-16 07:30", "Wed 2027-03-17 16:00", LEBARAN[1:], id="a name once"),
    pytest.param("Thu 2027-02-04 10:00", None, "Mon 2027-02-08 16:00", IMLEK, id="a Saturday holiday is named too"),
    pytest.param("Thu 2027-02-04 17:00", "Mon 2027-02-08 07:30", "Tue 2027-02-09 16:00", IMLEK, id="late before Imlek"),
    pytest.param("Fri 2027-12-31 10:00", None, "Mon 2028-01-03 16:00", (), id="a year of which no days off are known"),
    pytest.param("Mon 2028-02-28 10:00", None, "Tue 2028-02-29 16:00", (), id="a leap day"),
]

GOLDEN_EVERY_DAY = [
    pytest.param("Fri 2027-01-22 10:00", None, "Sat 2027-01-23 16:00", id="Saturday counts, with Monday's hours"),
    pytest.param("Sat 2027-01-23 10:00", None, "Sun 2027-01-24 16:00", id="Sunday counts"),
    pytest.param("Sun 2027-01-24 16:01", "Mon 2027-01-25 07:30", "Tue 2027-01-26 16:00", id="Sunday after hours"),
    pytest.param("Thu 2027-01-21 16:01", "Fri 2027-01-22 07:30", "Sat 2027-01-23 16:00", id="after hours"),
    pytest.param("Thu 2026-12-31 10:00", None, "Fri 2027-01-01 16:30", id="a holiday counts, with its weekday's hours"),
    pytest.param("Wed 2026-12-23 10:00", None, "Thu 2026-12-24 16:00", id="cuti bersama counts"),
    pytest.param("Sun 2027-01-24 05:00", "Sun 2027-01-24 07:30", "Mon 2027-01-25 16:00", id="before opening"),
]


@pytest.mark.parametrize(("received", "counted", "due", "skipped"), GOLDEN)
def test_one_day_is_the_close_of_office_on_the_next_working_day(received, counted, due, skipped):
    found = CALENDAR.due(moment(received))

    assert found.at == moment(due)
    assert found.received_at == moment(counted or received)
    assert found.skipped == skipped


@pytest.mark.parametrize(("received", "counted", "due"), GOLDEN_EVERY_DAY)
def test_in_election_stages_every_day_counts_and_none_is_skipped(received, counted, due):
    found = EVERY_DAY.due(moment(received))

    assert found.at == moment(due)
    assert found.received_at == moment(counted or received)
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("zone", "closes_at"),
    [
        ("Asia/Jakarta", datetime(2027, 1, 19, 9, 0, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2027, 1, 19, 8, 0, tzinfo=UTC)),
        ("Asia/Jayapura", datetime(2027, 1, 19, 7, 0, tzinfo=UTC)),
    ],
)
def test_each_zone_closes_by_its_own_clock(zone, closes_at):
    found = WorkCalendar(ZoneInfo(zone)).due(moment("Mon 2027-01-18 10:00", ZoneInfo(zone)))

    assert found.at == closes_at


def test_one_moment_is_monday_evening_in_jayapura_and_monday_afternoon_in_jakarta():
    at = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)

    due = {zone: WorkCalendar(ZoneInfo(zone)).due(at).at for zone in ("Asia/Jakarta", "Asia/Jayapura")}

    assert due["Asia/Jakarta"] == moment("Tue 2027-01-19 16:00")
    assert due["Asia/Jayapura"] == moment("Wed 2027-01-20 16:00", ZoneInfo("Asia/Jayapura"))


def test_late_sunday_in_utc_is_monday_in_the_office():
    at = datetime(2027, 1, 17, 23, 0, tzinfo=UTC)

    assert CALENDAR.due(at).received_at == moment("Mon 2027-01-18 07:30")
    assert CALENDAR.due(at).at == moment("Tue 2027-01-19 16:00")


def test_every_moment_that_comes_out_is_utc():
    found = CALENDAR.due(moment("Mon 2027-01-18 10:00"))

    assert {found.at.tzinfo, found.received_at.tzinfo} == {UTC}


@pytest.mark.parametrize("process_zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/Berlin"])
def test_the_zone_of_the_process_does_not_matter(monkeypatch, process_zone):
    at = moment("Fri 2027-03-05 16:29")
    expected = CALENDAR.due(at)
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", process_zone)
    process_time.tzset()

    found = CALENDAR.due(at)

    monkeypatch.setenv("TZ", before) if before is not None else monkeypatch.delenv("TZ")
    process_time.tzset()
    assert found == expected
    assert found.at == moment("Tue 2027-03-16 16:00")


def test_the_zone_in_which_a_moment_is_written_does_not_matter():
    at = moment("Mon 2027-01-18 16:00")

    for hours in (-11, 0, 9):
        assert CALENDAR.due(at.astimezone(timezone(timedelta(hours=hours)))) == CALENDAR.due(at)


def test_ramadan_hours_are_the_offices_to_enter():
    ramadan = dict.fromkeys(range(4), Hours(time(8, 0), time(15, 0))) | {4: Hours(time(8, 0), time(15, 30))}
    calendar = WorkCalendar(WIB, DAYS_OFF, ramadan)

    found = calendar.due(moment("Thu 2027-02-11 15:01"))

    assert found.received_at == moment("Fri 2027-02-12 08:00")
    assert found.at == moment("Mon 2027-02-15 15:00")


def test_several_days_are_counted_one_by_one():
    assert CALENDAR.due(moment("Thu 2027-01-21 10:00"), days=3).at == moment("Tue 2027-01-26 16:00")
    assert CALENDAR.due(moment("Thu 2027-01-21 10:00"), days=0).at == moment("Thu 2027-01-21 16:00")
    assert CALENDAR.due(moment("Thu 2027-01-21 17:00"), days=0).at == moment("Fri 2027-01-22 16:30")


class TestDays:
    @pytest.mark.parametrize(
        ("day", "open_", "counts"),
        [
            (date(2027, 1, 18), True, True),
            (date(2027, 1, 16), False, True),
            (date(2027, 1, 1), False, True),
            (date(2027, 2, 6), False, True),
        ],
    )
    def test_a_day_off_is_no_working_day_but_counts_in_election_stages(self, day, open_, counts):
        assert CALENDAR.is_working_day(day) is open_
        assert CALENDAR.counts(day) is open_
        assert EVERY_DAY.is_working_day(day) is open_
        assert EVERY_DAY.counts(day) is counts

    def test_the_next_days_pass_over_what_is_closed(self):
        assert CALENDAR.next_counting(date(2027, 3, 5)) == date(2027, 3, 16)
        assert EVERY_DAY.next_counting(date(2027, 3, 5)) == date(2027, 3, 6)
        assert EVERY_DAY.next_working_day(date(2027, 3, 5)) == date(2027, 3, 16)

    def test_a_calendar_without_any_working_day_is_wrong_and_says_so(self):
        closed = {date(2027, 1, 1) + timedelta(days=n): DayOff("Tutup") for n in range(800)}

        with pytest.raises(ValueError, match="no such day"):
            WorkCalendar(WIB, closed).due(moment("Mon 2027-01-18 10:00"))

    def test_the_week_adds_up_to_thirty_seven_and_a_half_hours(self):
        week = sum(
            (datetime.combine(date(2027, 1, 18), h.closes) - datetime.combine(date(2027, 1, 18), h.opens)).seconds
            / 3600
            for h in DEFAULT_HOURS.values()
        )

        assert week - 4 * 1 - 1.5 == 37.5


class TestCountingDaysBetween:
    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [
            ("Mon 2027-01-18 07:30", "Mon 2027-01-18 23:59", 0),
            ("Mon 2027-01-18 23:59", "Tue 2027-01-19 00:00", 1),
            ("Fri 2027-01-22 10:00", "Sun 2027-01-24 10:00", 0),
            ("Fri 2027-01-22 10:00", "Mon 2027-01-25 00:01", 1),
            ("Mon 2027-01-18 10:00", "Mon 2027-01-25 10:00", 5),
            ("Fri 2027-03-05 10:00", "Tue 2027-03-16 10:00", 1),
            ("Tue 2027-01-19 10:00", "Mon 2027-01-18 10:00", 0),
        ],
    )
    def test_counts_the_working_days_that_end_after_the_first(self, first, last, days):
        assert CALENDAR.counting_days_between(moment(first), moment(last)) == days

    def test_counts_every_day_in_election_stages(self):
        assert EVERY_DAY.counting_days_between(moment("Fri 2027-03-05 10:00"), moment("Tue 2027-03-16 10:00")) == 11


class TestShifted:
    @pytest.mark.parametrize(
        ("due", "held", "resumed", "becomes"),
        [
            ("Tue 2027-01-19 16:00", "Mon 2027-01-18 10:00", "Mon 2027-01-18 15:00", "Tue 2027-01-19 16:00"),
            ("Tue 2027-01-19 16:00", "Mon 2027-01-18 10:00", "Wed 2027-01-20 10:00", "Thu 2027-01-21 16:00"),
            ("Tue 2027-01-19 16:00", "Tue 2027-01-19 10:00", "Tue 2027-01-19 12:00", "Tue 2027-01-19 16:00"),
            ("Tue 2027-01-19 16:00", "Tue 2027-01-19 10:00", "Thu 2027-01-21 10:00", "Thu 2027-01-21 16:00"),
            ("Tue 2027-01-19 16:00", "Tue 2027-01-19 10:00", "Thu 2027-01-21 17:00", "Fri 2027-01-22 16:30"),
            ("Mon 2027-01-25 16:00", "Fri 2027-01-22 10:00", "Mon 2027-01-25 09:00", "Tue 2027-01-26 16:00"),
            ("Tue 2027-03-16 16:00", "Fri 2027-03-05 10:00", "Fri 2027-03-05 15:00", "Tue 2027-03-16 16:00"),
        ],
    )
    def test_the_days_that_were_left_are_left_still(self, due, held, resumed, becomes):
        assert CALENDAR.shifted(moment(due), moment(held), moment(resumed)) == moment(becomes)

    def test_a_hold_after_the_deadline_does_not_bring_it_back(self):
        due, held, resumed = map(moment, ("Tue 2027-01-19 16:00", "Tue 2027-01-19 16:01", "Fri 2027-01-22 10:00"))

        assert CALENDAR.shifted(due, held, resumed) == due

    @given(
        held=st.integers(0, 9 * 24 * 60),
        lasted=st.integers(0, 60 * 24 * 60),
        started=st.integers(0, 30),
    )
    def test_a_hold_never_shortens_a_deadline_and_ends_at_a_close_of_office(self, held, lasted, started):
        start = moment("Mon 2027-01-18 10:00") + timedelta(days=started)
        due = CALENDAR.due(start).at
        held_at = start + timedelta(minutes=held)

        shifted = CALENDAR.shifted(due, held_at, held_at + timedelta(minutes=lasted))

        local = CALENDAR.local(shifted)
        assert shifted >= due
        assert CALENDAR.is_working_day(local.date())
        assert local.time() == DEFAULT_HOURS[local.weekday()].closes

    @pytest.mark.parametrize(
        ("due", "held", "resumed"),
        [
            ("Wed 2027-01-20 16:00", "Mon 2027-01-18 17:00", "Mon 2027-01-18 17:00"),
            ("Wed 2027-01-20 16:00", "Mon 2027-01-18 17:00", "Mon 2027-01-18 18:00"),
            ("Mon 2027-01-25 16:00", "Fri 2027-01-22 18:00", "Sat 2027-01-23 09:00"),
            ("Tue 2027-01-19 16:00", "Sat 2027-01-16 09:00", "Sun 2027-01-17 20:00"),
        ],
    )
    def test_a_hold_while_the_office_is_closed_gives_no_day(self, due, held, resumed):
        assert CALENDAR.shifted(moment(due), moment(held), moment(resumed)) == moment(due)


@given(st.datetimes(datetime(2026, 12, 1), datetime(2027, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by hypothesis
def test_due_is_always_after_receipt_on_a_working_day_at_closing(at):
    found = CALENDAR.due(at)

    due, received = CALENDAR.local(found.at), CALENDAR.local(found.received_at)
    assert at <= found.received_at < found.at
    assert CALENDAR.is_working_day(due.date())
    assert CALENDAR.is_working_day(received.date())
    assert CALENDAR.counting_days_between(found.received_at, found.at) == 1
    assert due.time() == DEFAULT_HOURS[due.weekday()].closes
