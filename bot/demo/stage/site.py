"""The e-PPID site of the demo: a page that shows what the operator was given to publish, for the bot to look at.

Each address shows it, but one with `kosong` in it (a page without the file) and one with `tidak-ada` (no page at all),
so that a viewer may see what the bot says of these. It listens on 127.0.0.1 alone.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from urllib.parse import quote, unquote

from bot.demo.stage.sight import saying
from bot.demo.world.records import StoredFile
from bot.demo.world.state import World

TO_PUBLISH = "Naskah untuk dipublikasikan"
"""How the bot calls the file that the operator is to put on the site."""
MISSING, EMPTY = "tidak-ada", "kosong"
_FOLDER = "/unduh/"
_HTML = "text/html; charset=utf-8"


class Site:
    """Serves while its block lasts."""

    def __init__(self, world: World) -> None:
        self._world = world

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Host and port at which it is to be found."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        try:
            yield f"{host}:{port}"
        finally:
            server.close()

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, media type and bytes of a path."""
        file = None if EMPTY in path else self._published()
        if MISSING in path:
            return 404, _HTML, b"<h1>404</h1>"
        if path.startswith(_FOLDER):
            if file is None or unquote(path.removeprefix(_FOLDER)) != file.name:
                return 404, _HTML, b"<h1>404</h1>"
            return 200, file.mime, file.content
        link = f'<a href="{_FOLDER}{quote(file.name)}">{escape(file.name)}</a>' if file is not None else ""
        return 200, _HTML, f"<!doctype html><title>e-PPID</title><h1>Maklumat Pelayanan</h1>{link}".encode()

    def _published(self) -> StoredFile | None:
        """The newest file that anybody was given to publish."""
        given = [saying(chat, TO_PUBLISH) for chat in self._world.bot.chats.values()]
        newest = max((message for message in given if message and message.file), key=lambda m: m.at, default=None)
        return newest.file if newest is not None else None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode("latin-1")
            status, media_type, data = self.answer(path)
            head = f"HTTP/1.1 {status} -\r\nContent-Type: {media_type}\r\nContent-Length: {len(data)}\r\n"
            writer.write(f"{head}Connection: close\r\n\r\n".encode("latin-1") + data)
            await writer.drain()
        writer.close()
