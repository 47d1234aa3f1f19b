"""getUpdates: who may ask, how long they wait, and which of two pollers must give way."""

import asyncio
from dataclasses import dataclass

from bot.demo.botapi.calls import Call
from bot.demo.botapi.profile import allow_updates
from bot.demo.botapi.refusals import TWO_POLLERS, WEBHOOK_ACTIVE, Conflict, Scripted
from bot.demo.world.records import Bot, Json
from bot.demo.world.state import World

MOST_UPDATES = 100
HASTE_SECONDS = 0.5


@dataclass
class _Waiting:
    """A poll that found nothing and stays on the line."""

    woken: asyncio.Event
    is_ousted: bool = False


@dataclass
class _Habit:
    """How a bot asked last time; asking the same again at once is slowed down."""

    offset: int | None = None
    at: float = float("-inf")
    waiting: _Waiting | None = None
    last_conflict_at: float = float("-inf")


class Pollers:
    """The polls of all bots of one server. Seconds here are the machine's own: no part of the world's time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._habits: dict[int, _Habit] = {}

    async def get_updates(self, call: Call) -> list[Json]:
        """What waits, or what comes in time.

        An older poll that still waits gives way, but only when this one finds nothing and must wait too.

        Raises:
            Conflict: A webhook is set, or a newer poll has taken over.
        """
        if call.bot.webhook_url:
            raise Conflict(WEBHOOK_ACTIVE)
        allow_updates(call)
        habit = self._habits.setdefault(call.bot.id, _Habit())
        offset = call.arguments.integer("offset")
        limit = min(max(call.arguments.integer("limit", MOST_UPDATES), 1), MOST_UPDATES)
        longest = self._world.limits.longest_poll_seconds
        timeout = min(max(float(call.arguments.integer("timeout")), 0.0), longest)
        now = asyncio.get_running_loop().time()
        if offset == habit.offset:
            patience = self._world.limits.same_offset_wait_seconds
            if now - habit.at < patience:
                timeout = max(timeout, patience)
            if now - habit.at < min(HASTE_SECONDS, patience):
                limit = 1
        habit.offset, habit.at = offset, now
        updates = call.bot.updates.get(offset, limit, self._world.now())
        if not updates and timeout and not self._world.is_closing:
            await self._wait(call.bot, habit, timeout)
            updates = call.bot.updates.get(offset, limit, self._world.now())
        return [update.to_api() for update in updates]

    async def _wait(self, bot: Bot, habit: _Habit, timeout: float) -> None:  # noqa: ASYNC109  # Telegram's own parameter
        older = habit.waiting
        mine = habit.waiting = _Waiting(asyncio.Event())
        if older is not None:
            older.is_ousted = True
            older.woken.set()
        bot.updates.wake_ups.add(mine.woken.set)
        try:
            async with asyncio.timeout(timeout):
                await mine.woken.wait()
        except TimeoutError:
            pass
        finally:
            bot.updates.wake_ups.discard(mine.woken.set)
            if habit.waiting is mine:
                habit.waiting = None
        if self._world.is_closing:
            raise Scripted(500, "Internal Server Error: restart")
        if mine.is_ousted:
            await self._slow_down(habit)
            raise Conflict(TWO_POLLERS)

    async def _slow_down(self, habit: _Habit) -> None:
        """Two pollers that keep ousting each other hear of it ever later."""
        now = asyncio.get_running_loop().time()
        delay = self._world.limits.conflict_delay_seconds
        is_repeated = now - habit.last_conflict_at < delay
        habit.last_conflict_at = now
        if is_repeated:
            await asyncio.sleep(delay)
