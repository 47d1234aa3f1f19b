"""The doors to another time: the world and the bot go through together, and nothing that was done before is lost."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot import clock
from bot.demo.stage.office import ZONE
from bot.demo.stage.story import CORRECTION, TITLE
from handlers.screens.dates import moment

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE = timedelta(minutes=1)
TICK_SECONDS = 0.1
"""Of the bots in these tests."""


def now_of(shown) -> datetime:
    return datetime.fromisoformat(shown["now"])


def due_of(shown) -> datetime:
    (maklumat,) = shown["maklumat"]
    return datetime.fromisoformat(maklumat["steps"][maklumat["step"] - 1]["due"])


async def test_an_hour_is_an_hour_for_everybody(visit):
    before = await visit.looks()

    after = await visit.asks("clock", to="hour")

    assert after["offset_seconds"] == pytest.approx(3600, abs=0.01)
    assert now_of(after) - now_of(before) >= timedelta(hours=1)
    mark = visit.mark("ppid")
    await visit.says("ppid", f"/baru {TITLE}")
    card = visit.told("ppid", "MKL-", mark)
    assert card.at - clock.now() > timedelta(minutes=59)
    opened = datetime.fromisoformat((await visit.looks())["maklumat"][0]["steps"][0]["since"])
    assert opened - clock.now() > timedelta(minutes=59), "the bot's clock has followed"


async def test_tomorrow_is_nine_in_the_morning_of_the_next_day_at_the_office(visit):
    today = now_of(await visit.looks()).astimezone(ZONE).date()

    for days in (1, 2):
        shown = await visit.asks("clock", to="tomorrow")

        local = now_of(shown).astimezone(ZONE)
        assert local.date() == today + timedelta(days=days)
        assert (local.hour, local.minute) == (9, 0)

    await visit.says("ppid", f"/baru {TITLE}")
    due = due_of(await visit.looks())
    assert due.astimezone(ZONE).date() > today + timedelta(days=2)
    assert visit.told("ppid", f"Batas waktu: {moment(due, ZONE)}"), "what the card says follows too"


async def test_without_an_open_maklumat_there_is_no_deadline_to_go_to(visit):
    shown = await visit.looks()
    assert shown["next_deadline"] is None

    words = await visit.refused("clock", to="deadline")

    assert "tenggat" in words["id"]
    assert (await visit.looks())["offset_seconds"] == 0


async def test_past_the_next_deadline_whoever_is_late_is_reminded_and_the_cards_say_so(visit):
    await visit.to_step_3()
    due = due_of(await visit.looks())
    mark = visit.mark("komisioner")

    shown = await visit.asks("clock", to="deadline")

    assert now_of(shown) - due >= MINUTE
    assert now_of(shown) - due < 2 * MINUTE
    assert shown["maklumat"][0]["steps"][2]["late"] is True
    assert shown["next_deadline"] is None
    # Due at the close of office on a working day, which is no quiet hour: the reminder comes at the next tick.
    await visit.until(lambda: visit.told("komisioner", "Mohon izin menyampaikan", mark))
    await visit.settled()
    assert visit.told("ppid", "Mohon izin menyampaikan", visit.mark("ppid")) is None
    assert (await visit.events())["RungReached"] == 1
    await visit.says("admin", "/daftar")
    assert visit.told("admin", "lewat hari ini")
    await visit.refused("clock", to="deadline")


async def test_a_reminder_that_falls_into_the_quiet_hours_waits_for_the_morning(visit):
    visit.premises._process.settings["QUIET_HOURS"] = "15.00-07.00"
    await visit.asks("reset")
    await visit.to_step_3()
    await visit.asks("clock", to="deadline")
    await asyncio.sleep(4 * TICK_SECONDS)
    assert (await visit.events())["RungReached"] == 1, "that of the morning; 16.01 is in the evening here"

    # Nine in the morning of the next working day, whichever day it is today.
    for _ in range(14):
        await visit.asks("clock", to="tomorrow")

    await visit.until(lambda: visit.told("komisioner", "Mohon izin menyampaikan"))
    await visit.settled()
    assert (await visit.events())["RungReached"] >= 1


async def test_a_tap_just_before_a_jump_is_recorded_at_its_own_time(visit):
    await visit.to_step_3()
    hand = visit.hand("komisioner")
    question = visit.offered("komisioner", "Setujui")
    hand.tap("Setujui", message_id=question.id)
    await visit.until(lambda: visit.offered("komisioner", "Ya, setujui"))

    tap = hand.tap("Ya, setujui", message_id=visit.offered("komisioner", "Ya, setujui").id)
    shown = await visit.asks("clock", to="tomorrow")

    await visit.settled()
    assert visit.stage.world.bot.queries[tap.id].answer is not None
    assert (await visit.events())["Approved"] == 1
    (maklumat,) = (await visit.looks())["maklumat"]
    assert datetime.fromisoformat(maklumat["steps"][2]["done_at"]) < now_of(shown) - timedelta(minutes=1)
    assert maklumat["step"] == 4


@pytest.mark.besides
async def test_a_tap_that_nobody_could_fetch_outlives_a_jump(visit):
    await visit.to_step_3()
    visit.premises.revival_seconds = 4.0  # longer than a jump waits
    await visit.asks("mishap", kind="kill-bot")
    tap = visit.hand("komisioner").tap("Kembalikan untuk diperbaiki")

    await visit.asks("clock", to="tomorrow")
    await visit.asks("clock", to="tomorrow")

    await visit.until(lambda: visit.stage.world.bot.queries[tap.id].answer is not None)
    await visit.settled()
    question = visit.offered("komisioner", "Batal")
    visit.hand("komisioner").say(CORRECTION, question.id)
    await visit.settled()
    assert (await visit.events())["Returned"] == 1


async def test_nothing_recorded_means_a_way_back_to_the_real_time(visit):
    await visit.asks("clock", to="hour")

    shown = await visit.asks("clock", to="now")

    assert shown["offset_seconds"] == 0
    assert abs(now_of(shown) - clock.now()) < timedelta(seconds=5)
    await visit.says("ppid", f"/baru {TITLE}")
    opened = datetime.fromisoformat((await visit.looks())["maklumat"][0]["steps"][0]["since"])
    assert abs(opened - clock.now()) < timedelta(seconds=10), "the bot's clock has come back too"


async def test_behind_what_is_recorded_there_is_no_way_back_but_a_new_office(visit):
    await visit.asks("clock", to="hour")
    await visit.says("ppid", f"/baru {TITLE}")

    words = await visit.refused("clock", to="now")

    assert "Mulai dari awal" in words["id"]
    assert (await visit.looks())["offset_seconds"] == pytest.approx(3600, abs=0.01)
    shown = await visit.asks("reset")
    assert (shown["offset_seconds"], shown["maklumat"]) == (0, [])


async def test_a_clock_that_is_moved_past_the_stage_takes_the_bot_along(visit):
    await visit.http.post("/local/clock", json={"offset_seconds": 7200})
    await asyncio.sleep(0.3)

    await visit.says("ppid", f"/baru {TITLE}")

    opened = datetime.fromisoformat((await visit.looks())["maklumat"][0]["steps"][0]["since"])
    assert opened - clock.now() > timedelta(minutes=119)
