"""The bench of the running bot's parts: a real database, the real Application, a local Telegram, a clock on a string.

A test runs the parts it wants (`async with bench.running(bench.courier):`); nothing else moves.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.app import Parts
from bot.demo.kit.client import LocalTelegram, Person
from bot.demo.server import LocalTelegramServer
from storage import outbox
from storage import tables as t
from storage.engine import Database
from storage.outbox import Screen
from storage.people import Official
from tests.storage.office import House

PATIENCE = 8.0


@dataclass
class Moved:
    """A clock that stands still until it is moved; `real` hands on the machine's pace from there."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def moves(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Hurried:
    """`asyncio` as a module sees it, with sleeps that take a fraction of their time."""

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self.slept: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds / self.factor)


@dataclass
class Bench:
    """Everything at hand."""

    server: LocalTelegramServer
    telegram: LocalTelegram
    database: Database
    clock: Moved
    parts: Parts
    house: House
    persons: dict[str, Person] = field(default_factory=dict)

    @property
    def courier(self) -> Any:
        return self.parts.courier

    @property
    def worker(self) -> Any:
        return self.parts.worker

    @property
    def bot(self) -> Any:
        return self.parts.application.bot

    # --- phones

    async def phone(self, official: Official) -> Person:
        """This official's phone; the bot was started long ago."""
        if official.name not in self.persons:
            person = await self.telegram.person(official.name, person_id=official.telegram_id)
            self.server.world.chat(self.server.world.bot, person.id).is_started = True
            self.persons[official.name] = person
        return self.persons[official.name]

    async def stranger(self, name: str = "Siti") -> Person:
        """Somebody who is not enrolled."""
        person = await self.telegram.person(name)
        self.server.world.chat(self.server.world.bot, person.id).is_started = True
        return person

    async def everybody(self) -> None:
        """All phones of the house."""
        for official in self.house.staff.values():
            await self.phone(official)

    async def read(self, official: Official) -> list[str]:
        """What this official has been told, oldest first."""
        return [message.text for message in await (await self.phone(official)).chat() if message.from_bot]

    # --- rows

    def says(self, official: Official, *texts: str, **more: Any) -> list[int]:
        """Queue plain screens for this official."""
        assert official.telegram_id is not None
        chat_id = official.telegram_id
        return [
            self.database.write_now(
                lambda db, text=text: outbox.put_screen(
                    db, chat_id, official.id, Screen(text), now=self.clock(), **more
                )
            )
            for text in texts
        ]

    def rows(self, *where: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
        """The outbox."""
        return self.house.rows(*where)

    def row(self, number: int) -> sa.Row[Any]:
        """One row of the outbox."""
        (found,) = self.rows(t.outbox.c.id == number)
        return found

    def states(self, numbers: Iterable[int]) -> list[str]:
        """What became of these rows."""
        return [self.row(number).state for number in numbers]

    def all_of(self, table: sa.Table) -> list[sa.Row[Any]]:
        """A whole table in its order."""
        return self.database.read_now(lambda db: list(db.execute(sa.select(table).order_by(*table.primary_key))))

    def incidents(self) -> list[tuple[str, str]]:
        """What was written down for the admins."""
        return [(row.kind, row.about) for row in self.all_of(t.incidents)]

    # --- running

    @asynccontextmanager
    async def running(self, *parts: Any) -> AsyncIterator[None]:
        """These parts run meanwhile; one that ends by itself ends the test."""
        tasks = [asyncio.create_task(part.run()) for part in parts]
        try:
            yield
            for task in tasks:
                if task.done() and not task.cancelled():
                    task.result()
        finally:
            while any(not task.done() for task in tasks):
                # Once is enough where a part ends as it should; that has a test of its own.
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks, timeout=2)

    async def until(self, holds: Callable[[], Any], seconds: float = PATIENCE) -> None:
        """Wait until something holds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not holds():
            assert asyncio.get_running_loop().time() < deadline, f"waited in vain\n{self._story()}"
            await asyncio.sleep(0.01)

    async def until_sent(self, numbers: Iterable[int] | None = None) -> None:
        """Wait until nothing of the outbox (or of these rows) waits any more."""
        wanted = list(numbers) if numbers is not None else None

        def done() -> bool:
            return not any(
                row.state in ("queued", "sending") for row in self.rows() if wanted is None or row.id in wanted
            )

        await self.until(done)

    async def a_while(self, seconds: float = 0.15) -> None:
        """Long enough for the parts to have looked several times."""
        await asyncio.sleep(seconds)

    def _story(self) -> str:
        lines = [
            f"{row.id} {row.chat_id} {row.kind} {row.state} tries {row.attempts} unknown {row.unknowns} "
            f"next {row.next_attempt_at} {row.trouble or ''}"
            for row in self.rows()
        ]
        lines += [f"inbox {row.seq} {row.state} {row.attempts}" for row in self.all_of(t.inbox)][-10:]
        return "\n".join(lines)
