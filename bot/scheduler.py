"""Time passes: the tick that sweeps what is due. Rows are the truth, never jobs.

APScheduler compares wall-clock times: a clock set back would stop the tick for as long, so a small watchdog on the
monotonic clock arms it anew; and each tick arms the next one only.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, now
from bot.troubles import tell
from storage.desk import Desk

log = logging.getLogger(__name__)

LATE = 1.5
"""Intervals without a tick after which the watchdog steps in."""
LOOKS = 4
"""So often within an interval the watchdog looks: two intervals never pass without a tick."""
SOON = 0.25
"""Seconds until the next look while Telegram is not there."""
HELD_TICKS = 2
"""So many sweeps are left out after the clock was set forward: a slip that is put right at once reminds nobody."""
NOTED_EVERY = 15.0
"""Seconds; a tick may come far more often than anybody asks when the last one was."""


async def nowhere(_at: datetime) -> None:
    """Note a tick nowhere."""


async def nobody() -> None:
    """Tell nobody."""


@dataclass
class Ticker:
    """Sweeps the deadlines every `seconds`."""

    desk: Desk
    clock: Clock
    seconds: float
    monotonic: Callable[[], float] = time.monotonic
    on_tick: Callable[[], None] = lambda: None
    note: Callable[[datetime], Awaitable[None]] = nowhere
    """Writes down that the deadlines were looked at; a sweep that failed is not noted."""
    may_speak: Callable[[], bool] = lambda: True
    """Whether Telegram is there: nobody can be reminded without it, and who was cut off gets one message about all."""
    leapt: Callable[[], bool] = lambda: False
    """Whether the machine's clock was set forward since the last sweep: what is due by it may not be due."""
    on_leap: Callable[[], Awaitable[None]] = nobody
    """Tells the admins of it."""
    _held: int = 0
    _is_untold: bool = False
    _scheduler: AsyncIOScheduler = field(default_factory=AsyncIOScheduler)
    _ticked_at: float = 0.0
    _sweeps: bool = False
    _noted_at: float = float("-inf")
    _told_at: float = float("-inf")

    async def run(self) -> None:
        """Tick until cancelled."""
        self._ticked_at = self.monotonic()
        self._scheduler.start()
        self._arm(timedelta())
        try:
            while True:
                await asyncio.sleep(self.seconds / LOOKS)
                if not self._sweeps and self.monotonic() - self._ticked_at > LATE * self.seconds:
                    log.warning("no tick for %.0f s: armed anew", self.monotonic() - self._ticked_at)
                    self._arm(timedelta())
        finally:
            self._scheduler.shutdown(wait=False)

    def _arm(self, ahead: timedelta) -> None:
        """One tick, so much later. An interval job would count every tick that a clock set forward has missed."""
        self._scheduler.add_job(
            self.tick,
            "date",
            run_date=now() + ahead,
            id="tick",
            replace_existing=True,
            # The default gives a tick up when it is a second late.
            misfire_grace_time=None,
        )

    async def tick(self) -> None:
        """One sweep; a failure is logged and the next one tries again."""
        self._ticked_at = self.monotonic()
        speaks = self.may_speak()
        if speaks or self._ticked_at - self._told_at >= self.seconds:
            self._told_at = self._ticked_at
            self.on_tick()
        self._sweeps = True
        try:
            if speaks:
                await self._sweep()
        finally:
            self._sweeps = False
            if self._scheduler.running:
                # At a start Telegram is there a moment later; whoever looks after the bot asks by then.
                self._arm(timedelta(seconds=self.seconds if speaks else min(self.seconds, SOON)))

    async def _sweep(self) -> None:
        try:
            at = self.clock()
            reminded = 0 if await self._is_held() else await self.desk.tick(at)
            if self.monotonic() - self._noted_at >= NOTED_EVERY:
                await self.note(at)
                self._noted_at = self.monotonic()
        except asyncio.CancelledError:
            # The scheduler would log the end of the bot as a failure of its job.
            log.info("the tick was cut off by the end of the bot")
        except Exception as trouble:  # noqa: BLE001 - what is due is still due at the next tick
            tell(log, "the tick failed", trouble)
        else:
            if reminded:
                log.info("%d reminders", reminded)

    async def _is_held(self) -> bool:
        """Whether this sweep is left out, for the clock was set forward a moment ago."""
        if self.leapt():
            log.warning("the machine's clock was set forward: no reminders for %d ticks", HELD_TICKS)
            self._held, self._is_untold = HELD_TICKS, True
        if self._is_untold:
            await self.on_leap()
            self._is_untold = False
        if self._held == 0:
            return False
        self._held -= 1
        return True
