"""How fast the courier may speak, told by a clock that the test moves."""

import asyncio
import time

import pytest

from bot import pace
from bot.pace import ALL_BURST, ALL_PER_SECOND, ALL_QUIET_AT_MOST, CHAT_BURST, Bucket, Pace


class Watch:
    """Seconds that pass when somebody sleeps, and not before."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds

    def __getattr__(self, name):
        return getattr(asyncio, name)


@pytest.fixture
def watch(monkeypatch):
    watch = Watch()
    monkeypatch.setattr(pace, "asyncio", watch)
    return watch


@pytest.fixture
def clockwork():
    """The machine's own, for what really waits side by side."""
    return time.monotonic


class TestABucket:
    def test_gives_what_it_holds_at_once_and_then_in_its_time(self, watch):
        bucket = Bucket(rate=2, size=3, monotonic=watch)

        assert [bucket.take() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]

    def test_fills_while_time_passes_and_never_overflows(self, watch):
        bucket = Bucket(rate=2, size=3, monotonic=watch)
        for _ in range(3):
            bucket.take()

        watch.at += 0.5
        assert bucket.take() == 0
        watch.at += 3600
        assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]

    def test_does_not_lose_what_was_taken_in_advance(self, watch):
        bucket = Bucket(rate=1, size=1, monotonic=watch)

        due = [bucket.take() for _ in range(4)]
        watch.at += 1

        assert due == [0, 1, 2, 3]
        assert bucket.take() == 3


class TestTheCouriersPace:
    async def test_a_card_with_its_documents_goes_at_once_then_one_a_second(self, watch):
        speaker = Pace(1, watch)

        assert await spoken_by(watch, speaker, [7] * 7) == [0, 0, 0, 0, 1, 2, 3]

    async def test_one_chat_does_not_slow_another(self, watch):
        speaker = Pace(1, watch)
        for _ in range(int(CHAT_BURST)):
            await speaker.wait(7)

        assert max(await spoken_by(watch, speaker, [8, 9, 10])) < 0.2

    async def test_all_chats_together_stay_below_telegrams_limit(self, watch):
        speaker = Pace(1, watch)

        moments = await spoken_by(watch, speaker, range(100, 200))

        assert moments[: int(ALL_BURST)] == [0] * int(ALL_BURST)
        for began in moments:
            assert len([at for at in moments if began <= at < began + 1]) <= 30, "Telegram's own limit"
        assert moments[-1] == pytest.approx((100 - ALL_BURST) / ALL_PER_SECOND)

    async def test_a_chat_that_was_silent_may_burst_again(self, watch):
        speaker = Pace(1, watch)
        await spoken_by(watch, speaker, [7] * 6)

        watch.at += 60

        assert await spoken_by(watch, speaker, [7] * 5) == [0, 0, 0, 0, 1]

    async def test_many_chats_are_not_remembered_for_ever(self, watch):
        speaker = Pace(1, watch)

        for chat in range(10_050):
            await speaker.wait(chat)

        assert len(speaker._chats) < 10_050


class TestWhoGoesFirst:
    async def test_an_answer_to_somebodys_own_tap_goes_before_what_is_merely_new(self, clockwork):
        speaker = Pace(1, clockwork)
        for chat in range(int(ALL_BURST)):
            await speaker.wait(chat)

        order = []

        async def speaks(chat, *, is_answer):
            await speaker.wait(chat, is_answer=is_answer)
            order.append(chat)

        waiting = [asyncio.create_task(speaks(100 + n, is_answer=False)) for n in range(20)]
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(speaks(7, is_answer=True)))
        await asyncio.gather(*waiting)

        # One was asleep for the next token already; the answer is not behind the other nineteen.
        assert order.index(7) <= 1
        assert [chat for chat in order if chat != 7] == [100 + n for n in range(20)]

    async def test_who_gives_up_waiting_holds_up_nobody(self, clockwork):
        speaker = Pace(1, clockwork)
        for chat in range(int(ALL_BURST)):
            await speaker.wait(chat)

        first, second = (asyncio.create_task(speaker.wait(chat)) for chat in (100, 101))
        await asyncio.sleep(0)
        first.cancel()

        await asyncio.wait_for(second, 5)


class TestWhatTelegramRefuses:
    async def test_of_one_chat_slows_no_other(self, watch):
        speaker = Pace(1, watch)
        speaker.refused(7, 30)

        began = watch.at
        await speaker.wait(8)
        assert watch.at == began

    async def test_of_one_chat_silences_it_as_long_as_it_asks(self, watch):
        speaker = Pace(1, watch)
        speaker.refused(7, 30)

        watch.at += 29
        assert speaker.silent() == (7,)
        watch.at += 1
        assert speaker.silent() == ()

    async def test_of_two_chats_within_ten_seconds_pauses_everything_as_long_as_it_asks(self, watch):
        speaker = Pace(1, watch)
        speaker.refused(7, 30)
        watch.at += 9
        speaker.refused(8, 12)

        began = watch.at
        await speaker.wait(9)
        assert watch.at - began == pytest.approx(12)

    async def test_of_everything_ends_after_ten_minutes_and_of_each_chat_when_it_asks(self, watch):
        speaker = Pace(1, watch)
        for chat in (7, 8):
            speaker.refused(chat, 3600)

        began = watch.at
        await speaker.wait(9)
        assert watch.at - began == pytest.approx(ALL_QUIET_AT_MOST)
        assert set(speaker.silent()) == {7, 8}

    async def test_tells_for_how_long_a_chat_has_taken_nothing(self, watch):
        speaker = Pace(1, watch)

        assert speaker.refused(7, 300) == 300
        watch.at += 300
        assert speaker.refused(7, 300) == 600
        speaker.accepted(7)
        assert speaker.refused(7, 300) == 300
        watch.at += 300 + ALL_QUIET_AT_MOST + 1
        assert speaker.refused(7, 300) == 300, "another process may have spoken meanwhile"

    async def test_of_two_chats_a_minute_apart_is_about_each_of_them(self, watch):
        speaker = Pace(1, watch)
        speaker.refused(7, 30)
        watch.at += 60
        speaker.refused(8, 30)

        began = watch.at
        await speaker.wait(9)
        assert watch.at == began


class TestReplicas:
    async def test_each_takes_its_part_of_what_telegram_bears(self, watch):
        alone, shared = Pace(1, watch), Pace(1, watch)
        shared.share(3)

        assert await spoken_by(watch, alone, [7] * 6) == [0, 0, 0, 0, 1, 2]
        assert await spoken_by(watch, shared, [7] * 3) == pytest.approx([0, 2, 5], abs=1)
        moments = await spoken_by(watch, shared, range(100, 150))
        assert moments[-1] == pytest.approx(50 / (ALL_PER_SECOND / 3), rel=0.1)

    async def test_who_is_alone_again_is_as_fast_as_before(self, watch):
        speaker = Pace(1, watch)
        speaker.share(3)
        speaker.share(1)

        assert await spoken_by(watch, speaker, [7] * 6) == [0, 0, 0, 0, 1, 2]


async def spoken_by(watch, speaker, chats):
    began, moments = watch.at, []
    for chat in chats:
        await speaker.wait(chat)
        moments.append(round(watch.at - began, 6))
    return moments
