"""A website on this machine that stands in for e-PPID: over TLS, with a certificate of its own, and all its bad habits.

Names resolve to whatever a test says; every connection is noted as it was asked for, and goes to 127.0.0.1 whatever it
was. So nothing here ever leaves the machine, and a test sees what would have.
"""

import asyncio
import gzip
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpcore

from bot.website import Web

HOST = "karanganyarkabppid.kpu.go.id"
INSIDE = "dalam.kpu.go.id"
"""A name of the office's domain that leads into a private network."""
PUBLIC = "36.67.8.9"
HOSTS = ("*.kpu.go.id",)

Answer = tuple[int, Mapping[str, str], bytes]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for all names of kpu.go.id, which signs itself and is good for a day."""
    openssl = shutil.which("openssl")
    assert openssl is not None, "openssl is needed to make the test's own certificate"
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1")
    named = ("-subj", "/CN=kpu.go.id", "-addext", "subjectAltName=DNS:*.kpu.go.id,DNS:localhost")
    subprocess.run([openssl, *made, *named, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def html(body: str, title: str = "PPID") -> Answer:
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


def file(data: bytes, media_type: str = "application/pdf") -> Answer:
    return 200, {"Content-Type": media_type}, data


def leads_to(where: str, status: int = 302) -> Answer:
    return status, {"Location": where}, b""


def packed(data: bytes) -> Answer:
    return 200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(data, 9)


class Slow:
    """Answers, and then says nothing more."""


class Endless:
    """A file without an end."""


@dataclass
class Dialled(httpcore.AsyncNetworkBackend):
    """Notes where a connection was to go, and connects to the site on this machine instead."""

    port: int
    asked: list[tuple[str, int]] = field(default_factory=list)
    _inner: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)

    async def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        self.asked.append((host, port))
        return await self._inner.connect_tcp("127.0.0.1", self.port, *args, **kwargs)


@dataclass
class Site:
    """The site while it serves: what stands at each path, and what was asked of it."""

    port: int
    trust: ssl.SSLContext
    pages: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Sequence[str] | Callable[[], Sequence[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hosts_greeted: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    dialled: Dialled = field(init=False)

    def __post_init__(self) -> None:
        self.dialled = Dialled(self.port)
        self.names.setdefault(HOST, [PUBLIC])
        self.names.setdefault(INSIDE, ["10.0.0.5"])

    def web(self, seconds: float = 5.0, **more: Any) -> Web:
        """The way to this site."""
        given = {"resolve": self.resolve, "dial": self.dialled, "tls": self.trust, "seconds": seconds, **more}
        return Web(HOSTS, **given)

    async def resolve(self, host: str) -> Sequence[str]:
        self.resolved.append(host)
        known = self.names.get(host)
        if known is None:
            raise OSError(f"no such name: {host}")
        return known() if callable(known) else known

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = request.split(" ", 2)[1]
            self.asked.append(path)
            self.hosts_greeted += [line[6:] for line in request.split("\r\n") if line.lower().startswith("host: ")]
            await self._answer(self.pages.get(path, (404, {"Content-Type": "text/html"}, b"<h1>404</h1>")), writer)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, answer: Any, writer: asyncio.StreamWriter) -> None:
        if isinstance(answer, Slow):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")
            await writer.drain()
            await asyncio.sleep(30)
        elif isinstance(answer, Endless):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 obj ")
            while True:
                writer.write(b"\0" * 250_000)
                await writer.drain()
        else:
            status, headers, data = answer
            lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
            lines += [f"Content-Length: {len(data)}", "Connection: close", "", ""]
            writer.write("\r\n".join(lines).encode("latin-1") + data)
            await writer.drain()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Site]:
    """The site, on a port of its own."""
    key, cert = certificate(folder) if not (folder / "key.pem").exists() else (folder / "key.pem", folder / "cert.pem")
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(cert, key)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(cert)
    site = Site(0, trust)
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=own)
    site.port = site.dialled.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
