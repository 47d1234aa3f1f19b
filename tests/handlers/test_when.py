"""Days as people type them; what is no day is refused, never guessed."""

from datetime import date

import pytest

from handlers.when import read_month, read_period, read_span
from sop.recap import Period


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
        ("29-02-2028", date(2028, 2, 29), date(2028, 2, 29), ""),
    ],
)
def test_days_and_the_words_after_them(text, first, last, words):
    span = read_span(text)

    assert span is not None
    assert (span.first, span.last, span.words) == (first, last, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "besok",
        "18-08",
        "31-02-2027",
        "18-13-2027",
        "Cuti 18-08-2027",
        "9-3-2027 s.d. 8-2-2027",
        "18 ma 2027",
        "0-1-2027",
    ],
)
def test_what_is_no_day_is_none(text):
    assert read_span(text) is None


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
