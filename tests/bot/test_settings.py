"""What an office sets: defaults, everything wrong at once, nothing secret told."""

import json
import re
import subprocess
import sys
import traceback
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import clock as clocks
from bot import opening
from bot.clock import NotALocalTelegram
from bot.papers import PaperSize
from bot.settings import TELEGRAM, Settings, SettingsUnfit, load
from sop.archive import Marks
from sop.calendar import DEFAULT_HOURS, RAMADAN_HOURS, DeadlineMode, Hours
from sop.roles import Chair, Role, Standing
from sop.rules import DEFAULT_ESCALATION, DEFAULT_PERFORMERS, SETTABLE, QuietHours
from sop.steps import Step

TOKEN = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"  # made up
SECRET = "a-secret-of-a-webhook-and-of-no-office_1"  # made up
EXAMPLE = Path(".env.example")


@pytest.fixture
def env(monkeypatch):
    """Set variables, and read the settings from them alone."""

    def read(**variables: str) -> Settings:
        for name, value in {"BOT_TOKEN": TOKEN, **variables}.items():
            monkeypatch.setenv(name, value)
        return load(None)

    return read


@pytest.fixture
def unfit(env):
    """The sentences that refuse these variables."""

    def read(**variables: str) -> list[str]:
        with pytest.raises(SettingsUnfit) as refusal:
            env(**variables)
        return refusal.value.sentences

    return read


class TestDefaults:
    def test_the_token_alone_is_enough(self, env):
        settings = env()

        assert settings.bot_token.get_secret_value() == TOKEN
        assert settings.bot_api_url == TELEGRAM
        assert settings.database_url == "sqlite:///data/maklumat.db"
        assert settings.zone == ZoneInfo("Asia/Jakarta")
        assert (settings.office_code, settings.sop_number) == ("3313", "58/PP.07-SOP/3313/2023")
        assert settings.deadline_mode is DeadlineMode.WORKING_DAYS
        assert settings.office_hours == dict(DEFAULT_HOURS)
        assert settings.quiet_hours == QuietHours(time(18), time(7))
        assert settings.eppid_hosts == ("*.kpu.go.id",)
        assert settings.tick_seconds == 30
        assert settings.log_level == "INFO"
        assert settings.clock_offset_file is None

    def test_the_rules_are_those_of_the_sop(self, env):
        rules = env().rules()

        assert rules.performers == DEFAULT_PERFORMERS
        assert rules.calendar.zone == ZoneInfo("Asia/Jakarta")
        assert rules.calendar.mode is DeadlineMode.WORKING_DAYS
        assert rules.link_hosts == ("*.kpu.go.id",)

    def test_what_is_set_reaches_the_rules(self, env):
        rules = env(
            PERFORMERS="5=ppid",
            DEADLINE_MODE="kalender",
            TIMEZONE="Asia/Makassar",
            OFFICE_NAME="KPU Kota Contoh",
            QUIET_HOURS="20.00-05.30",
            EPPID_HOSTS="ppid.example.go.id, *.KPU.go.id",
        ).rules()

        assert rules.performers == {**DEFAULT_PERFORMERS, Step.PUBLISHING: (Role.PPID,)}
        assert rules.calendar.mode is DeadlineMode.CALENDAR_DAYS
        assert rules.calendar.zone == ZoneInfo("Asia/Makassar")
        assert rules.office_name == "KPU Kota Contoh"
        assert rules.quiet == QuietHours(time(20), time(5, 30))
        assert rules.link_hosts == ("ppid.example.go.id", "*.kpu.go.id")

    def test_unknown_variables_are_nobodys_business(self, env):
        assert env(BOT_TOKENS="x", MAKLUMAT="y", PATH_TO_NOWHERE="z").office_code == "3313"

    def test_an_empty_variable_means_its_default(self, env):
        settings = env(OFFICE_CODE="", OFFICE_HOURS="", PERFORMERS="", CLOCK_OFFSET_FILE="", TICK_SECONDS="")

        assert settings.office_code == "3313"
        assert settings.office_hours == dict(DEFAULT_HOURS)
        assert settings.performers == {}
        assert settings.clock_offset_file is None

    def test_a_slash_at_the_end_of_the_api_is_taken_away(self, env):
        assert env(BOT_API_URL="http://127.0.0.1:8081/").bot_api_url == "http://127.0.0.1:8081"


class TestTheFile:
    def test_is_read(self, tmp_path):
        file = tmp_path / ".env"
        file.write_text(
            f'# a comment\nBOT_TOKEN={TOKEN}\nOFFICE_NAME="KPU Kota Contoh"\nNUMBER_PATTERN=……/{{kode}}/{{tahun}}\n'
            "SOMETHING_ELSE=1\n",
            encoding="utf-8",
        )

        settings = load(file)

        assert settings.bot_token.get_secret_value() == TOKEN
        assert settings.office_name == "KPU Kota Contoh"
        assert settings.number_pattern == "……/{kode}/{tahun}"

    def test_belongs_to_the_folder_where_the_bot_is_run(self, tmp_path, monkeypatch):
        (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nOFFICE_CODE=3372\n")
        monkeypatch.chdir(tmp_path)

        assert load().office_code == "3372"

    def test_gives_way_to_the_environment(self, tmp_path, monkeypatch):
        file = tmp_path / ".env"
        file.write_text(f"BOT_TOKEN={TOKEN}\nOFFICE_CODE=3372\n")
        monkeypatch.setenv("OFFICE_CODE", "7371")

        assert load(file).office_code == "7371"

    def test_may_be_missing(self, tmp_path):
        with pytest.raises(SettingsUnfit) as refusal:
            load(tmp_path / "nothing")

        (sentence,) = refusal.value.sentences
        assert sentence.startswith("BOT_TOKEN belum diisi")


class TestTheExample:
    @staticmethod
    def keys(pattern: str) -> list[str]:
        return re.findall(pattern, EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    def test_names_every_setting_and_nothing_else(self):
        assert sorted(self.keys(r"^(?:# )?([A-Z][A-Z_]+)=")) == sorted(name.upper() for name in Settings.model_fields)

    def test_only_the_token_is_to_be_filled_in(self):
        assert self.keys(r"^([A-Z_]+=.*)$") == ["BOT_TOKEN="]

    def test_shows_the_defaults_as_they_are(self, tmp_path):
        file = tmp_path / ".env"
        shown = re.sub(r"^# ([A-Z][A-Z_]+=)", r"\1", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
        file.write_text(shown.replace("BOT_TOKEN=", f"BOT_TOKEN={TOKEN}"), encoding="utf-8")

        shown_settings, defaults = load(file), load(None, bot_token=TOKEN)

        # Performers, escalation and labels are shown as they would be written; by default nobody writes them.
        assert shown_settings.rules() == defaults.rules()
        written = {"performers", "escalation", "stand_in_labels"}
        assert shown_settings.model_dump(exclude=written) == defaults.model_dump(exclude=written)


class TestThePapers:
    def test_are_a4_without_a_logo_unless_the_office_says_otherwise(self, env, tmp_path):
        assert (env().paper_size, env().office_logo) == (PaperSize.A4, None)

        logo = tmp_path / "logo.svg"
        logo.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9V9Z"/></svg>')
        settings = env(PAPER_SIZE=" f4 ", OFFICE_LOGO=str(logo))

        assert settings.paper_size is PaperSize.F4
        assert settings.office_logo is not None
        assert settings.office_logo.data == logo.read_bytes()
        # A letter of a thousand figures in a log helps nobody.
        assert "svg" not in repr(settings)

    @pytest.mark.parametrize("size", ["A5", "folio", "210x330"])
    def test_are_on_no_other_sheet(self, unfit, size):
        assert unfit(PAPER_SIZE=size) == [
            "PAPER_SIZE tidak dapat dipakai: isi dengan A4 atau F4; mohon memperbaikinya."
        ]

    def test_with_a_logo_that_is_not_there_or_broken_are_refused_in_one_sentence(self, unfit, tmp_path):
        broken = tmp_path / "logo.png"
        broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))

        for path in (broken, tmp_path / "tidak-ada.png", tmp_path):
            (sentence,) = unfit(OFFICE_LOGO=str(path))
            assert sentence.startswith("OFFICE_LOGO tidak dapat dipakai: berkasnya ")
            assert sentence.endswith(".")

    def test_with_a_broken_logo_are_refused_at_the_start(self, tmp_path):
        (tmp_path / "logo.png").write_bytes(b"not a picture")
        (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nOFFICE_LOGO=logo.png\n", encoding="utf-8")

        done = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 78
        assert done.stderr.strip() == (
            "OFFICE_LOGO tidak dapat dipakai: berkasnya bukan gambar PNG, JPEG atau SVG yang dapat dicetak; "
            "mohon memperbaikinya."
        )


class TestWhatIsWrong:
    def test_is_told_all_at_once_one_sentence_each(self, unfit):
        sentences = unfit(
            BOT_TOKEN="not-a-token",
            BOT_API_URL="api.telegram.org",
            TIMEZONE="Asia/Karanganyar",
            PERFORMERS="3=ppid",
            OFFICE_HOURS="always",
            QUIET_HOURS="night",
            TICK_SECONDS="0",
            LOG_LEVEL="LOUD",
            DEADLINE_MODE="minggu",
            MESSAGES_PER_SECOND="-1",
        )

        assert [sentence.split()[0] for sentence in sentences] == [
            "BOT_TOKEN",
            "BOT_API_URL",
            "TIMEZONE",
            "PERFORMERS",
            "DEADLINE_MODE",
            "OFFICE_HOURS",
            "QUIET_HOURS",
            "TICK_SECONDS",
            "LOG_LEVEL",
            "MESSAGES_PER_SECOND",
        ]
        assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)

    @pytest.mark.parametrize("missing", [{"BOT_TOKEN": ""}, {}])
    def test_a_missing_token_is_named(self, monkeypatch, missing):
        for name, value in missing.items():
            monkeypatch.setenv(name, value)

        with pytest.raises(SettingsUnfit) as refusal:
            load(None)

        (sentence,) = refusal.value.sentences
        assert sentence.startswith("BOT_TOKEN belum diisi")

    @pytest.mark.parametrize("token", ["x", "123", "123:", ":abc", "123:a b", "123:abc\n", "bot123:abc", "١٢٣:abc def"])
    def test_what_is_no_token_is_refused(self, unfit, token):
        (sentence,) = unfit(BOT_TOKEN=token)

        assert sentence.startswith("BOT_TOKEN tidak dapat dipakai")
        assert token not in sentence.replace("BotFather", "")

    @pytest.mark.parametrize("url", ["api.telegram.org", "ftp://127.0.0.1", "127.0.0.1:8081"])
    def test_the_api_needs_its_scheme(self, unfit, url):
        assert unfit(BOT_API_URL=url) == [
            "BOT_API_URL tidak dapat dipakai: harus diawali http:// atau https://; mohon memperbaikinya."
        ]

    @pytest.mark.parametrize(
        "url", ["http://", "http://[::1", "https://:443", "http://a:b", "http://a?b", "http://a b"]
    )
    def test_the_api_is_somewhere(self, unfit, url):
        assert unfit(BOT_API_URL=url) == [
            "BOT_API_URL tidak dapat dipakai: harus ditulis seperti https://api.telegram.org; mohon memperbaikinya."
        ]

    @pytest.mark.parametrize("hosts", [",", " , ,"])
    def test_some_site_must_be_e_ppids(self, unfit, hosts):
        assert [sentence.split()[0] for sentence in unfit(EPPID_HOSTS=hosts)] == ["EPPID_HOSTS"]

    @pytest.mark.parametrize(("written", "looks"), [("ya", True), (" Tidak ", False)])
    def test_whether_the_published_page_is_looked_at(self, env, written, looks):
        settings = env(EPPID_CHECK=written)
        assert (settings.checks_pages, settings.rules().checks_pages) == (looks, looks)

    def test_a_bot_of_a_local_telegram_asks_nobody_outside_whatever_is_set(self, env):
        assert not env(EPPID_CHECK="ya", BOT_API_URL="http://127.0.0.1:8081").checks_pages

    @pytest.mark.parametrize(
        ("site", "api"), [("10.0.0.5:80", "http://127.0.0.1:8081"), ("127.0.0.1:80", "https://api.telegram.org")]
    )
    def test_a_site_stands_in_only_here_and_only_beside_a_local_telegram(self, unfit, env, site, api):
        (sentence,) = unfit(EPPID_STAND_IN=site, BOT_API_URL=api)
        assert sentence.endswith("EPPID_STAND_IN hanya untuk Telegram lokal, pada 127.0.0.1; mohon memperbaikinya.")
        assert env(EPPID_STAND_IN="127.0.0.1:80", BOT_API_URL="http://127.0.0.1:8081").checks_pages

    def test_looking_at_pages_is_said_by_yes_or_no(self, unfit):
        assert unfit(EPPID_CHECK="kadang") == [
            "EPPID_CHECK tidak dapat dipakai: isi dengan ya atau tidak; mohon memperbaikinya."
        ]

    @pytest.mark.parametrize("pattern", ["../{bulan}/{tahun}", "../{kode", "../kode}", "../{}", "../{{kode}}"])
    def test_a_blank_that_nobody_fills_is_refused(self, unfit, pattern):
        assert [sentence.split()[0] for sentence in unfit(NUMBER_PATTERN=pattern)] == ["NUMBER_PATTERN"]

    def test_what_the_register_of_archives_says_is_the_offices_own_and_never_invented(self, env):
        assert env().rules().archive == Marks(code="PP.07")
        assert env(NUMBER_PATTERN="……/ND/{kode}/{tahun}").rules().archive == Marks()
        said = env(
            ARCHIVE_CODE="HM.02", RETENTION_ACTIVE="2 tahun", RETENTION_INACTIVE="3 tahun", RETENTION_FATE="Musnah"
        )
        assert said.rules().archive == Marks(code="HM.02", active="2 tahun", inactive="3 tahun", fate="Musnah")

    @pytest.mark.parametrize("name", ["ARCHIVE_CODE", "RETENTION_ACTIVE", "RETENTION_INACTIVE", "RETENTION_FATE"])
    def test_a_cell_of_the_register_is_one_short_line(self, unfit, name):
        assert [sentence.split()[0] for sentence in unfit(**{name: "x" * 101})] == [name]

    @pytest.mark.parametrize("name", ["TICK_SECONDS", "MESSAGES_PER_SECOND"])
    def test_the_hint_names_the_bound_that_is_kept(self, env, unfit, name):
        (sentence,) = unfit(**{name: "0.09"})

        assert "0,1 sampai" in sentence
        assert getattr(env(**{name: "0.1"}), name.lower()) == 0.1

    @pytest.mark.parametrize("zone", ["WIB", "Asia", "../../etc/passwd", "/etc/localtime", "Asia/Jakarta\x00"])
    def test_a_zone_must_be_known(self, monkeypatch, zone):
        with pytest.raises(SettingsUnfit) as refusal:
            load(None, bot_token=TOKEN, timezone=zone)

        assert refusal.value.sentences == [
            "TIMEZONE tidak dapat dipakai: harus berupa zona waktu, misalnya Asia/Jakarta; mohon memperbaikinya."
        ]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"TICK_SECONDS": "often"},
            {"TICK_SECONDS": "0"},
            {"DEADLINE_MODE": "minggu"},
            {"OFFICE_HOURS": "senin=25.00-26.00"},
            {"QUIET_HOURS": "18.75-07.00"},
        ],
        ids=lambda wrong: "=".join(*wrong.items()),
    )
    def test_is_told_in_the_offices_language(self, unfit, wrong):
        (sentence,) = unfit(**wrong)

        assert not re.search(r"\b(input|should|must|unable|valid|greater)\b", sentence, re.IGNORECASE)

    @pytest.mark.parametrize("name", ["TICK_SECONDS", "MESSAGES_PER_SECOND"])
    def test_an_endless_number_is_refused(self, unfit, name):
        assert len(unfit(**{name: "inf"})) == 1

    @pytest.mark.parametrize("url", ["data/maklumat.db", "mysql://x/y", "sqlite://", "postgresql://u:p@h/d?x"])
    def test_a_database_that_nobody_can_open_is_refused(self, unfit, url):
        assert len(unfit(DATABASE_URL=url)) == 1


class TestEscalation:
    def test_by_default_the_ketua_is_told_only_where_he_is_named(self, env):
        rules = env().rules()

        assert rules.escalation == DEFAULT_ESCALATION
        assert rules.chair == ""

    def test_an_office_says_who_is_above_whom_and_who_the_ketua_is(self, env):
        rules = env(ESCALATION="pelaksana=atasan-ppid; komisioner=ketua; ketua= Yanto  Wibowo").rules()

        assert rules.chair == "Yanto Wibowo"
        assert rules.escalation == {
            **DEFAULT_ESCALATION,
            Role.PELAKSANA: (Role.ATASAN_PPID,),
            Role.KOMISIONER: (Chair.KETUA,),
        }

    @pytest.mark.parametrize("written", ["pelaksana", "bupati=ppid", "ppid=camat", "ppid=ppid"])
    def test_what_cannot_be_read_is_told_in_a_sentence(self, unfit, written):
        (told,) = unfit(ESCALATION=written)

        assert told.startswith("ESCALATION tidak dapat dipakai: ")


class TestStandInLabels:
    def test_an_office_that_says_nothing_keeps_the_laws_words(self, env):
        assert env().rules().stand_in_labels == {
            Standing.PLH: "Plh.",
            Standing.PLT: "Plt.",
            Standing.WAKIL: "wakil",
        }

    def test_what_is_not_named_stays(self, env):
        rules = env(STAND_IN_LABELS=" PLH = Pelaksana  Harian , wakil=pengampu").rules()

        assert rules.stand_in_labels == {
            Standing.PLH: "Pelaksana Harian",
            Standing.PLT: "Plt.",
            Standing.WAKIL: "pengampu",
        }

    @pytest.mark.parametrize(
        "written",
        [
            "Plh.",
            "plh=",
            "pj=Penjabat",
            "definitif=tetap",
            "plh=A,plh=B",
            "plh=Plh. 2",
            "plh=<b>Plh</b>",
            "plh=Plh;plt=Plt",
            f"plh={'a' * 31}",
            "plh=Plt.",
            "plh=sama,plt=Sama.",
        ],
    )
    def test_what_cannot_be_told_apart_or_read_is_told_in_a_sentence(self, unfit, written):
        (told,) = unfit(STAND_IN_LABELS=written)

        assert told.startswith("STAND_IN_LABELS tidak dapat dipakai: ")
        assert told.endswith(".")


class TestPerformers:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2=atasan-ppid", {Step.FORWARDING: (Role.ATASAN_PPID,)}),
            ("4=ppid", {Step.ORDERING: (Role.PPID,)}),
            (
                " 2 = ppid , atasan-ppid ; 5 = pelaksana ;",
                {Step.FORWARDING: (Role.PPID, Role.ATASAN_PPID), Step.PUBLISHING: (Role.PELAKSANA,)},
            ),
        ],
    )
    def test_are_read(self, env, written, expected):
        assert env(PERFORMERS=written).performers == expected

    @pytest.mark.parametrize("step", [Step.FORWARDING, Step.ORDERING, Step.PUBLISHING])
    @pytest.mark.parametrize("role", Role)
    def test_only_whom_the_sop_leaves_open_may_be_set(self, env, unfit, step, role):
        written = f"{int(step)}={role}"

        if role in SETTABLE[step]:
            assert env(PERFORMERS=written).performers == {step: (role,)}
        else:
            (sentence,) = unfit(PERFORMERS=written)
            assert all(allowed.value in sentence for allowed in SETTABLE[step])

    def test_who_drafts_and_who_decides_is_the_sops_own(self):
        assert set(SETTABLE) == {Step.FORWARDING, Step.ORDERING, Step.PUBLISHING}

    @pytest.mark.parametrize(
        "written",
        [
            "1=ppid",
            "3=komisioner",
            "3=ppid",
            "6=e-ppid",
            "0=ppid",
            "7=ppid",
            "ppid",
            "2",
            "2=",
            "2:ppid",
            "2=kepala",
            "2=ppid,kepala",
            "two=ppid",
            "2=PPID",
            "٢=kepala",
            "²=ppid",
            "-2=ppid",
            "22=ppid",
        ],
    )
    def test_what_cannot_be_read_or_set_is_refused(self, unfit, written):
        assert [sentence.split()[0] for sentence in unfit(PERFORMERS=written)] == ["PERFORMERS"]


class TestOfficeHours:
    def test_one_day_and_several(self, env):
        hours = env(OFFICE_HOURS="Senin-Kamis=07.30-16.00; jumat = 07:30 – 16:30; sabtu=8.00-12.00").office_hours

        week = Hours(time(7, 30), time(16))
        assert hours == {
            **dict.fromkeys(range(4), week),
            4: Hours(time(7, 30), time(16, 30)),
            5: Hours(time(8), time(12)),
        }

    def test_the_example_is_the_default(self, env):
        assert env(OFFICE_HOURS="senin-kamis=07.30-16.00; jumat=07.30-16.30").office_hours == dict(DEFAULT_HOURS)

    def test_the_month_of_fasting_has_hours_of_its_own(self, env):
        assert env().rules().calendar.ramadan_hours == RAMADAN_HOURS

        rules = env(RAMADAN_HOURS="senin-jumat=08.00-14.30").rules()

        assert set(rules.calendar.ramadan_hours.values()) == {Hours(time(8), time(14, 30))}

    @pytest.mark.parametrize(
        "written",
        [
            ";",
            "senin",
            "senin=",
            "senin=07.30",
            "senin=0730-1600",
            "monday=07.30-16.00",
            "senin-mars=07.30-16.00",
            "senin=16.00-07.30",
            "senin=07.30-07.30",
            "=07.30-16.00",
            "senin=07.30-16.00-17.00",
            "senin=24.00-25.00",
        ],
    )
    def test_what_cannot_be_read_is_refused(self, unfit, written):
        assert [sentence.split()[0] for sentence in unfit(OFFICE_HOURS=written)] == ["OFFICE_HOURS"]

    def test_a_span_of_days_that_runs_backwards_is_refused(self, unfit):
        assert len(unfit(OFFICE_HOURS="senin=07.30-16.00; kamis-selasa=07.30-16.00")) == 1


class TestTheMovedClock:
    @pytest.mark.parametrize("api", ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"])
    def test_is_for_a_local_telegram(self, env, tmp_path, api):
        file = tmp_path / "offset"
        file.write_text("86400")

        clock = opening.clock_of(env(BOT_API_URL=api, CLOCK_OFFSET_FILE=str(file)))

        assert (clock() - clocks.now()).total_seconds() > 80_000

    def test_is_refused_at_telegrams_own_address(self, unfit, tmp_path):
        (sentence,) = unfit(CLOCK_OFFSET_FILE=str(tmp_path / "offset"))

        assert "CLOCK_OFFSET_FILE" in sentence

    @pytest.mark.parametrize(
        "api",
        [
            "https://api.telegram.org:443",
            "https://API.telegram.org",
            "https://telegram.example.org",
            "http://192.168.1.5:8081",
            "http://127.0.0.1.example.org",
            "http://localhost@example.org",
        ],
    )
    def test_is_refused_anywhere_but_on_this_machine(self, env, tmp_path, api):
        with pytest.raises((SettingsUnfit, NotALocalTelegram)):
            opening.clock_of(env(BOT_API_URL=api, CLOCK_OFFSET_FILE=str(tmp_path / "offset")))


class TestTheWebhook:
    @pytest.mark.parametrize(
        "url",
        [
            "https://bot.example.go.id/telegram",
            "https://bot.example.go.id",
            "https://bot.example.go.id:8443/a/b_c~d-e.f",
            "http://127.0.0.1:8080/telegram",
            "http://localhost:18080/",
            "http://[::1]:8080/x",
        ],
    )
    def test_has_an_address_that_telegram_can_reach(self, env, url):
        settings = env(WEBHOOK_URL=url, WEBHOOK_SECRET=SECRET)

        assert settings.webhook_url == url
        assert settings.webhook_secret.get_secret_value() == SECRET

    @pytest.mark.parametrize(
        "url",
        [
            "bot.example.go.id/telegram",
            "http://bot.example.go.id/telegram",
            "http://192.168.1.5/telegram",
            "http://127.0.0.1.example.go.id/telegram",
            "http://localhost@example.go.id/telegram",
            "https://bot@example.go.id/telegram",
            "https://bot.example.go.id:8080/telegram",
            "https://bot.example.go.id:x/telegram",
            "https:///telegram",
            "https://bot.example.go.id/telegram?secret=1",
            "https://bot.example.go.id/telegram#here",
            "https://bot.example.go.id/tele gram",
            "https://bot.example.go.id/tele%20gram",
            "https://bot.example.go.id/sehat",
            "https://[::1/telegram",
            "ftp://bot.example.go.id/telegram",
        ],
    )
    def test_has_no_other(self, unfit, url):
        (sentence,) = unfit(WEBHOOK_URL=url, WEBHOOK_SECRET=SECRET)

        assert sentence.startswith("WEBHOOK_URL tidak dapat dipakai: harus ditulis seperti https://")

    def test_needs_its_secret(self, unfit):
        (sentence,) = unfit(WEBHOOK_URL="https://bot.example.go.id/telegram")

        assert "WEBHOOK_URL memerlukan WEBHOOK_SECRET" in sentence

    @pytest.mark.parametrize(
        "secret", ["x", "x" * 31, "x" * 257, "x" * 32 + " ", "é" * 40, "x" * 32 + "\n", "a.b" * 20]
    )
    def test_has_a_secret_that_telegram_takes_and_nobody_guesses(self, unfit, secret):
        (sentence,) = unfit(WEBHOOK_URL="https://bot.example.go.id/telegram", WEBHOOK_SECRET=secret)

        assert sentence.startswith("WEBHOOK_SECRET tidak dapat dipakai: harus terdiri atas 32 sampai 256")
        assert len(secret) == 1 or secret.strip() not in sentence

    @pytest.mark.parametrize("length", [32, 256])
    def test_may_have_the_shortest_and_the_longest(self, env, length):
        assert env(WEBHOOK_URL="https://bot.example.go.id", WEBHOOK_SECRET="x" * length).webhook_url

    @pytest.mark.parametrize(
        ("written", "means"),
        [
            ("127.0.0.1:8080", ("127.0.0.1", 8080)),
            ("0.0.0.0:65535", ("0.0.0.0", 65535)),
            ("localhost:1", ("localhost", 1)),
            ("[::1]:8080", ("::1", 8080)),
        ],
    )
    def test_is_listened_for_at_an_address_of_this_machine(self, env, written, means):
        assert env(LISTEN=written).listens_on == means

    @pytest.mark.parametrize(
        "written",
        ["8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "a b:1", "x:1/y", "u@x:1"],
    )
    def test_is_listened_for_nowhere_else(self, unfit, written):
        assert unfit(LISTEN=written) == [
            "LISTEN tidak dapat dipakai: harus ditulis seperti 127.0.0.1:8080; mohon memperbaikinya."
        ]


class TestTheMorningDigest:
    @pytest.mark.parametrize(
        ("written", "means"), [("07.45", time(7, 45)), ("8:00", time(8)), ("11.59", time(11, 59)), ("tidak", None)]
    )
    def test_comes_in_the_morning_or_never(self, env, written, means):
        assert env(MORNING_DIGEST=written).morning_digest == means

    def test_comes_to_nobody_who_has_not_asked_for_it(self, env):
        assert env().morning_digest is None

    @pytest.mark.parametrize("written", ["12.00", "13.30", "pagi", "24.00", "07.45-08.00"])
    def test_comes_at_no_other_hour(self, unfit, written):
        assert unfit(MORNING_DIGEST=written) == [
            (
                "MORNING_DIGEST tidak dapat dipakai: harus ditulis seperti 07.45, sebelum pukul 12.00, atau tidak; "
                "mohon memperbaikinya."
            )
        ]

    def test_does_not_ring_in_the_quiet_hours(self, unfit, env):
        assert unfit(MORNING_DIGEST="06.30") == [
            (
                "Pengaturan tidak dapat dipakai: MORNING_DIGEST harus di luar QUIET_HOURS, misalnya 07.45; "
                "mohon memperbaikinya."
            )
        ]
        assert env(MORNING_DIGEST="06.30", QUIET_HOURS="18.00-06.00").morning_digest == time(6, 30)


class TestTheYearlyNudge:
    @pytest.mark.parametrize(("written", "means"), [("ya", True), (" Tidak ", False), ("tidak", False)])
    def test_is_wanted_or_not(self, env, written, means):
        assert env(YEARLY_NUDGE=written).yearly_nudge is means

    def test_comes_where_the_office_says_nothing(self, env):
        assert env().yearly_nudge is True

    def test_is_nothing_else(self, unfit):
        assert unfit(YEARLY_NUDGE="Januari") == [
            "YEARLY_NUDGE tidak dapat dipakai: isi dengan ya atau tidak; mohon memperbaikinya."
        ]


class TestBackups:
    @pytest.mark.parametrize(
        ("written", "means"),
        [("01.30", time(1, 30)), ("23:05", time(23, 5)), (" 4.00 ", time(4)), ("tidak", None), ("Tidak", None)],
    )
    def test_come_at_an_hour_or_never(self, env, written, means):
        assert env(BACKUP_AT=written).backup_at == means

    @pytest.mark.parametrize("written", ["24.00", "1", "01.60", "malam", "-1.30", "01.30-02.00"])
    def test_come_at_no_other_hour(self, unfit, written):
        assert unfit(BACKUP_AT=written) == [
            (
                "BACKUP_AT tidak dapat dipakai: harus ditulis seperti 01.30, atau tidak bila cadangan malam tidak "
                "diperlukan; mohon memperbaikinya."
            )
        ]

    @pytest.mark.parametrize("written", ["0", "-3", "semua", "1001"])
    def test_are_kept_in_some_number(self, unfit, written):
        assert unfit(BACKUP_KEEP=written) == [
            "BACKUP_KEEP tidak dapat dipakai: isi dengan jumlah cadangan, 1 sampai 1000; mohon memperbaikinya."
        ]

    @pytest.mark.parametrize(
        ("settings", "folder"),
        [
            ({}, "data/cadangan"),
            ({"DATABASE_URL": "sqlite:////srv/office/maklumat.db"}, "/srv/office/cadangan"),
            ({"DATABASE_URL": "postgresql+psycopg://maklumat@db/maklumat"}, "data/cadangan"),
            ({"BACKUP_DIR": "/mnt/safe"}, "/mnt/safe"),
        ],
    )
    def test_lie_beside_the_database_unless_the_office_says_where(self, env, settings, folder):
        assert env(**settings).backup_folder == Path(folder)


class TestTheDatabase:
    def test_that_needs_a_driver_which_is_not_there_says_so(self, unfit, monkeypatch):
        monkeypatch.setattr("bot.addresses.find_spec", lambda _name: None)

        (sentence,) = unfit(DATABASE_URL="postgresql+psycopg://maklumat@127.0.0.1/maklumat")

        assert sentence.startswith(
            "DATABASE_URL tidak dapat dipakai: PostgreSQL memerlukan pustaka psycopg, yang belum terpasang; "
        )

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql+psycopg://maklumat:SECRET/maklumat",
            "postgresql+psycopg://maklumat:a@SECRET@db/maklumat",
            "postgresql+psycopg://maklumat:a@SECRET/b@db/maklumat",
            "postgresql+psycopg://maklumat:a@SECRET:1/b@db/maklumat",
            "postgresql://maklumat:SECRET@db/maklumat",
            "postgres://maklumat:SECRET@db/maklumat",
            "postgresql+psycopg://maklumat:SECRET@db",
        ],
    )
    def test_a_wrong_address_of_postgresql_is_answered_with_a_right_one_and_without_the_password(self, unfit, url):
        (sentence,) = unfit(DATABASE_URL=url)

        assert "SECRET" not in sentence
        assert sentence.startswith(
            "DATABASE_URL tidak dapat dipakai: harus ditulis seperti postgresql+psycopg://maklumat:KATASANDI@host:5432/"
        )
        assert "%40 %3A %2F" in sentence

    @pytest.mark.parametrize("option", ["SECRET=1", "hosts=SECRET", "pool_size=5&password=SECRET"])
    def test_an_option_that_postgresql_does_not_know_is_told(self, unfit, option):
        (sentence,) = unfit(DATABASE_URL=f"postgresql+psycopg://maklumat@db/maklumat?{option}")

        assert "SECRET" not in sentence
        assert "pilihan" in sentence

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql+psycopg://maklumat:a%40b%3Ac%2Fd@db/maklumat?sslmode=require",
            "postgresql+psycopg://maklumat@/maklumat?host=/run/postgresql",
            "postgresql+psycopg:///maklumat",
            "postgresql+psycopg://maklumat@/maklumat?host=a:5432&host=b:5432&target_session_attrs=read-write",
        ],
    )
    def test_a_right_one_of_postgresql_is_taken(self, env, url):
        assert env(DATABASE_URL=url).database_url == url

    @pytest.mark.parametrize("query", ["?password=a-password", "?sslpassword=a-password"])
    def test_a_password_among_the_options_is_a_secret_too(self, env, query):
        assert "a-password" in env(DATABASE_URL=f"postgresql+psycopg://maklumat@db/maklumat{query}").secrets

    @pytest.mark.parametrize(
        "url", ["sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true", "sqlite://data/x.db"]
    )
    def test_an_sqlite_database_is_a_file(self, unfit, url):
        (sentence,) = unfit(DATABASE_URL=url)

        assert sentence.endswith("ditulis seperti sqlite:///data/maklumat.db; mohon memperbaikinya.")


class TestTheToken:
    @pytest.fixture
    def settings(self, env):
        return env(WEBHOOK_SECRET=SECRET)

    @pytest.mark.parametrize(
        "shown",
        [
            repr,
            str,
            lambda s: f"{s!s} {s!r} {s:}",
            lambda s: repr(s.model_dump()),
            lambda s: s.model_dump_json(),
            lambda s: json.dumps(s.model_dump(mode="json"), default=str),
            lambda s: repr(dict(s)),
            lambda s: repr(vars(s)),
            lambda s: repr(s.bot_token) + str(s.bot_token),
            lambda s: repr(s.rules()),
        ],
    )
    def test_is_shown_nowhere(self, settings, shown):
        assert TOKEN not in shown(settings)
        assert SECRET not in shown(settings)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"TICK_SECONDS": "often"},
            {"PERFORMERS": "3=ppid"},
            {"CLOCK_OFFSET_FILE": "offset"},
            {"BOT_TOKEN": f"{TOKEN} "},
            {"BOT_TOKEN": f"bot{TOKEN}"},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_stands_in_no_error_and_no_traceback(self, env, wrong):
        with pytest.raises(SettingsUnfit) as refusal:
            env(**wrong)

        assert TOKEN not in f"{refusal.value!s} {refusal.value!r} {refusal.value.args}"
        assert TOKEN not in "".join(traceback.format_exception(refusal.value))

    def test_is_not_read_when_the_program_is_imported(self, tmp_path):
        # No variable at all: importing must neither need nor look for settings.
        asked = "import bot.app, bot.__main__, bot.settings; print('imported')"

        done = subprocess.run(
            [sys.executable, "-c", asked],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path.cwd()), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )

        assert done.stdout == "imported\n"


@pytest.mark.parametrize("hosts", ["https://kpu.go.id/", "kpu.go.id/ppid", "*kpu.go.id", "kpu go id"])
def test_hosts_are_names_and_no_addresses(unfit, hosts):
    (sentence,) = unfit(EPPID_HOSTS=hosts)

    assert "tanpa https://" in sentence


def test_the_code_of_the_region_is_one_word(unfit):
    (sentence,) = unfit(OFFICE_CODE="abc def")

    assert "misalnya 3313" in sentence


@pytest.mark.parametrize("code", ["3313", "3372", "33", "9671"])
def test_the_code_of_the_region_is_that_of_a_kabupaten_a_kota_or_a_province(env, code):
    assert env(OFFICE_CODE=code).office_code == code


@pytest.mark.parametrize("code", ["99", "9913", "KPU-KRA", "331"])
def test_no_other_code_goes_into_the_numbers_of_papers(unfit, code):
    (sentence,) = unfit(OFFICE_CODE=code)

    assert "OFFICE_CODE tidak dapat dipakai: kode wilayah terdiri atas empat angka" in sentence
