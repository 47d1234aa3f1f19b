"""Who must be told of an event, how, and with what: what `telling` answers and storage dispatches."""

from dataclasses import dataclass
from enum import StrEnum

from sop.events import Event
from sop.papers import PaperKind
from sop.roles import PersonId


class Told(StrEnum):
    """How a person is told."""

    NEWS = "news"
    """Words from the event: never dropped, no buttons."""
    CARD = "card"
    """The maklumat as it is now, with the buttons this person may press."""
    REMINDER = "reminder"
    """From the present state; dropped when no longer needed."""
    RECEIPT = "receipt"
    """To whoever acted: needless when a toast and the edited card say it already."""


class Enclosure(StrEnum):
    """What goes with a message."""

    DRAFT = "draft"
    PAGE_PICTURE = "page-picture"
    """Page 1 of the draft as a picture, where it is a PDF."""
    NOTA_DINAS = "nota-dinas"
    DISPOSISI = "disposisi"
    PERINTAH = "perintah"
    ITEMS = "items"
    """The files of the event itself."""
    RECORD = "record"
    """The scan of a written decision that waits for its confirmation."""
    FINAL = "final"
    TO_PUBLISH = "to-publish"
    """The final text if there is an affirmed one, else the approved version."""
    PREDECESSOR = "predecessor"
    """What was published last of the maklumat that is replaced: something to start from."""
    PROOF = "proof"
    """The operator's last pictures of the page."""
    JOURNAL_HEAD = "journal-head"
    EVERYTHING = "everything"
    """Every version, every paper, the final text and the proofs."""


@dataclass(frozen=True)
class PaperWanted:
    """A paper that the step just done puts out, for the visit it was done in."""

    kind: PaperKind
    visit: int
    version: int


@dataclass(frozen=True)
class Notice:
    """One person must be told of an event."""

    told: Told
    to: PersonId
    event: Event
    enclosures: tuple[Enclosure, ...] = ()
