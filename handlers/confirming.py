"""A Komisioner in office says who somebody is whom an admin has brought in: he knows him, or he does not.

Whether it may be so, and whether it is still asked, is decided by the Desk (docs/decisions/0032). A No ends roles and
closes an access, so it is asked once more, in the place of the question.
"""

from collections.abc import Sequence

from telegram import Update

from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.officials import news
from handlers.screens import confirming as asked
from handlers.screens import officials as pages
from sop.officials import Change
from sop.roles import PersonId
from storage.errors import KomisionerConfirms, NothingToConfirm
from storage.officials import Changed, Wish
from storage.people import Official, People
from storage.replies import Reply

PATTERN_KNOW = rf"^{Verb.KNOW}\."
PATTERN_DISOWN = rf"^{Verb.DISOWN}\."
PATTERN_DISOWN_SURELY = rf"^{Verb.DISOWN_SURELY}\."
PATTERN_WHO = rf"^{Verb.WHO}\."


async def on_know(_update: Update, context: BotContext) -> None:
    """Benar, konfirmasi: what waited for it counts from now on."""
    await _say(context, Change.CONFIRMED)


async def on_disown(_update: Update, context: BotContext) -> None:
    """Tidak benar: what will follow from it is shown first, and nothing has changed."""
    await context.finish(context.say(asked.disowning(await _asked_of(context)), edit=context.tapped))


async def on_disown_surely(_update: Update, context: BotContext) -> None:
    """Ya, tidak benar: what waited ends, and access is closed to whoever was never confirmed."""
    await _say(context, Change.DISOWNED)


async def on_who(_update: Update, context: BotContext) -> None:
    """Kembali: the question as it was, in its place."""
    (question,) = asked.questions((await _asked_of(context),))
    await context.finish(context.say(question, edit=context.tapped))


async def _asked_of(context: BotContext) -> Official:
    """Of whom the tapped question asks.

    Raises:
        BadButton: of nobody.
        KomisionerConfirms: whoever taps is not, or not now, a Komisioner in office.
        NothingToConfirm: it is answered already, or asked anew.
    """
    tap = decode(context.query.data)
    people = await context.reading.people(context.now)
    official = people.by_id.get(PersonId(tap.visit))
    if official is None:
        raise BadButton
    if context.me.id not in people.roster.komisioner_in_office():
        raise KomisionerConfirms
    if official not in people.waiting_for(context.me.id) or official.asked != tap.version:
        raise NothingToConfirm(official.id)
    return official


async def _say(context: BotContext, change: Change) -> None:
    turn, tap = context.turn, decode(context.query.data)
    if PersonId(tap.visit) not in (await context.reading.people(context.now)).by_id:
        raise BadButton

    def say(people: People, changed: Changed) -> Sequence[Reply]:
        said = context.say(pages.done(changed, people), edit=context.tapped)
        return (said, *news(people, changed, settled_by=(context.chat_id, context.tapped)))

    wish = Wish(person=PersonId(tap.visit), change=change, asked=tap.version)
    await turn.desk.change_official(wish, context.me.id, turn.cause, turn.now, say=say)
    turn.settled = True
