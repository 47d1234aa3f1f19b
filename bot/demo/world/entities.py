"""Telegram's HTML: markup in, plain text and entities out, with Telegram's own words where it refuses.

It follows TDLib byte for byte (offsets in errors are bytes, in entities UTF-16 units); a test holds it against TDLib.
What happens to the text afterwards (trimming, links found in plain words) lives in tidying.py.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

SPACES = frozenset(b" \t\r\n\0\v")
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
BY_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
# Of two entities over the same words the one with the lower number comes first.
PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 48,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
ANY_OTHER_PRIORITY = 50
TIME_FORMAT = re.compile(r"r|[wdt]*", re.IGNORECASE)
HTTP_LINK = re.compile(r"(?:(https?)://)?([^/?#\s@]+)([/?#]\S*)?", re.IGNORECASE)
APP_LINK = re.compile(r"(tg|ton):(?://)?([\w-]+)/?(\S*)", re.IGNORECASE | re.ASCII)
USER_LINK = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)(?:&.*)?", re.IGNORECASE | re.ASCII)
LATEST_TIME = 2**31 - 1
SURROGATES = range(0xD800, 0xE000)
BROKEN_CHARACTERS = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


class BadMarkup(Exception):
    """Telegram cannot read the markup; `reason` is its own sentence, without the prefix."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Entity:
    """A stretch of text that means more than its letters; offset and length count UTF-16 units, as everywhere here."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        """The first unit after it."""
        return self.offset + self.length

    def moved(self, by: int) -> "Entity":
        """The same over words that now stand `by` units further on."""
        return replace(self, offset=self.offset + by)

    def to_api(self) -> dict[str, Any]:
        """As the Bot API shows it; a mention of a person needs the person, so shapes.py adds `user`."""
        fields = {"type": self.type, "offset": self.offset, "length": self.length, "url": self.url}
        fields |= {"language": self.language, "custom_emoji_id": self.custom_emoji_id}
        fields |= {"unix_time": self.unix_time, "date_time_format": self.date_time_format}
        return {name: value for name, value in fields.items() if value is not None}


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    format: str
    offset: int
    begin: int


def utf16_length(text: str) -> int:
    """Telegram counts UTF-16 units: a character beyond the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: list[Entity]) -> list[Entity]:
    """Outer before inner, left before right."""
    return sorted(entities, key=lambda e: (e.offset, -e.length, PRIORITY.get(e.type, ANY_OTHER_PRIORITY)))


def checked_link(url: str) -> str | None:
    """A link Telegram would keep, in the form in which it keeps it; None for one it drops without a word."""
    if app := APP_LINK.fullmatch(url):
        scheme, host, rest = app.groups()
        slash = "/" if rest and not rest.startswith(("?", "#")) else ""
        return f"{scheme.lower()}://{host.lower()}{slash}{rest}"
    match = HTTP_LINK.fullmatch(url)
    if match is None or not re.fullmatch(r"[^.:]+(\.[^.:]+)+(:\d+)?", match[2]):
        return None
    rest = match[3] or "/"
    return f"{(match[1] or 'http').lower()}://{match[2].lower()}{rest if rest.startswith('/') else '/' + rest}"


def checked_time_format(written: str) -> str:
    """The order of the letters is Telegram's, whatever the order they were written in."""
    if not TIME_FORMAT.fullmatch(written):
        raise BadMarkup("Invalid date format used")
    if written in {"r", "R"}:
        return "r"
    weekday = "w" if "w" in written.lower() else ""
    # Where both are asked for, the short form wins.
    day = next((letter for letter in "dD" if letter in written), "")
    hour = next((letter for letter in "tT" if letter in written), "")
    return weekday + day + hour


class _Reader:
    """One pass over the bytes; `text[at]` is always readable because a zero byte ends them."""

    def __init__(self, html: str) -> None:
        self.text = html.encode() + b"\0"
        self.size = len(self.text) - 1
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []
        self.has_surrogate = False

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < self.size:
            byte = self.text[self.at]
            if byte == ord("<"):
                begin = self.at
                self.at += 1
                if self.text[self.at] == ord("/"):
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
                self.at += 1
            elif byte == ord("&") and (character := self._reference()):
                self._put(character)
            else:
                self._put(self._character())
        if self.open:
            raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        if self.has_surrogate:
            raise BadMarkup(BROKEN_CHARACTERS)
        # A <code class="language-x"> that no <pre> took up is plain code.
        plain = [replace(e, language=None) if e.type == "code" else e for e in self.entities]
        return "".join(self.out), in_order(plain)

    def _put(self, character: str) -> None:
        self.out.append(character)
        self.length += 1 + (ord(character) > 0xFFFF)
        self.has_surrogate |= ord(character) in SURROGATES

    def _character(self) -> str:
        lead = self.text[self.at]
        width = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        self.at += width
        return self.text[self.at - width : self.at].decode()

    def _reference(self) -> str:
        """A character written as &lt; or &#60; (the semicolon may be missing); empty when it is none."""
        begin = self.at
        numeric = re.compile(rb"&#(?:x([0-9a-fA-F]*)|([0-9]*))").match(self.text, begin)
        if numeric:
            end = numeric.end()
            code = int(numeric[1] or b"0", 16) if numeric[1] is not None else int(numeric[2] or b"0")
            code %= 2**32  # TDLib counts in 32 bits; longer numbers are refused by their width just below
            if code == 0 or code >= 0x10FFFF or end - begin >= 10:
                return ""
            character = chr(code)
        else:
            named = re.compile(rb"&([A-Za-z]*)").match(self.text, begin)
            assert named is not None, "called at an ampersand only"
            end = named.end()
            if named[1] not in NAMED:
                return ""
            character = NAMED[named[1]]
        self.at = end + 1 if self.text[end] == ord(";") else end
        return character

    def _skip_spaces(self) -> None:
        while self.text[self.at] != 0 and self.text[self.at] in SPACES:
            self.at += 1

    def _skip_until(self, stops: bytes) -> str:
        """The letters up to a space or one of `stops`."""
        begin = self.at
        while self.text[self.at] not in SPACES and self.text[self.at] not in stops:
            self.at += 1
        return self.text[begin : self.at].decode()

    def _start_tag(self, begin: int) -> None:
        tag = _ascii_lower(self._skip_until(b">"))
        if self.text[self.at] == 0:
            raise BadMarkup(f"Unclosed start tag at byte offset {begin}")
        if tag not in BY_TAG:
            raise BadMarkup(f'Unsupported start tag "{tag}" at byte offset {begin}')
        opened = _Open(tag, "", "", self.length, len(self.out))
        while self.text[self.at] != ord(">"):
            self._skip_spaces()
            if self.text[self.at] == ord(">"):
                break
            name, value = self._attribute(tag, begin)
            match tag, name:
                case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "unix"):
                    opened.argument = value
                case "tg-time", "format":
                    opened.format = value
                case "code", "class" if value.startswith("language-"):
                    opened.argument = value.removeprefix("language-")
                case "span", "class" if value.startswith("tg-"):
                    opened.argument = value.removeprefix("tg-")
                case "blockquote", "expandable":
                    opened.argument = "1"
        if tag == "span" and opened.argument != "spoiler":
            raise BadMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(opened)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._skip_until(b"=>/\"'")
        if not name:
            raise BadMarkup(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_spaces()
        if self.text[self.at] == 0:
            raise BadMarkup(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if self.text[self.at] != ord("="):
            return name, ""
        self.at += 1
        self._skip_spaces()
        if self.text[self.at] == 0:
            raise BadMarkup(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self.text[self.at] in b"'\"" else self._name_token()
        if self.text[self.at] == 0:
            raise BadMarkup(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _name_token(self) -> str:
        begin = self.at
        token = re.compile(rb"[0-9A-Za-z.\-]*").match(self.text, begin)
        assert token is not None, "the pattern matches nothing too"
        self.at = token.end()
        if self.text[self.at] not in SPACES and self.text[self.at] != ord(">"):
            raise BadMarkup(f"Unexpected end of name token at byte offset {begin}")
        return token[0].decode().lower()

    def _quoted(self) -> str:
        quote = self.text[self.at]
        self.at += 1
        value: list[str] = []
        while self.text[self.at] not in (quote, 0):
            reference = self._reference() if self.text[self.at] == ord("&") else ""
            value.append(reference or self._character())
        if self.text[self.at] == quote:
            self.at += 1
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise BadMarkup(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        found = _ascii_lower(self._skip_until(b">"))
        self._skip_spaces()
        if self.text[self.at] != ord(">"):
            raise BadMarkup(f"Unclosed end tag at byte offset {begin}")
        expected = self.open[-1].tag
        if found and found != expected:
            raise BadMarkup(f'Unmatched end tag at byte offset {begin}, expected "</{expected}>", found "</{found}>"')
        opened = self.open.pop()
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity = Entity(BY_TAG[opened.tag], opened.offset, self.length - opened.offset)
        last = self.entities[-1] if self.entities else None
        same_words = last is not None and (last.offset, last.length) == (entity.offset, entity.length)
        match opened.tag:
            case "tg-emoji":
                if not re.fullmatch(r"-?\d{1,19}", opened.argument, re.ASCII) or int(opened.argument) == 0:
                    raise BadMarkup("Invalid custom emoji identifier specified")
                entity = replace(entity, custom_emoji_id=opened.argument)
            case "tg-time":
                shape = checked_time_format(opened.format)
                if not re.fullmatch(r"\d+", opened.argument, re.ASCII) or not 0 < int(opened.argument) <= LATEST_TIME:
                    return
                entity = replace(entity, unix_time=int(opened.argument), date_time_format=shape or None)
            case "a":
                url = opened.argument or "".join(self.out[opened.begin :])
                if (user := USER_LINK.fullmatch(url)) and int(user[1]) > 0:
                    entity = replace(entity, type="text_mention", user_id=int(user[1]))
                elif link := checked_link(url):
                    entity = replace(entity, url=link)
                else:
                    return
            case "blockquote" if opened.argument:
                entity = replace(entity, type="expandable_blockquote")
            case "code":
                if last and same_words and last.type == "pre" and opened.argument:
                    self.entities[-1] = replace(last, language=opened.argument)
                    return
                entity = replace(entity, language=opened.argument or None)
            case "pre" if last and same_words and last.type == "code" and last.language:
                self.entities[-1] = replace(last, type="pre")
                return
        self.entities.append(entity)


def _ascii_lower(name: str) -> str:
    """TDLib lowers the 26 letters only; Python's lower() would also turn the Kelvin sign into a k."""
    return name.encode().lower().decode()


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """What a reader sees, and what stands where in it.

    Args:
        html: Text with Telegram's tags.

    Returns:
        The text without tags, and its entities, outer before inner.

    Raises:
        BadMarkup: With the sentence Telegram would answer.
    """
    return _Reader(html).read()
