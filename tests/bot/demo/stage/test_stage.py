"""A fresh office at any moment, and what the page is told of changes it has not asked about."""

import asyncio
import json

import httpx
import pytest

from bot.demo.stage.office import OFFICE
from bot.demo.stage.story import SAMPLES, STORY, TITLE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_office_is_ready_when_it_opens(visit):
    shown = await visit.looks()

    assert shown["bot"] == {"state": "running"}
    assert (shown["zone"], shown["zone_short"], shown["offset_seconds"]) == ("Asia/Jakarta", "WIB", 0)
    assert shown["maklumat"] == []
    for named in OFFICE:
        greeting = visit.offered(named.key, "Saya mengerti")
        assert named.name in greeting.text


async def test_a_reset_gives_a_fresh_office_to_the_same_people_in_seconds(visit):
    await visit.to_step_3()
    await visit.asks("clock", to="tomorrow")
    people = dict(visit.premises.people)
    bot = visit.stage.world.bot
    updates, messages, old = bot.updates.next_id, bot.last_message_id, visit.premises._database.path
    loop = asyncio.get_running_loop()
    began = loop.time()

    shown = await visit.asks("reset")

    assert loop.time() - began < 10, "about one second where nothing else runs"
    assert (shown["maklumat"], shown["offset_seconds"], shown["bot"]) == ([], 0, {"state": "running"})
    assert visit.premises.people == people
    assert len(visit.stage.world.people) == len(OFFICE)
    assert bot.updates.next_id > updates, "the numbers go on"
    assert bot.files == bot.queries == {}
    assert bot.updates.waiting == []
    assert all(update.id >= updates for update in bot.updates.confirmed), "nothing of the last office comes twice here"
    assert not old.exists()
    for named in OFFICE:
        chat = visit.hand(named.key).chat
        # An admin who came first reads that the others have come too.
        said, greeting, *_ = sorted(chat.messages.values(), key=lambda message: message.id)
        assert said.text.startswith("/start ")
        assert "Saya mengerti" in str(greeting.buttons)
        assert said.id > messages
    await visit.says("ppid", f"/baru {TITLE}")
    assert visit.told("ppid", "-001"), "the first maklumat of this office"


async def test_two_resets_at_once_are_one(visit):
    offices = visit.premises.office

    await asyncio.gather(*(visit.asks("reset") for _ in range(3)))

    assert visit.premises.office == offices + 1
    assert (await visit.looks())["bot"]["state"] == "running"


async def test_a_reset_in_the_middle_of_the_story_ends_it(visit):
    await visit.asks("tour", do="play")
    await visit.at_scene(len(STORY) // 2)

    shown = await visit.asks("reset")

    assert (shown["tour"]["state"], shown["tour"]["scene"], shown["tour"]["caption"]) == ("idle", 0, None)
    assert shown["maklumat"] == []
    await asyncio.sleep(0.3)
    assert visit.premises.is_untouched, "nobody goes on playing"


async def test_a_reset_while_the_story_is_being_prepared_ends_it_too(visit):
    await visit.says("ppid", f"/baru {TITLE}")
    await visit.asks("tour", do="play")

    shown = await visit.asks("reset")

    assert shown["tour"]["state"] == "idle"
    assert shown["maklumat"] == []
    assert visit.premises.is_untouched


async def test_a_reset_while_the_bot_is_dead_brings_it_back(visit):
    visit.premises.revival_seconds = 60
    await visit.asks("mishap", kind="kill-bot")

    shown = await visit.asks("reset")

    assert shown["bot"] == {"state": "running"}
    visit.premises.revival_seconds = 0.2
    await visit.asks("mishap", kind="kill-bot")
    await visit.settled()


async def test_while_the_office_is_prepared_troubles_and_jumps_have_to_wait(visit):
    resetting = asyncio.create_task(visit.asks("reset"))
    await visit.until(lambda: visit.premises.is_preparing)

    await visit.refused("mishap", kind="kill-bot")
    await visit.refused("mishap", kind="flood", seconds=1)
    await visit.refused("clock", to="hour")

    shown = await resetting
    assert shown["offset_seconds"] == 0


async def test_a_jump_that_a_reset_has_overtaken_moves_nobodys_clock(visit):
    visit.hand("ppid").say("/tugas")
    jumping = asyncio.create_task(visit.refused("clock", to="hour"))
    await asyncio.sleep(0)

    shown = await visit.asks("reset")

    await jumping
    assert shown["offset_seconds"] == (await visit.looks())["offset_seconds"] == 0


async def test_an_office_that_cannot_be_prepared_says_so_and_the_next_one_can(visit, monkeypatch):
    monkeypatch.setattr("bot.demo.stage.premises.GREETING_SECONDS", 0.0)
    words = await visit.refused("reset")
    assert "belum dapat disiapkan" in words["id"]
    monkeypatch.undo()

    assert (await visit.asks("reset"))["bot"] == {"state": "running"}


class Listening:
    """A page that hears of changes."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.heard: list[dict] = []

    async def listen(self) -> None:
        async with self._http.stream("GET", "/local/events") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    self.heard.append(json.loads(line.removeprefix("data: ")))

    async def __aenter__(self):
        self._task = asyncio.create_task(self.listen())
        await asyncio.sleep(0.2)
        self.heard.clear()
        return self

    async def __aexit__(self, *_):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def test_the_page_hears_of_every_change_of_the_stage_and_of_chats_as_before(visit):
    async with Listening(visit.http) as page:
        visit.hand("ppid").say(f"/baru {TITLE}")
        await visit.until(lambda: {"stage": True} in page.heard)
        await visit.settled()
        assert {"chat": visit.hand("ppid").person_id} in page.heard

        for door, given in (
            ("clock", {"to": "hour"}),
            ("mishap", {"kind": "flood", "seconds": 0.1}),
            ("tour", {"do": "play"}),
            ("tour", {"do": "take_over"}),
        ):
            page.heard.clear()
            await visit.asks(door, **given)
            await visit.until(lambda: {"stage": True} in page.heard)


async def test_the_page_hears_when_an_outage_is_over(visit):
    async with Listening(visit.http) as page:
        # Longer than from one look at the strip to the next: an outage between two of them would not be noticed.
        await visit.asks("mishap", kind="telegram-down", seconds=4)
        await asyncio.sleep(1.5)
        page.heard.clear()
        await visit.until(lambda: {"stage": True} in page.heard)

    assert (await visit.looks())["telegram"]["state"] == "up"


async def test_when_nothing_changes_the_page_hears_nothing(visit):
    visit.attaches("ppid", SAMPLES / "maklumat-v1.pdf")
    await visit.settled()
    await asyncio.sleep(1.3)  # one more look at the strip

    async with Listening(visit.http) as page:
        await asyncio.sleep(1.3)

    assert page.heard == []
