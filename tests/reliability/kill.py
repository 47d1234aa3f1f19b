"""Kill -9 of the real bot, at named points and at any instant: nothing lost, nothing twice."""

import asyncio
import time
from dataclasses import dataclass

from tests.reliability._counting import few_are_unknown
from tests.reliability._lives import POINTS
from tests.reliability._town import Town, town
from tests.reliability.figures import Figures, Place

PROMISE = "A bot that is killed at any instant loses nothing and does nothing twice."
KINDS = ("sqlite", "postgres")
SHORT = {"each": 1, "random": 4}
LONG = {"each": 100, "random": 1000}
PATIENCE = 20.0
"""Seconds within which a life reaches its point."""
GLANCE = 0.7
BETWEEN_REST = 10
"""So many lives are cut short before one may finish."""


@dataclass
class _Tally:
    kills: int = 0
    survived: int = 0
    seconds: float = 0.0


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Kill it, and count."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    figures = Figures()
    async with town(place, seed) as there:
        named, at_random = _Tally(), _Tally()
        plan = [point for point in POINTS for _ in range(size["each"])]
        there.dice.shuffle(plan)
        for number, point in enumerate(plan):
            await _life_to(there, point, named)
            await _rest(there, number)
        await there.settles()
        for number in range(size["random"]):
            await _life_of(there, there.dice.uniform(0.005, 0.4), at_random)
            await _rest(there, number)
        await there.settles()
        figures.exactly("kills at named points", named.kills, size["each"] * len(POINTS))
        figures.exactly("points not reached", named.survived, 0)
        figures.exactly("kills at random instants", at_random.kills, size["random"])
        there.count(figures)
        kills = named.kills + at_random.kills
        few_are_unknown(figures, kills)
        figures.add("ms a kill", round(1000 * (named.seconds + at_random.seconds) / max(1, kills)))
    return figures


async def _life_to(there: Town, point: str, tally: _Tally) -> None:
    """A life that ends where it is meant to; the moment before, there is something to do."""
    began = time.monotonic()
    there.says()
    there.taps()
    there.says()
    # What waits comes in one batch, and there is one first request after it was kept.
    life = there.life(point, 1 if point in ("p0", "p1") else there.dice.choice((1, 1, 2)))
    while not await life.ends(GLANCE) and time.monotonic() - began < PATIENCE:
        # Where every chat waits for its next try, nothing is said before its time.
        there.moves_clock(1)
    if life.is_over():
        tally.kills += 1
    else:
        tally.survived += 1
        await life.cut()
    tally.seconds += time.monotonic() - began


async def _life_of(there: Town, seconds: float, tally: _Tally) -> None:
    """A life of so many seconds from its first instruction on, in which people go on writing."""
    began = time.monotonic()
    there.says()
    life = there.life()
    await asyncio.sleep(seconds / 2)
    there.taps()
    there.says()
    await asyncio.sleep(seconds / 2)
    assert not life.is_over(), f"the bot ended by itself\n{there.story()}"
    await life.cut()
    tally.kills += 1
    tally.seconds += time.monotonic() - began


async def _rest(there: Town, number: int) -> None:
    """Now and then nobody kills it; else the office's clock goes on a little."""
    if number % BETWEEN_REST == BETWEEN_REST - 1:
        await there.settles()
    else:
        there.moves_clock(1)
