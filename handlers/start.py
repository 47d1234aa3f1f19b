"""/start: an account becomes an official by a one-time code; a stranger is told where to turn."""

from collections.abc import Iterator

from telegram import Update

from handlers import asking_who
from handlers.callbacks import Verb
from handlers.context import BotContext
from handlers.screens import pages
from storage.invites import Enrolled
from storage.officials import told_of_code
from storage.people import People
from storage.replies import AskWho, Reply, Send, SettleWho, Strip

PATTERN_UNDERSTOOD = rf"^{Verb.UNDERSTOOD}\b"


async def on_start(update: Update, context: BotContext) -> None:
    """/start KODE enrols; without a code an official is greeted, a stranger sent to the admin."""
    turn = context.turn
    sender = update.effective_user
    assert sender is not None
    if context.args:
        code = context.args[0]

        def greet(people: People, enrolled: Enrolled) -> tuple[Reply, ...]:
            official = people[enrolled.person]
            asked = len(people.waiting_for(official.id))
            welcome = context.say(pages.welcome(official, turn.rules.office_name, asked=asked), chat_id=sender.id)
            return (welcome, *_told(people, enrolled))

        official = await turn.desk.enrol(code, sender.id, turn.cause, turn.now, greet=greet)
        turn.official = official
        turn.settled = True
        return
    if turn.official is None:
        await context.finish(context.say(pages.stranger(turn.rules.office_name), chat_id=sender.id))
    else:
        await context.finish(context.say(pages.already_enrolled(context.me)))


def _told(people: People, enrolled: Enrolled) -> Iterator[Reply]:
    """Each admin learns that a code was used, every Komisioner of whom he is to confirm, and by which letter.

    Whoever has become Komisioner is asked of those who wait already.
    """
    letter, me = enrolled.letter, people[enrolled.person]
    yield SettleWho(event=enrolled.events[0])
    yield from asking_who.asking(people.waiting_for(me.id), me)
    for other in (people[one] for one in told_of_code(people, enrolled.person)):
        if other.telegram_id is not None:
            told = asking_who.told(pages.code_used(enrolled, people, other), me, other, other.telegram_id)
            yield told
            if letter is not None and letter.scan is not None and not isinstance(told, AskWho):
                yield Send(chat_id=other.telegram_id, person=other.id, files=(letter.scan,))


async def on_understood(_update: Update, context: BotContext) -> None:
    """Saya mengerti: the privacy notice was read, and stands without its button. Not pressing it blocks nothing."""
    turn = context.turn
    read = () if context.tapped is None else (Strip(chat_id=context.chat_id, message_id=context.tapped),)
    await turn.desk.acknowledge(context.me.id, turn.cause, turn.now, read)
    turn.settled = True
    turn.toast = pages.UNDERSTOOD
