"""/penanganan: an admin helps a maklumat that is stuck, and says why: back, held, resumed, cancelled, its card anew.

Which maklumat, what is to be done, and the reason are asked for in this order, with what will follow. Whether it may be
so is decided by the Desk; nothing offered here leads on.
"""

from collections.abc import Mapping

from telegram import Update

from handlers.acting import stale_buttons
from handlers.attachments import Brought
from handlers.callbacks import BadButton, Tap, Verb, decode
from handlers.context import BotContext
from handlers.screens import rescuing as pages
from sop.commands import Remedy, Rescue
from sop.items import Item
from sop.rescuing import may_rescue, possible
from sop.roles import PersonId
from sop.steps import Action, Step
from storage.prompts import Prompt
from storage.reading import View

PATTERN_MAKLUMAT = rf"^{Verb.RESCUE}\."
PATTERN_REMEDY = rf"^(?:{Verb.RESCUE_BY}|{Verb.STEP_BACK}|{Verb.RESEND})\."
REASON = "rescue"
"""Purpose of the question why; it keeps what is to be done, and the step or the person it is about."""
_REMEDIES: Mapping[Action, Remedy] = {
    Action.HOLD: Remedy.HOLD,
    Action.RESUME: Remedy.RESUME,
    Action.CANCEL: Remedy.CANCEL,
}


async def on_rescue(_update: Update, context: BotContext) -> None:
    """/penanganan [NOMOR]."""
    may_rescue(context.me.id, (await context.reading.people(context.now)).roster)
    number = " ".join(context.args or ())
    if number:
        await _offer(context, await context.reading.find(number, context.me.id, context.now))
        return
    views = await context.reading.open_views(context.me.id, context.now)
    if len(views) == 1:
        await _offer(context, views[0])
    else:
        await context.finish(context.say(pages.which_maklumat(views) if views else pages.nothing_open()))


async def on_maklumat(_update: Update, context: BotContext) -> None:
    """The choice was made which maklumat: in its place, what may be done with it."""
    view = await context.reading.view(decode(context.query.data).maklumat, context.me.id, context.now)
    may_rescue(context.me.id, view.office.roster)
    await _offer(context, view)


async def on_remedy(_update: Update, context: BotContext) -> None:
    """The choice was made what is to be done: the reason is asked for, with what will follow."""
    tap = decode(context.query.data)
    view = await context.reading.view(tap.maklumat, context.me.id, context.now)
    wish, m = _wish(tap), view.maklumat
    if wish.remedy is Remedy.RESEND and wish.to is None:
        may_rescue(context.me.id, view.office.roster)
        await context.finish(context.say(pages.which_person(view), edit=context.tapped))
        return
    possible(m, wish, context.me.id, view.office)
    prompt = Prompt(
        purpose=REASON,
        person=context.me.id,
        maklumat=m.id,
        visit=wish.visit,
        version=m.version,
        question=wish.step or wish.to or 0,
        held=Item(wish.remedy),
    )
    await context.finish(context.say(pages.ask_reason(view, wish), prompt=prompt), *await stale_buttons(context))


async def take(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """The reason came."""
    assert prompt.maklumat is not None
    remedy = Remedy(prompt.held.text)
    wish = Rescue(
        remedy=remedy,
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        reason=brought.item.text,
        step=Step(prompt.question) if remedy is Remedy.STEP_BACK else None,
        to=PersonId(prompt.question) if remedy is Remedy.RESEND else None,
    )
    await context.submit(wish, answers=prompt.id)


async def _offer(context: BotContext, view: View) -> None:
    await context.finish(context.say(pages.remedies(view, context.now), edit=context.tapped))


def _wish(tap: Tap) -> Rescue:
    """What a button stands for, without its reason; without a person where it is still to be said who.

    Raises:
        BadButton: it names nothing that an admin does.
    """
    if tap.verb is Verb.STEP_BACK and tap.version in set(Step):
        return Rescue(remedy=Remedy.STEP_BACK, maklumat=tap.maklumat, visit=tap.visit, step=Step(tap.version))
    if tap.verb is Verb.RESEND:
        to = PersonId(tap.version) if tap.version else None
        return Rescue(remedy=Remedy.RESEND, maklumat=tap.maklumat, visit=tap.visit, to=to)
    remedy = _REMEDIES.get(tap.action) if tap.action is not None else None
    if tap.verb is Verb.RESCUE_BY and remedy is not None:
        return Rescue(remedy=remedy, maklumat=tap.maklumat, visit=tap.visit)
    raise BadButton
