"""Updates come in: fetched raw, kept before Telegram may forget them, then taken chat by chat.

python-telegram-bot's own poller acknowledges an update before anything is kept, so it is not used: an update that is
confirmed here is committed. The next offset is the last id of the batch just committed + 1, never a maximum, for
Telegram's numbers may go down after an idle week.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
from telegram import ChatMember, Update
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import Application

from bot.clock import Clock
from handlers.attachments import Fetch
from handlers.context import CURRENT, Turn
from handlers.screens import pages
from sop.rules import Rules
from storage import inbox, incidents, reach
from storage.desk import Cause, Desk
from storage.engine import Database
from storage.errors import AlreadyDone, StaleRevision
from storage.inbox import MOST_ATTEMPTS, Arrival
from storage.reading import Reading
from storage.replies import Say

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL_SECONDS = 25
AT_ONCE = 8
"""Chats served side by side."""
IDLE_SECONDS = 1.0
"""How long the worker sleeps when nothing nudges it: albums settle and postponed updates ripen meanwhile."""
REJECTIONS_BORNE = 5
"""401 or 404 may come from a proxy for a moment; this many in a row mean that the token is wrong."""
RETRY_AFTER = timedelta(seconds=2)
POISON_PAUSE = 0.2


class TokenRejected(Exception):
    """Telegram does not know the token; going on would be of no use."""


@dataclass
class Poller:
    """Fetches updates by long polling, and keeps them."""

    client: httpx.AsyncClient
    url: str
    """Of getUpdates, with the token in it: never to be logged."""
    bot_id: int
    database: Database
    clock: Clock
    on_kept: Callable[[], None]
    on_good_poll: Callable[[datetime], Awaitable[None]]
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
                updates = await self._fetch()
                await self._keep(updates)
                await self.on_good_poll(self.clock())
            except TokenRejected:
                raise
            except (httpx.HTTPError, _PollRefused) as trouble:
                await self._back_off(trouble)
            except Exception:
                # The database is full, locked or away: nothing was confirmed, so Telegram will hand it over again.
                log.exception("updates could not be kept")
                await self._back_off(None)
            else:
                self._failures = self._rejections = 0

    async def _fetch(self) -> list[dict[str, Any]]:
        # The first poll answers at once, so that an outage is noticed, and told, without waiting for an update.
        asked = {"timeout": LONG_POLL_SECONDS if self._greeted else 0, "allowed_updates": ALLOWED_UPDATES}
        if self.offset is not None:
            asked["offset"] = self.offset
        answer = await self.client.post(self.url, json=asked, timeout=LONG_POLL_SECONDS + 10)
        if answer.status_code in (401, 404):
            self._rejections += 1
            if self._rejections >= REJECTIONS_BORNE:
                raise TokenRejected
        try:
            body = answer.json()
        except ValueError:
            raise _PollRefused(answer.status_code) from None
        if not isinstance(body, dict) or not body.get("ok") or not isinstance(body.get("result"), list):
            raise _PollRefused(answer.status_code)
        self._greeted = True
        found: list[dict[str, Any]] = body["result"]
        return found

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        if not updates:
            return
        now = self.clock()
        await self.database.write(lambda db: inbox.keep(db, self.bot_id, updates, now))
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
            log.warning("polling failed %d times: %s", self._failures, type(trouble).__name__)
        await asyncio.sleep(min(30.0, 0.5 * 2 ** min(self._failures, 6)))


class _PollRefused(Exception):
    """Telegram, or something between, answered without updates."""


@dataclass
class Worker:
    """Takes the oldest undone update of each chat; chats side by side, one chat in order."""

    application: "Application[Any, Any, Any, Any, Any, Any]"
    database: Database
    desk: Desk
    reading: Reading
    rules: Rules
    clock: Clock
    fetch: Fetch
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[int | None, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Serve until cancelled; what was begun is finished first."""
        try:
            while True:
                self.nudged.clear()
                try:
                    await self._look()
                except Exception:
                    log.exception("the inbox could not be read")
                # Not wait_for: in Python 3.11 it may swallow a cancellation that comes together with a nudge.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_SECONDS):
                        await self.nudged.wait()
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self) -> None:
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return
        busy, now = tuple(self._busy), self.clock()
        for arrival in (await self.database.read(lambda db: inbox.waiting(db, now, busy)))[:room]:
            task = asyncio.get_running_loop().create_task(self._serve(arrival))
            self._busy[arrival.chat_id] = task
            task.add_done_callback(partial(self._free, arrival.chat_id))

    def _free(self, chat_id: int | None, _task: asyncio.Task[None]) -> None:
        self._busy.pop(chat_id, None)
        self.nudged.set()

    async def _serve(self, arrival: Arrival) -> None:
        try:
            await self._take(arrival)
        except Exception:
            # The database itself failed: the row is still undone, and will be taken again.
            log.exception("update %s could not be served", arrival.seqs)
            await asyncio.sleep(IDLE_SECONDS)

    async def _take(self, arrival: Arrival) -> None:
        updates = self._read(arrival)
        if not updates:
            await self._bury(arrival, "unreadable")
            return
        turn = await self._turn(arrival, updates)
        token = CURRENT.set(turn)
        try:
            await self.application.process_update(updates[0])
        finally:
            CURRENT.reset(token)
        if turn.trouble is not None:
            if not await self._gives_up(arrival, turn, turn.trouble):
                return
        elif not turn.settled:
            with contextlib.suppress(AlreadyDone):
                await self.desk.finish(turn.cause, turn.now)
        await self._answer_tap(updates[0], turn)

    def _read(self, arrival: Arrival) -> list[Update]:
        try:
            read = [Update.de_json(dict(body), self.application.bot) for body in arrival.updates]
        except Exception:  # noqa: BLE001 - a shape that the library cannot read may fail in any way
            return []
        return [update for update in read if update is not None]

    async def _turn(self, arrival: Arrival, updates: list[Update]) -> Turn:
        now, first = self.clock(), updates[0]
        sender = first.effective_user
        official = await self.reading.official(sender.id, now) if sender is not None else None
        if official is not None and official.unreachable_since is not None and not _shuts_us_out(first):
            assert sender is not None
            await self.database.write(partial(reach.welcome_back, telegram_id=sender.id))
        cause = Cause(
            key=arrival.cause,
            seqs=arrival.seqs,
            by_message=first.message is not None,
            reply_to=first.message.message_id if first.message is not None else None,
        )
        return Turn(
            cause=cause,
            updates=updates,
            now=now,
            desk=self.desk,
            reading=self.reading,
            rules=self.rules,
            fetch=self.fetch,
            bot_username=self.application.bot.username,
            official=official,
        )

    async def _gives_up(self, arrival: Arrival, turn: Turn, trouble: Exception) -> bool:
        """Try again later, and answer nothing yet; after three times it is buried."""
        temporary = isinstance(trouble, NetworkError) and not isinstance(trouble, BadRequest)
        if temporary or isinstance(trouble, StaleRevision) or arrival.attempts + 1 < MOST_ATTEMPTS:
            log.warning("update %s failed (%s), will be tried again", arrival.seqs, type(trouble).__name__)
            until = self.clock() + RETRY_AFTER
            counted = not temporary
            await self.database.write(lambda db: inbox.postpone(db, arrival.seqs, until, counted=counted))
            return False
        log.error("update %s given up", arrival.seqs, exc_info=trouble)
        turn.toast, turn.alert = pages.SORRY_TOAST, True
        await self._bury(arrival, type(trouble).__name__, turn)
        return True

    async def _bury(self, arrival: Arrival, about: str, turn: Turn | None = None) -> None:
        """An incident for the admins, and one apology to the person; the queue goes on."""
        now = self.clock()
        everyone = await self.reading.people(now)
        admins = [everyone[admin] for admin in everyone.roster.admins]
        told = [
            Say(screen=pages.incident("update", about), chat_id=admin.telegram_id, person=admin.id)
            for admin in admins
            if admin.telegram_id is not None
        ]
        if turn is not None and arrival.chat_id is not None and arrival.chat_id > 0:
            person = turn.official.id if turn.official is not None else None
            told.append(Say(screen=pages.sorry(), chat_id=arrival.chat_id, person=person))
        await self.database.write(lambda db: incidents.add(db, "update", f"{arrival.cause}: {about}", now))
        cause = Cause(key=arrival.cause, seqs=arrival.seqs)
        with contextlib.suppress(AlreadyDone):
            await self.desk.finish(cause, now, told, state="dead")

    async def _answer_tap(self, update: Update, turn: Turn) -> None:
        if update.callback_query is None:
            return
        try:
            await self.application.bot.answer_callback_query(
                update.callback_query.id, text=turn.toast[:200] or None, show_alert=turn.alert
            )
        except TelegramError as trouble:
            # Too old, or Telegram is away: the card that follows tells the same truth.
            log.info("tap %s not answered: %s", turn.cause.key, type(trouble).__name__)


def _shuts_us_out(update: Update) -> bool:
    """A block is told by an update too; everything else that comes from somebody shows that there is a way back."""
    change = update.my_chat_member
    return change is not None and change.new_chat_member.status == ChatMember.BANNED
