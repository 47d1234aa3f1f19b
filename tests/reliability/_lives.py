"""Lives of the real bot, each in a process of its own that may be cut short: at a named point, or at any instant.

The bot knows nothing of its doom: the child itself watches what passes between the bot, its database and Telegram, and
kills itself there (-9).
"""

import asyncio
import os
import signal
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from bot import app, courier, worker
from bot.papers import press
from bot.secrecy import set_up_logging
from bot.settings import load
from storage import inbox
from tests.forked import CERTIFICATES, Forked

POINTS = {
    "p0": "batch fetched, not committed",
    "p1": "inbox committed, offset not sent",
    "p2": "in the middle of a transaction",
    "p3": "before its commit",
    "p4": "committed, nothing sent",
    "p5": "'sending' committed, not sent",
    "p6": "request sent, no reply read",
    "p7": "reply read, not marked",
    "p8": "marked",
}
SPEAKING = ("send", "edit")


@dataclass
class Life:
    """One run of the bot; `settings` are those of `load`."""

    settings: dict[str, Any]
    log: Path
    point: str = ""
    """Where it ends by itself, or nowhere."""
    nth: int = 1
    idle: float = 0.05
    """Seconds for which a part sleeps when nothing nudges it: the office's clock is moved, and they are to see it."""
    process: Any = field(default=None, repr=False)

    def begin(self) -> None:
        """Fork it; returns at once."""
        given = (self.settings, str(self.log), self.point, self.nth, self.idle)
        self.process = Forked(_live, *given)

    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.process.returncode is not None

    async def ends(self, within: float) -> bool:
        """Wait for its end; False when it still lives after so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self.process.wait()
        except TimeoutError:
            return False
        return True

    async def cut(self) -> None:
        """End it at once (kill -9)."""
        self.process.kill()
        assert await self.ends(10)

    async def stop(self) -> int:
        """SIGTERM, as a supervisor would; its exit code."""
        self.process.terminate()
        assert await self.ends(60), "the bot did not end when it was told to"
        return int(self.process.returncode)

    def signal(self, number: int) -> None:
        """SIGSTOP and SIGCONT."""
        self.process.send_signal(number)


def _live(settings: dict[str, Any], log: str, point: str, nth: int, idle: float) -> None:
    kept = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(kept, 2)
    # Nothing here is encrypted; reading the authorities' certificates takes as long as the rest of a start.
    ssl.create_default_context = CERTIFICATES
    for module in (courier, worker, press):
        module.IDLE_SECONDS = idle
    set_up_logging("WARNING")
    if point:
        _WATCHES[point](_Doom(nth))
    asyncio.run(app.run(load(None, **settings)))


@dataclass
class _Doom:
    left: int

    def strikes(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


class _Transaction(threading.local):
    """What the transaction of this thread has changed so far: (table, state) pairs."""

    def __init__(self) -> None:
        self.changed: set[tuple[str, str]] = set()


_now = _Transaction()


def _watch_statements(on_change: Callable[[tuple[str, str]], None] | None = None, *, before: bool = False) -> None:
    """Notes which rows change their state to what; `on_change` is called at each such statement."""

    def executed(_db: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
        words = statement.split(None, 3)
        if words[:1] != ["UPDATE"] or words[1] not in ("inbox", "outbox"):
            return
        values = given.values() if isinstance(given, dict) else given
        for state in ("done", "sending", "sent"):
            if state in values:
                _now.changed.add((words[1], state))
                if on_change is not None:
                    on_change((words[1], state))

    sa.event.listen(sa.Engine, f"{'before' if before else 'after'}_cursor_execute", executed)
    sa.event.listen(sa.Engine, "rollback", lambda _db: _now.changed.clear())


def _watch_commits(change: tuple[str, str], doom: _Doom, *, before: bool = False) -> None:
    _watch_statements()
    commit = DefaultDialect.do_commit

    def committing(dialect: Any, connection: Any) -> None:
        meant = change in _now.changed
        _now.changed.clear()
        if meant and before:
            doom.strikes()
        commit(dialect, connection)
        if meant and not before:
            doom.strikes()

    DefaultDialect.do_commit = committing


def _watch_requests(before: Callable[[httpx.Request], None], *, sent: Callable[[str], None] | None = None) -> None:
    """`before` sees each request; `sent` is told the method's name when the last byte of one has left."""
    handle = httpx.AsyncHTTPTransport.handle_async_request

    async def handling(transport: Any, request: httpx.Request) -> httpx.Response:
        before(request)
        method = request.url.path.rpartition("/")[2]

        async def trace(name: str, _info: Any) -> None:
            if sent is not None and name == "http11.send_request_body.complete":
                sent(method)

        request.extensions = {**request.extensions, "trace": trace}
        return await handle(transport, request)

    httpx.AsyncHTTPTransport.handle_async_request = handling


def _watch_batches(doom: Callable[[], None]) -> None:
    """`doom` is called with each batch that is about to be kept."""
    keep = inbox.keep

    def keeping(db: Any, bot_id: int, updates: Any, *more: Any, **named: Any) -> Any:
        if updates:
            doom()
        return keep(db, bot_id, updates, *more, **named)

    inbox.keep = keeping


def _p1(doom: _Doom) -> None:
    kept = threading.Event()

    def asking(request: httpx.Request) -> None:
        if request.url.path.endswith("/getUpdates") and kept.is_set():
            kept.clear()
            doom.strikes()

    _watch_batches(kept.set)
    _watch_requests(asking)


def _p2(doom: _Doom) -> None:
    _watch_statements(lambda change: doom.strikes() if change == ("inbox", "done") else None)


def _p6(doom: _Doom) -> None:
    _watch_requests(lambda _request: None, sent=lambda method: doom.strikes() if method.startswith(SPEAKING) else None)


def _p7(doom: _Doom) -> None:
    _watch_statements(lambda change: doom.strikes() if change == ("outbox", "sent") else None, before=True)


_WATCHES: dict[str, Callable[[_Doom], None]] = {
    "p0": lambda doom: _watch_batches(doom.strikes),
    "p1": _p1,
    "p2": _p2,
    "p3": lambda doom: _watch_commits(("inbox", "done"), doom, before=True),
    "p4": lambda doom: _watch_commits(("inbox", "done"), doom),
    "p5": lambda doom: _watch_commits(("outbox", "sending"), doom),
    "p6": _p6,
    "p7": _p7,
    "p8": lambda doom: _watch_commits(("outbox", "sent"), doom),
}
