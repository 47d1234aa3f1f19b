"""The running bot's parts on a bench: a migrated database with the usual office, and a local Telegram over HTTP."""

import json
import logging
import os
import sys
import threading
from datetime import datetime

import pytest

from bot import app, troubles
from bot.settings import Settings, load
from storage.engine import Database
from tests.bot.bench import Bench, Moved
from tests.forked import CERTIFICATES
from tests.storage.office import NOW, House

MESSAGES_PER_SECOND = 100


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    """What this machine has in its environment is nobody's business here."""
    for name in Settings.model_fields:
        for known in (name.upper(), name):
            if known in os.environ:
                monkeypatch.delenv(known)


@pytest.fixture(autouse=True)
def _nothing_told_lately(monkeypatch):
    """What a test before this one has told would not be told again within the minute."""
    monkeypatch.setattr(troubles, "SPOKEN", troubles.Spoken())


@pytest.fixture(autouse=True)
def _hooks_as_they_were(monkeypatch):
    """The command line takes the hooks for whatever nobody catches; pytest has its own."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    logging.captureWarnings(capture=False)


@pytest.fixture
def office_url(tmp_path, templates):
    """A database of its own for this test: everybody enrolled, nothing open."""
    return templates.copy("staffed", tmp_path / "office")


@pytest.fixture(autouse=True)
def _certificates_read_once(monkeypatch):
    """Nothing here is encrypted; reading the authorities' certificates anew for each client takes 30 ms a time."""
    monkeypatch.setattr("ssl.create_default_context", CERTIFICATES)


@pytest.fixture
async def bench(office_url, templates, local_telegram, monkeypatch):
    """The parts, wired by the composition root itself."""
    server = local_telegram.server
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
    house = House(database, parts.desk, parts.reading, staff=dict(templates.staff), updates=templates.updates)
    try:
        yield Bench(server, local_telegram, database, clock, parts, house)
    finally:
        await parts.application.shutdown()
        parts.claims.close()
        database.close()


@pytest.fixture
def anew(bench):
    """From when to when those who hold something were told that nobody listened; each card once."""

    def read() -> list[tuple[datetime, datetime]]:
        rows = [json.loads(row.body).get("outage") for row in bench.rows() if row.kind == "card"]
        return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in filter(None, rows)]

    return read
