"""When Telegram was last heard: written down, and what becomes of taps that it could not hold for so long.

Telegram keeps a button tap for 150 seconds. After more than 120 s without a good poll, of this process or of any other,
a tap may be gone for ever, so holders get their waiting cards anew, in the very transaction that moves the note on.
While this process polls, the clock that nobody can set says how long it was, and it goes on while the machine sleeps.
It stands still where a virtual machine is paused, so the Date of Telegram's answers counts too, where it says more.
Across a restart, or where another has polled meanwhile, the written moment does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.engine import Connection

from bot.alarm import Alarm
from storage import notes
from storage.desk import Desk
from storage.engine import Database

TOO_LONG = timedelta(seconds=120)
NOTED_EVERY = timedelta(seconds=15)


@dataclass
class PollWatch:
    """Watches the gaps between good polls; `elapsed` gives seconds, those in which the machine slept among them."""

    database: Database
    desk: Desk
    elapsed: Callable[[], float]
    alarm: Alarm
    on_date: Callable[[datetime, float], None] = lambda _at, _asked: None
    """Told of Telegram's clock, too."""
    _date: datetime | None = None
    """What it showed in the answer that is about to be called good."""
    _newest: datetime | None = None
    """The latest that it has shown: should answers of two clocks come in turn, that is one gap at most."""
    _last: tuple[datetime, float] | None = field(default=None)
    _noted: datetime | None = None

    def heard(self, at: datetime, asked: float) -> None:
        """Telegram's clock showed this (aware UTC) in an answer that was asked for at `asked` (`elapsed`)."""
        self._date = at
        self.on_date(at, asked)

    async def good_poll(self, at: datetime) -> None:
        """Telegram answered at this moment (aware UTC)."""
        tick = self.elapsed()
        noted, since = await self._silence(at, tick)
        if since is not None and noted is not None:
            # What Telegram's clock says is since our own last poll.
            is_ours = self._last is not None and since == self._last[0]
            until = max(at, since + self._by_telegram()) if is_ours else at
            await self.desk.reissue(since, at, told_until=until, if_still=partial(ends_silence, noted=noted, at=at))
        self._last = (at, tick)
        if self._date is not None:
            self._newest = max(self._date, self._newest or self._date)
        if since is None:
            if self._noted is not None and abs(at - self._noted) < NOTED_EVERY:
                return
            await self.database.write(lambda db: notes.write(db, notes.LAST_GOOD_POLL, at.isoformat()))
        self._noted = at
        await self.alarm.database_works()

    def is_current(self) -> bool:
        """Whether Telegram was heard not long ago, and what it could not hold meanwhile was made good."""
        return self._last is not None and self.elapsed() - self._last[1] <= TOO_LONG.total_seconds()

    async def _silence(self, at: datetime, tick: float) -> tuple[datetime | None, datetime | None]:
        """What is noted of the last good poll, and since when nobody has polled, if that is too long.

        A process that has polled lately knows that somebody did, whatever the clock on the wall says.
        """
        before = self._last
        if before is not None and max(timedelta(seconds=tick - before[1]), self._by_telegram()) <= TOO_LONG:
            return None, None
        noted = await self.database.read(lambda db: notes.moment(db, notes.LAST_GOOD_POLL))
        if before is not None and noted == self._noted:
            # Our own note still stands: nobody else has polled while we did not, even if the clock was set back.
            return noted, before[0]
        return noted, noted if noted is not None and at - noted > TOO_LONG else None

    def _by_telegram(self) -> timedelta:
        """How long it was by Telegram's clock, as far as that is known."""
        return self._date - self._newest if self._date is not None and self._newest is not None else timedelta()


def ends_silence(db: Connection, *, noted: datetime, at: datetime) -> bool:
    """The silence ends here, unless another process has ended it and moved on what was noted."""
    if not notes.swap(db, notes.LAST_GOOD_POLL, noted.isoformat(), at.isoformat()):
        return False
    notes.write(db, notes.REISSUED, at.isoformat())
    return True
