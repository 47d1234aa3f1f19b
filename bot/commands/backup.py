"""`backup`, `restore` and `review`: a copy is made beside the running bot, and put back into an empty place."""

import argparse
import sys
from functools import partial

from bot import app
from bot.clock import Clock
from bot.settings import Settings, load
from handlers.screens import keeping
from storage import backup as backups
from storage import notes, review
from storage.engine import Database
from storage.errors import BackupUnfit, PlaceTaken
from storage.restore import restore as restored_from


def backup(chosen: argparse.Namespace) -> int:
    """Make a backup now; nothing is rotated."""
    settings = load()
    clock = app.clock_of(settings)
    database = app.open_database(settings, clock)
    now = clock()
    try:
        made = backups.make(database, chosen.to or settings.backup_folder, now)
        database.write_now(lambda db: notes.write(db, notes.LAST_BACKUP, now.isoformat()))
    except BackupUnfit as unfit:
        print(f"Cadangan tidak dibuat: {keeping.why_unfit(unfit)}.", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"Cadangan dibuat dan diperiksa: jurnal {made.count} catatan, kepala {made.head}.")
    print(made.path)
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup into the place that DATABASE_URL names, which must be empty."""
    settings = load()
    clock = app.clock_of(settings)
    database = Database(settings.database_url)
    try:
        with app.only_one(database):
            made = restored_from(chosen.file, database, clock(), partial(keeping.restored, zone=settings.zone))
    except PlaceTaken:
        print("Tempat pada DATABASE_URL sudah berisi; pemulihan hanya ke tempat yang kosong.", file=sys.stderr)
        return 1
    except BackupUnfit as unfit:
        print(f"Cadangan tidak dapat dipulihkan: {keeping.why_unfit(unfit)}.", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"Dipulihkan dari {made.name}: jurnal {made.count} catatan, kepala {made.head}.")
    if made.waiting:
        print(f"{made.waiting} pesan belum dikirim dan menunggu pemeriksaan: python -m bot review")
    print("Mohon membandingkan dengan sidik riwayat pada pesan persetujuan terakhir: python -m bot verify --head …")
    return 0


def examine(chosen: argparse.Namespace) -> int:
    """List what waits for review after a restore, send what is of use, or drop it all."""
    settings = load()
    clock = app.clock_of(settings)
    database = app.open_database(settings, clock)
    try:
        return _examine(chosen, database, settings, clock)
    finally:
        database.close()


def _examine(chosen: argparse.Namespace, database: Database, settings: Settings, clock: Clock) -> int:
    if chosen.send:
        sent, dropped = database.write_now(lambda db: review.send(db, clock()))
        print(f"{sent} pesan akan dikirim; {dropped} kartu dan pengingat tidak dikirim, kartu baru menggantikannya.")
        return 0
    if chosen.drop:
        print(f"{database.write_now(lambda db: review.drop(db, clock()))} pesan tidak dikirim.")
        return 0
    waiting = database.read_now(review.waiting)
    for one in waiting:
        print(keeping.waiting_line(one, settings.zone))
    if not waiting:
        print("Tidak ada pesan yang menunggu pemeriksaan.")
    else:
        print(f"{len(waiting)} pesan. Kirim yang masih berarti dengan --send, atau akhiri semuanya dengan --drop.")
    return 0
