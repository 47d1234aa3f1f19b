"""Many write at once: nobody is locked out, nothing is lost; of two taps that mean the same, exactly one counts."""

import asyncio
import json
import math
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from sop.items import Item
from sop.maklumat import Maklumat
from sop.officials import Change
from sop.roles import Role
from sop.steps import Action
from storage import journal
from storage import tables as t
from storage.mappers import maklumat_from_json
from tests.reliability._ground import Ground
from tests.reliability._hands import THE_WHOLE_SOP, TRANSACTIONS_A_WALK, Hand, Report, Wish, opens_access
from tests.reliability.figures import Figures, Place
from tests.storage.office import LINK, SECOND_DRAFT, document

PROMISE = "Whoever writes at the same time: 0 locked, 0 lost; of two equal taps and of two decisions exactly one counts"
KINDS = ("sqlite", "postgres")
SHORT = {"transactions": 200, "taps": 15, "races": 15, "revocations": 16}
LONG = {"transactions": 20_000, "taps": 10_000, "races": 10_000, "revocations": 2_000}

ROOT = Path(__file__).parents[2]
PARENT, FIRST, SECOND = 1, 2, 3
"""The bots' numbers of the hands: each has updates of its own."""
LEADS, A_LEAD = 4, 0.003
"""An approval that comes first does so by none to three of these seconds, or it would hardly ever be recorded first."""
A_MAKLUMAT_S_RACES = 20
"""So many on one maklumat, then the next is opened: what is kept of it grows with each."""


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """All write at once; every tap comes twice; two Komisioner decide at once, and one whose access is just closed."""
    figures = Figures()
    ground = Ground.at(place)
    _all_at_once(place, place.fresh(ground.url), size["transactions"], figures)
    url = place.fresh(ground.url)
    with _racers(url) as racers:
        contest = Contest(Hand(url, PARENT), racers)
        asyncio.run(contest.double_taps(size["taps"]))
        contest.told(figures, "double taps", size["taps"])
        contest.forget()
        asyncio.run(contest.decisions(size["races"], number))
        contest.told(figures, "races of two Komisioner", size["races"])
        contest.hand.database.close()
    # In an office of its own: whoever loses his access there gives up all that the races have left open, each time.
    url = place.fresh(ground.url)
    with _racers(url) as racers:
        contest = Contest(Hand(url, PARENT), racers)
        asyncio.run(contest.revocations(size["revocations"], figures))
        contest.hand.database.close()
    return figures


# --- all at once


def _all_at_once(place: Place, url: str, transactions: int, figures: Figures) -> None:
    invites = transactions // 10
    processes = 1 if place.kind == "sqlite" else 3
    walks = math.ceil((transactions - 2 * invites) / TRANSACTIONS_A_WALK / processes)
    others = [_hand("invite", url, invites) for _ in range(2)]
    others += [_hand("walk", url, bot, walks) for bot in range(FIRST, FIRST + processes - 1)]
    hand = Hand(url, PARENT)
    asyncio.run(hand.walks(walks))
    report = hand.report
    for other in others:
        said, _ = other.communicate(timeout=3600)
        report.joins(Report(**json.loads(said)))
    total = walks * processes
    done, steps, codes = hand.database.read_now(_counted)
    figures.exactly("processes", len(others) + 1, 3 if place.kind == "sqlite" else 5)
    figures.exactly("transactions", len(report.waits), total * TRANSACTIONS_A_WALK + 2 * invites)
    figures.exactly("locked", sum("lock" in trouble.lower() for trouble in report.troubles), 0)
    figures.exactly("other troubles", sum("lock" not in trouble.lower() for trouble in report.troubles), 0)
    figures.exactly("updates lost", total * TRANSACTIONS_A_WALK // 2 - done, 0)
    figures.exactly("maklumat published", steps[6], total)
    figures.exactly("codes lost", 2 * invites - codes, 0)
    figures.exactly("chain", _chain(hand), "whole")
    figures.add("wait for the turn, p50 ms", _ms(report.waits, 0.5))
    figures.add("wait for the turn, p99 ms", _ms(report.waits, 0.99))
    figures.at_most("wait for the turn, longest ms", _ms(report.waits, 1), 30_000)
    for trouble in report.troubles[:5]:
        print(trouble)
    hand.database.close()


def _counted(db: sa.Connection) -> tuple[int, Counter[int], int]:
    done = sa.select(sa.func.count()).where(t.inbox.c.state == "done", t.inbox.c.bot_id <= SECOND)
    codes = sa.select(sa.func.count()).where(t.invites.c.name.like("Tamu %"))
    steps = Counter(db.execute(sa.select(t.maklumat.c.step)).scalars())
    return db.execute(done).scalar_one(), steps, db.execute(codes).scalar_one()


def _chain(hand: Hand) -> str:
    broken = hand.database.read_now(journal.verify)
    return "whole" if broken is None else f"broken at {broken.seq}: {broken.reason}"


def _ms(waits: list[float], share: float) -> float:
    return round(sorted(waits)[min(int(len(waits) * share), len(waits) - 1)] * 1000, 1)


def _hand(kind: str, url: str, *rest: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reliability._hands", kind, url, *map(str, rest)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


# --- two at once


@contextmanager
def _racers(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    racers = [_hand("race", url, bot) for bot in (FIRST, SECOND)]
    try:
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        yield racers
    finally:
        for racer in racers:
            racer.communicate(timeout=30)


class Contest:
    """Two processes do two things at the same time, again and again; this one prepares, and counts."""

    def __init__(self, hand: Hand, racers: list[subprocess.Popen[str]]) -> None:
        self.hand = hand
        self.racers = racers
        self.forget()

    def forget(self) -> None:
        """Count anew."""
        self.ends: Counter[str] = Counter()
        self.wins: Counter[int] = Counter()
        self.overlapped = self.pairs = 0
        self.troubles: list[str] = []

    def told(self, figures: Figures, what: str, wanted: int) -> None:
        """What came of it."""
        figures.at_least(f"{what}: pairs", self.pairs, wanted)
        figures.exactly(f"{what}: exactly one counted", self.wins[1], self.pairs)
        figures.exactly(f"{what}: both or none counted", self.wins[2] + self.wins[0], 0)
        figures.at_least(f"{what}: overlapped in time", self.overlapped, wanted // 2)
        figures.add(f"{what}: refusals", ", ".join(f"{name} {n}" for name, n in self.ends.most_common()))
        figures.exactly(f"{what}: chain", _chain(self.hand), "whole")
        for trouble in self.troubles[:5]:
            print(trouble)

    async def double_taps(self, pairs: int) -> None:
        """Every act of the whole SOP is tapped twice at once; so is Tarik kembali, and the approval undone."""
        while self.pairs < pairs:
            m = await self.hand.opens()
            for who, role, action in (*THE_WHOLE_SOP[:3], *self._there_and_back(), *THE_WHOLE_SOP[3:]):
                tap = await self._wish(m, who, role, action)
                again = await self._wish(m, who, role, action)
                self._at_once(tap, again)
                m = await self._present(m)

    @staticmethod
    def _there_and_back() -> Iterator[tuple[str, Role, Action]]:
        for _ in range(4):
            yield "Sri", Role.ATASAN_PPID, Action.WITHDRAW
            yield "Sri", Role.ATASAN_PPID, Action.FORWARD
            yield "Bagus", Role.KOMISIONER, Action.APPROVE
            yield "Bagus", Role.KOMISIONER, Action.TAKE_BACK

    async def decisions(self, races: int, number: int) -> None:
        """Bagus approves while Ratna approves or returns."""
        for race in count():
            if self.pairs >= races:
                return
            if race % A_MAKLUMAT_S_RACES == 0:
                m = await self.hand.opens()
                m = await self._goes(m, *THE_WHOLE_SOP[:3])
            other = Action.APPROVE if (race + number) % 2 else Action.RETURN
            wishes = [
                await self._wish(m, "Bagus", Role.KOMISIONER, Action.APPROVE),
                await self._wish(m, "Ratna", Role.KOMISIONER, other),
            ]
            # Neither is always told first.
            self._at_once(*(wishes if race % 4 < 2 else reversed(wishes)))
            m = await self._present(m)
            if m.approval is not None:
                who = next(name for name, (person, _) in self.hand.people.items() if person == m.approval.by)
                m = await self._goes(m, (who, Role.KOMISIONER, Action.TAKE_BACK))
            else:
                file = document(SECOND_DRAFT)
                m = await self.hand.does(m, "Wahyu", Role.PPID, Action.SUBMIT_DRAFT, file=file, data=SECOND_DRAFT)
                m = await self._goes(m, *THE_WHOLE_SOP[:3])

    async def revocations(self, races: int, figures: Figures) -> None:
        """Bagus approves while his access is closed: what counts as his was recorded before that."""
        orders: Counter[str] = Counter()
        for begin in range(0, races, A_MAKLUMAT_S_RACES):
            m = await self.hand.opens()
            m = await self._goes(m, *THE_WHOLE_SOP[:3])
            for race in range(begin, min(begin + A_MAKLUMAT_S_RACES, races)):
                lead = race // 2 % LEADS * A_LEAD if race % 2 == 0 else None
                orders[await self._approves_while_it_is_closed(m, lead)] += 1
                await opens_access(self.hand, "Bagus", await self._seq("Sri"))
                m = await self._present(m)
                if m.approval is not None:
                    m = await self._goes(m, ("Bagus", Role.KOMISIONER, Action.TAKE_BACK))
            # What is still open would change its holders each time.
            m = await self._goes(m, ("Sri", Role.ATASAN_PPID, Action.WITHDRAW))
            await self.hand.does(m, "Sri", Role.ATASAN_PPID, Action.CANCEL, item=Item("Digabung"))
        after, before = orders["OfficialChanged, Approved"], orders["Approved, OfficialChanged"]
        figures.at_least("access closed meanwhile: pairs", self.pairs, races)
        figures.at_least("access closed meanwhile: overlapped in time", self.overlapped, races // 2)
        figures.exactly("access closed meanwhile: decisions recorded after it", after, 0)
        figures.at_least("access closed meanwhile: decisions recorded before it", before, 1)
        figures.at_least("access closed meanwhile: decisions refused", self.ends["RoleNotHeld"], 1)
        figures.add("access closed meanwhile: refusals", ", ".join(f"{name} {n}" for name, n in self.ends.items()))
        figures.exactly("access closed meanwhile: troubles", len(self.troubles), 0)
        figures.exactly("access closed meanwhile: chain", _chain(self.hand), "whole")

    async def _approves_while_it_is_closed(self, m: Maklumat, lead: float | None) -> str:
        """Which of the two the journal has recorded, in order; without a lead (seconds) the approval comes second."""
        mark, _ = self.hand.database.read_now(journal.head)
        approval = await self._wish(m, "Bagus", Role.KOMISIONER, Action.APPROVE)
        wishes = [approval, replace(approval, seq=await self._seq("Sri"), action=Change.FROZEN)]
        self._at_once(*(reversed(wishes) if lead is None else wishes), one_counts=False, lead=lead or 0.0)
        return ", ".join(self._entries_after(mark))

    def _entries_after(self, mark: int) -> list[str]:
        """Which of an approval and a change of an official the journal has recorded since then, in its order."""
        wanted = t.journal.c.kind.in_(("Approved", "OfficialChanged"))
        kinds = sa.select(t.journal.c.kind).where(t.journal.c.seq > mark, wanted).order_by(t.journal.c.seq)
        return list(self.hand.database.read_now(lambda db: db.execute(kinds).scalars().all()))

    async def _seq(self, who: str) -> int:
        (seq,) = (await self.hand.cause(who)).seqs
        return seq

    async def _goes(self, m: Maklumat, *acts: tuple[str, Role, Action]) -> Maklumat:
        for who, role, action in acts:
            m = await self.hand.does(m, who, role, action, value=LINK, item=Item())
        return m

    async def _wish(self, m: Maklumat, who: str, role: Role, action: Action) -> Wish:
        return Wish(who, role, action, m.id, m.visit.number, m.version, await self._seq(who), "Mohon diperbaiki")

    async def _present(self, m: Maklumat) -> Maklumat:
        kept = sa.select(t.maklumat.c.body).where(t.maklumat.c.id == m.id)
        return maklumat_from_json(self.hand.database.read_now(lambda db: db.execute(kept).scalar_one()))

    def _at_once(self, *wishes: Wish, one_counts: bool = True, lead: float = 0.0) -> None:
        for number, (racer, wish) in enumerate(zip(self.racers, wishes, strict=True)):
            assert racer.stdin is not None
            time.sleep(lead * number)
            racer.stdin.write(wish.line())
            racer.stdin.flush()
        came = []
        for racer in self.racers:
            assert racer.stdout is not None
            came.append(json.loads(racer.stdout.readline()))
        self.pairs += 1
        self.wins[sum(end == "done" for end, _, _ in came)] += 1
        self.overlapped += max(began for _, began, _ in came) < min(ended for _, _, ended in came)
        for end, _, _ in came:
            if end.startswith("trouble"):
                self.troubles.append(end)
            if end != "done":
                self.ends[end.split(" ")[0]] += 1
        if one_counts and len([end for end, _, _ in came if end == "done"]) != 1:
            self.troubles.append(f"{came} for {[asdict(wish) for wish in wishes]}")
