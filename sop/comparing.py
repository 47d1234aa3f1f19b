"""Two texts compared word by word, as people read them: how lines are broken and how letters are coded is no matter.

Not looked at: capitals, blanks and line breaks, ligatures, soft and other hyphens, kinds of quotation marks and dashes,
the numbers of pages, and the labels of a list's points, which a word processor does not keep among its words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

PAGE_END = "\f"
"""Ends each page in the words of a file that has pages."""
MOST_WORDS = 4_000
"""Words of either text between the first difference and the last; all that is longer is one place."""
MOST_KEPT = 10
"""Places that a comparison keeps; of the others it knows how many they are."""
PLACE_LIMIT = 300
"""Characters that it keeps of the words of one place."""
NEIGHBOURS = 3
"""Words on each side of a place that both texts have, by which people find it."""
NEIGHBOURS_LIMIT = 30
"""Characters that it keeps of them."""
SCRAP = 5
"""So many times fewer words than the other has are a stamp on a scan, and no text."""

_BROKEN_WORD = re.compile("[\u00ad\u0002\ufffe](?:[^\\S\\n]*\\n)?\\s*")
"""A word that was broken at the end of a line for want of room, as soft hyphens and PDFium mark it."""
_HYPHEN_AT_END = re.compile(r"(?<=\w)[-\u2010\u2011][^\S\n]*\n\s*(?=\w)")
_LABEL = re.compile(r"[^\S\n]*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|[^\w\s]{1,2})[^\S\n]+(?=\S)")
"""`1.`, `a)`, `(iv)` or a bullet that begins a line and is not all of it; a capital may belong to a name: H. Yanto."""
_PAGE_NUMBER = re.compile(
    r"\W{0,9}(?:hal(?:aman|\.)?\s{0,9})?(\d{1,6})(?:\s{0,9}(?:/|dari)\s{0,9}\d{1,6})?\W{0,9}", re.IGNORECASE
)
_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`", "'") | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
)
_NOT_READ = re.compile(r"[-\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff_\u2026]|\.{2,}")
"""Hyphens and dashes, what cannot be seen, and the dots and lines of a blank to be filled by hand."""


@dataclass(frozen=True)
class Place:
    """One place where two texts differ, in their own words; either may be empty, not both.

    What stands before and after it in both texts begins and ends with an ellipsis where the text goes on.
    """

    taken: str
    put: str
    before: str = ""
    after: str = ""


class Likeness(StrEnum):
    """What was found between the approved version and a final text."""

    SAME = "same"
    DIFFERENT = "different"
    FINAL_UNREAD = "final-unread"
    """The final text shows no words: a scan, a picture, or a kind of file that is not read here."""
    APPROVED_UNREAD = "approved-unread"
    """The approved version shows none."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A final text held against an approved version: a fact for whoever affirms it, never a refusal."""

    version: int
    likeness: Likeness
    places: tuple[Place, ...] = ()
    """The first of the places that differ, their words shortened."""
    count: int = 0
    """How many places differ."""


@dataclass(frozen=True)
class _Word:
    shown: str
    key: str


def compare(approved: str, final: str, version: int) -> Comparison:
    """A final text held against the approved version of this number; a text without words cannot be."""
    old, new = len(keys(approved)), len(keys(final))
    if not new or new * SCRAP < old:
        return Comparison(version=version, likeness=Likeness.FINAL_UNREAD)
    if old * SCRAP < new:
        return Comparison(version=version, likeness=Likeness.APPROVED_UNREAD)
    found = differences(approved, final)
    places = tuple(
        replace(place, taken=_shortened(place.taken), put=_shortened(place.put)) for place in found[:MOST_KEPT]
    )
    likeness = Likeness.DIFFERENT if found else Likeness.SAME
    return Comparison(version=version, likeness=likeness, places=places, count=len(found))


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same in the same words."""
    return keys(one) == keys(other)


def keys(text: str) -> tuple[str, ...]:
    """The words of a text, each reduced to what is compared; a word of marks alone is none."""
    return tuple(word.key for word in _words(text))


def differences(before: str, after: str) -> tuple[Place, ...]:
    """Every place where `after` says something else, in order; none where they say the same.

    Bounded: where more than MOST_WORDS words of either lie between the first difference and the last, all of it is one
    place, so that nobody can make it last.
    """
    old, new = list(_words(before)), list(_words(after))
    first = next(
        (n for n, (a, b) in enumerate(zip_longest(old, new)) if a is None or b is None or a.key != b.key), None
    )
    if first is None:
        return ()
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last].key == new[-1 - last].key:
        last += 1
    whole, end = old, len(old) - last
    old, new = old[first:end], new[first : len(new) - last]
    if max(len(old), len(new)) > MOST_WORDS:
        found = [(0, len(old), 0, len(new))]
    else:
        matcher = SequenceMatcher(None, [word.key for word in old], [word.key for word in new])
        found = [(a, b, c, d) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    # Neighbours are words of both texts: they reach no further than to the places beside.
    ends = (0, *(first + b for _, b, _, _ in found))
    begins = (*(first + a for a, _, _, _ in found[1:]), len(whole))
    return tuple(
        Place(
            _shown(old[a:b]),
            _shown(new[c:d]),
            before=_neighbours(whole, ends[n], first + a, at_end=True),
            after=_neighbours(whole, first + b, begins[n], at_end=False),
        )
        for n, (a, b, c, d) in enumerate(found)
    )


def _neighbours(words: Sequence[_Word], begin: int, end: int, *, at_end: bool) -> str:
    """The last words of this stretch, or the first, as far as they fit."""
    if at_end:
        begin = max(begin, end - NEIGHBOURS)
        while len(_shown(words[begin:end])) > NEIGHBOURS_LIMIT:
            begin += 1
        return f"{'… ' if begin else ''}{_shown(words[begin:end])}".strip()
    end = min(end, begin + NEIGHBOURS)
    while len(_shown(words[begin:end])) > NEIGHBOURS_LIMIT:
        end -= 1
    return f"{_shown(words[begin:end])}{' …' if end < len(words) else ''}".strip()


def _shortened(text: str) -> str:
    return text if len(text) <= PLACE_LIMIT else f"{text[: PLACE_LIMIT - 1]}…"


def _shown(found: Sequence[_Word]) -> str:
    return " ".join(word.shown for word in found)


def _words(text: str) -> Iterator[_Word]:
    for shown in _running(text).split():
        key = _NOT_READ.sub("", shown.translate(_ALIKE)).casefold()
        if any(char.isalnum() for char in key):
            yield _Word(shown, key)


def _running(text: str) -> str:
    """The words without what belongs to the sheet and not to the text."""
    whole = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2026", " "))
    pages = whole.split(PAGE_END)
    if len(pages) > 1:
        whole = "\n".join(_without_number(page, number) for number, page in enumerate(pages, 1))
    joined = _HYPHEN_AT_END.sub("-", _BROKEN_WORD.sub("", whole))
    return "\n".join(_LABEL.sub("", line, count=1) if _LABEL.match(line) else line for line in joined.split("\n"))


def _without_number(page: str, number: int) -> str:
    """A page without its own number, where its first or its last line says nothing else."""
    lines = page.strip().split("\n")
    for at in (0, -1):
        if lines and (alone := _PAGE_NUMBER.fullmatch(lines[at])) and alone[1].lstrip("0") == str(number):
            del lines[at]
    return "\n".join(lines)
