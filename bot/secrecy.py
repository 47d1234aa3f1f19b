"""Logs without secrets: whatever is written to stderr goes through one formatter, which knows them and hides them.

Ids, not names; one record is one line, and what follows it indented is its traceback. Libraries that print addresses
are quietened, and what they say of a row (a value that does not fit) is left out.
"""

import logging
import re
import sys
import threading
from types import TracebackType
from typing import Any

from telegram.ext import ExtBot

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_HIDDEN = "<token>"
_SECRET = "<secret>"  # noqa: S105 - stands where one was
SHORTEST = 6
"""A shorter secret would be found in ordinary words, and tell more by being hidden."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OF_A_ROW = re.compile(r"(?<=Failing row contains )\(.*?\)\.?$|(?<=input_value=).*?(?=, input_type=)", re.MULTILINE)
"""What PostgreSQL and pydantic add: names and words of people."""
WORDY = "telegram.request.BaseRequest"
NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "asyncio", "alembic", "uvicorn")


class _Redacting(logging.Formatter):
    """Formats a record, traceback included, and takes every secret out of the result."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        known = sorted((re.escape(secret) for secret in secrets if len(secret) >= SHORTEST), key=len, reverse=True)
        self._secrets = re.compile("|".join(known)) if known else None

    def format(self, record: logging.LogRecord) -> str:
        text = _TOKEN.sub(_HIDDEN, super().format(record))
        return self._secrets.sub(_SECRET, text) if self._secrets else text

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """No line of a traceback can be taken for a record: each is indented."""
        lines = _OF_A_ROW.sub("<hidden>", super().formatException(ei)).splitlines()
        return "\n".join(f"  {_CONTROLS.sub(' ', line)}" for line in lines)


class QuietBot(ExtBot[None]):
    """python-telegram-bot's bot, whose own repr shows the token to whoever prints it or what holds it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<bot {self.token.partition(':')[0]}>"


def set_up_logging(level: str, *secrets: str) -> None:
    """One line for each record on stderr, without the token and these secrets; ids, not names."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # It prints a traceback with the whole page for each answer that is no JSON, as gateways give in an outage; what
    # that means for a message is judged, and said in one line, where the message is sent.
    logging.getLogger(WORDY).setLevel(logging.CRITICAL)
    sys.excepthook = _say_briefly
    sys.unraisablehook = _say_unraisable
    threading.excepthook = _say_of_a_thread


def _say_briefly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("bot").critical("stopped by an unforeseen error", exc_info=(kind, error, trace))


def _say_of_a_thread(found: threading.ExceptHookArgs) -> None:
    error = found.exc_value or found.exc_type()
    logging.getLogger("bot").critical(
        "a thread was stopped by an unforeseen error", exc_info=(found.exc_type, error, found.exc_traceback)
    )


def _say_unraisable(found: "sys.UnraisableHookArgs") -> None:
    error = found.exc_value or found.exc_type()
    logging.getLogger("bot").error(
        "an error that nobody could be told of", exc_info=(found.exc_type, error, found.exc_traceback)
    )
