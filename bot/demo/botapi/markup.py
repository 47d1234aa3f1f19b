"""Keyboards under messages: what Telegram takes, what it refuses, and the form in which it keeps them."""

from collections.abc import Callable
from typing import Any

from bot.demo.botapi.arguments import ABSENT
from bot.demo.botapi.calls import Call
from bot.demo.botapi.fields import Fields, Unreadable, reading
from bot.demo.botapi.refusals import BadRequest, NotHere
from bot.demo.botapi.words import remark_on_link
from bot.demo.world.entities import checked_link
from bot.demo.world.records import Json

STYLES = frozenset({"primary", "success", "danger"})
DATA_BYTES = 64
BUTTONS = 100
BUTTONS_PER_ROW = 8
COPY_LENGTH = 256
PLACEHOLDER_LENGTH = 64
UNREADABLE = "can't parse reply keyboard markup JSON object"
DEEDS = ("url", "callback_data", "copy_text", "web_app")
"""What a button here may do; of several Telegram takes the first and forgets the others."""
DEEDS_ELSEWHERE = frozenset(
    {
        "callback_game",
        "pay",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
    }
)


def read_markup(call: Call) -> tuple[Json | None, Json | None]:
    """The inline keyboard, and the forced reply or other keyboard; at most one of them is there.

    Raises:
        BadRequest: In Telegram's words.
    """
    given = call.arguments.json("reply_markup", UNREADABLE)
    if given is ABSENT:
        return None, None
    with reading():
        fields = Fields(given, "object expected as reply markup")
        keys = _rows(fields, "keyboard", 'Field "keyboard" must be an Array of Arrays', _key)
        refusal = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        rows = _rows(fields, "inline_keyboard", refusal, lambda button: _button(call, button))
        removes, forces = fields.flag("remove_keyboard"), fields.flag("force_reply")
        placeholder = fields.text("input_field_placeholder")
        for name in ("selective", "resize_keyboard", "one_time_keyboard", "is_persistent"):
            fields.flag(name)
    if keys or removes or forces:
        if len(placeholder) > PLACEHOLDER_LENGTH:
            raise BadRequest("INPUT_FIELD_PLACEHOLDER_INVALID")
        if keys or not rows:
            return None, fields.given
    if sum(len(row) for row in rows) > BUTTONS or any(len(row) > BUTTONS_PER_ROW for row in rows):
        raise BadRequest("reply markup is too long")
    return ({"inline_keyboard": rows} if rows else None), None


def _rows(fields: Fields, name: str, refusal: str, read: Callable[[Any], Json | None]) -> list[list[Json]]:
    rows: list[list[Json]] = []
    for row in fields.list(name) or []:
        if not isinstance(row, list):
            raise Unreadable(refusal)
        buttons = [button for button in map(read, row) if button is not None]
        if buttons:
            rows.append(buttons)
    return rows


def _key(given: Any) -> Json:
    """A key of a keyboard in the place of the letters; its text is all that matters here."""
    if isinstance(given, str):
        return {"text": given}
    with reading("keyboard button"):
        return {"text": Fields(given, "KeyboardButton must be a String or an Object").text("text", required=True)}


def _button(call: Call, given: Any) -> Json | None:
    """One button in the form in which it is kept; None for one without a label, which Telegram leaves out."""
    with reading("inline keyboard button"):
        fields = Fields(given, "InlineKeyboardButton must be an Object")
        written = fields.text("text", required=True)
        style, icon = fields.text("style"), fields.text("icon_custom_emoji_id")
        if style and style not in STYLES:
            raise Unreadable("Invalid button style specified")
        deed = _deed(call, fields)
    if not written:
        call.remark("a button has no label; Telegram leaves it out")
        return None
    label = written.strip()
    if not label:
        raise BadRequest("inline keyboard button text must be non-empty")
    button: Json = {"text": label}
    if style:
        button["style"] = style
    if icon:
        button["icon_custom_emoji_id"] = icon
    return button | _checked(deed, label)


def _deed(call: Call, fields: Fields) -> Json:
    """What pressing the button is to do, as it was given."""
    given: Json = {"url": fields.text("url"), "callback_data": fields.text("callback_data")}
    for name in ("copy_text", "web_app"):
        if fields.has(name):
            given[name] = fields.object(name).text("text" if name == "copy_text" else "url", required=True)
    wanted = [name for name in DEEDS if name in given and (given[name] or name in {"copy_text", "web_app"})]
    if not wanted:
        if elsewhere := DEEDS_ELSEWHERE & fields.given.keys():
            raise NotHere(f"buttons with {', '.join(sorted(elsewhere))}")
        raise Unreadable("Text buttons are unallowed in the inline keyboard")
    if len(wanted) > 1:
        call.remark(f"a button has {' and '.join(wanted)}; Telegram takes the first")
    if wanted[0] == "url":
        remark_on_link(call, given["url"])
    return {wanted[0]: given[wanted[0]]}


def _checked(deed: Json, label: str) -> Json:
    """The deed in the form in which it is kept.

    Raises:
        BadRequest: In Telegram's words.
    """
    ((name, value),) = deed.items()
    match name:
        case "url":
            link = checked_link(value)
            if link is None:
                raise BadRequest(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
            return {"url": link}
        case "callback_data" if len(value.encode()) > DATA_BYTES:
            raise BadRequest("BUTTON_DATA_INVALID")
        case "copy_text":
            if not 1 <= len(value) <= COPY_LENGTH:
                raise BadRequest("BUTTON_COPY_TEXT_INVALID")
            return {"copy_text": {"text": value}}
        case "web_app":
            if not value.startswith("https://"):
                raise BadRequest(
                    f"inline keyboard button Web App URL of '{label}' is invalid: Only HTTPS links are allowed"
                )
            return {"web_app": {"url": value}}
    return deed
