"""Scripts of clocks that jump: what an office does meanwhile, and what its database says afterwards.

`python -m tests.reliability._scripts SEED URL [SEED URL …]` plays scripts on prepared databases, without the ticker's
loop, and prints the digest of each: for a process that believes to be in another time zone.
"""

import asyncio
import hashlib
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from sop.calendar import WorkCalendar
from sop.errors import SopError
from sop.maklumat import Maklumat
from sop.rules import Rules
from sop.steps import Action
from storage import tables as t
from storage.desk import Desk
from storage.engine import Database
from storage.people import everyone
from storage.reading import Reading
from tests.storage.office import LINK, House

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "America/New_York", "Australia/Lord_Howe")
"""Of the office: the three of Indonesia, and two whose clocks are put forward and back, one by half an hour."""
BEGINNINGS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in ("2027-01-19T03:00", "2027-03-12T15:30", "2027-04-01T22:10", "2027-10-01T01:00", "2027-11-05T18:00")
)
"""An ordinary morning, and days before a night on which some clocks are changed."""
JUMPS = (
    *(60.5, 1_800.25, 3_600.0, -3_600.5, -600.125, 14_400.0, 43_200.5, 86_400.0),
    *(-86_400.25, 259_200.0, 700_000.5, -200_000.0, 31_000_000.75),
)
"""Seconds: minutes, the hour of a changed clock, days, a week, a year ahead, and back."""
WAY = (
    ("wahyu", Action.PARAF), ("sri", Action.PARAF), ("sri", Action.FORWARD), ("bagus", Action.APPROVE),
    ("sri", Action.ORDER), ("dimas", Action.PUBLISH),
)  # fmt: skip


class Script:
    """One office, one clock, so many jumps; the same from the same seed."""

    def __init__(self, seed: int, url: str) -> None:
        self.dice = Random(seed)
        rules = Rules(WorkCalendar(ZoneInfo(self.dice.choice(ZONES))))
        self.database = Database(url)
        self.desk = Desk(self.database, rules)
        self.now = self.dice.choice(BEGINNINGS)
        people = self.database.read_now(lambda db: everyone(db, self.now.date()))
        named = {official.name.lower(): official for official in people.by_id.values()}
        self.house = House(self.database, self.desk, Reading(self.database, rules), now=self.now, staff=named)
        self.house.updates = 5_000
        self.furthest = self.now
        self.jumps = self.dice.randrange(4, 8)

    async def plays(self, looks: Callable[[], Awaitable[None]]) -> None:
        """Jump, look what is due, do something; `looks` comes back once time has been looked at."""
        await looks()
        for _ in range(self.dice.randrange(1, 4)):
            await self.house.opens()
        for _ in range(self.jumps):
            for _ in range(self.dice.randrange(3)):
                await self._somebody_acts()
            self.now += timedelta(seconds=self.dice.choice(JUMPS) + self.dice.randrange(1000) / 1000)
            self.furthest = max(self.furthest, self.now)
            await looks()
        await looks()

    async def _somebody_acts(self) -> None:
        number = self.dice.choice(self.numbers())
        m = self.house.present(number)
        self.house.now = self.now
        try:
            match self.dice.choice(("on", "on", "on", "note", "hold", "resume")):
                case "on":
                    await self._on(m)
                case "note":
                    await self.house.does(m, self.house.bagus, Action.NOTE_CORRECTION, "Jam layanan")
                case "hold":
                    await self.house.does(m, self.house.sri, Action.HOLD, "Menunggu tanda tangan")
                case _:
                    await self.house.does(m, self.house.sri, Action.RESUME)
        except SopError:
            return

    async def _on(self, m: Maklumat) -> None:
        step = int(m.step)
        who, action = WAY[0 if step == 1 and not m.standing_parafs else min(step, 5)]
        await self.house.does(m, self.house.staff[who], action, value=LINK)

    def numbers(self) -> list[int]:
        """Every maklumat."""
        return self.database.read_now(lambda db: list(db.execute(sa.select(t.maklumat.c.id).order_by("id")).scalars()))

    def digest(self) -> str:
        """What the database says, in one short word: events, state, and who is to be told what."""
        said = []
        for table, columns in (
            (t.journal, ("maklumat_id", "ordinal", "kind", "at", "body", "part", "hash")),
            (t.maklumat, ("id", "step", "phase", "due_at", "next_rung", "next_rung_at", "body")),
            (t.outbox, ("chat_id", "kind", "maklumat_id", "visit", "body", "live", "created_at", "waits_until")),
        ):
            wanted = sa.select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
            said += [tuple(row) for row in self.database.read_now(lambda db, q=wanted: db.execute(q).all())]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def replayed(seed: int, url: str) -> str:
    """The digest of a script that is played without any loop: after each jump somebody looks until nothing is due."""
    script = Script(seed, url)

    async def looks() -> None:
        while await script.desk.tick(script.now):
            pass

    asyncio.run(script.plays(looks))
    digest = script.digest()
    script.database.close()
    return digest


def main() -> None:
    """Play, and print."""
    asked = sys.argv[1:]
    for seed, url in zip(asked[::2], asked[1::2], strict=True):
        print(replayed(int(seed), url))


if __name__ == "__main__":
    main()
