"""By night: a backup, of which somebody hears only when there is none; by day what need not be kept goes."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot import housekeeping
from bot.housekeeping import AGAIN_SECONDS, CLAIM, Housekeeping, last_time
from sop.calendar import CalendarChange, ChangeKind
from storage import backup, inbox, incidents, notes
from storage import days as known_days
from storage import tables as t
from storage.claims import Claims
from storage.engine import Database
from storage.health import Ailment
from storage.migrations import bring_up_to_date

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHT = time(1, 30)


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
async def keeps(bench, tmp_path, seconds):
    """The house is kept; it was enrolled on 18 January 2027 at 10.00."""
    kept = Housekeeping(
        bench.database, bench.parts.claims, bench.clock, JAKARTA, tmp_path / "cadangan", NIGHT, 3, seconds
    )
    yield kept
    bench.parts.claims.close()


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


def names(keeps: Housekeeping) -> list[str]:
    return sorted(path.name for path in keeps.folder.iterdir()) if keeps.folder.exists() else []


class TestWhenItIsDue:
    async def test_not_before_the_hour(self, bench, keeps):
        for moment in (local(18, 10), local(18, 23), local(19, 1, 29)):
            bench.clock.at = moment
            await keeps.look()

        assert names(keeps) == []

    async def test_once_a_night(self, bench, keeps):
        for moment in (local(19, 1, 30), local(19, 1, 31), local(19, 23), local(20, 2), local(20, 2, 1)):
            bench.clock.at = moment
            await keeps.look()

        assert names(keeps) == ["maklumat-20270118-183000Z.db", "maklumat-20270119-190000Z.db"]
        assert bench.database.read_now(lambda db: notes.moment(db, notes.LAST_BACKUP)) == local(20, 2)

    async def test_a_night_in_which_the_machine_was_off_is_made_good(self, bench, keeps):
        bench.clock.at = local(19, 7, 45)
        await keeps.look()

        assert len(names(keeps)) == 1

    async def test_a_clock_that_was_wrong_for_a_while_does_not_end_it(self, bench, keeps):
        bench.clock.at = local(19, 2) + timedelta(days=4000)
        await keeps.look()
        bench.clock.at = local(20, 2)
        await keeps.look()

        assert "maklumat-20270119-190000Z.db" in names(keeps)

    async def test_a_clock_set_back_a_little_makes_no_heap_of_them(self, bench, keeps):
        bench.clock.at = local(19, 1, 31)
        await keeps.look()
        for minute in (10, 20, 31, 32):
            bench.clock.at = local(19, 1, minute)
            await keeps.look()

        assert len(names(keeps)) == 1

    async def test_never_where_the_office_wants_none(self, bench, keeps):
        keeps.at = None
        bench.clock.at = local(25, 12)
        await keeps.look()

        assert names(keeps) == []

    async def test_until_its_first_night_an_office_without_a_backup_is_young_and_not_ill(self, bench, keeps):
        bench.clock.at = local(18, 10, 1)
        await keeps.look()

        for moment, is_ill in ((local(18, 23), False), (local(19, 2, 30), False), (local(19, 2, 31), True)):
            found = await bench.parts.reading.health(moment)
            assert found.first_backup_at == local(19, 1, 30)
            assert (Ailment.NO_BACKUP in found.ailments) is is_ill

    async def test_a_first_night_that_failed_is_not_put_off_to_the_next(self, bench, keeps):
        keeps.folder.write_text("no folder")
        for moment in (local(18, 10, 1), local(19, 1, 30), local(19, 12)):
            bench.clock.at = moment
            await keeps.look()

        found = await bench.parts.reading.health(bench.clock())
        assert found.first_backup_at == local(19, 1, 30)
        assert Ailment.NO_BACKUP in found.ailments

    async def test_where_none_is_wanted_no_first_night_is_waited_for(self, bench, keeps):
        keeps.at = None
        await keeps.look()

        assert (await bench.parts.reading.health(bench.clock())).first_backup_at is None

    async def test_whoever_looks_at_the_database_learns_whether_the_office_wants_any(self, bench, keeps):
        for at, backs_up in ((keeps.at, True), (None, False), (None, False), (keeps.at, True)):
            keeps.at = at
            await keeps.look()
            assert (await bench.parts.reading.health(bench.clock())).backs_up is backs_up

    async def test_who_switched_them_off_in_the_first_day_waits_for_no_first_night(self, bench, keeps):
        await keeps.look()
        keeps.at = None
        await keeps.look()

        assert Ailment.NO_BACKUP in (await bench.parts.reading.health(bench.clock())).ailments

    @pytest.mark.parametrize(
        ("now", "before"),
        [
            (local(19, 1, 30), local(19, 1, 30)),
            (local(19, 1, 29), local(18, 1, 30)),
            (local(19, 23, 59), local(19, 1, 30)),
            (local(1, 0, 10), datetime(2026, 12, 30, 18, 30, tzinfo=UTC)),
        ],
    )
    def test_the_hour_is_the_offices(self, now, before):
        assert last_time(NIGHT, now, JAKARTA) == before


async def test_an_office_without_people_has_nothing_to_keep(bench, keeps, tmp_path):
    bare = Database(f"sqlite:///{tmp_path}/bare/office.db")
    housekeeping_of_nobody = Housekeeping(
        bare, Claims(bare), bench.clock, JAKARTA, tmp_path / "none", NIGHT, 3, keeps.monotonic
    )
    bring_up_to_date(bare)
    bench.clock.at = local(25, 12)
    await housekeeping_of_nobody.look()
    bare.close()

    assert not (tmp_path / "none").exists()


async def test_old_ones_go(bench, keeps):
    for day in range(19, 29):
        bench.clock.at = local(day, 2)
        await keeps.look()

    assert [name[9:17] for name in names(keeps)] == ["20270125", "20270126", "20270127"]


class TestOfSeveralReplicas:
    async def test_one_makes_it(self, bench, keeps, tmp_path, seconds):
        if bench.database.is_sqlite:
            pytest.skip("of SQLite there is one process")
        others = [Database(str(bench.database.url)) for _ in range(3)]
        claims = [Claims(other) for other in others]
        all_ = [
            keeps,
            *(
                Housekeeping(other, mine, bench.clock, JAKARTA, tmp_path / f"replica-{n}", NIGHT, 3, seconds)
                for n, (other, mine) in enumerate(zip(others, claims, strict=True))
            ),
        ]
        bench.clock.at = local(19, 2)
        await asyncio.gather(*(one.look() for one in all_))
        made = sum(len(names(one)) for one in all_)
        for mine, other in zip(claims, others, strict=True):
            mine.close()
            other.close()

        assert made == 1

    async def test_who_finds_it_claimed_leaves_it(self, bench, keeps):
        await keeps.claims.take(CLAIM)
        bench.clock.at = local(19, 2)
        await keeps.look()
        assert names(keeps) == []

        await keeps.claims.release(CLAIM)
        await keeps.look()
        assert len(names(keeps)) == 1

    async def test_who_claims_it_after_another_has_made_it_makes_none(self, bench, keeps, monkeypatch):
        bench.clock.at = local(19, 2)
        take = keeps.claims.take

        async def late(*names: str) -> frozenset[str]:
            made = bench.clock().isoformat()
            await bench.database.write(lambda db: notes.write(db, notes.LAST_BACKUP, made))
            return await take(*names)

        monkeypatch.setattr(keeps.claims, "take", late)
        await keeps.look()

        assert names(keeps) == []


class TestWhenItFails:
    @pytest.fixture
    def fails(self, monkeypatch):
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(housekeeping.backup, "make", full)

    def told(self, bench) -> list[str]:
        return [row.body for row in bench.house.to(bench.house.agus, t.outbox.c.body.contains("Cadangan basis data"))]

    async def test_the_admin_hears_of_it_once_a_day(self, bench, keeps, seconds, fails):
        for moment in (local(19, 2), local(19, 3, 30), local(19, 12), local(20, 2), local(20, 4)):
            bench.clock.at, seconds.at = moment, seconds.at + AGAIN_SECONDS
            await keeps.look()

        assert len(self.told(bench)) == 2
        assert "Sebab: <code>ruang penyimpanan penuh</code>" in self.told(bench)[0]
        assert [kind for kind, _ in bench.incidents()] == ["backup", "backup"]

    async def test_it_is_tried_again_after_an_hour_and_not_before(self, bench, keeps, seconds, fails, monkeypatch):
        bench.clock.at = local(19, 2)
        await keeps.look()
        monkeypatch.undo()
        await keeps.look()
        assert names(keeps) == []

        seconds.at += AGAIN_SECONDS
        await keeps.look()
        assert len(names(keeps)) == 1

    async def test_one_that_was_killed_within_this_second_is_nothing_to_tell_of(self, bench, keeps, caplog):
        bench.clock.at = local(19, 2)
        keeps.folder.mkdir()
        (keeps.folder / f"{bench.clock().strftime(backup.NAME)}.part").touch()
        await keeps.look()
        assert len(names(keeps)) == 1, "the half-made file alone"

        bench.clock.at += timedelta(seconds=1)
        await keeps.look()
        assert "maklumat-20270118-190001Z.db" in names(keeps)
        assert self.told(bench) == []
        assert [record for record in caplog.records if record.exc_info] == []

    async def test_one_that_was_made_and_could_not_be_noted_is_not_told_to_be_missing(
        self, bench, keeps, seconds, monkeypatch
    ):
        def full(*_: object) -> None:
            raise sa.exc.OperationalError("INSERT", None, Exception("database or disk is full"))

        bench.clock.at = local(19, 2)
        real = notes.write
        monkeypatch.setattr(
            notes, "write", lambda db, *told: full() if told[0] == notes.LAST_BACKUP else real(db, *told)
        )
        keeps.folder.mkdir()
        older = [f"maklumat-202701{day}-190000Z.db" for day in (13, 14, 15, 16)]
        for name in older:
            (keeps.folder / name).touch()
        for _ in range(30):
            seconds.at += AGAIN_SECONDS
            bench.clock.at += timedelta(hours=1)
            await keeps.look()
        assert names(keeps) == [*older[2:], "maklumat-20270118-200000Z.db"], "it is one more, whatever is tried"
        assert self.told(bench) == []

        monkeypatch.undo()
        await keeps.look()
        assert bench.database.read_now(lambda db: notes.moment(db, notes.LAST_BACKUP)) == bench.clock.at
        assert names(keeps)[-1] > "maklumat-20270119-190000Z.db", "a night has passed"

    async def test_a_journal_that_does_not_hold_is_told_in_words(self, bench, keeps, monkeypatch):
        monkeypatch.setattr(backup.journal, "head_at", lambda _db, _count: "f" * 64)
        bench.clock.at = local(19, 2)
        await keeps.look()

        assert "isinya tidak sama dengan basis data pada saat itu" in self.told(bench)[0]

    async def test_what_cannot_be_removed_does_not_make_it_a_failure(self, bench, keeps, monkeypatch):
        def stuck(*_: object) -> None:
            raise PermissionError("not ours")

        monkeypatch.setattr(housekeeping.backup, "rotate", stuck)
        bench.clock.at = local(19, 2)
        await keeps.look()

        assert bench.database.read_now(lambda db: notes.moment(db, notes.LAST_BACKUP)) == local(19, 2)
        assert self.told(bench) == []

    async def test_a_database_that_is_away_is_looked_for_again(self, bench, keeps, monkeypatch):
        async def away(*_: object) -> None:
            raise sa.exc.OperationalError("SELECT", None, Exception("away"))

        monkeypatch.setattr(bench.database, "read", away)
        monkeypatch.setattr(bench.database, "write", away)
        bench.clock.at = local(19, 2)
        await keeps.look()
        monkeypatch.undo()
        await keeps.look()

        assert len(names(keeps)) == 1


class TestPurging:
    def stranger_wrote(self, bench) -> None:
        seq = bench.house.arrives(666)
        bench.database.write_now(lambda db: inbox.finish(db, (seq,), bench.clock()))
        bench.house.arrives(bench.house.chat(bench.house.sri))

    def strangers(self, bench) -> int:
        return sum(row.chat_id == 666 for row in bench.all_of(t.inbox))

    async def test_once_a_day(self, bench, keeps):
        self.stranger_wrote(bench)
        await keeps.look()
        assert self.strangers(bench) == 1

        bench.clock.at = local(19, 9, 59)
        await keeps.look()
        bench.clock.at = local(19, 10, 5)
        await keeps.look()
        assert self.strangers(bench) == 1, "it was looked at earlier that day"

        bench.clock.at = local(20, 0, 1)
        await keeps.look()
        assert self.strangers(bench) == 0


async def test_the_tick_drives_it(bench, tmp_path):
    kept = bench.parts.housekeeping
    kept.folder = tmp_path / "by-tick"
    bench.clock.at = local(19, 2)

    async with bench.running(bench.parts.ticker, kept):
        await bench.until(lambda: bench.database.read_now(lambda db: notes.moment(db, notes.LAST_BACKUP)) is not None)

    assert len(names(kept)) == 1


async def test_the_admin_hears_once_a_day_of_a_maklumat_that_cannot_be_read(bench, keeps):
    keeps.at = None
    heard = []
    for hours in (0, 1, 23, 24, 25, 48):
        moment = local(19, 9) + timedelta(hours=hours)
        bench.database.write_now(
            lambda db, at=moment: incidents.add_daily(db, incidents.UNREADABLE, "MKL-2027-001", at)
        )
        for _ in range(2):
            bench.clock.at = moment
            await keeps.look()
        told = bench.house.to(bench.house.agus, t.outbox.c.body.contains("tidak dapat diolah oleh bot ini"))
        heard.append(len(told))

    assert heard == [1, 1, 1, 2, 2, 3]
    assert "MKL-2027-001" in told[0].body


class TestTheCalendarOfNextYear:
    """Of 2028 the calendar's source knows no cuti bersama yet."""

    async def looks(self, bench, keeps, *moments: datetime) -> list[int]:
        """How many messages about it the admin has after each look."""
        keeps.at = None
        counts = []
        for moment in moments:
            bench.clock.at = moment
            await keeps.look()
            counts.append(sum("cuti bersama" in row.body for row in bench.house.to(bench.house.agus)))
        return counts

    async def test_the_admin_is_warned_from_november_on_each_monday(self, bench, keeps):
        days = [datetime(2027, 10, 29, 3, tzinfo=UTC) + timedelta(days=n) for n in (0, 3, 4, 9, 10, 11, 17)]

        # Monday 1 November, Tuesday, Sunday, Monday 8 November, Tuesday, Monday 15 November.
        assert await self.looks(bench, keeps, *days) == [0, 1, 1, 1, 2, 2, 3]

    async def test_and_at_a_start_whatever_day_it_is_once_a_day(self, bench, keeps):
        wednesday = datetime(2027, 11, 3, 3, tzinfo=UTC)
        assert await self.looks(bench, keeps, wednesday) == [1]

        keeps._looked_ahead_on = None

        assert await self.looks(bench, keeps, wednesday + timedelta(hours=2)) == [1]

    async def test_not_once_the_admin_has_entered_one(self, bench, keeps):
        day = date(2028, 2, 28)
        change = CalendarChange(ChangeKind.OFF, day, day, "Cuti bersama Idulfitri")
        bench.database.write_now(lambda db: known_days.add(db, change, bench.house.agus.id, bench.clock()))

        assert await self.looks(bench, keeps, datetime(2027, 11, 1, 3, tzinfo=UTC)) == [0]

    async def test_the_days_of_the_year_to_come_are_there(self, bench, keeps):
        await self.looks(bench, keeps, datetime(2027, 1, 1, 3, tzinfo=UTC))

        query = sa.select(sa.func.count()).where(t.days.c.day.between(date(2028, 1, 1), date(2028, 12, 31)))
        assert bench.database.read_now(lambda db: db.execute(query).scalar_one()) == 17
