"""`setup`: an office is set up by whoever can answer a handful of questions, and nothing it says is lost or shown."""

import asyncio
import io
import os
import stat
from pathlib import Path

import pytest
from telegram import Bot

from bot import clock as clocks
from bot.__main__ import main
from bot.commands.endings import EX_CONFIG, INTERRUPTED
from bot.envfile import write
from bot.settings import load
from handlers.screens.refused_by_storage import DETAILS
from storage import invites
from storage.engine import Database

NOWHERE = "http://127.0.0.1:9"
TOKEN = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"  # made up


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, with Telegram not there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_API_URL", NOWHERE)
    return tmp_path


@pytest.fixture
def sits_down(capsys, monkeypatch):
    """Somebody answers what is asked; exit code, and all that was shown."""

    def answer(*answers: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
        mask = os.umask(0o022)
        try:
            code = main(["setup"])
        finally:
            os.umask(mask)
        out, err = capsys.readouterr()
        return code, out + err

    return answer


@pytest.fixture
def telegram(local_telegram, monkeypatch):
    monkeypatch.setenv("BOT_API_URL", local_telegram.server.base_url)
    return local_telegram


def names(folder: Path) -> list[str]:
    database = Database(f"sqlite:///{folder / 'data' / 'maklumat.db'}")
    try:
        return [one.name for one in database.read_now(lambda db: invites.open_invites(db, clocks.now()))]
    finally:
        database.close()


class TestAnOffice:
    async def test_is_set_up_by_seven_answers(self, folder, sits_down, telegram):
        token = telegram.server.token
        answers = (token, "KPU Kabupaten Sragen", "3314", "Jl. Ronggowarsito #7", "Agus Salim", "bapak", "Kasubbag")

        code, shown = await asyncio.to_thread(sits_down, *answers)

        assert code == 0
        assert token not in shown
        env = folder / ".env"
        assert stat.S_IMODE(env.stat().st_mode) == 0o600
        settings = load(env)
        assert settings.bot_token.get_secret_value() == token
        assert (settings.office_name, settings.office_code) == ("KPU Kabupaten Sragen", "3314")
        assert settings.office_address == "Jl. Ronggowarsito #7"
        assert "bot ini @maklumat_bot" in shown
        assert "https://t.me/maklumat_bot?start=" in shown
        assert names(folder) == ["Agus Salim"]
        async with Bot(token, base_url=f"{telegram.server.base_url}/bot") as bot:
            assert (await bot.get_my_name()).name == "Maklumat PPID KPU Kabupaten Sragen"

    async def test_keeps_what_was_said_before_by_enter(self, folder, sits_down, telegram):
        (folder / ".env").write_text(
            f"# our own remark\nBOT_TOKEN={telegram.server.token}\nOFFICE_CODE=3314\nTICK_SECONDS=60\n"
        )

        code, shown = await asyncio.to_thread(sits_down, "", "", "", "", "Agus", "", "")

        assert code == 0
        assert "[3314]" in shown
        kept = (folder / ".env").read_text().splitlines()
        assert kept[0] == "# our own remark"
        assert {"OFFICE_CODE=3314", "TICK_SECONDS=60"} <= set(kept)

    async def test_begins_as_the_example_so_that_every_setting_can_be_found(self, folder, sits_down, telegram):
        await asyncio.to_thread(sits_down, telegram.server.token, "", "", "", "Agus", "", "")

        kept = (folder / ".env").read_text()
        assert "# EPPID_HOSTS=*.kpu.go.id" in kept
        assert kept.count("BOT_TOKEN=") == 1

    @pytest.mark.parametrize(
        ("python", "typed"),
        [
            (".venv/bin/python", ".venv/bin/python -m bot"),
            ("/opt/bot maklumat/bin/python3", "'/opt/bot maklumat/bin/python3' -m bot"),
        ],
    )
    def test_reads_at_the_end_what_can_be_typed_where_it_stands(self, folder, sits_down, monkeypatch, python, typed):
        monkeypatch.setattr("sys.executable", str(folder / python))

        _, shown = sits_down(TOKEN, "", "", "", "Agus", "", "")

        assert f"  {typed} check " in shown
        assert f"  {typed} run " in shown
        assert "make run" not in shown

    async def test_that_has_an_admin_gets_no_second_code(self, folder, sits_down, telegram, office_url, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", office_url)

        code, shown = await asyncio.to_thread(sits_down, telegram.server.token, "", "", "")

        assert code == 0
        assert "Admin sudah terdaftar: Agus" in shown
        assert "/start" not in shown


class TestWhatIsWrong:
    async def test_a_token_that_telegram_refuses_is_asked_for_again(self, folder, sits_down, telegram):
        answers = (TOKEN, telegram.server.token, "", "", "", "Agus", "", "")

        code, shown = await asyncio.to_thread(sits_down, *answers)

        assert code == 0
        assert "token ditolak" in shown
        assert shown.index("token diterima") < shown.index("Nama kantor")
        assert shown.count("Nama kantor") == 1
        assert TOKEN not in shown

    @pytest.mark.parametrize("wrong", ["99", "0", "331", "3313a", "33 13", "331301", "3813"])
    def test_what_can_be_no_code_of_a_region_is_asked_for_again_alone(self, folder, sits_down, wrong):
        code, shown = sits_down(TOKEN, "KPU Kabupaten Sragen", wrong, "3314", "", "Agus", "", "")

        assert code == 75
        assert shown.count("Mohon mengisinya kembali: kode wilayah terdiri atas empat angka") == 1
        assert shown.count("Nama kantor") == 1
        assert load(folder / ".env").office_code == "3314"

    def test_what_is_no_token_is_told_and_written_nowhere(self, folder, sits_down):
        code, shown = sits_down("rahasia")

        assert code == 2
        assert "Nama kantor" not in shown
        assert "rahasia" not in shown
        assert "BOT_TOKEN tidak dapat dipakai" in shown
        assert "Dibatalkan sebelum selesai" in shown
        assert list(folder.iterdir()) == []

    async def test_a_token_is_judged_also_beside_a_setting_that_does_not_fit(self, folder, sits_down, telegram):
        (folder / ".env").write_text("OFFICE_CODE=99\n")

        code, _ = await asyncio.to_thread(sits_down, telegram.server.token, "", "3314", "", "Agus", "", "")

        assert code == 0
        assert load(folder / ".env").office_code == "3314"

    def test_something_else_that_does_not_fit_is_told_before_anything_is_asked(self, folder, sits_down):
        written = f"BOT_TOKEN={TOKEN}\nOFFICE_NAME=KPU Kabupaten Sragen\nQUIET_HOURS=ngawur\n"
        (folder / ".env").write_text(written)

        code, shown = sits_down("", "", "", "", "Agus", "", "")

        assert code == EX_CONFIG
        assert "QUIET_HOURS tidak dapat dipakai" in shown
        assert "Nama kantor" not in shown
        assert (folder / ".env").read_text() == written

    async def test_beside_an_answer_that_does_not_fit_the_others_are_kept(self, folder, sits_down, telegram):
        token = telegram.server.token
        (folder / ".env").write_text(f"BOT_TOKEN={token}\nOFFICE_NAME=KPU Kabupaten Sragen\nOFFICE_CODE=99\n")

        code, _ = await asyncio.to_thread(sits_down, "", "", "3314", "", "Agus", "", "")

        assert code == 0
        kept = load(folder / ".env")
        assert (kept.office_name, kept.office_code, kept.bot_token.get_secret_value()) == (
            "KPU Kabupaten Sragen",
            "3314",
            token,
        )

    def test_a_token_in_the_place_of_the_offices_name_is_not_taken(self, folder, sits_down):
        _, shown = sits_down(TOKEN, TOKEN, "KPU Kabupaten Sragen", "", "", "Agus", "", "")

        assert "tampak seperti token" in shown
        assert load(folder / ".env").office_name == "KPU Kabupaten Sragen"

    def test_broken_off_it_says_that_it_is_to_be_run_again(self, folder, capsys, monkeypatch):
        class Left(io.StringIO):
            def readline(self, *_: object) -> str:
                raise KeyboardInterrupt

        monkeypatch.setattr("sys.stdin", Left())

        assert main(["setup"]) == INTERRUPTED
        assert "Dibatalkan sebelum selesai; mohon menjalankannya kembali." in capsys.readouterr().err

    def test_the_first_admins_name_and_post_are_judged_as_those_of_the_others(self, folder, sits_down):
        _, shown = sits_down(TOKEN, "", "", "", "Agus 5alim", "agus salim", "", "12", "Kasubbag")

        assert names(folder) == ["Agus Salim"]
        assert DETAILS["figures"] in shown
        assert DETAILS["jabatan"] in shown

    def test_without_telegram_the_code_is_printed_all_the_same(self, folder, sits_down):
        code, shown = sits_down(TOKEN, "", "", "", "", "Agus", "Tuan", "Ibu", "")

        assert code == 75
        assert "belum dapat dihubungi" in shown
        assert DETAILS["name"] in shown
        assert "Mohon memilih Bapak, Ibu" in shown
        assert "/start " in shown
        assert names(folder) == ["Agus"]

    def test_a_folder_that_cannot_be_written_is_one_sentence(self, folder, sits_down, monkeypatch):
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("bot.envfile.tempfile.mkstemp", full)

        code, shown = sits_down(TOKEN, "", "", "")

        assert code not in (0, 1)
        assert "Traceback" not in shown
        assert not (folder / ".env").exists()


class TestTheFile:
    @pytest.mark.parametrize(
        "value",
        ["Jl. A #7", "it's", 'say "so"', "a\\b", " led by a blank", "$HOME", "KPU Kabupaten Karanganyar", "’–…"],
    )
    def test_gives_back_what_was_written(self, tmp_path, value, monkeypatch):
        monkeypatch.setenv("HOME", "/elsewhere")
        file = tmp_path / ".env"

        write(file, {"BOT_TOKEN": TOKEN, "OFFICE_ADDRESS": value})

        assert load(file).office_address == value

    def test_names_nothing_twice(self, tmp_path):
        file = tmp_path / ".env"
        file.write_text("OFFICE_CODE=1\nBOT_TOKEN=x\nexport OFFICE_CODE=2\n")

        write(file, {"OFFICE_CODE": "3313", "BOT_TOKEN": TOKEN, "SOP_NUMBER": ""})

        assert file.read_text().splitlines() == ["OFFICE_CODE=3313", f"BOT_TOKEN={TOKEN}"]

    def test_that_could_not_be_put_in_place_leaves_the_old_one(self, tmp_path, monkeypatch):
        file = tmp_path / ".env"
        file.write_text("OFFICE_CODE=1\n")

        def fails(*_: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(Path, "replace", fails)
        with pytest.raises(OSError, match="error"):
            write(file, {"OFFICE_CODE": "2"})

        assert [path.name for path in tmp_path.iterdir()] == [".env"]
        assert file.read_text() == "OFFICE_CODE=1\n"
