"""getUpdates: who may ask, how long they wait, and which of two pollers must give way."""

import asyncio
import json
from dataclasses import dataclass

from bot.demo.botapi.calls import Call
from bot.demo.botapi.hooks import allow_updates
from bot.demo.botapi.refusals import SETS_WEBHOOK, TWO_POLLERS, WEBHOOK_ACTIVE, Conflict, Scripted
from bot.demo.world.records import Bot, Json
from bot.demo.world.state import World

MOST_UPDATES = 100
HASTE_SECONDS = 0.5
BYTES_AROUND_AN_UPDATE = 50


@dataclass
class _Waiting:
    """A poll that found nothing and stays on the line; `ousted_by` is why it must give way."""

    woken: asyncio.Event
    ousted_by: str = ""


@dataclass
class _Habit:
    """How a bot asked last time; asking the same again at once is slowed down."""

    offset: int | None = None
    at: float = float("-inf")
    waiting: _Waiting | None = None
    next_conflict_at: float = float("-inf")


class Pollers:
    """The polls of all bots of one server. Seconds here are the machine's own: no part of the world's time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._habits: dict[int, _Habit] = {}

    async def get_updates(self, call: Call) -> list[Json]:
        """What waits, or what comes in time, as far as it fits into one answer of 4 MiB.

        An older poll that still waits gives way, but only when this one finds nothing and must wait too.

        Raises:
            Conflict: A webhook is set, or a newer poll has taken over.
        """
        if call.bot.webhook_url:
            raise Conflict(WEBHOOK_ACTIVE)
        allow_updates(call)
        habit = self._habits.setdefault(call.bot.id, _Habit())
        offset = call.arguments.integer("offset")
        limit = call.within("limit", MOST_UPDATES, 1, MOST_UPDATES)
        timeout = float(call.within("timeout", 0, 0, int(self._world.limits.longest_poll_seconds)))
        now = asyncio.get_running_loop().time()
        if offset == habit.offset:
            patience = self._world.limits.same_offset_wait_seconds
            if now - habit.at < patience:
                timeout = max(timeout, patience)
            if now - habit.at < min(HASTE_SECONDS, patience):
                limit = 1
        habit.offset, habit.at = offset, now
        shown = self._fetch(call.bot, offset, limit)
        if not shown and timeout and not self._world.is_closing:
            await self._wait(call.bot, habit, timeout)
            # Who waits when Telegram goes down hears nothing; what comes once more must not be lost on them.
            shown = [] if self._world.outage else self._fetch(call.bot, offset, limit)
        return shown

    def oust(self, bot: Bot) -> None:
        """A webhook is set: the poll that waits is told so."""
        habit = self._habits.get(bot.id)
        if habit is not None and habit.waiting is not None:
            habit.waiting.ousted_by = SETS_WEBHOOK
            habit.waiting.woken.set()

    def _fetch(self, bot: Bot, offset: int, limit: int) -> list[Json]:
        shown: list[Json] = []
        room = self._world.limits.answer_bytes
        for update in bot.updates.get(offset, limit, self._world.now()):
            json_update = update.to_api()
            room -= BYTES_AROUND_AN_UPDATE + len(json.dumps(json_update, ensure_ascii=False).encode(errors="replace"))
            if room <= 0:
                break
            shown.append(json_update)
        return shown

    async def _wait(self, bot: Bot, habit: _Habit, timeout: float) -> None:  # noqa: ASYNC109  # Telegram's own parameter
        older = habit.waiting
        mine = habit.waiting = _Waiting(asyncio.Event())
        if older is not None:
            older.ousted_by = TWO_POLLERS
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
        if mine.ousted_by:
            await self._slow_down(habit)
            raise Conflict(mine.ousted_by)

    async def _slow_down(self, habit: _Habit) -> None:
        """Two pollers that keep ousting each other hear of it ever later."""
        now = asyncio.get_running_loop().time()
        delay = self._world.limits.conflict_delay_seconds
        if now < habit.next_conflict_at:
            await asyncio.sleep(delay)
        else:
            habit.next_conflict_at = now + delay
