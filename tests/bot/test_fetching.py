"""Files from Telegram: not too big, two at a time, and a refusal is a refusal."""

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.fetching import AT_ONCE, Fetcher
from bot.outcome import is_a_gateways
from handlers.attachments import LIMIT, TooBig, Unreachable

CONTENT = b"%PDF-1.7 a draft"


@pytest.fixture
def fetch(bench):
    return Fetcher(bench.bot)


@pytest.fixture
def held(bench):
    """Keep bytes at the local Telegram; their file_id."""

    def keep(content: bytes = CONTENT) -> str:
        world = bench.server.world
        return world.keep_file(world.bot, "document", "draf.pdf", "application/pdf", content).file_id

    return keep


async def test_the_bytes_come_as_they_are(fetch, held):
    assert await fetch(held(), len(CONTENT)) == CONTENT
    assert type(await fetch(held(b"x" * 300_000), None)) is bytes


@pytest.mark.parametrize("size", [LIMIT + 1, 2**40])
async def test_what_is_too_big_is_not_even_asked_for(bench, fetch, held, size):
    with pytest.raises(TooBig) as refusal:
        await fetch(held(), size)

    assert refusal.value.size == size
    assert await bench.telegram.ledger("getFile") == []


async def test_the_largest_that_telegram_hands_over_is_asked_for(fetch, held):
    assert await fetch(held(), LIMIT) == CONTENT


@pytest.mark.parametrize("told", [None, 100])
async def test_what_telegram_itself_finds_too_big_is_too_big(bench, fetch, held, told):
    bench.server.world.limits.download_bytes = 10

    with pytest.raises(TooBig):
        await fetch(held(), told)


async def test_a_file_that_telegram_does_not_know_cannot_be_had(fetch):
    with pytest.raises(Unreachable) as refusal:
        await fetch("BQACAgUAAxkBAAIBY2", 10)

    # What Telegram said may name the token; it goes no further.
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("fault", [{"code": 500}, {"drop_before_executing": True}])
async def test_telegram_in_trouble_is_told_apart_from_a_refusal(bench, fetch, held, fault):
    await bench.telegram.fail("getFile", **fault)

    with pytest.raises(NetworkError):
        await fetch(held(), 10)


async def test_a_file_that_is_no_longer_where_it_was_cannot_be_had(bench, fetch, held):
    file_id = held()
    real = bench.bot.get_file

    async def moved_meanwhile(_self, wanted: str):
        found = await real(wanted)
        del bench.server.world.bot.files[file_id]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(bench.bot), "get_file", moved_meanwhile)
        with pytest.raises(Unreachable):
            await fetch(file_id, 10)


async def test_two_at_a_time_and_no_more(bench, fetch, held):
    file_ids = [held(b"%d" % number) for number in range(6)]
    for _ in file_ids:
        await bench.telegram.fail("getFile", delay=0.1)

    began = asyncio.get_running_loop().time()
    fetched = await asyncio.gather(*(fetch(file_id, 1) for file_id in file_ids))
    took = asyncio.get_running_loop().time() - began

    assert fetched == [b"%d" % number for number in range(6)]
    assert took >= 0.1 * len(file_ids) / AT_ONCE
    calls = [call["at"] for call in await bench.telegram.ledger("getFile")]
    assert len(calls) == 6


async def test_a_failure_gives_its_place_to_the_next(bench, fetch, held):
    await bench.telegram.fail("getFile", times=4, code=500)
    for _ in range(4):
        with pytest.raises(NetworkError):
            await fetch(held(), 1)

    assert await fetch(held(), 1) == CONTENT


@pytest.mark.parametrize("code", [400, 403])
async def test_a_gateway_that_refuses_is_no_refusal_of_telegrams(code):
    page = httpx.Response(code, text="<html><h1>Akses ditolak</h1></html>")
    request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(lambda _request: page)})
    fetch = Fetcher(Bot("42:" + "x" * 35, request=request))

    with pytest.raises(TelegramError) as refusal:
        await fetch("file", None)
    await request.shutdown()

    assert is_a_gateways(refusal.value), "which is tried again (bot/worker.py)"
