"""getUpdates and taps, seen by the real client and by a bare one."""

import asyncio

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, EndPointNotFound

from bot.demo.kit.client import NotSeen

CARD = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Setujui", callback_data="s:1")]])


@pytest.fixture
async def raw(server):
    async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{server.token}/", trust_env=False) as raw:
        yield raw


async def test_a_poll_waits_and_returns_at_once_when_something_comes(bot, wahyu):
    start = await bot.get_updates()
    loop = asyncio.get_running_loop()
    waiting = asyncio.create_task(bot.get_updates(offset=start[-1].update_id + 1, timeout=20))
    await asyncio.sleep(0.2)
    began = loop.time()

    await wahyu.say("halo")

    assert [update.message.text for update in await waiting] == ["halo"]
    assert loop.time() - began < 1


async def test_a_poll_that_hears_nothing_ends_by_itself(bot, people):
    assert await bot.get_updates(timeout=1) == ()


async def test_a_command_is_marked_as_one(bot, wahyu):
    await wahyu.say("/baru Maklumat 2027")

    message = (await bot.get_updates())[-1].message

    assert message.parse_entities() == {message.entities[0]: "/baru"}
    assert message.from_user.full_name == "Wahyu"


async def test_the_older_of_two_waiting_polls_gives_way(bot, raw, wahyu):
    offset = (await bot.get_updates())[-1].update_id + 1
    older = asyncio.create_task(raw.get("getUpdates", params={"offset": offset, "timeout": 20}))
    await asyncio.sleep(0.2)
    newer = asyncio.create_task(bot.get_updates(offset=offset, timeout=20))

    refused = (await older).json()

    assert refused == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    await wahyu.say("halo")
    assert len(await newer) == 1


async def test_two_pollers_that_keep_ousting_each_other_hear_of_it_late(raw, wahyu, world):
    world.limits.conflict_delay_seconds = 0.4
    loop = asyncio.get_running_loop()
    offset = (await raw.get("getUpdates")).json()["result"][-1]["update_id"] + 1
    waits, poll = [], None
    for _ in range(3):
        began = loop.time()
        older, poll = poll, asyncio.create_task(raw.get("getUpdates", params={"offset": offset, "timeout": 20}))
        await asyncio.sleep(0.1)
        if older is not None:
            assert (await older).json()["error_code"] == 409
            waits.append(loop.time() - began)
    await wahyu.say("selesai")
    await poll

    assert waits[0] < 0.35 < waits[1]


async def test_a_newer_poll_that_finds_something_disturbs_nobody(bot, raw, wahyu):
    offset = (await bot.get_updates())[-1].update_id + 1
    older = asyncio.create_task(raw.get("getUpdates", params={"offset": offset, "timeout": 20}))
    await asyncio.sleep(0.2)
    await wahyu.say("halo")

    newer = await bot.get_updates(offset=offset)

    assert (len(newer), len((await older).json()["result"])) == (1, 1)


async def test_asking_the_same_again_at_once_is_slowed_down(bot, wahyu, world):
    world.limits.same_offset_wait_seconds = 1
    await wahyu.say("dua")
    loop = asyncio.get_running_loop()
    assert len(await bot.get_updates()) == 2

    assert len(await bot.get_updates()) == 1

    offset = (await bot.get_updates(limit=100, timeout=1))[-1].update_id + 10
    await bot.get_updates(offset=offset)
    world.bot.updates.clear()
    began = loop.time()
    assert await bot.get_updates(offset=offset) == ()
    assert loop.time() - began > 0.9


async def test_polling_and_a_webhook_exclude_each_other(bot):
    await bot.set_webhook("http://127.0.0.1:9/bot")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "http://127.0.0.1:9/bot"

    await bot.delete_webhook()

    assert await bot.get_updates() == ()


async def test_the_allowed_kinds_stick(bot, wahyu):
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    await wahyu.say("tidak terdengar")
    card = await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)

    await wahyu.press("Setujui", card.message_id)

    assert [update.callback_query is not None for update in (await bot.get_updates())[1:]] == [True]


async def test_a_foreign_token_is_nobody(server, people):
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{server.bot_base_url}1:x/getMe")

    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")


async def test_an_unknown_method_is_not_found(bot, raw):
    answer = await raw.post("sendRichMessage")

    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found: method not found")
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendRichMessage")


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart"])
async def test_arguments_come_in_any_of_four_ways(raw, wahyu, how):
    words = {"chat_id": wahyu.id, "text": "halo", "disable_notification": True}
    written = {"chat_id": str(wahyu.id), "text": "halo", "disable_notification": "true"}
    ways = {
        "query": {"params": written},
        "form": {"data": written},
        "json": {"json": words},
        "multipart": {"data": written, "files": {"unused": ("a.txt", b"x")}},
    }

    answer = await raw.post("SENDMESSAGE", **ways[how])

    assert answer.json()["result"]["text"] == "halo"
    assert (await wahyu.expect("halo")).is_silent


class TestTaps:
    async def test_a_tap_is_heard_and_answered(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)
        tap = await wahyu.press("Setujui")

        query = (await bot.get_updates())[-1].callback_query
        await query.answer("Tercatat pukul 10.14", show_alert=True)

        assert (query.data, query.from_user.id, query.message.message_id) == ("s:1", wahyu.id, card.message_id)
        assert query.message.reply_markup == CARD
        assert query.chat_instance
        toast = await wahyu.toast(tap)
        assert (toast.text, toast.show_alert) == ("Tercatat pukul 10.14", True)

    async def test_tapping_waits_for_the_answer(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)
        tapping = asyncio.create_task(wahyu.tap("Setujui"))
        offset = 0
        while (updates := await bot.get_updates(offset=offset, timeout=5))[-1].callback_query is None:
            offset = updates[-1].update_id + 1

        await updates[-1].callback_query.answer("ya")

        assert (await tapping).text == "ya"

    async def test_a_tap_is_answered_only_once(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)
        tap = await wahyu.press("Setujui")
        await bot.answer_callback_query(tap)

        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(tap)

    async def test_a_tap_cannot_be_answered_after_its_time(self, bot, wahyu, people):
        await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)
        tap = await wahyu.press("Setujui")
        await people.set_clock(151)

        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(tap)
        assert all(update.callback_query is None for update in await bot.get_updates())

    async def test_an_answer_has_at_most_200_characters(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)
        tap = await wahyu.press("Setujui")

        with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
            await bot.answer_callback_query(tap, "x" * 201)

    async def test_an_unanswered_tap_fails_with_the_chat_in_sight(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Kartu MKL-2027-001", reply_markup=CARD)

        with pytest.raises(NotSeen, match=r"was not answered(.|\n)*Kartu MKL-2027-001\n +\[✅ Setujui\]"):
            await wahyu.tap("Setujui", timeout=0.1)

    async def test_a_button_that_is_not_there_cannot_be_tapped(self, bot, wahyu):
        await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)

        with pytest.raises(NotSeen, match="cannot tap 'Tanya': no button"):
            await wahyu.tap("Tanya")

    async def test_forged_data_reaches_the_bot_all_the_same(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)

        tap = await wahyu.press_forged("s:999", card.message_id)

        query = (await bot.get_updates())[-1].callback_query
        assert (query.id, query.data) == (tap, "s:999")
        await query.answer("Tombol ini sudah tidak berlaku.")
        assert (await wahyu.toast(tap)).text == "Tombol ini sudah tidak berlaku."

    async def test_a_tap_on_a_message_that_is_gone_has_no_message(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu", reply_markup=CARD)
        await bot.delete_message(wahyu.id, card.message_id)

        await wahyu.press_forged("s:1", card.message_id)

        query = (await bot.get_updates())[-1].callback_query
        assert not query.message.is_accessible
