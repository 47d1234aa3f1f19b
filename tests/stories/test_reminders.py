"""Whoever it waits for is reminded, once for each rung of the ladder, and a Komisioner softly."""

from datetime import datetime, timedelta

import pytest

from bot.clock import now
from tests.stories.house import PHOTOS, House, settled_with

pytestmark = pytest.mark.story

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TICKS = 0.5
"""Seconds in which the bot has looked at the deadlines several times."""


async def move_to(house: House, moment: datetime) -> None:
    house.process.move_clock((moment - now()).total_seconds())
    await house.wait(TICKS)


@settled_with(TICK_SECONDS="0.1")
async def test_at_the_end_of_its_day_each_visit_is_reminded_of_once_also_after_a_restart(house: House):
    await house.to_step_3()
    # Due at the close of office on a working day, which is no quiet hour, whatever day it is today.
    due = await house.due()
    await move_to(house, due - 8 * HOUR)
    assert await house.told() == set(), "not before its time"
    await move_to(house, due - MINUTE)
    reminded = await house.received()
    assert set(reminded) == {"komisioner"}
    assert "<b>hari ini</b>" not in reminded["komisioner"][-1].text
    assert "sampai dengan hari ini pukul" in reminded["komisioner"][-1].text

    await move_to(house, due + MINUTE)
    reminded = await house.received()
    assert set(reminded) == {"komisioner"}
    (reminder,) = reminded["komisioner"]
    assert "Mohon izin menyampaikan" in reminder.text
    assert not any(hard in reminder.text.lower() for hard in ("terlambat", "melewati tenggat", "segera"))
    await house.admin.say("/daftar")
    await house.admin.expect("lewat hari ini")
    await house.power_cut()
    await house.admin.say("/tugas")
    await house.admin.expect("Tidak ada maklumat yang menunggu")
    await house.wait(TICKS)
    assert set(await house.received()) == {"admin"}, "not a second time"
    assert (await house.events())["RungReached"] == 2

    await house.approve()
    await move_to(house, await house.due() + MINUTE)
    reminded = await house.received()
    assert set(reminded) == {"ppid", "atasan-ppid"}
    assert all("melewati tenggat" in messages[-1].text for messages in reminded.values())
    assert (await house.events())["RungReached"] == 3


@settled_with(TICK_SECONDS="0.1", QUIET_HOURS="15.00-07.00")
async def test_a_reminder_waits_for_the_morning_when_its_moment_is_in_the_quiet_hours(house: House):
    await house.to_step_3()
    due = await house.due()
    await move_to(house, due + MINUTE)
    assert await house.told() == {"komisioner"}, "of the due day's morning"
    await move_to(house, due + timedelta(hours=14))
    assert await house.told() == set()

    await move_to(house, due + timedelta(days=14))
    assert await house.told() == {"komisioner", "atasan-ppid"}, "two weeks without an answer are told upward"


@settled_with(TICK_SECONDS="0.1")
async def test_a_held_maklumat_is_not_reminded_of(house: House):
    await house.to_step_4()
    due = await house.due()
    await house.answered(house.atasan, "Tahan", "Menunggu server.")

    await move_to(house, due + MINUTE)
    assert await house.told() == set()
    assert (await house.events())["RungReached"] == 0


@settled_with(TICK_SECONDS="0.1")
async def test_a_correction_that_was_begun_and_not_sent_is_reminded_of(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=question)
    await house.settle()

    await move_to(house, now() + timedelta(days=14))
    reminded = await house.received()
    assert set(reminded) == {"komisioner", "atasan-ppid"}
    unsent = [m for m in reminded["komisioner"] if "belum dikirim" in m.text and "Mohon izin" in m.text]
    assert len(unsent) == 1
    assert "Kirim koreksi" in unsent[0].labels


@settled_with(TICK_SECONDS="0.1", ESCALATION="ketua=Yanto Wibowo")
async def test_what_stays_undone_is_told_to_the_next_above_and_never_decides(house: House):
    await house.to_step_5()
    due = await house.due()

    await move_to(house, due + timedelta(days=21))

    reminded = await house.received()
    assert set(reminded) == {"pelaksana", "atasan-ppid", "ppid"}
    (told,) = reminded["ppid"]
    assert "Dilaporkan, langkah 5 (Publikasi) telah melewati tenggat" in told.text
    assert "selaku Pelaksana (operator)" in told.text
    assert "Tandai terpublikasi" not in told.labels
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"


@settled_with(TICK_SECONDS="0.1")
async def test_whoever_says_that_he_is_looking_at_it_is_left_alone_until_the_next_working_morning(house: House):
    await house.to_step_3()
    due = await house.due()
    await move_to(house, due - MINUTE)
    reminder = (await house.received())["komisioner"][-1]

    await house.komisioner.tap("Sedang saya periksa", reminder)
    await house.settle()
    await move_to(house, due + MINUTE)
    assert await house.told() == set()

    await move_to(house, due + timedelta(days=14))
    assert "komisioner" in await house.told()
    assert (await house.events())["Examining"] == 1
