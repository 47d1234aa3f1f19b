"""A website on this machine in the place of the office's own: the demonstration's, which never leaves the machine.

Whatever name is asked for, it is found here, and without TLS, for nobody can have the real site's certificate. All else
is as it is with the real one: which addresses are asked for, how much is read, and what is recognised.
"""

import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore

from bot.website.wire import Web

_SOMEWHERE = "8.8.8.8"
"""Any public number passes the check; none is ever dialled."""


def stand_in(hosts: tuple[str, ...], port: int) -> Web:
    """The way to the site that stands in, at this port of 127.0.0.1."""

    async def found_here(_host: str) -> Sequence[str]:
        return (_SOMEWHERE,)

    # Nothing is encrypted, so no authority is asked either.
    return Web(hosts, found_here, _Here(port), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


@dataclass
class _Here(httpcore.AsyncNetworkBackend):
    """Dials this machine, whatever was to be dialled."""

    port: int

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the shape that httpcore asks for
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the site that stands in."""
        inner = httpcore.AnyIOBackend()
        return _Plain(await inner.connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options))


@dataclass
class _Plain(httpcore.AsyncNetworkStream):
    """A connection that stays as it is where it was to be encrypted."""

    inner: httpcore.AsyncNetworkStream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's shape
        """Bytes that came."""
        return await self.inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's shape
        """Send bytes."""
        await self.inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Hang up."""
        await self.inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's shape
    ) -> httpcore.AsyncNetworkStream:
        """Stay as it is."""
        return self

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self.inner.get_extra_info(info)
