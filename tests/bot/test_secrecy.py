"""The token is a canary here: it may appear in no line of the log, at any level, whoever writes it."""

import io
import logging
import sys
import time
from datetime import UTC

import httpx
import pytest
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder

from bot import secrecy
from bot.alarm import Alarm
from bot.clock import now
from bot.demo.kit.fixtures import world_for_tests
from bot.secrecy import NOISY, WORDY, set_up_logging
from storage.claims import Claims
from storage.engine import Database
from tests.bot.bench import Hurried

CANARY = "7654321098:AAcanaryCANARYcanaryCANARYcanaryCAN"  # made up
OTHER = "7654321099:AAcanaryCANARYcanaryCANARYcanaryCAN"  # known to no Telegram


@pytest.fixture
def log(monkeypatch):
    """What would stand on stderr; the logging of the test run comes back afterwards."""
    stream, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*NOISY, WORDY)}
    yield stream
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


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

    def test_a_line_cannot_be_forged_by_a_carriage_return(self, log):
        logging.getLogger("bot").info("from %s", "Wahyu\rINFO all is well")

        assert "\r" not in log.getvalue()

    @pytest.mark.parametrize("name", NOISY)
    def test_libraries_that_print_addresses_are_quiet(self, log, name):
        logging.getLogger(name).info("HTTP Request: POST /bot.../getUpdates")
        logging.getLogger(name).debug("everything")

        assert log.getvalue() == ""

    def test_no_number_with_a_colon_is_mistaken_for_one(self, log):
        logging.getLogger("bot").info("at 10:30, port 127.0.0.1:8081, MKL-2027-001: %d of %d", 3, 4)

        assert "<token>" not in log.getvalue()


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
