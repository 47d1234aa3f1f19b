"""The maklumat: one case of the procedure, as the fold of its events. Frozen; `apply` gives the next one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sop.archive import UNMARKED, Marks
from sop.comparing import Comparison, Likeness
from sop.events import Event, MaklumatId, Predecessor
from sop.items import Item, KeptFile, OnPaper, Verdict
from sop.looks import Checked
from sop.papers import PaperKind
from sop.roles import DRAFTERS, PersonId, Role, Standing
from sop.steps import Step


class Phase(StrEnum):
    """Whether it still moves."""

    OPEN = "open"
    PUBLISHED = "published"
    """In step 6: it rests, and may fall back to step 5 until the page is confirmed."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Reassignment:
    """One person alone performs the step of a visit, in a role of his own."""

    to: PersonId
    role: Role


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One entry into a step, with its own clock. All moments aware UTC; no `due_at` at step 6."""

    number: int
    step: Step
    entered_at: datetime
    due_at: datetime | None
    received_at: datetime
    skipped: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    """Reminders that were used for this visit, or skipped."""
    examining: "Acted | None" = None
    """Who said first that he is looking at it."""
    reassigned: Reassignment | None = None
    """Whom it was reassigned to, last."""
    stood: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when the clock stood still."""
    left_at: datetime | None = None
    left_by: PersonId | None = None
    outcome: str = ""
    """The name of the event that ended it."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One version of the text."""

    version: int
    file: KeptFile
    by: PersonId
    role: Role
    at: datetime
    on_behalf: bool = False
    basis: tuple[str, ...] = ()
    returned: bool = False


@dataclass(frozen=True, kw_only=True)
class Paraf:
    """A drafter's initial on a version, in a role."""

    version: int
    role: Role
    by: PersonId
    at: datetime
    standing: Standing = Standing.DEFINITIVE
    fallen: bool = False
    """It counts no longer, though its version does: the maklumat was returned to step 1 by an admin."""


@dataclass(frozen=True, kw_only=True)
class Return:
    """A version returned for correction."""

    step: Step
    visit: int
    version: int
    by: PersonId
    role: Role
    at: datetime
    items: tuple[Item, ...]
    standing: Standing = Standing.DEFINITIVE
    on_paper: OnPaper | None = None
    minutes: str = ""


@dataclass(frozen=True, kw_only=True)
class Collected:
    """Items of a correction that its Komisioner has not sent yet."""

    by: PersonId
    since: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Direction:
    """A direction for the Disposisi of a visit."""

    step: Step
    visit: int
    by: PersonId
    at: datetime
    item: Item


@dataclass(frozen=True, kw_only=True)
class Question:
    """The Komisioner's question to the drafters, and its answer."""

    number: int
    visit: int
    by: PersonId
    at: datetime
    item: Item
    answer: Item | None = None
    answered_by: PersonId | None = None


@dataclass(frozen=True, kw_only=True)
class Acted:
    """Somebody did something in a role at a moment: an approval, an order, a forwarding, a confirmation."""

    by: PersonId
    role: Role
    at: datetime
    version: int
    visit: int
    standing: Standing = Standing.DEFINITIVE


@dataclass(frozen=True, kw_only=True)
class Approval(Acted):
    """The Komisioner's approval, by a button or on paper."""

    on_paper: OnPaper | None = None
    minutes: str = ""
    """The number of the minutes (Berita Acara) that it rests on; empty where there are none."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A Komisioner's decision on paper that somebody recorded, and nobody confirmed yet: it decides nothing."""

    verdict: Verdict
    by: PersonId
    role: Role
    at: datetime
    version: int
    item: Item

    @property
    def mark(self) -> int:
        """Which record of the version it is: when it was made, in milliseconds since 1970."""
        return int(self.at.timestamp() * 1000)


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Held, and since when the clock stands."""

    by: PersonId
    at: datetime
    item: Item
    objection: bool = False
    """A Komisioner objects to what was recorded as his decision: only a Komisioner lets it go on."""
    beneath: "Hold | None" = None
    """How it was held already when he objected."""


@dataclass(frozen=True, kw_only=True)
class Final:
    """The signed final text; it counts once a drafter affirmed that its content is that of the approved version."""

    file: KeptFile
    by: PersonId
    role: Role
    at: datetime
    affirmed_by: PersonId | None = None
    """The drafter who gave or affirmed it; none while it is only offered."""
    comparison: Comparison | None = None
    """What was found between it and the approved version."""

    @property
    def mark(self) -> int:
        """Which text it is: the beginning of its file's SHA-256, as a number of 32 bits at most."""
        return 1 + int(self.file.sha256[:7], 16)

    @property
    def departs(self) -> bool:
        """Whether it was not found to say what was approved; False where nothing was looked for, as of old."""
        return self.comparison is not None and self.comparison.likeness is not Likeness.SAME


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Where it was published, by whom; `confirmed` when somebody looked at the page, `checked` when the bot did."""

    link: str
    by: PersonId
    at: datetime
    confirmed: Acted | None = None
    checked: Checked | None = None

    @property
    def is_seen(self) -> bool:
        """Whether the maklumat was seen on the page: by a person, or by the bot at its last look."""
        return self.confirmed is not None or (self.checked is not None and self.checked.look.finding.is_good)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that was made."""

    kind: PaperKind
    version: int
    visit: int
    file: KeptFile
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A paper as it was signed by hand: of which kind, version and visit it is, and who brought it."""

    kind: PaperKind
    version: int
    visit: int
    by: PersonId
    at: datetime
    item: Item


@dataclass(frozen=True, kw_only=True)
class Filed:
    """Where the printed papers lie, and who said so when."""

    place: str
    by: PersonId
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Maklumat:
    """The public promise about information service, on its way through the six steps."""

    id: MaklumatId
    control_number: str
    title: str
    opened_by: PersonId
    opened_at: datetime
    replaces: Predecessor | None = None
    """The published one in whose place it was opened."""
    revision: int = 0
    """How many events were folded; the database refuses a write based on an older one."""
    phase: Phase = Phase.OPEN
    visits: tuple[Visit, ...] = ()
    drafts: tuple[Draft, ...] = ()
    basis: tuple[str, ...] = ()
    parafs: tuple[Paraf, ...] = ()
    returns: tuple[Return, ...] = ()
    collecting: tuple[Collected, ...] = ()
    directions: tuple[Direction, ...] = ()
    questions: tuple[Question, ...] = ()
    number: str = ""
    """The Nota Dinas number from the office's register; empty until it is known."""
    forwarding: Acted | None = None
    written: Written | None = None
    """A written decision that waits for its confirmation."""
    approval: Approval | None = None
    order: Acted | None = None
    hold: Hold | None = None
    final: Final | None = None
    """The one that counts."""
    offered_final: Final | None = None
    """The operator's, until a drafter affirms it."""
    publication: Publication | None = None
    proofs: tuple[KeptFile, ...] = ()
    papers: tuple[Paper, ...] = ()
    scans: tuple[Scan, ...] = ()
    """Papers that came back signed by hand."""
    participants: tuple[PersonId, ...] = ()
    """Everyone who took part so far, in the order of their first act."""
    cancelled_for: Item | None = None
    filed: Filed | None = None
    """Also on paper: where it was put last."""
    marks: Marks = UNMARKED
    """What the register of archives says of this one, where it is not what the office has set."""

    @property
    def visit(self) -> Visit:
        """The present visit."""
        return self.visits[-1]

    @property
    def step(self) -> Step:
        """The present step."""
        return self.visits[-1].step

    @property
    def draft(self) -> Draft | None:
        """The current draft version, if one was given."""
        return self.drafts[-1] if self.drafts else None

    @property
    def version(self) -> int:
        """The current version's number; 0 before the first draft."""
        return len(self.drafts)

    def drafters_of(self, version: int) -> frozenset[PersonId]:
        """Who gave a version or put a paraf on it: these may not decide on it."""
        gave = {draft.by for draft in self.drafts if draft.version == version}
        return frozenset(gave | {paraf.by for paraf in self.parafs if paraf.version == version})

    def had_part_in(self, version: int) -> frozenset[PersonId]:
        """Who gave a version, put a paraf on it or forwarded it: these record no written decision on it."""
        given_at = next((draft.at for draft in self.drafts if draft.version == version), self.opened_at)
        forwarded = {v.left_by for v in self.visits if v.outcome == "Forwarded" and v.entered_at >= given_at}
        return self.drafters_of(version) | frozenset(person for person in forwarded if person is not None)

    @property
    def decided(self) -> Approval | Return | None:
        """The Komisioner's decision that stands on the current version."""
        if self.approval is not None:
            return self.approval
        last = self.returns[-1] if self.returns else None
        return last if last and last.step is Step.DECISION and last.version == self.version else None

    @property
    def standing_parafs(self) -> tuple[Paraf, ...]:
        """The parafs that count: on the current version, unless it was returned."""
        if self.draft is None or self.draft.returned:
            return ()
        return tuple(paraf for paraf in self.parafs if paraf.version == self.version and not paraf.fallen)

    @property
    def missing_parafs(self) -> tuple[Role, ...]:
        """The drafters' roles whose paraf is not on the current version."""
        there = {paraf.role for paraf in self.standing_parafs}
        return tuple(role for role in DRAFTERS if role not in there)

    def collected_by(self, person: PersonId) -> tuple[Item, ...]:
        """Items of a correction that this person has noted and not sent."""
        return next((c.items for c in self.collecting if c.by == person), ())

    @property
    def to_publish(self) -> KeptFile | None:
        """What the operator is to put on the site: the affirmed final text, else the approved version."""
        if self.final is not None:
            return self.final.file
        return self.draft.file if self.draft else None

    def directions_of(self, visit: int) -> tuple[Direction, ...]:
        """The directions given in one visit."""
        return tuple(d for d in self.directions if d.visit == visit)

    def directions_ended_by(self, event: Event) -> tuple[Direction, ...]:
        """The directions given in the visit that this event ended: they go where its news goes."""
        outcome = type(event).__name__
        ended = next((v for v in self.visits if v.left_at == event.at and v.outcome == outcome), None)
        return self.directions_of(ended.number) if ended is not None else ()

    @property
    def numbered_kinds(self) -> tuple[PaperKind, ...]:
        """What prints the Nota Dinas number by now: the letter, what went up with it, what lies on it, the recap."""
        sent = (PaperKind.LEMBAR_PARAF, PaperKind.TANDA_TERIMA) if self.forwarding is not None else ()
        decided = (PaperKind.DISPOSISI,) if self.approval is not None else ()
        ordered = (PaperKind.PERINTAH,) if self.order is not None else ()
        # Back from step 6 the recap of then stays as it was; the next publication makes one of its own.
        recap = (PaperKind.REKAP_PROSES,) if self.phase is Phase.PUBLISHED else ()
        return (PaperKind.NOTA_DINAS, *sent, *decided, *ordered, *recap)

    @property
    def signable(self) -> tuple[tuple[int, Paper], ...]:
        """One paper for each kind and version, the newest copy of it, with its place among the papers, from 1.

        These are what is printed and signed, the newest first.
        """
        newest = {(paper.kind, paper.version): (place, paper) for place, paper in enumerate(self.papers, 1)}
        return tuple(sorted(newest.values(), key=lambda placed: -placed[0]))

    def paper(self, kind: PaperKind) -> Paper | None:
        """The newest paper of a kind."""
        return next((p for p in reversed(self.papers) if p.kind == kind), None)
