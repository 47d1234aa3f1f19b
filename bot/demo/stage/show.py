"""`python -m bot demo`: a local Telegram, the bot beside it as its own process, five officials, the whole SOP."""

import asyncio
import contextlib
import errno
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bot.clock import now
from bot.demo.kit.client import LocalTelegram
from bot.demo.kit.sightings import NotSeen
from bot.demo.server import LocalTelegramServer
from bot.demo.stage.office import codes, enrol, move_in
from bot.demo.stage.process import BotProcess
from bot.demo.stage.story import play
from bot.demo.stage.transcript import WIB, Transcript
from storage import migrations
from storage.engine import Database

WATCH_SECONDS = 1.0


async def show(*, port: int, once: bool) -> int:
    """Play the story, then leave the phones and the bot for the viewer, until Ctrl-C.

    Args:
        port: where the page is to be; any free one when it is taken.
        once: end when the story is over.

    Returns:
        The exit code.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="maklumat-demo-", ignore_cleanup_errors=True) as folder:
        async with _served(port) as server, LocalTelegram(server.base_url) as telegram:
            _tell(f"Halaman: {server.base_url}/")
            process = BotProcess(Path(folder), server.base_url, server.token)
            try:
                await _perform(telegram, process)
                _tell(f"\nCerita selesai setelah {time.monotonic() - began:.0f} detik.")
                if not once:
                    _tell(f"Bot dan lima percakapan tetap hidup di {server.base_url}/ (Ctrl-C untuk berhenti).")
                    await _until_stopped(process)
            except NotSeen:
                _tell(process.last_words())
                raise
            finally:
                await process.stop()
    return 0


async def _perform(telegram: LocalTelegram, process: BotProcess) -> None:
    persons = await move_in(telegram)
    database = Database(process.database_url)
    migrations.bring_up_to_date(database)
    given = codes(database)
    database.close()
    await process.start()
    transcript = Transcript(persons)
    transcript.heading(f"Pendaftaran dengan kode sekali pakai, {now().astimezone(WIB):%d-%m-%Y pukul %H.%M} WIB")
    await enrol(persons, given)
    await transcript.show_new()
    await play(persons, transcript)


@contextlib.asynccontextmanager
async def _served(port: int) -> AsyncIterator[LocalTelegramServer]:
    try:
        server = await LocalTelegramServer(port=port).__aenter__()
    except OSError as taken:
        if taken.errno != errno.EADDRINUSE:
            raise
        server = await LocalTelegramServer().__aenter__()
    try:
        yield server
    finally:
        await server.__aexit__(None, None, None)


async def _until_stopped(process: BotProcess) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        if process.has_ended:
            _tell("Bot berhenti di tengah jalan; dijalankan kembali, seperti oleh penjaga layanan di kantor.")
            await process.start()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), WATCH_SECONDS)
    _tell("Selesai.")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
