"""Buka maklumat pengganti: a new maklumat in the place of a published one, under a title that is asked for.

The file that was published last goes with its card as something to start from; it is no draft by itself.
"""

from telegram import Update

from handlers.attachments import Brought
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.drafting import drafter_role
from handlers.meaning import agrees, is_courtesy
from handlers.screens.questions import OPENED, courtesy, recorded_as
from handlers.screens.succession import ask_title
from sop.commands import Open
from sop.events import Predecessor
from sop.items import Item
from sop.succession import may_be_replaced, title_after
from storage.prompts import Prompt

PATTERN_SUCCEED = rf"^{Verb.SUCCEED}\."
YES = "ya"
SUCCEED = "succeed"
"""Purpose of the question for the title of a successor; the title that is proposed is held with it."""


async def on_succeed(_update: Update, context: BotContext) -> None:
    """The button in the archive, or under the yearly reminder: ask for the title, and open nothing yet."""
    tap = decode(context.query.data)
    role = drafter_role(context)
    view = await context.reading.view(tap.maklumat, context.me.id, context.now)
    m = view.maklumat
    may_be_replaced(m, view.successor)
    title = title_after(m.title, context.turn.rules.calendar.local(context.now).year)
    prompt = Prompt(purpose=SUCCEED, person=context.me.id, maklumat=m.id, role=role, held=Item(title))
    await context.finish(context.say(ask_title(view, title), prompt=prompt))


async def open_held(context: BotContext, prompt: Prompt) -> None:
    """The proposed title was taken."""
    opened = (context.say(recorded_as(None), edit=context.tapped),)
    await context.submit(await _successor(context, prompt), toast=OPENED, answers=prompt.id, replies=opened)


async def open_titled(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """Another title, in reply to the question; a document that comes with it is the first draft.

    A bare yes takes the title that was proposed; thanks are answered, and open nothing.
    """
    text = brought.item.text
    says_yes = not text or agrees(text) or text.strip(" .").lower() == YES
    if not says_yes and is_courtesy(brought):
        await context.finish(context.say(courtesy(context.me)))
        return
    command = await _successor(context, prompt, title="" if says_yes else text, brought=brought)
    await context.submit(command, contents=brought.contents, answers=prompt.id)


async def _successor(context: BotContext, prompt: Prompt, title: str = "", brought: Brought | None = None) -> Open:
    if prompt.maklumat is None:
        raise BadButton
    view = await context.reading.view(prompt.maklumat, context.me.id, context.now)
    return Open(
        title=title or prompt.held.text,
        role=drafter_role(context),
        file=brought.document if brought is not None else None,
        replaces=Predecessor(maklumat=view.maklumat.id, control_number=view.maklumat.control_number),
    )
