"""How a failure is written down: what the database refuses in one line, anything else with its way through the code."""

import logging

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

AWAY = (OperationalError, InterfaceError, InternalError, NoConnectionFree, OSError)


def is_passing(trouble: BaseException) -> bool:
    """Whether it is the database's or the machine's, full or locked or away: what was tried is right, and will work."""
    return isinstance(trouble, AWAY)


def tell(log: logging.Logger, what: str, trouble: BaseException) -> None:
    """Write a failure down that does not end the bot.

    A database that is full or away refuses each second: a traceback of each would bury what matters.
    """
    if isinstance(trouble, DBAPIError):
        log.warning("%s: the database says %s", what, type(trouble.orig).__name__)
    else:
        log.error(what, exc_info=trouble)
