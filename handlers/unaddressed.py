"""A message that replies to nothing we know of: the maklumat it names, the question asked last, or the one that waits.

It is taken at once only where exactly one open thing awaits it and it names nothing else.
"""

from collections.abc import Sequence

from handlers import drafting, scans, written
from handlers.attachments import Brought
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
    named_in,
    offered_by,
    plain_meaning,
    possible,
    shut_by_hold,
)
from handlers.screens import pages
from handlers.screens.questions import courtesy
from handlers.taking import take_for, unasked
from handlers.weighing import (
    WHAT_IS_THIS,
    ask_what,
    ask_which,
    asked_again,
    weigh,
    which_paper,
    whose_decision,
    within_reach,
)
from sop.events import MaklumatId
from sop.roles import DRAFTERS
from sop.steps import Action
from storage.prompts import TITLE
from storage.reading import View

BY_REPLY_ALONE = (Action.SET_BASIS, WHAT_IS_THIS, scans.WHICH_PAPER, Action.FILE_SCAN)
"""Questions that words beside them do not answer; of a scan see `_paper_asked_last`."""


async def take_plain(context: BotContext, brought: Brought, *, replies: bool) -> None:
    """About no maklumat that we know of: the one it names, the question asked last, or the one thing that awaits it.

    With `replies` it replies to something, such as a refusal of ours, or its author's own message of before. That may
    have spoken of another maklumat, so what is replied to it is taken for nothing before it was asked.
    """
    views = await within_reach(context, brought)
    numbers = mentioned(brought.item.text)
    named = named_in(brought.item.text, views)
    about = [view for view in named if view.maklumat.control_number in numbers]
    if about and not is_courtesy(brought):
        if len(named) > 1:
            await ask_which(context, brought, named)
        else:
            await weigh(context, about[0], brought, doubtful=len(numbers) > 1)
        return
    if await _paper_asked_last(context, brought):
        return
    offers = [(view, offered_by(view)) for view in views]
    awaited = [(v, o, meaning) for v, o in offers if (meaning := plain_meaning(v, o, brought)) is not None]
    # A photo or PDF that is awaited for one may as well be the sheet or the page of another.
    several = {v.maklumat.id: v for v, _, _ in awaited}
    if several:
        several |= {v.maklumat.id: v for v, o in offers if may_be_sheet(v, o, brought)}
        several |= {v.maklumat.id: v for v in named}
    if len(several) == 1:
        view, offered, meaning = awaited[0]
        if replies or numbers:
            await ask_what(context, view, list(dict.fromkeys([meaning, *possible(view, offered, brought)])), brought)
            return
        await take_for(context, meaning, view, unasked(view, meaning, offered), brought)
    elif is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me, views)))
    elif not await _asked_last(context, brought, offers, is_doubtful=replies or bool(numbers) or bool(named)):
        await _unasked_message(context, brought, offers, several=list(several.values()))


async def _asked_last(
    context: BotContext, brought: Brought, offers: Sequence[tuple[View, Offered]], *, is_doubtful: bool
) -> bool:
    """Whether a question to this person is open: people answer what they were asked last, with or without 'reply'."""
    views: dict[MaklumatId, View] = {}
    for prompt in await context.reading.asked_last(context.me.id):
        if prompt.purpose == TITLE:
            await drafting.offer_titled(context, brought)
            return True
        if prompt.maklumat is None or prompt.purpose in BY_REPLY_ALONE:
            continue
        is_of_paper = prompt.purpose in (written.VERDICT, Action.RECORD_WRITTEN)
        if is_of_paper and brought.item.scan is None:
            continue
        if prompt.maklumat not in views:
            views[prompt.maklumat] = await context.reading.view(prompt.maklumat, context.me.id, context.now)
        view = views[prompt.maklumat]
        if (view.maklumat.visit.number, view.maklumat.version) != (prompt.visit, prompt.version):
            continue
        offered = offered_by(view)
        if is_of_paper:
            if Action.RECORD_WRITTEN not in offered:
                continue
            fitting = [v for v, o in offers if v.maklumat.id != prompt.maklumat and possible(v, o, brought)]
            if fitting:
                await ask_which(context, brought, [view, *fitting])
                return True
            stands_last = not is_doubtful and prompt.id == await context.reading.stands_last(context.chat_id)
            if stands_last and prompt.purpose == written.VERDICT:
                await whose_decision(context, prompt, brought.sound())
                return True
            if stands_last:
                await take_for(context, Action.RECORD_WRITTEN, view, prompt, brought)
                return True
        # What would only be refused once it was chosen is no choice; beside the others it is said why.
        purpose = Action.RECORD_WRITTEN if is_of_paper else Action(prompt.purpose)
        asked = [] if purpose in held_back(view) else [purpose]
        actions = [*asked, *possible(view, offered, brought)] or [Action.KEEP_REMARK]
        await ask_what(context, view, list(dict.fromkeys(actions)), brought)
        return True
    return False


async def _paper_asked_last(context: BotContext, brought: Brought) -> bool:
    """Whether a signed paper was asked for last, and what came may be it: even where something else is awaited."""
    if not brought.item.is_scanned or has_link(brought.item.text):
        return False
    last = next(iter(await context.reading.asked_last(context.me.id)), None)
    if last is None or last.maklumat is None or last.purpose not in (scans.WHICH_PAPER, Action.FILE_SCAN):
        return False
    if last.purpose == scans.WHICH_PAPER:
        await which_paper(context, last, scans.together(last, brought))
        return True
    view = await context.reading.view(last.maklumat, context.me.id, context.now)
    actions = [Action.FILE_SCAN, *possible(view, offered_by(view), brought)]
    await ask_what(context, view, actions, brought, paper=last.question)
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
        await ask_which(context, brought, several)
    elif document is not None and set(context.me.roles) & set(DRAFTERS):
        under_way = [(view, docs) for view, actions in fitting if (docs := for_documents(actions))]
        held = [view for view, _ in offers if Action.SUBMIT_DRAFT in shut_by_hold(view, brought)]
        if len(under_way) == 1:
            await ask_what(context, *under_way[0], brought, may_open=True)
        elif len(held) == 1 and not under_way:
            await ask_what(context, held[0], [Action.KEEP_REMARK], brought, may_open=True)
        else:
            await drafting.offer(context, brought, document)
    elif len(fitting) == 1:
        view, actions = fitting[0]
        also = [Action.FILE_SCAN] if scans.may_be_one(view, brought) else []
        await ask_what(context, view, [*actions, *also], brought)
    elif fitting:
        await ask_which(context, brought, [view for view, _ in fitting])
    elif len(early := [v for v, o in offers if Action.KEEP_REMARK in o and is_too_early(v, brought)]) == 1:
        await ask_what(context, early[0], [Action.KEEP_REMARK], brought)
    else:
        await context.finish(context.say(pages.nothing_expected(context.me)), contents=brought.sound().contents)


async def _one_of(context: BotContext, brought: Brought, views: Sequence[View]) -> None:
    if len(views) == 1:
        await asked_again(context, views[0], None)
    else:
        await ask_which(context, brought, views)
