"""The Komisioner decides: the screen that asks once more, by tap or by the word 'setuju'."""

from telegram import Update

from handlers.acting import seen
from handlers.callbacks import Verb, decode
from handlers.context import BotContext
from handlers.screens.cards import confirm_approval
from sop.decide import options
from sop.roles import Role
from sop.steps import Action
from storage.reading import View
from storage.replies import Redraw, ShowCard, Strip

PATTERN_CONFIRM = rf"^{Verb.CONFIRM}\."
PATTERN_CARD = rf"^{Verb.CARD}\."
AGREEING = frozenset(
    {"setuju", "saya setuju", "ya setuju", "ya saya setuju", "disetujui", "setujui", "acc", "ok setuju", "oke setuju"}
)
"""What people type instead of pressing; it only ever brings the screen that asks once more."""


def agrees(text: str) -> bool:
    """Whether the words say nothing but yes."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split()) in AGREEING


def may_approve(view: View) -> Role | None:
    """The role in which this reader may approve now, if any."""
    found = options(view.maklumat, view.reader.id, view.office)
    return next((option.role for option in found if option.action is Action.APPROVE), None)


async def on_confirm(_update: Update, context: BotContext) -> None:
    """Setujui was pressed: ask once more, in the place of the card."""
    tap = decode(context.query.data)
    view = await seen(context, tap)
    assert tap.role is not None
    message = context.query.message
    edit = message.message_id if message is not None else None
    await context.finish(context.say(confirm_approval(view, tap.role), edit=edit))


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
        await context.finish(shown, Strip(chat_id=context.chat_id, message_id=message.message_id))
