"""The bot as a process of its own against a local Telegram: started, killed and started again."""

import asyncio
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

HARMLESS = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "COVERAGE_PROCESS_START")
"""What of our own environment the bot may see; an office's real settings stay out."""


class BotDied(Exception):
    """The bot ended by itself; the message is the end of its log."""


@dataclass
class BotProcess:
    """`python -m bot run` in a folder of its own."""

    folder: Path
    api_url: str
    token: str
    settings: dict[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> Path:
        """What the bot writes to stderr."""
        return self.folder / "bot.log"

    @property
    def database_url(self) -> str:
        """Where the bot keeps everything."""
        return self.environment["DATABASE_URL"]

    @property
    def environment(self) -> dict[str, str]:
        """The settings the bot is run with."""
        inherited = {name: os.environ[name] for name in HARMLESS if name in os.environ}
        return {
            **inherited,
            "BOT_TOKEN": self.token,
            "BOT_API_URL": self.api_url,
            "DATABASE_URL": f"sqlite:///{self.folder / 'maklumat.db'}",
            "CLOCK_OFFSET_FILE": str(self.folder / "clock-offset"),
            "TICK_SECONDS": "1",
            # An office for an hour needs no backups, and its clock may come to the same night twice.
            "BACKUP_AT": "tidak",
            **self.settings,
        }

    async def start(self) -> None:
        """Start it; it is ready when it first asks for updates, which nobody needs to wait for."""
        self._process = await self.spawn("run", stderr=self.log)

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Another command of the bot beside it: exit code, stdout, stderr."""
        with TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            process = await self.spawn(*arguments, stdout=out, stderr=err)
            code = await process.wait()
            return code, out.read_text(), err.read_text()

    async def spawn(
        self, *arguments: str, stdout: Path | None = None, stderr: Path | None = None
    ) -> asyncio.subprocess.Process:
        """Begin `python -m bot` with these arguments; what it writes is added to the files, or is ours."""
        with ExitStack() as opened:
            out, err = (opened.enter_context(path.open("ab")) if path else None for path in (stdout, stderr))
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *arguments),
                env=self.environment,
                cwd=self.folder,
                stdout=out,
                stderr=err,
            )

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    @property
    def has_ended(self) -> bool:
        """Whether it was started and runs no longer."""
        return self._process is not None and self._process.returncode is not None

    def check(self) -> None:
        """Whether it still runs.

        Raises:
            BotDied: it does not.
        """
        if self.has_ended:
            raise BotDied(self.last_words())

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-4000:] if self.log.exists() else ""

    async def kill(self) -> None:
        """End it at once, as a power cut would (kill -9)."""
        await self._end("kill")

    async def stop(self) -> int:
        """SIGTERM, as a supervisor would; its exit code."""
        return await self._end("terminate")

    async def _end(self, how: str) -> int:
        process = self._process
        if process is None:
            return 0
        if process.returncode is None:
            getattr(process, how)()
        code = await process.wait()
        # Whoever grew tired of waiting may end it in another way: until it has ended it is ours.
        if self._process is process:
            self._process = None
        return code

    def move_clock(self, seconds: float) -> None:
        """Let the bot's clock run ahead by so much."""
        told = self.folder / "clock-offset"
        # Put in place whole: a bot that reads a file half written would for that moment live in the real time.
        fresh = told.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(told)
