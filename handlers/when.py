"""Days as people type them: '18-08-2027', '18 Agustus 2027', '8/2/2027 s.d. 9/3/2027', and the words that follow."""

import re
from dataclasses import dataclass
from datetime import date

from sop.recap import Period

MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni"),
    *("juli", "agustus", "september", "oktober", "november", "desember"),
)
_DAY = r"(\d{1,2})\s*(?:[-/.]\s*(\d{1,2})\s*[-/.]|\s+([a-z]{3,9})\s+)\s*(\d{4})"
_UNTIL = r"\s*(?:s\.?\s*d\.?|sampai dengan|sampai|hingga|-|–)\s*"
_SHORT = re.compile(rf"^\W*(\d{{1,2}}){_UNTIL}(?=\d{{1,2}}\s+([a-z]{{3,9}}\s+\d{{4}}))", re.IGNORECASE)
"""'18 s.d. 20 Januari 2027': month and year stand once, at the end."""
_SPAN = re.compile(rf"^\W*{_DAY}(?:{_UNTIL}{_DAY})?[\s,;:.]*", re.IGNORECASE)


class DaysUnfit(Exception):
    """Not days of a calendar, too many of them, or too far away."""


@dataclass(frozen=True)
class Span:
    """From a day until a day (both included), and the words that came with it."""

    first: date
    last: date
    words: str


def read_span(text: str) -> Span | None:
    """The days that a text begins with; None when it begins with none, or when they run backwards."""
    text = _SHORT.sub(r"\1 \2 s.d. ", text)
    found = _SPAN.match(text)
    if found is None:
        return None
    groups = found.groups()
    first = _date(*groups[:4])
    last = _date(*groups[4:]) if groups[4] else first
    if first is None or last is None or last < first:
        return None
    return Span(first, last, text[found.end() :].strip())


def read_month(text: str) -> tuple[int, int] | None:
    """Year and month of '3 2027', '03-2027', 'Maret 2027'; None for anything else."""
    found = re.fullmatch(r"\W*(?:(\d{1,2})|([a-z]{3,9}))[\s/.-]+(\d{4})\W*", text.strip(), re.IGNORECASE)
    if found is None:
        return None
    number, name, year = found.groups()
    month = int(number) if number else _month(name)
    return (int(year), month) if month is not None and 1 <= month <= 12 else None


def read_period(text: str, today: date) -> Period | None:
    """The month or year of '3 2027', 'Maret 2027', '2027'; a month alone is one of this year, nothing is this year.

    None for anything else.
    """
    if not text.strip():
        return Period(today.year)
    if found := re.fullmatch(r"\W*(\d{4})\W*", text):
        return Period(int(found[1]))
    month = read_month(text) or read_month(f"{text} {today.year}")
    return Period(*month) if month is not None else None


def _date(day: str, number: str | None, name: str | None, year: str) -> date | None:
    month = int(number) if number else _month(name or "")
    try:
        return date(int(year), month or 0, int(day))
    except ValueError:
        return None


_ALSO = {"agt": 8, "agst": 8, "sept": 9, "nop": 11, "peb": 2}
"""Other ways in which months are cut short."""


def _month(name: str) -> int | None:
    short = name.lower()
    if short in _ALSO:
        return _ALSO[short]
    fitting = [number for number, month in enumerate(MONTHS, 1) if month.startswith(short)]
    return fitting[0] if len(fitting) == 1 else None
