"""By night a backup, with its rotation; each day the deletion of what need not be kept, and a look ahead at days off.

Rows are the truth: what was done last is noted in the database, so a night in which the machine was off is made good in
the morning, and of several replicas one does it. Backups lie on the disk of whichever did.
"""

import asyncio
import logging
import time as machine
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.troubles import tell
from handlers.screens import keeping, pages
from handlers.screens.working_days import without_leave
from storage import backup, days, incidents, notes, outbox, people
from storage.claims import Claims
from storage.engine import Database
from storage.errors import BackupUnderWay
from storage.outbox import Screen
from storage.purge import purge

log = logging.getLogger(__name__)

CLAIM = "backup"
AGAIN_SECONDS = 3600.0
"""After a backup that failed."""
WARNED_FROM_MONTH = 11
SLIPPED = timedelta(days=1)
"""A note that lies further ahead was written while the clock was wrong."""


@dataclass
class Housekeeping:
    """Looks at each tick whether something of it is due; `at` is a time in the office's zone, or none for never."""

    database: Database
    claims: Claims
    clock: Clock
    zone: tzinfo
    folder: Path
    at: time | None
    keep: int
    monotonic: Callable[[], float] = machine.monotonic
    errands: tuple[Callable[[datetime], Awaitable[None]], ...] = ()
    """What else is looked at, each by its own rules."""
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _rests_until: float = float("-inf")
    _unnoted: datetime | None = None
    """When a backup was made of which the database could not take the note."""
    _purged_on: date | None = None
    _looked_ahead_on: date | None = None
    _promised: str | None = None

    async def run(self) -> None:
        """Keep house until cancelled."""
        while True:
            await self.nudged.wait()
            self.nudged.clear()
            await self.look()

    async def look(self) -> None:
        """Do what is due; a failure is logged, told if it is one of the backup, and tried again later."""
        now = self.clock()
        for errand in (
            self._promise,
            self._back_up,
            self._purge,
            self._look_ahead,
            self._tell_of_unreadable,
            *self.errands,
        ):
            try:
                await errand(now)
            except Exception as trouble:  # noqa: BLE001 - the database is away or cannot be written: what is due still is
                tell(log, "what is done day by day could not be looked up or noted", trouble)

    async def _purge(self, now: datetime) -> None:
        today = now.astimezone(self.zone).date()
        if self._purged_on == today:
            return
        deleted = 0
        while portion := await self.database.write(lambda db: purge(db, now)):
            deleted += portion
        self._purged_on = today
        if deleted:
            log.info("%d rows that need not be kept were deleted", deleted)

    async def _look_ahead(self, now: datetime) -> None:
        """Days off of this year and the next; the admins are warned of a year without cuti bersama.

        At the first look after a start, and each Monday: of this year always, of the next from November on.
        """
        today = now.astimezone(self.zone).date()
        if self._looked_ahead_on == today:
            return
        first = self._looked_ahead_on is None

        def work(db: Connection) -> None:
            days.seed(db, (today.year, today.year + 1))
            lacking = [year for year in _years_to_know(today) if days.lacks_leave(db, year)]
            told = notes.read(db, notes.CALENDAR_WARNED) == today.isoformat()
            if lacking and not told and (first or today.weekday() == 0):
                notes.write(db, notes.CALENDAR_WARNED, today.isoformat())
                _tell_admins(db, without_leave(lacking[0]), today, now)

        await self.database.write(work)
        self._looked_ahead_on = today

    async def _tell_of_unreadable(self, now: datetime) -> None:
        """A maklumat whose row cannot be read was passed by: the admins hear which, once a day."""
        today = now.astimezone(self.zone).date()
        if not await self.database.read(lambda db: _not_yet_told(db, now)):
            return

        def work(db: Connection) -> None:
            # Another replica may have told them since.
            for control_number, at in _not_yet_told(db, now):
                # Where no admin can be reached now, one may be within the day.
                if _tell_admins(db, pages.unreadable(control_number), today, now):
                    notes.write(db, f"{notes.UNREADABLE_TOLD}:{control_number}", at)

        await self.database.write(work)

    async def _promise(self, now: datetime) -> None:
        """Note when the first backup comes, or that none does: until then an office without one is young, and not ill.

        What is noted is this office's setting, for whoever looks at the database without knowing it.
        """
        await self._note_whether(wanted=self.at is not None)
        promised = await self.database.read(lambda db: _first_night(db, self.at, now, self.zone))
        if promised is None or promised == self._promised:
            return
        await self.database.write(lambda db: notes.write(db, notes.FIRST_BACKUP, promised))
        self._promised = promised

    async def _note_whether(self, *, wanted: bool) -> None:
        if wanted is await self.database.read(lambda db: notes.read(db, notes.NO_BACKUPS) is None):
            return
        if wanted:
            await self.database.write(lambda db: notes.forget(db, notes.NO_BACKUPS))
        else:
            await self.database.write(lambda db: notes.write(db, notes.NO_BACKUPS, "1"))

    async def _back_up(self, now: datetime) -> None:
        if self._unnoted is not None:
            await self._note_made(self._unnoted)
        if self.monotonic() < self._rests_until or not await self._is_due(now):
            return
        if not await self.claims.take(CLAIM):
            return
        try:
            # Another replica may have made it between the look and the claim.
            if await self._is_due(now):
                await self._make(now)
        except BackupUnderWay:
            # Whoever made it may have been killed within this second: the next look takes another name.
            log.info("the name of a backup of this second is taken: the next look tries again")
        except Exception as trouble:
            log.exception("the backup failed")
            self._rests_until = self.monotonic() + AGAIN_SECONDS
            await self._tell(trouble, now)
        finally:
            await self.claims.release(CLAIM)

    async def _is_due(self, now: datetime) -> bool:
        if self.at is None:
            return False
        since = await self.database.read(lambda db: _kept_since(db, now))
        return since is not None and since < last_time(self.at, now, self.zone)

    async def _make(self, now: datetime) -> None:
        made = await asyncio.to_thread(backup.make, self.database, self.folder, now)
        log.info("a backup of %d entries was made and checked", made.count)
        self._unnoted = now
        try:
            await self._note_made(now)
        except DBAPIError as trouble:
            # It is there, so nobody is told that it is not, and no other is made. An older one may fill the disk.
            tell(log, "a backup could not be noted", trouble)
        try:
            removed = await asyncio.to_thread(backup.rotate, self.folder, self.keep, now)
        except OSError:
            log.exception("old backups could not be removed")
        else:
            if removed:
                log.info("%d old backups were removed", len(removed))

    async def _note_made(self, made_at: datetime) -> None:
        await self.database.write(lambda db: notes.write(db, notes.LAST_BACKUP, made_at.isoformat()))
        self._unnoted = None

    async def _tell(self, trouble: Exception, now: datetime) -> None:
        """An incident, and one message to each admin in a day."""
        today = now.astimezone(self.zone).date()

        def work(db: Connection) -> None:
            if notes.read(db, notes.BACKUP_FAILED) == today.isoformat():
                return
            notes.write(db, notes.BACKUP_FAILED, today.isoformat())
            incidents.add(db, "backup", keeping.why_none(trouble), now)
            screen = keeping.backup_failed(trouble, notes.moment(db, notes.LAST_BACKUP), self.zone)
            _tell_admins(db, screen, today, now)

        await self.database.write(work)


def _not_yet_told(db: Connection, now: datetime) -> list[tuple[str, str]]:
    """Every maklumat that could not be read within a day, by its nomor kendali, and when that was written down."""
    found = dict(incidents.lately(db, incidents.UNREADABLE, now, incidents.A_DAY))
    last = {about: at.isoformat() for about, at in found.items()}
    return [(about, at) for about, at in last.items() if notes.read(db, f"{notes.UNREADABLE_TOLD}:{about}") != at]


def _tell_admins(db: Connection, screen: Screen, today: date, now: datetime) -> bool:
    """Whether any of them could be reached."""
    everyone, is_told = people.everyone(db, today), False
    for admin in (everyone[number] for number in everyone.roster.admins):
        if admin.telegram_id is not None and admin.unreachable_since is None:
            outbox.put_screen(db, admin.telegram_id, admin.id, screen, now=now)
            is_told = True
    return is_told


def _years_to_know(today: date) -> tuple[int, ...]:
    """Whose cuti bersama must be known by now: they are set in the autumn before."""
    return (today.year, today.year + 1) if today.month >= WARNED_FROM_MONTH else (today.year,)


def last_time(at: time, now: datetime, zone: tzinfo) -> datetime:
    """When it last was this time of day in this zone."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), at, zone)
    return today if today <= local else datetime.combine(local.date() - timedelta(days=1), at, zone)


def _first_night(db: Connection, at: time | None, now: datetime, zone: tzinfo) -> str | None:
    """When the first backup is to be made, of those who enrol today if nobody has yet; None where none is, or one was.

    Reckoned from the enrolment, so that a night that failed does not move it on.
    """
    if at is None or notes.read(db, notes.LAST_BACKUP) is not None:
        return None
    since = people.first_enrolled_at(db) or now
    return (last_time(at, since, zone) + timedelta(days=1)).astimezone(UTC).isoformat()


def _kept_since(db: Connection, now: datetime) -> datetime | None:
    """Since when there is something that no backup has: the last one, or the first enrolment; none before that."""
    last = notes.moment(db, notes.LAST_BACKUP)
    return last if last is not None and last - now < SLIPPED else people.first_enrolled_at(db)
