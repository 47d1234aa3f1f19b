"""From words and values to Telegram's HTML: the one place that escapes, measures and splits.

Whatever comes from people or the database passes through `quoted`; a message never exceeds what Telegram carries, and
words that a person said are never cut for it: they go on in the next message.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sop.items import Item, KeptFile
from storage.outbox import Rows, Screen

LIMIT = 4096
"""Characters of one message after parsing; counted here in UTF-16 units, the strictest of Telegram's ways."""
FOLDED_FROM = 700
"""Words longer than this are shown folded; a tap opens them."""
_TAG = re.compile(r"<[^<>]*>")
_GAP = "\n\n"
_NAME_SHOWN = 100
_SPARE = 96
"""Room left beside split words for their label and number."""


def quoted(text: object) -> str:
    """A value as it stands, whatever is in it."""
    return html.escape(str(text), quote=False)


def bold(text: object) -> str:
    """A value in bold."""
    return f"<b>{quoted(text)}</b>"


def code(text: object) -> str:
    """A value to be copied with one tap."""
    return f"<code>{quoted(text)}</code>"


def visible(text: str) -> int:
    """How long a text is once Telegram has parsed it."""
    return _units(bare(text))


def bare(text: str) -> str:
    """What Telegram makes of a text of ours, without its markup: for paper, which has none."""
    return html.unescape(_TAG.sub("", text))


def clipped(text: str, limit: int) -> str:
    """Plain text of at most `limit` characters, shortened between words where possible."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:.") + "…"


def one_line(text: str) -> str:
    """Text without line breaks, for names that stand inside a line."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Words:
    """What a person said, word for word, under a label of ours (HTML)."""

    label: str
    text: str
    folded_from: int = FOLDED_FROM


Block = str | Words
"""A paragraph of ours (HTML), or a person's words."""


def said(label: str, item: Item) -> tuple[Block, ...]:
    """An item's words under a label, naming the files that came with it."""
    brought = described(item.files)
    if item.text:
        return (Words(f"{label}, disertai {brought}" if brought else label, item.text),)
    return (f"{label}: {brought}.",) if brought else ()


def described(files: Iterable[KeptFile]) -> str:
    """Files by their kind and number: '2 (dua) foto, 1 (satu) pesan suara'."""
    counts: dict[str, int] = {}
    for file in files:
        kind = _kind(file)
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{counted(number)} {kind}" for kind, number in counts.items())


def file_named(file: KeptFile) -> str:
    """A file's name, as far as it is needed to recognise it, and never taken for an address; HTML."""
    return code(clipped(one_line(file.name), _NAME_SHOWN))


def ended(sentence: str) -> str:
    """With its full stop, which a name with a degree at the end (S.Kom.) has brought already; HTML."""
    return sentence if _ENDED.search(sentence) else f"{sentence}."


_ENDED = re.compile(r"\.(?:</\w+>)*$")


def counted(number: int) -> str:
    """A number as letters of office write it: '2 (dua)'."""
    return f"{number} ({_NUMBERS[number]})" if number < len(_NUMBERS) else str(number)


_NUMBERS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")


def _kind(file: KeptFile) -> str:
    if file.media_type.startswith("image/"):
        return "foto"
    if file.media_type.startswith("audio/"):
        return "pesan suara"
    return "berkas"


def joined(names: Iterable[str], link: str = "dan") -> str:
    """'A', 'A dan B', 'A, B, dan C'; with another link, 'A atau B'."""
    *before, last = tuple(names) or ("",)
    if not before:
        return last
    return f"{', '.join(before)}{',' if len(before) > 1 else ''} {link} {last}"


def screens(blocks: Iterable[Block], rows: Rows = ()) -> tuple[Screen, ...]:
    """Paragraphs as one message, or as several where one would not carry them; the last one has the buttons."""
    texts: list[str] = []
    for part in (part for block in blocks for part in _parts(block)):
        longer = f"{texts[-1]}{_GAP}{part}" if texts else part
        if texts and visible(longer) <= LIMIT:
            texts[-1] = longer
        else:
            texts.append(part)
    return tuple(Screen(text, rows if number == len(texts) else ()) for number, text in enumerate(texts, 1))


def screen(*blocks: Block, rows: Rows = ()) -> Screen:
    """Paragraphs that are known to fit into one message."""
    (only,) = screens(blocks, rows)
    return only


def _parts(block: Block) -> Iterator[str]:
    if isinstance(block, str):
        if visible(block) <= LIMIT:
            yield block
        else:
            # No paragraph of ours is meant to be so long; without its markup it can be split anywhere.
            yield from (quoted(piece) for piece in _pieces(bare(block), LIMIT))
        return
    pieces = list(_pieces(block.text, LIMIT - visible(block.label) - _SPARE))
    for number, piece in enumerate(pieces, 1):
        label = block.label if len(pieces) == 1 else f"{block.label} (bagian {number} dari {len(pieces)})"
        opening = "<blockquote expandable>" if len(piece) > block.folded_from else "<blockquote>"
        yield f"{label}:\n{opening}{quoted(piece)}</blockquote>"


def _pieces(text: str, limit: int) -> Iterator[str]:
    while _units(text) > limit:
        cut = _fitting(text, limit)
        space = max(text.rfind("\n", 0, cut), text.rfind(" ", 0, cut))
        cut = space + 1 if space > cut // 2 else cut
        yield text[:cut]
        text = text[cut:]
    yield text


def _fitting(text: str, limit: int) -> int:
    """The longest beginning, in code points, of at most `limit` UTF-16 units."""
    units = 0
    for index, char in enumerate(text):
        units += 2 if ord(char) > 0xFFFF else 1
        if units > limit:
            return index
    return len(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
