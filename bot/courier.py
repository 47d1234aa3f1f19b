"""The courier: from the outbox to Telegram; the only one who sends and edits.

In order for each chat, chats side by side, nudged by each commit. Whether a reminder or a card is still needed is asked
immediately before it goes. A crash between Telegram's answer and our mark may send a message twice; it then does no
harm, for both copies say the same and the first tap counts.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from telegram.error import TelegramError

from bot.clock import Clock
from bot.nudging import nudge_or
from bot.outcome import Fate, Verdict, judge
from bot.pace import Pace
from bot.parcels import Letter, Opened, open_parcel
from bot.presence import Presence
from bot.speaker import Speaker
from bot.troubles import tell
from handlers.screens import pages
from sop.events import MaklumatId
from sop.roles import DRAFTERS, PersonId
from storage import closing, inbox, incidents, lanes, outbox, people, reach
from storage.claims import Claims
from storage.engine import Database
from storage.errors import FileAltered
from storage.lanes import FIRST_RETRY, LONG_FAILURES, LONGEST_RETRY, MOST_COPIES, MOST_FAILURES, again_after
from storage.outbox import Kind, Parcel, Screen
from storage.people import Official, People
from storage.reading import Reading

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
MOST_BEGUN = 100
"""Of so many half said parcels it is known what was said; of an older one the whole is said anew."""
REDRAWINGS = frozenset({Kind.REFRESH, Kind.STRIP})
"""What says nothing by itself."""
Unsaid = tuple[Kind, MaklumatId | None]
"""What was given up, or waits: its kind, and which maklumat it is about."""
Said = tuple[tuple[Letter, int | None], ...]
"""Of a parcel: each letter that went, and the number that it has in the chat; none where a message was changed."""


class ParcelUnreadable(Exception):
    """What a row of the outbox says cannot be read by this version of ours."""


class Notice(Protocol):
    """What the admins read: for whom it was, what (kind and nomor kendali), and Telegram's own words."""

    def __call__(
        self, official: Official, what: Sequence[tuple[str, str]], reason: str, *, has_no_admin: bool
    ) -> Screen:
        """The screen; where no admin can be told, the drafters read it."""


AWAY = timedelta(seconds=5)
"""How soon to look again for a Telegram that does not answer: what waits shall go out soon after it is back."""


@dataclass
class Courier:
    """Sends what the outbox holds."""

    speaker: Speaker
    database: Database
    reading: Reading
    clock: Clock
    pace: Pace
    presence: Presence
    claims: Claims
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _begun: dict[int, Said] = field(default_factory=dict)
    """Of parcels whose later letters did not go: what has been said of them."""
    _in_line: dict[asyncio.Task[Any], bool] = field(default_factory=dict)
    """Those of the busy who wait for their turn to speak: whether they have said a part of it."""

    async def run(self) -> None:
        """Send until cancelled; what is being said is finished first, and what waits for its turn stays in the outbox.

        It may wait for minutes, where Telegram has ordered a pause, and whoever ends us would not. For the next part of
        what is half said it is seconds, unless there is such a pause: then what was said of it will be said again.
        """
        try:
            while True:
                self.nudged.clear()
                try:
                    await self._look()
                except Exception as trouble:  # noqa: BLE001 - whatever it is, the next look tries again
                    tell(log, "the outbox could not be read", trouble)
                await nudge_or(IDLE_SECONDS, self.nudged)
        finally:
            while self._busy:
                for waiting, is_half_said in self._in_line.items():
                    if not is_half_said or self.pace.is_quiet():
                        waiting.cancel()
                await asyncio.wait(self._busy.values(), timeout=IDLE_SECONDS)

    async def _look(self) -> None:
        now, busy = self.clock(), (*self._busy, *self.pace.silent())
        ready = await self.database.read(lambda db: lanes.chats_ready(db, now, busy))
        ours = await self.claims.take(*(_lane(chat_id) for chat_id in ready)) if ready else frozenset()
        if not ours:
            return
        chats = [chat_id for chat_id in ready if _lane(chat_id) in ours]
        try:
            parcels = await self.database.write(lambda db: lanes.claim(db, now, chats))
        except Exception:
            await self._release(*chats)
            raise
        for parcel in parcels:
            task = asyncio.get_running_loop().create_task(self._serve(parcel))
            self._busy[parcel.chat_id] = task
            task.add_done_callback(partial(self._free, parcel.chat_id))
        await self._release(*(set(chats) - {parcel.chat_id for parcel in parcels}))

    def _free(self, chat_id: int, _task: asyncio.Task[None]) -> None:
        self._busy.pop(chat_id, None)
        self.nudged.set()

    async def _release(self, *chats: int) -> None:
        for chat_id in chats:
            await self.claims.release(_lane(chat_id))

    async def _serve(self, parcel: Parcel) -> None:
        """One parcel of a claimed chat.

        Whatever becomes of it, the chat is let go: a row that still says 'sending' then is taken up as an unknown.
        """
        try:
            await self._deliver(parcel)
        except Exception as trouble:  # noqa: BLE001 - the database is away, and the row says so
            tell(log, f"the outcome of parcel {parcel.id} could not be written down", trouble)
            await asyncio.sleep(IDLE_SECONDS)
        finally:
            await self._release(parcel.chat_id)

    async def _deliver(self, parcel: Parcel) -> None:
        heard_up_to = 0
        try:
            if parcel.unknowns >= (MOST_FAILURES if parcel.kind in REDRAWINGS else MOST_COPIES):
                await self._undelivered(parcel, "lost sight of, again and again")
                return
            if parcel.attempts and not await self.presence.is_there():
                until = self.clock() + AWAY
                await self.database.write(lambda db: lanes.put_back(db, parcel.id, until))
                return
            await self._turn(parcel)
            # First marked, then drawn: what changes from here on is worth another redrawing.
            leaving = await self.database.write(lambda db: lanes.sending(db, parcel.id))
            if leaving is None:
                return
            parcel, heard_up_to = replace(parcel, live=leaving.live), leaving.heard_up_to
            if parcel.unreadable is not None:
                raise ParcelUnreadable from parcel.unreadable
            opened = await open_parcel(parcel, self.reading, self.clock())
            if opened is None:
                await self._end(parcel, "dropped", "no longer needed")
                return
            verdict, said = await self._send_all(parcel, opened)
        except DBAPIError:
            raise
        except FileAltered as altered:
            log.error("parcel %d: %s", parcel.id, altered)
            await self._altered(parcel, altered)
            return
        except Exception as trouble:
            # A defect of ours must not stop the chat: the row is tried again, and given up after a while.
            log.exception("parcel %d (%s) failed", parcel.id, parcel.kind)
            verdict, said = Verdict(Fate.UNKNOWN, f"{pages.OURS}: {type(trouble).__name__}"), ()
        await self._record(parcel, verdict, said, heard_up_to)

    async def _turn(self, parcel: Parcel, *, is_half_said: bool = False) -> None:
        """Wait until Telegram bears another message."""
        task = asyncio.current_task()
        assert task is not None
        self._in_line[task] = is_half_said
        try:
            await self.pace.wait(parcel.chat_id, is_answer=parcel.kind in outbox.ANSWERS)
        finally:
            del self._in_line[task]

    async def _send_all(self, parcel: Parcel, opened: Opened) -> tuple[Verdict, Said]:
        said = self._begun.pop(parcel.id, ())
        if [letter for letter, _ in said] != [*opened.letters[: len(said)]] or len(said) == len(opened.letters):
            said = ()  # It is drawn otherwise by now, so the whole is said anew.
        goes_on, makes_copies = bool(said), False
        for letter in opened.letters[len(said) :]:
            if letter is not opened.letters[0]:
                await self._turn(parcel, is_half_said=True)
                if await self.database.read(lambda db: closing.is_turned_away(db, parcel.id)):
                    return Verdict(Fate.GONE, closing.NOT_HIS), ()
            verdict, number = await self._send(parcel, opened, letter)
            if verdict.fate is not Fate.SENT:
                if said:
                    self._begun[parcel.id] = said
                    # One that ends otherwise, by a block or another process, is never asked for again.
                    while len(self._begun) > MOST_BEGUN:
                        del self._begun[next(iter(self._begun))]
                # What was said now would be said again by whoever tries next and does not know of it: a copy, and one
                # alone however often the rest is begun anew by us, who do know.
                if makes_copies and verdict.fate in (Fate.NOT_SENT, Fate.FAILED):
                    verdict = replace(verdict, fate=Fate.UNKNOWN)
                return verdict, ()
            said, makes_copies = (*said, (letter, number)), not goes_on
        return Verdict(Fate.SENT), said

    async def _send(self, parcel: Parcel, opened: Opened, letter: Letter) -> tuple[Verdict, int | None]:
        try:
            return Verdict(Fate.SENT), await self.speaker.speak(parcel, opened, letter)
        except TelegramError as error:
            verdict = judge(error)
        if verdict.fate is Fate.UNKNOWN and (opened.edits is not None or opened.strips is not None):
            # A message that is changed twice is the same: no copy can come of it, so it is tried as what failed is.
            verdict = replace(verdict, fate=Fate.FAILED)
        if verdict.fate is Fate.UNPARSED and letter.html:
            log.error("parcel %d: Telegram does not read our markup: %s", parcel.id, verdict.trouble)
            return await self._send(parcel, opened, letter.plain())
        if verdict.fate is Fate.STALE_FILE and letter.file is not None and letter.may_reuse:
            await self.speaker.forget_upload(letter)
            return await self._send(parcel, opened, letter.uploading())
        if verdict.fate is Fate.REFUSED and letter.file is not None and letter.media != "document":
            # A picture that Telegram cannot draw is still what somebody gave.
            return await self._send(parcel, opened, letter.as_document())
        if verdict.fate is Fate.GONE and opened.edits is not None and parcel.kind is Kind.EDIT:
            return await self._send(parcel, opened.as_new(), letter)
        return verdict, None

    async def _record(self, parcel: Parcel, verdict: Verdict, said: Said, heard_up_to: int) -> None:
        now = self.clock()
        silent_for = timedelta()
        if verdict.wait:
            silent_for = timedelta(seconds=self.pace.refused(parcel.chat_id, verdict.wait.total_seconds()))
        else:
            self.pace.accepted(parcel.chat_id)
        match verdict.fate:
            case Fate.SENT:
                await self.database.write(lambda db: self._sent(db, parcel, said, now))
            case Fate.NOT_SENT if verdict.wait:
                until = now + min(verdict.wait, LONGEST_RETRY)
                await self.database.write(lambda db: lanes.told_to_wait(db, parcel.id, until, verdict.trouble))
                if silent_for >= LONGEST_RETRY:
                    await self._delayed(parcel, verdict.trouble)
            case Fate.NOT_SENT:
                await self._postpone(parcel, now + again_after(parcel.attempts), verdict.trouble, unknown=False)
            case Fate.FAILED if parcel.attempts < MOST_FAILURES:
                await self._postpone(parcel, now + again_after(parcel.attempts + 1), verdict.trouble, unknown=False)
                if parcel.attempts >= LONG_FAILURES and parcel.kind not in REDRAWINGS:  # those hold up nothing
                    await self._delayed(parcel, verdict.trouble)
            case Fate.UNKNOWN if parcel.unknowns + 1 < MOST_COPIES:
                until = now + min(max(verdict.wait, again_after(parcel.unknowns + 1)), LONGEST_RETRY)
                await self._postpone(parcel, until, verdict.trouble, unknown=True)
                if silent_for >= LONGEST_RETRY:
                    await self._delayed(parcel, verdict.trouble)
            case Fate.UNREACHABLE:
                await self._unreachable(parcel, verdict.trouble, heard_up_to)
            case Fate.GONE if parcel.kind is Kind.REFRESH:
                everyone = await self.reading.people(now)
                await self.database.write(lambda db: lanes.gone(db, parcel, everyone, verdict.trouble, now))
            case Fate.GONE:
                await self._end(parcel, "dropped", verdict.trouble)
            case _:
                await self._undelivered(parcel, verdict.trouble, unknown=verdict.fate is Fate.UNKNOWN)

    @staticmethod
    def _sent(db: Connection, parcel: Parcel, said: Said, now: datetime) -> None:
        *parts, last = [number for _, number in said] or [None]
        lanes.sent(db, parcel.id, last, now, parts=parts)
        # Telegram keeps the news of an unblocking for a day only; a message that arrives is as good.
        reach.welcome_back(db, parcel.chat_id)

    async def _postpone(self, parcel: Parcel, until: datetime, trouble: str, *, unknown: bool) -> None:
        await self.database.write(lambda db: lanes.postpone(db, parcel.id, until, trouble, unknown=unknown))

    async def _end(self, parcel: Parcel, state: str, trouble: str) -> None:
        now = self.clock()
        await self.database.write(lambda db: lanes.ended(db, parcel.id, state, trouble, now))

    async def _unreachable(self, parcel: Parcel, trouble: str, heard_up_to: int) -> None:
        """Nothing reaches this person for now: all that waits for the chat is given up, and the admins are told.

        Unless something came from there while it was being said: the block may be taken back by now, so it is tried
        again before anybody is given up.
        """

        def give_up(db: Connection, now: datetime) -> Sequence[Unsaid]:
            if inbox.came_since(db, parcel.chat_id, heard_up_to):
                lanes.postpone(db, parcel.id, now + FIRST_RETRY, trouble, unknown=False)
                return ()
            lanes.ended(db, parcel.id, "dead", trouble, now)
            behind = reach.give_up_chat(db, parcel.chat_id, trouble, now)
            people.mark_unreachable(db, parcel.chat_id, now)
            incidents.add(db, "undelivered", f"outbox {parcel.id}: {trouble}", now)
            return ((parcel.kind, parcel.maklumat), *behind)

        await self._tell_admins(parcel, trouble, give_up, pages.undelivered)

    async def _undelivered(self, parcel: Parcel, trouble: str, *, unknown: bool = False) -> None:
        def give_up(db: Connection, now: datetime) -> Sequence[Unsaid]:
            lanes.ended(db, parcel.id, "dead", trouble, now, unknown=unknown)
            incidents.add(db, "undelivered", f"outbox {parcel.id}: {trouble}", now)
            return ((parcel.kind, parcel.maklumat),)

        await self._tell_admins(parcel, trouble, give_up, pages.undelivered)

    async def _delayed(self, parcel: Parcel, trouble: str) -> None:
        """Telegram does not take it for ten minutes, and the chat stands behind it: told once, tried on."""
        # The moment it was written tells it from one that had its number before an older backup was restored.
        about = f"outbox {parcel.id} of {parcel.created_at:%Y-%m-%dT%H:%M:%S.%f}"

        def note(db: Connection, now: datetime) -> Sequence[Unsaid]:
            waiting = reach.waiting(db, parcel.chat_id)
            # Of a redrawing alone nobody is told; what comes to stand behind it in a pause is still to be.
            is_silent = all(kind in REDRAWINGS for kind, _ in waiting)
            if is_silent or incidents.is_known(db, "delayed", about):
                return ()
            incidents.add(db, "delayed", about, now)
            return waiting

        await self._tell_admins(parcel, trouble, note, pages.delayed)

    async def _altered(self, parcel: Parcel, altered: FileAltered) -> None:
        """A kept file is not what it was: nobody is given it, who waits for it hears so, and the admins once a day."""
        now = self.clock()
        everyone = await self.reading.people(now)
        admins = [everyone[admin] for admin in everyone.roster.admins]

        def give_up(db: Connection) -> None:
            lanes.ended(db, parcel.id, "dead", str(altered), now)
            outbox.put_screen(db, parcel.chat_id, parcel.person, pages.file_kept_back(), now=now)
            if not incidents.add_daily(db, "file", str(altered), now):
                return
            for admin in admins:
                if admin.telegram_id is not None and admin.unreachable_since is None:
                    screen = pages.file_altered(altered.sha256, outbox.control_number(db, parcel.maklumat))
                    outbox.put_screen(db, admin.telegram_id, admin.id, screen, now=now)

        await self.database.write(give_up)
        self.nudged.set()

    async def _tell_admins(
        self, parcel: Parcel, trouble: str, note: Callable[[Connection, datetime], Sequence[Unsaid]], notice: Notice
    ) -> None:
        """One transaction: what `note` writes down and says is unsaid, and the admins' notice of who and what.

        Where no admin can be told, the drafters are.
        A redrawing by itself is no news. The first that fails may be one, with what matters behind it.
        """
        now = self.clock()
        everyone = await self.reading.people(now)
        # A redrawing, or buttons that are taken off, may be for a chat and not for a person.
        about = next((one for one in everyone.by_id.values() if one.telegram_id == parcel.chat_id), None)
        told = [everyone[person] for person in _to_be_told(everyone, about)]
        has_no_admin = not any(one.id in everyone.roster.admins for one in told)

        def work(db: Connection) -> None:
            unsaid = [
                (kind, outbox.control_number(db, maklumat))
                for kind, maklumat in note(db, now)
                if kind not in REDRAWINGS
            ]
            for one in told if unsaid and about else ():
                assert about is not None
                assert one.telegram_id is not None
                screen = notice(about, unsaid, trouble, has_no_admin=has_no_admin)
                outbox.put_screen(db, one.telegram_id, one.id, screen, now=now)

        await self.database.write(work)
        self.nudged.set()


def _to_be_told(people: People, about: Official | None) -> list[PersonId]:
    """The admins who can be reached, whom it is not about; where there is none, the drafters, who wait for him too."""

    def reached(persons: Iterable[PersonId]) -> list[PersonId]:
        found = (people[person] for person in persons if about is None or person != about.id)
        return [one.id for one in found if one.telegram_id is not None and one.unreachable_since is None]

    return reached(people.roster.admins) or reached(people.roster.holders(*DRAFTERS))


def _lane(chat_id: int) -> tuple[str, int]:
    """The claim to speak to a chat."""
    return "speak", chat_id
