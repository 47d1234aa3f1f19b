"""The office of the stories: the bot as its own process, a local Telegram over HTTP, and officials with phones.

Each story is told twice: with SQLite, and with PostgreSQL.
"""

from pathlib import Path

import pytest

from tests.contract.description import REQUESTS_JUDGED, REQUESTS_MADE
from tests.stories.house import House


@pytest.fixture
async def house(tmp_path: Path, local_telegram, templates, request: pytest.FixtureRequest):
    """Everybody is enrolled, nothing is open.

    At its end every request that the bot has made is held against the Bot API's description, where that is present, and
    none may have been taken otherwise than the bot wrote it.

    `settled_with` and `without` of house.py start another office: with settings of its own, or lacking people.
    """
    other = getattr(request, "param", {})
    properties = request.node.user_properties
    house = House(tmp_path, local_telegram)
    house.process.settings["DATABASE_URL"] = templates.copy("migrated", tmp_path)
    house.process.settings.update(other.get("settings", {}))
    house.scale()
    try:
        await house.open(absent=other.get("absent", ()))
        yield house
    finally:
        await house.close()
        made, judged, objections = house.requests()
        properties += [(REQUESTS_MADE, made), (REQUESTS_JUDGED, judged)]
        assert objections == []
        assert [entry for entry in local_telegram.server.world.ledger if entry.remarks] == []
