"""A Telegram that is down, and one that brings an update twice."""

import asyncio

import httpx
import pytest
from telegram.error import NetworkError


@pytest.fixture
async def raw(server):
    async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{server.token}/", trust_env=False) as raw:
        yield raw


class TestOutage:
    async def test_every_call_is_cut_while_it_lasts(self, bot, people, wahyu):
        await people.outage(0.5)

        with pytest.raises(NetworkError):
            await bot.send_message(wahyu.id, "tidak sampai")
        with pytest.raises(NetworkError):
            await bot.get_me()

        await asyncio.sleep(0.6)
        assert (await bot.send_message(wahyu.id, "sampai")).text == "sampai"
        assert [m.text for m in await wahyu.chat() if m.from_bot] == ["sampai"]

    async def test_it_may_show_a_page_of_html_instead(self, raw, people):
        await people.outage(30, "502")

        answer = await raw.post("getMe")

        assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
        assert "<h1>502 Bad Gateway</h1>" in answer.text

    async def test_files_cannot_be_fetched_either(self, bot, people, wahyu, server):
        sent = await bot.send_document(wahyu.id, b"isi", filename="a.pdf")
        file = await bot.get_file(sent.document.file_id)
        await people.outage(30, "502")

        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(file.file_path)

        assert answer.status_code == 502

    async def test_nobody_can_tell_a_good_token_from_a_bad_one(self, server, people):
        await people.outage(30, "502")

        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(f"{server.bot_base_url}1:x/getMe")

        assert answer.status_code == 502

    async def test_phones_go_on_and_what_they_write_waits(self, bot, people, wahyu):
        await people.outage(30)
        await wahyu.say("masih bisa menulis")
        with pytest.raises(NetworkError):
            await bot.get_updates()

        await people.heal()

        assert [update.message.text for update in await bot.get_updates()] == ["/start", "masih bisa menulis"]

    async def test_who_waits_for_updates_is_cut_off_at_once(self, bot, people, wahyu):
        offset = (await bot.get_updates())[-1].update_id + 1
        waiting = asyncio.create_task(bot.get_updates(offset=offset, timeout=20))
        await asyncio.sleep(0.2)

        await people.outage(30)

        with pytest.raises(NetworkError):
            await asyncio.wait_for(waiting, 2)

    async def test_the_ledger_tells_what_came_to_nothing(self, raw, people, wahyu):
        await people.outage(30, "502")
        await raw.post("sendMessage", json={"chat_id": wahyu.id, "text": "x"})

        call = (await people.ledger("sendMessage"))[-1]

        assert (call["ok"], call["code"], call["executed"]) == (False, 502, False)

    @pytest.mark.parametrize(
        ("body", "status"),
        [({"seconds": 5, "how": "slow"}, 400), ({"seconds": 0}, 400), ({"seconds": 1e9}, 400), ({}, 404)],
    )
    async def test_only_real_outages_can_be_ordered(self, server, body, status):
        async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http:
            answer = await http.post("/local/outage", json=body)
            after = await http.get("/local/outage")

        assert (answer.status_code, after.json()) == (status, {"outage": None})

    async def test_the_page_can_tell_how_long_it_lasts(self, server, people):
        async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http:
            begun = (await http.post("/local/outage", json={"seconds": 30, "how": "502"})).json()
            ended = (await http.delete("/local/outage")).json()

        assert begun["outage"]["how"] == "502"
        assert begun["outage"]["until"].endswith("+00:00")
        assert ended == {"outage": None}

    async def test_the_world_may_move_its_clock_and_the_outage_lasts_all_the_same(self, raw, people):
        await people.outage(30, "502")
        await people.set_clock(3600)

        assert (await raw.post("getMe")).status_code == 502


class TestAnUpdateThatComesTwice:
    async def test_it_comes_once_more_under_its_number(self, bot, people, wahyu):
        await wahyu.say("satu")
        await wahyu.say("dua")
        last = (await bot.get_updates())[-1]
        await bot.get_updates(offset=last.update_id + 1)

        assert await people.redeliver() == [last.update_id]

        again = await bot.get_updates(offset=last.update_id + 1)
        assert [(update.update_id, update.message.text) for update in again] == [(last.update_id, "dua")]
        assert await bot.get_updates(offset=last.update_id + 1) == ()

    async def test_it_stands_before_what_is_new(self, bot, people, wahyu):
        first = (await bot.get_updates())[-1]
        await bot.get_updates(offset=first.update_id + 1)
        await people.redeliver()
        await wahyu.say("baru")

        updates = await bot.get_updates(offset=first.update_id + 1)

        assert [update.message.text for update in updates] == ["/start", "baru"]

    async def test_who_waits_is_woken_by_it(self, bot, people, wahyu):
        first = (await bot.get_updates())[-1]
        await bot.get_updates(offset=first.update_id + 1)
        waiting = asyncio.create_task(bot.get_updates(offset=first.update_id + 1, timeout=20))
        await asyncio.sleep(0.2)

        await people.redeliver()

        assert [update.update_id for update in await asyncio.wait_for(waiting, 2)] == [first.update_id]

    async def test_what_was_never_confirmed_cannot_come_twice(self, bot, people, wahyu):
        await bot.get_updates()

        with pytest.raises(AssertionError, match="no update was confirmed yet"):
            await people.redeliver()

    async def test_an_outage_that_begins_just_then_does_not_swallow_it(self, bot, people, world, wahyu):
        first = (await bot.get_updates())[-1]
        offset = first.update_id + 1
        await bot.get_updates(offset=offset)
        waiting = asyncio.create_task(bot.get_updates(offset=offset, timeout=20))
        await asyncio.sleep(0.2)

        world.bot.updates.redeliver()
        world.go_down(30)

        with pytest.raises(NetworkError):
            await waiting
        await people.heal()

        assert [update.update_id for update in await bot.get_updates(offset=offset)] == [first.update_id]
