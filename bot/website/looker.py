"""Looks at the published pages: at once after a publication, and then once a week in office hours.

Rows are the truth: what is due stands in the database, so a look that a `kill -9` ended is made again, and what was
found is recorded once. A page that nobody answers for is tried again within the hour before it is said.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.nudging import nudge_or
from bot.troubles import tell
from bot.website.recognising import Wanted, look_at
from bot.website.wire import Web
from sop.commands import RecordLook
from sop.errors import SopError
from sop.looks import AGAIN_AFTER, Look, next_weekly
from sop.maklumat import Maklumat
from storage import files, looks
from storage.causes import Cause
from storage.claims import Claims
from storage.desk import Desk
from storage.engine import Database
from storage.errors import AlreadyDone, FileAltered, StaleRevision
from storage.looks import DueLook
from storage.reading import Reading

log = logging.getLogger(__name__)

IDLE_SECONDS = 15.0


@dataclass
class Looker:
    """Looks at pages, one after another; without a `web` it looks at none."""

    database: Database
    desk: Desk
    reading: Reading
    clock: Clock
    claims: Claims
    text_of: Callable[[bytes, str], Awaitable[str]]
    web: Web | None = None
    nudged: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.nudged.clear()
            try:
                await self.look()
            except Exception as trouble:  # noqa: BLE001 - the pages are still due, and are looked at the next time
                tell(log, "published pages could not be looked at", trouble)
            await nudge_or(IDLE_SECONDS, self.nudged)

    async def look(self) -> None:
        """Look at every page that is due."""
        if self.web is None:
            return
        for due in await self._due():
            claim = ("look", due.maklumat.id)
            if await self.claims.take(claim):
                try:
                    # Another process may have looked between the question and the claim.
                    again = [one for one in await self._due() if one.maklumat.id == due.maklumat.id]
                    for one in again:
                        await self._tried(one, self.web)
                finally:
                    await self.claims.release(claim)

    async def _due(self) -> tuple[DueLook, ...]:
        now = self.clock()
        return await self.database.read(lambda db: looks.due(db, now))

    async def _tried(self, due: DueLook, web: Web) -> None:
        try:
            await self._look_at(due, web)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the pages after this one are looked at all the same
            tell(log, f"the page of {due.maklumat.control_number} could not be looked at", trouble)
            await self._noted(due.maklumat, min(due.attempts + 1, len(AGAIN_AFTER)))

    async def _look_at(self, due: DueLook, web: Web) -> None:
        m = due.maklumat
        publication, file = m.publication, m.to_publish
        assert publication is not None
        assert file is not None
        try:
            data = await self.database.read(lambda db: files.read(db, file.sha256))
        except FileAltered:
            # Whoever asks for the file is told, and so is the admin; the hash is still that of what was approved.
            data = b""
        text = await self.text_of(data, file.media_type)
        found, copy = await look_at(web, Wanted(publication.link, file, text), self.text_of)
        if found.may_pass and due.attempts < len(AGAIN_AFTER):
            await self._noted(m, due.attempts + 1)
            return
        if publication.checked is None or publication.checked.look.finding is not found.finding:
            await self._recorded(m, found, copy)
        await self._noted(m, 0)

    async def _recorded(self, m: Maklumat, found: Look, copy: bytes) -> None:
        command = RecordLook(maklumat=m.id, visit=m.visit.number, look=found)
        cause = Cause(key=f"look:{m.id}:{m.visit.number}:{m.revision}")
        contents = {found.copy.sha256: copy} if found.copy is not None else {}
        try:
            await self.desk.submit(command, None, cause, self.clock(), contents=contents)
        except (AlreadyDone, StaleRevision, SopError):
            # It was published elsewhere meanwhile, or another process was faster: there is nothing to say any more.
            log.info("a look at the page of %s came too late", m.control_number)

    async def _noted(self, m: Maklumat, attempts: int) -> None:
        now = self.clock()
        calendar = await self.reading.calendar()
        next_at = now + AGAIN_AFTER[attempts - 1] if attempts else next_weekly(now, m.id, calendar)
        await self.database.write(
            lambda db: looks.looked(db, m.id, m.visit.number, at=now, attempts=attempts, next_at=next_at)
        )
