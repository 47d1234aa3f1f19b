"""Tambah pindaian: a paper of ours comes back as it was signed by hand, and is filed with the paper.

The scan may come first, as a reply to the very paper or to a card, or be asked for from the archive. It changes nothing
in the procedure: what a Komisioner decided on paper comes in by `written.py`, and needs a second person.
"""

from dataclasses import replace

from telegram import Update

from handlers.acting import seen
from handlers.attachments import Brought
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.meaning import is_courtesy, offered_by, refuse_odd
from handlers.screens.questions import recorded_as
from handlers.screens.scans import ask_scan, ask_which
from handlers.screens.texts import done_toast
from sop.commands import Act
from sop.errors import QuestionClosed
from sop.guards import Attempt, authority
from sop.items import NOTHING, Item
from sop.roles import Role
from sop.steps import Action
from storage.prompts import WHICH_PAPER, Prompt
from storage.reading import View
from storage.standing import Known

PATTERN_SCAN = rf"^{Verb.SCAN}\."
PATTERN_SIGNED = rf"^{Verb.SIGNED}\."


async def on_scan(_update: Update, context: BotContext) -> None:
    """Tambah pindaian, in the archive."""
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
    """Ask which paper it is; what was brought already is kept with the question.

    With `edit` it takes the place of that message.

    Raises:
        ScanUnfit: what was brought is no picture or PDF.
    """
    m = view.maklumat
    if brought is not None:
        refuse_odd((Action.FILE_SCAN,), brought)
    held = brought.item if brought is not None else NOTHING
    prompt = Prompt(
        purpose=WHICH_PAPER,
        person=context.me.id,
        maklumat=m.id,
        visit=m.visit.number,
        version=m.version,
        role=role,
        held=held,
    )
    said = context.say(ask_which(view, held), prompt=prompt, edit=edit)
    await context.finish(said, contents=brought.contents if brought is not None else None, answers=answers)


async def on_signed(_update: Update, context: BotContext) -> None:
    """It was chosen: with the scan at hand it is filed, else the scan is asked for."""
    tap = decode(context.query.data)
    prompt = await context.reading.prompt(int(tap.prompt)) if tap.prompt else None
    if prompt is None or prompt.person != context.me.id or prompt.purpose != WHICH_PAPER:
        raise BadButton
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    assert prompt.maklumat is not None
    assert prompt.role is not None
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    papers = view.maklumat.papers
    if not 1 <= tap.visit <= len(papers):
        raise BadButton
    act = Act(
        action=Action.FILE_SCAN,
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        version=prompt.version,
        role=prompt.role,
        item=prompt.held,
        paper=tap.visit,
    )
    if prompt.held:
        filed = context.say(recorded_as(act.action), edit=context.tapped)
        await context.submit(act, toast=done_toast(act.action), answers=prompt.id, replies=(filed,))
        return
    authority(Attempt(view.maklumat, act.action, context.me.id, act.role, view.office), act.visit, act.version)
    scan = Prompt(
        purpose=Action.FILE_SCAN,
        person=context.me.id,
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        version=prompt.version,
        role=prompt.role,
        question=tap.visit,
    )
    await context.finish(context.say(ask_scan(view, papers[tap.visit - 1]), prompt=scan), answers=prompt.id)


def together(prompt: Prompt, brought: Brought) -> Brought:
    """What was brought already, while a question about it was open, and what comes on top of it; not thanks for it."""
    held = prompt.held
    if is_courtesy(brought):
        return replace(brought, item=held)
    item = Item("\n".join(filter(None, (held.text, brought.item.text))), (*held.files, *brought.item.files))
    return replace(brought, item=item)


def place_of(known: Known | None, view: View) -> int:
    """Which of the maklumat's papers a message carries: its place among them, from 1; 0 for none."""
    if known is None or known.file is None:
        return 0
    places = (place for place, paper in enumerate(view.maklumat.papers, 1) if paper.file.sha256 == known.file.sha256)
    return max(places, default=0)


def may_be_one(view: View, brought: Brought) -> bool:
    """Whether what was brought may be a signed paper, by its kind and by who brings it."""
    return brought.item.is_scanned and Action.FILE_SCAN in offered_by(view)
