"""`export`: a maklumat's bundle, the office's register of archives, or what is kept about an official, into a folder.

It works beside a running bot and changes nothing. Nothing that is there already is written over.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot import opening
from bot.commands.endings import EX_USAGE
from bot.commands.invite import clean
from bot.papers.bundle import bundle
from bot.papers.packing import pack
from bot.papers.register import tables
from bot.settings import Settings, load
from handlers.screens import personal
from handlers.screens.archives import register
from storage.engine import Database
from storage.errors import MaklumatNotFound
from storage.people import named
from storage.reading import Dossier, Reading


def export(chosen: argparse.Namespace) -> int:
    """Write the files; 1 when there is nothing of what was asked for, or something stands in the way."""
    if [chosen.number is not None, chosen.daftar, chosen.pejabat is not None].count(True) != 1:
        print(
            "Mohon menyebutkan nomor kendali dan folder (export MKL-2027-001 folder), --daftar dan folder, atau "
            "--pejabat NAMA dan folder.",
            file=sys.stderr,
        )
        return EX_USAGE
    settings = load()
    database = opening.open_existing(settings)
    try:
        return asyncio.run(_export(chosen, settings, database))
    finally:
        database.close()


async def _export(chosen: argparse.Namespace, settings: Settings, database: Database) -> int:
    reading, now = Reading(database, settings.rules()), opening.clock_of(settings)()
    if chosen.pejabat is not None:
        return await _export_person(chosen, reading, settings, now)
    broken = await reading.verify()
    if broken is not None:
        print(
            f"Jurnal tidak utuh pada catatan {broken.seq}, sehingga berkas tidak dibuat; "
            "mohon menjalankan python -m bot verify.",
            file=sys.stderr,
        )
        return 1
    if chosen.daftar:
        dossiers = await reading.register(now)
        if not dossiers:
            print("Belum ada maklumat yang telah selesai; daftar arsip dapat dibuat setelah ada.", file=sys.stderr)
            return 1
        today = now.astimezone(settings.zone).date()
        made = tables(register(dossiers, settings.office_name, today))
        return _put(chosen.folder, {file.name: data for file, data in made})
    try:
        dossier = await reading.find_dossier(chosen.number, now)
    except MaklumatNotFound:
        print(f"Maklumat {chosen.number} tidak ditemukan; mohon memeriksa nomor kendalinya.", file=sys.stderr)
        return 1
    return await _export_bundle(dossier, reading, settings, chosen.folder)


async def _export_person(chosen: argparse.Namespace, reading: Reading, settings: Settings, now: datetime) -> int:
    """What /dataku shows, for whoever cannot ask there: an account whose access is closed may be in other hands."""
    people = await reading.people(now)
    person = named(people, clean(chosen.pejabat))
    if person is None:
        print(f"Tidak ada pejabat bernama {chosen.pejabat}; mohon memeriksa namanya.", file=sys.stderr)
        return 1
    official, kept = people[person], await reading.kept_of(person)
    account = official.telegram_id or official.closed_account
    data = personal.export(replace(official, telegram_id=account), kept, people, now, settings.zone)
    name = f"data-pejabat-{person}.json"
    code = _put(chosen.folder, {name: data})
    if code == 0:
        (chosen.folder / name).chmod(0o600)
    return code


async def _export_bundle(dossier: Dossier, reading: Reading, settings: Settings, folder: Path) -> int:
    name = f"{dossier.view.maklumat.control_number}_berkas"
    if _taken(folder, f"{name}.pdf", f"{name}.zip"):
        return 1
    with tempfile.TemporaryDirectory(prefix="berkas-", dir=_made(folder)) as beside:
        pdf, packed = Path(beside) / f"{name}.pdf", Path(beside) / f"{name}.zip"
        pdf.write_bytes(await bundle(dossier, settings.letterhead, reading.file))
        await pack(dossier, reading.file, packed)
        return _moved(folder, pdf, packed)


def _put(folder: Path, contents: dict[str, bytes]) -> int:
    if _taken(folder, *contents):
        return 1
    with tempfile.TemporaryDirectory(prefix="daftar-", dir=_made(folder)) as beside:
        for name, data in contents.items():
            (Path(beside) / name).write_bytes(data)
        return _moved(folder, *(Path(beside) / name for name in contents))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _taken(folder: Path, *names: str) -> bool:
    there = [str(folder / name) for name in names if os.path.lexists(folder / name)]
    if there:
        print(f"Sudah ada dan tidak ditimpa: {', '.join(there)}. Mohon menyebut folder lain.", file=sys.stderr)
    return bool(there)


def _moved(folder: Path, *files: Path) -> int:
    """Whole files take their places one by one; what has come there meanwhile stays."""
    for file in files:
        to = folder / file.name
        try:
            written = to.open("xb")
        except FileExistsError:
            _taken(folder, file.name)
            return 1
        try:
            with written, file.open("rb") as whole:
                shutil.copyfileobj(whole, written)
        except BaseException:
            to.unlink()
            raise
        print(to)
    return 0
