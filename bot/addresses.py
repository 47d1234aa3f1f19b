"""Addresses in the settings: where the database is, where Telegram is, where Telegram finds us. Each is checked here.

A PostgreSQL address has a password in it, and one that is written wrong puts pieces of it where a host or a port is
looked for. So nothing of what was written is ever repeated: every sentence is ours.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

import sqlalchemy as sa

from bot.clock import LOOPBACK

HEALTH_PATH = "/sehat"
"""Where a balancer asks how this process is; not a place for a webhook."""
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_HOST = re.compile(r"[A-Za-z0-9.:-]+")
_WEBHOOK_PORTS = (None, 443, 80, 88, 8443)
"""The only ports on which Telegram brings updates."""
_SECRET_OPTIONS = ("password", "sslpassword")
_SQLITE_LIKE_THIS = "harus ditulis seperti sqlite:///data/maklumat.db"
_POSTGRES_LIKE_THIS = "harus ditulis seperti postgresql+psycopg://maklumat:KATASANDI@host:5432/maklumat"
_CODED = "; tanda @ : / dalam kata sandi ditulis sebagai %40 %3A %2F"


def database(value: str) -> str:
    """An SQLite file or a PostgreSQL database.

    Raises:
        ValueError: it is neither, in a sentence that repeats nothing of it.
    """
    return _postgres(value) if value.startswith("postgres") else _sqlite(value)


def passwords(value: str) -> Iterator[str]:
    """What of a database's address is secret."""
    url = sa.make_url(value)
    if url.password:
        yield url.password
    for name in _SECRET_OPTIONS:
        yield from url.normalized_query.get(name, ())


def api_root(value: str) -> str:
    """The root of a Bot API server, without a slash at its end.

    Raises:
        ValueError: it is none.
    """
    if not value.startswith(("http://", "https://")):
        raise ValueError("harus diawali http:// atau https://")
    try:
        url = urlsplit(value)
        fits = bool(url.hostname) and url.port != 0 and not re.search(r"[\s?#]", value)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("harus ditulis seperti https://api.telegram.org")
    return value.rstrip("/")


def webhook(value: str) -> str:
    """Where Telegram, or a local one, brings updates; may be empty.

    Raises:
        ValueError: Telegram could not bring anything there.
    """
    if not value:
        return value
    try:
        url = urlsplit(value)
        is_local = url.scheme == "http" and url.hostname in LOOPBACK and url.port != 0
        is_public = url.scheme == "https" and bool(url.hostname) and url.port in _WEBHOOK_PORTS
    except ValueError:
        is_local = is_public = False
    plain = "@" not in value and "?" not in value and "#" not in value
    if not ((is_local or is_public) and plain and _PATH.fullmatch(url.path) and url.path != HEALTH_PATH):
        raise ValueError(
            "harus ditulis seperti https://bot.contoh.go.id/telegram, pada porta 443, 80, 88, atau 8443, "
            f"tanpa tanda tanya dan bukan {HEALTH_PATH}"
        )
    return value


def listening(value: str) -> str:
    """Host and port at which a process listens.

    Raises:
        ValueError: it is not both.
    """
    try:
        address = urlsplit(f"//{value}")
        named = bool(address.port) and _HOST.fullmatch(address.hostname or "")
        fits = bool(named) and address.netloc == value and "@" not in value
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("harus ditulis seperti 127.0.0.1:8080")
    return value


def _parsed(value: str) -> sa.URL | None:
    try:
        return sa.make_url(value)
    except (sa.exc.ArgumentError, ValueError):
        return None


def _sqlite(value: str) -> str:
    url = _parsed(value)
    if url is None or url.drivername != "sqlite" or not url.database or url.host:
        raise ValueError(_SQLITE_LIKE_THIS)
    # In memory each connection would have a database of its own, gone with it; "file:" may mean that too.
    if url.database.startswith((":memory:", "file:")):
        raise ValueError(f"harus sebuah berkas, {_SQLITE_LIKE_THIS}")
    return value


def _postgres(value: str) -> str:
    url = _parsed(value)
    # With a second @ nobody can tell where a password ends and the host begins.
    if url is None or url.drivername != "postgresql+psycopg" or not url.database or value.count("@") > 1:
        raise ValueError(_POSTGRES_LIKE_THIS + _CODED)
    if find_spec("psycopg") is None:
        raise ValueError(
            "PostgreSQL memerlukan pustaka psycopg, yang belum terpasang; "
            "mohon memasang requirements-postgres.lock (docs/running.md)"
        )
    if not _has_known_options(url):
        raise ValueError("ada pilihan sesudah tanda tanya yang tidak dikenal PostgreSQL, atau tidak dapat dibaca")
    return value


def _has_known_options(url: sa.URL) -> bool:
    import psycopg  # an office on SQLite has no such driver
    from psycopg.conninfo import make_conninfo

    try:
        positional, named = url.get_dialect()().create_connect_args(url)
        make_conninfo(*positional, **named)
    except (psycopg.Error, sa.exc.ArgumentError, ValueError):
        return False
    return True
