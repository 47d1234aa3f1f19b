"""The methods by which a bot says who it is, asks who others are, and fetches what they sent."""

from urllib.parse import urlsplit

from bot.demo.botapi.calls import Call
from bot.demo.botapi.refusals import BadRequest
from bot.demo.world import shapes
from bot.demo.world.records import Json

NAME_LENGTH = 64
DESCRIPTION_LENGTH = 512
SHORT_DESCRIPTION_LENGTH = 120
COMMANDS = 100


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
    scope = call.arguments.json("scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    if not isinstance(scope, dict):
        raise BadRequest("BotCommandScope must be an Object")
    return f"{scope.get('type', 'default')}:{scope.get('chat_id', '')}:{call.arguments.text('language_code')}"


def set_my_commands(call: Call) -> bool:
    """The menu of commands, one per scope and language."""
    commands = call.arguments.json("commands", "can't parse commands JSON object")
    if not isinstance(commands, list):
        raise BadRequest("commands must be an Array of BotCommand")
    if len(commands) > COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name, description = str(command.get("command", "")), str(command.get("description", ""))
        if not 1 <= len(name.removeprefix("/")) <= 32 or name != name.lower():
            raise BadRequest("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_scope(call)] = commands
    return True


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
    button = call.arguments.json("menu_button", "can't parse menu button JSON object")
    call.bot.menu_button = button if isinstance(button, dict) else {"type": "default"}
    return True


def get_chat_menu_button(call: Call) -> Json:
    """The button beside the text box."""
    return call.bot.menu_button


def set_webhook(call: Call) -> bool:
    """Keeps the address and stops polling; delivery is not built (webhooks would hang on UpdateQueue.wake_ups)."""
    url = call.arguments.text("url")
    if url and not urlsplit(url).hostname:
        raise BadRequest("bad webhook: invalid webhook URL specified")
    if url and urlsplit(url).scheme != "https":
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    call.bot.webhook_url, call.bot.webhook_secret = url, call.arguments.text("secret_token")
    allow_updates(call)
    if call.arguments.flag("drop_pending_updates"):
        call.bot.updates.clear()
    return True


def delete_webhook(call: Call) -> bool:
    """Polling is possible again."""
    call.bot.webhook_url = call.bot.webhook_secret = ""
    if call.arguments.flag("drop_pending_updates"):
        call.bot.updates.clear()
    return True


def get_webhook_info(call: Call) -> Json:
    """The address, and how much waits."""
    updates = call.bot.updates
    info: Json = {"url": call.bot.webhook_url, "has_custom_certificate": False}
    info["pending_update_count"] = sum(1 for update in updates.waiting if update.until > call.world.now())
    return info | ({"allowed_updates": sorted(updates.allowed)} if updates.allowed else {})


def allow_updates(call: Call) -> None:
    """The list of kinds sticks until another is given; an empty one means the usual kinds."""
    allowed = call.arguments.json("allowed_updates", "can't parse allowed_updates JSON object")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise BadRequest("allowed_updates must be an Array of String")
    call.bot.updates.allowed = frozenset(str(kind) for kind in allowed)


def stay(_call: Call) -> bool:
    """LogOut and close: a local Telegram has nowhere else to go."""
    return True
