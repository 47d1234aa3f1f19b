"""What the kit tells a test's author: what was not seen and why, what cannot be done, how a chat looks in words."""

import asyncio

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.demo.kit.client import NotPossible, NotSeen
from bot.demo.kit.fixtures import telegram_here, world_for_tests

CARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("✅ Setujui", callback_data="s:1"), InlineKeyboardButton("Laman", url="https://kpu.go.id/")]]
)


class TestWaiting:
    async def test_for_one_message_to_be_changed(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Draf", reply_markup=CARD)
        await bot.send_message(wahyu.id, "Disetujui, kata orang lain")
        waiting = asyncio.create_task(wahyu.expect("disetujui", message=card.message_id))
        await asyncio.sleep(0.1)
        assert not waiting.done()

        await bot.edit_message_text("Draf\nDisetujui.", wahyu.id, card.message_id)

        changed = await waiting
        assert (changed.id, changed.labels) == (card.message_id, ())

    async def test_for_a_voice_message(self, bot, wahyu):
        await bot.send_message(wahyu.id, "halo")
        await bot.send_voice(wahyu.id, b"OggS")
        await bot.send_message(wahyu.id, "halo lagi")

        assert (await wahyu.expect(voice=True)).voice.mime == "audio/ogg"

    async def test_for_nothing(self, bot, wahyu):
        await bot.send_message(wahyu.id, "halo")
        mark = await wahyu.mark()

        await wahyu.expect_nothing(after=mark, seconds=0.1)

        late = asyncio.create_task(wahyu.expect_nothing(after=mark, seconds=5))
        await bot.send_message(wahyu.id, "halo lagi")
        with pytest.raises(AssertionError, match=r"was to hear nothing more(.|\n)*halo lagi"):
            await late

    async def test_in_vain_names_what_the_bot_did_not_fetch(self, wahyu):
        with pytest.raises(NotSeen, match=r"in vain for anything(.|\n)*the bot has not fetched 1 update$"):
            await wahyu.expect(timeout=0)

    async def test_in_vain_names_what_was_refused_to_the_bot_in_this_chat(self, bot, people, wahyu):
        await bot.get_updates(offset=-1)
        for chat in (wahyu.id, 404):
            with pytest.raises(BadRequest):
                await bot.send_message(chat, "<b>Draf", parse_mode="HTML")

        with pytest.raises(NotSeen) as missing:
            await wahyu.expect("Draf", timeout=0)

        refused = [line for line in str(missing.value).splitlines() if line.startswith("refused")]
        assert len(refused) == 1
        assert refused[0].startswith(f"refused: sendMessage to {wahyu.id}: 400 Bad Request: can't parse entities")
        assert "refused: sendMessage to 404" in await people.scene()

    async def test_in_vain_names_what_telegram_passed_over(self, bot, wahyu):
        await bot.get_updates(offset=-1)
        await bot.send_message(wahyu.id, "Draf", api_kwargs={"txt": "Draf 2"})

        with pytest.raises(NotSeen, match=r'\nremarked on sendMessage to .*: sendMessage has no parameter "txt"'):
            await wahyu.expect("Draf 2", timeout=0)


class TestWhatCannotBeDone:
    async def test_a_button_that_only_opens_a_page(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Draf", reply_markup=CARD)

        with pytest.raises(NotSeen, match="cannot tap 'Laman': the button 'Laman' does not ask the bot"):
            await wahyu.tap("Laman")

    async def test_a_tap_while_the_bot_is_blocked(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Draf", reply_markup=CARD)
        await wahyu.block()

        with pytest.raises(NotSeen, match="cannot tap 'Setujui': the bot is blocked"):
            await wahyu.tap("Setujui")

    async def test_is_said_in_the_servers_words(self, wahyu):
        with pytest.raises(NotPossible, match=f"^chats/{wahyu.id}/say: no message 99 to reply to$"):
            await wahyu.reply(99, "halo")

    async def test_a_message_that_is_gone_cannot_be_looked_at(self, wahyu):
        said = await wahyu.say("halo")
        assert (await wahyu.look(said)).text == "halo"
        await wahyu.delete(said)

        with pytest.raises(NotSeen, match=f"has no message {said.id}"):
            await wahyu.look(said)


async def test_a_chat_in_words(bot, people, wahyu):
    card = await bot.send_document(wahyu.id, b"%PDF-1.7", filename="Draf.pdf", caption="Draf", reply_markup=CARD)
    await bot.edit_message_caption(wahyu.id, card.message_id, caption="Draf 2", reply_markup=CARD)
    await wahyu.reply(card.message_id, "Baik")
    await wahyu.press("Setujui")
    second = await wahyu.press("Setujui")
    await bot.answer_callback_query(second, "Disetujui")

    assert (await wahyu.transcript()).splitlines() == [
        "--- Wahyu ---",
        "[1] Wahyu: /start",
        "[2] bot (edited): Draf 2",
        "      file Draf.pdf, 8 bytes",
        "      [✅ Setujui] [Laman]",
        "[3] Wahyu (reply to 2): Baik",
        "tap on '✅ Setujui': not answered",
        "tap on '✅ Setujui': answered 'Disetujui'",
    ]


async def test_every_chat_at_once(people, wahyu):
    sri = await people.person("Sri")
    await sri.say("halo")

    assert await people.scene() == (
        "--- Wahyu ---\n[1] Wahyu: /start\n--- Sri ---\n[2] Sri: halo\nthe bot has not fetched 2 updates"
    )


class TestTheFixture:
    async def test_its_world_may_be_any(self, local_telegram):
        async with telegram_here(world_for_tests("7:OTHER", "lain_bot")) as other:
            assert (await other.bot())["username"] == "lain_bot"
            assert other.base_url != local_telegram.base_url

    async def test_a_bot_in_haste_is_not_slowed_down(self, bot, wahyu):
        loop = asyncio.get_running_loop()
        began = loop.time()
        for _ in range(3):
            await bot.get_updates(offset=0, timeout=0)
        for number in range(8):
            await bot.send_message(wahyu.id, f"halo {number}")

        assert loop.time() - began < 3
