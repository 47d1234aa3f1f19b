"""How much a bot may say: buckets that fill with time, and who has emptied one is refused until it holds enough again.

The figures are in `FloodLimits`; time is the machine's own, for a bot waits on that whatever the world's clock says.
Sends and edits count, each part of an album for one; answers to taps, chat actions and questions do not.
"""

import math
import time
from dataclasses import dataclass, field

from bot.demo.botapi.refusals import TooManyRequests
from bot.demo.world.records import Bot, Chat
from bot.demo.world.state import FloodLimits, Rate, World

LARGE_UPLOAD_BYTES = 100_000
LONGEST_QUEUE_SECONDS = 5.0
UPLOADS_REFUSED_FOR = 60
UPLOADS_REFUSED_AFTER_SECONDS = 3.0


def too_many(seconds: float) -> TooManyRequests:
    """The refusal of somebody who is to wait so long; Telegram names whole seconds, at least one."""
    whole = max(1, math.ceil(seconds))
    return TooManyRequests(f"retry after {whole}", retry_after=whole)


@dataclass
class _Bucket:
    """Tokens up to the burst; `refused_until` is the moment that was named to a bot that asked for too many."""

    rate: Rate
    tokens: float
    at: float
    refused_until: float = float("-inf")

    def missing(self, count: int, now: float) -> float:
        """Seconds until so many may go; 0 when they may at once. Who was told to wait waits, asking or not."""
        if now < self.refused_until:
            return self.refused_until - now
        self.tokens = min(self.rate.burst, self.tokens + (now - self.at) * self.rate.per_second)
        self.at = now
        # An album larger than any burst goes when the bucket is full.
        wanted = min(float(count), self.rate.burst)
        return max(0.0, (wanted - self.tokens) / self.rate.per_second)


@dataclass
class Flood:
    """What the bots of one server have said lately."""

    world: World
    _buckets: dict[tuple[int, int | None], _Bucket] = field(default_factory=dict)
    _webhook_free_at: dict[int, float] = field(default_factory=dict)
    _uploads_free_at: dict[tuple[int, int], float] = field(default_factory=dict)
    _limits: FloodLimits | None = None

    def spend(self, bot: Bot, chat: Chat, count: int = 1) -> None:
        """Counts what goes to a chat.

        Raises:
            TooManyRequests: It is too much; the bot hears how long to wait, and nothing goes to this chat before.
        """
        limits = self._current()
        if limits is None:
            return
        now = time.monotonic()
        own = limits.private_chat if chat.type == "private" else limits.group
        buckets = [self._bucket((bot.id, chat.id), own, now), self._bucket((bot.id, None), limits.all_chats, now)]
        for bucket in buckets:
            if missing := bucket.missing(count, now):
                refusal = too_many(missing)
                if now >= bucket.refused_until:
                    bucket.refused_until = now + refusal.parameters["retry_after"]
                raise refusal
        for bucket in buckets:
            bucket.tokens -= count

    def set_webhook(self, bot: Bot) -> None:
        """Counts a change of the webhook.

        Raises:
            TooManyRequests: The last one was less than a second ago.
        """
        limits = self._current()
        if limits is None:
            return
        now = time.monotonic()
        if now < self._webhook_free_at.get(bot.id, now):
            raise too_many(1)
        self._webhook_free_at[bot.id] = now + limits.webhook_seconds

    def upload_pause(self, bot: Bot, size: int) -> float:
        """Seconds a request with files of this size waits before it is looked at.

        Large uploads of the very same size queue up: Telegram takes them for the same file sent to many.

        Raises:
            TooManyRequests: The queue is too long; this is answered after UPLOADS_REFUSED_AFTER_SECONDS.
        """
        limits = self._current()
        if limits is None or size <= LARGE_UPLOAD_BYTES:
            return 0.0
        now = time.monotonic()
        before = self._uploads_free_at.get((bot.id, size), float("-inf"))
        if before > now + LONGEST_QUEUE_SECONDS * limits.upload_delay:
            raise too_many(UPLOADS_REFUSED_FOR)
        pause = min(max(size * 1e-7, 0.2), 0.9) * limits.upload_delay
        mine = max(before + pause, now - limits.upload_delay)
        self._uploads_free_at[bot.id, size] = mine
        return max(0.0, mine - now)

    def _current(self) -> FloodLimits | None:
        """The limits as they stand; a test that changes them begins with full buckets."""
        if self.world.limits.flood is not self._limits:
            self._limits = self.world.limits.flood
            self._buckets.clear()
            self._webhook_free_at.clear()
            self._uploads_free_at.clear()
        return self._limits

    def _bucket(self, key: tuple[int, int | None], rate: Rate, now: float) -> _Bucket:
        return self._buckets.setdefault(key, _Bucket(rate, rate.burst, now))
