"""How fast the courier may speak: Telegram asks for about 1 message a second to a chat and 30 a second in all.

What answers a person's own tap goes before what is merely new. Where Telegram says to more than one chat that it is too
much, everything pauses. What it says to one chat is kept here too, for a pause that it orders does not end sooner when
the machine's clock is set; the row remembers it for whoever comes after us.
"""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

ALL_PER_SECOND = 25.0
ALL_BURST = 5.0
"""Together with what a second brings this stays at Telegram's 30."""
CHAT_BURST = 4.0
"""A card with its documents may go out at once."""
TOGETHER_SECONDS = 10.0
"""Two chats that are refused within this time mean that the whole is too much."""
ALL_QUIET_AT_MOST = 600.0
"""Then another chat is asked whether it is the whole; each keeps the pause that was ordered for it."""


@dataclass
class Bucket:
    """Holds up to `size` tokens, filled at `rate` a second; `monotonic` gives seconds."""

    rate: float
    size: float
    monotonic: Callable[[], float]
    _tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._tokens, self._at = self.size, self.monotonic()

    def take(self) -> float:
        """Take a token, in advance if need be; the seconds until it is due."""
        self._fill()
        self._tokens -= 1
        return max(0.0, -self._tokens / self.rate)

    def until_next(self) -> float:
        """Seconds until a whole token is there; nothing is taken."""
        self._fill()
        lacking = 1 - self._tokens
        # A remainder of floating point is no token lacking, and no clock could sleep so short.
        return lacking / self.rate if lacking > 1e-6 else 0.0

    def _fill(self) -> None:
        now = self.monotonic()
        self._tokens = min(self.size, self._tokens + (now - self._at) * self.rate)
        self._at = now


@dataclass
class Pace:
    """One bucket for everything, whose tokens go to the most urgent who waits, and one for each chat."""

    chat_rate: float
    monotonic: Callable[[], float]
    _all: Bucket = field(init=False)
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _waiting: list[tuple[bool, int, asyncio.Event]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _refused: dict[int, float] = field(default_factory=dict)
    _quiet_until: float = float("-inf")
    _silent_until: dict[int, float] = field(default_factory=dict)
    _pauses: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Of chats that have taken nothing since the first: its beginning, and the end of the last."""
    _replicas: int = 1

    def __post_init__(self) -> None:
        self._all = Bucket(ALL_PER_SECOND * max(1.0, self.chat_rate), ALL_BURST, self.monotonic)

    def share(self, replicas: int) -> None:
        """So many processes speak for the same bot: each takes its part of what Telegram bears."""
        if replicas != self._replicas:
            self._replicas = replicas
            self._all.rate = ALL_PER_SECOND * max(1.0, self.chat_rate) / replicas
            self._all.size = max(1.0, ALL_BURST / replicas)
            self._chats.clear()

    async def wait(self, chat_id: int, *, is_answer: bool = False) -> None:
        """Return when it is this chat's turn; an answer to somebody's own act goes before the rest."""
        if len(self._chats) > 10_000:
            self._chats.clear()
        bucket = self._chats.get(chat_id)
        if bucket is None:
            burst = max(1.0, CHAT_BURST / self._replicas)
            bucket = self._chats[chat_id] = Bucket(self.chat_rate / self._replicas, burst, self.monotonic)
        if (delay := bucket.until_next()) > 0:
            await asyncio.sleep(delay)
        await self._turn(is_answer=is_answer)
        # Taken when it goes: what waited long in the line would else find the chat's bucket full again behind it.
        bucket.take()

    def refused(self, chat_id: int, seconds: float) -> float:
        """Telegram asks to wait so long with this chat.

        Returns:
            The seconds from the first time it asked, without taking anything since, to the end of this pause.
        """
        now = self.monotonic()
        self._refused = {chat: at for chat, at in self._refused.items() if now - at < TOGETHER_SECONDS}
        self._refused[chat_id] = now
        self._silent_until[chat_id] = now + seconds
        if len(self._refused) > 1:
            self._quiet_until = max(self._quiet_until, now + min(seconds, ALL_QUIET_AT_MOST))
        since, until = self._pauses.get(chat_id, (now, now))
        if now - until > ALL_QUIET_AT_MOST:
            since = now  # Of a chat that was not tried for so long nobody knows: another process may have spoken.
        self._pauses[chat_id] = since, now + seconds
        return now + seconds - since

    def accepted(self, chat_id: int) -> None:
        """Something was said to this chat and no pause was ordered."""
        self._pauses.pop(chat_id, None)

    def is_quiet(self) -> bool:
        """Whether nothing may be said to anybody for now."""
        return self._quiet_until > self.monotonic()

    def silent(self) -> tuple[int, ...]:
        """Chats with which Telegram still wants us to wait."""
        # A row's own moment has no more than microseconds: what is left beyond it is no pause.
        soon = self.monotonic() + 0.001
        self._silent_until = {chat: until for chat, until in self._silent_until.items() if until > soon}
        return tuple(self._silent_until)

    async def _turn(self, *, is_answer: bool) -> None:
        """Wait in line for a token of the whole; whoever is first sleeps for all, and wakes the next."""
        ticket = (not is_answer, next(self._numbers), asyncio.Event())
        heapq.heappush(self._waiting, ticket)
        try:
            while True:
                if self._waiting[0] is not ticket:
                    await ticket[2].wait()
                    ticket[2].clear()
                elif (delay := max(self._all.until_next(), self._quiet_until - self.monotonic())) > 0:
                    await asyncio.sleep(delay)
                else:
                    self._all.take()
                    return
        finally:
            self._waiting.remove(ticket)
            heapq.heapify(self._waiting)
            if self._waiting:
                self._waiting[0][2].set()
