"""Keyboards under messages: what Telegram takes, what it refuses, and the form in which it keeps them."""

from typing import Any

from bot.demo.botapi.arguments import Arguments
from bot.demo.botapi.refusals import BadRequest
from bot.demo.world.entities import checked_link
from bot.demo.world.records import Json

STYLES = frozenset({"primary", "success", "danger"})
DATA_BYTES = 64
BUTTONS = 100
BUTTONS_PER_ROW = 8
COPY_LENGTH = 256
PLACEHOLDER_LENGTH = 64
UNREADABLE = "can't parse reply keyboard markup JSON object"


def read_markup(arguments: Arguments) -> tuple[Json | None, Json | None]:
    """The inline keyboard, and the forced reply or other keyboard; at most one of them is there.

    Raises:
        BadRequest: In Telegram's words.
    """
    given = arguments.json("reply_markup", UNREADABLE)
    if given is None:
        return None, None
    if not isinstance(given, dict):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = _rows(given["inline_keyboard"])
        return ({"inline_keyboard": rows} if rows else None), None
    if given.get("force_reply"):
        placeholder = str(given.get("input_field_placeholder", ""))
        if len(placeholder) > PLACEHOLDER_LENGTH:
            raise BadRequest("INPUT_FIELD_PLACEHOLDER_INVALID")
        return None, given
    if given.get("keyboard") or given.get("remove_keyboard"):
        return None, given
    return None, None


def _rows(given: Any) -> list[list[Json]]:
    if not isinstance(given, list):
        raise BadRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows: list[list[Json]] = []
    for row in given:
        if not isinstance(row, list):
            raise BadRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        if row:
            rows.append([_button(button) for button in row])
    if sum(len(row) for row in rows) > BUTTONS or any(len(row) > BUTTONS_PER_ROW for row in rows):
        raise BadRequest("reply markup is too long")
    return rows


def _button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise BadRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if "text" not in given:
        raise BadRequest("can't parse inline keyboard button: Can't find field \"text\"")
    label = str(given["text"]).strip()
    if not label:
        raise BadRequest("inline keyboard button text must be non-empty")
    button: Json = {"text": label}
    if style := given.get("style"):
        if style not in STYLES:
            raise BadRequest("can't parse inline keyboard button: Invalid button style specified")
        button["style"] = style
    if icon := given.get("icon_custom_emoji_id"):
        button["icon_custom_emoji_id"] = str(icon)
    return button | _deed(given, label)


def _deed(given: Json, label: str) -> Json:
    """What pressing the button does."""
    if url := given.get("url"):
        link = checked_link(str(url))
        if link is None:
            raise BadRequest(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"url": link}
    if "callback_data" in given:
        data = str(given["callback_data"])
        if not 1 <= len(data.encode()) <= DATA_BYTES:
            raise BadRequest("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    if copied := given.get("copy_text"):
        text = str(copied.get("text", "")) if isinstance(copied, dict) else ""
        if not 1 <= len(text) <= COPY_LENGTH:
            raise BadRequest("BUTTON_COPY_TEXT_INVALID")
        return {"copy_text": {"text": text}}
    if web_app := given.get("web_app"):
        if not isinstance(web_app, dict) or not str(web_app.get("url", "")).startswith("https://"):
            raise BadRequest(
                f"inline keyboard button Web App URL of '{label}' is invalid: Only HTTPS links are allowed"
            )
        return {"web_app": {"url": str(web_app["url"])}}
    raise BadRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
