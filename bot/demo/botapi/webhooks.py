"""Delivery by webhook: each update is brought to the bot's own address until it is taken or too old.

In order within a queue (messages by chat, taps by person), queues side by side, as many at once as the bot allows.
Where to bring them, and whether there is anywhere to bring them, is decided in hooks.py.
"""

import asyncio
import json
import logging
import secrets
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from starlette.requests import Request
from starlette.types import Message as AsgiMessage

from bot.demo.botapi.arguments import Arguments, leading_number, read_arguments
from bot.demo.botapi.refusals import Refusal
from bot.demo.world.records import Bot, Json, Webhook
from bot.demo.world.state import World
from bot.demo.world.updates import Update

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
LONGEST_RETRY_AFTER_SECONDS = 3600
OUTAGE_GLANCE_SECONDS = 0.05
NOT_IN_AN_ANSWER = frozenset({"deletewebhook", "setwebhook", "close", "logout"})
CHATS_BY_KIND = frozenset({"message", "edited_message", "channel_post", "edited_channel_post"})

Perform = Callable[[Bot, str, Arguments], Awaitable[Any]]
Queue = tuple[str, object]


def queue_of(update: Update) -> Queue:
    """What an update must not overtake: messages keep their order within a chat, taps within one person's taps.

    So a person's message and tap may arrive in another order than they were made. Anything else may overtake anything.
    """
    content = update.payload.get(update.kind)
    if isinstance(content, dict):
        if update.kind == "callback_query" and (person := _number(content.get("from"))):
            return ("taps", person)
        if update.kind in CHATS_BY_KIND and (chat := _number(content.get("chat"))):
            return ("chat", chat)
    return ("alone", id(update))


def _number(holder: object) -> object:
    return holder.get("id") if isinstance(holder, dict) else None


@dataclass
class _Attempts:
    """What became of one update so far; `due` and `pause` are seconds of the machine's clock."""

    pause: float
    due: float = 0.0
    failures: int = 0


@dataclass
class _Answer:
    """How the bot's side took one update."""

    is_taken: bool
    error: str = ""
    retry_after: int = 0
    is_gone: bool = False


@dataclass
class _Delivery:
    """All deliveries to one webhook; another webhook is another delivery."""

    world: World
    bot: Bot
    webhook: Webhook
    perform: Perform
    attempts: dict[int, _Attempts] = field(default_factory=dict)
    busy: dict[Queue, asyncio.Task[None]] = field(default_factory=dict)
    looks: asyncio.Event = field(default_factory=asyncio.Event)
    gone_since: float | None = None

    async def run(self) -> None:
        """Brings updates until the webhook is another one, or the server ends."""
        self.bot.updates.wake_ups.add(self.looks.set)
        seconds = self.world.limits.webhook_answer_seconds
        # Plain http on this machine's own loop: no proxy, no redirect and no certificate has a part in it.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            async with httpx.AsyncClient(
                timeout=seconds, trust_env=False, follow_redirects=False, verify=no_certificates
            ) as http:
                try:
                    while self._is_wanted():
                        self.looks.clear()
                        await self._wait(self._start(http))
                finally:
                    await self._stop()
        finally:
            self.bot.updates.wake_ups.discard(self.looks.set)

    def _is_wanted(self) -> bool:
        return self.bot.webhook is self.webhook and not self.world.is_closing

    async def _wait(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.looks.wait()
        except TimeoutError:
            pass

    async def _stop(self) -> None:
        tasks = list(self.busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, http: httpx.AsyncClient) -> float | None:
        """Sets out with all that may go now; the seconds until the next may, None when it waits for something."""
        if self.world.outage is not None:
            return OUTAGE_GLANCE_SECONDS
        now, waits = asyncio.get_running_loop().time(), []
        seen: set[Queue] = set()
        pending = self.bot.updates.pending(self.world.now())
        self.attempts = {number: kept for number, kept in self.attempts.items() if number in set(map(id, pending))}
        firsts: list[tuple[_Attempts, Queue, Update]] = []
        for update in pending:
            queue = queue_of(update)
            if queue not in seen and queue not in self.busy:
                seen.add(queue)
                pause = self.world.limits.webhook_pause_seconds
                firsts.append((self.attempts.setdefault(id(update), _Attempts(pause)), queue, update))
        # What has failed stands behind what was never tried.
        for attempts, queue, update in sorted(firsts, key=lambda first: first[0].due):
            if attempts.due > now:
                waits.append(attempts.due - now)
            elif len(self.busy) < self.webhook.max_connections:
                task = asyncio.create_task(self._bring(http, update, attempts))
                self.busy[queue] = task
                task.add_done_callback(partial(self._done, queue))
        return min(waits, default=None)

    def _done(self, queue: Queue, _task: asyncio.Task[None]) -> None:
        self.busy.pop(queue, None)
        self.looks.set()

    async def _bring(self, http: httpx.AsyncClient, update: Update, attempts: _Attempts) -> None:
        try:
            answer = await self._post(http, update.to_api())
        except Exception as error:  # a fault of ours must not end the delivery
            log.exception("update %d could not be brought", update.id)
            answer = _Answer(is_taken=False, error=type(error).__name__)
        if answer.is_taken:
            self.gone_since = None
            self.bot.updates.delivered(update)
            return
        self.webhook.last_error_at, self.webhook.last_error = self.world.now(), answer.error
        if answer.is_gone and self._is_gone_for_long():
            self.bot.webhook = None
            self.looks.set()
            return
        if not answer.is_gone:
            self.gone_since = None
        self._put_off(update, attempts, answer.retry_after)

    def _put_off(self, update: Update, attempts: _Attempts, retry_after: int) -> None:
        """The first time at once, then after pauses that double; not at all when it would be too old by then."""
        pause, wait = attempts.pause, float(retry_after)
        if not retry_after and attempts.failures:
            longest = self.world.limits.webhook_longest_pause_seconds
            # Telegram draws lots here, so that many webhooks on one broken host do not come back together.
            longest *= 1 + secrets.randbelow(1000) / 1000
            pause = wait = min(longest, pause * 2)
        if self.world.now() + timedelta(seconds=wait) > update.until:
            log.warning("update %d is given up: it would be too old", update.id)
            self.bot.updates.forget(update)
            return
        attempts.pause, attempts.due = pause, asyncio.get_running_loop().time() + wait
        attempts.failures += 1

    def _is_gone_for_long(self) -> bool:
        now = self.world.now().timestamp()
        if self.gone_since is None:
            self.gone_since = now
        return now - self.gone_since > self.world.limits.webhook_gone_seconds

    async def _post(self, http: httpx.AsyncClient, update: Json) -> _Answer:
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers[SECRET_HEADER] = self.webhook.secret
        body = json.dumps(update, ensure_ascii=False)
        try:
            response = await http.post(self.webhook.url, content=body.encode(errors="replace"), headers=headers)
        except httpx.ConnectError:
            return _Answer(is_taken=False, error="Connection refused")
        except httpx.TimeoutException:
            return _Answer(is_taken=False, error="Read timeout expired")
        except httpx.HTTPError:
            return _Answer(is_taken=False, error="Connection reset by peer")
        if not response.is_success:
            error = f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
            retry_after = leading_number(response.headers.get("Retry-After", ""))
            wait, is_gone = min(max(retry_after, 0), LONGEST_RETRY_AFTER_SECONDS), response.status_code == 410
            return _Answer(is_taken=False, error=error, retry_after=wait, is_gone=is_gone)
        await self._carry_out(response)
        return _Answer(is_taken=True)

    async def _carry_out(self, response: httpx.Response) -> None:
        """What the bot asks for in its answer is done; it never hears how that went."""
        try:
            arguments = await read_answer(response)
        except Refusal:
            return
        method = arguments.text("method").lower()
        if not method or method in NOT_IN_AN_ANSWER or method.startswith("get"):
            return
        values = {name: value for name, value in arguments.values.items() if name != "method"}
        await self.perform(self.bot, method, Arguments(values, arguments.uploads, arguments.repeated))


async def read_answer(response: httpx.Response) -> Arguments:
    """The arguments in the body of an answer, in any of the ways a request may bring them.

    Raises:
        BadRequest: They cannot be read.
    """

    async def receive() -> AsgiMessage:
        return {"type": "http.request", "body": response.content, "more_body": False}

    kind = response.headers.get("content-type", "").encode("latin-1")
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": [(b"content-type", kind)]}
    return await read_arguments(Request(scope, receive))


class Webhooks:
    """The webhooks of all bots of one server."""

    def __init__(self, world: World, perform: Perform) -> None:
        self._world = world
        self._perform = perform
        self._deliveries: dict[int, tuple[Webhook, asyncio.Task[None]]] = {}
        self._old: set[asyncio.Task[None]] = set()

    def settle(self) -> None:
        """Every webhook that is set is served, and no other; for the loop that serves this server."""
        for bot in self._world.bots.values():
            served = self._deliveries.get(bot.id)
            if served is not None and served[0] is bot.webhook and not served[1].done():
                continue
            if served is not None:
                bot.updates.wake()
                self._old.add(served[1])
                served[1].add_done_callback(self._old.discard)
                del self._deliveries[bot.id]
            if bot.webhook is not None and not self._world.is_closing:
                delivery = _Delivery(self._world, bot, bot.webhook, self._perform)
                self._deliveries[bot.id] = bot.webhook, asyncio.create_task(delivery.run())

    async def ended(self) -> None:
        """Returns when nothing is brought any more; the world must be closing."""
        tasks = {task for _, task in self._deliveries.values()} | self._old
        await asyncio.gather(*tasks, return_exceptions=True)
