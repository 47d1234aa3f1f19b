"""The archive: finished maklumat, one of them and what can be had of it, the office's register."""

from telegram import Update

from handlers.callbacks import Verb, decode
from handlers.context import BotContext, BundleForm
from handlers.meaning import mentioned
from handlers.screens import archives, pages
from sop.finding import is_about
from sop.notices import Enclosure
from storage.errors import MaklumatNotFound
from storage.replies import Give, Send

PATTERN_PAPERS = rf"^{Verb.PAPERS}\."
PATTERN_BUNDLE = rf"^(?:{Verb.BUNDLE_PDF}|{Verb.BUNDLE_ZIP})\."
PATTERN_REGISTER = rf"^{Verb.REGISTER}\."
_FORMS = {Verb.BUNDLE_PDF: BundleForm.PDF, Verb.BUNDLE_ZIP: BundleForm.ZIP}


async def on_archive(_update: Update, context: BotContext) -> None:
    """/arsip: the finished ones; with a number one of them and its papers, with a year or words those that fit."""
    words = " ".join(context.args or ())
    if not words:
        views = await context.reading.archive(context.me.id, context.now)
        await context.finish(*(context.say(screen) for screen in archives.archive_list(views)))
        return
    try:
        found = [await context.reading.find(words, context.me.id, context.now)]
    except MaklumatNotFound:
        finished = await context.reading.archive(context.me.id, context.now)
        zone = context.turn.rules.calendar.zone
        found = [view for view in finished if is_about(view.maklumat, words, zone)]
        if not found and mentioned(words):
            raise
    if not found:
        await context.finish(context.say(archives.nothing_fits(words)))
    elif len(found) == 1:
        await context.finish(context.say(archives.archive_item(found[0])))
    else:
        await context.finish(*(context.say(screen) for screen in archives.archive_list(found, words=words)))


async def on_papers_tap(_update: Update, context: BotContext) -> None:
    """Berkas satu per satu on an archive entry: its papers and texts."""
    give = Give(
        maklumat=decode(context.query.data).maklumat,
        person=context.me.id,
        enclosures=(Enclosure.EVERYTHING,),
        otherwise=pages.no_documents(),
    )
    await context.finish(give)


async def on_bundle_tap(_update: Update, context: BotContext) -> None:
    """Berkas PDF, Berkas ZIP: one file of everything."""
    tap = decode(context.query.data)
    dossier = await context.reading.dossier(tap.maklumat, context.now)
    bound = await context.turn.archivist.bundle(dossier, _FORMS[tap.verb])
    if bound is None:
        await context.finish(context.say(archives.too_large()))
        return
    sent = Send(chat_id=context.chat_id, person=context.me.id, files=(bound.file,))
    await context.finish(sent, toast=archives.GIVEN, contents=bound.contents)


async def on_register_tap(_update: Update, context: BotContext) -> None:
    """Daftar arsip: the register of everything that is finished, as XLSX and CSV."""
    dossiers = await context.reading.register(context.now)
    rules = context.turn.rules
    if not dossiers:
        await context.finish(context.say(archives.nothing_to_register()))
        return
    today = rules.calendar.local(context.now).date()
    made = await context.turn.archivist.register(archives.register(dossiers, rules.office_name, today))
    sent = Send(chat_id=context.chat_id, person=context.me.id, files=tuple(file for file, _ in made))
    await context.finish(sent, toast=archives.GIVEN, contents={file.sha256: data for file, data in made})
