"""Files are inspected beside the event loop, in the few threads from which PDFs are opened (bot/papers/apart.py)."""

import asyncio

from bot.papers import PdfBroken, PdfLocked, PdfTooHard, pages_of
from bot.papers.apart import ROOM
from handlers.inspection import PDF, Trouble, Verdict, inspect


async def look(data: bytes, name: str) -> Verdict:
    """What the bytes are; whether a PDF opens as well.

    Raises:
        OSError: a PDF could not be opened apart just now; the update is tried again later.
    """
    return await asyncio.get_running_loop().run_in_executor(ROOM, _looked, data, name)


def _looked(data: bytes, name: str) -> Verdict:
    verdict = inspect(data, name)
    if verdict.kind != PDF:
        return verdict
    try:
        return Verdict(PDF, pages=pages_of(data))
    except PdfLocked:
        return verdict.but(Trouble.LOCKED)
    except PdfBroken:
        return verdict.but(Trouble.BROKEN)
    except PdfTooHard:
        # As with an archive that swells: what would bring down a viewer is not passed on.
        return Verdict(trouble=Trouble.TOO_HARD)
