"""Clocks that jump, in any zone: the tick goes on, nothing is missed nor said twice, and the zone is no matter."""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from apscheduler.schedulers import base as apscheduler_base

from bot import clock as machine
from bot import scheduler
from bot.scheduler import Ticker
from sop.events import RungReached
from storage import tables as t
from storage.mappers import event_from_json
from tests.reliability._ground import Ground
from tests.reliability._scripts import Script
from tests.reliability.figures import Figures, Place

PROMISE = "Whatever the clock does: a tick comes within two intervals, each reminder once, and the same in every zone"
KINDS = ("sqlite", "postgres")
SHORT = {"scripts": 9, "in other zones": 2}
LONG = {"scripts": 500, "in other zones": 60}

ROOT = Path(__file__).parents[2]
ELSEWHERE = ("America/New_York", "Asia/Jakarta", "Australia/Lord_Howe")
"""Where the machine believes to be."""
AT_ONCE = 5
INTERVAL = 0.15
"""Seconds between two ticks; an office has 30."""
PATIENCE = 20.0
"""Seconds in which four ticks must have come, however busy this machine is."""
SHIFT: ContextVar["Shift"] = ContextVar("shift")


@dataclass
class Shift:
    """How far a script's machine clock has jumped."""

    by: timedelta = timedelta()


@dataclass
class Watch:
    """When the ticks of one script came, in the machine's own steady seconds."""

    at: list[float] = field(default_factory=list)
    ended: int = 0
    longest: float = 0.0
    ticked: asyncio.Event = field(default_factory=asyncio.Event)

    def gaps(self) -> float:
        """The longest time without a tick."""
        return max((b - a for a, b in zip(self.at, self.at[1:], strict=False)), default=0.0)


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Play scripts under the ticker's own loop, then some of them elsewhere."""
    trial = Trial(Ground.at(place), number)
    with _machine_clock_that_jumps():
        asyncio.run(trial.plays(size["scripts"]))
    trial.elsewhere(size["in other zones"])
    return trial.figures(size)


@contextmanager
def _machine_clock_that_jumps() -> Iterator[None]:
    """APScheduler and the ticker read a clock that each script moves for itself."""

    def shift() -> timedelta:
        known = SHIFT.get(None)
        return known.by if known is not None else timedelta()

    class Moved(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return (machine.now() + shift()).astimezone(tz)

    with (
        patch.object(apscheduler_base, "datetime", Moved),
        patch.object(scheduler, "now", lambda: machine.now() + shift()),
    ):
        yield


class Trial:
    """Many scripts, and what was seen."""

    def __init__(self, ground: Ground, number: int) -> None:
        self.ground = ground
        self.number = number
        self.digests: dict[int, str] = {}
        self.ticks = self.jumps = self.reminders = 0
        self.twice = self.missed = self.stood_still = self.different = 0
        self.slowest_tick = self.worst_gap = self.lag = 0.0

    async def plays(self, scripts: int) -> None:
        """So many scripts, some side by side."""
        todo = iter(range(self.number * 10_000, self.number * 10_000 + scripts))

        async def one_after_another() -> None:
            for seed in todo:
                await asyncio.create_task(self._play(seed))

        lagging = asyncio.create_task(self._lags())
        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        lagging.cancel()

    async def _lags(self) -> None:
        """How late this very loop wakes up anybody: the machine's own doing, and no ticker's."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(INTERVAL / 5)
            self.lag = max(self.lag, time.monotonic() - before - INTERVAL / 5)

    async def _play(self, seed: int) -> None:
        shift, watch = Shift(), Watch()
        SHIFT.set(shift)
        url = self.ground.place.fresh(self.ground.url)
        script = Script(seed, url)
        real = script.desk.tick

        async def tick(now: datetime) -> int:
            began = time.monotonic()
            watch.at.append(began)
            try:
                return await real(now)
            finally:
                watch.ended += 1
                watch.longest = max(watch.longest, time.monotonic() - began)
                watch.ticked.set()

        script.desk.tick = tick
        beginning = script.now

        async def looks() -> None:
            # The office's clock and the machine's are the same one in an office.
            shift.by = script.now - beginning
            # One tick may have begun before the jump, and each uses one rung of a maklumat.
            wanted = watch.ended + 4
            async with asyncio.timeout(PATIENCE):
                while watch.ended < wanted:
                    watch.ticked.clear()
                    await watch.ticked.wait()

        running = asyncio.create_task(Ticker(script.desk, lambda: script.now, INTERVAL).run())
        try:
            await script.plays(looks)
        except TimeoutError:
            self.stood_still += 1
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        self._judged(seed, script, watch)
        script.database.close()
        self.ground.place.gone(url)

    def _judged(self, seed: int, script: Script, watch: Watch) -> None:
        self.ticks += len(watch.at)
        self.jumps += script.jumps
        self.slowest_tick = max(self.slowest_tick, watch.longest)
        self.worst_gap = max(self.worst_gap, watch.gaps())
        self.digests[seed] = script.digest()
        rows = script.database.read_now(lambda db: db.execute(sa.select(t.journal)).all())
        reached = Counter(
            (row.maklumat_id, event.visit, rung)
            for row in rows
            if isinstance(event := event_from_json(row.kind, row.body), RungReached)
            for rung in (*event.skipped, event.rung)
        )
        self.twice += sum(times - 1 for times in reached.values())
        told = script.database.read_now(
            lambda db: db.execute(sa.select(t.outbox).where(t.outbox.c.kind.in_(("reminder", "digest")))).all()
        )
        self.reminders += len(told)
        copies = Counter((row.chat_id, row.maklumat_id, row.visit, row.body) for row in told)
        self.twice += sum(times - 1 for times in copies.values())
        due = sa.select(sa.func.count()).where(t.maklumat.c.next_rung_at <= script.now)
        self.missed += script.database.read_now(lambda db: db.execute(due).scalar_one())

    def elsewhere(self, scripts: int) -> None:
        """The first scripts again, in processes that believe to be in other zones, without the ticker's loop."""
        seeds = sorted(self.digests)[:scripts]
        for zone in ELSEWHERE:
            urls = [self.ground.place.fresh(self.ground.url) for _ in seeds]
            asked = [word for seed, url in zip(seeds, urls, strict=True) for word in (str(seed), url)]
            done = subprocess.run(
                [sys.executable, "-m", "tests.reliability._scripts", *asked],
                cwd=ROOT,
                env={**os.environ, "TZ": zone},
                capture_output=True,
                text=True,
                check=True,
            )
            for seed, digest in zip(seeds, done.stdout.split(), strict=True):
                if digest != self.digests[seed]:
                    self.different += 1
                    print(f"script {seed} in {zone}: {digest}, here {self.digests[seed]}")
            for url in urls:
                self.ground.place.gone(url)

    def figures(self, size: dict[str, int]) -> Figures:
        """What came of it."""
        figures = Figures()
        figures.exactly("scripts", len(self.digests), size["scripts"])
        figures.at_least("jumps", self.jumps, size["scripts"] * 4)
        figures.add("ticks", self.ticks)
        figures.exactly("scripts in which the ticker stood still", self.stood_still, 0)
        figures.add("longest tick s", round(self.slowest_tick, 2))
        figures.add("this machine's own lag s", round(self.lag, 2))
        # A tick arms the next one when it has ended; what the machine loses is not the ticker's.
        bound = 2 * INTERVAL + self.slowest_tick + 2 * self.lag
        figures.at_most("longest time without a tick s", round(self.worst_gap, 2), round(bound, 2))
        figures.at_least("reminders", self.reminders, size["scripts"])
        figures.exactly("reminders or rungs twice", self.twice, 0)
        figures.exactly("due and not told", self.missed, 0)
        figures.exactly("scripts in other zones", size["in other zones"] * len(ELSEWHERE), 3 * size["in other zones"])
        figures.exactly("other results in another zone", self.different, 0)
        return figures
