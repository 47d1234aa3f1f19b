"""The office of the stories: the bot as its own process, a local Telegram over HTTP, and officials with phones."""

from pathlib import Path

import pytest

from bot.demo.client import LocalTelegram
from bot.demo.server import LocalTelegramServer
from tests.stories.house import House


@pytest.fixture
async def house(tmp_path: Path):
    """Everybody is enrolled, nothing is open."""
    async with LocalTelegramServer() as server, LocalTelegram(server.base_url) as telegram:
        house = House(tmp_path, server, telegram)
        await house.open()
        try:
            yield house
        finally:
            await house.close()
