"""Somebody has the database file and drops the triggers: what was changed is found, and where, by chain and heads."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.steps import Action
from storage import heads, journal
from storage import tables as t
from storage.heads import Place as Standing
from storage.journal import Head
from tests.reliability._ground import Ground
from tests.reliability.figures import Figures, Place
from tests.storage.office import LINK, SECOND_DRAFT, House
from tests.storage.test_journal import TRIGGERS

PROMISE = "Whatever is changed in the journal is found: edits at their very entry, a new history by a head from a chat"
KINDS = ("sqlite", "postgres")
SHORT = {"manipulations": 60, "maklumat": 3}
LONG = {"manipulations": 1000, "maklumat": 12}

Row = sa.Row[Any]


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Each manipulation is made, looked for, and taken back."""
    chance = random.Random(number)
    with Ground.at(place).copy() as house:
        asyncio.run(_lived(house, size["maklumat"]))
        # Copied out of the chats, where no later change reaches them.
        kept = sorted({one.head for one in house.database.read_now(heads.published)}, key=lambda head: head.seq)
        attacker = _Attacker(chance, house.database.read_now(_rows), kept)
        # What is behind the last head can be shown by nothing, and does not count.
        while attacker.made.total() < size["manipulations"]:
            with _taken_back(house) as db:
                attacker.strikes(db)
        figures = attacker.figures(size["manipulations"])
        changed = sum(one != other for one, other in zip(attacker.rows, house.database.read_now(_rows), strict=True))
        figures.exactly("entries that were not taken back", changed, 0)
    return figures


async def _lived(house: House, times: int) -> None:
    """Maklumat through the SOP, with a return and directions; what was told has arrived, but for the last things."""
    for _ in range(times):
        m = await house.at_step(3)
        m = await house.does(m, house.bagus, Action.DIRECT, "Mohon memakai kop yang baru.")
        m = await house.does(m, house.bagus, Action.RETURN, "Mohon ditambah alamat.")
        m = await house.does(m, house.wahyu, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        for who, action in ((house.wahyu, Action.PARAF), (house.sri, Action.PARAF), (house.sri, Action.FORWARD)):
            m = await house.does(m, who, action)
        m = await house.does(m, house.bagus, Action.APPROVE)
        m = await house.does(m, house.sri, Action.ORDER)
        m = await house.does(m, house.dimas, Action.PUBLISH, value=LINK)
        house.forget_sent()
        await house.does(m, house.endah, Action.CONFIRM_LIVE)
    await house.at_step(3)


@contextmanager
def _taken_back(house: House) -> Iterator[Connection]:
    with house.database.writer.connect() as db, db.begin() as transaction:
        for statement in TRIGGERS[db.dialect.name]:
            db.exec_driver_sql(statement)
        yield db
        transaction.rollback()


def _rows(db: Connection) -> Sequence[Row]:
    return db.execute(sa.select(t.journal).order_by(t.journal.c.seq)).all()


@dataclass
class _Attacker:
    chance: random.Random
    rows: Sequence[Row]
    kept: Sequence[Head]
    """The heads in people's chats, oldest first."""
    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    out_of_reach: int = 0
    """Behind the last head: nothing can show it."""
    false_alarms: int = 0
    wrong_places: int = 0

    def strikes(self, db: Connection) -> None:
        """One manipulation of some kind, at some place."""
        self.chance.choice((self._edits, self._deletes, self._swaps, self._renumbers, self._cuts, self._makes_anew))(db)

    def _edits(self, db: Connection) -> None:
        row = self.chance.choice(self.rows)
        name, value = self.chance.choice(
            (
                ("kind", self.chance.choice([k for k in ("Approved", "Returned", "Withdrawn") if k != row.kind])),
                ("at", row.at + timedelta(seconds=self.chance.choice((-86_400, -1, 1, 3600)))),
                ("body", self._other_body(row)),
                ("cause", f"update:{self.chance.randrange(10**6, 10**7)}"),
                ("part", row.part + self.chance.randrange(50, 99)),
                ("ordinal", (row.ordinal or 0) + self.chance.randrange(1000, 9999)),
                # What is about people is about no maklumat, and is made to be.
                ("maklumat_id", 1 if row.maklumat_id is None else None),
                ("previous", self._digits()),
                ("hash", self._digits()),
            )
        )
        self._change(db, row, **{name: value})
        self._seen_at(db, f"edit of {name}", row.seq)

    def _deletes(self, db: Connection) -> None:
        place = self.chance.randrange(len(self.rows) - 1)
        db.execute(sa.delete(t.journal).where(t.journal.c.seq == self.rows[place].seq))
        self._seen_at(db, "deletion", self.rows[place + 1].seq, gone=self.rows[place].seq)

    def _swaps(self, db: Connection) -> None:
        first, second = sorted(self.chance.sample(range(len(self.rows)), 2))
        one, other = self.rows[first], self.rows[second]
        if (one.kind, one.body) == (other.kind, other.body):
            return
        self._change(db, one, kind=other.kind, body=other.body)
        self._change(db, other, kind=one.kind, body=one.body)
        self._seen_at(db, "swap of two", one.seq)

    def _renumbers(self, db: Connection) -> None:
        """Moved to the end, an entry is missed by the one after it; the last one only has a gap before it."""
        place = self.chance.randrange(len(self.rows))
        row, seq = self.rows[place], self.rows[-1].seq + self.chance.randrange(2, 99)
        self._change(db, row, seq=seq)
        is_last = place == len(self.rows) - 1
        self._seen_at(db, "renumbering", seq if is_last else self.rows[place + 1].seq, gone=row.seq)

    def _cuts(self, db: Connection) -> None:
        row = self.chance.choice(self.rows[1:])
        db.execute(sa.delete(t.journal).where(t.journal.c.seq >= row.seq))
        self._seen_by_heads(db, "cut tail", row.seq, Standing.SHORTER)

    def _makes_anew(self, db: Connection) -> None:
        """An entry is changed, and all after it computed anew, as if it had always been so."""
        start = self.chance.randrange(len(self.rows))
        previous = self.rows[start].previous
        for row in self.rows[start:]:
            body = self._other_body(row) if row.seq == self.rows[start].seq else row.body
            told = (row.maklumat_id, row.ordinal, row.kind, row.at, body, row.cause, row.part)
            digest = journal._hash(previous, *told)
            self._change(db, row, body=body, previous=previous, hash=digest)
            previous = digest
        self._seen_by_heads(db, "history made anew", self.rows[start].seq, Standing.OTHER)

    def _seen_at(self, db: Connection, what: str, seq: int, *, gone: int = 0) -> None:
        """The chain alone shows it, and where."""
        self.made[what] += 1
        state = heads.state(db)
        if state.broken is None:
            return
        self.found[what] += 1
        self.wrong_places += state.broken.seq != seq
        good = [head.seq for head in self.kept if head.seq is not None and head.seq < seq and head.seq != gone]
        self.wrong_places += state.held_seq != max(good, default=0)

    def _seen_by_heads(self, db: Connection, what: str, seq: int, standing: Standing) -> None:
        """The chain holds, and the outbox was cleaned of its heads: a head out of a chat is what shows it."""
        db.execute(sa.update(t.outbox).where(t.outbox.c.body.like('%"head":"_%')).values(body='{"head":""}'))
        assert journal.verify(db) is None
        told = {head: heads.compare(db, head).place for head in self.kept}
        before = [head for head in self.kept if head.seq is not None and head.seq < seq]
        self.false_alarms += sum(told[head] is not Standing.HELD for head in before)
        if len(before) == len(self.kept):
            self.out_of_reach += 1
            return
        self.made[what] += 1
        self.found[what] += all(told[head] is standing for head in self.kept if head not in before)

    def _change(self, db: Connection, row: Row, **values: object) -> None:
        changed = db.execute(sa.update(t.journal).where(t.journal.c.seq == row.seq).values(**values))
        assert changed.rowcount == 1

    def _other_body(self, row: Row) -> str:
        place = self.chance.randrange(1, len(row.body))
        return f"{row.body[:place]}{self.chance.choice('0123456789')}{row.body[place:]}"

    def _digits(self) -> str:
        return f"{self.chance.getrandbits(256):064x}"

    def figures(self, wanted: int) -> Figures:
        """What was counted."""
        figures = Figures()
        figures.add("entries", len(self.rows))
        figures.add("heads in chats", len(self.kept))
        figures.at_least("manipulations", self.made.total(), wanted)
        for what, times in sorted(self.made.items()):
            figures.exactly(f"{what}, found", f"{self.found[what]}/{times}", f"{times}/{times}")
        figures.exactly("found at another entry, or another head called good", self.wrong_places, 0)
        figures.exactly("heads called bad that were good", self.false_alarms, 0)
        figures.add("behind the last head, which nothing can show", self.out_of_reach)
        return figures
