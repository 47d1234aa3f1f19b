"""The tour: the story played by itself at reading speed, which a viewer may stop for a while, or take over.

What the tour does is real: whatever it has done when it ends stays done, and the viewer goes on by hand from there.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.demo.stage.player import READING, OutOfStep, Pace, Player
from bot.demo.stage.premises import Premises
from bot.demo.stage.story import STORY, Scene
from bot.demo.stage.words import NotOnStage, Words

log = logging.getLogger(__name__)

Json = dict[str, Any]

TAKEN_OVER = Words(
    "Cerita berhenti di sini, dan semua yang tercatat tetap ada. Silakan meneruskan dengan ponsel yang mana pun.",
    "The story stops here, and all that is recorded stays. Please go on with any of the phones.",
)
OVERTAKEN = Words(
    "Langkah ini telah dikerjakan dengan tangan, maka cerita berhenti di sini. Silakan meneruskan, atau memutar cerita "
    "dari awal.",
    "This step was taken by hand, so the story stops here. Please go on, or play the story from the beginning.",
)
FAILED = Words(
    "Cerita tidak dapat dilanjutkan karena bot belum menjawab. Silakan memulai dari awal.",
    "The story cannot go on, for the bot has not answered. Please start again.",
)
NOT_PLAYING = Words("Cerita tidak sedang diputar.", "The story is not being played.")
PLAYING = Words("Cerita sedang diputar.", "The story is being played already.")
UNDER_WAY = frozenset({"preparing", "playing", "paused"})


class Tour:
    """One play of the story after another; states as the page knows them.

    Args:
        premises: the office in which it is played.
        changed: called whenever it looks different.
        pace: how fast.
        scenes: what is played.
    """

    def __init__(
        self,
        premises: Premises,
        changed: Callable[[], None] = lambda: None,
        *,
        pace: Pace = READING,
        scenes: tuple[Scene, ...] = STORY,
    ) -> None:
        self.state = "idle"
        self.scene: Scene | None = None
        self.on_scene: Callable[[Scene], None] = lambda _scene: None
        """Called when a scene begins, for whoever writes along."""
        self._premises = premises
        self._changed = changed
        self._pace = pace
        self._scenes = scenes
        self._number = 0
        self._caption: Words | None = None
        self._pointing: Json | None = None
        self._going = asyncio.Event()
        self._halted = asyncio.Event()
        self._playing: asyncio.Task[None] | None = None

    def to_json(self) -> Json:
        """For the page."""
        scene = self.scene
        acts = scene is not None and scene.who is not None and self.state in UNDER_WAY
        return {
            "state": self.state,
            "scene": self._number,
            "of": len(self._scenes),
            "heading": scene.heading.to_json() if scene is not None else None,
            "caption": self._caption.to_json() if self._caption is not None else None,
            "person": self._premises.people[scene.who].id if scene is not None and scene.who and acts else None,
            "pointing": self._pointing,
        }

    async def play(self, pace: Pace | None = None) -> None:
        """From the beginning, in an office where nothing has happened yet: a used one is cleared away first.

        Raises:
            NotOnStage: It is being played.
        """
        if self.state == "paused":
            self.resume()
        elif self.state in UNDER_WAY:
            raise NotOnStage(PLAYING)
        else:
            self._begin(pace or self._pace, fresh=not self._premises.is_untouched)

    async def restart(self) -> None:
        """From the beginning in a new office, whatever is going on."""
        await self.end()
        self._begin(self._pace, fresh=True)

    def pause(self) -> None:
        """Nothing is done until it goes on; what was begun is finished.

        Raises:
            NotOnStage: It is not being played.
        """
        self._must_be("playing")
        self._going.clear()
        self._halted.set()
        self._show("paused")

    def resume(self) -> None:
        """Go on.

        Raises:
            NotOnStage: It is not paused.
        """
        self._must_be("paused")
        self._halted.clear()
        self._going.set()
        self._show("playing")

    async def take_over(self) -> None:
        """Stop where it is; everything stays as it is.

        Raises:
            NotOnStage: It is not being played.
        """
        self._must_be(*UNDER_WAY)
        await self._stop()
        self._show("taken_over", TAKEN_OVER)

    async def end(self) -> None:
        """Stop, and leave nothing on the page."""
        await self._stop()
        self.scene, self._number = None, 0
        self._show("idle")

    async def finished(self) -> str:
        """Wait until it is no longer under way; the state in which it ended."""
        while self.state in UNDER_WAY and self._playing is not None:
            await asyncio.wait({self._playing})
        return self.state

    def shows(self, number: int, scene: Scene) -> None:
        """A scene begins."""
        self._number, self.scene = number, scene
        self.on_scene(scene)
        self._show(self.state, scene.caption)

    def points(self, message_id: int | None, label: str | None) -> None:
        """Somebody is about to act."""
        self._pointing = {"message_id": message_id, "label": label}
        self._changed()

    def looks(self) -> None:
        """The act is done."""
        self._pointing = None
        self._changed()

    async def lingers(self, seconds: float) -> None:
        """So much time in which it is not paused."""
        loop = asyncio.get_running_loop()
        await self._going.wait()
        while seconds > 0:
            began = loop.time()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._halted.wait()
            seconds -= loop.time() - began
            await self._going.wait()

    def _begin(self, pace: Pace, *, fresh: bool) -> None:
        self._number, self.scene = 0, None
        self._halted.clear()
        self._going.set()
        self._show("preparing")
        self._playing = asyncio.create_task(self._play(Player(self._premises, self, pace), fresh=fresh))

    async def _play(self, player: Player, *, fresh: bool) -> None:
        try:
            await self._prepare(fresh=fresh)
            self._show("playing")
            await player.play(self._scenes)
        except OutOfStep as why:
            log.info("the story cannot go on: %s", why)
            self._show("taken_over", OVERTAKEN)
        except NotOnStage as why:
            self._show("failed", why.words)
        except Exception:
            log.exception("the story failed")
            self._show("failed", FAILED)
        else:
            self._show("finished", self._scenes[-1].caption)

    async def _prepare(self, *, fresh: bool) -> None:
        if fresh or self._premises.is_preparing:
            await self._premises.renew()

    async def _stop(self) -> None:
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing

    def _must_be(self, *states: str) -> None:
        if self.state not in states:
            raise NotOnStage(NOT_PLAYING)

    def _show(self, state: str, caption: Words | None = None) -> None:
        self.state, self._caption, self._pointing = state, caption or self._kept(state), None
        self._changed()

    def _kept(self, state: str) -> Words | None:
        """A pause keeps what was to be read."""
        return self._caption if state in {"playing", "paused"} else None
