"""The methods that change a bubble where it stands. An edit that names no keyboard takes the keyboard away."""

from bot.demo.botapi.calls import Call
from bot.demo.botapi.markup import read_markup
from bot.demo.botapi.refusals import NOT_MODIFIED, BadRequest
from bot.demo.world import shapes
from bot.demo.world.entities import Entity
from bot.demo.world.records import Json, Message


def edit_message_text(call: Call) -> Json:
    """New words in an old bubble."""
    text, entities = call.text()
    message = _own_message(call)
    if message.file:
        raise BadRequest("there is no text in the message to edit")
    return _changed(call, message, text, entities)


def edit_message_caption(call: Call) -> Json:
    """New words under an old file; no caption at all takes the words away."""
    text, entities = call.caption()
    message = _own_message(call)
    if not message.file:
        raise BadRequest("there is no caption in the message to edit")
    return _changed(call, message, text, entities)


def edit_message_reply_markup(call: Call) -> Json:
    """The words stay, the keyboard changes or goes."""
    message = _own_message(call)
    return _changed(call, message, message.text, message.entities)


def _own_message(call: Call) -> Message:
    chat = call.open_chat()
    message = call.message(chat, "message to edit not found")
    # A bubble that had asked for a reply, or brought a keyboard of keys, stays as it is.
    if not message.from_bot or message.forced_reply is not None:
        raise BadRequest("message can't be edited")
    return message


def _changed(call: Call, message: Message, text: str, entities: list[Entity]) -> Json:
    markup, other_markup = read_markup(call.arguments)
    if other_markup is not None:
        raise BadRequest("inline keyboard expected")
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise BadRequest(NOT_MODIFIED)
    if (text, entities) != (message.text, message.entities):
        message.edited_at = call.world.now()
    message.text, message.entities, message.markup = text, entities, markup
    call.world.changed(message.chat_id)
    return shapes.message(call.world, call.bot, message)
