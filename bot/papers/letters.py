"""Which letters a paper can print, and what becomes of the rest.

Only the fonts inside the typst package are used, so that a paper looks the same on every machine; they hold
no emoji and few scripts beyond Latin, Greek, Cyrillic, Hebrew and Arabic. PDF/A refuses a letter without a
shape, and Typst 0.15 dies of one inside Arabic text, so every string passes through `printable` on its way
to a template. What the user wrote stays untouched in the journal.
"""

import re
import unicodedata
from collections.abc import Mapping

NO_EMOJI = "\ue000"
"""Stands in the template for a run of pictures that cannot be printed; the template says what is shown."""

NO_SCRIPT = "\ue001"
"""The same for a run of letters of another script."""

PRINTABLE = (
    (0x0020, 0x04FF),  # Latin, phonetic, combining marks, Greek, Cyrillic
    (0x05D0, 0x05EA),  # Hebrew
    (
        0x060C,
        0x060C,
    ),  # Arabic, as in a written salam: comma, semicolon, question mark, letters, harakat, digits
    (0x061B, 0x061B),
    (0x061F, 0x061F),
    (0x0621, 0x063A),
    (0x0640, 0x0652),
    (0x0660, 0x0669),
    (0x1E00, 0x1FFF),  # more Latin and Greek
    (0x2010, 0x2027),  # dashes, quotation marks, bullets, ellipsis
    (0x2030, 0x2040),
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x211E),
    (0x2122, 0x2122),
    (0x2150, 0x2151),
    (0x2153, 0x2184),
    (0x2190, 0x23FF),  # arrows, mathematics
    (0x2500, 0x262F),  # frames, boxes, shapes
    (0x2713, 0x2718),  # ticks and crosses
)
"""Ranges in which every assigned character has a shape in the embedded fonts (a test typesets them all)."""

_STACKED = re.compile(r"([\u0300-\u036f\u064b-\u0652]{2})[\u0300-\u036f\u064b-\u0652]+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\v\f]")
# Marks that change how the neighbours are shown: they belong to the picture before them and have no shape of
# their own.
_PART_OF_EMOJI = frozenset("\u200d\u20e3\ufe0e\ufe0f")


def printable(text: str) -> str:
    """A text keeps every letter that the fonts hold; runs of others become one stand-in.

    Invisible characters fall away, the ones that turn the reading direction above all: on paper they could
    show a sentence other than the one that was sent. More than two marks on one letter are cut, lest they
    cover the next line.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    kept: list[str] = []
    for letter in text:
        shown = _shown(letter)
        if shown and not (shown in (NO_EMOJI, NO_SCRIPT) and kept and kept[-1] == shown):
            kept.append(shown)
    return _STACKED.sub(r"\1", "".join(kept)).strip()


def _shown(letter: str) -> str:
    """A letter, its stand-in, or nothing for what is invisible."""
    if letter == "\n":
        return letter
    kind = unicodedata.category(letter)
    if letter == "\t" or kind == "Zs":
        return " " if letter != "\u00a0" else letter
    if letter in _PART_OF_EMOJI or kind in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return ""
    if kind != "Cn" and any(first <= ord(letter) <= last for first, last in PRINTABLE):
        return letter
    # Skin tones and the like (Sk) come after a picture; private use and the unassigned could be either.
    return NO_SCRIPT if kind[0] in "LMN" else NO_EMOJI


def printed(value: object) -> object:
    """The same for every text among what fills a template."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: printed(one) for key, one in value.items()}
    return [printed(one) for one in value] if isinstance(value, list | tuple) else value
