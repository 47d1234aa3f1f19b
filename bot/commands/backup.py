"""`backup`, `restore` and `review`: a copy is made beside the running bot, and put back into an empty place."""

import argparse
import sys
from datetime import datetime
from functools import partial

from sqlalchemy.exc import DBAPIError

from bot import opening
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
    now = opening.clock_of(settings)()
    database = opening.open_existing(settings)
    try:
        made = backups.make(database, chosen.to or settings.backup_folder, now)
        noted = _note(database, now)
    except BackupUnfit as unfit:
        print(f"Cadangan tidak dibuat: {keeping.why_unfit(unfit)}; mohon memeriksanya dengan verify.", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"Cadangan dibuat dan diperiksa: jurnal {made.count} catatan, sidik riwayat {made.head}.")
    print(made.path)
    if not noted:
        print(
            "Waktunya tidak dapat dicatat dalam basis data (penuh, terkunci, atau hanya dapat dibaca), sehingga "
            "/kesehatan belum menyebut cadangan ini; mohon memeriksa basis data itu.",
            file=sys.stderr,
        )
    return 0


def _note(database: Database, now: datetime) -> bool:
    """A backup that holds is one, whether or not the database can still be told of it."""
    try:
        database.write_now(lambda db: notes.write(db, notes.LAST_BACKUP, now.isoformat()))
    except DBAPIError:
        return False
    return True


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup into the place that DATABASE_URL names, which must be empty."""
    settings = load()
    clock = opening.clock_of(settings)
    database = Database(settings.database_url)
    try:
        with opening.only_one(database):
            made = restored_from(chosen.file, database, clock(), partial(keeping.announced, zone=settings.zone))
    except PlaceTaken:
        print(f"Pemulihan hanya ke tempat yang kosong. {_make_room(database)}", file=sys.stderr)
        return 1
    except BackupUnfit as unfit:
        print(f"Cadangan tidak dapat dipulihkan: {keeping.why_unfit(unfit)}; mohon memilih yang lain.", file=sys.stderr)
        return 1
    finally:
        database.close()
    where = database.path if database.is_sqlite else "PostgreSQL pada DATABASE_URL"
    print(f"Dipulihkan dari {made.name} ke {where}: jurnal {made.count} catatan, sidik riwayat {made.head}.")
    print(
        f"Akses kembali seperti pada cadangan: {', '.join(made.reached) or 'belum ada'}. Akses yang ditutup, akun yang "
        "diganti, dan peran yang diubah sesudah cadangan dibuat terbuka atau berlaku seperti semula: mohon menutupnya "
        "sekali lagi sebelum run (python -m bot freeze --name … --reason …)."
    )
    if made.voided:
        print(f"Kode pendaftaran yang belum dipakai tidak berlaku lagi: {', '.join(made.voided)}.")
    if made.waiting:
        print(f"{made.waiting} pesan belum dikirim dan menunggu pemeriksaan: python -m bot review")
    print("Mohon membandingkan dengan sidik riwayat pada pesan persetujuan terakhir: python -m bot verify --head …")
    return 0


def _make_room(database: Database) -> str:
    if database.is_sqlite:
        return (
            f"{database.path} sudah berisi: mohon memindahkan berkas itu (beserta -wal dan -shm di sampingnya) "
            "ke folder lain, atau menyebut nama berkas yang baru pada DATABASE_URL."
        )
    return (
        "Basis data pada DATABASE_URL sudah berisi: mohon membuat basis data baru (CREATE DATABASE) "
        "dan menyebut namanya pada DATABASE_URL."
    )


def examine(chosen: argparse.Namespace) -> int:
    """List what waits for review after a restore, send what is of use, or drop it all."""
    settings = load()
    clock = opening.clock_of(settings)
    database = opening.open_existing(settings)
    try:
        return _examine(chosen, database, settings, clock)
    finally:
        database.close()


def _examine(chosen: argparse.Namespace, database: Database, settings: Settings, clock: Clock) -> int:
    if chosen.send:
        sent, dropped = database.write_now(lambda db: review.send(db, clock()))
        print(
            f"{sent} pesan akan dikirim; {dropped} kartu, pengingat, dan jawaban tidak dikirim, karena kartu baru "
            "menggantikannya."
        )
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
