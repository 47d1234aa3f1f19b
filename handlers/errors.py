"""From an error to its sentence: what the procedure or an attachment refuses. All else goes to the worker."""

from datetime import timedelta

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from handlers.asking_who import asking
from handlers.attachments import AttachmentError
from handlers.callbacks import NOTHING, BadButton, decode
from handlers.context import CURRENT, BotContext
from handlers.leaving import PersonUnknown
from handlers.screens import pages
from handlers.screens.keyboards import put_aside_rows
from handlers.screens.texts import explain, toast
from handlers.when import DaysUnfit
from sop.errors import AlreadyInForce, Incomplete, MaklumatClosed, NotPossible, SopError, VisitPassed
from storage.errors import (
    AbsenceRefused,
    AccessClosed,
    AccountInUse,
    AdminOnly,
    AlreadyDone,
    CodesSilenced,
    DetailUnfit,
    InviteUnusable,
    MaklumatNotFound,
    NameTaken,
    NothingToConfirm,
    NumberTaken,
    OfficialRefused,
)
from storage.outbox import Screen
from storage.reading import View
from storage.replies import Redraw, Reply, ShowCard, Strip

EXPECTED = (
    SopError,
    AttachmentError,
    BadButton,
    DaysUnfit,
    PersonUnknown,
    InviteUnusable,
    CodesSilenced,
    AccountInUse,
    AccessClosed,
    AdminOnly,
    AbsenceRefused,
    OfficialRefused,
    MaklumatNotFound,
    NumberTaken,
)
"""What a person can cause; each has its sentence."""
ANSWERED_WRONGLY = (AttachmentError, Incomplete, DaysUnfit, DetailUnfit, PersonUnknown, NumberTaken, NameTaken)
"""What another answer to the same question mends."""
JUST_NOW = timedelta(seconds=30)
"""A second tap within this time is the same wish, and its card is on its way already."""


async def on_error(update: object, context: BotContext) -> None:
    """Say why not, and show the card as it is now where a button or question was too old.

    Raises:
        ApplicationHandlerStop: always; else an update on which the gate failed would go on past it.
    """
    await _explain(update, context)
    raise ApplicationHandlerStop


async def _explain(update: object, context: BotContext) -> None:
    turn = CURRENT.get()
    error = context.error
    if isinstance(error, AlreadyDone):
        turn.settled = True
        return
    if not isinstance(error, EXPECTED) or not isinstance(update, Update):
        turn.trouble = error
        return
    try:
        await _refuse(update, context, error)
    except AlreadyDone:
        turn.settled = True
    except Exception as trouble:  # noqa: BLE001 - python-telegram-bot would swallow it; the worker must know
        turn.trouble = trouble


async def _refuse(update: Update, context: BotContext, error: Exception) -> None:
    turn = context.turn
    turn.beside, turn.settles = (), ()
    people = await turn.reading.people(turn.now)
    zone = turn.rules.calendar.zone
    query = update.callback_query
    if query is None:
        sender = update.effective_user
        assert sender is not None
        last_code = isinstance(error, CodesSilenced) and not error.again
        if (isinstance(error, InviteUnusable) or last_code) and turn.official is not None:
            # An official who taps the link a second time is welcome, and enrolled.
            await context.finish(context.say(pages.already_enrolled(turn.official, by_code=True)))
            return
        if last_code:
            # Why there is silence is said once, however much was answered before.
            turn.is_silenced = False
        asked = turn.question
        about = (
            await context.reading.view(asked.maklumat, context.me.id, context.now)
            if asked is not None and asked.maklumat is not None
            else None
        )
        sentence = explain(error, about, people, zone, turn.official)
        if isinstance(error, ANSWERED_WRONGLY) and turn.question is not None:
            # Whoever answers better will reply to the newest message.
            screen = Screen(sentence, put_aside_rows())
            await context.finish(context.say(screen, again=turn.question, chat_id=sender.id))
            return
        told = context.say(Screen(sentence), chat_id=sender.id)
        moved_on = isinstance(error, NotPossible) and not isinstance(error, AlreadyInForce)
        if moved_on and asked is not None and asked.maklumat is not None:
            # The state has moved on while the answer was written: how it stands now says more than the sentence.
            shown = ShowCard(maklumat=asked.maklumat, person=context.me.id)
            over = isinstance(error, VisitPassed | MaklumatClosed)
            await context.finish(told, shown, answers=asked.id if over else None)
            return
        await context.finish(told)
        return
    view = await _view(context)
    replies: list[Reply] = []
    if isinstance(error, BadButton | NotPossible | NothingToConfirm) and query.message is not None:
        known = await turn.reading.message(context.chat_id, query.message.message_id)
        live = known is not None and known.live
        if not live and not await _still_asks(context, error):
            place = query.message.message_id
            replies.append(Strip(chat_id=context.chat_id, message_id=place, question=_question(query.data)))
        if view is not None and isinstance(error, NotPossible):
            replies += _card_as_it_is(context, view, error, is_live=live)
        if known is not None and live and query.data == NOTHING and known.maklumat is not None:
            # A card of before a restore that is still theirs: it gets buttons that count.
            replies.append(Redraw(maklumat=known.maklumat, person=context.me.id))
        elif known is not None and live and query.data == NOTHING:
            # The question who somebody is (storage/confirming.py): the new one takes the buttons off the old.
            replies += asking(people.waiting_for(context.me.id), context.me)
    await context.finish(*replies, toast=toast(error, view, people, zone, turn.official), alert=True)


def _card_as_it_is(context: BotContext, view: View, error: NotPossible, *, is_live: bool) -> list[Reply]:
    """The present card: in its own place where it was tapped; not again to whoever just did it and tapped twice."""
    if is_live:
        return [Redraw(maklumat=view.maklumat.id, person=context.me.id)]
    tapped_twice = (
        isinstance(error, VisitPassed)
        and error.by == context.me.id
        and error.at is not None
        and context.now - error.at < JUST_NOW
    )
    return [] if tapped_twice else [ShowCard(maklumat=view.maklumat.id, person=context.me.id)]


async def _still_asks(context: BotContext, error: Exception) -> bool:
    """Whether the refused button stands under an open question: another choice may be made, or the same one later."""
    if isinstance(error, BadButton | VisitPassed | MaklumatClosed):
        return False
    number = _question(context.query.data)
    prompt = await context.reading.prompt(number) if number else None
    return prompt is not None and prompt.person == context.me.id and prompt.closed_at is None


def _question(data: str | None) -> int:
    """The number of the question that a button answers; 0 for none."""
    try:
        return int(decode(data).prompt or 0)
    except BadButton:
        return 0


async def _view(context: BotContext) -> View | None:
    try:
        number = decode(context.query.data).maklumat
        return await context.reading.view(number, context.me.id, context.now)
    except (BadButton, MaklumatNotFound):
        return None
