"""What Telegram does to a text once its markup is read: trims it, joins and drops entities, finds links and commands.

Reading markup lives in entities.py; turning entities back into HTML for the page lives in rendering.py.
"""

import re
from dataclasses import replace

from bot.demo.world.entities import Entity, in_order, utf16_length

JOINABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM = frozenset({"code", "pre"})
VANISHING = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
BLANKED = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")
WHITE = " \n"

COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?!\w)")
URL = re.compile(
    r"(?<![\w@./-])(?:https?://(?:[\w-]+\.)+[\w-]+|(?:[A-Za-z0-9-]+\.)+(?:id|com|org|net|info|edu|gov|me|io))"
    r"(?::\d+)?(?:[/?#][^\s<>\"«»]*)?(?![\w@])"
)
MENTION = re.compile(r"(?<!\w)@(?:[A-Za-z0-9_]{4,32}|gif|pic|vid)(?!\w)")
HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")
FOUND_IN_PLAIN_WORDS = (
    ("url", URL),
    ("email", EMAIL),
    ("mention", MENTION),
    ("hashtag", HASHTAG),
    ("bot_command", COMMAND),
)


def tidied(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text as it will stand in the chat, with every entity Telegram would show; it may be empty."""
    text, entities = _without_controls(text, entities)
    entities = _settled(text, entities)
    text, entities = _trimmed(text, entities)
    return text, in_order(entities + _found(text, entities))


def _without_controls(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces, a few characters vanish; entities keep standing over the same words."""
    if not VANISHING.search(text):
        return BLANKED.sub(" ", text), entities
    new_at: list[int] = []  # for every UTF-16 unit of the old text, where it stands in the new one
    kept: list[str] = []
    position = 0
    for character in text:
        width = 1 + (ord(character) > 0xFFFF)
        new_at.extend([position] * width)
        if VANISHING.match(character):
            continue
        kept.append(BLANKED.sub(" ", character))
        position += width
    new_at.append(position)
    moved = [replace(e, offset=new_at[e.offset], length=new_at[e.end] - new_at[e.offset]) for e in entities]
    return "".join(kept), moved


def _settled(text: str, entities: list[Entity]) -> list[Entity]:
    """Joined where they touch, dropped where they clash or cover nothing but white space."""
    kept: list[Entity] = []
    for entity in in_order([shrunk for e in entities if (shrunk := _off_white_space(text, e)) is not None]):
        if entity.type in JOINABLE:
            if any(e.type in VERBATIM and e.offset < entity.end and entity.offset < e.end for e in kept):
                continue
            before = next((e for e in kept if e.type == entity.type and e.end >= entity.offset), None)
            if before is not None:
                kept.remove(before)
                entity = replace(before, length=max(before.end, entity.end) - before.offset)
        else:
            group = QUOTES if entity.type in QUOTES else frozenset(e.type for e in kept) - QUOTES - JOINABLE
            if any(e.type in group and entity.offset < e.end for e in kept):
                continue
        kept.append(entity)
    verbatim = [e for e in kept if e.type in VERBATIM]
    return in_order([e for e in kept if e.type not in JOINABLE or not _covers(verbatim, e)])


def _covers(verbatim: list[Entity], entity: Entity) -> bool:
    return any(v.offset <= entity.offset and entity.end <= v.end for v in verbatim)


def _off_white_space(text: str, entity: Entity) -> Entity | None:
    """An entity begins at its first visible character; one over white space alone is none."""
    words = cut(text, entity.offset, entity.end)
    leading = len(words) - len(words.lstrip(WHITE))
    if leading == len(words):
        return None
    return replace(entity, offset=entity.offset + leading, length=entity.length - leading)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(WHITE)
    end = utf16_length(text)
    entities = [replace(e, length=min(e.end, end) - e.offset) for e in entities]
    leading = len(text) - len(text.lstrip(WHITE))
    return text[leading:], [e.moved(-leading) for e in entities]


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """Links, addresses and commands in plain words; never inside what the sender has marked as a link or code."""
    taken = [(e.offset, e.end) for e in entities if e.type not in JOINABLE | QUOTES]
    found: list[Entity] = []
    for kind, pattern in FOUND_IN_PLAIN_WORDS:
        for match in pattern.finditer(text):
            words = match[0].rstrip(".,:;!?)'") if kind == "url" else match[0]
            offset = utf16_length(text[: match.start()])
            end = offset + utf16_length(words)
            if not any(offset < other_end and other < end for other, other_end in taken):
                found.append(Entity(kind, offset, end - offset))
                taken.append((offset, end))
    return found


def cut(text: str, begin: int, end: int) -> str:
    """The words between two UTF-16 positions."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * begin : 2 * end].decode("utf-16-le", "surrogatepass")
