"""The words of a file, whoever made it: read beside the event loop, in a process of its own (bot/papers/apart.py)."""

import asyncio

from bot.papers import PdfUnreadable, words_in
from bot.papers.apart import ROOM
from handlers.inspection import DOCX, ODT, PDF

HTML = "text/html"
PLAIN_TEXT = "text/plain"
LONGEST = 200_000
"""Characters; the same bound as in _opener.py, which knows nothing of the bot."""
_KINDS = {PDF: "pdf", DOCX: "docx", ODT: "odt", HTML: "html", "application/xhtml+xml": "html"}


async def text_of(data: bytes, media_type: str) -> str:
    """The words, in their order; nothing where there are none, as in a scan, or where it cannot be read.

    Args:
        data: the file.
        media_type: what it is, as `handlers.inspection` found or as a web server said (parameters do not matter).

    Returns:
        At most 200,000 characters; a form feed ends each page of a PDF.

    Raises:
        OSError: no process could be started, or it was ended from outside: it is to be tried again later.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind == PLAIN_TEXT:
        return data[: 4 * LONGEST].decode("utf-8-sig", "replace")[:LONGEST]
    if kind not in _KINDS:
        return ""
    try:
        return await asyncio.get_running_loop().run_in_executor(ROOM, words_in, data, _KINDS[kind])
    except PdfUnreadable:
        return ""
