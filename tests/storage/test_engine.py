"""One writer, readers beside it, no lock that outlives its caller."""

import asyncio
import threading

import pytest
import sqlalchemy as sa

from storage import tables as t
from storage.engine import PATIENT_MS, TURN_MS, Database
from tests.storage.office import NOW

THREADS, TIMES = 4, 200


def count(db):
    return int(db.execute(sa.select(t.notes.c.value).where(t.notes.c.key == "count")).scalar_one())


def set_to(db, value):
    db.execute(sa.update(t.notes).where(t.notes.c.key == "count").values(value=str(value)))


@pytest.fixture
def counter(database):
    """A number in a row, 0 at first."""
    database.write_now(lambda db: db.execute(sa.insert(t.notes).values(key="count", value="0")))


def add_one(db):
    set_to(db, count(db) + 1)


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
class TestSqlite:
    @pytest.fixture(autouse=True)
    def disk(self):
        """As the product opens it."""

    @pytest.mark.parametrize("side", ["writer", "reader"])
    @pytest.mark.parametrize(
        ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)]
    )
    def test_is_set_so(self, database, side, pragma, value):
        if (side, pragma) == ("writer", "busy_timeout"):
            value = TURN_MS
        with getattr(database, side).connect() as db:
            assert db.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value

    def test_a_writer_waits_half_a_minute_for_its_turn(self, database):
        with database.writer.connect() as db:
            assert db.info[PATIENT_MS] == 30_000

    @pytest.mark.usefixtures("counter")
    @pytest.mark.parametrize("statement", ["UPDATE notes SET value = '9'", "DELETE FROM notes", "CREATE TABLE x (y)"])
    def test_readers_cannot_write(self, database, statement):
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            database.read_now(lambda db: db.exec_driver_sql(statement))

        assert database.read_now(count) == 0

    def test_a_row_that_points_to_nothing_is_refused(self, database):
        values = {"code_hash": "x", "name": "x", "created_at": NOW, "expires_at": NOW, "used_by": 99}

        with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
            database.write_now(lambda db: db.execute(sa.insert(t.invites).values(values)))

    def test_a_folder_that_is_missing_is_made(self, tmp_path):
        made = Database(f"sqlite:///{tmp_path}/data/deep/office.db")
        made.close()

        assert (tmp_path / "data" / "deep").is_dir()
        assert not (tmp_path / "data" / "deep" / "office.db").exists()


@pytest.mark.usefixtures("counter")
def test_a_second_writer_waits_and_then_sees_what_the_first_has_done(database, url):
    beside, begun, order = Database(url), threading.Event(), []

    def waits(db):
        order.append("second")
        add_one(db)

    def first(db):
        thread.start()
        begun.wait(TURN_MS * 10 / 1000)
        order.append("first")
        add_one(db)

    thread = threading.Thread(target=lambda: beside.write_now(waits))
    database.write_now(first)
    thread.join(20)
    beside.close()

    assert order == ["first", "second"]
    assert database.read_now(count) == 2


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
class TestPostgres:
    @pytest.mark.usefixtures("counter")
    @pytest.mark.parametrize(
        "statement", ["UPDATE notes SET value = '9'", "DELETE FROM notes", "CREATE TABLE x (y int)"]
    )
    def test_readers_cannot_write(self, database, statement):
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            database.read_now(lambda db: db.exec_driver_sql(statement))

        assert database.read_now(count) == 0

    @pytest.mark.parametrize(
        ("setting", "value"), [("lock_timeout", "30s"), ("idle_in_transaction_session_timeout", "1min")]
    )
    def test_a_writer_that_stands_still_is_broken_off(self, database, setting, value):
        with database.writer.connect() as db:
            assert db.exec_driver_sql(f"SHOW {setting}").scalar_one() == value

    @pytest.mark.parametrize(
        ("setting", "value"),
        [
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ],
    )
    @pytest.mark.parametrize("side", ["writer", "reader", "claims"])
    def test_the_server_lets_go_of_a_machine_that_is_gone_without_a_word(self, database, side, setting, value):
        """A power cut sends no farewell; by its own settings the server would keep a claim for two hours."""
        with database.session("claims") if side == "claims" else getattr(database, side).connect() as db:
            assert db.exec_driver_sql(f"SHOW {setting}").scalar_one() == value

    def test_the_server_sees_whose_connection_it_is(self, database):
        with database.writer.connect() as db:
            assert db.exec_driver_sql("SHOW application_name").scalar_one() == "maklumat-bot"


@pytest.mark.usefixtures("counter")
class TestTransactions:
    def test_one_that_fails_leaves_nothing(self, database):
        def half(db):
            set_to(db, 7)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            database.write_now(half)

        assert database.read_now(count) == 0

    def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(self, database):
        if not database.is_sqlite:
            pytest.skip("PostgreSQL reads what is committed, statement by statement")

        def look_twice(db):
            first = count(db)
            database.write_now(add_one)
            return first, count(db)

        assert database.read_now(look_twice) == (0, 0)
        assert database.read_now(count) == 1

    def test_threads_that_read_and_write_lose_nothing_and_never_find_it_locked(self, database, url):
        troubles, start = [], threading.Barrier(THREADS, timeout=20)

        def works(beside):
            start.wait()
            try:
                for _ in range(TIMES):
                    beside.write_now(add_one)
            except sa.exc.SQLAlchemyError as trouble:
                troubles.append(trouble)
            finally:
                beside.close()

        threads = [threading.Thread(target=works, args=(Database(url),)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert troubles == []
        assert database.read_now(count) == THREADS * TIMES

    async def test_many_callers_at_once_lose_nothing(self, database):
        await asyncio.gather(*(database.write(add_one) for _ in range(THREADS * TIMES)))

        assert await database.read(count) == THREADS * TIMES

    async def test_a_caller_that_is_cancelled_leaves_no_lock_and_no_half_transaction(self, database):
        begun, go_on = threading.Event(), threading.Event()

        def slow(db):
            set_to(db, 5)
            begun.set()
            go_on.wait(10)
            add_one(db)

        writing = asyncio.create_task(database.write(slow))
        await asyncio.to_thread(begun.wait, 10)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        go_on.set()

        await asyncio.wait_for(database.write(add_one), 5)
        assert await database.read(count) == 7

    async def test_a_hundred_cancelled_callers_leave_no_lock(self, database):
        tasks = [asyncio.create_task(database.write(add_one)) for _ in range(100)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

        kept = await asyncio.wait_for(database.write(count), 5)
        assert 50 <= kept <= 100

    def test_closing_lets_the_last_one_end(self, url):
        opened = Database(url)

        async def begin_and_leave():
            task = asyncio.create_task(opened.write(add_one))
            await asyncio.sleep(0)
            task.cancel()

        asyncio.run(begin_and_leave())
        opened.close()

        again = Database(url)
        assert again.read_now(count) in (0, 1)
        again.close()
