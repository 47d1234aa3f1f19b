"""A stage with a real bot behind it, served over HTTP as the demo serves it; and an office with neither, to look at."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.demo.kit.fixtures import world_for_tests
from bot.demo.phones.deeds import Hand
from bot.demo.server import LocalTelegramServer
from bot.demo.stage.api import StageApi
from bot.demo.stage.player import FAST
from bot.demo.stage.premises import Premises
from bot.demo.stage.sight import Mark, mark, offering, saying
from bot.demo.stage.stage import Stage
from bot.demo.stage.story import SAMPLES, STORY, TITLE
from bot.demo.stage.strip import read_views
from bot.demo.stage.tour import UNDER_WAY
from bot.demo.world.records import Message, Upload
from storage.desk import Desk
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.reading import Reading, View
from tests.bot.bench import Hurried
from tests.forked import ForkedBot
from tests.storage.office import RULES, House

PATIENCE = 15.0
BY_ITSELF = ("PaperMade", "PageChecked")
TICK_SECONDS = 0.1
SETTINGS = {"TICK_SECONDS": str(TICK_SECONDS), "MESSAGES_PER_SECOND": "20"}


@dataclass
class Visit:
    """A viewer before the stage: the page's side over HTTP, and the phones by hand."""

    stage: Stage
    http: httpx.AsyncClient

    @property
    def premises(self) -> Premises:
        return self.stage.premises

    async def looks(self) -> dict[str, Any]:
        """What the page draws."""
        return (await self.http.get("/local/stage")).raise_for_status().json()

    async def asks(self, door: str, **given: Any) -> dict[str, Any]:
        """Something that can be done; what the page draws then."""
        response = await self.http.post(f"/local/stage/{door}", json=given)
        assert response.status_code == 200, response.text
        return response.json()

    async def refused(self, door: str, **given: Any) -> dict[str, str]:
        """Something that cannot be done; why, in both languages."""
        response = await self.http.post(f"/local/stage/{door}", json=given)
        assert response.status_code == 409, response.text
        words: dict[str, str] = response.json()["error"]
        assert set(words) == {"id", "en"}
        assert all(words.values())
        return words

    def hand(self, key: str) -> Hand:
        return self.premises.hand(key)

    def mark(self, key: str) -> Mark:
        return mark(self.hand(key).chat, self.stage.world.now())

    def offered(self, key: str, label: str, since: Mark | None = None) -> Message | None:
        return offering(self.hand(key).chat, label, since)

    def told(self, key: str, words: str, since: Mark | None = None) -> Message | None:
        return saying(self.hand(key).chat, words, since)

    async def settled(self) -> None:
        """Everything has been done and said."""
        assert await self.premises.settle(PATIENCE), self.premises.last_words()

    async def says(self, key: str, text: str) -> None:
        self.hand(key).say(text)
        await self.settled()

    async def sends(self, key: str, file: Path) -> None:
        self.attaches(key, file)
        await self.settled()

    def attaches(self, key: str, file: Path) -> None:
        self.hand(key).attach("document", [Upload(file.name, "application/octet-stream", file.read_bytes())])

    async def to_step_3(self) -> None:
        """A maklumat with one version lies before the Komisioner."""
        await self.says("ppid", f"/baru {TITLE}")
        await self.sends("ppid", SAMPLES / "maklumat-v1.pdf")
        await self.taps("ppid", "Paraf")
        await self.taps("atasan-ppid", "Paraf dan sampaikan")

    async def taps(self, key: str, label: str) -> None:
        """Press the newest button of this name, and wait until everybody has been told."""
        message = self.offered(key, label)
        assert message is not None, f"{key} is not offered {label!r}"
        self.hand(key).tap(label, message_id=message.id)
        await self.settled()

    async def events(self) -> Counter[str]:
        """How often what happened, from the journal; what the bot does by itself aside, for it comes a little later."""

        async def look(reading: Reading) -> Counter[str]:
            views = await read_views(reading, self.stage.world.now())
            entries = [entry for view in views for entry in await reading.journal_of(view.maklumat.id)]
            assert await reading.verify() is None
            return Counter(entry.kind for entry in entries if entry.kind not in BY_ITSELF)

        found = await self.premises.read(look)
        assert found is not None
        return found

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110  # what is waited for sets no event
                await asyncio.sleep(0.02)

    async def at_scene(self, number: int) -> None:
        """The tour has come to this scene."""
        tour = self.stage.tour
        await self.until(lambda: tour.to_json()["scene"] >= number or tour.state not in UNDER_WAY, 2 * PATIENCE)
        assert tour.state in UNDER_WAY, tour.to_json()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(tmp_path_factory):
    """One stage for a module's tests: a bot takes most of a second to start, and a reset gives each test its own."""
    world = world_for_tests()
    stage = Stage(world, tmp_path_factory.mktemp("stage"), settings=SETTINGS, pace=FAST)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("uvicorn.server.asyncio", Hurried(20))
        patch.setattr("bot.demo.stage.premises.BotProcess", ForkedBot)
        async with (
            LocalTelegramServer(world, routes=StageApi(stage).routes()) as server,
            stage.opened(server.base_url),
            httpx.AsyncClient(base_url=server.base_url, trust_env=False, timeout=30) as http,
        ):
            yield Visit(stage, http)


@pytest_asyncio.fixture(loop_scope="module")
async def visit(opened):
    """The office is open, everybody has been greeted, and nothing has happened yet."""
    stage, premises = opened.stage, opened.premises
    settings = dict(premises._process.settings)
    premises.revival_seconds = 0.2
    if stage.tour.state != "idle" or not premises.is_untouched or premises.bot_state != "running":
        await stage.reset()
    yield opened
    await stage.mishaps.end()
    await stage.tour.end()
    premises._process.settings = settings | {"DATABASE_URL": premises._process.settings["DATABASE_URL"]}
    stage.tour._pace, stage.tour._scenes = FAST, STORY
    stage.tour.__dict__.pop("points", None)
    premises.on_ended = lambda: None
    assert "Traceback" not in premises.last_words()


@dataclass
class Office:
    """A real database without a bot, at a moment of its own."""

    house: House
    reading: Reading

    async def views(self, now: datetime | None = None) -> tuple[View, ...]:
        return await read_views(self.reading, now or self.house.now)


@pytest.fixture
def office(office_url, templates):
    """Everybody is enrolled, nothing is open."""
    database = Database(office_url)
    reading = Reading(database, RULES)
    house = House(database, Desk(database, RULES), reading, staff=dict(templates.staff), updates=templates.updates)
    yield Office(house, reading)
    database.close()


@pytest.fixture
def empty_office(tmp_path):
    """Nobody is enrolled."""
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    bring_up_to_date(database)
    reading = Reading(database, RULES)
    yield Office(House(database, Desk(database, RULES), reading), reading)
    database.close()
