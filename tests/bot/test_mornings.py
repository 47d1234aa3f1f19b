"""The morning digest: from the time the office has set until noon, once, and what it says when it leaves."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot import app
from bot.mornings import Mornings
from bot.settings import load
from sop.steps import Action
from storage import tables as t
from storage.engine import Database
from storage.outbox import Kind

JAKARTA = ZoneInfo("Asia/Jakarta")
AT = time(7, 45)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


@pytest.fixture
def mornings(bench):
    return Mornings(bench.database, replace(bench.parts.rules, chair="Ratna"), AT)


@pytest.fixture
def queued(bench):
    """Who has how many digests in the outbox."""

    def count() -> dict[str, int]:
        names = {official.id: official.name for official in bench.house.staff.values()}
        found: dict[str, int] = {}
        for row in bench.rows(t.outbox.c.kind == Kind.DIGEST):
            found[names[row.person_id]] = found.get(names[row.person_id], 0) + 1
        return found

    return count


class TestTheHour:
    async def test_is_the_offices(self, bench, mornings, queued):
        await bench.house.at_step(3)
        for moment in (local(19, 0, 1), local(19, 7, 44)):
            await mornings.look(moment)
        assert queued() == {}

        for moment in (local(19, 7, 45), local(19, 7, 46), local(19, 11, 59)):
            await mornings.look(moment)
        assert queued() == {"Sri": 1, "Ratna": 1}

        await mornings.look(local(20, 7, 45))
        assert queued() == {"Sri": 2, "Ratna": 2}

    async def test_that_was_missed_is_made_up_for_until_noon_and_not_after(self, bench, mornings, queued):
        await bench.house.at_step(3)
        await mornings.look(local(19, 12))
        await mornings.look(local(19, 16))
        assert queued() == {}

        await mornings.look(local(20, 11, 30))
        assert queued() == {"Sri": 1, "Ratna": 1}

    async def test_never_comes_where_the_office_has_set_none(self, bench, queued):
        await bench.house.at_step(3)
        off = Mornings(bench.database, bench.parts.rules, None)
        for hour in range(24):
            await off.look(local(19, hour))

        assert queued() == {}

    async def test_a_bot_that_was_started_anew_does_not_tell_it_twice(self, bench, mornings, queued):
        await bench.house.at_step(3)
        await mornings.look(local(19, 8))
        await Mornings(bench.database, mornings.rules, AT).look(local(19, 9))

        assert queued() == {"Sri": 1, "Ratna": 1}

    async def test_of_several_processes_one_tells(self, bench, mornings, queued):
        await bench.house.at_step(3)
        others = [Database(str(bench.database.url)) for _ in range(3)]
        all_ = [mornings, *(Mornings(other, mornings.rules, AT) for other in others)]
        await asyncio.gather(*(one.look(local(19, 8)) for one in all_))
        for other in others:
            other.close()

        assert queued() == {"Sri": 1, "Ratna": 1}


class TestWhatIsSaid:
    @pytest.fixture
    def sends(self, bench, mornings):
        """Tell it, let the courier deliver, and read what the Atasan PPID got."""

        async def at(moment: datetime, meanwhile: Awaitable[object] | None = None) -> list[str]:
            await bench.everybody()
            bench.house.forget_sent()
            await mornings.look(local(19, 7, 45))
            if meanwhile is not None:
                await meanwhile
            bench.clock.at = moment
            async with bench.running(bench.courier):
                await bench.until_sent([row.id for row in bench.rows(t.outbox.c.kind == Kind.DIGEST)])
            return [text for text in await bench.read(bench.house.sri) if "Ringkasan pagi" in text]

        return at

    async def test_is_what_waits_where_and_since_when(self, bench, sends):
        await bench.house.at_step(3)

        (told,) = await sends(local(19, 7, 46))

        assert "Ringkasan pagi, Selasa, 19 Januari 2027: 1 (satu) maklumat sedang berjalan." in told
        assert "MKL-2027-001 · langkah 3 (Arahan dan persetujuan) · menunggu" in told
        assert "sejak 18-01-2027 10.0" in told

    async def test_is_nothing_when_it_could_not_leave_before_noon(self, bench, sends):
        await bench.house.at_step(3)

        assert await sends(local(19, 12, 1)) == []

    async def test_is_nothing_when_it_could_not_leave_that_day(self, bench, sends):
        await bench.house.at_step(3)

        assert await sends(local(20, 8)) == []

    async def test_leaves_out_what_was_cancelled_meanwhile(self, bench, sends):
        m, stays = await bench.house.opens(), await bench.house.opens()

        (told,) = await sends(local(19, 7, 50), bench.house.does(m, bench.house.wahyu, Action.CANCEL, "Digabung"))

        assert stays.control_number in told
        assert m.control_number not in told


async def test_the_setting_reaches_the_part_that_looks(bench, queued):
    settings = bench.parts.settings
    on = load(
        None,
        bot_token=settings.bot_token.get_secret_value(),
        bot_api_url=settings.bot_api_url,
        database_url=settings.database_url,
        morning_digest="07.45",
    )
    await bench.house.at_step(3)
    bench.clock.at = local(19, 8)
    kept = app.build(on, bench.database, bench.clock).housekeeping
    kept.at = None

    await kept.look()

    assert queued() == {"Sri": 1}
