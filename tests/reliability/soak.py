"""One bot that works for long: it does not grow, and it stays quick."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterable
from itertools import pairwise
from math import inf
from pathlib import Path

from bot.demo.stage.process import BotProcess
from bot.demo.world.records import Query
from tests.reliability._counting import few_are_unknown
from tests.reliability._town import Town, town
from tests.reliability.figures import Figures, Place

PROMISE = "A bot that works for long keeps its size and its pace."
KINDS = ("sqlite", "postgres")
SHORT = {"updates": 120, "warm": 60, "paced": 20, "grows_kb": 40_000, "opens": 16, "p99_ms": 20_000}
LONG = {"updates": 50_000, "warm": 5_000, "paced": 1_000, "grows_kb": 2_000, "opens": 16, "p99_ms": 1_000}
AT_ONCE = 16
"""So many updates are under way at a time, more than an office ever has."""
PACE = 5
"""So many updates come in a second while it is looked at how long one waits: an office has some fifty a day."""
WEIGHINGS = 30
MOST_UNSAID = 100
"""Messages that wait to be sent before anybody does anything more."""
MOST_WAL = 64 << 20


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Work, and weigh it before and after."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    figures = Figures()
    async with town(place, seed) as there:
        settings = {name.upper(): str(value) for name, value in there.settings.items()}
        bot = BotProcess(there.folder, there.server.base_url, there.server.token, settings)
        await bot.start()
        try:
            await _works(there, bot, size["warm"])
            before, began, resident = _weighed(bot), time.monotonic(), []
            for part in _parts(size["updates"] - size["warm"]):
                await _works(there, bot, part)
                resident.append(_weighed(bot)[0])
            after, took = _weighed(bot), time.monotonic() - began
            busy = len(there.world.bot.queries)
            await _comes_and_goes(there, bot, size["paced"])
            figures.exactly("exit code", await bot.stop(), 0)
        finally:
            await bot.kill()
        # From one minute to the next it goes up and down by some 3 MB, as threads come to hold what others had, so one
        # moment's weight says little: what is compared is the middle one of many, of the first third and of the last.
        third = len(resident) // 3
        first, last = (round(statistics.median(weights)) for weights in (resident[:third], resident[-third:]))
        figures.add("resident kB, least and most", f"{min(resident)} to {max(resident)}")
        figures.add("resident kB in the first third after the warm-up, median", first)
        figures.add("resident kB in the last third, median", last)
        # Between the middles of those two lie two thirds of the way.
        figures.at_most("resident kB grown, reckoned to the whole", round((last - first) * 3 / 2), size["grows_kb"])
        # Connections to Telegram are opened when that many things are said at once, up to the sixteen of their pool,
        # and that may first happen after the warm-up (a long soak saw seven); a leak would be hundreds.
        figures.at_most("open files grown", after[1] - before[1], size["opens"])
        if there.database.is_sqlite:
            figures.at_most("bytes of the write-ahead log", after[2], MOST_WAL)
        weighed = size["updates"] - size["warm"]
        figures.add("updates a second", round(weighed / took, 1))
        figures.add("ms of processor time an update", round((after[3] - before[3]) / weighed, 1))
        taps = tuple(there.world.bot.queries.values())
        figures.exactly("taps without an answer", sum(tap.answer is None for tap in taps), 0)
        # While it is busy without a pause, one waits for what is under way, at whatever pace the machine has.
        while_busy, waits = _waits(taps[:busy]), _waits(taps[busy:])
        figures.add("ms from a tap to its answer while busy, median", _part(while_busy, 50))
        figures.add("ms from a tap to its answer while busy, p99", _part(while_busy, 99))
        figures.add("ms from a tap to its answer, median", _part(waits, 50))
        figures.at_most("ms from a tap to its answer, p99", _part(waits, 99), size["p99_ms"])
        there.count(figures)
        few_are_unknown(figures, 0)
    return figures


async def _works(there: Town, bot: BotProcess, count: int) -> None:
    """So many updates, each as soon as there is room for it; then all is done and said."""
    loop = asyncio.get_running_loop()
    made, moved, least = 0, loop.time(), inf
    while made < count or there.waiting() != (0, 0, 0):
        bot.check()
        waiting = there.waiting()
        if sum(waiting) < least:
            moved = loop.time()
        least = min(least, sum(waiting))
        # An office waits for what it is told: messages that pile up would measure the pile.
        room = AT_ONCE - sum(waiting[:2]) if waiting[2] < MOST_UNSAID else 0
        for _ in range(min(room, count - made)):
            made += 1
            (there.says if made % 3 == 0 else there.taps)()
            moved, least = loop.time(), inf
        assert loop.time() - moved < 120, f"{waiting} still wait\n{there.story()}"
        await asyncio.sleep(0.01)


def _parts(count: int) -> list[int]:
    """How much is done between two weighings: thirty parts of it, or as many as there are."""
    return [end - begin for begin, end in pairwise(count * number // WEIGHINGS for number in range(WEIGHINGS + 1))]


async def _comes_and_goes(there: Town, bot: BotProcess, count: int) -> None:
    """So many updates, each at its moment, whatever became of those before it; then all is done and said."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for made in range(1, count + 1):
        await asyncio.sleep(began + made / PACE - loop.time())
        bot.check()
        (there.says if made % 3 == 0 else there.taps)()
    await _works(there, bot, 0)


def _weighed(bot: BotProcess) -> tuple[int, int, int, int]:
    """Resident kB, open files, bytes of the write-ahead log, ms of processor time."""
    assert bot._process is not None
    here = Path(f"/proc/{bot._process.pid}")
    status = dict(line.split(":", 1) for line in (here / "status").read_text().splitlines())
    url = bot.environment["DATABASE_URL"]
    wal = Path(f"{url.removeprefix('sqlite:///')}-wal")
    log = wal.stat().st_size if url.startswith("sqlite") and wal.exists() else 0
    user, system = (here / "stat").read_text().rpartition(")")[2].split()[11:13]
    files = len(os.listdir(here / "fd"))  # noqa: PTH208 - a folder of the kernel's
    return int(status["VmRSS"].split()[0]), files, log, 1000 * (int(user) + int(system)) // os.sysconf("SC_CLK_TCK")


def _waits(taps: Iterable[Query]) -> list[float]:
    """Ms from each tap until Telegram is told that it was recorded, the shortest first."""
    return sorted((tap.answer.at - tap.at).total_seconds() * 1000 for tap in taps if tap.answer is not None)


def _part(waits: list[float], percent: int) -> int:
    return round(waits[len(waits) * percent // 100])
