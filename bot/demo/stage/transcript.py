"""The story as text: what each of the officials did and what each saw, with times."""

import asyncio
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.demo.kit.client import Person
from bot.demo.kit.sightings import ChatMessage

QUIET_SECONDS = 0.7
"""When nothing new has come for so long, an act has been told to everybody."""
WIDTH = 96
WIB = ZoneInfo("Asia/Jakarta")
"""The office's own time, as in the messages."""


@dataclass
class Transcript:
    """Watches every phone and prints what is new."""

    persons: Mapping[str, Person]
    _seen: dict[str, int] = field(default_factory=dict)

    def heading(self, words: str) -> None:
        """A step of the SOP begins."""
        self._print(f"\n── {words} " + "─" * max(4, WIDTH - len(words) - 4))

    def did(self, key: str, deed: str) -> None:
        """Somebody is about to do something."""
        self._print(f"\n» {self._who(key)}: {deed}")

    async def show_new(self) -> None:
        """Wait until all has been told, then print what came to each phone since the last time."""
        for key, message in await self._news():
            when = message.date.astimezone(WIB).strftime("%H.%M.%S")
            self._print(f"  {when}  → {self._who(key)}")
            for line in self._lines(message):
                self._print("            " + line)

    async def _news(self) -> list[tuple[str, ChatMessage]]:
        found: list[tuple[str, ChatMessage]] = []
        quiet = 0.0
        while quiet < QUIET_SECONDS:
            fresh = [(key, message) for key in self.persons for message in await self._fresh(key)]
            found += fresh
            quiet = 0.0 if fresh else quiet + 0.1
            await asyncio.sleep(0.1)
        return sorted(found, key=lambda pair: pair[1].date)

    async def _fresh(self, key: str) -> list[ChatMessage]:
        last = self._seen.get(key, 0)
        messages = [m for m in await self.persons[key].chat() if m.id > last]
        if messages:
            self._seen[key] = messages[-1].id
        return [message for message in messages if message.from_bot]

    def _lines(self, message: ChatMessage) -> list[str]:
        files = [file for file in (message.document, message.photo, message.voice) if file is not None]
        lines = [f"[berkas] {file.name} ({file.size} bita)" for file in files]
        for paragraph in message.text.splitlines():
            lines += textwrap.wrap(paragraph, WIDTH - 14) or [""]
        lines += [" ".join(f"[{button.text}]" for button in row) for row in message.rows]
        return lines

    def _who(self, key: str) -> str:
        person = self.persons[key]
        return f"{person.title} ({person.name})"

    def _print(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
