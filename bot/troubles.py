"""How a failure is written down: what the database refuses in one line, anything else with its way through the code.

The same trouble is told once a minute, with how often it came meanwhile: a database that is away is refused by every
part, each second, and what matters would be buried.
"""

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from traceback import walk_tb

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from storage.failures import name_of

AWAY = (OperationalError, InterfaceError, InternalError, NoConnectionFree, OSError)
NOT_AGAIN_SECONDS = 60.0


@dataclass
class Spoken:
    """What was told lately, and how often it came since; `monotonic` gives seconds."""

    monotonic: Callable[[], float] = time.monotonic
    _told: dict[Hashable, tuple[float, int]] = field(default_factory=dict)

    def again(self, what: Hashable) -> int | None:
        """How often it came without being told since it was told last; None when it shall not be told yet."""
        now = self.monotonic()
        told_at, times = self._told.get(what, (float("-inf"), 0))
        if now - told_at < NOT_AGAIN_SECONDS:
            self._told[what] = told_at, times + 1
            return None
        self._told[what] = now, 0
        self._forget(now)
        return times

    def _forget(self, now: float) -> None:
        """What was told long ago, and did not come again."""
        self._told = {
            what: (at, times) for what, (at, times) in self._told.items() if times or now - at < NOT_AGAIN_SECONDS
        }


SPOKEN = Spoken()
"""Of this process."""


def is_passing(trouble: BaseException) -> bool:
    """Whether it is the database's or the machine's, full or locked or away: what was tried is right, and will work."""
    return isinstance(trouble, AWAY)


def tell(log: logging.Logger, what: str, trouble: BaseException) -> None:
    """Write a failure down that does not end the bot."""
    name = name_of(trouble)
    times = SPOKEN.again((log.name, name, _place(trouble)))
    if times is None:
        return
    since = f" ({times} times more since this was last told)" if times else ""
    if isinstance(trouble, DBAPIError):
        log.warning("%s: the database says %s%s", what, name, since)
    else:
        log.error("%s%s", what, since, exc_info=trouble)


def _place(trouble: BaseException) -> Hashable:
    """Where a defect is, so that another of its name is told too; what the database refuses is the same anywhere."""
    if isinstance(trouble, DBAPIError):
        return None
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(trouble.__traceback__)]
    return frames[-1] if frames else None
