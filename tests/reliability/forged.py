"""Updates that somebody made up: all refused, no row of the office's affairs changed, nobody told more than anybody."""

import asyncio
from collections import Counter
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa

from handlers.screens import pages
from sop.roles import Role
from sop.steps import Action
from storage import tables as t
from tests.reliability._forger import Forged, Forger, Target, expected_at
from tests.reliability._ground import Ground
from tests.reliability._served import Json, Served, message, person, private, served, tap
from tests.reliability.figures import Figures, Place
from tests.storage.office import House

PROMISE = "Of made-up updates every one is refused, none changes a row, and strangers are all told the same"
KINDS = ("sqlite", "postgres")
SHORT = {"forgeries": 200}
LONG = {"forgeries": 5000}

BATCH = 50
AFFAIRS = (
    t.maklumat, t.journal, t.papers, t.people, t.mandates, t.invites, t.files, t.days, t.prompts,
)  # fmt: skip
SOON = 1.0


async def _every_step(house: House) -> None:
    """A maklumat at each step, one held and one cancelled, and everybody's cards on their phones."""
    for step in range(1, 7):
        await house.at_step(step)
    await house.does(await house.at_step(4), house.sri, Action.HOLD, "Menunggu tanda tangan")
    await house.does(await house.at_step(1), house.wahyu, Action.CANCEL, "Digabung")
    house.forget_sent()


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Forge, look, and forge again."""
    return asyncio.run(_run(Ground.at(place), size["forgeries"], Random(number)))


async def _run(ground: Ground, wanted: int, dice: Random) -> Figures:
    async with served(ground, _every_step) as bot:
        trial = Trial(bot)
        prompts = await trial.questions()
        forger = Forger(dice, bot.house.staff, trial.targets(), prompts, trial.done_long_ago())
        stream = forger.forgeries()
        while trial.forged < wanted:
            await trial.batch(list(islice(stream, min(BATCH, wanted - trial.forged))))
        await trial.a_true_tap_still_counts()
        return trial.figures(wanted)


class Trial:
    """What is watched while forgeries come in."""

    def __init__(self, bot: Served) -> None:
        self.bot = bot
        self.forged = self.changed = self.unanswered = self.unfinished = self.betrayed = 0
        self.sorts: Counter[str] = Counter()
        self.to_strangers: dict[str, set[Any]] = {"taps": set(), "messages": set()}
        self.slowest = 0.0
        self.true_taps = 0

    # --- the ground

    async def questions(self) -> dict[int, int]:
        """Open questions: to Wahyu why he cancels and what his document is, to Sri how her maklumat is called."""
        wahyu = self.bot.house.wahyu
        own, me = private(wahyu.telegram_id or 0), person(wahyu.telegram_id or 0, wahyu.name)
        file = {"file_id": "draf", "file_unique_id": "draf", "file_name": "draf.pdf", "file_size": 24}
        await self.bot.hands_over([tap(me, "as.cx.1.1.1.p", message(own, None, 5, "Kartu"), 1)])
        await self.bot.hands_over([{"message": message(own, me, 7_001, caption="Maklumat lain", document=file)}])
        await self.bot.until_served()
        sri = self.bot.house.sri.telegram_id or 0
        await self.bot.hands_over([{"message": message(private(sri), person(sri), 7_002, "/baru")}])
        await self.bot.until_served()
        made = {row.id: row.person_id for row in self.bot.rows(t.prompts)}
        assert len(made) == 3, "all three were to be asked"
        return made

    def targets(self) -> list[Target]:
        """Every maklumat of the house, and the newest message about it in each chat."""
        found = []
        for row in self.bot.rows(t.maklumat):
            step = {7: 4, 8: 1}.get(row.id, row.id)
            m = expected_at(step, self.bot.house.staff)
            m.held, m.closed = row.id == 7, row.id == 8
            about = self.bot.rows(t.outbox, t.outbox.c.maklumat_id == row.id, t.outbox.c.message_id.is_not(None))
            found.append(Target(row.id, m, {out.chat_id: out.message_id for out in about}))
        return found

    @staticmethod
    def done_long_ago() -> list[str]:
        """Data of buttons that were pressed on the way here."""
        return ["do.pf.6.1.1.p", "do.pf.6.1.1.a", "do.fw.6.2.1.a", "do.ap.6.3.1.k", "do.or.6.4.1.a", "do.ap.4.3.1.k"]

    # --- forgeries

    async def batch(self, made: list[Forged]) -> None:
        """Some forgeries, then something true."""
        before, marks = self._affairs(), (self._last(t.inbox.c.seq), self._last(t.outbox.c.id))
        calls = len(self.bot.telegram.calls)
        # Strangers are heard so many times an hour; here each is a new one, and all of them come slowly.
        self.bot.clock.moves(600)
        await self.bot.hands_over([forged.update for forged in made])
        await self.bot.until_served()
        self.forged += len(made)
        self.sorts.update(forged.sort for forged in made)
        self.changed += self._affairs() != before
        kept = self.bot.rows(t.inbox, t.inbox.c.seq > marks[0])
        self.unfinished += len(made) - sum(row.state in ("done", "dead") for row in kept)
        said = self.bot.rows(t.outbox, t.outbox.c.id > marks[1])
        answers = {
            asked["callback_query_id"]: asked
            for method, asked in self.bot.telegram.calls[calls:]
            if method == "answerCallbackQuery"
        }
        for forged in made:
            self._looked_at(forged, answers, said)
        self._nobody_else_hears(made, said)
        await self._something_true()

    def _looked_at(self, forged: Forged, answers: dict[str, Json], said: list[Any]) -> None:
        if forged.tap_id is not None:
            answer = answers.get(forged.tap_id)
            refused = answer is not None and (forged.sender == "nobody" or bool(answer.get("text")))
            loud = forged.sender == "nobody" or (answer is not None and answer.get("show_alert"))
            if not refused or not loud:
                self.unanswered += 1
                print(f"not refused in words: {forged.sort}: {answer} {forged.update}")
        if forged.sender != "stranger" or not forged.in_private:
            return
        if forged.tap_id is not None:
            self.to_strangers["taps"].add(answers.get(forged.tap_id, {}).get("text"))
        elif "message" in forged.update:
            told = tuple(row.body for row in said if row.chat_id == forged.chat_id)
            self.to_strangers["messages"].add(told)

    def _nobody_else_hears(self, made: list[Forged], said: list[Any]) -> None:
        """Nothing goes to a chat in which nothing was said; the admin alone is told of what nobody could read."""
        senders = {sender["id"] for forged in made for sender in _senders(forged.update)}
        chats = {forged.chat_id for forged in made} | senders | {self.bot.house.agus.telegram_id}
        for row in said:
            if row.chat_id not in chats:
                self.betrayed += 1
                print(f"told to {row.chat_id}, who had no part in it: {row}")

    async def _something_true(self) -> None:
        wahyu = self.bot.house.wahyu
        chat, mark = wahyu.telegram_id or 0, self._last(t.outbox.c.id)
        await self.bot.hands_over([{"message": message(private(chat), person(chat), 8_000, "/daftar")}])
        self.slowest = max(self.slowest, await self.bot.until_served())
        heard = self.bot.rows(t.outbox, t.outbox.c.id > mark, t.outbox.c.chat_id == chat)
        assert heard, "a true update was not answered"

    async def a_true_tap_still_counts(self) -> None:
        """The same hand that forged presses what may be pressed: else nothing was tried here."""
        ratna = self.bot.house.ratna
        chat = ratna.telegram_id or 0
        pressed = tap(person(chat), "do.ap.3.3.1.k", message(private(chat), None, 5, "Kartu"), 5)
        await self.bot.hands_over([pressed])
        await self.bot.until_served()
        m = self.bot.house.present(self.bot.rows(t.maklumat)[2].id)
        self.true_taps = int(m.approval is not None and m.approval.role is Role.KOMISIONER)

    def _affairs(self) -> list[list[Any]]:
        return [self.bot.rows(table) for table in AFFAIRS]

    def _last(self, column: sa.Column[int]) -> int:
        return self.bot.database.read_now(lambda db: db.execute(sa.select(sa.func.max(column))).scalar_one()) or 0

    def figures(self, wanted: int) -> Figures:
        """What came of it."""
        incidents = [row.about for row in self.bot.rows(t.incidents)]
        unforeseen = [about for about in incidents if not about.endswith("unreadable")]
        for about in unforeseen[:10]:
            print(f"incident {about}")
        figures = Figures()
        figures.exactly("forgeries", self.forged, wanted)
        figures.add("sorts of forgeries", len(self.sorts))
        figures.exactly("batches that changed a row", self.changed, 0)
        figures.exactly("not finished", self.unfinished, 0)
        figures.exactly("taps not refused in words", self.unanswered, 0)
        figures.exactly("told to somebody who had no part in it", self.betrayed, 0)
        figures.exactly("incidents, beside the unreadable", len(unforeseen), 0)
        figures.exactly("different answers to strangers' taps", len(self.to_strangers["taps"]), 1)
        figures.exactly("different answers to strangers' messages", len(self.to_strangers["messages"]), 1)
        figures.exactly(
            "strangers' taps told the right thing", str(self.to_strangers["taps"] == {pages.STRANGER_TOAST}), "True"
        )
        figures.at_most("the next true update served after s", round(self.slowest, 2), SOON)
        figures.exactly("true taps that counted at the end", self.true_taps, 1)
        return figures


def _senders(update: Json) -> list[Json]:
    return [body["from"] for body in update.values() if isinstance(body, dict) and isinstance(body.get("from"), dict)]
