"""An office whose people have posts, and the papers that its commits call for."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.papers.fill import fill
from bot.papers.letterhead import Letterhead
from sop.commands import RecordLook
from sop.items import Item
from sop.looks import Finding, Look
from sop.maklumat import Maklumat
from sop.papers import PaperKind
from sop.roles import Role
from sop.steps import Action
from storage import files, papers
from storage.causes import Cause
from storage.desk import Desk
from storage.engine import Database
from storage.invites import Invitation
from storage.papers import Snapshot
from storage.people import Official
from storage.reading import Reading
from tests.storage.office import LINK, RULES, House

BLANK = "……/PP.07-ND/3313/2027"
NUMBER = "12/PP.07-ND/3313/2027"
TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2027"
SUBJECT = f"Permohonan arahan dan persetujuan draf {TITLE}"
ZONE = RULES.calendar.zone
HEAD = Letterhead(
    office_name="KPU Kabupaten Karanganyar",
    address="Jalan Contoh Nomor 1, Karanganyar",
    code="3313",
    sop_number="58/PP.07-SOP/3313/2023",
    number_pattern="……/PP.07-ND/{kode}/{tahun}",
    zone=ZONE,
)
OFFICE = (
    ("Wahyu Nugroho", Role.PPID, "Bapak", "Kasubbag Parhumas dan SDM"),
    ("Sri Handayani", Role.ATASAN_PPID, "Ibu", "Sekretaris KPU Kabupaten Karanganyar"),
    ("Bagus Prasetyo", Role.KOMISIONER, "Bapak", "Ketua Divisi Sosdiklih, Parmas dan SDM"),
    ("Rina Lestari", Role.PELAKSANA, "Sdri.", ""),
    ("Dewi Anggraini", None, "Ibu", "Kasubbag Hukum"),
    ("Agus Salim", None, "Bapak", ""),
)


@dataclass
class Office(House):
    """The house of the storage tests, with people who have posts, and the papers its commits called for."""

    def snapshots(self) -> dict[PaperKind, Snapshot]:
        """The newest of each kind that is not made yet."""
        return {snapshot.kind: snapshot for snapshot in self.database.read_now(papers.unmade)}

    def filled(self, kind: PaperKind):
        """The form of the newest paper of a kind."""
        return fill(self.snapshots()[kind], HEAD)

    async def drafted(self) -> Maklumat:
        """Both parafs are there."""
        m = await self.opens(title=TITLE)
        m = await self.does(m, self.wahyu, Action.PARAF)
        return await self.does(m, self.staff["atasan"], Action.PARAF)

    async def forwarded(self) -> Maklumat:
        """The Komisioner has it."""
        return await self.does(await self.drafted(), self.staff["atasan"], Action.FORWARD)

    async def ordered(self) -> Maklumat:
        """The operator has it."""
        m = await self.does(await self.forwarded(), self.bagus, Action.APPROVE)
        return await self.does(m, self.staff["atasan"], Action.ORDER)

    async def brings(self, m: Maklumat, who: Official, action: Action, *brought: tuple[str, bytes], **more) -> Maklumat:
        """Somebody does something with files, each by its name and bytes."""
        kinds = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf"}
        described = {files.describe(data, name, kinds[name[-3:]]): data for name, data in brought}
        words = more.pop("words", "")
        act = replace(self.act(m, who, action, **more), item=Item(words, tuple(described)))
        contents = {file.sha256: data for file, data in described.items()}
        outcome = await self.desk.submit(act, who.id, self.cause(self.chat(who)), self.now, contents=contents)
        self.now += timedelta(minutes=1)
        return outcome.maklumat

    async def looked(self, m: Maklumat, finding: Finding) -> datetime:
        """The bot looks at the page; returns when."""
        m, at = self.present(m.id), self.now
        look = Look(finding=finding, link=LINK, expected="ab" * 32)
        command = RecordLook(maklumat=m.id, visit=m.visit.number, look=look)
        await self.desk.submit(command, None, Cause(key=f"look:{at}"), at)
        self.now += timedelta(minutes=1)
        return at


async def move_in(database: Database) -> dict:
    house = House(database, Desk(database, RULES), Reading(database, RULES))
    for number, (name, role, sapaan, jabatan) in enumerate(OFFICE):
        roles = (role,) if role else ()
        invitation = Invitation(
            name=name, roles=roles, sapaan=sapaan, jabatan=jabatan, is_admin=name.startswith("Agus")
        )
        code = await house.invites(invitation)
        chat_id = 9000 + number
        house.staff[name.split()[0].lower()] = await house.desk.enrol(code, chat_id, house.cause(chat_id), house.now)
    return house.staff


def local_day(at) -> date:
    return at.astimezone(ZONE).date()
