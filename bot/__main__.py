"""The command line: `python -m bot` with run, demo, invite, check, procedure, verify, backup, restore or review."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import segno
from sqlalchemy.exc import DatabaseError, OperationalError
from telegram import Bot
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url
from telegram.request import HTTPXRequest

from bot import app
from bot.commands import backup, health, verify
from bot.intake import TokenRejected
from bot.secrecy import set_up_logging
from bot.settings import Settings, SettingsUnfit, load
from bot.webhook import AddressUnusable
from handlers.admin import SAPAAN
from sop.roles import Role
from sop.table import check_procedure, render
from storage import people
from storage.errors import DatabaseBusy
from storage.people import Invitation

EX_CONFIG = 78
"""sysexits.h: something in the configuration is wrong; a supervisor need not try again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    # What is kept here names people: nobody else on this machine needs to read it.
    os.umask(0o077)
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except SettingsUnfit as unfit:
        print(*unfit.sentences, sep="\n", file=sys.stderr)
    except TokenRejected:
        print("BOT_TOKEN ditolak oleh Telegram.", file=sys.stderr)
    except DatabaseBusy:
        print("Basis data ini sedang dipakai oleh bot yang lain.", file=sys.stderr)
    except AddressUnusable as trouble:
        print(f"Alamat LISTEN tidak dapat dipakai: {trouble}", file=sys.stderr)
    except (OSError, OperationalError) as trouble:
        print(f"Berkas atau basis data tidak dapat dibuka: {_briefly(trouble)}", file=sys.stderr)
    except DatabaseError as trouble:
        # SQLite says of a file that is no database, or a damaged one, just this; anything closer is a defect of ours.
        if type(trouble) is not DatabaseError:
            raise
        print(f"Berkas atau basis data tidak dapat dibuka: {_briefly(trouble)}", file=sys.stderr)
    return EX_CONFIG


def _briefly(trouble: OSError | DatabaseError) -> str:
    return str(trouble.orig if isinstance(trouble, DatabaseError) else trouble)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    for name, command, about in (
        ("run", _run, "layani Telegram"),
        ("demo", _demo, "seluruh SOP di komputer ini, tanpa token"),
        ("check", _check, "periksa pengaturan dan orang"),
        ("procedure", _procedure, "cetak tabel prosedur"),
        ("verify", verify.verify, "periksa rantai jurnal"),
        ("health", health.health, "keadaan bot yang berjalan; 0 bila baik"),
        ("backup", backup.backup, "buat cadangan yang diperiksa, juga saat bot berjalan"),
        ("restore", backup.restore, "pulihkan cadangan ke tempat yang kosong"),
        ("review", backup.examine, "pesan dari sebelum pemulihan"),
    ):
        commands.add_parser(name, help=about).set_defaults(command=command)
    demo = commands.choices["demo"]
    demo.add_argument("--port", type=int, default=8081, help="untuk halaman; porta lain bila sudah dipakai")
    demo.add_argument("--play", action="store_true", help="putar cerita seketika, tanpa menunggu penonton")
    demo.add_argument("--once", action="store_true", help="putar cerita seketika, lalu akhiri")
    commands.choices["verify"].add_argument("--head", help="sidik riwayat dari suatu pesan, misalnya 57:abcd…")
    commands.choices["backup"].add_argument("--to", type=Path, metavar="FOLDER", help="bukan ke BACKUP_DIR")
    commands.choices["restore"].add_argument("file", type=Path, metavar="BERKAS")
    which = commands.choices["review"].add_mutually_exclusive_group()
    which.add_argument("--send", action="store_true", help="kirim yang masih berarti")
    which.add_argument("--drop", action="store_true", help="akhiri semuanya")
    invite = commands.add_parser("invite", help="buat kode pendaftaran sekali pakai")
    invite.add_argument("--role", action="append", default=[], choices=[role.value for role in Role])
    invite.add_argument("--name", required=True)
    invite.add_argument("--sapaan", default="", choices=("", *SAPAAN), help="Bapak, Ibu, Sdr. atau Sdri.")
    invite.add_argument("--jabatan", default="")
    invite.add_argument("--admin", action="store_true")
    invite.add_argument("--qr", type=Path, help="simpan kode QR tautan sebagai PNG")
    invite.set_defaults(command=_invite)
    return parser


def _run(_chosen: argparse.Namespace) -> int:
    settings = load()
    set_up_logging(settings.log_level, *settings.secrets)
    asyncio.run(app.run(settings))
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    from bot.demo.stage.show import show  # only the demo needs a local Telegram

    # Without a terminal nobody may be watching: the story then tells itself.
    plays = chosen.play or chosen.once or not sys.stdout.isatty()
    return asyncio.run(show(port=chosen.port, once=chosen.once, plays=plays))


def _procedure(_chosen: argparse.Namespace) -> int:
    print(render(), end="")
    problems = check_procedure()
    print(*problems, sep="\n", end="", file=sys.stderr)
    return 1 if problems else 0


def _check(_chosen: argparse.Namespace) -> int:
    settings = load()
    clock = app.clock_of(settings)
    database = app.open_database(settings, clock)
    try:
        today = clock().astimezone(settings.zone).date()
        enrolled = database.read_now(lambda db: people.everyone(db, today))
        waiting = database.read_now(lambda db: people.open_invites(db, clock()))
    finally:
        database.close()
    missing = [role.label for role in Role if role is not Role.E_PPID and not enrolled.roster.holders(role)]
    print("Pengaturan: lengkap.")
    print(f"Terdaftar: {len(enrolled.by_id)} orang.")
    print("Kode belum dipakai:", ", ".join(waiting) or "tidak ada")
    for label in missing:
        print(f"{label}: belum ada yang terdaftar.")
    if not enrolled.roster.admins:
        print("Admin: belum ada yang terdaftar.")
    return 1 if missing or not enrolled.roster.admins else 0


def _invite(chosen: argparse.Namespace) -> int:
    if not chosen.role and not chosen.admin:
        print("Sebutkan --role, atau --admin.", file=sys.stderr)
        return 2
    if not chosen.name.strip():
        print("Sebutkan nama pada --name.", file=sys.stderr)
        return 2
    if chosen.qr is not None and not chosen.qr.parent.is_dir():
        print(f"Folder untuk kode QR tidak ada: {chosen.qr.parent}", file=sys.stderr)
        return 2
    settings = load()
    clock = app.clock_of(settings)
    database = app.open_database(settings, clock)
    invitation = Invitation(
        name=chosen.name,
        roles=tuple(Role(role) for role in chosen.role),
        sapaan=chosen.sapaan,
        jabatan=chosen.jabatan,
        is_admin=chosen.admin,
    )
    try:
        code = database.write_now(lambda db: people.invite(db, invitation, clock()))
    finally:
        database.close()
    link = asyncio.run(_deep_link(settings, code))
    if link is not None:
        print(link)
        if chosen.qr is not None:
            segno.make(link).save(str(chosen.qr), scale=8, border=4)
    else:
        print(
            "Tautan dan kode QR belum dapat dibuat: Telegram tidak dapat dihubungi atau menolak token.", file=sys.stderr
        )
    print(code)
    return 0


async def _deep_link(settings: Settings, code: str) -> str | None:
    """The link that opens the bot with the code; Telegram must tell the bot's name for it."""
    token = settings.bot_token.get_secret_value()
    try:
        request = HTTPXRequest(httpx_kwargs={"trust_env": settings.trusts_proxies})
        async with Bot(token, base_url=f"{settings.bot_api_url}/bot", request=request) as bot:
            return create_deep_linked_url(bot.username, code)
    except TelegramError:
        return None


if __name__ == "__main__":
    sys.exit(main())
