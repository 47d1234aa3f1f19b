"""The methods that put something new into a chat, or take it away."""

import re
import secrets
from datetime import timedelta

from bot.demo.botapi.calls import Call
from bot.demo.botapi.fields import Fields, Unreadable, reading
from bot.demo.botapi.files import Given, attached, take_file, wanted_file
from bot.demo.botapi.markup import read_markup
from bot.demo.botapi.refusals import QUERY_TOO_OLD, BadRequest, NotHere
from bot.demo.botapi.words import Words, read_album_caption, read_caption, read_text
from bot.demo.world import shapes
from bot.demo.world.records import Answer, Chat, Json, Message, StoredFile

ALBUM_SIZE = 10
ALBUM_KINDS = frozenset({"document", "photo"})
ALBUM_KINDS_ELSEWHERE = frozenset({"audio", "video", "live_photo"})
IMAGE_REFUSALS = frozenset({"IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS"})
ANSWER_LENGTH = 200
LONGEST_CACHE_SECONDS = 30 * 24 * 60 * 60
DELETABLE = timedelta(hours=48)
NAMES = {"document": "documents", "photo": "photos", "voice": "voice notes"}
PLACE_ACTIONS = frozenset({"cancel", "typing", "choose_sticker", "pick_up_location", "find_location"})
FILE_ACTION = re.compile(r"(?:record|upload)_(?:video|audio|voice|video_note)|upload_(?:photo|document)")


def send_message(call: Call) -> Json:
    """Words; Telegram looks at the words first, then at the keyboard, then at the chat."""
    return _send(call, read_text(call), None, "")


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
    given = wanted_file(call, kind)
    return _send(call, read_caption(call), given, kind)


def _send(call: Call, words: Words, given: Given | None, kind: str) -> Json:
    wanted = call.wanted_reply()
    markup, other_markup = read_markup(call)
    chat = call.open_chat()
    _check_rights(chat, kind)
    reply_to = call.reply_to(chat, wanted)
    file = take_file(call, kind, given) if given is not None else None
    call.spend(chat)
    message = _post(call, chat, words, file, reply_to)
    message.markup = markup
    message.forced_reply = other_markup
    return shapes.message(call.world, call.bot, message)


def _check_rights(chat: Chat, kind: str) -> None:
    if not chat.may_write:
        raise BadRequest(f"not enough rights to send {NAMES.get(kind, 'text messages')} to the chat")


def _post(call: Call, chat: Chat, words: Words, file: StoredFile | None, reply_to: int | None) -> Message:
    text, entities = words
    message = call.world.post(call.bot, chat, text=text, entities=entities, file=file, reply_to=reply_to)
    message.is_silent = call.arguments.flag("disable_notification")
    message.protects_content = call.arguments.flag("protect_content")
    return message


def send_media_group(call: Call) -> list[Json]:
    """An album: documents with documents, pictures with pictures, two to ten."""
    wanted = call.wanted_reply()
    if not call.arguments.text("media"):
        raise BadRequest('parameter "media" is required')
    media = call.arguments.json("media", "can't parse media JSON object")
    if not isinstance(media, list):
        raise BadRequest("expected an Array of InputMedia")
    parts = [_album_part(call, part) for part in media]
    chat = call.open_chat()
    if not parts:
        raise BadRequest("there are no messages to send")
    if len(parts) > ALBUM_SIZE:
        raise BadRequest("too many messages to send as an album")
    if len({kind for kind, _, _ in parts}) > 1:
        raise BadRequest("document can't be mixed with other media types")
    if len(parts) == 1:
        call.remark("an album has two parts or more; Telegram sends a single one as a plain message")
    _check_rights(chat, parts[0][0])
    reply_to = call.reply_to(chat, wanted)
    files = [_album_file(call, number, kind, given) for number, (kind, _, given) in enumerate(parts, 1)]
    call.spend(chat, len(parts))
    group = str(secrets.randbelow(10**17) + 10**16) if len(parts) > 1 else None
    messages = [_post(call, chat, words, file, reply_to) for (_, words, _), file in zip(parts, files, strict=True)]
    for message in messages:
        message.media_group_id = group
    return [shapes.message(call.world, call.bot, message) for message in messages]


def _album_part(call: Call, part: object) -> tuple[str, Words, Given]:
    with reading("InputMedia"):
        fields = Fields(part, "expected an Object")
        words = read_album_caption(call, fields)
        given = attached(call, fields.text("media"))
        if given is None:
            raise Unreadable("media not found")
        kind = fields.text("type", required=True)
        if kind == "animation":
            raise Unreadable('type "animation" can\'t be used in sendMediaGroup')
        if kind in ALBUM_KINDS_ELSEWHERE:
            raise NotHere(f"albums with {kind}")
        if kind not in ALBUM_KINDS:
            raise Unreadable(f'type "{kind}" is unsupported')
        return kind, words, given


def _album_file(call: Call, number: int, kind: str, given: Given) -> StoredFile:
    """What only Telegram's servers find out about a part is told with the part's number."""
    try:
        return take_file(call, kind, given)
    except BadRequest as refusal:
        reason = refusal.description.partition(": ")[2]
        if reason in IMAGE_REFUSALS:
            raise BadRequest(f'failed to send message #{number} with the error message "{reason}"') from None
        raise


def answer_callback_query(call: Call) -> bool:
    """A tap is answered once and in time."""
    query = call.world.open_query(call.bot, call.arguments.text("callback_query_id"))
    if query is None:
        raise BadRequest(QUERY_TOO_OLD)
    text = call.arguments.text("text")
    if len(text) > ANSWER_LENGTH:
        raise BadRequest("MESSAGE_TOO_LONG")
    url, show_alert = call.arguments.text("url"), call.arguments.flag("show_alert")
    if url and not _opens_own_chat(call, url):
        raise BadRequest("URL_INVALID")
    call.within("cache_time", 0, 0, LONGEST_CACHE_SECONDS)
    query.answer = Answer(call.world.now(), text, show_alert, url)
    call.world.changed(query.chat_id)
    return True


def _opens_own_chat(call: Call, url: str) -> bool:
    """Apart from games, which are not here, a tap may open nothing but the bot itself."""
    place = url.partition("://")[2] or url
    return place.lower().startswith((f"t.me/{call.bot.username.lower()}?", f"telegram.me/{call.bot.username.lower()}?"))


def delete_message(call: Call) -> bool:
    """For everyone, within 48 hours."""
    if not call.arguments.text("chat_id"):
        raise BadRequest("chat identifier is not specified")
    if call.arguments.integer("message_id") <= 0:
        raise BadRequest("message identifier is not specified")
    chat = call.known_chat()
    message = call.message(chat, "message to delete not found")
    if call.world.now() - message.at > DELETABLE:
        raise BadRequest("message can't be deleted for everyone")
    del chat.messages[message.id]
    call.world.changed(chat.id)
    return True


def send_chat_action(call: Call) -> bool:
    """`typing…` is checked and not shown."""
    action = call.arguments.text("action").lower()
    if action not in PLACE_ACTIONS and not FILE_ACTION.fullmatch(action):
        raise BadRequest("wrong parameter action in request")
    call.open_chat()
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
