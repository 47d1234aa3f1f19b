"""Plays the story with real messages and taps: fast for the transcript, at reading speed for the tour.

Every act is a person's own, every answer the bot's. What is awaited is waited for as long as the bot has anything left
to do; when it has not and nothing came, somebody else has a hand in the office, and the story cannot go on.
"""

import asyncio
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.demo.phones.deeds import CannotDo
from bot.demo.stage.premises import Premises
from bot.demo.stage.sight import Mark, mark, offering, saying
from bot.demo.stage.story import Awaited, Say, Scene, Send, Tap
from bot.demo.world.records import Message, Upload

GLANCE_SECONDS = 0.05


class OutOfStep(Exception):
    """The scene cannot be played: what it needs is not there, and the bot has nothing left to do."""


@dataclass(frozen=True)
class Pace:
    """How fast; all in seconds."""

    least: float = 0.0
    """How long a caption stands at least."""
    per_character: float = 0.0
    """What each character of a caption adds."""
    pointing: float = 0.0
    """How long it is shown before an act who acts, and on which button."""
    patience: float = 0.5
    """How long the bot must have had nothing to do before what is awaited is given up."""
    longest: float = 90.0
    """How long the bot may be busy, or away, before nobody waits any longer."""

    def reading(self, scene: Scene) -> float:
        """How long this scene's caption takes to read, in the longer of its languages."""
        return self.least + self.per_character * max(len(scene.caption.id), len(scene.caption.en))


FAST = Pace()
READING = Pace(least=4.0, per_character=0.05, pointing=1.2)
BEFORE = 0.65
"""The share of the reading time that passes before the act: first one reads, then one looks."""


class Audience(Protocol):
    """Who watches, and may stop the play for a while."""

    def shows(self, number: int, scene: Scene) -> None:
        """A scene begins; the first has the number 1."""

    def points(self, message_id: int | None, label: str | None) -> None:
        """Somebody is about to press this button, or to write (no label), perhaps in reply to a message."""

    def looks(self) -> None:
        """The pointing is over: it is done now."""

    async def lingers(self, seconds: float) -> None:
        """Let so much time pass, and however long the audience asks for a pause."""


class Player:
    """Plays scenes in an office."""

    def __init__(self, premises: Premises, audience: Audience, pace: Pace) -> None:
        self._premises = premises
        self._audience = audience
        self._pace = pace

    async def play(self, scenes: tuple[Scene, ...]) -> None:
        """Play them all, in order.

        Raises:
            OutOfStep: One of them cannot be played.
            TimeoutError: The bot is too long at it, or away.
        """
        for number, scene in enumerate(scenes, 1):
            self._audience.shows(number, scene)
            await self._audience.lingers(BEFORE * self._pace.reading(scene))
            await self._perform(scene)
            await self._settled()
            await self._audience.lingers((1 - BEFORE) * self._pace.reading(scene))

    async def _perform(self, scene: Scene) -> None:
        if scene.act is None or scene.who is None:
            return
        label = _label(scene.act)
        place = await self._offered(scene.who, label) if label is not None else None
        marks = {awaited.who: self._mark(awaited.who) for awaited in scene.awaits}
        self._audience.points(place.id if place else None, label if isinstance(scene.act, Tap) else None)
        try:
            await self._audience.lingers(self._pace.pointing)
        finally:
            self._audience.looks()
        try:
            self._act(scene.who, scene.act, place)
        except CannotDo as why:
            raise OutOfStep(str(why)) from None
        for awaited in scene.awaits:
            if not await self._until(lambda a=awaited: self._has_come(a, marks[a.who])):  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
                raise OutOfStep(f"{awaited} did not come")

    def _act(self, who: str, act: Say | Send | Tap, place: Message | None) -> None:
        hand = self._premises.hand(who)
        match act:
            case Say():
                hand.say(act.text, place.id if place else None)
            case Send():
                mime = mimetypes.guess_type(act.file.name)[0] or "application/octet-stream"
                hand.attach("document", [Upload(act.file.name, mime, act.file.read_bytes())])
            case Tap():
                assert place is not None
                hand.tap(act.label, message_id=place.id)

    async def _offered(self, who: str, label: str) -> Message:
        """The newest message on this phone with the button, as soon as there is one."""
        hand = self._premises.hand(who)
        await self._until(lambda: offering(hand.chat, label) is not None)
        found = offering(hand.chat, label)
        if found is None:
            raise OutOfStep(f"{who} is not offered {label!r}")
        return found

    def _mark(self, who: str) -> Mark:
        return mark(self._premises.hand(who).chat, self._premises.world.now())

    def _has_come(self, awaited: Awaited, since: Mark) -> bool:
        chat = self._premises.hand(awaited.who).chat
        if awaited.button is not None:
            return offering(chat, awaited.button, since) is not None
        return saying(chat, awaited.words or "", since) is not None

    async def _until(self, holds: Callable[[], bool]) -> bool:
        """Wait until it holds; False once the bot has had nothing to do for a while and it still does not."""
        loop = asyncio.get_running_loop()
        busy_at = loop.time()
        async with asyncio.timeout(self._pace.longest):
            while not holds():
                if await self._premises.is_busy():
                    busy_at = loop.time()
                elif loop.time() - busy_at >= self._pace.patience:
                    return holds()
                await asyncio.sleep(GLANCE_SECONDS)
        return True

    async def _settled(self) -> None:
        """Wait until everybody has been told everything."""
        if not await self._premises.settle(self._pace.longest):
            raise TimeoutError


def _label(act: Say | Send | Tap) -> str | None:
    match act:
        case Tap():
            return act.label
        case Say():
            return act.to
        case Send():
            return None
