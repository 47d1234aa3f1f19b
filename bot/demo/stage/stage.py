"""The stage around the phones: the office, its clock, its procedure strip, troubles made on purpose, and the tour."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.demo.phones.api import BESIDE_THE_CHATS
from bot.demo.stage.jumps import Jumps
from bot.demo.stage.mishaps import Mishaps
from bot.demo.stage.office import ZONE
from bot.demo.stage.player import READING, Pace
from bot.demo.stage.premises import Premises
from bot.demo.stage.site import Site
from bot.demo.stage.strip import next_deadline, read_views, strip
from bot.demo.stage.tour import Tour
from bot.demo.world.state import World
from handlers.screens.dates import clock
from storage.reading import View

log = logging.getLogger(__name__)

Json = dict[str, Any]

LOOKS_EVERY = 1.0
"""Seconds after which the strip is looked at though no chat has changed."""
SETTLES = 0.1
"""Seconds between a change in a chat and the look at the strip: several come together."""


class Stage:
    """Everything behind the page that is no phone.

    Args:
        world: the local Telegram.
        folder: where the bot may keep its things for as long as the stage stands.
        settings: of the bot, beside the demo's own.
        pace: of the tour.
    """

    def __init__(
        self, world: World, folder: Path, *, settings: Mapping[str, str] | None = None, pace: Pace = READING
    ) -> None:
        self.world = world
        self.premises = Premises(world, folder, self.changed, settings)
        self.tour = Tour(self.premises, self.changed, pace=pace)
        self.jumps = Jumps(self.premises)
        self.mishaps = Mishaps(self.premises, self.changed)
        self._site = Site(world)
        self._stirred = asyncio.Event()

    @asynccontextmanager
    async def opened(self, api_url: str) -> AsyncIterator["Stage"]:
        """The office is there and the bot runs, until the block ends.

        Raises:
            NotOnStage: The bot did not greet everybody in time.
        """
        watching = asyncio.create_task(self._watch())
        self.world.listeners.add(self._stir)
        try:
            async with self._site.served() as site:
                await self.premises.open(api_url, site)
                yield self
        finally:
            self.world.listeners.discard(self._stir)
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await self.mishaps.end()
            await self.tour.end()
            await self.premises.close()

    def changed(self) -> None:
        """Tell the page that the stage looks different now."""
        self.world.changed(BESIDE_THE_CHATS)

    async def reset(self) -> None:
        """A fresh office at the real time, whatever is going on; the tour ends.

        Raises:
            NotOnStage: The bot did not greet everybody in time.
        """
        await self.mishaps.end()
        await self.tour.end()
        await self.premises.renew()

    async def snapshot(self) -> Json:
        """Everything the page draws of the stage; moments are aware UTC in ISO 8601."""
        now = self.world.now()
        views = await self._views(now)
        due = next_deadline(views, now)
        return {
            "now": now.isoformat(),
            "offset_seconds": self.world.offset.total_seconds(),
            "zone": ZONE.key,
            "zone_short": clock(now, ZONE).rpartition(" ")[2],
            "bot": {"state": self.premises.bot_state},
            "telegram": self.mishaps.telegram(),
            "next_deadline": due.isoformat() if due is not None else None,
            "maklumat": strip(views, now),
            "tour": self.tour.to_json(),
        }

    async def _views(self, now: datetime) -> tuple[View, ...]:
        return await self.premises.read(lambda reading: read_views(reading, now)) or ()

    def _stir(self, chat_id: int) -> None:
        if chat_id != BESIDE_THE_CHATS:
            self._stirred.set()

    async def _watch(self) -> None:
        """Tell the page when what it draws has changed without anybody saying so: above all the bot's database."""
        before: Json = {}
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY):
                    await self._stirred.wait()
            await asyncio.sleep(SETTLES)
            self._stirred.clear()
            try:
                shown = await self.snapshot()
            except Exception:
                # The next look may succeed; without looks the page would stand still for good.
                log.exception("the stage could not be looked at")
                continue
            # The time always passes, and the tour says itself when it changes.
            shown = {name: value for name, value in shown.items() if name not in {"now", "tour"}}
            if shown != before:
                before = shown
                self.changed()
