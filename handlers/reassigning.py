"""/alihkan: the Atasan PPID or an admin gives a waiting step to another person, and says why.

Which maklumat, to whom, and the reason are asked for in this order; whether it may be so is decided by the Desk.
"""

from telegram import Update

from handlers.acting import stale_buttons
from handlers.attachments import Brought
from handlers.callbacks import Verb, decode
from handlers.context import BotContext
from handlers.screens import reassigning as pages
from sop.commands import Reassign
from sop.items import Item
from sop.reassigning import candidates, is_reassignable, may_reassign, reassignable, role_for
from sop.roles import PersonId
from storage.prompts import Prompt
from storage.reading import View

PATTERN_MAKLUMAT = rf"^{Verb.REASSIGN}\."
PATTERN_PERSON = rf"^{Verb.REASSIGN_TO}\."
REASON = "reassign"
"""Purpose of the question why; it keeps the number of whoever is to take the step."""


async def on_reassign(_update: Update, context: BotContext) -> None:
    """/alihkan [NOMOR]."""
    may_reassign(context.me.id, (await context.reading.people(context.now)).roster)
    number = " ".join(context.args or ())
    if number:
        await _ask_person(context, await context.reading.find(number, context.me.id, context.now))
        return
    views = await context.reading.open_views(context.me.id, context.now)
    fit = [view for view in views if is_reassignable(view.maklumat)]
    if len(fit) == 1:
        await _ask_person(context, fit[0])
    else:
        await context.finish(context.say(pages.which_maklumat(fit) if fit else pages.nothing_to_reassign()))


async def on_maklumat(_update: Update, context: BotContext) -> None:
    """The choice was made which maklumat: in its place, who may take its step."""
    view = await context.reading.view(decode(context.query.data).maklumat, context.me.id, context.now)
    may_reassign(context.me.id, view.office.roster)
    await _ask_person(context, view)


async def on_person(_update: Update, context: BotContext) -> None:
    """The choice was made to whom: the reason is asked for."""
    tap = decode(context.query.data)
    view = await context.reading.view(tap.maklumat, context.me.id, context.now)
    m, to = view.maklumat, PersonId(tap.version)
    may_reassign(context.me.id, view.office.roster)
    role = role_for(m, tap.visit, to, view.office)
    prompt = Prompt(
        purpose=REASON,
        person=context.me.id,
        maklumat=m.id,
        visit=tap.visit,
        version=m.version,
        held=Item(str(to)),
    )
    asked = context.say(pages.ask_reason(view, to, role), prompt=prompt)
    await context.finish(asked, *await stale_buttons(context))


async def take(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """The reason came."""
    assert prompt.maklumat is not None
    wish = Reassign(
        maklumat=prompt.maklumat,
        visit=prompt.visit,
        to=PersonId(int(prompt.held.text)),
        reason=brought.item.text,
    )
    await context.submit(wish, answers=prompt.id)


async def _ask_person(context: BotContext, view: View) -> None:
    reassignable(view.maklumat)
    fit = candidates(view.maklumat, view.office)
    await context.finish(context.say(pages.which_person(view, fit, context.now), edit=context.tapped))
