"""What a person sees, as JSON for the page and the test kit: simpler than the Bot API's, with HTML made safe.

Reading only.
"""

from dataclasses import asdict

from bot.demo.phones.rendering import to_html
from bot.demo.world import shapes
from bot.demo.world.records import Bot, Chat, Json, LedgerEntry, Message, Person, Query, StoredFile
from bot.demo.world.state import World


def person(shown: Person, bot: Bot) -> Json:
    """Somebody, with what the page writes over the column."""
    chat = bot.chats.get(shown.id)
    return asdict(shown) | {
        "full_name": shown.full_name,
        "is_started": chat is not None and chat.is_started,
        "is_blocked": chat is not None and chat.is_blocked,
    }


def chat(world: World, bot: Bot, shown: Chat) -> Json:
    """The whole chat, oldest message first, with every tap and what it was answered."""
    return {
        "id": shown.id,
        "type": shown.type,
        "person": person(world.people[shown.id], bot) if shown.id in world.people else None,
        "bot": {"id": bot.id, "first_name": bot.first_name, "username": bot.username},
        "commands": _commands(bot, shown),
        "is_started": shown.is_started,
        "is_blocked": shown.is_blocked,
        "pinned": shown.pinned,
        "messages": [message(world, bot, shown, m) for m in shown.messages.values()],
        "taps": [query(q) for q in bot.queries.values() if q.chat_id == shown.id],
    }


def _commands(bot: Bot, shown: Chat) -> list[Json]:
    """The chat's own menu, else the one of all private chats, else whichever was set."""
    for wanted in (f"chat:{shown.id}", "all_private_chats", "default"):
        for scope, commands in bot.commands.items():
            if scope.partition(":")[0] == wanted or scope.startswith(f"{wanted}:"):
                return commands
    return next(iter(bot.commands.values()), [])


def message(world: World, bot: Bot, where: Chat, shown: Message) -> Json:
    """One bubble."""
    quoted = where.messages.get(shown.reply_to) if shown.reply_to else None
    return {
        "id": shown.id,
        "from_bot": shown.from_bot,
        "text": shown.text,
        "entities": shapes.entities(world, shown.entities),
        "html": to_html(shown.text, shown.entities),
        "buttons": [[_button(button) for button in row] for row in shown.buttons],
        "asks_reply": bool(shown.forced_reply and shown.forced_reply.get("force_reply")),
        "placeholder": (shown.forced_reply or {}).get("input_field_placeholder"),
        "reply_to": shown.reply_to,
        "quoted": None if quoted is None else _quoted(quoted),
        "document": _file(bot, shown.file, "document"),
        "photo": _file(bot, shown.file, "photo"),
        "voice": _file(bot, shown.file, "voice"),
        "media_group_id": shown.media_group_id,
        "is_silent": shown.is_silent,
        "date": shown.at.isoformat(),
        "edited_at": shown.edited_at.isoformat() if shown.edited_at else None,
    }


def query(shown: Query) -> Json:
    """A tap; `is_answered` with an empty text is a spinner that stopped."""
    answer = shown.answer
    return {
        "id": shown.id,
        "message_id": shown.message_id,
        "data": shown.data,
        "label": shown.label,
        "at": shown.at.isoformat(),
        "is_answered": answer is not None,
        "text": answer.text if answer else "",
        "show_alert": answer.show_alert if answer else False,
        "url": answer.url if answer else "",
    }


def ledger_entry(shown: LedgerEntry) -> Json:
    """One Bot API call."""
    return asdict(shown) | {"at": shown.at.isoformat()}


def _button(button: Json) -> Json:
    copied = button.get("copy_text") or {}
    return {
        "text": button["text"],
        "data": button.get("callback_data"),
        "style": button.get("style"),
        "url": button.get("url") or (button.get("web_app") or {}).get("url"),
        "copy_text": copied.get("text"),
    }


def _file(bot: Bot, file: StoredFile | None, kind: str) -> Json | None:
    if file is None or file.kind != kind:
        return None
    url = f"/local/files/{bot.id}/{file.unique_id}"
    shown: Json = {"name": file.name, "size": len(file.content), "mime": file.mime, "url": url, "id": file.unique_id}
    return shown | {"width": file.width, "height": file.height, "duration": file.duration}


def _quoted(message: Message) -> Json:
    """A quoted message in one line; the page itself names pictures and sounds."""
    words = message.text.partition("\n")[0]
    kind = message.file.kind if message.file else None
    name = message.file.name if message.file and kind == "document" else ""
    return {"from_bot": message.from_bot, "text": f"{name} {words}".strip(), "kind": kind}
