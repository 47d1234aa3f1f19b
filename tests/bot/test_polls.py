"""Polling: a time in which Telegram was not heard is noticed while the bot lives, by a clock nobody can set."""

import asyncio
import contextlib
import time as machine
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import app
from bot.polls import TOO_LONG, PollWatch
from tests.bot.test_intake import fail_commits

HOLDERS = 2
"""Both Komisioner hold step 3."""


class Line:
    """A poller's watch, whose clock of what elapsed goes with the bench's unless the bench's is set."""

    def __init__(self, bench) -> None:
        self.bench = bench
        self.seconds = 1000.0
        self.watch = PollWatch(bench.database, bench.parts.desk, lambda: self.seconds, bench.parts.alarm)

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.bench.clock.moves(seconds)

    async def hears(self) -> None:
        await self.watch.good_poll(self.bench.clock())


@pytest.fixture
async def line(bench):
    """Telegram was heard a moment ago, and a maklumat waits for the Komisioner."""
    await bench.house.at_step(3)
    line = Line(bench)
    await line.hears()
    return line


class TestAGapWhileTheBotLives:
    async def test_of_two_minutes_is_none(self, line, anew):
        line.passes(TOO_LONG.total_seconds())

        await line.hears()

        assert anew() == []

    async def test_of_more_gives_each_holder_the_card_anew_from_when_to_when(self, line, bench, anew):
        left = bench.clock.at
        line.passes(121)

        await line.hears()

        assert anew() == [(left, left + timedelta(seconds=121))] * HOLDERS

    async def test_is_told_once(self, line, anew):
        line.passes(121)
        await line.hears()

        for _ in range(5):
            line.passes(25)
            await line.hears()

        assert len(anew()) == HOLDERS

    async def test_is_none_where_the_clock_was_only_set_forward(self, line, bench, anew):
        bench.clock.moves(3600)
        line.seconds += 25

        await line.hears()

        assert anew() == []

    async def test_is_not_hidden_by_a_clock_set_back(self, line, bench, anew):
        bench.clock.moves(-3600)
        line.seconds += 121

        await line.hears()

        assert len(anew()) == HOLDERS

    async def test_that_could_not_be_made_good_is_made_good_with_the_next_poll(self, line, bench, anew):
        left = bench.clock.at
        line.passes(121)
        fail_commits(bench, 1)
        with pytest.raises(sa.exc.OperationalError):
            await line.hears()
        assert anew() == []

        line.passes(1)
        await line.hears()

        assert anew() == [(left, left + timedelta(seconds=122))] * HOLDERS

    async def test_is_noticed_by_telegrams_clock_where_a_virtual_machine_was_paused(self, line, bench, anew):
        """None of its own clocks goes on meanwhile."""
        date = left = bench.clock.at
        for passed, cards in ((0, 0), (25, 0), (600, HOLDERS), (25, HOLDERS)):
            date += timedelta(seconds=passed)
            line.seconds += 1
            line.watch.heard(date, line.seconds)
            await line.hears()
            assert len(anew()) == cards
        assert set(anew()) == {(left, left + timedelta(seconds=600))}, "it is told how long by Telegram's clock"

    async def test_is_told_once_where_two_clocks_answer_in_turn(self, line, bench, anew):
        ours = bench.clock.at
        for _ in range(5):
            for date in (ours, ours + timedelta(minutes=10)):
                line.passes(25)
                line.watch.heard(date, line.seconds)
                await line.hears()

        assert len(anew()) == HOLDERS

    async def test_telegrams_clock_is_told_on(self, line):
        heard = []
        line.watch.on_date = lambda *told: heard.append(told)

        line.watch.heard(line.bench.clock.at, 7.0)

        assert heard == [(line.bench.clock.at, 7.0)]

    async def test_is_noticed_where_the_machine_slept(self, line, bench, anew, monkeypatch):
        """The monotonic clock stands still meanwhile, so it is not asked."""
        slept = 0.0
        monkeypatch.setattr(machine, "clock_gettime", lambda _clock: slept)
        async with app._poller(bench.parts) as poller:
            await poller.on_good_poll(bench.clock())
            slept += 3600
            bench.clock.moves(3600)
            assert not bench.parts.ticker.may_speak()

            await poller.on_good_poll(bench.clock())

        assert bench.parts.ticker.may_speak()
        assert len(anew()) == HOLDERS


class TestSeveralWhoPollInTurn:
    @pytest.fixture
    def beside(self, line, bench):
        """Another process, whose clocks go with the first one's."""
        other = Line(bench)
        other.watch.elapsed = lambda: line.seconds
        return other

    async def test_who_takes_over_again_says_nothing_while_another_polled(self, line, beside, bench, anew):
        for _ in range(24):
            line.passes(25)
            await beside.hears()

        line.passes(5)
        await line.hears()

        assert anew() == []
        assert bench.incidents() == []

    async def test_who_takes_over_again_tells_of_no_moment_ahead(self, line, beside, bench, anew):
        for one, passed in ((line, 25), (beside, 600), (beside, 25), (line, 300)):
            left = bench.clock.at
            line.passes(passed)
            one.watch.heard(bench.clock.at, line.seconds)
            await one.hears()

        assert anew()[-HOLDERS:] == [(left, left + timedelta(seconds=300))] * HOLDERS

    async def test_who_takes_over_again_counts_from_the_last_poll_of_any(self, line, beside, bench, anew):
        line.passes(25)
        await beside.hears()
        left = bench.clock.at
        line.passes(121)

        await line.hears()
        line.passes(5)
        await beside.hears()

        assert anew() == [(left, left + timedelta(seconds=121))] * HOLDERS

    async def test_of_two_that_see_one_gap_one_says_so(self, line, beside, anew):
        line.passes(25)
        await beside.hears()
        line.passes(600)

        await asyncio.gather(line.hears(), beside.hears())

        assert len(anew()) == HOLDERS


class TestAGapAcrossARestart:
    async def test_is_told_once_though_each_process_is_killed_right_after_it(self, line, bench, anew, monkeypatch):
        """What is given anew and what is noted are one: whoever comes next finds nothing left to do."""
        line.passes(600)

        async def killed() -> None:
            raise asyncio.CancelledError

        monkeypatch.setattr(bench.parts.alarm, "database_works", killed)
        real = bench.database.write

        async def write(work):
            if "good_poll" in work.__qualname__:
                raise asyncio.CancelledError
            return await real(work)

        monkeypatch.setattr(bench.database, "write", write)
        for _ in range(4):
            with contextlib.suppress(asyncio.CancelledError):
                await Line(bench).hears()
            bench.clock.moves(10)

        assert len(anew()) == HOLDERS
        assert len(bench.incidents()) == 1


class TestWhetherAnybodyCanBeReminded:
    async def test_not_before_telegram_was_heard(self, bench):
        assert not Line(bench).watch.is_current()

    async def test_as_long_as_a_tap_would_not_be_lost(self, line):
        assert line.watch.is_current()
        line.passes(120)
        assert line.watch.is_current()
        line.passes(1)
        assert not line.watch.is_current()

    async def test_not_before_what_was_missed_is_made_good(self, line, bench):
        line.passes(121)
        fail_commits(bench, 1)
        with pytest.raises(sa.exc.OperationalError):
            await line.hears()
        assert not line.watch.is_current()

        await line.hears()

        assert line.watch.is_current()
