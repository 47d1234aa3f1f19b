"""Several processes on one database: a chat is served by one of them, and none is left claimed by nobody's service."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa
from telegram.ext import MessageHandler, filters

from storage import inbox
from storage import tables as t
from storage.claims import Claims
from storage.engine import Database
from tests.bot.bench import Bench

pytestmark = pytest.mark.parametrize("kind", ["postgres"], indirect=True)


class Slow:
    """Takes every message, slowly, and writes down in which order."""

    def __init__(self, bench: Bench) -> None:
        self.said: list[str] = []
        bench.parts.application.handlers[0].insert(0, MessageHandler(filters.ALL, self.take))

    async def take(self, update, context) -> None:
        self.said.append(f"begins {update.message.text}")
        await asyncio.sleep(0.05)
        await context.finish()
        self.said.append(f"ends {update.message.text}")


@pytest.fixture
def slow(bench):
    return Slow(bench)


@pytest.fixture
def beside(bench, office_url):
    """The worker of another process: with claims and connections of its own."""
    database = Database(office_url)
    claims = Claims(database)
    yield replace(bench.worker, database=database, claims=claims, nudged=asyncio.Event(), _busy={})
    claims.close()
    database.close()


def says(bench, *texts: str) -> None:
    wahyu = bench.house.wahyu
    chat = {"id": wahyu.telegram_id, "type": "private", "first_name": wahyu.name}
    person = {"id": wahyu.telegram_id, "is_bot": False, "first_name": wahyu.name}
    for number, text in enumerate(texts, start=100):
        said = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": text}
        body = {"update_id": number, "message": said}
        bench.database.write_now(lambda db, body=body: inbox.keep(db, 1, [body], bench.clock()))


def all_done(bench) -> bool:
    return all(row.state == "done" for row in bench.all_of(t.inbox))


async def test_a_chat_is_served_by_one_of_them_and_in_its_order(bench, slow, beside):
    texts = [f"pesan {number}" for number in range(8)]
    says(bench, *texts)

    async with bench.running(bench.worker, beside):
        await bench.until(lambda: all_done(bench))

    assert slow.said == [f"{what} {text}" for text in texts for what in ("begins", "ends")]


async def test_a_look_that_fails_after_the_claim_leaves_no_chat_standing(bench, slow):
    says(bench, "pesan")
    heads, looks = bench.worker._heads, []

    async def fails_once():
        looks.append(1)
        if len(looks) == 2:
            raise sa.exc.OperationalError("SELECT", {}, Exception("the server closed the connection"))
        return await heads()

    bench.worker._heads = fails_once
    async with bench.running(bench.worker):
        await bench.until(lambda: all_done(bench), 4)

    assert slow.said == ["begins pesan", "ends pesan"]
