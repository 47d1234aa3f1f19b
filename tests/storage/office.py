"""The house that the tests of storage work in: people enrolled by codes, a maklumat on its way, a postman.

Every command comes from an update that was kept in the inbox first, as it does in the running bot.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from sop.calendar import WorkCalendar
from sop.commands import Act, Open
from sop.events import MaklumatId
from sop.items import NOTHING, Item, KeptFile
from sop.maklumat import Maklumat
from sop.roles import Role
from sop.rules import Rules
from sop.steps import Action
from storage import files, inbox, lanes
from storage import tables as t
from storage.causes import Cause, Outcome
from storage.desk import Desk
from storage.engine import Database
from storage.invites import Invitation
from storage.mappers import maklumat_from_json
from storage.outbox import Kind, Parcel
from storage.people import Official
from storage.reading import Reading

BOT = 7_000_000_001
NOW = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
"""Senin, 18 Januari 2027 pukul 10.00 WIB: an ordinary working morning."""
RULES = Rules(WorkCalendar(ZoneInfo("Asia/Jakarta")))
LINK = "https://karanganyarkabppid.kpu.go.id/maklumat"
FIRST_DRAFT = b"%PDF-1.7 the first draft"
SECOND_DRAFT = b"%PDF-1.7 the second draft"

APPOINTMENT = b"%PDF-1.7 the letter by which somebody is a member of the commission"

Row = sa.Row[Any]


def document(data: bytes) -> KeptFile:
    """What the bot writes down of a PDF that somebody sent."""
    return files.describe(data, "draf.pdf", "application/pdf")


def lettered(invitation: Invitation) -> Invitation:
    """With the letter that whoever decides is appointed by, if he does."""
    if Role.KOMISIONER not in invitation.roles:
        return invitation
    return replace(invitation, basis="SK 9/2026", scan=document(APPOINTMENT))


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table: what must not change when nothing changes."""

    def dump(db: sa.Connection) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table.name: [tuple(row) for row in db.execute(sa.select(table).order_by(*table.primary_key))]
            for table in t.metadata.sorted_tables
        }

    return database.read_now(dump)


def taken(db: sa.Connection, now: datetime, busy: tuple[int, ...] = ()) -> tuple[Parcel, ...]:
    """What a courier takes who serves all chats but these."""
    parcels = lanes.claim(db, now, lanes.chats_ready(db, now, busy))
    return tuple(parcel for parcel in parcels if lanes.sending(db, parcel.id) is not None)


def serving(db: sa.Connection) -> tuple[int, ...]:
    """Chats in which something is being sent."""
    return tuple(db.execute(sa.select(t.outbox.c.chat_id).where(t.outbox.c.state == "sending").distinct()).scalars())


def lost_sight(db: sa.Connection, now: datetime) -> None:
    """The courier crashed; another takes up what was being sent."""
    assert lanes.claim(db, now, serving(db)) == ()


@dataclass
class House:
    """One office with its people, at one moment, which moves a minute with each act."""

    database: Database
    desk: Desk
    reading: Reading
    now: datetime = NOW
    staff: dict[str, Official] = field(default_factory=dict)
    updates: int = 500
    messages: int = 0
    mark: int = 0
    """The last row of the outbox that `forget_sent` has seen."""

    def __getattr__(self, name: str) -> Official:
        """`house.wahyu` is Wahyu."""
        if name in self.__dict__.get("staff", {}):
            return self.staff[name]
        raise AttributeError(name)

    # --- what comes in

    def arrives(self, chat_id: int, **message: Any) -> int:
        """Keep one message of a chat; returns its seq."""
        self.updates += 1
        update = {"update_id": self.updates, "message": {"chat": {"id": chat_id}, **message}}
        self.database.write_now(lambda db: inbox.keep(db, BOT, [update], self.now))
        of_this = sa.select(t.inbox.c.seq).where(t.inbox.c.update_id == self.updates)
        return self.database.read_now(lambda db: db.execute(of_this).scalar_one())

    def cause(self, chat_id: int, *, by_message: bool = False, reply_to: int | None = None) -> Cause:
        """Why something is done: a fresh update of this chat."""
        seq = self.arrives(chat_id)
        return Cause(key=f"update:{seq}", seqs=(seq,), by_message=by_message, reply_to=reply_to)

    async def invites(self, invitation: Invitation) -> str:
        """A code is made, for whoever decides by a letter."""
        kept = {document(APPOINTMENT).sha256: APPOINTMENT}
        return await self.desk.invite(lettered(invitation), self.now, contents=kept)

    async def enrols(self, name: str, *roles: Role, telegram_id: int | None = None, is_admin: bool = False) -> Official:
        """Somebody is invited and uses the code."""
        chat_id = telegram_id or 9000 + len(self.staff)
        code = await self.invites(Invitation(name=name, roles=roles, is_admin=is_admin))
        official = await self.desk.enrol(code, chat_id, self.cause(chat_id), self.now)
        self.staff[name.lower()] = official
        return official

    async def opens(self, *, title: str = "Maklumat 2027", data: bytes | None = FIRST_DRAFT) -> Maklumat:
        """Wahyu opens a maklumat, with its first draft unless there is none."""
        file = document(data) if data else None
        command = Open(title=title, role=Role.PPID, file=file)
        contents = {file.sha256: data} if file and data else {}
        outcome = await self.desk.submit(
            command, self.wahyu.id, self.cause(self.chat(self.wahyu)), self.now, contents=contents
        )
        self.now += timedelta(minutes=1)
        return outcome.maklumat

    def act(
        self,
        m: Maklumat,
        who: Official,
        action: Action,
        words: str = "",
        *,
        role: Role | None = None,
        data: bytes | None = None,
        **content: Any,
    ) -> Act:
        """The command of a button or question of this visit and version."""
        return Act(
            action=action,
            maklumat=m.id,
            visit=m.visit.number,
            version=m.version,
            role=role or who.roles[0],
            item=Item(words) if words else NOTHING,
            file=document(data) if data else None,
            **content,
        )

    async def does(
        self,
        m: Maklumat,
        who: Official,
        action: Action,
        words: str = "",
        *,
        role: Role | None = None,
        data: bytes | None = None,
        cause: Cause | None = None,
        **content: Any,
    ) -> Maklumat:
        """Somebody does something with a maklumat as it is now; returns it afterwards."""
        present = self.present(m.id)
        command = self.act(present, who, action, words, role=role, data=data, **content)
        outcome: Outcome = await self.desk.submit(
            command,
            who.id,
            cause or self.cause(self.chat(who)),
            self.now,
            contents={command.file.sha256: data} if command.file and data else {},
        )
        self.now += timedelta(minutes=1)
        return outcome.maklumat

    async def at_step(self, step: int) -> Maklumat:
        """A maklumat brought to a step by the shortest way."""
        m = await self.opens()
        way = (
            ((self.wahyu, Action.PARAF, ""), (self.sri, Action.PARAF, "")),
            ((self.sri, Action.FORWARD, ""),),
            ((self.bagus, Action.APPROVE, ""),),
            ((self.sri, Action.ORDER, ""),),
            ((self.dimas, Action.PUBLISH, LINK),),
        )
        for acts in way[: step - 1]:
            for who, action, value in acts:
                m = await self.does(m, who, action, value=value)
        assert m.step == step
        return m

    # --- what is there

    @staticmethod
    def chat(who: Official) -> int:
        """The chat of an official."""
        assert who.telegram_id is not None
        return who.telegram_id

    def present(self, number: MaklumatId) -> Maklumat:
        """The maklumat as it is kept."""
        body = sa.select(t.maklumat.c.body).where(t.maklumat.c.id == number)
        return maklumat_from_json(self.database.read_now(lambda db: db.execute(body).scalar_one()))

    def rows(self, *where: sa.ColumnElement[bool]) -> list[Row]:
        """Rows of the outbox, in their order."""
        wanted = sa.select(t.outbox).where(*where).order_by(t.outbox.c.id)
        return self.database.read_now(lambda db: list(db.execute(wanted)))

    def to(self, who: Official, *where: sa.ColumnElement[bool]) -> list[Row]:
        """What was queued for this person."""
        return self.rows(t.outbox.c.chat_id == who.telegram_id, *where)

    def kinds_to(self, who: Official) -> list[str]:
        """In which order which kinds were queued for this person since the outbox was forgotten."""
        return [row.kind for row in self.fresh(who)]

    def fresh(self, who: Official) -> list[Row]:
        """What was queued for this person since the outbox was forgotten."""
        return self.to(who, t.outbox.c.id > self.mark)

    def live(self, m: Maklumat) -> list[Row]:
        """The live cards of a maklumat."""
        return self.rows(t.outbox.c.maklumat_id == m.id, t.outbox.c.live.is_(sa.true()))

    # --- what goes out

    def forget_sent(self) -> None:
        """Look at the outbox anew: all that can go is delivered, and only later rows are `fresh`."""
        for _ in self.delivers():
            pass
        self.mark = max((row.id for row in self.rows()), default=0)

    def knows_messages(self, *numbers: int) -> None:
        """Everybody's chat has messages of the bot under these numbers: taps and replies may point at them."""
        sent = {"kind": Kind.REPLY, "body": "{}", "state": "sent", "created_at": self.now, "sent_at": self.now}
        rows = [{**sent, "chat_id": self.chat(who), "message_id": n} for who in self.staff.values() for n in numbers]
        self.database.write_now(lambda db: db.execute(sa.insert(t.outbox), rows))

    def delivers(self) -> Iterator[Parcel]:
        """The postman: takes parcels, gives each a message id where it makes a message, until nothing can go."""
        until = self.now + timedelta(minutes=1)
        while parcels := self.database.write_now(lambda db: taken(db, until)):
            for parcel in parcels:
                self.messages += 1
                makes_one = parcel.kind not in (Kind.EDIT, Kind.REFRESH, Kind.STRIP)
                number = self.messages if makes_one else None
                self.database.write_now(lambda db, p=parcel, n=number: lanes.sent(db, p.id, n, until))
                yield parcel


async def enrolled(database: Database) -> House:
    """The usual office: everybody enrolled through an invite and its code."""
    house = House(database, Desk(database, RULES), Reading(database, RULES))
    await house.enrols("Wahyu", Role.PPID)
    await house.enrols("Sri", Role.ATASAN_PPID)
    await house.enrols("Bagus", Role.KOMISIONER)
    await house.enrols("Ratna", Role.KOMISIONER)
    await house.enrols("Dimas", Role.PELAKSANA)
    await house.enrols("Endah", Role.E_PPID)
    await house.enrols("Agus", is_admin=True)
    return house
