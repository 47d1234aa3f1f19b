"""What an office retypes if it cannot edit it: a text to begin a draft with, and the Nota Dinas, as DOCX.

They are made when they are asked for, between the reading and the commit. What comes back in reply to them is a draft,
or a signed paper, like any other.
"""

from collections.abc import Sequence

from telegram import Update

from handlers.callbacks import Verb, decode
from handlers.context import BotContext, Made
from handlers.inspection import DRAFT_TYPES, PDF
from handlers.screens import editable, pages
from sop.items import KeptFile
from sop.maklumat import Maklumat
from sop.papers import PaperKind
from storage.outbox import Screen
from storage.reading import View
from storage.replies import Send

PATTERN_DEFAULT_TEXT = rf"^{Verb.DEFAULT_TEXT}\."
PATTERN_LAST_TEXT = rf"^{Verb.LAST_TEXT}\."
PATTERN_NOTA_DINAS = rf"^{Verb.NOTA_DINAS}\."
_EDITABLE = DRAFT_TYPES - {PDF}


async def on_default_text(_update: Update, context: BotContext) -> None:
    """Unduh naskah awal: the default text with the office's name in it."""
    view = await context.reading.view(decode(context.query.data).maklumat, context.me.id, context.now)
    made = await context.turn.compose.default_text()
    if made is None:
        await context.finish(context.say(pages.no_documents()))
        return
    await _send(context, view, editable.default_text(view), made=[made])


async def on_last_text(_update: Update, context: BotContext) -> None:
    """Pakai naskah tahun lalu: what was published last, and beside it something to edit where it is a PDF."""
    view = await context.reading.view(decode(context.query.data).maklumat, context.me.id, context.now)
    finished = await context.reading.archive(context.me.id, context.now)
    last = next((v.maklumat for v in finished if v.maklumat.publication and v.maklumat.id != view.maklumat.id), None)
    if last is None or last.to_publish is None:
        await context.finish(context.say(pages.no_documents()))
        return
    published = last.to_publish
    if published.media_type in _EDITABLE:
        await _send(context, view, editable.last_text(view, last, editable.Beside.NOTHING), kept=[published])
    elif (approved := _editable_version(last)) is not None:
        await _send(context, view, editable.last_text(view, last, editable.Beside.APPROVED), kept=[published, approved])
    else:
        made = await context.turn.compose.default_text()
        beside = editable.Beside.DEFAULT if made is not None else editable.Beside.NOTHING
        found = [made] if made is not None else []
        await _send(context, view, editable.last_text(view, last, beside), kept=[published], made=found)


async def on_nota_dinas(_update: Update, context: BotContext) -> None:
    """Nota Dinas (DOCX): the same letter as the PDF made last, to be edited."""
    number = decode(context.query.data).maklumat
    view = await context.reading.view(number, context.me.id, context.now)
    snapshot = await context.reading.paper_wanted_last(number, PaperKind.NOTA_DINAS)
    made = await context.turn.compose.nota_dinas(snapshot) if snapshot is not None else None
    if made is None:
        await context.finish(context.say(pages.no_documents()))
        return
    await _send(context, view, editable.nota_dinas(view), made=[made])


def _editable_version(m: Maklumat) -> KeptFile | None:
    """The approved version, where it can be edited and only its signed text cannot."""
    return m.draft.file if m.draft is not None and m.draft.file.media_type in _EDITABLE else None


async def _send(
    context: BotContext, view: View, told: Screen, *, kept: Sequence[KeptFile] = (), made: Sequence[Made] = ()
) -> None:
    files = (*kept, *(file for file, _ in made))
    sent = Send(chat_id=context.chat_id, person=context.me.id, files=files, about=view.maklumat.id)
    await context.finish(context.say(told), sent, contents={file.sha256: data for file, data in made})
