"""Whether Telegram answers at all: asked before anything is said a second time.

Of a sending that was cut off nobody knows whether it arrived, so each further try may make a copy, and there may only
be few. While Telegram is away a try tells nothing and costs one of them; a call that says nothing to anybody finds out
for all who wait (decision 0011).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from telegram import Bot
from telegram.error import TelegramError

TRUSTED_SECONDS = 1.0
"""How long an answer holds for others who ask; each row waits longer than this between its tries."""


@dataclass
class Presence:
    """Asks for all who want to try again; `monotonic` gives seconds."""

    bot: Bot
    monotonic: Callable[[], float]
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked_at: float = float("-inf")
    _was_there: bool = False

    async def is_there(self) -> bool:
        """Whether Telegram has answered within the last second, or answers now."""
        async with self._asking:
            if self.monotonic() - self._asked_at >= TRUSTED_SECONDS:
                self._was_there = await self._answers()
                self._asked_at = self.monotonic()
            return self._was_there

    async def _answers(self) -> bool:
        try:
            await self.bot.get_me()
        except TelegramError:
            return False
        return True
