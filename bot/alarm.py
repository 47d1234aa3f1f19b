"""What an admin must know at once, although the database cannot be written or somebody else uses the bot's token.

The one message that goes out beside the outbox, which lies in the very database that fails: it records nothing, asks
nothing, and comes once an hour at most, counted from when it reached an admin. When the database can be written again
it is told in the ordinary way.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sqlalchemy.engine import Connection
from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock
from handlers.screens import alarms
from sop.roles import PersonId
from storage import incidents, outbox
from storage.engine import Database
from storage.failures import kind_of, name_of
from storage.outbox import Screen
from storage.reading import Reading

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
"""A database that is busy for a moment is no alarm."""
CONFLICT_PATIENCE_SECONDS = 300.0
"""A process that was killed still polls, as Telegram sees it, for a while."""
NOT_AGAIN_SECONDS = 3600.0
NOT_REACHED_SECONDS = 60.0
"""What reached no admin is tried again so much later: Telegram may be away at the very moment the database is."""


@dataclass
class Alarm:
    """Tells the admins; `monotonic` gives seconds."""

    bot: Bot
    database: Database
    reading: Reading
    clock: Clock
    monotonic: Callable[[], float]
    zone: tzinfo
    _admins: dict[int, PersonId] = field(default_factory=dict)
    """Chats of the admins, each with its person, as they were known while all was well."""
    _failing: tuple[float, datetime] | None = None
    _conflict: tuple[float, float] | None = None
    """First and last time that somebody else polled."""
    _told_at: dict[str, float] = field(default_factory=dict)
    """When an admin was last reached with this."""
    _tried_at: dict[str, float] = field(default_factory=dict)

    async def database_failed(self, trouble: BaseException) -> None:
        """A write was refused in this way, just now."""
        now, kind = self.monotonic(), kind_of(trouble)
        if self._failing is None:
            self._failing = (now, self.clock())
        elif now - self._failing[0] >= PATIENCE_SECONDS and self._is_due("database"):
            since = self._failing[1]
            log.critical(
                "the database cannot be written since %s: %s", since.isoformat(timespec="seconds"), name_of(trouble)
            )
            is_here = self.database.is_sqlite
            await self._speak("database", alarms.database_failing(since, kind, self.zone, is_here=is_here))

    async def database_moved(self, path: str, rescued: str | None) -> None:
        """The file that is written to is not the one at its path: what is recorded now ends with this process.

        `rescued` is the backup that was made of it, if one could be.
        """
        if self._is_due("moved"):
            await self._speak("moved", alarms.database_moved(path, rescued))

    async def database_works(self) -> None:
        """A write went through, just now: whoever was alarmed is told, and it is written down.

        Raises:
            DBAPIError: it does not work after all.
        """
        if self._failing is not None:
            since, now = self._failing[1], self.clock()
            screen = alarms.database_recovered(since, now, self.zone)
            about = f"could not be written from {since.isoformat()} to {now.isoformat()}"

            def work(db: Connection) -> None:
                # Asked as it is written: an alarm may leave while this waits for its turn.
                told = self._admins if "database" in self._told_at else {}
                _note(db, "database", about, now, told, screen)

            await self.database.write(work)
            # Not before: where even this is refused it is the same trouble, and its hour goes on.
            self._tried_at.pop("database", None)
            self._told_at.pop("database", None)
            self._failing = None
        self._admins = await self._reached(self.clock())

    async def _reached(self, now: datetime) -> dict[int, PersonId]:
        everyone = await self.reading.people(now)
        known = (everyone[admin] for admin in everyone.roster.admins)
        return {o.telegram_id: o.id for o in known if o.telegram_id is not None and o.unreachable_since is None}

    async def somebody_else_polls(self) -> None:
        """Telegram says that another process asks for our updates, just now."""
        now = self.monotonic()
        if self._conflict is None or now - self._conflict[1] > CONFLICT_PATIENCE_SECONDS:
            self._conflict = (now, now)
            return
        self._conflict = (self._conflict[0], now)
        if now - self._conflict[0] >= CONFLICT_PATIENCE_SECONDS and self._is_due("conflict"):
            log.critical("somebody else polls with this bot's token")
            await self._speak("conflict", alarms.somebody_else_polls())

    async def clock_leapt(self) -> None:
        """The machine's clock was set forward, just now: the database works, so this goes through the outbox.

        Raises:
            DBAPIError: it does not work after all.
        """
        now, told_at = self.clock(), self._told_at.get("clock", float("-inf"))
        admins = await self._reached(now) if self.monotonic() - told_at >= NOT_AGAIN_SECONDS else {}
        screen = alarms.clock_leapt(now, self.zone)
        await self.database.write(lambda db: _note(db, "clock", "was set forward", now, admins, screen))
        if admins:
            self._told_at["clock"] = self.monotonic()

    def _is_due(self, what: str) -> bool:
        now, never = self.monotonic(), float("-inf")
        if now - self._told_at.get(what, never) < NOT_AGAIN_SECONDS:
            return False
        if now - self._tried_at.get(what, never) < NOT_REACHED_SECONDS:
            return False
        # Before it is sent: behind a webhook the next refusal may come while this one is still on its way.
        self._tried_at[what] = now
        return True

    async def _speak(self, what: str, screen: Screen) -> None:
        before, is_reached = self._told_at.get(what), False
        if not self._admins:
            log.warning("no admin is known yet who could be alarmed")
        # Before it is sent: should it be over meanwhile, whoever reads of it is told so.
        self._told_at[what] = self.monotonic()
        try:
            for chat_id in self._admins:
                try:
                    await self.bot.send_message(chat_id, screen.text, parse_mode="HTML")
                except TelegramError as trouble:
                    log.warning("an admin could not be alarmed: %s", type(trouble).__name__)
                else:
                    is_reached = True
        finally:
            if not is_reached and self._told_at.pop(what, None) is not None and before is not None:
                self._told_at[what] = before


def _note(db: Connection, kind: str, about: str, now: datetime, admins: Mapping[int, PersonId], screen: Screen) -> None:
    incidents.add(db, kind, about, now)
    for chat_id, person in admins.items():
        outbox.put_screen(db, chat_id, person, screen, now=now)
