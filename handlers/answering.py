"""Officials answer by replying: what words, photos, voice notes, files and links are meant to be.

A reply to a question is its answer. A reply to a card or to news is never lost: where it is plain what it is, it is
taken for that, and the bot says so; else it asks with buttons. A plain message is taken only where exactly one open
thing awaits it.
"""

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update

from handlers import drafting, finals, scans, succeeding, written
from handlers.asked import TAKEN_BY
from handlers.attachments import Brought, gather
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.meaning import (
    Offered,
    agrees,
    for_documents,
    has_link,
    held_back,
    is_courtesy,
    is_too_early,
    may_approve,
    may_be_sheet,
    mentioned,
    offered_by,
    plain_meaning,
    possible,
    refuse_odd,
    refuse_the_absent,
    shut_by_hold,
    speaks_of_agreeing,
)
from handlers.replied import replied_to, replies_to_something
from handlers.screens import pages
from handlers.screens.cards import confirm_approval
from handlers.screens.confirming import by_button
from handlers.screens.questions import choose, courtesy, put_aside, which_one
from handlers.screens.texts import beside
from handlers.taking import take_for, unasked
from sop.errors import QuestionClosed
from sop.events import MaklumatId
from sop.roles import DRAFTERS, Role
from sop.steps import Action
from sop.turns import is_under_way
from storage.prompts import TITLE, Prompt
from storage.reading import Known, View
from storage.replies import ShowCard

PATTERN_PUT_ASIDE = rf"^{Verb.PUT_ASIDE}\."
PATTERN_CHOOSE = rf"^{Verb.CHOOSE}\."
PATTERN_WHICH = rf"^{Verb.WHICH}\."
WHAT_IS_THIS = "what-is-this"
"""Purpose of the question what something already said is meant to be."""
_BY_REPLY_ALONE = (Action.SET_BASIS, WHAT_IS_THIS, scans.WHICH_PAPER, Action.FILE_SCAN)
"""Questions that words beside them do not answer; of a scan see `_scan_asked_last`."""


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
        await _answer(context, prompt, brought)
    elif known is not None and known.maklumat is not None:
        await _about_card(context, known, brought)
    elif known is not None and known.visit:  # without a maklumat: the question who somebody is (storage/confirming.py)
        await context.finish(context.say(by_button()))
    else:
        await _plain(context, brought, replies=replies_to_something(message))


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
        await _written(context, replace(prompt, role=None), brought)
        return
    if tap.action is Action.FILE_SCAN and not prompt.question and Action.FILE_SCAN in offered_by(view):
        await _scan(context, replace(prompt, role=None), brought)
        return
    await take_for(context, tap.action, view, prompt, brought)


async def _answer(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    taker = TAKEN_BY.get(prompt.purpose)
    if taker is not None:
        await taker(context, brought.sound(), prompt)
    elif prompt.purpose == TITLE:
        await drafting.open_titled(context, brought.sound(), prompt.id)
    elif prompt.purpose == written.VERDICT:
        await _written(context, prompt, brought.sound())
    elif prompt.purpose == scans.WHICH_PAPER:
        await _scan(context, prompt, scans.together(prompt, brought))
    elif prompt.purpose == drafting.OPEN_WITH:
        await _plain(context, brought, replies=True)
    else:
        assert prompt.maklumat is not None
        view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
        if prompt.purpose == finals.CONFIRM:
            # Another file in reply to the question about one is another final text.
            prompt = replace(prompt, purpose=Action.GIVE_FINAL)
        await take_for(context, Action(prompt.purpose), view, prompt, brought)


async def _written(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    """A scan, for which it must still be chosen whose decision it is, and which."""
    assert prompt.maklumat is not None
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    role = prompt.role or offered_by(view)[Action.RECORD_WRITTEN].role
    scan = brought if brought.item.scan else None
    await written.ask(context, view, role, brought=scan, answers=prompt.id)


async def _scan(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    """A signed paper, for which it must still be chosen which one it is."""
    assert prompt.maklumat is not None
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    role = prompt.role or offered_by(view)[Action.FILE_SCAN].role
    await scans.ask(context, view, role, brought=brought, answers=prompt.id)


async def _about_card(context: BotContext, known: Known, brought: Brought) -> None:
    assert known.maklumat is not None
    view = await context.reading.view(known.maklumat, context.me.id, context.now)
    named = mentioned(brought.item.text)
    if named is not None and named != view.maklumat.control_number:
        # It replies to one maklumat and names another: either may be meant.
        others = [v for v in await _within_reach(context, brought) if v.maklumat.control_number == named]
        if others:
            await _which(context, brought, [view, *others])
            return
    await _about(context, view, brought, known=known, replied=True)


async def _about(
    context: BotContext, view: View, brought: Brought, *, known: Known | None = None, replied: bool = False
) -> None:
    """Something about one maklumat: taken for what it can only be, else asked."""
    offered = offered_by(view)
    if agrees(brought.item.text) and not brought.attached and Role.KOMISIONER in context.me.roles:
        await _asked_again(context, view, known)
        return
    may_be_scan = scans.may_be_one(view, brought)
    paper = scans.place_of(known, view) if may_be_scan else 0
    if paper and not has_link(brought.item.text):
        # What comes back to a paper of ours may be that very paper, signed, whatever else is awaited.
        await _ask_what(context, view, [Action.FILE_SCAN, *possible(view, offered, brought)], brought, paper=paper)
        return
    # After a return, what its Komisioner still adds to the card belongs to it, until a new version is there.
    # What was returned on paper may not be his, and he is asked.
    own = view.maklumat.decided is not None and view.maklumat.decided.on_paper is None
    may_join = replied and own and Action.JOIN_RETURN in offered
    joins = Action.JOIN_RETURN if may_join and not is_courtesy(brought) else None
    meaning = joins or plain_meaning(view, offered, brought)
    if meaning is not None:
        await take_for(context, meaning, view, unasked(view, meaning, offered), brought)
    elif is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me, [view])))
    else:
        if not offered:
            refuse_the_absent(context.me)
        choices = [*possible(view, offered, brought), *([Action.FILE_SCAN] if may_be_scan else [])]
        await _ask_what(context, view, choices or [Action.KEEP_REMARK], brought)


async def on_which(_update: Update, context: BotContext) -> None:
    """The choice was made which maklumat a message, held meanwhile, is about."""
    tap = decode(context.query.data)
    prompt = await _prompt(context)
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    view = await context.reading.view(tap.maklumat, context.me.id, context.now)
    # It has been chosen: whatever becomes of the message, no later tap says it of another maklumat, or once more.
    context.turn.chosen = prompt.id
    await _about(context, view, Brought(prompt.held))


async def _plain(context: BotContext, brought: Brought, *, replies: bool) -> None:
    """About no maklumat that we know of: the one it names, the question asked last, or the one thing that awaits it.

    With `replies` it replies to something, such as a refusal of ours, or its author's own message of before. That may
    have spoken of another maklumat, so what is replied to it is taken for nothing before it was asked.
    """
    views = await _within_reach(context, brought)
    named = mentioned(brought.item.text)
    about = [view for view in views if view.maklumat.control_number == named] if named else []
    if about and not is_courtesy(brought):
        await _about(context, about[0], brought)
        return
    if await _scan_asked_last(context, brought):
        return
    offers = [(view, offered_by(view)) for view in views]
    awaited = [(v, o, meaning) for v, o in offers if (meaning := plain_meaning(v, o, brought)) is not None]
    # A photo or PDF that is awaited for one may as well be the sheet or the page of another.
    several = {v.maklumat.id: v for v, _, _ in awaited}
    if several:
        several |= {v.maklumat.id: v for v, o in offers if may_be_sheet(v, o, brought)}
    if len(several) == 1:
        view, offered, meaning = awaited[0]
        if replies:
            await _ask_what(context, view, list(dict.fromkeys([meaning, *possible(view, offered, brought)])), brought)
            return
        await take_for(context, meaning, view, unasked(view, meaning, offered), brought)
    elif is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me, views)))
    elif not await _asked_last(context, brought):
        await _unasked_message(context, brought, offers, several=list(several.values()))


async def _within_reach(context: BotContext, brought: Brought) -> list[View]:
    """What a plain message may be about: every maklumat under way; for a file also the one published last."""
    views = list(await context.reading.open_views(context.me.id, context.now))
    if brought.item.files:
        published = [v for v in await context.reading.archive(context.me.id, context.now) if v.maklumat.publication]
        views += [v for at, v in enumerate(published) if at == 0 or is_under_way(v.maklumat)]
    return views


async def _asked_last(context: BotContext, brought: Brought) -> bool:
    """Whether a question to this person is open: people answer what they were asked last, with or without 'reply'."""
    views: dict[MaklumatId, View] = {}
    for prompt in await context.reading.asked_last(context.me.id):
        if prompt.purpose == TITLE:
            await drafting.offer_titled(context, brought)
            return True
        if prompt.purpose in (written.VERDICT, Action.RECORD_WRITTEN):
            if brought.item.scan is None:
                continue
            await _answer(context, prompt, brought)
            return True
        if prompt.maklumat is None or prompt.purpose in _BY_REPLY_ALONE:
            continue
        if prompt.maklumat not in views:
            views[prompt.maklumat] = await context.reading.view(prompt.maklumat, context.me.id, context.now)
        view = views[prompt.maklumat]
        if view.maklumat.visit.number == prompt.visit and view.maklumat.version == prompt.version:
            offered = offered_by(view)
            # What would only be refused once it was chosen is no choice; beside the others it is said why.
            asked = [] if prompt.purpose in held_back(view) else [Action(prompt.purpose)]
            actions = [*asked, *possible(view, offered, brought)] or [Action.KEEP_REMARK]
            await _ask_what(context, view, list(dict.fromkeys(actions)), brought)
            return True
    return False


async def _scan_asked_last(context: BotContext, brought: Brought) -> bool:
    """Whether a signed paper was asked for last, and what came may be it: even where something else is awaited."""
    if not brought.item.is_scanned or has_link(brought.item.text):
        return False
    last = next(iter(await context.reading.asked_last(context.me.id)), None)
    if last is None or last.maklumat is None or last.purpose not in (scans.WHICH_PAPER, Action.FILE_SCAN):
        return False
    if last.purpose == scans.WHICH_PAPER:
        await _scan(context, last, scans.together(last, brought))
        return True
    view = await context.reading.view(last.maklumat, context.me.id, context.now)
    actions = [Action.FILE_SCAN, *possible(view, offered_by(view), brought)]
    await _ask_what(context, view, actions, brought, paper=last.question)
    return True


async def _unasked_message(
    context: BotContext, brought: Brought, offers: Sequence[tuple[View, Offered]], several: Sequence[View]
) -> None:
    """A plain message that nobody asked for: which maklumat, which meaning, or none at all."""
    fitting = [(view, actions) for view, offered in offers if (actions := possible(view, offered, brought))]
    approvable = [view for view, _ in offers if may_approve(view) is not None]
    document = brought.document
    if agrees(brought.item.text) and approvable:
        await _one_of(context, brought, approvable)
    elif several:
        await _which(context, brought, several)
    elif document is not None and set(context.me.roles) & set(DRAFTERS):
        under_way = [(view, docs) for view, actions in fitting if (docs := for_documents(actions))]
        held = [view for view, _ in offers if Action.SUBMIT_DRAFT in shut_by_hold(view, brought)]
        if len(under_way) == 1:
            await _ask_what(context, *under_way[0], brought, may_open=True)
        elif len(held) == 1 and not under_way:
            await _ask_what(context, held[0], [Action.KEEP_REMARK], brought, may_open=True)
        else:
            await drafting.offer(context, brought, document)
    elif len(fitting) == 1:
        view, actions = fitting[0]
        also = [Action.FILE_SCAN] if scans.may_be_one(view, brought) else []
        await _ask_what(context, view, [*actions, *also], brought)
    elif fitting:
        await _which(context, brought, [view for view, _ in fitting])
    elif len(early := [v for v, o in offers if Action.KEEP_REMARK in o and is_too_early(v, brought)]) == 1:
        await _ask_what(context, early[0], [Action.KEEP_REMARK], brought)
    else:
        await context.finish(context.say(pages.nothing_expected(context.me)), contents=brought.sound().contents)


async def _one_of(context: BotContext, brought: Brought, views: Sequence[View]) -> None:
    if len(views) == 1:
        await _asked_again(context, views[0], None)
    else:
        await _which(context, brought, views)


async def _which(context: BotContext, brought: Brought, views: Sequence[View]) -> None:
    """It may be about several maklumat: ask which."""
    context.turn.beside = tuple(beside(odd, is_asked=True) for odd in brought.odd)
    prompt = Prompt(purpose=WHAT_IS_THIS, person=context.me.id, held=brought.item)
    await context.finish(context.say(which_one(brought.item, views), prompt=prompt), contents=brought.contents)


async def _ask_what(
    context: BotContext,
    view: View,
    actions: Sequence[Action],
    brought: Brought,
    *,
    may_open: bool = False,
    paper: int = 0,
) -> None:
    """Ask what a message is meant to be; `paper` is the place of the one that it replies to, if it does."""
    refuse_odd(offered_by(view), brought)
    context.turn.beside = tuple(beside(odd, is_asked=True) for odd in brought.odd)
    m = view.maklumat
    prompt = Prompt(
        purpose=WHAT_IS_THIS,
        person=context.me.id,
        maklumat=m.id,
        visit=m.visit.number,
        version=m.version,
        question=paper,
        held=brought.item,
    )
    approves = may_approve(view) if speaks_of_agreeing(brought.item.text) else None
    answers = m.papers[paper - 1] if paper else None
    screen = choose(brought.item, actions, view, may_open=may_open, approves=approves, answers=answers)
    said = context.say(screen, prompt=prompt, edit=context.tapped)
    await context.finish(said, contents=brought.contents)


async def _asked_again(context: BotContext, view: View, known: Known | None) -> None:
    """'Setuju' in words brings the screen that asks once more, bound to what was replied to."""
    m, role = view.maklumat, may_approve(view)
    current = known is None or (known.visit, known.version) == (m.visit.number, m.version)
    if role is not None and current:
        await context.finish(context.say(confirm_approval(view, role), edit=context.tapped))
    else:
        shown = ShowCard(maklumat=m.id, person=context.me.id, reply_to=context.turn.cause.reply_to)
        await context.finish(shown)


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
