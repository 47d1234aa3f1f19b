"""Read-only views for screens and papers, as frozen dataclasses. Each is one consistent look at the database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.calendar import WorkCalendar
from sop.events import Event, MaklumatId
from sop.items import KeptFile
from sop.maklumat import Maklumat, Phase
from sop.papers import PaperKind
from sop.recap import Period, Recap, recap
from sop.roles import DRAFTERS, PersonId
from sop.rules import Office, Rules
from sop.steps import Step
from sop.turns import awaited, waits_for
from storage import (
    absences,
    days,
    files,
    health,
    invites,
    journal,
    notes,
    papers,
    personal,
    personnel,
    prompts,
    provenance,
    shelf,
    standing,
    strangers,
    succession,
)
from storage import people as folk
from storage import tables as t
from storage.absences import Recorded
from storage.engine import Database
from storage.errors import MaklumatNotFound
from storage.health import Health
from storage.invites import Invitation
from storage.mappers import maklumat_from_json, readable
from storage.naming import everything
from storage.papers import Snapshot
from storage.people import Official, People
from storage.personal import Kept
from storage.prompts import Prompt
from storage.standing import Known

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """A maklumat as one reader may see it, with everybody's names and the office of the moment."""

    maklumat: Maklumat
    people: People
    office: Office
    reader: Official
    last: Event | None = None
    """The last thing that happened to it, papers aside."""
    follows_another: bool = False
    """Another one was published before, whose text may be taken up while this has none."""
    successor: Maklumat | None = None
    """The one that replaces it, or is going to."""

    @property
    def holders(self) -> tuple[Official, ...]:
        """Whose turn it is."""
        return tuple(self.people[person] for person in waits_for(self.maklumat, self.office))


@dataclass(frozen=True)
class Dossier:
    """All that is kept of a maklumat: how it stands, its entries in the journal, oldest first, and its files.

    The files come in the order in which they came, under the names that they bear in the archive. It is the same for
    every reader: the view's is whoever opened it.
    """

    view: View
    entries: tuple[journal.Entry, ...]
    files: tuple[KeptFile, ...]


def _is_task(view: View) -> bool:
    """Whether something waits for the reader: the step, an answer, or a decision on paper that he may confirm."""
    return view.reader.id in awaited(view.maklumat, view.office) or owes_answer(view)


def owes_answer(view: View) -> bool:
    """Whether a Komisioner's question waits for this reader, who drafts: the step is not his, the next word is."""
    m = view.maklumat
    asked = any(q.answer is None and q.visit == m.visit.number for q in m.questions)
    return m.step is Step.DECISION and asked and bool(set(view.office.roster.roles_of(view.reader.id)) & set(DRAFTERS))


class Reading:
    """Looks things up; never changes anything."""

    def __init__(self, database: Database, rules: Rules) -> None:
        """Read this database by these rules."""
        self._database = database
        self._rules = rules

    async def official(self, telegram_id: int, now: datetime) -> Official | None:
        """The official behind a Telegram account, with the roles in force now."""
        return await self._read(lambda db: folk.by_telegram(self._people(db, now), telegram_id))

    async def may_answer(self, chat_id: int | None, now: datetime) -> bool:
        """Whether a stranger is still spoken to; nobody who cannot be named is."""
        if chat_id is None:
            return False
        return await self._read(lambda db: strangers.may_be_answered(db, chat_id, now))

    async def calendar(self) -> WorkCalendar:
        """The office's calendar with all the days off that are known."""
        return await self._read(lambda db: days.known(db, self._rules.calendar))

    async def people(self, now: datetime) -> People:
        """Everyone enrolled."""
        return await self._read(lambda db: self._people(db, now))

    async def absences(self, now: datetime) -> tuple[Recorded, ...]:
        """Who is away today or later."""
        return await self._read(lambda db: absences.recorded(db, self._rules.calendar.local(now).date()))

    async def kept_of(self, person: PersonId) -> Kept:
        """What is kept about this official; for himself, or to be handed to him."""
        return await self._read(lambda db: personal.kept_of(db, person))

    async def open_invites(self, now: datetime) -> tuple[Invitation, ...]:
        """Who has a code and has not used it."""
        return await self._read(lambda db: invites.open_invites(db, now))

    async def has_komisioner(self, name: str, now: datetime) -> bool:
        """Whether somebody but this one decides already, or may by a code: whoever comes next needs a letter."""
        return await self._read(lambda db: invites.has_komisioner(db, now, but_for=name))

    async def official_file(self, person: PersonId, now: datetime) -> personnel.OfficialFile:
        """By what an official holds roles, and all that was changed about him."""
        return await self._read(lambda db: personnel.file_of(db, person, now))

    async def view(self, number: MaklumatId, reader: PersonId, now: datetime) -> View:
        """One maklumat.

        Raises:
            MaklumatNotFound: there is none of this number.
        """

        def work(db: Connection) -> View:
            row = db.execute(sa.select(t.maklumat.c.body).where(t.maklumat.c.id == number)).scalar_one_or_none()
            if row is None:
                raise MaklumatNotFound(str(number))
            return self._view(db, maklumat_from_json(row), reader, now)

        return await self._read(work)

    async def find(self, control_number: str, reader: PersonId, now: datetime) -> View:
        """One maklumat by what people type of its nomor kendali: whole, or its last figures.

        Raises:
            MaklumatNotFound: none, or more than one, fits.
        """
        return await self._read(lambda db: self._view(db, self._found(db, control_number, now), reader, now))

    async def open_views(self, reader: PersonId, now: datetime) -> tuple[View, ...]:
        """Every maklumat under way, the earliest deadline first; whose clock stands, last."""

        def work(db: Connection) -> tuple[View, ...]:
            rows = db.execute(
                sa.select(t.maklumat.c.body)
                .where(t.maklumat.c.phase == Phase.OPEN)
                .order_by(t.maklumat.c.due_at, t.maklumat.c.id)
            ).scalars()
            return _running_first(self._views(db, readable(rows), reader, now))

        return await self._read(work)

    async def tasks(self, reader: PersonId, now: datetime) -> tuple[View, ...]:
        """What waits for this person, the earliest deadline first; then a publication to confirm, then what is held."""

        def work(db: Connection) -> tuple[View, ...]:
            rows = db.execute(
                sa.select(t.maklumat.c.body)
                .where(t.maklumat.c.phase != Phase.CANCELLED)
                .order_by(t.maklumat.c.due_at.is_(None), t.maklumat.c.due_at, t.maklumat.c.id)
            ).scalars()
            found = succession.successors(db)
            views = self._views(db, readable(rows), reader, now, found)
            mine = (view for view in views if _is_task(view))
            return _running_first(mine)

        return await self._read(work)

    async def archive(self, reader: PersonId, now: datetime) -> tuple[View, ...]:
        """Published and cancelled ones, the newest first."""

        def work(db: Connection) -> tuple[View, ...]:
            rows = db.execute(
                sa.select(t.maklumat.c.body).where(t.maklumat.c.phase != Phase.OPEN).order_by(t.maklumat.c.id.desc())
            ).scalars()
            found = succession.successors(db)
            return tuple(self._views(db, readable(rows), reader, now, found))

        return await self._read(work)

    async def dossier(self, number: MaklumatId, now: datetime) -> Dossier:
        """All that is kept of one maklumat, for its bundle.

        Raises:
            MaklumatNotFound: there is none of this number.
        """
        return await self._read(lambda db: self._dossier(db, shelf.load(db, number), now))

    async def find_dossier(self, control_number: str, now: datetime) -> Dossier:
        """The same, by what people type of its nomor kendali.

        Raises:
            MaklumatNotFound: none, or more than one, fits.
        """
        return await self._read(lambda db: self._dossier(db, self._found(db, control_number, now), now))

    async def register(self, now: datetime) -> tuple[Dossier, ...]:
        """Every finished maklumat, in the order of their nomor kendali."""

        def work(db: Connection) -> tuple[Dossier, ...]:
            ended = sa.select(t.maklumat.c.body).where(t.maklumat.c.phase != Phase.OPEN)
            rows = db.execute(ended.order_by(t.maklumat.c.year, t.maklumat.c.ordinal)).scalars()
            return tuple(self._dossier(db, maklumat_from_json(body), now) for body in rows)

        return await self._read(work)

    async def is_kept(self, file: KeptFile) -> bool:
        """Whether somebody has brought the bytes of this file."""
        return await self._read(lambda db: not files.missing(db, (file,)))

    async def recap(self, period: Period) -> Recap:
        """What the steps took in a period, whichever maklumat they belong to."""

        def work(db: Connection) -> Recap:
            # Nothing of a maklumat lies before the year it was opened in.
            bodies = db.execute(sa.select(t.maklumat.c.body).where(t.maklumat.c.year <= period.year)).scalars()
            return recap(period, map(maklumat_from_json, bodies), days.known(db, self._rules.calendar))

        return await self._read(work)

    async def paper_wanted_last(self, number: MaklumatId, kind: PaperKind) -> Snapshot | None:
        """What a maklumat's last paper of a kind prints."""
        return await self._read(lambda db: papers.wanted_last(db, number, kind))

    async def journal_of(self, number: MaklumatId) -> tuple[journal.Entry, ...]:
        """A maklumat's history."""
        return await self._read(lambda db: journal.of(db, number))

    async def journal_head(self) -> tuple[int, str]:
        """How many entries the journal has, and its head."""
        return await self._read(journal.head)

    async def verify(self) -> journal.Break | None:
        """The first entry of the journal that does not hold."""
        return await self._read(journal.verify)

    async def message(self, chat_id: int, message_id: int) -> Known | None:
        """What was sent as this message."""
        return await self._read(lambda db: standing.known(db, chat_id, message_id))

    async def said_last(self, chat_id: int) -> Known | None:
        """What is known of the last message of ours in a chat."""
        return await self._read(lambda db: standing.said_last(db, chat_id))

    async def lost(self, said: provenance.Said) -> provenance.Lost | None:
        """Why something is not taken, if it points at what is not recorded, or was written before a restore."""
        return await self._read(lambda db: provenance.lost(db, said))

    async def prompt(self, number: int) -> Prompt | None:
        """The question of this number."""
        return await self._read(lambda db: prompts.get(db, number))

    async def restored(self) -> notes.Restoration | None:
        """The last time that the office was restored from a backup, if it ever was."""
        return await self._read(notes.restoration)

    async def asked_last(self, person: PersonId) -> tuple[Prompt, ...]:
        """Questions to this person that wait for words."""
        return await self._read(lambda db: prompts.asked_last(db, person))

    async def still_open(self, person: PersonId, purposes: Collection[str], about: MaklumatId) -> tuple[int, ...]:
        """Open questions of these purposes to this person about this maklumat."""
        return await self._read(lambda db: prompts.still_open(db, person, purposes, about))

    async def file(self, sha256: str) -> bytes:
        """The bytes of a kept file.

        Raises:
            FileAltered: they are not those that were kept.
        """
        return await self._read(lambda db: files.read(db, sha256))

    async def health(self, now: datetime, besides: Collection[int] = ()) -> Health:
        """How the bot fares, but for the inbox rows of whoever asks."""
        found = await self._read(lambda db: health.look(db, now, besides))
        return replace(found, is_in_place=self._database.is_in_place())

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await self._database.read(work)

    def _people(self, db: Connection, now: datetime) -> People:
        return folk.everyone(db, self._rules.calendar.local(now).date(), self._rules.stand_in_labels)

    def _found(self, db: Connection, control_number: str, now: datetime) -> Maklumat:
        # PostgreSQL keeps no NUL, and would rather fail than find nothing.
        wanted = control_number.replace("\0", "").strip().upper()
        of_this_year = sa.and_(
            t.maklumat.c.ordinal == (int(wanted) if wanted.isdecimal() and len(wanted) < 6 else -1),
            t.maklumat.c.year == self._rules.calendar.local(now).year,
        )
        meant = sa.or_(t.maklumat.c.control_number == wanted, of_this_year)
        found = db.execute(sa.select(t.maklumat.c.body).where(meant).limit(2)).scalars().all()
        if len(found) != 1:
            raise MaklumatNotFound(control_number)
        return maklumat_from_json(found[0])

    def _dossier(self, db: Connection, maklumat: Maklumat, now: datetime) -> Dossier:
        entries = journal.of(db, maklumat.id)
        kept = everything(maklumat.control_number, (entry.event for entry in entries))
        return Dossier(self._view(db, maklumat, maklumat.opened_by, now), entries, kept)

    def _view(self, db: Connection, maklumat: Maklumat, reader: PersonId, now: datetime) -> View:
        (view,) = self._views(db, (maklumat,), reader, now)
        return view

    def _views(
        self,
        db: Connection,
        maklumat: Iterable[Maklumat],
        reader: PersonId,
        now: datetime,
        successors: Mapping[MaklumatId, Maklumat] | None = None,
    ) -> Iterator[View]:
        # Once for all of them: who is in office, and which days are off, is read from many rows.
        people = self._people(db, now)
        office = shelf.office(db, self._rules, people)
        for m in maklumat:
            follows = m.draft is None and shelf.is_any_published(db)
            if successors is None and m.publication is not None:
                # Only what is published is ever replaced.
                successors = succession.successors(db)
            successor = (successors or {}).get(m.id)
            yield View(
                m,
                people,
                office,
                people[reader],
                journal.happened_last(db, m.id, _LOUD),
                follows_another=follows,
                successor=successor,
            )


def _running_first(views: Iterable[View]) -> tuple[View, ...]:
    """In their order, but the deadline of what is held is none for now."""
    return tuple(sorted(views, key=lambda view: view.maklumat.hold is not None))


_LOUD = t.journal.c.kind.not_in(
    (
        "PaperMade",
        "StepEntered",
        "RungReached",
        "HoldersChanged",
        "RemarkKept",
        "CorrectionNoted",
        "ScanFiled",
        "PageChecked",
        "CardResent",
    )
)
"""What happened last, for readers, is none of these: not the papers, their scans and the clock, nor what is not sent
yet; a look at the page stands on the card anyway, and a card that was sent anew changed nothing."""
