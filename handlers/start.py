"""/start: an account becomes an official by a one-time code; a stranger is told where to turn."""

from collections.abc import Iterator

from telegram import Update

from handlers.callbacks import Verb
from handlers.context import BotContext
from handlers.screens import pages
from storage.people import Official, People
from storage.replies import Reply, Say

PATTERN_UNDERSTOOD = rf"^{Verb.UNDERSTOOD}\b"


async def on_start(update: Update, context: BotContext) -> None:
    """/start KODE enrols; without a code an official is greeted, a stranger sent to the admin."""
    turn = context.turn
    sender = update.effective_user
    assert sender is not None
    if context.args:
        code = context.args[0]

        known = await context.reading.people(turn.now)

        def greet(official: Official) -> tuple[Reply, ...]:
            welcome = context.say(pages.welcome(official, turn.rules.office_name), chat_id=sender.id)
            return (welcome, *_told(known, official))

        official = await turn.desk.enrol(code, sender.id, turn.cause, turn.now, greet=greet)
        turn.official = official
        turn.settled = True
        return
    if turn.official is None:
        await context.finish(context.say(pages.stranger(turn.rules.office_name), chat_id=sender.id))
    else:
        await context.finish(context.say(pages.already_enrolled(context.me)))


def _told(known: People, official: Official) -> Iterator[Reply]:
    """Each admin learns that a code was used, and by whom; not whoever used it."""
    for admin in (known[person] for person in known.roster.admins):
        if admin.telegram_id is not None and admin.id != official.id:
            yield Say(screen=pages.code_used(official), chat_id=admin.telegram_id, person=admin.id)


async def on_understood(_update: Update, context: BotContext) -> None:
    """Saya mengerti: the privacy notice was read. Not pressing it blocks nothing."""
    turn = context.turn
    await turn.desk.acknowledge(context.me.id, turn.cause, turn.now)
    turn.settled = True
    turn.toast = pages.UNDERSTOOD
