"""Officials answer by replying: whose answer words, photos, voice notes, files and links are.

A reply to a question is its answer, unless it names another maklumat. A reply to a card or to news is never lost: where
it is plain what it is, it is taken for that, and the bot says so; else it asks with buttons (`weighing.py`). A plain
message is taken only where exactly one open thing awaits it (`unaddressed.py`).
"""

from dataclasses import replace

from telegram import Update

from handlers import drafting, finals, scans, succeeding, written
from handlers.asked import TAKEN_BY
from handlers.attachments import Brought, gather
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.meaning import NEEDS_REASON, gives_thanks, is_courtesy, is_number_alone, mentioned, offered_by, possible
from handlers.replied import replied_to, replies_to_something
from handlers.screens.confirming import by_button
from handlers.screens.questions import courtesy, put_aside
from handlers.screens.texts import beside
from handlers.taking import confirm_again, take_for
from handlers.unaddressed import take_plain
from handlers.weighing import (
    WHAT_IS_THIS,
    ask_what,
    ask_which,
    names_another,
    others_named,
    weigh,
    which_paper,
    whose_decision,
    within_reach,
)
from sop.errors import QuestionClosed
from sop.steps import Action
from storage.prompts import TITLE, WHICH_PAPER, WHOSE_DECISION, Prompt
from storage.reading import View
from storage.standing import Known

_DONE_AGAIN = frozenset(
    {Action.HOLD, Action.OBJECT, Action.REJECT_WRITTEN, Action.ASK, Action.DIRECT, Action.REPORT_NOT_LIVE}
)
"""Acts that may be done more than once: what replies to a question for one, once it was answered, may be anything.

A further obstacle is only told, and changes nothing: it may follow the first in reply to the same question.
"""
PATTERN_PUT_ASIDE = rf"^{Verb.PUT_ASIDE}\."
PATTERN_CHOOSE = rf"^{Verb.CHOOSE}\."
PATTERN_WHICH = rf"^{Verb.WHICH}\."


async def on_message(update: Update, context: BotContext) -> None:
    """Anything that is no command: words, photo, album, voice, file."""
    message = update.message
    assert message is not None
    known = await replied_to(context, message)
    prompt = known.prompt if known is not None else None
    context.turn.question = prompt if prompt is not None and prompt.closed_at is None else None
    if known is not None and known.maklumat is not None:
        context.turn.about = known.maklumat, known.visit, known.version
    brought = await gather(context.messages, context.turn.fetch, context.turn.look)
    context.turn.beside = tuple(beside(odd) for odd in brought.odd)
    if not brought.item and message.text is None and message.caption is None:
        # Telegram's own notices (a pinned message, a new photo of the chat) say nothing to anybody.
        await context.finish()
        return
    if prompt is not None and prompt.purpose != WHAT_IS_THIS and not prompt.put_aside:
        await _in_reply_to(context, prompt, brought)
    elif prompt is not None and (view := await _which_in_words(context, prompt, brought)) is not None:
        await _chosen(context, prompt, view)
    elif known is not None and known.maklumat is not None:
        await _about_card(context, known, brought)
    elif known is not None and known.visit:  # without a maklumat: the question who somebody is (storage/confirming.py)
        await context.finish(context.say(by_button()))
    else:
        await take_plain(context, brought, replies=replies_to_something(message))


async def on_put_aside(_update: Update, context: BotContext) -> None:
    """Batal under a question: it is closed, nothing is done."""
    prompt = await _prompt(context)
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    message = context.query.message
    edit = message.message_id if message is not None else None
    await context.finish(context.say(put_aside(), edit=edit), puts_aside=prompt.id)


async def on_choose(_update: Update, context: BotContext) -> None:
    """The choice was made what a message, held meanwhile, is meant to be."""
    tap = decode(context.query.data)
    prompt = await _prompt(context)
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    if tap.action is None:
        opens = succeeding.open_held if prompt.purpose == succeeding.SUCCEED else drafting.open_held
        await opens(context, prompt)
        return
    if prompt.maklumat is None or prompt.purpose == succeeding.SUCCEED:
        raise BadButton
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    brought = Brought(prompt.held)
    if tap.action is Action.RECORD_WRITTEN and Action.RECORD_WRITTEN in offered_by(view):
        await whose_decision(context, replace(prompt, role=None), brought)
        return
    if tap.action is Action.FILE_SCAN and not prompt.question and Action.FILE_SCAN in offered_by(view):
        await which_paper(context, replace(prompt, role=None), brought)
        return
    if tap.action is Action.ANSWER:
        # To a paper that it replied to may stand what a question's number would.
        prompt = replace(prompt, question=tap.visit)
    await take_for(context, tap.action, view, prompt, brought)


async def on_which(_update: Update, context: BotContext) -> None:
    """The choice was made which maklumat a message, held meanwhile, is about."""
    tap = decode(context.query.data)
    prompt = await _prompt(context)
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    if not _asks_which(prompt):
        raise BadButton
    view = await context.reading.view(tap.maklumat, context.me.id, context.now)
    await _chosen(context, prompt, view)


async def _chosen(context: BotContext, prompt: Prompt, view: View) -> None:
    # It has been chosen: whatever becomes of the message, no later tap says it of another maklumat, or once more.
    context.turn.settles = (prompt.id,)
    asked = await context.reading.prompt(prompt.question) if prompt.question else None
    if asked is not None and asked.maklumat == view.maklumat.id and not asked.put_aside:
        await _answer(context, asked, Brought(prompt.held))
    else:
        await weigh(context, view, Brought(prompt.held))


def _asks_which(prompt: Prompt) -> bool:
    return prompt.purpose == WHAT_IS_THIS and prompt.maklumat is None


async def _which_in_words(context: BotContext, prompt: Prompt, brought: Brought) -> View | None:
    """The maklumat whose nomor kendali alone was typed in reply to the question which one is meant."""
    if (
        not _asks_which(prompt)
        or prompt.closed_at is not None
        or brought.attached
        or not is_number_alone(brought.item.text)
    ):
        return None
    reach = await within_reach(context, Brought(prompt.held))
    return next((view for view in reach if view.maklumat.control_number in mentioned(brought.item.text)), None)


async def _in_reply_to(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    """A question about one maklumat was replied to; where the words name another, either may be meant."""
    if prompt.maklumat is not None and prompt.purpose not in TAKEN_BY:
        view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
        others = await others_named(context, view, brought)
        if others:
            await ask_which(context, brought, [view, *others], question=prompt.id)
            return
    await _answer(context, prompt, brought)


async def _answer(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    taker = TAKEN_BY.get(prompt.purpose)
    if taker is not None:
        await taker(context, brought.sound(), prompt)
    elif prompt.purpose == TITLE:
        await drafting.open_titled(context, brought.sound(), prompt.id)
    elif prompt.purpose == WHOSE_DECISION and is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me)))
    elif prompt.purpose == WHOSE_DECISION:
        await whose_decision(context, prompt, brought.sound())
    elif prompt.purpose == WHICH_PAPER:
        await which_paper(context, prompt, scans.together(prompt, brought))
    elif prompt.purpose == drafting.OPEN_WITH:
        await take_plain(context, brought, replies=True)
    else:
        assert prompt.maklumat is not None
        view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
        if prompt.purpose == finals.CONFIRM and not brought.attached:
            await _in_words(context, view, prompt, brought)
            return
        if prompt.purpose == finals.CONFIRM:
            # Another file in reply to the question about one is another final text, and no answer about the first.
            prompt = replace(prompt, purpose=Action.GIVE_FINAL, id=0)
        await _take_answer(context, Action(prompt.purpose), view, prompt, brought)


async def _in_words(context: BotContext, view: View, prompt: Prompt, brought: Brought) -> None:
    """Words to the question whether a final text is to be used."""
    if prompt.closed_at is None:
        await confirm_again(context, view, prompt)
    else:
        await weigh(context, view, brought)


async def _take_answer(context: BotContext, action: Action, view: View, prompt: Prompt, brought: Brought) -> None:
    """The answer to a question for an act's words or file; thanks are none, and a second does no act again unasked."""
    is_open = prompt.closed_at is None
    # A lone emoji is refused by whatever waits for words, which says what is missing.
    answers = action is Action.ANSWER and not gives_thanks(brought)
    may_be_thanks = not answers and any(char.isalnum() for char in brought.item.text)
    if is_courtesy(brought) and (may_be_thanks or not is_open):
        await context.finish(context.say(courtesy(context.me, [view])))
    elif not is_open and action in _DONE_AGAIN:
        offered = offered_by(view)
        asked = [action] if action in offered else []
        await ask_what(context, view, [*asked, *possible(view, offered, brought)] or [Action.KEEP_REMARK], brought)
    elif action in NEEDS_REASON and brought.document is not None and not brought.item.text:
        await ask_what(context, view, [*possible(view, offered_by(view), brought), action], brought)
    elif action is Action.RECORD_WRITTEN and not is_open and action not in offered_by(view):
        # It is recorded, or over: a further page can be filed.
        await weigh(context, view, brought)
    elif action is Action.RECORD_WRITTEN:
        await _take_sheet(context, view, prompt, brought)
    else:
        await take_for(context, action, view, prompt, brought)


async def _take_sheet(context: BotContext, view: View, prompt: Prompt, brought: Brought) -> None:
    """The sheet that a decision stands on, or words for it; where it was asked for anew, the newest question counts."""
    begun = await written.begun(context, view) if prompt.closed_at is not None else [prompt]
    newest = begun[0] if begun else prompt
    if newest.purpose == WHOSE_DECISION:
        await whose_decision(context, newest, brought.sound())
    elif not begun and brought.item.scan is not None:
        await whose_decision(context, prompt, brought.sound())
    elif brought.attached and begun:
        await take_for(context, Action.RECORD_WRITTEN, view, newest, brought)
    elif begun:
        await written.say_more(context, newest, brought.item)
    else:
        await ask_what(context, view, possible(view, offered_by(view), brought) or [Action.KEEP_REMARK], brought)


async def _about_card(context: BotContext, known: Known, brought: Brought) -> None:
    assert known.maklumat is not None
    view = await context.reading.view(known.maklumat, context.me.id, context.now)
    others = await others_named(context, view, brought)
    if others:
        # It replies to one maklumat and names another: either may be meant.
        await ask_which(context, brought, [view, *others])
        return
    await weigh(context, view, brought, known=known, replied=True, doubtful=names_another(view, brought))


async def _prompt(context: BotContext) -> Prompt:
    """The question under which a button was pressed; only the person who was asked may settle it.

    Raises:
        BadButton: there is none, or it was another's.
    """
    number = decode(context.query.data).prompt
    prompt = await context.reading.prompt(int(number)) if number else None
    if prompt is None or prompt.person != context.me.id:
        raise BadButton
    return prompt
