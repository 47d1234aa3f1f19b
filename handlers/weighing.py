"""What is said about one maklumat: taken at once for what it can only be, else it is asked what it is meant to be.

Whatever names another maklumat than the one it would be taken for is never taken at once.
"""

from collections.abc import Sequence
from dataclasses import replace

from handlers import finals, scans, written
from handlers.attachments import Brought
from handlers.context import BotContext
from handlers.meaning import (
    NEEDS_REASON,
    agrees,
    has_link,
    held_back,
    is_courtesy,
    may_approve,
    mentioned,
    named_in,
    offered_by,
    plain_meaning,
    possible,
    refuse_odd,
    refuse_the_absent,
    speaks_of_agreeing,
    spoken,
    stands_on,
)
from handlers.screens.cards import confirm_approval
from handlers.screens.finals import unanswered
from handlers.screens.questions import choose, courtesy, which_one
from handlers.screens.texts import beside
from handlers.taking import VALUES, take_for, unasked
from sop.roles import Role
from sop.steps import Action
from sop.turns import is_under_way
from storage.prompts import WHICH_PAPER, WHOSE_DECISION, Prompt
from storage.reading import View
from storage.replies import ShowCard
from storage.standing import Known

WHAT_IS_THIS = "what-is-this"
"""Purpose of the question what something already said is meant to be, or which maklumat it is about."""
BY_REPLY_ALONE = (Action.SET_BASIS, WHAT_IS_THIS, WHICH_PAPER, Action.FILE_SCAN)
"""Questions that words beside them do not answer; of a scan see `unaddressed.py`."""
OF_PAPER = (WHOSE_DECISION, Action.RECORD_WRITTEN)
"""Questions about a decision on paper: its scan answers them."""
_ACTIONS = frozenset(Action)


async def weigh(
    context: BotContext,
    view: View,
    brought: Brought,
    *,
    known: Known | None = None,
    replied: bool = False,
    doubtful: bool = False,
) -> None:
    """Something about one maklumat: taken for what it can only be, else asked. What is `doubtful` is always asked."""
    offered = offered_by(view)
    if agrees(brought.item.text) and not brought.attached and Role.KOMISIONER in context.me.roles:
        await asked_again(context, view, known)
        return
    may_be_scan = scans.may_be_one(view, brought)
    paper = scans.place_of(known, view) if may_be_scan else 0
    if paper and not has_link(brought.item.text):
        # What comes back to a paper of ours may be that very paper, signed, whatever else is awaited.
        await ask_what(context, view, [Action.FILE_SCAN, *possible(view, offered, brought)], brought, paper=paper)
        return
    # After a return, what its Komisioner still adds to the card belongs to it, until a new version is there.
    # What was returned on paper may not be his, and he is asked.
    own = view.maklumat.decided is not None and view.maklumat.decided.on_paper is None
    may_join = replied and own and Action.JOIN_RETURN in offered
    joins = Action.JOIN_RETURN if may_join and not is_courtesy(brought) else None
    meaning = joins or plain_meaning(view, offered, brought)
    if meaning is not None and not doubtful:
        await take_for(context, meaning, view, unasked(view, meaning, offered), brought)
    elif is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me, [view])))
    else:
        if not offered:
            refuse_the_absent(context.me)
        choices = [*([meaning] if meaning is not None else []), *possible(view, offered, brought)]
        if replied and brought.final is not None and Action.GIVE_FINAL in offered:
            # A photo of the signed text, to the card whose button asks for it.
            choices.append(Action.GIVE_FINAL)
        choices += await _asked_besides(context, view, brought)
        choices += [Action.FILE_SCAN] if may_be_scan else []
        await ask_what(context, view, list(dict.fromkeys(choices)) or [Action.KEEP_REMARK], brought)


async def ask_after(context: BotContext, asked: Prompt, view: View, brought: Brought) -> None:
    """Ask what a message is, what was asked for being the first of what it may be."""
    offered = offered_by(view)
    wanted = _wanted(asked, view, brought)
    first = [wanted] if wanted is not None else []
    meaning = plain_meaning(view, offered, brought)
    also = [meaning] if meaning is not None else []
    also += possible(view, offered, brought)
    if wanted in NEEDS_REASON and not brought.item.text:
        first, also = also, first
    # A Komisioner's question may have come between another one and its answer.
    between = await _asked_besides(context, view, brought) if asked.person is None else []
    choices = [*first, *between, *also]
    await ask_what(context, view, list(dict.fromkeys(choices)) or [Action.KEEP_REMARK], brought)


def _wanted(asked: Prompt, view: View, brought: Brought) -> Action | None:
    """What a question asked for, as a choice; None where, once it was chosen, it would only be refused."""
    purpose = Action.RECORD_WRITTEN if asked.purpose in OF_PAPER else Action(asked.purpose)
    if purpose is Action.RETURN and Action.NOTE_CORRECTION in offered_by(view):
        # To a Komisioner these are one: words alone return it at once, unless he has begun a longer correction.
        purpose = Action.NOTE_CORRECTION
    return purpose if purpose not in held_back(view) and _holds(purpose, brought) else None


def _holds(wanted: Action, brought: Brought) -> bool:
    """Whether there is in a message what an act needs."""
    item = brought.item
    match wanted:
        case Action.GIVE_FINAL:
            return brought.final is not None
        case Action.SUBMIT_DRAFT:
            return brought.document is not None
        case Action.PUBLISH:
            return has_link(item.text) or item.scan is not None
        case Action.GIVE_PROOF:
            return item.scan is not None
        case _:
            return bool(item.text) or wanted not in VALUES


def asks_of_one(asked: Prompt) -> bool:
    """Whether a question waits for an act on one maklumat, which words or files beside it may answer."""
    of_act = asked.purpose in OF_PAPER or asked.purpose in _ACTIONS
    return asked.maklumat is not None and of_act and asked.purpose not in BY_REPLY_ALONE


async def asked_of_me(context: BotContext, view: View | None = None) -> Prompt | None:
    """The newest open question to this person that asks for an act.

    With a view it is the newest about that maklumat, as it stands now.
    """
    m = view.maklumat if view is not None else None
    return next(
        (
            prompt
            for prompt in await context.reading.asked_last(context.me.id)
            if asks_of_one(prompt)
            and (m is None or (prompt.maklumat, prompt.visit, prompt.version) == (m.id, m.visit.number, m.version))
        ),
        None,
    )


async def _asked_besides(context: BotContext, view: View, brought: Brought) -> list[Action]:
    """What this person was asked for himself about a maklumat, where words, or a final text's photo, may answer it."""
    asked = await asked_of_me(context, view)
    if asked is None or (wanted := _wanted(asked, view, brought)) not in offered_by(view):
        return []
    answers = wanted is Action.GIVE_FINAL or bool(brought.item.text)
    return [wanted] if answers and asked.purpose not in OF_PAPER and wanted not in NEEDS_REASON else []


async def within_reach(context: BotContext, brought: Brought) -> list[View]:
    """What a message may be about: every maklumat until its page was seen; for a file also the one published last.

    Also whatever the very same file or address stands on already: it was sent once more, or for it again.
    """
    views = list(await context.reading.open_views(context.me.id, context.now))
    published = [v for v in await context.reading.archive(context.me.id, context.now) if v.maklumat.publication]
    views += [
        view
        for at, view in enumerate(published)
        if is_under_way(view.maklumat) or (brought.item.files and at == 0) or stands_on(view, brought)
    ]
    return views


async def others_named(context: BotContext, view: View, brought: Brought) -> list[View]:
    """The maklumat within reach, other than this one, that the words name by number or by title."""
    words = spoken(brought.item)
    if not words:
        return []
    reach = await within_reach(context, brought)
    known = {view.maklumat.id: view, **{other.maklumat.id: other for other in reach}}
    return [other for other in named_in(words, known.values()) if other.maklumat.id != view.maklumat.id]


def names_another(view: View, brought: Brought) -> bool:
    """Whether a nomor kendali is named that is not this maklumat's own: of a cancelled one, or a mistyped one, too."""
    return any(number != view.maklumat.control_number for number in mentioned(spoken(brought.item)))


async def ask_which(context: BotContext, brought: Brought, views: Sequence[View], *, question: int = 0) -> None:
    """It may be about several maklumat: ask which; `question` is the one that it may answer.

    Raises:
        AttachmentError: it may be a text, and something is wrong with its file.
    """
    for view in views:
        refuse_odd(offered_by(view), brought)
    context.turn.beside = tuple(beside(odd, is_asked=True) for odd in brought.odd)
    prompt = Prompt(purpose=WHAT_IS_THIS, person=context.me.id, question=question, held=brought.item)
    await context.finish(context.say(which_one(brought.item, views), prompt=prompt), contents=brought.contents)


async def ask_what(
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
    if not brought.attached and await finals.waiting(context, view) is not None:
        # 'Silakan pakai saja' may be meant for the question about a final text, which only its buttons answer.
        context.turn.beside = (*context.turn.beside, unanswered(view))
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


async def asked_again(context: BotContext, view: View, known: Known | None) -> None:
    """'Setuju' in words brings the screen that asks once more, bound to what was replied to."""
    m, role = view.maklumat, may_approve(view)
    current = known is None or (known.visit, known.version) == (m.visit.number, m.version)
    if role is not None and current:
        await context.finish(context.say(confirm_approval(view, role), edit=context.tapped))
    else:
        shown = ShowCard(maklumat=m.id, person=context.me.id, reply_to=context.turn.cause.reply_to)
        await context.finish(shown)


async def whose_decision(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    """A scan, for which it must still be chosen whose decision it is, and which.

    What was said already to such a question, to this one or to the newest, goes with it.
    """
    assert prompt.maklumat is not None
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    begun = await written.begun(context, view)
    own = [one for one in begun if one.id == prompt.id]
    for one in (own or begun)[:1]:
        brought = replace(brought, item=written.with_what_was_said(one, brought.item))
        context.turn.settles = (*context.turn.settles, one.id)
    role = prompt.role or offered_by(view)[Action.RECORD_WRITTEN].role
    await written.ask(context, view, role, brought=brought, answers=prompt.id, edit=context.tapped)


async def which_paper(context: BotContext, prompt: Prompt, brought: Brought) -> None:
    """A signed paper, for which it must still be chosen which one it is."""
    assert prompt.maklumat is not None
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    role = prompt.role or offered_by(view)[Action.FILE_SCAN].role
    await scans.ask(context, view, role, brought=brought, answers=prompt.id, edit=context.tapped)
