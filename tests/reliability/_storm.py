"""A Telegram that misbehaves by the dice, and a time that runs only while nobody works.

Telegram itself refuses (429, 5xx, 403); between it and the bot answers get lost, come as garbage, or no line is had.
"""

import asyncio
import contextlib
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.demo.world.records import Fault
from bot.demo.world.state import World

SPEAKING = ("send", "edit")
LONGEST_PAUSE = 8
"""Seconds that Telegram may order."""
REFUSED_IN_A_ROW = 12
QUIET_LOOKS = 4


@dataclass
class Hours:
    """Time that stands still until it is passed; the seconds that others sleep through pass at once when all sleep."""

    began: datetime
    seconds: float = 0.0
    _sleepers: list[tuple[float, int, "asyncio.Future[None]"]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def now(self) -> datetime:
        """As a clock."""
        return self.began + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """As a monotonic clock."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Until so much time has passed here."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._numbers), woken))
        await woken

    @property
    def next_waking(self) -> float | None:
        """When the first who sleeps wants to be woken."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def passes(self, until: float) -> None:
        """It is then."""
        self.seconds = max(self.seconds, until)
        while (first := self.next_waking) is not None and first <= self.seconds:
            heapq.heappop(self._sleepers)[2].set_result(None)

    async def run(self, at_rest: Callable[[], bool], next_due: Callable[[], Awaitable[float | None]]) -> None:
        """Passes whenever all are at rest: to the next who sleeps, or to the next moment that is due."""
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(0.001)
                looks = 0
                while at_rest() and looks < QUIET_LOOKS:
                    await asyncio.sleep(0.001)
                    looks += 1
                if looks < QUIET_LOOKS:
                    continue
                moments = [moment for moment in (self.next_waking, await next_due()) if moment is not None]
                if moments:
                    self.passes(max(min(moments), self.seconds + 0.001))


class SleepingHere:
    """`asyncio` as one module sees it, with sleeps that take their time from elsewhere."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        await self._hours.sleep(seconds)


LOST = ("lost on the way back", "lost on the way there")
NONSENSE = {"garbage": 200, "a gateway's page": 502}
"""What is said instead of Telegram's answer, and with which status."""


@dataclass
class Storm:
    """What goes wrong, how often of a hundred; and how often each did."""

    dice: random.Random
    rages: bool = True
    spares: frozenset[int] = frozenset()
    """Chats whose person never blocks the bot."""
    happened: Counter[str] = field(default_factory=Counter)
    _refusing: int = 0

    @property
    def unknown(self) -> int:
        """Outcomes that the bot could not know."""
        return sum(self.happened[name] for name in (*LOST, *NONSENSE))

    def at_telegram(self, chat_id: str | None) -> Fault | None:
        """10 % too many requests, 5 % an error of its own, 2 % blocked."""
        drawn = self.dice.random() * 100
        if drawn < 10:
            self.happened["429"] += 1
            return Fault("*", code=429, retry_after=self.dice.randint(1, LONGEST_PAUSE))
        if drawn < 15:
            self.happened["5xx"] += 1
            return Fault("*", code=self.dice.choice((500, 502, 503, 504)), description="Internal Server Error: restart")
        if drawn < 17 and chat_id is not None and int(chat_id) not in self.spares:
            self.happened["403"] += 1
            return Fault("*", code=403, description="Forbidden: bot was blocked by the user")
        return None

    def on_the_line(self) -> str:
        """5 % lost after delivery, 5 % before it, 2 % nonsense after it, and now and then no line for a dozen calls."""
        if self._refusing or self.dice.random() < 0.002:
            self._refusing = (self._refusing or REFUSED_IN_A_ROW) - 1
            return "no line"
        drawn = self.dice.random() * 100
        if drawn < 5:
            return "lost on the way back"
        if drawn < 10:
            return "lost on the way there"
        return "garbage" if drawn < 11 else "a gateway's page" if drawn < 12 else ""


@dataclass
class Stormy(World):
    """A Telegram in a storm."""

    storm: Storm | None = None

    def take_fault(self, method: str, chat_id: str | None) -> Fault | None:
        """What the dice say, for whatever speaks."""
        if self.storm is None or not self.storm.rages or not method.startswith(SPEAKING):
            return super().take_fault(method, chat_id)
        return self.storm.at_telegram(chat_id)


@contextmanager
def bad_line(storm: Storm) -> Iterator[None]:
    """What the bot says, and what it is answered, passes through the storm."""
    handle = httpx.AsyncHTTPTransport.handle_async_request

    async def handling(transport: Any, request: httpx.Request) -> httpx.Response:
        speaks = request.url.path.startswith("/bot") and request.url.path.rpartition("/")[2].startswith(SPEAKING)
        what = storm.on_the_line() if speaks and storm.rages else ""
        if what in ("no line", "lost on the way there"):
            storm.happened[what] += 1
            lost = storm.dice.choice((httpx.ReadTimeout, httpx.RemoteProtocolError))
            raise (httpx.ConnectError if what == "no line" else lost)(what, request=request)
        response = await handle(transport, request)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            # A pause that nobody hears of cannot be kept.
            return response
        storm.happened[what or "good line"] += speaks
        if not what:
            return response
        await response.aread()
        await response.aclose()
        if what in NONSENSE:
            return httpx.Response(NONSENSE[what], content=b"<html>one moment please</html>", request=request)
        raise httpx.ReadTimeout(what, request=request)

    httpx.AsyncHTTPTransport.handle_async_request = handling
    try:
        yield
    finally:
        httpx.AsyncHTTPTransport.handle_async_request = handle
