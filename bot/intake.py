"""Updates come in: fetched raw, and kept before Telegram may forget them.

python-telegram-bot's own poller acknowledges an update before anything is kept, so it is not used: an update that is
confirmed here is committed. The next offset is the last id of the batch just committed + 1, never a maximum, for
Telegram's numbers may go down after an idle week.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.alarm import Alarm
from bot.clock import Clock, elapsed
from bot.troubles import tell
from handlers.screens import alarms
from storage import inbox, incidents, outbox
from storage.claims import Claims
from storage.engine import Database
from storage.inbox import Kept

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL_SECONDS = 25
REJECTIONS_BORNE = 5
"""401 or 404 may come from a proxy for a moment; this many in a row mean that the token is wrong."""
POISON_PAUSE = 0.2
CONFLICT = 409
"""Telegram's answer to the older of two who poll with one token, and to whoever polls while a webhook is set."""
LONGEST_PAUSE = 300.0
"""However long a pause an answer asks for: it may come from anywhere, and nobody is heard meanwhile."""
TAKING_BACK_SECONDS = 5.0
"""A webhook is not taken back more often, for whoever set it may set it again and again."""
STILL_SET = "a webhook was still set when polling began; it was taken back"
SET_BY_OTHERS = "a webhook was set by another program with this bot's token: /revoke at @BotFather, unless it is yours"
TOLD_EVERY = timedelta(hours=1)
POLLING = "poll"
"""The claim to be the one who polls."""
STANDING_BY_SECONDS = 2.0


class TokenRejected(Exception):
    """Telegram does not know the token; going on would be of no use."""


@dataclass
class Poller:
    """Fetches updates by long polling, and keeps them."""

    client: httpx.AsyncClient
    url: str = field(repr=False)
    """Of getUpdates, with the token in it: never to be logged."""
    bot_id: int
    database: Database
    clock: Clock
    on_kept: Callable[[], None]
    on_good_poll: Callable[[datetime], Awaitable[None]]
    alarm: Alarm
    claims: Claims
    on_date: Callable[[datetime, float], None] = lambda _at, _asked: None
    """Told what Telegram's clock shows (aware UTC), by the Date of an answer, and when it was asked (`elapsed`)."""
    offset: int | None = None
    _greeted: bool = False
    _failures: int = 0
    _rejections: int = 0

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            TokenRejected: Telegram keeps refusing the token.
        """
        while True:
            try:
                if not await self._is_our_turn():
                    continue
                updates = await self._fetch()
                await self._keep(updates)
                await self.on_good_poll(self.clock())
            except TokenRejected:
                raise
            except (httpx.HTTPError, _PollRefused) as trouble:
                if isinstance(trouble, httpx.HTTPError):
                    self._rejections = 0
                await self._back_off(trouble)
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the next poll tries again
                # The database is full, locked or away: nothing was confirmed, so Telegram will hand it over again.
                tell(log, "updates could not be kept", trouble)
                await self.alarm.database_failed(trouble)
                await self._back_off(None)
            else:
                self._failures = 0

    async def _is_our_turn(self) -> bool:
        """Of several processes on one database one polls; the others stand by, and take over when it is gone."""
        if not self.claims.are_shared or self.claims.holds(POLLING) or await self._claim():
            return True
        await asyncio.sleep(STANDING_BY_SECONDS)
        return False

    async def _claim(self) -> bool:
        try:
            return bool(await self.claims.take(POLLING))
        except DBAPIError:
            # The line of the claims alone may have broken; a new one tells whether the database is away.
            return bool(await self.claims.take(POLLING))

    async def _fetch(self) -> list[dict[str, Any]]:
        # The first poll answers at once, so that an outage is noticed, and told, without waiting for an update.
        asked = {"timeout": LONG_POLL_SECONDS if self._greeted else 0, "allowed_updates": ALLOWED_UPDATES}
        if self.offset is not None:
            asked["offset"] = self.offset
        asked_at = elapsed()
        answer = await self.client.post(self.url, json=asked, timeout=LONG_POLL_SECONDS + 10)
        if answer.status_code in (401, 404):
            self._rejections += 1
            if self._rejections >= REJECTIONS_BORNE:
                raise TokenRejected
        else:
            self._rejections = 0
        try:
            body = answer.json()
        except (ValueError, RecursionError):  # Telegram nests no deeper than some ten levels: this came from elsewhere
            raise _PollRefused(answer.status_code) from None
        if not isinstance(body, dict) or not body.get("ok") or not isinstance(body.get("result"), list):
            refused = _PollRefused(answer.status_code, body)
            if refused.is_for_a_webhook:
                await self._take_back_webhook()
            raise refused
        self._greeted = True
        self._heed_date(answer.headers.get("Date", ""), asked_at)
        found: list[dict[str, Any]] = body["result"]
        return found

    def _heed_date(self, date: str, asked_at: float) -> None:
        with contextlib.suppress(ValueError, OverflowError):
            at = parsedate_to_datetime(date)
            self.on_date(at if at.tzinfo else at.replace(tzinfo=UTC), asked_at)

    async def _take_back_webhook(self) -> None:
        """Whoever polls would be deaf as long as it is set; what Telegram has not brought there yet waits for us.

        Before the first good poll it may be the office's own of before, which could not be taken back at the start.
        Later somebody else has set it: he has read what came meanwhile, so the admins are told.
        """
        now, about = self.clock(), SET_BY_OTHERS if self._greeted else STILL_SET
        everyone = await self.alarm.reading.people(now)
        admins = [everyone[admin] for admin in everyone.roster.admins] if self._greeted else []

        def work(db: Connection) -> None:
            if incidents.was_lately(db, "webhook", about, now, TOLD_EVERY):
                return
            incidents.add(db, "webhook", about, now)
            for admin in admins:
                if admin.telegram_id is not None:
                    outbox.put_screen(db, admin.telegram_id, admin.id, alarms.webhook_set(), now=now)

        await self.database.write(work)
        log.warning("%s", about)
        await self.client.post(str(httpx.URL(self.url).join("deleteWebhook")), json={}, timeout=LONG_POLL_SECONDS + 10)

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        if not updates:
            # All is confirmed. Should Telegram number from anywhere after an idle week, an old offset would be of harm.
            self.offset = None
            return
        await keep(self.database, self.bot_id, updates, self.clock())
        numbers = [number for update in updates if (number := inbox.number_of(update)) is not None]
        if len(numbers) < len(updates):
            log.error("%d updates without a usable number", len(updates) - len(numbers))
        if numbers:
            self.offset = numbers[-1] + 1
        else:
            # Nothing to confirm: the same answer would come again at once, and again.
            await asyncio.sleep(POISON_PAUSE)
        self.on_kept()

    async def _back_off(self, trouble: Exception | None) -> None:
        self._failures += 1
        if trouble is not None and (self._failures == 1 or self._failures % 10 == 0):
            log.warning("polling failed %d times: %s", self._failures, _briefly(trouble))
        least = trouble.pause if isinstance(trouble, _PollRefused) else 0.0
        # A webhook that was there before us was set by the office itself.
        if (
            isinstance(trouble, _PollRefused)
            and trouble.code == CONFLICT
            and (self._greeted or not trouble.is_for_a_webhook)
        ):
            await self.alarm.somebody_else_polls()
        # Never two in step: of two pollers each would break off the other's, again and again.
        pause = min(30.0, 0.5 * 2 ** min(self._failures, 6)) * random.uniform(0.7, 1.0)  # noqa: S311 - no secret
        await asyncio.sleep(max(least, pause))


class _PollRefused(Exception):
    """Telegram, or something between, answered without updates."""

    def __init__(self, code: int, body: Any = None) -> None:
        super().__init__(code)
        self.code = code
        said = body if isinstance(body, dict) else {}
        self.is_for_a_webhook = code == CONFLICT and "webhook is active" in str(said.get("description"))
        self.pause = TAKING_BACK_SECONDS if self.is_for_a_webhook else _asked_to_wait(said)
        """Seconds that it wants us to wait at least."""


def _asked_to_wait(said: Mapping[str, Any]) -> float:
    parameters = said.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(min(wait, LONGEST_PAUSE)) if isinstance(wait, int) else 0.0


def _briefly(trouble: Exception) -> str:
    """Never the address: the token is in it."""
    return f"answered with HTTP {trouble.code}" if isinstance(trouble, _PollRefused) else type(trouble).__name__


async def keep(database: Database, bot_id: int, updates: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Keep what Telegram hands over, by whichever way; only then may it be told so."""

    def work(db: Connection) -> Kept:
        kept = inbox.keep(db, bot_id, updates, now)
        for number in kept.again:
            incidents.add(db, "numbering", f"update number {number} came again with other content", now)
        return kept

    kept = await database.write(work)
    if kept.again:
        log.warning("Telegram's numbering began anew: %d known numbers with other content", len(kept.again))
    if kept.refused:
        log.warning("%d updates of strangers were not kept: too many within an hour", kept.refused)
