"""What admins write of somebody: the number of the letter that appoints him, his name, his post.

They stand in cards, papers and the journal, so a blank, a joke or a date alone is asked for again.
"""

import re
import unicodedata
from datetime import date

from handlers.leaving import BASIS_LIMIT
from handlers.when import BEGINS, SINCE, DaysUnfit, Term, read_span, read_term
from sop.wording import clean_words, is_latin, plain_name
from storage.errors import DetailUnfit

LIMIT = 100
"""Letters of a name, sapaan or post."""
_IN_NAMES = frozenset(" .,'’`-()")


def letter_number(text: str, today: date) -> str:
    """'SK 12/2027': one line with a digit that is not a date alone (`today` is a date in the office's zone).

    Raises:
        DetailUnfit: it is none.
    """
    number = " ".join(clean_words(text).split()).strip(" ;,")
    if not any(char.isdigit() for char in number) or len(number) > BASIS_LIMIT or _is_date(number, today):
        raise DetailUnfit("letter")
    return number


_FULL_DATE = r"\d{1,2}\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{2})(?!\d)|[a-z]{3,9}\.?,?\s+'?\d{2,4}\b)"
_TERM = re.compile(
    rf"[\s,(]+(?:{SINCE}|(?:hari|minggu|pekan|bulan|tahun)\s+(?:ini|depan)|besok|lusa"
    rf"|per\s+(?={BEGINS})|s\.?\s*d\.?\s+(?={BEGINS}|tanggal)|sampai|hingga"
    rf"|{_FULL_DATE}(?=\s*(?:s\.?\s*d\b|sampai|hingga|-|–)))",
    re.IGNORECASE,
)
"""Where days begin behind a number, also without a semicolon; 'tanggal 1 Maret', the letter's own, is part of it."""
_STRAY = re.compile(rf"(?<!tanggal)(?<!tgl)(?<!tgl\.)[\s,]+{_FULL_DATE}\W*$", re.IGNORECASE)
"""A date at the end: the letter's, or the first day?"""


def letter_and_term(text: str, today: date) -> tuple[str, Term]:
    """'SK 12/2027; 01-03-2027 s.d. 31-12-2027', 'SK 12/2027 sejak besok': the letter's number, and for which days.

    Raises:
        DetailUnfit: there is no number.
        DaysUnfit: days are meant that cannot be read; they are never taken for a part of the number.
    """
    line = " ".join(clean_words(text).split())
    number, semicolon, days = line.partition(";")
    if not semicolon and (begins := _TERM.search(line)):
        number, days = line[: begins.start()], line[begins.start() :]
    stray = _STRAY.search(number)
    if stray and any(char.isdigit() for char in number[: stray.start()]):
        raise DaysUnfit
    return letter_number(number, today), read_term(days, today)


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

    Raises:
        DetailUnfit: it is none, or has letters that only look like Latin ones.
    """
    name = plain_name(text)
    if not is_latin(name):
        raise DetailUnfit("letters")
    fits = all(unicodedata.category(char)[0] in "LM" or char in _IN_NAMES or char.isdigit() for char in name)
    if not fits or len(name) > LIMIT or sum(char.isalpha() for char in name) < 2:
        raise DetailUnfit("name")
    return name


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
