"""The methods that put something new into a chat, or take it away."""

import secrets
from datetime import timedelta

from bot.demo.botapi.arguments import Arguments
from bot.demo.botapi.calls import Call
from bot.demo.botapi.markup import read_markup
from bot.demo.botapi.refusals import QUERY_TOO_OLD, BadRequest
from bot.demo.world import shapes
from bot.demo.world.entities import Entity
from bot.demo.world.records import Answer, Chat, Json, Message, StoredFile

ALBUM_SIZE = 10
ANSWER_LENGTH = 200
DELETABLE = timedelta(hours=48)


def send_message(call: Call) -> Json:
    """Words, in Telegram's own order of checks: the words before the chat."""
    text, entities = call.text()
    return _sent(call, call.open_chat(), text, entities, None)


def send_document(call: Call) -> Json:
    """A file of any kind."""
    return _send_file(call, "document")


def send_photo(call: Call) -> Json:
    """A picture."""
    return _send_file(call, "photo")


def send_voice(call: Call) -> Json:
    """A voice message."""
    return _send_file(call, "voice")


def _send_file(call: Call, kind: str) -> Json:
    caption, entities = call.caption()
    chat = call.open_chat()
    return _sent(call, chat, caption, entities, call.file(kind))


def _sent(call: Call, chat: Chat, text: str, entities: list[Entity], file: StoredFile | None) -> Json:
    markup, other_markup = read_markup(call.arguments)
    message = _post(call, chat, text, entities, file, call.reply_to(chat))
    message.markup = markup
    message.forced_reply = other_markup
    return shapes.message(call.world, call.bot, message)


def _post(
    call: Call, chat: Chat, text: str, entities: list[Entity], file: StoredFile | None, reply_to: int | None
) -> Message:
    message = call.world.post(call.bot, chat, text=text, entities=entities, file=file, reply_to=reply_to)
    message.is_silent = call.arguments.flag("disable_notification")
    message.protects_content = call.arguments.flag("protect_content")
    return message


def send_media_group(call: Call) -> list[Json]:
    """An album: documents with documents, pictures with pictures, up to ten."""
    given = call.arguments.json("media", "can't parse media JSON object")
    if not isinstance(given, list) or not given:
        raise BadRequest("there are no messages to send")
    if len(given) > ALBUM_SIZE:
        raise BadRequest("too many messages to send as an album")
    chat = call.open_chat()
    items = [_album_item(call, item) for item in given]
    if len({file.kind for _, _, file in items}) > 1:
        raise BadRequest("document can't be mixed with other media types")
    reply_to = call.reply_to(chat)
    group = str(secrets.randbelow(10**17) + 10**16)
    messages = [_post(call, chat, text, entities, file, reply_to) for text, entities, file in items]
    for message in messages:
        message.media_group_id = group if len(messages) > 1 else None
    return [shapes.message(call.world, call.bot, message) for message in messages]


def _album_item(call: Call, given: object) -> tuple[str, list[Entity], StoredFile]:
    if not isinstance(given, dict) or given.get("type") not in {"document", "photo"}:
        raise BadRequest("can't parse InputMedia: type must be one of document, photo")
    text, entities = call.caption(Arguments(given))
    return text, entities, call.file(str(given["type"]), given.get("media", ""))


def answer_callback_query(call: Call) -> bool:
    """A tap is answered once and in time."""
    query = call.world.open_query(call.bot, call.arguments.text("callback_query_id"))
    if query is None:
        raise BadRequest(QUERY_TOO_OLD)
    text = call.arguments.text("text")
    if len(text) > ANSWER_LENGTH:
        raise BadRequest("MESSAGE_TOO_LONG")
    url, show_alert = call.arguments.text("url"), call.arguments.flag("show_alert")
    query.answer = Answer(call.world.now(), text, show_alert, url)
    call.world.changed(query.chat_id)
    return True


def delete_message(call: Call) -> bool:
    """For everyone, within 48 hours."""
    chat = call.known_chat()
    message = call.message(chat, "message to delete not found")
    if call.world.now() - message.at > DELETABLE:
        raise BadRequest("message can't be deleted for everyone")
    del chat.messages[message.id]
    call.world.changed(chat.id)
    return True


def send_chat_action(call: Call) -> bool:
    """`typing…` is checked and not shown."""
    call.open_chat()
    if not call.arguments.text("action"):
        raise BadRequest("wrong parameter action in request")
    return True


def pin_chat_message(call: Call) -> bool:
    """One message stands on top."""
    chat = call.open_chat()
    chat.pinned = call.message(chat, "message to pin not found").id
    call.world.changed(chat.id)
    return True


def unpin_chat_message(call: Call) -> bool:
    """The top is free again."""
    chat = call.open_chat()
    wanted = call.arguments.integer("message_id") or chat.pinned
    if wanted is None or wanted != chat.pinned:
        raise BadRequest("message to unpin not found")
    chat.pinned = None
    call.world.changed(chat.id)
    return True
