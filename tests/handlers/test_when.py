"""Days as people type them; what is no day is refused, never guessed."""

from datetime import date

import pytest

from handlers.when import DaysReversed, DaysUnfit, MonthUnfit, read_month, read_next_month, read_period, read_span
from sop.recap import Period

THURSDAY = date(2026, 11, 26)
"""The day on which they write."""


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("18-08-2027 Cuti bersama", date(2027, 8, 18), date(2027, 8, 18), "Cuti bersama"),
        ("18/8/2027: Cuti bersama", date(2027, 8, 18), date(2027, 8, 18), "Cuti bersama"),
        ("18.8.2027", date(2027, 8, 18), date(2027, 8, 18), ""),
        ("18 Agustus 2027, libur kantor", date(2027, 8, 18), date(2027, 8, 18), "libur kantor"),
        ("18 agt 2027 libur", date(2027, 8, 18), date(2027, 8, 18), "libur"),
        ("08-02-2027 s.d. 09-03-2027 Ramadan 1448 H", date(2027, 2, 8), date(2027, 3, 9), "Ramadan 1448 H"),
        ("8 Februari 2027 sampai dengan 9 Maret 2027 Ramadan", date(2027, 2, 8), date(2027, 3, 9), "Ramadan"),
        ("8-2-2027 - 9-3-2027", date(2027, 2, 8), date(2027, 3, 9), ""),
        ("18 s.d. 20 Januari 2027 Ibu Dewi", date(2027, 1, 18), date(2027, 1, 20), "Ibu Dewi"),
        ("18-20 Januari 2027", date(2027, 1, 18), date(2027, 1, 20), ""),
        ("18-08-27 libur", date(2027, 8, 18), date(2027, 8, 18), "libur"),
        ("18-20 Jan 27 Ibu Dewi", date(2027, 1, 18), date(2027, 1, 20), "Ibu Dewi"),
        ("30 Nov 26 s.d. 2 Des '26", date(2026, 11, 30), date(2026, 12, 2), ""),
        ("2027-08-18 libur", date(2027, 8, 18), date(2027, 8, 18), "libur"),
        ("1-3-27 s/d 5-3-27 libur", date(2027, 3, 1), date(2027, 3, 5), "libur"),
        ("29-02-2028", date(2028, 2, 29), date(2028, 2, 29), ""),
    ],
)
def test_days_and_the_words_after_them(text, first, last, words):
    span = read_span(text, THURSDAY)

    assert span is not None
    assert (span.first, span.last, span.words) == (first, last, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "minggu depan",
        "18-08",
        "31-02-2027",
        "18-13-2027",
        "Cuti 18-08-2027",
        "18 ma 2027",
        "0-1-2027",
    ],
)
def test_what_is_no_day_is_none(text):
    assert read_span(text, THURSDAY) is None


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("30 November s.d. 2 Desember 2026 Dimas", date(2026, 11, 30), date(2026, 12, 2), "Dimas"),
        ("30 Desember s.d. 2 Januari 2027", date(2026, 12, 30), date(2027, 1, 2), ""),
        ("30 Desember 2026 s.d. 2 Januari", date(2026, 12, 30), date(2027, 1, 2), ""),
        ("30 Desember s.d. 2 Januari Dimas", date(2026, 12, 30), date(2027, 1, 2), "Dimas"),
        ("5 Des", date(2026, 12, 5), date(2026, 12, 5), ""),
        ("5 Des. Plh. Dimas", date(2026, 12, 5), date(2026, 12, 5), "Plh. Dimas"),
        ("5 des - Dimas", date(2026, 12, 5), date(2026, 12, 5), "Dimas"),
        ("1-3 Desember 2026", date(2026, 12, 1), date(2026, 12, 3), ""),
        ("1-3 Desember, Dimas", date(2026, 12, 1), date(2026, 12, 3), "Dimas"),
        ("26 November", THURSDAY, THURSDAY, ""),
        ("25 November", date(2027, 11, 25), date(2027, 11, 25), ""),
        ("24 s.d. 28 November", date(2026, 11, 24), date(2026, 11, 28), ""),
        ("29 Februari", date(2028, 2, 29), date(2028, 2, 29), ""),
        ("Senin, 30 November 2026 s.d. Rabu, 2 Desember 2026", date(2026, 11, 30), date(2026, 12, 2), ""),
        ("hari ini", THURSDAY, THURSDAY, ""),
        ("Besok Dimas", date(2026, 11, 27), date(2026, 11, 27), "Dimas"),
        ("besok s.d. 2 Desember Dimas", date(2026, 11, 27), date(2026, 12, 2), "Dimas"),
        ("besok sampai lusa", date(2026, 11, 27), date(2026, 11, 28), ""),
    ],
)
def test_months_by_name_near_days_and_years_that_go_without_saying(text, first, last, words):
    span = read_span(text, THURSDAY)

    assert span is not None
    assert (span.first, span.last, span.words) == (first, last, words)


@pytest.mark.parametrize(
    "text",
    [
        "9-3-2027 s.d. 8-2-2027",
        "2 Desember s.d. 30 November 2026",
        "5 Desember s.d. 1 Desember",
        "3-1 Desember 2026",
        "lusa s.d. besok",
    ],
)
def test_days_that_run_backwards_are_said_to(text):
    with pytest.raises(DaysReversed):
        read_span(text, THURSDAY)


@pytest.mark.parametrize("text", ["31-12-9999", "1 Januari 1999", "1-1-2027 s.d. 31-12-2101", "01-01-0027"])
def test_a_year_that_must_be_mistyped_is_refused(text):
    with pytest.raises(DaysUnfit):
        read_span(text, THURSDAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (2026, 11)),
        ("desember", (2026, 12)),
        ("Nov", (2026, 11)),
        ("maret", (2027, 3)),
        ("maret 2026", (2026, 3)),
        ("3", (2027, 3)),
    ],
)
def test_a_month_to_look_at_is_the_next_of_its_name(text, found):
    assert read_next_month(text, THURSDAY) == found


@pytest.mark.parametrize("text", ["abc", "13", "besok", "desember kemarin"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(MonthUnfit):
        read_next_month(text, THURSDAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 2027", (2027, 3)),
        ("03-2027", (2027, 3)),
        ("Maret 2027", (2027, 3)),
        ("maret/2027", (2027, 3)),
        ("13 2027", None),
        ("2027", None),
        ("ma 2027", None),
        ("libur", None),
    ],
)
def test_a_month(text, found):
    assert read_month(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Period(2027)),
        ("2026", Period(2026)),
        ("3 2026", Period(2026, 3)),
        ("Maret 2026", Period(2026, 3)),
        ("maret", Period(2027, 3)),
        ("3", Period(2027, 3)),
        ("13", None),
        ("27", None),
        ("kemarin", None),
        ("2027 2026", None),
    ],
)
def test_a_month_or_a_year(text, found):
    assert read_period(text, date(2027, 5, 4)) == found
