"""The office of the stories: the bot as its own process, a local Telegram over HTTP, and officials with phones."""

from pathlib import Path

import pytest

from bot.demo.kit.client import LocalTelegram
from bot.demo.server import LocalTelegramServer
from tests.stories.house import House


@pytest.fixture
async def house(tmp_path: Path, request: pytest.FixtureRequest):
    """Everybody is enrolled, nothing is open.

    `settled_with` and `without` of house.py start another office: with settings of its own, or lacking people.
    """
    other = getattr(request, "param", {})
    async with LocalTelegramServer() as server, LocalTelegram(server.base_url) as telegram:
        house = House(tmp_path, server, telegram)
        house.process.settings.update(other.get("settings", {}))
        try:
            await house.open(absent=other.get("absent", ()))
            yield house
        finally:
            await house.close()
