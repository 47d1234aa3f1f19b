"""The command line: what it prints, with which exit code it ends, and that one file is served by one bot."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import clock as clocks
from bot.__main__ import main
from bot.commands.endings import EX_CONFIG
from bot.commands.parsing import told as objection
from sop.roles import Role
from sop.table import render
from storage.engine import Database
from storage.migrations import bring_up_to_date
from tests.storage.office import NOW

TOKEN = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"  # made up
ENGLISH = re.compile(
    r"\b(usage|error|arguments?|options?|positional|required|invalid|choose|choice|from|show|exit|message|expected|the)\b"
)
"""argparse's own words."""
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the bot is run: a folder with its settings, and a Telegram that is not there."""
    run_in = tmp_path / "office-folder"
    run_in.mkdir()
    (run_in / ".env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_API_URL={NOWHERE}\nDATABASE_URL=sqlite:///data/office.db\n")
    (run_in / ".env").chmod(0o600)
    monkeypatch.chdir(run_in)
    return run_in


@pytest.fixture
def told(capsys):
    """Run a command; its exit code, the lines on stdout and on stderr."""

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        mask = os.umask(0o022)
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            # The command line keeps its files to itself; the rest of the test run need not.
            os.umask(mask)
        out, err = capsys.readouterr()
        assert TOKEN not in out + err
        return code, out.splitlines(), err.splitlines()

    return run


def lived_in(folder: Path, sqlite_templates) -> Path:
    """The office's database with people in it."""

    sqlite_templates.copy("staffed", folder / "data")
    return folder / "data" / "office.db"


class TestArguments:
    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("serve",),
            ("run", "--fast"),
            ("invite",),
            ("invite", "--role", "ppid"),
            ("invite", "--role", "kepala", "--name", "Wahyu"),
            ("demo", "--port", "many"),
            ("procedure", "extra"),
            ("restore",),
            ("review", "--send", "--drop"),
        ],
        ids=" ".join,
    )
    def test_what_is_no_command_is_refused_with_its_use_and_one_sentence_in_the_offices_language(self, told, arguments):
        code, out, err = told(*arguments)

        assert code == 2
        assert out == []
        assert err[0].startswith("Pemakaian: python -m bot")
        assert re.search(
            r"(belum disebutkan|tidak dikenal|bukan bilangan|bersama-sama).*\. Mohon melihat python", err[-1]
        )
        assert not ENGLISH.search("\n".join(err))

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "PERINTAH belum disebutkan"),
            (("serve",), "serve tidak dikenal pada PERINTAH; yang dikenal: run, setup, "),
            (("invite", "--role", "kepala", "--name", "W"), "kepala tidak dikenal pada --role; yang dikenal: "),
            (("demo", "--port", "many"), "many pada --port bukan bilangan bulat"),
            (("demo", "--port"), "Isian sesudah --port belum disebutkan"),
            (("demo", "--once=1"), "--once tidak memerlukan isian 1"),
            (("demo", "--p", "1"), "--p dapat berarti --port, --play"),
            (("review", "--send", "--drop"), "--drop dan --send tidak dapat disebutkan bersama-sama"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_what_is_wrong_with_it_is_named(self, told, arguments, said):
        assert told(*arguments)[2][-1].startswith(said)

    def test_an_objection_that_nobody_foresaw_is_told_in_general(self):
        assert objection("argument --x: conflicts with something new") == "Yang diketik belum dapat dipahami"

    def test_help_names_every_command(self, told):
        code, out, _ = told("--help")

        assert code == 0
        for command in (
            "run",
            "demo",
            "invite",
            "setup",
            "check",
            "procedure",
            "verify",
            "health",
            "backup",
            "restore",
            "review",
        ):
            assert re.search(rf"^ +{command}\b", "\n".join(out), re.MULTILINE)
            assert re.search(rf"\b{command}\b", command_line.__doc__)

    @pytest.mark.parametrize("command", [(), ("invite",), ("demo",), ("export",), ("verify",)], ids=" ".join)
    def test_help_is_in_the_offices_language_and_explains_every_argument(self, told, command):
        code, out, _ = told(*command, "--help")

        assert code == 0
        assert not ENGLISH.search("\n".join(out))
        arguments = [line for line in out if re.match(r"  (--?|[A-Z]+\b)", line) and line.strip() != "PERINTAH"]
        unexplained = [
            line for line in arguments if "  " not in line.strip() and not out[out.index(line) + 1].startswith(" " * 20)
        ]
        assert unexplained == []

    def test_help_says_what_the_demo_can_be_told(self, told):
        code, out, _ = told("demo", "--help")

        assert code == 0
        words = " ".join(" ".join(out).split())
        assert "--play putar cerita seketika, tanpa menunggu penonton" in words
        assert "--once putar cerita seketika, lalu akhiri" in words
        assert re.search(r"--port PORTA untuk halaman\b", words)

    def test_an_invitation_needs_a_role_or_the_admin_right(self, told, folder):
        code, out, err = told("invite", "--name", "Wahyu")

        assert (code, out) == (2, [])
        assert err == ["Mohon menyebutkan --role, --member, atau --admin."]
        assert not (folder / "data").exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--qr", "kode.qd"), ".png atau .svg"),
            (("--qr", "kode"), ".png atau .svg"),
            (("--qr", "nowhere/kode.png"), "Folder untuk kode QR tidak ada: nowhere"),
            (("--pdf", "undangan.doc"), "disimpan sebagai .pdf"),
            (("--pdf", "nowhere/undangan.pdf"), "Folder untuk lembar undangan tidak ada: nowhere"),
            (("--name", "W" * 101), "paling panjang 100 huruf"),
            (("--jabatan", "W" * 101), "paling panjang 100 huruf"),
            (("--name", "\n\u200b "), "Mohon menyebutkan nama"),
            (("--name", "Wahyu Nugr0ho"), "Nama orang tidak memuat angka"),
            (("--basis", "menyusul"), "Nomor surat belum dapat dibaca"),
            (("--basis", "1 Maret 2027"), "nomor suratnya saja tanpa tanggal"),
            (("--basis", "SK 12/2027 sejak besok"), "nomor suratnya saja tanpa tanggal"),
        ],
        ids=[
            "an unknown picture",
            "no kind of picture",
            "no such folder",
            "no page",
            "no folder for the page",
            "a long name",
            "a long post",
            "no name",
            "a figure in a name",
            "no number of a letter",
            "a date alone",
            "days beside the number",
        ],
    )
    def test_what_an_invitation_cannot_use_is_told_before_a_code_is_made(self, told, folder, arguments, said):
        code, out, err = told("invite", "--role", "ppid", "--name", "Wahyu", *arguments)

        assert (code, out, len(err)) == (2, [], 1)
        assert said in err[0]
        assert not (folder / "data").exists()


class TestSettings:
    @pytest.mark.parametrize("command", ["run", "check", "verify"])
    def test_what_is_wrong_is_told_in_sentences_and_the_supervisor_need_not_try_again(self, told, folder, command):
        (folder / ".env").write_text("BOT_TOKEN=nothing\nTIMEZONE=Mars\nDATABASE_URL=sqlite:///data/office.db\n")

        code, out, err = told(command)

        assert code == EX_CONFIG == 78
        assert out == []
        assert [line.split()[0] for line in err] == ["BOT_TOKEN", "TIMEZONE"]
        assert not (folder / "data").exists()

    def test_a_missing_token_is_one_sentence(self, told, folder):
        (folder / ".env").unlink()

        code, out, err = told("run")

        assert (code, out, len(err)) == (78, [], 1)
        assert err[0].startswith(
            "BOT_TOKEN belum diisi; mohon menjalankan python -m bot setup, atau mengisinya di .env"
        )

    def test_a_moved_clock_needs_a_local_telegram(self, told, folder, monkeypatch):
        monkeypatch.setenv("BOT_API_URL", "https://telegram.example.org")
        monkeypatch.setenv("CLOCK_OFFSET_FILE", "offset")

        code, _, err = told("check")

        assert code == 78
        assert len(err) == 1
        assert "CLOCK_OFFSET_FILE" in err[0]


class TestProcedure:
    def test_prints_the_table_and_needs_no_settings(self, told, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)

        assert main(["procedure"]) == 0

        assert capsys.readouterr().out == render()
        assert list(tmp_path.iterdir()) == []

    def test_a_procedure_with_a_fault_in_it_fails(self, told, monkeypatch):
        monkeypatch.setattr(command_line, "check_procedure", lambda: ["step 4 leads nowhere"])

        code, _, err = told("procedure")

        assert (code, err) == (1, ["step 4 leads nowhere"])


class TestInvite:
    def test_without_telegram_prints_the_code_alone(self, told, folder):
        code, out, err = told("invite", "--role", "ppid", "--name", "Wahyu Nugroho", "--sapaan", "Bapak")

        assert (code, len(out)) == (0, 1)
        assert re.fullmatch(r"[A-Za-z0-9_-]{20,}", out[0])
        assert all("Telegram tidak dapat dihubungi" in line for line in err)

    def test_the_code_is_kept_as_its_hash_alone(self, told, folder):
        _, (code,), _ = told("invite", "--role", "ppid", "--role", "atasan-ppid", "--name", "Wahyu")

        kept = b"".join(path.read_bytes() for path in (folder / "data").iterdir())
        assert code.encode() not in kept
        with contextlib.closing(sqlite3.connect(folder / "data" / "office.db")) as db:
            assert db.execute("SELECT name, roles, is_admin FROM invites").fetchall() == [
                ("Wahyu", "ppid atasan-ppid", 0)
            ]

    def test_a_name_is_one_line_without_what_cannot_be_seen(self, told, folder):
        told("invite", "--role", "ppid", "--name", " Wahyu\n\tNu\u202egroho\x07 ", "--jabatan", "Kepala\nSubbag")

        with contextlib.closing(sqlite3.connect(folder / "data" / "office.db")) as db:
            assert db.execute("SELECT name, jabatan FROM invites").fetchall() == [("Wahyu Nugroho", "Kepala Subbag")]

    def test_the_admin_right_alone_is_enough(self, told, folder):
        code, out, _ = told("invite", "--admin", "--name", "Tini")

        assert (code, len(out)) == (0, 1)

    def test_a_member_of_the_commission_needs_no_role(self, told, folder):
        code, out, _ = told("invite", "--member", "--name", "Dewi")

        assert (code, len(out)) == (0, 1)
        with contextlib.closing(sqlite3.connect(folder / "data" / "office.db")) as db:
            assert db.execute("SELECT roles, is_admin, is_member FROM invites").fetchall() == [("", 0, 1)]

    @pytest.mark.parametrize("role", Role)
    def test_every_role_has_its_word(self, told, folder, role):
        assert told("invite", "--role", role.value, "--name", "Wahyu")[0] == 0

    def test_a_picture_needs_the_link_and_so_telegram(self, told, folder):
        code, out, err = told("invite", "--role", "ppid", "--name", "Wahyu", "--qr", "kode.png")

        assert (code, len(out)) == (0, 1)
        (line,) = err
        assert "kode QR" in line
        assert "Telegram tidak dapat dihubungi" in line
        assert not (folder / "kode.png").exists()

    async def test_with_telegram_prints_the_link_first_and_the_code_last(
        self, told, folder, local_telegram, monkeypatch
    ):
        server = local_telegram.server
        monkeypatch.setenv("BOT_TOKEN", server.token)
        monkeypatch.setenv("BOT_API_URL", server.base_url)

        code, out, _ = await asyncio.to_thread(told, "invite", "--role", "ppid", "--name", "Wahyu", "--qr", "kode.png")

        assert code == 0
        link, one_time = out
        assert link == f"https://t.me/maklumat_bot?start={one_time}"
        assert (folder / "kode.png").read_bytes().startswith(b"\x89PNG")

    async def test_a_picture_that_cannot_be_written_does_not_cost_the_code(
        self, told, folder, local_telegram, monkeypatch
    ):
        monkeypatch.setenv("BOT_TOKEN", local_telegram.server.token)
        monkeypatch.setenv("BOT_API_URL", local_telegram.server.base_url)
        (folder / "kode.png").mkdir()

        code, out, err = await asyncio.to_thread(told, "invite", "--admin", "--name", "Tini", "--qr", "kode.png")

        assert (code, len(out), len(err)) == (0, 2, 1)
        assert "kode.png" in err[0]
        assert out[0].endswith(out[1])

    async def test_a_proxy_for_the_wide_world_does_not_stand_before_a_local_telegram(
        self, told, folder, local_telegram, monkeypatch
    ):
        server = local_telegram.server
        monkeypatch.setenv("BOT_TOKEN", server.token)
        monkeypatch.setenv("BOT_API_URL", server.base_url)
        monkeypatch.setenv("HTTP_PROXY", NOWHERE)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)

        _, out, _ = await asyncio.to_thread(told, "invite", "--role", "ppid", "--name", "Wahyu")

        assert len(out) == 2

    async def test_the_page_bears_the_link_and_is_kept_nowhere_else(self, told, folder, local_telegram, monkeypatch):
        monkeypatch.setenv("BOT_TOKEN", local_telegram.server.token)
        monkeypatch.setenv("BOT_API_URL", local_telegram.server.base_url)

        code, out, err = await asyncio.to_thread(
            told, "invite", "--role", "ppid", "--name", "Wahyu", "--pdf", "undangan.pdf"
        )

        assert (code, err) == (0, [])
        assert (folder / "undangan.pdf").read_bytes().startswith(b"%PDF")
        assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [".env", "undangan.pdf"]
        assert out[-1].encode() not in (folder / "data" / "office.db").read_bytes()


class TestCheck:
    def test_names_whom_the_office_still_lacks(self, told, folder):
        told("invite", "--role", "ppid", "--name", "Wahyu Nugroho")

        code, out, _ = told("check")

        assert code == 1
        assert "Kode belum dipakai: Wahyu Nugroho" in out
        assert "Komisioner: belum ada yang terdaftar." in out
        assert "Admin: belum ada yang terdaftar." in out
        assert not any(line.startswith("E PPID") for line in out)

    def test_where_there_is_no_database_it_makes_none(self, told, folder):
        code, out, err = told("check")

        assert (code, err) == (1, [])
        assert out[0] == "Pengaturan: lengkap."
        assert out[1].startswith("Telegram: belum dapat dihubungi")
        assert out[2].startswith("Basis data: belum ada; dibuat pada awal run")
        assert "Admin: belum ada yang terdaftar." in out
        assert [path.name for path in folder.iterdir()] == [".env"]

    def test_says_what_is_ignored_because_of_its_spelling(self, told, folder):
        with (folder / ".env").open("a", encoding="utf-8") as file:
            file.write("\nBACKUP_KEP=30\nPOSTGRES_PASSWORD=x\nWEBHOOK_HOST=x\n")

        _, out, _ = told("check")

        assert out[1] == "Pengaturan BACKUP_KEP pada .env tidak dikenal dan diabaikan; mungkin maksudnya BACKUP_KEEP."
        assert not any("tidak dikenal" in line for line in out[2:])

    def test_says_when_others_may_read_the_token(self, told, folder):
        (folder / ".env").chmod(0o640)

        _, out, _ = told("check")

        assert out[1].startswith("Berkas .env berisi token dan dapat dibuka pengguna lain komputer ini; mohon menjalan")

    def test_an_office_with_everybody_is_complete(self, told, folder, sqlite_templates, monkeypatch):
        lived_in(folder, sqlite_templates)
        # The office's people hold their posts from a day that this machine may not have reached yet.
        (folder / "offset").write_text(str((NOW - clocks.now()).total_seconds()))
        monkeypatch.setenv("CLOCK_OFFSET_FILE", "offset")

        code, out, _ = told("check")

        assert code == 0
        assert "Terdaftar: 7 orang." in out
        assert "Setiap langkah SOP sudah ada pelaksananya." in out

    async def test_says_whether_telegram_takes_the_token(self, told, folder, local_telegram, monkeypatch):
        monkeypatch.setenv("BOT_API_URL", local_telegram.server.base_url)
        _, refused, _ = await asyncio.to_thread(told, "check")
        monkeypatch.setenv("BOT_TOKEN", local_telegram.server.token)
        _, taken, _ = await asyncio.to_thread(told, "check")

        assert "Telegram: token ditolak; mohon menyalinnya kembali dari @BotFather." in refused
        assert "Telegram: token diterima; bot ini @maklumat_bot." in taken


class Watched(set):
    """Who waits in a long poll; tells when the first one does."""

    def __init__(self, tell) -> None:
        super().__init__()
        self._tell = tell

    def add(self, waiting) -> None:
        super().add(waiting)
        self._tell()


class TestRun:
    def test_a_second_run_on_the_same_file_is_refused(self, told, folder):
        database = Database("sqlite:///data/office.db")
        bring_up_to_date(database)
        from bot.opening import only_one

        with only_one(database):
            code, out, err = told("run")
        database.close()

        assert (code, out) == (75, [])
        (line,) = err
        assert line.startswith("Basis data ini sedang dipakai oleh bot yang lain; mohon mengakhiri bot itu ")

    def test_the_file_is_free_again_afterwards(self, folder):
        from bot.opening import only_one

        database = Database("sqlite:///data/office.db")
        for _ in range(2):
            with only_one(database):
                pass
        database.close()

    async def test_a_token_that_telegram_does_not_know_is_told(self, told, folder, local_telegram, monkeypatch):
        server = local_telegram.server
        monkeypatch.setenv("BOT_API_URL", server.base_url)

        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=quiet_environment(), stderr=asyncio.subprocess.PIPE
        )
        _, err = await asyncio.wait_for(process.communicate(), 60)

        assert process.returncode == 78
        assert err.decode().splitlines()[-1].startswith("BOT_TOKEN ditolak oleh Telegram; ")
        assert TOKEN not in err.decode()

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_it_serves_until_it_is_told_to_end_and_ends_well(self, folder, local_telegram, number):
        server = local_telegram.server
        environment = quiet_environment() | {"BOT_TOKEN": server.token, "BOT_API_URL": server.base_url}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=environment, stderr=asyncio.subprocess.PIPE
        )
        try:
            serving = asyncio.Event()
            server.world.bot.updates.wake_ups = Watched(serving.set)
            async with asyncio.timeout(20):
                await serving.wait()
                process.send_signal(number)
                _, err = await process.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

        assert process.returncode == 0, err.decode()
        assert "Traceback" not in err.decode()
        assert server.token not in err.decode()

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_it_ends_quickly_and_quietly_while_telegram_is_away(self, folder, number):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=quiet_environment(), stderr=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(20):
                first = await process.stderr.readline()
                process.send_signal(number)
                asked = asyncio.get_running_loop().time()
                rest = await process.stderr.read()
                await process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

        assert b"Telegram cannot be reached" in first
        assert (process.returncode, b"Traceback" in rest) == (0, False)
        assert asyncio.get_running_loop().time() - asked < 3

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_it_ends_so_while_a_database_does_not_answer_too(self, folder, number, unanswering):
        environment = quiet_environment() | {
            "DATABASE_URL": f"postgresql+psycopg://maklumat@127.0.0.1:{unanswering.port}/maklumat"
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=environment, stderr=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(20):
                await unanswering.asked()
                process.send_signal(number)
                asked = asyncio.get_running_loop().time()
                _, err = await process.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

        assert (process.returncode, err) == (0, b"")
        assert asyncio.get_running_loop().time() - asked < 3

    async def test_a_place_to_listen_that_is_taken_may_be_free_again(self, folder, local_telegram, unanswering):
        server = local_telegram.server
        environment = quiet_environment() | {
            "BOT_TOKEN": server.token,
            "BOT_API_URL": server.base_url,
            "WEBHOOK_URL": f"http://127.0.0.1:{unanswering.port}/telegram",
            "WEBHOOK_SECRET": "a-secret-of-a-webhook-and-of-no-office_1",
            "LISTEN": f"127.0.0.1:{unanswering.port}",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=environment, stderr=asyncio.subprocess.PIPE
        )
        _, err = await asyncio.wait_for(process.communicate(), 20)

        assert process.returncode == 75, err.decode()
        assert err.decode().splitlines()[-1].startswith("Alamat LISTEN tidak dapat dipakai: ")
        assert "Traceback" not in err.decode()


class Unanswering:
    """A server that takes a connection and says nothing."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.port = listening.getsockname()[1]
        self.taken = []

    async def asked(self) -> None:
        self.taken.append((await asyncio.get_running_loop().sock_accept(self.listening))[0])


@pytest.fixture
def unanswering():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        found = Unanswering(listening)
        yield found
    for connection in found.taken:
        connection.close()


class TestEndings:
    def test_who_has_seen_enough_gets_no_traceback(self, folder):
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "procedure"],
            env=quiet_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()

        assert (process.wait(20), err) == (141, b"")


def quiet_environment() -> dict[str, str]:
    """Nothing of this machine's settings, only what Python needs and what the test has set."""
    kept = ("PATH", "HOME", "LANG", "BOT_API_URL")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PYTHONPATH": str(Path(command_line.__file__).parents[1])
    }
