"""Why the procedure says no. Errors carry data, never sentences; the sentences stand in handlers/screens/texts.py.

SopError                    the procedure says no: always expected, never a defect
  NotAllowed                the wrong person
    RoleNotHeld             acts in a role without a mandate in force
    AwayFromRole            is away, and somebody else holds the role meanwhile
    NotYourTurn             the step, or this act in it, belongs to other roles
    OwnDraft                who drafted a version may not decide on it, nor return it to himself
    NotYourDecision         only the Komisioner who approved takes the approval back
    HadPart                 whoever gave, initialled or forwarded a version records or confirms no decision on it
    NotConfirmedYet         whom no Komisioner has confirmed vouches for no written decision
    OwnRecord               whoever recorded a written decision does not confirm it
    OwnDecision             a Komisioner decides with the buttons, and confirms no paper of his own
    NotToOneself            a stand-in or an admin gives no step to himself
    NotYoursToReassign      only the Atasan PPID or an admin reassigns a step
    NotYoursToRescue        only an admin rescues a maklumat
  NotPossible               the wrong moment
    OtherStep               the act does not belong to the present step
    VisitPassed             the button or question is of a visit that has ended
    VersionReplaced         the button or question is of an older draft version
    MaklumatClosed          it was cancelled
    NoDraftYet              there is no draft to act on
    DraftWasReturned        a returned version waits for a new document
    AlreadyParafed          this role's paraf is already on this version
    ParafIncomplete         the other drafter's paraf is still missing
    OnHold                  the maklumat is held; it must be resumed first
    NotOnHold               there is nothing to resume
    NoKomisioner            nobody could decide: no Komisioner who did not draft this version
    NotADecider             the Komisioner named could not decide on this version now
    DecidesOtherwise        the Komisioner named is collecting a correction himself
    NobodyConfirms          nobody is there who could confirm a written decision
    RecordWaits             a written decision waits for its confirmation already
    NoRecord                no written decision waits for a confirmation
    NotOnPaper              the decision was not recorded from paper
    NoDecision              no decision stands that minutes could belong to
    ObjectionStands         a Komisioner's objection is lifted by a Komisioner alone
    NoObjection             there is no objection to lift
    NoPaper                 no paper was made that a scan could show
    NothingToSend           no correction has been noted yet
    NothingToAffirm         no final text waits for an affirmation
    AnotherCame             the final text, or the record from paper, that a button showed was replaced since
    QuestionClosed          the question was answered already, put aside, or never asked
    AlreadyConfirmed        the page was confirmed already
    AlreadyInForce          nothing would change
    ReassignedToAnother     the step was reassigned, and one other person performs it in this visit
    NeverReassigned         the present step is none of those that may be reassigned
    NeverRescued            it was published: nothing is left to rescue but a card
    NeverForward            an admin returns a maklumat to an earlier step, and to no other
    NotAwaited              this person has nothing to do with it now
    NotPublished            only a published maklumat is replaced by a new one
    HasSuccessor            a maklumat has been replaced already, or its successor is under way
  Incomplete                something is missing or unfit
    TitleRequired           a title is needed
    TitleTooLong            a title has at most 200 characters
    WordsRequired           a reason, a correction or an answer needs words or a file
    WordsTooLong            longer than a message can carry
    FileRequired            a document is needed
    VerdictRequired         whose written decision it is, and which, must be chosen first
    ScanRequired            a written decision is recorded with its scan only
    ScanUnfit               a signed paper is filed as pictures or PDFs only
    LinkRequired            a page's address is needed
    LinkNotAllowed          the address is not https on a host of this office
    NumberUnfit             a document number has an unexpected form
    PlaceUnfit              the place of a printed paper is one short line
    ArchiveLineUnfit        a line for the register of archives has no label of it, or one twice
    ReasonRequired          what touches others needs a reason in words
    PerformerUnfit          this person holds no role that could be set for the step
"""

from dataclasses import dataclass
from datetime import date, datetime


class SopError(Exception):
    """The procedure says no; nothing was changed."""


class NotAllowed(SopError):
    """The wrong person."""


@dataclass(eq=False)
class RoleNotHeld(NotAllowed):
    """Without a mandate in force for the role, nobody acts in it."""

    role: str


@dataclass(eq=False)
class AwayFromRole(NotAllowed):
    """Whoever is away does not act in the role until the last day (included), or until he says that he is back."""

    role: str
    until_on: date
    stand_in: int | None


@dataclass(eq=False)
class NotYourTurn(NotAllowed):
    """The act belongs to other roles in this step."""

    role: str
    action: str
    step: int
    performers: tuple[str, ...]


@dataclass(eq=False)
class OwnDraft(NotAllowed):
    """Who gave a version or put a paraf on it may not decide on it."""

    version: int


@dataclass(eq=False)
class NotYourDecision(NotAllowed):
    """An approval is taken back only by the Komisioner who gave it."""

    decided_by: int


@dataclass(eq=False)
class HadPart(NotAllowed):
    """Whoever gave, initialled or forwarded a version has no hand in the record of a written decision on it."""

    version: int


class NotConfirmedYet(NotAllowed):
    """Whom an admin has brought in and no Komisioner knows yet is no second person (docs/decisions/0032)."""


class OwnRecord(NotAllowed):
    """A written decision is confirmed by a second person."""


class OwnDecision(NotAllowed):
    """A Komisioner needs no paper where he has the buttons."""


class NotToOneself(NotAllowed):
    """Who stands in for the Atasan PPID, or is an admin, gives a step to others only."""


class NotYoursToReassign(NotAllowed):
    """A step is reassigned by whoever is Atasan PPID today, or by an admin."""


class NotYoursToRescue(NotAllowed):
    """A stuck maklumat is rescued by whoever is admin at this moment."""


class NotPossible(SopError):
    """The wrong moment."""


@dataclass(eq=False)
class OtherStep(NotPossible):
    """The act does not belong to the present step."""

    action: str
    step: int


@dataclass(eq=False)
class VisitPassed(NotPossible):
    """The visit that the button or question belongs to has ended; the outcome says how, by whom and when."""

    visit: int
    step: int
    outcome: str
    by: int | None
    at: datetime | None
    version: int


@dataclass(eq=False)
class VersionReplaced(NotPossible):
    """The button or question is of an older draft version."""

    asked: int
    current: int
    given_at: datetime | None


@dataclass(eq=False)
class MaklumatClosed(NotPossible):
    """A closed maklumat does not move."""

    outcome: str


class NoDraftYet(NotPossible):
    """There is no draft to act on."""


@dataclass(eq=False)
class DraftWasReturned(NotPossible):
    """A returned version cannot be given a paraf again: a new document is awaited."""

    version: int


@dataclass(eq=False)
class AlreadyParafed(NotPossible):
    """One paraf for each role on each version."""

    role: str
    version: int


@dataclass(eq=False)
class ParafIncomplete(NotPossible):
    """Both drafters' parafs must stand on the same version before it goes on."""

    missing: tuple[str, ...]


@dataclass(eq=False)
class OnHold(NotPossible):
    """A held maklumat must be resumed first; by a Komisioner where one objects (`by`)."""

    reason: str
    by: int = 0


class NotOnHold(NotPossible):
    """There is nothing to resume."""


@dataclass(eq=False)
class NoKomisioner(NotPossible):
    """Nobody could decide on the version: no draft comes to step 3, and no sheet (`on_paper`) is recorded there."""

    on_paper: bool = False


@dataclass(eq=False)
class NotADecider(NotPossible):
    """The Komisioner named holds the role no longer, has no access, or drafted the version."""

    person: int


@dataclass(eq=False)
class DecidesOtherwise(NotPossible):
    """A correction that he has begun says that he thinks otherwise than the paper."""

    person: int


class NobodyConfirms(NotPossible):
    """A second person is needed: enrolled, without a part in the version, and not the Komisioner himself."""


class RecordWaits(NotPossible):
    """One record at a time."""


class NoRecord(NotPossible):
    """There is no written decision to confirm."""


class NotOnPaper(NotPossible):
    """Against one's own tap there is no objection; it is taken back."""


class NoDecision(NotPossible):
    """Minutes belong to a Komisioner's decision."""


@dataclass(eq=False)
class ObjectionStands(NotPossible):
    """Only a Komisioner lifts an objection."""

    by: int


class NoObjection(NotPossible):
    """There is none to lift."""


class NoPaper(NotPossible):
    """No paper was made that a scan could show."""


class NothingToSend(NotPossible):
    """No correction has been noted yet."""


class NothingToAffirm(NotPossible):
    """No final text waits for an affirmation."""


class AnotherCame(NotPossible):
    """What somebody affirms or confirms is what his button showed him, and nothing that came after it."""


@dataclass(eq=False)
class QuestionClosed(NotPossible):
    """The question was answered already, was put aside, or was never asked."""

    put_aside: bool = False


class AlreadyConfirmed(NotPossible):
    """The page was confirmed already."""


class AlreadyInForce(NotPossible):
    """Nothing would change."""


@dataclass(eq=False)
class ReassignedToAnother(NotPossible):
    """Until the visit ends, only the one to whom the step was reassigned performs it; what others say is kept."""

    step: int
    to: int


@dataclass(eq=False)
class NeverReassigned(NotPossible):
    """Parafs and the decision are personal, and the last step is a state: only 2, 4 and 5 are reassigned."""

    step: int


@dataclass(eq=False)
class NeverRescued(NotPossible):
    """Step 6 is a state: it is neither held nor closed, and goes back by Belum tayang alone."""

    step: int


@dataclass(eq=False)
class NeverForward(NotPossible):
    """Only an earlier step: nobody comes past the Komisioner by an admin's hand."""

    step: int
    to: int


@dataclass(eq=False)
class NotAwaited(NotPossible):
    """A card is sent anew to whoever has something to do here."""

    person: int


@dataclass(eq=False)
class NotPublished(NotPossible):
    """What is under way is changed by its own steps, and what was cancelled is opened anew: neither is replaced."""

    control_number: str


@dataclass(eq=False)
class HasSuccessor(NotPossible):
    """A maklumat has one successor (its nomor kendali) at a time; once published, that is the one to be replaced."""

    control_number: str
    successor: str
    is_published: bool


class Incomplete(SopError):
    """Something is missing or unfit."""


class TitleRequired(Incomplete):
    """A maklumat needs a title."""


@dataclass(eq=False)
class TitleTooLong(Incomplete):
    """A title has at most `limit` characters after cleaning."""

    length: int
    limit: int


class WordsRequired(Incomplete):
    """A reason, correction, question or answer needs words or a file."""


@dataclass(eq=False)
class WordsTooLong(Incomplete):
    """Longer than a message can carry onward."""

    length: int
    limit: int


@dataclass(eq=False)
class FileRequired(Incomplete):
    """A document is needed, for this act where it is one's; `several` where more than one file came."""

    action: str = ""
    several: bool = False


class VerdictRequired(Incomplete):
    """Whose decision, and which, is chosen before the scan is sent."""


class ScanRequired(Incomplete):
    """A written decision without its scan is hearsay."""


class ScanUnfit(Incomplete):
    """What is filed as a signed paper shows a sheet: pictures and PDFs."""


class LinkRequired(Incomplete):
    """The page's address is needed."""


@dataclass(eq=False)
class LinkNotAllowed(Incomplete):
    """The address is not https, or its host is not one of this office's."""

    link: str


@dataclass(eq=False)
class NumberUnfit(Incomplete):
    """A document number is one line of at most `limit` characters, in as many parts as `example` has."""

    limit: int
    example: str = ""


@dataclass(eq=False)
class PlaceUnfit(Incomplete):
    """The place where the printed papers lie is one line of at most `limit` characters."""

    limit: int


@dataclass(eq=False)
class ArchiveLineUnfit(Incomplete):
    """A line for the register is one of its labels, once, a colon and a value of at most `limit` characters."""

    line: str
    labels: tuple[str, ...]
    limit: int
    is_again: bool = False


class ReasonRequired(Incomplete):
    """What touches others needs a reason: a reassignment, a rescue, the access or the rights of an official."""


@dataclass(eq=False)
class PerformerUnfit(Incomplete):
    """A step is reassigned to somebody who holds a role today that the office could have set for it."""

    step: int
    to: int
    fitting: tuple[str, ...]
