"""The alarm: an admin learns at once that nothing can be recorded, and once; and learns when it is over."""

import time

import pytest
import sqlalchemy as sa

from bot.alarm import CONFLICT_PATIENCE_SECONDS, NOT_AGAIN_SECONDS, PATIENCE_SECONDS
from bot.polls import PollWatch


class Watch:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch(bench):
    bench.parts.alarm.monotonic = watch = Watch()
    return watch


@pytest.fixture
async def alarm(bench, watch):
    """Of an office where all was well a moment ago."""
    await bench.phone(bench.house.agus)
    await bench.parts.alarm.database_works()
    return bench.parts.alarm


async def told(bench):
    return await bench.read(bench.house.agus)


class TestADatabaseThatCannotBeWritten:
    async def test_for_a_moment_is_no_alarm(self, bench, alarm, watch):
        await alarm.database_failed()
        watch.at += PATIENCE_SECONDS - 1
        await alarm.database_failed()

        assert await told(bench) == []

    async def test_is_told_to_the_admins_once_an_hour_and_to_nobody_else(self, bench, alarm, watch):
        wahyu = await bench.phone(bench.house.wahyu)
        for _ in range(100):
            await alarm.database_failed()
            watch.at += 30

        (text,) = await told(bench)
        assert "belum ada yang dapat dicatat" in text
        assert [message for message in await wahyu.chat() if message.from_bot] == []

        watch.at += NOT_AGAIN_SECONDS
        await alarm.database_failed()
        assert len(await told(bench)) == 2

    async def test_when_it_can_be_written_again_that_is_told_and_kept(self, bench, alarm, watch):
        for _ in range(3):
            await alarm.database_failed()
            watch.at += PATIENCE_SECONDS

        await alarm.database_works()
        async with bench.running(bench.courier):
            await bench.until_sent()

        assert "sudah dapat ditulis kembali" in (await told(bench))[-1]
        assert [kind for kind, _ in bench.incidents()] == ["database"]

    async def test_that_nobody_was_told_of_is_kept_and_not_told_either(self, bench, alarm, watch):
        await alarm.database_failed()

        await alarm.database_works()

        assert bench.rows() == []
        assert [kind for kind, _ in bench.incidents()] == ["database"]

    async def test_an_admin_who_cannot_be_reached_holds_up_nothing(self, bench, alarm, watch):
        await bench.telegram.fail("sendMessage", code=403, description="Forbidden: bot was blocked by the user")
        for _ in range(3):
            await alarm.database_failed()
            watch.at += PATIENCE_SECONDS

        assert await told(bench) == []

    async def test_the_watch_over_the_polls_notices_that_it_works_again(self, bench, alarm, watch):
        watched = PollWatch(bench.database, bench.parts.desk, time.monotonic, alarm)
        await alarm.database_failed()

        await watched.good_poll(bench.clock())

        assert [kind for kind, _ in bench.incidents()] == ["database"]

    async def test_a_good_poll_that_could_not_be_noted_is_noted_with_the_next(self, bench, alarm, monkeypatch):
        watched = PollWatch(bench.database, bench.parts.desk, time.monotonic, alarm)
        real, refusals = bench.database.write, [1]

        async def write(work):
            if refusals:
                refusals.pop()
                raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))
            return await real(work)

        monkeypatch.setattr(bench.database, "write", write)
        with pytest.raises(sa.exc.OperationalError):
            await watched.good_poll(bench.clock())
        await watched.good_poll(bench.clock())

        assert watched._noted == bench.clock()


class TestSomebodyElseWhoPolls:
    async def test_for_a_while_is_the_process_before_us(self, bench, alarm, watch):
        for _ in range(5):
            await alarm.somebody_else_polls()
            watch.at += 10

        assert await told(bench) == []

    async def test_for_longer_is_told_once_an_hour(self, bench, alarm, watch):
        for _ in range(20):
            await alarm.somebody_else_polls()
            watch.at += CONFLICT_PATIENCE_SECONDS / 5

        (text,) = await told(bench)
        assert "token bot ini" in text

    async def test_twice_a_day_is_two_beginnings(self, bench, alarm, watch):
        for _ in range(4):
            await alarm.somebody_else_polls()
            watch.at += 6 * 3600

        assert await told(bench) == []
