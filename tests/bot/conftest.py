"""The running bot's parts on a bench: a migrated database with the usual office, and a local Telegram over HTTP."""

import asyncio
import functools
import os
import shutil
import ssl

import pytest

from bot import app
from bot.settings import Settings, load
from storage.engine import Database
from storage.migrations import bring_up_to_date
from tests.bot.bench import Bench, Moved
from tests.storage.conftest import enrolled
from tests.storage.office import NOW, House

MESSAGES_PER_SECOND = 100
CERTIFICATES = functools.cache(ssl.create_default_context)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    """What this machine has in its environment is nobody's business here."""
    for name in Settings.model_fields:
        for known in (name.upper(), name):
            if known in os.environ:
                monkeypatch.delenv(known)


@pytest.fixture(scope="session")
def staffed(tmp_path_factory):
    """A folder to copy: everybody enrolled, nothing open."""
    folder = tmp_path_factory.mktemp("bench")
    database = Database(f"sqlite:///{folder}/office.db")
    bring_up_to_date(database)
    house = asyncio.run(enrolled(database))
    database.close()
    return folder, house.staff, house.updates


@pytest.fixture
def office_url(tmp_path, staffed):
    """A database of its own for this test."""
    folder, _, _ = staffed
    shutil.copytree(folder, tmp_path / "office", dirs_exist_ok=True)
    return f"sqlite:///{tmp_path}/office/office.db"


@pytest.fixture(autouse=True)
def _certificates_read_once(monkeypatch):
    """Nothing here is encrypted; reading the authorities' certificates anew for each client takes 30 ms a time."""
    monkeypatch.setattr("ssl.create_default_context", CERTIFICATES)


@pytest.fixture
async def bench(office_url, staffed, local_telegram, monkeypatch):
    """The parts, wired by the composition root itself."""
    server = local_telegram.server
    _, staff, updates = staffed
    for module in ("bot.courier", "bot.worker", "bot.papers.press"):
        monkeypatch.setattr(f"{module}.IDLE_SECONDS", 0.02)
    settings = load(
        None,
        bot_token=server.token,
        bot_api_url=server.base_url,
        database_url=office_url,
        messages_per_second=MESSAGES_PER_SECOND,
    )
    database, clock = Database(office_url), Moved(NOW)
    parts = app.build(settings, database, clock)
    parts.ticker.seconds = 0.05
    await parts.application.initialize()
    house = House(database, parts.desk, parts.reading, staff=dict(staff), updates=updates)
    try:
        yield Bench(server, local_telegram, database, clock, parts, house)
    finally:
        await parts.application.shutdown()
        database.close()
