"""Behind a webhook: a time in which nobody listened is noticed once, by whichever process comes first."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import heartbeat as module
from bot.heartbeat import Heartbeat
from storage import notes
from tests.bot.bench import Hurried
from tests.bot.test_intake import fail_commits


class Process:
    """One of several processes, with a clock of its own of what elapsed, that goes with the bench's."""

    def __init__(self, bench, *, listens: bool = True) -> None:
        self.bench = bench
        self.stopped_for = 0.0
        self.born = bench.clock.at
        listening = asyncio.Event()
        if listens:
            listening.set()
        self.heart = Heartbeat(
            bench.database, bench.parts.desk, bench.clock, self.elapsed, bench.parts.alarm, listening
        )

    def elapsed(self) -> float:
        return (self.bench.clock.at - self.born).total_seconds()

    async def beats(self, *, every: float = 15, times: int = 1) -> None:
        for _ in range(times):
            self.bench.clock.moves(every)
            await self.heart.beat()


@pytest.fixture
def process(bench):
    """A fresh process on the same database."""
    return lambda **how: Process(bench, **how)


@pytest.fixture
async def waiting(bench):
    """A maklumat waits for the Komisioner."""
    return await bench.house.at_step(3)


HOLDERS = 2
"""Both Komisioner hold step 3."""


class TestAGap:
    async def test_there_is_none_before_the_first_beat_ever(self, process, waiting, anew):
        await process().heart.beat()

        assert anew() == []

    async def test_there_is_none_while_one_process_beats(self, process, waiting, anew):
        await process().beats(times=40)

        assert anew() == []

    async def test_a_restart_within_two_minutes_is_none(self, process, bench, waiting, anew):
        await process().heart.beat()
        bench.clock.moves(120)

        await process().heart.beat()

        assert anew() == []

    async def test_a_restart_after_more_gives_each_holder_the_card_anew_from_when_to_when(
        self, process, bench, waiting, anew
    ):
        await process().heart.beat()
        left = bench.clock.at
        bench.clock.moves(121)

        await process().heart.beat()

        assert anew() == [(left, left + timedelta(seconds=121))] * HOLDERS

    async def test_a_restart_after_polling_counts_from_the_last_good_poll(self, process, bench, waiting, anew):
        polled = bench.clock.at
        bench.database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, polled.isoformat()))
        bench.clock.moves(500)

        await process().heart.beat()

        assert anew() == [(polled, bench.clock.at)] * HOLDERS

    async def test_of_three_that_start_together_one_says_so(self, process, bench, waiting, anew):
        await process().heart.beat()
        bench.clock.moves(600)
        three = [process() for _ in range(3)]

        await asyncio.gather(*(one.heart.beat() for one in three))
        for _ in range(3):
            bench.clock.moves(15)
            await asyncio.gather(*(one.heart.beat() for one in three))

        assert len(anew()) == HOLDERS

    async def test_one_that_stood_still_while_others_listened_says_nothing(self, process, bench, waiting, anew):
        stopped, other = process(), process()
        await stopped.heart.beat()
        await other.beats(times=40)

        await stopped.heart.beat()

        assert anew() == []

    async def test_all_stood_still_and_one_says_so_whichever_wakes_first(self, process, bench, waiting, anew):
        first, second = process(), process()
        await first.heart.beat()
        await second.beats(every=5)
        left = bench.clock.at
        bench.clock.moves(600)

        await first.heart.beat()
        await second.heart.beat()

        assert anew() == [(left, left + timedelta(seconds=600))] * HOLDERS

    async def test_a_clock_set_forward_is_none(self, process, bench, waiting, anew):
        one = process()
        await one.heart.beat()
        one.heart.elapsed = lambda: 15.0
        bench.clock.moves(3600)

        await one.heart.beat()

        assert anew() == []

    async def test_a_clock_set_back_meanwhile_hides_none(self, process, bench, waiting, anew):
        one = process()
        await one.heart.beat()
        one.heart.elapsed = lambda: 900.0
        bench.clock.moves(-3600)

        await one.heart.beat()

        assert len(anew()) == HOLDERS

    async def test_a_database_that_was_away_is_one(self, process, bench, waiting, anew):
        one = process()
        await one.heart.beat()
        left = bench.clock.at
        failed = fail_commits(bench, 1)
        with pytest.raises(sa.exc.OperationalError):
            await one.beats(every=300)
        assert failed
        assert anew() == []

        await one.beats(every=3)

        assert anew() == [(left, left + timedelta(seconds=303))] * HOLDERS

    async def test_a_crash_before_the_commit_leaves_it_to_the_next(self, process, bench, waiting, anew):
        await process().heart.beat()
        bench.clock.moves(600)
        fail_commits(bench, 1)
        with pytest.raises(sa.exc.OperationalError):
            await process().heart.beat()

        await process().heart.beat()

        assert len(anew()) == HOLDERS

    async def test_that_was_made_good_is_noted_for_those_who_watch_the_deliveries(self, process, bench, waiting):
        await process().heart.beat()
        bench.clock.moves(600)
        await process().heart.beat()

        assert bench.database.read_now(lambda db: notes.moment(db, notes.REISSUED)) == bench.clock.at


class TestTheBeat:
    async def test_begins_when_updates_can_be_brought(self, process, bench, monkeypatch):
        monkeypatch.setattr(module, "asyncio", Hurried(1000))
        one = process(listens=False)

        async with bench.running(one.heart):
            await bench.a_while()
            assert not one.heart.is_well()
            one.heart.listening.set()
            await bench.until(one.heart.is_well)

    async def test_goes_on_after_a_database_that_was_away_and_comes_sooner_then(
        self, process, bench, monkeypatch, caplog
    ):
        hurried = Hurried(1000)
        monkeypatch.setattr(module, "asyncio", hurried)
        failed = fail_commits(bench, 2)
        one = process()

        async with bench.running(one.heart):
            await bench.until(lambda: len(hurried.slept) >= 3)

        assert one.heart.is_well()
        assert len(failed) == 2
        assert hurried.slept[:3] == [module.MENDING_SECONDS, module.MENDING_SECONDS, module.BEAT_SECONDS]
        assert "the heartbeat could not be noted" in caplog.text
        assert "Traceback" not in caplog.text
