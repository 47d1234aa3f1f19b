"""The office in a story: its people by role, the bot's process, and what everybody received.

A story says who does what; `received` says who was told, as exact sets: nobody too few, nobody too many.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from bot.demo.client import ChatMessage, LocalTelegram, Person
from bot.demo.office import OFFICE, Named, codes, enrol, move_in
from bot.demo.process import BotProcess
from bot.demo.server import LocalTelegramServer
from storage import migrations
from storage.engine import Database

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
NUMBER = "MKL-2026-001"

SECOND_KOMISIONER = Named(
    "komisioner-2", "Dewi", "Anggraini", "Ibu", "Ketua Divisi Hukum dan Pengawasan", "Komisioner (kedua)"
)


class House:
    """One office with everything that runs in it."""

    def __init__(self, folder: Path, server: LocalTelegramServer, telegram: LocalTelegram) -> None:
        self.server = server
        self.telegram = telegram
        self.process = BotProcess(folder, server.base_url, server.token)
        self.people: dict[str, Person] = {}
        self._marks: dict[str, int] = {}
        self._database: Database | None = None

    async def open(self) -> None:
        """Five officials and an admin enrol with one-time codes."""
        self.people = await move_in(self.telegram)
        given = await self.invite(OFFICE)
        self._database = Database(self.process.database_url)
        await self.process.start()
        await enrol(self.people, given)
        await self.settle()

    async def close(self) -> None:
        """End the bot; a traceback in its log fails the story."""
        code = await self.process.stop()
        if self._database is not None:
            self._database.close()
        log = self.process.last_words()
        assert "Traceback" not in log, log
        assert code == 0, log

    async def invite(self, office: tuple[Named, ...]) -> dict[str, str]:
        """One-time codes, as the command line makes them beside the bot."""

        def make() -> dict[str, str]:
            database = Database(self.process.database_url)
            try:
                migrations.bring_up_to_date(database)
                return codes(database, office)
            finally:
                database.close()

        return await asyncio.to_thread(make)

    async def add(self, named: Named) -> Person:
        """One more official enrols."""
        person = await self.telegram.person(named.first_name, last_name=named.last_name, title=named.title)
        self.people[named.key] = person
        given = await self.invite((named,))
        await enrol({named.key: person}, given)
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

    async def _all_told(self, seconds: float = 20) -> None:
        """Until Telegram holds no update back and the bot has nothing left to do, make or say."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (await self.telegram.bot())["waiting_updates"] or await asyncio.to_thread(self._busy):
            self.process.check()
            assert loop.time() < deadline, f"still busy after {seconds} s\n{self.process.last_words()}"
            await asyncio.sleep(0.03)

    def _busy(self) -> bool:
        assert self._database is not None
        return self._database.read_now(
            lambda db: any(
                db.execute(sa.text(question)).scalar_one()
                for question in (
                    "SELECT count(*) FROM inbox WHERE state = 'new'",
                    "SELECT count(*) FROM papers WHERE file IS NULL AND attempts < 3",
                    "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')",
                )
            )
        )

    async def told(self) -> set[str]:
        """Who received anything since the last time."""
        return set(await self.received())

    async def until(self, holds: Callable[[], object], seconds: float = 10) -> None:
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
        """Where the maklumat stands, as /status tells the admin."""
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
