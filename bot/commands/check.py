"""`check`: what is set, whether Telegram takes the token, who is enrolled and who is missing; it makes nothing."""

import argparse
import asyncio
from pathlib import Path

from bot import opening
from bot.commands.acquaintance import Acquaintance, ask_telegram
from bot.envfile import is_open_to_others
from bot.settings import Settings, load, misspelt
from handlers.screens.readiness import readiness
from storage import invites, notes, people
from storage.errors import BackupInPlace, DatabaseMissing
from storage.invites import Invitation
from storage.people import People


def check(_chosen: argparse.Namespace) -> int:
    """Say how the office stands; 1 while somebody is missing, or the token is none."""
    settings = load()
    print("Pengaturan: lengkap.")
    for written, meant in misspelt().items():
        print(f"Pengaturan {written} pada .env tidak dikenal dan diabaikan; mungkin maksudnya {meant}.")
    if is_open_to_others(Path(".env")):
        print("Berkas .env berisi token dan dapat dibuka pengguna lain komputer ini; mohon menjalankan chmod 600 .env.")
    known = asyncio.run(ask_telegram(settings))
    print(f"Telegram: {known.sentence}")
    enrolled, waiting = _look(settings) or (People(), ())
    ready = readiness(enrolled, waiting)
    print(f"Terdaftar: {len(enrolled.by_id)} orang.")
    print("Kode belum dipakai:", ", ".join(invitation.name for invitation in waiting) or "tidak ada")
    for line in ready.sentences:
        print(line)
    chair = settings.escalation.chair
    unknown_chair = bool(chair) and people.named(enrolled, chair) is None
    if unknown_chair:
        print(
            f"Ketua: ESCALATION menyebut {chair}, tetapi belum ada yang terdaftar dengan nama itu; mohon "
            "memeriksa ejaannya atau mendaftarkannya."
        )
    return 1 if ready.missing or unknown_chair or known.acquaintance is Acquaintance.REFUSED else 0


def _look(settings: Settings) -> tuple[People, tuple[Invitation, ...]] | None:
    """Who is enrolled, and whose code is unused; None where there is no database yet."""
    now = opening.clock_of(settings)()
    try:
        database = opening.open_existing(settings)
    except DatabaseMissing:
        print("Basis data: belum ada; dibuat pada awal run (untuk memulihkan cadangan, restore sebelum run).")
        return None
    try:
        if database.read_now(lambda db: notes.read(db, notes.TAKEN_AT)) is not None:
            raise BackupInPlace
        enrolled = database.read_now(lambda db: people.everyone(db, now.astimezone(settings.zone).date()))
        waiting = database.read_now(lambda db: invites.open_invites(db, now))
    finally:
        database.close()
    return enrolled, waiting
