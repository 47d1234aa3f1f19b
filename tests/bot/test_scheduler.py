"""Time passes: the tick comes again and again, whatever the machine's clock or a single tick does."""

import asyncio
import contextlib
from datetime import datetime, timedelta

import pytest
from apscheduler.schedulers import base as apscheduler_base

from bot import clock as clocks
from bot import scheduler
from bot.scheduler import Ticker
from tests.storage.office import NOW

SECONDS = 0.03


class Sweeper:
    """A desk that only counts the ticks; some of them fail."""

    def __init__(self, *, failing: int = 0, lasting: float = 0.0) -> None:
        self.at: list[datetime] = []
        self.failing = failing
        self.lasting = lasting
        self.running = self.most = 0
        self.ticked = asyncio.Event()

    async def tick(self, now: datetime) -> int:
        self.at.append(now)
        self.ticked.set()
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self.lasting)
        finally:
            self.running -= 1
        if len(self.at) <= self.failing:
            raise OSError("the database is away")
        return 0

    async def has_ticked(self, times: int) -> None:
        async with asyncio.timeout(3):
            while len(self.at) < times:
                self.ticked.clear()
                await self.ticked.wait()


@contextlib.asynccontextmanager
async def running(ticker):
    task = asyncio.create_task(ticker.run())
    try:
        yield task
        if task.done() and not task.cancelled():
            task.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_it_ticks_at_once_and_then_in_its_time():
    desk = Sweeper()
    async with running(Ticker(desk, lambda: NOW, SECONDS)):
        began = asyncio.get_running_loop().time()
        await desk.has_ticked(5)
        took = asyncio.get_running_loop().time() - began

    assert took >= 3 * SECONDS
    assert set(desk.at) == {NOW}


async def test_the_office_clock_is_told_and_not_the_machines():
    desk = Sweeper()
    ahead = NOW + timedelta(days=400)
    async with running(Ticker(desk, lambda: ahead, SECONDS)):
        await desk.has_ticked(2)

    assert desk.at[0] == ahead


async def test_a_tick_that_fails_does_not_end_it(caplog):
    desk = Sweeper(failing=3)
    async with running(Ticker(desk, lambda: NOW, SECONDS)):
        await desk.has_ticked(5)

    assert caplog.text.count("the tick failed") == 1, "the same trouble is told once a minute"


async def test_a_clock_that_cannot_be_read_does_not_end_it(caplog):
    desk = Sweeper()
    moments = iter([ValueError("no time"), NOW, NOW])

    def tells() -> datetime:
        moment = next(moments, NOW)
        if isinstance(moment, Exception):
            raise moment
        return moment

    async with running(Ticker(desk, tells, SECONDS)):
        await desk.has_ticked(2)

    assert "the tick failed" in caplog.text


async def test_a_long_tick_is_not_overtaken_by_the_next(caplog):
    desk = Sweeper(lasting=4 * SECONDS)
    async with running(Ticker(desk, lambda: NOW, SECONDS)):
        await desk.has_ticked(3)

    assert desk.most == 1


class Backwards:
    """The machine's clock, as APScheduler and the watchdog read it, set back at will."""

    def __init__(self, monkeypatch) -> None:
        self.shift = timedelta(0)
        outer = self

        class Moved(datetime):
            @classmethod
            def now(cls, tz=None):
                return (clocks.now() + outer.shift).astimezone(tz)

        monkeypatch.setattr(apscheduler_base, "datetime", Moved)
        monkeypatch.setattr(scheduler, "now", lambda: clocks.now() + self.shift)


@pytest.fixture
def backwards(monkeypatch):
    return Backwards(monkeypatch)


@pytest.mark.parametrize("seconds", [-5, -3600, -86_400 * 365])
async def test_a_clock_that_is_set_back_does_not_stop_it(backwards, seconds):
    desk = Sweeper()
    async with running(Ticker(desk, lambda: NOW, SECONDS)):
        await desk.has_ticked(3)
        # In the middle between two ticks, when the next one stands for a moment that is far away now.
        await asyncio.sleep(SECONDS / 2)
        backwards.shift = timedelta(seconds=seconds)
        await desk.has_ticked(len(desk.at) + 8)


async def test_a_clock_that_is_set_forward_does_not_make_it_hurry(backwards):
    desk = Sweeper()
    async with running(Ticker(desk, lambda: NOW, SECONDS)):
        await desk.has_ticked(3)
        backwards.shift = timedelta(minutes=1)
        before = len(desk.at)
        await asyncio.sleep(10 * SECONDS)

    assert 1 <= len(desk.at) - before <= 14


async def test_a_clock_that_jumps_far_ahead_holds_up_nobody(backwards):
    # As when a machine without a battery learns the date: as many intervals here as two years of 30 s ones.
    desk = Sweeper()
    async with running(Ticker(desk, lambda: NOW, SECONDS)):
        await desk.has_ticked(3)
        backwards.shift = timedelta(seconds=2_000_000 * SECONDS)
        began = asyncio.get_running_loop().time()
        await desk.has_ticked(len(desk.at) + 2)
        took = asyncio.get_running_loop().time() - began

    assert took < 1


async def test_a_clock_that_is_right_never_calls_the_watchdog(caplog):
    desk = Sweeper()
    async with running(Ticker(desk, lambda: NOW, 1.0)):
        await desk.has_ticked(3)

    assert "armed anew" not in caplog.text


async def test_it_ends_when_it_is_told_to():
    desk = Sweeper()
    ticker = Ticker(desk, lambda: NOW, SECONDS)
    async with running(ticker) as task:
        await desk.has_ticked(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    ticks = len(desk.at)
    await asyncio.sleep(4 * SECONDS)

    assert not ticker._scheduler.running
    assert len(desk.at) == ticks


async def test_on_the_bench_it_sweeps_what_is_due(bench):
    await bench.everybody()
    m = await bench.house.at_step(3)
    assert m.visit.due_at is not None
    bench.clock.at = m.visit.due_at + timedelta(minutes=1)

    async with bench.running(bench.parts.ticker):
        await bench.until(lambda: bench.house.present(m.id).visit.rungs)

    assert "reminder" in bench.house.kinds_to(bench.house.bagus)


async def test_nobody_is_reminded_while_telegram_is_away_and_the_deadlines_are_looked_at_soon_after():
    desk, there, nudges = Sweeper(), [False], []
    ticker = Ticker(desk, lambda: NOW, 3600, on_tick=lambda: nudges.append(1), may_speak=lambda: there[0])

    async with running(ticker):
        await asyncio.sleep(2.5 * scheduler.SOON)
        assert desk.at == []
        assert len(nudges) == 1, "what looks after the house looks once in an interval"
        there[0] = True
        await desk.has_ticked(1)

    assert len(nudges) == 2


class Slip:
    """The machine's clock and what really passes; the clock may be set."""

    def __init__(self) -> None:
        self.wall, self.passed = NOW, 5000.0

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.passed += seconds


class TestAClockThatIsSetForward:
    """Whoever reminds by a wrong clock reports people to their superiors who are late in nothing."""

    @pytest.fixture
    def slip(self):
        return Slip()

    @pytest.fixture
    def told(self):
        return []

    @pytest.fixture
    def ticker(self, slip, told):
        async def tells() -> None:
            told.append(slip.wall)

        leaps = clocks.Leaps(lambda: slip.wall, lambda: slip.passed)
        return Ticker(Sweeper(), lambda: slip.wall, 30, leapt=leaps.forward, on_leap=tells)

    async def test_set_forward_holds_two_sweeps_and_is_told_once(self, ticker, slip, told):
        await ticker.tick()
        slip.wall += timedelta(days=2)
        for _ in range(4):
            slip.passes(30)
            await ticker.tick()

        assert ticker.desk.at == [NOW, NOW + timedelta(days=2, seconds=90), NOW + timedelta(days=2, seconds=120)]
        assert told == [NOW + timedelta(days=2, seconds=30)]

    async def test_a_slip_that_is_put_right_at_once_reminds_nobody_by_it(self, ticker, slip, told):
        await ticker.tick()
        slip.wall += timedelta(days=2)
        slip.passes(30)
        await ticker.tick()
        slip.wall -= timedelta(days=2)
        for _ in range(2):
            slip.passes(30)
            await ticker.tick()

        assert max(ticker.desk.at) == NOW + timedelta(seconds=90)
        assert len(told) == 1

    @pytest.mark.parametrize("leap", [timedelta(minutes=5), timedelta(minutes=-5), timedelta(days=-400)], ids=str)
    async def test_five_minutes_and_a_clock_set_back_hold_nothing(self, ticker, slip, told, leap):
        await ticker.tick()
        slip.wall += leap
        slip.passes(30)
        await ticker.tick()

        assert (len(ticker.desk.at), told) == (2, [])

    async def test_a_sleep_of_the_machine_is_no_leap(self, ticker, slip, told):
        await ticker.tick()
        slip.passes(86_400)
        await ticker.tick()

        assert (len(ticker.desk.at), told) == (2, [])

    async def test_wrong_from_the_start_is_known_by_telegrams_clock(self, ticker, slip, told):
        leaps = ticker.leapt.__self__
        right = slip.wall - timedelta(days=30)
        for seconds in range(0, 150, 30):
            leaps.heard(right + timedelta(seconds=seconds), slip.passed)
            await ticker.tick()
            slip.passes(30)

        assert len(told) == 1
        assert len(ticker.desk.at) == 3, "two sweeps of five were left out"

    @pytest.mark.parametrize("behind", [timedelta(minutes=5), timedelta(seconds=-2), timedelta(days=-30)], ids=str)
    async def test_a_telegram_that_answers_late_or_is_ahead_holds_nothing(self, ticker, slip, told, behind):
        for _ in range(2):
            ticker.leapt.__self__.heard(slip.wall - behind, slip.passed)
            await ticker.tick()
            slip.passes(30)

        assert (len(ticker.desk.at), told) == (2, [])

    async def test_an_answer_that_lay_unread_while_the_process_stood_still_says_nothing_of_the_clock(
        self, ticker, slip, told
    ):
        asked, dated = slip.passed, slip.wall + timedelta(seconds=25)
        slip.passes(3600)
        ticker.leapt.__self__.heard(dated, asked)
        await ticker.tick()

        assert (len(ticker.desk.at), told) == (1, [])

    async def test_what_telegram_tells_a_moment_later_is_no_second_leap(self, ticker, slip, told):
        right = slip.wall
        await ticker.tick()
        slip.wall += timedelta(days=2)
        for seconds in (30, 60, 90, 120):
            slip.passes(30)
            await ticker.tick()
            ticker.leapt.__self__.heard(right + timedelta(seconds=seconds), slip.passed)

        assert len(told) == 1
        assert len(ticker.desk.at) == 3

    async def test_that_could_not_be_told_is_told_at_the_next_tick(self, ticker, slip, told):
        tells, refusals = ticker.on_leap, [1]

        async def refuses_once() -> None:
            if refusals:
                refusals.pop()
                raise OSError("the database is away")
            await tells()

        ticker.on_leap = refuses_once
        await ticker.tick()
        slip.wall += timedelta(days=2)
        for _ in range(2):
            slip.passes(30)
            await ticker.tick()

        assert len(told) == 1
