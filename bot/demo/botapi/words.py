"""The words of a call: markup or given entities read, tidied and measured; limits hold for what remains.

How markup is read lives in world/tdlib.py, what becomes of the text afterwards in world/tidying.py.
"""

import re
from dataclasses import replace
from typing import Any

from bot.demo.botapi.arguments import ABSENT
from bot.demo.botapi.calls import Call
from bot.demo.botapi.fields import Fields, Unreadable, reading
from bot.demo.botapi.refusals import BadRequest, NotHere
from bot.demo.world.entities import BadMarkup, Entity, utf16_length
from bot.demo.world.records import CAPTION_LENGTH, TEXT_LENGTH
from bot.demo.world.tdlib import PARSE_MODES, NotInstalled, read_markup
from bot.demo.world.tidying import tidied

RAW_BYTES = 32 << 10
MOST_ENTITIES = 100
FOUND_BY_TELEGRAM = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
GIVEN_BY_BOTS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "blockquote",
        "expandable_blockquote",
        "date_time",
    }
)
MAY_VANISH = {"a": {"text_link", "text_mention"}, "tg-time": {"date_time"}}
"""Tags whose entity Telegram drops without a word when it cannot make sense of what they point at."""
OPENED = re.compile(r"<(a|tg-time)[\s>]", re.IGNORECASE)
START_LINK = re.compile(r"https?://(?:t|telegram)\.me/[A-Za-z0-9_]+\?(?:start|startgroup)=([^&#\s]*)", re.IGNORECASE)
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

Words = tuple[str, list[Entity]]


def read_text(call: Call) -> Words:
    """The words of a message of words.

    Raises:
        BadRequest: In Telegram's words.
    """
    raw = call.arguments.text("text")
    if not raw:
        raise BadRequest("message text is empty")
    if call.arguments.has("link_preview_options"):
        _check_previews(call.arguments.json("link_preview_options", "can't parse link preview options JSON object"))
    mode, given = call.arguments.text("parse_mode"), _given_entities(call, "entities")
    words = _words(call, raw, mode, given, longest=TEXT_LENGTH, too_long="message is too long")
    if not words[0]:
        raise BadRequest("text must be non-empty")
    return words


def read_caption(call: Call) -> Words:
    """The words under a file; none is fine.

    Raises:
        BadRequest: In Telegram's words.
    """
    raw, mode = call.arguments.text("caption"), call.arguments.text("parse_mode")
    return _caption(call, raw, mode, _given_entities(call, "caption_entities"))


def read_album_caption(call: Call, part: Fields) -> Words:
    """The words under one part of an album.

    Raises:
        Unreadable: A field is of the wrong kind.
        BadRequest: In Telegram's words.
    """
    return _caption(call, part.text("caption"), part.text("parse_mode"), part.given.get("caption_entities", []))


def _caption(call: Call, raw: str, mode: str, given: Any) -> Words:
    return _words(call, raw, mode, given, longest=CAPTION_LENGTH, too_long="message caption is too long")


def _given_entities(call: Call, name: str) -> Any:
    """What a bot gives instead of markup; what is no JSON counts as nothing given."""
    try:
        given = call.arguments.json(name, "")
    except BadRequest:
        return []
    return [] if given is ABSENT else given


def _words(call: Call, raw: str, mode: str, given: Any, *, longest: int, too_long: str) -> Words:
    if len(raw.encode()) > RAW_BYTES:
        raise BadRequest("text is too long")
    mode = mode.lower()
    if raw and mode not in {"", "none"}:
        if given:
            call.remark("entities are given beside parse_mode; Telegram ignores them")
        text, marked = _marked_up(raw, mode)
        _remark_on_what_vanished(call, raw, marked)
    else:
        text, marked = raw, _read_entities(call, raw, given)
    text, marked = tidied(text, marked)
    if len(text) > longest:
        raise BadRequest(too_long)
    if len(marked) > MOST_ENTITIES:
        call.remark(f"a text has at most {MOST_ENTITIES} entities; Telegram drops the others")
        marked = marked[:MOST_ENTITIES]
    _remark_on_people(call, marked)
    _remark_on_start_links(call, [text, *(entity.url or "" for entity in marked)])
    return text, marked


def _marked_up(raw: str, mode: str) -> Words:
    if mode not in PARSE_MODES:
        raise BadRequest("unsupported parse_mode")
    try:
        return read_markup(raw, mode)
    except BadMarkup as bad:
        raise BadRequest(f"can't parse entities: {bad.reason}") from bad
    except NotInstalled:
        raise NotHere("Markdown, which TDLib reads and which is not installed here; write HTML") from None


def _read_entities(call: Call, raw: str, given: Any) -> list[Entity]:
    if not isinstance(given, list):
        return []
    entities: list[Entity] = []
    length = utf16_length(raw)
    for item in given:
        with reading("MessageEntity"):
            entity = _read_entity(Fields(item, "expected an Object"))
        if entity is None:
            continue
        if entity.offset < 0 or entity.length <= 0 or entity.end > length:
            call.remark(f"a {entity.type} entity does not lie within the text; Telegram drops or cuts it")
            entity = replace(entity, offset=max(0, entity.offset), length=min(entity.end, length) - entity.offset)
        if entity.length > 0:
            entities.append(entity)
    return entities


def _read_entity(fields: Fields) -> Entity | None:
    """None for kinds that Telegram finds by itself, whoever gives them."""
    offset, length = fields.integer("offset", required=True), fields.integer("length", required=True)
    kind = fields.text("type", required=True)
    if not kind:
        raise Unreadable("Type is not specified")
    if kind in FOUND_BY_TELEGRAM:
        return None
    if kind not in GIVEN_BY_BOTS:
        raise Unreadable("Unsupported type specified")
    entity = Entity(kind, offset, length)
    match kind:
        case "text_link":
            return replace(entity, url=fields.text("url", required=True))
        case "text_mention":
            return replace(entity, user_id=fields.object("user").integer("id", required=True))
        case "pre":
            return replace(entity, language=fields.text("language") or None)
        case "custom_emoji":
            return replace(entity, custom_emoji_id=fields.text("custom_emoji_id", required=True))
        case "date_time":
            unix_time = fields.integer("unix_time", required=True)
            return replace(entity, unix_time=unix_time, date_time_format=fields.text("date_time_format") or None)
    return entity


def _check_previews(given: Any) -> None:
    if given is ABSENT:
        return
    with reading():
        fields = Fields(given, "object expected as link preview options")
        for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
            fields.flag(name)
        fields.text("url")


def _remark_on_what_vanished(call: Call, raw: str, marked: list[Entity]) -> None:
    for tag, kinds in MAY_VANISH.items():
        opened = sum(1 for found in OPENED.finditer(raw) if found[1].lower() == tag)
        if opened > sum(1 for entity in marked if entity.type in kinds):
            call.remark(f"a <{tag}> points at nothing that Telegram knows; it is shown as plain words")


def _remark_on_people(call: Call, marked: list[Entity]) -> None:
    for entity in marked:
        if entity.user_id is not None and entity.user_id not in call.world.people:
            call.remark(f"nobody has the number {entity.user_id}; Telegram shows the mention as plain words")


def _remark_on_start_links(call: Call, places: list[str]) -> None:
    for place in places:
        for found in START_LINK.finditer(place):
            if not START_PAYLOAD.fullmatch(found[1]):
                call.remark("a start link carries 1 to 64 letters, digits, _ and -; Telegram opens it without them")


def remark_on_link(call: Call, link: str) -> None:
    """A button's link: what it starts a bot with must be short and plain."""
    _remark_on_start_links(call, [link])
