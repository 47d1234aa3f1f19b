"""PostgreSQL is killed and restarted under three bots, which go on by themselves."""

import asyncio

from tests.reliability._counting import few_are_unknown
from tests.reliability._replicas import patient_world, replicas
from tests.reliability._town import town
from tests.reliability.figures import Figures, Place

PROMISE = "PostgreSQL may be killed or restarted at any time: nothing lost, nothing twice, and no bot needs a restart."
KINDS = ("postgres",)
DURABLE = True
SHORT = {"kills": 1, "restarts": 1, "updates": 60}
LONG = {"kills": 10, "restarts": 10, "updates": 6_000}
COUNT = 3


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Kill and restart the server, again and again, while people go on."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    figures, server = Figures(), place.server
    assert server is not None
    async with town(place, seed, world=patient_world()) as there, replicas(there, COUNT) as bots:
        blows = ["kill"] * size["kills"] + ["restart"] * size["restarts"]
        there.dice.shuffle(blows)
        each = size["updates"] // len(blows)
        waits = []
        for blow in blows:
            for number in range(each):
                (there.says if there.dice.random() < 0.7 else there.taps)()
                await asyncio.sleep(0.005)
                if number == each // 2:
                    await asyncio.to_thread(server.kill if blow == "kill" else server.stop)
                    await asyncio.sleep(there.dice.uniform(0, 1.5))
                    await asyncio.to_thread(server.start)
            began = asyncio.get_running_loop().time()
            there.database.reader.dispose()
            await bots.settled()
            waits.append(asyncio.get_running_loop().time() - began)
        figures.exactly("kills of the server", blows.count("kill"), size["kills"])
        figures.exactly("restarts of the server", blows.count("restart"), size["restarts"])
        figures.exactly("bots that ended by themselves", sum(life.is_over() for life in bots.lives), 0)
        figures.add("seconds until all was done, longest", round(max(waits), 1))
        there.count(figures)
        few_are_unknown(figures, len(blows) * COUNT)
    return figures
