"""What storage cannot do, as data.

StorageError
  MaklumatNotFound      no maklumat of this number
  AlreadyDone           the cause took effect before: nothing was done again
  StaleRevision         somebody else was faster; the transaction was rolled back and may be tried again
  InviteUnusable        the code is unknown, used, or past its time
  AccountInUse          the Telegram account already belongs to an enrolled official
  AdminOnly             people and calendar are the admins' to change
  DatabaseBusy          another `run` holds this SQLite file, or serves the database that was to be restored into
  DatabaseMissing       there is no database yet, and what was asked for makes none
  DatabaseForeign       there are tables of somebody else, and no schema of ours
  SchemaUnknown         the schema is at a step that this version does not know: a newer one made it
  BackupUnfit           a file that was to be restored, or a copy just made, is not whole
  PlaceTaken            a backup is restored into an empty place only
"""

from dataclasses import dataclass
from enum import Enum


class StorageError(Exception):
    """What storage cannot do."""


@dataclass(eq=False)
class MaklumatNotFound(StorageError):
    """No maklumat of this number."""

    number: str


class AdminOnly(StorageError):
    """Only an admin may change this, and the actor is none at this moment."""


class AlreadyDone(StorageError):
    """The cause took effect before; nothing was done again."""


class StaleRevision(StorageError):
    """Somebody else was faster; rolled back, may be tried again."""


class InviteUnusable(StorageError):
    """The code is unknown, used, or past its time: one answer for all three, so nobody learns which."""


class AccountInUse(StorageError):
    """The Telegram account already belongs to an enrolled official."""


class DatabaseBusy(StorageError):
    """Another `run` holds this SQLite file, or serves the database that was to be restored into."""


class DatabaseMissing(StorageError):
    """There is no database yet: `run` and `invite` make one, nothing else does."""


class DatabaseForeign(StorageError):
    """There are tables of somebody else and no schema of ours; nothing was added to them."""


class SchemaUnknown(StorageError):
    """The schema is at a step that this version does not know, as after going back to an older version."""


class Unfit(Enum):
    """What is wrong with a backup."""

    NO_DATABASE = "no database"
    FOREIGN = "not of this bot"
    NEWER = "of a newer version"
    BROKEN = "broken"
    CHAIN = "its journal does not hold"
    BEHIND = "not what the database held at that moment"


@dataclass(eq=False)
class BackupUnfit(StorageError):
    """A file that was to be restored, or a copy just made, is not whole."""

    why: Unfit


class PlaceTaken(StorageError):
    """A backup is restored into an empty place only; nothing was changed."""
