"""Whether Telegram knows the token: asked by commands that a person waits for, so it is asked once and briefly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.secrecy import QuietBot
from bot.settings import Settings

SECONDS = 10.0
"""Longer nobody waits at a terminal without thinking that something hangs."""


class Acquaintance(StrEnum):
    """What Telegram says of the token."""

    KNOWN = "known"
    REFUSED = "refused"
    AWAY = "away"
    """Telegram could not be asked: that says nothing of the token."""


@dataclass(frozen=True)
class Known:
    """What was found, the sentence that says so, and the bot's @name where it is known."""

    acquaintance: Acquaintance
    sentence: str
    username: str = ""


@asynccontextmanager
async def briefly(settings: Settings) -> AsyncIterator[Bot]:
    """A bot for a few calls.

    Raises:
        TelegramError: it is away, or does not know the token.
    """
    request = HTTPXRequest(
        connect_timeout=SECONDS, read_timeout=SECONDS, httpx_kwargs={"trust_env": settings.trusts_proxies}
    )
    token = settings.bot_token.get_secret_value()
    async with QuietBot(token, base_url=f"{settings.bot_api_url}/bot", request=request) as bot:
        yield bot


async def ask_telegram(settings: Settings) -> Known:
    """Ask who the bot is; whatever comes of it is an answer."""
    try:
        async with briefly(settings) as bot:
            return Known(Acquaintance.KNOWN, f"token diterima; bot ini @{bot.username}.", bot.username)
    except InvalidToken:
        return Known(Acquaintance.REFUSED, "token ditolak; mohon menyalinnya kembali dari @BotFather.")
    except TelegramError:
        return Known(Acquaintance.AWAY, "belum dapat dihubungi dari komputer ini; token belum dapat diperiksa.")
