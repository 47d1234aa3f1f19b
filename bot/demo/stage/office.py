"""The office of the demo and of the stories: five named officials, an admin, and how they enrol. All names invented."""

import asyncio
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clock import now
from bot.demo.kit.client import LocalTelegram, Person
from sop.roles import Role
from storage import invites
from storage.engine import Database
from storage.invites import Invitation

ADMIN = "admin"
ZONE = ZoneInfo("Asia/Jakarta")
"""Where the office stands; the bot's own default."""


@dataclass(frozen=True)
class Named:
    """One of the office's people."""

    key: str
    """The role's value, or 'admin'."""
    first_name: str
    last_name: str
    sapaan: str
    jabatan: str
    title: str
    """What stands over the phone on the page."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def invitation(self) -> Invitation:
        """For whom a code is made."""
        roles = () if self.key == ADMIN else (Role(self.key),)
        return Invitation(
            name=self.name, roles=roles, sapaan=self.sapaan, jabatan=self.jabatan, is_admin=self.key == ADMIN
        )


OFFICE = (
    Named("atasan-ppid", "Sri", "Handayani", "Ibu", "Sekretaris KPU Kabupaten Karanganyar", "Atasan PPID"),
    Named("ppid", "Wahyu", "Nugroho", "Bapak", "Kasubbag Parhumas dan SDM", "PPID"),
    Named("komisioner", "Bagus", "Prasetyo", "Bapak", "Ketua Divisi Sosdiklih, Parmas dan SDM", "Komisioner"),
    Named("pelaksana", "Rina", "Lestari", "Sdri.", "Operator PPID", "Pelaksana (operator)"),
    Named("e-ppid", "Dimas", "Saputra", "Sdr.", "Pengelola laman e-PPID", "E PPID"),
    Named(ADMIN, "Tini", "Wulandari", "Ibu", "Staf Parhumas dan SDM", "Admin"),
)


async def move_in(telegram: LocalTelegram) -> dict[str, Person]:
    """Everybody gets a phone; nobody has written to the bot yet."""
    return {
        named.key: await telegram.person(named.first_name, last_name=named.last_name, title=named.title)
        for named in OFFICE
    }


def codes(database: Database, office: tuple[Named, ...] = OFFICE) -> dict[str, str]:
    """A one-time code for each, as `invite` makes them."""
    return {
        named.key: database.write_now(lambda db, n=named: invites.invite(db, n.invitation, now()))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        for named in office
    }


async def enrol(persons: dict[str, Person], given: dict[str, str]) -> None:
    """Everybody sends the code, and is greeted."""

    async def one(key: str, code: str) -> None:
        await persons[key].say(f"/start {code}")
        await persons[key].expect(button="Saya mengerti")

    await asyncio.gather(*(one(key, code) for key, code in given.items()))
