"""The token is a canary here: it may appear in no line of the log, at any level, whoever writes it."""

import asyncio
import gc
import io
import logging
import sys
import threading
import time
import warnings
from dataclasses import replace
from datetime import UTC

import httpx
import pytest
from pydantic import SecretStr
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder

from bot import app, secrecy
from bot.alarm import Alarm
from bot.clock import now
from bot.demo.kit.fixtures import world_for_tests
from bot.secrecy import NOISY, WORDY, set_up_logging
from bot.settings import load
from storage.claims import Claims
from storage.engine import Database
from tests.bot.bench import Hurried

CANARY = "7654321098:AAcanaryCANARYcanaryCANARYcanaryCAN"  # made up
OTHER = "7654321099:AAcanaryCANARYcanaryCANARYcanaryCAN"  # known to no Telegram


@pytest.fixture
def log(monkeypatch, own_logging):
    """What would stand on stderr; the logging of the test run comes back afterwards."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def speak_freely() -> None:
    """Libraries say everything, as if somebody had turned them up."""
    for name in (*NOISY, WORDY):
        logging.getLogger(name).setLevel(logging.DEBUG)


class TestRedacting:
    @pytest.fixture(autouse=True)
    def _debug(self, log):
        set_up_logging("DEBUG")

    @pytest.mark.parametrize(
        "said",
        [
            CANARY,
            f"POST https://api.telegram.org/bot{CANARY}/getUpdates",
            f"https://api.telegram.org/file/bot{CANARY}/documents/file_1.pdf",
            f"{{'token': '{CANARY}'}}",
            f"first {CANARY} second {CANARY}",
            f"bot{CANARY}bot",
        ],
    )
    def test_a_token_is_taken_out_of_any_line(self, log, said):
        logging.getLogger("bot").warning("%s", said)

        assert CANARY not in log.getvalue()
        assert "<token>" in log.getvalue()

    def test_in_arguments_of_any_kind(self, log):
        logging.getLogger("bot").warning("%r %s", [CANARY], {"url": httpx.URL(f"https://x/bot{CANARY}/getMe")})

        assert CANARY.partition(":")[2] not in log.getvalue()

    def test_in_a_traceback_and_in_what_caused_it(self, log):
        def fails() -> None:
            try:
                raise ValueError(f"https://api.telegram.org/bot{CANARY}/getMe")
            except ValueError as cause:
                raise RuntimeError(CANARY) from cause

        try:
            fails()
        except RuntimeError:
            logging.getLogger("bot").exception("it failed")

        assert "Traceback" in log.getvalue()
        assert "ValueError" in log.getvalue()
        assert CANARY not in log.getvalue()

    def test_when_nobody_catches_it(self, log):
        try:
            raise RuntimeError(CANARY)
        except RuntimeError as error:
            sys.excepthook(RuntimeError, error, error.__traceback__)

        assert "CRITICAL" in log.getvalue()
        assert CANARY not in log.getvalue()

    @pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\x85", "\u2028", "\x1b[1A"])
    def test_a_line_cannot_be_forged(self, log, end):
        logging.getLogger("bot").info("from %s", f"chat 7{end}INFO all is well")

        assert len(log.getvalue().splitlines()) == 1
        assert end not in log.getvalue().removesuffix("\n")

    def test_nor_in_a_traceback(self, log):
        try:
            raise RuntimeError("chat 7\n2027-01-18 03:00:00,000 INFO bot all is well\x1b[2K\r")
        except RuntimeError:
            logging.getLogger("bot").exception("it failed")

        first, *rest = log.getvalue().splitlines()
        assert "it failed" in first
        assert rest
        assert all(line.startswith("  ") for line in rest)
        assert not {"\x1b", "\r"} & set(log.getvalue())

    @pytest.mark.parametrize("name", NOISY)
    def test_libraries_that_print_addresses_are_quiet(self, log, name):
        logging.getLogger(name).info("HTTP Request: POST /bot.../getUpdates")
        logging.getLogger(name).debug("everything")

        assert log.getvalue() == ""

    def test_what_asyncio_could_tell_nobody(self, log):
        async def fails() -> None:
            raise RuntimeError(CANARY)

        async def forgets() -> None:
            task = asyncio.get_running_loop().create_task(fails(), name=f"bot{CANARY}")
            await asyncio.wait([task])
            del task
            gc.collect()

        asyncio.run(forgets())

        assert "never retrieved" in log.getvalue()
        assert len([line for line in log.getvalue().splitlines() if not line.startswith("  ")]) == 1
        assert CANARY not in log.getvalue()

    def test_what_a_thread_did_not_catch(self, log):
        def fails() -> None:
            raise RuntimeError(CANARY)

        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()

        assert "a thread was stopped" in log.getvalue()
        assert "RuntimeError" in log.getvalue()
        assert CANARY not in log.getvalue()

    def test_what_could_not_be_raised(self, log):
        class Fails:
            def __del__(self) -> None:
                raise RuntimeError(CANARY)

        Fails()
        gc.collect()

        assert "RuntimeError" in log.getvalue()
        assert CANARY not in log.getvalue()

    def test_a_warning(self, log):
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(f"unclosed https://x/bot{CANARY}/getMe", ResourceWarning, stacklevel=1)

        assert "unclosed" in log.getvalue()
        assert CANARY not in log.getvalue()

    def test_what_a_database_or_a_reader_of_json_says_of_a_row(self, log):
        for said in (
            "null value violates a constraint\nDETAIL:  Failing row contains (1, 9000, Wahyu Nugroho, Bapak).",
            "1 validation error\ntitle\n  Input should be a string [type=string, input_value='Wahyu', input_type=int]",
        ):
            try:
                raise ValueError(said)
            except ValueError:
                logging.getLogger("bot").exception("it failed")

        assert "Failing row contains <hidden>" in log.getvalue()
        assert "input_value=<hidden>, input_type=int" in log.getvalue()
        assert "Wahyu" not in log.getvalue()

    def test_no_number_with_a_colon_is_mistaken_for_one(self, log):
        logging.getLogger("bot").info("at 10:30, port 127.0.0.1:8081, MKL-2027-001: %d of %d", 3, 4)

        assert "<token>" not in log.getvalue()


class TestSecretsThatLookLikeNothing:
    SECRET, PASSWORD = "canary-canary-canary-canary-canary-0", "p(ss)w+rd"

    @pytest.fixture(autouse=True)
    def _known(self, log):
        set_up_logging("DEBUG", "", self.SECRET, self.PASSWORD, "bot")

    def test_are_known_and_hidden(self, log):
        logging.getLogger("bot").warning("secret %s of postgresql://bot:%s@db", self.SECRET, self.PASSWORD)

        assert log.getvalue().endswith("secret <secret> of postgresql://bot:<secret>@db\n")

    def test_in_a_traceback_too(self, log):
        try:
            raise RuntimeError(f"header {self.SECRET}")
        except RuntimeError:
            logging.getLogger("bot").exception("it failed")

        assert self.SECRET not in log.getvalue()

    def test_a_short_one_is_an_ordinary_word(self, log):
        logging.getLogger("bot").info("serving as bot %d", 7)

        assert "serving as bot 7" in log.getvalue()


class TestWhatIsPrintedByAccident:
    """A repr in a traceback, an assertion, a debugger."""

    SECRET = "canary-canary-canary-canary-canary-0"  # made up
    PASSWORD = "canary-password"  # made up

    def test_the_bot(self):
        bot = secrecy.QuietBot(CANARY)

        assert repr(bot) == str(bot) == "<bot 7654321098>"

    def test_the_settings(self):
        settings = load(
            None,
            bot_token=CANARY,
            webhook_secret=self.SECRET,
            database_url=f"postgresql+psycopg://bot:{self.PASSWORD}@db/office",
        )

        assert set(settings.secrets) == {CANARY, self.SECRET, self.PASSWORD}
        for secret in settings.secrets:
            assert secret not in f"{settings!r} {settings}"

    async def test_everything_that_runs(self, bench):
        token = bench.server.token
        async with app._poller(bench.parts) as poller:
            # What is wired has no secret in it but the token, which the local Telegram made.
            webhook = bench.parts.settings.model_copy(
                update={"webhook_url": "https://x/hook", "webhook_secret": SecretStr(self.SECRET)}
            )
            everything = [poller, bench.parts, *vars(bench.parts).values()]
            everything += app._webhook(replace(bench.parts, settings=webhook))
            for part in everything:
                for text in (repr(part), str(part)):
                    assert token not in text
                    assert self.SECRET not in text


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_no_level_makes_a_library_louder_than_the_rest(log, level):
    set_up_logging(level)

    assert all(logging.getLogger(name).level >= logging.getLogger().level for name in NOISY)
    assert all(logging.getLogger(name).level >= logging.WARNING for name in NOISY)


@pytest.fixture
def local_telegram_world():
    return world_for_tests(CANARY)


@pytest.fixture
def canary_server(local_telegram):
    return local_telegram.server


class TestTheWholeWayToTelegram:
    """A real Application, turned up to DEBUG, against a Telegram that refuses, breaks off and is not there."""

    @pytest.fixture(autouse=True)
    def _debug(self, log):
        set_up_logging("DEBUG")
        speak_freely()

    async def test_calls_that_succeed_and_calls_that_fail(self, log, canary_server):
        root = f"{canary_server.base_url}/bot"
        files = f"{canary_server.base_url}/file/bot"
        application = (
            ApplicationBuilder().token(CANARY).base_url(root).base_file_url(files).updater(None).job_queue(None).build()
        )
        async with application:
            await application.bot.get_me()
            with pytest.raises(TelegramError) as refusal:
                await application.bot.send_message(1, "nobody is there")
            logging.getLogger("bot").warning("refused", exc_info=refusal.value)
            logging.getLogger("bot").warning("bot %s %r", application.bot, application)

        assert "HTTP Request: POST" in log.getvalue()
        assert CANARY not in log.getvalue()
        assert CANARY.partition(":")[2] not in log.getvalue()

    async def test_a_token_that_telegram_rejects(self, log, canary_server):
        bot = Bot(OTHER, base_url=f"{canary_server.base_url}/bot")
        with pytest.raises(InvalidToken) as rejection:
            await bot.initialize()
        logging.getLogger("bot").critical("rejected", exc_info=rejection.value)
        await bot.shutdown()

        assert OTHER in str(rejection.value)
        assert OTHER not in log.getvalue()

    async def test_a_telegram_that_is_not_there(self, log):
        bot = Bot(CANARY, base_url="http://127.0.0.1:9/bot")
        with pytest.raises(TelegramError) as trouble:
            await bot.initialize()
        logging.getLogger("bot").error("not there", exc_info=trouble.value)
        await bot.shutdown()

        assert CANARY not in log.getvalue()

    async def test_polling_that_is_refused_over_and_over(self, log, canary_server, monkeypatch, tmp_path):
        from bot import intake

        monkeypatch.setattr(intake, "asyncio", Hurried(2000))
        kept = []

        async def noted(_at: object) -> None:
            kept.append(1)
            if len(kept) > 3:
                raise intake.TokenRejected
            raise RuntimeError(CANARY)

        canary_server.world.limits.longest_poll_seconds = 0
        async with httpx.AsyncClient(trust_env=False) as client:
            url = f"{canary_server.base_url}/bot{CANARY}/getUpdates"
            database = Database(f"sqlite:///{tmp_path}/office.db")
            alarm = Alarm(Bot(CANARY), database, None, now, time.monotonic, UTC)
            poller = intake.Poller(client, url, 1, database, now, lambda: None, noted, alarm, Claims(database))
            with pytest.raises(intake.TokenRejected):
                await poller.run()

        assert "getUpdates" in log.getvalue()
        assert "RuntimeError" in log.getvalue()
        assert CANARY not in log.getvalue()


async def test_an_outage_is_no_reason_for_a_traceback(log, local_telegram):
    set_up_logging("INFO")
    await local_telegram.outage(30, "502")
    bot = Bot(local_telegram.server.token, base_url=local_telegram.server.bot_base_url)
    with pytest.raises(TelegramError):
        await bot.get_me()
    await bot.request.shutdown()

    assert log.getvalue() == ""


def test_the_hook_for_unforeseen_errors_is_ours(log):
    set_up_logging("INFO")

    assert sys.excepthook is secrecy._say_briefly
    assert sys.unraisablehook is secrecy._say_unraisable
    assert threading.excepthook is secrecy._say_of_a_thread
