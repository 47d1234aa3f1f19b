"""The queue of updates that waits for a bot, with Telegram's rules of offset, age and numbering.

Who asks over HTTP, and who waits how long, lives in polling.py; who brings them unasked in webhooks.py.
"""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]

LIFETIME = timedelta(hours=24)
TAP_LIFETIME = timedelta(seconds=150)
QUIET_BEFORE_RENUMBERING = timedelta(days=7)
# What a bot must ask for by name; everything else comes unasked.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
REMEMBERED = 100
"""So many confirmed updates can be brought once more."""


@dataclass(frozen=True)
class Update:
    """One thing that happened, as JSON without its number."""

    id: int
    kind: str
    payload: Json
    until: datetime

    def to_api(self) -> Json:
        """As getUpdates shows it."""
        return {"update_id": self.id, **self.payload}


@dataclass
class UpdateQueue:
    """Updates in the order they happened. Asking with an offset confirms everything below it, for ever.

    `again` holds confirmed updates that come once more: a mishap of Telegram's that bots must survive.
    """

    next_id: int = field(default_factory=lambda: 100_000_000 + secrets.randbelow(800_000_000))
    allowed: frozenset[str] = frozenset()
    waiting: list[Update] = field(default_factory=list)
    confirmed: deque[Update] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    again: list[Update] = field(default_factory=list)
    last_at: datetime | None = None
    wake_ups: set[Callable[[], None]] = field(default_factory=set)

    def accepts(self, kind: str) -> bool:
        """Whether the bot has asked for this kind; decided when the update happens, not when it is fetched."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def push(self, payload: Json, now: datetime, lifetime: timedelta = LIFETIME) -> Update | None:
        """Queues what happened and wakes whoever waits; None when the bot has not asked for this kind.

        After a week of silence the numbers go on from a random place, as Telegram's do.
        """
        kind = next(iter(payload))
        if not self.accepts(kind):
            return None
        if self.last_at is not None and now - self.last_at > QUIET_BEFORE_RENUMBERING and not self.waiting:
            self.next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self.last_at = now
        update = Update(self.next_id, kind, payload, now + lifetime)
        self.next_id += 1
        self.waiting.append(update)
        self.wake()
        return update

    def wake(self) -> None:
        """Whoever waits looks again."""
        for wake_up in list(self.wake_ups):
            wake_up()

    def get(self, offset: int, limit: int, now: datetime) -> list[Update]:
        """The oldest updates from `offset` on; what lies below is forgotten, and so is what has grown too old.

        A negative offset keeps only the newest so many. An offset beyond the end means nothing and forgets nothing.
        What comes once more stands first, whatever the offset, and comes in one answer only.
        """
        self.drop_expired(now)
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif 0 < offset <= self.next_id:
            self.confirmed.extend(update for update in self.waiting if update.id < offset)
            self.waiting = [update for update in self.waiting if update.id >= offset]
        repeated, self.again = self.again[:limit], self.again[limit:]
        return repeated + self.waiting[: limit - len(repeated)]

    def drop_expired(self, now: datetime) -> None:
        """What nobody fetched in its time is gone."""
        self.waiting = [update for update in self.waiting if update.until > now]

    def pending(self, now: datetime) -> list[Update]:
        """All that a webhook has yet to be brought, in its order."""
        self.drop_expired(now)
        return self.again + self.waiting

    def delivered(self, update: Update) -> None:
        """A webhook took this one."""
        if self.forget(update):
            self.confirmed.append(update)

    def forget(self, update: Update) -> bool:
        """This one, or its repetition, will not be brought; whether it was the one that waited, no repetition."""
        for place, repeated in enumerate(self.again):
            if repeated is update:
                del self.again[place]
                return False
        self.waiting = [waiting for waiting in self.waiting if waiting is not update]
        return True

    def redeliver(self, count: int = 1) -> list[int]:
        """The last updates that were confirmed come once more, under the same numbers.

        Args:
            count: So many, at most REMEMBERED.

        Returns:
            Their numbers, oldest first; fewer when fewer were confirmed so far.
        """
        repeated = list(self.confirmed)[-count:] if count > 0 else []
        self.again.extend(repeated)
        self.wake()
        return [update.id for update in repeated]

    def clear(self) -> None:
        """drop_pending_updates."""
        self.waiting.clear()
        self.again.clear()
