"""What every paper of this office carries, from the settings."""

from dataclasses import dataclass
from datetime import tzinfo

from bot.papers.forms import Kop, PaperSize
from bot.papers.pictures import Picture


@dataclass(frozen=True)
class Letterhead:
    """The office's name, numbers, logo and paper; `zone` is the one that its papers tell the time in."""

    office_name: str
    address: str
    code: str
    sop_number: str
    number_pattern: str
    zone: tzinfo
    size: PaperSize = PaperSize.A4
    logo: Picture | None = None

    def kop(self, *, secretariat: bool = True) -> Kop:
        """The head of a sheet; without `SEKRETARIAT` for what the Ketua or an Anggota signs."""
        return Kop.of(self.office_name, address=self.address, secretariat=secretariat, logo=self.logo)
