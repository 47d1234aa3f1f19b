"""The demo as text: in the order in which it happened, with buttons, files and toasts, each thing once."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.demo.phones.deeds import Hand
from bot.demo.stage.transcript import WIDTH, Transcript
from bot.demo.world.records import Upload

MORNING = datetime(2027, 1, 19, 2, 5, tzinfo=UTC)


@pytest.fixture
async def written(world):
    """Lines as they are written, while the world's clock stands at 09.05 WIB."""
    lines: list[str] = []
    world.clock = lambda: MORNING
    transcript = Transcript(world, lines.append)
    world.listeners.add(transcript.note)
    return lines


@pytest.fixture
async def wahyu(world):
    return Hand(world, world.bot, world.add_person("Wahyu", "Nugroho", title="PPID").id)


async def test_what_is_said_pressed_and_answered_is_written_down_once(world, written, wahyu, bot: Bot):
    wahyu.say("/tugas")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Paraf", callback_data="p")]])
    await bot.send_message(wahyu.person_id, "Draf versi 1", reply_markup=keyboard)
    tap = wahyu.tap("Paraf")
    await bot.answer_callback_query(tap.id, "Tercatat.")
    await asyncio.sleep(0)
    world.changed(wahyu.person_id)
    await asyncio.sleep(0)

    assert [line for line in written if line.strip()] == [
        "\n» PPID (Wahyu Nugroho) menulis:",
        "            /tugas",
        "  09.05.00  → PPID (Wahyu Nugroho)",
        "            Draf versi 1",
        "            [✅ Paraf]",
        "\n» PPID (Wahyu Nugroho) menekan Paraf",
        "  09.05.00  → PPID (Wahyu Nugroho), sekilas di layar",
        "            Tercatat.",
    ]


async def test_files_and_replies_are_told(written, wahyu, bot: Bot):
    wahyu.attach("document", [Upload("draf.pdf", "application/pdf", b"%PDF-1.7")], "judulnya")
    sent = await bot.send_message(wahyu.person_id, "Mohon alasan.")
    wahyu.say("Sudah benar.", sent.message_id)
    await asyncio.sleep(0)

    assert "            [berkas] draf.pdf (8 bita)" in written
    assert "            judulnya" in written
    assert "\n» PPID (Wahyu Nugroho) membalas:" in written


async def test_long_words_are_broken_and_headings_stand_after_what_came_before(world, written, wahyu):
    transcript = Transcript(world, written.append)
    wahyu.say("kata " * 60)

    transcript.heading("Langkah 1")
    transcript.caption("keterangan " * 20)

    assert all(len(line.strip("\n")) <= WIDTH for line in written)
    texts = "\n".join(written)
    assert texts.index("kata kata") < texts.index("── Langkah 1 ─") < texts.index("keterangan")


async def test_an_office_that_is_cleared_away_is_not_told_again(world, written, wahyu):
    wahyu.say("/tugas")
    await asyncio.sleep(0)
    count = len(written)
    world.bot.chats.clear()
    world.bot.queries.clear()
    world.changed(wahyu.person_id)
    await asyncio.sleep(0)
    assert len(written) == count

    wahyu.say("/daftar")
    await asyncio.sleep(0)

    assert written[-1].strip() == "/daftar"
    assert len(written) == count + 2


async def test_a_person_without_an_office_is_named_by_name(world, written):
    hand = Hand(world, world.bot, world.add_person("Tamu").id)
    hand.say("Selamat pagi")
    await asyncio.sleep(0)

    assert written[0] == "\n» Tamu menulis:"
