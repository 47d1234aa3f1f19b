"""What storage cannot do, as data.

StorageError
  MaklumatNotFound      no maklumat of this number
  AlreadyDone           the cause took effect before: nothing was done again
  StaleRevision         somebody else was faster; the transaction was rolled back and may be tried again
  InviteUnusable        the code is unknown, used, or past its time
  AccountInUse          the Telegram account already belongs to an enrolled official
  DatabaseBusy          another `run` holds this SQLite file
"""

from dataclasses import dataclass


class StorageError(Exception):
    """What storage cannot do."""


@dataclass(eq=False)
class MaklumatNotFound(StorageError):
    """No maklumat of this number."""

    number: str


class AlreadyDone(StorageError):
    """The cause took effect before; nothing was done again."""


class StaleRevision(StorageError):
    """Somebody else was faster; rolled back, may be tried again."""


class InviteUnusable(StorageError):
    """The code is unknown, used, or past its time: one answer for all three, so nobody learns which."""


class AccountInUse(StorageError):
    """The Telegram account already belongs to an enrolled official."""


class DatabaseBusy(StorageError):
    """Another `run` holds this SQLite file."""
