"""Logs without secrets: the token is redacted wherever it appears, and libraries that print URLs are quietened."""

import logging
import re
import sys
from types import TracebackType

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_HIDDEN = "<token>"
WORDY = "telegram.request.BaseRequest"
NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "asyncio", "alembic", "uvicorn")


class _Redacting(logging.Formatter):
    """Formats a record, traceback included, and takes every token out of the result."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(_HIDDEN, super().format(record)).replace("\r", "\\r")


def set_up_logging(level: str) -> None:
    """One line for each record on stderr, without secrets; ids, not names."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # It prints a traceback with the whole page for each answer that is no JSON, as gateways give in an outage; what
    # that means for a message is judged, and said in one line, where the message is sent.
    logging.getLogger(WORDY).setLevel(logging.CRITICAL)
    sys.excepthook = _say_briefly


def _say_briefly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("bot").critical("stopped by an unforeseen error", exc_info=(kind, error, trace))
