"""A backup is one whole moment of the database; restored anywhere, it is the same office, and says nothing unasked."""

import asyncio
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from sop.roles import Role
from sop.steps import Action
from storage import backup, days, files, inbox, incidents, invites, journal, migrations, notes, outbox, review
from storage import tables as t
from storage.desk import Desk
from storage.engine import Database
from storage.errors import BackupUnderWay, BackupUnfit, PlaceTaken, Unfit
from storage.invites import Invitation
from storage.outbox import Kind, Screen
from storage.restore import restore
from tests.conftest import KINDS
from tests.storage.office import NOW, RULES, everything, taken
from tests.storage.test_absences import leaves
from tests.storage.test_confirming import brought_in

LATER = NOW + timedelta(days=1)
SQLITE_ALONE = pytest.mark.parametrize("kind", ["sqlite"])
"""What is the same whatever the backup was taken from."""


@pytest.fixture
def place(request, tmp_path):
    """Gives an empty place for a database of a kind; what was opened is closed."""
    opened, numbers = [], count(1)

    def empty(kind: str) -> Database:
        number = next(numbers)
        if kind == "sqlite":
            (tmp_path / "elsewhere").mkdir(exist_ok=True)
            url = f"sqlite:///{tmp_path}/elsewhere/{number}.db"
        else:
            server = request.getfixturevalue("postgres")
            name = f"{tmp_path.name}_{number}".lower()
            url = server.create(name)
            request.addfinalizer(lambda: server.drop(name))
        opened.append(Database(url))
        return opened[-1]

    yield empty
    for database in opened:
        database.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cadangan"


def told(restored, *, to_admin) -> Screen:
    return Screen(f"{restored.name} {restored.count} {restored.head} {restored.waiting} {to_admin}")


def unfit(why: Unfit):
    """A refusal for this reason."""
    return pytest.raises(BackupUnfit, check=lambda refused: refused.why is why)


def apart(rows: dict, *names: str) -> dict:
    """All tables but these."""
    return {name: found for name, found in rows.items() if name not in names}


def whole(path: Path) -> dict:
    """Every row of a backup."""
    with backup.looking_at(path) as db:
        return {
            table.name: [tuple(row) for row in db.execute(sa.select(table).order_by(*table.primary_key))]
            for table in t.metadata.sorted_tables
        }


class TestTaking:
    async def test_a_backup_holds_every_row(self, house, folder):
        await house.at_step(4)

        made = backup.make(house.database, folder, NOW)

        assert made.path == folder / "maklumat-20270118-030000Z.db"
        assert (made.count, made.head) == house.database.read_now(journal.head)
        assert apart(whole(made.path), "notes") == apart(everything(house.database), "notes")

    @SQLITE_ALONE
    async def test_it_is_one_file_that_its_owner_alone_reads(self, house, folder):
        made = backup.make(house.database, folder, NOW)

        assert [path.name for path in folder.iterdir()] == [made.path.name]
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    async def test_it_says_when_it_was_taken(self, house, folder):
        made = backup.make(house.database, folder, NOW)

        with backup.looking_at(made.path) as db:
            assert notes.moment(db, notes.TAKEN_AT) == notes.moment(db, notes.LAST_BACKUP) == NOW
        assert house.database.read_now(lambda db: notes.read(db, notes.TAKEN_AT)) is None

    @SQLITE_ALONE
    async def test_what_is_not_yet_in_the_main_file_is_in_the_backup(self, house, folder):
        """A copy of the file alone would lose it, and look whole."""
        before = house.database.path.read_bytes()
        await house.at_step(3)
        assert house.database.path.read_bytes() == before, "everything is in the log beside the file"

        made = backup.make(house.database, folder, NOW)

        assert made.count == house.database.read_now(journal.head)[0] > 0

    async def test_the_database_of_a_stopped_bot_can_be_backed_up(self, house, folder):
        await house.at_step(2)
        rows = everything(house.database)
        house.database.close()

        with closing(Database(str(house.database.url))) as again:
            made = backup.make(again, folder, NOW)

        assert apart(whole(made.path), "notes") == apart(rows, "notes")

    @SQLITE_ALONE
    async def test_a_copy_that_is_not_what_the_database_held_is_no_backup(self, house, folder, tmp_path, monkeypatch):
        older = tmp_path / "older.db"
        backup._copy(house.database, older)
        await house.at_step(2)
        monkeypatch.setattr(backup, "_copy", lambda _, half: shutil.copyfile(older, half))
        with unfit(Unfit.BEHIND):
            backup.make(house.database, folder, NOW)

        assert list(folder.iterdir()) == []

    @SQLITE_ALONE
    async def test_a_copy_of_another_history_is_no_backup(self, house, folder, monkeypatch):
        await house.at_step(2)
        monkeypatch.setattr(backup.journal, "head_at", lambda _db, _count: "f" * 64)

        with unfit(Unfit.BEHIND):
            backup.make(house.database, folder, NOW)

        assert list(folder.iterdir()) == []

    @SQLITE_ALONE
    async def test_a_disk_that_is_full_leaves_nothing_behind(self, house, folder, monkeypatch):
        def full(_database: Database, half: Path) -> None:
            half.write_bytes(b"half")
            raise OSError("No space left on device")

        monkeypatch.setattr(backup, "_copy", full)
        with pytest.raises(OSError, match="No space"):
            backup.make(house.database, folder, NOW)

        assert list(folder.iterdir()) == []

    @SQLITE_ALONE
    async def test_a_name_that_is_taken_is_left_alone(self, house, folder):
        made = backup.make(house.database, folder, NOW)
        before = made.path.read_bytes()

        with pytest.raises(BackupUnderWay):
            backup.make(house.database, folder, NOW)

        assert made.path.read_bytes() == before

    @SQLITE_ALONE
    async def test_a_half_made_file_of_the_same_second_is_left_alone(self, house, folder):
        folder.mkdir()
        half = folder / f"{NOW.strftime(backup.NAME)}.part"
        half.write_bytes(b"half")

        with pytest.raises(BackupUnderWay):
            backup.make(house.database, folder, NOW)

        assert half.read_bytes() == b"half"
        assert backup.make(house.database, folder, NOW + timedelta(seconds=1)).path.exists()

    @SQLITE_ALONE
    async def test_a_journal_that_does_not_hold_is_not_backed_up_as_if_it_did(self, house, folder):
        await house.at_step(2)
        with house.database.writer.begin() as db:
            db.exec_driver_sql("DROP TRIGGER journal_no_update")
            db.execute(sa.update(t.journal).where(t.journal.c.seq == 2).values(body="{}"))

        with unfit(Unfit.CHAIN):
            backup.make(house.database, folder, NOW)


class TestRotation:
    NOW = datetime(2027, 3, 31, 20, 0, tzinfo=UTC)

    @pytest.fixture
    def nights(self, folder):
        """A backup of each night for 500 nights."""
        folder.mkdir()
        for night in range(500):
            (folder / (self.NOW - timedelta(days=night)).strftime(backup.NAME)).touch()
        return folder

    def names(self, folder: Path) -> list[str]:
        return sorted(path.name[9:17] for path in folder.iterdir())

    def test_the_newest_stay_and_one_of_each_month_of_a_year(self, nights):
        backup.rotate(nights, 14, self.NOW)

        month_ends = ["0430", "0531", "0630", "0731", "0831", "0930", "1031", "1130", "1231"]
        assert self.names(nights) == [
            *(f"2026{day}" for day in month_ends),
            "20270131",
            "20270228",
            *(f"202703{day}" for day in range(18, 32)),
        ]

    def test_it_is_the_same_when_done_again(self, nights):
        assert len(backup.rotate(nights, 3, self.NOW)) == 500 - 14
        assert backup.rotate(nights, 3, self.NOW) == ()

    def test_what_was_not_named_here_stays(self, nights):
        others = ["maklumat.db", "maklumat-20200101-000000Z.db.gz", "x-maklumat-20200101-000000Z.db", "notes.part"]
        for name in others:
            (nights / name).touch()

        backup.rotate(nights, 1, self.NOW)

        assert all((nights / name).exists() for name in others)

    def test_what_was_left_half_made_goes_after_a_day(self, folder):
        folder.mkdir()
        old, fresh = ((self.NOW - timedelta(hours=h)).strftime(backup.NAME) + ".part" for h in (25, 1))
        for name in (old, f"{old}-wal", f"{old}-journal", f"{old}-mine", fresh, f"{fresh}-wal"):
            (folder / name).touch()

        assert set(backup.rotate(folder, 14, self.NOW)) == {old, f"{old}-wal", f"{old}-journal"}


class TestRestoring:
    @pytest.fixture
    async def lived(self, house):
        """An office in which something happened, with a maklumat in step 3 and messages on their way."""
        await house.opens(title="Maklumat 2026")
        house.forget_sent()
        await house.at_step(3)
        house.database.write_now(lambda db: taken(db, house.now))
        return house

    @pytest.fixture
    def made(self, lived, folder):
        return backup.make(lived.database, folder, lived.now)

    @pytest.mark.parametrize("into", KINDS)
    async def test_the_office_is_there_again(self, lived, made, place, into):
        elsewhere = place(into)

        restored = restore(made.path, elsewhere, LATER, told)

        found = everything(elsewhere)
        assert apart(found, "outbox", "incidents", "notes") == apart(whole(made.path), "outbox", "incidents", "notes")
        assert (restored.name, restored.taken_at) == (made.path.name, lived.now)
        assert elsewhere.read_now(journal.head) == (made.count, made.head) == (restored.count, restored.head)
        assert elsewhere.read_now(migrations.current) == migrations.HEAD

    @pytest.mark.parametrize("into", KINDS)
    async def test_nothing_of_before_is_said_unasked(self, lived, made, place, into):
        elsewhere = place(into)
        waiting = [row.id for row in lived.rows(t.outbox.c.state.in_(["queued", "sending"]))]
        assert len(waiting) > 5
        assert {row.state for row in lived.rows()} > {"queued", "sending"}

        restored = restore(made.path, elsewhere, LATER, told)

        said = elsewhere.write_now(lambda db: taken(db, LATER + timedelta(days=1)))
        officials = sorted(official.id for official in lived.staff.values())
        assert [(parcel.person, parcel.screen) for parcel in sorted(said, key=lambda parcel: parcel.person)] == [
            (person, told(restored, to_admin=person == lived.agus.id)) for person in officials
        ]
        assert [one.id for one in elsewhere.read_now(review.waiting)] == waiting
        assert restored.waiting == len(waiting)
        rows = elsewhere.read_now(lambda db: db.execute(sa.select(t.outbox).where(t.outbox.c.id.in_(waiting))).all())
        assert {(row.state, row.trouble, row.live, row.next_attempt_at) for row in rows} == {
            ("review", "restored backup", False, None)
        }

    @SQLITE_ALONE
    async def test_who_is_away_or_waits_to_be_confirmed_is_told_too(self, lived, folder, place):
        joko = await brought_in(lived, "Joko", Role.KOMISIONER)
        day = LATER.date()
        await leaves(lived, lived.wahyu, lived.dimas, first=day, last=day + timedelta(days=2))
        elsewhere = place("sqlite")

        restore(backup.make(lived.database, folder, lived.now).path, elsewhere, LATER, told)

        said = elsewhere.write_now(lambda db: taken(db, LATER + timedelta(days=1)))
        assert {lived.wahyu.id, joko.id} <= {parcel.person for parcel in said}

    @SQLITE_ALONE
    async def test_each_restore_draws_a_mark_of_its_own_and_notes_of_when_it_is(self, made, place):
        places = [place("sqlite") for _ in range(3)]
        for elsewhere in places:
            restored = restore(made.path, elsewhere, LATER, told)

        marks = {elsewhere.read_now(lambda db: notes.read(db, notes.BUTTONS)) for elsewhere in places}
        assert {len(mark or "") for mark in marks} == {3}
        assert len(marks) > 1
        assert elsewhere.read_now(notes.restoration) == notes.Restoration(LATER, restored.taken_at)

    @SQLITE_ALONE
    async def test_it_is_an_incident(self, lived, made, place):
        elsewhere = place("sqlite")

        restored = restore(made.path, elsewhere, LATER, told)

        (incident,) = elsewhere.read_now(lambda db: db.execute(sa.select(t.incidents)).all())
        assert (incident.kind, incident.at) == ("restored", LATER)
        assert incident.about == f"{made.path.name}: {made.count} entries, {restored.waiting} messages in review"

    @pytest.mark.parametrize("into", KINDS)
    async def test_the_office_goes_on_from_there(self, lived, made, place, into):
        elsewhere = place(into)
        restore(made.path, elsewhere, LATER, told)
        house = type(lived)(
            elsewhere, Desk(elsewhere, RULES), lived.reading, LATER, staff=lived.staff, updates=lived.updates
        )

        (m,) = (house.present(number) for number in (2,))
        assert (await house.does(m, house.bagus, Action.APPROVE)).step == 4

        assert elsewhere.read_now(journal.verify) is None
        assert elsewhere.read_now(journal.head)[0] > made.count

    @pytest.mark.parametrize("into", KINDS)
    @pytest.mark.parametrize("action", ["update", "delete"])
    async def test_the_journal_is_append_only_there_too(self, made, place, into, action):
        elsewhere = place(into)
        restore(made.path, elsewhere, LATER, told)
        change = sa.update(t.journal).values(body="{}") if action == "update" else sa.delete(t.journal)

        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            elsewhere.write_now(lambda db: db.execute(change))

    @pytest.mark.parametrize("into", KINDS)
    async def test_through_the_other_kind_and_back_every_row_is_the_same(self, lived, made, place, folder, into):
        """The way of an office that moves: out of SQLite into PostgreSQL, and out of that again."""
        first, second = place("postgres"), place(into)
        restore(made.path, first, LATER, told)
        before = everything(first)

        moved = backup.make(first, folder, LATER)
        restore(moved.path, second, LATER, told)

        changed = ("outbox", "incidents", "notes")
        assert apart(whole(moved.path), "notes") == apart(before, "notes")
        assert apart(everything(second), *changed) == apart(before, *changed)

    async def test_a_file_of_some_size_goes_through_both(self, lived, place, folder):
        data = bytes(range(256)) * 12_000
        sha256 = files.describe(data, "besar.pdf", "application/pdf").sha256
        lived.database.write_now(lambda db: files.keep(db, {sha256: data}, NOW))
        middle, end = place("postgres"), place("sqlite")

        restore(backup.make(lived.database, folder, NOW).path, middle, LATER, told)
        restore(backup.make(middle, folder, LATER).path, end, LATER, told)

        assert end.read_now(lambda db: files.read(db, sha256)) == data

    @SQLITE_ALONE
    async def test_holders_will_get_their_cards_anew_even_when_it_went_fast(self, lived, folder, place):
        last = lived.now - timedelta(seconds=5)
        lived.database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, last.isoformat()))
        made = backup.make(lived.database, folder, lived.now)
        elsewhere = place("sqlite")

        restore(made.path, elsewhere, lived.now + timedelta(seconds=10), told)

        since = elsewhere.read_now(lambda db: notes.moment(db, notes.LAST_GOOD_POLL))
        assert lived.now + timedelta(seconds=10) - since > timedelta(seconds=120)

    @SQLITE_ALONE
    async def test_after_a_day_the_gap_is_told_as_it_was(self, lived, folder, place):
        last = lived.now - timedelta(seconds=5)
        lived.database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, last.isoformat()))
        made = backup.make(lived.database, folder, lived.now)
        elsewhere = place("sqlite")

        restore(made.path, elsewhere, LATER, told)

        assert elsewhere.read_now(lambda db: notes.moment(db, notes.LAST_GOOD_POLL)) == last


def invited(db) -> None:
    invites.invite(db, Invitation(name="Wahyu"), NOW)


def arrived(db) -> None:
    inbox.keep(db, 1, [{"update_id": 1}], NOW)


class TestAnEmptyPlace:
    @pytest.fixture
    def kind(self):
        return "sqlite"

    @pytest.fixture
    def made(self, house, folder):
        return backup.make(house.database, folder, NOW)

    @pytest.mark.parametrize("into", KINDS)
    @pytest.mark.parametrize("used", [invited, arrived], ids=["an invitation", "an update"])
    async def test_is_asked_for(self, made, place, into, used):
        there = place(into)
        migrations.bring_up_to_date(there)
        there.write_now(used)
        before = everything(there)

        with pytest.raises(PlaceTaken):
            restore(made.path, there, LATER, told)

        assert everything(there) == before

    @pytest.mark.parametrize("into", KINDS)
    @pytest.mark.parametrize("step", ["0001", "head", "base"])
    async def test_one_in_which_nobody_ever_was_is_one(self, house, made, place, into, step):
        """`run` made it: days off and small notes stand in it, of which nobody has any."""
        there = place(into)
        migrations.migrate(there.writer, step)
        if step != "base":
            there.write_now(lambda db: days.seed(db, (2027,)))
            there.write_now(lambda db: notes.write(db, notes.PERFORMERS, "{}"))
            there.write_now(lambda db: incidents.add(db, "kept", "", NOW))

        restore(made.path, there, LATER, told)

        assert there.read_now(journal.head) == (made.count, made.head)
        assert apart(everything(there), "outbox", "incidents", "notes") == apart(
            whole(made.path), "outbox", "incidents", "notes"
        )

    @pytest.mark.parametrize("into", KINDS)
    async def test_tables_of_somebody_else_are_none(self, made, place, into):
        there = place(into)
        with there.writer.begin() as db:
            db.exec_driver_sql("CREATE TABLE accounts (id INTEGER)")

        with pytest.raises(PlaceTaken):
            restore(made.path, there, LATER, told)

    async def test_a_database_without_tables_is_one(self, made, place):
        bare = place("sqlite")
        with closing(sqlite3.connect(bare.path)) as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE gone (id)")
            db.execute("DROP TABLE gone")
            db.commit()

        restore(made.path, bare, LATER, told)

        assert bare.read_now(journal.head) == (made.count, made.head)

    async def test_another_file_is_none(self, made, place):
        other = place("sqlite")
        other.path.write_text("a letter")

        with pytest.raises(PlaceTaken):
            restore(made.path, other, LATER, told)

        assert other.path.read_text() == "a letter"


class TestWhatIsNoBackup:
    @pytest.fixture
    def kind(self):
        return "sqlite"

    @pytest.fixture
    def made(self, house, folder):
        return backup.make(house.database, folder, NOW).path

    @pytest.fixture
    def refused(self, place):
        """A restore that is refused for a reason, and leaves the place empty."""

        def check(path: Path, why: Unfit, kind: str = "sqlite") -> None:
            elsewhere = place(kind)
            with unfit(why):
                restore(path, elsewhere, LATER, told)
            if kind == "sqlite":
                assert list(elsewhere.path.parent.iterdir()) == []
            else:
                assert sa.inspect(elsewhere.writer).get_table_names() == []

        return check

    def changed(self, path: Path, *statements: str) -> None:
        with closing(sqlite3.connect(path)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    def test_a_file_that_is_no_database(self, refused, tmp_path):
        (tmp_path / "letter.db").write_text("a letter of more than sixteen letters")

        refused(tmp_path / "letter.db", Unfit.NO_DATABASE)

    def test_a_file_that_is_not_there(self, place, tmp_path):
        with pytest.raises(FileNotFoundError):
            restore(tmp_path / "nowhere.db", place("sqlite"), LATER, told)

    def test_somebody_elses_database(self, refused, tmp_path):
        self.changed(tmp_path / "other.db", "CREATE TABLE accounts (id)")

        refused(tmp_path / "other.db", Unfit.FOREIGN)

    def test_one_of_a_newer_version(self, refused, made):
        self.changed(made, "UPDATE alembic_version SET version_num = '9999'")

        refused(made, Unfit.NEWER)

    @pytest.mark.parametrize("into", KINDS)
    async def test_one_whose_journal_was_changed(self, refused, house, folder, into):
        await house.at_step(2)
        path = backup.make(house.database, folder, LATER).path
        self.changed(path, "DROP TRIGGER journal_no_update", "UPDATE journal SET kind = 'Approved' WHERE seq = 3")

        refused(path, Unfit.CHAIN, into)

    def test_one_with_a_page_that_was_overwritten(self, refused, made):
        with made.open("r+b") as file:
            file.seek(4096 * 3)
            file.write(b"\xff" * 4096)

        refused(made, Unfit.BROKEN)

    def test_one_that_was_cut_off(self, refused, made):
        with made.open("r+b") as file:
            file.truncate(made.stat().st_size // 2)

        refused(made, Unfit.BROKEN)

    def test_one_that_names_what_it_has_not(self, refused, made):
        self.changed(made, "PRAGMA foreign_keys=OFF", "DELETE FROM people WHERE id = 1")

        refused(made, Unfit.BROKEN)


@SQLITE_ALONE
async def test_one_of_an_older_schema_step_is_brought_up_to_date(house, folder, place):
    await house.at_step(3)
    made = backup.make(house.database, folder, NOW)
    older = Database(f"sqlite:///{made.path}")
    migrations.migrate(older.writer, "0001")
    older.close()
    assert migrations.HEAD != "0001"

    for into in KINDS:
        elsewhere = place(into)
        restore(made.path, elsewhere, LATER, told)

        assert elsewhere.read_now(migrations.current) == migrations.HEAD
        assert elsewhere.read_now(journal.head) == (made.count, made.head)


class TestReview:
    @pytest.fixture
    def kind(self):
        return "sqlite"

    @pytest.fixture
    async def restored(self, house, folder, place):
        """Restored while messages of every kind were on their way."""
        m = await house.at_step(3)
        house.forget_sent()
        await house.does(m, house.bagus, Action.RETURN, "Mohon ditambah alamat.")
        house.database.write_now(lambda db: outbox.put_screen(db, 9000, house.wahyu.id, Screen("jawaban"), now=NOW))
        elsewhere = place("sqlite")
        restore(backup.make(house.database, folder, NOW).path, elsewhere, LATER, told)
        kinds = {row.kind for row in elsewhere.read_now(review.waiting)}
        assert kinds >= {Kind.NEWS, Kind.CARD, Kind.REPLY, Kind.DOCUMENT, Kind.STRIP}
        return elsewhere

    def states(self, database: Database) -> set[tuple[str, str]]:
        query = sa.select(t.outbox.c.kind, t.outbox.c.state).where(t.outbox.c.trouble == review.RESTORED)
        return {tuple(row) for row in database.read_now(lambda db: db.execute(query).all())}

    def test_lists_for_whom_and_about_what(self, restored):
        listed = restored.read_now(review.waiting)

        assert {one.control_number for one in listed} == {"MKL-2027-001", ""}
        assert {"Wahyu", "Sri", "Bagus"} <= {one.name for one in listed}

    def test_what_is_of_use_goes_out_and_cards_do_not(self, restored):
        listed = restored.read_now(review.waiting)
        useful = [one for one in listed if one.kind in ("news", "document")]

        assert restored.write_now(lambda db: review.send(db, LATER)) == (len(useful), len(listed) - len(useful))

        assert restored.read_now(review.waiting) == ()
        ids = [one.id for one in listed]
        rows = restored.read_now(lambda db: db.execute(sa.select(t.outbox).where(t.outbox.c.id.in_(ids))).all())
        assert {row.id for row in rows if row.state == "queued"} == {one.id for one in useful}
        assert {row.state for row in rows} == {"queued", "dropped"}
        said = {parcel.id for parcel in restored.write_now(lambda db: taken(db, LATER + timedelta(days=1)))}
        assert said & {one.id for one in useful}

    def test_or_none_of_it_does(self, restored):
        listed = restored.read_now(review.waiting)

        assert restored.write_now(lambda db: review.drop(db, LATER)) == len(listed)

        assert {state for _, state in self.states(restored)} == {"dropped"}
        assert restored.read_now(review.waiting) == ()


def rows_of_journal(db):
    return [tuple(row) for row in db.execute(sa.select(t.journal).order_by(t.journal.c.seq))]


@pytest.mark.parametrize("into", KINDS)
async def test_the_drill(house, place, folder, into):
    """Ten backups under writes, each restored elsewhere."""
    stopping, written = threading.Event(), count()

    async def writes() -> None:
        while not stopping.is_set():
            await house.opens(title=f"Maklumat {next(written)}")
            # A breath, so that the copies stay as small as an office's.
            await asyncio.sleep(0.1)

    thread = threading.Thread(target=asyncio.run, args=(writes(),))
    thread.start()
    try:
        for night in range(10):
            await asyncio.sleep(0.02)
            made = backup.make(house.database, folder, NOW + timedelta(days=night))
            elsewhere = place(into)
            restore(made.path, elsewhere, LATER, told)

            assert elsewhere.read_now(journal.verify) is None
            assert elsewhere.read_now(journal.head) == (made.count, made.head)
            copied, first = (one.read_now(rows_of_journal) for one in (elsewhere, house.database))
            assert copied == first[: made.count]
            said = elsewhere.write_now(lambda db: taken(db, LATER + timedelta(days=1)))
            assert {parcel.person for parcel in said} == {official.id for official in house.staff.values()}
    finally:
        stopping.set()
        thread.join()
    assert next(written) > 5
