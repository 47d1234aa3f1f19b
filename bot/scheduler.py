"""Time passes: the tick that sweeps what is due. Rows are the truth, never jobs.

APScheduler's interval job stops for as long as the machine's clock is set back (it compares wall-clock times), so a
small watchdog on the monotonic clock arms it anew.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, now
from storage.desk import Desk

log = logging.getLogger(__name__)

LATE = 2.5
"""Intervals without a tick after which the watchdog steps in."""


@dataclass
class Ticker:
    """Sweeps the deadlines every `seconds`."""

    desk: Desk
    clock: Clock
    seconds: float
    monotonic: Callable[[], float] = time.monotonic
    _scheduler: AsyncIOScheduler = field(default_factory=AsyncIOScheduler)
    _ticked_at: float = 0.0

    async def run(self) -> None:
        """Tick until cancelled."""
        job = self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=self.seconds,
            # The default gives a tick up when it is a second late.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=now(),
        )
        self._ticked_at = self.monotonic()
        self._scheduler.start()
        try:
            while True:
                await asyncio.sleep(self.seconds)
                if self.monotonic() - self._ticked_at > LATE * self.seconds:
                    log.warning("no tick for %.0f s: armed anew", self.monotonic() - self._ticked_at)
                    job.modify(next_run_time=now())
        finally:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """One sweep; a failure is logged and the next one tries again."""
        self._ticked_at = self.monotonic()
        try:
            reminded = await self.desk.tick(self.clock())
        except asyncio.CancelledError:
            # The scheduler would log the end of the bot as a failure of its job.
            log.info("the tick was cut off by the end of the bot")
        except Exception:
            log.exception("the tick failed")
        else:
            if reminded:
                log.info("%d reminders", reminded)
