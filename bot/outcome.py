"""What Telegram's answer to a sending means: the one table where its errors are read.

By type first; by text only where Telegram gives nothing else, each beside the sentence it really sends (Bot API server,
Client.cpp). BadRequest is a NetworkError in python-telegram-bot, so the order of the rows matters.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)


class Fate(Enum):
    """What became of a message."""

    SENT = "sent"
    NOT_SENT = "not sent"
    """Certainly not executed: to be tried again."""
    FAILED = "failed"
    """Telegram itself says that it failed: to be tried again for hours, later and later."""
    UNKNOWN = "unknown"
    """It may have arrived: to be tried again, a few times, later and later."""
    UNREACHABLE = "unreachable"
    """The person blocked the bot, or the account is gone."""
    GONE = "gone"
    """The message to be edited is not there or cannot be edited."""
    UNPARSED = "unparsed"
    """Telegram does not read our markup: to be sent as plain text."""
    STALE_FILE = "stale file"
    """Telegram no longer knows the file_id: the bytes are to be uploaded anew."""
    REFUSED = "refused"
    """It will never be accepted."""


@dataclass(frozen=True)
class Verdict:
    """A fate, why, and the pause that was ordered before the next try: a second at least, or none."""

    fate: Fate
    trouble: str = ""
    wait: timedelta = timedelta()


_TEXTS = (
    ("message is not modified", Fate.SENT),
    ("message to edit not found", Fate.GONE),
    ("message can't be edited", Fate.GONE),
    ("message_id_invalid", Fate.GONE),
    ("chat not found", Fate.UNREACHABLE),
    ("can't parse entities", Fate.UNPARSED),
    ("wrong file identifier", Fate.STALE_FILE),
    ("wrong remote file identifier", Fate.STALE_FILE),
    ("file is temporarily unavailable", Fate.STALE_FILE),
)


def is_a_gateways(error: BaseException) -> bool:
    """Whether a refusal had no JSON in its body: a gateway said so, and Telegram nothing of this person or message."""
    return isinstance(error, Forbidden | BadRequest) and error.__cause__ is not None


def judge(error: TelegramError) -> Verdict:
    """What an exception from python-telegram-bot says about the message."""
    trouble = type(error).__name__
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Verdict(Fate.NOT_SENT, trouble, wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case ChatMigrated():
            # A group has become a supergroup. Nothing but refusals is ever said to groups.
            return Verdict(Fate.REFUSED, trouble)
        case _ if is_a_gateways(error):
            return Verdict(Fate.FAILED, trouble)
        case Forbidden():
            return Verdict(Fate.UNREACHABLE, error.message)
        case BadRequest():
            text = error.message.lower()
            fate = next((fate for words, fate in _TEXTS if words in text), Fate.REFUSED)
            return Verdict(fate, error.message)
        case TimedOut() | NetworkError():
            if isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
                return Verdict(Fate.NOT_SENT, trouble)
            # Without a cause it is an answer of Telegram's own: an error of 500 and more, in its own JSON. What a
            # gateway says instead (a page, nothing readable) has the failure to read it as its cause.
            answered = type(error) is NetworkError and error.__cause__ is None
            if not answered:
                return Verdict(Fate.UNKNOWN, trouble)
            too_large = "too large" in error.message.lower()
            return Verdict(Fate.REFUSED if too_large else Fate.FAILED, error.message)
        case InvalidToken():
            return Verdict(Fate.NOT_SENT, trouble, timedelta(seconds=30))
        case _:
            return Verdict(Fate.UNKNOWN, trouble)
