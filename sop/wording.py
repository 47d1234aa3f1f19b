"""What people type, made fit to keep: titles, numbers, words and page addresses.

Cleaning never changes meaning: it removes what cannot be seen or what turns text around. Escaping for a screen is the
screen's own business.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from sop.errors import (
    LinkNotAllowed,
    LinkRequired,
    NumberUnfit,
    PlaceUnfit,
    ReasonRequired,
    TitleRequired,
    TitleTooLong,
    WordsTooLong,
)

TITLE_LIMIT = 200
NUMBER_LIMIT = 60
PLACE_LIMIT = 120
REASON_LEAST = 3
WORDS_LIMIT = 4000
"""A Telegram message carries 4096 characters; what is passed on needs a heading too and is split if need be."""
COMBINING_LIMIT = 3
"""More marks than this on one letter are no language but a prank that spills over neighbouring lines."""

_KEPT_WHITESPACE = "\n\t"
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters by their category, blanks to the eye."""
_JOINERS = "\u200d\ufe0f"
"""Zero-width joiner and variation selector hold an emoji together."""


def clean_words(text: str) -> str:
    """Text without control, direction-turning or unassigned characters; line breaks stay."""
    kept, marks = [], 0
    for char in unicodedata.normalize("NFC", "\n".join(text.splitlines())):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > COMBINING_LIMIT:
            continue
        if char in _FILLERS:
            continue
        if char in _KEPT_WHITESPACE or char in _JOINERS or unicodedata.category(char) not in _INVISIBLE:
            kept.append(char)
    return "".join(kept).strip()


def words(text: str) -> str:
    """Cleaned words that a message can still carry.

    Raises:
        WordsTooLong: more than WORDS_LIMIT characters remain.
    """
    cleaned = clean_words(text)
    if len(cleaned) > WORDS_LIMIT:
        raise WordsTooLong(len(cleaned), WORDS_LIMIT)
    return cleaned


def reason(text: str) -> str:
    """Why something is done that touches others' work: words with at least REASON_LEAST letters or figures.

    'cuti', 'sakit' and 'SP 3' are honest reasons and stay possible; 'x', 'ok' and '...' tell nobody anything.

    Raises:
        ReasonRequired: there are fewer.
        WordsTooLong: more than WORDS_LIMIT characters remain.
    """
    cleaned = words(text)
    if sum(char.isalnum() for char in cleaned) < REASON_LEAST:
        raise ReasonRequired
    return cleaned


def title(text: str) -> str:
    """A maklumat's title: one line, at most TITLE_LIMIT characters.

    Raises:
        TitleRequired: nothing visible remains.
        TitleTooLong: more than TITLE_LIMIT characters remain; it is refused, never cut.
    """
    cleaned = " ".join(clean_words(text).split())
    if not any(char.isalnum() for char in cleaned):
        raise TitleRequired
    if len(cleaned) > TITLE_LIMIT:
        raise TitleTooLong(len(cleaned), TITLE_LIMIT)
    return cleaned


_LOOKS_LIKE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t"} | dict.fromkeys("ʼʻ"))
"""Latin letters that no decomposition turns into the plain one, and the apostrophes that count as letters."""
_LATIN_BLOCKS = (range(0x250), range(0x1E00, 0x1F00))
"""Without the letters of phonetics, some of which look like others."""


def plain_name(text: str) -> str:
    """Somebody's name in one line: full-width and other compatibility letters as the plain ones, nothing invisible."""
    compatible = unicodedata.normalize("NFKC", clean_words(text))
    return " ".join("".join(char for char in compatible if not _is_unseen(char)).split())


def is_latin(name: str) -> bool:
    """Whether all letters, marks and figures of a name are Latin ones.

    Permendagri 73/2022 has names in documents written so; a Cyrillic or Greek letter among them only looks alike.
    """
    return all(map(_is_latin, name))


def folded_name(name: str) -> str:
    """What two names have in common that the eye takes for one: their letters, without case, accents and signs.

    Degrees and titles do not count: 'Dr. Tini Wulandari, S.E.' is who 'Tini Wulandari' is, for anybody may add one.
    """
    return _letters(" ".join(_own_words(name))) or _letters(name)


def resembles(name: str, other: str) -> bool:
    """Whether all words of one name stand in the other: it may be the same official, with one name more."""
    these, those = ({_letters(word) for word in _own_words(one)} for one in (name, other))
    return bool(these and those) and (these <= those or those <= these)


def _letters(name: str) -> str:
    apart = unicodedata.normalize("NFKD", plain_name(name).casefold())
    return "".join(char for char in apart if char.isalnum()).translate(_LOOKS_LIKE)


def _own_words(name: str) -> list[str]:
    """The words of a name without the titles before it and the degrees behind it."""
    found = plain_name(name).partition(",")[0].split()
    while len(found) > 1 and _letters(found[0]) in _TITLES_BEFORE:
        del found[0]
    while len(found) > 1 and (_DEGREE.fullmatch(found[-1]) or found[-1].upper() in _DEGREES_IN_CAPITALS):
        del found[-1]
    return found


_TITLES_BEFORE = frozenset({"dr", "drs", "dra", "drg", "ir", "prof", "h", "hj", "kh", "apt"})
_DEGREE = re.compile(r"[A-Za-z]{1,3}\.(?:[A-Za-z]{1,6}\.?)+")
"""'S.H.', 'M.Si.'; what is written behind a comma needs no look."""


def capitalized_name(name: str) -> str:
    """A name typed in one case throughout, as papers bear it: 'WAHYU NUGROHO, S.H.' is 'Wahyu Nugroho, S.H.'.

    Degrees stay as they were typed, and so does a name in both cases: its bearer knows why.
    """
    own, comma, degrees = name.partition(",")
    typed = "".join(word for word in own.split() if not _is_abbreviated(word))
    if not (typed.islower() or typed.isupper()):
        return name
    return " ".join(map(_capitalized, own.split())) + comma + degrees


def _capitalized(word: str) -> str:
    if _is_abbreviated(word):
        return word
    return re.sub(r"(^|[-(])(\w)", lambda first: first[1] + first[2].upper(), word.lower())


def _is_abbreviated(word: str) -> bool:
    """'S.H.', 'dr.', 'SH'; but 'a.' is an initial."""
    return (word.find(".") > 0 and len(word) > len("A.")) or word in _DEGREES_IN_CAPITALS


_DEGREES_IN_CAPITALS = frozenset(
    {"SH", "MH", "SE", "MM", "ST", "MT", "SS", "SIP", "SAP", "MAP", "MIP"}
    | {"SPD", "MPD", "SKOM", "MKOM", "SSOS", "MSI", "SSI", "MKN", "SAG"}
)
"""As they are written without points behind a name in capitals."""


def _is_latin(char: str) -> bool:
    kind = unicodedata.category(char)
    if kind[0] == "L":
        # Modifier letters below the combining marks are apostrophes.
        modifier = kind == "Lm" and ord(char) < 0x300
        return modifier or (_named(char, "LATIN ") and any(ord(char) in block for block in _LATIN_BLOCKS))
    if kind[0] == "M":
        return _named(char, "COMBINING ")
    return kind[0] != "N" or char in "0123456789"


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _INVISIBLE or _named(char, *_UNSEEN_NAMES)


def _named(char: str, *beginnings: str) -> bool:
    return unicodedata.name(char, "").startswith(beginnings)


_UNSEEN_NAMES = ("VARIATION SELECTOR", "COMBINING GRAPHEME JOINER")
"""Marks by their category, nothing to the eye."""


_IN_PASSING = frozenset(
    {"ya", "iya", "ok", "oke", "siap", "sip", "baik", "sudah", "udah", "belum", "nanti", "saja", "aja", "dulu", "besok"}
    | {
        "terima",
        "kasih",
        "makasih",
        "trims",
        "mohon",
        "maaf",
        "pak",
        "bu",
        "bapak",
        "ibu",
        "kami",
        "saya",
        "tidak",
        "ada",
    }
    | {"dicetak", "diarsipkan", "disimpan", "selesai", "hari", "ini", "akan", "segera", "tidak"}
)
"""Words that name no place."""


def place(text: str) -> str:
    """Where printed papers lie, as the office names it: 'Rak 2, Map Maklumat 2027'; one line, without a full stop.

    Raises:
        PlaceUnfit: nothing visible remains, or more than PLACE_LIMIT characters do.
    """
    cleaned = " ".join(clean_words(text).split()).rstrip(" .")
    if not any(char.isalnum() for char in cleaned) or len(cleaned) > PLACE_LIMIT or _says_no_place(cleaned):
        raise PlaceUnfit(PLACE_LIMIT)
    return cleaned


def _says_no_place(text: str) -> bool:
    """Whether all of it is what one says in passing: 'sudah', 'nanti saja Pak', 'terima kasih'."""
    return all(word in _IN_PASSING for word in re.findall(r"\w+", text.casefold()))


def number(text: str, example: str = "") -> str:
    """A document number as the office's register gives it: one short line with a digit.

    Args:
        text: what was typed.
        example: a number of the office's usual shape, as 12/PP.07-ND/3313/2027: as many parts are wanted, the first
            with a digit, and a year at the end where it has one there. What the parts say is the office's own. Blanks
            beside the signs that part them are dropped.

    Raises:
        NumberUnfit: it is empty, too long, has no digit, spans lines or has another shape.
    """
    cleaned = clean_words(text)
    if not cleaned or len(cleaned) > NUMBER_LIMIT or "\n" in cleaned or not any(c.isdigit() for c in cleaned):
        raise NumberUnfit(NUMBER_LIMIT, example)
    if example and not _is_shaped(cleaned.split("/"), example.split("/")):
        raise NumberUnfit(NUMBER_LIMIT, example)
    return _BESIDE_SIGNS.sub(r"\1", cleaned) if example else cleaned


def _is_shaped(parts: list[str], wanted: list[str]) -> bool:
    whole = len(parts) == len(wanted) and all(part.strip() for part in parts)
    year = _YEAR.fullmatch(parts[-1].strip()) or not _YEAR.fullmatch(wanted[-1])
    return whole and any(char.isdigit() for char in parts[0]) and bool(year)


_YEAR = re.compile(r"20\d\d")
_BESIDE_SIGNS = re.compile(r"\s*([/.-])\s*")


_LINK = re.compile(r"https?://\S+|(?<![@\w.-])(?:[a-z0-9-]+\.)+id\b(?:/\S*)?", re.IGNORECASE)
"""An address as people type it: whole, or a bare Indonesian domain; an e-mail address is none."""
_HOST = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+")
"""Nothing else may stand where the host stands: browsers read a backslash there as the end of it."""


def find_link(text: str) -> str:
    """The first page address in what was typed.

    Raises:
        LinkRequired: there is none.
    """
    found = _LINK.search(clean_words(text))
    if found is None:
        raise LinkRequired
    link = found.group().rstrip(".,;)>]\"'")
    return link if "://" in link else f"https://{link}"


def allowed_link(link: str, hosts: Iterable[str]) -> str:
    """The address, if it is https on one of the office's hosts; `*.kpu.go.id` means that domain and all below it.

    Raises:
        LinkNotAllowed: another scheme or host, a port of its own, or a user name in it.
    """
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise LinkNotAllowed(link) from None
    plain = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc
    if not (plain and _HOST.fullmatch(host) and any(_host_matches(host, pattern) for pattern in hosts)):
        raise LinkNotAllowed(link)
    return link


def _host_matches(host: str, pattern: str) -> bool:
    domain = pattern.lower().removeprefix("*.")
    return host == domain or (pattern.startswith("*.") and host.endswith("." + domain))
