"""How fast the courier may speak: Telegram asks for about 1 message a second to a chat and 30 a second in all."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

ALL_PER_SECOND = 25.0
CHAT_BURST = 4.0
"""A card with its documents may go out at once."""


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
        now = self.monotonic()
        self._tokens = min(self.size, self._tokens + (now - self._at) * self.rate) - 1
        self._at = now
        return max(0.0, -self._tokens / self.rate)


@dataclass
class Pace:
    """One bucket for everything and one for each chat; what Telegram asks to wait for is kept in the row itself."""

    chat_rate: float
    monotonic: Callable[[], float]
    _all: Bucket = field(init=False)
    _chats: dict[int, Bucket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._all = Bucket(ALL_PER_SECOND * max(1.0, self.chat_rate), ALL_PER_SECOND, self.monotonic)

    async def wait(self, chat_id: int) -> None:
        """Return when it is this chat's turn."""
        if len(self._chats) > 10_000:
            self._chats.clear()
        bucket = self._chats.setdefault(chat_id, Bucket(self.chat_rate, CHAT_BURST, self.monotonic))
        delay = max(bucket.take(), self._all.take())
        if delay > 0:
            await asyncio.sleep(delay)
