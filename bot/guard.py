"""Whether the SQLite file that the bot writes to is still the one at its path.

A file that was removed, or in whose place another was put, goes on to be written without any error, and is gone with
the process. So it is looked at; the admins are told beside the outbox, and what is held open is copied into a backup,
once an hour and when the bot ends. Only the newest of these copies is kept.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.alarm import Alarm
from bot.clock import Clock
from bot.troubles import tell
from storage import backup
from storage.engine import Database

log = logging.getLogger(__name__)

LOOKS_EVERY = 15.0
RESCUES_EVERY = 3600.0
AGAIN_SECONDS = 60.0
"""After a rescue that failed."""


@dataclass
class Guard:
    """Looks after the file; `monotonic` gives seconds."""

    database: Database
    alarm: Alarm
    clock: Clock
    folder: Path
    monotonic: Callable[[], float] = time.monotonic
    seconds: float = LOOKS_EVERY
    rescued: Path | None = field(default=None)
    """The newest backup of what is no longer at its path."""
    _rests_until: float = float("-inf")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the next look tries again
                tell(log, "the place of the database file could not be looked at", trouble)
            await asyncio.sleep(self.seconds)

    async def look(self) -> None:
        """Rescue and alarm if the file is not where it should be."""
        if self.database.is_in_place():
            return
        if self.monotonic() >= self._rests_until:
            log.critical("the database file is no longer at its path: do not restart, what is recorded would be lost")
            is_rescued = await self.rescue()
            self._rests_until = self.monotonic() + (RESCUES_EVERY if is_rescued else AGAIN_SECONDS)
        # At every look: whether the admins know already is the alarm's to say.
        await self.alarm.database_moved(str(self.database.path), str(self.rescued) if self.rescued else None)

    async def rescue(self) -> bool:
        """Copy what is held open if the file is not where it should be.

        Returns:
            False when it should have been done and could not be.
        """
        if self.database.is_in_place():
            return True
        try:
            made = await backup.rescue(self.database, self.folder, self.clock())
        except Exception as trouble:  # noqa: BLE001 - no place, or the file cannot be read: told, and tried again
            tell(log, "what is held open of the database could not be rescued", trouble)
            return False
        log.critical("what is held open of the database was rescued into %s", made)
        if self.rescued is not None and self.rescued != made:
            self.rescued.unlink(missing_ok=True)
        self.rescued = made
        return True
