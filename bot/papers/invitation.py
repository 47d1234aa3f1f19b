"""An invitation on paper: one page with a QR code, for whoever is handed it and nobody else.

It is made by the command line alone and kept nowhere: its code would open the door to whoever reads the database.
"""

import io
from dataclasses import dataclass
from datetime import datetime

import segno

from bot.papers.forms import Kop
from bot.papers.letterhead import Letterhead
from bot.papers.pictures import Picture
from bot.papers.render import typeset_page
from handlers.screens.dates import moment

TEMPLATE = "undangan.typ"
QR_SCALE = 12
"""Dots to a module: sharp on paper at six centimetres."""


@dataclass(frozen=True, kw_only=True)
class _Undangan:
    kop: Kop
    name: str
    roles: str
    until: str
    link: str
    code: str
    username: str
    qr: Picture


def invitation_page(
    letterhead: Letterhead, *, name: str, roles: str, until: datetime, link: str, code: str, username: str
) -> bytes:
    """The page as PDF.

    Args:
        letterhead: The office's.
        name: With the sapaan.
        roles: As screens say them, `PPID dan admin`.
        until: When the code is over (aware UTC).
        link: What the QR code opens.
        code: As one types it behind `/start`.
        username: The bot's, without the at sign.

    Raises:
        PaperNotMade: the template is broken, or Typst is.
    """
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="png", scale=QR_SCALE, border=2)
    form = _Undangan(
        kop=letterhead.kop(),
        name=name,
        roles=roles,
        until=moment(until, letterhead.zone),
        link=link,
        code=code,
        username=username,
        qr=Picture(drawn.getvalue(), "png"),
    )
    return typeset_page(TEMPLATE, form, letterhead.size, until)
