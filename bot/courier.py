"""The courier: from the outbox to Telegram; the only one who sends and edits.

In order for each chat, chats side by side, nudged by each commit. Whether a reminder or a card is still needed is asked
immediately before it goes. A crash between Telegram's answer and our mark may send a message twice; it then does no
harm, for both copies say the same and the first tap counts.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from telegram import Bot, Message, ReplyParameters
from telegram.error import TelegramError

from bot.clock import Clock
from bot.marks import Mark
from bot.nudging import nudge_or
from bot.outcome import Fate, Verdict, judge
from bot.pace import Pace
from bot.parcels import Letter, Opened, open_parcel
from bot.presence import Presence
from bot.troubles import tell
from handlers.screens import pages
from sop.events import MaklumatId
from storage import files, incidents, lanes, outbox, people, reach
from storage.claims import Claims
from storage.engine import Database
from storage.errors import FileAltered
from storage.lanes import LONG_FAILURES, LONGEST_RETRY, MOST_COPIES, MOST_FAILURES, again_after
from storage.outbox import Kind, Parcel, Screen
from storage.people import Official
from storage.reading import Reading

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
ALTERED_AGAIN = timedelta(days=1)
"""How long the admins are not told again of a file that was altered."""
REDRAWINGS = frozenset({Kind.REFRESH, Kind.STRIP})
"""What says nothing by itself."""
Unsaid = tuple[Kind, MaklumatId | None]
"""What was given up, or waits: its kind, and which maklumat it is about."""
Said = tuple[tuple[Letter, int | None], ...]
"""Of a parcel: each letter that went, and the number that it has in the chat; none where a message was changed."""
Notice = Callable[[Official, Sequence[tuple[str, str]], str], Screen]
"""What the admins read: for whom it was, what (kind and nomor kendali), and Telegram's own words."""
AWAY = timedelta(seconds=5)
"""How soon to look again for a Telegram that does not answer: what waits shall go out soon after it is back."""


@dataclass
class Courier:
    """Sends what the outbox holds."""

    bot: Bot
    database: Database
    reading: Reading
    clock: Clock
    pace: Pace
    presence: Presence
    claims: Claims
    mark: Mark = field(default_factory=Mark)
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _begun: dict[int, Said] = field(default_factory=dict)
    """Of parcels whose later letters did not go: what has been said of them."""

    async def run(self) -> None:
        """Send until cancelled; what was begun is finished first."""
        try:
            while True:
                self.nudged.clear()
                try:
                    await self._look()
                except Exception as trouble:  # noqa: BLE001 - whatever it is, the next look tries again
                    tell(log, "the outbox could not be read", trouble)
                await nudge_or(IDLE_SECONDS, self.nudged)
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

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
            live = await self.database.write(lambda db: lanes.sending(db, parcel.id))
            if live is None:
                return
            parcel = replace(parcel, live=live)
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
            verdict, said = Verdict(Fate.UNKNOWN, type(trouble).__name__), ()
        await self._record(parcel, verdict, said)

    async def _turn(self, parcel: Parcel) -> None:
        """Wait until Telegram bears another message."""
        await self.pace.wait(parcel.chat_id, is_answer=parcel.kind in outbox.ANSWERS)

    async def _send_all(self, parcel: Parcel, opened: Opened) -> tuple[Verdict, Said]:
        said = self._begun.pop(parcel.id, ())
        if [letter for letter, _ in said] != [*opened.letters[: len(said)]] or len(said) == len(opened.letters):
            said = ()  # It is drawn otherwise by now, so the whole is said anew.
        goes_on, makes_copies = bool(said), False
        for letter in opened.letters[len(said) :]:
            if letter is not opened.letters[0]:
                await self._turn(parcel)
            verdict, number = await self._send(parcel, opened, letter)
            if verdict.fate is not Fate.SENT:
                if said:
                    self._begun[parcel.id] = said
                # What was said now would be said again by whoever tries next and does not know of it: a copy, and one
                # alone however often the rest is begun anew by us, who do know.
                if makes_copies and verdict.fate in (Fate.NOT_SENT, Fate.FAILED):
                    verdict = replace(verdict, fate=Fate.UNKNOWN)
                return verdict, ()
            said, makes_copies = (*said, (letter, number)), not goes_on
        return Verdict(Fate.SENT), said

    async def _send(self, parcel: Parcel, opened: Opened, letter: Letter) -> tuple[Verdict, int | None]:
        try:
            return Verdict(Fate.SENT), await self._speak(parcel, opened, letter)
        except TelegramError as error:
            verdict = judge(error)
        if verdict.fate is Fate.UNKNOWN and (opened.edits is not None or opened.strips is not None):
            # A message that is changed twice is the same: no copy can come of it, so it is tried as what failed is.
            verdict = replace(verdict, fate=Fate.FAILED)
        if verdict.fate is Fate.UNPARSED and letter.html:
            log.error("parcel %d: Telegram does not read our markup: %s", parcel.id, verdict.trouble)
            return await self._send(parcel, opened, letter.plain())
        if verdict.fate is Fate.STALE_FILE and letter.file is not None and letter.may_reuse:
            sha256, kind, bot_id = letter.file.sha256, letter.upload_kind, self.bot.id
            await self.database.write(lambda db: files.forget_upload(db, bot_id, sha256, kind))
            return await self._send(parcel, opened, letter.uploading())
        if verdict.fate is Fate.REFUSED and letter.file is not None and letter.media != "document":
            # A picture that Telegram cannot draw is still what somebody gave.
            return await self._send(parcel, opened, letter.as_document())
        if verdict.fate is Fate.GONE and opened.edits is not None and parcel.kind is Kind.EDIT:
            return await self._send(parcel, opened.as_new(), letter)
        return verdict, None

    async def _speak(self, parcel: Parcel, opened: Opened, letter: Letter) -> int | None:
        """One call to Telegram; the number of the message it made, none for an edit."""
        chat_id, markup, mode = parcel.chat_id, letter.markup(self.mark), letter.parse_mode
        if opened.strips is not None:
            await self.bot.edit_message_reply_markup(chat_id=chat_id, message_id=opened.strips, reply_markup=None)
            return None
        if opened.edits is not None:
            await self.bot.edit_message_text(
                letter.text, chat_id=chat_id, message_id=opened.edits, parse_mode=mode, reply_markup=markup
            )
            return None
        reply = ReplyParameters(parcel.reply_to, allow_sending_without_reply=True) if parcel.reply_to else None
        if letter.file is None and letter.data is None:
            sent = await self.bot.send_message(
                chat_id,
                letter.text,
                parse_mode=mode,
                reply_markup=markup,
                reply_parameters=reply,
                disable_notification=letter.silent,
            )
            return sent.message_id
        return await self._speak_file(parcel, letter)

    async def _speak_file(self, parcel: Parcel, letter: Letter) -> int:
        known = await self._known_upload(letter)
        content = known or letter.data
        if content is None:
            assert letter.file is not None
            content = await self.reading.file(letter.file.sha256)
        sent = await self._upload(parcel.chat_id, letter, content, None if known else letter.name)
        if letter.file is not None and not known:
            await self._remember_upload(letter, sent)
        return sent.message_id

    async def _upload(self, chat_id: int, letter: Letter, content: str | bytes, name: str | None) -> Message:
        caption, mode, silent = letter.text or None, letter.parse_mode, letter.silent
        if letter.media == "photo":
            return await self.bot.send_photo(
                chat_id, content, caption=caption, parse_mode=mode, disable_notification=silent, filename=name
            )
        if letter.media == "voice":
            return await self.bot.send_voice(
                chat_id, content, caption=caption, parse_mode=mode, disable_notification=silent, filename=name
            )
        return await self.bot.send_document(
            chat_id, content, caption=caption, parse_mode=mode, disable_notification=silent, filename=name
        )

    async def _known_upload(self, letter: Letter) -> str | None:
        if letter.file is None or not letter.may_reuse:
            return None
        sha256, kind, bot_id = letter.file.sha256, letter.upload_kind, self.bot.id
        return await self.database.read(lambda db: files.uploaded(db, bot_id, sha256, kind))

    async def _remember_upload(self, letter: Letter, sent: Message) -> None:
        assert letter.file is not None
        sha256, kind, bot_id = letter.file.sha256, letter.upload_kind, self.bot.id
        held = sent.photo[-1] if sent.photo else sent.voice or sent.document
        if held is not None:
            file_id = held.file_id
            await self.database.write(lambda db: files.remember_upload(db, bot_id, sha256, kind, file_id))

    async def _record(self, parcel: Parcel, verdict: Verdict, said: Said) -> None:
        now = self.clock()
        if verdict.wait:
            self.pace.refused(parcel.chat_id, verdict.wait.total_seconds())
        match verdict.fate:
            case Fate.SENT:
                await self.database.write(lambda db: self._sent(db, parcel, said, now))
            case Fate.NOT_SENT if verdict.wait:
                until = now + min(verdict.wait, LONGEST_RETRY)
                await self.database.write(lambda db: lanes.told_to_wait(db, parcel.id, until, verdict.trouble))
            case Fate.NOT_SENT:
                await self._postpone(parcel, now + again_after(parcel.attempts), verdict.trouble, unknown=False)
            case Fate.FAILED if parcel.attempts < MOST_FAILURES:
                await self._postpone(parcel, now + again_after(parcel.attempts + 1), verdict.trouble, unknown=False)
                if parcel.attempts >= LONG_FAILURES:
                    await self._delayed(parcel, verdict.trouble)
            case Fate.UNKNOWN if parcel.unknowns + 1 < MOST_COPIES:
                until = now + min(max(verdict.wait, again_after(parcel.unknowns + 1)), LONGEST_RETRY)
                await self._postpone(parcel, until, verdict.trouble, unknown=True)
            case Fate.UNREACHABLE:
                await self._unreachable(parcel, verdict.trouble)
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

    async def _unreachable(self, parcel: Parcel, trouble: str) -> None:
        """Nothing reaches this person for now: all that waits for the chat is given up, and the admins are told."""

        def give_up(db: Connection, now: datetime) -> Sequence[Unsaid]:
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
        """Telegram has been failing to take it for ten minutes, and the chat stands behind it: told once, tried on."""

        def note(db: Connection, now: datetime) -> Sequence[Unsaid]:
            waiting = reach.waiting(db, parcel.chat_id)
            # Of a redrawing alone nobody is told; what comes to stand behind it later is still to be.
            is_silent = all(kind in REDRAWINGS for kind, _ in waiting)
            if is_silent or incidents.is_known(db, "delayed", f"outbox {parcel.id}", parcel.created_at):
                return ()
            incidents.add(db, "delayed", f"outbox {parcel.id}", now)
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
            if incidents.is_known(db, "file", str(altered), now - ALTERED_AGAIN):
                return
            incidents.add(db, "file", str(altered), now)
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

        A redrawing by itself is no news. The first that fails may be one, with what matters behind it.
        """
        now = self.clock()
        everyone = await self.reading.people(now)
        # A redrawing, or buttons that are taken off, may be for a chat and not for a person.
        about = next((one for one in everyone.by_id.values() if one.telegram_id == parcel.chat_id), None)
        admins = [everyone[admin] for admin in everyone.roster.admins if about is None or admin != about.id]

        def work(db: Connection) -> None:
            unsaid = [
                (kind, outbox.control_number(db, maklumat))
                for kind, maklumat in note(db, now)
                if kind not in REDRAWINGS
            ]
            for admin in admins if unsaid else ():
                if about and admin.telegram_id is not None and admin.unreachable_since is None:
                    screen = notice(about, unsaid, trouble)
                    outbox.put_screen(db, admin.telegram_id, admin.id, screen, now=now)

        await self.database.write(work)
        self.nudged.set()


def _lane(chat_id: int) -> tuple[str, int]:
    """The claim to speak to a chat."""
    return "speak", chat_id
