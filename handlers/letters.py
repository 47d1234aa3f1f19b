"""What admins write of somebody: the number of the letter that appoints him, his name, his post.

They stand in cards, papers and the journal, so a blank, a joke or a date alone is asked for again.
"""

import unicodedata
from datetime import date

from handlers.leaving import BASIS_LIMIT
from handlers.when import DaysUnfit, read_span
from sop.wording import clean_words
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


def person_name(text: str) -> str:
    """'Dr. H. Wahyu Nugroho, S.H., M.Si.': letters and the signs of names and degrees, in one line.

    Raises:
        DetailUnfit: it is none.
    """
    name = " ".join(clean_words(text).split())
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
