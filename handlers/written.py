"""Catat disposisi tertulis: whose decision on paper it is, and which, is chosen; then its scan is asked for.

The scan may also come first, as a message that is then said to be one. Whether it may be recorded is decided by the
Desk; a second person confirms it on his own card.
"""

from dataclasses import replace

from telegram import Update

from handlers.acting import seen
from handlers.attachments import Brought
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.screens.questions import ask_verdict, question, recorded_as
from handlers.screens.texts import done_toast
from sop.commands import Act
from sop.errors import QuestionClosed
from sop.guards import may_be_recorded, may_have_decided
from sop.items import NOTHING, Item, Verdict
from sop.roles import PersonId, Role
from sop.steps import Action
from sop.turns import deciders_on_paper
from storage.prompts import Prompt
from storage.reading import View

PATTERN_WRITTEN = rf"^{Verb.WRITTEN}\."
PATTERN_VERDICT = rf"^{Verb.VERDICT}\."
VERDICT = "written-verdict"
"""Purpose of the question whose decision it is, and which."""
_DECISIONS = (Action.APPROVE, Action.RETURN)


async def on_written(_update: Update, context: BotContext) -> None:
    """The button on the card."""
    tap = decode(context.query.data)
    view = await seen(context, tap)
    assert tap.role is not None
    await ask(context, view, tap.role)


async def ask(
    context: BotContext,
    view: View,
    role: Role,
    *,
    brought: Brought | None = None,
    answers: int | None = None,
    edit: int | None = None,
) -> None:
    """Ask whose decision it is, and which; what was brought already is kept with the question.

    With `edit` it takes the place of that message.
    """
    m = view.maklumat
    held = brought.item if brought is not None else NOTHING
    prompt = Prompt(
        purpose=VERDICT,
        person=context.me.id,
        maklumat=m.id,
        visit=m.visit.number,
        version=m.version,
        role=role,
        held=held,
    )
    may_be_recorded(m, context.me.id, view.office)
    could = [view.people[person] for person in deciders_on_paper(m, view.office) if person != context.me.id]
    said = context.say(ask_verdict(view, could, held), prompt=prompt, edit=edit)
    await context.finish(said, contents=brought.contents if brought is not None else None, answers=answers)


async def on_verdict(_update: Update, context: BotContext) -> None:
    """It was chosen: with the scan at hand it is recorded, else the scan is asked for."""
    tap = decode(context.query.data)
    prompt = await context.reading.prompt(int(tap.prompt)) if tap.prompt else None
    if prompt is None or prompt.person != context.me.id or prompt.purpose != VERDICT or tap.action not in _DECISIONS:
        raise BadButton
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    assert prompt.maklumat is not None
    assert prompt.role is not None
    verdict = Verdict(tap.action, PersonId(tap.visit))
    act = Act(
        action=Action.RECORD_WRITTEN,
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        version=prompt.version,
        role=prompt.role,
        item=prompt.held,
        verdict=verdict,
    )
    if prompt.held.scan is not None:
        recorded = context.say(recorded_as(act.action), edit=context.tapped)
        await context.submit(act, toast=done_toast(act.action), answers=prompt.id, replies=(recorded,))
        return
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    may_have_decided(view.maklumat, verdict.komisioner, view.office)
    scan = Prompt(
        purpose=Action.RECORD_WRITTEN,
        person=context.me.id,
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        version=prompt.version,
        role=prompt.role,
        held=replace(prompt.held, text=f"{verdict.decision}\n{verdict.komisioner}\n{prompt.held.text}"),
    )
    await context.finish(context.say(question(Action.RECORD_WRITTEN, view), prompt=scan), answers=prompt.id)


def verdict_in(prompt: Prompt) -> Verdict | None:
    """What was chosen before the scan was asked for."""
    decision, person, _ = _noted(prompt)
    return Verdict(Action(decision), PersonId(int(person))) if person else None


def with_what_was_said(prompt: Prompt, item: Item) -> Item:
    """The scan, and what was said while it was asked whose decision it is."""
    _, _, words = _noted(prompt)
    files = prompt.held.files if prompt.purpose == Action.RECORD_WRITTEN else ()
    return Item("\n".join(filter(None, (words, item.text))), (*files, *item.files))


def _noted(prompt: Prompt) -> tuple[str, str, str]:
    """What a question for a scan holds: the decision, whose it is, and what was said besides."""
    if prompt.purpose != Action.RECORD_WRITTEN:
        return "", "", ""
    decision, person, words = (*prompt.held.text.split("\n", 2), "", "", "")[:3]
    return decision, person, words
