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
from handlers.screens.questions import ask_sheet, ask_verdict, recorded_as
from handlers.screens.texts import done_toast
from sop.commands import Act
from sop.errors import QuestionClosed, ScanRequired
from sop.guards import may_be_recorded, may_have_decided
from sop.items import NOTHING, Item, Verdict
from sop.roles import PersonId, Role
from sop.steps import Action
from sop.turns import deciders_on_paper
from storage.prompts import WHOSE_DECISION, Prompt
from storage.reading import View

PATTERN_WRITTEN = rf"^{Verb.WRITTEN}\."
PATTERN_VERDICT = rf"^{Verb.VERDICT}\."
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
        purpose=WHOSE_DECISION,
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
    if (
        prompt is None
        or prompt.person != context.me.id
        or prompt.purpose != WHOSE_DECISION
        or tap.action not in _DECISIONS
    ):
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
    await _ask_scan(context, view, prompt, verdict, prompt.held)


async def say_more(context: BotContext, prompt: Prompt, item: Item) -> None:
    """Words came in reply to the question for a scan: they are kept, and the scan is asked for again.

    Raises:
        ScanRequired: it was never chosen whose decision it is, as by a made-up tap.
    """
    assert prompt.maklumat is not None
    verdict = verdict_in(prompt)
    if verdict is None:
        raise ScanRequired
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    await _ask_scan(context, view, prompt, verdict, with_what_was_said(prompt, item))


async def _ask_scan(context: BotContext, view: View, prompt: Prompt, verdict: Verdict, said: Item) -> None:
    scan = Prompt(
        purpose=Action.RECORD_WRITTEN,
        person=context.me.id,
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        version=prompt.version,
        role=prompt.role,
        held=replace(said, text=f"{verdict.decision}\n{verdict.komisioner}\n{said.text}"),
    )
    screen = ask_sheet(view, verdict, said)
    await context.finish(context.say(screen, prompt=scan), answers=prompt.id)


async def begun(context: BotContext, view: View) -> list[Prompt]:
    """This person's open questions about a decision on paper on the present version, the newest first."""
    m = view.maklumat
    return [
        prompt
        for prompt in await context.reading.asked_last(context.me.id)
        if prompt.purpose in (WHOSE_DECISION, Action.RECORD_WRITTEN)
        and (prompt.maklumat, prompt.visit, prompt.version) == (m.id, m.visit.number, m.version)
    ]


def verdict_in(prompt: Prompt) -> Verdict | None:
    """What was chosen before the scan was asked for."""
    decision, person, _ = _noted(prompt)
    return Verdict(Action(decision), PersonId(int(person))) if person else None


def with_what_was_said(prompt: Prompt, item: Item) -> Item:
    """What was said while a question about a decision on paper was open, and what comes on top of it."""
    _, _, words = _noted(prompt)
    return Item("\n".join(filter(None, (words, item.text))), (*prompt.held.files, *item.files))


def _noted(prompt: Prompt) -> tuple[str, str, str]:
    """What such a question holds: the decision and whose it is, once they were chosen, and what was said besides."""
    if prompt.purpose != Action.RECORD_WRITTEN:
        return "", "", prompt.held.text
    decision, person, words = (*prompt.held.text.split("\n", 2), "", "", "")[:3]
    return decision, person, words
