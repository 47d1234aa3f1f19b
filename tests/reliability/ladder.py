"""`python -m tests.reliability.ladder [PERSON …]`: the reminders of one neglected maklumat, as each official has them.

The real Desk, ticker, parcels and screens under a clock of our own: a draft is given on Monday, 2 February 2026, and
each step in turn is left undone until everybody above has heard of it, over Imlek, Ramadan, Nyepi, Idulfitri, Easter.
It is for reading: whoever changes a sentence of a reminder reads here what its reader then reads, and when.
"""

import argparse
import asyncio
import html
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demo.stage.office import OFFICE
from bot.mornings import Mornings
from bot.parcels import Opened, open_parcel
from bot.scheduler import Ticker
from handlers.screens.dates import short
from sop.calendar import CalendarChange, ChangeKind, WorkCalendar
from sop.commands import Act, Open
from sop.events import RungReached
from sop.maklumat import Maklumat
from sop.roles import Role
from sop.rules import Rules
from sop.steps import Action
from storage import days, files, lanes, papers
from storage.causes import Cause
from storage.desk import Desk
from storage.engine import Database
from storage.invites import Invitation
from storage.migrations import bring_up_to_date
from storage.outbox import Kind, Parcel
from storage.reading import Reading
from tests.storage.office import FIRST_DRAFT, House, document, taken

WIB = ZoneInfo("Asia/Jakarta")
KETUA = "ketua"
CHAIR = Invitation(name="Yanto Wibowo", sapaan="Bapak", jabatan="Ketua KPU Kabupaten Karanganyar", is_member=True)
PEOPLE = {**{named.key: named.invitation for named in OFFICE}, KETUA: CHAIR}
RAMADAN = (date(2026, 2, 19), date(2026, 3, 20))
LINK = "https://kab-karanganyar.kpu.go.id/maklumat-pelayanan"
TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2026"
_SENTENCE = re.compile(r"(?<=[.:])(?<!Sdr\.)(?<!Sdri\.)(?<!Yth\.) (?=[A-Z])")
PAGE = Path(__file__).parents[2] / "docs" / "tangga-pengingat.md"
STEP = timedelta(minutes=30)
"""How far the clock goes from one look to the next; every rung lies on a half hour."""
NAMES = {
    Kind.CARD: "kartu",
    Kind.REMINDER: "pengingat",
    Kind.DIGEST: "ringkasan",
    Kind.NEWS: "kabar",
    Kind.DOCUMENT: "berkas",
    Kind.REPLY: "jawaban",
}
"""What makes a phone ring; a card that is redrawn in its place does not."""


@dataclass(frozen=True)
class Deed:
    """What somebody does at last; local time."""

    at: datetime
    who: str
    action: Action
    value: str = ""


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 by the office's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=WIB)


OPENED = local(2, 2, 9, 10)
STORY = (
    # The drafters: until the first week after the Ketua has heard of it; the 16th and 17th are days off.
    Deed(local(2, 18, 10), "ppid", Action.PARAF),
    Deed(local(2, 18, 10, 5), "atasan-ppid", Action.PARAF),
    Deed(local(2, 25, 10), "atasan-ppid", Action.FORWARD),
    # The Komisioner: says on the day that he is looking at it, and decides when all have heard of it.
    Deed(local(2, 26, 9, 40), "komisioner", Action.EXAMINE),
    Deed(local(3, 13, 10), "komisioner", Action.APPROVE),
    # The order waits over Nyepi, Idulfitri and cuti bersama.
    Deed(local(3, 27, 10), "atasan-ppid", Action.ORDER),
    Deed(local(4, 13, 10), "pelaksana", Action.PUBLISH, LINK),
    Deed(local(4, 27, 10), "e-ppid", Action.CONFIRM_LIVE),
)


@dataclass(frozen=True)
class Message:
    """One message as it arrived on somebody's phone."""

    at: datetime
    to: str
    kind: Kind
    text: str
    buttons: tuple[tuple[str, ...], ...]
    rung: str = ""
    """For a reminder: which rung of which visit it is."""
    silent: bool = False

    @property
    def visit(self) -> int:
        """Of a reminder."""
        return int(self.rung.partition("/")[0] or 0)

    @property
    def first(self) -> str:
        """What one reads in a notification, without the salutation."""
        lines = [line for line in self.text.split("\n") if line and not line.startswith("Yth. ")]
        return _SENTENCE.split(lines[0])[0] if lines else ""

    def __str__(self) -> str:
        rows = "\n".join("  " + " ".join(f"[{label}]" for label in row) for row in self.buttons)
        mark = f" · {self.rung}" if self.rung else ""
        head = f"{short(self.at, WIB)} · {NAMES[self.kind]}{mark}{' · tanpa bunyi' if self.silent else ''}"
        return "\n".join(part for part in (head, self.text, rows) if part)


@dataclass
class Walk:
    """The office, its clock, and every message that anybody has got so far."""

    house: House
    ticker: Ticker
    mornings: Mornings
    told: list[Message] = field(default_factory=list)
    changed: bool = False
    """Something was committed that may need speaking of."""
    _maklumat: Maklumat | None = None

    async def goes(self, story: Sequence[Deed], until: datetime) -> None:
        """From the draft on, with these deeds at their moments."""
        self.house.now = (OPENED - timedelta(hours=2)).astimezone(UTC)
        await self._waits(OPENED)
        await self._opens()
        for deed in story:
            await self._waits(deed.at)
            await self._does(deed)
        await self._waits(until)

    async def _opens(self) -> None:
        file = document(FIRST_DRAFT)
        command = Open(title=TITLE, role=Role.PPID, file=file)
        who = self.house.staff["ppid"]
        contents = {file.sha256: FIRST_DRAFT}
        outcome = await self.house.desk.submit(
            command, who.id, self._cause("ppid", typed=True), self.house.now, contents=contents
        )
        self._maklumat = outcome.maklumat
        await self._delivers()

    async def _does(self, deed: Deed) -> None:
        assert self._maklumat is not None
        m, who = self.house.present(self._maklumat.id), self.house.staff[deed.who]
        act = Act(
            action=deed.action,
            maklumat=m.id,
            visit=m.visit.number,
            version=m.version,
            role=Role(deed.who),
            value=deed.value,
        )
        await self.house.desk.submit(act, who.id, self._cause(deed.who, typed=bool(deed.value)), self.house.now)
        await self._delivers()

    def _cause(self, key: str, *, typed: bool) -> Cause:
        return self.house.cause(self.house.chat(self.house.staff[key]), by_message=typed)

    async def _waits(self, until: datetime) -> None:
        """The bot looks at its deadlines every half hour, and at last at this moment."""
        end = until.astimezone(UTC)
        while self.house.now < end:
            later = self.house.now + STEP
            on_the_grid = later.replace(minute=later.minute // 30 * 30)
            self.house.now = min(on_the_grid, end)
            await self.ticker.tick()
            await self.mornings.look(self.house.now)
            if self.changed or self.mornings.at is not None:
                await self._delivers()

    async def _delivers(self) -> None:
        self.changed = False
        await self._makes_papers()
        house, now = self.house, self.house.now
        while parcels := await house.database.write(lambda db: taken(db, now)):
            for parcel in parcels:
                opened = await open_parcel(parcel, house.reading, now)
                if opened is None:
                    await house.database.write(lambda db, p=parcel: lanes.ended(db, p.id, "dropped", "", now))
                    continue
                self.told += self._arrived(parcel, opened)
                house.messages += 1
                number = house.messages if parcel.kind in NAMES else None
                await house.database.write(lambda db, p=parcel, n=number: lanes.sent(db, p.id, n, now))

    async def _makes_papers(self) -> None:
        """Their looks are no matter here."""
        for wanted in await self.house.database.read(papers.unmade):
            data = f"%PDF-1.7 {wanted.kind} {wanted.id}".encode()
            file = files.describe(data, f"{wanted.kind}.pdf", "application/pdf")
            await self.house.desk.paper_made(wanted, file, data, self.house.now)

    def _arrived(self, parcel: Parcel, opened: Opened) -> Iterator[Message]:
        if parcel.kind not in NAMES:
            return
        to = next(key for key, official in self.house.staff.items() if official.telegram_id == parcel.chat_id)
        events = [parcel.event, *(entry.event for entry in parcel.entries)]
        rungs = [f"{event.visit}/{event.rung}" for event in events if isinstance(event, RungReached)]
        for letter in opened.letters:
            text = html.unescape(re.sub(r"<[^>]+>", "", letter.text))
            buttons = tuple(tuple(button.label for button in row) for row in letter.rows)
            yield Message(self.house.now, to, parcel.kind, text, buttons, " ".join(rungs), letter.silent)


def rules() -> Rules:
    """The usual office, with its Ketua named."""
    return Rules(WorkCalendar(WIB), chair=CHAIR.name)


async def _moved_in(database: Database, at: Rules) -> House:
    house = House(database, Desk(database, at), Reading(database, at), now=(OPENED - timedelta(days=3)).astimezone(UTC))
    for number, (key, invitation) in enumerate(PEOPLE.items()):
        code = await house.invites(invitation)
        chat_id = 9000 + number
        house.staff[key] = await house.desk.enrol(code, chat_id, house.cause(chat_id), house.now)
    ramadan = CalendarChange(ChangeKind.RAMADAN, *RAMADAN, "Ramadan 1447 H")
    admin = house.staff["admin"].id
    await house.database.write(lambda db: days.seed(db, (2026, 2027)))
    await house.database.write(lambda db: days.add(db, ramadan, admin, house.now))
    return house


async def _walked(database: Database, story: Sequence[Deed], until: datetime, morning: time | None) -> list[Message]:
    office = rules()
    house = await _moved_in(database, office)
    ticker = Ticker(house.desk, lambda: house.now, 30)
    walk = Walk(house, ticker, Mornings(database, office, morning))

    def changed() -> None:
        walk.changed = True

    house.desk = Desk(database, office, on_commit=changed)
    ticker.desk = house.desk
    await walk.goes(story, until)
    return walk.told


def walked(story: Sequence[Deed] = STORY, until: datetime = STORY[-1].at, morning: time | None = None) -> list[Message]:
    """Every message of this story, in the order of their arrival.

    Args:
        story: what is done at last, and when.
        until: how long is waited after it.
        morning: when the office wants its morning digest, if at all.
    """
    with tempfile.TemporaryDirectory(prefix="ladder-") as folder:
        database = Database(f"sqlite:///{Path(folder)}/office.db")
        bring_up_to_date(database)
        try:
            return asyncio.run(_walked(database, story, until, morning))
        finally:
            database.close()


def told_by_person(messages: Sequence[Message], people: Sequence[str]) -> str:
    """Each person's phone, one after the other, without the files."""
    parts = []
    for key in people:
        mine = [message for message in messages if message.to == key and message.kind is not Kind.DOCUMENT]
        parts.append(f"===== {PEOPLE[key].name}, {key}: {len(mine)} pesan =====")
        parts += [str(message) for message in mine]
    return "\n\n".join(parts)


def table(messages: Sequence[Message]) -> str:
    """One line for each message: when, to whom, what, how it begins, what can be pressed."""
    lines = ["| WIB | kepada | jenis | kalimat pertama | tombol |", "|---|---|---|---|---|"]
    for message in messages:
        if message.kind is Kind.DOCUMENT:
            continue
        buttons = ", ".join(label for row in message.buttons for label in row)
        kind = f"{NAMES[message.kind]}{f' {message.rung}' if message.rung else ''}"
        lines.append(f"| {short(message.at, WIB)} | {message.to} | {kind} | {message.first} | {buttons} |")
    return "\n".join(lines)


def page(messages: Sequence[Message]) -> str:
    """docs/tangga-pengingat.md: what an official may expect when a step waits, from this very story."""
    rows = [
        f"| {short(message.at, WIB)} | {_POSTS[message.to]} | {message.first} |"
        for message in messages
        if message.rung.startswith(("3/", "5/"))
    ]
    return "\n".join((_PAGE, *rows, ""))


_POSTS = {**{named.key: named.title for named in OFFICE}, KETUA: "Ketua"}
_PAGE = """# Tangga pengingat

Yang dibaca para pejabat apabila satu langkah dibiarkan menunggu: dua langkah dari satu maklumat contoh (langkah 3
menunggu Komisioner, langkah 5 menunggu Pelaksana), hanya kalimat pertama tiap pesan. Ditulis oleh `make ladder PAGE=1`,
tidak disunting dengan tangan; aturannya pada [keputusan 0017](decisions/0017-the-ladder.md).

Pengingat hanya disampaikan pada hari kerja, di luar pukul 18.00-07.00; akhir pekan, hari libur, dan cuti bersama tidak
dihitung. Pada contoh ini Komisioner menekan *Sedang saya periksa* pada 26-02-2026 pukul 09.40, sehingga pengingat sore
itu tidak disampaikan. Tidak ada pengingat yang memutuskan sesuatu.

| WIB | kepada | kalimat pertama |
|---|---|---|"""


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.ladder", description=__doc__)
    parser.add_argument("people", nargs="*", metavar="PERSON", help=f"of these alone: {', '.join(PEOPLE)}")
    parser.add_argument("--table", action="store_true", help="one line for each message")
    parser.add_argument("--page", action="store_true", help="write docs/tangga-pengingat.md")
    parser.add_argument("--morning", action="store_true", help="with the morning digest, at 07.45")
    asked = parser.parse_args()
    messages = walked(morning=time(7, 45) if asked.morning else None)
    people = asked.people or list(PEOPLE)
    if asked.page:
        PAGE.write_text(page(messages), encoding="utf-8")
        return
    print(table([m for m in messages if m.to in people]) if asked.table else told_by_person(messages, people))


if __name__ == "__main__":
    main()
