"""Troubles on purpose: Telegram away, Telegram asking to wait, a killed bot, an update that comes twice."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.demo.stage.premises import Premises
from bot.demo.stage.words import PREPARING, NotOnStage, Words
from bot.demo.world.records import Fault

Json = dict[str, Any]

SENDING = ("sendMessage", "sendDocument", "sendPhoto", "sendVoice", "editMessageText", "editMessageReplyMarkup")
LONGEST_SECONDS = 120.0
TOO_MANY = 1_000_000
NOTHING_TO_REPEAT = Words(
    "Belum ada pembaruan yang dapat dikirim dua kali.", "There is no update yet that could come twice."
)


class Mishaps:
    """What a viewer may do to the office; nothing of it loses anything."""

    def __init__(self, premises: Premises, changed: Callable[[], None] = lambda: None) -> None:
        self._premises = premises
        self._world = premises.world
        self._changed = changed
        self._flooding: asyncio.Task[None] | None = None

    def telegram(self) -> Json:
        """Whether Telegram can be reached, and if not, until when (aware UTC, by the world's clock)."""
        outage = self._world.outage
        until = (outage.until + self._world.offset).isoformat() if outage is not None else None
        return {"state": "up" if outage is None else "down", "until": until}

    async def befall(self, kind: str, seconds: float | None = None) -> None:
        """Something goes wrong.

        Args:
            kind: telegram-down, flood, kill-bot, duplicate.
            seconds: how long, for the first two.

        Raises:
            NotOnStage: It cannot happen now.
            ValueError: There is no such trouble, or it would last too long.
        """
        if self._premises.is_preparing:
            raise NotOnStage(PREPARING)
        match kind:
            case "telegram-down":
                self._world.go_down(_bearable(seconds, 15.0))
            case "flood":
                await self._stop_flooding()
                self._flooding = asyncio.create_task(self._flood(_bearable(seconds, 8.0)))
            case "kill-bot":
                await self._premises.kill_bot()
            case "duplicate":
                if not self._world.bot.updates.redeliver():
                    raise NotOnStage(NOTHING_TO_REPEAT)
            case _:
                raise ValueError(f"no such trouble: {kind}")
        self._changed()

    async def end(self) -> None:
        """Nothing more goes wrong by itself; a new office begins without troubles anyhow."""
        await self._stop_flooding()

    async def _flood(self, seconds: float) -> None:
        """Whatever the bot sends is to be sent again after the seconds that are left."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        faults = [Fault(method, times=TOO_MANY, code=429, retry_after=1) for method in SENDING]
        self._world.faults.extend(faults)
        try:
            while (left := until - loop.time()) > 0:
                for fault in faults:
                    # Telegram counts in whole seconds, and asks rather for one too many.
                    fault.retry_after = int(left) + 1
                await asyncio.sleep(min(left, 1.0))
        finally:
            self._world.faults[:] = [fault for fault in self._world.faults if not any(fault is f for f in faults)]

    async def _stop_flooding(self) -> None:
        flooding, self._flooding = self._flooding, None
        if flooding is not None:
            flooding.cancel()
            with suppress(asyncio.CancelledError):
                await flooding


def _bearable(seconds: float | None, usual: float) -> float:
    asked = usual if seconds is None else float(seconds)
    if not 0 < asked <= LONGEST_SECONDS:
        raise ValueError(f"a trouble lasts more than 0 s and at most {LONGEST_SECONDS:g} s")
    return asked
