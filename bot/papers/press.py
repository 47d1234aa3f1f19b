"""The press: makes the papers that commits have called for, after the commit, off the event loop.

A paper that cannot be made is tried three times and then told to the admins; the card that waited for it has long gone
out without it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from bot.clock import Clock
from bot.nudging import nudge_or
from bot.papers import file_name, render
from bot.papers.fill import STEP_OF, fill
from bot.papers.letterhead import Letterhead
from bot.papers.pictures import MOST_BYTES, Picture, picture
from bot.papers.recording import screenshots
from bot.papers.render import shows
from bot.troubles import is_passing, tell
from handlers.screens import pages
from sop.papers import PaperKind
from storage import incidents, outbox, papers
from storage.claims import Claims
from storage.desk import Desk
from storage.engine import Database
from storage.errors import FileAltered
from storage.files import describe
from storage.papers import Snapshot
from storage.reading import Reading

log = logging.getLogger(__name__)

IDLE_SECONDS = 5.0
PDF = "application/pdf"


@dataclass
class Press:
    """Makes papers from their snapshots."""

    database: Database
    desk: Desk
    reading: Reading
    clock: Clock
    letterhead: Letterhead
    claims: Claims
    nudged: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Make papers until cancelled."""
        while True:
            self.nudged.clear()
            try:
                await self._make_all()
            except Exception as trouble:  # noqa: BLE001 - the papers are still wanted, and are made at the next look
                tell(log, "papers could not be looked up or kept", trouble)
            await nudge_or(IDLE_SECONDS, self.nudged)

    async def _make_all(self) -> None:
        for snapshot in await self.database.read(papers.unmade):
            async with self._claimed(snapshot.id) as is_ours:
                if is_ours:
                    await self._make(snapshot)
        for paper, about, trouble in await self.database.read(papers.unreadable):
            async with self._claimed(paper) as is_ours:
                if is_ours:
                    log.error("paper %d cannot be made: what it was to print cannot be read", paper, exc_info=trouble)
                    await self._failed(paper, about)

    @asynccontextmanager
    async def _claimed(self, paper: int) -> AsyncIterator[bool]:
        claim = ("paper", paper)
        is_ours = await self.claims.take(claim)
        try:
            yield bool(is_ours)
        finally:
            if is_ours:
                await self.claims.release(claim)

    async def _make(self, snapshot: Snapshot) -> None:
        try:
            form = fill(snapshot, self.letterhead, await self._pictures(snapshot))
            data = await asyncio.to_thread(render, form, self.letterhead.size)
            file = describe(data, file_name(form, step=STEP_OF[snapshot.kind]), PDF)
            await self.desk.paper_made(snapshot, file, data, self.clock())
        except Exception as trouble:
            # Nothing is wrong with the paper: it is tried again as often as it takes.
            if is_passing(trouble) and not isinstance(trouble, OSError):
                raise
            log.exception("paper %d (%s) could not be made", snapshot.id, snapshot.kind)
            await self._failed(snapshot.id, f"{snapshot.maklumat.control_number} {snapshot.kind}")

    async def _pictures(self, snapshot: Snapshot) -> Mapping[str, Picture]:
        """Screenshots that the paper can show, by their SHA-256, as far as they fit; the others are only named."""
        found: dict[str, Picture] = {}
        if snapshot.kind is not PaperKind.BUKTI_TAYANG:
            return found
        room = MOST_BYTES
        for file in screenshots(snapshot):
            if file.size > room or not file.media_type.startswith("image/"):
                continue
            try:
                shown = picture(await self.reading.file(file.sha256))
            except FileAltered:
                continue
            if shown is not None and await asyncio.to_thread(shows, shown):
                found[file.sha256] = shown
                room -= file.size
        return found

    async def _failed(self, paper: int, about: str) -> None:
        """One transaction: that it failed once more, and at the last time the incident and the admins' notice."""
        now = self.clock()
        everyone = await self.reading.people(now)
        admins = [everyone[person] for person in everyone.roster.admins]

        def work(db: Connection) -> None:
            if not papers.failed(db, paper):
                return
            incidents.add(db, "paper", about, now)
            for admin in admins:
                if admin.telegram_id is not None:
                    outbox.put_screen(db, admin.telegram_id, admin.id, pages.incident("paper", about), now=now)

        await self.database.write(work)
