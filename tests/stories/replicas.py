"""An office behind a webhook: one bot or several on one PostgreSQL, and a balancer before them."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

from bot.demo.kit.fixtures import LocalTelegramHere
from bot.demo.world.state import FloodLimits
from tests.forked import ForkedBot
from tests.ports import free_port
from tests.stories.balancer import LOOPBACK, Balancer
from tests.stories.house import House

SECRET = "a-secret-of-the-stories-and-of-no-office"  # made up
PATH = "/telegram/stories"


def behind(port: int, listens_on: int) -> dict[str, str]:
    """Settings of a bot that is reached at a port of this machine's loop, and listens on another (or the same)."""
    return {
        "WEBHOOK_URL": f"http://{LOOPBACK}:{port}{PATH}",
        "WEBHOOK_SECRET": SECRET,
        "LISTEN": f"{LOOPBACK}:{listens_on}",
    }


@dataclass
class Replica(ForkedBot):
    """One of several processes; it is started when it listens."""

    port: int = 0

    async def start(self, seconds: float = 60) -> None:
        """Start it, and wait: whoever kills one after another shall not kill all at once."""
        await super().start()
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            self.check()
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, self.port)
            except OSError:
                assert asyncio.get_running_loop().time() < deadline, "it does not listen"
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


class Replicas(House):
    """A house in which several processes do the work; `process` is the first of them."""

    def __init__(self, folder: Path, telegram: LocalTelegramHere, database_url: str, count: int) -> None:
        super().__init__(folder, telegram)
        self.balancer = Balancer([free_port() for _ in range(count)], free_port())
        shared = {**self.process.settings, "DATABASE_URL": database_url}
        self.replicas: list[Replica] = []
        for number, port in enumerate(self.balancer.ports):
            own = folder / f"replica-{number}"
            own.mkdir()
            settings = {**shared, **behind(self.balancer.port, port)}
            self.replicas.append(Replica(own, telegram.server.base_url, telegram.server.token, settings, port=port))
        self.process = self.replicas[0]
        self._closing = contextlib.AsyncExitStack()

    async def open(self, absent: tuple[str, ...] = ()) -> None:
        """The balancer and every process but the first start, then the office opens as usual."""
        await self._closing.enter_async_context(self.balancer)
        # The first brings the database up to date and invites; the others then find all of it there.
        await super().open(absent)
        await asyncio.gather(*(replica.start() for replica in self.replicas[1:]))

    async def close(self) -> None:
        """End every process; a traceback in any log fails the story."""
        codes = await asyncio.gather(*(replica.stop() for replica in self.replicas[1:]))
        try:
            await super().close()
        finally:
            await self._closing.aclose()
        for replica, code in zip(self.replicas[1:], codes, strict=True):
            log = replica.last_words()
            assert "Traceback" not in log, log
            assert code == 0, log

    def scale(self) -> None:
        """Telegram bears as much more as one process has been made faster: several must share it."""
        pace = float(self.process.environment["MESSAGES_PER_SECOND"])
        self.server.world.limits.flood = FloodLimits().times(pace)
