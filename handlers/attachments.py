"""What came with a message, made fit to keep: words and files as one Item, types judged by content, never by name.

What cannot be used (`odd`) does not take with it what was said beside it: whoever asked decides whether words are kept
without it (docs/decisions/0022).

AttachmentError
  TooBig         larger than Telegram hands to a bot
  FileUnfit      inspection found something against it, or it is no document, picture or voice note at all
  Unreachable    Telegram does not hand the file over now
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from telegram import Message

from handlers.inspection import DRAFT_TYPES, FINAL_TYPES, Look, Trouble, Verdict
from sop.items import Item, KeptFile
from sop.wording import clean_words
from storage.files import describe
from storage.naming import ENDINGS, NAME_LIMIT, PLAIN

LIMIT = 20_000_000
"""Bytes that the Bot API hands over."""


class AttachmentError(Exception):
    """What was sent cannot be used; nothing was changed."""


@dataclass(eq=False)
class TooBig(AttachmentError):
    """Larger than Telegram hands to a bot (bytes)."""

    size: int
    limit: int = LIMIT


@dataclass(eq=False)
class FileUnfit(AttachmentError):
    """It cannot be a text, or not be taken at all."""

    name: str
    trouble: Trouble
    is_kept: bool = False
    """Kept and passed on as it came all the same, where words are what counts."""


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
    odd: tuple[AttachmentError, ...] = ()
    """What speaks against files of it; of these only those that may be kept as they came are in the item."""

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

    @property
    def attached(self) -> bool:
        """Whether files came with it, also such as are not kept."""
        return bool(self.item.files or self.odd)

    def sound(self) -> "Brought":
        """The same, where a file is what was asked for and nothing may be wrong with it.

        Raises:
            AttachmentError: the first thing that is.
        """
        if self.odd:
            raise self.odd[0]
        return self


async def gather(messages: Sequence[Message], fetch: Fetch, look: Look) -> Brought:
    """Everything in a message, or in the parts of an album, in their order.

    Raises:
        AttachmentError: a file cannot be used, and nothing else was said.
    """
    texts = [clean_words(message.text or message.caption or "") for message in messages]
    files: list[KeptFile] = []
    contents: dict[str, bytes] = {}
    odd: list[AttachmentError] = []
    for message in messages:
        try:
            found = _attachment(message)
            if found is None:
                continue
            file_id, name, size = found
            if size is not None and size > LIMIT:
                raise TooBig(size)
            data = await fetch(file_id, size)
        except AttachmentError as trouble:
            odd.append(trouble)
            continue
        verdict = await look(data, name)
        if verdict.trouble is not None:
            odd.append(FileUnfit(name, verdict.trouble, is_kept=bool(verdict.kind)))
        if verdict.kind:
            kept = await asyncio.to_thread(describe, data, truthful(name, verdict), verdict.kind)
            files.append(kept)
            contents[kept.sha256] = data
    brought = Brought(Item("\n".join(text for text in texts if text), tuple(files)), contents, tuple(odd))
    return brought if brought.item else brought.sound()


def truthful(name: str, verdict: Verdict) -> str:
    """A readable name in one line, whose ending tells what the bytes are."""
    one_line = " ".join(clean_words(name).replace("/", "-").replace("\\", "-").split())
    stem = PurePath(one_line).stem[:NAME_LIMIT] or "berkas"
    own = PurePath(one_line).suffix.lower()
    plain = own if verdict.kind == PLAIN and own in ENDINGS.values() else ".bin"
    return stem + ENDINGS.get(verdict.kind, plain)


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
        raise FileUnfit(type(message.effective_attachment).__name__, Trouble.UNKNOWN)
    return None
