"""The final text is held against the approved version before it is affirmed; what differs is a fact, never a refusal.

A drafter who gives one affirms it by that, so where words differ he is asked first. One from the Pelaksana is only
offered: the drafters read what was found on their cards.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace

from handlers.attachments import Brought
from handlers.context import BotContext
from handlers.screens.finals import confirm
from sop.commands import Act
from sop.comparing import Likeness, compare
from sop.errors import SopError
from sop.guards import Attempt, authority
from sop.items import KeptFile
from sop.roles import DRAFTERS
from storage.errors import FileAltered
from storage.prompts import Prompt
from storage.reading import View

CONFIRM = "confirm-final"
"""Purpose of the question whether a final text that differs is to be used."""


async def compared(context: BotContext, view: View, act: Act, brought: Brought) -> Act:
    """The act that gives a final text, with what was found between it and the approved version."""
    draft = view.maklumat.draft
    if act.file is None or draft is None:
        return act
    approved, final = await asyncio.gather(_words(context, draft.file, brought), _words(context, act.file, brought))
    return replace(act, comparison=await asyncio.to_thread(compare, approved, final, draft.version))


async def asks_first(context: BotContext, view: View, act: Act, prompt: Prompt, brought: Brought) -> bool:
    """Ask whether a text that differs is to be used; nothing is recorded until then.

    Returns:
        False where there is nothing to ask: it says the same, cannot be compared, is only offered, was confirmed while
        the same text stood in its place, or cannot be taken now, which the Desk will say.
    """
    found, m = act.comparison, view.maklumat
    differs = found is not None and found.likeness is Likeness.DIFFERENT
    # Of what counts and of what is offered, together: whichever is another, it is asked once more.
    stood = (m.final.mark if m.final is not None else 0) ^ (m.offered_final.mark if m.offered_final is not None else 0)
    if not differs or act.role not in DRAFTERS or (prompt.purpose == CONFIRM and prompt.question == stood):
        return False
    try:
        authority(Attempt(view.maklumat, act.action, context.me.id, act.role, view.office), act.visit, act.version)
    except SopError:
        return False
    assert act.file is not None
    assert found is not None
    asked = replace(prompt, purpose=CONFIRM, person=context.me.id, role=act.role, held=brought.item, question=stood)
    said = context.say(confirm(view, act.file, found), prompt=asked, edit=context.tapped)
    await context.finish(said, contents=brought.contents, answers=prompt.id or None)
    return True


async def waiting(context: BotContext, view: View) -> Prompt | None:
    """The newest open question to this person whether a text of his is to be used, if it is not what counts already."""
    m = view.maklumat
    for number in reversed(await context.reading.still_open(context.me.id, (CONFIRM,), m.id)):
        prompt = await context.reading.prompt(number)
        file = Brought(prompt.held).final if prompt is not None and prompt.version == m.version else None
        if file is not None and (m.final is None or m.final.file.sha256 != file.sha256):
            return prompt
    return None


async def _words(context: BotContext, file: KeptFile, brought: Brought) -> str:
    data = brought.contents.get(file.sha256)
    with suppress(FileAltered):
        data = data or await context.reading.file(file.sha256)
    return await context.turn.text_of(data, file.media_type) if data else ""
