"""The people's side: what phones can do, what tests may forge, and how Telegram is made to fail."""

import asyncio
import json

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TimedOut

from bot.demo.kit.client import NotSeen


async def test_the_chat_is_read_as_its_owner_sees_it(bot, wahyu):
    await bot.send_message(wahyu.id, "Selamat pagi, <b>Bapak</b>", parse_mode="HTML")

    transcript = await wahyu.transcript()

    assert transcript == "--- Wahyu ---\n[1] Wahyu: /start\n[2] bot: Selamat pagi, Bapak"


async def test_what_does_not_come_is_told_with_the_chat(bot, wahyu):
    await bot.send_message(wahyu.id, "sesuatu yang lain")

    with pytest.raises(NotSeen, match=r"waited 0.1 s in vain for text='draf'(.|\n)*sesuatu yang lain"):
        await wahyu.expect("draf", timeout=0.1)


async def test_only_what_is_newer_than_a_mark_counts(bot, wahyu):
    await bot.send_message(wahyu.id, "halo satu")
    mark = await wahyu.mark()
    later = asyncio.create_task(wahyu.expect("halo", after=mark))
    await asyncio.sleep(0.1)

    await bot.send_message(wahyu.id, "halo dua")

    assert (await later).text == "halo dua"


async def test_a_file_reaches_the_bot(bot, wahyu):
    await wahyu.send(b"%PDF-1.7", "Draf.pdf", caption="judulnya")

    message = (await bot.get_updates())[-1].message

    assert (message.document.file_name, message.document.mime_type) == ("Draf.pdf", "application/pdf")
    assert message.caption == "judulnya"


async def test_photos_voices_and_albums_reach_the_bot(bot, wahyu):
    await wahyu.send(b"\xff\xd8gambar", "a.jpg", kind="photo")
    await wahyu.send(b"OggS", "a.ogg", kind="voice")
    await wahyu.album([("1.pdf", b"satu"), ("2.jpg", b"dua")], caption="keduanya")

    photo, voice, first, second = [update.message for update in await bot.get_updates()][1:]

    assert photo.photo
    assert voice.voice.mime_type == "audio/ogg"
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption) == ("keduanya", None)
    assert (first.document.file_name, second.document.file_name) == ("1.pdf", "2.jpg")


async def test_a_person_corrects_their_own_words(bot, wahyu):
    said = await wahyu.say("/baru Maklumt")

    await wahyu.edit(said, "/baru Maklumat")

    update = (await bot.get_updates())[-1]
    assert (update.message, update.edited_message.text) == (None, "/baru Maklumat")
    assert update.edited_message.edit_date is not None


async def test_who_blocked_the_bot_cannot_write_to_it(wahyu):
    await wahyu.block()

    with pytest.raises(AssertionError, match="the bot is blocked"):
        await wahyu.say("halo")


async def test_a_test_may_forge_an_update_from_a_group(bot, people, wahyu):
    group = {"id": -100123, "type": "supergroup", "title": "Sekretariat"}
    sender = {"id": wahyu.id, "is_bot": False, "first_name": "Wahyu"}

    update_id = await people.push(
        {"message": {"message_id": 7, "date": 0, "chat": group, "from": sender, "text": "/tugas"}}
    )

    heard = (await bot.get_updates())[-1]
    assert (heard.update_id, heard.message.chat.title) == (update_id, "Sekretariat")
    sent = await bot.send_message(-100123, "Silakan lewat obrolan pribadi.")
    assert sent.chat.type == "supergroup"


async def test_a_forged_tap_from_nowhere_can_be_answered_once(bot, people, wahyu):
    person = {"id": wahyu.id, "is_bot": False, "first_name": "Wahyu"}
    await people.push({"callback_query": {"id": "77", "from": person, "chat_instance": "1", "data": "palsu"}})

    query = (await bot.get_updates())[-1].callback_query

    assert (query.data, query.message) == ("palsu", None)
    await query.answer()
    with pytest.raises(BadRequest):
        await query.answer()


async def test_an_update_that_makes_no_sense_is_delivered_too(people, server):
    await people.push({"message": {"message_id": "bukan angka"}})

    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{server.bot_base_url}{server.token}/getUpdates")

    assert answer.json()["result"][0]["message"] == {"message_id": "bukan angka"}


async def test_changes_are_told_as_they_happen(server, wahyu):
    async with (
        httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http,
        http.stream("GET", "/local/events") as stream,
    ):
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        await wahyu.say("halo")
        heard = [line async for line in _until_data(lines)]

    assert json.loads(heard[-1].removeprefix("data: ")) == {"chat": wahyu.id}


async def _until_data(lines):
    async for line in lines:
        yield line
        if line.startswith("data:"):
            return


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("chats/1/say", {"text": "x"}, 409),
        ("chats/5000001/say", {}, 404),
        ("chats/5000001/say", {"text": "  "}, 409),
        ("chats/5000001/say", {"text": "x", "reply_to": 99}, 409),
        ("chats/5000001/edit", {"message_id": 99, "text": "x"}, 409),
        ("faults", {"method": "sendMessage", "colour": "red"}, 409),
        ("raw-update", {}, 409),
    ],
)
async def test_the_impossible_is_refused_with_a_sentence(server, wahyu, path, body, status):
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http:
        answer = await http.post(f"/local/{path}", json=body)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_other_websites_cannot_press_buttons_here(server, wahyu):
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http:
        as_form = await http.post(f"/local/chats/{wahyu.id}/say", data={"text": "x"})
        by_other_name = await http.get("/local/people", headers={"Host": "jahat.example"})
        from_other_site = await http.post(
            f"/local/chats/{wahyu.id}/attach",
            files={"file": ("a.pdf", b"x")},
            headers={"Origin": "https://jahat.example"},
        )

    assert (as_form.status_code, by_other_name.status_code, from_other_site.status_code) == (400, 400, 403)


class TestFailures:
    # python-telegram-bot warns, while it builds this error, that its own attribute will change its type.
    @pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
    async def test_too_many_requests_with_the_seconds_to_wait(self, bot, wahyu, people, server):
        await people.fail("sendMessage", retry_after=7)

        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(wahyu.id, "halo")

        assert refused.value._retry_after.total_seconds() == 7

        assert (await bot.send_message(wahyu.id, "halo")).text == "halo"

    async def test_the_wait_stands_in_the_header_too(self, wahyu, people, server):
        await people.fail("sendMessage", retry_after=7)

        async with httpx.AsyncClient(trust_env=False) as http:
            url = f"{server.bot_base_url}{server.token}/sendMessage"
            answer = await http.post(url, json={"chat_id": wahyu.id, "text": "x"})

        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
        assert answer.json()["description"] == "Too Many Requests: retry after 7"

    async def test_a_broken_server(self, bot, wahyu, people):
        await people.fail("*", times=2, code=500, description="Internal Server Error: restart")

        for _ in range(2):
            with pytest.raises(NetworkError, match="Internal Server Error: restart"):
                await bot.send_message(wahyu.id, "halo")

        assert await bot.send_message(wahyu.id, "halo")

    async def test_a_line_cut_after_the_deed_is_done(self, bot, wahyu, people):
        await people.fail("sendMessage", drop_after_executing=True)

        with pytest.raises(NetworkError):
            await bot.send_message(wahyu.id, "terkirim juga")

        assert await wahyu.expect("terkirim juga")
        call = (await people.ledger("sendMessage"))[-1]
        assert (call["ok"], call["code"], call["executed"]) == (False, 0, True)

    async def test_a_line_cut_before_the_deed(self, bot, wahyu, people):
        await people.fail("sendMessage", drop_before_executing=True)

        with pytest.raises(NetworkError):
            await bot.send_message(wahyu.id, "tidak terkirim")

        assert await wahyu.newest() is None

    async def test_an_answer_that_comes_too_late(self, bot, wahyu, people):
        await people.fail("sendMessage", delay=1)

        with pytest.raises(TimedOut):
            await bot.send_message(wahyu.id, "terlambat", read_timeout=0.2)

        assert await wahyu.expect("terlambat")

    async def test_a_failure_for_one_chat_alone(self, bot, wahyu, people):
        sri = await people.person("Sri")
        await sri.say("/start")
        await people.fail("sendMessage", chat_id=sri.id, code=400, description="Bad Request: chat not found")

        assert await bot.send_message(wahyu.id, "halo")
        with pytest.raises(BadRequest):
            await bot.send_message(sri.id, "halo")

    async def test_a_group_that_has_moved(self, bot, wahyu, people):
        await people.fail("sendMessage", code=400, description="Bad Request: x", migrate_to_chat_id=-100999)

        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(wahyu.id, "halo")

        assert moved.value.new_chat_id == -100999

    async def test_healing_takes_the_failures_away(self, bot, wahyu, people):
        await people.fail("sendMessage", times=9, code=500)

        await people.heal()

        assert await bot.send_message(wahyu.id, "halo")


async def test_the_ledger_tells_every_call(bot, wahyu, people):
    await bot.send_message(wahyu.id, "halo")
    with pytest.raises(BadRequest):
        await bot.send_message(1, "halo")

    calls = await people.ledger("sendMessage")

    assert [(call["chat_id"], call["ok"], call["code"]) for call in calls] == [
        (str(wahyu.id), True, 200),
        ("1", False, 400),
    ]
    assert calls[0]["parameters"]["text"] == "halo"
    assert await people.ledger(chat_id=wahyu.id, after=calls[0]["number"]) == []
