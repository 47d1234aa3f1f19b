"""When it is time for what is told in the morning: the digest of each working day, and the nudge of each January.

On each look between the hour the office has set, or opens at, and noon. Whether it was told stands in the database
(storage/mornings.py, yearly.py); here is only remembered that nobody need ask.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.screens.succession import nudge
from sop.maklumat import Maklumat
from sop.rules import Rules
from storage import mornings, yearly
from storage.engine import Database
from storage.outbox import Screen
from storage.people import Official

log = logging.getLogger(__name__)


@dataclass
class Mornings:
    """Tells each morning what waits; `at` is a time in the office's zone, or none where maklumat are never told of.

    A Komisioner whose word somebody waits for is reminded all the same, when the office opens.
    """

    database: Database
    rules: Rules
    at: time | None
    _settled_on: date | None = None

    async def look(self, now: datetime) -> None:
        """Tell it if it is time and was not told today (`now` is aware UTC)."""
        local = self.rules.calendar.local(now)
        if self._settled_on == local.date():
            return
        begins = self.at or self.rules.calendar.hours_on(local.date()).opens
        if not begins <= local.time() < mornings.ENDS or self.rules.quiet.quiet_at(local):
            return
        digest = self.at is not None
        told = await self.database.write(lambda db: mornings.tell(db, self.rules, now, digest=digest))
        self._settled_on = local.date()
        if told:
            log.info("%d morning digests", told)


@dataclass
class YearlyNudge:
    """Tells the drafters on the first working morning of a year that the published maklumat may be renewed.

    `at` is the hour of the morning digest, in the office's zone; without one, the office's opening on that day.
    """

    database: Database
    rules: Rules
    is_on: bool
    at: time | None = None
    _settled_on: date | None = None

    async def look(self, now: datetime) -> None:
        """Tell it if it is time and was not told this year (`now` is aware UTC)."""
        local = self.rules.calendar.local(now)
        if not self.is_on or local.month != yearly.JANUARY or self._settled_on == local.date():
            return
        begins = self.at or self.rules.calendar.hours_on(local.date()).opens
        if not begins <= local.time() < mornings.ENDS or self.rules.quiet.quiet_at(local):
            return
        told = await self.database.write(lambda db: yearly.tell(db, self.rules, now, self._say))
        self._settled_on = local.date()
        if told:
            log.info("%d yearly nudges", told)

    def _say(self, m: Maklumat, official: Official) -> Screen:
        return nudge(m, official, self.rules.calendar.zone)
