"""`invite`: a one-time code by which an official enrols; as link, picture and page where Telegram can be asked."""

import argparse
import asyncio
import sys
import unicodedata
from datetime import datetime
from pathlib import Path

import segno
from sqlalchemy.engine import Connection
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from bot import opening
from bot.commands.acquaintance import briefly
from bot.commands.endings import EX_USAGE
from bot.settings import Settings, load
from handlers.inspection import inspect
from handlers.letters import letter_alone, person_name, post_name
from handlers.screens.administering import as_what
from handlers.screens.refused_by_storage import DETAILS
from sop.roles import Role
from storage import files, invites
from storage.errors import DetailUnfit, LetterMissing
from storage.invites import INVITE_LASTS, Invitation

_NO_NUMBER = "Komisioner berikutnya didaftarkan dengan surat keputusannya; mohon menyebut nomornya pada --basis."
_NO_SCAN = "Komisioner berikutnya didaftarkan dengan surat keputusannya; mohon menyebut berkas pindaiannya pada --scan."
PICTURES = (".png", ".svg")


def invite(chosen: argparse.Namespace) -> int:
    """Make a code; the last line printed is the code itself."""
    wrong = _what_is_wrong(chosen)
    if wrong:
        print(wrong, file=sys.stderr)
        return EX_USAGE
    data = chosen.scan.read_bytes() if chosen.scan is not None else b""
    scan = files.describe(data, chosen.scan.name, inspect(data, chosen.scan.name).kind) if data else None
    if chosen.scan is not None and (scan is None or not scan.is_scan):
        print("Pindaian surat pada --scan bukan PDF atau foto; mohon menyebut berkas yang lain.", file=sys.stderr)
        return EX_USAGE
    settings = load()
    clock = opening.clock_of(settings)
    now, basis = clock(), clean(chosen.basis)
    try:
        invitation = Invitation(
            name=person_name(clean(chosen.name)),
            roles=tuple(Role(role) for role in chosen.role),
            sapaan=chosen.sapaan,
            jabatan=post_name(jabatan) if (jabatan := clean(chosen.jabatan)) else "",
            is_admin=chosen.admin,
            is_member=chosen.member,
            basis=letter_alone(basis, now.astimezone(settings.zone).date()) if basis else "",
            scan=scan,
        )
    except DetailUnfit as unfit:
        print(DETAILS[unfit.what], file=sys.stderr)
        return EX_USAGE
    database = opening.open_database(settings, clock)

    def make(db: Connection) -> str:
        files.keep(db, {scan.sha256: data} if scan is not None else {}, now)
        return invites.invite(db, invitation, now)

    try:
        code = database.write_now(make)
    except LetterMissing as refused:
        print(_NO_NUMBER if refused.number else _NO_SCAN, file=sys.stderr)
        return EX_USAGE
    finally:
        database.close()
    link = asyncio.run(link_of(settings, code))
    if link is not None:
        print(link)
        if chosen.qr is not None:
            _draw(link, chosen.qr)
        if chosen.pdf is not None:
            _print(settings, invitation, now + INVITE_LASTS, link, code, chosen.pdf)
    else:
        print(
            "Tautan dan kode QR belum dapat dibuat, karena Telegram tidak dapat dihubungi atau menolak token; kode di "
            "bawah ini tetap dapat digunakan melalui /start.",
            file=sys.stderr,
        )
    print(code)
    return 0


def clean(text: str) -> str:
    """One line: what breaks it, or cannot be seen, becomes a space."""
    seen = ("" if unicodedata.category(letter) == "Cf" else letter for letter in text)
    return " ".join("".join(" " if unicodedata.category(one)[0] == "C" else one for one in seen if one).split())


def _what_is_wrong(chosen: argparse.Namespace) -> str:
    """A sentence; empty when nothing is. No code is made before: it could be read only once."""
    if not chosen.role and not chosen.admin and not chosen.member:
        return "Mohon menyebutkan --role, --member, atau --admin."
    if not clean(chosen.name):
        return "Mohon menyebutkan nama pada --name."
    if chosen.qr is not None and chosen.qr.suffix.lower() not in PICTURES:
        return f"Kode QR disimpan sebagai {' atau '.join(PICTURES)}; mohon mengakhiri nama berkas pada --qr demikian."
    if chosen.pdf is not None and chosen.pdf.suffix.lower() != ".pdf":
        return "Lembar undangan disimpan sebagai .pdf; mohon mengakhiri nama berkas pada --pdf demikian."
    if chosen.scan is not None and not chosen.scan.is_file():
        return f"Berkas pada --scan tidak ada: {chosen.scan}; mohon memeriksa nama dan tempatnya."
    for what, file in (("kode QR", chosen.qr), ("lembar undangan", chosen.pdf)):
        if file is not None and not file.parent.is_dir():
            return f"Folder untuk {what} tidak ada: {file.parent}; mohon membuatnya lebih dahulu."
    return ""


def _draw(link: str, picture: Path) -> None:
    try:
        segno.make(link).save(str(picture), scale=8, border=4)
    except OSError:
        # The code is made, and can be read only now: it must still be printed.
        print(
            f"Kode QR tidak dapat disimpan pada {picture}; mohon menyalin tautan dan kode di sini.",
            file=sys.stderr,
        )


def _print(settings: Settings, invitation: Invitation, until: datetime, link: str, code: str, page: Path) -> None:
    # Typst is large, and few invitations are printed.
    from bot.papers import PaperError
    from bot.papers.invitation import invitation_page

    try:
        made = invitation_page(
            settings.letterhead,
            name=f"{invitation.sapaan} {invitation.name}".strip(),
            roles=as_what(invitation),
            until=until,
            link=link,
            code=code,
            username=link.partition("t.me/")[2].partition("?")[0],
        )
        page.write_bytes(made)
    except (OSError, PaperError):
        # The code is made, and can be read only now: it must still be printed.
        print(
            f"Lembar undangan tidak dapat disimpan pada {page}; mohon menyalin tautan dan kode di sini.",
            file=sys.stderr,
        )


async def link_of(settings: Settings, code: str) -> str | None:
    """The link that opens the bot with the code; Telegram must tell the bot's name for it."""
    try:
        async with briefly(settings) as bot:
            return create_deep_linked_url(bot.username, code)
    except TelegramError:
        return None
