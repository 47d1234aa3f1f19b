"""The alarm: an admin learns at once that nothing can be recorded, and once; and learns when it is over."""

import asyncio
import errno
import sqlite3
import time

import psycopg
import pytest
import sqlalchemy as sa

from bot.alarm import CONFLICT_PATIENCE_SECONDS, NOT_AGAIN_SECONDS, NOT_REACHED_SECONDS, PATIENCE_SECONDS
from bot.polls import PollWatch
from storage.failures import name_of
from tests.bot.test_intake import fail_commits


def refused(code: int) -> sa.exc.OperationalError:
    """What SQLite refuses with this code."""
    orig = sqlite3.OperationalError("words of a person")
    orig.sqlite_errorcode, orig.sqlite_errorname = code, NAMES[code]
    return sa.exc.OperationalError("INSERT", {}, orig)


def refused_by_postgres(kind: type[psycopg.Error]) -> sa.exc.OperationalError:
    return sa.exc.OperationalError("INSERT", {}, kind("words of a person"))


NAMES = {
    getattr(sqlite3, name): name
    for name in ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")
}
FULL = refused(sqlite3.SQLITE_FULL)


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
        await alarm.database_failed(FULL)
        watch.at += PATIENCE_SECONDS - 1
        await alarm.database_failed(FULL)

        assert await told(bench) == []

    async def test_of_which_no_admin_is_known_yet_stands_in_the_log(self, bench, alarm, watch, caplog):
        alarm._admins = {}
        await alarm.database_failed(FULL)
        watch.at += PATIENCE_SECONDS
        await alarm.database_failed(FULL)

        assert "no admin is known yet who could be alarmed" in caplog.text

    async def test_is_told_to_the_admins_once_an_hour_and_to_nobody_else(self, bench, alarm, watch):
        wahyu = await bench.phone(bench.house.wahyu)
        for _ in range(100):
            await alarm.database_failed(FULL)
            watch.at += 30

        (text,) = await told(bench)
        assert "belum ada yang dapat dicatat" in text
        assert [message for message in await wahyu.chat() if message.from_bot] == []

        watch.at += NOT_AGAIN_SECONDS
        await alarm.database_failed(FULL)
        assert len(await told(bench)) == 2

    @pytest.mark.parametrize(
        ("trouble", "words"),
        [
            (FULL, "mengosongkan ruang penyimpanan"),
            (OSError(errno.ENOSPC, "No space left on device"), "mengosongkan ruang penyimpanan"),
            (refused(sqlite3.SQLITE_READONLY), "izin tulis"),
            (refused(sqlite3.SQLITE_BUSY), "mengakhiri program lain"),
            (refused(sqlite3.SQLITE_CORRUPT), "docs/running.md"),
            (refused(sqlite3.SQLITE_NOTADB), "docs/running.md"),
            (refused(sqlite3.SQLITE_IOERR), "catatan layanan"),
            (refused_by_postgres(psycopg.errors.DiskFull), "mengosongkan ruang penyimpanan"),
            (refused_by_postgres(psycopg.errors.ReadOnlySqlTransaction), "izin tulis"),
            (refused_by_postgres(psycopg.errors.LockNotAvailable), "mengakhiri program lain"),
            (refused_by_postgres(psycopg.errors.DataCorrupted), "docs/running.md"),
            (refused_by_postgres(psycopg.errors.AdminShutdown), "menyala dan dapat dihubungi"),
            (refused_by_postgres(psycopg.OperationalError), "menyala dan dapat dihubungi"),
        ],
        ids=lambda given: name_of(given) if isinstance(given, Exception) else "",
    )
    async def test_says_what_to_do_about_this_kind_of_trouble(self, bench, alarm, watch, caplog, trouble, words):
        for _ in range(2):
            await alarm.database_failed(trouble)
            watch.at += PATIENCE_SECONDS

        (text,) = await told(bench)
        assert words in text
        assert ("ruang penyimpanan" in text) == (words == "mengosongkan ruang penyimpanan")
        assert ("komputer layanan" in text) == (bench.database.is_sqlite or "dihubungi dari" in text) or "docs/" in text
        assert name_of(trouble) in caplog.text
        assert "words of a person" not in caplog.text + text

    async def test_when_it_can_be_written_again_that_is_told_and_kept(self, bench, alarm, watch):
        for _ in range(3):
            await alarm.database_failed(FULL)
            watch.at += PATIENCE_SECONDS

        await alarm.database_works()
        async with bench.running(bench.courier):
            await bench.until_sent()

        assert "sudah dapat ditulis kembali" in (await told(bench))[-1]
        assert [kind for kind, _ in bench.incidents()] == ["database"]

    async def test_where_only_some_of_it_can_be_written_is_no_news_each_time(self, bench, alarm, watch):
        """A row that is replaced finds room on a full disk where a new one finds none."""
        for _ in range(20):
            await alarm.database_failed(FULL)
            fail_commits(bench, 1)
            with pytest.raises(sa.exc.OperationalError):
                await alarm.database_works()
            watch.at += NOT_REACHED_SECONDS

        assert len(await told(bench)) == 1

        await alarm.database_works()
        async with bench.running(bench.courier):
            await bench.until_sent()
        assert "sudah dapat ditulis kembali" in (await told(bench))[-1]

    async def test_that_nobody_was_told_of_is_kept_and_not_told_either(self, bench, alarm, watch):
        await alarm.database_failed(FULL)

        await alarm.database_works()

        assert bench.rows() == []
        assert [kind for kind, _ in bench.incidents()] == ["database"]

    async def test_an_admin_who_cannot_be_reached_holds_up_nothing(self, bench, alarm, watch):
        await bench.telegram.fail("sendMessage", code=403, description="Forbidden: bot was blocked by the user")
        for _ in range(3):
            await alarm.database_failed(FULL)
            watch.at += PATIENCE_SECONDS

        assert await told(bench) == []

    async def test_that_reached_nobody_is_told_a_minute_later_and_not_an_hour(self, bench, alarm, watch):
        await bench.telegram.fail("sendMessage", code=502, description="Bad Gateway")
        for _ in range(2):
            await alarm.database_failed(FULL)
            watch.at += PATIENCE_SECONDS
        assert await told(bench) == []

        watch.at += NOT_REACHED_SECONDS
        for _ in range(10):
            await alarm.database_failed(FULL)
            watch.at += NOT_REACHED_SECONDS

        (text,) = await told(bench)
        assert "belum ada yang dapat dicatat" in text

    async def test_that_is_over_while_the_alarm_is_on_its_way_is_told_to_be_over(self, bench, alarm, watch):
        await alarm.database_failed(FULL)
        watch.at += PATIENCE_SECONDS
        await bench.telegram.fail("sendMessage", delay=0.3)
        speaking = asyncio.create_task(alarm.database_failed(FULL))
        await bench.a_while()

        await alarm.database_works()
        await speaking
        async with bench.running(bench.courier):
            await bench.until_sent()
        assert any("sudah dapat ditulis kembali" in text for text in await told(bench))

        for _ in range(2):
            watch.at += PATIENCE_SECONDS
            await alarm.database_failed(FULL)
        assert len([text for text in await told(bench) if "belum ada yang dapat dicatat" in text]) == 2

    async def test_that_reached_nobody_the_second_time_is_told_to_be_over_for_the_first(self, bench, alarm, watch):
        for _ in range(2):
            await alarm.database_failed(FULL)
            watch.at += PATIENCE_SECONDS
        watch.at += NOT_AGAIN_SECONDS
        await bench.telegram.fail("sendMessage", code=502, description="Bad Gateway")
        await alarm.database_failed(FULL)

        await alarm.database_works()

        assert len(bench.rows()) == 1

    async def test_whose_alarm_reached_nobody_is_not_told_to_be_over(self, bench, alarm, watch):
        await bench.telegram.fail("sendMessage", code=502, description="Bad Gateway")
        for _ in range(2):
            await alarm.database_failed(FULL)
            watch.at += PATIENCE_SECONDS

        await alarm.database_works()

        assert bench.rows() == []

    async def test_is_told_once_though_many_updates_are_refused_at_that_moment(self, bench, alarm, watch):
        await alarm.database_failed(FULL)
        watch.at += PATIENCE_SECONDS

        await asyncio.gather(*(alarm.database_failed(FULL) for _ in range(5)))

        assert len(await told(bench)) == 1

    async def test_the_watch_over_the_polls_notices_that_it_works_again(self, bench, alarm, watch):
        watched = PollWatch(bench.database, bench.parts.desk, time.monotonic, alarm)
        await alarm.database_failed(FULL)

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

    async def test_that_reached_nobody_is_told_with_the_next_refusal_after_a_minute(self, bench, alarm, watch):
        await bench.telegram.fail("sendMessage", code=502, description="Bad Gateway")
        for _ in range(20):
            await alarm.somebody_else_polls()
            watch.at += CONFLICT_PATIENCE_SECONDS / 5

        assert len(await told(bench)) == 1

    async def test_twice_a_day_is_two_beginnings(self, bench, alarm, watch):
        for _ in range(4):
            await alarm.somebody_else_polls()
            watch.at += 6 * 3600

        assert await told(bench) == []


class TestAClockThatWasSetForward:
    async def test_is_told_to_the_admins_before_anything_else_was_written(self, bench, alarm):
        alarm._admins = {}
        await alarm.clock_leapt()
        async with bench.running(bench.courier):
            await bench.until_sent()

        assert len(await told(bench)) == 1

    async def test_is_told_to_the_admins_once_an_hour_and_kept_each_time(self, bench, alarm, watch):
        for _ in range(3):
            await alarm.clock_leapt()
            watch.at += NOT_AGAIN_SECONDS / 2
        async with bench.running(bench.courier):
            await bench.until_sent()

        first, second = await told(bench)
        assert first == second
        assert "Jam komputer layanan maju" in first
        assert [kind for kind, _ in bench.incidents()] == ["clock"] * 3
