"""The methods by which a bot says who it is, asks who others are, and fetches what they sent."""

import re
from typing import Any

from bot.demo.botapi.arguments import ABSENT
from bot.demo.botapi.calls import Call
from bot.demo.botapi.fields import Fields, Unreadable, reading
from bot.demo.botapi.refusals import BadRequest
from bot.demo.world import shapes
from bot.demo.world.records import Json

NAME_LENGTH = 64
DESCRIPTION_LENGTH = 512
SHORT_DESCRIPTION_LENGTH = 120
COMMANDS = 100
COMMAND_LENGTH = 32
COMMAND_DESCRIPTION_LENGTH = 256
COMMAND = re.compile(r"[a-z0-9_]+", re.ASCII)
LANGUAGE = re.compile(r"(?:[a-z]{2})?", re.ASCII)
BROAD_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(call: Call) -> Json:
    """The bot itself."""
    return shapes.me(call.bot)


def get_chat(call: Call) -> Json:
    """ChatFullInfo, with the pinned message."""
    chat = call.known_chat()
    full: Json = shapes.chat(call.world, chat) | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }
    if chat.pinned in chat.messages:
        full["pinned_message"] = shapes.message(call.world, call.bot, chat.messages[chat.pinned], is_quoted=True)
    return full


def get_file(call: Call) -> Json:
    """Where to fetch a file, up to 20 MB."""
    file_id = call.arguments.text("file_id")
    if not file_id:
        raise BadRequest("file_id not specified")
    file = call.bot.files.get(file_id)
    if file is None:
        raise BadRequest("wrong file_id or the file is temporarily unavailable")
    size = len(file.content)
    if size > call.world.limits.download_bytes:
        raise BadRequest("file is too big")
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}


def _scope(call: Call) -> str:
    """Whom a list of commands is for, as one key."""
    given = call.arguments.json("scope", "can't parse BotCommandScope JSON object")
    with reading("BotCommandScope"):
        kind, chat_id, user_id = ("default", "", 0) if given is ABSENT else _read_scope(given)
    if chat_id and not _is_known(call, chat_id):
        raise BadRequest("chat not found")
    language = call.arguments.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise BadRequest("invalid language code specified")
    return ":".join([kind, chat_id, *([str(user_id)] if user_id else []), language])


def _read_scope(given: Any) -> tuple[str, str, int]:
    fields = Fields(given, "BotCommandScope must be an Object")
    kind = fields.text("type", required=True)
    if kind in BROAD_SCOPES:
        return kind, "", 0
    if kind not in CHAT_SCOPES:
        raise Unreadable("Unsupported type specified")
    chat_id = fields.text("chat_id", required=True)
    if not chat_id:
        raise Unreadable("Empty chat_id specified")
    if kind != "chat_member":
        return kind, chat_id, 0
    user_id = fields.integer("user_id", required=True)
    if user_id <= 0:
        raise Unreadable("Invalid user_id specified")
    return kind, chat_id, user_id


def _is_known(call: Call, chat_id: str) -> bool:
    return chat_id.lstrip("-").isdecimal() and int(chat_id) in call.bot.chats


def set_my_commands(call: Call) -> bool:
    """The menu of commands, one per scope and language; an empty list takes it away."""
    given = call.arguments.json("commands", "can't parse commands JSON object")
    if given is not ABSENT and not isinstance(given, list):
        raise BadRequest("expected an Array of BotCommand")
    commands = [_command(item) for item in given] if isinstance(given, list) else []
    scope = _scope(call)
    if len(commands) > COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[scope] = [_checked(command) for command in commands]
    return True


def _command(given: Any) -> Json:
    with reading("BotCommand"):
        fields = Fields(given, "expected an Object")
        return {name: fields.text(name, required=True) for name in ("command", "description")}


def _checked(command: Json) -> Json:
    """A command in the form in which it is kept: without the slash and the space around it."""
    name = str(command["command"]).strip().removeprefix("/")
    description = str(command["description"]).strip()
    if not name:
        raise BadRequest("command must be non-empty")
    if len(name) > COMMAND_LENGTH:
        raise BadRequest(f"command length must not exceed {COMMAND_LENGTH}")
    if not description:
        raise BadRequest("command description must be non-empty")
    if len(description) > COMMAND_DESCRIPTION_LENGTH:
        raise BadRequest(f"command description length must not exceed {COMMAND_DESCRIPTION_LENGTH}")
    if not COMMAND.fullmatch(name):
        raise BadRequest("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def get_my_commands(call: Call) -> list[Json]:
    """What was set for this scope."""
    return call.bot.commands.get(_scope(call), [])


def delete_my_commands(call: Call) -> bool:
    """Nothing is set for this scope any more."""
    call.bot.commands.pop(_scope(call), None)
    return True


def set_my_name(call: Call) -> bool:
    """The heading of the chat."""
    name = call.arguments.text("name").strip()
    if len(name) > NAME_LENGTH:
        raise BadRequest("BOT_TITLE_INVALID")
    call.bot.first_name = name or call.bot.first_name
    return True


def get_my_name(call: Call) -> Json:
    """The heading of the chat."""
    return {"name": call.bot.first_name}


def set_my_description(call: Call) -> bool:
    """What an empty chat shows."""
    call.bot.description = _at_most(call.arguments.text("description"), DESCRIPTION_LENGTH)
    return True


def get_my_description(call: Call) -> Json:
    """What an empty chat shows."""
    return {"description": call.bot.description}


def set_my_short_description(call: Call) -> bool:
    """What the bot's profile shows."""
    call.bot.short_description = _at_most(call.arguments.text("short_description"), SHORT_DESCRIPTION_LENGTH)
    return True


def get_my_short_description(call: Call) -> Json:
    """What the bot's profile shows."""
    return {"short_description": call.bot.short_description}


def _at_most(text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadRequest("BOT_ABOUT_INVALID")
    return text


def set_chat_menu_button(call: Call) -> bool:
    """The button beside the text box."""
    given = call.arguments.json("menu_button", "can't parse menu button JSON object")
    with reading("menu button"):
        button = {"type": "default"} if given is ABSENT else _read_menu_button(given)
    _check_menu_chat(call)
    call.bot.menu_button = button
    return True


def _read_menu_button(given: Any) -> Json:
    fields = Fields(given, "MenuButton must be an Object")
    kind = fields.text("type", required=True)
    if kind in {"default", "commands"}:
        return {"type": kind}
    if kind != "web_app":
        raise Unreadable("MenuButton has unsupported type")
    text = fields.text("text", required=True)
    return {"type": kind, "text": text, "web_app": {"url": fields.object("web_app").text("url", required=True)}}


def _check_menu_chat(call: Call) -> None:
    if not call.arguments.has("chat_id"):
        return
    if call.arguments.integer("chat_id") <= 0:
        raise BadRequest("invalid chat_id specified")
    if call.arguments.integer("chat_id") not in call.world.people:
        raise BadRequest("user not found")


def get_chat_menu_button(call: Call) -> Json:
    """The button beside the text box."""
    _check_menu_chat(call)
    return call.bot.menu_button


def stay(_call: Call) -> bool:
    """LogOut and close: a local Telegram has nowhere else to go."""
    return True
