"""The caution that Telegram is no place for what is excluded from publication: told to each person once.

It stands on the first card that asks somebody for a text. Which card that is, is noted in the transaction that makes
the card; whatever becomes of the card afterwards, that note says whether the caution belongs to it.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.roles import PersonId
from storage import notes
from storage import tables as t

_NEVER_CAME = ("dropped", "dead")


def lay_on(db: Connection, card: int, person: PersonId, maklumat: MaklumatId) -> None:
    """This card (its row) asks a person for a text: it bears the caution, unless another does or did."""
    key = _key(person)
    bearer = notes.read(db, key)
    if bearer is None or not _is_row(bearer) or _is_lost_with(db, int(bearer), maklumat):
        notes.write(db, key, str(card))


def borne(db: Connection, persons: Iterable[PersonId]) -> frozenset[int]:
    """The rows of the cards that bear these people's cautions."""
    keys = [_key(person) for person in persons]
    found = db.execute(sa.select(t.notes.c.value).where(t.notes.c.key.in_(keys))).scalars() if keys else ()
    return frozenset(int(value) for value in found if _is_row(value))


def _is_lost_with(db: Connection, bearer: int, maklumat: MaklumatId) -> bool:
    """Whether that card never came, or waits to be sent while a newer one of the same maklumat replaces it."""
    row = db.execute(sa.select(t.outbox.c.state, t.outbox.c.maklumat_id).where(t.outbox.c.id == bearer)).one_or_none()
    if row is None:
        return False
    return row.state in _NEVER_CAME or (row.state == "queued" and row.maklumat_id == maklumat)


def _is_row(noted: str) -> bool:
    """Whether a card is noted; a damaged note is none, and keeps nobody's card back."""
    return noted.isascii() and noted.isdecimal() and len(noted) < 19


def _key(person: PersonId) -> str:
    return f"{notes.CAUTION}:{person}"
