"""What is said beside what events call for: screens, questions, cards that were asked for, documents.

Handlers build replies; the Desk puts them into the outbox in the transaction that does their cause.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.items import KeptFile
from sop.maklumat import Maklumat
from sop.notices import Enclosure
from sop.officials import OfficialChanged
from sop.roles import PersonId
from storage import confirming, files, outbox, prompts, standing
from storage.dispatch import Dispatch
from storage.outbox import Button, Screen
from storage.people import People
from storage.prompts import Prompt

PROMPT_SLOT = "{prompt}"
"""Stands in a button's data for the number of the question that the same commit writes."""


@dataclass(frozen=True, kw_only=True)
class Say:
    """A screen for one chat. With `prompt` it is a question; with `edit` it takes the place of that message.

    With `again` it puts an open question once more: a reply to either message is the answer. `about` is what somebody
    replied to, if that was about a maklumat: the maklumat, its visit and version. A reply to this is about it too.
    """

    screen: Screen
    chat_id: int
    person: PersonId | None = None
    prompt: Prompt | None = None
    again: Prompt | None = None
    about: tuple[MaklumatId, int, int] | None = None
    edit: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShowCard:
    """The maklumat's card as it is now, which becomes this person's live one."""

    maklumat: MaklumatId
    person: PersonId
    enclosures: tuple[Enclosure, ...] = ()
    reply_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class Redraw:
    """This person's live card of the maklumat, redrawn in its place (after a question on it was put aside)."""

    maklumat: MaklumatId
    person: PersonId


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A message whose buttons are of no use any more.

    Where another open question than `question` has taken its place meanwhile, or is about to, its buttons stay.
    """

    chat_id: int
    message_id: int
    question: int = 0


@dataclass(frozen=True, kw_only=True)
class Give:
    """Documents of a maklumat alone; `otherwise` is said when there is none of them yet."""

    maklumat: MaklumatId
    person: PersonId
    enclosures: tuple[Enclosure, ...]
    otherwise: Screen


@dataclass(frozen=True, kw_only=True)
class Send:
    """Files that were made for one chat and are no maklumat's own; whoever says this brings their bytes beside it."""

    chat_id: int
    person: PersonId
    files: tuple[KeptFile, ...]
    about: MaklumatId | None = None
    """What is said in reply to them is about this one."""


@dataclass(frozen=True, kw_only=True)
class AskWho:
    """A Komisioner is asked who somebody is: the question, and the letter by which he is to decide, if he is."""

    screen: Screen
    chat_id: int
    person: PersonId
    about: PersonId
    number: int
    """Of the question: an earlier one is answered by no button any more."""
    reply_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class SettleWho:
    """Questions who this official is that nobody asks any more: each copy loses its buttons and says why."""

    event: OfficialChanged
    but: tuple[int, int | None] = (0, None)
    """The chat and the message whose buttons settled it: what it says is said already."""


Reply = Say | ShowCard | Redraw | Strip | Give | Send | AskWho | SettleWho


def put(
    db: Connection,
    replies: Sequence[Reply],
    people: People,
    load: Callable[[MaklumatId], Maklumat],
    now: datetime,
) -> None:
    """Queue the replies, in their order."""
    for reply in replies:
        match reply:
            case Say():
                _put_screen(db, reply, now)
            case ShowCard():
                dispatch = Dispatch(db, load(reply.maklumat), people, now)
                dispatch.show(people[reply.person], enclosures=reply.enclosures, reply_to=reply.reply_to)
            case Redraw():
                live = outbox.live_cards(db, reply.maklumat).get(reply.person)
                if live is not None:
                    outbox.refresh(db, *live, reply.maklumat, reply.person, now)
            case Give():
                official = people[reply.person]
                given = Dispatch(db, load(reply.maklumat), people, now).give(official, reply.enclosures)
                if not given and official.telegram_id is not None:
                    outbox.put_screen(db, official.telegram_id, official.id, reply.otherwise, now=now)
            case Send():
                if lost := files.missing(db, reply.files):
                    raise ValueError(f"nobody brought the bytes of {[file.sha256 for file in lost]}")
                for file in reply.files:
                    outbox.put_document(db, reply.chat_id, reply.person, now=now, file=file, maklumat=reply.about)
            case AskWho():
                _ask_who(db, reply, people, now)
            case SettleWho():
                confirming.settle_questions(db, people[reply.event.person], reply.event, now, but=reply.but)
            case Strip():
                if not standing.asks_another(db, reply.chat_id, reply.message_id, reply.question):
                    outbox.strip_message(db, reply.chat_id, reply.message_id, now)


def _ask_who(db: Connection, asks: AskWho, people: People, now: datetime) -> None:
    chat_id, reader = asks.chat_id, asks.person
    confirming.put_question(
        db,
        chat_id,
        reader,
        asks.screen,
        about=asks.about,
        number=asks.number,
        now=now,
        reply_to=asks.reply_to,
    )
    if letter := confirming.letter_of(db, people[asks.about]):
        outbox.put_document(db, chat_id, reader, now=now, file=letter)


def _put_screen(db: Connection, say: Say, now: datetime) -> None:
    asked = say.prompt or say.again
    prompt = prompts.add(db, say.prompt, now) if say.prompt is not None else say.again.id if say.again else None
    maklumat, visit, version = say.about or (None, 0, 0)
    if asked is not None:
        maklumat, visit, version = asked.maklumat, asked.visit, asked.version
    outbox.put_screen(
        db,
        say.chat_id,
        say.person,
        _numbered(say.screen, prompt),
        now=now,
        prompt=prompt,
        maklumat=maklumat,
        visit=visit,
        version=version,
        reply_to=say.reply_to,
        edit=say.edit,
    )


def _numbered(screen: Screen, prompt: int | None) -> Screen:
    if prompt is None:
        return screen

    def named(button: Button) -> Button:
        return replace(button, data=button.data.replace(PROMPT_SLOT, str(prompt)))

    return replace(screen, rows=tuple(tuple(named(button) for button in row) for row in screen.rows))
