"""Updates of any shape at all: each ends done or dead, none is an unforeseen failure, and the next one is served."""

import asyncio
import logging
import traceback
from collections import Counter
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa

from bot import intake
from bot.parcels import open_parcel
from sop.folding import fold
from storage import journal
from storage import tables as t
from storage.mappers import event_from_json, maklumat_from_json
from tests.documents import pdf
from tests.reliability._ground import Ground
from tests.reliability._mutants import Mutants, recorded
from tests.reliability._served import BOT, Served, message, person, private, served
from tests.reliability.figures import Figures, Place
from tests.storage.office import House

PROMISE = "Whatever shape an update has: kept or passed by, ended, never an unforeseen failure, and the next is served"
KINDS = ("sqlite", "postgres")
SHORT = {"updates": 300}
LONG = {"updates": 100_000}

BATCH = 100
IN_ONE_OFFICE = 5_000
"""No maklumat of an office is ever spoken of so often; what grows is soak's."""
SOON = 1.0
SHOWN = 8


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Bend, hand over, look."""
    return asyncio.run(_run(Ground.at(place), size["updates"], number))


async def _something_everywhere(house: House) -> None:
    for step in (1, 3, 4, 5):
        await house.at_step(step)
    house.forget_sent()


async def _run(ground: Ground, wanted: int, number: int) -> Figures:
    shapes = await recorded(ground.staff)
    mutants = Mutants(Random(number), shapes).stream()
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    trial = Trial(errors)
    try:
        while trial.handed_over < wanted:
            until = min(wanted, trial.handed_over + IN_ONE_OFFICE)
            async with served(ground, _something_everywhere) as bot:
                bot.telegram.documents |= dict.fromkeys(_file_ids(shapes), pdf("some text"))
                while trial.handed_over < until:
                    await trial.batch(bot, list(islice(mutants, min(BATCH, until - trial.handed_over))))
                trial.looks_at(bot)
        return trial.figures(len(shapes), wanted)
    finally:
        logging.getLogger().removeHandler(errors)


class _Errors(logging.Handler):
    """Whatever is logged as an error, and whatever asyncio says of exceptions that nobody fetched."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        self.said[f"{record.name}: {record.msg} {kind}"] += 1
        if record.exc_info and self.said[f"{record.name}: {record.msg} {kind}"] == 1:
            print("".join(traceback.format_exception(*record.exc_info)))


class Trial:
    """What is watched while anything comes in."""

    def __init__(self, errors: _Errors) -> None:
        self.errors = errors
        self.handed_over = self.batches_refused = self.stuck = self.said = self.unsayable = 0
        self.troubles: Counter[str] = Counter()
        self.states: Counter[str] = Counter()
        self.unforeseen: Counter[str] = Counter()
        self.chains: list[str] = []
        self.untold = 0
        self.slowest = 0.0

    async def batch(self, bot: Served, updates: list[Any]) -> None:
        """Some of any shape, then something true."""
        self.handed_over += len(updates)
        # Of strangers only so many are heard within an hour.
        bot.clock.moves(3700)
        try:
            await intake.keep(bot.database, BOT, updates, bot.clock())
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the whole batch was lost to it
            self.batches_refused += 1
            self.troubles[f"keeping: {trouble!r}"[:200]] += 1
            await self._one_by_one(bot, updates)
        bot.parts.worker.nudged.set()
        try:
            await bot.until_served(20)
        except TimeoutError as waits:
            self.stuck += 1
            self.troubles[f"stuck: {waits}"[:400]] += 1
            # Whatever it is that cannot be taken, it must not hide what comes after it.
            away = sa.update(t.inbox).where(t.inbox.c.state == "new").values(state="stuck")
            await bot.database.write(lambda db: db.execute(away))
        await self._all_can_be_said(bot)
        endah = bot.house.endah.telegram_id or 0
        await bot.hands_over([{"message": message(private(endah), person(endah), 8_000, "/daftar")}])
        self.slowest = max(self.slowest, await bot.until_served())

    async def _all_can_be_said(self, bot: Served) -> None:
        """What this made people be told is opened as the courier would, and could go through the line."""
        bot.house.now = bot.clock()
        for parcel in bot.house.delivers():
            try:
                opened = await open_parcel(parcel, bot.parts.reading, bot.clock())
                for letter in opened.letters if opened is not None else ():
                    self.said += 1
                    f"{letter.text} {letter.rows}".encode()
            except Exception as trouble:  # noqa: BLE001 - counted
                self.unsayable += 1
                self.troubles[f"saying {parcel.kind}: {trouble!r}"[:300]] += 1

    async def _one_by_one(self, bot: Served, updates: list[Any]) -> None:
        for update in updates:
            try:
                await intake.keep(bot.database, BOT, [update], bot.clock())
            except Exception as trouble:  # noqa: BLE001 - counted
                self.troubles[f"keeping one: {trouble!r}"[:200]] += 1

    def looks_at(self, bot: Served) -> None:
        """What came of it in this office."""
        self.states += Counter(row.state for row in bot.rows(t.inbox))
        abouts = (row.about.partition(": ")[2] for row in bot.rows(t.incidents) if "unreadable" not in row.about)
        self.unforeseen += Counter(about for about in abouts if about)
        self.chains.append(_chain(bot))
        self.untold += _untold(bot)

    def figures(self, shapes: int, wanted: int) -> Figures:
        """What came of it in all of them."""
        states, broken = self.states, [chain for chain in self.chains if chain != "whole"]
        for what in (self.troubles, self.errors.said, self.unforeseen):
            for line, times in what.most_common(SHOWN):
                print(f"{times} x {line}")
        figures = Figures()
        figures.add("shapes recorded", shapes)
        figures.exactly("updates", self.handed_over, wanted)
        figures.exactly("batches that could not be kept", self.batches_refused, 0)
        figures.add("done", states["done"])
        figures.add("dead, for nobody can read them", states["dead"])
        figures.exactly("neither done nor dead", states.total() - states["done"] - states["dead"], 0)
        figures.exactly("batches that were not served", self.stuck, 0)
        figures.exactly("unforeseen failures", self.unforeseen.total(), 0)
        figures.exactly("errors in the log", self.errors.said.total(), 0)
        figures.add("messages that it made", self.said)
        figures.exactly("messages that could not be said", self.unsayable, 0)
        figures.add("offices", len(self.chains))
        figures.exactly("chain", ", ".join(broken) or "whole", "whole")
        figures.exactly("maklumat that their journal does not tell", self.untold, 0)
        figures.at_most("the next true update served after s", round(self.slowest, 2), SOON)
        return figures


def _file_ids(value: Any) -> set[str]:
    """Every file that the recorded updates speak of."""
    if isinstance(value, list):
        return set().union(*(_file_ids(held) for held in value))
    if not isinstance(value, dict):
        return set()
    own = {value["file_id"]} if isinstance(value.get("file_id"), str) else set()
    return own.union(*(_file_ids(held) for held in value.values()))


def _chain(bot: Served) -> str:
    broken = bot.database.read_now(journal.verify)
    return "whole" if broken is None else f"broken at {broken.seq}"


def _untold(bot: Served) -> int:
    told = bot.rows(t.journal)
    return sum(
        fold(tuple(event_from_json(r.kind, r.body) for r in told if r.maklumat_id == row.id))
        != maklumat_from_json(row.body)
        for row in bot.rows(t.maklumat)
    )
