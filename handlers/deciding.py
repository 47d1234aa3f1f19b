"""The Komisioner decides: the screen that asks once more, by tap or by the word 'setuju'."""

from telegram import Update

from handlers.acting import seen
from handlers.callbacks import Verb, decode
from handlers.context import BotContext
from handlers.screens.cards import confirm_approval, confirm_written
from handlers.screens.questions import put_aside
from sop.steps import Action
from storage.replies import Redraw, ShowCard

PATTERN_CONFIRM = rf"^{Verb.CONFIRM}\."
PATTERN_CARD = rf"^{Verb.CARD}\."


async def on_confirm(_update: Update, context: BotContext) -> None:
    """Setujui, or that a scan is right, was pressed: ask once more, in the place of the card."""
    tap = decode(context.query.data)
    view = await seen(context, tap)
    assert tap.role is not None
    message = context.query.message
    edit = message.message_id if message is not None else None
    ask = confirm_written if tap.action is Action.CONFIRM_WRITTEN else confirm_approval
    await context.finish(context.say(ask(view, tap.role), edit=edit))


async def on_card(_update: Update, context: BotContext) -> None:
    """Batal on the asking screen, or a wish to see the card: the maklumat as it is now."""
    tap = decode(context.query.data)
    message = context.query.message
    known = await context.reading.message(context.chat_id, message.message_id) if message else None
    if known is not None and known.live:
        await context.finish(Redraw(maklumat=tap.maklumat, person=context.me.id))
        return
    shown = ShowCard(maklumat=tap.maklumat, person=context.me.id)
    if message is None:
        await context.finish(shown)
    else:
        await context.finish(context.say(put_aside(), edit=message.message_id), shown)
