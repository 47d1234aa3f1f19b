"""How the bot fares: what tells, without asking any process, whether updates come in, time passes and messages go out.

Everything is read from rows in one look, so any process or a command beside it may ask for the whole office.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import deliveries, journal, notes
from storage import tables as t

POLL_TOO_OLD = timedelta(seconds=90)
"""A long poll ends after 25 s, and a heartbeat comes each 15 s."""
TICK_TOO_OLD = timedelta(seconds=90)
INTERVALS_BORNE = 3
"""Where the deadlines are looked at less often: so many intervals without a look."""
WAITS_TOO_LONG = timedelta(minutes=10)
BACKUP_TOO_OLD = timedelta(hours=36)
FIRST_BACKUP_TAKES = timedelta(hours=1)
LATELY = timedelta(hours=24)


class Ailment(StrEnum):
    """Something that needs an eye; those of `GRAVE` mean that a process should be started anew."""

    MOVED = "moved"
    """The database file was taken away from under the running bot: a fresh start would lose what is recorded."""
    DEAF = "deaf"
    """No update could come in."""
    LATE = "late"
    """The deadlines are not looked at."""
    INBOX_STANDS = "inbox-stands"
    OUTBOX_STANDS = "outbox-stands"
    DELIVERIES_FAIL = "deliveries-fail"
    """Telegram cannot bring everything to the webhook."""
    UNDELIVERED = "undelivered"
    INCIDENTS = "incidents"
    NO_BACKUP = "no-backup"


GRAVE = frozenset({Ailment.DEAF, Ailment.LATE, Ailment.INBOX_STANDS})


@dataclass(frozen=True)
class Queue:
    """So many rows wait, the oldest of them since then."""

    waiting: int
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Health:
    """One look at this moment. Moments are aware UTC; None means never. Counts are of the last 24 hours."""

    at: datetime
    heard_at: datetime | None
    """The last good poll or heartbeat."""
    ticked_at: datetime | None
    ticks_every: timedelta
    failing_since: datetime | None
    """Since when Telegram's deliveries fail, while they do."""
    inbox: Queue
    outbox: Queue
    undelivered: int
    incidents: int
    """Other than what was not delivered."""
    backup_at: datetime | None
    database: str
    """sqlite or postgresql."""
    size: int
    """Bytes."""
    entries: int
    """Of the journal."""
    head: str
    first_backup_at: datetime | None = None
    """When the first backup is to be made, where backups are made by night."""
    backs_up: bool = True
    """Whether a backup is made by night; the office may have another way."""
    is_in_place: bool = True
    """Whether the file that the bot writes to is the one at its path."""

    @property
    def ailments(self) -> tuple[Ailment, ...]:
        """What is amiss, the gravest first."""
        tick_too_old = max(TICK_TOO_OLD, INTERVALS_BORNE * self.ticks_every)
        if not self.is_in_place:
            # Whatever else is amiss would be answered by starting anew, which must not be done now.
            return (Ailment.MOVED,)
        found = {
            Ailment.DEAF: self._is_older(self.heard_at, POLL_TOO_OLD),
            Ailment.LATE: self._is_older(self.ticked_at, tick_too_old),
            Ailment.INBOX_STANDS: self._stands(self.inbox),
            Ailment.OUTBOX_STANDS: self._stands(self.outbox),
            Ailment.DELIVERIES_FAIL: self.failing_since is not None,
            Ailment.UNDELIVERED: self.undelivered > 0,
            Ailment.INCIDENTS: self.incidents > 0,
            Ailment.NO_BACKUP: not self.awaits_first_backup and self._is_older(self.backup_at, BACKUP_TOO_OLD),
        }
        return tuple(ailment for ailment, holds in found.items() if holds)

    @property
    def is_alive(self) -> bool:
        """Whether all that must go on goes on."""
        return not {Ailment.MOVED, *GRAVE} & set(self.ailments)

    @property
    def awaits_first_backup(self) -> bool:
        """Whether the office is so young that its first night has not come yet."""
        young = not self._is_older(self.first_backup_at, FIRST_BACKUP_TAKES)
        return self.backs_up and self.backup_at is None and young

    def _is_older(self, moment: datetime | None, limit: timedelta) -> bool:
        return moment is None or self.at - moment > limit

    def _stands(self, queue: Queue) -> bool:
        return queue.since is not None and self.at - queue.since > WAITS_TOO_LONG


def look(db: Connection, now: datetime, besides: Collection[int] = ()) -> Health:
    """How the bot fares now (aware UTC); the inbox rows in `besides` are being served to whoever asks, and wait not."""
    lately = now - LATELY
    entries, head = journal.head(db)
    return Health(
        at=now,
        heard_at=notes.moment(db, notes.LAST_GOOD_POLL),
        ticked_at=notes.moment(db, notes.LAST_TICK),
        ticks_every=timedelta(seconds=float(notes.read(db, notes.TICK_SECONDS) or 0)),
        failing_since=deliveries.read(db).since,
        inbox=_queue(db, _stands_since(), t.inbox.c.state == "new", t.inbox.c.seq.not_in(besides)),
        outbox=_queue(db, t.outbox.c.created_at, t.outbox.c.state.in_(["queued", "sending"])),
        undelivered=_count(db, t.outbox.c.state == "dead", t.outbox.c.sent_at >= lately),
        incidents=_count(db, t.incidents.c.kind != "undelivered", t.incidents.c.at >= lately),
        backup_at=notes.moment(db, notes.LAST_BACKUP),
        first_backup_at=notes.moment(db, notes.FIRST_BACKUP),
        backs_up=notes.read(db, notes.NO_BACKUPS) is None,
        database=db.dialect.name,
        size=_size(db),
        entries=entries,
        head=head,
    )


def ticked(db: Connection, at: datetime, seconds: float) -> None:
    """The deadlines were looked at, as they are every so many seconds."""
    notes.write(db, notes.LAST_TICK, at.isoformat())
    notes.write(db, notes.TICK_SECONDS, str(seconds))


def _queue(db: Connection, moment: sa.ColumnElement[datetime], *where: sa.ColumnElement[bool]) -> Queue:
    waiting, since = db.execute(sa.select(sa.func.count(), sa.func.min(moment)).where(*where)).one()
    return Queue(waiting, since)


def _stands_since() -> sa.ColumnElement[datetime]:
    """When it came; nothing for what is tried again or waits behind that, for a fresh start would not help it."""
    ahead = t.inbox.alias()
    same = ahead.c.chat_id.is_not_distinct_from(t.inbox.c.chat_id)
    is_hindered = sa.exists().where(ahead.c.state == "new", ahead.c.setbacks > 0, same)
    return sa.case((~is_hindered, t.inbox.c.received_at))


def _count(db: Connection, *where: sa.ColumnElement[bool]) -> int:
    found: int = db.execute(sa.select(sa.func.count()).where(*where)).scalar_one()
    return found


def _size(db: Connection) -> int:
    asked = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if db.dialect.name == "sqlite"
        else "SELECT pg_database_size(current_database())"
    )
    size: int = db.exec_driver_sql(asked).scalar_one()
    return size
