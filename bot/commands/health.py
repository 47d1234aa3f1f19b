"""`health`: whether the bot that runs here is alive, for whoever watches over it; nothing is changed by asking."""

import argparse
from dataclasses import replace

import httpx
from sqlalchemy.exc import DBAPIError

from bot import opening
from bot.addresses import HEALTH_PATH
from bot.settings import Settings, load
from handlers.screens import pages
from storage import migrations
from storage.engine import Database, is_there
from storage.health import Health, look

PATIENCE_SECONDS = 5.0


def health(_chosen: argparse.Namespace) -> int:
    """Print `name: value` lines; 0 when all is alive, 1 when a fresh start or a helping hand is needed."""
    settings = load()
    found = _look(settings)
    if found is None:
        print("keadaan: tidak baik", "basis data: belum ada atau tidak dapat dibaca", sep="\n")
        return 1
    answers = not settings.webhook_url or _answers(settings)
    print(*pages.health_lines(found, settings.zone, answers=answers), sep="\n")
    return 0 if found.is_alive and answers else 1


def _look(settings: Settings) -> Health | None:
    now = opening.clock_of(settings)()
    # Opening would make an empty file where there is none.
    if not is_there(settings.database_url):
        return None
    database = Database(settings.database_url)
    try:
        if database.read_now(migrations.standing) is None:
            return None
        found = database.read_now(lambda db: look(db, now))
        return replace(found, is_in_place=not opening.is_served_elsewhere(database))
    except DBAPIError:
        return None
    finally:
        database.close()


def _answers(settings: Settings) -> bool:
    """Whether the process on this machine listens; others of this office may do well while it does not."""
    try:
        with httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS) as client:
            return client.get(f"http://{settings.listen}{HEALTH_PATH}").is_success
    except httpx.HTTPError:
        return False
