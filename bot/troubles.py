"""How a failure is written down: what the database refuses in one line, anything else with its way through the code."""

import logging

from sqlalchemy.exc import DBAPIError


def tell(log: logging.Logger, what: str, trouble: BaseException) -> None:
    """Write a failure down that does not end the bot.

    A database that is full or away refuses each second: a traceback of each would bury what matters.
    """
    if isinstance(trouble, DBAPIError):
        log.warning("%s: the database says %s", what, type(trouble.orig).__name__)
    else:
        log.error(what, exc_info=trouble)
