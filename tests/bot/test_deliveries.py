"""The webhook at Telegram: set whatever it takes, kept ours, and what it says of deliveries that failed."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot import deliveries as module
from bot.deliveries import WebhookWatch, judged
from bot.intake import ALLOWED_UPDATES, TokenRejected
from storage import deliveries, notes
from storage.claims import Claims
from storage.deliveries import Deliveries
from tests.bot.bench import Hurried
from tests.bot.test_webhook import SECRET
from tests.ports import free_port

START = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
HOLDERS = 2


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


class Telegram:
    """What Telegram would tell at each look, from the deliveries it tried; looked at every half minute."""

    def __init__(self) -> None:
        self.known = Deliveries()
        self.lost: list[tuple[float, float]] = []

    def looks(self, seconds: float, error: float | None = None, pending: int = 0, covered: float | None = None) -> None:
        told = at(error) if error is not None else None
        self.known, since = judged(self.known, told, pending, at(seconds), at(covered) if covered is not None else None)
        if since is not None:
            self.lost.append(((since - START).total_seconds(), seconds))


@pytest.fixture
def told():
    return Telegram()


class TestWhatItTells:
    def test_nothing_is_the_matter(self, told):
        for moment in range(0, 600, 30):
            told.looks(moment, pending=moment % 4)

        assert told.lost == []
        assert told.known.clear_at == at(570)

    def test_an_error_of_long_ago_is_none_of_ours(self, told):
        told.looks(0, error=-86_400)
        told.looks(30, error=-86_400)

        assert told.lost == []

    def test_a_process_that_was_killed_and_another_that_took_the_update_at_once(self, told):
        told.looks(0)
        told.looks(30, error=12)

        assert told.lost == [(0, 30)], "shorter than a tap lives"

    def test_a_tap_that_was_given_up_in_vain(self, told):
        """Tried at 5, 5, 6, 8, 12, 20, 36, 68 and 132 s; then it is too old."""
        told.looks(0)
        told.looks(30, error=20, pending=1)
        told.looks(60, error=36, pending=1)
        told.looks(90, error=68, pending=1)
        told.looks(120, error=68, pending=1)
        told.looks(150, error=132, pending=0)

        assert told.lost == [(0, 150)]

    def test_it_is_not_over_while_messages_wait(self, told):
        told.looks(0)
        for moment in range(30, 3600, 30):
            told.looks(moment, error=moment - 10, pending=3)
        assert told.lost == []
        assert told.known.since == at(0)

        told.looks(3600, error=3560, pending=0)

        assert told.lost == [(0, 3600)]
        assert told.known.since is None

    def test_each_is_told_once(self, told):
        told.looks(0)
        told.looks(30, error=20, pending=1)
        told.looks(300, error=250)
        told.looks(330, error=250)
        told.looks(360, error=250)

        assert told.lost == [(0, 300)]

    def test_the_next_one_begins_anew(self, told):
        told.looks(0)
        told.looks(30, error=20, pending=1)
        told.looks(60, error=25)
        told.looks(900, error=25)
        told.looks(930, error=910, pending=1)
        told.looks(960, error=925)

        assert told.lost == [(0, 60), (900, 960)]

    def test_what_was_made_good_before_is_not_made_good_again(self, told):
        """Nobody listened until 1000; what failed before then is covered by the cards that went out then."""
        told.looks(0)
        told.looks(1030, error=990, pending=2, covered=1000)
        told.looks(1200, error=990, pending=0, covered=1000)
        assert told.lost == []

        told.looks(1230, error=1215, covered=1000)
        assert told.lost == [(1200, 1230)]

    def test_we_could_not_ask_either(self, told):
        told.looks(0)
        told.looks(900, error=400)

        assert told.lost == [(0, 900)]


@pytest.fixture
def watch(bench, monkeypatch):
    """One process's watch; it listens where nobody is, so every delivery fails."""

    def make() -> WebhookWatch:
        listening = asyncio.Event()
        listening.set()
        url = f"http://127.0.0.1:{free_port()}/telegram"
        return WebhookWatch(
            bench.bot, url, SECRET, bench.database, bench.parts.desk, bench.clock, Claims(bench.database), listening
        )

    return make


@pytest.fixture
def hurried(monkeypatch):
    hurried = Hurried(2000)
    monkeypatch.setattr(module, "asyncio", hurried)
    return hurried


def webhook(bench):
    return bench.server.world.bot.webhook


class TestTheWebhook:
    async def test_is_set_with_its_secret_and_the_kinds_we_can_use(self, bench, watch):
        one = watch()

        async with bench.running(one):
            await bench.until(lambda: webhook(bench))

        assert (webhook(bench).url, webhook(bench).secret) == (one.url, SECRET)
        assert webhook(bench).max_connections == module.MOST_CONNECTIONS
        assert bench.server.world.bot.updates.allowed == frozenset(ALLOWED_UPDATES)

    async def test_is_set_only_when_somebody_listens(self, bench, watch):
        one = watch()
        one.listening.clear()

        async with bench.running(one):
            await bench.a_while()

        assert webhook(bench) is None

    async def test_never_drops_what_waits_and_stays_when_we_end(self, bench, watch):
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("sebelum bot mulai")

        async with bench.running(watch()):
            await bench.until(lambda: webhook(bench))

        assert webhook(bench) is not None
        assert len(bench.server.world.bot.updates.waiting) == 1
        assert [
            call.parameters.get("drop_pending_updates")
            for call in bench.server.world.ledger
            if call.method == "setWebhook"
        ] == [None]

    async def test_is_set_however_often_telegram_refuses_first(self, bench, watch, hurried, caplog):
        await bench.telegram.fail("setWebhook", code=502)
        await bench.telegram.fail("setWebhook", retry_after=7)
        await bench.telegram.fail(
            "setWebhook", code=400, description="Bad Request: bad webhook: Failed to resolve host"
        )
        await bench.telegram.fail("setWebhook", drop_before_executing=True)

        async with bench.running(watch()):
            await bench.until(lambda: webhook(bench))

        assert hurried.slept[0] == 1
        assert hurried.slept[1] >= 7
        assert "failed to resolve host" in caplog.text
        assert SECRET not in caplog.text

    async def test_that_somebody_else_has_set_is_set_anew(self, bench, watch, hurried):
        one = watch()
        async with bench.running(one):
            await bench.until(lambda: webhook(bench))
            async with httpx.AsyncClient(trust_env=False) as http:
                await asyncio.sleep(1.1)  # Telegram bears one setting a second
                await http.post(f"{bench.server.bot_base_url}{bench.server.token}/deleteWebhook")
            await bench.until(lambda: webhook(bench) is not None and webhook(bench).url == one.url)

    async def test_a_token_that_stays_refused_ends_it(self, bench, watch, hurried):
        await bench.telegram.fail("setWebhook", times=5, code=401, description="Unauthorized")

        with pytest.raises(TokenRejected):
            await watch().run()

    async def test_a_token_that_is_refused_for_a_moment_does_not(self, bench, watch, hurried):
        one = watch()
        await one._set()
        await bench.telegram.fail("getWebhookInfo", times=4, code=401, description="Unauthorized")

        async with bench.running(one):
            await bench.until(lambda: bench.database.read_now(deliveries.read).clear_at)

    async def test_shows_its_secret_to_nobody(self, watch):
        assert SECRET not in repr(watch())


class TestDeliveriesThatFail:
    @pytest.fixture
    async def waiting(self, bench):
        """A maklumat waits for the Komisioner, and nobody listens at the address that Telegram has."""
        await bench.everybody()
        return await bench.house.at_step(3)

    @pytest.fixture
    def anew(self, bench):
        def read() -> list[list[str]]:
            return [
                outage for row in bench.rows() if row.kind == "card" and (outage := json.loads(row.body).get("outage"))
            ]

        return read

    async def failing(self, bench, *watches) -> None:
        """All have looked once, then somebody writes and it cannot be brought."""
        ahead = bench.clock.at - bench.server.world.now()
        await bench.telegram.set_clock(ahead.total_seconds())
        await watches[0]._set()
        for one in watches:
            one.url = watches[0].url
            await one.look()
        wahyu = await bench.phone(bench.house.wahyu)
        await wahyu.say("/tugas")
        await bench.until(lambda: webhook(bench).last_error_at)

    async def test_for_more_than_two_minutes_give_the_cards_anew_once(self, bench, watch, waiting, anew):
        watches = [watch() for _ in range(3)]
        await self.failing(bench, *watches)
        bench.clock.moves(30)
        await watches[1].look()
        assert anew() == []
        since = bench.database.read_now(deliveries.read).since
        assert since is not None

        bench.server.world.bot.updates.clear()
        bench.clock.moves(200)
        await asyncio.gather(*(one.look() for one in watches))

        assert [datetime.fromisoformat(a) for a, _ in anew()] == [since] * HOLDERS
        assert bench.database.read_now(lambda db: notes.moment(db, notes.REISSUED)) == bench.clock.at
        for one in watches:
            await one.look()
        assert len(anew()) == HOLDERS

    async def test_for_a_moment_give_none(self, bench, watch, waiting, anew):
        one = watch()
        await self.failing(bench, one)
        bench.clock.moves(30)
        await one.look()
        bench.server.world.bot.updates.clear()
        bench.clock.moves(30)
        await one.look()

        assert anew() == []
        assert bench.database.read_now(deliveries.read).since is None

    async def test_are_known_to_the_process_that_comes_after(self, bench, watch, waiting, anew):
        before, after = watch(), watch()
        await self.failing(bench, before)
        bench.clock.moves(30)
        await before.look()
        bench.server.world.bot.updates.clear()
        bench.clock.moves(300)
        after.url = before.url

        await after.look()

        assert len(anew()) == HOLDERS
