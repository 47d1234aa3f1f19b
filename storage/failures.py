"""What a database, or the disk below it, refuses with: which kind of trouble it is, and its name without a row's words.

SQLite names its errors (SQLITE_FULL), PostgreSQL numbers them (53100); a server that is away does neither.
"""

import errno
import sqlite3
from enum import Enum

from sqlalchemy.exc import DBAPIError


class Failing(Enum):
    """What is amiss, as far as it tells what to do."""

    FULL = "full"
    FORBIDDEN = "read-only, or no right to write"
    LOCKED = "locked"
    DAMAGED = "damaged"
    AWAY = "away"
    """The server of PostgreSQL, or the way to it."""
    OTHER = "other"


_SQLITE = {
    "FULL": Failing.FULL,
    "READONLY": Failing.FORBIDDEN,
    "CANTOPEN": Failing.FORBIDDEN,
    "PERM": Failing.FORBIDDEN,
    "AUTH": Failing.FORBIDDEN,
    "BUSY": Failing.LOCKED,
    "LOCKED": Failing.LOCKED,
    "CORRUPT": Failing.DAMAGED,
    "NOTADB": Failing.DAMAGED,
}
"""By the first word of SQLite's name; what follows it (BUSY_SNAPSHOT) only says where."""
_POSTGRES = {
    "53100": Failing.FULL,
    "25006": Failing.FORBIDDEN,
    "42501": Failing.FORBIDDEN,
    "55P03": Failing.LOCKED,
    "57014": Failing.LOCKED,
    "40P01": Failing.LOCKED,
    "XX001": Failing.DAMAGED,
    "XX002": Failing.DAMAGED,
}
_AWAY = ("08", "53", "57", "28", "3D")
"""Classes of SQLSTATE: no connection, none free, shut down, not let in, no such database."""
_DISK = {
    errno.ENOSPC: Failing.FULL,
    errno.EDQUOT: Failing.FULL,
    errno.EACCES: Failing.FORBIDDEN,
    errno.EPERM: Failing.FORBIDDEN,
    errno.EROFS: Failing.FORBIDDEN,
}


def kind_of(trouble: BaseException) -> Failing:
    """Which kind of trouble it is."""
    if isinstance(trouble, OSError):
        return _DISK.get(trouble.errno or 0, Failing.OTHER)
    if not isinstance(trouble, DBAPIError):
        return Failing.OTHER
    if isinstance(trouble.orig, sqlite3.Error):
        return _SQLITE.get(_sqlite_name(trouble.orig).split("_")[0], Failing.OTHER)
    state = _sqlstate(trouble.orig)
    if not state:
        # What the driver says by itself: nobody answers.
        return Failing.AWAY if _is_operational(trouble.orig) else Failing.OTHER
    return _POSTGRES.get(state, Failing.AWAY if state.startswith(_AWAY) else Failing.OTHER)


def name_of(trouble: BaseException) -> str:
    """What it is called: `OperationalError SQLITE_FULL`, `DiskFull 53100`; never what it says, which may be words."""
    if isinstance(trouble, OSError) and trouble.errno:
        return f"{type(trouble).__name__} {errno.errorcode.get(trouble.errno, trouble.errno)}"
    if not isinstance(trouble, DBAPIError):
        return type(trouble).__name__
    code = getattr(trouble.orig, "sqlite_errorname", None) or _sqlstate(trouble.orig)
    return f"{type(trouble.orig).__name__} {code}" if code else type(trouble.orig).__name__


def _sqlite_name(trouble: sqlite3.Error) -> str:
    return str(getattr(trouble, "sqlite_errorname", "")).removeprefix("SQLITE_")


def _sqlstate(trouble: BaseException | None) -> str:
    return str(getattr(trouble, "sqlstate", None) or "")


def _is_operational(trouble: BaseException | None) -> bool:
    return any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(trouble).__mro__)
