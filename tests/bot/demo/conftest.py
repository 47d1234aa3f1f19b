"""The local Telegram's parts by name, with python-telegram-bot's own client before it."""

import pytest
from telegram import Bot


@pytest.fixture
def server(local_telegram):
    return local_telegram.server


@pytest.fixture
def world(server):
    return server.world


@pytest.fixture
def people(local_telegram):
    return local_telegram


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
