"""Days as people type them: '18-08-2027', '1-3 Desember', '30 Nov s.d. 2 Des 2026', 'besok'; and what follows.

Where the year is missing, the next such day is meant, and of a span the one whose last day is still to come.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sop.recap import Period

MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni"),
    *("juli", "agustus", "september", "oktober", "november", "desember"),
)
_NEAR = {"hari ini": 0, "besok": 1, "lusa": 2}
_WEEKDAYS = r"senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
BEGINS = rf"\d|\b(?:hari\s+ini|besok|lusa)\b|\b(?:hari\s+)?(?:{_WEEKDAYS})\b[\s,]*(?:tanggal\s+)?(?=\d)"
"""Where days begin in a text."""
_OF_TIME = {
    *("besok", "lusa", "kemarin", "hari", "pekan", "minggu", "bulan", "depan", "jumat", *_WEEKDAYS.split("|")),
    *("selama", "akhir", "awal", "tahun", "seminggu", "sepekan", "sebulan", "seterusnya"),
}
_MONTH = r"[a-z]{3,9}\b\.?"
_YEAR = r"\d{4}\b|'?\d{2}\b(?!\s*(?:[-/.]?\s*\d|(?:jan|feb|peb|mar|apr|mei|jun|jul|ag|sep|okt|nov|nop|des)))"
"""Of two figures too, where they are not the day of a next date: '31 Des 27'."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Beyond these a year was mistyped."""
_DAY = (
    rf"(?:(?:hari\s+)?(?:{_WEEKDAYS})\b[\s,]*(?:tanggal\s+)?(?=\d))?"
    r"(?:(hari\s+ini|besok|lusa)\b|(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"
    r"|(\d{1,2})\s*(?:[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)"
    rf"|({_MONTH})(?:[\s,]+({_YEAR}))?))"
)
UNTIL = r"(?:s\s*[./]?\s*d(?![a-z])\.?|samp(?:ai|e)\s+dengan\b|samp(?:ai|e)\b|hingga\b|ke\b)"
"""What says that a last day follows, as officials write it: 's.d.', 's/d', 'sd', 'sampai', 'hingga', 'ke'."""
_UNTIL = rf"[\s,]*(?:{UNTIL}|[-–—])\s*(?:(?:tanggal|tgl)\b\.?\s*)?"
_PARTS = re.compile(_DAY).groups
_SHORT = re.compile(rf"^\W*(\d{{1,2}}){_UNTIL}(?=\d{{1,2}}\s*({_MONTH}(?:[\s,]+(?:{_YEAR}))?))", re.IGNORECASE)
"""'18 s.d. 20 Januari 2027': month and year stand once, at the end."""
_SPAN = re.compile(rf"^\W*{_DAY}(?:{_UNTIL}{_DAY})?[\s,;:.–-]*", re.IGNORECASE)
_STILL_DAYS = re.compile(rf"(?:{UNTIL}(?=\W*(?:{BEGINS}|$))|(?!ke\b){UNTIL}|selama\b)", re.IGNORECASE)
"""More of the days, which was not understood: 's/d akhir bulan', 'selama 3 hari'."""
_GUESSED = timedelta(days=183)
"""Longer than this no span is of which a year is missing: its days run backwards."""


class DaysUnfit(Exception):
    """Not days of a calendar, too many of them, or too far away."""


class DaysLongPast(DaysUnfit):
    """The first day of a role lies more than a year back."""


class DaysReversed(DaysUnfit):
    """The last day comes before the first."""


class WordsUnclear(DaysUnfit):
    """Figures or times stand behind the days that were read; without them the days may be too few."""


class MonthUnfit(DaysUnfit):
    """Not a month."""


@dataclass(frozen=True)
class Span:
    """From a day until a day (both included), and the words that came with it."""

    first: date
    last: date
    words: str
    is_bounded: bool = False
    """Whether a last day was said: 'from a day until the same day' is more than the day alone."""


@dataclass(frozen=True)
class Term:
    """From a day on, until a day; None where it was not said."""

    first: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class _Day:
    """A day and a month of some year, or a whole date."""

    day: int
    month: int
    year: int | None

    def among(self, years: Iterable[int]) -> date | None:
        """The date in the first of these years that has such a day (29 February), or in its own year."""
        for year in years if self.year is None else (self.year,):
            try:
                return date(year, self.month, self.day)
            except ValueError:
                continue
        return None

    def since(self, bound: date) -> date | None:
        """The next such day from a date on."""
        found = self.among(range(bound.year, bound.year + 9))
        passed = found is not None and found < bound and self.year is None
        return self.among(range(bound.year + 1, bound.year + 10)) if passed else found

    def until(self, bound: date) -> date | None:
        """The last such day up to a date."""
        found = self.among(range(bound.year, bound.year - 9, -1))
        ahead = found is not None and found > bound and self.year is None
        return self.among(range(bound.year - 1, bound.year - 10, -1)) if ahead else found


def read_span(text: str, today: date) -> Span | None:
    """The days that a text begins with; None when it begins with none.

    Raises:
        DaysReversed: they run backwards.
        WordsUnclear: they go on in words that cannot be read.
        DaysUnfit: in a year that must be mistyped.
    """
    text = _SHORT.sub(r"\1 \2 s.d. ", text)
    found = _SPAN.match(text)
    if found is None:
        return None
    groups = found.groups()
    begins = _day(groups[:_PARTS], today)
    ends = _day(groups[_PARTS:], today) if any(groups[_PARTS:]) else begins
    if begins is None or ends is None:
        return None
    last = ends.since(today if begins.year is None else begins.since(today) or today)
    first = begins.until(last) if last is not None else None
    if first is None or last is None:
        return None
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last)):
        raise DaysUnfit
    guessed = begins.year is None or ends.year is None
    if last < first or (guessed and last - first > _GUESSED):
        raise DaysReversed
    words = text[found.end() :].strip()
    if _STILL_DAYS.match(words):
        raise WordsUnclear
    return Span(first, last, words, is_bounded=any(groups[_PARTS:]))


SINCE = "|".join(("sejak", "mulai", "berlaku", "terhitung", "tmt"))
"""What says that days follow, for which something holds."""
_OPEN = re.compile(
    rf"{_UNTIL}(?:diakhiri|seterusnya|selanjutnya|dicabut|ada\s+(?:ketentuan|perubahan|penetapan)\b.*)\W*$|"
    r"\s*seterusnya\W*$",
    re.IGNORECASE,
)
"""'sampai diakhiri': no last day."""
_LEADING = re.compile(
    rf"^[\s,;:.()]*(?:(?:{SINCE}|" + "|".join(("per", "dari", "pada", "tanggal", "tgl")) + r")\b[\s,;:.()]*)*",
    re.IGNORECASE,
)
_BOUND = re.compile(rf"^\W*{UNTIL}\W*(?:(?:tanggal|tgl)\b\W*)?", re.IGNORECASE)


def read_term(text: str, today: date) -> Term:
    """The days for which a role is given: 'sejak besok', '01-03-2027 s.d. 31-12-2027', 's.d. 31 Desember 2027'.

    Nothing but days may stand there; where there is nothing at all, there is no term.

    Raises:
        DaysReversed: they run backwards.
        DaysUnfit: they cannot be read, or stand in a year that must be mistyped.
    """
    days = _LEADING.sub("", text)
    endless = _OPEN.search(days)
    days = days[: endless.start()] if endless else days
    if not days.strip(" ,;:.()"):
        if endless is None and any(char.isalnum() for char in text):
            raise DaysUnfit
        return Term()
    bound = _BOUND.match(days)
    span = read_span(days[bound.end() :] if bound else days, today)
    if span is None or span.words.strip(" ,;:.()") or (bound and (span.is_bounded or endless)):
        raise DaysUnfit
    if bound:
        return Term(until=span.last)
    return Term(span.first, span.last if span.is_bounded else None)


def read_days(text: str, today: date) -> Span | None:
    """The days that a text begins with, also behind 'mulai' and the like; 's.d. 31 Desember' alone is from today on.

    Raises:
        DaysReversed: they run backwards, or the last day has passed.
        DaysUnfit: they cannot be read wholly, or stand in a year that must be mistyped.
    """
    days = _LEADING.sub("", text)
    bound = _BOUND.match(days)
    span = read_span(days[bound.end() :] if bound else days, today)
    if bound is None:
        return span
    if span is None or span.is_bounded:
        raise DaysUnfit
    if span.last < today:
        raise DaysReversed
    return Span(today, span.last, span.words, is_bounded=True)


def names_days(text: str) -> bool:
    """Whether words tell a time that is not the date of a letter ('tanggal 1 Maret 2027')."""
    return _TELLS.search(LETTERS_DATE.sub(" ", text)) is not None


def reaches_on(text: str) -> bool:
    """Whether words beside the days tell of another last day: 's.d. 5-3-2027'."""
    return _REACHES.search(text) is not None


FULL_DATE = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{2})(?!\d)"
    r"|(?!tahun)[a-z]{3,9}\.?,?\s+'?\d{2,4}\b))"
)
"""A date with its year, wherever it stands."""
LETTERS_DATE = re.compile(rf"(?:tanggal|tgl)\b[\s.:]*{FULL_DATE}", re.IGNORECASE)
"""The day on which a letter was written."""
_TELLS = re.compile(
    rf"(?<![\w/.-])(?:{SINCE}|(?!ke\b){UNTIL}|ke\s+(?={BEGINS})|selama|seterusnya|{'|'.join(MONTHS)}|{_WEEKDAYS}"
    r"|hari|pekan|bulan|akhir|awal|depan|besok|lusa|kemarin|tahun\s+ini|\d+\s*(?:hari|pekan|bulan|tahun)(?!\s+\d)"
    r"|(?:jan|feb|peb|mar|apr|jun|jul|agt|agst|agu|sep|sept|okt|nov|nop|des)\.?\s+'?\d{2,4})(?![\w/])",
    re.IGNORECASE,
)
_REACHES = re.compile(rf"(?<![\w/.-]){UNTIL}\W*(?:(?:tanggal|tgl)\W*)?(?:{BEGINS})|^\W*{FULL_DATE}\W*$", re.IGNORECASE)


def speaks_of_time(words: Iterable[str]) -> bool:
    """Whether words that name nobody are meant as a time: 'minggu depan', 'Desember'."""
    plain = [word.casefold() for word in words]
    return bool(_OF_TIME & set(plain)) or (bool(plain) and all(_month(word) is not None for word in plain))


def read_month(text: str) -> tuple[int, int] | None:
    """Year and month of '3 2027', '03-2027', 'Maret 2027'; None for anything else."""
    found = re.fullmatch(r"\W*(?:(\d{1,2})|([a-z]{3,9}))[\s/.-]+(\d{4})\W*", text.strip(), re.IGNORECASE)
    if found is None:
        return None
    number, name, year = found.groups()
    month = int(number) if number else _month(name)
    return (int(year), month) if month is not None and 1 <= month <= 12 else None


def read_next_month(text: str, today: date) -> tuple[int, int]:
    """Year and month of 'Maret 2027'; of a month alone the next one, and of nothing this one.

    Raises:
        MonthUnfit: it is no month.
    """
    if not text.strip():
        return today.year, today.month
    found = read_month(text) or read_month(f"{text} {today.year}")
    if found is None:
        raise MonthUnfit
    is_over = read_month(text) is None and found < (today.year, today.month)
    return (found[0] + 1, found[1]) if is_over else found


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


def _day(groups: tuple[str | None, ...], today: date) -> _Day | None:
    near, *whole, day, number, year, name, years_end = groups
    if near is not None:
        on = today + timedelta(days=_NEAR[" ".join(near.lower().split())])
        return _Day(on.day, on.month, on.year)
    if whole[0] is not None:
        year_first, of_year, of_month = (int(part or 0) for part in whole)
        return _Day(of_month, of_year, year_first)
    month = int(number) if number else _month(name or "")
    written = year or years_end
    return _Day(int(day or 0), month, _full_year(written) if written else None) if month else None


def _full_year(written: str) -> int:
    """'27' and "'27" are 2027."""
    figures = written.strip("'")
    return int(figures) + (FIRST_YEAR if len(figures) == 2 else 0)


_ALSO = {"agt": 8, "agst": 8, "sept": 9, "nop": 11, "peb": 2}
"""Other ways in which months are cut short."""


def _month(name: str) -> int | None:
    short = name.lower().rstrip(".")
    if short in _ALSO:
        return _ALSO[short]
    fitting = [number for number, month in enumerate(MONTHS, 1) if len(short) > 2 and month.startswith(short)]
    return fitting[0] if len(fitting) == 1 else None
