"""One visit to a website, bounded: in time, in bytes, in where it may go; and the name is asked for once.

Between the check of an address and the connection to it a hostile name server could answer anew; so the number that was
checked is the one that is dialled, and the certificate is still that of the name.
"""

import asyncio
import socket
import ssl
import threading
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore

from bot.website.destinations import NotAllowed, destination, is_public

SECONDS = 20.0
"""For everything that one look fetches."""
QUIET_SECONDS = 5.0
"""Without a byte."""
MOST_REDIRECTS = 2
PAGE_MOST = 1_000_000
FILE_MOST = 25_000_000
VISIT_MOST = 50_000_000
"""Bytes, of a page, of a file, and of all that one look fetches."""
HTTPS = 443
_REDIRECTS = (301, 302, 303, 307, 308)
_PAGES = ("text/html", "application/xhtml+xml")
_ASKED = (("Accept-Encoding", "identity"), ("User-Agent", "maklumat-bot"), ("Connection", "close"))

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""The IP addresses of a host name.

Raises:
    OSError: it has none, or nobody can be asked.
"""


@dataclass(frozen=True)
class Fetched:
    """What came of asking for an address: at the end of its redirects."""

    address: str
    status: int
    media_type: str
    data: bytes
    is_whole: bool = True
    """Not where there was more of it than is fetched."""

    @property
    def is_page(self) -> bool:
        """Whether it calls itself a web page, or begins as one where it calls itself nothing."""
        if self.media_type:
            return self.media_type in _PAGES
        return self.data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


async def resolve(host: str) -> Sequence[str]:
    """Ask the machine's own resolver, in a thread that nobody waits for: a bot that is told to end ends at once.

    Raises:
        OSError: there is no such name, or nobody can be asked.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def told(found: Sequence[str], trouble: Exception | None) -> None:
        if not answer.done():
            answer.set_exception(trouble) if trouble is not None else answer.set_result(found)

    def ask() -> None:
        found: Sequence[str] = ()
        trouble: Exception | None = None
        try:
            known = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)
            found = tuple(dict.fromkeys(str(where[0]) for *_, where in known))
        except (OSError, UnicodeError) as no_name:
            trouble = OSError(str(no_name))
        # Where the loop has ended meanwhile, there is nobody to be told.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(told, found, trouble)

    threading.Thread(target=ask, name="name of a page", daemon=True).start()
    return await answer


@dataclass
class _Pinned(httpcore.AsyncNetworkBackend):
    """Dials the public addresses of a name, which is resolved once; everything else is refused."""

    resolve: Resolve
    dial: httpcore.AsyncNetworkBackend
    _known: dict[str, Sequence[str]] = field(default_factory=dict)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the shape that httpcore asks for
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host.

        Raises:
            NotAllowed: one of its addresses is not of the public internet, or it is another port.
            ConnectError: nothing answers there.
        """
        if host not in self._known:
            self._known[host] = await self.resolve(host)
        addresses = self._known[host]
        # One bad address among good ones is no mistake of an honest site.
        if port != HTTPS or not all(is_public(address) for address in addresses):
            raise NotAllowed(f"{host}:{port} {', '.join(addresses)}")
        for address in addresses[:-1]:
            try:
                return await self.dial.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        if not addresses:
            raise httpcore.ConnectError(f"{host} has no address")
        return await self.dial.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the shape that httpcore asks for
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """No page lies there."""
        raise NotAllowed(path)

    async def sleep(self, seconds: float) -> None:
        """Wait between two tries."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Web:
    """The way out; tests and the demonstration hand in a resolver and a dialler of their own, and never leave home."""

    hosts: tuple[str, ...]
    resolve: Resolve = resolve
    dial: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)
    tls: ssl.SSLContext | None = None
    """None for the authorities that this machine trusts."""
    seconds: float = SECONDS

    @asynccontextmanager
    async def visit(self) -> AsyncIterator["Visit"]:
        """All that one look asks for; no proxy of the environment is looked at."""
        until = asyncio.get_running_loop().time() + self.seconds
        tls = self.tls or await asyncio.to_thread(ssl.create_default_context)
        way = _Pinned(self.resolve, self.dial)
        async with httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=way, http2=False, retries=0) as pool:
            yield Visit(self.hosts, pool, until)


@dataclass
class Visit:
    """What may still be asked for, and until when (by the loop's clock)."""

    hosts: tuple[str, ...]
    pool: httpcore.AsyncConnectionPool
    until: float
    left: int = VISIT_MOST

    async def get(self, link: str, base: str = "") -> Fetched:
        """What stands at an address.

        Raises:
            NotAllowed: it, or where it leads, is not asked for.
            TimeoutError: it took too long.
            OSError: nothing answers, or nothing that can be understood.
        """
        asked = destination(link, self.hosts, base)
        try:
            async with asyncio.timeout_at(self.until):
                for _ in range(MOST_REDIRECTS + 1):
                    found = await self._ask(asked)
                    if isinstance(found, Fetched):
                        return found
                    asked = destination(found, self.hosts, asked)
        except httpcore.TimeoutException as slow:
            raise TimeoutError(str(slow)) from slow
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error) as trouble:
            raise OSError(str(trouble)) from trouble
        raise NotAllowed(f"{link} leads on and on")

    async def _ask(self, address: str) -> Fetched | str:
        """One answer, or where it leads."""
        quiet = dict.fromkeys(("connect", "read", "write", "pool"), QUIET_SECONDS)
        async with self.pool.stream("GET", address, headers=list(_ASKED), extensions={"timeout": quiet}) as answer:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            if answer.status in _REDIRECTS and headers.get("location"):
                return headers["location"]
            media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
            most = min(self.left, PAGE_MOST if media_type in _PAGES else FILE_MOST)
            data = await _bounded(answer.aiter_stream(), most + 1, headers.get("content-encoding", ""))
            self.left = max(self.left - len(data), 0)
            return Fetched(address, answer.status, media_type, data[:most], is_whole=len(data) <= most)


async def _bounded(parts: AsyncIterator[bytes], most: int, coding: str) -> bytes:
    """At most so many bytes, unpacked: what swells is unpacked no further, and was asked for unpacked anyway."""
    gunzip = zlib.decompressobj(16 + zlib.MAX_WBITS) if coding.strip().lower() in ("gzip", "x-gzip") else None
    data = bytearray()
    async for part in parts:
        data += gunzip.decompress(part, most - len(data)) if gunzip is not None else part[: most - len(data)]
        if len(data) >= most:
            break
    return bytes(data)
