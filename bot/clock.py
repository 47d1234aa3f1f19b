"""The only place that asks the machine the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

Clock = Callable[[], datetime]
"""Gives the present moment, aware UTC."""

CENTURY = 100 * 365 * 86_400.0
"""Seconds; whatever moves a clock further (or is no number) is no wish but a slip."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NotALocalTelegram(Exception):
    """A clock may be moved only against a local Telegram on this machine."""


def now() -> datetime:
    """The machine's time."""
    return datetime.fromtimestamp(time.time_ns() / 1e9, tz=UTC)


def moved(offset_file: Path, api_url: str) -> Clock:
    """The machine's time moved by the seconds that a file holds: for demonstrations.

    Raises:
        NotALocalTelegram: the API is not on this machine; a real office's clock is never moved.
    """
    if urlsplit(api_url).hostname not in LOOPBACK:
        raise NotALocalTelegram

    def read() -> datetime:
        try:
            seconds = float(offset_file.read_text())
        except (OSError, ValueError):
            seconds = 0.0
        return now() + timedelta(seconds=seconds if abs(seconds) < CENTURY else 0.0)

    return read
