"""A local Telegram per test, over real HTTP on a free loopback port, and python-telegram-bot's own client before it."""

import pytest
from telegram import Bot

from bot.demo.kit.client import LocalTelegram
from bot.demo.server import LocalTelegramServer, new_world


@pytest.fixture
def world():
    world = new_world()
    # Tests ask again at once, on purpose; polling rules have tests of their own.
    world.limits.same_offset_wait_seconds = 0
    return world


@pytest.fixture
async def server(world):
    async with LocalTelegramServer(world) as server:
        yield server


@pytest.fixture
async def people(server):
    async with LocalTelegram(server.base_url) as telegram:
        yield telegram


@pytest.fixture
async def bot(server):
    async with Bot(server.token, base_url=server.bot_base_url, base_file_url=server.file_base_url) as bot:
        yield bot


@pytest.fixture
async def wahyu(people):
    """Somebody who has pressed Start."""
    person = await people.person("Wahyu", title="PPID")
    await person.say("/start")
    return person
