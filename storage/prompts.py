"""Questions that wait for a reply, and things people said that wait for a choice. All in rows, none in memory."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.items import NOTHING, Item
from sop.maklumat import Maklumat
from sop.roles import PersonId, Role
from sop.steps import Action
from storage import tables as t
from storage.mappers import item_from_json, item_to_json

TITLE = "open"
"""Purpose of the question under which title a maklumat is to be opened."""
WHOSE_DECISION = "written-verdict"
"""Purpose of the question whose decision on paper a sheet shows, and which."""
WHICH_PAPER = "which-paper"
"""Purpose of the question which paper it is that was signed."""
_BESIDES = (WHOSE_DECISION, WHICH_PAPER, Action.RECORD_WRITTEN)
"""Questions that wait on, for a sheet or a further one, whatever was said already."""
MOST_ASKED = 20


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What a reply to a question would be: an action's name, or another purpose, in one visit and version.

    `held` is what the person said already, when only the choice is missing. A prompt without a person may be answered
    by any official who holds the role (a Komisioner's question goes to all drafters).
    """

    purpose: str
    person: PersonId | None = None
    maklumat: MaklumatId | None = None
    visit: int = 0
    version: int = 0
    role: Role | None = None
    question: int = 0
    """Which question a reply answers, or the place of the paper that a scan shows."""
    held: Item = NOTHING
    id: int = 0
    closed_at: datetime | None = None
    put_aside: bool = False
    """Closed by Batal, not by an answer: a later reply to it is no answer either."""


def to_drafters(m: Maklumat, question: int) -> Prompt:
    """A Komisioner's question, which any drafter may answer."""
    return Prompt(purpose=Action.ANSWER, maklumat=m.id, visit=m.visit.number, version=m.version, question=question)


def add(db: Connection, prompt: Prompt, now: datetime) -> int:
    """Keep a question; the message that carries it names its number."""
    made: int = db.execute(
        sa.insert(t.prompts)
        .values(
            person_id=prompt.person,
            maklumat_id=prompt.maklumat,
            visit=prompt.visit,
            version=prompt.version,
            role=prompt.role or "",
            purpose=prompt.purpose,
            question=prompt.question,
            held=item_to_json(prompt.held) if prompt.held else "",
            created_at=now,
        )
        .returning(t.prompts.c.id)
    ).scalar_one()
    return made


def get(db: Connection, number: int) -> Prompt | None:
    """The question of this number."""
    row = db.execute(sa.select(t.prompts).where(t.prompts.c.id == number)).one_or_none()
    return _prompt(row) if row else None


def asked_last(db: Connection, person: PersonId) -> tuple[Prompt, ...]:
    """Questions to this person that wait for words or for a scan, the newest first, and of very many no others.

    Questions stay open for ever, for a reply to any of them is its answer: so only the newest are looked at.
    """
    waits = sa.or_(t.prompts.c.held == "", t.prompts.c.purpose.in_(_BESIDES))
    rows = db.execute(
        sa.select(t.prompts)
        .where(t.prompts.c.person_id == person, t.prompts.c.closed_at.is_(None), waits)
        .order_by(t.prompts.c.id.desc())
        .limit(MOST_ASKED)
    )
    return tuple(_prompt(row) for row in rows)


def still_open(
    db: Connection, person: PersonId, purposes: Collection[str], about: MaklumatId | None = None
) -> tuple[int, ...]:
    """Open questions of these purposes to this person, the oldest first; with `about`, those about this maklumat."""
    asked = sa.select(t.prompts.c.id).where(
        t.prompts.c.person_id == person, t.prompts.c.closed_at.is_(None), t.prompts.c.purpose.in_(purposes)
    )
    if about is not None:
        asked = asked.where(t.prompts.c.maklumat_id == about)
    asked = asked.order_by(t.prompts.c.id)
    return tuple(db.execute(asked).scalars())


def close(db: Connection, number: int, now: datetime, *, put_aside: bool = False) -> bool:
    """Answered, or put aside.

    Returns:
        False when it was closed before.
    """
    changed = db.execute(
        sa.update(t.prompts)
        .where(t.prompts.c.id == number, t.prompts.c.closed_at.is_(None))
        .values(closed_at=now, put_aside=put_aside)
    )
    return changed.rowcount > 0


def _prompt(row: sa.Row[Any]) -> Prompt:
    return Prompt(
        id=row.id,
        purpose=row.purpose,
        person=PersonId(row.person_id) if row.person_id is not None else None,
        maklumat=MaklumatId(row.maklumat_id) if row.maklumat_id is not None else None,
        visit=row.visit,
        version=row.version,
        role=Role(row.role) if row.role else None,
        question=row.question,
        held=item_from_json(row.held),
        closed_at=row.closed_at,
        put_aside=row.put_aside,
    )
