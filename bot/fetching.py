"""Files from Telegram: size checked first, two at a time, outside any transaction."""

import asyncio
from dataclasses import dataclass, field

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot.outcome import is_a_gateways
from handlers.attachments import LIMIT, TooBig, Unreachable

AT_ONCE = 2


@dataclass
class Fetcher:
    """Downloads attachments; calling it gives the bytes."""

    bot: Bot
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def __call__(self, file_id: str, size: int | None) -> bytes:
        """The bytes of a file.

        Raises:
            TooBig: larger than Telegram hands to a bot.
            Unreachable: Telegram does not hand it over.
            NetworkError: not now; the update is tried again later.
        """
        if size is not None and size > LIMIT:
            raise TooBig(size)
        async with self._room:
            try:
                file = await self.bot.get_file(file_id)
                return bytes(await file.download_as_bytearray())
            except BadRequest as refusal:
                if is_a_gateways(refusal):
                    raise
                if "too big" in refusal.message.lower():
                    raise TooBig(size or LIMIT + 1) from None
                raise Unreachable from None
            except InvalidToken:
                # The file server's 404 comes as this: the file is gone, the token is not.
                raise Unreachable from None
