"""Several bots on one database behind a balancer, as a cautious office would run them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.demo.kit.fixtures import world_for_tests
from bot.demo.world.state import World
from tests.ports import free_port
from tests.reliability._lives import Life
from tests.reliability._town import Town

SECRET = "S" * 40
IDLE = 0.3
"""Three that look twenty times a second would keep a small machine from its work."""


def patient_world() -> World:
    """A Telegram that comes again soon after a webhook has failed, so that a trial does not last for hours."""
    world = world_for_tests()
    world.limits.webhook_pause_seconds, world.limits.webhook_longest_pause_seconds = 0.1, 1.0
    return world


@dataclass
class Replicas:
    """`count` bots, and the one address at which Telegram finds them."""

    there: Town
    port: int
    ports: list[int]
    lives: list[Life] = field(default_factory=list)
    _next: int = 0

    def begin(self, place: int) -> None:
        """Start the replica of this place (again)."""
        life = self.there.life(
            idle=IDLE,
            webhook_url=f"http://127.0.0.1:{self.port}/telegram",
            webhook_secret=SECRET,
            listen=f"127.0.0.1:{self.ports[place]}",
        )
        if place < len(self.lives):
            self.lives[place] = life
        else:
            self.lives.append(life)

    async def listening(self) -> None:
        """Each has started: whoever starts while the database is away ends, and is started anew by what runs it."""
        deadline = asyncio.get_running_loop().time() + 60
        for port in self.ports:
            while not await _listens(port):
                assert asyncio.get_running_loop().time() < deadline, self.there.story()
                await asyncio.sleep(0.05)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to the next replica that takes it."""
        try:
            found = await self._reach()
            if found is not None:
                await asyncio.gather(_pass(reader, found[1]), _pass(found[0], writer))
        finally:
            writer.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self.ports:
            self._next += 1
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self.ports[self._next % len(self.ports)])
        return None

    async def settled(self) -> None:
        """All is done and said."""
        await self.there.settles(self.lives[0])


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def replicas(there: Town, count: int) -> AsyncIterator[Replicas]:
    """So many bots, listening; ended with the block."""
    made = Replicas(there, free_port(), [free_port() for _ in range(count)])
    async with await asyncio.start_server(made.handle, "127.0.0.1", made.port):
        for place in range(count):
            made.begin(place)
        try:
            await _taken_up(there)
            await made.listening()
            yield made
        finally:
            for life in made.lives:
                if not life.is_over():
                    await life.cut()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _taken_up(there: Town) -> None:
    """Telegram knows where to bring updates."""
    deadline = asyncio.get_running_loop().time() + 60
    while not there.world.bot.webhook_url:
        assert asyncio.get_running_loop().time() < deadline, there.story()
        await asyncio.sleep(0.05)
