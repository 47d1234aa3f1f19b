"""The only place that asks the machine the time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

Clock = Callable[[], datetime]
"""Gives the present moment, aware UTC."""

LEAP = timedelta(minutes=5)
"""What no clock gains by itself between two looks."""
CENTURY = 100 * 365 * 86_400.0
"""Seconds; whatever moves a clock further (or is no number) is no wish but a slip."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NotALocalTelegram(Exception):
    """A clock may be moved only against a local Telegram on this machine."""


def now() -> datetime:
    """The machine's time."""
    return datetime.fromtimestamp(time.time_ns() / 1e9, tz=UTC)


def elapsed() -> float:
    """Seconds that have passed since some moment, the machine's sleep included; nobody can set them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass
class Leaps:
    """Notices that the machine's clock is ahead: set forward, by what really passed meanwhile, or by Telegram's own."""

    wall: Clock = now
    passed: Callable[[], float] = elapsed
    _seen: tuple[datetime, float] | None = None
    _is_ahead: bool = False
    _was_ahead: bool = False

    def heard(self, at: datetime, asked: float) -> None:
        """Telegram's clock showed this (aware UTC) at some moment since it was asked, which was at `asked` (`passed`).

        However late its answer is read, ours was ahead by what lies beyond the time that has passed since. Once it was,
        it is until it is well within what is borne.
        """
        ahead = self.wall() - at - timedelta(seconds=self.passed() - asked)
        self._is_ahead = ahead > (LEAP / 2 if self._is_ahead else LEAP)

    def is_ahead(self) -> bool:
        """Whether it is, as Telegram's clock told last."""
        return self._is_ahead

    def forward(self) -> bool:
        """Whether it came to be ahead since this was asked last.

        The first time only Telegram can tell, for nothing is known of before.
        """
        at, passed, before = self.wall(), self.passed(), self._seen
        has_leapt = before is not None and at - before[0] - timedelta(seconds=passed - before[1]) > LEAP
        is_told_so = self._is_ahead and not self._was_ahead
        # What it has gained just now may be what Telegram is about to tell.
        self._seen, self._was_ahead = (at, passed), self._is_ahead or has_leapt
        return has_leapt or is_told_so


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
