"""A balancer as small as it can be: one request for each line, to the processes in turn, past those that are gone."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

LOOPBACK = "127.0.0.1"
GONE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LONGEST_HEAD = 65_536


@dataclass
class Balancer:
    """`async with Balancer(ports) as balancer:` hands requests on until the block ends."""

    ports: list[int]
    port: int = 0
    taken: Counter[int] = field(default_factory=Counter)
    """How many requests each port has answered."""
    broken: int = 0
    """Requests whose answer never came: the process died over them."""
    _turn: int = 0
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, LOOPBACK, self.port, limit=LONGEST_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            writer.write(await self._handed_on(await _request(reader)))
            await writer.drain()
        writer.close()

    async def _handed_on(self, request: bytes) -> bytes:
        """The answer of the next process that takes the line; empty when it dies over the request."""
        for _ in self.ports:
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            try:
                reader, writer = await asyncio.open_connection(LOOPBACK, port)
            except OSError:
                continue
            try:
                writer.write(request)
                await writer.drain()
                answer = await reader.read()
            except OSError:
                answer = b""
            finally:
                writer.close()
            # What a process left unanswered may be done or not: only whoever sent it may send it again.
            self.taken[port] += bool(answer)
            self.broken += not answer
            return answer
        return GONE


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request, which shall be the last of its line."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    body = await reader.readexactly(length)
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body
