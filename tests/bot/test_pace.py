"""How fast the courier may speak, told by a clock that the test moves."""

import asyncio

import pytest

from bot import pace
from bot.pace import ALL_PER_SECOND, CHAT_BURST, Bucket, Pace


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
    async def spoken(self, watch, speaker, chats):
        began, moments = watch.at, []
        for chat in chats:
            await speaker.wait(chat)
            moments.append(round(watch.at - began, 6))
        return moments

    async def test_a_card_with_its_documents_goes_at_once_then_one_a_second(self, watch):
        speaker = Pace(1, watch)

        assert await self.spoken(watch, speaker, [7] * 7) == [0, 0, 0, 0, 1, 2, 3]

    async def test_one_chat_does_not_slow_another(self, watch):
        speaker = Pace(1, watch)
        for _ in range(int(CHAT_BURST)):
            await speaker.wait(7)

        assert await self.spoken(watch, speaker, [8, 9, 10]) == [0, 0, 0]

    async def test_all_chats_together_stay_below_telegrams_limit(self, watch):
        speaker = Pace(1, watch)

        moments = await self.spoken(watch, speaker, range(100, 200))

        assert moments[: int(ALL_PER_SECOND)] == [0] * int(ALL_PER_SECOND)
        for second in range(10):
            within = [at for at in moments if second <= at < second + 1]
            assert len(within) <= 2 * ALL_PER_SECOND
        assert moments[-1] == pytest.approx((100 - ALL_PER_SECOND) / ALL_PER_SECOND)

    async def test_a_chat_that_was_silent_may_burst_again(self, watch):
        speaker = Pace(1, watch)
        await self.spoken(watch, speaker, [7] * 6)

        watch.at += 60

        assert await self.spoken(watch, speaker, [7] * 5) == [0, 0, 0, 0, 1]

    async def test_many_chats_are_not_remembered_for_ever(self, watch):
        speaker = Pace(1, watch)

        for chat in range(10_050):
            await speaker.wait(chat)

        assert len(speaker._chats) < 10_050
