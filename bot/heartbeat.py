"""Behind a webhook: whether anybody listens, and what becomes of taps that were made while nobody did.

Telegram keeps a button tap for 150 seconds. Every process that listens writes one and the same note every few seconds,
so the note tells how long nobody has: no process at all, or none that could write what it was brought. After more than
120 s whoever comes first gives holders their waiting cards anew, in the very transaction that moves the note on, so
that others find nothing left to do.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.alarm import Alarm
from bot.clock import Clock
from bot.polls import TOO_LONG, ends_silence
from bot.troubles import tell
from storage import notes
from storage.desk import Desk
from storage.engine import Database

log = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
MENDING_SECONDS = 3.0
"""How soon it is tried again when the note could not be written."""
UNWELL_SECONDS = 45.0
"""After so long without a beat a balancer should send updates elsewhere."""


@dataclass
class Heartbeat:
    """Beats while this process listens; `elapsed` gives seconds, those in which the machine slept among them."""

    database: Database
    desk: Desk
    clock: Clock
    elapsed: Callable[[], float]
    alarm: Alarm
    listening: asyncio.Event
    _beaten_at: float | None = field(default=None)
    _noted: datetime | None = None

    async def run(self) -> None:
        """Beat until cancelled, from the moment on at which updates can be brought."""
        await self.listening.wait()
        while True:
            try:
                await self.beat()
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the next beat tries again
                # Nothing can be kept now, so nobody listens: when it can again, the gap will show.
                tell(log, "the heartbeat could not be noted", trouble)
                await self.alarm.database_failed(trouble)
                await asyncio.sleep(MENDING_SECONDS)
            else:
                await asyncio.sleep(BEAT_SECONDS)

    def is_well(self) -> bool:
        """Whether this process could write not long ago."""
        return self._beaten_at is not None and self.elapsed() - self._beaten_at < UNWELL_SECONDS

    async def beat(self) -> None:
        """Updates can be brought and kept at this moment.

        Raises:
            DBAPIError: they cannot, for the database is away.
        """
        at, tick = self.clock(), self.elapsed()
        since = await self._silent_since(at, tick)
        if since is None:
            await self.database.write(lambda db: notes.write(db, notes.LAST_GOOD_POLL, at.isoformat()))
        else:
            log.warning("nobody listened from %s on", since.isoformat(timespec="seconds"))
            await self.desk.reissue(since, at, if_still=partial(ends_silence, noted=since, at=at))
        self._beaten_at, self._noted = tick, at
        await self.alarm.database_works()

    async def _silent_since(self, at: datetime, tick: float) -> datetime | None:
        """Since when nobody has listened, if that is too long.

        A process that has beaten lately knows that somebody did, whatever the clock on the wall says.
        """
        if self._beaten_at is not None and timedelta(seconds=tick - self._beaten_at) <= TOO_LONG:
            return None
        noted = await self.database.read(lambda db: notes.moment(db, notes.LAST_GOOD_POLL))
        if noted is None:
            return None
        # Our own note still stands: then nobody else has beaten while we did not, even if the clock was set back.
        return noted if noted == self._noted or at - noted > TOO_LONG else None
