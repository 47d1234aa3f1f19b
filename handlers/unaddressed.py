"""A message that replies to nothing we know of: the maklumat it names, the question asked last, or the one that waits.

It is taken at once only where exactly one open thing awaits it and it names nothing else.
"""

from collections.abc import Collection, Mapping, Sequence

from handlers import drafting, finals, scans, written
from handlers.attachments import Brought
from handlers.context import BotContext
from handlers.meaning import (
    NEEDS_REASON,
    Offered,
    agrees,
    for_documents,
    gives_thanks,
    has_link,
    is_courtesy,
    is_too_early,
    may_approve,
    may_be_sheet,
    mentioned,
    named_in,
    offered_by,
    plain_meaning,
    possible,
    says_yes,
    shut_by_hold,
    speaks_of_final,
    spoken,
    stands_on,
)
from handlers.screens import pages
from handlers.screens.questions import courtesy
from handlers.taking import VALUES, confirm_again, take_for, unasked
from handlers.weighing import (
    BY_REPLY_ALONE,
    OF_PAPER,
    WHAT_IS_THIS,
    ask_after,
    ask_what,
    ask_which,
    asked_again,
    asked_of_me,
    asks_of_one,
    names_another,
    weigh,
    which_paper,
    whose_decision,
    within_reach,
)
from sop.events import MaklumatId, ScanFiled, WrittenRecorded
from sop.roles import DRAFTERS
from sop.steps import Action
from storage.prompts import TITLE, WHICH_PAPER, WHOSE_DECISION, Prompt
from storage.reading import View
from storage.standing import Known

_OF_PAGES = (ScanFiled.__name__, WrittenRecorded.__name__)
"""Events of papers, whose pages come one after the other."""
_SAME_AS: Mapping[str, Collection[Action]] = {
    Action.RETURN: (Action.RETURN, Action.NOTE_CORRECTION),
    Action.PUBLISH: (Action.PUBLISH, Action.GIVE_PROOF),
}
"""What is what was asked for, though it is called otherwise."""


async def take_plain(context: BotContext, brought: Brought, *, replies: bool) -> None:
    """About no maklumat that we know of: the one it names, the question asked last, or the one thing that awaits it.

    With `replies` it replies to something, such as a refusal of ours, or its author's own message of before. That may
    have spoken of another maklumat, so what is replied to it is taken for nothing before it was asked.
    """
    views = await within_reach(context, brought)
    last = None if replies else await context.reading.said_last(context.chat_id)
    asked = _asked_in(context, last)
    offers = [(view, offered_by(view)) for view in views]
    words = spoken(brought.item)
    numbers, named = mentioned(words), named_in(words, views)
    # Thanks answer nothing; only to a Komisioner's question may "ya" or "baik" be all that is to be said.
    is_thanks = is_courtesy(brought) and (asked is None or asked.purpose != Action.ANSWER or gives_thanks(brought))
    if asked is not None and asked.purpose == finals.CONFIRM and not brought.attached and says_yes(words):
        of = [v for v, _ in offers if (v in named if named or numbers else v.maklumat.id == asked.maklumat)]
        waits = await finals.waiting(context, of[0]) if len(of) == 1 else None
        if waits is not None:
            await confirm_again(context, of[0], waits)
            return
    if asked is not None and not is_thanks and await _right_below(context, asked, brought, offers, named):
        return
    if is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me, views)))
        return
    awaited = [(v, o, meaning) for v, o in offers if (meaning := plain_meaning(v, o, brought)) is not None]
    about = [view for view in named if view.maklumat.control_number in numbers]
    if about:
        # A copy of ours may be the text to begin another with: its name alone says little.
        in_name = [] if mentioned(brought.item.text) else [v for v, _, _ in awaited if v not in named]
        if len(named) + len(in_name) > 1:
            await ask_which(context, brought, [*named, *in_name])
        else:
            await weigh(context, about[0], brought, doubtful=len(numbers) > 1)
        return
    if await _paper_asked_last(context, brought, named):
        return
    several = {v.maklumat.id: v for v, _, _ in awaited}
    if several:
        just_asked = any(_is_about(last, v) for v, _, _ in awaited) and not speaks_of_final(words)
        several |= {v.maklumat.id: v for v, o in offers if _may_as_well_be(v, o, brought, last, just_asked=just_asked)}
        several |= {v.maklumat.id: v for v in named}
    if len(several) == 1:
        view, offered, meaning = awaited[0]
        may_be_page = meaning is Action.GIVE_PROOF and not _tells_of_publication(last, view)
        also = [Action.FILE_SCAN] if may_be_page and scans.may_be_one(view, brought) else []
        if replies or numbers or (asked is not None and not _asks_what(asked, view)) or may_be_page:
            choices = [meaning, *possible(view, offered, brought), *also]
            await ask_what(context, view, list(dict.fromkeys(choices)), brought)
            return
        await take_for(context, meaning, view, unasked(view, meaning, offered), brought)
    elif not await _asked_last(context, brought, offers, named):
        await _unasked_message(context, brought, offers, several=list(several.values()), last=last)


def _asked_in(context: BotContext, last: Known | None) -> Prompt | None:
    """The open question to this person that the last message of ours puts, if it puts one that waits for a message."""
    asked = last.prompt if last is not None else None
    if asked is None or asked.closed_at is not None or asked.purpose == Action.SET_BASIS:
        return None
    return asked if asked.person in (None, context.me.id) else None


def _asks_what(asked: Prompt, view: View) -> bool:
    """Whether it is asked what an earlier message is, about this very maklumat: that says nothing of this one."""
    return asked.purpose == WHAT_IS_THIS and asked.maklumat == view.maklumat.id


def _is_about(last: Known | None, view: View) -> bool:
    return last is not None and last.maklumat == view.maklumat.id


def _tells_of_publication(last: Known | None, view: View) -> bool:
    """Whether its publication was spoken of last: else a picture may as well be a further page of a paper."""
    return last is not None and _is_about(last, view) and (last.is_card or last.event not in ("", *_OF_PAGES))


def _may_as_well_be(view: View, offered: Offered, brought: Brought, last: Known | None, *, just_asked: bool) -> bool:
    """Whether what is awaited for one may be for this one: its sheet, its page, or its final text, unless the other was
    just asked for; and where this one was spoken of last, whatever it may be.
    """
    meanings = possible(view, offered, brought)
    spoken_of = _is_about(last, view) and (bool(meanings) or scans.may_be_one(view, brought))
    is_final = Action.GIVE_FINAL in meanings and not just_asked
    is_there = stands_on(view, brought) and not (just_asked and brought.item.files)
    return may_be_sheet(view, offered, brought) or is_final or spoken_of or is_there


async def _right_below(
    context: BotContext,
    asked: Prompt,
    brought: Brought,
    offers: Sequence[tuple[View, Offered]],
    named: Sequence[View],
) -> bool:
    """Whether what comes right below a question is dealt with as what it asks for.

    Whatever awaits the like elsewhere, people answer what they were asked last.
    """
    if asked.purpose == TITLE and not named and (brought.document or not brought.attached):
        awaits = [v for v, o in offers if plain_meaning(v, o, brought) is Action.SUBMIT_DRAFT]
        if len(awaits) == 1:
            await ask_what(context, awaits[0], [Action.SUBMIT_DRAFT], brought, may_open=True)
        else:
            await drafting.offer_titled(context, brought)
        return True
    is_of_paper = asked.purpose in OF_PAPER
    if not asks_of_one(asked):
        return False
    assert asked.maklumat is not None
    view = await context.reading.view(asked.maklumat, context.me.id, context.now)
    offered, m = offered_by(view), view.maklumat
    is_past = (m.visit.number, m.version) != (asked.visit, asked.version)
    is_sheet = is_of_paper and brought.item.scan is not None
    if is_past or (is_of_paper and (Action.RECORD_WRITTEN not in offered or (brought.attached and not is_sheet))):
        return False
    context.turn.question = asked
    fits = possible if is_sheet else plain_meaning
    may_be = [v for v, o in offers if v in named or fits(v, o, brought) or stands_on(v, brought)]
    elsewhere = [v for v in may_be if v.maklumat.id != m.id]
    if asked.person is None and brought.item.text:
        elsewhere += await _asked_for_elsewhere(context, [(v, o) for v, o in offers if v not in (view, *elsewhere)])
    if elsewhere:
        await ask_which(context, brought, [view, *elsewhere], question=asked.id)
    elif names_another(view, brought):
        await ask_after(context, asked, view, brought)
    elif asked.purpose == WHOSE_DECISION:
        await whose_decision(context, asked, brought.sound())
    elif is_of_paper and not is_sheet:
        await written.say_more(context, asked, brought.item)
    elif is_of_paper or plain_meaning(view, offered, brought) in _SAME_AS.get(asked.purpose, (asked.purpose,)):
        await take_for(context, Action(asked.purpose), view, asked, brought)
    else:
        await ask_after(context, asked, view, brought)
    return True


async def _asked_for_elsewhere(context: BotContext, others: Sequence[tuple[View, Offered]]) -> list[View]:
    """Of which other maklumat this person was asked for a number or the like, before a Komisioner's question came."""
    mine = await asked_of_me(context)
    if mine is None or mine.purpose not in VALUES or mine.purpose == Action.PUBLISH:
        return []
    stands = (mine.maklumat, mine.visit, mine.version)
    of = [(view, offered, view.maklumat) for view, offered in others if mine.purpose in offered]
    return [view for view, _, m in of if (m.id, m.visit.number, m.version) == stands]


async def _asked_last(
    context: BotContext, brought: Brought, offers: Sequence[tuple[View, Offered]], named: Sequence[View]
) -> bool:
    """Whether a question to this person is open: people answer what they were asked last, with or without 'reply'."""
    views: dict[MaklumatId, View] = {}
    for prompt in await context.reading.asked_last(context.me.id):
        if prompt.purpose == TITLE:
            await drafting.offer_titled(context, brought)
            return True
        is_of_paper = prompt.purpose in OF_PAPER
        alone = (*BY_REPLY_ALONE, *NEEDS_REASON)
        if prompt.maklumat is None or prompt.purpose in alone or (is_of_paper and brought.item.scan is None):
            # What ends something for good is no choice for words that were meant for something else.
            continue
        if prompt.maklumat not in views:
            views[prompt.maklumat] = await context.reading.view(prompt.maklumat, context.me.id, context.now)
        view = views[prompt.maklumat]
        if (view.maklumat.visit.number, view.maklumat.version) != (prompt.visit, prompt.version):
            continue
        if is_of_paper and Action.RECORD_WRITTEN not in offered_by(view):
            continue
        may_be = [v for v, o in offers if v in named or (is_of_paper and possible(v, o, brought))]
        elsewhere = [v for v in may_be if v.maklumat.id != prompt.maklumat]
        if elsewhere:
            await ask_which(context, brought, [view, *elsewhere], question=prompt.id)
        else:
            await ask_after(context, prompt, view, brought)
        return True
    return False


async def _paper_asked_last(context: BotContext, brought: Brought, named: Sequence[View]) -> bool:
    """Whether a signed paper was asked for last, and what came may be it: even where something else is awaited."""
    if not brought.item.is_scanned or has_link(brought.item.text):
        return False
    last = next(iter(await context.reading.asked_last(context.me.id)), None)
    if last is None or last.maklumat is None or last.purpose not in (WHICH_PAPER, Action.FILE_SCAN):
        return False
    view = await context.reading.view(last.maklumat, context.me.id, context.now)
    elsewhere = [other for other in named if other.maklumat.id != last.maklumat]
    if elsewhere:
        await ask_which(context, brought, [view, *elsewhere], question=last.id)
        return True
    if last.purpose == WHICH_PAPER:
        await which_paper(context, last, scans.together(last, brought))
        return True
    actions = [Action.FILE_SCAN, *possible(view, offered_by(view), brought)]
    await ask_what(context, view, actions, brought, paper=last.question)
    return True


async def _unasked_message(
    context: BotContext,
    brought: Brought,
    offers: Sequence[tuple[View, Offered]],
    several: Sequence[View],
    last: Known | None,
) -> None:
    """A plain message that nobody asked for: which maklumat, which meaning, or none at all."""
    spoken_of = [view for view, _ in offers if _is_about(last, view)]
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
    elif len(fitting) == 1 and any(view.maklumat.id != fitting[0][0].maklumat.id for view in spoken_of):
        await ask_which(context, brought, [*spoken_of, fitting[0][0]])
    elif len(fitting) == 1:
        view, actions = fitting[0]
        also = [Action.FILE_SCAN] if scans.may_be_one(view, brought) else []
        await ask_what(context, view, [*actions, *also], brought)
    elif fitting:
        await ask_which(context, brought, [view for view, _ in fitting])
    elif len(early := [v for v, o in offers if Action.KEEP_REMARK in o and is_too_early(v, brought)]) == 1:
        await ask_what(context, early[0], [Action.KEEP_REMARK], brought)
    elif papers := [view for view, _ in offers if scans.may_be_one(view, brought)]:
        # A further page, or a paper that was signed: it can be filed.
        own = [view for view in papers if _is_about(last, view)] or papers
        if len(own) == 1:
            await ask_what(context, own[0], [Action.FILE_SCAN, Action.KEEP_REMARK], brought)
        else:
            await ask_which(context, brought, own)
    else:
        await context.finish(context.say(pages.nothing_expected(context.me)), contents=brought.sound().contents)


async def _one_of(context: BotContext, brought: Brought, views: Sequence[View]) -> None:
    if len(views) == 1:
        await asked_again(context, views[0], None)
    else:
        await ask_which(context, brought, views)
