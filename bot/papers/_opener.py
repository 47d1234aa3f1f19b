"""Opens one file in a process of its own: `python _opener.py pages|picture|text DETAIL`, the file on standard input.

What somebody sent may be made to hang, to swallow all memory or to bring PDFium down; then this process ends, and the
bot is told so by its exit code. It is started by apart.py, with nothing of the bot in it.

On standard output: the number of pages of a PDF, its page 1 as a PNG of DETAIL pixels' width, or the words of a file of
the kind DETAIL (pdf, docx, odt, html) as UTF-8, a form feed after each page where it has pages.
"""

import io
import signal
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.parsers import expat

BROKEN, LOCKED = 3, 4
"""Exit codes; any other but 0 says that it could not be examined within its bounds."""
MEMORY = 400_000_000
"""Bytes of address space, Python and PDFium among them; a page of 600 dots an inch in colour takes 125 MB."""
CPU_SECONDS = 8
TALLEST = 3
"""A first page is drawn at most so many times as high as it is wide: a page may claim to be a kilometre
long.
"""
LONGEST = 200_000
"""Characters of a text; no maklumat has a tenth of it."""
LARGEST_PART = 30_000_000
"""Bytes of a document's one XML part, unpacked."""


def main(task: str, detail: str) -> int:
    """Do it within bounds; the exit code."""
    _bound()
    data = sys.stdin.buffer.read()
    if task == "text" and detail != "pdf":
        try:
            made = _clipped(_TEXTS[detail](data))
        except (_Unfit, KeyError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error, expat.ExpatError):
            return BROKEN
    else:
        code, made = _of_pdf(data, task, detail)
        if code:
            return code
    sys.stdout.buffer.write(made)
    return 0


def _of_pdf(data: bytes, task: str, detail: str) -> tuple[int, bytes]:
    # Only now: the library itself stands within the bounds.
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_raw

    try:
        with closing(pdfium.PdfDocument(data)) as document:
            pages = len(document)
            if not pages:
                return BROKEN, b""
            if task == "text":
                return 0, _clipped(_words_of(document))
            with closing(document[0]) as page:
                made = _picture(page, int(detail)) if task == "picture" else str(pages).encode()
    except pdfium.PdfiumError as trouble:
        locked = getattr(trouble, "err_code", None) in (pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY)
        return (LOCKED if locked else BROKEN), b""
    return (0, made) if made else (BROKEN, b"")


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


class _Unfit(Exception):
    """Not such a document, or one that no office program writes."""


def _clipped(parts: Iterator[str]) -> bytes:
    kept, room = [], LONGEST
    for part in parts:
        kept.append(part[:room])
        room -= len(part)
        if room <= 0:
            break
    return "".join(kept).encode("utf-8", "replace")


def _words_of(document: Any) -> Iterator[str]:
    for number in range(len(document)):
        with closing(document[number]) as page, closing(page.get_textpage()) as words:
            yield words.get_text_bounded(errors="replace") + "\f"


def _of_docx(data: bytes) -> Iterator[str]:
    # A text box stands twice: as it is, and once more for old programs. What was moved away stands elsewhere.
    leaves_out = frozenset({"Fallback", "moveFrom"})
    return _of_xml(_part(data, "word/document.xml"), frozenset({"t"}), leaves_out)


def _of_odt(data: bytes) -> Iterator[str]:
    leaves_out = frozenset({"tracked-changes", "annotation"})
    return _of_xml(_part(data, "content.xml"), frozenset({"p", "h"}), leaves_out)


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as part:
        found = part.read(LARGEST_PART + 1)
    if len(found) > LARGEST_PART:
        raise _Unfit
    return found


_ENDS_LINE = frozenset({"p", "h", "br", "cr", "line-break"})
_BLANK = {"tab": "\t", "s": " ", "noBreakHyphen": "-", "tc": "\t", "table-cell": "\t"}


def _of_xml(data: bytes, worded: frozenset[str], leaves_out: frozenset[str]) -> Iterator[str]:
    """The words within elements of these names, whatever their namespace; no document type, and so no entity."""
    found: list[str] = []
    within, without = 0, 0

    def local(name: str) -> str:
        return name.rpartition(" ")[2]

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal within, without
        within += local(name) in worded
        without += local(name) in leaves_out

    def end(name: str) -> None:
        nonlocal within, without
        within -= local(name) in worded
        without -= local(name) in leaves_out
        if not without:
            found.append("\n" if local(name) in _ENDS_LINE else _BLANK.get(local(name), ""))

    def words(text: str) -> None:
        if within and not without:
            found.append(text)

    def refuse(*_declared: Any) -> None:
        raise _Unfit

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse
    parser.ParseFile(io.BytesIO(data))
    return iter(found)


class _Page(HTMLParser):
    """The words of a page that a person sees."""

    UNSEEN = frozenset({"script", "style", "template"})
    INLINE = frozenset(
        {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong"}
        | {"sub", "sup", "time", "u", "var", "wbr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in self.UNSEEN
        self._apart(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in self.UNSEEN))
        self._apart(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.found.append(data)

    def _apart(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.found.append("\n")


def _of_html(data: bytes) -> Iterator[str]:
    page = _Page()
    try:
        page.feed(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        page.feed(data.decode("cp1252", "replace"))
    page.close()
    return iter(page.found)


_TEXTS: dict[str, Callable[[bytes], Iterator[str]]] = {"docx": _of_docx, "odt": _of_odt, "html": _of_html}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
