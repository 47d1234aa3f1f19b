"""`python -m bot demo`: a local Telegram, an office with its bot beside it as its own process, and the SOP's story."""

import asyncio
import contextlib
import errno
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.routing import BaseRoute

from bot.clock import now
from bot.demo.server import LocalTelegramServer, new_world
from bot.demo.stage.api import StageApi
from bot.demo.stage.office import ZONE
from bot.demo.stage.player import FAST
from bot.demo.stage.stage import Stage
from bot.demo.stage.story import Scene
from bot.demo.stage.transcript import Transcript, tell
from bot.demo.stage.words import NotOnStage
from bot.demo.world.state import World

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def show(*, port: int, once: bool, plays: bool) -> int:
    """Serve the page with the office behind it, until Ctrl-C; what happens is written down meanwhile.

    Args:
        port: where the page is to be; any free one when it is taken.
        once: end when the story is over.
        plays: play the story at once, as fast as the bot is; else wait for the viewer.

    Returns:
        The exit code: 1 when the story could not be played to its end.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, stopping.set)
    showing = loop.create_task(_show(port, once=once, plays=plays))
    stop = loop.create_task(stopping.wait())
    try:
        await asyncio.wait({showing, stop}, return_when=asyncio.FIRST_COMPLETED)
        if showing.done():
            return showing.result()
        tell("\nDemo dihentikan.")
        return 0
    finally:
        for task in (showing, stop):
            task.cancel()
        await asyncio.gather(showing, stop, return_exceptions=True)


async def _show(port: int, *, once: bool, plays: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="maklumat-demo-", ignore_cleanup_errors=True) as folder:
        world = new_world()
        stage = Stage(world, Path(folder))
        async with _served(world, port, StageApi(stage).routes()) as server:
            tell(f"Halaman: {server.base_url}/")
            transcript = Transcript(world)
            transcript.heading(
                f"Pendaftaran dengan kode sekali pakai, {now().astimezone(ZONE):%d-%m-%Y pukul %H.%M} WIB"
            )
            _writes_along(stage, transcript)
            try:
                async with stage.opened(server.base_url):
                    code = await _perform(stage) if plays or once else 0
                    if not once:
                        tell(f"\nEnam ponsel dan bot siap di {server.base_url}/ (Ctrl-C untuk berhenti).")
                        await asyncio.Event().wait()
                    return code
            except NotOnStage as refusal:
                tell(stage.premises.last_words())
                tell(refusal.words.id)
                return 1


def _writes_along(stage: Stage, transcript: Transcript) -> None:
    """The transcript tells what happens on the phones, in the story and to the bot."""
    before: list[Scene] = []

    def begin(scene: Scene) -> None:
        if not before or before[-1].heading != scene.heading:
            transcript.heading(scene.heading.id)
        before.append(scene)
        transcript.caption(scene.caption.id)

    stage.tour.on_scene = begin
    stage.premises.on_ended = lambda: tell(
        "\nBot berhenti di tengah jalan; dijalankan kembali, seperti oleh penjaga layanan di kantor."
    )
    stage.world.listeners.add(transcript.note)


async def _perform(stage: Stage) -> int:
    """Play the story as fast as the bot is; 1 when it did not come to its end."""
    began = time.monotonic()
    await stage.tour.play(FAST)
    ended = await stage.tour.finished()
    if ended == "finished":
        tell(f"\nCerita selesai setelah {time.monotonic() - began:.0f} detik.")
        return 0
    tell(stage.premises.last_words() if ended == "failed" else "")
    tell("Cerita tidak sampai selesai.")
    return 1


@contextlib.asynccontextmanager
async def _served(world: World, port: int, routes: Sequence[BaseRoute]) -> AsyncIterator[LocalTelegramServer]:
    try:
        server = await LocalTelegramServer(world, port=port, routes=routes).__aenter__()
    except OSError as taken:
        if taken.errno != errno.EADDRINUSE:
            raise
        server = await LocalTelegramServer(world, routes=routes).__aenter__()
    try:
        yield server
    finally:
        await server.__aexit__(None, None, None)
