"""The morning digest, and the yearly nudge: when each is told, once, and what it says when it leaves."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot import app
from bot.mornings import Mornings, YearlyNudge
from bot.settings import load
from sop.officials import Change
from sop.roles import Role
from sop.rules import QuietHours
from sop.steps import Action
from storage import tables as t
from storage.engine import Database
from storage.outbox import Kind
from tests.storage.test_confirming import brought_in, says

JAKARTA = ZoneInfo("Asia/Jakarta")
AT = time(7, 45)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


def january(day: int, hour: int, minute: int = 0) -> datetime:
    """Of 2028, which begins with a Saturday."""
    return datetime(2028, 1, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


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


class TestWhomAKomisionerIsToConfirm:
    @pytest.fixture
    async def joko(self, bench):
        """Brought in by the admin; nobody has said yet who he is."""
        await bench.everybody()
        joko = await brought_in(bench.house, "Joko", Role.E_PPID)
        bench.house.forget_sent()
        return joko

    async def read_by(self, bench, at: datetime) -> list[str]:
        bench.clock.at = at
        async with bench.running(bench.courier):
            await bench.until_sent([row.id for row in bench.rows(t.outbox.c.kind == Kind.DIGEST)])
        return [text for text in await bench.read(bench.house.bagus) if "menunggu konfirmasi" in text]

    async def test_is_told_when_the_office_opens_where_it_wants_no_digest(self, bench, joko, queued):
        off = Mornings(bench.database, bench.parts.rules, None)
        await off.look(local(19, 7, 29))
        assert queued() == {}
        await off.look(local(19, 7, 30))
        assert queued() == {"Bagus": 1, "Ratna": 1}

        (told,) = await self.read_by(bench, local(19, 7, 31))
        assert told == (
            "Yth. Bapak/Ibu Bagus,\n"
            "Mohon izin mengingatkan, 1 (satu) pejabat menunggu konfirmasi Bapak/Ibu: Bapak/Ibu Joko. "
            "Mohon membuka /tugas.\n\n"
            "Terima kasih atas perkenan Bapak/Ibu."
        )

    async def test_not_in_the_quiet_hours(self, bench, joko, queued):
        quiet = replace(bench.parts.rules, quiet=QuietHours(time(18), time(9)))
        off = Mornings(bench.database, quiet, None)
        await off.look(local(19, 8))
        assert queued() == {}

        await off.look(local(19, 9))
        assert queued() == {"Bagus": 1, "Ratna": 1}

    async def test_is_told_though_no_maklumat_of_the_digest_can_be_read(self, bench, joko, mornings):
        m = await bench.house.at_step(3)
        bench.house.forget_sent()
        await mornings.look(local(19, 7, 45))
        damaged = sa.update(t.maklumat).where(t.maklumat.c.id == m.id).values(body="{}")
        bench.database.write_now(lambda db: db.execute(damaged))

        bench.clock.at = local(19, 7, 46)
        async with bench.running(bench.courier):
            digest = bench.house.to(bench.house.ratna, t.outbox.c.kind == Kind.DIGEST)
            await bench.until_sent([row.id for row in digest])

        assert any("konfirmasi Bapak/Ibu: Bapak/Ibu Joko" in told for told in await bench.read(bench.house.ratna))

    async def test_is_nothing_once_another_has_answered(self, bench, joko, mornings):
        await mornings.look(local(19, 7, 45))
        await says(bench.house, Change.CONFIRMED, joko, by=bench.house.ratna)

        assert await self.read_by(bench, local(19, 7, 46)) == []


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


class TestTheYearlyNudge:
    @pytest.fixture
    async def published(self, bench):
        """One of last year."""
        bench.house.now = datetime(2027, 6, 15, 3, 0, tzinfo=UTC)
        return await bench.house.at_step(6)

    @pytest.fixture
    def nudged(self, bench, published):
        """How many of the two drafters were told by a look at these moments."""

        async def look(*moments: datetime, is_on: bool = True, at: time | None = None) -> int:
            mark = max(row.id for row in bench.rows())
            one = YearlyNudge(bench.database, bench.parts.rules, is_on, at)
            for moment in moments:
                await one.look(moment)
            return len(bench.rows(t.outbox.c.id > mark))

        return look

    async def test_comes_when_the_office_opens_in_january(self, nudged):
        assert await nudged(january(3, 0, 1), january(3, 7, 29)) == 0
        assert await nudged(january(3, 7, 30), january(3, 7, 31)) == 2
        assert await nudged(january(3, 8), january(4, 8)) == 0, "also by a bot that was started anew"

    async def test_comes_with_the_hour_of_the_digest_where_there_is_one(self, nudged):
        assert await nudged(january(3, 7, 45), at=time(8)) == 0
        assert await nudged(january(3, 8), at=time(8)) == 2

    async def test_that_was_missed_is_made_up_for_on_another_morning(self, nudged):
        assert await nudged(january(3, 12), january(3, 18)) == 0
        assert await nudged(january(7, 11, 59)) == 2

    async def test_never_comes_where_the_office_wants_none(self, nudged):
        assert await nudged(*(january(day, 8) for day in range(1, 32)), is_on=False) == 0

    async def test_does_not_ring_in_the_quiet_hours(self, bench, published):
        quiet = replace(bench.parts.rules, quiet=QuietHours(time(18), time(9)))
        mark = max(row.id for row in bench.rows())
        one = YearlyNudge(bench.database, quiet, is_on=True)
        await one.look(january(3, 8))
        assert bench.rows(t.outbox.c.id > mark) == []

        await one.look(january(3, 9))
        assert len(bench.rows(t.outbox.c.id > mark)) == 2

    async def test_of_several_processes_one_tells(self, bench, published):
        mark = max(row.id for row in bench.rows())
        others = [Database(str(bench.database.url)) for _ in range(3)]
        await asyncio.gather(*(YearlyNudge(o, bench.parts.rules, is_on=True).look(january(3, 8)) for o in others))
        for other in others:
            other.close()

        assert len(bench.rows(t.outbox.c.id > mark)) == 2

    async def test_says_what_stands_published_and_how_it_is_renewed(self, bench, published):
        await bench.everybody()
        bench.house.forget_sent()
        bench.clock.at = january(3, 8)

        await bench.parts.housekeeping.errands[-1](january(3, 8))
        async with bench.running(bench.courier):
            await bench.until_sent([row.id for row in bench.rows(t.outbox.c.kind == Kind.REPLY)])

        told = (await bench.read(bench.house.wahyu))[-1]
        assert told == (
            "Yth. Bapak/Ibu Wahyu,\n"
            "Maklumat 2027 (MKL-2027-001) telah terpublikasi pada Selasa, 15 Juni 2027.\n"
            "\n"
            "Apabila standar, alamat, jam layanan, pejabat, atau peraturan berubah, maklumat dapat diperbarui melalui "
            "Buka maklumat pengganti. Apabila tidak ada perubahan, tidak ada yang perlu Bapak/Ibu lakukan.\n"
            "\n"
            "Pemberitahuan ini disampaikan sekali dalam setahun."
        )
        phone = await bench.phone(bench.house.sri)
        newest = await phone.newest()
        assert newest is not None
        assert newest.labels == ("Buka maklumat pengganti",)
