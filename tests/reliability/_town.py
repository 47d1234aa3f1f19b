"""An office and its Telegram in which every update has one countable effect, and every notice words of its own.

Holders report obstacles, as often as one likes: the words are one journal entry, one receipt, and news to the drafters.
A tap on Laporkan kendala is one question. So what was lost or done twice is found by counting, in the database and in
the chats, whatever happened to the bot meanwhile.
"""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.clock import now
from bot.demo.kit.fixtures import world_for_tests
from bot.demo.phones.deeds import Hand
from bot.demo.server import LocalTelegramServer
from bot.demo.world.state import World
from handlers.callbacks import Tap, Verb, encode
from sop.maklumat import Maklumat
from sop.roles import Role
from sop.steps import Action
from storage import tables as t
from storage.desk import Desk
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.people import Official
from storage.reading import Reading
from tests.reliability._counting import Books, question_in
from tests.reliability._lives import Life
from tests.reliability.figures import Figures, Place
from tests.storage.office import RULES, House

STAFF = (
    ("Wahyu", Role.PPID),
    ("Sri", Role.ATASAN_PPID),
    *((name, Role.KOMISIONER) for name in ("Bagus", "Ratna", "Lestari", "Joko", "Tuti", "Anwar", "Maya", "Hadi")),
    *((name, Role.PELAKSANA) for name in ("Dimas", "Rina", "Bayu", "Putri", "Eko", "Nia", "Galih", "Yani")),
    ("Endah", Role.E_PPID),
)
"""Many chats: one that waits for its next try must not keep the others from being tried."""
SETTLING = 60.0
"""Seconds within which a bot that is left alone has done something more of what there is to do."""


@dataclass
class Reporter:
    """Somebody who holds a step, and the question that he answers again and again."""

    official: Official
    maklumat: Maklumat
    role: Role
    question: int = 0
    """The message in his chat that asks for the words."""

    @property
    def chat(self) -> int:
        """His chat."""
        assert self.official.telegram_id is not None
        return self.official.telegram_id

    @property
    def data(self) -> str:
        """The button Laporkan kendala, as his card has it."""
        m = self.maklumat
        tap = Tap(
            verb=Verb.ASK,
            action=Action.REPORT_OBSTACLE,
            maklumat=m.id,
            visit=m.visit.number,
            version=m.version,
            role=self.role,
        )
        return encode(tap)


@dataclass
class Town:
    """Everything at hand. What people do here does not wait for the bot."""

    server: LocalTelegramServer
    database: Database
    """For looking; the bot has its own connections."""
    folder: Path
    settings: dict[str, Any]
    dice: random.Random
    reporters: list[Reporter]
    said: list[tuple[int, int]] = field(default_factory=list)
    """(chat, number) of all words, in the order they were said."""
    pressed: Counter[int] = field(default_factory=Counter)
    """Taps by chat."""
    books: Books = field(default_factory=Books)
    _ahead: float = 0.0
    _next: int = 0

    @property
    def world(self) -> World:
        """The Telegram."""
        return self.server.world

    @property
    def log(self) -> Path:
        """What every life of the bot wrote to stderr."""
        return self.folder / "bot.log"

    def life(self, point: str = "", nth: int = 1, *, idle: float = 0.05, **settings: Any) -> Life:
        """A run of the bot, begun."""
        life = Life(self.settings | settings, self.log, point, nth, idle)
        life.begin()
        return life

    # --- what people do

    def next_reporter(self) -> Reporter:
        """The one whose turn was longest ago."""
        self._next += 1
        return self.reporters[self._next % len(self.reporters)]

    def says(self, reporter: Reporter | None = None) -> int:
        """An obstacle is reported in words that nobody else uses; its number."""
        who = reporter or self.next_reporter()
        number = len(self.said) + 1
        self._hand(who).say(f"Kendala-{number:06d}", reply_to=who.question)
        self.said.append((who.chat, number))
        return number

    def taps(self, reporter: Reporter | None = None) -> None:
        """Laporkan kendala is pressed."""
        who = reporter or self.next_reporter()
        self._hand(who).forge_tap(who.data, who.question)
        self.pressed[who.chat] += 1

    def _hand(self, who: Reporter) -> Hand:
        return Hand(self.world, self.world.bot, who.chat)

    def moves_clock(self, seconds: float) -> None:
        """The bot's clock runs so much further ahead."""
        self._ahead += seconds
        told = Path(self.settings["clock_offset_file"])
        fresh = told.with_suffix(".new")
        fresh.write_text(str(self._ahead))
        fresh.replace(told)

    # --- until nothing waits

    async def settles(self, life: Life | None = None) -> None:
        """Let a bot that nobody disturbs do all that is left, then end it (unless it was given); waits pass quickly."""
        mine = life or self.life()
        loop = asyncio.get_running_loop()
        began = loop.time()
        before, moved = self.waiting(), began
        while (left := self.waiting()) != (0, 0, 0):
            if left != before:
                before, moved = left, loop.time()
            assert loop.time() - moved < SETTLING, f"{left} still wait\n{self.story()}"
            assert not mine.is_over(), f"the bot ended by itself\n{self.story()}"
            await asyncio.sleep(0.03)
            if loop.time() - began > 0.3:
                self.moves_clock(0.5)
        if life is None:
            # Whoever is told to end before it has begun to listen for that ends at once.
            assert await mine.stop() in (0, -signal.SIGTERM), self.story()

    def waiting(self) -> tuple[int, int, int]:
        """What is not done: updates that Telegram still holds, updates kept, messages to be sent."""

        def count(db: sa.Connection) -> tuple[int, int]:
            inbox = sa.select(sa.func.count()).where(t.inbox.c.state == "new")
            outbox = sa.select(sa.func.count()).where(t.outbox.c.state.in_(["queued", "sending"]))
            return db.execute(inbox).scalar_one(), db.execute(outbox).scalar_one()

        return len(self.world.bot.updates.waiting), *self.database.read_now(count)

    def story(self) -> str:
        """What a trial that did not end looked like."""

        def rows(db: sa.Connection) -> list[str]:
            undone = sa.select(t.outbox).where(t.outbox.c.state.in_(["queued", "sending"])).limit(20)
            sends = [
                f"{r.id} {r.chat_id} {r.kind} {r.state}, {r.attempts} tries, {r.unknowns} unknown, {r.next_attempt_at}"
                for r in db.execute(undone)
            ]
            kept = db.execute(sa.select(t.inbox).where(t.inbox.c.state == "new").limit(20))
            return sends + [f"inbox {r.seq} attempts {r.attempts} next {r.next_attempt_at}" for r in kept]

        said = self.log.read_text()[-6000:] if self.log.exists() else ""
        return "\n".join([*self.database.read_now(rows), said])

    def count(self, figures: Figures, *, quiet: bool = True) -> None:
        """What became of every update and of every message; `quiet` when the bot had no reason to complain."""
        figures.tried("updates handed over", len(self.said) + self.pressed.total())
        self.books.count(figures, self.database, self.world, self.said, self.pressed)
        told = self.log.read_text() if self.log.exists() else ""
        tracebacks = told.count("Traceback")
        if tracebacks and quiet:
            # The town's log goes with it; why a promise was not kept must not.
            first = told.index("Traceback")
            print(told[max(first - 500, 0) : first + 4000])
        if quiet:
            figures.exactly("tracebacks", tracebacks, 0)
        else:
            figures.add("tracebacks", tracebacks)

    async def prepare(self) -> None:
        """Everybody who reports is asked once, by a bot that nobody disturbs; from then on is counted."""
        await self.settles()
        for who in self.reporters:
            who.question = min(self.world.chat(self.world.bot, who.chat).messages)
            self._hand(who).forge_tap(who.data, who.question)
        await self.settles()
        for who in self.reporters:
            asked = [m for m in self.world.chat(self.world.bot, who.chat).messages.values() if question_in(m)]
            who.question = asked[-1].id
        self.books = Books.opened(self.database)


async def _enrol(house: House) -> None:
    for name, role in STAFF:
        await house.enrols(name, role)
    await house.enrols("Agus", is_admin=True)


def _reporters(house: House, drafting: Maklumat, deciding: Maklumat, publishing: Maklumat) -> list[Reporter]:
    at = {Role.PPID: drafting, Role.ATASAN_PPID: drafting, Role.KOMISIONER: deciding, Role.PELAKSANA: publishing}
    return [
        Reporter(official, at[role], role) for official in house.staff.values() for role in official.roles if role in at
    ]


@asynccontextmanager
async def town(place: Place, seed: int, *, world: World | None = None, **settings: Any) -> AsyncIterator[Town]:
    """The office, its people and three maklumat under way; the bot has been there once and has ended."""
    database = Database(place.fresh())
    bring_up_to_date(database)
    house = House(database, Desk(database, RULES), Reading(database, RULES), now=now() - timedelta(hours=1))
    await _enrol(house)
    reporters = _reporters(house, await house.opens(), await house.at_step(3), await house.at_step(5))
    async with LocalTelegramServer(world or world_for_tests()) as server:
        for official in house.staff.values():
            server.world.add_person(official.name, person_id=official.telegram_id)
            server.world.chat(server.world.bot, house.chat(official)).is_started = True
        given = {
            "bot_token": server.token,
            "bot_api_url": server.base_url,
            "database_url": database.url.render_as_string(hide_password=False),
            "messages_per_second": 100,
            "clock_offset_file": str(place.folder / "clock-offset"),
            "tick_seconds": 1,
            **settings,
        }
        built = Town(server, database, place.folder, given, random.Random(seed), reporters)
        await built.prepare()
        try:
            yield built
        finally:
            database.close()
