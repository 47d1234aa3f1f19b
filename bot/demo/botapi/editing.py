"""The methods that change a bubble where it stands. An edit that names no keyboard takes the keyboard away."""

from bot.demo.botapi.calls import Call
from bot.demo.botapi.markup import read_markup
from bot.demo.botapi.refusals import NOT_MODIFIED, BadRequest, NotHere
from bot.demo.botapi.words import Words, read_caption, read_text
from bot.demo.world import shapes
from bot.demo.world.records import Json, Message

Markup = tuple[Json | None, Json | None]


def edit_message_text(call: Call) -> Json:
    """New words in an old bubble."""
    words = read_text(call)
    markup = read_markup(call)
    message = _own_message(call)
    if message.file:
        raise BadRequest("there is no text in the message to edit")
    return _changed(call, message, words, markup)


def edit_message_caption(call: Call) -> Json:
    """New words under an old file; no caption at all takes the words away."""
    markup = read_markup(call)
    words = read_caption(call)
    message = _own_message(call)
    if not message.file:
        raise BadRequest("there is no caption in the message to edit")
    return _changed(call, message, words, markup)


def edit_message_reply_markup(call: Call) -> Json:
    """The words stay, the keyboard changes or goes."""
    markup = read_markup(call)
    message = _own_message(call)
    return _changed(call, message, (message.text, message.entities), markup)


def _own_message(call: Call) -> Message:
    if not call.arguments.text("chat_id") and call.arguments.integer("message_id") <= 0:
        if call.arguments.text("inline_message_id"):
            raise NotHere("inline messages")
        raise BadRequest("message identifier is not specified")
    chat = call.open_chat()
    message = call.message(chat, "message to edit not found")
    # A bubble that had asked for a reply, or brought a keyboard of keys, stays as it is.
    if not message.from_bot or message.forced_reply is not None:
        raise BadRequest("message can't be edited")
    return message


def _changed(call: Call, message: Message, words: Words, markup: Markup) -> Json:
    (text, entities), (keyboard, other_markup) = words, markup
    if other_markup is not None:
        raise BadRequest("inline keyboard expected")
    call.spend(call.bot.chats[message.chat_id])
    if (text, entities, keyboard) == (message.text, message.entities, message.markup):
        raise BadRequest(NOT_MODIFIED)
    if (text, entities) != (message.text, message.entities):
        message.edited_at = call.world.now()
    message.text, message.entities, message.markup = text, entities, keyboard
    call.world.changed(message.chat_id)
    return shapes.message(call.world, call.bot, message)
