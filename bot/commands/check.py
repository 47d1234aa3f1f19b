"""`check`: what is set, who is enrolled, and who is still missing; it is the first command, so it makes nothing."""

import argparse

from bot import opening
from bot.settings import Settings, load
from sop.roles import Role
from storage import people
from storage.errors import DatabaseMissing
from storage.people import People


def check(_chosen: argparse.Namespace) -> int:
    """Say how the office stands; 1 while somebody is missing."""
    settings = load()
    print("Pengaturan: lengkap.")
    enrolled, waiting = _look(settings) or (People(), ())
    missing = [role.label for role in Role if role is not Role.E_PPID and not enrolled.roster.holders(role)]
    print(f"Terdaftar: {len(enrolled.by_id)} orang.")
    print("Kode belum dipakai:", ", ".join(waiting) or "tidak ada")
    for label in missing:
        print(f"{label}: belum ada yang terdaftar.")
    if not enrolled.roster.admins:
        print("Admin: belum ada yang terdaftar.")
    chair = settings.escalation.chair
    unknown_chair = bool(chair) and people.named(enrolled, chair) is None
    if unknown_chair:
        print(f"Ketua: ESCALATION menyebut {chair}, namun belum ada yang terdaftar dengan nama itu.")
    return 1 if missing or not enrolled.roster.admins or unknown_chair else 0


def _look(settings: Settings) -> tuple[People, tuple[str, ...]] | None:
    """Who is enrolled, and whose code is unused; None where there is no database yet."""
    now = opening.clock_of(settings)()
    try:
        database = opening.open_existing(settings)
    except DatabaseMissing:
        print("Basis data: belum ada; dibuat pada awal run (untuk memulihkan cadangan, restore sebelum run).")
        return None
    try:
        enrolled = database.read_now(lambda db: people.everyone(db, now.astimezone(settings.zone).date()))
        waiting = database.read_now(lambda db: people.open_invites(db, now))
    finally:
        database.close()
    return enrolled, waiting
