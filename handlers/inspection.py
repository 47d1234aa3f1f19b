"""What a file's bytes are, and what speaks against taking them: bytes in, a verdict out, whatever the name says.

Pure, and bounded whatever the bytes claim: an archive is judged by its directory (at most 2,000 entries, 500 kB), of
its contents only the list of content types is unpacked, and of that at most a million bytes. Nothing is extracted,
nothing recurses. A PDF is told by its head alone; whether it opens, `Look` finds out in a process of its own.
"""

import struct
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Protocol

from storage.naming import PLAIN

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
DOC = "application/msword"
HEIC = "image/heic"
DRAFT_TYPES = frozenset({PDF, DOCX, ODT, DOC})
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", HEIC})
FINAL_TYPES = DRAFT_TYPES | IMAGE_TYPES
MOST_ENTRIES = 2_000
LARGEST_DIRECTORY = 500_000
MOST_UNPACKED = 200_000_000
MOST_GROWTH = 100
LARGEST_TYPES = 1_000_000
"""Bytes of `[Content_Types].xml` that are looked at; a larger one is no office's."""


class Trouble(StrEnum):
    """Why a file cannot be a text, or not be taken at all."""

    EMPTY = "empty"
    PROGRAM = "program"
    MACROS = "macros"
    SWELLS = "swells"
    """It would become many times larger than it is."""
    BROKEN = "broken"
    LOCKED = "locked"
    """It opens only with a password."""
    TOO_HARD = "too-hard"
    """It cannot be looked at within bounds of time and memory."""
    MISNAMED = "misnamed"
    """Its name promises a document or picture that it is not, nor any other that can be used."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """What a file is. With a trouble it is no text; without a kind it is not even kept."""

    kind: str = ""
    """Its media type; `PLAIN` for what may be kept and passed on, but never taken for a text."""
    trouble: Trouble | None = None
    pages: int = 0
    """Of a PDF that was opened."""

    def but(self, trouble: Trouble) -> "Verdict":
        """A PDF that does not open: it is kept as it came."""
        return replace(self, kind=PLAIN, trouble=trouble)


class Look(Protocol):
    """How a file is inspected: off the event loop, a PDF opened in a process of its own; bounded in time and memory."""

    async def __call__(self, data: bytes, name: str) -> Verdict:
        """What the bytes are."""


_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis")
_PROMISED = frozenset({".pdf", ".docx", ".odt", ".doc", ".jpg", ".jpeg", ".png", ".heic"})


def inspect(data: bytes, name: str) -> Verdict:
    """What the bytes are; the name only helps to say what is wrong."""
    if not data:
        return Verdict(trouble=Trouble.EMPTY)
    if data.startswith(_PROGRAMS):
        return Verdict(trouble=Trouble.PROGRAM)
    if b"%PDF-" in data[:1024]:
        # Every object of a PDF begins with this word; without one there is nothing to be opened.
        return Verdict(PDF) if b"obj" in data else Verdict(PLAIN, Trouble.BROKEN)
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    return Verdict(kind) if (kind := _by_magic(data)) else _unknown(name)


def _by_magic(data: bytes) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        brands = [data[8:12], *(data[at : at + 4] for at in range(16, min(64, int.from_bytes(data[:4], "big")), 4))]
        if any(brand in _HEIC_BRANDS for brand in brands):
            return HEIC
        if data[8:11] in (b"M4A", b"mp4", b"iso"):
            return "audio/mp4"
    return ""


def _unknown(name: str) -> Verdict:
    promises = PurePath(name).suffix.lower() in _PROMISED
    return Verdict(trouble=Trouble.MISNAMED if promises else Trouble.UNKNOWN)


def _compound(data: bytes, name: str) -> Verdict:
    """An old Word document, or a new one behind a password; macros in the old kind cannot be told, and it is only kept.

    The names of its streams are looked for where they may stand: anywhere.
    """
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Verdict(PLAIN, Trouble.LOCKED)
    return Verdict(DOC) if "WordDocument".encode("utf-16-le") in data else _unknown(name)


@dataclass(frozen=True)
class _Entry:
    """One file in an archive, as its directory tells it."""

    name: str
    method: int
    packed: int
    unpacked: int
    at: int


class _Unreadable(Exception):
    """The archive's directory does not hold together."""


def _archive(data: bytes, name: str) -> Verdict:
    """A DOCX or ODT, by the directory of its archive."""
    try:
        entries = _directory(data)
    except _Unreadable:
        promises = PurePath(name).suffix.lower() in (".docx", ".odt")
        return Verdict(trouble=Trouble.BROKEN) if promises else _unknown(name)
    if entries is None or sum(entry.unpacked for entry in entries) > min(MOST_UNPACKED, MOST_GROWTH * len(data)):
        return Verdict(trouble=Trouble.SWELLS)
    names = {entry.name for entry in entries}
    if _has_macros(names):
        return Verdict(trouble=Trouble.MACROS)
    types = next((entry for entry in entries if entry.name == "[Content_Types].xml"), None)
    if types is not None:
        return _office(data, types, name, is_word="word/document.xml" in names)
    if "content.xml" in names and ODT.encode() in data[:200]:
        return Verdict(ODT)
    return _unknown(name)


def _office(data: bytes, types: _Entry, name: str, *, is_word: bool) -> Verdict:
    """A part with macros may bear any name; what it is stands in the list of content types.

    A list in which words could be hidden (as `macro&#69;nabled`) is as good as one that cannot be read.
    """
    listed = _unpacked(data, types)
    told = listed.replace(b"\0", b"").lower() if listed is not None else b""
    if b"macroenabled" in told or b"vbaproject" in told:
        return Verdict(trouble=Trouble.MACROS)
    if not is_word and b"wordprocessingml.document.main+xml" not in told:
        return _unknown(name)
    readable = listed is not None and b"&#" not in told and b"<!" not in told.replace(b"<!--", b"")
    return Verdict(DOCX) if readable else Verdict(trouble=Trouble.BROKEN)


def _has_macros(names: set[str]) -> bool:
    """Of Word: a project; of LibreOffice: modules beside the two lists of them, or scripts."""
    lists = ("script-lc.xml", "script-lb.xml")
    return any(
        "vbaproject" in name.lower()
        or (name.startswith("Basic/") and name.endswith(".xml") and not name.endswith(lists))
        or (name.startswith("Scripts/") and not name.endswith("/"))
        for name in names
    )


def _directory(data: bytes) -> list[_Entry] | None:
    """Every entry; none where it promises more than any document has.

    Read here and not by a library, which lays out the whole of whatever a directory promises.

    Raises:
        _Unreadable: it does not hold together.
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        raise _Unreadable
    count, size, start, comment = struct.unpack_from("<HIIH", data, end + 10)
    if end + 22 + comment != len(data):
        raise _Unreadable
    if count > MOST_ENTRIES or size > LARGEST_DIRECTORY:
        return None
    at = end - size
    shift = at - start
    entries: list[_Entry] = []
    while at < end:
        if at + 46 > end or at < 0 or data[at : at + 4] != b"PK\x01\x02":
            raise _Unreadable
        flags, method = struct.unpack_from("<HH", data, at + 8)
        packed, unpacked, name, extra, remark = struct.unpack_from("<IIHHH", data, at + 20)
        spelled = data[at + 46 : at + 46 + name].decode("utf-8" if flags & 0x800 else "cp437", "replace")
        entries.append(_Entry(spelled, method, packed, unpacked, struct.unpack_from("<I", data, at + 42)[0] + shift))
        at += 46 + name + extra + remark
        if len(entries) > MOST_ENTRIES:
            return None
    if at != end or len(entries) != count:
        raise _Unreadable
    return entries


def _unpacked(data: bytes, entry: _Entry) -> bytes | None:
    """An entry's contents, at most LARGEST_TYPES of them; none where they do not come out whole."""
    at = entry.at
    if at < 0 or data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        return None
    name, extra = struct.unpack_from("<HH", data, at + 26)
    begins = at + 30 + name + extra
    packed = data[begins : begins + min(entry.packed, LARGEST_TYPES)]
    if entry.method == 0:
        return packed if len(packed) == entry.packed else None
    if entry.method != zlib.DEFLATED:
        return None
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        made = unpacker.decompress(packed, LARGEST_TYPES)
    except zlib.error:
        return None
    return made if unpacker.eof else None
