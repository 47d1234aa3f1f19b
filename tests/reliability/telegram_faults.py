"""Thousands of messages through a Telegram that refuses, fails, stays silent and talks nonsense."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from unittest import mock

import sqlalchemy as sa

from bot import app
from bot.app import Parts
from bot.clock import now
from bot.demo.server import LocalTelegramServer
from bot.demo.world.records import Fault, LedgerEntry
from bot.demo.world.state import DEFAULT_TOKEN
from bot.pace import CHAT_BURST, Pace
from bot.secrecy import set_up_logging
from bot.settings import load
from sop.events import ObstacleReported
from sop.items import Item
from sop.maklumat import Maklumat
from sop.roles import Role
from sop.steps import Step
from storage import outbox
from storage import tables as t
from storage.desk import Desk
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.outbox import Kind, Screen
from storage.people import Official
from storage.reading import Reading
from tests.reliability._storm import LONGEST_PAUSE, SPEAKING, Hours, SleepingHere, Storm, Stormy, bad_line
from tests.reliability._telling import untold
from tests.reliability.figures import Figures, Place
from tests.storage.office import RULES, House

PROMISE = "Whatever Telegram answers, every message ends well or is reported, in good time and not too often."
KINDS = ("sqlite", "postgres")
SHORT = {"messages": 200, "people": 50}
LONG = {"messages": 20_000, "people": 120}
AT_ONCE = 600
"""So many rows wait at a time."""
ADMINS = 2
PATIENCE = 300.0
GLANCE = 0.05
"""Seconds from one look at the outbox to the next: where it is long, a look takes time from whoever speaks."""
TELEGRAM_BEARS = 30
"""Messages a second, whoever they are for."""
IN_LINE, ANSWERED = 30, 10
ON_THEIR_WAY = 3
"""News whose turn had come before the answer was there."""


@dataclass
class _Trial:
    parts: Parts
    server: LocalTelegramServer
    database: Database
    hours: Hours
    storm: Storm
    people: list[Official]
    maklumat: Maklumat
    made: int = 0
    pacing: int = 0
    """Who waits for the turn to speak."""
    looking: int = 0
    """Whether the courier looks what there is to say."""
    signs: dict[int, str] = field(default_factory=dict)

    def put(self, count: int) -> None:
        """So many more messages wait: news about a maklumat, and answers to somebody's own act."""

        def work(db: sa.Connection) -> None:
            for _ in range(count):
                self.made += 1
                who = self.people[self.made % len(self.people)]
                text = f"Pesan-{self.made:06d}"
                self.signs[(self._answer if self.made % 3 == 0 else self._news)(db, who, text)] = text

        self.database.write_now(work)
        self.parts.courier.nudged.set()

    def tell(self, kind: Kind, people: list[Official]) -> None:
        """One message for each, all at the same moment."""

        def work(db: sa.Connection) -> None:
            for who in people:
                (self._answer if kind is Kind.REPLY else self._news)(db, who, kind.value)

        self.database.write_now(work)
        self.parts.courier.nudged.set()

    def _answer(self, db: sa.Connection, who: Official, text: str) -> int:
        return outbox.put_screen(db, who.telegram_id or 0, who.id, Screen(text), now=self.hours.now())

    def _news(self, db: sa.Connection, who: Official, text: str) -> int:
        at, m = self.hours.now(), self.maklumat
        event = ObstacleReported(at=at, by=m.opened_by, role=Role.PPID, step=Step.DRAFTING, item=Item(text))
        more = {"visit": m.visit.number, "version": m.version, "event": event, "now": at}
        return outbox.put_notice(db, Kind.NEWS, who.telegram_id or 0, who.id, m.id, **more)

    def rows(self) -> list[sa.Row[Any]]:
        """The outbox, oldest first."""
        return self.database.read_now(lambda db: list(db.execute(sa.select(t.outbox).order_by(t.outbox.c.id))))

    def left(self) -> int:
        """How many wait."""
        undone = sa.select(sa.func.count()).where(t.outbox.c.state.in_(["queued", "sending"]))
        found: int = self.database.read_now(lambda db: db.execute(undone).scalar_one())
        return found

    def calls(self, after: int = 0) -> list[LedgerEntry]:
        """What Telegram was asked to say after so many entries of its ledger, which is long: seen from its end."""
        ledger = self.server.world.ledger
        newest = list(islice(reversed(ledger), len(ledger) - after))
        return [entry for entry in reversed(newest) if entry.method.startswith(SPEAKING)]

    async def next_due(self) -> float | None:
        """When the first row that waits for its time may be tried again."""
        later = (t.outbox.c.state == "queued", t.outbox.c.next_attempt_at > self.hours.now())
        first = sa.select(sa.func.min(t.outbox.c.next_attempt_at)).where(*later)
        found: datetime | None = await self.database.read(lambda db: db.execute(first).scalar_one())
        return (found - self.hours.began).total_seconds() if found is not None else None

    def at_rest(self) -> bool:
        """Whether all who serve a chat only wait for their turn, and nobody looks for more to do."""
        courier = self.parts.courier
        return len(courier._busy) == self.pacing and not self.looking and not courier.nudged.is_set()


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Send, in a storm and in fair weather."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    hours, storm = Hours(now()), Storm(random.Random(seed))
    database = Database(place.fresh())
    bring_up_to_date(database)
    people, maklumat = await _office(database, hours, size["people"])
    storm.spares = frozenset(person.telegram_id or 0 for person in people[:ADMINS])
    world = Stormy(hours.now, storm=storm)
    world.add_bot(DEFAULT_TOKEN)
    # Our own eyes count, in the time that passes here; and nothing of it is forgotten.
    world.limits.flood, world.ledger = None, deque()
    for person in people:
        world.add_person(person.name, person_id=person.telegram_id)
        world.chat(world.bot, person.telegram_id or 0).is_started = True
    async with LocalTelegramServer(world) as server:
        with ExitStack() as stack:
            for patched in ("bot.pace", "bot.courier"):
                stack.enter_context(mock.patch(f"{patched}.asyncio", SleepingHere(hours)))
            stack.enter_context(mock.patch("bot.courier.IDLE_SECONDS", 0.005))
            stack.enter_context(bad_line(storm))
            set_up_logging("ERROR")
            settings = load(
                None,
                bot_token=server.token,
                bot_api_url=server.base_url,
                database_url=database.url.render_as_string(hide_password=False),
            )
            parts = app.build(settings, database, hours.now)
            trial = _Trial(parts, server, database, hours, storm, people, maklumat)
            _wire(trial)
            await parts.application.initialize()
            try:
                return await _try(trial, size["messages"])
            finally:
                await parts.application.shutdown()
                parts.claims.close()
                database.close()


async def _office(database: Database, hours: Hours, count: int) -> tuple[list[Official], Maklumat]:
    """Admins first, then everybody who is told."""
    house = House(database, Desk(database, RULES), Reading(database, RULES), now=hours.now())
    for number in range(ADMINS):
        await house.enrols(f"Admin{number}", is_admin=True)
    await house.enrols("Wahyu", Role.PPID)
    for number in range(count - ADMINS):
        await house.enrols(f"Pejabat{number}", Role.PELAKSANA)
    maklumat = await house.opens()
    database.write_now(lambda db: db.execute(sa.delete(t.outbox)))
    # Who reported it would be thanked, and not told in the words that we look for.
    return [person for person in house.staff.values() if person.id != maklumat.opened_by], maklumat


def _wire(trial: _Trial) -> None:
    """The courier lives in the time that passes here, and it is seen when it waits for its turn."""
    courier = trial.parts.courier
    courier.pace = Pace(1.0, trial.hours.monotonic)
    courier.presence.monotonic = trial.hours.monotonic
    wait, look = courier.pace.wait, courier._look

    async def waiting(*given: Any, **named: Any) -> None:
        trial.pacing += 1
        try:
            await wait(*given, **named)
        finally:
            trial.pacing -= 1

    async def looking() -> None:
        trial.looking += 1
        try:
            await look()
        finally:
            trial.looking -= 1

    courier.pace.wait, courier._look = waiting, looking


async def _try(trial: _Trial, count: int) -> Figures:
    loop, figures = asyncio.get_running_loop(), Figures()
    time = loop.create_task(trial.hours.run(trial.at_rest, trial.next_due))
    courier = loop.create_task(trial.parts.courier.run())
    try:
        began = loop.time()
        while trial.made < count or trial.left():
            assert not courier.done(), courier
            assert not time.done(), time
            if (room := min(count - trial.made, AT_ONCE - trial.left())) > 0:
                trial.put(room)
            await asyncio.sleep(GLANCE)
        took = loop.time() - began
        _count(trial, figures)
        trial.storm.rages = False
        await _two_lanes(trial, figures)
        await _refused_alone(trial)
        _count_calls(trial, figures)
        figures.add("seconds", round(took, 1))
        return figures
    finally:
        # Where the trial has failed, what waits for its turn waits for a time that may pass no more.
        for one in (courier, *trial.parts.courier._busy.values()):
            one.cancel()
        await asyncio.gather(courier, return_exceptions=True)
        time.cancel()


def _count(trial: _Trial, figures: Figures) -> None:
    rows, storm = trial.rows(), trial.storm
    for what, times in sorted(storm.happened.items()):
        figures.add(f"storm, {what}", times)
    there = Counter(
        message.text[at : at + len("Pesan-000000")]
        for chat in trial.server.world.bot.chats.values()
        for message in chat.messages.values()
        if (at := message.text.find("Pesan-")) >= 0
    )
    copies = {row.id: there[trial.signs[row.id]] for row in rows if row.id in trial.signs}
    dead = [row for row in rows if row.state == "dead"]
    sent_in_vain = sum(row.state == "sent" and not copies.get(row.id, 1) for row in rows)
    figures.tried("messages", trial.made)
    figures.exactly("messages unfinished", sum(row.state in ("queued", "sending") for row in rows), 0)
    figures.exactly("said to be sent, and not there", sent_in_vain, 0)
    figures.add("messages given up", len(dead))
    figures.exactly("given up, nobody told", len(trial.database.read_now(lambda db: untold(db, rows))), 0)
    figures.add("outcomes unknown", storm.unknown)
    figures.at_most("duplicates", sum(max(0, times - 1) for times in copies.values()), storm.unknown)
    figures.at_most("most copies of one message", max(copies.values()), 3)
    figures.add("seconds that passed for the office", round(trial.hours.seconds))


def _count_calls(trial: _Trial, figures: Figures) -> None:
    calls = trial.calls()
    by_chat: dict[str, list[LedgerEntry]] = {}
    for call in calls:
        by_chat.setdefault(call.chat_id or "", []).append(call)
    figures.add("calls", len(calls))
    figures.exactly("calls in a pause that was ordered", sum(_too_early(of_one) for of_one in by_chat.values()), 0)
    ahead_in_a_chat = max(_ahead(of_one, 1.0) for of_one in by_chat.values())
    figures.at_most("most at once to a chat, beside 1 a second", ahead_in_a_chat, CHAT_BURST)
    figures.at_most("most within a second", _most_within_a_second(calls), TELEGRAM_BEARS)


def _too_early(calls: list[LedgerEntry]) -> int:
    """Calls of one chat that came before the pause was over which Telegram had ordered there."""
    early, until = 0, None
    for call in calls:
        early += until is not None and call.at < until
        if call.code == 429:
            until = call.at + timedelta(seconds=int(call.description.rpartition(" ")[2]))
    return early


def _ahead(calls: list[LedgerEntry], rate: float) -> float:
    """How far calls ever ran ahead of a rate: the size of the bucket that would have let all of them through."""
    level = worst = 0.0
    before = calls[0].at
    for call in calls:
        level = max(0.0, level - (call.at - before).total_seconds() * rate) + 1
        worst, before = max(worst, level), call.at
    return round(worst, 2)


def _most_within_a_second(calls: list[LedgerEntry]) -> int:
    within: deque[datetime] = deque()
    most = 0
    for call in calls:
        within.append(call.at)
        while call.at - within[0] >= timedelta(seconds=1):
            within.popleft()
        most = max(most, len(within))
    return most


async def _two_lanes(trial: _Trial, figures: Figures) -> None:
    """In fair weather: where news waits for everybody, an answer to one's own tap goes before it."""
    trial.hours.passes(trial.hours.seconds + 60)
    began = len(trial.server.world.ledger)
    trial.tell(Kind.NEWS, trial.people)
    await _until(lambda: len(trial.calls(began)) >= IN_LINE)
    waiting = {row.chat_id for row in trial.rows() if row.state in ("queued", "sending")}
    heard = [person for person in trial.people if person.telegram_id not in waiting]
    asked = len(trial.server.world.ledger)
    trial.tell(Kind.REPLY, heard[:ANSWERED])
    await _until(lambda: not trial.left(), GLANCE)
    is_answer = [entry.parameters.get("text") == Kind.REPLY.value for entry in trial.calls(asked)]
    last = len(is_answer) - is_answer[::-1].index(True)
    figures.exactly("answers that wait beside news", sum(is_answer), ANSWERED)
    figures.at_least("news that waits beside them", is_answer.count(False), ANSWERED)
    figures.at_most("news that went before an answer", is_answer[:last].count(False), ON_THEIR_WAY)


async def _refused_alone(trial: _Trial) -> None:
    """In a storm everything pauses, so one chat's own pause shows only where the others go on."""
    trial.hours.passes(trial.hours.seconds + 60)
    alone = trial.people[-1]
    pause = Fault("*", chat_id=alone.telegram_id, code=429, retry_after=LONGEST_PAUSE)
    trial.server.world.faults.append(pause)
    trial.tell(Kind.NEWS, [alone, *trial.people, alone])
    await _until(lambda: not trial.left(), GLANCE)


async def _until(holds: Callable[[], bool], every: float = 0.002) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(every)
