"""What a handler may lean on: who writes, what waits, the Desk to act through, and where its answer goes.

One update (or album) is one Turn. Handlers read it from their context; nothing of it outlives the turn.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackContext, ExtBot

from handlers.attachments import Fetch
from handlers.inspection import Look
from handlers.screens.archives import Register
from handlers.screens.recaps import Sheet
from sop.commands import Command
from sop.errors import SopError
from sop.events import MaklumatId
from sop.items import KeptFile
from sop.rules import Rules
from storage.causes import Cause, IfLate, Outcome
from storage.desk import Desk
from storage.outbox import Screen
from storage.papers import Snapshot
from storage.people import Official
from storage.prompts import Prompt
from storage.reading import Dossier, Reading
from storage.replies import Reply, Say, Strip

Bind = Callable[[Sheet], Awaitable[Sequence[tuple[KeptFile, bytes]]]]
"""Makes files of a recap, outside any transaction; what cannot be made is not among them."""

TextOf = Callable[[bytes, str], Awaitable[str]]
"""The words of a file of this media type, read in a process of its own; nothing where there are none."""

Made = tuple[KeptFile, bytes]
"""A file that was made for somebody who asked, with its bytes."""


class Compose(Protocol):
    """Makes what an office edits, outside any transaction; none where it cannot be made."""

    async def default_text(self) -> Made | None:
        """The text of a maklumat to begin with, as DOCX."""

    async def nota_dinas(self, snapshot: Snapshot) -> Made | None:
        """A Nota Dinas, as DOCX."""


class BundleForm(StrEnum):
    """As what a bundle is handed out."""

    PDF = "pdf"
    """One document: cover, papers, texts, history."""
    ZIP = "zip"
    """Every original as it came."""


@dataclass(frozen=True)
class Bound:
    """A bundle that was made; without its bytes where they are kept already."""

    file: KeptFile
    data: bytes | None = None

    @property
    def contents(self) -> dict[str, bytes]:
        """What must be kept with the answer that hands it out."""
        return {} if self.data is None else {self.file.sha256: self.data}


class Archivist(Protocol):
    """Makes the files of the archive, outside any transaction."""

    async def bundle(self, dossier: Dossier, form: BundleForm) -> Bound | None:
        """A maklumat's bundle; None when it is larger than Telegram takes."""
        ...

    async def register(self, register: Register) -> Sequence[tuple[KeptFile, bytes]]:
        """The office's register as tables."""
        ...


@dataclass
class Turn:
    """One update, or the parts of one album, from one chat."""

    cause: Cause
    updates: Sequence[Update]
    now: datetime
    desk: Desk
    reading: Reading
    rules: Rules
    fetch: Fetch
    look: Look
    bind: Bind
    compose: Compose
    text_of: TextOf
    archivist: Archivist
    bot_username: str = ""
    official: Official | None = None
    is_silenced: bool = False
    """A stranger who has been answered often enough: heard, and not answered (storage/strangers.py)."""
    question: Prompt | None = None
    """The open question that is being replied to."""
    about: tuple[MaklumatId, int, int] | None = None
    """The maklumat that the message replied to is about, with its visit and version: so is what we answer."""
    settles: Sequence[int] = ()
    """Questions that are settled with what follows, unless that is a refusal: a choice was made, or taken up anew."""
    beside: Sequence[Screen] = ()
    """Said beside whatever becomes of the message: what is odd about its files."""
    stray: int | None = None
    """A copy, left by a crash, of whose number the outbox knows nothing: its buttons go, whatever it is answered."""
    settled: bool = False
    """The cause is done: its effect is committed."""
    toast: str = ""
    """What the tapped button answers."""
    alert: bool = False
    """The toast stays until it is put away: for refusals."""
    trouble: Exception | None = field(default=None)
    """What no handler foresaw; the worker decides what becomes of the update."""


CURRENT: ContextVar[Turn] = ContextVar("turn")


class BotContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of every handler here."""

    @property
    def turn(self) -> Turn:
        """The turn being taken."""
        return CURRENT.get()

    @property
    def me(self) -> Official:
        """The official who writes; the gate lets nobody else through."""
        official = self.turn.official
        assert official is not None
        return official

    @property
    def chat_id(self) -> int:
        """The private chat."""
        official = self.turn.official
        assert official is not None
        assert official.telegram_id is not None
        return official.telegram_id

    @property
    def now(self) -> datetime:
        """The moment of the turn, aware UTC."""
        return self.turn.now

    @property
    def reading(self) -> Reading:
        """To look things up."""
        return self.turn.reading

    @property
    def query(self) -> CallbackQuery:
        """The tap."""
        query = self.turn.updates[0].callback_query
        assert query is not None
        return query

    @property
    def tapped(self) -> int | None:
        """The message under which a button was pressed: what follows from it takes its place."""
        query = self.turn.updates[0].callback_query
        return query.message.message_id if query is not None and query.message is not None else None

    @property
    def messages(self) -> list[Message]:
        """The message, or the album's parts."""
        return [update.message for update in self.turn.updates if update.message is not None]

    async def submit(
        self,
        command: Command,
        *,
        toast: str = "",
        contents: dict[str, bytes] | None = None,
        answers: int | None = None,
        replies: Sequence[Reply] = (),
        if_late: IfLate | None = None,
    ) -> Outcome:
        """Ask the Desk to do it; the toast is shown only after the commit."""
        turn = self.turn
        if if_late is not None and self.beside():
            if_late = replace(if_late, say=self._with_what_is_beside(if_late.say))
        outcome = await turn.desk.submit(
            command,
            self.me.id,
            turn.cause,
            turn.now,
            contents=contents,
            answers=answers,
            settles=turn.settles,
            replies=(*replies, *self.beside()),
            if_late=if_late,
        )
        turn.settled = True
        turn.toast = toast if outcome.refusal is None else ""
        return outcome

    async def finish(
        self,
        *replies: Reply,
        toast: str = "",
        alert: bool = False,
        contents: dict[str, bytes] | None = None,
        puts_aside: int | None = None,
        answers: int | None = None,
    ) -> None:
        """Nothing about a maklumat changes; say this, and the update is done."""
        turn = self.turn
        said = () if turn.is_silenced else (*replies, *self.beside())
        await turn.desk.finish(
            turn.cause,
            turn.now,
            said,
            contents=contents,
            puts_aside=puts_aside,
            answers=answers,
            settles=turn.settles,
        )
        turn.settled = True
        turn.toast = toast
        turn.alert = alert

    def beside(self) -> tuple[Reply, ...]:
        """What is said beside whatever becomes of the message, and the copy that loses its buttons."""
        stray = self.turn.stray
        strips = () if stray is None else (Strip(chat_id=self.chat_id, message_id=stray),)
        return (*(self.say(screen) for screen in self.turn.beside), *strips)

    def _with_what_is_beside(self, say: Callable[[SopError], Sequence[Reply]]) -> Callable[[SopError], Sequence[Reply]]:
        return lambda refusal: (*say(refusal), *self.beside())

    def say(
        self,
        screen: Screen,
        *,
        prompt: Prompt | None = None,
        again: Prompt | None = None,
        edit: int | None = None,
        chat_id: int | None = None,
    ) -> Say:
        """A screen for this chat, as a reply to what was written.

        To an account whose access is closed we speak in nobody's name: what is said in an official's name never reaches
        one that is not his any more (storage/closing.py).
        """
        official = self.turn.official
        is_shut_out = official is not None and official.closed_account is not None
        return Say(
            screen=screen,
            chat_id=chat_id if chat_id is not None else self.chat_id,
            person=official.id if official and not is_shut_out else None,
            prompt=prompt,
            again=again,
            about=self.turn.about,
            edit=edit,
            reply_to=self.turn.cause.reply_to if edit is None else None,
        )
