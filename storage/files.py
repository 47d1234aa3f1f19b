"""Every file that passes through, as bytes by SHA-256, in the same transaction as the state that names it.

What was uploaded to Telegram once is sent again by its file_id, remembered for each bot: a replaced bot starts anew.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from sop.items import KeptFile
from storage import salvage
from storage import tables as t
from storage.errors import FileAltered


def describe(data: bytes, name: str, media_type: str) -> KeptFile:
    """The description under which these bytes are kept."""
    return KeptFile(hashlib.sha256(data).hexdigest(), name, media_type, len(data))


def keep(db: Connection, contents: Mapping[str, bytes], now: datetime) -> None:
    """Keep bytes by their SHA-256 (hex); the same bytes are kept once.

    Raises:
        ValueError: the bytes are not those of the hash.
    """
    insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    for sha256, data in contents.items():
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"bytes are not those of {sha256}")
        # Apart from the statement: SQLAlchemy keeps the values of one that it has compiled, for good.
        db.execute(
            insert(t.files).on_conflict_do_nothing(index_elements=["sha256"]),
            {"sha256": sha256, "size": len(data), "bytes": data, "kept_at": now},
        )


def missing(db: Connection, named: Iterable[KeptFile]) -> tuple[KeptFile, ...]:
    """Which of these files nobody has brought the bytes of."""
    wanted = {file.sha256: file for file in named}
    if not wanted:
        return ()
    there = set(db.execute(sa.select(t.files.c.sha256).where(t.files.c.sha256.in_(wanted))).scalars())
    return tuple(file for sha256, file in wanted.items() if sha256 not in there)


def read(db: Connection, sha256: str) -> bytes:
    """The bytes of a kept file.

    Raises:
        FileAltered: they are not those that were kept.
    """
    try:
        data = db.execute(sa.select(t.files.c.bytes).where(t.files.c.sha256 == sha256)).scalar_one()
    except Exception as trouble:
        if not salvage.is_unreadable(trouble):
            raise
        raise FileAltered(sha256) from None
    if not are_of(data, sha256):
        raise FileAltered(sha256)
    return bytes(data)


def are_of(data: object, sha256: str) -> bool:
    """Whether these are bytes, and those of this SHA-256 (hex)."""
    return isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == sha256


def uploaded(db: Connection, bot_id: int, sha256: str, kind: str) -> str | None:
    """The file_id under which this bot has these bytes already."""
    return db.execute(
        sa.select(t.uploads.c.file_id).where(
            t.uploads.c.bot_id == bot_id, t.uploads.c.sha256 == sha256, t.uploads.c.kind == kind
        )
    ).scalar_one_or_none()


def remember_upload(db: Connection, bot_id: int, sha256: str, kind: str, file_id: str) -> None:
    """Telegram keeps these bytes for this bot now."""
    forget_upload(db, bot_id, sha256, kind)
    db.execute(sa.insert(t.uploads).values(bot_id=bot_id, sha256=sha256, kind=kind, file_id=file_id))


def forget_upload(db: Connection, bot_id: int, sha256: str, kind: str) -> None:
    """Telegram no longer knows the file_id."""
    db.execute(
        sa.delete(t.uploads).where(t.uploads.c.bot_id == bot_id, t.uploads.c.sha256 == sha256, t.uploads.c.kind == kind)
    )
