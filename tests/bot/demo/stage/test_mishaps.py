"""Troubles on purpose, with the real bot: whatever happens, nothing is lost and nothing is done twice."""

import asyncio
from datetime import datetime

import pytest

from bot.demo.stage.story import CORRECTION, TITLE

pytestmark = pytest.mark.asyncio(loop_scope="module")


def copies(visit, key, words) -> int:
    """How many messages with these words have come to this phone."""
    return sum(words in message.text for message in visit.hand(key).chat.messages.values() if message.from_bot)


@pytest.mark.besides
async def test_what_is_done_while_telegram_is_down_is_done_once_it_is_back(visit):
    await visit.to_step_3()

    shown = await visit.asks("mishap", kind="telegram-down", seconds=1)

    assert shown["telegram"]["state"] == "down"
    assert datetime.fromisoformat(shown["telegram"]["until"]) > datetime.fromisoformat(shown["now"])
    visit.hand("komisioner").tap("Kembalikan untuk diperbaiki")
    visit.hand("pelaksana").say("/daftar")
    await visit.settled()
    assert (await visit.looks())["telegram"] == {"state": "up", "until": None}
    assert copies(visit, "pelaksana", "MKL-") == 1
    visit.hand("komisioner").say(CORRECTION, visit.offered("komisioner", "Batal").id)
    await visit.settled()
    assert (await visit.events())["Returned"] == 1
    assert copies(visit, "ppid", CORRECTION) == 1


async def test_what_the_bot_was_about_to_say_when_telegram_went_down_is_said_afterwards(visit):
    await visit.says("ppid", f"/baru {TITLE}")
    mark = visit.mark("atasan-ppid")
    visit.hand("atasan-ppid").say("/status 1")
    await visit.until(lambda: not visit.stage.world.bot.updates.waiting)

    await visit.asks("mishap", kind="telegram-down", seconds=1)

    await visit.settled()
    assert visit.told("atasan-ppid", "MKL-", mark)


async def test_a_telegram_that_asks_to_wait_gets_every_message_later_and_once(visit):
    loop = asyncio.get_running_loop()
    began = loop.time()
    await visit.asks("mishap", kind="flood", seconds=1)

    await visit.says("ppid", f"/baru {TITLE}")

    assert loop.time() - began >= 1
    refused = [entry for entry in visit.stage.world.ledger if entry.code == 429]
    assert {entry.method for entry in refused} == {"sendMessage"}
    assert copies(visit, "ppid", "MKL-") == copies(visit, "atasan-ppid", "MKL-") == 1
    assert visit.stage.world.faults == []


async def test_a_second_flood_takes_the_place_of_the_first(visit):
    await visit.asks("mishap", kind="flood", seconds=60)
    await visit.asks("mishap", kind="flood", seconds=0.3)

    await visit.until(lambda: not visit.stage.world.faults)


async def test_a_bot_killed_in_the_middle_of_its_work_goes_on_where_it_was(visit):
    await visit.to_step_3()
    visit.hand("komisioner").tap("Kembalikan untuk diperbaiki")
    await visit.settled()
    question = visit.offered("komisioner", "Batal")
    visit.hand("komisioner").say(CORRECTION, question.id)

    shown = await visit.asks("mishap", kind="kill-bot")

    assert shown["bot"]["state"] == "stopped"
    await visit.settled()
    assert (await visit.looks())["bot"]["state"] == "running"
    assert (await visit.events())["Returned"] == 1
    assert copies(visit, "ppid", CORRECTION) >= 1, "a message may come twice after a power cut, and then does no harm"
    await visit.says("ppid", "/daftar")
    assert visit.told("ppid", "MKL-")


async def test_a_dead_bot_cannot_be_killed_again(visit):
    visit.premises.revival_seconds = 60
    await visit.asks("mishap", kind="kill-bot")

    words = await visit.refused("mishap", kind="kill-bot")

    assert "mati" in words["id"]


async def test_a_bot_that_somebody_else_ended_is_started_again(visit):
    ended = asyncio.Event()
    visit.premises.on_ended = ended.set

    visit.premises._process._process.terminate()

    async with asyncio.timeout(10):
        await ended.wait()
    await visit.says("ppid", f"/baru {TITLE}")
    assert visit.told("ppid", "MKL-")


async def test_an_update_that_comes_twice_is_taken_once(visit):
    await visit.says("ppid", f"/baru {TITLE}")
    before = visit.stage.world.bot.last_message_id

    await visit.asks("mishap", kind="duplicate")

    await visit.until(lambda: not visit.stage.world.bot.updates.again)
    await visit.settled()
    await visit.says("admin", "/daftar")
    assert (await visit.events())["Opened"] == 1
    assert visit.stage.world.bot.last_message_id == before + 2, "the question and its answer, nothing else"


async def test_a_reset_ends_every_trouble(visit):
    await visit.asks("mishap", kind="telegram-down", seconds=100)
    await visit.asks("mishap", kind="flood", seconds=100)

    shown = await visit.asks("reset")

    assert shown["telegram"] == {"state": "up", "until": None}
    assert visit.stage.world.faults == []
    assert shown["bot"]["state"] == "running"
