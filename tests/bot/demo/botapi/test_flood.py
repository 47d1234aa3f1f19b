"""Flood limits: a bot in haste is refused until its time, our own courier is not."""

import asyncio
import math
import time

import httpx
import pytest

from bot.demo.botapi.flood import Flood, _Bucket
from bot.demo.botapi.refusals import TooManyRequests
from bot.demo.server import new_world
from bot.demo.world.records import Chat
from bot.demo.world.state import FloodLimits, Limits, Rate
from bot.pace import Pace

TEXTS = tuple(f"pesan {number}" for number in range(8))


@pytest.fixture
async def raw(server):
    async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{server.token}/", trust_env=False) as raw:
        yield raw


@pytest.fixture
def say(raw, wahyu):
    async def say(text="x", method="sendMessage", **more):
        return await raw.post(method, json={"chat_id": wahyu.id, "text": text} | more)

    return say


def codes(answers):
    return [answer.status_code for answer in answers]


class TestAHastyBot:
    @pytest.fixture(autouse=True)
    def _telegrams_own_patience(self, world):
        world.limits.flood = FloodLimits()

    async def test_after_a_short_burst_it_is_refused_with_the_seconds_to_wait(self, say):
        answers = [await say(text) for text in TEXTS[:6]]

        assert codes(answers) == [200] * 5 + [429]
        assert answers[-1].json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        assert answers[-1].headers["Retry-After"] == "1"

    async def test_it_stands_in_the_ledger_as_a_slip_of_the_bots_which_an_ordered_refusal_is_not(
        self, say, world, people
    ):
        await people.fail("sendMessage", code=429, retry_after=1)
        for text in TEXTS[:7]:
            await say(text)

        assert [(entry.code, entry.remarks) for entry in world.ledger if entry.code == 429] == [
            (429, []),
            (429, ["spoke faster than it may"]),
        ]

    async def test_before_its_time_it_stays_refused_and_then_it_may_speak(self, say, world):
        world.limits.flood = FloodLimits(private_chat=Rate(10, 1))
        answers = [await say(), await say()]
        await asyncio.sleep(0.3)  # the bucket has long been full again
        answers.append(await say())
        await asyncio.sleep(0.8)
        answers.append(await say())

        assert codes(answers) == [200, 429, 429, 200]

    async def test_edits_count_like_messages(self, say, raw, wahyu):
        card = (await say("0")).json()["result"]["message_id"]

        answers = [await say(str(n), "editMessageText", message_id=card) for n in range(1, 6)]

        assert codes(answers) == [200] * 4 + [429]

    async def test_each_part_of_an_album_counts(self, raw, wahyu):
        media = '[{"type": "document", "media": "attach://a"}, {"type": "document", "media": "attach://a"}]'
        sent = {"data": {"chat_id": str(wahyu.id), "media": media}, "files": {"a": ("a.pdf", b"x")}}

        answers = [await raw.post("sendMediaGroup", **sent) for _ in range(3)]

        assert codes(answers) == [200, 200, 429]

    async def test_answers_to_taps_chat_actions_and_questions_do_not_count(self, say, raw, wahyu):
        button = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}
        await say("Kartu", reply_markup=button)
        for _ in range(8):
            tap = await wahyu.press("Ya")
            assert (await raw.post("answerCallbackQuery", json={"callback_query_id": tap})).status_code == 200
            assert (await raw.post("sendChatAction", json={"chat_id": wahyu.id, "action": "typing"})).is_success
            assert (await raw.post("getChat", json={"chat_id": wahyu.id})).is_success

        assert (await say()).status_code == 200

    async def test_one_chat_that_is_full_is_no_concern_of_another(self, say, people):
        sri = await people.person("Sri")
        await sri.say("/start")
        for text in TEXTS:
            await say(text)

        assert (await say(chat_id=sri.id)).status_code == 200

    async def test_a_refused_message_was_not_sent(self, say, wahyu):
        for text in TEXTS:
            await say(text)

        assert [message.text for message in await wahyu.chat() if message.from_bot] == list(TEXTS[:5])

    async def test_a_webhook_may_be_set_once_a_second(self, raw):
        first = await raw.post("setWebhook", json={"url": "http://127.0.0.1:9/"})
        second = await raw.post("setWebhook", json={"url": "http://127.0.0.1:9/other"})

        assert codes([first, second]) == [200, 429]


class TestTheBuckets:
    @pytest.fixture
    def flood(self):
        world = new_world()
        return Flood(world)

    def spend(self, flood, chat, times):
        """How many go through before the first refusal, and the seconds that it names."""
        for sent in range(times):
            try:
                flood.spend(flood.world.bot, chat)
            except TooManyRequests as refusal:
                return sent, refusal.parameters["retry_after"]
        return times, None

    def test_a_group_hears_20_messages_and_then_waits_for_the_minute(self, flood):
        assert self.spend(flood, Chat(-100, "supergroup"), 30) == (20, 3)

    def test_all_chats_together_hear_30_at_once(self, flood):
        sent = [self.spend(flood, Chat(number), 1)[0] for number in range(40)]

        assert sum(sent) == 30
        with pytest.raises(TooManyRequests, match="retry after 1"):
            flood.spend(flood.world.bot, Chat(99))

    def test_ten_parts_at_once_fit_when_the_bucket_is_full(self, flood):
        flood.spend(flood.world.bot, Chat(1), 10)

        with pytest.raises(TooManyRequests, match="retry after 6"):
            flood.spend(flood.world.bot, Chat(1), 1)

    def test_a_bucket_fills_with_time_and_never_above_its_brim(self):
        bucket = _Bucket(Rate(2.0, 3), 0.0, at=100.0)

        assert bucket.missing(1, 100.0) == 0.5
        assert bucket.missing(1, 100.5) == 0
        assert math.isclose(bucket.tokens, 1.0)
        assert bucket.missing(1, 200.0) == 0
        assert bucket.tokens == 3

    def test_who_is_in_a_hurry_gets_as_much_more(self):
        hurried = FloodLimits().times(20)

        assert (hurried.private_chat, hurried.group.burst) == (Rate(20.0, 100), 400)
        assert new_world(hurry=20).limits.flood == hurried
        assert new_world().limits.flood == Limits().flood == FloodLimits(), "true unless somebody asks for haste"

    def test_none_is_no_limit(self, flood):
        flood.world.limits.flood = None

        assert self.spend(flood, Chat(1), 1000) == (1000, None)
        assert flood.upload_pause(flood.world.bot, 5_000_000) == 0

    def test_large_files_of_one_size_queue_up_and_then_are_refused(self, flood):
        bot = flood.world.bot

        pauses = [flood.upload_pause(bot, 5_000_000) for _ in range(8)]

        assert pauses[:2] == [0, 0]
        assert math.isclose(pauses[-1] - pauses[-2], 0.5, abs_tol=0.05)
        assert flood.upload_pause(bot, 5_000_001) == 0
        assert flood.upload_pause(bot, 90_000) == 0
        while pauses[-1] <= 5:
            pauses.append(flood.upload_pause(bot, 5_000_000))
        with pytest.raises(TooManyRequests, match="retry after 60"):
            flood.upload_pause(bot, 5_000_000)


@pytest.fixture
async def officials(bench):
    """The bench with Telegram's own patience, and a courier at the pace of an office."""
    bench.server.world.limits.flood = FloodLimits()
    bench.courier.pace = Pace(1.0, time.monotonic)
    await bench.everybody()
    return bench


async def refusals(bench):
    return [call for call in await bench.telegram.ledger() if call["code"] == 429]


class TestOurOwnCourier:
    async def test_a_burst_at_its_own_pace_is_never_refused(self, officials):
        ppid, atasan = list(officials.house.staff.values())[:2]
        numbers = officials.says(ppid, *TEXTS[:7]) + officials.says(atasan, *TEXTS[:5])

        async with officials.running(officials.courier):
            await officials.until_sent(numbers)

        assert set(officials.states(numbers)) == {"sent"}
        assert await officials.read(ppid) == list(TEXTS[:7])
        assert await refusals(officials) == []

    async def test_a_courier_without_its_pace_is_refused(self, officials):
        """The one above proves something: the same burst in haste is too much."""
        officials.courier.pace = Pace(1000.0, time.monotonic)
        ppid = next(iter(officials.house.staff.values()))
        officials.says(ppid, *TEXTS[:7])

        async with officials.running(officials.courier):
            for _ in range(100):
                if found := await refusals(officials):
                    break
                await officials.a_while(0.05)

        assert found[0]["description"] == "Too Many Requests: retry after 1"
