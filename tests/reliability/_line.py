"""Telegram's end of long polling: hands over what waits, forgets what is confirmed, and looks whether it was kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import httpx
import sqlalchemy as sa

from bot import app
from storage import tables as t
from tests.bot.bench import Hurried
from tests.reliability._served import Served

HURRY = 40
"""The poller's patience after a failure is this many times shorter."""
LONG_POLL = 0.05


class Line(httpx.AsyncBaseTransport):
    """What a poller talks to."""

    def __init__(self, bot: Served) -> None:
        self.bot = bot
        self.waiting: list[dict[str, Any]] = []
        self.confirmed: list[int] = []
        self.too_early: list[int] = []
        """Confirmed, and not kept."""
        self.number = 30_000_000
        self.asked = 0
        self.polled = asyncio.Event()
        """Somebody has asked before, and asks again: what came of the first answer is done."""

    def brings(self, update: dict[str, Any]) -> int:
        """Somebody did something."""
        self.number += 1
        self.waiting.append({"update_id": self.number, **update})
        return self.number

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        offset = json.loads(await request.aread()).get("offset")
        self.asked += 1
        if self.asked > 1:
            self.polled.set()
        if offset is not None:
            gone = [update["update_id"] for update in self.waiting if update["update_id"] < offset]
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
            self.confirmed += gone
            for number in gone:
                if not self._is_kept(number):
                    self.too_early.append(number)
        if not self.waiting:
            await asyncio.sleep(LONG_POLL)
        return httpx.Response(200, json={"ok": True, "result": self.waiting[:100]})

    def _is_kept(self, number: int) -> bool:
        row = sa.select(t.inbox.c.seq).where(t.inbox.c.update_id == number)
        # With a connection of its own: what the bot's connections see may be no more than a wish.
        apart = sa.create_engine(self.bot.database.url, poolclass=sa.NullPool)
        with apart.connect() as connection:
            return connection.execute(row).first() is not None


@asynccontextmanager
async def polled(bot: Served) -> AsyncIterator[Line]:
    """The composition root's own poller runs at this line."""
    line, real = Line(bot), httpx.AsyncClient
    with (
        patch.object(app.httpx, "AsyncClient", lambda **_: real(transport=line)),
        patch("bot.intake.asyncio", Hurried(HURRY)),
    ):
        async with app._poller(bot.parts) as poller:
            running = asyncio.create_task(poller.run())
            try:
                yield line
                if running.done():
                    running.result()
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
