"""`freeze`, `unfreeze`, `rebind`, `confirm`, `pseudonymise`: what whoever runs the machine may do about an official.

They work beside a running bot, which then tells those whom it concerns.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bot import opening
from bot.commands.endings import EX_USAGE
from bot.commands.invite import clean, link_of
from bot.settings import Settings, load
from handlers.officials import news
from handlers.screens.explaining import sentence
from handlers.screens.markup import bare
from handlers.screens.officials import clause, what_is_left
from handlers.screens.scene import Scene
from sop import wording
from sop.errors import SopError
from sop.officials import Change
from storage.causes import Cause
from storage.desk import Desk
from storage.engine import Database
from storage.errors import NothingToConfirm, OfficialRefused
from storage.officials import Changed, Wish
from storage.people import People, everyone, named, named_alike
from storage.replies import Reply

_NO_REASON = (
    "Alasan belum jelas, atau terlalu panjang. Mohon menuliskannya pada --reason dalam beberapa kata, misalnya: "
    "telepon hilang."
)


def freeze(chosen: argparse.Namespace) -> int:
    """Close somebody's access at once: a phone was lost, or fell into other hands."""
    return _run(chosen, Change.FROZEN)


def unfreeze(chosen: argparse.Namespace) -> int:
    """Open it again."""
    return _run(chosen, Change.UNFROZEN)


def rebind(chosen: argparse.Namespace) -> int:
    """Take the old account off somebody and make a code for the next one; the last line printed is the code."""
    return _run(chosen, Change.REBIND_ASKED)


def confirm(chosen: argparse.Namespace) -> int:
    """Say who somebody is whom an admin has brought in, where no Komisioner in office can."""
    return _run(chosen, Change.CONFIRMED)


def pseudonymise(chosen: argparse.Namespace) -> int:
    """Put a number in the place of the name of somebody who has left; kept papers stay as they were made."""
    return _run(chosen, Change.NAME_REPLACED)


_NOTHING_WAITS = "Tidak ada yang menunggu konfirmasi tentang {who}. Mohon memeriksa keadaannya dengan perintah check."
_NO_ADMIN = (
    "Saat ini tidak ada admin yang dapat bertugas; mohon menjalankan unfreeze atau rebind untuk admin itu, atau invite "
    "--admin untuk yang lain."
)


def _run(chosen: argparse.Namespace, change: Change) -> int:
    settings = load()
    database = opening.open_existing(settings)
    try:
        return asyncio.run(_change(chosen, change, settings, database))
    finally:
        database.close()


async def _change(chosen: argparse.Namespace, change: Change, settings: Settings, database: Database) -> int:
    try:
        why = wording.reason(clean(chosen.reason)) if change is not Change.NAME_REPLACED else clean(chosen.reason)
    except SopError:
        print(_NO_REASON, file=sys.stderr)
        return EX_USAGE
    now, rules = opening.clock_of(settings)(), settings.rules()
    people = await database.read(lambda db: everyone(db, now.astimezone(settings.zone).date()))
    person = named(people, clean(chosen.name))
    alike = [one for one in people.by_id.values() if person is not None and named_alike(one.name, chosen.name)]
    if len(alike) > 1:
        print(
            "Ada beberapa pejabat bernama itu. Mohon membedakan namanya terlebih dahulu pada /pejabat (Perbaiki nama).",
            file=sys.stderr,
        )
        return EX_USAGE
    if person is None:
        known = ", ".join(official.name for official in people.by_id.values() if not official.is_unnamed)
        print(
            f"Tidak ada pejabat bernama itu; mohon memeriksa namanya. Yang terdaftar: {known or 'belum ada'}.",
            file=sys.stderr,
        )
        return EX_USAGE
    said: list[str] = []

    def say(after: People, changed: Changed) -> Sequence[Reply]:
        said.append(f"Tercatat: {bare(clause(changed.event, after))}.")
        said.extend(bare(part) for part in what_is_left(changed, after))
        if people.roster.admins and not after.roster.admins:
            said.append(_NO_ADMIN)
        return news(after, changed)

    wish = Wish(person=person, change=change, reason=why)
    cause = Cause(key=f"command:{change}:{person}:{now.isoformat()}")
    try:
        code = await Desk(database, rules).change_official(wish, None, cause, now, say=say)
    except NothingToConfirm:
        print(_NOTHING_WAITS.format(who=people[person].name), file=sys.stderr)
        return 1
    except OfficialRefused as refused:
        print(sentence(refused, Scene(None, people, settings.zone)), file=sys.stderr)
        return 1
    print(*said, sep="\n")
    if code:
        link = await link_of(settings, code)
        print("Kode untuk akun baru berlaku 24 jam, untuk satu kali penggunaan.")
        if link is not None:
            print(link)
        print(code)
    return 0
