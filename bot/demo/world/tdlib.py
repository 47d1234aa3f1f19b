"""Markup read by TDLib, Telegram's own library, where it is installed; where it is not, by our own reading of HTML.

TDLib is a tool of development and no part of the demo. A test holds entities.py against it, so both read HTML alike;
Markdown is read by TDLib alone. Nothing here opens a socket: TDLib is asked for its parser only.
"""

import functools
import json
from collections.abc import Callable
from dataclasses import replace

from bot.demo.world.entities import BadMarkup, Entity, in_order, parse_html
from bot.demo.world.records import Json

PARSE_MODES: dict[str, Json] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
TYPES = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeCustomEmoji": "custom_emoji",
    "textEntityTypeDateTime": "date_time",
}
DATES = {"dateTimePartPrecisionShort": "d", "dateTimePartPrecisionLong": "D"}
TIMES = {"dateTimePartPrecisionShort": "t", "dateTimePartPrecisionLong": "T"}
PREFIX = "Can't parse entities: "

Execute = Callable[[Json], Json]


class NotInstalled(Exception):
    """This markup is read by TDLib alone, and TDLib is not here."""


@functools.cache
def tdlib() -> Execute | None:
    """TDLib's synchronous requests; None where it is not installed."""
    try:
        import tdjson  # 51 MB that the demo does without
    except ImportError:
        return None

    def execute(request: Json) -> Json:
        answer: Json = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
        return answer

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    return execute


def read_markup(text: str, mode: str) -> tuple[str, list[Entity]]:
    """What a reader sees, and what stands where in it.

    Args:
        text: With markup.
        mode: One of PARSE_MODES.

    Raises:
        BadMarkup: With the sentence Telegram would answer, without the prefix.
        NotInstalled: Markdown, and no TDLib to read it.
    """
    execute = tdlib()
    if execute is not None:
        return _by_tdlib(execute, text, mode)
    if mode == "html":
        return parse_html(text)
    raise NotInstalled(mode)


def _by_tdlib(execute: Execute, text: str, mode: str) -> tuple[str, list[Entity]]:
    answer = execute({"@type": "parseTextEntities", "text": text, "parse_mode": PARSE_MODES[mode]})
    if answer["@type"] == "error":
        raise BadMarkup(str(answer["message"]).removeprefix(PREFIX))
    return str(answer["text"]), in_order([_entity(found) for found in answer["entities"]])


def _entity(found: Json) -> Entity:
    kind = found["type"]
    entity = Entity(TYPES[kind["@type"]], found["offset"], found["length"])
    match entity.type:
        case "text_link":
            return replace(entity, url=kind["url"])
        case "text_mention":
            return replace(entity, user_id=kind["user_id"])
        case "pre":
            return replace(entity, language=kind.get("language") or None)
        case "custom_emoji":
            return replace(entity, custom_emoji_id=str(kind["custom_emoji_id"]))
        case "date_time":
            shape = _time_format(kind.get("formatting_type"))
            return replace(entity, unix_time=kind["unix_time"], date_time_format=shape or None)
    return entity


def _time_format(kind: Json | None) -> str:
    """The letters of the Bot API for TDLib's way of saying how a moment is shown."""
    if kind is None:
        return ""
    if kind["@type"] == "dateTimeFormattingTypeRelative":
        return "r"
    weekday = "w" if kind["show_day_of_week"] else ""
    return weekday + DATES.get(kind["date_precision"]["@type"], "") + TIMES.get(kind["time_precision"]["@type"], "")
