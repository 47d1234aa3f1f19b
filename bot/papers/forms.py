"""What is filled into the papers: one frozen dataclass per template.

Every string is printed as it is given: dates, times and names come ready in Indonesian from the caller. Line
breaks are kept. The sentences of a paper do not stand here but in its template. In every form the fields
mean:

* `made_at` goes into the file's metadata only, so that the same form gives the same bytes.
* `control_number` stands small at the foot of every page, and in the file's name with `draft_version`. Nothing else
of the bot stands on an office's own letters; its records are in `records`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.papers.pictures import Picture


class PaperSize(StrEnum):
    """The sheets that offices print on; the values are the setting's."""

    A4 = "A4"
    F4 = "F4"
    """215 by 330 mm, as folio is sold in Indonesia."""


@dataclass(frozen=True, kw_only=True)
class Kop:
    """The letterhead: `[SEKRETARIAT] KOMISI PEMILIHAN UMUM`, the region beneath, the address if there is one.

    Attributes:
        region: What follows `KOMISI PEMILIHAN UMUM`, as `Kabupaten Karanganyar`; printed in capitals.
        address: One line, or several with line breaks: street, telephone, laman, surel. Empty: no line.
        secretariat: Papers of the Sekretaris and those under him carry `SEKRETARIAT`; those of the Ketua and
            Anggota do not.
        logo: The office's, at the left; none: the lines stand alone.
    """

    region: str
    address: str = ""
    secretariat: bool = True
    logo: Picture | None = None

    @classmethod
    def of(cls, office_name: str, *, address: str = "", secretariat: bool = True, logo: Picture | None = None) -> Self:
        """An office names itself with `KPU` or the words in full; the letterhead has those in a line of
        their own.
        """
        region = office_name.strip()
        for prefix in ("sekretariat ", "komisi pemilihan umum ", "kpu "):
            if region.lower().startswith(prefix):
                region = region[len(prefix) :].lstrip()
        return cls(region=region, address=address, secretariat=secretariat, logo=logo)


@dataclass(frozen=True, kw_only=True)
class Paraf:
    """A drafter's paraf; the box beside it stays empty for the pen.

    Attributes:
        role: The capacity, as `PPID` or `Plh. Atasan PPID`; the body's sentence names it too.
        name: Who put it.
    """

    role: str
    name: str


@dataclass(frozen=True, kw_only=True)
class NotaDinas:
    """Step 2: the draft goes up to the Komisioner with this.

    Attributes:
        kop: The letterhead.
        number: After `NOMOR`: the register's number, or the blank to fill by hand, `……/PP.07-ND/3313/2027`.
        to: Yth. A second line is a line break in the string (`u.p. Ketua Divisi …`).
        sender: Dari.
        copies: Tembusan; several are numbered; none: the row is left out.
        date: Tanggal.
        nature: Sifat: Biasa, Segera, Sangat Segera.
        attachments: Lampiran, as `1 (satu) berkas`. Empty: the row is left out.
        subject: Hal.
        sop_number: In the body: the SOP the procedure rests on.
        title: In the body, after `Draf`: the maklumat's title.
        draft_version: In the body, and in the file's name.
        parafs: In the body (their roles) and in the small box of the drafters. None: both are left out.
        corrects: In the body, for a draft that answers a correction: what it mends, as `draf versi 1 sesuai
            arahan tanggal …`, without a full stop. Empty: the item is left out.
        sapaan: In the body: how the addressee is spoken of, `Bapak`, `Ibu`, `Bapak/Ibu`.
        due: In the body: until when an answer is asked for, as `Kamis, 21 Januari 2027 pukul 16.00 WIB`.
            Empty: not said.
        signer_position: Above the room for the signature, with `Plh.` or `Plt.` where due; `a.n.` and whose name it
            is stand on a line of their own. The comma is the template's.
        signer_name: Beneath it.
        control_number: Nomor kendali, small, at the foot and in the file's name.
        made_at: The file's date, aware; not printed.
    """

    kop: Kop
    number: str
    to: str
    sender: str
    date: str
    nature: str
    subject: str
    sop_number: str
    title: str
    draft_version: int
    signer_position: str
    signer_name: str
    control_number: str
    made_at: datetime
    copies: tuple[str, ...] = ()
    attachments: str = ""
    parafs: tuple[Paraf, ...] = ()
    corrects: str = ""
    sapaan: str = "Bapak/Ibu"
    due: str = ""


class Instruction(StrEnum):
    """A box of the Lembar Disposisi; the words beside it stand in the template under this key."""

    APPROVE = "setuju"
    """Ticked by `Setujui`."""
    CORRECT = "perbaiki"
    """Ticked by `Kembalikan untuk diperbaiki`."""
    FOLLOW_UP = "tindak-lanjuti"
    """Ticked by `Setujui`, beside APPROVE."""
    PUBLISH = "publikasikan"
    """Ticked by `Perintahkan publikasi`."""
    STUDY = "teliti"
    """For the pen."""
    COORDINATE = "koordinasikan"
    """For the pen."""
    PLENARY = "pleno"
    """For the pen."""
    FOR_INFORMATION = "untuk-diketahui"
    """For the pen."""
    FILE_AWAY = "arsipkan"
    """For the pen."""


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A line of the list `Diteruskan kepada`.

    Attributes:
        label: The officer, by post or role.
        ticked: Whether the bot ticks the box; the others stay empty for the pen.
    """

    label: str
    ticked: bool = False


@dataclass(frozen=True, kw_only=True)
class LembarDisposisi:
    """Step 3, what the Komisioner decided, and step 4, the order to publish: one sheet, different boxes
    ticked.

    Attributes:
        kop: The letterhead; without `SEKRETARIAT` for a Komisioner's decision.
        sender: Surat dari.
        number: Nomor of that letter, or its blank.
        letter_date: Tanggal surat.
        received_on: Diterima tanggal.
        nature: Sifat.
        subject: Perihal.
        forwarded_to: Diteruskan kepada.
        instructions: Which boxes the bot ticks; all are printed.
        draft_version: In the file's name.
        decided_by_position: Above the room for the signature, with `Plh.`, `Plt.` or `a.n.` as on a Nota Dinas.
        decided_by_name: Beneath it.
        control_number: Nomor kendali, small, at the foot and in the file's name.
        made_at: The file's date, aware; not printed.
        agenda_number: Nomor agenda. Empty: dots for the pen; the bot never invents one.
        directions: Arahan/catatan, word for word; several are numbered; none: room for the pen.
        signed: In the room for the signature, where it stands on another sheet.
        notes: Beneath them, in small: that it was decided on paper, on which minutes it rests.
        due: Tenggat. Empty: dots for the pen.
        place_and_date: Above the signer's post, as `Karanganyar, 21 Januari 2027`. Empty: left out.
    """

    kop: Kop
    sender: str
    number: str
    letter_date: str
    received_on: str
    nature: str
    subject: str
    forwarded_to: tuple[Tick, ...]
    instructions: frozenset[Instruction]
    draft_version: int
    decided_by_position: str
    decided_by_name: str
    control_number: str
    made_at: datetime
    agenda_number: str = ""
    directions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signed: str = ""
    due: str = ""
    place_and_date: str = ""
