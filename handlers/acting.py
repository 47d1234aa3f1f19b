"""Taps that do one of the table's acts, or ask for the words or the file that it needs.

One module for all of them: which act a button stands for, who may do it and where it leads is the table's business.
"""

from telegram import Update

from handlers.callbacks import BadButton, Tap, Verb, decode
from handlers.context import BotContext
from handlers.finals import waiting
from handlers.screens.finals import unanswered
from handlers.screens.questions import question
from handlers.screens.texts import done_toast
from sop.commands import Act
from sop.guards import Attempt, authority
from sop.steps import Action
from storage.prompts import Prompt
from storage.reading import View
from storage.replies import Reply, Strip


def acted(tap: Tap) -> Act:
    """The act that a button stands for.

    Raises:
        BadButton: it stands for none.
    """
    if tap.action is None or tap.role is None:
        raise BadButton
    return Act(
        action=tap.action,
        maklumat=tap.maklumat,
        visit=tap.visit,
        version=tap.version,
        role=tap.role,
        shown=tap.shown,
    )


async def seen(context: BotContext, tap: Tap) -> View:
    """The maklumat of a button, once it is sure that this person may do what the button says, now.

    Raises:
        SopError: why not.
        BadButton: it names no act.
    """
    act = acted(tap)
    view = await context.reading.view(act.maklumat, context.me.id, context.now)
    attempt = Attempt(view.maklumat, act.action, context.me.id, act.role, view.office)
    authority(attempt, act.visit, act.version)
    return view


async def stale_buttons(context: BotContext) -> tuple[Reply, ...]:
    """Buttons of a message that is not the live card are of no use after the tap: they go."""
    message = context.query.message
    if message is None:
        return ()
    known = await context.reading.message(context.chat_id, message.message_id)
    if known is not None and known.live:
        return ()
    return (Strip(chat_id=context.chat_id, message_id=message.message_id),)


async def on_do(_update: Update, context: BotContext) -> None:
    """A button that does its act at once."""
    tap = decode(context.query.data)
    act = acted(tap)
    # Who receives what is passed on does not change by the act.
    view = await context.reading.view(act.maklumat, context.me.id, context.now)
    if act.action is Action.ORDER and await waiting(context, view) is not None:
        context.turn.beside = (unanswered(view),)
    await context.submit(act, toast=done_toast(act.action, view), replies=await stale_buttons(context))


async def on_ask(_update: Update, context: BotContext) -> None:
    """A button whose act needs words or a file: they are asked for in a new message, to be replied to."""
    tap = decode(context.query.data)
    view = await seen(context, tap)
    act = acted(tap)
    prompt = Prompt(
        purpose=act.action,
        person=context.me.id,
        maklumat=act.maklumat,
        visit=act.visit,
        version=act.version,
        role=act.role,
    )
    try:
        asked = question(act.action, view, context.now)
    except KeyError:
        # No button of ours asks for words that the act does not need.
        raise BadButton from None
    await _note_stray(context)
    await context.finish(context.say(asked, prompt=prompt))


async def _note_stray(context: BotContext) -> None:
    tapped = context.tapped
    if tapped is not None and await context.reading.message(context.chat_id, tapped) is None:
        context.turn.stray = tapped


PATTERN_DO = rf"^{Verb.DO}\."
PATTERN_ASK = rf"^{Verb.ASK}\."
