"""The database file is removed, or another put in its place, under the running bot: that is seen, told, and rescued."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import opening
from storage import backup, journal, notes
from storage.engine import Database
from storage.health import Ailment
from tests.storage.office import everything

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def remove(path: Path) -> None:
    for name in ("", "-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)


def replace(path: Path) -> None:
    other = path.with_name("other.db")
    shutil.copyfile(path, other)
    other.replace(path)


@pytest.fixture
async def guard(bench):
    """Of an office that lives, and whose admins are known."""
    await bench.everybody()
    await bench.house.opens()
    await bench.parts.alarm.database_works()
    return bench.parts.guard


async def test_a_file_in_its_place_is_no_matter(bench, guard):
    await guard.look()

    assert await bench.read(bench.house.agus) == []
    assert guard.rescued is None
    assert Ailment.MOVED not in (await bench.parts.reading.health(bench.clock())).ailments


@pytest.mark.parametrize("happens", [remove, replace])
async def test_the_admins_are_told_and_what_is_held_open_is_rescued(bench, guard, happens, caplog):
    await bench.house.at_step(2)
    before = bench.database.read_now(journal.head)
    happens(bench.database.path)
    m = await bench.house.opens(title="Dicatat sesudahnya")

    await guard.look()

    (text,) = await bench.read(bench.house.agus)
    assert guard.rescued is not None
    assert guard.rescued.name in text
    assert "tidak menjalankan ulang" in text
    assert [record.levelname for record in caplog.records].count("CRITICAL") >= 1
    count, _ = backup.examine(guard.rescued)
    assert count > before[0]
    with backup.looking_at(guard.rescued) as db:
        titles = db.execute(sa.text("SELECT title FROM maklumat")).scalars().all()
    assert m.title in titles
    assert (await bench.parts.reading.health(bench.clock())).ailments == (Ailment.MOVED,)
    assert not (await bench.parts.reading.health(bench.clock())).is_alive


async def test_once_an_hour_and_only_the_newest_copy_is_kept(bench, guard):
    now = [1000.0]
    guard.monotonic = bench.parts.alarm.monotonic = lambda: now[0]
    remove(bench.database.path)
    for _ in range(100):
        await guard.look()
        now[0] += 60
        bench.clock.moves(60)

    assert len(await bench.read(bench.house.agus)) == 2
    assert list(guard.folder.iterdir()) == [guard.rescued]


async def test_what_reached_no_admin_is_told_before_the_hour_is_over(bench, guard):
    now = [1000.0]
    guard.monotonic = bench.parts.alarm.monotonic = lambda: now[0]
    await bench.telegram.fail("sendMessage", code=502, description="Bad Gateway")
    remove(bench.database.path)
    for _ in range(5):
        await guard.look()
        now[0] += 60

    assert len(await bench.read(bench.house.agus)) == 1


async def test_no_other_file_is_opened_or_made_meanwhile(bench, guard):
    remove(bench.database.path)
    bench.database.reader.dispose()

    with pytest.raises(sa.exc.OperationalError, match="moved away"):
        bench.database.read_now(everything)

    assert not bench.database.path.exists()


async def test_a_copy_that_cannot_be_made_is_told_and_tried_again(bench, guard, tmp_path):
    (tmp_path / "letter").write_text("no folder")
    now, guard.folder = [1000.0], tmp_path / "letter"
    guard.monotonic = bench.parts.alarm.monotonic = lambda: now[0]
    remove(bench.database.path)
    await guard.look()
    (text,) = await bench.read(bench.house.agus)
    assert "belum dapat dibuat" in text

    guard.folder = tmp_path / "there"
    now[0] += 61
    await guard.look()

    assert guard.rescued is not None


async def test_health_from_beside_sees_that_the_bot_writes_elsewhere(bench):
    database = bench.database
    database.write_now(lambda db: notes.write(db, "a", "b"))
    with opening.only_one(database):
        assert not opening.is_served_elsewhere(Database(str(database.url)))

        replace(database.path)
        assert opening.is_served_elsewhere(Database(str(database.url)))

    assert not opening.is_served_elsewhere(Database(str(database.url))), "nobody runs"
