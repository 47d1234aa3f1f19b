"""When Telegram was last heard: written down, and what becomes of taps that it could not hold for so long.

Telegram keeps a button tap for 150 seconds. After more than 120 s without a good poll, a tap may be gone for ever, so
holders get their waiting cards anew. While running the monotonic clock says how long it was, across a restart the
written moment does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.alarm import Alarm
from storage import notes
from storage.desk import Desk
from storage.engine import Database

TOO_LONG = timedelta(seconds=120)
NOTED_EVERY = timedelta(seconds=15)


@dataclass
class PollWatch:
    """Watches the gaps between good polls."""

    database: Database
    desk: Desk
    monotonic: Callable[[], float]
    alarm: Alarm
    _last: tuple[datetime, float] | None = field(default=None)
    _noted: datetime | None = None

    async def good_poll(self, at: datetime) -> None:
        """Telegram answered at this moment (aware UTC)."""
        before, tick = self._last, self.monotonic()
        if before is None:
            since = await self._noted_poll()
            gap = at - since if since is not None else timedelta()
        else:
            since, gap = before[0], timedelta(seconds=tick - before[1])
        if since is not None and gap > TOO_LONG:
            await self.desk.reissue(since, at)
        self._last = (at, tick)
        if self._noted is None or abs(at - self._noted) >= NOTED_EVERY:
            await self.database.write(lambda db: notes.write(db, notes.LAST_GOOD_POLL, at.isoformat()))
            self._noted = at
            await self.alarm.database_works()

    def is_current(self) -> bool:
        """Whether Telegram was heard not long ago, and what it could not hold meanwhile was made good."""
        return self._last is not None and self.monotonic() - self._last[1] <= TOO_LONG.total_seconds()

    async def _noted_poll(self) -> datetime | None:
        noted = await self.database.read(lambda db: notes.read(db, notes.LAST_GOOD_POLL))
        return datetime.fromisoformat(noted) if noted else None
