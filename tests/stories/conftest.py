"""The office of the stories: the bot as its own process, a local Telegram over HTTP, and officials with phones.

Each story is told with SQLite; those of TWICE, which go the whole way or are about meeting, with PostgreSQL
too. `make test-stories` tells all of them on both.
"""

import os
from pathlib import Path

import pytest

from tests.contract.description import REQUESTS_JUDGED, REQUESTS_MADE
from tests.stories.house import House
from tests.stories.moving_in import Kept

TWICE = {"test_the_whole_sop", "test_at_once"}


def pytest_collection_modifyitems(config, items):
    """Leave out what `make test-stories` tells besides."""
    if os.environ.get("ALL_STORIES"):
        return
    here = Path(__file__).parent

    def is_told(item):
        story = "house" in getattr(item, "fixturenames", ()) and item.path.parent == here
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        is_one = parameters.get("kind") != "postgres"
        return not story or is_one or item.path.stem in TWICE

    left_out = [item for item in items if not is_told(item)]
    items[:] = [item for item in items if is_told(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def moved_in(tmp_path_factory) -> Kept:
    """The usual office on SQLite, to be kept by the first story of this process that lets it enrol."""
    return Kept(tmp_path_factory.mktemp("moved-in") / "office.db")


@pytest.fixture
async def house(tmp_path: Path, local_telegram, kind, templates, moved_in, request: pytest.FixtureRequest):
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
        if other or kind == "postgres":
            await house.open(absent=other.get("absent", ()))
        else:
            await house.open_as(moved_in)
        yield house
    finally:
        await house.close()
        made, judged, objections = house.requests()
        properties += [(REQUESTS_MADE, made), (REQUESTS_JUDGED, judged)]
        assert objections == []
        assert [entry for entry in local_telegram.server.world.ledger if entry.remarks] == []
