"""What Telegram's answers mean, told from the answers it really gives: each is provoked, none is written down."""

from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.outcome import Fate, Verdict, judge

NOWHERE = "http://127.0.0.1:9/bot"
PNG = b"\x89PNG\r\n\x1a\n broken"


@pytest.fixture
async def bot(local_telegram):
    """Of one line; patient with a busy machine, but not with a line that is taken."""
    server = local_telegram.server
    request = HTTPXRequest(read_timeout=20, connect_timeout=20, pool_timeout=0.1, connection_pool_size=1)
    async with Bot(server.token, base_url=server.bot_base_url, request=request) as bot:
        yield bot


@pytest.fixture
async def wahyu(local_telegram):
    """Somebody who has pressed Start."""
    person = await local_telegram.person("Wahyu")
    await person.say("/start")
    return person


async def judged(call) -> tuple[TelegramError, Verdict]:
    with pytest.raises(TelegramError) as trouble:
        await call
    return trouble.value, judge(trouble.value)


class TestRefusalsThatTelegramGives:
    async def test_blocked_by_the_person(self, bot, wahyu):
        await wahyu.block()

        error, verdict = await judged(bot.send_message(wahyu.id, "Selamat pagi"))

        assert type(error) is Forbidden
        assert verdict == Verdict(Fate.UNREACHABLE, "Forbidden: bot was blocked by the user")

    async def test_a_person_who_never_pressed_start(self, bot, local_telegram):
        stranger = await local_telegram.person("Siti")

        _, verdict = await judged(bot.send_message(stranger.id, "Selamat pagi"))

        assert verdict.fate is Fate.UNREACHABLE
        assert "can't initiate conversation" in verdict.trouble

    async def test_an_account_that_is_gone(self, bot, local_telegram, wahyu):
        local_telegram.server.world.people[wahyu.id].is_deactivated = True

        _, verdict = await judged(bot.send_message(wahyu.id, "Selamat pagi"))

        assert verdict == Verdict(Fate.UNREACHABLE, "Forbidden: user is deactivated")

    async def test_a_chat_that_does_not_exist(self, bot):
        error, verdict = await judged(bot.send_message(404404, "Selamat pagi"))

        assert type(error) is BadRequest
        assert verdict == Verdict(Fate.UNREACHABLE, "Chat not found")

    async def test_an_edit_that_changes_nothing_is_done(self, bot, wahyu):
        sent = await bot.send_message(wahyu.id, "Selamat pagi")

        _, verdict = await judged(bot.edit_message_text("Selamat pagi", wahyu.id, sent.message_id))

        assert verdict.fate is Fate.SENT

    async def test_buttons_that_are_gone_already_are_done(self, bot, wahyu):
        sent = await bot.send_message(wahyu.id, "Selamat pagi")

        _, verdict = await judged(bot.edit_message_reply_markup(wahyu.id, sent.message_id))

        assert verdict.fate is Fate.SENT

    @pytest.mark.parametrize("method", ["edit_message_text", "edit_message_reply_markup"])
    async def test_a_message_that_is_not_there_is_gone(self, bot, wahyu, method):
        words = {"text": "Selamat siang"} if method == "edit_message_text" else {}

        _, verdict = await judged(getattr(bot, method)(chat_id=wahyu.id, message_id=404, **words))

        assert verdict == Verdict(Fate.GONE, "Message to edit not found")

    async def test_somebody_elses_message_cannot_be_edited(self, bot, wahyu):
        own = await wahyu.say("Selamat pagi")

        _, verdict = await judged(bot.edit_message_text("Selamat siang", wahyu.id, own.id))

        assert verdict == Verdict(Fate.GONE, "Message can't be edited")

    @pytest.mark.parametrize("text", ["a < b", "<b>open", "<u>crossed <b></u></b>", "<nonsense>x</nonsense>"])
    async def test_markup_that_telegram_does_not_read(self, bot, wahyu, text):
        _, verdict = await judged(bot.send_message(wahyu.id, text, parse_mode="HTML"))

        assert verdict.fate is Fate.UNPARSED

    @pytest.mark.parametrize("file_id", ["BQACAgUAAxkBAAIBY2", "AAAA"])
    async def test_a_file_that_telegram_does_not_know_any_more(self, bot, wahyu, file_id):
        _, verdict = await judged(bot.send_document(wahyu.id, file_id))

        assert verdict.fate is Fate.STALE_FILE

    @pytest.mark.parametrize(
        "call",
        [
            lambda bot, chat: bot.send_message(chat, "x" * 4097),
            lambda bot, chat: bot.send_message(chat, " \n "),
            lambda bot, chat: bot.send_photo(chat, PNG),
            lambda bot, chat: bot.send_message(chat, "x", reply_to_message_id=404),
        ],
        ids=["too long", "empty", "no picture", "reply to nothing"],
    )
    async def test_what_telegram_will_never_take(self, bot, wahyu, call):
        error, verdict = await judged(call(bot, wahyu.id))

        assert type(error) is BadRequest
        assert verdict == Verdict(Fate.REFUSED, error.message)

    async def test_a_token_that_nobody_knows(self, local_telegram):
        server = local_telegram.server
        bot = Bot("42:" + "x" * 35, base_url=server.bot_base_url)

        error, verdict = await judged(bot.initialize())
        await bot.shutdown()

        assert type(error) is InvalidToken
        assert verdict.fate is Fate.NOT_SENT
        assert verdict.wait >= timedelta(seconds=30)
        # The error's own words name the token.
        assert "x" * 35 not in verdict.trouble


class TestTelegramInTrouble:
    @pytest.mark.parametrize(
        ("fault", "kind", "fate"),
        [
            ({"code": 429, "retry_after": 7}, RetryAfter, Fate.NOT_SENT),
            ({"code": 500, "description": "Internal Server Error: restart"}, NetworkError, Fate.FAILED),
            ({"code": 502, "description": "Bad Gateway"}, NetworkError, Fate.FAILED),
            ({"code": 504, "description": "Gateway Timeout"}, NetworkError, Fate.FAILED),
            ({"code": 413, "description": "Request Entity Too Large"}, NetworkError, Fate.REFUSED),
            ({"code": 401, "description": "Unauthorized"}, InvalidToken, Fate.NOT_SENT),
            ({"code": 404, "description": "Not Found"}, InvalidToken, Fate.NOT_SENT),
            ({"code": 409, "description": "Conflict: terminated"}, Conflict, Fate.UNKNOWN),
            (
                {"code": 403, "description": "Forbidden: bot was kicked from the group chat"},
                Forbidden,
                Fate.UNREACHABLE,
            ),
            (
                {"code": 400, "description": "Bad Request: group chat was upgraded", "migrate_to_chat_id": -100},
                ChatMigrated,
                Fate.REFUSED,
            ),
            ({"code": 400, "description": "Bad Request: MESSAGE_ID_INVALID"}, BadRequest, Fate.GONE),
            (
                {"code": 400, "description": "Bad Request: wrong file_id or the file is temporarily unavailable"},
                BadRequest,
                Fate.STALE_FILE,
            ),
            ({"code": 400, "description": "Bad Request: BUTTON_DATA_INVALID"}, BadRequest, Fate.REFUSED),
            ({"drop_after_executing": True}, NetworkError, Fate.UNKNOWN),
            ({"drop_before_executing": True}, NetworkError, Fate.UNKNOWN),
            ({"delay": 2.0}, TimedOut, Fate.UNKNOWN),
        ],
        ids=lambda value: str(value) if isinstance(value, dict) else "",
    )
    async def test_each_of_its_answers_has_its_fate(self, bot, local_telegram, wahyu, fault, kind, fate):
        await local_telegram.fail("sendMessage", **fault)

        error, verdict = await judged(bot.send_message(wahyu.id, "Selamat pagi", read_timeout=1))

        assert type(error) is kind
        assert verdict.fate is fate

    async def test_the_pause_that_it_orders_is_known(self, bot, local_telegram, wahyu):
        await local_telegram.fail("sendMessage", code=429, retry_after=7)

        _, verdict = await judged(bot.send_message(wahyu.id, "Selamat pagi"))

        assert verdict.wait == timedelta(seconds=7)

    async def test_what_was_cut_off_after_it_was_done_has_arrived(self, bot, local_telegram, wahyu):
        # The reason why an outcome can be unknown at all.
        await local_telegram.fail("sendMessage", drop_after_executing=True)

        await judged(bot.send_message(wahyu.id, "Selamat pagi"))

        assert [message.text for message in await wahyu.chat() if message.from_bot] == ["Selamat pagi"]

    async def test_a_telegram_that_is_not_there_got_nothing(self, wahyu):
        request = HTTPXRequest(connect_timeout=0.3)
        bot = Bot("42:" + "x" * 35, base_url=NOWHERE, request=request)

        error, verdict = await judged(bot.send_message(wahyu.id, "Selamat pagi"))
        await request.shutdown()

        assert type(error) is NetworkError
        assert verdict == Verdict(Fate.NOT_SENT, "NetworkError")

    async def test_a_message_that_waited_for_a_free_line_was_not_sent(self, bot, local_telegram, wahyu):
        import asyncio

        await local_telegram.fail("sendMessage", delay=1.0)
        first = asyncio.create_task(bot.send_message(wahyu.id, "Selamat pagi"))
        await asyncio.sleep(0.05)

        error, verdict = await judged(bot.send_message(wahyu.id, "Selamat siang"))
        await first

        assert type(error) is TimedOut
        assert verdict == Verdict(Fate.NOT_SENT, "TimedOut")


@pytest.mark.parametrize(("code", "kind"), [(400, BadRequest), (403, Forbidden)])
async def test_a_gateway_that_refuses_says_nothing_of_the_person_or_the_message(code, kind):
    page = httpx.Response(code, text="<html><h1>Akses ditolak</h1></html>")
    request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(lambda _request: page)})
    bot = Bot("42:" + "x" * 35, request=request)

    error, verdict = await judged(bot.send_message(1, "Selamat pagi"))
    await request.shutdown()

    assert type(error) is kind
    assert verdict == Verdict(Fate.FAILED, kind.__name__)


@pytest.mark.parametrize("wait", [3, timedelta(seconds=3)])
def test_a_pause_is_read_as_seconds_or_as_a_duration(wait, recwarn):
    assert judge(RetryAfter(wait)).wait == timedelta(seconds=3)


def test_what_nobody_foresaw_may_have_arrived():
    assert judge(TelegramError("Invalid server response")).fate is Fate.UNKNOWN


def test_a_local_telegram_is_on_this_machine(local_telegram):
    assert local_telegram.server.base_url.startswith("http://127.0.0.1:")
