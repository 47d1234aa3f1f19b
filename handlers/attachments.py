"""What came with a message, made fit to keep: words and files as one Item, types judged by content, never by name.

AttachmentError
  TooBig         larger than Telegram hands to a bot
  EmptyFile      nothing in it
  KindUnfit      no document, picture or voice note that this office can use here
  Unsafe         a program or a document with macros, whatever its name says
  Unreachable    Telegram does not hand the file over now
"""

import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from telegram import Message

from sop.events import Item, KeptFile
from sop.wording import clean_words
from storage.files import describe

LIMIT = 20_000_000
"""Bytes that the Bot API hands over."""
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
DOC = "application/msword"
DRAFT_TYPES = frozenset({PDF, DOCX, ODT, DOC})
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
FINAL_TYPES = DRAFT_TYPES | IMAGE_TYPES
_ENDINGS = {
    PDF: ".pdf",
    DOCX: ".docx",
    ODT: ".odt",
    DOC: ".doc",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
_NAME_LIMIT = 100
_ZIP_ENTRIES = 2_000
_ZIP_DIRECTORY = 500_000
_ZIP_UNPACKED = 200_000_000
_ZIP_RATIO = 100


class AttachmentError(Exception):
    """What was sent cannot be used; nothing was changed."""


@dataclass(eq=False)
class TooBig(AttachmentError):
    """Larger than Telegram hands to a bot (bytes)."""

    size: int
    limit: int = LIMIT


class EmptyFile(AttachmentError):
    """Nothing in it."""


@dataclass(eq=False)
class KindUnfit(AttachmentError):
    """No document, picture or voice note that this office can use here."""

    name: str


@dataclass(eq=False)
class Unsafe(AttachmentError):
    """A program or a document with macros, whatever its name says."""

    name: str


class Unreachable(AttachmentError):
    """Telegram does not hand the file over now."""


class Fetch(Protocol):
    """How a file's bytes come from Telegram: size checked first, two at a time, outside any transaction."""

    async def __call__(self, file_id: str, size: int | None) -> bytes:
        """The bytes of a file."""


@dataclass(frozen=True)
class Brought:
    """What a person brought in one message or album: the item, and the bytes by SHA-256."""

    item: Item
    contents: dict[str, bytes] = field(default_factory=dict)

    @property
    def document(self) -> KeptFile | None:
        """The one file that can be a draft, if there is exactly one."""
        fit = [file for file in self.item.files if file.media_type in DRAFT_TYPES]
        return fit[0] if len(fit) == 1 else None

    @property
    def final(self) -> KeptFile | None:
        """The one file that can be a signed final text: a document, or a picture of one."""
        fit = [file for file in self.item.files if file.media_type in FINAL_TYPES]
        return fit[0] if len(fit) == 1 else None


async def gather(messages: Sequence[Message], fetch: Fetch) -> Brought:
    """Everything in a message, or in the parts of an album, in their order.

    Raises:
        AttachmentError: one of the files cannot be used; then none is.
    """
    texts = [clean_words(message.text or message.caption or "") for message in messages]
    files, contents = [], {}
    for message in messages:
        found = _attachment(message)
        if found is None:
            continue
        file_id, name, size = found
        if size is not None and size > LIMIT:
            raise TooBig(size)
        data = await fetch(file_id, size)
        kept = describe(data, *_named(data, name))
        files.append(kept)
        contents[kept.sha256] = data
    return Brought(Item("\n".join(text for text in texts if text), tuple(files)), contents)


def media_type(data: bytes, name: str) -> str:
    """What the bytes are.

    Raises:
        EmptyFile: there are none.
        Unsafe: a program, or a document with macros.
        KindUnfit: nothing that can be used.
    """
    if not data:
        raise EmptyFile
    if data.startswith(_PROGRAMS):
        raise Unsafe(name)
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and "WordDocument".encode("utf-16-le") in data:
        return DOC
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"mp4", b"iso"):
        return "audio/mp4"
    raise KindUnfit(name)


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)


def _zipped(data: bytes, name: str) -> str:
    """A DOCX or ODT, by the directory of its archive alone: nothing is ever unpacked."""
    if _promises_too_much(data):
        raise Unsafe(name)
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        raise KindUnfit(name) from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > min(_ZIP_UNPACKED, _ZIP_RATIO * len(data)):
        raise Unsafe(name)
    names = {entry.filename for entry in entries}
    if any("vbaproject" in entry.lower() for entry in names):
        raise Unsafe(name)
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        return DOCX
    if "content.xml" in names and ODT.encode() in data[:200]:
        return ODT
    raise KindUnfit(name)


def _promises_too_much(data: bytes) -> bool:
    """Whether the archive's last record promises a directory beyond reason: read before one is laid out in memory."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0:
        return False
    entries = int.from_bytes(data[end + 10 : end + 12], "little")
    directory = int.from_bytes(data[end + 12 : end + 16], "little")
    return entries > _ZIP_ENTRIES or directory > _ZIP_DIRECTORY


def _named(data: bytes, name: str) -> tuple[str, str]:
    """A readable name whose ending tells the truth, and the type."""
    kind = media_type(data, name)
    one_line = " ".join(clean_words(name).replace("/", "-").replace("\\", "-").split())
    stem = PurePath(one_line).stem[:_NAME_LIMIT] or "berkas"
    return stem + _ENDINGS[kind], kind


def _attachment(message: Message) -> tuple[str, str, int | None] | None:
    if message.document is not None:
        document = message.document
        return document.file_id, document.file_name or "berkas", document.file_size
    if message.photo:
        largest = message.photo[-1]
        return largest.file_id, f"foto-{message.message_id}.jpg", largest.file_size
    if message.voice is not None:
        return message.voice.file_id, f"pesan-suara-{message.message_id}.ogg", message.voice.file_size
    if message.audio is not None:
        audio = message.audio
        return audio.file_id, audio.file_name or f"suara-{message.message_id}", audio.file_size
    if message.effective_attachment is not None:
        raise KindUnfit(type(message.effective_attachment).__name__)
    return None
