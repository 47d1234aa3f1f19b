"""How the Bot API shows what the world keeps. Reading only; each function makes one of Telegram's JSON types."""

import hashlib

from bot.demo.world.entities import Entity
from bot.demo.world.records import Bot, Chat, Json, Message, Person, Query, StoredFile
from bot.demo.world.state import World


def user(person: Person) -> Json:
    """User, for a person."""
    shown = {"id": person.id, "is_bot": False, "first_name": person.first_name, "last_name": person.last_name}
    shown |= {"username": person.username, "language_code": "id"}
    return {name: value for name, value in shown.items() if value is not None}


def bot_user(bot: Bot) -> Json:
    """User, for a bot, as others see it."""
    return {"id": bot.id, "is_bot": True, "first_name": bot.first_name, "username": bot.username}


def me(bot: Bot) -> Json:
    """User, for a bot, as getMe shows it to itself."""
    return bot_user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def chat(world: World, shown: Chat) -> Json:
    """Chat."""
    if shown.type != "private":
        return {"id": shown.id, "type": shown.type, "title": shown.title or ""}
    person = user(world.people[shown.id])
    fields = {"first_name", "last_name", "username"} & person.keys()
    return {"id": shown.id, "type": "private"} | {name: person[name] for name in sorted(fields)}


def entity(world: World, shown: Entity) -> Json | None:
    """MessageEntity; None for a mention of somebody who does not exist, which Telegram drops."""
    json = shown.to_api()
    if shown.user_id is not None:
        person = world.people.get(shown.user_id)
        return json | {"user": user(person)} if person else None
    return json


def entities(world: World, shown: list[Entity]) -> list[Json]:
    """The entities of one text."""
    return [json for e in shown if (json := entity(world, e)) is not None]


def message(world: World, bot: Bot, shown: Message, *, is_quoted: bool = False) -> Json:
    """Message; one that is quoted shows its keyboard but not what it quotes in turn."""
    sender = bot_user(bot) if shown.from_bot else user(world.people[shown.sender_id])
    json: Json = {
        "message_id": shown.id,
        "from": sender,
        "chat": chat(world, bot.chats[shown.chat_id]),
        "date": int(shown.at.timestamp()),
    }
    words = "caption" if shown.file else "text"
    if shown.file:
        json[shown.file.kind] = attachment(shown.file)
    if shown.text:
        json[words] = shown.text
        if shown.entities:
            json["entities" if words == "text" else "caption_entities"] = entities(world, shown.entities)
    if shown.edited_at:
        json["edit_date"] = int(shown.edited_at.timestamp())
    if shown.media_group_id:
        json["media_group_id"] = shown.media_group_id
    if shown.protects_content:
        json["has_protected_content"] = True
    if shown.markup:
        json["reply_markup"] = shown.markup
    quoted = bot.chats[shown.chat_id].messages.get(shown.reply_to) if shown.reply_to else None
    if quoted is not None and not is_quoted:
        json["reply_to_message"] = message(world, bot, quoted, is_quoted=True)
    return json


def attachment(file: StoredFile) -> Json | list[Json]:
    """Document, Voice, or a list of one PhotoSize: pictures are not made smaller here."""
    common: Json = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    match file.kind:
        case "photo":
            return [common | {"width": file.width or 1, "height": file.height or 1}]
        case "voice":
            return common | {"duration": file.duration, "mime_type": file.mime}
    return common | {"file_name": file.name, "mime_type": file.mime}


def query(world: World, bot: Bot, shown: Query) -> Json:
    """CallbackQuery; its message is left inaccessible when it is no longer there."""
    here = bot.chats[shown.chat_id]
    original = here.messages.get(shown.message_id)
    gone: Json = {"chat": chat(world, here), "message_id": shown.message_id, "date": 0}
    instance = hashlib.sha256(f"{bot.id}:{shown.chat_id}".encode()).digest()
    return {
        "id": shown.id,
        "from": user(world.people[shown.person_id]),
        "message": message(world, bot, original) if original else gone,
        "chat_instance": str(int.from_bytes(instance[:8], signed=True)),
        "data": shown.data,
    }


def membership(world: World, bot: Bot, shown: Chat, *, was_blocked: bool, is_blocked: bool) -> Json:
    """ChatMemberUpdated: a person blocks the bot or takes it back."""
    person = user(world.people[shown.id])

    def member(*, blocked: bool) -> Json:
        status: Json = {"status": "kicked", "until_date": 0} if blocked else {"status": "member"}
        return {"user": bot_user(bot)} | status

    return {
        "chat": chat(world, shown),
        "from": person,
        "date": int(world.now().timestamp()),
        "old_chat_member": member(blocked=was_blocked),
        "new_chat_member": member(blocked=is_blocked),
    }
