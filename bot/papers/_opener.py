"""Opens one PDF in a process of its own: `python _opener.py pages|picture WIDTH`, the PDF on its standard input.

What somebody sent may be made to hang, to swallow all memory or to bring PDFium down; then this process ends, and the
bot is told so by its exit code. It is started by apart.py, with nothing of the bot in it.

On standard output: the number of pages, or page 1 as a PNG.
"""

import signal
import struct
import sys
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

BROKEN, LOCKED = 3, 4
"""Exit codes; any other but 0 says that it could not be examined within its bounds."""
MEMORY = 400_000_000
"""Bytes of address space, Python and PDFium among them; a page of 600 dots an inch in colour takes 125 MB."""
CPU_SECONDS = 8
TALLEST = 3
"""A first page is drawn at most so many times as high as it is wide: a page may claim to be a kilometre
long.
"""


def main(task: str, width: int) -> int:
    """Do it within bounds; the exit code."""
    _bound()
    # Only now: the library itself stands within the bounds.
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_raw

    try:
        with closing(pdfium.PdfDocument(sys.stdin.buffer.read())) as document:
            pages = len(document)
            if not pages:
                return BROKEN
            with closing(document[0]) as page:
                made = _picture(page, width) if task == "picture" else str(pages).encode()
    except pdfium.PdfiumError as trouble:
        locked = getattr(trouble, "err_code", None) in (pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY)
        return LOCKED if locked else BROKEN
    if not made:
        return BROKEN
    sys.stdout.buffer.write(made)
    return 0


def _bound() -> None:
    # Whoever ends the bot ends every process beside it; what is half examined then would be told as unfit.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with suppress(OSError):
        # Where memory runs out all the same, this process is given up before the bot.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    # Where a system knows no such bounds, the time that apart.py grants is the only one.
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _picture(page: Any, width: int) -> bytes:
    """A PNG of the page; nothing where the page has no area."""
    page_width, page_height = page.get_size()
    if min(page_width, page_height) <= 0:
        return b""
    scale = min(width / page_width, TALLEST * width / page_height)
    with closing(page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)) as bitmap:
        return _png(bitmap)


def _png(bitmap: Any) -> bytes:
    """A PNG needs four chunks; that is less than a picture library for the sake of one page."""
    colours = {1: 0, 3: 2, 4: 6}[bitmap.n_channels]
    row = bitmap.width * bitmap.n_channels
    pixels = memoryview(bitmap.buffer).cast("B")
    rows = b"".join(
        b"\0" + bytes(pixels[at : at + row]) for at in range(0, bitmap.height * bitmap.stride, bitmap.stride)
    )
    header = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, colours, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
