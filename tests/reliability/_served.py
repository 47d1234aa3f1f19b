"""The bot's own parts on a copy of the office, with a transport that answers as Telegram would and remembers.

Updates go the whole way: kept, taken by the worker, through python-telegram-bot and the handlers to the Desk.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from unittest.mock import patch

import sqlalchemy as sa
from telegram.request import BaseRequest, RequestData

from bot import app, intake
from bot.app import Parts
from bot.settings import load
from storage import tables as t
from storage.engine import Database
from tests.bot.bench import Moved
from tests.documents import pdf
from tests.reliability._ground import Ground
from tests.storage.office import NOW, House

BOT = 7_000_000_001
TOKEN = f"{BOT}:AAHnobodyanswersbehindthistokenatall"
ME = {"id": BOT, "is_bot": True, "first_name": "Maklumat", "username": "maklumat_bot"}
IDLE = 0.02
PATIENCE = 60.0

Json = dict[str, Any]


class Recorded(BaseRequest):
    """Answers each request as Telegram would, and remembers it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.messages = 100_000
        self.documents: dict[str, bytes] = {"draf": pdf("the first draft")}
        """What can be downloaded, by file_id."""

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if method == "GET":
            return 200, self.documents[name]
        asked: Json = request_data.parameters if request_data is not None else {}
        self.calls.append((name, asked))
        code, result = self._answer(name, asked)
        if code != 200:
            return code, json.dumps({"ok": False, "error_code": code, "description": result}).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _answer(self, name: str, asked: Json) -> tuple[int, Any]:
        if name == "getMe":
            return 200, ME
        if name == "getFile":
            known = asked.get("file_id")
            if known not in self.documents:
                return 400, "Bad Request: invalid file_id"
            return 200, {"file_id": known, "file_unique_id": known, "file_path": known}
        if name.startswith(("send", "editMessageText")):
            self.messages += 1
            chat = {"id": asked.get("chat_id", 1), "type": "private"}
            return 200, {"message_id": self.messages, "date": 1_800_000_000, "chat": chat, "text": "-"}
        return 200, True

    def of(self, name: str) -> list[Json]:
        """What was asked by this method."""
        return [asked for called, asked in self.calls if called == name]


@dataclass
class Served:
    """Everything at hand."""

    house: House
    database: Database
    parts: Parts
    clock: Moved
    telegram: Recorded
    FIRST: ClassVar[int] = 10_000_000
    """Updates that are handed over have greater numbers; those that a house made up by itself have smaller ones."""
    numbers: int = FIRST
    troubles: list[str] = field(default_factory=list)

    async def hands_over(self, updates: Iterable[Mapping[str, Any]], *, numbered: bool = True) -> None:
        """Keep updates as the poller does; each gets a number unless it has its own."""
        batch = []
        for update in updates:
            if numbered:
                self.numbers += 1
                batch.append({"update_id": self.numbers, **update})
            else:
                batch.append(dict(update))
        await intake.keep(self.database, BOT, batch, self.clock())
        self.parts.worker.nudged.set()

    async def until_served(self, patience: float = PATIENCE) -> float:
        """Wait until nothing in the inbox waits any more; the office's time runs meanwhile. Gives the seconds."""
        began = time.monotonic()
        # What is done may still have its tap to answer.
        while await self.database.read(self._waiting) or self.parts.worker._busy:
            if time.monotonic() - began > patience:
                raise TimeoutError(await self.database.read(self._story))
            await asyncio.sleep(0.005)
            if time.monotonic() - began > IDLE:
                # What failed is tried again after a while, and an album settles.
                self.clock.moves(1)
                self.parts.worker.nudged.set()
        return time.monotonic() - began

    @staticmethod
    def _waiting(db: sa.Connection) -> bool:
        return db.execute(sa.select(t.inbox.c.seq).where(t.inbox.c.state == "new").limit(1)).first() is not None

    @staticmethod
    def _story(db: sa.Connection) -> str:
        rows = db.execute(sa.select(t.inbox).where(t.inbox.c.state == "new").limit(5)).all()
        return "\n".join(str(row) for row in rows)

    def rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[Any]:
        """Rows in their order."""
        wanted = sa.select(table).where(*where).order_by(*table.primary_key)
        return self.database.read_now(lambda db: list(db.execute(wanted)))

    def count(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        """How many rows."""
        wanted = sa.select(sa.func.count()).select_from(table).where(*where)
        return self.database.read_now(lambda db: db.execute(wanted).scalar_one())

    def cards(self) -> None:
        """All that waits in the outbox reaches the phones, and gets its message's number."""
        self.house.now = self.clock()
        self.house.forget_sent()


CARD, FORWARDED = 5, 77
"""Under these numbers taps come whose message does not matter."""


@asynccontextmanager
async def served(
    ground: Ground,
    prepare: Callable[[House], Any] | None = None,
    *,
    url: str = "",
    courier: bool = False,
    worker: bool = True,
) -> AsyncIterator[Served]:
    """The parts, wired by the composition root itself; the worker runs, unless each update is handed to it (_doors.py).

    `prepare` leads the house somewhere before.
    """
    url = url or ground.place.fresh(ground.url)
    house = ground.house(url)
    if prepare is not None:
        await prepare(house)
    house.knows_messages(CARD, FORWARDED)
    house.database.close()
    settings = load(None, bot_token=TOKEN, bot_api_url="http://127.0.0.1:9", database_url=url)
    telegram, clock = Recorded(), Moved(max(house.now, NOW))
    with (
        patch.object(app, "HTTPXRequest", lambda **_: telegram),
        patch("bot.worker.IDLE_SECONDS", IDLE),
        patch("bot.courier.IDLE_SECONDS", IDLE),
    ):
        database = Database(url)
        parts = app.build(settings, database, clock)
        await parts.application.initialize()
        at_work = House(
            database, parts.desk, parts.reading, now=clock(), staff=house.staff, updates=house.updates,
            messages=house.messages,
        )  # fmt: skip
        wanted = ((parts.worker, worker), (parts.courier, courier))
        running = [asyncio.create_task(part.run()) for part, runs in wanted if runs]
        try:
            yield Served(at_work, database, parts, clock, telegram)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await parts.application.shutdown()
            parts.claims.close()
            database.close()
            ground.place.gone(url)


# --- what people's phones would make


def person(number: int, name: str = "Siti", *, is_bot: bool = False) -> Json:
    """An account, as Telegram describes it."""
    return {"id": number, "is_bot": is_bot, "first_name": name}


def private(number: int, name: str = "Siti") -> Json:
    """The private chat of an account."""
    return {"id": number, "type": "private", "first_name": name}


def message(chat: Json, sender: Json | None, number: int, text: str = "", **more: Any) -> Json:
    """A message; commands are marked as Telegram marks them."""
    made: Json = {"message_id": number, "date": 1_800_000_000, "chat": chat, **more}
    if sender is not None:
        made["from"] = sender
    if text:
        made["text"] = text
    if text.startswith("/"):
        made["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return made


def tap(sender: Json | None, data: str | None, on: Json | None, number: int) -> Json:
    """A tap under a message."""
    made: Json = {"id": str(number), "chat_instance": "1"}
    if sender is not None:
        made["from"] = sender
    if data is not None:
        made["data"] = data
    if on is not None:
        made["message"] = on
    return {"callback_query": made}
