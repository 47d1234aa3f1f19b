"""The questions to the Komisioner in office who somebody is: put, put anew to whoever comes to be one, and settled."""

from collections.abc import Sequence

from handlers.screens.confirming import asks_who, questions
from sop.roles import PersonId
from storage.outbox import Screen
from storage.people import Official, People
from storage.replies import AskWho, Say


def asking(waiting: Sequence[Official], reader: Official, *, reply_to: int | None = None) -> tuple[AskWho, ...]:
    """Everybody who waits for this Komisioner's word, each in a message of its own with the letter behind it."""
    chat_id = reader.telegram_id
    if chat_id is None:
        return ()
    return tuple(
        AskWho(screen=asked, chat_id=chat_id, person=reader.id, about=one.id, number=one.asked, reply_to=reply_to)
        for one, asked in zip(waiting, questions(waiting), strict=False)
    )


def asked_anew(before: People, people: People, *, but: PersonId | None = None) -> tuple[AskWho, ...]:
    """Whoever has come to be a Komisioner in office is asked of those who wait; of `but` he has just read."""
    fresh = set(people.roster.komisioner_in_office()) - set(before.roster.komisioner_in_office())
    return tuple(
        asked
        for one in sorted(fresh)
        for asked in asking([waits for waits in people.waiting_for(one) if waits.id != but], people[one])
    )


def told(screen: Screen, about: Official, reader: Official, chat_id: int) -> Say | AskWho:
    """What somebody reads of a change: kept as a question where it asks him who the official is."""
    if not asks_who(screen, about):
        return Say(screen=screen, chat_id=chat_id, person=reader.id)
    return AskWho(screen=screen, chat_id=chat_id, person=reader.id, about=about.id, number=about.asked)
