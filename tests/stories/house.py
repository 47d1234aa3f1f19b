"""The office in a story: its people by role, the bot's process, and what everybody received.

A story says who does what; `received` says who was told, as exact sets: nobody too few, nobody too many.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import sqlalchemy as sa

from bot.clock import now
from bot.demo.kit.client import ChatMessage, Person, Toast
from bot.demo.kit.fixtures import LocalTelegramHere
from bot.demo.stage.office import OFFICE, Named, enrol, move_in
from bot.demo.world.state import FloodLimits
from storage.engine import Database
from storage.tables import Moment
from tests.contract.description import description, judge
from tests.forked import ForkedBot
from tests.stories.moving_in import Kept, codes

OFFICE_ZONE = ZoneInfo("Asia/Jakarta")
SAMPLES = Path("bot/demo/samples").resolve()
PDF = SAMPLES / "maklumat-v1.pdf"
PDF_2 = SAMPLES / "maklumat-v2.pdf"
DOCX = SAMPLES / "maklumat-v2.docx"
FINAL = SAMPLES / "maklumat-final.pdf"
PHOTOS = tuple(SAMPLES / f"koreksi-{number}.png" for number in (1, 2, 3))
VOICE = SAMPLES / "koreksi.ogg"
SCREENSHOT = SAMPLES / "tangkapan-layar.png"
PAGE = "https://karanganyarkabppid.kpu.go.id/maklumat-2027"
TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2027"
BUSY = """SELECT (SELECT count(*) FROM inbox WHERE state = 'new')
  + (SELECT count(*) FROM papers WHERE file IS NULL AND attempts < 3)
  + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending'))"""
NUMBER = f"MKL-{now().astimezone(OFFICE_ZONE).year}-001"

SECOND_KOMISIONER = Named(
    "komisioner-2", "Dewi", "Anggraini", "Ibu", "Ketua Divisi Hukum dan Pengawasan", "Komisioner (kedua)"
)


LOOKING = {
    *("Lihat draf", "Daftar periksa", "Riwayat"),
    *("Unduh naskah awal", "Pakai naskah tahun lalu", "Nota Dinas (DOCX)"),
}
"""Buttons that change nothing: they may stay where the acts are gone."""


def settled_with(**settings: str) -> pytest.MarkDecorator:
    """The office of a story runs with these settings."""
    return pytest.mark.parametrize("house", [{"settings": settings}], indirect=True, ids=["settled"])


def without(*absent: str) -> pytest.MarkDecorator:
    """In the office of a story nobody holds these roles."""
    return pytest.mark.parametrize("house", [{"absent": absent}], indirect=True, ids=["short-handed"])


def button(message: ChatMessage, label: str) -> str:
    """The data of a button."""
    return next(b.data for b in message.buttons if b.text.endswith(label) and b.data)


def acts(message: ChatMessage) -> set[str]:
    """The buttons under a message that would do something."""
    return set(message.labels) - LOOKING


def words_in(pdf: bytes) -> str:
    """The text of a paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


class House:
    """One office with everything that runs in it."""

    def __init__(self, folder: Path, telegram: LocalTelegramHere) -> None:
        self.telegram = telegram
        self.server = server = telegram.server
        self.process = ForkedBot(folder, server.base_url, server.token, {"MESSAGES_PER_SECOND": "20"})
        self.people: dict[str, Person] = {}
        self.enrolled_at = 0
        """The last message before the story began."""
        self._marks: dict[str, int] = {}
        self._database: Database | None = None

    async def open(self, absent: tuple[str, ...] = ()) -> None:
        """Five officials and an admin enrol with one-time codes; who is absent has a phone and is no official."""
        self.people = await move_in(self.telegram)
        given = await codes(self.process.database_url, tuple(one for one in OFFICE if one.key not in absent))
        await self._begin()
        await enrol({key: self.people[key] for key in given}, given)
        await self._is_open()

    async def open_as(self, kept: Kept) -> None:
        """A copy of an office in which they have enrolled, with its bot just started; the first one is that office."""
        file = Path(self.process.database_url.removeprefix("sqlite:///"))
        if not kept.is_made:
            await self.open()
            kept.make(self.server.world, file, tuple(self.people))
            return
        kept.copy(self.server.world, file)
        self.people = dict(zip(kept.keys, await self.telegram.people(), strict=True))
        await self._begin()
        await self.until(lambda: self.server.world.bot.updates.wake_ups)
        await self._is_open()

    async def _begin(self) -> None:
        self._database = Database(self.process.database_url)
        await self.process.start()

    async def _is_open(self) -> None:
        await self.settle()
        self.enrolled_at = max(self._marks.values())

    async def close(self) -> None:
        """End the bot; a traceback in its log fails the story."""
        code = await self.process.stop()
        if self._database is not None:
            self._database.close()
        log = self.process.last_words()
        assert "Traceback" not in log, log
        assert code == 0, log

    def scale(self) -> None:
        """Telegram bears as much more as this bot has been made faster, and no more."""
        pace = float(self.process.environment["MESSAGES_PER_SECOND"])
        self.server.world.limits.flood = FloodLimits().times(pace)

    def requests(self) -> tuple[int, dict[str, int], list[str]]:
        """How many requests the bot has made, of which method how many were judged, and what is objected to."""
        ledger = list(self.server.world.ledger)
        by = description()
        judged, objections = judge(ledger, by) if by else ({}, [])
        return len(ledger), dict(judged), objections

    async def add(self, named: Named) -> Person:
        """One more official enrols."""
        person = await self.telegram.person(named.first_name, last_name=named.last_name, title=named.title)
        self.people[named.key] = person
        role = re.sub(r"-\d+$", "", named.key)
        given = await codes(self.process.database_url, (replace(named, key=role),))
        await enrol({role: person}, given)
        await self.settle()
        return person

    ppid = property(lambda self: self.people["ppid"])
    atasan = property(lambda self: self.people["atasan-ppid"])
    komisioner = property(lambda self: self.people["komisioner"])
    pelaksana = property(lambda self: self.people["pelaksana"])
    eppid = property(lambda self: self.people["e-ppid"])
    admin = property(lambda self: self.people["admin"])

    async def settle(self) -> None:
        """Wait until nothing new comes to any phone, and everybody has read everything up to here."""
        await self.received()

    async def received(self) -> dict[str, list[ChatMessage]]:
        """What came to whom since the last time, once everything has been told; who got nothing is left out."""
        await self._all_told()
        found = {}
        for key, person in self.people.items():
            chat = await person.chat()
            new = [m for m in chat if m.id > self._marks.get(key, 0)]
            self._marks[key] = chat[-1].id if chat else 0
            told = [m for m in new if m.from_bot]
            if told:
                found[key] = told
        return found

    async def _all_told(self, seconds: float = 30) -> None:
        """Until Telegram holds no update back and the bot has nothing left to do, make or say."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self.server.world.bot.updates.waiting or await asyncio.to_thread(self._count, BUSY):
            self.process.check()
            assert loop.time() < deadline, f"still busy after {seconds} s\n{self.process.last_words()}"
            await asyncio.sleep(0.03)

    def _count(self, question: str) -> int:
        assert self._database is not None
        found: int = self._database.read_now(lambda db: db.execute(sa.text(question)).scalar_one())
        return found

    async def power_cut(self) -> None:
        """Kill -9, and on again."""
        await self.process.kill()
        await self.process.start()

    async def restores(self, made: Path, url: str, meanwhile: Awaitable[object] | None = None) -> None:
        """A backup in another place, which the bot serves from now on; meanwhile somebody may have done something."""
        assert self._database is not None
        assert await self.process.stop() == 0
        self._database.close()
        self.process.settings["DATABASE_URL"] = url
        assert (await self.process.command("restore", str(made)))[0] == 0
        await (meanwhile or asyncio.sleep(0))
        self._database = Database(url)
        await self.process.start()

    async def newest(self, person: Person, label: str) -> ChatMessage:
        """The newest message with this button, once everything has been told."""
        await self._all_told()
        return await person.expect(button=label)

    async def bubble(self, person: Person, message: ChatMessage) -> ChatMessage:
        """A message as it looks now."""
        return await person.look(message)

    async def asked(self, person: Person, label: str, message: ChatMessage | None = None) -> ChatMessage:
        """A button that asks is pressed; the question."""
        mark = await person.mark()
        await person.tap(label, message)
        question = await person.expect("Mohon membalas pesan ini", button="Batal", after=mark)
        await self.settle()
        return question

    async def answered(self, person: Person, label: str, words: str) -> dict[str, list[ChatMessage]]:
        """A button that asks, its question replied to with words; what came to whom."""
        question = await self.asked(person, label)
        await person.reply(question, words)
        return await self.received()

    async def forged(self, person: Person, data: str, message: ChatMessage | None = None) -> Toast:
        """Copied or old button data is sent; how the tap was answered."""
        place = message or await person.newest()
        assert place is not None
        return await person.toast(await person.press_forged(data, place))

    async def events(self) -> Counter[str]:
        """How often what happened to maklumat, from the journal; papers aside, for they come a little later."""
        assert self._database is not None
        rows = await self._database.read(
            lambda db: (
                db.execute(sa.text("SELECT kind FROM journal WHERE maklumat_id IS NOT NULL AND kind <> 'PaperMade'"))
                .scalars()
                .all()
            )
        )
        return Counter(rows)

    async def heads(self) -> set[str]:
        """Every head that the journal has had."""
        assert self._database is not None
        return set(
            await self._database.read(lambda db: db.execute(sa.text("SELECT hash FROM journal")).scalars().all())
        )

    async def until_event(self, kind: str, times: int = 1, seconds: float = 10) -> None:
        """Wait until something has happened so often."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (await self.events())[kind] < times:
            self.process.check()
            assert asyncio.get_running_loop().time() < deadline, f"{kind} did not happen {times} times"
            await asyncio.sleep(0.05)

    async def speaking(self) -> None:
        """Wait until a message is on its way to Telegram."""
        await self.until(lambda: self._count("SELECT count(*) FROM outbox WHERE state = 'sending'"))

    async def due(self) -> datetime:
        """When the present step of the newest maklumat is due (aware UTC)."""
        assert self._database is not None
        query = sa.text("SELECT due_at FROM maklumat ORDER BY id DESC LIMIT 1").columns(due_at=Moment)
        found: datetime = await self._database.read(lambda db: db.execute(query).scalar_one())
        return found

    @staticmethod
    def local(moment: datetime) -> datetime:
        """As the office's clock shows it."""
        return moment.astimezone(OFFICE_ZONE)

    @staticmethod
    async def wait(seconds: float) -> None:
        """Let time pass: only where a story is about time, or about nothing happening in it."""
        await asyncio.sleep(seconds)

    @asynccontextmanager
    async def nothing_changes(self) -> AsyncIterator[None]:
        """What is done within leaves every maklumat as it is."""
        await self._all_told()
        before = await self.events()
        yield
        await self._all_told()
        assert await self.events() == before

    async def verify(self) -> str:
        """`python -m bot verify` finds the journal whole; what it says."""
        code, out, err = await self.process.command("verify")
        assert code == 0, out + err
        assert re.match(r"Jurnal utuh: \d+ catatan, sidik riwayat [0-9a-f]{64}\.", out), out
        return out

    async def told(self) -> set[str]:
        """Who received anything since the last time."""
        return set(await self.received())

    async def until(self, holds: Callable[[], object], seconds: float = 30) -> None:
        """Wait until something holds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not holds():
            assert asyncio.get_running_loop().time() < deadline, "waited in vain"
            await asyncio.sleep(0.05)

    # The SOP's steps, each as the shortest way through it; a story goes on from where it needs to.

    async def open_maklumat(self) -> None:
        """Step 1 begins."""
        await self.ppid.say(f"/baru {TITLE}")
        await self.ppid.expect(NUMBER)
        await self.settle()

    async def give_draft(self, file: Path = PDF) -> None:
        """The PPID gives a document."""
        mark = await self.ppid.mark()
        await self.ppid.send(file)
        await self.ppid.expect("telah diterima", button="Paraf", after=mark)
        await self.settle()

    async def to_step_2(self, file: Path = PDF) -> None:
        """Drafted, both parafs."""
        await self.open_maklumat()
        await self.give_draft(file)
        await self.ppid.tap("Paraf")
        await self.atasan.expect(button="Paraf")
        await self.settle()
        await self.atasan.tap("Paraf")
        await self.settle()

    async def to_step_3(self, file: Path = PDF) -> None:
        """Forwarded to the Komisioner."""
        await self.open_maklumat()
        await self.give_draft(file)
        await self.forward()

    async def forward(self) -> None:
        """Paraf by the PPID, paraf and forwarding by the Atasan PPID."""
        await self.ppid.tap("Paraf")
        await self.atasan.expect(button="Paraf dan sampaikan")
        await self.settle()
        await self.atasan.tap("Paraf dan sampaikan")
        await self.settle()

    async def approve(self) -> None:
        """The Komisioner approves, asked once more."""
        await self.komisioner.tap("Setujui")
        await self.komisioner.expect(button="Ya, setujui")
        await self.komisioner.tap("Ya, setujui")
        await self.settle()

    async def to_step_4(self) -> None:
        """Approved."""
        await self.to_step_3()
        await self.approve()

    async def to_step_5(self) -> None:
        """Ordered."""
        await self.to_step_4()
        await self.atasan.tap("Perintahkan publikasi")
        await self.settle()

    async def to_step_6(self) -> None:
        """Published."""
        await self.to_step_5()
        card = await self.pelaksana.expect(button="Tandai terpublikasi")
        await self.pelaksana.reply(card, PAGE)
        await self.settle()

    async def step(self) -> str:
        """Where the maklumat stands, as /status tells the admin; asked once nothing else is on its way to him."""
        await self._all_told()
        mark = await self.admin.mark()
        await self.admin.say(f"/status {NUMBER}")
        card = await self.admin.expect(NUMBER, after=mark)
        await self.settle()
        return next(line for line in card.text.splitlines() if line.startswith(("Langkah", "Status", "Dibatalkan")))

    async def history(self) -> str:
        """What /riwayat tells the admin."""
        mark = await self.admin.mark()
        await self.admin.say(f"/riwayat {NUMBER}")
        await self.admin.expect("Riwayat", after=mark)
        told = await self.received()
        return "\n".join(message.text for message in told["admin"])
