"""What admins write of somebody: the number of the letter that appoints him, his name, his post.

They stand in cards, papers and the journal, so a blank, a joke or a date alone is asked for again.
"""

import re
import unicodedata
from datetime import date

from handlers.leaving import BASIS_LIMIT
from handlers.screens.addressing import address_form
from handlers.when import (
    BEGINS,
    FULL_DATE,
    SINCE,
    UNTIL,
    DaysLongPast,
    DaysUnfit,
    Term,
    names_days,
    read_days,
    read_span,
    read_term,
)
from sop.officials import begins_long_ago
from sop.wording import capitalized_name, clean_words, is_latin, plain_name
from storage.errors import DetailUnfit

LIMIT = 100
"""Letters of a name, sapaan or post."""
_IN_NAMES = frozenset(" .,'’`-()")


def letter_number(text: str, today: date) -> str:
    """'SK 12/2027': one line with a digit, no date alone and more than '9' (`today` is a date in the office's zone).

    Raises:
        DetailUnfit: it is none.
    """
    number = " ".join(clean_words(text).split()).strip(" ;,")
    says_little = not any(char.isdigit() for char in number) or re.fullmatch(r"\W*\d{1,2}\W*", number)
    if says_little or len(number) > BASIS_LIMIT or _is_date(number, today):
        raise DetailUnfit("letter")
    return number


def names_letter(text: str, today: date) -> bool:
    """Whether words hold the number of a letter."""
    try:
        return bool(letter_number(text, today))
    except DetailUnfit:
        return False


_TERM = re.compile(
    rf"[\s,(]+(?:{SINCE}|(?:hari|minggu|pekan|bulan|tahun)\s+(?:ini|depan)|besok|lusa"
    rf"|per\s+(?={BEGINS})|{UNTIL}\W*(?={BEGINS}|tanggal|tgl)|sampai|hingga"
    rf"|{FULL_DATE}(?=\s*(?:{UNTIL}|[-–—])))",
    re.IGNORECASE,
)
"""Where days begin behind a number, also without a semicolon; 'tanggal 1 Maret', the letter's own, is part of it."""
_STRAY = re.compile(rf"(?<!tanggal)(?<!tgl)(?<!tgl\.)[\s,]+{FULL_DATE}(?![\w/])", re.IGNORECASE)
"""A date beside the number: the letter's, or the first day?"""
_DAYS_FIRST = re.compile(
    rf"^\W*(?:(?:{SINCE})\b|per\s+(?={BEGINS})|{UNTIL}\W*(?={BEGINS}|tanggal|tgl)|{FULL_DATE}\s*(?:{UNTIL}|[-–—]))",
    re.IGNORECASE,
)
"""'TMT 1 Maret 2027, SK 9/2027': the number comes behind the days."""
_DATE_FIRST = re.compile(rf"^\W*{FULL_DATE}[\s,]+(?=\w)", re.IGNORECASE)


def letter_and_term(text: str, today: date) -> tuple[str, Term]:
    """'SK 12/2027; 01-03-2027 s.d. 31-12-2027', 'TMT 1 Maret 2027, SK 12/2027': the letter's number, and the days.

    Raises:
        DetailUnfit: there is no number.
        DaysUnfit: days are meant that cannot be read; they are never taken for a part of the number.
        DaysLongPast: the first of them lies further back than a role begins.
    """
    number, days = _apart(text, today)
    stray = _STRAY.search(number)
    if stray and any(char.isdigit() for char in number[: stray.start()]):
        raise DaysUnfit
    if _DATE_FIRST.match(number) or names_days(number):
        raise DaysUnfit
    letter, term = letter_number(number, today), read_term(days, today)
    if term.first is not None and begins_long_ago(term.first, today):
        raise DaysLongPast
    return letter, term


def _apart(text: str, today: date) -> tuple[str, str]:
    """The words of the number and those of the days: in lines of their own, at a semicolon, or one behind the other.

    Raises:
        DaysUnfit: days come first that cannot be read.
    """
    lines = [" ".join(line.split()) for line in clean_words(text).splitlines() if line.strip()]
    for at in (-1, 0) if len(lines) > 1 else ():
        if _are_days(lines[at], today):
            days = lines.pop(at)
            return " ".join(lines).strip(" ,;"), days
    line = " ".join(lines)
    before, semicolon, after = line.partition(";")
    if _DAYS_FIRST.match(before):
        if semicolon:
            return after, before
        span = read_days(line, today)
        if span is None:
            raise DaysUnfit
        number = span.words
        return number, line.removesuffix(number)
    if not semicolon and (begins := _TERM.search(line)):
        return line[: begins.start()], line[begins.start() :]
    return before, after


def _are_days(line: str, today: date) -> bool:
    try:
        return read_term(line, today) != Term()
    except DaysUnfit:
        return False


def letter_alone(text: str, today: date) -> str:
    """The letter's number where no days are chosen: a role by a code begins when the code is used.

    Raises:
        DetailUnfit: there is no number, or days stand beside it.
    """
    try:
        number, term = letter_and_term(text, today)
    except DaysUnfit:
        raise DetailUnfit("basis") from None
    if term != Term():
        raise DetailUnfit("basis")
    return number


def person_name(text: str) -> str:
    """'Dr. H. Wahyu Nugroho, S.H., M.Si.': letters and the signs of names and degrees, in one line.

    What was typed in small letters or capitals alone begins its words with a capital: papers bear it.

    Raises:
        DetailUnfit: it is none, has figures, or letters that only look like Latin ones.
    """
    name = plain_name(text)
    before, _, rest = name.partition(" ")
    if rest and address_form(before):
        # The form of address is kept apart: it would be said twice, and a namesake would go unseen behind it.
        name = rest
    if not is_latin(name):
        raise DetailUnfit("letters")
    if any(char.isdigit() for char in name):
        raise DetailUnfit("figures")
    fits = all(unicodedata.category(char)[0] in "LM" or char in _IN_NAMES for char in name)
    if not fits or len(name) > LIMIT or sum(char.isalpha() for char in name) < 2:
        raise DetailUnfit("name")
    return capitalized_name(name)


def post_name(text: str) -> str:
    """'Kasubbag Hukum dan SDM'.

    Raises:
        DetailUnfit: it is none.
    """
    post = " ".join(clean_words(text).split())
    if not any(char.isalpha() for char in post) or len(post) > LIMIT:
        raise DetailUnfit("jabatan")
    return post


def _is_date(text: str, today: date) -> bool:
    try:
        span = read_span(text, today)
    except DaysUnfit:
        return False
    return span is not None and not span.words
