"""What people say and bring: words, files, and what a Komisioner decided on paper."""

from dataclasses import dataclass

from sop.roles import PersonId
from sop.steps import Action


@dataclass(frozen=True)
class KeptFile:
    """A file that passed through, by the SHA-256 (hex) of its bytes; the bytes are kept in storage."""

    sha256: str
    name: str
    media_type: str
    size: int

    @property
    def is_scan(self) -> bool:
        """Whether it can show a sheet of paper as it was signed: a picture or a PDF."""
        return self.media_type.startswith("image/") or self.media_type == "application/pdf"


@dataclass(frozen=True)
class Item:
    """One thing a person said: words, files (a photo, an album, a voice note, a document), or both."""

    text: str = ""
    files: tuple[KeptFile, ...] = ()

    @property
    def scan(self) -> KeptFile | None:
        """The first file that shows a sheet of paper: a picture or a PDF."""
        return next(iter(self.scans), None)

    @property
    def scans(self) -> tuple[KeptFile, ...]:
        """The files that show a sheet of paper or a screen: pictures and PDFs."""
        return tuple(file for file in self.files if file.is_scan)

    @property
    def is_scanned(self) -> bool:
        """Whether files came with it, and all of them show sheets of paper."""
        return bool(self.files) and all(file.is_scan for file in self.files)

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.text or self.files)


NOTHING = Item()
"""Nothing was said with the act."""


@dataclass(frozen=True)
class Verdict:
    """What a Komisioner decided on paper: `APPROVE` or `RETURN`, and who he is."""

    decision: Action
    komisioner: PersonId


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """That a decision was given on paper: who recorded it, who confirmed it, and its scan."""

    recorded_by: PersonId
    confirmed_by: PersonId
    scan: tuple[KeptFile, ...]
