"""The doors of the bot, for whoever tries them: messages, taps and replies, each kept and served before the next comes.

What waits in the outbox reaches no phone until it is looked at; a database of SQLite can be put back as it was.
"""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from handlers.callbacks import Tap, Verb, decode, encode
from sop.maklumat import Maklumat
from sop.roles import Role
from sop.steps import Action
from storage import engine, inbox
from storage import tables as t
from storage.engine import Database
from storage.inbox import Arrival
from storage.people import Official
from tests.reliability._served import BOT, Json, Served, message, person, private, tap

SCAN = Path("bot/demo/samples/koreksi-1.png")


@contextmanager
def in_one_thread() -> Iterator[None]:
    """Of databases opened meanwhile each transaction is made at once: no thread is asked, no disk waited for."""

    async def here(_self: Database, _pool: Any, transact: Callable[[Any], Any], work: Any) -> Any:
        return transact(work)

    pragmas = tuple("synchronous=OFF" if pragma.startswith("synchronous") else pragma for pragma in engine.PRAGMAS)
    with patch.object(Database, "_hop", here), patch.object(engine, "PRAGMAS", pragmas):
        yield


Image = tuple[sqlite3.Connection, datetime]
"""A whole database, and the moment of the office's clock."""
Asked = Callable[[bytes, str], Awaitable[Any]]


def _once(ask: Asked) -> Asked:
    """The same file says the same each time: a process of its own is started for it once."""
    known: dict[tuple[bytes, str], Any] = {}

    async def asked(data: bytes, about: str) -> Any:
        if (data, about) not in known:
            known[data, about] = await ask(data, about)
        return known[data, about]

    return asked


@dataclass
class Doors:
    """One office's bot, and everybody's phone before it."""

    bot: Served
    numbers: int = 50_000
    documents: int = 0

    def __post_init__(self) -> None:
        self.bot.telegram.documents["pindaian"] = SCAN.read_bytes()
        worker = self.bot.parts.worker
        worker.look, worker.text_of = _once(worker.look), _once(worker.text_of)

    def official(self, name: str) -> Official:
        """Somebody of the office."""
        return self.bot.house.staff[name]

    def chat(self, name: str) -> int:
        """The number of somebody's account, which is that of the private chat too."""
        return self.bot.house.chat(self.official(name))

    # --- what is done

    async def comes(self, *updates: Mapping[str, Any]) -> None:
        """Updates are kept, and served one after another."""
        await self.bot.hands_over(updates)
        await self.serve()

    async def serve(self) -> None:
        """Whatever the inbox holds is served, each thing once."""
        clock, database, served = self.bot.parts.clock, self.bot.database, set[str]()
        while arrivals := database.read_now(lambda db: inbox.waiting(db, clock())):
            anew = [arrival for arrival in arrivals if arrival.cause not in served]
            for arrival in anew:
                await self.bot.parts.worker._take(arrival)
                served.add(arrival.cause)
            if not anew:
                break
        self.bot.clock.moves(1)

    async def come_at_once(self, *updates: Mapping[str, Any]) -> None:
        """Many updates are kept together, and served in their order, whichever chat each is from."""
        await self.bot.hands_over(updates)
        for row in self.bot.rows(t.inbox, t.inbox.c.state == "new"):
            body = json.loads(row.body)
            await self.bot.parts.worker._take(Arrival((row.seq,), row.chat_id, (body,), 0, row.received_at))

    async def taps(self, name: str, data: str, *, on: int = 5) -> str:
        """Somebody presses a button in his own chat, of a question where it was put; what the tap was answered."""
        if question := decode(data).prompt:
            on = self._reaches_the_phone(int(question))
        self.numbers += 1
        chat = self.chat(name)
        pressed = tap(person(chat, name), data, message(private(chat), None, on, "Kartu"), self.numbers)
        await self.comes(pressed)
        return str(self.bot.telegram.of("answerCallbackQuery")[-1].get("text", ""))

    async def presses(self, name: str, action: Action, role: Role, m: Maklumat, verb: Verb = Verb.DO) -> str:
        """Somebody presses the button of an act, as it would be drawn for the maklumat as it is given."""
        drawn = Tap(verb=verb, action=action, maklumat=m.id, visit=m.visit.number, version=m.version, role=role)
        return await self.taps(name, encode(drawn))

    async def says(
        self, name: str, text: str = "", *, reply_to: int | None = None, photo: bool = False, file: bytes = b""
    ) -> None:
        """Somebody writes to the bot, with a photo of a letter or a document if need be."""
        self.numbers += 1
        chat = self.chat(name)
        sent: Json = {}
        if photo:
            size = {"file_id": "pindaian", "file_unique_id": "pindaian", "width": 90, "height": 120, "file_size": 99}
            sent["photo"] = [size]
        if file:
            self.documents += 1
            known = f"berkas-{self.documents}"
            self.bot.telegram.documents[known] = file
            sent["document"] = {
                "file_id": known, "file_unique_id": known, "file_name": "naskah.pdf", "file_size": len(file),
                "mime_type": "application/pdf",
            }  # fmt: skip
        if sent and text:
            sent["caption"], text = text, ""
        if reply_to is not None:
            sent["reply_to_message"] = message(private(chat), person(BOT, "Maklumat", is_bot=True), reply_to, "Pesan")
        await self.comes({"message": message(private(chat), person(chat, name), self.numbers, text, **sent)})

    async def answers(self, name: str, text: str = "", **sent: Any) -> bool:
        """Somebody replies to the question he was asked last; whether there was one."""
        asked = self.asked(name)
        if asked is None:
            return False
        await self.says(name, text, reply_to=self._reaches_the_phone(asked.id), **sent)
        return True

    def _reaches_the_phone(self, asked: int) -> int:
        """The question's message, sent ahead of whatever else waits; its number in the chat."""
        self.numbers += 1
        copies = sa.update(t.outbox).where(t.outbox.c.prompt_id == asked)
        sent = copies.values(state="sent", message_id=self.numbers, sent_at=self.bot.clock())
        self.bot.database.write_now(lambda db: db.execute(sent))
        return self.numbers

    # --- what is there

    def asked(self, name: str) -> Any:
        """The row of the question that somebody was asked last, while it is open; None where there is none."""
        mine = (t.prompts.c.person_id == self.official(name).id, t.prompts.c.closed_at.is_(None))
        rows = self.bot.rows(t.prompts, *mine)
        return rows[-1] if rows else None

    def maklumat(self, number: int) -> Maklumat:
        """One maklumat, as it is now."""
        return self.bot.house.present(number)

    # --- and back again

    def remember(self) -> Image:
        """The office as it is now (SQLite only)."""
        kept = sqlite3.connect(":memory:")
        with closing(self._opened()) as live:
            live.backup(kept)
        return kept, self.bot.clock()

    def back(self, to: Image) -> None:
        """The office as it was remembered."""
        kept, self.bot.clock.at = to
        with closing(self._opened()) as live:
            kept.backup(live)

    def load(self, path: Path) -> None:
        """Another database file is in the place of this one (SQLite only)."""
        with closing(sqlite3.connect(path)) as other, closing(self._opened()) as live:
            other.backup(live)

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self.bot.database.path)
