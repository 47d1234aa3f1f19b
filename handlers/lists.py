"""Looking things up: what waits for me, every open maklumat, one of them, its history, the SOP, help."""

from telegram import Update

from handlers.asking_who import asking
from handlers.callbacks import Verb, decode
from handlers.context import BotContext
from handlers.screens import pages
from handlers.screens.readiness import readiness
from sop.events import MaklumatId
from sop.notices import Enclosure
from storage.outbox import Screen
from storage.replies import Give, ShowCard

PATTERN_SHOW = rf"^{Verb.SHOW}\."
PATTERN_HISTORY = rf"^{Verb.HISTORY}\."
PATTERN_DRAFT = rf"^{Verb.DRAFT}\."
MOST_CARDS = 10
"""More cards at once than this would be a flood; the list shows the rest."""


async def on_tasks(_update: Update, context: BotContext) -> None:
    """/tugas: what waits for me, the earliest deadline first, as live cards; and whom I am asked to confirm."""
    views = await context.reading.tasks(context.me.id, context.now)
    people = await context.reading.people(context.now)
    asked = asking(people.waiting_for(context.me.id), context.me, reply_to=context.turn.cause.reply_to)
    if not views:
        await context.finish(*(asked or (context.say(pages.tasks_empty(context.me)),)))
        return
    cards = [ShowCard(maklumat=view.maklumat.id, person=context.me.id) for view in views[:MOST_CARDS]]
    rest = (
        [context.say(screen) for screen in pages.open_list(views[MOST_CARDS:], context.now)]
        if views[MOST_CARDS:]
        else []
    )
    await context.finish(*cards, *rest, *asked)


async def on_open_list(_update: Update, context: BotContext) -> None:
    """/daftar: every open maklumat, its step, who holds it, when it is due."""
    views = await context.reading.open_views(context.me.id, context.now)
    await _show(context, pages.open_list(views, context.now))


async def on_status(_update: Update, context: BotContext) -> None:
    """/status NOMOR: the card, which becomes the live one."""
    view = await context.reading.find(_number(context), context.me.id, context.now)
    await context.finish(
        ShowCard(maklumat=view.maklumat.id, person=context.me.id, reply_to=context.turn.cause.reply_to)
    )


async def on_show_tap(_update: Update, context: BotContext) -> None:
    """A nomor kendali under a digest: its card, which becomes the live one."""
    await context.finish(ShowCard(maklumat=decode(context.query.data).maklumat, person=context.me.id))


async def on_history(_update: Update, context: BotContext) -> None:
    """/riwayat NOMOR: everything that happened to it."""
    view = await context.reading.find(_number(context), context.me.id, context.now)
    await _history(context, view.maklumat.id)


async def on_history_tap(_update: Update, context: BotContext) -> None:
    """Riwayat on a card."""
    await _history(context, decode(context.query.data).maklumat)


async def on_draft_tap(_update: Update, context: BotContext) -> None:
    """Lihat draf on a card; where a final text counts, that too, for it is what is to be published."""
    view = await context.reading.view(decode(context.query.data).maklumat, context.me.id, context.now)
    final = (Enclosure.TO_PUBLISH,) if view.maklumat.final is not None else ()
    give = Give(
        maklumat=view.maklumat.id,
        person=context.me.id,
        enclosures=(Enclosure.DRAFT, *final),
        otherwise=pages.no_documents(),
    )
    await context.finish(give)


async def on_sop(_update: Update, context: BotContext) -> None:
    """/sop: the SOP itself, and the law in force beside the law it cites."""
    await _show(context, pages.sop_page())


async def on_help(_update: Update, context: BotContext) -> None:
    """/bantuan: help for my role, and what waits now."""
    views = await context.reading.tasks(context.me.id, context.now)
    people = await context.reading.people(context.now)
    lacks: tuple[str, ...] = ()
    if context.me.is_admin:
        lacks = readiness(people, await context.reading.open_invites(context.now)).missing
    page = pages.help_page(context.me, views, people, context.turn.rules, now=context.now, lacks=lacks)
    await context.finish(context.say(page))


def _number(context: BotContext) -> str:
    return " ".join(context.args or ())


async def _history(context: BotContext, number: MaklumatId) -> None:
    view = await context.reading.view(number, context.me.id, context.now)
    entries = await context.reading.journal_of(number)
    await _show(context, pages.history(view, entries, context.now))


async def _show(context: BotContext, screens: tuple[Screen, ...]) -> None:
    await context.finish(*(context.say(screen) for screen in screens))
