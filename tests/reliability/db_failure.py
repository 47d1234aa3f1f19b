"""A database that is full, locked, away or broken: nothing confirmed early, lost or done twice, and no restart."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from bot.settings import Settings
from handlers.screens.texts import done_toast
from sop.events import Approved
from sop.roles import Role
from sop.steps import Action
from storage import invites, journal
from storage import tables as t
from storage.engine import Database
from storage.invites import Invitation
from storage.mappers import event_from_json
from tests.reliability._ground import Ground
from tests.reliability._line import Line, polled
from tests.reliability._outages import Failing, Outage, impatient, outages
from tests.reliability._served import TOKEN, Json, Served, message, person, private, served, tap
from tests.reliability.figures import Figures, Place
from tests.storage.office import House

PROMISE = "When the database fails: no update confirmed early, none lost, each takes effect once, without a restart"
KINDS = ("sqlite", "postgres")
SHORT = {"rounds": 1, "statement by statement": 48}
LONG = {"rounds": 10, "statement by statement": 1}

ROOT = Path(__file__).parents[2]
AT_STEP_3 = 6
LASTS = 1.6
"""Seconds of an outage; the alarm's clock runs faster, so that an admin is told of it."""
UNTIL_ALARMED = 20
"""So long at most where no admin has been told by then: on a busy machine the second try may come late."""
ALARM_HURRY = 25
LISTS = 40
"""Other things that are asked for meanwhile: a disk that is full has room for a few more words."""
MOST_STATEMENTS = 600


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Fail in every way, then at every statement."""
    figures = Figures()
    with impatient():
        ground = Ground.at(place)
        for outage in outages(place.kind):
            told = Told()
            for turn in range(size["rounds"]):
                asyncio.run(_endured(ground, outage, Random(number * 100 + turn), told))
            told.figures(figures, outage.name, size["rounds"])
        for what, makes in UPDATES.items():
            asyncio.run(_statement_by_statement(ground, what, makes, size["statement by statement"], number, figures))
    if place.kind == "sqlite":
        figures.exactly("a file that is no database: exit code", _exit_code_on_garbage(place), 78)
    return figures


# --- outages


@dataclass
class Told:
    """What was seen in all rounds of one outage."""

    updates: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def figures(self, figures: Figures, name: str, rounds: int) -> None:
        """As figures of this outage."""
        figures.add(f"{name}: updates", self.updates)
        figures.exactly(f"{name}: rounds in which something was refused", self.counts["refused"], rounds)
        for what in ("confirmed early", "lost", "done twice", "buried", "chain broken", "told before it was so"):
            figures.exactly(f"{name}: {what}", self.counts[what], 0)
        figures.exactly(f"{name}: alarms", self.counts["alarms"], rounds)
        figures.at_most(f"{name}: all served after s", round(self.slowest, 1), 45)


class Refusals:
    """How often the database refused the bot's writes."""

    def __init__(self, database: Database) -> None:
        self.times = 0
        sa.event.listen(database.writer, "handle_error", self._refused)

    def _refused(self, _context: sa.engine.ExceptionContext) -> None:
        self.times += 1


async def _at_step_3(house: House) -> None:
    for _ in range(AT_STEP_3):
        await house.at_step(3)
    house.forget_sent()


async def _endured(ground: Ground, outage: Outage, dice: Random, told: Told) -> None:
    async with served(ground, _at_step_3) as bot, polled(bot) as line:
        bot.parts.alarm.monotonic = lambda: time.monotonic() * ALARM_HURRY
        newcomer = bot.database.write_now(
            lambda db: invites.invite(db, Invitation(name="Tamu", roles=(Role.PPID,)), bot.clock())
        )
        await _is_quiet(bot, line)
        # Whom to alarm is known from the first good poll on.
        await asyncio.wait_for(line.polled.wait(), 30)
        refused = Refusals(bot.database)
        numbers = [row.id for row in bot.rows(t.maklumat)]
        line.brings(_approval(bot, numbers[0], "bagus"))
        await asyncio.sleep(dice.random() * 0.1)
        with outage.around(bot, ground.place.server):
            for index, number in enumerate(numbers[1:]):
                line.brings(_approval(bot, number, ("bagus", "ratna")[index % 2]))
            line.brings(_says(newcomer))
            for _ in range(LISTS):
                line.brings(_asks_for_the_list(bot))
            await _lasts(bot)
        told.counts["refused"] += refused.times > 0
        began = time.monotonic()
        await _is_quiet(bot, line)
        told.slowest = max(told.slowest, time.monotonic() - began)
        told.updates += len(line.confirmed)
        _judged(bot, line, numbers, told)


def _approval(bot: Served, maklumat: int, who: str) -> Json:
    chat = bot.house.staff[who].telegram_id or 0
    card = message(private(chat), person(1, "Maklumat", is_bot=True), 5, "Kartu")
    return tap(person(chat), f"do.ap.{maklumat}.3.1.k", card, maklumat)


def _asks_for_the_list(bot: Served) -> Json:
    chat = bot.house.endah.telegram_id or 0
    return {"message": message(private(chat), person(chat), 4, "/daftar")}


def _says(code: str) -> Json:
    return {"message": message(private(9_777), person(9_777, "Tamu"), 1, f"/start {code}")}


async def _lasts(bot: Served) -> None:
    began = time.monotonic()
    while time.monotonic() < began + (LASTS if _alarms(bot) else UNTIL_ALARMED):
        await asyncio.sleep(0.02)
        bot.clock.moves(1)


async def _is_quiet(bot: Served, line: Line) -> None:
    """All that was brought is confirmed and done; looked at beside the bot's own connections."""
    until = time.monotonic() + 60
    onlooker = Database(str(bot.database.url.render_as_string(hide_password=False)))
    try:
        while not await _nothing_waits(bot, line, onlooker):
            assert time.monotonic() < until, (line.waiting, bot.rows(t.inbox, t.inbox.c.state == "new"))
            await asyncio.sleep(0.02)
            bot.clock.moves(1)
            bot.parts.worker.nudged.set()
    finally:
        onlooker.close()


async def _nothing_waits(bot: Served, line: Line, onlooker: Database) -> bool:
    if line.waiting or bot.parts.worker._busy:
        return False
    with contextlib.suppress(sa.exc.DBAPIError):
        return not await onlooker.read(bot._waiting)
    return False


def _judged(bot: Served, line: Line, numbers: list[int], told: Told) -> None:
    approved = _approvals(bot)
    newcomers = bot.count(t.people, t.people.c.telegram_id == 9_777)
    said = Counter(asked["callback_query_id"] for asked in _answers(bot, done_toast(Action.APPROVE)))
    told.counts["confirmed early"] += len(line.too_early)
    told.counts["lost"] += len(set(numbers) - set(approved)) + (newcomers == 0)
    told.counts["done twice"] += sum(times - 1 for times in approved.values()) + max(newcomers - 1, 0)
    told.counts["buried"] += bot.count(t.inbox, t.inbox.c.state == "dead")
    told.counts["chain broken"] += bot.database.read_now(journal.verify) is not None
    told.counts["told before it was so"] += sum(said.values()) - len(set(approved) & {int(tap_id) for tap_id in said})
    told.counts["alarms"] += _alarms(bot)


def _alarms(bot: Served) -> int:
    return sum(asked["chat_id"] == bot.house.agus.telegram_id for asked in bot.telegram.of("sendMessage"))


def _approvals(bot: Served) -> Counter[int]:
    rows = bot.rows(t.journal, t.journal.c.kind == Approved.__name__)
    return Counter(row.maklumat_id for row in rows if isinstance(event_from_json(row.kind, row.body), Approved))


def _answers(bot: Served, text: str) -> list[Json]:
    return [asked for asked in bot.telegram.of("answerCallbackQuery") if asked.get("text") == text]


# --- statement by statement


def _an_approval(bot: Served) -> Json:
    return _approval(bot, bot.rows(t.maklumat)[0].id, "bagus")


def _a_newcomer(bot: Served) -> Json:
    code = bot.database.write_now(
        lambda db: invites.invite(db, Invitation(name="Tamu", roles=(Role.PPID,)), bot.clock())
    )
    return _says(code)


def _words(bot: Served) -> Json:
    chat = bot.house.bagus.telegram_id or 0
    return {"message": message(private(chat), person(chat), 3, "Mohon jam layanan hari Jumat diperbaiki")}


def _poison(bot: Served) -> Json:
    return {"message": {"message_id": "x", "chat": {"id": bot.house.bagus.telegram_id}}}


UPDATES: dict[str, Callable[[Served], Json]] = {
    "an approval": _an_approval,
    "a newcomer": _a_newcomer,
    "words": _words,
    "an unreadable update": _poison,
}


async def _statement_by_statement(
    ground: Ground, what: str, makes: Callable[[Served], Json], every: int, number: int, figures: Figures
) -> None:
    """The n-th statement of an update's whole way fails, for each n until the way is over before it comes to that."""
    wanted, _, _ = await _with_failure(ground, makes, MOST_STATEMENTS)
    differing = early = tried = 0
    for at in range(1 + number % every, MOST_STATEMENTS, every):
        found, asked, too_early = await _with_failure(ground, makes, at)
        early += too_early
        tried += 1
        if found != wanted:
            differing += 1
            print(f"{what}: statement {at} failed: {_difference(wanted, found)}")
        if asked < at:
            break
    figures.at_least(f"{what}: statements that failed in turn", tried, 10 // every)
    figures.exactly(f"{what}: another outcome than without a failure", differing, 0)
    figures.exactly(f"{what}: confirmed early", early, 0)


async def _with_failure(ground: Ground, makes: Callable[[Served], Json], at: int) -> tuple[dict[str, Any], int, int]:
    async with served(ground, _one_at_step_3) as bot, polled(bot) as line:
        update = makes(bot)
        await _is_quiet(bot, line)
        marks = {table: bot.count(table) for table in (t.journal, t.outbox)}
        failing = Failing(bot.database, at)
        line.brings(update)
        await _is_quiet(bot, line)
        failing.over()
        return _outcome(bot, marks), failing.asked, len(line.too_early)


async def _one_at_step_3(house: House) -> None:
    await house.at_step(3)
    house.forget_sent()


def _outcome(bot: Served, marks: dict[sa.Table, int]) -> dict[str, Any]:
    """What an update has come to, without its moments."""
    return {
        "journal": [row.kind for row in bot.rows(t.journal)[marks[t.journal] :]],
        "chain": bot.database.read_now(journal.verify),
        "outbox": sorted((row.chat_id, row.kind) for row in bot.rows(t.outbox)[marks[t.outbox] :]),
        "inbox": [row.state for row in bot.rows(t.inbox) if row.update_id > 30_000_000],
        "incidents": [row.about.partition(": ")[2] for row in bot.rows(t.incidents) if row.kind == "update"],
        "people": bot.count(t.people),
        "prompts": bot.count(t.prompts),
        "answers": sorted((asked.get("text") or "", str(asked.get("show_alert"))) for asked in _all_answers(bot)),
    }


def _all_answers(bot: Served) -> list[Json]:
    return bot.telegram.of("answerCallbackQuery")


def _difference(wanted: dict[str, Any], found: dict[str, Any]) -> str:
    return ", ".join(f"{name} {found[name]} not {wanted[name]}" for name in wanted if found[name] != wanted[name])


# --- no database at all


def _exit_code_on_garbage(place: Place) -> int:
    """A file that is no database is not taken for an empty one, and the bot does not begin."""
    path = place.folder / "garbage.db"
    path.write_bytes(b"no database at all " * 500)
    env = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    env |= {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:9", "DATABASE_URL": f"sqlite:///{path}"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    print(done.stderr[-300:])
    assert path.read_bytes().startswith(b"no database"), "it was written over"
    return done.returncode
