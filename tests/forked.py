"""A process forked from one that has imported everything: as real as any, without a second of imports at its start.

A story can ask of it what an office asks of its bot: signals, exit codes, a log, files. That `python -m bot` starts by
itself as well is held by tests/bot/test_main.py and by the demo's own tests.
"""

import asyncio
import functools
import importlib
import mimetypes
import multiprocessing
import os
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import certifi

from bot.__main__ import main
from bot.demo.stage.process import BotProcess

AT_ITS_FIRST_STEPS = ("holidays.countries.indonesia", "anyio._backends._asyncio", "apscheduler.triggers.interval")
"""What a bot imports only once it runs; the first brings the days off of all the world's countries, 300 ms of them."""

CERTIFICATES = functools.cache(ssl.create_default_context)
"""Nothing here is encrypted; reading the authorities' certificates anew for each client takes 30 ms a time."""

for _name in AT_ITS_FIRST_STEPS:
    importlib.import_module(_name)
CERTIFICATES(cafile=certifi.where())
mimetypes.init()

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", __name__])


class Forked:
    """What `asyncio.subprocess.Process` can, as far as it is asked for here."""

    def __init__(self, work: Callable[..., None], *given: object) -> None:
        # A daemon: should a test forget it, it ends with us.
        self._process = _FORKS.Process(target=work, args=given, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it lives; -9 after kill -9."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Any signal; none where it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    async def wait(self) -> int:
        """Its exit code, once it has ended; several may wait."""
        while (code := self.returncode) is None:  # noqa: ASYNC110  # one alone could read the pipe that tells of its end
            await asyncio.sleep(0.01)
        return code


class ForkedBot(BotProcess):
    """A bot whose commands are forked."""

    async def spawn(self, *arguments: str, stdout: Path | None = None, stderr: Path | None = None) -> Any:
        """Begin `python -m bot`, as it were."""
        return Forked(_command, arguments, self.environment, self.folder, stdout, stderr)


def _command(
    arguments: tuple[str, ...], environment: dict[str, str], folder: Path, stdout: Path | None, stderr: Path | None
) -> None:
    for stream, path in ((1, stdout), (2, stderr)):
        if path is not None:
            os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    ssl.create_default_context = CERTIFICATES
    try:
        code = main(arguments)
    except Exception:  # noqa: BLE001  # multiprocessing would write it, past what the bot has set up for such an end
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.exit(code)
