"""Small facts the bot keeps about itself between runs, by name."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t

LAST_GOOD_POLL = "last-good-poll"
"""When updates could last come in: a good poll, or with a webhook the heartbeat of any process that listens."""
LAST_TICK = "last-tick"
TICK_SECONDS = "tick-seconds"
"""How often the deadlines are looked at, as whoever looked last was told."""
DELIVERIES = "deliveries"
"""What Telegram says of its deliveries to the webhook (storage/deliveries.py)."""
REISSUED = "reissued"
"""Until when a gap is made good: those who held something then have got their cards anew."""
PERFORMERS = "performers"
DAY = "day"
"""The last date, in the office's zone, for which the mandates were looked at."""
LAST_BACKUP = "last-backup"
"""When the newest backup was made that held (ISO, aware UTC)."""
FIRST_BACKUP = "first-backup"
"""When the first backup of this office is to be made (ISO, aware UTC); nothing where none is made by night."""
NO_BACKUPS = "no-backups"
"""Noted while the office has switched the backups by night off; whoever looks needs no settings for it."""
BACKUP_FAILED = "backup-failed"
"""The last date, in the office's zone, on which the admins were told that there is none."""
TAKEN_AT = "taken-at"
"""Only in a backup: when it was taken (ISO, aware UTC)."""
RESTORED = "restored"
"""When this database was restored, and when its backup was taken, if that is known (two moments, ISO, aware UTC)."""
BUTTONS = "buttons"
"""What every button has carried since the last restore (bot/marks.py)."""
BOT = "bot"
"""The number of the bot that serves this database."""
CALENDAR_WARNED = "calendar-warned"
"""The last date, in the office's zone, on which the admins were told that a year has no cuti bersama."""
MORNING_DIGEST = "morning-digest"
"""The last date, in the office's zone, on which what waits was told in the morning, or there was nothing to tell."""
INTRODUCED = "introduced"
"""Which name and which menus Telegram has taken from us (JSON: bot and whom, and what)."""
YEARLY_NUDGE = "yearly-nudge"
"""The last year for which it was looked whether the drafters are to be told that the maklumat may be renewed."""
CAUTION = "caution"
"""With a person's number behind it: the row of the card on which that person is cautioned (storage/cautions.py)."""
HEALTH_ASKED = "health-asked"
"""When `health` last tried whether the database can be written, for the bot was not alive."""
UNREADABLE_TOLD = "unreadable-told"
"""With a nomor kendali behind it: of which incident the admins were told that this maklumat cannot be read (ISO)."""
LAST_PURGE = "last-purge"
"""The last date, in the office's zone, on which what need not be kept was deleted."""


def read(db: Connection, key: str) -> str | None:
    """What was noted under this name."""
    return db.execute(sa.select(t.notes.c.value).where(t.notes.c.key == key)).scalar_one_or_none()


def moment(db: Connection, key: str) -> datetime | None:
    """The moment noted under this name (aware UTC); a damaged note is none, and the next one stands in its place."""
    return aware(read(db, key))


def aware(noted: str | None) -> datetime | None:
    """The moment that these words are (ISO, with its zone); None for any others."""
    try:
        at = datetime.fromisoformat(noted or "")
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def day(db: Connection, key: str) -> date | None:
    """The date noted under this name; a damaged note is none."""
    try:
        return date.fromisoformat(read(db, key) or "")
    except ValueError:
        return None


def fields(db: Connection, key: str) -> dict[str, Any]:
    """The fields noted under this name as JSON; of a damaged note none."""
    try:
        found = json.loads(read(db, key) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Restoration:
    """That a backup became this database, and of when it was, if that is known; aware UTC."""

    at: datetime
    taken_at: datetime | None


def restoration(db: Connection) -> Restoration | None:
    """The last time that this database was restored; None where it never was, or the note is damaged."""
    at, taken_at = (*map(aware, (read(db, RESTORED) or "").split()), None, None)[:2]
    return Restoration(at, taken_at) if at is not None else None


def write(db: Connection, key: str, value: str) -> None:
    """Note this under the name, in the place of what stood there."""
    db.execute(sa.delete(t.notes).where(t.notes.c.key == key))
    db.execute(sa.insert(t.notes).values(key=key, value=value))


def swap(db: Connection, key: str, expected: str | None, value: str) -> bool:
    """Note this in the place of what is expected to stand there.

    One transaction writes at a time, so of several processes that saw the same note only one succeeds.

    Returns:
        False when something else stands there by now: then nothing is noted.
    """
    if read(db, key) != expected:
        return False
    write(db, key, value)
    return True


def is_turned(db: Connection, today: date) -> bool:
    """Whether somebody has looked at today's mandates (a date in the office's zone).

    A process whose clock is a little behind the others' does not turn the page back.
    """
    return read(db, DAY) in (today.isoformat(), (today + timedelta(days=1)).isoformat())


def turn(db: Connection, today: date) -> date | None:
    """Turn the page to today.

    Returns:
        The day at which it stood, of a damaged note the day before; None where there was none, or another process was
        faster.
    """
    noted, last = read(db, DAY), day(db, DAY)
    if noted and last is None:
        last = today - timedelta(days=1)
    write(db, DAY, today.isoformat())
    return last if last != today else None


def forget(db: Connection, key: str) -> None:
    """Nothing is noted under this name any more."""
    db.execute(sa.delete(t.notes).where(t.notes.c.key == key))
