"""The demo's office with all that belongs to it: its people's phones, its bot as a process, its database, its clock.

One office after another may live here: `renew` clears the last one away. The local Telegram and its people stay.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.demo.phones.deeds import CannotDo, Hand
from bot.demo.stage.office import OFFICE, ZONE, codes
from bot.demo.stage.process import BotProcess
from bot.demo.stage.sight import offering
from bot.demo.stage.words import PREPARING, NotOnStage, Words
from bot.demo.world.records import Person
from bot.demo.world.state import World
from sop.calendar import WorkCalendar
from sop.rules import Rules
from storage import migrations
from storage.engine import Database
from storage.reading import Reading

T = TypeVar("T")

GLANCE_SECONDS = 0.05
FAREWELL_SECONDS = 5.0
"""How long a bot may take to end in peace."""
REVIVAL_SECONDS = 3.0
"""How long a service manager waits before it starts a bot that has ended."""
GREETING_SECONDS = 30.0
"""How long everybody may wait for the bot's greeting in a new office."""
UNDONE = (
    "SELECT count(*) FROM inbox WHERE state = 'new'",
    "SELECT count(*) FROM papers WHERE file IS NULL AND attempts < 3",
    "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')",
)
"""What the bot still has to take, to make and to say."""
NOT_READY = Words(
    "Kantor yang baru belum dapat disiapkan. Mohon dicoba sekali lagi.",
    "The new office could not be prepared. Please try once more.",
)


class Premises:
    """Where the office of the demo lives.

    Args:
        world: the local Telegram; its clock is moved together with the bot's.
        folder: for databases, log and clock of the bot; emptied by whoever made it.
        changed: called when something here looks different now.
        settings: of the bot, beside the demo's own.
    """

    def __init__(
        self,
        world: World,
        folder: Path,
        changed: Callable[[], None] = lambda: None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.world = world
        self.people: dict[str, Person] = {}
        """Everybody of the office by role value (or 'admin'); empty until they move in."""
        self.rules = Rules(WorkCalendar(ZONE))
        self.revival_seconds = REVIVAL_SECONDS
        self.on_ended: Callable[[], None] = lambda: None
        """Called when the bot has ended in the middle of its work."""
        self._folder = folder
        self._settings = dict(settings or {})
        self._changed = changed
        self._process: BotProcess | None = None
        self._database: Database | None = None
        self.office = 0
        """Which office this is; the first has the number 1."""
        self._untouched_at = (-1, -1)
        self._started_at = 0
        self._is_wanted = False
        self._told_offset = timedelta()
        # Held by whoever starts or stops the bot, and by whoever swaps or reads the database.
        self._living, self._looking = asyncio.Lock(), asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def open(self, api_url: str, site: str = "") -> None:
        """Everybody gets a phone, and the first office is prepared; `site` (host and port) stands in for e-PPID.

        Raises:
            NotOnStage: The bot did not greet everybody in time.
        """
        settings = {"EPPID_STAND_IN": site} | self._settings
        self._process = BotProcess(self._folder, api_url, self.world.bot.token, settings)
        for named in OFFICE:
            person = self.world.add_person(named.first_name, named.last_name, title=named.title)
            self.people[named.key] = person
        self._keeping = asyncio.create_task(self._keep())
        await self.renew()

    async def close(self) -> None:
        """Nothing of it runs any more."""
        self._is_wanted = False
        for task in (self._keeping, self._renewing):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, NotOnStage):
                    await task
        if self._process is not None:
            try:
                async with asyncio.timeout(FAREWELL_SECONDS):
                    await self._process.stop()
            except TimeoutError:
                await self._process.kill()
        await self._close_database()

    @property
    def is_preparing(self) -> bool:
        """Whether there is no office yet, or one is just being cleared away for a new one."""
        return self._renewing is None or not self._renewing.done()

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has said, pressed, blocked or been told anything since the greeting, at the real time."""
        return self._touched() == self._untouched_at and not self.world.offset

    @property
    def bot_state(self) -> str:
        """'stopped', 'starting' until the bot has asked Telegram who it is, then 'running'."""
        if self._process is None or not self._process.is_running:
            return "starting" if self.is_preparing else "stopped"
        for entry in reversed(self.world.ledger):
            if entry.number <= self._started_at:
                break
            if entry.method == "getMe" and entry.ok:
                return "running"
        return "starting"

    def last_words(self) -> str:
        """The end of the bot's log."""
        return self._process.last_words() if self._process is not None else ""

    def hand(self, key: str) -> Hand:
        """What this official may do with the phone."""
        return Hand(self.world, self.world.bot, self.people[key].id)

    async def read(self, look: Callable[[Reading], Awaitable[T]]) -> T | None:
        """Look at the bot's database through its own read views; None while there is none."""
        async with self._looking:
            if self._database is None:
                return None
            return await look(Reading(self._database, self.rules))

    async def is_busy(self) -> bool:
        """Whether the bot has, or will have, something to do: it may be down, and what waits is not lost."""
        if self.bot_state != "running" or self.world.bot.updates.waiting:
            return True
        async with self._looking:
            return self._database is not None and await self._database.read(_has_undone)

    async def settle(self, seconds: float) -> bool:
        """Wait until the bot has done and said everything, but no longer; whether it has."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self.is_busy():  # noqa: ASYNC110  # another process is waited for; it sets no event here
                    await asyncio.sleep(GLANCE_SECONDS)
                return True
        return False

    def move_clock(self, offset: timedelta) -> None:
        """Let the world and the bot live so much later than the machine; what is under way does not age by it."""
        ahead = offset - self.world.offset
        updates = self.world.bot.updates
        # Telegram keeps a tap for 150 seconds. Nobody has lived through the hours that are skipped, so no tap dies.
        updates.waiting = [replace(update, until=update.until + ahead) for update in updates.waiting]
        for query in self.world.bot.queries.values():
            if query.answer is None:
                query.at += ahead
        self.world.offset = offset
        self._tell_clock()
        # A poll that ends now is noted at the new time; a bot that starts later does not think it was long away.
        updates.wake()
        self._changed()

    async def kill_bot(self) -> None:
        """End the bot at once, as a power cut would; it is started again as an office's service manager would.

        Raises:
            NotOnStage: It does not run, or an office is being prepared.
        """
        if self.is_preparing:
            raise NotOnStage(PREPARING)
        async with self._living:
            assert self._process is not None
            if not self._process.is_running:
                raise NotOnStage(Words("Bot sedang mati.", "The bot is down already."))
            await self._process.kill()
        self._changed()

    async def renew(self) -> None:
        """A new office at the real time, with nothing in it but its people; whoever asks meanwhile waits for the same.

        Raises:
            NotOnStage: The bot did not greet everybody in time, or nobody has moved in yet.
        """
        if self._process is None:
            raise NotOnStage(PREPARING)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())
        await asyncio.shield(self._renewing)

    def _tell_clock(self) -> None:
        assert self._process is not None
        self._told_offset = self.world.offset
        self._process.move_clock(self._told_offset.total_seconds())

    async def _renew(self) -> None:
        assert self._process is not None
        async with self._living:
            self._is_wanted = False
            self._changed()
            await self._process.kill()
            await self._close_database()
            self._empty_world()
            self.move_clock(timedelta())
            given = await self._new_database()
            await self._start()
            self._is_wanted = True
            await self._greeted(given)
        self._changed()

    def _empty_world(self) -> None:
        """Chats, taps, files and troubles go; people and phones stay, and numbers of updates and messages go on."""
        bot = self.world.bot
        bot.chats.clear()
        bot.queries.clear()
        bot.files.clear()
        bot.updates.clear()
        # What was confirmed in the last office must not come once more in this one, which has never seen it.
        bot.updates.confirmed.clear()
        self.world.faults.clear()
        self.world.come_back()
        for person in self.world.people:
            self.world.changed(person)

    async def _new_database(self) -> dict[str, str]:
        assert self._process is not None
        # A file of its own for each office: what is left of the last bot's connections has nothing to do with it.
        self.office += 1
        self._process.settings["DATABASE_URL"] = f"sqlite:///{self._folder / f'maklumat-{self.office}.db'}"
        url = self._process.database_url

        def make() -> tuple[Database, dict[str, str]]:
            database = Database(url)
            migrations.bring_up_to_date(database)
            return database, codes(database)

        self._database, given = await asyncio.to_thread(make)
        return given

    async def _close_database(self) -> None:
        async with self._looking:
            database, self._database = self._database, None
            if database is not None:
                await asyncio.to_thread(database.close)
                for left in database.path.parent.glob(f"{database.path.name}*"):
                    left.unlink()

    async def _start(self) -> None:
        assert self._process is not None
        ledger = self.world.ledger
        self._started_at = ledger[-1].number if ledger else 0
        await self._process.start()
        self._changed()

    async def _greeted(self, given: dict[str, str]) -> None:
        try:
            for key, code in given.items():
                self.hand(key).say(f"/start {code}")
        except CannotDo:
            raise NotOnStage(NOT_READY) from None
        assert self._process is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(GREETING_SECONDS):
                while self._process.is_running and await self.is_busy():  # noqa: ASYNC110  # as above
                    await asyncio.sleep(GLANCE_SECONDS)
        if not self._process.is_running or not all(offering(self.hand(key).chat, "Saya mengerti") for key in given):
            raise NotOnStage(NOT_READY)
        self._untouched_at = self._touched()

    def _touched(self) -> tuple[int, int]:
        """Grows with everything that is said on the phones, and with everything else that people do there."""
        return self.world.bot.last_message_id, self.world.bot.updates.next_id

    async def _keep(self) -> None:
        """Start the bot again when it has ended, whoever ended it; and let its clock follow the world's."""
        assert self._process is not None
        loop = asyncio.get_running_loop()
        ended_at: float | None = None
        while True:
            await asyncio.sleep(GLANCE_SECONDS)
            if self._told_offset != self.world.offset:
                self._tell_clock()
            if not self._is_wanted or self._process.is_running:
                ended_at = None
            elif ended_at is None:
                ended_at = loop.time()
                self.on_ended()
                self._changed()
            elif loop.time() - ended_at >= self.revival_seconds:
                await self._revive()

    async def _revive(self) -> None:
        assert self._process is not None
        async with self._living:
            if self._is_wanted and not self._process.is_running:
                await self._start()


def _has_undone(db: Connection) -> bool:
    return any(db.execute(sa.text(question)).scalar_one() for question in UNDONE)
