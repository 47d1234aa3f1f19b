"""Hands that write at the same time as others: what each process of a trial does, and how it reports.

`python -m tests.reliability._hands invite URL COUNT [PAUSE]` writes as `python -m bot invite` does; `walk URL BOT
COUNT` leads maklumat through the whole SOP with eight tasks; `race URL BOT` does what it is told, line by line.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from sop.commands import Act, Open
from sop.errors import SopError
from sop.events import MaklumatId
from sop.items import Item
from sop.maklumat import Maklumat
from sop.officials import Change
from sop.roles import PersonId, Role
from sop.steps import Action
from storage import inbox, invites, officials
from storage import tables as t
from storage.causes import Cause
from storage.desk import Desk
from storage.engine import Database
from storage.errors import AlreadyDone, StaleRevision
from storage.invites import Invitation
from tests.storage.office import FIRST_DRAFT, LINK, NOW, RULES, document

T = TypeVar("T")
TASKS = 8
THE_WHOLE_SOP = (
    ("Wahyu", Role.PPID, Action.PARAF),
    ("Sri", Role.ATASAN_PPID, Action.PARAF),
    ("Sri", Role.ATASAN_PPID, Action.FORWARD),
    ("Bagus", Role.KOMISIONER, Action.APPROVE),
    ("Sri", Role.ATASAN_PPID, Action.ORDER),
    ("Dimas", Role.PELAKSANA, Action.PUBLISH),
    ("Endah", Role.E_PPID, Action.CONFIRM_LIVE),
)
TRANSACTIONS_A_WALK = 2 * (1 + len(THE_WHOLE_SOP))
"""Each act is two: the update is kept, then done."""


@dataclass
class Report:
    """What a hand saw: seconds that each transaction waited for its turn, and what went wrong."""

    waits: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def joins(self, other: "Report") -> None:
        """Two reports as one."""
        self.waits += other.waits
        self.troubles += other.troubles


class Watched(Database):
    """The database itself, which notes how long each write waited for its turn."""

    def __init__(self, url: str, report: Report) -> None:
        super().__init__(url)
        self.report = report

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await super().write(self.noting(work))

    def noting(self, work: Callable[[Connection], T]) -> Callable[[Connection], T]:
        """The same work, which notes how long it has waited since now."""
        asked = time.monotonic()

        def noted(db: Connection) -> T:
            self.report.waits.append(time.monotonic() - asked)
            return work(db)

        return noted


class Hand:
    """One process's way to the Desk: every act comes from an update that was kept first, as in the running bot."""

    def __init__(self, url: str, bot: int, report: Report | None = None) -> None:
        self.report = report or Report()
        self.database = Watched(url, self.report)
        self.desk = Desk(self.database, RULES)
        self.bot = bot
        self.now: datetime = NOW
        self.updates = 0
        query = sa.select(t.people.c.name, t.people.c.id, t.people.c.telegram_id)
        found = self.database.read_now(lambda db: db.execute(query).all())
        self.people = {row.name: (PersonId(row.id), row.telegram_id) for row in found}

    async def cause(self, who: str, **more: Any) -> Cause:
        """An update of this person's chat comes in."""
        self.updates += 1
        number = self.updates
        body = {"update_id": number, "message": {"chat": {"id": self.people[who][1]}, **more}}

        def work(db: Connection) -> int:
            inbox.keep(db, self.bot, [body], self.now)
            kept = sa.select(t.inbox.c.seq).where(t.inbox.c.bot_id == self.bot, t.inbox.c.update_id == number)
            seq: int = db.execute(kept).scalar_one()
            return seq

        seq = await self.database.write(work)
        return Cause(key=f"update:{seq}", seqs=(seq,))

    async def opens(self) -> Maklumat:
        """Wahyu opens a maklumat with its first draft."""
        file = document(FIRST_DRAFT)
        command = Open(title="Maklumat 2027", role=Role.PPID, file=file)
        cause = await self.cause("Wahyu")
        done = await self.desk.submit(
            command, self.people["Wahyu"][0], cause, self.now, contents={file.sha256: FIRST_DRAFT}
        )
        return done.maklumat

    async def does(
        self, m: Maklumat, who: str, role: Role, action: Action, data: bytes = b"", **content: Any
    ) -> Maklumat:
        """Somebody acts on the maklumat as it was last seen; `data` are the bytes of the file that is given."""
        act = Act(action=action, maklumat=m.id, visit=m.visit.number, version=m.version, role=role, **content)
        contents = {act.file.sha256: data} if act.file else {}
        cause = await self.cause(who)
        return (await self.desk.submit(act, self.people[who][0], cause, self.now, contents=contents)).maklumat

    async def walks(self, times: int) -> None:
        """So many maklumat go through the whole SOP, side by side in eight tasks."""
        todo = iter(range(times))

        async def one_after_another() -> None:
            for _ in todo:
                try:
                    m = await self.opens()
                    for who, role, action in THE_WHOLE_SOP:
                        m = await self.does(m, who, role, action, value=LINK)
                except Exception as trouble:  # noqa: BLE001 - each is counted
                    self.report.troubles.append(repr(trouble)[:300])

        await asyncio.gather(*(one_after_another() for _ in range(TASKS)))


@dataclass(frozen=True)
class Wish:
    """One act that a racing hand is told to do: something with a maklumat, or that the access of `who` is closed."""

    who: str
    role: str
    action: str
    maklumat: int
    visit: int
    version: int
    seq: int
    """The inbox row that it comes from."""
    words: str = ""

    def line(self) -> str:
        """As it goes through a pipe."""
        return json.dumps(asdict(self)) + "\n"


def invite(url: str, count: int, pause: float = 0.0) -> Report:
    """What `python -m bot invite` does, again and again, with a pause (in seconds) between."""
    report = Report()
    database = Watched(url, report)
    for number in range(count):
        try:
            code = Invitation(name=f"Tamu {number}", roles=(Role.PELAKSANA,))
            database.write_now(database.noting(lambda db, code=code: invites.invite(db, code, NOW)))
        except DBAPIError as trouble:
            report.troubles.append(repr(trouble.orig)[:300])
        time.sleep(pause)
    database.close()
    return report


def walk(url: str, bot: int, times: int) -> Report:
    """Lead maklumat through the SOP."""
    hand = Hand(url, bot)
    asyncio.run(hand.walks(times))
    hand.database.close()
    return hand.report


def race(url: str, bot: int) -> None:
    """Do each wish as soon as it is read; say when it began and ended, and what came of it."""
    hand = Hand(url, bot)
    with asyncio.Runner() as runner:
        print("ready", flush=True)
        for line in sys.stdin:
            wish = Wish(**json.loads(line))
            began = time.monotonic()
            came_of_it = runner.run(_granted(hand, wish))
            print(json.dumps([came_of_it, began, time.monotonic()]), flush=True)
    hand.database.close()


async def opens_access(hand: Hand, who: str, seq: int) -> None:
    """The access is opened again, in the terms of an update that was kept."""
    await _changes(hand, who, Change.UNFROZEN, seq)


async def _changes(hand: Hand, who: str, change: Change, seq: int) -> None:
    wish = officials.Wish(person=hand.people[who][0], change=change, reason="Telepon hilang")
    await hand.desk.change_official(wish, None, Cause(key=f"update:{seq}", seqs=(seq,)), hand.now, say=lambda *_: ())


async def _granted(hand: Hand, wish: Wish) -> str:
    try:
        if wish.action == Change.FROZEN:
            await _changes(hand, wish.who, Change.FROZEN, wish.seq)
        else:
            await _acts(hand, wish)
    except (SopError, AlreadyDone, StaleRevision) as refusal:
        return type(refusal).__name__
    except Exception as trouble:  # noqa: BLE001 - told to whoever counts
        return f"trouble {trouble!r}"[:300]
    return "done"


async def _acts(hand: Hand, wish: Wish) -> None:
    act = Act(
        action=Action(wish.action),
        maklumat=MaklumatId(wish.maklumat),
        visit=wish.visit,
        version=wish.version,
        role=Role(wish.role),
        item=Item(wish.words),
        value=LINK,
    )
    cause = Cause(key=f"update:{wish.seq}", seqs=(wish.seq,))
    await hand.desk.submit(act, hand.people[wish.who][0], cause, hand.now)


def main() -> None:
    """One hand as a process of its own."""
    kind, url, *rest = sys.argv[1:]
    match kind:
        case "invite":
            print(json.dumps(asdict(invite(url, int(rest[0]), *map(float, rest[1:])))))
        case "walk":
            print(json.dumps(asdict(walk(url, int(rest[0]), int(rest[1])))))
        case "race":
            race(url, int(rest[0]))


if __name__ == "__main__":
    main()
