"""A Komisioner in office says who somebody is whom an admin has brought in: he knows him, or he does not.

Whether it may be so, and whether it is still asked, is decided by the Desk (docs/decisions/0032).
"""

from collections.abc import Sequence

from telegram import Update

from handlers.callbacks import Verb, decode
from handlers.context import BotContext
from handlers.officials import news
from handlers.screens import officials as pages
from sop.officials import Change
from sop.roles import PersonId
from storage.officials import Changed, Wish
from storage.people import People
from storage.replies import Reply

PATTERN_KNOW = rf"^{Verb.KNOW}\."
PATTERN_DISOWN = rf"^{Verb.DISOWN}\."


async def on_know(_update: Update, context: BotContext) -> None:
    """Benar, konfirmasi: what waited for it counts from now on."""
    await _say(context, Change.CONFIRMED)


async def on_disown(_update: Update, context: BotContext) -> None:
    """Tidak benar: what waited ends, and access is closed to whoever was never confirmed."""
    await _say(context, Change.DISOWNED)


async def _say(context: BotContext, change: Change) -> None:
    turn, tap = context.turn, decode(context.query.data)

    def say(people: People, changed: Changed) -> Sequence[Reply]:
        said = context.say(pages.done(changed, people), edit=context.tapped)
        return (said, *news(people, changed))

    wish = Wish(person=PersonId(tap.visit), change=change, asked=tap.version)
    await turn.desk.change_official(wish, context.me.id, turn.cause, turn.now, say=say)
    turn.settled = True
