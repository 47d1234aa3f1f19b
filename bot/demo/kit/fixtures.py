"""The local Telegram as a pytest fixture, for the tests of any bot: `-p bot.demo.kit.fixtures` loads it.

The one part of the kit that knows pytest (with pytest-asyncio) and the server; tests alone may import it. What people
can do lives in client.py.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Generator
from typing import Any

import pytest
import pytest_asyncio

from bot.demo.kit.client import LocalTelegram
from bot.demo.server import LocalTelegramServer, new_world
from bot.demo.world.state import DEFAULT_TOKEN, World

WAKEFULNESS = 10
HURRY = 100.0
HAS_FAILED = pytest.StashKey[bool]()


class _WakefulAsyncio:
    """`asyncio` as the web server sees it: the tenths of a second for which it dozes would be half of a test run."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / WAKEFULNESS)


class LocalTelegramHere(LocalTelegram):
    """The people's side of a Telegram that is served by this very process.

    `server` has what a bot needs: `token`, `base_url`, `bot_base_url`, `file_base_url`; and the `world` itself.
    """

    def __init__(self, server: LocalTelegramServer) -> None:
        super().__init__(server.base_url, server.app)
        self.server = server


def world_for_tests(token: str = DEFAULT_TOKEN, username: str = "maklumat_bot", *, hurry: float = HURRY) -> World:
    """An empty Telegram with one bot, for a test that has no time.

    A bot may speak `hurry` times as fast as at Telegram, and one that polls in haste is not slowed down.
    `world.limits = Limits()` brings Telegram's own patience back.
    """
    world = new_world(token, username, hurry=hurry)
    world.limits.same_offset_wait_seconds = 0
    world.limits.conflict_delay_seconds = 0
    return world


@contextlib.asynccontextmanager
async def telegram_here(world: World) -> AsyncIterator[LocalTelegramHere]:
    """A world, served; for a test that wants more than one Telegram."""
    async with LocalTelegramServer(world) as server, LocalTelegramHere(server) as telegram:
        yield telegram


@pytest.fixture
def local_telegram_world() -> World:
    """The world that `local_telegram` serves; a fixture of the same name in your tests puts another in its place."""
    return world_for_tests()


@pytest_asyncio.fixture
async def local_telegram(
    local_telegram_world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[LocalTelegramHere]:
    """A Telegram of this test's own over HTTP on a free port: people, failures, the clock, the ledger, the server.

    A test that fails shows every chat below its own report.
    """
    monkeypatch.setattr("uvicorn.server.asyncio", _WakefulAsyncio())
    async with telegram_here(local_telegram_world) as telegram:
        yield telegram
        if request.node.stash.get(HAS_FAILED, False):
            request.node.add_report_section("teardown", "chats", await telegram.scene())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers a failure until the fixture ends, when it can still look into the chats."""
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report
