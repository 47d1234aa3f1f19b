"""Three bots on one PostgreSQL behind a webhook, any of them killed at any time."""

import asyncio

from tests.reliability._counting import few_are_unknown
from tests.reliability._replicas import patient_world, replicas
from tests.reliability._town import town
from tests.reliability.figures import Figures, Place

PROMISE = "Of several bots on one database any may be killed at any time: nothing lost, nothing twice, all in order."
KINDS = ("postgres",)
SHORT = {"kills": 6, "each": 20}
LONG = {"kills": 200, "each": 30}
COUNT = 3


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Kill one, again and again, while people go on."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    figures = Figures()
    async with town(place, seed, world=patient_world()) as there, replicas(there, COUNT) as bots:
        for number in range(size["kills"]):
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
        figures.add("kills", size["kills"])
        there.count(figures)
        # Two that speak to one chat would each take the other's sending for an abandoned one.
        few_are_unknown(figures, size["kills"])
    return figures
