"""Jumps of the office's clock: an hour on, tomorrow morning, just past the next due moment, and back to the real time.

All moments are aware UTC. The world's clock and the bot's move together, through `Premises.move_clock`.
"""

import asyncio
from datetime import datetime, time, timedelta

from bot.demo.stage.premises import Premises
from bot.demo.stage.strip import next_deadline, read_views
from bot.demo.stage.words import PREPARING, NotOnStage, Words
from storage.reading import Reading

HOUR = timedelta(hours=1)
MORNING = time(9, 0)
"""In the office's zone."""
JUST_PAST = timedelta(minutes=1)
SETTLING_SECONDS = 3.0
"""How long a jump waits for what was done just before it, so that it is recorded at its own time."""
NO_DEADLINE = Words(
    "Belum ada tenggat yang akan tiba: tidak ada maklumat terbuka yang masih menunggu dalam waktunya.",
    "No deadline lies ahead: no open maklumat is waiting within its time.",
)
NO_WAY_BACK = Words(
    "Waktu tidak dapat mundur melewati hal yang sudah tercatat. Mulai dari awal mengembalikan waktu yang sebenarnya.",
    "Time cannot go back behind what is already recorded. Starting again brings the real time back.",
)


class Jumps:
    """The doors to another time."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._one_at_a_time = asyncio.Lock()

    async def to(self, where: str) -> None:
        """Move the clock, once what was done before is recorded at its own time.

        Args:
            where: hour (one hour later), tomorrow (09.00 on the next day of the calendar, in the office's zone),
                deadline (a minute after the next due moment), now (the real time).

        Raises:
            NotOnStage: There is no such moment, or a new office is being prepared.
            ValueError: There is no such door.
        """
        async with self._one_at_a_time:
            office = self._premises.office
            if not self._premises.is_preparing:
                await self._premises.settle(SETTLING_SECONDS)
            now = self._premises.world.now()
            target = await self._target(where, now)
            if self._premises.is_preparing or self._premises.office != office:
                raise NotOnStage(PREPARING)
            self._premises.move_clock(self._premises.world.offset + (target - now))

    async def _target(self, where: str, now: datetime) -> datetime:
        calendar = self._premises.rules.calendar
        match where:
            case "hour":
                return now + HOUR
            case "tomorrow":
                return calendar.at(calendar.local(now).date() + timedelta(days=1), MORNING)
            case "deadline":
                return await self._next_deadline(now) + JUST_PAST
            case "now":
                return await self._real_time(now)
        raise ValueError(f"no such time to go to: {where}")

    async def _next_deadline(self, now: datetime) -> datetime:
        views = await self._premises.read(lambda reading: read_views(reading, now)) or ()
        due = next_deadline(views, now)
        if due is None:
            raise NotOnStage(NO_DEADLINE)
        return due

    async def _real_time(self, now: datetime) -> datetime:
        """The machine's time; refused when anything was said, pressed or recorded later than that."""
        world = self._premises.world
        real = now - world.offset
        said = [message.at for chat in world.bot.chats.values() for message in chat.messages.values()]
        pressed = [query.at for query in world.bot.queries.values()]
        recorded = await self._premises.read(lambda reading: _moments(reading, now)) or []
        if max((*said, *pressed, *recorded), default=real) > real:
            raise NotOnStage(NO_WAY_BACK)
        return real


async def _moments(reading: Reading, now: datetime) -> list[datetime]:
    """When each maklumat was last changed."""
    views = await read_views(reading, now)
    return [(await reading.journal_of(view.maklumat.id))[-1].at for view in views]
