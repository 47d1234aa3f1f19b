"""How the office of a story comes to be: codes, as the command line makes them, and an office that is copied.

Enrolling is a third of a short story's work and the same in each, so whoever has let one office enrol copies it: what
Telegram has and what the bot keeps, to the last message. Only the bot itself starts anew.
"""

import asyncio
import copy
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from bot.clock import now
from bot.demo.stage.office import Named
from bot.demo.world.state import World
from storage import files, migrations, notes
from storage.engine import Database
from storage.invites import invite
from tests.storage.office import APPOINTMENT, document, lettered

OF_THE_BOT = ("last_message_id", "chats", "queries", "files", "commands", "description", "short_description")
OF_ITS_UPDATES = ("next_id", "allowed", "confirmed", "last_at")
"""What Telegram keeps of a bot; who listens to it just now is not among that."""
SINCE = (notes.LAST_GOOD_POLL, notes.LAST_TICK)
"""A bot that reads how old these have become would say that it was away."""


async def codes(database_url: str, office: tuple[Named, ...]) -> dict[str, str]:
    """One-time codes, made beside the bot; the database is brought up to date first."""

    def make() -> dict[str, str]:
        database = Database(database_url)
        try:
            migrations.bring_up_to_date(database)
            return database.write_now(lambda db: {named.key: _code(db, named) for named in office})
        finally:
            database.close()

    return await asyncio.to_thread(make)


def _code(db: Connection, named: Named) -> str:
    files.keep(db, {document(APPOINTMENT).sha256: APPOINTMENT}, now())
    return invite(db, lettered(named.invitation), now())


class Kept:
    """An office on SQLite in which everybody has enrolled and nothing is under way, to be copied.

    Args:
        file: Where its database is kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._telegram: tuple[dict[int, Any], dict[str, Any], dict[str, Any]] | None = None
        self.keys: tuple[str, ...] = ()
        """By which name a story calls whom, in the order in which they have got their phones."""

    @property
    def is_made(self) -> bool:
        """Whether there is one yet."""
        return self._telegram is not None

    def make(self, world: World, database: Path, keys: tuple[str, ...]) -> None:
        """Keep an office as it is at this moment, beside the bot that serves it."""
        with closing(sqlite3.connect(database)) as office, closing(sqlite3.connect(self._file)) as kept:
            office.backup(kept)
        bot = {name: getattr(world.bot, name) for name in OF_THE_BOT}
        updates = {name: getattr(world.bot.updates, name) for name in OF_ITS_UPDATES}
        self._telegram = copy.deepcopy((world.people, bot, updates))
        self.keys = keys

    def copy(self, world: World, database: Path) -> None:
        """Another world, and what is in another place, are this office from now on."""
        assert self._telegram is not None
        people, bot, updates = copy.deepcopy(self._telegram)
        world.people.update(people)
        vars(world.bot).update(bot)
        vars(world.bot.updates).update(updates)
        with closing(sqlite3.connect(self._file)) as kept, closing(sqlite3.connect(database)) as office:
            kept.backup(office)
            at = now().isoformat()
            office.executemany("UPDATE notes SET value = ? WHERE key = ?", [(at, key) for key in SINCE])
            office.commit()
