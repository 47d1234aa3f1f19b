"""Opens what somebody sent in a process of its own, started by apart.py, with nothing of the bot in it.

It may be made to hang, to swallow all memory or to break down; then this process ends, and the bot is told so by its
exit code.

`pages`, `picture WIDTH`: the PDF on standard input; out comes the number of pages, or page 1 as a PNG.
`text KIND`: a file of that kind (pdf, docx, odt, html) on standard input; out come its words as UTF-8, a form feed
after each page where it has pages.
`flatten FOLDER NAME…`: each PDF there is written anew as NAME.flat, its annotations drawn into its pages; out comes a
line for each, its name and for each page P or L (upright or wide), or what is wrong with it.
`typeset FOLDER MAIN OUT MEMORY`: a Typst template and the files around it, hostile pictures and PDFs among them; how it
is filled comes as JSON on standard input.
"""

import io
import json
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
CPU_SECONDS_FOR_MANY = 60
MEMORY_FOR_MANY = 1_000_000_000
MOST_PAGES = 2_000
"""Of one PDF in a bundle; no draft of one page comes near it."""
TALLEST = 3
"""A first page is drawn at most so many times as high as it is wide: a page may claim to be a kilometre
long.
"""
LONGEST = 200_000
"""Characters of a text; no maklumat has a tenth of it."""
MOST_HEADERS = 3
LARGEST_PART = 30_000_000
"""Bytes of a document's one XML part, unpacked."""


def main(task: str, *rest: str) -> int:
    """Do it within bounds; the exit code."""
    match task:
        case "flatten":
            _bound(MEMORY_FOR_MANY, CPU_SECONDS_FOR_MANY)
            return _flatten(Path(rest[0]), rest[1:])
        case "typeset":
            _bound(int(rest[3]), CPU_SECONDS_FOR_MANY)
            return _typeset(Path(rest[0]), rest[1], rest[2])
        case _:
            _bound(MEMORY, CPU_SECONDS)
            return _look(task, rest[0])


def _look(task: str, detail: str) -> int:
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
        return (LOCKED if _is_locked(trouble) else BROKEN), b""
    return (0, made) if made else (BROKEN, b"")


def _flatten(folder: Path, names: tuple[str, ...]) -> int:
    import pypdfium2 as pdfium

    for name in names:
        try:
            with closing(pdfium.PdfDocument(folder / name)) as document:
                told = _flattened(document, folder / f"{name}.flat")
        except pdfium.PdfiumError as trouble:
            told = "locked" if _is_locked(trouble) else "broken"
        # At once: if the next one brings this process down, what was done before is known.
        sys.stdout.write(f"{name} {told}\n")
        sys.stdout.flush()
    return 0


def _flattened(document: Any, to: Path) -> str:
    """The pages' shapes, once it is written anew."""
    import pypdfium2.raw as pdfium_raw

    if not 0 < len(document) <= MOST_PAGES:
        return "broken"
    shapes = ""
    for number in range(len(document)):
        with closing(document[number]) as page:
            # What cannot be drawn into the page stays beside it, and is left behind. No form is set up, so none acts.
            pdfium_raw.FPDFPage_Flatten(page, pdfium_raw.FLAT_PRINT)
            width, height = page.get_size()
            shapes += "L" if width > height else "P"
    document.save(to, flags=pdfium_raw.FPDF_REMOVE_SECURITY)
    return shapes


def _typeset(folder: Path, main: str, out: str) -> int:
    import typst

    asked = json.load(sys.stdin)
    try:
        compiler = typst.Compiler(
            root=folder, font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True
        )
        made = compiler.compile(folder / main, sys_inputs=asked["inputs"], format="pdf", timestamp=asked["made_at"])
    except typst.TypstError as trouble:
        sys.stderr.write(trouble.diagnostic or trouble.message)
        return BROKEN
    assert isinstance(made, bytes)
    (folder / out).write_bytes(made)
    return 0


def _is_locked(trouble: Any) -> bool:
    import pypdfium2.raw as pdfium_raw

    return getattr(trouble, "err_code", None) in (pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY)


def _bound(memory: int, seconds: int) -> None:
    # Whoever ends the bot ends every process beside it; what is half examined then would be told as unfit.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with suppress(OSError):
        # Where memory runs out all the same, this process is given up before the bot.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    # Where a system knows no such bounds, the time that apart.py grants is the only one.
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


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
    # A letterhead often stands in the header, of which there may be one for the first page and one for the others.
    seen = set()
    for part in (*_parts_like(data, "word/header"), _part(data, "word/document.xml")):
        words = "".join(_of_xml(part, frozenset({"t"}), leaves_out))
        if words not in seen:
            yield words
        seen.add(words)


def _of_odt(data: bytes) -> Iterator[str]:
    leaves_out = frozenset({"tracked-changes", "annotation"})
    return _of_xml(_part(data, "content.xml"), frozenset({"p", "h"}), leaves_out)


def _parts_like(data: bytes, name: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(known for known in archive.namelist() if known.startswith(name) and known.endswith(".xml"))
    return [_part(data, one) for one in names[:MOST_HEADERS]]


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
    sys.exit(main(*sys.argv[1:]))
