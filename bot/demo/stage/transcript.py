"""The demo as text: what each of the officials does and what each sees, as it happens, with the office's own time."""

import asyncio
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.kit.sightings import bare_label
from bot.demo.stage.office import ZONE
from bot.demo.world.records import Message, Query
from bot.demo.world.state import World

WIDTH = 96
INDENT = " " * 12


def tell(line: str) -> None:
    """Put a line before whoever reads along; that nobody does any more ends nothing."""
    with suppress(BrokenPipeError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


@dataclass
class Transcript:
    """Writes down what is new on the phones. Moments are shown in the office's zone.

    Args:
        world: the local Telegram that is watched.
        write: what becomes of each line.
    """

    world: World
    write: Callable[[str], None] = tell
    _last: int = 0
    _taps: set[str] = field(default_factory=set)
    _toasts: set[str] = field(default_factory=set)
    _is_called: bool = False

    def heading(self, words: str) -> None:
        """A part of the story begins."""
        self.write_new()
        self.write(f"\n── {words} " + "─" * max(4, WIDTH - len(words) - 4))

    def caption(self, words: str) -> None:
        """What a viewer is told of what comes."""
        self.write_new()
        self.write("")
        for line in textwrap.wrap(words, WIDTH):
            self.write(line)

    def note(self, _chat_id: int) -> None:
        """Something has changed in a chat: what is new there is written down once it is whole."""
        if not self._is_called:
            self._is_called = True
            # A message is there before its buttons are; they come before anything else has its turn.
            asyncio.get_running_loop().call_soon(self.write_new)

    def write_new(self) -> None:
        """Write down what was said, pressed and answered since the last time, in the order in which it happened."""
        self._is_called = False
        for _, lines in sorted(self._news(), key=lambda news: news[0]):
            for line in lines:
                self.write(line)

    def _news(self) -> list[tuple[datetime, list[str]]]:
        news = []
        bot = self.world.bot
        newest = self._last
        for chat in bot.chats.values():
            for message in chat.messages.values():
                if message.id > self._last:
                    newest = max(newest, message.id)
                    news.append((message.at, self._told(message)))
        self._last = newest
        for query in bot.queries.values():
            if query.id not in self._taps:
                self._taps.add(query.id)
                news.append((query.at, self._pressed(query)))
            if query.answer is not None and query.id not in self._toasts:
                self._toasts.add(query.id)
                news.append((query.answer.at, self._toast(query, query.answer.text)))
        return news

    def _told(self, message: Message) -> list[str]:
        who = self._who(message.chat_id)
        if message.from_bot:
            head = f"  {message.at.astimezone(ZONE):%H.%M.%S}  → {who}"
        else:
            head = f"\n» {who} {'membalas' if message.reply_to else 'menulis'}:"
        return [head, *(INDENT + line for line in _lines(message))]

    def _pressed(self, query: Query) -> list[str]:
        return [f"\n» {self._who(query.person_id)} menekan {bare_label(query.label) or query.data}"]

    def _toast(self, query: Query, text: str) -> list[str]:
        if not text:
            return []
        assert query.answer is not None
        head = f"  {query.answer.at.astimezone(ZONE):%H.%M.%S}  → {self._who(query.person_id)}, sekilas di layar"
        return [head, *(INDENT + line for line in _wrapped(text))]

    def _who(self, person_id: int) -> str:
        person = self.world.people.get(person_id)
        if person is None:
            return str(person_id)
        return f"{person.title} ({person.full_name})" if person.title else person.full_name


def _lines(message: Message) -> Iterator[str]:
    if message.file is not None:
        yield f"[berkas] {message.file.name} ({len(message.file.content)} bita)"
    yield from _wrapped(message.text)
    for row in message.buttons:
        yield " ".join(f"[{button['text']}]" for button in row)


def _wrapped(text: str) -> Iterator[str]:
    for paragraph in text.splitlines():
        yield from textwrap.wrap(paragraph, WIDTH - len(INDENT) - 2) or [""]
