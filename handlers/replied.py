"""What a reply is about, as the message says that it replies to."""

from telegram import Message

from handlers.callbacks import BadButton, Tap, decode
from handlers.context import BotContext
from storage.standing import Known


def replies_to_something(message: Message) -> bool:
    """Whether it points at a message at all: of ours, its author's own, or in another chat."""
    return bool(message.reply_to_message or message.external_reply or message.quote)


async def replied_to(context: BotContext, message: Message) -> Known | None:
    """What a reply is about: by the message's number, else by the buttons on the quoted message.

    After a crash a copy may be in the chat whose number was never learnt; its buttons say what it is, and then they go.
    """
    quoted = message.reply_to_message
    if quoted is None or quoted.from_user is None or not quoted.from_user.is_bot:
        return None
    known = await context.reading.message(context.chat_id, quoted.message_id)
    if known is not None or quoted.reply_markup is None:
        return known
    for row in quoted.reply_markup.inline_keyboard:
        for button in row:
            found = await _from_button(context, button.callback_data)
            if found is not None:
                context.turn.stray = quoted.message_id
                return found
    return None


async def _from_button(context: BotContext, data: object) -> Known | None:
    try:
        tap: Tap = decode(data if isinstance(data, str) else None)
    except BadButton:
        return None
    prompt = await context.reading.prompt(int(tap.prompt)) if tap.prompt else None
    if prompt is not None and prompt.person in (None, context.me.id):
        return Known(prompt.maklumat, prompt.visit, prompt.version, prompt, live=False, is_card=False)
    if tap.maklumat:
        return Known(tap.maklumat, tap.visit, tap.version, None, live=False, is_card=True)
    return None
