"""Delivery by webhook: a bot that listens on this machine's own loop, and a Telegram that brings it its updates."""

import asyncio
import itertools
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram.error import Conflict

from bot.demo.botapi.webhooks import queue_of
from bot.demo.server import LocalTelegramServer
from bot.demo.world.updates import Update
from tests.bot.bench import Hurried

BAD = "Bad Request: bad webhook: "
SECRET = "rahasia_kantor-1"


@dataclass
class Listener:
    """A bot's own web server: what it was brought, and how it answers."""

    url: str
    answers: list[Response] = field(default_factory=list)
    brought: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    slow: float = 0.0
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(self, request):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.brought.append(await request.json())
        self.headers.append(dict(request.headers))
        self.heard.set()
        answer = self.answers.pop(0) if self.answers else Response()
        await asyncio.sleep(self.slow)
        self.at_once -= 1
        return answer

    @property
    def texts(self):
        return [update["message"]["text"] for update in self.brought if "message" in update]

    @property
    def ids(self):
        return [update["update_id"] for update in self.brought]

    async def until(self, count):
        """Waits until so many updates were brought, and a little longer: there must not be more."""
        await self.at(count)
        await asyncio.sleep(0.05)

    async def at(self, count, seconds=5.0):
        """Waits until so many updates were brought."""
        async with asyncio.timeout(seconds):
            while len(self.brought) < count:
                self.heard.clear()
                await self.heard.wait()


@pytest.fixture
async def listener(monkeypatch):
    """The bot's own web server is a route of another local Telegram, which knows nothing of it."""
    monkeypatch.setattr("uvicorn.server.asyncio", Hurried(20))
    listener = Listener("")
    route = Route("/hook", listener.__call__, methods=["POST"])
    async with LocalTelegramServer(routes=[route]) as server:
        listener.url = f"{server.base_url}/hook"
        yield listener
        listener.slow = 0


@pytest.fixture
async def raw(server, world):
    world.limits.flood = None
    world.limits.webhook_pause_seconds = 0.02
    world.limits.webhook_longest_pause_seconds = 0.05
    async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{server.token}/", trust_env=False) as raw:
        yield raw


async def set_webhook(raw, **parameters):
    return (await raw.post("setWebhook", json=parameters)).json()


async def info(raw):
    return (await raw.post("getWebhookInfo")).json()["result"]


class TestDelivery:
    async def test_what_waited_and_what_comes_is_brought_with_the_secret(self, raw, listener, wahyu):
        told = await set_webhook(raw, url=listener.url, secret_token=SECRET)
        await wahyu.say("halo")
        await listener.until(2)

        assert told == {"ok": True, "result": True, "description": "Webhook was set"}
        assert listener.texts == ["/start", "halo"]
        assert listener.headers[0]["x-telegram-bot-api-secret-token"] == SECRET
        assert listener.headers[0]["content-type"] == "application/json"
        assert (await info(raw))["pending_update_count"] == 0

    async def test_without_a_secret_none_is_sent(self, raw, listener, wahyu):
        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        assert "x-telegram-bot-api-secret-token" not in listener.headers[0]

    @pytest.mark.parametrize("refusal", [500, 404, 302])
    async def test_anything_but_a_2xx_is_tried_again_and_told(self, raw, listener, wahyu, refusal):
        listener.answers = [Response(status_code=refusal, headers={"Location": "http://192.0.2.1/"})] * 3

        await set_webhook(raw, url=listener.url)
        await listener.until(4)

        assert listener.ids == [listener.ids[0]] * 4
        told = await info(raw)
        assert told["pending_update_count"] == 0
        assert told["last_error_message"].startswith(f"Wrong response from the webhook: {refusal} ")
        assert told["last_error_date"] > 1_600_000_000

    async def test_any_2xx_is_enough(self, raw, listener, wahyu):
        listener.answers = [Response(status_code=204)]

        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        assert (await info(raw))["pending_update_count"] == 0

    async def test_the_pauses_grow(self, raw, listener, world, wahyu):
        world.limits.webhook_pause_seconds = 0.05
        world.limits.webhook_longest_pause_seconds = 60
        loop, moments = asyncio.get_running_loop(), []
        listener.answers = [Response(status_code=500)] * 4

        await set_webhook(raw, url=listener.url)
        for count in range(1, 6):
            await listener.at(count)
            moments.append(loop.time())

        pauses = [later - earlier for earlier, later in itertools.pairwise(moments)]
        # At once, then twice, four times, eight times the first pause.
        assert pauses[0] < 0.1
        assert [pause >= wanted for pause, wanted in zip(pauses[1:], [0.1, 0.2, 0.4], strict=True)] == [True] * 3

    async def test_retry_after_is_respected(self, raw, listener, wahyu):
        listener.answers = [Response(status_code=503, headers={"Retry-After": "1"})]
        loop = asyncio.get_running_loop()

        await set_webhook(raw, url=listener.url)
        await listener.until(1)
        began = loop.time()
        await listener.until(2)

        assert loop.time() - began > 0.8

    async def test_a_bot_that_does_not_listen_is_told_so(self, raw, wahyu):
        await set_webhook(raw, url="http://127.0.0.1:9/")
        for _ in range(100):
            if "last_error_message" in (told := await info(raw)):
                break
            await asyncio.sleep(0.02)

        assert (told["last_error_message"], told["pending_update_count"]) == ("Connection refused", 1)

    async def test_a_bot_that_does_not_answer_in_time_is_asked_again(self, raw, listener, world, wahyu):
        world.limits.webhook_answer_seconds = 0.1
        listener.slow = 0.4

        await set_webhook(raw, url=listener.url)
        await listener.until(2)

        assert (await info(raw))["last_error_message"] == "Read timeout expired"

    async def test_taps_live_150_seconds_and_messages_a_day(self, raw, bot, people, wahyu, listener):
        button = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}
        await raw.post("sendMessage", json={"chat_id": wahyu.id, "text": "x", "reply_markup": button})
        await wahyu.press("Ya")
        await people.set_clock(151)

        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        assert listener.texts == ["/start"]

    async def test_what_would_be_too_old_after_the_pause_is_given_up(self, raw, listener, people, wahyu):
        await people.set_clock(24 * 3600 - 5)
        listener.answers = [Response(status_code=503, headers={"Retry-After": "60"})]

        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        assert (await info(raw))["pending_update_count"] == 0

    async def test_410_for_long_closes_the_webhook(self, raw, listener, people, wahyu):
        listener.answers = [Response(status_code=410)] * 1000
        await set_webhook(raw, url=listener.url)
        await listener.until(2)
        assert (await info(raw))["url"] == listener.url

        await people.set_clock(23 * 3600 + 60)
        async with asyncio.timeout(5):
            while (await info(raw))["url"]:  # noqa: ASYNC110  # what is waited for sets no event
                await asyncio.sleep(0.02)
        brought = len(listener.brought)
        await asyncio.sleep(0.2)

        assert len(listener.brought) == brought
        assert (await info(raw)) == {"url": "", "has_custom_certificate": False, "pending_update_count": 1}

    async def test_it_goes_on_where_a_server_left_off(self, raw, listener, world, wahyu):
        await set_webhook(raw, url=listener.url)
        await listener.until(1)
        world.is_closing = False

        async with LocalTelegramServer(world):
            await wahyu.say("kepada server kedua")
            await listener.until(2)

        assert listener.texts[-1] == "kepada server kedua"

    async def test_it_ends_with_the_server(self, listener, monkeypatch):
        monkeypatch.setattr("uvicorn.server.asyncio", Hurried(20))
        listener.slow = 30
        loop = asyncio.get_running_loop()
        async with LocalTelegramServer() as server:
            url = f"{server.bot_base_url}{server.token}/setWebhook"
            async with httpx.AsyncClient(trust_env=False) as http:
                await http.post(url, json={"url": listener.url})
            server.world.push(server.world.bot, {"message": {"message_id": 1}})
            await listener.until(1)
            began = loop.time()

        assert loop.time() - began < 2
        assert len(server.world.bot.updates.waiting) == 1


class TestOrder:
    async def test_one_chat_in_order_and_chats_side_by_side(self, raw, listener, people):
        persons = [await people.person(name) for name in ("Wahyu", "Sri", "Putri")]
        for text in ("satu", "dua", "tiga"):
            for person in persons:
                await person.say(text)
        listener.slow = 0.05

        await set_webhook(raw, url=listener.url)
        await listener.until(9)

        for person in persons:
            own = [u["message"]["text"] for u in listener.brought if u["message"]["chat"]["id"] == person.id]
            assert own == ["satu", "dua", "tiga"]
        assert listener.most_at_once == 3

    async def test_never_more_at_once_than_the_bot_allows(self, raw, listener, people):
        for name in ("Wahyu", "Sri", "Putri"):
            await (await people.person(name)).say("halo")
        listener.slow = 0.05

        await set_webhook(raw, url=listener.url, max_connections=1)
        await listener.until(3)

        assert listener.most_at_once == 1
        assert (await info(raw))["max_connections"] == 1

    async def test_a_failing_message_holds_up_its_own_chat_alone(self, raw, listener, people, world):
        world.limits.webhook_pause_seconds = 0.2
        world.limits.webhook_longest_pause_seconds = 0.2
        wahyu, sri = await people.person("Wahyu"), await people.person("Sri")
        await wahyu.say("tersangkut")
        await wahyu.say("di belakang")
        await sri.say("lewat")
        listener.answers = [Response(status_code=500), Response(), Response(status_code=500)]

        await set_webhook(raw, url=listener.url, max_connections=1)
        await listener.until(5)

        assert listener.texts == ["tersangkut", "lewat", "tersangkut", "tersangkut", "di belakang"]

    def test_messages_queue_by_chat_taps_by_person_and_the_rest_not_at_all(self):
        def queue(kind, content):
            return queue_of(Update(1, kind, {kind: content}, until=None))

        tap = queue("callback_query", {"from": {"id": 5}, "message": {"chat": {"id": 5}}})

        assert queue("message", {"chat": {"id": 5}}) == queue("edited_message", {"chat": {"id": 5}}) == ("chat", 5)
        assert tap == ("taps", 5)
        assert queue("my_chat_member", {"chat": {"id": 5}})[0] == "alone"
        assert queue("message", "bukan pesan")[0] == queue("message", {"chat": 7})[0] == "alone"


class TestTheAnswer:
    @pytest.mark.parametrize("way", ["json", "form"])
    async def test_it_may_carry_a_call(self, raw, listener, people, wahyu, way):
        call = {"method": "sendMessage", "chat_id": wahyu.id, "text": "diterima"}
        form = Response(
            f"method=SENDMESSAGE&chat_id={wahyu.id}&text=diterima", media_type="application/x-www-form-urlencoded"
        )
        listener.answers = [JSONResponse(call) if way == "json" else form]

        await set_webhook(raw, url=listener.url)

        assert await wahyu.expect("diterima")
        assert (await people.ledger("sendMessage"))[-1]["remarks"] == []

    @pytest.mark.parametrize("method", ["deleteWebhook", "getMe", "logOut", "setWebhook", ""])
    async def test_some_calls_it_may_not_carry(self, raw, listener, people, wahyu, method):
        listener.answers = [JSONResponse({"method": method})]

        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        assert [call["method"] for call in await people.ledger()] == ["setWebhook"]

    @pytest.mark.parametrize(
        "body", ['{"method": "sendMessage"', "[]", '{"method": "sendMessage", "chat_id": 1}', "ya"]
    )
    async def test_nonsense_in_it_harms_nothing(self, raw, listener, wahyu, body):
        listener.answers = [Response(body, media_type="application/json")]

        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        assert (await info(raw))["pending_update_count"] == 0


class TestSetting:
    @pytest.mark.parametrize(
        ("parameters", "words"),
        [
            ({"url": "http://kpu.go.id/bot"}, f"{BAD}An HTTPS URL must be provided for webhook"),
            ({"url": "https://kpu.go.id:8080/bot"}, f"{BAD}Webhook can be set up only on ports 80, 88, 443 or 8443"),
            ({"url": "ftp://kpu.go.id"}, "Bad Request: invalid webhook URL specified"),
            ({"url": "https://"}, "Bad Request: invalid webhook URL specified"),
            ({"url": "https://kpu.go.id:70000/"}, "Bad Request: invalid webhook URL specified"),
            ({"url": "http://127.0.0.1:9/", "secret_token": "x" * 257}, "Bad Request: secret token is too long"),
            (
                {"url": "http://127.0.0.1:9/", "secret_token": "a b"},
                "Bad Request: secret token contains unallowed characters",
            ),
        ],
    )
    async def test_telegram_refuses_in_its_own_words(self, raw, parameters, words):
        told = await set_webhook(raw, **parameters)

        assert (told["error_code"], told["description"]) == (400, words)

    @pytest.mark.parametrize(
        ("parameters", "place"),
        [
            ({"url": "https://kpu.go.id/bot"}, "kpu.go.id"),
            ({"url": "kpu.go.id/bot"}, "kpu.go.id"),
            ({"url": "https://127.0.0.1/bot"}, "127.0.0.1"),
            ({"url": "http://127.0.0.1:9/", "ip_address": "192.0.2.1"}, "192.0.2.1"),
        ],
    )
    async def test_no_address_outside_this_machine_is_taken(self, raw, parameters, place):
        told = await set_webhook(raw, **parameters)

        reached = "this local Telegram reaches nothing but plain http on this machine's own loop"
        assert told["description"] == f"{BAD}{reached}, not {place}"
        assert (await info(raw))["url"] == ""

    @pytest.mark.parametrize(
        "host", ["127.0.0.1.kpu.go.id", "127.0.0.1@kpu.go.id", "localhost.kpu.go.id", "2130706433", "10.0.0.1", "[::2]"]
    )
    async def test_what_only_looks_like_this_machine_is_not_taken(self, raw, host):
        told = await set_webhook(raw, url=f"http://{host}/")

        assert told["description"] == f"{BAD}An HTTPS URL must be provided for webhook"

    @pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:9", "127.1.2.3", "[::1]:9"])
    async def test_this_machines_own_loop_is_taken_on_any_port(self, raw, host):
        assert (await set_webhook(raw, url=f"http://{host}/"))["ok"]

    async def test_the_same_again_is_no_change(self, raw):
        await set_webhook(raw, url="http://127.0.0.1:9/")

        assert (await set_webhook(raw, url="http://127.0.0.1:9/"))["description"] == "Webhook is already set"

    async def test_what_is_refused_takes_the_old_one_away_too(self, raw):
        await set_webhook(raw, url="http://127.0.0.1:9/")

        await set_webhook(raw, url="http://127.0.0.1:9/", secret_token="a b")

        assert (await info(raw))["url"] == ""

    async def test_taking_it_away_says_whether_there_was_one(self, raw):
        await set_webhook(raw, url="http://127.0.0.1:9/")

        words = [(await raw.post("deleteWebhook")).json()["description"] for _ in range(2)]

        assert words == ["Webhook was deleted", "Webhook is already deleted"]

    async def test_an_empty_address_takes_it_away(self, raw):
        await set_webhook(raw, url="http://127.0.0.1:9/")

        assert (await set_webhook(raw, url=""))["description"] == "Webhook was deleted"

    async def test_what_waits_may_be_dropped(self, raw, wahyu, listener):
        await set_webhook(raw, url=listener.url, drop_pending_updates=True)
        await wahyu.say("baru")
        await listener.until(1)

        assert listener.texts == ["baru"]

    @pytest.mark.parametrize(("asked", "taken"), [(None, 40), (0, 1), (500, 100), (7, 7)])
    async def test_connections_are_pressed_between_1_and_100(self, raw, people, asked, taken):
        await set_webhook(raw, url="http://127.0.0.1:9/", **({} if asked is None else {"max_connections": asked}))

        assert (await info(raw))["max_connections"] == taken
        remarks = (await people.ledger("setWebhook"))[-1]["remarks"]
        assert bool(remarks) == (asked in {0, 500})

    async def test_the_kinds_of_updates_are_told_back(self, raw):
        await set_webhook(raw, url="http://127.0.0.1:9/", allowed_updates=["message", "callback_query"])

        assert (await info(raw))["allowed_updates"] == ["callback_query", "message"]

    async def test_a_certificate_is_not_taken(self, raw):
        answer = await raw.post(
            "setWebhook", data={"url": "http://127.0.0.1:9/"}, files={"certificate": ("cert.pem", b"x")}
        )

        assert answer.status_code == 501

    async def test_a_poll_that_waits_is_told_to_end(self, raw, bot, wahyu):
        offset = (await bot.get_updates())[-1].update_id + 1
        waiting = asyncio.create_task(bot.get_updates(offset=offset, timeout=20))
        await asyncio.sleep(0.2)

        await set_webhook(raw, url="http://127.0.0.1:9/")

        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await asyncio.wait_for(waiting, 2)


class TestMishaps:
    async def test_a_telegram_that_is_down_brings_nothing(self, raw, listener, people, wahyu):
        await set_webhook(raw, url=listener.url)
        await listener.until(1)
        await people.outage(30)
        await wahyu.say("menunggu")
        await asyncio.sleep(0.2)
        assert listener.texts == ["/start"]

        await people.heal()
        await listener.until(2)

        assert listener.texts == ["/start", "menunggu"]

    async def test_an_update_may_be_brought_twice(self, raw, listener, people, wahyu):
        await set_webhook(raw, url=listener.url)
        await listener.until(1)

        repeated = await people.redeliver()
        await listener.until(2)

        assert listener.ids == repeated * 2
        assert (await info(raw))["pending_update_count"] == 0

    async def test_an_update_that_makes_no_sense_is_brought_too(self, raw, listener, people):
        await set_webhook(raw, url=listener.url)

        await people.push({"message": {"message_id": "bukan angka"}})
        await listener.until(1)

        assert listener.brought[0]["message"] == {"message_id": "bukan angka"}
