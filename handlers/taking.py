"""A message becomes an act: what it is meant to be is known, and the Desk is asked to do it.

What comes too late is kept as a remark and told, never lost.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from handlers import drafting, finals, written
from handlers.attachments import Brought, FileUnfit
from handlers.context import BotContext
from handlers.meaning import Offered, has_link, refuse_odd, role_for
from handlers.screens.finals import by_button
from handlers.screens.questions import kept_late, question, recorded_as
from handlers.screens.texts import beside, done_toast, explain, proof_wanted
from sop.commands import Act
from sop.decide import options
from sop.errors import AlreadyInForce, OnHold, SopError
from sop.events import CorrectionJoined
from sop.items import KeptFile
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step
from storage.causes import IfLate
from storage.prompts import Prompt
from storage.reading import View
from storage.replies import Reply


async def take_for(context: BotContext, action: Action, view: View, prompt: Prompt, brought: Brought) -> None:
    """Do with a message what it is meant for; what comes too late is kept and told, never lost."""
    refuse_odd((action,), brought)
    act = _act(context, action, view, prompt, brought)
    if act.action is Action.GIVE_FINAL:
        act = await finals.compared(context, view, act, brought)
        if await finals.asks_first(context, view, act, prompt, brought):
            return
    await _settle_the_like(context, act, prompt)
    if act.action is Action.SUBMIT_DRAFT:
        await drafting.remark_gaps(context, act.file, brought.contents)
        drafting.remark_same(context, act.file, view)
    _proves(context, act, brought)
    replies: list[Reply] = []
    if (tapped := context.tapped) is not None:
        replies.append(context.say(recorded_as(act.action), edit=tapped))
    if act.action is Action.GIVE_PROOF and view.maklumat.step is Step.PUBLISHING:
        replies.append(_ask_link(context, act, view))
    outcome = await context.submit(
        act,
        toast=done_toast(act.action, view),
        contents=brought.contents,
        answers=prompt.id or None,
        replies=replies,
        if_late=_kept(context, act, view),
    )
    if any(isinstance(event, CorrectionJoined) for event in outcome.events):
        # Also where the draft was returned meanwhile, so that no correction is left to be sent.
        context.turn.toast = done_toast(Action.JOIN_RETURN, view)


async def confirm_again(context: BotContext, view: View, prompt: Prompt) -> None:
    """Words came to the question whether a final text is to be used: its buttons answer it, so it is put again."""
    context.turn.beside = (*context.turn.beside, by_button(view))
    await take_for(context, Action.GIVE_FINAL, view, replace(prompt, purpose=Action.GIVE_FINAL), Brought(prompt.held))


_ASKED_AS: Mapping[Action, Collection[str]] = {
    Action.RETURN: (Action.RETURN, Action.NOTE_CORRECTION),
    Action.NOTE_CORRECTION: (Action.RETURN, Action.NOTE_CORRECTION),
}
"""The questions that ask for an act under another name, too."""


async def _settle_the_like(context: BotContext, act: Act, prompt: Prompt) -> None:
    """What was asked for is done, though it was no reply that did it: what replies to that question does it no more.

    A correction that was begun goes on in reply to each question for it that was put before. A scan is asked for by
    itself. Once a final text is there, it is no question any more whether an earlier one, of
    this person's, is to be used.
    """
    asked_as = _ASKED_AS.get(act.action, (act.action,))
    is_reply = bool(prompt.id) and prompt.purpose in asked_as and act.action is not Action.NOTE_CORRECTION
    over = () if is_reply or act.action in (Action.RECORD_WRITTEN, Action.FILE_SCAN) else asked_as
    if act.action is Action.GIVE_FINAL:
        over = (*over, finals.CONFIRM)
    open_yet = await context.reading.still_open(context.me.id, over, act.maklumat) if over else ()
    context.turn.settles = (*context.turn.settles, *(number for number in open_yet if number != prompt.id))


def _proves(context: BotContext, act: Act, brought: Brought) -> None:
    """Only a picture or a PDF shows the page: of other files beside an address it is said that they are no proof.

    Raises:
        AttachmentError: nothing but a screenshot counts here, and what is wrong with what was sent as one.
    """
    if act.action is Action.GIVE_PROOF and brought.item.scan is None:
        brought.sound()
    if act.action is Action.PUBLISH and len(brought.item.scans) < len(brought.item.files):
        left_out = (odd for odd in brought.odd if not (isinstance(odd, FileUnfit) and odd.is_kept))
        context.turn.beside = (*map(beside, left_out), proof_wanted())


VALUES = (
    *(Action.SET_NUMBER, Action.SET_MINUTES, Action.SET_BASIS, Action.PUBLISH),
    *(Action.FILE_ON_PAPER, Action.SET_ARCHIVE),
)
"""Acts whose words are a number, an address, regulations, a place or lines of the register."""
_REPEATABLE = (Action.SET_BASIS, Action.FILE_ON_PAPER, Action.SET_ARCHIVE)
"""Of these, what stands already may be typed once more; that changes nothing, and is no news for anybody."""


def _act(context: BotContext, action: Action, view: View, prompt: Prompt, brought: Brought) -> Act:
    m, item = view.maklumat, brought.item
    role = _role(context, action, prompt, view)
    if role is Role.KOMISIONER and action in _ASKED_AS:
        # One text is a whole correction, closed at once. What begins with a photo, a file or a voice note may go on,
        # in reply to the same question too; Kirim koreksi closes it, or words to Kembalikan that was pressed since.
        has_begun = bool(m.collected_by(context.me.id)) and (
            action is not Action.RETURN or prompt.closed_at is not None
        )
        action = Action.NOTE_CORRECTION if brought.attached or has_begun else Action.RETURN
    elif action is Action.PUBLISH and item.files and not has_link(item.text):
        # A screenshot is kept; the address is asked for again.
        action = Action.GIVE_PROOF
    if action is Action.RECORD_WRITTEN and prompt.purpose == Action.RECORD_WRITTEN:
        item = written.with_what_was_said(prompt, item)
    return Act(
        action=action,
        maklumat=m.id,
        visit=prompt.visit,
        version=prompt.version,
        role=role,
        item=item,
        value=item.text if action in VALUES else "",
        file=_file(action, brought),
        question=_question(prompt, view) if action is Action.ANSWER else 0,
        meant_for=action if action is Action.KEEP_REMARK else "",
        verdict=written.verdict_in(prompt) if action is Action.RECORD_WRITTEN else None,
        paper=prompt.question if action is Action.FILE_SCAN else 0,
    )


def _file(action: Action, brought: Brought) -> KeptFile | None:
    if action is Action.GIVE_FINAL:
        return brought.final
    if action in (Action.SUBMIT_DRAFT, Action.REPLACE_TEXT):
        return brought.document
    return None


def _question(prompt: Prompt, view: View) -> int:
    if prompt.question:
        return prompt.question
    return next((q.number for q in view.maklumat.questions if q.answer is None), 0)


def _role(context: BotContext, action: Action, prompt: Prompt, view: View) -> Role:
    if prompt.role is not None:
        return prompt.role
    offered = options(view.maklumat, context.me.id, view.office)
    fitting = (option.role for option in offered if option.action is action)
    fallback = next((role for role in DRAFTERS if role in context.me.roles), None) if action is Action.ANSWER else None
    return next(fitting, fallback or role_for(view))


def _kept(context: BotContext, act: Act, view: View) -> IfLate | None:
    """For words whose visit may pass while they are on their way."""
    if act.action is Action.KEEP_REMARK or not act.item:
        return None
    if act.action is Action.GIVE_FINAL and act.file is not None:
        # Passed on beside a remark, it could be taken for what is to be published.
        return None
    remark = Act(
        action=Action.KEEP_REMARK,
        maklumat=act.maklumat,
        visit=act.visit,
        version=act.version,
        role=act.role,
        item=act.item,
        meant_for=act.action,
    )
    joined = Act(
        action=Action.JOIN_RETURN,
        maklumat=act.maklumat,
        visit=act.visit,
        version=act.version,
        role=act.role,
        item=act.item,
    )

    def say(refusal: SopError) -> Sequence[Reply]:
        zone = context.turn.rules.calendar.zone
        sentence = explain(refusal, view, view.people, zone)
        late = kept_late(view, sentence, act.action, again=isinstance(refusal, OnHold))
        return (context.say(late, edit=context.tapped),)

    corrects = act.role is Role.KOMISIONER and act.action in (Action.RETURN, Action.NOTE_CORRECTION)
    but = (AlreadyInForce,) if act.action in _REPEATABLE else ()
    return IfLate(commands=(joined, remark) if corrects else (remark,), say=say, but=but)


def _ask_link(context: BotContext, act: Act, view: View) -> Reply:
    """A screenshot is kept; the page's address is still needed."""
    prompt = Prompt(
        purpose=Action.PUBLISH,
        person=context.me.id,
        maklumat=act.maklumat,
        visit=act.visit,
        version=act.version,
        role=act.role,
    )
    return context.say(question(Action.PUBLISH, view), prompt=prompt)


def unasked(view: View, action: Action, offered: Offered) -> Prompt:
    """As if it had been asked for: the act, of the present visit and version, in the role that may do it."""
    m = view.maklumat
    return Prompt(
        purpose=action,
        person=view.reader.id,
        maklumat=m.id,
        visit=m.visit.number,
        version=m.version,
        role=offered[action].role,
    )
