"""What people, and time, ask of a maklumat. A command is a wish; `decide` says what follows.

Every command about an open maklumat names the visit and the draft version that its button or question was made for, and
the role it is given in: so an old button can be told from a new one, whoever pressed it.
"""

from dataclasses import dataclass
from enum import StrEnum

from sop.comparing import Comparison
from sop.events import MaklumatId, Predecessor
from sop.items import NOTHING, Item, KeptFile, Verdict
from sop.looks import Look
from sop.papers import PaperKind
from sop.roles import PersonId, Role
from sop.steps import Action, Step


@dataclass(frozen=True, kw_only=True)
class Open:
    """Open a maklumat; with a file it is the first draft at once.

    Number and nomor kendali are given by the Desk inside the transaction.
    """

    title: str
    role: Role
    file: KeptFile | None = None
    replaces: Predecessor | None = None
    """Whether that one may be replaced, the Desk looks inside the transaction."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """A person does one of the table's actions."""

    action: Action
    maklumat: MaklumatId
    visit: int
    version: int
    role: Role
    item: Item = NOTHING
    """Words or files that belong to the act: the correction, the reason, the question."""
    value: str = ""
    """A number, a page's address, or regulations line by line."""
    file: KeptFile | None = None
    """The document given: a draft or the final text."""
    comparison: Comparison | None = None
    """What was found between the final text given and the approved version."""
    question: int = 0
    """Which question is answered."""
    meant_for: str = ""
    """For a kept remark: the action it would have been."""
    verdict: Verdict | None = None
    """For a written decision: whose it is, and which."""
    paper: int = 0
    """Which paper a scan shows, signed: its place among the maklumat's papers, from 1."""
    shown: int = 0
    """The mark of the final text or the record from paper that was shown where it is affirmed; 0 where none was."""


@dataclass(frozen=True, kw_only=True)
class Reassign:
    """Give a waiting step to one person, for a reason; no act of the table, for an admin holds no role in it."""

    maklumat: MaklumatId
    visit: int
    to: PersonId
    reason: str


class Remedy(StrEnum):
    """What an admin may do for a maklumat that is stuck; nothing of it leads on."""

    STEP_BACK = "step-back"
    """It returns to an earlier step."""
    HOLD = "hold"
    """It stands still, and its clock with it."""
    RESUME = "resume"
    """It goes on, whoever held it."""
    CANCEL = "cancel"
    """It is closed unfinished."""
    RESEND = "resend"
    """Somebody who is waited for gets the card anew."""


@dataclass(frozen=True, kw_only=True)
class Rescue:
    """An admin helps a stuck maklumat along, for a reason; no act of the table, for an admin holds no role in it."""

    remedy: Remedy
    maklumat: MaklumatId
    visit: int
    reason: str = ""
    step: Step | None = None
    """Where it returns to."""
    to: PersonId | None = None
    """Who gets the card anew."""


@dataclass(frozen=True, kw_only=True)
class ClockTick:
    """Time reached a rung of a visit."""

    maklumat: MaklumatId
    visit: int
    rung: str


@dataclass(frozen=True, kw_only=True)
class MoveDeadline:
    """The office's calendar changed, for a reason."""

    maklumat: MaklumatId
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecordPaper:
    """A paper was made from a snapshot and is kept."""

    maklumat: MaklumatId
    kind: PaperKind
    version: int
    visit: int
    file: KeptFile


@dataclass(frozen=True, kw_only=True)
class RecordLook:
    """The bot looked at the page that a visit published."""

    maklumat: MaklumatId
    visit: int
    look: Look


def files_of(command: "Command") -> tuple[KeptFile, ...]:
    """The files that a command names; their bytes come beside it."""
    if isinstance(command, Act):
        return (*command.item.files, *((command.file,) if command.file else ()))
    if isinstance(command, RecordLook):
        return (command.look.copy,) if command.look.copy else ()
    return (command.file,) if isinstance(command, Open) and command.file else ()


Command = Open | Act | Reassign | Rescue | ClockTick | MoveDeadline | RecordPaper | RecordLook
