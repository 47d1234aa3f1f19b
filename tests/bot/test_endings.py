"""How a command ends that finds no database it could use: one sentence of ours, 75 for what passes, 78 for a person."""

import contextlib
import errno
import re
import sqlite3
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.commands.endings import EX_CONFIG, EX_TEMPFAIL, ending
from storage import backup
from storage.engine import Database
from storage.migrations import bring_up_to_date
from tests.bot.test_main import NOWHERE, TOKEN
from tests.ports import free_port
from tests.storage.office import NOW

INVITE = ("invite", "--role", "ppid", "--name", "Wahyu")
EVERY = (("run",), ("check",), ("verify",), ("backup",), ("review",), INVITE, ("restore", "whole.db"))
ASKING = (("verify",), ("backup",), ("review",), ("health",), ("check",))
every_command = pytest.mark.parametrize("command", EVERY, ids=lambda command: command[0])


@pytest.fixture
def office(tmp_path, monkeypatch, sqlite_templates):
    """Where the bot is run, with a good backup at hand; names its database."""
    folder = tmp_path / "run-here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    sqlite_templates.copy("staffed", tmp_path / "good")
    with contextlib.closing(sqlite3.connect(tmp_path / "good" / "office.db")) as db:
        db.execute("VACUUM INTO 'whole.db'")

    def named(url: str) -> None:
        (folder / ".env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_API_URL={NOWHERE}\nDATABASE_URL={url}\n")

    return named


@pytest.fixture
def told(office, capsys):
    """Run a command; its exit code and what it said of the trouble, which is one line of ours."""

    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        _, err = capsys.readouterr()
        assert TOKEN not in err
        (line,) = [line for line in err.splitlines() if " WARNING " not in line]
        assert line.endswith(".")
        return code, line

    return run


@pytest.fixture
def plain(postgres):
    """A database of PostgreSQL that belongs to somebody else, and a role without any right: its URL."""
    with contextlib.suppress(psycopg.errors.DuplicateObject):
        postgres._administer("CREATE ROLE plain LOGIN")
    return postgres.create_another("plain").replace("//postgres@", "//plain@")


def administer(postgres, url: str, *statements: str) -> None:
    name = url.rpartition("/")[2]
    with psycopg.connect(f"host=127.0.0.1 port={postgres.port} user=postgres dbname={name}", autocommit=True) as db:
        for statement in statements:
            db.execute(statement.format(name=name))


class TestWherePostgresqlIsNot:
    @every_command
    def test_it_may_come_back(self, office, told, command):
        office(f"postgresql+psycopg://maklumat@127.0.0.1:{free_port()}/maklumat")

        assert told(*command) == (
            EX_TEMPFAIL,
            "PostgreSQL tidak dapat dihubungi; mohon memeriksa server itu dan alamatnya pada DATABASE_URL.",
        )

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("FATAL:  the database system is starting up", "masih memulai"),
            ("FATAL:  the database system is shutting down", "sedang berhenti"),
            ('FATAL:  password authentication failed for user "maklumat"', "menolak kata sandi"),
            ('FATAL:  database "maklumat" does not exist', "tidak mengenal pengguna atau basis data"),
            ("FATAL:  sorry, too many clients already", "terlalu banyak sambungan"),
            ('FATAL:  unrecognized configuration parameter "tcp_user_timeout"', "tidak menerima pengaturan"),
            ("FATAL:  unsupported startup parameter in options: lock_timeout", "tidak menerima pengaturan"),
            ("SCHWERWIEGEND: etwas", "tidak dapat dihubungi"),
            ('could not translate host name "SECRET@db" to address', "tidak dapat dihubungi"),
        ],
    )
    def test_what_it_says_at_the_door_is_said_in_our_words(self, said, meant):
        sentence, code = ending(sa.exc.OperationalError("connect", None, psycopg.OperationalError(said)))

        assert code == EX_TEMPFAIL
        assert meant in sentence
        assert "SECRET" not in sentence

    def test_a_database_that_is_not_there_is_told(self, office, told, postgres):
        office(postgres.url("nobody_made_it"))

        code, line = told("check")

        assert (code, "tidak mengenal pengguna atau basis data" in line) == (EX_TEMPFAIL, True)


class TestWithoutRights:
    @pytest.mark.parametrize("command", [("run",), INVITE, ("restore", "whole.db")], ids=lambda command: command[0])
    @pytest.mark.parametrize(
        "closed", ["REVOKE CREATE ON SCHEMA public FROM PUBLIC", "REVOKE ALL ON SCHEMA public FROM PUBLIC"]
    )
    def test_a_schema_that_is_closed_is_told(self, office, told, postgres, plain, closed, command):
        administer(postgres, plain, closed)
        office(plain)

        code, line = told(*command)

        assert code == EX_CONFIG
        assert line.startswith("PostgreSQL menolak: pengguna pada DATABASE_URL tidak berhak")

    @every_command
    def test_tables_of_another_role_are_told(self, office, told, postgres, plain, command):
        theirs = Database(plain.replace("//plain@", "//postgres@"))
        bring_up_to_date(theirs)
        theirs.close()
        office(plain)

        code, line = told(*command)

        assert code == EX_CONFIG
        assert line.startswith("PostgreSQL menolak: pengguna pada DATABASE_URL tidak berhak")

    @pytest.mark.parametrize(
        "command", [("run",), INVITE, ("review", "--drop"), ("restore", "whole.db")], ids=lambda command: command[0]
    )
    def test_a_database_that_is_read_only_may_be_so_for_a_while(self, office, told, postgres, plain, command):
        url = plain.replace("//plain@", "//postgres@")
        if command[0] == "review":
            database = Database(url)
            bring_up_to_date(database)
            database.close()
        administer(postgres, plain, 'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        office(url)

        code, line = told(*command)

        assert code == EX_TEMPFAIL
        assert line.startswith("PostgreSQL hanya dapat dibaca")

    def test_no_right_to_connect_is_told(self, office, told, postgres, plain):
        administer(postgres, plain, 'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
        office(plain)

        code, line = told("run")

        assert code == EX_TEMPFAIL
        assert line.startswith("PostgreSQL menolak: ")


@pytest.mark.parametrize("command", [("run",), INVITE, ("check",)], ids=lambda command: command[0])
def test_a_backup_that_was_copied_instead_of_restored_is_not_served(office, told, tmp_path, command):
    """What it had not sent yet would go again, and buttons of before would count for what bears their numbers now."""
    lived = Database(f"sqlite:///{tmp_path}/good/office.db")
    copied = backup.make(lived, tmp_path, NOW).path
    lived.close()
    office(f"sqlite:///{copied}")

    code, line = told(*command)

    assert code == EX_CONFIG
    assert line.startswith("Berkas pada DATABASE_URL ialah cadangan yang disalin, bukan dipulihkan; ")


class TestWhatIsNotOurs:
    @pytest.fixture
    def url(self, kind, tmp_path, request):
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/theirs.db"
        return request.getfixturevalue("postgres").create_another("theirs")

    @pytest.mark.parametrize("command", EVERY[:-1], ids=lambda command: command[0])
    def test_gets_no_table_of_ours(self, office, told, url, command):
        theirs = Database(url)
        with theirs.writer.begin() as db:
            db.exec_driver_sql("CREATE TABLE accounts (id INTEGER)")
        office(url)

        code, line = told(*command)

        assert code == EX_CONFIG
        assert line.startswith("Basis data pada DATABASE_URL berisi tabel yang bukan milik bot ini; ")
        assert sa.inspect(theirs.reader).get_table_names() == ["accounts"]
        theirs.close()

    @pytest.mark.parametrize("command", [*EVERY[:-1], ("health",)], ids=lambda command: command[0])
    @pytest.mark.parametrize("step", ["9999", "0001b"])
    def test_a_newer_versions_schema_is_left_alone(self, office, told, office_url, command, step):
        newer = Database(office_url)
        with newer.writer.begin() as db:
            db.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")
        newer.close()
        office(office_url)

        code, line = told(*command)

        assert code == EX_CONFIG
        assert line.startswith("Basis data ini dibuat oleh versi bot yang lebih baru; ")


class TestWhereThereIsNone:
    @pytest.mark.parametrize("command", ASKING, ids=lambda command: command[0])
    @pytest.mark.parametrize("before", ["nothing", "an empty file"])
    def test_asking_makes_none(self, office, capsys, command, before):
        office("sqlite:///data/office.db")
        if before == "an empty file":
            Path("data").mkdir()
            Path("data/office.db").touch()

        code = main(command)

        out, err = capsys.readouterr()
        assert code != 0
        assert ("belum ada" in out + err, "Traceback" in err) == (True, False)
        assert not Path("data/office.db").exists() or Path("data/office.db").stat().st_size == 0
        assert Path("data").exists() == (before != "nothing")

    @pytest.mark.parametrize("command", ASKING, ids=lambda command: command[0])
    def test_and_fills_none_of_postgresql(self, office, capsys, postgres, command):
        url = postgres.create_another("bare")
        office(url)

        assert main(command) != 0

        assert "belum ada" in "".join(capsys.readouterr())
        bare = Database(url)
        assert sa.inspect(bare.reader).get_table_names() == []
        bare.close()


class TestAFile:
    @pytest.fixture
    def url(self, tmp_path, sqlite_templates):
        return sqlite_templates.copy("staffed", tmp_path / "office")

    @pytest.mark.parametrize("command", [("run",), INVITE], ids=lambda command: command[0])
    def test_that_is_locked_will_be_free_again(self, office, told, url, command, monkeypatch):
        monkeypatch.setattr("storage.engine.PRAGMAS", ("busy_timeout=50",))
        office(url)
        database = Database(url)
        with database.writer.begin():
            code, line = told(*command)
        database.close()

        assert (code, line) == (
            EX_TEMPFAIL,
            "Basis data sedang dikunci oleh program lain; mohon mencoba lagi sebentar kemudian.",
        )

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            (b"a letter of more than sixteen letters", "bukan basis data"),
            (b"SQLite format 3\0" + b"x" * 4096, "rusak"),
        ],
    )
    @pytest.mark.parametrize("command", EVERY[:-1], ids=lambda command: command[0])
    def test_that_is_no_whole_database_is_for_a_person(self, office, told, tmp_path, command, written, said):
        (tmp_path / "office.db").write_bytes(written)
        office(f"sqlite:///{tmp_path}/office.db")

        code, line = told(*command)

        assert code == EX_CONFIG
        assert said in line or "bukan basis data" in line

    @pytest.mark.parametrize("command", [("run",), INVITE], ids=lambda command: command[0])
    def test_with_a_damaged_page_that_nobody_reads_at_a_start_is_for_a_person(self, office, told, url, command):
        path = Path(sa.make_url(url).database)
        with contextlib.closing(sqlite3.connect(path)) as db:
            (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'prompts'").fetchone()
            (size,) = db.execute("PRAGMA page_size").fetchone()
        with path.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
        office(url)

        assert told(*command) == (EX_CONFIG, "Basis data rusak; mohon memulihkan cadangan (docs/running.md).")

    @every_command
    def test_that_is_a_folder_is_told(self, office, told, tmp_path, command):
        office(f"sqlite:///{tmp_path}")

        code, line = told(*command)

        assert code == EX_TEMPFAIL
        assert re.match("Berkas basis data tidak dapat (?:dibuka|dibaca atau ditulis); ", line)

    def test_that_one_may_not_read_is_for_a_person(self):
        trouble = PermissionError(errno.EACCES, "Permission denied", ".env")

        assert ending(trouble) == (
            ".env tidak boleh dibaca atau ditulis oleh pengguna ini; mohon memeriksa izinnya.",
            EX_CONFIG,
        )

    def test_on_a_disk_that_is_full_is_told(self):
        trouble = OSError(errno.ENOSPC, "No space left on device", "data/office.db")

        assert ending(trouble) == ("Penyimpanan penuh; mohon mengosongkan ruang, lalu mencoba lagi.", EX_TEMPFAIL)

    @pytest.mark.parametrize(
        ("pragma", "said"),
        [
            ("max_page_count=1", "Penyimpanan penuh; "),
            ("query_only=ON", "Basis data hanya dapat dibaca; "),
        ],
    )
    def test_that_cannot_be_written_is_told(self, office, told, url, monkeypatch, pragma, said):
        monkeypatch.setattr("storage.engine.PRAGMAS", (pragma,))
        office(url)
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db, db:
            db.execute("DELETE FROM days")

        code, line = told("run")

        assert (code, line[: len(said)]) == (EX_TEMPFAIL, said)

    def test_a_defect_of_ours_keeps_its_traceback(self):
        wrong = sa.exc.ProgrammingError("SELECT", None, psycopg.errors.SyntaxError("at or near"))

        assert ending(wrong) is None
