"""What happened to a maklumat, in the past tense; and what people must be told of it.

An event carries everything that is needed to fold it into the maklumat (`maklumat.apply`); the journal keeps events and
nothing else. All moments are aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sop.archive import Marks
from sop.comparing import Comparison
from sop.items import NOTHING, Item, KeptFile, OnPaper, Verdict
from sop.looks import Look
from sop.papers import PaperKind
from sop.roles import PersonId, Role, Standing
from sop.steps import Step

MaklumatId = NewType("MaklumatId", int)
"""The database's own number of a maklumat; people see the nomor kendali."""


@dataclass(frozen=True, kw_only=True)
class Predecessor:
    """The published maklumat that a new one is to replace."""

    maklumat: MaklumatId
    control_number: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something happened, at a moment, by a person in a role (none when it was time itself)."""

    at: datetime
    by: PersonId | None = None
    role: Role | None = None
    standing: Standing = Standing.DEFINITIVE


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """A maklumat was opened under a nomor kendali."""

    maklumat: MaklumatId
    control_number: str
    title: str
    replaces: Predecessor | None = None
    """Where it was opened in the place of a published one."""


@dataclass(frozen=True, kw_only=True)
class StepEntered(Event):
    """A step began: a new visit with its own clock (no clock at step 6)."""

    step: Step
    visit: int
    due_at: datetime | None
    received_at: datetime
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DraftGiven(Event):
    """A document was given: a new version; parafs on the older one fall."""

    version: int
    file: KeptFile
    on_behalf: bool
    basis: tuple[str, ...]
    """The regulations the draft rests on: step 1's requirement."""
    note: str = ""
    """What was written beside the document."""


@dataclass(frozen=True, kw_only=True)
class BasisSet(Event):
    """The regulations that the draft rests on were put down in other words."""

    basis: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ParafGiven(Event):
    """A drafter initialled a version in his role."""

    version: int


@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    """A version was returned for correction, from the step it stood in; its parafs fall."""

    step: Step
    version: int
    items: tuple[Item, ...]
    on_paper: OnPaper | None = None
    unsent: tuple[PersonId, ...] = ()
    """Other Komisioner who had begun a correction and not sent it: it goes no further."""


@dataclass(frozen=True, kw_only=True)
class CorrectionNoted(Event):
    """One item of a correction that is not yet closed."""

    item: Item


@dataclass(frozen=True, kw_only=True)
class CorrectionJoined(Event):
    """A later item joined a correction that was sent already."""

    item: Item


@dataclass(frozen=True, kw_only=True)
class Forwarded(Event):
    """The version went to the Komisioner."""

    version: int


@dataclass(frozen=True, kw_only=True)
class NumberSet(Event):
    """The Nota Dinas got its number from the office's register."""

    number: str


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Event):
    """The version was taken back before a decision; parafs stay."""

    version: int
    unsent: tuple[PersonId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Approved(Event):
    """A Komisioner approved a version. Nothing else in this house makes an approval.

    `by` is the Komisioner also where he did so on paper.
    """

    version: int
    on_paper: OnPaper | None = None
    unsent: tuple[PersonId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WrittenRecorded(Event):
    """Somebody recorded what a Komisioner decided on paper, with the scan; it waits for a second person."""

    version: int
    verdict: Verdict
    item: Item


@dataclass(frozen=True, kw_only=True)
class WrittenConfirmed(Event):
    """A second person found the scan to say what was recorded: the Komisioner's decision follows at once."""

    version: int


@dataclass(frozen=True, kw_only=True)
class WrittenRejected(Event):
    """The record of a written decision was found wrong; nothing was decided."""

    item: Item


@dataclass(frozen=True, kw_only=True)
class Objected(Event):
    """The Komisioner says that what was recorded from paper is not so: the maklumat and its clock stand still."""

    version: int
    item: Item = NOTHING
    """What he said with it."""


@dataclass(frozen=True, kw_only=True)
class ObjectionLifted(Event):
    """A Komisioner lifted the objection: it goes on, unless it was held before."""

    due_at: datetime | None
    still_held: bool = False


@dataclass(frozen=True, kw_only=True)
class MinutesSet(Event):
    """The decision got the number of the minutes (Berita Acara) that it rests on."""

    number: str


@dataclass(frozen=True, kw_only=True)
class DirectionGiven(Event):
    """A direction that goes onto the step's Disposisi."""

    step: Step
    item: Item


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event):
    """The Komisioner asked the drafters; the clock runs on."""

    question: int
    item: Item


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Event):
    """A drafter answered."""

    question: int
    item: Item


@dataclass(frozen=True, kw_only=True)
class DecisionTakenBack(Event):
    """The Komisioner who approved took it back before the order; parafs stay."""

    version: int


@dataclass(frozen=True, kw_only=True)
class PublicationOrdered(Event):
    """The operator was ordered to publish."""

    version: int
    affirms: bool = True
    """Whether a final text that was offered is affirmed by it: where a drafter ordered, who alone can say so."""


@dataclass(frozen=True, kw_only=True)
class Held(Event):
    """The maklumat stands still, and its clock with it."""

    item: Item


@dataclass(frozen=True, kw_only=True)
class Resumed(Event):
    """It goes on; the days that were left are left still."""

    due_at: datetime | None
    item: Item = NOTHING
    """Why, where an admin let it go on."""


@dataclass(frozen=True, kw_only=True)
class FinalGiven(Event):
    """The signed final text was given; `affirmed` when a drafter gave it."""

    file: KeptFile
    affirmed: bool
    comparison: Comparison | None = None
    """What was found between it and the approved version; none in entries from before texts were compared."""
    replaces: KeptFile | None = None
    """The final text that gives way to it, if it is another."""


@dataclass(frozen=True, kw_only=True)
class FinalAffirmed(Event):
    """A drafter affirmed that the final text's content is that of the approved version."""

    replaces: KeptFile | None = None


@dataclass(frozen=True, kw_only=True)
class TextReplaced(Event):
    """The approved text is to be replaced: the approval is void."""

    version: int
    item: Item


@dataclass(frozen=True, kw_only=True)
class Published(Event):
    """The operator put it on the site and gave the page's address."""

    link: str


@dataclass(frozen=True, kw_only=True)
class ProofGiven(Event):
    """A screenshot of the page."""

    files: tuple[KeptFile, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmedLive(Event):
    """The page was looked at and is right."""


@dataclass(frozen=True, kw_only=True)
class ReportedNotLive(Event):
    """The page was looked at and is not right."""

    item: Item


@dataclass(frozen=True, kw_only=True)
class PageChecked(Event):
    """The bot looked at the published page by itself, for the first time or with another finding than before."""

    visit: int
    look: Look
    was_good: bool = False
    """Whether the maklumat had been found on this page before."""


@dataclass(frozen=True, kw_only=True)
class ObstacleReported(Event):
    """The holder reported an obstacle; the clock runs on."""

    step: Step
    item: Item


@dataclass(frozen=True, kw_only=True)
class Examining(Event):
    """The holder says that he is looking at it: reminders rest until the next working morning; the clock runs on."""


@dataclass(frozen=True, kw_only=True)
class Cancelled(Event):
    """The maklumat was cancelled, with a reason."""

    item: Item


@dataclass(frozen=True, kw_only=True)
class RemarkKept(Event):
    """Words that came too late for the visit they were meant for."""

    item: Item
    meant_for: str
    """The action that the words would have been."""


@dataclass(frozen=True, kw_only=True)
class RungReached(Event):
    """Time reminded somebody, once for this visit and rung."""

    visit: int
    rung: str
    told: tuple[PersonId, ...] = ()
    """Whoever was reminded; nobody where nobody is enrolled who could be."""
    skipped: tuple[str, ...] = ()
    """Older rungs that had come meanwhile: this one stands for them."""


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(Event):
    """The office's calendar changed, and the deadline of the present visit with it."""

    visit: int
    due_at: datetime
    received_at: datetime
    skipped: tuple[str, ...]
    reason: str
    """What changed, and why, in the admin's words."""


@dataclass(frozen=True, kw_only=True)
class FiledOnPaper(Event):
    """The papers were printed and put away in the office's own archive; a later one says where they lie now."""

    place: str


@dataclass(frozen=True, kw_only=True)
class ArchiveSet(Event):
    """What the register of archives says of it was put down; all of it, as it stands from now on."""

    marks: Marks


@dataclass(frozen=True, kw_only=True)
class PaperMade(Event):
    """A paper was made and kept."""

    kind: PaperKind
    version: int
    visit: int
    file: KeptFile


@dataclass(frozen=True, kw_only=True)
class ScanFiled(Event):
    """A paper came back as it was signed by hand, and is kept beside the paper; it decides nothing."""

    kind: PaperKind
    version: int
    visit: int
    item: Item


@dataclass(frozen=True, kw_only=True)
class StepReassigned(Event):
    """The waiting step was given to one person, who alone performs it in this visit; its clock runs on."""

    step: Step
    visit: int
    to: PersonId
    in_role: Role
    in_standing: Standing = Standing.DEFINITIVE
    held_by: tuple[PersonId, ...]
    """Whom it waited for until then."""
    reason: str


@dataclass(frozen=True, kw_only=True)
class SteppedBack(Event):
    """An admin returned it to an earlier step: what came after that is void, and the text itself is not rejected."""

    step: Step
    """Where it stood."""
    to: Step
    version: int
    approved_by: PersonId | None = None
    """The Komisioner whose approval is void by it."""
    held_by: tuple[PersonId, ...]
    """Whom it waited for until then."""
    reason: str
    was_held: bool = False  # A hold is over by it; entries from before this was kept do not say so.
    unsent: tuple[PersonId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardResent(Event):
    """An admin had the card sent anew to somebody who is waited for; nothing else changed."""

    visit: int
    to: PersonId
    reason: str


@dataclass(frozen=True, kw_only=True)
class HoldersChanged(Event):
    """Other people have come to hold the step: by enrolment, mandate or setting. The step and its clock stay."""

    holders: tuple[PersonId, ...]
    fell_back_from: PersonId | None = None
    """To whom it had been reassigned, where that is over: he holds no fitting role any more."""
