"""`python -m bot health`: what a container's check is told, with which exit code, and that asking changes nothing."""

import asyncio
import contextlib
import errno
import http.server
import shutil
import sqlite3
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import clock, opening
from bot.__main__ import main
from bot.addresses import HEALTH_PATH
from storage import engine, health, notes
from storage.engine import Database
from tests.bot.test_webhook import SECRET
from tests.ports import free_port

TOKEN = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"  # made up


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Where the bot is run; adds to its settings."""
    lines = {"BOT_TOKEN": TOKEN, "DATABASE_URL": "sqlite:///data/office.db"}

    def settles(**settings: str) -> None:
        lines.update(settings)
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))

    monkeypatch.chdir(tmp_path)
    settles()
    return settles


@pytest.fixture
def runs(office, office_url):
    """A bot runs on this database."""
    office(DATABASE_URL=office_url)
    database = Database(office_url)

    def alive(age: float = 0) -> None:
        at = clock.now() - timedelta(seconds=age)
        database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, at.isoformat()))
        database.write_now(lambda db: health.ticked(db, at, 30))

    alive()
    yield alive
    database.close()


@pytest.fixture
def asked(capsys):
    """Ask; the exit code and the lines."""

    def ask() -> tuple[int, dict[str, str]]:
        code = main(["health"])
        out, err = capsys.readouterr()
        assert err == ""
        assert TOKEN not in out
        return code, dict(line.split(": ", 1) for line in out.splitlines() if not line.startswith("perhatian"))

    return ask


def test_a_bot_that_runs_is_well(asked, runs):
    code, told = asked()

    assert code == 0
    assert told["keadaan"] == "baik"
    assert told["penerimaan pesan"].endswith("detik yang lalu")
    assert told["basis data"].endswith(" MB")


def test_whoever_may_not_read_the_database_is_told_that_a_fresh_start_would_not_help(asked, runs, monkeypatch):
    def refuses(_database):
        raise PermissionError(errno.EACCES, "Permission denied", "office.db.lock")

    monkeypatch.setattr(opening, "is_served_elsewhere", refuses)

    code, told = asked()

    assert code == 75
    assert told == {"keadaan": "tidak baik", "basis data": "belum ada atau tidak dapat dibaca"}


def test_one_that_has_stopped_is_not(asked, runs):
    runs(age=100)

    code, told = asked()

    assert (code, told["keadaan"]) == (1, "tidak baik")


def test_one_that_never_ran_is_not_and_asking_makes_no_file(asked, office, tmp_path):
    code, told = asked()

    assert (code, told["keadaan"]) == (1, "tidak baik")
    assert not list(tmp_path.glob("data/*"))


def test_a_file_that_is_no_database_is_told(asked, office, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "office.db").write_bytes(b"no database at all" * 100)

    assert asked() == (75, {"keadaan": "tidak baik", "basis data": "belum ada atau tidak dapat dibaca"})


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_bot_that_writes_to_a_file_no_longer_there_is_not_well(asked, runs, office_url):
    beside = Database(office_url)
    beside.write_now(lambda db: notes.write(db, "some", "note"))
    with opening.only_one(beside):
        other = beside.path.with_name("other.db")
        shutil.copyfile(beside.path, other)
        other.replace(beside.path)
        code, told = asked()
    beside.close()

    assert (code, told["keadaan"]) == (75, "tidak baik"), "a fresh start would lose what it holds open"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_bot_whose_database_alone_fails_is_not_to_be_started_anew(asked, runs, monkeypatch):
    runs(age=600)

    def full(*_: object) -> None:
        orig = sqlite3.OperationalError("database or disk is full")
        orig.sqlite_errorcode, orig.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
        raise sa.exc.OperationalError("INSERT", {}, orig)

    monkeypatch.setattr(notes, "write", full)

    code, told = asked()

    assert (code, told["penulisan"]) == (75, "ditolak oleh basis data")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_that_may_not_write_its_file_is_none_either(asked, runs, office_url, monkeypatch):
    runs(age=600)
    pragmas = (*engine.PRAGMAS, "query_only=ON")
    monkeypatch.setattr(engine, "PRAGMAS", pragmas)

    assert asked()[0] == 75


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_that_is_frozen_with_the_lock_in_its_hand_is_to_be_ended(asked, runs, office_url, monkeypatch):
    runs(age=600)
    monkeypatch.setattr(engine, "PRAGMAS", (*engine.PRAGMAS, "busy_timeout=50"))
    frozen = Database(office_url)
    with frozen.writer.begin():
        assert asked()[0] == 1
    frozen.close()


def test_a_database_that_is_away_is_told(asked, office):
    office(DATABASE_URL=f"postgresql+psycopg://maklumat@127.0.0.1:{free_port()}/maklumat")

    assert asked() == (75, {"keadaan": "tidak baik", "basis data": "belum ada atau tidak dapat dibaca"})


class TestBehindAWebhook:
    @pytest.fixture
    def port(self, office):
        port = free_port()
        office(WEBHOOK_URL="https://bot.example.go.id/telegram", WEBHOOK_SECRET=SECRET, LISTEN=f"127.0.0.1:{port}")
        return port

    @contextlib.contextmanager
    def answering(self, port: int, status: int):
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == HEALTH_PATH else 404)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", port), Answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def test_the_process_here_must_answer_too(self, asked, runs, port):
        with self.answering(port, 200):
            assert asked()[0] == 0

    def test_one_that_is_not_well_is_told_though_others_are(self, asked, runs, port):
        with self.answering(port, 503):
            code, told = asked()

        assert (code, told["keadaan"]) == (1, "tidak baik")
        assert "webhook" in told

    def test_one_that_does_not_answer_is_told(self, asked, runs, port):
        assert asked()[0] == 1


async def test_a_running_bot_notes_its_ticks_and_not_each(bench):
    bench.parts.ticker.monotonic = asyncio.get_running_loop().time
    noted = []
    note = bench.parts.ticker.note

    async def counted(at):
        noted.append(at)
        await note(at)

    bench.parts.ticker.note = counted
    async with bench.running(bench.parts.ticker):
        await bench.until(lambda: bench.database.read_now(lambda db: notes.moment(db, notes.LAST_TICK)))
        await bench.a_while(0.4)

    found = bench.database.read_now(lambda db: health.look(db, bench.clock.at))
    assert found.ticked_at == bench.clock.at
    assert found.ticks_every == timedelta(seconds=30)
    assert len(noted) == 1


async def test_a_tick_that_failed_is_not_noted(bench, monkeypatch):
    async def fails(_now):
        raise OSError("the database is away")

    monkeypatch.setattr(bench.parts.desk, "tick", fails)
    async with bench.running(bench.parts.ticker):
        await bench.a_while(0.3)

    assert bench.database.read_now(lambda db: notes.moment(db, notes.LAST_TICK)) is None
