"""When it is time for the morning digest: on each look between the hour the office has set and noon.

Whether it was told today stands in the database (storage/mornings.py); here is only remembered that nobody need ask.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, time

from sop.rules import Rules
from storage import mornings
from storage.engine import Database

log = logging.getLogger(__name__)


@dataclass
class Mornings:
    """Tells each morning what waits; `at` is a time in the office's zone, or none for never."""

    database: Database
    rules: Rules
    at: time | None
    _settled_on: date | None = None

    async def look(self, now: datetime) -> None:
        """Tell it if it is time and was not told today (`now` is aware UTC)."""
        local = self.rules.calendar.local(now)
        if self.at is None or self._settled_on == local.date() or not self.at <= local.time() < mornings.ENDS:
            return
        told = await self.database.write(lambda db: mornings.tell(db, self.rules, now))
        self._settled_on = local.date()
        if told:
            log.info("%d morning digests", told)
