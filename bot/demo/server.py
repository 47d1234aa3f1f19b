"""The local Telegram as a server: in this process for tests and the demo, or alone with `python -m bot.demo.server`.

It listens on 127.0.0.1 and refuses any other address: whoever reaches it can be anybody.
"""

import argparse
import asyncio
import contextlib
import ipaddress
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from bot.demo.botapi.door import BotApi
from bot.demo.botapi.webhooks import Webhooks
from bot.demo.phones.api import PeopleApi
from bot.demo.world.state import DEFAULT_TOKEN, FloodLimits, World

PAGE = Path(__file__).parent / "page"
PAGE_PARTS = frozenset({".html", ".css", ".js"})
POLICY = "default-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; frame-ancestors 'none'"
KEPT_OPEN_SECONDS = 120
FAREWELL_SECONDS = 2
# A page elsewhere that makes its own name point here must not be able to tap buttons.
OWN_NAMES = ["127.0.0.1", "localhost", "[::1]"]


def machine_time() -> datetime:
    """The time of this machine, for a server that nobody has given a clock."""
    return datetime.fromtimestamp(time.time_ns() / 1e9, tz=UTC)


def new_world(
    token: str = DEFAULT_TOKEN, username: str = "maklumat_bot", first_name: str = "Maklumat", *, hurry: float = 1
) -> World:
    """An empty Telegram with one bot.

    Args:
        token: Its bot's.
        username: Its bot's.
        first_name: What the bot is called in the chats.
        hurry: How many times faster than at Telegram its bot may speak before it is refused: for tests in which
            nobody wants to wait.
    """
    world = World(machine_time)
    world.limits.flood = FloodLimits().times(hurry)
    world.add_bot(token, username, first_name)
    return world


def create_app(world: World, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The Bot API, the people's side and the page over one world, and whatever else is to be reached beside them."""
    bot_api = BotApi(world)
    routes = [
        *bot_api.routes(),
        *PeopleApi(world).routes(),
        *extra_routes,
        Route("/local/stage{rest:path}", _no_stage),
        Route("/", _page),
        Route("/{name}", _page),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=OWN_NAMES)])
    app.state.webhooks = bot_api.webhooks
    return app


async def _no_stage(_request: Request) -> Response:
    """Nothing is around the phones; the page asks, and shows the phones alone."""
    return Response(status_code=204)


async def _page(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    if name not in {part.name for part in PAGE.iterdir() if part.suffix in PAGE_PARTS}:
        return Response(status_code=404)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(PAGE / name, headers=headers)


class _Server(uvicorn.Server):
    """Ends by itself: those who wait in long polls and event streams are sent home first."""

    def __init__(self, config: uvicorn.Config, app: Starlette, world: World, *, takes_signals: bool) -> None:
        super().__init__(config)
        self._world = world
        self._webhooks: Webhooks = app.state.webhooks
        self._takes_signals = takes_signals

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process that stands alone; inside another one they stay that one's."""
        if not self._takes_signals:
            yield
            return
        with super().capture_signals():
            yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the doors, and brings to webhooks what has waited for them."""
        await super().startup(sockets)
        self._webhooks.settle()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes the world before the doors; nothing is brought to a webhook from then on."""
        self._world.close()
        await self._webhooks.ended()
        await super().shutdown(sockets)


class LocalTelegramServer:
    """`async with LocalTelegramServer() as telegram:` serves on a free port until the block ends.

    Args:
        world: The Telegram to serve; an empty one with one bot when left out.
        port: 0 takes any free port.
        host: An address of this machine's own loop.
        takes_signals: Whether Ctrl-C ends it; for a process of its own.
        routes: Served beside its own, of which it knows nothing.

    Raises:
        ValueError: The address can be reached from outside.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        takes_signals: bool = False,
        routes: Sequence[BaseRoute] = (),
    ) -> None:
        if not ipaddress.IPv4Address(host).is_loopback:
            raise ValueError(f"the local Telegram serves this machine alone, not {host}")
        self.world = world or new_world()
        self.port = port
        self._host = host
        self._takes_signals = takes_signals
        self.app = create_app(self.world, routes)
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """Its root, without a slash: `/bot<token>/…`, `/file/bot<token>/…` and `/local/…` are beneath it."""
        return f"http://{self._host}:{self.port}"

    @property
    def bot_base_url(self) -> str:
        """For `telegram.Bot(base_url=…)`."""
        return f"{self.base_url}/bot"

    @property
    def file_base_url(self) -> str:
        """For `telegram.Bot(base_file_url=…)`."""
        return f"{self.base_url}/file/bot"

    @property
    def token(self) -> str:
        """Of the first bot."""
        return self.world.bot.token

    async def __aenter__(self) -> Self:
        # Named as TCP, so that asyncio sends small answers at once instead of waiting 40 ms for a delayed ACK.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((self._host, self.port))
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            log_config=None,
            access_log=False,
            # Cutting connections on purpose is logged as an error; the token would stand in it.
            log_level="critical",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=FAREWELL_SECONDS,
            # On a busy machine seconds may pass between two requests: an idle line must not close under the second.
            timeout_keep_alive=KEPT_OPEN_SECONDS,
        )
        self._server = _Server(config, self.app, self.world, takes_signals=self._takes_signals)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        while not self._server.started:
            if self._serving.done():
                await self._serving
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.should_exit = True
        await self.ended()

    async def ended(self) -> None:
        """Returns when it serves no more."""
        assert self._serving is not None
        await self._serving


async def _alone(port: int, token: str, bot: str, people: list[str]) -> None:
    first_name, _, username = bot.partition(":")
    world = new_world(token, username or "local_bot", first_name)
    for name in people:
        first_name, _, title = name.partition(":")
        world.add_person(first_name, title=title or None)
    async with LocalTelegramServer(world, port=port, takes_signals=True) as telegram:
        sys.stdout.write(f"{telegram.base_url}\n")
        sys.stdout.flush()
        await telegram.ended()


def main() -> None:
    """Serves until it is told to stop; the first line printed is the page's address."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.server", description="A Telegram on this machine alone.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the token of its one bot")
    parser.add_argument("--bot", default="Bot:local_bot", metavar="NAME:USERNAME", help="what its one bot is called")
    parser.add_argument("--person", action="append", default=[], metavar="NAME:TITLE", help="somebody with a phone")
    asked = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_alone(asked.port, asked.token, asked.bot, asked.person))


if __name__ == "__main__":
    main()
