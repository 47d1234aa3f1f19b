"""How a command ends that could not do its work: one sentence of ours, and an exit code that a supervisor understands.

What a driver says is never shown: PostgreSQL's names the host, which may be a piece of a password that was written
wrong, and is English. 75 is said of whatever may pass by itself, so that a supervisor tries again; 78 of what a person
has to mend first.
"""

import errno
import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.intake import TokenRejected
from bot.settings import SettingsUnfit
from bot.webhook import AddressUnusable
from handlers.screens import alarms
from storage.errors import (
    BackupInPlace,
    BackupUnderWay,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseMissing,
    DatabaseMovedAway,
    SchemaUnknown,
    StorageError,
)

EX_USAGE = 2
"""argparse's own: what was typed is no command."""
EX_TEMPFAIL = 75
"""sysexits.h: it may pass by itself (a database that is away, a disk that is full); to be tried again."""
EX_CONFIG = 78
"""sysexits.h: something in the configuration is wrong; a supervisor need not try again."""
INTERRUPTED = 130
"""What a shell says of a command that Ctrl-C has ended."""
PIPE_CLOSED = 141
"""What a shell says of a command whose reader went away."""

TROUBLES = (SettingsUnfit, TokenRejected, StorageError, AddressUnusable, OSError, DBAPIError, NoConnectionFree)
"""What `ending` may know a sentence for."""

_MISSING = "Basis data pada DATABASE_URL belum ada; mohon menjalankan python -m bot run (atau invite), yang membuatnya."
_BUSY = "Basis data ini sedang dipakai oleh bot yang lain; mohon mengakhiri bot itu terlebih dahulu, lalu mencoba lagi."
_FOREIGN = (
    "Basis data pada DATABASE_URL berisi tabel yang bukan milik bot ini; "
    "mohon menyebut basis data lain, atau yang masih kosong."
)
_BACKUP = (
    "Berkas pada DATABASE_URL ialah cadangan yang disalin, bukan dipulihkan; "
    "mohon memindahkannya ke folder lain, kemudian memulihkannya dengan python -m bot restore."
)
_NEWER = (
    "Basis data ini dibuat oleh versi bot yang lebih baru; "
    "mohon menjalankan versi itu, atau memulihkan cadangan dari sebelum pembaruan."
)
_DAMAGED = "Basis data rusak; mohon memulihkan cadangan (docs/running.md)."
_UNDER_WAY = "Cadangan lain pada detik ini sudah ada atau sedang dibuat; mohon mencoba lagi sebentar kemudian."
_OURS: Mapping[type[StorageError], tuple[str, int]] = {
    DatabaseBusy: (_BUSY, EX_TEMPFAIL),
    DatabaseMissing: (_MISSING, EX_CONFIG),
    DatabaseMovedAway: (alarms.MOVED_AWAY, EX_TEMPFAIL),
    DatabaseForeign: (_FOREIGN, EX_CONFIG),
    DatabaseDamaged: (_DAMAGED, EX_CONFIG),
    BackupUnderWay: (_UNDER_WAY, EX_TEMPFAIL),
    BackupInPlace: (_BACKUP, EX_CONFIG),
    SchemaUnknown: (_NEWER, EX_CONFIG),
}

_NO_SPACE = "Penyimpanan penuh; mohon mengosongkan ruang, lalu mencoba lagi."
_NOT_WRITABLE = (
    "Basis data hanya dapat dibaca; mohon memeriksa izin tulis pada berkas dan foldernya "
    "(pemiliknya adalah pengguna yang menjalankan bot)."
)
_LOCKED = "Basis data sedang dikunci oleh program lain; mohon mencoba lagi sebentar kemudian."
_STRANGE = "Isi basis data bukan seperti yang dibuat bot ini; mohon memulihkan cadangan (docs/running.md)."
_SQLITE: Mapping[int, tuple[str, int]] = {
    sqlite3.SQLITE_FULL: (_NO_SPACE, EX_TEMPFAIL),
    sqlite3.SQLITE_READONLY: (_NOT_WRITABLE, EX_TEMPFAIL),
    sqlite3.SQLITE_BUSY: (_LOCKED, EX_TEMPFAIL),
    sqlite3.SQLITE_LOCKED: (_LOCKED, EX_TEMPFAIL),
    sqlite3.SQLITE_IOERR: (
        "Berkas basis data tidak dapat dibaca atau ditulis; mohon memeriksa penyimpanan dan ruang kosongnya.",
        EX_TEMPFAIL,
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "Berkas basis data tidak dapat dibuka; mohon memeriksa DATABASE_URL serta izin pada berkas dan foldernya.",
        EX_TEMPFAIL,
    ),
    # A table or a column is not there: somebody has changed the schema by hand.
    sqlite3.SQLITE_ERROR: (_STRANGE, EX_CONFIG),
    sqlite3.SQLITE_CORRUPT: (_DAMAGED, EX_CONFIG),
    sqlite3.SQLITE_NOTADB: ("Berkas pada DATABASE_URL bukan basis data; mohon memeriksa namanya.", EX_CONFIG),
}

_NO_RIGHT = (
    "PostgreSQL menolak: pengguna pada DATABASE_URL tidak berhak atas basis data itu; "
    "mohon menjadikannya pemilik (ALTER DATABASE … OWNER TO …), sebagaimana pada docs/running.md."
)
_READ_ONLY = "PostgreSQL hanya dapat dibaca (read only); mohon memeriksa server itu, lalu mencoba lagi."
_NO_SERVER = "PostgreSQL tidak dapat dihubungi; mohon memeriksa server itu dan alamatnya pada DATABASE_URL."
_POSTGRES: Mapping[str, tuple[str, int]] = {
    "42501": (_NO_RIGHT, EX_CONFIG),
    "3F000": (_NO_RIGHT, EX_CONFIG),
    "25006": (_READ_ONLY, EX_TEMPFAIL),
    "53100": (_NO_SPACE, EX_TEMPFAIL),
    "55P03": (_LOCKED, EX_TEMPFAIL),
    "42P01": (_STRANGE, EX_CONFIG),
    "42703": (_STRANGE, EX_CONFIG),
    "XX001": (_DAMAGED, EX_CONFIG),
    "XX002": (_DAMAGED, EX_CONFIG),
}
"""By SQLSTATE."""
_NOT_SET_SO = (
    "PostgreSQL, atau pooler di depannya, tidak menerima pengaturan sambungan layanan ini; "
    "mohon melihat docs/running.md (PostgreSQL)."
)
_AT_THE_DOOR: Mapping[str, str] = {
    "password": "PostgreSQL menolak kata sandi pada DATABASE_URL; mohon memeriksanya.",
    "does not exist": (
        "PostgreSQL tidak mengenal pengguna atau basis data pada DATABASE_URL; mohon membuatnya (docs/running.md)."
    ),
    "pg_hba.conf": "PostgreSQL tidak menerima sambungan dari mesin ini; mohon memeriksa pg_hba.conf pada server itu.",
    "permission denied": _NO_RIGHT,
    "unsupported startup parameter": _NOT_SET_SO,
    "unrecognized configuration parameter": _NOT_SET_SO,
    "starting up": "PostgreSQL masih memulai; mohon mencoba lagi sebentar kemudian.",
    "recovery": "PostgreSQL masih memulai; mohon mencoba lagi sebentar kemudian.",
    "shutting down": "PostgreSQL sedang berhenti; mohon mencoba lagi sebentar kemudian.",
    "connection slots": "PostgreSQL sudah melayani terlalu banyak sambungan; mohon mencoba lagi sebentar kemudian.",
    "too many": "PostgreSQL sudah melayani terlalu banyak sambungan; mohon mencoba lagi sebentar kemudian.",
}
"""Who is not let in has no SQLSTATE from the driver, only the server's words; in another language none fits."""

_FILE: Mapping[type[OSError], str] = {
    FileNotFoundError: "tidak ada",
    FileExistsError: "sudah ada dan tidak ditimpa, atau nama itu bukan folder",
    NotADirectoryError: "bukan folder",
    IsADirectoryError: "adalah folder, bukan berkas",
}
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def ending(trouble: Exception) -> tuple[str, int] | None:
    """What is said of a trouble, and the exit code; None when it is a defect of ours, which needs its traceback."""
    match trouble:
        case SettingsUnfit():
            return "\n".join(trouble.sentences), EX_CONFIG
        case TokenRejected():
            return "BOT_TOKEN ditolak oleh Telegram; mohon menyalinnya sekali lagi dari @BotFather.", EX_CONFIG
        case AddressUnusable():
            said = (
                "Alamat LISTEN tidak dapat dipakai: mungkin sudah dipakai program lain, atau bukan milik mesin ini; "
                "mohon memeriksanya."
            )
            return said, EX_TEMPFAIL
        case StorageError():
            return _OURS.get(type(trouble))
        case DBAPIError():
            return _of_sqlite(trouble.orig) if isinstance(trouble.orig, sqlite3.Error) else _of_postgres(trouble)
        case NoConnectionFree():
            return _NO_SERVER, EX_TEMPFAIL
        case OSError():
            return _of_a_file(trouble)
    return None


def _of_sqlite(error: sqlite3.Error) -> tuple[str, int] | None:
    # Its lowest byte is the kind; what is above tells it more finely.
    return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _of_postgres(trouble: DBAPIError) -> tuple[str, int] | None:
    state: str | None = getattr(trouble.orig, "sqlstate", None)
    if state is not None and state in _POSTGRES:
        return _POSTGRES[state]
    if not isinstance(trouble, OperationalError | InterfaceError):
        return None
    words = str(trouble.orig)
    return next((said for part, said in _AT_THE_DOOR.items() if part in words), _NO_SERVER), EX_TEMPFAIL


def _of_a_file(trouble: OSError) -> tuple[str, int]:
    name = str(trouble.filename) if trouble.filename else "Berkas"
    for kind, said in _FILE.items():
        if isinstance(trouble, kind):
            return f"{name} {said}; mohon memeriksa nama dan tempatnya.", EX_CONFIG
    if isinstance(trouble, PermissionError):
        return f"{name} tidak boleh dibaca atau ditulis oleh pengguna ini; mohon memeriksa izinnya.", EX_CONFIG
    said = _NO_SPACE if trouble.errno in NO_SPACE else f"{name} tidak dapat dibaca atau ditulis; mohon memeriksanya."
    return said, EX_TEMPFAIL
