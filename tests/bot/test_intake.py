"""Updates come in: kept before they are confirmed, taken once, in order for each chat, whatever they look like."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import MessageHandler, filters

from bot import intake
from bot.intake import (
    ALLOWED_UPDATES,
    LONGEST_PAUSE,
    POLLING,
    REJECTIONS_BORNE,
    TAKING_BACK_SECONDS,
    Poller,
    TokenRejected,
)
from bot.worker import AT_ONCE
from handlers.context import CURRENT
from handlers.screens import pages
from sop.officials import Change
from storage import people
from storage import tables as t
from storage.claims import CLAIMING, Claims
from storage.engine import Database
from storage.errors import StaleRevision
from storage.inbox import MOST_SETBACKS
from storage.strangers import ANSWERS
from tests.bot.bench import Hurried
from tests.storage.test_officials import changed, wish

CHAT = {"id": 9000, "type": "private", "first_name": "Wahyu"}
USER = {"id": 9000, "is_bot": False, "first_name": "Wahyu"}


class Between(httpx.AsyncBaseTransport):
    """The line to Telegram, on which somebody else may answer."""

    def __init__(self) -> None:
        self.line = httpx.AsyncHTTPTransport()
        self.instead: list[httpx.Response | Exception] = []
        self.offsets: list[int | None] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        import json

        self.offsets.append(json.loads(await request.aread()).get("offset"))
        if self.instead:
            answer = self.instead.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return await self.line.handle_async_request(request)

    async def aclose(self) -> None:
        await self.line.aclose()


@pytest.fixture
def hurried(monkeypatch):
    """Waiting between failures takes no time to speak of."""
    hurried = Hurried(2000)
    monkeypatch.setattr(intake, "asyncio", hurried)
    monkeypatch.setattr(intake, "LONG_POLL_SECONDS", 1)
    return hurried


@pytest.fixture
async def between():
    return Between()


@pytest.fixture
async def poller(bench, between, hurried):
    """As the composition root makes it."""
    good: list[Any] = []

    async def noted(at: Any) -> None:
        good.append(at)

    async with httpx.AsyncClient(transport=between) as client:
        made = Poller(
            client=client,
            url=f"{bench.server.bot_base_url}{bench.server.token}/getUpdates",
            bot_id=bench.bot.id,
            database=bench.database,
            clock=bench.clock,
            on_kept=bench.worker.nudged.set,
            on_good_poll=noted,
            alarm=bench.parts.alarm,
            claims=bench.parts.claims,
        )
        made.good = good
        yield made


@pytest.fixture
def kept(bench):
    """What the inbox holds of this test's bot, in its order."""

    def read() -> list[Any]:
        return [row for row in bench.all_of(t.inbox) if row.bot_id == bench.bot.id]

    return read


def a_gateways(kind: type[TelegramError]) -> TelegramError:
    """A refusal as the library raises it where its body was no JSON."""
    refusal = kind("Akses ditolak")
    refusal.__cause__ = TelegramError("Invalid server response")
    return refusal


def fail_commits(bench, times: int) -> list[int]:
    """The next commits fail, as on a full disk."""
    failed: list[int] = []

    def refuse(_connection: Any) -> None:
        if len(failed) < times:
            failed.append(1)
            raise sa.exc.OperationalError("COMMIT", {}, Exception("database or disk is full"))

    sa.event.listen(bench.database.writer, "commit", refuse)
    return failed


class TestPolling:
    async def test_what_is_kept_is_confirmed_and_not_before(self, bench, poller, kept, between):
        wahyu = await bench.phone(bench.house.wahyu)
        waiting = bench.server.world.bot.updates.waiting
        await wahyu.say("satu")
        await wahyu.say("dua")

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) == 2 and not waiting_updates(bench))

        assert waiting is not None
        assert between.offsets[0] is None
        assert between.offsets[1] == max(row.update_id for row in kept()) + 1

    async def test_it_asks_only_for_what_it_can_use(self, bench, poller, kept):
        async with bench.running(poller):
            await bench.until(lambda: poller.good or bench.server.world.bot.updates.allowed)

        assert bench.server.world.bot.updates.allowed == frozenset(ALLOWED_UPDATES)

    async def test_a_database_that_fails_confirms_nothing_and_loses_nothing(self, bench, poller, kept, between, caplog):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("sekali saja")
        failed = fail_commits(bench, 3)

        async with bench.running(poller):
            await bench.until(lambda: kept() and not waiting_updates(bench))

        assert len(failed) == 3
        assert between.offsets[:4] == [None] * 4
        assert len(kept()) == 1
        assert "updates could not be kept" in caplog.text

    async def test_what_was_kept_and_not_confirmed_before_a_crash_is_kept_once(self, bench, poller, kept, hurried):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("sekali saja")
        await poller._keep(await poller._fetch())
        assert waiting_updates(bench) == 1

        poller.offset = None
        async with bench.running(poller):
            await bench.until(lambda: not waiting_updates(bench))

        assert len(kept()) == 1

    async def test_numbers_that_go_down_after_an_idle_week_are_followed(self, bench, poller, kept, between):
        wahyu, queue = await bench.phone(bench.house.wahyu), bench.server.world.bot.updates
        queue.next_id = 900_000_000

        async with bench.running(poller):
            await wahyu.say("sebelum libur")
            await bench.until(lambda: len(kept()) == 1 and not waiting_updates(bench) and poller.offset is None)
            queue.next_id = 5
            await wahyu.say("sesudah libur")
            await wahyu.say("dan lagi")
            await bench.until(lambda: len(kept()) == 3 and not waiting_updates(bench))

        assert [row.update_id for row in kept()] == [900_000_000, 5, 6]
        assert 7 in between.offsets

    async def test_a_number_that_comes_again_with_other_content_is_a_new_update(self, bench, poller, kept):
        wahyu, queue = await bench.phone(bench.house.wahyu), bench.server.world.bot.updates

        async with bench.running(poller):
            queue.next_id = 5
            await wahyu.say("sebelum libur")
            await bench.until(lambda: len(kept()) == 1 and not waiting_updates(bench) and poller.offset is None)
            queue.next_id = 5
            await wahyu.say("sesudah libur")
            await bench.until(lambda: not waiting_updates(bench))

        assert len(kept()) == 2

    @pytest.mark.parametrize("code", [401, 404])
    async def test_a_proxy_that_refuses_for_a_moment_is_survived(self, bench, poller, kept, code):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")
        await bench.telegram.fail("getUpdates", times=4, code=code, description="Unauthorized")

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) == 1)
            await wahyu.say("dan lagi")
            await bench.telegram.fail("getUpdates", times=4, code=code, description="Unauthorized")
            await bench.until(lambda: len(kept()) == 2)

    @pytest.mark.parametrize("code", [401, 404])
    async def test_a_token_that_is_refused_five_times_in_a_row_is_wrong(self, bench, poller, code):
        await bench.telegram.fail("getUpdates", times=1000, code=code, description="Unauthorized")

        with pytest.raises(TokenRejected):
            await asyncio.wait_for(poller.run(), 1)

    @pytest.mark.parametrize("other", [httpx.Response(502), httpx.ConnectError("away")], ids=["answer", "cut"])
    async def test_refusals_that_are_not_in_a_row_say_nothing_of_the_token(
        self, bench, poller, between, hurried, other
    ):
        refusal = httpx.Response(404, json={"ok": False, "error_code": 404})
        between.instead = [refusal, other] * REJECTIONS_BORNE

        async with bench.running(poller):
            await bench.until(lambda: not between.instead and poller.good)

    @pytest.mark.parametrize(
        "how",
        [
            {"code": 409, "description": "Conflict: terminated by other getUpdates request"},
            {"code": 409, "description": "Conflict: can't use getUpdates method while webhook is active"},
            {"code": 429, "retry_after": 1},
            {"code": 500, "description": "Internal Server Error: restart"},
            {"code": 502, "description": "Bad Gateway"},
            {"drop_before_executing": True},
            {"drop_after_executing": True},
        ],
        ids=str,
    )
    async def test_telegram_in_trouble_is_survived(self, bench, poller, kept, how):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")
        await bench.telegram.fail("getUpdates", times=7, **how)

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) == 1 and poller.good)

    async def test_somebody_else_who_polls_for_long_is_told_to_the_admins(self, bench, poller, between):
        agus = bench.house.agus
        await bench.phone(agus)
        await bench.parts.alarm.database_works()
        at = count(step=60)
        bench.parts.alarm.monotonic = lambda: float(next(at))
        between.instead = [httpx.Response(409, json={"ok": False, "error_code": 409}) for _ in range(12)]

        async with bench.running(poller):
            await bench.until(lambda: poller.good)

        (text,) = await bench.read(agus)
        assert "token bot ini" in text

    async def test_a_webhook_that_could_not_be_taken_back_at_the_start_is_taken_back(
        self, bench, poller, kept, hurried
    ):
        """Polling would be refused until somebody starts the bot anew."""
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")
        await bench.bot.set_webhook("http://127.0.0.1:9/before", secret_token="s" * 40)
        await bench.telegram.fail("deleteWebhook", times=1, code=502)

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) == 1 and poller.good)

        assert bench.server.world.bot.webhook_url == ""
        assert bench.incidents() == [("webhook", intake.STILL_SET)]
        assert bench.rows() == [], "it was the office's own"
        assert min(hurried.slept) >= TAKING_BACK_SECONDS

    async def test_a_webhook_that_somebody_else_sets_is_taken_back_and_the_admins_are_told_once(
        self, bench, poller, kept, hurried
    ):
        await bench.everybody()
        wahyu = await bench.phone(bench.house.wahyu)
        async with bench.running(poller, bench.courier):
            await bench.until(lambda: poller.good)
            for number in (1, 2):
                await bench.bot.set_webhook("http://127.0.0.1:9/thief", secret_token="t" * 40)
                await bench.until(lambda: not bench.server.world.bot.webhook_url)
                await wahyu.say(f"pesan {number}")
                await bench.until(lambda number=number: len(kept()) == number)
                await asyncio.sleep(1.1)  # Telegram takes one setting a second
            await bench.until_sent()

        assert bench.incidents() == [("webhook", intake.SET_BY_OTHERS)]
        (told,) = await bench.read(bench.house.agus)
        assert "memasang webhook dengan token bot ini" in told
        assert len(bench.rows()) == 1

    async def test_somebody_who_sets_a_webhook_for_long_is_told_of_as_one_who_polls(self, bench, poller, between):
        await bench.phone(bench.house.agus)
        await bench.parts.alarm.database_works()
        at = count(step=60)
        bench.parts.alarm.monotonic = lambda: float(next(at))
        async with bench.running(poller):
            await bench.until(lambda: poller.good)
            between.instead = [refused_for_a_webhook() for _ in range(24)]
            await bench.until(lambda: not between.instead)

        (text,) = await bench.read(bench.house.agus)
        assert "token bot ini" in text

    async def test_the_offices_own_webhook_is_nobody_who_polls_however_long_it_stays(self, bench, poller, between):
        await bench.phone(bench.house.agus)
        await bench.parts.alarm.database_works()
        at = count(step=60)
        bench.parts.alarm.monotonic = lambda: float(next(at))
        between.instead = [refused_for_a_webhook() for _ in range(24)]

        async with bench.running(poller):
            await bench.until(lambda: poller.good)

        assert await bench.read(bench.house.agus) == []

    @pytest.mark.parametrize(
        ("date", "heard"),
        [
            ("Mon, 18 Jan 1999 03:00:00 GMT", [datetime(1999, 1, 18, 3, tzinfo=UTC)]),
            ("Mon, 18 Jan 1999 10:00:00 +0700", [datetime(1999, 1, 18, 3, tzinfo=UTC)]),
            ("Mon, 18 Jan 1999 03:00:00 -0000", [datetime(1999, 1, 18, 3, tzinfo=UTC)]),
            *((garbage, []) for garbage in ("", "kemarin", "Mon, 99 Jan 99999999 03:00:00 GMT")),
        ],
    )
    async def test_its_date_says_what_telegrams_clock_shows(self, bench, poller, between, date, heard):
        found: list[datetime] = []
        poller.on_date = lambda at, _asked: found.append(at)
        answer = httpx.Response(200, json={"ok": True, "result": []}, headers={"Date": date} if date else {})
        between.instead = [answer]

        async with bench.running(poller):
            await bench.until(lambda: poller.good and not between.instead)

        assert [at for at in found if at.year == 1999] == heard, "the local Telegram itself tells today's"

    async def test_whatever_stands_between_may_answer_anything(self, bench, poller, kept, between):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")
        between.instead = [
            httpx.Response(200, text="<html><h1>Selamat datang di Wi-Fi hotel</h1></html>"),
            httpx.Response(502, text="<html>Bad Gateway</html>"),
            httpx.Response(200, content=b"\xff\xfe\x00 garbage"),
            httpx.Response(200, content=b""),
            httpx.Response(200, json=None),
            httpx.Response(200, text="[" * 100_000),
            httpx.Response(200, json=[]),
            httpx.Response(200, json="ok"),
            httpx.Response(200, json={"ok": True}),
            httpx.Response(200, json={"ok": True, "result": {}}),
            httpx.Response(200, json={"ok": True, "result": None}),
            httpx.Response(200, json={"ok": False, "error_code": 420}),
            httpx.Response(302, headers={"location": "http://127.0.0.1:9/"}),
            httpx.ReadTimeout("slow"),
            httpx.ConnectError("away"),
            httpx.RemoteProtocolError("nonsense"),
        ]

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) == 1)

        assert between.instead == []
        assert between.offsets[:17] == [None] * 17

    @pytest.mark.parametrize("poison", [{}, {"update_id": "7"}, {"update_id": 2**70}, "text", None, [1]], ids=str)
    async def test_an_answer_with_something_that_is_no_update_does_not_stop_it(
        self, bench, poller, kept, between, poison
    ):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")
        between.instead = [httpx.Response(200, json={"ok": True, "result": [poison]})] * 2

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) >= 1)

        # Two answers of this kind are borne; what came after them is served, and nothing failed on the way.
        assert poller._failures == 0

    async def test_it_waits_longer_and_longer_and_never_longer_than_half_a_minute(
        self, bench, poller, hurried, between
    ):
        between.instead = [httpx.ConnectError("away") for _ in range(8)]

        async with bench.running(poller):
            await bench.until(lambda: not between.instead)

        # Up to a third shorter, so that two pollers fall out of step.
        longest = [min(30, 0.5 * 2**times) for times in (1, 2, 3, 4, 5, 6, 6, 6)]
        assert all(0.7 * bound <= wait <= bound for wait, bound in zip(hurried.slept, longest, strict=False))

    async def test_it_waits_as_long_as_telegram_asks(self, bench, poller, hurried):
        await bench.telegram.fail("getUpdates", times=3, code=429, retry_after=30)

        async with bench.running(poller):
            await bench.until(lambda: poller.good)

        assert hurried.slept[:3] == [30.0] * 3

    @pytest.mark.parametrize(
        ("asked", "at_most"), [(10**30, LONGEST_PAUSE), (-5, 1), (0, 1), ("60", 1), (None, 1), ([60], 1), (True, 1)]
    )
    async def test_a_pause_that_makes_no_sense_is_not_waited_for(self, bench, poller, hurried, between, asked, at_most):
        answer = {"ok": False, "error_code": 429, "parameters": {"retry_after": asked}}
        between.instead = [httpx.Response(429, json=answer), httpx.Response(429, json={**answer, "parameters": asked})]

        async with bench.running(poller):
            await bench.until(lambda: poller.good)

        assert hurried.slept[0] <= at_most
        assert hurried.slept[1] <= 2

    async def test_a_good_poll_is_noted_and_a_bad_one_is_not(self, bench, poller, between):
        between.instead = [httpx.ConnectError("away") for _ in range(3)]
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")

        async with bench.running(poller):
            await bench.until(lambda: poller.good)

        assert poller.good[0] == bench.clock.at
        assert len(poller.good) <= len(between.offsets) - 3

    async def test_a_good_poll_that_cannot_be_noted_does_not_end_it(self, bench, poller, kept):
        async def full(_at: Any) -> None:
            raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

        poller.on_good_poll = full
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("satu")

        async with bench.running(poller):
            await bench.until(lambda: len(kept()) == 1)
            await wahyu.say("dua")
            await bench.until(lambda: len(kept()) == 2, 1)

    async def test_nobody_logs_the_address_with_the_token(self, bench, poller, between, caplog):
        caplog.set_level("DEBUG", "bot.intake")
        between.instead = [httpx.ConnectError("away"), httpx.Response(502)]
        failed = fail_commits(bench, 1)
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")

        async with bench.running(poller):
            await bench.until(lambda: failed and not waiting_updates(bench))

        ours = [record.getMessage() for record in caplog.records if record.name == "bot.intake"]
        assert ours
        assert bench.server.token not in "\n".join(ours)


def refused_for_a_webhook() -> httpx.Response:
    words = (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    return httpx.Response(409, json={"ok": False, "error_code": 409, "description": words})


def waiting_updates(bench) -> int:
    return len(bench.server.world.bot.updates.waiting)


@pytest.fixture
def say(bench):
    """Puts a message into the inbox, as the poller would; its row's number."""

    def keep(official: Any, text: str, **more: Any) -> int:
        chat_id = official.telegram_id
        person = {"id": chat_id, "is_bot": False, "first_name": official.name}
        chat = {"id": chat_id, "type": "private", "first_name": official.name}
        bench.house.updates += 1
        body = {
            "update_id": bench.house.updates,
            "message": {
                "message_id": bench.house.updates,
                "date": 1_800_000_000,
                "chat": chat,
                "from": person,
                "text": text,
                **more,
            },
        }
        return hand_over(bench, body)

    return keep


def hand_over(bench, body: dict[str, Any]) -> int:
    from storage import inbox

    bench.database.write_now(lambda db: inbox.keep(db, 1, [body], bench.clock()))
    wanted = sa.select(t.inbox.c.seq).where(t.inbox.c.bot_id == 1, t.inbox.c.update_id == body["update_id"])
    bench.worker.nudged.set()
    return bench.database.read_now(lambda db: db.execute(wanted).scalar_one())


def state_of(bench, seq: int) -> str:
    return next(row.state for row in bench.all_of(t.inbox) if row.seq == seq)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
class TestSeveralWhoCouldPoll:
    async def test_one_polls_and_another_takes_over_when_it_is_gone(self, bench, poller, kept, between, office_url):
        beside = Database(office_url)
        first = Claims(beside)
        assert await first.take(POLLING)
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("masih di sini")

        async with bench.running(poller):
            await bench.a_while(0.3)
            assert between.offsets == [], "it stands by"
            # As when its process is killed.
            first.close()
            await bench.until(kept)

        beside.close()

    async def test_who_lost_the_database_claims_anew_before_it_polls_on(self, bench, poller, kept, office_url):
        wahyu = await bench.phone(bench.house.wahyu)
        async with bench.running(poller):
            await wahyu.say("satu")
            await bench.until(lambda: len(kept()) == 1)
            bench.parts.claims.close()
            await wahyu.say("dua")
            await bench.until(lambda: len(kept()) == 2 and bench.parts.claims.holds(POLLING))

    async def test_whose_line_of_claims_broke_takes_over_without_saying_that_the_database_failed(
        self, bench, poller, kept
    ):
        claims, wahyu = bench.parts.claims, await bench.phone(bench.house.wahyu)
        assert await claims.take("something else")
        break_off(bench)
        await bench.parts.alarm.database_works()
        await wahyu.say("masih di sini")

        async with bench.running(poller):
            await bench.until(lambda: kept() and poller.good)

        await bench.parts.alarm.database_works()
        assert bench.incidents() == []


def break_off(bench) -> None:
    """The server ends the connections that hold claims."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s AND datname = %s"
    bench.database.write_now(lambda db: db.exec_driver_sql(ended, (CLAIMING, bench.database.url.database)))


class Handler:
    """Takes every message that begins with 'uji', and does what the test wants."""

    def __init__(self, bench) -> None:
        self.calls: Counter[str] = Counter()
        self.began: list[str] = []
        self.ended: list[str] = []
        self.raises: dict[str, list[Exception]] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.at_once = self.most_at_once = 0
        bench.parts.application.handlers[0].insert(0, MessageHandler(filters.Regex("^uji"), self.take))

    async def take(self, update: Any, context: Any) -> None:
        text = update.message.text
        self.calls[text] += 1
        self.began.append(text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if text in self.gates:
                await self.gates[text].wait()
            if self.raises.get(text):
                raise self.raises[text].pop(0)
        finally:
            self.at_once -= 1
        self.ended.append(text)
        await context.finish()


@pytest.fixture
def handler(bench):
    return Handler(bench)


async def pass_time(bench, holds: Any, step: float = 3.0, seconds: float = 8.0) -> None:
    """Let the office's time run until something holds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, bench._story()
        bench.clock.moves(step)
        bench.worker.nudged.set()
        await bench.a_while(0.03)


class TestOrder:
    async def test_one_chat_is_served_in_order(self, bench, handler, say):
        texts = [f"uji {number}" for number in range(6)]
        for text in texts:
            say(bench.house.wahyu, text)

        async with bench.running(bench.worker):
            await bench.until(lambda: len(handler.ended) == 6)

        assert handler.began == texts
        assert handler.most_at_once == 1

    async def test_a_slow_chat_does_not_hold_up_another(self, bench, handler, say):
        handler.gates["uji lama"] = asyncio.Event()
        say(bench.house.wahyu, "uji lama")
        say(bench.house.wahyu, "uji sesudahnya")
        say(bench.house.sri, "uji cepat")

        async with bench.running(bench.worker):
            await bench.until(lambda: "uji cepat" in handler.ended)
            await bench.a_while()
            assert "uji sesudahnya" not in handler.began
            handler.gates["uji lama"].set()
            await bench.until(lambda: len(handler.ended) == 3)

        assert handler.ended == ["uji cepat", "uji lama", "uji sesudahnya"]

    async def test_so_many_chats_side_by_side_and_no_more(self, bench, handler, say):
        from storage.people import Official

        for number in range(AT_ONCE + 4):
            text = f"uji {number}"
            handler.gates[text] = asyncio.Event()
            say(Official(id=0, telegram_id=8000 + number, name="Siti"), text)
        # Strangers would be turned away by the gate, which is not what is looked at here.
        del bench.parts.application.handlers[-1]

        async with bench.running(bench.worker):
            await bench.until(lambda: handler.at_once == AT_ONCE)
            await bench.a_while()
            assert handler.at_once == AT_ONCE
            for gate in handler.gates.values():
                gate.set()
            await bench.until(lambda: len(handler.ended) == AT_ONCE + 4)

        assert handler.most_at_once == AT_ONCE

    async def test_what_was_begun_is_finished_when_it_is_told_to_end(self, bench, handler, say):
        handler.gates["uji lama"] = asyncio.Event()
        seq = say(bench.house.wahyu, "uji lama")

        async with bench.running(bench.worker):
            await bench.until(lambda: handler.at_once == 1)
            asyncio.get_running_loop().call_later(0.1, handler.gates["uji lama"].set)

        assert handler.ended == ["uji lama"]
        assert state_of(bench, seq) == "done"

    async def test_an_update_that_nobody_takes_is_done(self, bench, say):
        bench.parts.application.handlers.clear()
        seq = say(bench.house.wahyu, "hening")

        async with bench.running(bench.worker):
            await bench.until(lambda: state_of(bench, seq) == "done")

        assert bench.rows() == []

    async def test_the_parts_of_an_album_are_one_turn(self, bench, say):
        turns: list[int] = []

        async def take(_update: Any, context: Any) -> None:
            turns.append(len(context.messages))
            await context.finish()

        bench.parts.application.handlers[0].insert(0, MessageHandler(filters.ALL, take))
        photo = {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}], "media_group_id": "77"}
        parts = [say(bench.house.bagus, "", **photo) for _ in range(3)]
        after = say(bench.house.bagus, "sesudahnya")

        async with bench.running(bench.worker):
            await bench.a_while()
            assert turns == []
            bench.clock.moves(2)
            await bench.until(lambda: state_of(bench, after) == "done")

        assert turns == [3, 1]
        assert [state_of(bench, seq) for seq in parts] == ["done"] * 3


class TestTrouble:
    async def test_what_fails_three_times_is_given_up_told_and_passed_by(self, bench, handler, say):
        await bench.everybody()
        handler.raises["uji meledak"] = [ValueError("Wahyu Nugroho")] * 9
        broken = say(bench.house.wahyu, "uji meledak")
        after = say(bench.house.wahyu, "uji sesudahnya")

        async with bench.running(bench.worker, bench.courier):
            await pass_time(bench, lambda: state_of(bench, after) == "done")
            await bench.until_sent()

        assert handler.calls["uji meledak"] == 3
        assert state_of(bench, broken) == "dead"
        assert bench.incidents() == [("update", f"update:{broken}: ValueError")]
        assert await bench.read(bench.house.wahyu) == [plain(pages.sorry(bench.house.wahyu).text)]
        (told,) = await bench.read(bench.house.agus)
        assert "gangguan" in told
        # What the person wrote, and what the error said, may hold personal data.
        assert "Wahyu" not in told
        assert [await bench.read(official) for official in (bench.house.sri, bench.house.bagus)] == [[], []]

    async def test_what_fails_of_a_closed_account_is_told_to_it_in_nobodys_name(self, bench, say):
        await bench.everybody()
        await changed(bench.house, wish(bench.house.wahyu, Change.FROZEN))

        async def fails(_update: Any, _context: Any) -> None:
            raise ValueError

        bench.parts.application.add_handler(MessageHandler(filters.ALL, fails), group=-2)
        broken = say(bench.house.wahyu, "uji meledak")

        async with bench.running(bench.worker, bench.courier):
            await pass_time(bench, lambda: state_of(bench, broken) == "dead")
            await bench.until_sent()

        assert (await bench.read(bench.house.wahyu))[-1] == plain(pages.sorry(bench.house.wahyu).text)

    async def test_a_closed_account_is_answered_no_more_often_than_a_stranger(self, bench, say):
        await bench.everybody()
        await changed(bench.house, wish(bench.house.wahyu, Change.FROZEN))
        before = len(await bench.read(bench.house.wahyu))
        last = [say(bench.house.wahyu, "halo") for _ in range(ANSWERS + 3)][-1]

        async with bench.running(bench.worker, bench.courier):
            await pass_time(bench, lambda: state_of(bench, last) == "done")
            await bench.until_sent()

        assert len(await bench.read(bench.house.wahyu)) - before <= ANSWERS

    async def test_what_fails_twice_and_then_works_is_nobodys_business(self, bench, handler, say):
        handler.raises["uji goyah"] = [ValueError()] * 2
        seq = say(bench.house.wahyu, "uji goyah")

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, seq) == "done")

        assert handler.calls["uji goyah"] == 3
        assert bench.incidents() == []
        assert bench.rows() == []

    @pytest.mark.parametrize(
        "trouble",
        [NetworkError("away"), TimedOut("slow"), a_gateways(Forbidden), a_gateways(BadRequest)],
        ids=lambda e: type(e).__name__,
    )
    async def test_network_trouble_is_tried_again_without_counting(self, bench, handler, say, trouble):
        handler.raises["uji unduh"] = [trouble] * 8
        seq = say(bench.house.wahyu, "uji unduh")

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, seq) == "done")

        assert handler.calls["uji unduh"] == 9
        assert next(row.attempts for row in bench.all_of(t.inbox) if row.seq == seq) == 0
        assert bench.incidents() == []

    @pytest.mark.parametrize(
        "trouble",
        [FileNotFoundError(2, "gone"), NetworkError("500 for this one alone"), RetryAfter(20)],
        ids=lambda e: type(e).__name__,
    )
    async def test_what_is_hindered_for_ever_is_told_and_given_up_after_hours(self, bench, handler, say, trouble):
        """The chat must not stand behind it, and nobody is left to wonder."""
        await bench.everybody()
        handler.raises["uji terhalang"] = [trouble] * 2000
        seq, after = say(bench.house.wahyu, "uji terhalang"), say(bench.house.wahyu, "uji sesudahnya")
        began = bench.clock.at

        async with bench.running(bench.worker, bench.courier):
            await pass_time(bench, lambda: bench.incidents(), 30)
            assert timedelta(minutes=10) <= bench.clock.at - began < timedelta(minutes=15)
            assert state_of(bench, seq) == "new"
            await bench.until_sent()
            assert len(await bench.read(bench.house.agus)) == 1
            (told,) = await bench.read(bench.house.wahyu)
            assert "tidak perlu dikirim ulang" in told
            assert handler.ended == []

            await pass_time(bench, lambda: state_of(bench, seq) == "dead", 120, 30)
            await pass_time(bench, lambda: state_of(bench, after) == "done")
            await bench.until_sent()

        assert timedelta(hours=4) <= bench.clock.at - began < timedelta(hours=5)
        assert [kind for kind, _ in bench.incidents()] == ["hindered", "update"]
        assert len(await bench.read(bench.house.agus)) == 2
        assert len(await bench.read(bench.house.wahyu)) == 2

    async def test_a_file_for_which_telegram_wants_a_pause_is_asked_for_after_it_and_taken(self, bench, poller, kept):
        await bench.everybody()
        await bench.house.opens(data=None)
        phone = await bench.phone(bench.house.wahyu)
        await bench.telegram.fail("getFile", times=6, code=429, retry_after=20)
        began = bench.clock.at

        async with bench.running(poller, bench.worker, bench.courier):
            await phone.send(b"%PDF-1.7 naskah", "naskah.pdf")
            await pass_time(bench, lambda: kept() and kept()[-1].state != "new", 2, 20)

        assert (kept()[-1].state, kept()[-1].attempts, kept()[-1].setbacks) == ("done", 0, 6)
        assert bench.clock.at - began >= timedelta(seconds=6 * 20)
        assert plain(pages.sorry(bench.house.wahyu).text) not in await bench.read(bench.house.wahyu)
        assert bench.incidents() == []

    async def test_a_pause_that_takes_long_is_told_at_once_and_not_after_it(self, bench, handler, say):
        await bench.everybody()
        handler.raises["uji ditunda"] = [RetryAfter(1800)]
        seq = say(bench.house.wahyu, "uji ditunda")

        async with bench.running(bench.worker, bench.courier):
            await bench.until(bench.incidents)
            await bench.until_sent()

        assert bench.incidents() == [("hindered", f"update:{seq}: RetryAfter")]
        (told,) = await bench.read(bench.house.wahyu)
        assert "tidak perlu dikirim ulang" in told

    async def test_while_telegram_is_away_nothing_is_given_up(self, bench, handler, say):
        handler.raises["uji unduh"] = [NetworkError("away")] * 2000
        seq = say(bench.house.wahyu, "uji unduh")
        bench.worker.presence = Nowhere()

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: handler.calls["uji unduh"] > 40, 600)

        assert state_of(bench, seq) == "new"
        assert bench.incidents() == []

    async def test_somebody_faster_is_tried_again(self, bench, handler, say):
        handler.raises["uji bersamaan"] = [StaleRevision()] * 5
        seq = say(bench.house.wahyu, "uji bersamaan")

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, seq) == "done")

        assert bench.incidents() == []

    async def test_a_row_that_is_never_of_the_revision_it_says_does_not_keep_the_chat_waiting_for_ever(
        self, bench, handler, say
    ):
        handler.raises["uji rusak"] = [StaleRevision()] * 100
        seq, after = say(bench.house.wahyu, "uji rusak"), say(bench.house.wahyu, "uji sesudahnya")

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, after) == "done", 600)

        assert state_of(bench, seq) == "dead"
        assert [kind for kind, _ in bench.incidents()] == ["update"]

    async def test_a_refusal_of_telegrams_is_no_network_trouble(self, bench, handler, say):
        # BadRequest is a NetworkError to python-telegram-bot.
        handler.raises["uji ditolak"] = [BadRequest("file is broken")] * 9
        seq = say(bench.house.wahyu, "uji ditolak")

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, seq) == "dead")

        assert handler.calls["uji ditolak"] == 3

    async def test_the_chat_waits_behind_what_is_tried_again(self, bench, handler, say):
        handler.raises["uji goyah"] = [NetworkError("away")]
        say(bench.house.wahyu, "uji goyah")
        say(bench.house.wahyu, "uji sesudahnya")

        async with bench.running(bench.worker):
            await bench.until(lambda: handler.calls["uji goyah"] == 1)
            await bench.a_while()
            assert handler.began == ["uji goyah"]
            await pass_time(bench, lambda: len(handler.ended) == 2)

        assert handler.began == ["uji goyah", "uji goyah", "uji sesudahnya"]

    async def test_a_database_that_fails_while_an_update_is_served_is_tried_again(self, bench, handler, say):
        seq = say(bench.house.wahyu, "uji simpan")
        failed = fail_commits(bench, 2)

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, seq) == "done")

        assert len(failed) == 2

    async def test_a_database_that_fails_while_work_is_looked_for_does_not_end_it(self, bench, handler, say):
        real, failed = bench.database.read, []

        async def read(work: Any) -> Any:
            if len(failed) < 2:
                failed.append(1)
                raise sa.exc.OperationalError("SELECT", {}, Exception("disk I/O error"))
            return await real(work)

        bench.database.read = read
        async with bench.running(bench.worker):
            seq = say(bench.house.wahyu, "uji baca")
            await bench.until(lambda: state_of(bench, seq) == "done", 2)

    @pytest.mark.parametrize("hours", [0.2, 5], ids=["long enough to be told", "long enough to be given up"])
    async def test_what_is_done_though_the_answer_of_the_database_was_lost_is_told_to_nobody(
        self, bench, handler, say, monkeypatch, hours
    ):
        await bench.everybody()
        seq = say(bench.house.wahyu, "uji simpan")
        set_back_often(bench, seq)
        bench.clock.moves(hours * 3600)
        lost = lose_the_answer_to_a_commit(bench, monkeypatch)

        async with bench.running(bench.worker):
            await bench.until(lambda: lost)
            await pass_time(bench, lambda: state_of(bench, seq) == "done")
            await bench.a_while(0.3)

        assert lost == [1]
        assert bench.incidents() == []
        assert bench.rows() == []

    async def test_a_tap_that_is_done_though_the_answer_was_lost_is_not_answered_with_an_apology(
        self, bench, at_the_phones, kept, monkeypatch
    ):
        wahyu = await bench.phone(bench.house.wahyu)
        monkeypatch.setattr("storage.inbox.MOST_SETBACKS", 0)
        monkeypatch.setattr("storage.inbox.HINDERED_AT_MOST", timedelta())
        lost = lose_the_answer_to_a_commit(bench, monkeypatch)

        await wahyu.press("Paraf")
        await bench.until(lambda: lost)
        await bench.a_while(0.5)

        assert kept()[-1].state == "done"
        assert [tap["text"] for tap in await wahyu.taps() if tap["text"]] == []

    async def test_what_the_gate_stops_goes_no_further_even_when_stopping_fails(self, bench, handler, say):
        from storage.people import Official

        say(Official(id=0, telegram_id=666, name="Siti"), "uji masuk")
        fail_commits(bench, 1)

        async with bench.running(bench.worker):
            await bench.a_while(0.3)

        assert handler.calls == {}


def set_back_often(bench, seq: int) -> None:
    bench.database.write_now(
        lambda db: db.execute(sa.update(t.inbox).where(t.inbox.c.seq == seq).values(setbacks=MOST_SETBACKS))
    )


def lose_the_answer_to_a_commit(bench, monkeypatch) -> list[int]:
    """The next thing that is done is done; that it was, is not heard any more."""
    real, lost = bench.database.write_now, []

    def write_now(work: Any) -> Any:
        made = real(work)
        if not lost and work.__qualname__.startswith(("Desk.submit", "Desk.finish")):
            lost.append(1)
            raise sa.exc.OperationalError("COMMIT", {}, Exception("server closed the connection unexpectedly"))
        return made

    monkeypatch.setattr(bench.database, "write_now", write_now)
    return lost


class Nowhere:
    """Telegram, while it is away."""

    async def is_there(self) -> bool:
        return False


POISON = [
    {"message": "just words"},
    {"message": {"message_id": "x", "chat": {"id": 9000}}},
    {"message": {"message_id": 1, "date": "yesterday", "chat": CHAT, "from": USER, "text": "x"}},
    {"message": {"message_id": 1, "date": 10**18, "chat": CHAT, "from": USER, "text": "x"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 9000}, "from": USER, "text": "x"}},
    {"message": {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "text": "x", "entities": [{"type": 1}]}},
    {"message": {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "document": {"file_name": "x"}}},
    {"callback_query": {}},
    {"callback_query": {"id": "1", "from": 7, "chat_instance": "1", "data": "do"}},
    {"callback_query": {"id": "1", "from": USER, "chat_instance": "1", "data": "x", "message": {"chat": CHAT}}},
    {"edited_message": []},
]


class TestPoison:
    @pytest.mark.parametrize("shape", POISON, ids=lambda shape: str(shape)[:60])
    async def test_a_shape_that_nobody_can_read_is_buried_and_the_next_update_served(self, bench, say, shape):
        await bench.everybody()
        poison = hand_over(bench, {"update_id": 1, **shape})
        after = say(bench.house.wahyu, "/tugas", entities=[{"type": "bot_command", "offset": 0, "length": 6}])

        async with bench.running(bench.worker, bench.courier):
            await pass_time(bench, lambda: state_of(bench, after) == "done")
            await bench.until_sent()

        assert state_of(bench, poison) == "dead"
        assert len(bench.incidents()) == 1
        assert len(await bench.read(bench.house.agus)) == 1
        assert len(await bench.read(bench.house.wahyu)) == 1

    async def test_a_whole_batch_with_one_poison_in_it_is_kept_and_served(self, bench, poller, kept):
        await bench.everybody()
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("/tugas")
        for shape in POISON[:3]:
            await bench.telegram.push(shape)
        await wahyu.say("/daftar")

        async with bench.running(poller, bench.worker, bench.courier):
            await bench.until(lambda: len(kept()) == 5 and all(row.state != "new" for row in kept()))
            await bench.until_sent()

        assert Counter(row.state for row in kept()) == {"dead": 3, "done": 2}
        assert len(await bench.read(bench.house.wahyu)) == 2
        assert len(await bench.read(bench.house.agus)) == 3

    @pytest.mark.parametrize(
        "shape",
        [
            {"my_chat_member": {"chat": CHAT, "from": USER, "new_chat_member": {"status": "member"}}},
            {"channel_post": "just words"},
            {"a_kind_of_next_year": {"from": USER}},
            {},
        ],
        ids=str,
    )
    async def test_a_kind_that_nobody_asked_for_is_simply_done(self, bench, shape):
        seq = hand_over(bench, {"update_id": 1, **shape})

        async with bench.running(bench.worker):
            await pass_time(bench, lambda: state_of(bench, seq) != "new")

        assert state_of(bench, seq) == "done"
        assert bench.incidents() == []


@pytest.fixture
async def at_the_phones(bench, poller):
    """A draft was given; Wahyu has its card on his phone, and everything runs."""
    await bench.everybody()
    m = await bench.house.opens()
    async with bench.running(poller, bench.worker, bench.courier):
        await bench.until_sent()
        yield m


class TestTaps:
    async def test_a_tap_is_answered_with_what_was_recorded(self, bench, at_the_phones):
        wahyu = await bench.phone(bench.house.wahyu)

        toast = await wahyu.tap("Paraf")

        assert (toast.text, toast.show_alert) == ("Paraf tercatat.", False)
        # The answer comes after the commit: whoever reads it can rely on it.
        assert len(bench.house.present(at_the_phones.id).standing_parafs) == 1

    async def test_a_second_tap_changes_nothing_and_says_so(self, bench, at_the_phones):
        wahyu = await bench.phone(bench.house.wahyu)
        card = await wahyu.expect(button="Paraf")
        data = next(button.data for button in card.buttons if button.text.endswith("Paraf"))
        await wahyu.tap("Paraf")

        toast = await wahyu.toast(await wahyu.press_forged(data, card))

        assert toast.show_alert
        assert "Tidak ada perubahan" in toast.text
        assert len(bench.house.present(at_the_phones.id).standing_parafs) == 1

    async def test_two_taps_at_once_are_one_paraf(self, bench, at_the_phones):
        wahyu = await bench.phone(bench.house.wahyu)
        card = await wahyu.expect(button="Paraf")
        data = next(button.data for button in card.buttons if button.text.endswith("Paraf"))

        taps = await asyncio.gather(*(wahyu.press_forged(data, card) for _ in range(5)))
        toasts = [await wahyu.toast(tap) for tap in taps]

        assert [toast.show_alert for toast in toasts] == [False, True, True, True, True]
        assert len(bench.house.present(at_the_phones.id).standing_parafs) == 1

    @pytest.mark.parametrize(
        "data",
        [
            "x",
            "do.ap.1.1.1.k",
            "do.pf.zz.1.1.p",
            "do.pf.1.9.9.p",
            "",
        ],
    )
    async def test_a_forged_tap_is_refused_in_words(self, bench, at_the_phones, data):
        wahyu = await bench.phone(bench.house.wahyu)
        card = await wahyu.expect(button="Paraf")

        toast = await wahyu.toast(await wahyu.press_forged(data, card))

        assert toast.show_alert
        assert toast.text
        assert bench.house.present(at_the_phones.id).standing_parafs == ()

    async def test_a_strangers_tap_learns_nothing(self, bench, at_the_phones):
        stranger = await bench.stranger()
        own = await stranger.say("halo")

        toast = await stranger.toast(await stranger.press_forged("do.pf.1.1.1.p", own))

        assert (toast.text, toast.show_alert) == (pages.STRANGER_TOAST, True)

    async def test_an_answer_that_comes_too_late_changes_nothing_of_what_was_recorded(self, bench, at_the_phones, kept):
        wahyu = await bench.phone(bench.house.wahyu)
        await bench.telegram.fail(
            "answerCallbackQuery", code=400, description="Bad Request: query is too old and response timeout expired"
        )

        await wahyu.press("Paraf")
        await bench.until(lambda: kept() and kept()[-1].state == "done")

        assert len(bench.house.present(at_the_phones.id).standing_parafs) == 1
        assert bench.incidents() == []

    async def test_nothing_is_said_before_it_is_so(self, bench, at_the_phones):
        wahyu = await bench.phone(bench.house.wahyu)
        fail_commits(bench, 10_000)

        await wahyu.press("Paraf")
        await bench.a_while(0.4)

        assert [tap["text"] for tap in await wahyu.taps() if tap["text"]] == []
        assert bench.house.present(at_the_phones.id).standing_parafs == ()

    async def test_a_tap_that_works_at_the_second_attempt_is_answered_then(self, bench, at_the_phones, kept):
        wahyu = await bench.phone(bench.house.wahyu)
        refuse_journal(bench, 1)

        tap = await wahyu.press("Paraf")
        await pass_time(bench, lambda: kept() and kept()[-1].state != "new")

        assert (await wahyu.toast(tap, timeout=2)).text == "Paraf tercatat."

    async def test_a_tap_that_is_given_up_is_answered_with_an_apology(self, bench, at_the_phones, kept):
        wahyu = await bench.phone(bench.house.wahyu)
        refuse_journal(bench, 9)

        tap = await wahyu.press("Paraf")
        await pass_time(bench, lambda: kept() and kept()[-1].state == "dead")

        toast = await wahyu.toast(tap, timeout=2)
        assert (toast.text, toast.show_alert) == (pages.SORRY_TOAST, True)


def refuse_journal(bench, times: int) -> None:
    """The next entries into the journal fail."""
    failed: list[int] = []

    def refuse(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO journal") and len(failed) < times:
            failed.append(1)
            raise ValueError("no journal")

    sa.event.listen(bench.database.writer, "before_cursor_execute", refuse)


class TestTheEnd:
    @pytest.mark.parametrize("name", ["worker", "courier", "press"])
    async def test_a_part_ends_though_it_is_nudged_at_that_very_moment(self, bench, monkeypatch, name):
        part = getattr(bench.parts, name)
        for module in ("bot.courier", "bot.worker", "bot.papers.press"):
            monkeypatch.setattr(f"{module}.IDLE_SECONDS", 30)
        task = asyncio.create_task(part.run())
        await bench.a_while()

        part.nudged.set()
        task.cancel()

        _, still = await asyncio.wait([task], timeout=0.5)
        for _ in range(3):
            task.cancel()
            await asyncio.wait([task], timeout=0.5)
        assert not still


class TestWhoWrites:
    async def test_the_turn_knows_the_official_the_reply_and_the_moment(self, bench, say):
        turns: list[Any] = []

        async def take(_update: Any, context: Any) -> None:
            turns.append(CURRENT.get())
            await context.finish()

        bench.parts.application.handlers[0].insert(0, MessageHandler(filters.ALL, take))
        seq = say(bench.house.wahyu, "halo")

        async with bench.running(bench.worker):
            await bench.until(lambda: state_of(bench, seq) == "done")

        (turn,) = turns
        assert turn.official.name == "Wahyu"
        assert turn.now == bench.clock.at
        assert (turn.cause.key, turn.cause.seqs, turn.cause.by_message) == (f"update:{seq}", (seq,), True)
        assert turn.bot_username == "maklumat_bot"

    async def test_nothing_of_a_turn_outlives_it(self, bench, say):
        seq = say(bench.house.wahyu, "/tugas")
        async with bench.running(bench.worker):
            await bench.until(lambda: state_of(bench, seq) == "done")

        with pytest.raises(LookupError):
            CURRENT.get()

    async def test_whoever_writes_can_be_reached_again(self, bench, say):
        wahyu = bench.house.wahyu
        bench.database.write_now(lambda db: people.mark_unreachable(db, wahyu.telegram_id, bench.clock()))
        seq = say(wahyu, "/tugas", entities=[{"type": "bot_command", "offset": 0, "length": 6}])

        async with bench.running(bench.worker):
            await bench.until(lambda: state_of(bench, seq) == "done")

        everyone = await bench.parts.reading.people(bench.clock())
        assert everyone[wahyu.id].unreachable_since is None

    async def test_a_command_in_a_group_is_no_sign_of_a_way_back(self, bench, say):
        wahyu = bench.house.wahyu
        bench.database.write_now(lambda db: people.mark_unreachable(db, wahyu.telegram_id, bench.clock()))
        group = {"id": -100500, "type": "supergroup", "title": "Kantor"}
        command = [{"type": "bot_command", "offset": 0, "length": 19}]
        seq = say(wahyu, "/tugas@maklumat_bot", chat=group, entities=command)

        async with bench.running(bench.worker):
            await bench.until(lambda: state_of(bench, seq) == "done")

        everyone = await bench.parts.reading.people(bench.clock())
        assert everyone[wahyu.id].unreachable_since is not None

    async def test_the_news_of_a_block_is_no_sign_of_a_way_back_and_that_of_its_end_is(self, bench, poller):
        wahyu = bench.house.wahyu
        phone = await bench.phone(wahyu)
        bench.database.write_now(lambda db: people.mark_unreachable(db, wahyu.telegram_id, bench.clock()))

        async def unreachable_since() -> object:
            await bench.until(lambda: not bench.server.world.bot.updates.waiting)
            await bench.until(lambda: all(row.state != "new" for row in bench.all_of(t.inbox)))
            return (await bench.parts.reading.people(bench.clock()))[wahyu.id].unreachable_since

        async with bench.running(poller), bench.running(bench.worker):
            await phone.block()
            assert await unreachable_since() is not None
            await phone.unblock()
            assert await unreachable_since() is None


def plain(html: str) -> str:
    """As a phone shows it."""
    import html as entities
    import re

    return entities.unescape(re.sub(r"<[^>]+>", "", html))
