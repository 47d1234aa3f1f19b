"""A drafter opens a maklumat: /baru with a title, or a document that nothing awaits."""

import re
from collections.abc import Mapping

from telegram import Update

from handlers.attachments import Brought
from handlers.callbacks import Verb, decode
from handlers.context import BotContext
from handlers.inspection import DRAFT_TYPES
from handlers.meaning import refuse_the_absent
from handlers.screens.pages import checklist
from handlers.screens.questions import OPENED, ask_title, offer_opening, recorded_as
from handlers.screens.texts import same_file, still_dotted
from sop import errors, wording
from sop.commands import Open
from sop.items import Item, KeptFile
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step
from storage.errors import FileAltered
from storage.prompts import TITLE, Prompt
from storage.reading import View

OPEN_WITH = "open-with"
"""Purpose of the offer to open with a document that is held meanwhile."""
_GAP = re.compile(r"…{2,}|\.{6,}")
_MOST_GAPS = 3
PATTERN_CHECKLIST = rf"^{Verb.CHECKLIST}\."


def drafter_role(context: BotContext) -> Role:
    """The drafter's role in which this person opens a maklumat.

    Raises:
        NotYourTurn: he holds neither.
        AwayFromRole: he is away, and somebody else holds it.
    """
    for role in DRAFTERS:
        if role in context.me.roles:
            return role
    refuse_the_absent(context.me)
    held = context.me.roles[0] if context.me.roles else ""
    raise errors.NotYourTurn(held, "open", Step.DRAFTING, DRAFTERS)


async def on_new(_update: Update, context: BotContext) -> None:
    """/baru JUDUL opens a maklumat; without a title the bot asks for one."""
    role = drafter_role(context)
    title = " ".join(context.args or ())
    if title:
        await context.submit(Open(title=title, role=role))
    else:
        prompt = Prompt(purpose=TITLE, person=context.me.id, role=role)
        await context.finish(context.say(ask_title(), prompt=prompt))


async def remark_gaps(context: BotContext, file: KeptFile | None, contents: Mapping[str, bytes]) -> None:
    """Beside the receipt of a draft: that it still has gaps to fill, as the default text has; recorded all the same."""
    if file is None or file.media_type not in DRAFT_TYPES:
        return
    try:
        data = contents.get(file.sha256) or await context.reading.file(file.sha256)
    except FileAltered:
        return
    if has_gaps(await context.turn.text_of(data, file.media_type)):
        context.turn.beside = (*context.turn.beside, still_dotted())


def remark_same(context: BotContext, file: KeptFile | None, view: View) -> None:
    """Beside the receipt of a draft: that it is, to the byte, an older version; it is taken all the same."""
    m = view.maklumat
    older = [d for d in m.drafts if file is not None and d.file.sha256 == file.sha256]
    if older and (older[-1].returned or older[-1].version < m.version):
        context.turn.beside = (*context.turn.beside, same_file(older[-1]))


def has_gaps(text: str) -> bool:
    """Whether a text was hardly filled in: some dots are left for the pen, of place, date and name."""
    return len(_GAP.findall(text)) >= _MOST_GAPS


async def open_titled(context: BotContext, brought: Brought, prompt: int) -> None:
    """The answer to the question for a title; a document that comes with it is the first draft."""
    title = brought.item.text
    file = brought.document
    command = Open(title=title, role=drafter_role(context), file=file)
    await remark_gaps(context, file, brought.contents)
    await context.submit(command, contents=brought.contents, answers=prompt)


def title_of(words: str, file: KeptFile) -> str:
    """The words that came with a document are the title; else its name is."""
    return words or file.name.rpartition(".")[0].replace("_", " ").replace("-", " ")


async def offer(context: BotContext, brought: Brought, file: KeptFile) -> None:
    """A document that nothing awaits: open a new maklumat with it? Its caption is the title."""
    role = drafter_role(context)
    title = wording.title(title_of(brought.sound().item.text, file))
    held = Item(title, (file,))
    prompt = Prompt(purpose=OPEN_WITH, person=context.me.id, role=role, held=held)
    await context.finish(context.say(offer_opening(title, file.name), prompt=prompt), contents=brought.contents)


async def offer_titled(context: BotContext, brought: Brought) -> None:
    """Words typed after the question for a title: open a maklumat of this title?"""
    role = drafter_role(context)
    file = brought.sound().document
    title = wording.title(title_of(brought.item.text, file) if file else brought.item.text)
    prompt = Prompt(purpose=OPEN_WITH, person=context.me.id, role=role, held=Item(title, (file,) if file else ()))
    screen = offer_opening(title, file.name if file else "")
    await context.finish(context.say(screen, prompt=prompt), contents=brought.contents)


async def open_held(context: BotContext, prompt: Prompt) -> None:
    """The offer was taken: the held document, if there is one, is the first draft."""
    file = next((file for file in prompt.held.files if file.media_type in DRAFT_TYPES), None)
    title = title_of(prompt.held.text, file) if file is not None else prompt.held.text
    command = Open(title=title, role=drafter_role(context), file=file)
    message = context.query.message
    await remark_gaps(context, file, {})
    opened = [context.say(recorded_as(None), edit=message.message_id)] if message else []
    await context.submit(command, toast=OPENED, answers=prompt.id, replies=opened)


async def on_checklist(_update: Update, context: BotContext) -> None:
    """Daftar periksa, with the regulations that the draft rests on; a reply to it puts down others."""
    tap = decode(context.query.data)
    view = await context.reading.view(tap.maklumat, context.me.id, context.now)
    role = next((role for role in DRAFTERS if role in context.me.roles), None)
    prompt = Prompt(
        purpose=Action.SET_BASIS,
        person=context.me.id,
        maklumat=tap.maklumat,
        visit=view.maklumat.visit.number,
        version=view.maklumat.version,
        role=role,
    )
    await context.finish(context.say(checklist(view), prompt=prompt))
