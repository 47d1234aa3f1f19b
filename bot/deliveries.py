"""The webhook at Telegram: set until it is set, watched, and what it tells of deliveries that did not come through.

Processes that listen say nothing of the way to them: a balancer may be down, a certificate too old. Telegram tells when
a delivery failed last, and how much still waits. From the first failure until nothing waits any more something may have
been given up; where that took more than 120 s a tap may be among it (Telegram keeps one for 150 s), and holders get
their waiting cards anew, once, whichever process sees it first. While messages still wait the way is not open yet, and
a new card would be of no use.
"""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock
from bot.intake import ALLOWED_UPDATES, REJECTIONS_BORNE, TokenRejected
from bot.polls import TOO_LONG
from bot.troubles import tell
from storage import deliveries, notes
from storage.claims import Claims
from storage.deliveries import Deliveries
from storage.desk import Desk
from storage.engine import Database

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
MOST_CONNECTIONS = 20
"""Deliveries at once. They are written down one after another, so more would only wait in our line."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
CLAIM = "webhook"
APART_SECONDS = 1.1
"""Telegram takes one setting a second: of several processes that start together each waits for its turn."""


@dataclass
class WebhookWatch:
    """Sets the webhook, and looks after it; it stays when this process ends, for others may listen."""

    bot: Bot
    url: str
    secret: str = field(repr=False)
    database: Database
    desk: Desk
    clock: Clock
    claims: Claims
    listening: asyncio.Event
    _rejections: int = 0

    async def run(self) -> None:
        """Watch until cancelled, from the moment on at which updates can be brought.

        Raises:
            TokenRejected: Telegram keeps refusing the token.
        """
        await self.listening.wait()
        await self._set_until_it_is_set()
        while True:
            try:
                await self.look()
            except InvalidToken:
                self._reject()
            except TelegramError as trouble:
                log.warning("Telegram did not tell of its deliveries: %s", type(trouble).__name__)
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the next look tries again
                tell(log, "what Telegram tells could not be noted", trouble)
            else:
                self._rejections = 0
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask Telegram once: is the address ours, and did everything come through?

        Raises:
            TelegramError: Telegram is away.
            DBAPIError: the database is.
        """
        info = await self.bot.get_webhook_info()
        if info.url != self.url:
            # Somebody has set or deleted it by hand: until it is ours again nothing comes.
            log.warning("the webhook was not ours, and is set anew")
            await self._set()
        at = self.clock()
        before, covered = await self.database.read(_known)
        after, lost_since = judged(before, info.last_error_date, info.pending_update_count, at, covered)
        if after.since is not None and before.since is None:
            since = after.since.isoformat(timespec="seconds")
            log.warning("deliveries fail since %s: %s", since, info.last_error_message)
        if lost_since is not None and at - lost_since > TOO_LONG:
            log.warning("deliveries were given up from %s on", lost_since.isoformat(timespec="seconds"))
            await self.desk.reissue(lost_since, at, if_still=lambda db: _made_good(db, before, after, at))
        else:
            await self.database.write(lambda db: deliveries.swap(db, before, after))

    async def _set_until_it_is_set(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._set()
            except InvalidToken:
                self._reject()
            except RetryAfter as asked:
                pause = max(pause, _seconds(asked.retry_after))
            except BadRequest as refusal:
                log.error("Telegram refuses the webhook: %s", refusal.message)
            except TelegramError as trouble:
                log.warning("the webhook could not be set: %s", type(trouble).__name__)
            except Exception as trouble:  # noqa: BLE001 - the database is away, and with it whose turn it is
                tell(log, "the webhook could not be set", trouble)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _set(self) -> None:
        while not await self.claims.take(CLAIM):  # noqa: ASYNC110 - whose turn it is, is another process's to say
            await asyncio.sleep(APART_SECONDS)
        try:
            await self.bot.set_webhook(
                self.url,
                secret_token=self.secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MOST_CONNECTIONS,
            )
            await asyncio.sleep(APART_SECONDS)
        finally:
            await self.claims.release(CLAIM)

    def _reject(self) -> None:
        self._rejections += 1
        if self._rejections >= REJECTIONS_BORNE:
            raise TokenRejected from None


def judged(
    before: Deliveries, error_at: datetime | None, pending: int, at: datetime, covered: datetime | None
) -> tuple[Deliveries, datetime | None]:
    """What is known after a look at this moment; and if failures are over now, since when something may be lost.

    Args:
        before: what was known.
        error_at: the last delivery that failed, as Telegram tells.
        pending: so many updates wait at Telegram.
        at: the moment of the look.
        covered: until when holders have got their cards anew already.
    """
    since = before.since
    if since is None and error_at is not None and before != Deliveries():
        seen = [moment for moment in (before.error_at, covered) if moment is not None]
        if all(error_at > moment for moment in seen):
            # It began between the last look and this one; of several failures Telegram tells the last.
            since = max((moment for moment in (before.clear_at, covered) if moment is not None), default=error_at)
    known = replace(before, error_at=error_at or before.error_at)
    if since is not None and pending:
        return replace(known, since=since), None
    return replace(known, since=None, clear_at=at), since


def _known(db: Connection) -> tuple[Deliveries, datetime | None]:
    return deliveries.read(db), notes.moment(db, notes.REISSUED)


def _made_good(db: Connection, before: Deliveries, after: Deliveries, at: datetime) -> bool:
    if not deliveries.swap(db, before, after):
        return False
    notes.write(db, notes.REISSUED, at.isoformat())
    return True


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
