"""Whether every approval that stands is a Komisioner's own: from the journal's events and the rows of people alone.

Nothing here asks the table, its guards or the fold: it is what the SOP means by step 3, in the plainest words.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop import events as e
from sop.events import Event
from sop.roles import DRAFTERS, PersonId, Role
from storage import journal
from storage import tables as t
from tests.storage.office import RULES

DECIDED, ORDERED = 4, 5
"""Whatever stands in step 4 or later was approved; whatever was published or ordered too."""


@dataclass(frozen=True)
class Before:
    """The office before anybody tried anything: who decided, and everybody's account."""

    komisioner: frozenset[PersonId]
    accounts: Mapping[PersonId, int | None]


def wrongs(db: Connection, before: Before, operator_chat: int) -> list[str]:
    """What stands in this office without a true approval; nothing is as it must be.

    Args:
        db: the database, which is only read.
        before: the office before anybody tried anything.
        operator_chat: where the Pelaksana is handed what is to be published.
    """
    people = _People(db, before)
    found = [] if journal.verify(db) is None else ["the journal does not hold"]
    for row in db.execute(sa.select(t.maklumat).order_by(t.maklumat.c.id)):
        way = _Way(people)
        for entry in journal.of(db, row.id):
            way.goes(entry.event)
        if row.step >= DECIDED and row.phase != "cancelled" and way.approved is None:
            way.wrong.append(f"stands in step {row.step} and nobody approved version {way.version}")
        if row.step != way.step:
            way.wrong.append(f"is kept as in step {row.step}, and the journal says {way.step}")
        handed = {sha for sha in _handed_out(db, row.id, operator_chat) if sha not in way.publishable}
        way.wrong += [f"the operator was handed {sha[:8]}, which nobody approved" for sha in sorted(handed)]
        found += [f"{row.control_number}: {wrong}" for wrong in way.wrong]
    return found


class _People:
    """Who could decide at which moment, from the rows of mandates and absences."""

    def __init__(self, db: Connection, before: Before) -> None:
        self._mandates = db.execute(sa.select(t.mandates).where(t.mandates.c.role == Role.KOMISIONER)).all()
        self._absences = db.execute(sa.select(t.absences).where(t.absences.c.role == Role.KOMISIONER)).all()
        everybody = db.execute(sa.select(t.people)).all()
        self._members = {row.id for row in everybody if row.is_member}
        self._chats = {row.id: row.telegram_id for row in everybody}
        self._before = before
        self._komisioner = before.komisioner

    def is_himself(self, person: PersonId | None) -> bool:
        """Somebody of the office from before, with the account that he had, unless he has none now."""
        accounts = self._before.accounts
        return person in accounts and self._chats.get(person) in (None, accounts[person])

    def may_decide(self, person: PersonId | None, at: datetime) -> bool:
        """A Komisioner from before, or a member from before who stands in by a letter with its scan."""
        day = RULES.calendar.local(at).date()
        if not self.is_himself(person):
            return False
        if person in self._komisioner and any(m.person_id == person and _in_force(m, day) for m in self._mandates):
            return True
        return any(a.stand_in_id == person and self._is_true(a, day, at) for a in self._absences)

    def _is_true(self, absence: sa.Row[Any], day: date, at: datetime) -> bool:
        """A member stands in for a true Komisioner: one said so, or there is a letter, brought by somebody else."""
        stands = absence.at <= at and (absence.ended_at is None or at < absence.ended_at)
        by_letter = absence.basis and absence.scan and absence.by_id != absence.stand_in_id
        said = absence.by_id in self._komisioner or by_letter
        fit = absence.person_id in self._komisioner and absence.stand_in_id in self._members
        return bool(_in_force(absence, day) and stands and fit and said)


def _in_force(row: sa.Row[Any], day: date) -> bool:
    return bool(row.from_on <= day and (row.until_on is None or day <= row.until_on))


@dataclass
class _Way:
    """One maklumat's way through the journal."""

    people: _People
    step: int = 0
    version: int = 0
    texts: dict[int, str] = field(default_factory=dict)
    drafters: dict[int, set[PersonId | None]] = field(default_factory=dict)
    """Who gave a version or put a paraf on it."""
    senders: dict[int, set[PersonId | None]] = field(default_factory=dict)
    """Who forwarded it."""
    recorded_by: PersonId | None = None
    seconded_by: PersonId | None = None
    approved: int | None = None
    """The version whose approval stands."""
    objected: bool = False
    offered: str = ""
    """A final text that no drafter has affirmed."""
    publishable: set[str] = field(default_factory=set)
    """SHA-256 of what may be handed to the operator by now."""
    wrong: list[str] = field(default_factory=list)

    def goes(self, event: Event) -> None:
        """One thing more has happened."""
        match event:
            case e.StepEntered():
                self.step, self.objected = int(event.step), False
                self._needs_approval(f"step {self.step} was entered", self.step >= DECIDED)
            case e.DraftGiven():
                self.version, self.approved, self.offered = event.version, None, ""
                self.texts[event.version] = event.file.sha256
                self.drafters[event.version] = {event.by}
            case e.ParafGiven():
                self.drafters[event.version].add(event.by)
            case e.Forwarded():
                self.senders.setdefault(event.version, set()).add(event.by)
            case e.WrittenRecorded():
                self.recorded_by = event.by
            case e.WrittenConfirmed():
                self.seconded_by = event.by
            case e.Approved():
                self._decided(event)
            case e.DecisionTakenBack() | e.TextReplaced() | e.Returned():
                self.approved, self.offered = None, ""
            case e.Objected() | e.ObjectionLifted():
                self.objected = isinstance(event, e.Objected)
                lifted = self.objected or self.people.may_decide(event.by, event.at)
                self._must(lifted, "an objection was lifted by somebody who is no Komisioner")
            case e.FinalGiven() | e.FinalAffirmed() | e.PublicationOrdered():
                self._finals(event)
            case e.Published():
                self._needs_approval("it was published", True)
                self._must(not self.objected, "it was published against an objection")

    def _needs_approval(self, what: str, needs: bool) -> None:
        self._must(not needs or self.approved == self.version, f"{what} without an approval of version {self.version}")

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def _decided(self, event: e.Approved) -> None:
        had_part = self.drafters[self.version]
        self.approved = event.version
        self.publishable.add(self.texts[event.version])
        self._must(event.version == self.version, f"version {event.version} was approved, and {self.version} stood")
        self._must(self.people.may_decide(event.by, event.at), f"{event.by} approved and is no true Komisioner")
        self._must(event.by not in had_part, f"{event.by} approved what he drafted")
        if event.on_paper is not None:
            barred = had_part | self.senders.get(self.version, set())
            two = {self.recorded_by, self.seconded_by}
            as_said = two == {event.on_paper.recorded_by, event.on_paper.confirmed_by}
            self._must(len(two) == 2 and None not in two and as_said, "no second person vouched for the paper")
            self._must(all(map(self.people.is_himself, two)), "somebody vouched for the paper whom nobody knows")
            self._must(not two & barred, "whoever vouched for the paper had a part in the version")
            self._must(event.by not in two, "the Komisioner's paper was vouched for by himself")
            self._must(bool(event.on_paper.scan), "there is no scan of the paper")

    def _finals(self, event: e.FinalGiven | e.FinalAffirmed | e.PublicationOrdered) -> None:
        """A final text counts once a drafter says, in that role, that it is the approved one."""
        if isinstance(event, e.PublicationOrdered):
            self._needs_approval("it was ordered", True)
            self._must(not self.objected, "it was ordered against an objection")
        if isinstance(event, e.FinalGiven):
            self.offered = event.file.sha256
            said = event.affirmed
            self._must(not said or event.comparison is not None, "a final was affirmed that nobody compared")
        else:
            said = isinstance(event, e.FinalAffirmed) or event.affirms
        if said and self.offered:
            self._must(event.role in DRAFTERS, "a final was affirmed by somebody who is no drafter")
            self._needs_approval("a final was affirmed", True)
            self.publishable.add(self.offered)


def _handed_out(db: Connection, number: int, chat: int) -> Iterator[str]:
    """SHA-256 of every text that went to the operator to be published."""
    mine = (t.outbox.c.maklumat_id == number, t.outbox.c.kind == "document", t.outbox.c.chat_id == chat)
    for body in db.execute(sa.select(t.outbox.c.body).where(*mine)).scalars():
        told = json.loads(body)
        if told["enclosure"] == "to-publish":
            yield json.loads(told["file"])["sha256"]
