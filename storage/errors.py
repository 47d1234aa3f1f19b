"""What storage cannot do, as data.

StorageError
  MaklumatNotFound      no maklumat of this number
  NumberTaken           another maklumat's Nota Dinas has this number
  AlreadyDone           the cause took effect before: nothing was done again
  StaleRevision         somebody else was faster; the transaction was rolled back and may be tried again
  InviteUnusable        the code is unknown, used, or past its time
  CodesSilenced         too many codes were tried from this account within the hour
  AccountInUse          the Telegram account already belongs to an enrolled official
  AdminOnly             people and calendar are the admins' to change
  OfficialRefused       an official cannot be changed so
    LetterMissing       the role Komisioner is given by the number and the scan of a letter
    NotToYourself       an admin gives himself no role, and does not decide over his own access
    LastAdmin           an office is never left without an admin
    AlreadySo           it is so already: held, ended, closed, open
    SecondAdminMissing  another account is given by two admins, neither of them the one who gets it
    NameTaken           another official has this name
    NameEnrolled        a code of this name came from another account than his
    DetailUnfit         what was written is no name, sapaan or jabatan
    TermOver            a role would be given for days that have passed
    NothingToConfirm    no question to a Komisioner about this official waits, or another one does
    KomisionerConfirms  only a Komisioner in office says who somebody is
    AdminUnconfirmed    a second admin whom no Komisioner has confirmed
    StillInOffice       a name is replaced only long after: no role, and access closed
    Unnamed             whoever bears a number in the place of a name has left for good
  AccessClosed          nothing is taken from this account, nor does a code open it
  AbsenceRefused        an absence cannot be recorded or ended so
    NotYourAbsence      of others only an admin says that they are away
    KomisionerOnly      who may decide is changed by a Komisioner, or by an admin with a letter and its scan
    BasisMissing        an admin names the letter on which somebody else is away
    ScanMissing         for a Komisioner, or where an admin stands in himself, the letter itself is needed
    NothingToLeave      the person holds no role on these days
    AbsenceTooFar       the days are over, too long ago, or too many
    AbsenceOverlaps     the person is recorded as away on some of these days
    AbsenceOver         there is no absence to end, or it has ended
    StandInMissing      nobody else holds the role, so somebody must stand in
    StandInUnfit        this person cannot stand in, and why
  DatabaseBusy          another `run` holds this SQLite file, or serves the database that was to be restored into
  DatabaseMovedAway     the file of a `run` that goes on is no longer at its path
  DatabaseMissing       there is no database yet, and what was asked for makes none
  DatabaseDamaged       a page of an SQLite file is damaged
  DatabaseForeign       there are tables of somebody else, and no schema of ours
  BackupInPlace         a backup was put where the database belongs, not restored
  SchemaUnknown         the schema is at a step that this version does not know: a newer one made it
  BackupUnderWay        another backup of the same second is there, or half-made
  BackupUnfit           a file that was to be restored, or a copy just made, is not whole
  PlaceTaken            a backup is restored into an empty place only
  FileAltered           the bytes of a kept file are not those that were kept
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class StorageError(Exception):
    """What storage cannot do."""


@dataclass(eq=False)
class MaklumatNotFound(StorageError):
    """No maklumat of this number."""

    number: str


@dataclass(eq=False)
class NumberTaken(StorageError):
    """The office's register gives a number once."""

    number: str
    control_number: str


class AdminOnly(StorageError):
    """Only an admin may change this, and the actor is none at this moment."""


class OfficialRefused(StorageError):
    """An official cannot be changed so; nothing was changed."""


@dataclass(eq=False)
class LetterMissing(OfficialRefused):
    """Who decides is enrolled by a letter, after the first of them: its number, and its scan."""

    number: bool
    """Whether the number is missing; else the scan."""


@dataclass(eq=False)
class NotToYourself(OfficialRefused):
    """Another admin does this, or the command line on the machine itself."""


class LastAdmin(OfficialRefused):
    """Somebody else is made admin first."""


@dataclass(eq=False)
class AlreadySo(OfficialRefused):
    """It is so already, or somebody else was faster."""

    person: int


@dataclass(eq=False)
class SecondAdminMissing(OfficialRefused):
    """One admin asks, another one confirms within a day; whoever gets the account is neither."""

    person: int


@dataclass(eq=False)
class NameTaken(OfficialRefused):
    """Officials are told apart by their names too."""

    name: str


@dataclass(eq=False)
class NameEnrolled(OfficialRefused):
    """A code for this name fits the account that is enrolled under it; who uses it from another learns whom to ask."""

    name: str


@dataclass(eq=False)
class DetailUnfit(OfficialRefused):
    """What was written is no name, sapaan or jabatan, or too long for one."""

    what: str


@dataclass(eq=False)
class StillInOffice(OfficialRefused):
    """The name of somebody who acts, or may act again, stands."""

    person: int


@dataclass(eq=False)
class Unnamed(OfficialRefused):
    """The name of whoever left was replaced by a number; who comes back is enrolled anew, under his name."""

    person: int


class TermOver(OfficialRefused):
    """A role is given for days that are still to come."""


@dataclass(eq=False)
class NothingToConfirm(OfficialRefused):
    """The official is confirmed already, or something else is asked about him by now."""

    person: int


class KomisionerConfirms(OfficialRefused):
    """Who somebody is, is said by whoever holds the post of Komisioner and is not away: no admin, no stand-in."""


class AdminUnconfirmed(OfficialRefused):
    """Whom no Komisioner has confirmed as admin takes nothing from others, and gives nobody another account."""


class AccessClosed(StorageError):
    """An admin has closed this official's access, and opens it."""


class AbsenceRefused(StorageError):
    """An absence cannot be recorded or ended so; nothing was changed."""


class NotYourAbsence(AbsenceRefused):
    """The official says so himself; of others only an admin does."""


class KomisionerOnly(AbsenceRefused):
    """Who may decide is changed by a Komisioner, or by an admin with the number and the scan of a letter."""


@dataclass(eq=False)
class BasisMissing(AbsenceRefused):
    """An admin names the letter (surat perintah, Berita Acara) on which somebody else is away or back."""

    person: int


@dataclass(eq=False)
class ScanMissing(AbsenceRefused):
    """For a Komisioner an admin brings the letter itself, as a file or a photo."""

    person: int


@dataclass(eq=False)
class NothingToLeave(AbsenceRefused):
    """The person holds no role on these days, so nobody needs to stand in."""

    person: int


class AbsenceTooFar(AbsenceRefused):
    """The days are over, began too long ago, or are more than a year."""


@dataclass(eq=False)
class AbsenceOverlaps(AbsenceRefused):
    """The person is recorded as away on some of these days already."""

    person: int
    from_on: date
    until_on: date


@dataclass(eq=False)
class AbsenceOver(AbsenceRefused):
    """There is no absence of this person to end, or it has ended meanwhile."""

    person: int


@dataclass(eq=False)
class StandInMissing(AbsenceRefused):
    """Nobody else holds the role, so somebody must stand in: no step is left without a holder."""

    person: int


class Unsuited(Enum):
    """Why somebody cannot stand in."""

    UNKNOWN = "not enrolled"
    SELF = "the one who is away"
    AWAY = "away on some of these days"
    NO_MEMBER = "no member of the commission"
    UNCONFIRMED = "a member whom no Komisioner has confirmed"
    ACTOR = "an admin who would make himself one who decides"
    DECIDES = "a Komisioner, who decides on what that role drafts"


@dataclass(eq=False)
class StandInUnfit(AbsenceRefused):
    """This person cannot stand in."""

    person: int
    why: Unsuited


class AlreadyDone(StorageError):
    """The cause took effect before; nothing was done again."""


class StaleRevision(StorageError):
    """Somebody else was faster; rolled back, may be tried again."""


class InviteUnusable(StorageError):
    """The code is unknown, used, or past its time: one answer for all three, so nobody learns which."""


@dataclass(eq=False)
class CodesSilenced(StorageError):
    """This account has tried so many codes within the hour that even a good one is not looked at."""

    until: datetime
    again: bool
    """It was said before: this code was not looked at; else it was, as the last one, and is unusable."""


class AccountInUse(StorageError):
    """The Telegram account already belongs to an enrolled official."""


class DatabaseBusy(StorageError):
    """Another `run` holds this SQLite file, or serves the database that was to be restored into."""


class DatabaseMovedAway(StorageError):
    """A `run` goes on with a file that is no longer at its path; an empty one in its place would hide it."""


class DatabaseMissing(StorageError):
    """There is no database yet: `run` and `invite` make one, nothing else does."""


class DatabaseDamaged(StorageError):
    """What SQLite reads of its file does not hold together; it is not written to any more."""


class DatabaseForeign(StorageError):
    """There are tables of somebody else and no schema of ours; nothing was added to them."""


class BackupInPlace(StorageError):
    """A backup was copied to where the database belongs: what it had not sent would go again, and old buttons count."""


class SchemaUnknown(StorageError):
    """The schema is at a step that this version does not know, as after going back to an older version."""


class Unfit(Enum):
    """What is wrong with a backup."""

    NO_DATABASE = "no database"
    FOREIGN = "not of this bot"
    NEWER = "of a newer version"
    BROKEN = "broken"
    CHAIN = "its journal does not hold"
    CONTENT = "files or maklumat in it are not what they were"
    BEHIND = "not what the database held at that moment"


@dataclass(frozen=True)
class Findings:
    """What in a database is not what it was when it was recorded; false when there is nothing."""

    entry: int = 0
    """The first entry of the journal that does not hold; 0 for none."""
    reason: str = ""
    """Why it does not (storage/journal.py)."""
    altered: tuple[str, ...] = ()
    """Files whose bytes are not those of their SHA-256."""
    lost: tuple[str, ...] = ()
    """Files that the journal names, and that are not there."""
    maklumat: tuple[str, ...] = ()
    """Nomor kendali of those that are not what their journal tells."""

    def __bool__(self) -> bool:
        return bool(self.entry or self.altered or self.lost or self.maklumat)


class BackupUnderWay(StorageError):
    """Another backup of the same second is there, is being made, or was left half-made by a process that was killed."""


@dataclass(eq=False)
class BackupUnfit(StorageError):
    """A file that was to be restored, or a copy just made, is not whole."""

    why: Unfit
    found: Findings = field(default_factory=Findings)
    """What it was, for CHAIN and CONTENT."""


@dataclass(eq=False)
class FileAltered(StorageError):
    """The bytes of a kept file are not those that were kept; they are handed to nobody."""

    sha256: str

    def __str__(self) -> str:
        return f"file {self.sha256[:12]} was altered"


class PlaceTaken(StorageError):
    """A backup is restored into an empty place only; nothing was changed."""
