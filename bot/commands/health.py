"""`health`: whether the bot that runs here is alive, for whoever watches over it.

Whoever watches starts a bot anew that is not alive. Where its database alone fails, or its file was taken away from
under it, that would be of harm: the running bot knows its admins, reminds them each hour and tells them when it is
over, and what it still holds open would be lost. So that has an exit code of its own.
"""

import argparse
from dataclasses import replace

import httpx
from sqlalchemy.exc import DBAPIError

from bot import opening
from bot.addresses import HEALTH_PATH
from bot.commands.endings import EX_TEMPFAIL
from bot.settings import Settings, load
from handlers.screens import pages
from storage import migrations, notes
from storage.engine import Database, is_there
from storage.errors import DatabaseMovedAway
from storage.failures import Failing, kind_of
from storage.health import Ailment, Health, look

PATIENCE_SECONDS = 5.0
BY_ITSELF = frozenset({Failing.FULL, Failing.FORBIDDEN, Failing.DAMAGED, Failing.AWAY})
"""What no process of ours brings about. A lock may be held by our own, frozen one, which has to be ended."""


def health(_chosen: argparse.Namespace) -> int:
    """Print `name: value` lines; 0 when all is alive, 1 when a fresh start is needed, 75 when one would not help."""
    settings = load()
    try:
        found = _look(settings)
    except DBAPIError as trouble:
        print(*_UNREADABLE, sep="\n")
        return _code(trouble)
    except (DatabaseMovedAway, OSError):
        # What may not be read says nothing of the bot, which has it open.
        print(*_UNREADABLE, sep="\n")
        return EX_TEMPFAIL
    if found is None:
        print(*_UNREADABLE, sep="\n")
        return 1
    answers = not settings.webhook_url or _answers(settings)
    print(*pages.health_lines(found, settings.zone, answers=answers), sep="\n")
    if found.is_alive and answers:
        return 0
    if Ailment.MOVED in found.ailments:
        return EX_TEMPFAIL
    refused = _refusal(settings)
    if refused is None:
        return 1
    print("penulisan: ditolak oleh basis data")
    return _code(refused)


_UNREADABLE = ("keadaan: tidak baik", "basis data: belum ada atau tidak dapat dibaca")


def _code(trouble: DBAPIError) -> int:
    return EX_TEMPFAIL if kind_of(trouble) in BY_ITSELF else 1


def _look(settings: Settings) -> Health | None:
    """How the bot fares; None where there is no database of it.

    Raises:
        DBAPIError: it cannot be read.
        DatabaseMovedAway: the bot goes on with a file that is no longer there.
        OSError: the file, or its lock, may not be opened by whoever asks.
    """
    now = opening.clock_of(settings)()
    # Opening would make an empty file where there is none.
    if not is_there(settings.database_url):
        if opening.is_missed(settings.database_url):
            raise DatabaseMovedAway
        return None
    database = Database(settings.database_url)
    try:
        if database.read_now(migrations.standing) is None:
            return None
        found = database.read_now(lambda db: look(db, now))
        return replace(found, is_in_place=not opening.is_served_elsewhere(database))
    finally:
        database.close()


def _refusal(settings: Settings) -> DBAPIError | None:
    """What the database says to a note; asked only where the bot is not alive, for its own notes may be what is old."""
    now = opening.clock_of(settings)()
    database = Database(settings.database_url)
    try:
        database.write_now(lambda db: notes.write(db, notes.HEALTH_ASKED, now.isoformat()))
    except DBAPIError as trouble:
        return trouble
    finally:
        database.close()
    return None


def _answers(settings: Settings) -> bool:
    """Whether the process on this machine listens; others of this office may do well while it does not."""
    try:
        with httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS) as client:
            return client.get(f"http://{settings.listen}{HEALTH_PATH}").is_success
    except httpx.HTTPError:
        return False
