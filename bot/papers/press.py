"""The press: makes the papers that commits have called for, after the commit, off the event loop.

A paper that cannot be made is tried three times and then told to the admins; the card that waited for it has long gone
out without it.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.papers import PaperError, file_name, render
from bot.papers.fill import STEP_OF, Letterhead, fill
from storage import incidents, papers
from storage.desk import Desk
from storage.engine import Database
from storage.files import describe
from storage.papers import MOST_ATTEMPTS, Snapshot

log = logging.getLogger(__name__)

IDLE_SECONDS = 5.0
PDF = "application/pdf"


@dataclass
class Press:
    """Makes papers from their snapshots."""

    database: Database
    desk: Desk
    clock: Clock
    letterhead: Letterhead
    nudged: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Make papers until cancelled."""
        while True:
            self.nudged.clear()
            for snapshot in await self.database.read(papers.unmade):
                await self._make(snapshot)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.nudged.wait(), IDLE_SECONDS)

    async def _make(self, snapshot: Snapshot) -> None:
        try:
            form = fill(snapshot, self.letterhead)
            data = await asyncio.to_thread(render, form)
        except (PaperError, KeyError, AssertionError, StopIteration):
            log.exception("paper %d (%s) could not be made", snapshot.id, snapshot.kind)
            await self.database.write(lambda db: papers.failed(db, snapshot.id))
            now = self.clock()
            about = f"paper {snapshot.id} ({snapshot.kind}), at most {MOST_ATTEMPTS} attempts"
            await self.database.write(lambda db: incidents.add(db, "paper", about, now))
            return
        file = describe(data, file_name(form, step=STEP_OF[snapshot.kind]), PDF)
        await self.desk.paper_made(snapshot, file, data, self.clock())
