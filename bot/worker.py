"""Updates are taken chat by chat: the oldest undone one is given to the handlers, and what they recorded is answered.

Chats side by side, one chat in order, also with several processes on one database (storage/claims.py). While Telegram
or the database is away, an update waits for as long as it takes. What is hindered although both are there is tried for
hours, and what fails three times otherwise is given up: an incident, of which the admins and the sender are told.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection
from telegram import Chat, ChatMember, Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application

from bot.clock import Clock
from bot.marks import Mark
from bot.nudging import nudge_or
from bot.outcome import is_a_gateways
from bot.presence import Presence
from bot.shapes import readable
from bot.troubles import is_passing, tell
from handlers.attachments import Fetch
from handlers.context import CURRENT, Archivist, Bind, Compose, TextOf, Turn
from handlers.inspection import Look
from handlers.screens import pages
from sop.rules import Rules
from storage import inbox, incidents, outbox, reach
from storage.causes import Cause
from storage.claims import Claims
from storage.desk import Desk
from storage.engine import Database
from storage.errors import AlreadyDone, StaleRevision
from storage.inbox import MOST_ATTEMPTS, Arrival
from storage.outbox import Screen
from storage.people import Official
from storage.reading import Reading
from storage.replies import Say

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Chats served side by side."""
IDLE_SECONDS = 1.0
"""How long the worker sleeps when nothing nudges it: albums settle and postponed updates ripen meanwhile."""
RETRY_AFTER = timedelta(seconds=2)
MOST_RACES = 30
"""So often somebody else may be faster; with one writer nobody is, so then the row itself is damaged."""
_ADDED = timedelta(minutes=1)
"""The inbox adds its own growing wait, of half a minute at most."""


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
    look: Look
    claims: Claims
    bind: Bind
    compose: Compose
    text_of: TextOf
    archivist: Archivist
    presence: Presence
    mark: Mark = field(default_factory=Mark)
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[int | None, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Serve until cancelled; what was begun is finished first."""
        try:
            while True:
                self.nudged.clear()
                try:
                    await self._look()
                except Exception as trouble:  # noqa: BLE001 - whatever it is, the next look tries again
                    tell(log, "the inbox could not be read", trouble)
                await nudge_or(IDLE_SECONDS, self.nudged)
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self) -> None:
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return
        for arrival in await self._claimed(room):
            task = asyncio.get_running_loop().create_task(self._serve(arrival))
            self._busy[arrival.chat_id] = task
            task.add_done_callback(partial(self._free, arrival.chat_id))

    async def _claimed(self, room: int) -> list[Arrival]:
        """What comes next in chats that are ours alone now."""
        claimed: list[Arrival] = []
        for head in await self._heads():
            if len(claimed) == room:
                break
            if await self.claims.take(_lane(head.chat_id)):
                claimed.append(head)
        if not claimed or not self.claims.are_shared:
            return claimed
        # Another process may have served these chats between our looking and our claiming.
        still: dict[int | None, Arrival] = {}
        try:
            still = {head.chat_id: head for head in await self._heads()}
        finally:
            # What is claimed and not served would stand still until this process ends.
            for head in claimed:
                if head.chat_id not in still:
                    await self.claims.release(_lane(head.chat_id))
        return [still[head.chat_id] for head in claimed if head.chat_id in still]

    async def _heads(self) -> Sequence[Arrival]:
        busy, now = tuple(self._busy), self.clock()
        return await self.database.read(lambda db: inbox.waiting(db, now, busy))

    def _free(self, chat_id: int | None, _task: asyncio.Task[None]) -> None:
        self._busy.pop(chat_id, None)
        self.nudged.set()

    async def _serve(self, arrival: Arrival) -> None:
        try:
            await self._take(arrival)
        except Exception as trouble:  # noqa: BLE001 - the row is still undone, and will be taken again
            tell(log, f"update {arrival.seqs} could not be served", trouble)
            if not is_passing(trouble):
                await self._counts(arrival, trouble)
            await asyncio.sleep(IDLE_SECONDS)
        finally:
            await self.claims.release(_lane(arrival.chat_id))

    async def _counts(self, arrival: Arrival, trouble: Exception) -> None:
        """It failed beside the handlers: without an end to this the chat would wait behind it for ever."""
        try:
            await self._gives_up(arrival, None, trouble)
        except Exception as more:  # noqa: BLE001 - the row is still undone, and will be taken again
            tell(log, f"update {arrival.seqs} could not be put aside", more)

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
        bodies = [body for update in arrival.updates if (body := readable(update)) is not None]
        if len(bodies) < len(arrival.updates):
            return []
        try:
            read = [Update.de_json(self.mark.off(body), self.application.bot) for body in bodies]
        except Exception:  # noqa: BLE001 - a shape that the library cannot read may fail in any way
            return []
        return [update for update in read if update is not None]

    async def _turn(self, arrival: Arrival, updates: list[Update]) -> Turn:
        now, first = self.clock(), updates[0]
        sender = first.effective_user
        official = await self.reading.official(sender.id, now) if sender is not None else None
        if official is not None and official.unreachable_since is not None and _shows_a_way(first):
            assert sender is not None
            await self.database.write(partial(reach.welcome_back, telegram_id=sender.id))
        cause = Cause(
            key=arrival.cause,
            seqs=arrival.seqs,
            by_message=first.message is not None,
            reply_to=first.message.message_id if first.message is not None else None,
        )
        is_strange = official is None or official.closed_account is not None
        silenced = is_strange and not await self.reading.may_answer(sender.id if sender else None, now)
        return Turn(
            cause=cause,
            updates=updates,
            now=now,
            desk=self.desk,
            reading=self.reading,
            rules=self.rules,
            fetch=self.fetch,
            look=self.look,
            bind=self.bind,
            compose=self.compose,
            text_of=self.text_of,
            archivist=self.archivist,
            bot_username=self.application.bot.username,
            official=official,
            is_silenced=silenced,
        )

    async def _gives_up(self, arrival: Arrival, turn: Turn | None, trouble: Exception) -> bool:
        """Try again later, and answer nothing yet; after three times it is buried: whether it was."""
        now = self.clock()
        no_network = isinstance(trouble, NetworkError) and not isinstance(trouble, BadRequest)
        no_network = no_network or is_a_gateways(trouble)
        is_hindered = no_network or is_passing(trouble) or isinstance(trouble, RetryAfter)
        if is_hindered and not arrival.is_hindered_for_good(now):
            log.warning("update %s is hindered (%s), will be tried again", arrival.seqs, type(trouble).__name__)
            await self._hindered(arrival, turn, trouble, is_away=no_network and not await self.presence.is_there())
            return False
        most = MOST_RACES if isinstance(trouble, StaleRevision) else MOST_ATTEMPTS
        if not is_hindered and arrival.attempts + 1 < most:
            log.warning("update %s failed (%s), will be tried again", arrival.seqs, type(trouble).__name__)
            await self.database.write(lambda db: inbox.postpone(db, arrival.seqs, now + RETRY_AFTER))
            return False
        log.error("update %s given up", arrival.seqs, exc_info=trouble)
        if turn is not None:
            turn.toast, turn.alert = pages.SORRY_TOAST, True
        return await self._bury(arrival, type(trouble).__name__, turn)

    async def _hindered(self, arrival: Arrival, turn: Turn | None, trouble: Exception, *, is_away: bool) -> None:
        """Try again; once it has been hindered for long, the admins and whoever sent it hear so."""
        now = self.clock()
        # Telegram may say itself from when on it wants to be asked again; whoever waits that long hears so at once.
        asked = _asked_to_wait(trouble)
        about = f"{arrival.cause}: {type(trouble).__name__}"
        told = await self._notices(arrival, turn, pages.incident("hindered", about), pages.still_tried)

        def work(db: Connection) -> None:
            if is_away:
                inbox.postpone(db, arrival.seqs, now + RETRY_AFTER, counted=False)
                return
            # Where only the answer to the commit was lost it is done, and nobody tries it any more.
            is_undone = any(head.seqs[0] == arrival.seqs[0] for head in inbox.waiting(db, now))
            inbox.set_back(db, arrival, now + min(asked, inbox.LONGEST_WAIT - _ADDED))
            if (
                is_undone
                and arrival.is_hindered_long(now + asked)
                and not incidents.is_known(db, "hindered", about, arrival.received_at)
            ):
                incidents.add(db, "hindered", about, now)
                for say in told:
                    outbox.put_screen(db, say.chat_id, say.person, say.screen, now=now)

        await self.database.write(work)

    async def _bury(self, arrival: Arrival, about: str, turn: Turn | None = None) -> bool:
        """An incident for the admins, and one apology to the person; the queue goes on.

        Returns:
            False where it was done before: then nobody is told anything.
        """
        told = await self._notices(arrival, turn, pages.incident("update", about), pages.sorry)
        cause = Cause(key=arrival.cause, seqs=arrival.seqs)
        try:
            await self.desk.finish(cause, self.clock(), told, state="dead", incident=f"{arrival.cause}: {about}")
        except AlreadyDone:
            return False
        return True

    async def _notices(
        self, arrival: Arrival, turn: Turn | None, for_admins: Screen, for_sender: Callable[[Official | None], Screen]
    ) -> list[Say]:
        """What the admins are told, and whoever sent it in a chat of his own."""
        everyone = await self.reading.people(self.clock())
        admins = [everyone[admin] for admin in everyone.roster.admins]
        told = [
            Say(screen=for_admins, chat_id=admin.telegram_id, person=admin.id)
            for admin in admins
            if admin.telegram_id is not None
        ]
        if turn is not None and arrival.chat_id is not None and arrival.chat_id > 0:
            who = turn.official
            # In the name of an official nothing goes to an account whose access is closed (storage/closing.py).
            person = who.id if who is not None and who.closed_account is None else None
            told.append(Say(screen=for_sender(who), chat_id=arrival.chat_id, person=person))
        return told

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


def _lane(chat_id: int | None) -> tuple[str, int | None]:
    """The claim to serve a chat."""
    return "serve", chat_id


def _asked_to_wait(trouble: Exception) -> timedelta:
    """For how long Telegram wants not to be asked again, where it says so."""
    if not isinstance(trouble, RetryAfter):
        return timedelta()
    wait = trouble.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _shows_a_way(update: Update) -> bool:
    """Whether we can write to whoever sent it: a word in a group says nothing of that, nor does the news of a block."""
    chat, change = update.effective_chat, update.my_chat_member
    is_private = chat is not None and chat.type == Chat.PRIVATE
    return is_private and (change is None or change.new_chat_member.status != ChatMember.BANNED)
