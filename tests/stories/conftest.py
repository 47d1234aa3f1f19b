"""The office of the stories: the bot as its own process, a local Telegram over HTTP, and officials with phones."""

from pathlib import Path

import pytest

from tests.stories.house import House


@pytest.fixture
async def house(tmp_path: Path, local_telegram, request: pytest.FixtureRequest):
    """Everybody is enrolled, nothing is open.

    `settled_with` and `without` of house.py start another office: with settings of its own, or lacking people.
    """
    other = getattr(request, "param", {})
    house = House(tmp_path, local_telegram)
    house.process.settings.update(other.get("settings", {}))
    try:
        await house.open(absent=other.get("absent", ()))
        yield house
    finally:
        await house.close()
