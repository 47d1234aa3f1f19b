"""Updates come in by webhook: Telegram brings each to our own address, and is told 200 once it is kept.

The same inbox as polling, and the same promise: what is answered with 200 is committed. Whatever else is answered,
Telegram brings it again. Nothing of a request is believed before its secret has been compared.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.addresses import HEALTH_PATH
from bot.alarm import Alarm
from bot.clock import Clock
from bot.intake import keep
from bot.troubles import tell
from storage import inbox
from storage.engine import Database

log = logging.getLogger(__name__)

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1_000_000
"""Bytes; Telegram's updates are a hundredth of it."""
BODY_SECONDS = 20.0
"""Whoever sends its body slower than this is not Telegram."""
KEPT_OPEN_SECONDS = 150
"""So long an idle line stays open: longer than a balancer keeps one, which else would write into a closing line."""
FAREWELL_SECONDS = 10
"""At the end, what has been begun is answered within so long."""


class AddressUnusable(Exception):
    """Nobody can listen at LISTEN: another program does, or it is no address of this machine."""


@dataclass
class Listener:
    """Receives updates at the path of `url`, and keeps them."""

    url: str
    """Where Telegram brings updates, as the world sees it."""
    secret: str = field(repr=False)
    host: str
    port: int
    bot_id: int
    database: Database
    clock: Clock
    alarm: Alarm
    on_kept: Callable[[], None]
    is_well: Callable[[], bool]
    """What a balancer is told that asks whether to send anything here."""
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    """Set from the moment on at which updates can be brought."""

    async def run(self) -> None:
        """Listen until cancelled; what was begun is answered first.

        Raises:
            AddressUnusable: nobody can listen there.
        """
        server = _Server(_config(self), self.listening.set)
        serving = asyncio.create_task(server.serve(sockets=[_bound(self.host, self.port)]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            self.listening.clear()
            await serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if path == HEALTH_PATH and request.method in ("GET", "HEAD"):
            return self._health()
        if path != (urlsplit(self.url).path or "/") or request.method != "POST":
            return _answer(HTTPStatus.NOT_FOUND)
        if not self._knows_the_secret(request):
            return _answer(HTTPStatus.FORBIDDEN)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except (ClientDisconnect, TimeoutError):
            return _answer(HTTPStatus.REQUEST_TIMEOUT)
        if body is None:
            return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        update = _update(body)
        if update is None:
            return _answer(HTTPStatus.BAD_REQUEST)
        return await self._keep(update)

    def _health(self) -> Response:
        is_well = self.listening.is_set() and self.is_well()
        return JSONResponse({"sehat": is_well}, HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)

    def _knows_the_secret(self, request: Request) -> bool:
        given = dict(request.scope["headers"]).get(SECRET_HEADER, b"")
        # As long for a wrong guess as for a nearly right one, so that nothing is learnt from the time it takes.
        return hmac.compare_digest(given, self.secret.encode())

    async def _keep(self, update: dict[str, Any]) -> Response:
        try:
            await keep(self.database, self.bot_id, [update], self.clock())
        except RecursionError:
            return _answer(HTTPStatus.BAD_REQUEST)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, it is not kept, so Telegram has to bring it again
            tell(log, "an update could not be kept", trouble)
            await self.alarm.database_failed(trouble)
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE)
        self.on_kept()
        return _answer(HTTPStatus.OK)


async def _body(request: Request) -> bytes | None:
    """The body, read no further than we would take; None when there is more of it."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    """An update in what was brought, if there is one with a usable number."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if inbox.number_of(update) is not None else None


def _answer(status: HTTPStatus) -> Response:
    # The rest of a body that was not wanted is not waited for.
    return Response(status_code=status, headers=None if status is HTTPStatus.OK else {"connection": "close"})


def _config(app: Listener) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # The balancer before us may say anything of where a request comes from; nothing depends on it.
        proxy_headers=False,
        timeout_keep_alive=KEPT_OPEN_SECONDS,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once instead of waiting 40 ms for a delayed ACK.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as trouble:
        bound.close()
        raise AddressUnusable(str(trouble)) from None
    return bound


class _Server(uvicorn.Server):
    """Says when it listens, and leaves the signals to the process it runs in."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the composition root's, which ends all parts together."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door, then say so."""
        await super().startup(sockets)
        self._on_listening()
