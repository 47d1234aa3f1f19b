"""What became of every update and every message, counted in the database and in the chats."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.demo.world.records import Chat, Message
from bot.demo.world.state import World
from handlers.callbacks import Verb, decode
from sop.folding import fold
from storage import journal
from storage import tables as t
from storage.engine import Database
from storage.mappers import maklumat_from_json
from tests.reliability._telling import untold
from tests.reliability.figures import Figures

IN_FLIGHT = 8
"""Messages that a bot has on their way at a time where Telegram answers within a third of a second: 25 leave in one."""
_WORDS = re.compile(r"Kendala-\d{6}")


@dataclass
class Books:
    """Where the counting begins: what was there before is not counted."""

    message: int = 0
    """The last row of the outbox."""
    question: int = 0

    @classmethod
    def opened(cls, database: Database) -> "Books":
        """From now on."""

        def marks(db: sa.Connection) -> tuple[int, int]:
            return (
                db.execute(sa.select(sa.func.max(t.outbox.c.id))).scalar_one(),
                db.execute(sa.select(sa.func.max(t.prompts.c.id))).scalar_one(),
            )

        return cls(*database.read_now(marks))

    def count(
        self, figures: Figures, database: Database, world: World, said: list[tuple[int, int]], pressed: Counter[int]
    ) -> None:
        """Hold what was said and pressed against what was recorded, and what was to be told against the chats.

        Args:
            figures: What is found goes there.
            database: The bot's.
            world: Its Telegram.
            said: (chat, number) of all words, in the order they were said.
            pressed: How many taps there were in each chat.
        """
        self._count_effects(figures, database, {number: chat for chat, number in said}, pressed)
        self._count_messages(figures, database, world)
        _check(figures, database)

    def _count_effects(self, figures: Figures, database: Database, said: dict[int, int], pressed: Counter[int]) -> None:
        def look(db: sa.Connection) -> tuple[list[int], Counter[int], dict[str, int]]:
            told = sa.select(t.journal.c.body).where(t.journal.c.kind == "ObstacleReported").order_by(t.journal.c.seq)
            reported = [_number_in(body) for body in db.execute(told).scalars()]
            asked = (
                sa.select(t.people.c.telegram_id, sa.func.count())
                .join(t.prompts, t.prompts.c.person_id == t.people.c.id)
                .where(t.prompts.c.id > self.question)
                .group_by(t.people.c.telegram_id)
            )
            states = db.execute(sa.select(t.inbox.c.state, sa.func.count()).group_by(t.inbox.c.state)).all()
            return reported, Counter(dict(db.execute(asked).all())), dict(states)

        in_order, asked, states = database.read_now(look)
        reported = Counter(in_order)
        figures.exactly("updates dead", states.get("dead", 0), 0)
        figures.exactly("updates undone", states.get("new", 0), 0)
        figures.exactly("journal entries", reported.total(), len(said))
        figures.exactly("effects lost", len(set(said) - set(reported)) + (pressed - asked).total(), 0)
        twice = sum(times - 1 for times in reported.values()) + (asked - pressed).total()
        figures.exactly("effects twice", twice, 0)
        figures.exactly("out of order in a chat", _out_of_order(in_order, said), 0)

    def _count_messages(self, figures: Figures, database: Database, world: World) -> None:
        def look(db: sa.Connection) -> tuple[list[sa.Row[Any]], list[int]]:
            rows = db.execute(sa.select(t.outbox).where(t.outbox.c.id > self.message).order_by(t.outbox.c.id)).all()
            return list(rows), untold(db, rows)

        rows, nobody_told = database.read_now(look)
        there = _in_the_chats(world)
        signed = [(row, there[row.chat_id, sign]) for row in rows if (sign := _sign(row)) is not None]
        dead = [row for row in rows if row.state == "dead"]
        # What is given up may have left once more than its row has counted.
        unknown = sum(row.unknowns for row in rows) + len(dead)
        figures.tried("messages", len(rows))
        figures.add("notices looked for in the chats", len(signed))
        figures.exactly("messages unfinished", sum(row.state in ("queued", "sending") for row in rows), 0)
        figures.exactly("messages lost", sum(not copies and row.state != "dead" for row, copies in signed), 0)
        figures.add("messages given up", len(dead))
        figures.add("given up without one copy", sum(not copies and row.state == "dead" for row, copies in signed))
        figures.exactly("given up, nobody told", len(nobody_told), 0)
        figures.add("outcomes unknown", unknown)
        figures.at_most("duplicates", sum(max(0, copies - 1) for _, copies in signed), unknown)
        figures.at_most("most copies of one message", max((copies for _, copies in signed), default=0), 3)


def few_are_unknown(figures: Figures, cuts: int) -> None:
    """A bound for what duplicates are held to that is not the bot's own count.

    A bot that is cut off, or whose database is, leaves no more behind than it had on its way; one that is not, nothing.
    """
    unknown = figures.lines["outcomes unknown"]
    assert isinstance(unknown, int)
    figures.at_most("outcomes unknown", unknown, cuts * IN_FLIGHT)


def _out_of_order(recorded: list[int], said: dict[int, int]) -> int:
    """What was recorded after something that the same person had said later."""
    newest: dict[int, int] = {}
    late = 0
    for number in recorded:
        chat = said.get(number, 0)
        late += number < newest.get(chat, 0)
        newest[chat] = max(number, newest.get(chat, 0))
    return late


def question_in(message: Message) -> str:
    """The number that the button Batal under a question names."""
    taps = [decode(button["callback_data"]) for row in message.buttons for button in row if "callback_data" in button]
    return next((tap.prompt for tap in taps if tap.verb is Verb.PUT_ASIDE), "")


def _number_in(text: str) -> int:
    found = _WORDS.search(text)
    return int(found.group().removeprefix("Kendala-")) if found else 0


def _in_the_chats(world: World) -> Counter[tuple[int, str]]:
    """How often each sign is in each chat."""
    found: Counter[tuple[int, str]] = Counter()
    for chat in world.bot.chats.values():
        for message in chat.messages.values():
            if message.from_bot:
                found.update((chat.id, sign) for sign in _signs(message, chat))
    return found


def _sign(row: sa.Row[Any]) -> str | None:
    """What of a row can be found again in its chat, and in no other message there."""
    if row.kind == "news" and (found := _WORDS.search(row.body)):
        return found.group()
    if row.kind == "reply" and row.prompt_id is not None:
        return f"question {row.prompt_id}"
    return None


def _signs(message: Message, chat: Chat) -> set[str]:
    """Words of its own, those of the message that it is a receipt for, or the question that it puts."""
    found = {*_WORDS.findall(message.text)}
    if message.reply_to in chat.messages:
        found.update(_WORDS.findall(chat.messages[message.reply_to].text))
    return found | ({f"question {question}"} if (question := question_in(message)) else set())


def _check(figures: Figures, database: Database) -> None:
    """The chain holds, every maklumat is what its journal tells, and the file is whole."""

    def look(db: sa.Connection) -> tuple[str, int]:
        broken = journal.verify(db)
        kept = {row.id: row.body for row in db.execute(sa.select(t.maklumat))}
        other = sum(
            fold(tuple(entry.event for entry in journal.of(db, number))) != maklumat_from_json(body)
            for number, body in kept.items()
        )
        return "whole" if broken is None else f"broken at {broken.seq}: {broken.reason}", other

    chain, other = database.read_now(look)
    figures.exactly("chain", chain, "whole")
    figures.exactly("maklumat that are not what their journal tells", other, 0)
    if database.is_sqlite:
        checked = database.read_now(lambda db: db.exec_driver_sql("PRAGMA integrity_check").scalar_one())
        figures.exactly("integrity", checked, "ok")
