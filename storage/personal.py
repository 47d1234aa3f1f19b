"""What is kept about one official: the person's own right to know it (UU 27/2022), in one look.

The bot shows nothing of it to anybody else; on the machine it can be exported, to be handed to the person. Only this is
kept of a person: account number, name, sapaan, jabatan, roles with their dates and basis, absences, and what the person
did; what he wrote stands in the journal with what it was for.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import Event
from sop.officials import Change, OfficialChanged
from sop.roles import Absence, Mandate, PersonId
from storage import personnel
from storage import tables as t
from storage.mandates import absence, mandates_ever
from storage.mappers import event_from_json


@dataclass(frozen=True)
class Act:
    """One entry of the journal that this person caused, and in which maklumat."""

    control_number: str
    event: Event


@dataclass(frozen=True)
class Away:
    """An absence that this person had, or stood in for, and when it was ended before its day (aware UTC)."""

    absence: Absence
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that is kept about a person; moments are aware UTC, days are the office's."""

    enrolled_at: datetime
    mandates: tuple[Mandate, ...]
    """Also those that are over: they say in which right something was done."""
    absences: tuple[Away, ...]
    acts: tuple[Act, ...]
    changes: tuple[OfficialChanged, ...]
    """What was changed about the person, and by whom."""
    updates: int
    """Messages and taps as Telegram handed them over; each goes a month after it was handled."""
    messages: int
    """What the bot has said to the person."""
    confirmed_at: datetime | None = None
    """Since when it is known who this is: by a Komisioner's word, or from the beginning where none was needed."""
    closed_at: datetime | None = None

    @property
    def confirmation(self) -> OfficialChanged | None:
        """The last word on who this is, where one was given."""
        given = [change for change in self.changes if change.change is Change.CONFIRMED]
        return given[-1] if given else None


def kept_of(db: Connection, person: PersonId) -> Kept:
    """Everything about this official, the oldest first."""
    row = db.execute(sa.select(t.people).where(t.people.c.id == person)).one()
    away = db.execute(
        sa.select(t.absences)
        .where(sa.or_(t.absences.c.person_id == person, t.absences.c.stand_in_id == person))
        .order_by(t.absences.c.id)
    )
    return Kept(
        enrolled_at=row.enrolled_at,
        mandates=tuple(mandate for mandate in mandates_ever(db) if mandate.person == person),
        absences=tuple(Away(absence(one), one.ended_at) for one in away),
        acts=_acts(db, person),
        changes=personnel.history(db, person),
        updates=_count(db, t.inbox, t.inbox.c.chat_id == row.telegram_id),
        messages=_count(db, t.outbox, t.outbox.c.person_id == person),
        confirmed_at=row.confirmed_at,
        closed_at=row.closed_at,
    )


def _acts(db: Connection, person: PersonId) -> tuple[Act, ...]:
    # Neither database reads JSON that may hold what Telegram hands over: what could fit is fetched, and looked at here.
    rows = db.execute(
        sa.select(t.journal, t.maklumat.c.control_number)
        .join(t.maklumat, t.maklumat.c.id == t.journal.c.maklumat_id)
        .where(t.journal.c.maklumat_id.is_not(None), t.journal.c.body.contains(f'"by":{int(person)},'))
        .order_by(t.journal.c.seq)
    )
    found = ((row, event_from_json(row.kind, row.body)) for row in rows)
    return tuple(Act(row.control_number or "", event) for row, event in found if event.by == person)


def _count(db: Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    found: int = db.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()
    return found
