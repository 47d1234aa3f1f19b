"""Three bots on one PostgreSQL behind a webhook, any of them killed, or frozen for a while, at any time."""

import asyncio
import signal

from tests.reliability._counting import few_are_unknown
from tests.reliability._lives import Life
from tests.reliability._replicas import patient_world, replicas
from tests.reliability._town import Town, town
from tests.reliability.figures import Figures, Place

PROMISE = "Of several bots on one database any may be killed at any time: nothing lost, nothing twice, all in order."
KINDS = ("postgres",)
SHORT = {"kills": 4, "each": 12}
LONG = {"kills": 200, "each": 30}
EACH_FREEZES = 3
"""Before every so many kills one stands still: it holds its claims, and does not know that time has passed."""
FROZEN = 2.0
COUNT = 3


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Kill one, again and again, while people go on."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    figures = Figures()
    async with town(place, seed, world=patient_world()) as there, replicas(there, COUNT) as bots:
        frozen = 0
        for number in range(size["kills"]):
            if number % EACH_FREEZES == EACH_FREEZES - 1:
                await _freezes(there, there.dice.choice(bots.lives))
                frozen += 1
            for _ in range(size["each"]):
                (there.says if there.dice.random() < 0.6 else there.taps)()
                await asyncio.sleep(0.01)
            doomed = there.dice.randrange(COUNT)
            await asyncio.sleep(there.dice.uniform(0, 0.3))
            await bots.lives[doomed].cut()
            there.moves_clock(1)
            await asyncio.sleep(there.dice.uniform(0, 0.3))
            bots.begin(doomed)
            if number % 5 == 4:
                await bots.settled()
        await bots.settled()
        figures.tried("kills", size["kills"])
        figures.exactly("frozen for a while", frozen, size["kills"] // EACH_FREEZES)
        there.count(figures)
        # Two that speak to one chat would each take the other's sending for an abandoned one.
        few_are_unknown(figures, size["kills"] + frozen)
    return figures


async def _freezes(there: Town, life: Life) -> None:
    """SIGSTOP under load, and SIGCONT: a machine that swaps, or a guest that is moved."""
    life.signal(signal.SIGSTOP)
    until = asyncio.get_running_loop().time() + FROZEN
    while asyncio.get_running_loop().time() < until:
        (there.says if there.dice.random() < 0.6 else there.taps)()
        await asyncio.sleep(0.05)
    life.signal(signal.SIGCONT)
