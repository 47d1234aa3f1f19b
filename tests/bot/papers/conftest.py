import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from bot.demo.samples import make
from bot.papers import Instruction, Kop, LembarDisposisi, NotaDinas, Paraf, Tick, render
from bot.papers.pictures import Picture, picture
from bot.papers.records import (
    BuktiTayang,
    FileLine,
    Happening,
    Initial,
    LembarParaf,
    OfficerLine,
    RekapProses,
    Said,
    Screenshot,
    Signer,
    TandaTerima,
    VersionLine,
    VisitLine,
)
from storage.desk import Desk
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.reading import Reading
from tests.bot.papers.office import Office, move_in
from tests.storage.office import RULES

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 120"><path d="M5 5H95V70Q95 105 50 118Q5 105 5 70Z" '
    b'fill="#234"/></svg>'
)
RECORD = {
    "kop": Kop.of("KPU Kabupaten Karanganyar", address="Jalan Contoh Nomor 1, Karanganyar"),
    "title": "Maklumat Pelayanan Informasi Publik Tahun 2027",
    "control_number": "MKL-2027-001",
    "draft_version": 2,
    "recorded_at": "Rabu, 27 Januari 2027 pukul 10.05 WIB",
    "made_at": datetime(2027, 1, 27, 3, 5, tzinfo=UTC),
}
HEAD = "57:" + "0123456789abcdef" * 4


@pytest.fixture
def nota_dinas() -> NotaDinas:
    return NotaDinas(
        kop=Kop.of("KPU Kabupaten Karanganyar", address="Jalan Contoh Nomor 1, Karanganyar"),
        number="12/PP.07-ND/3313/2027",
        to="Ketua KPU Kabupaten Karanganyar\nu.p. Ketua Divisi Sosdiklih, Parmas dan SDM",
        sender="Plh. Sekretaris selaku Atasan PPID",
        copies=("PPID KPU Kabupaten Karanganyar",),
        date="20 Januari 2027",
        nature="Segera",
        attachments="1 (satu) berkas",
        subject="Permohonan arahan dan persetujuan draf Maklumat",
        sop_number="58/PP.07-SOP/3313/2023",
        title="Maklumat Pelayanan Informasi Publik Tahun 2027",
        draft_version=2,
        parafs=(
            Paraf(role="PPID", name="Wahyu Nugroho"),
            Paraf(role="Atasan PPID", name="Dewi Lestari"),
        ),
        corrects="draf versi 1 sesuai arahan lisan",
        sapaan="Bapak",
        due="Kamis, 21 Januari 2027 pukul 16.00 WIB",
        signer_position="Plh. Sekretaris KPU Kabupaten Karanganyar",
        signer_name="Dewi Lestari",
        control_number="MKL-2027-001",
        made_at=datetime(2027, 1, 20, 8, 2, tzinfo=UTC),
    )


@pytest.fixture
def disposisi() -> LembarDisposisi:
    return LembarDisposisi(
        kop=Kop.of("KPU Kabupaten Karanganyar", secretariat=False),
        sender="Plh. Sekretaris selaku Atasan PPID",
        number="12/PP.07-ND/3313/2027",
        letter_date="20 Januari 2027",
        received_on="21 Januari 2027",
        agenda_number="145",
        nature="Sangat Segera",
        subject="Permohonan persetujuan draf versi 2",
        forwarded_to=(Tick(label="Ketua"), Tick(label="Sekretaris", ticked=True), Tick(label="Kasubbag Parhumas")),
        instructions=frozenset({Instruction.CORRECT}),
        directions=("Tambahkan kanal pengaduan.", "Nyatakan kesediaan menerima sanksi."),
        due="Jumat, 22 Januari 2027 pukul 16.30 WIB",
        place_and_date="Karanganyar, 21 Januari 2027",
        draft_version=2,
        decided_by_position="Anggota KPU Kabupaten Karanganyar",
        decided_by_name="Bagus Prasetyo",
        control_number="MKL-2027-001",
        made_at=datetime(2027, 1, 21, 3, 12, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def logo() -> Picture:
    return Picture(LOGO, "svg")


@pytest.fixture(scope="session")
def layar() -> Picture:
    """The operator's screenshot, as the demo has it."""
    found = picture((Path(make.__file__).parent / "tangkapan-layar.png").read_bytes())
    assert found is not None
    return found


@pytest.fixture(scope="session")
def photo() -> Picture:
    """A photo as Telegram sends them: a JPEG, here of eight by eight grey dots, in three colours."""
    tables = b"\xff\xdb\x00\x43\x00" + b"\x01" * 64
    frame = b"\xff\xc0\x00\x11\x08\x00\x08\x00\x08\x03" + b"".join(bytes((part, 0x11, 0)) for part in (1, 2, 3))
    codes = b"".join(b"\xff\xc4\x00\x14" + bytes((kind, 1)) + bytes(16) for kind in (0x00, 0x10))
    scan = b"\xff\xda\x00\x0c\x03" + b"".join(bytes((part, 0)) for part in (1, 2, 3)) + b"\x00\x3f\x00"
    found = picture(b"\xff\xd8" + tables + frame + codes + scan + b"\x03\xff\xd9")
    assert found is not None
    return found


@pytest.fixture
def lembar_paraf() -> LembarParaf:
    return LembarParaf(
        **RECORD,
        number="12/PP.07-ND/3313/2027",
        initials=(
            Initial(position="Kasubbag Parhumas selaku PPID", name="Wahyu Nugroho", date="Selasa, 19 Januari 2027"),
            Initial(position="Plh. Atasan PPID", name="Dewi Lestari", date="Rabu, 20 Januari 2027"),
        ),
    )


@pytest.fixture
def tanda_terima() -> TandaTerima:
    return TandaTerima(
        **RECORD,
        sender="Kasubbag Hukum selaku Plh. Atasan PPID",
        to="Ketua KPU Kabupaten Karanganyar\nu.p. Ketua Divisi Sosdiklih",
        documents=("Nota Dinas Nomor 12/PP.07-ND/3313/2027", "Draf versi 2", "Lembar Paraf"),
        handed_by=Signer(position="Plh. Sekretaris", name="Dewi Lestari"),
    )


@pytest.fixture
def bukti_tayang(layar) -> BuktiTayang:
    return BuktiTayang(
        **RECORD,
        link="https://karanganyarkabppid.kpu.go.id/maklumat",
        published_at="Rabu, 27 Januari 2027 pukul 10.01 WIB",
        published_by="Sdri. Rina selaku Pelaksana (operator)",
        confirmed_at="Rabu, 27 Januari 2027 pukul 10.04 WIB",
        confirmed_by="Bapak Wahyu selaku PPID",
        finding="Judul maklumat ditemukan pada laman.",
        file=FileLine(name="maklumat-final.pdf", size="128.591 byte", sha256="a1" * 32),
        approved_by="Bapak Bagus selaku Komisioner",
        approved_at="Senin, 25 Januari 2027 pukul 09.40 WIB",
        minutes="3/PK.01-BA/3313/2027",
        screenshots=(
            Screenshot(file=FileLine(name="layar.png", size="9.001 byte", sha256="b2" * 32), picture=layar),
            Screenshot(file=FileLine(name="layar.pdf", size="12 byte", sha256="c3" * 32)),
        ),
        signers=(Signer(position="Staf Parhumas", name="Rina Lestari"), Signer(position="Kasubbag", name="Wahyu N.")),
        head=HEAD,
    )


@pytest.fixture
def rekap_proses() -> RekapProses:
    return RekapProses(
        **RECORD,
        sop_number="58/PP.07-SOP/3313/2023",
        state="confirmed",
        opened_at="Senin, 18 Januari 2027 pukul 10.00 WIB",
        opened_by="Bapak Wahyu selaku PPID",
        number="12/PP.07-ND/3313/2027",
        minutes="3/PK.01-BA/3313/2027",
        link="https://karanganyarkabppid.kpu.go.id/maklumat",
        day="1 hari kerja = 8 jam 30 menit",
        zone="WITA",
        visits=(
            VisitLine(
                step=1,
                entered="16-01-2027 17.10",
                counted_from="18-01-2027 07.30",
                due="19-01-2027 16.00",
                skipped=("cuti bersama", "Imlek"),
                left="21-01-2027 11.00",
                took="1 hari kerja 3 menit",
                outcome="ParafGiven",
                over=True,
                late="2 (dua) hari kerja",
                stood=("19-01-2027 09.01 s.d. 19-01-2027 10.01",),
            ),
            VisitLine(step=6, entered="27-01-2027 10.05", due="", left="", took="", outcome=""),
        ),
        versions=(
            VersionLine(
                label="1",
                file=FileLine(name="draf-1.pdf", size="24 byte", sha256="d4" * 32),
                given_by="Sdri. Rina selaku Pelaksana",
                given_at="Senin, 18 Januari 2027 pukul 10.02 WIB",
                on_behalf=True,
                over=True,
            ),
        ),
        officers=(
            OfficerLine(
                name="Dewi Anggraini",
                jabatan="Kasubbag Hukum",
                capacity="Plh. Atasan PPID",
                basis=("SP 1/2027", "SP 2"),
            ),
        ),
        happenings=(
            Happening(
                at="18-01-2027 10.07", what="Draf dikembalikan", said=(Said(label="Koreksi", words="Tambah\nkanal"),)
            ),
        ),
        head=HEAD,
        entries=31,
    )


@pytest.fixture(
    params=["nota_dinas", "disposisi", "lembar_paraf", "tanda_terima", "bukti_tayang", "rekap_proses"],
)
def form(request):
    """Each paper in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def pages():
    """The text of each page, line ends and runs of space as one space."""

    def read(pdf: bytes) -> list[str]:
        document = pdfium.PdfDocument(pdf)
        try:
            found = []
            for page in document:
                text = page.get_textpage()
                found.append(" ".join(text.get_text_range().split()))
                text.close()
                page.close()
            return found
        finally:
            document.close()

    return read


@pytest.fixture
def inked():
    """How much of a part of page 1 (fractions of its width and height) is not white."""

    def measure(pdf: bytes, left: float = 0, top: float = 0, right: float = 1, bottom: float = 1) -> float:
        document = pdfium.PdfDocument(pdf)
        try:
            bitmap = document[0].render(scale=0.5, grayscale=True)
            rows = [
                bytes(bitmap.buffer)[at * bitmap.stride : at * bitmap.stride + bitmap.width]
                for at in range(int(top * bitmap.height), int(bottom * bitmap.height))
            ]
            part = b"".join(row[int(left * bitmap.width) : int(right * bitmap.width)] for row in rows)
            return 1 - part.count(255) / len(part)
        finally:
            document.close()

    return measure


@pytest.fixture
def outside():
    """The letters that lie in a margin of 1 cm or beyond the sheet, with their page."""

    def find(pdf: bytes) -> list[tuple[int, str]]:
        document = pdfium.PdfDocument(pdf)
        found = []
        try:
            for number, page in enumerate(document, 1):
                width, height = page.get_size()
                text = page.get_textpage()
                for at in range(text.count_chars()):
                    left, bottom, right, top = text.get_charbox(at)
                    if left < right and not (left > 28 and right < width - 28 and bottom > 28 and top < height - 28):
                        found.append((number, text.get_text_range(at, 1)))
                text.close()
                page.close()
        finally:
            document.close()
        return found

    return find


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("furnished")
    database = Database(f"sqlite:///{folder}/office.db")
    bring_up_to_date(database)
    staff = asyncio.run(move_in(database))
    database.close()
    return folder, staff


@pytest.fixture
def office(tmp_path, furnished):
    folder, staff = furnished
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    database = Database(f"sqlite:///{tmp_path}/office.db")
    made = Office(database, Desk(database, RULES), Reading(database, RULES), staff=dict(staff), updates=600)
    made.staff["atasan"] = made.sri
    yield made
    database.close()


@pytest.fixture
def printed(pages):
    """The words of a form's PDF, all pages in one."""

    def read(form) -> str:
        return " ".join(pages(render(form)))

    return read
