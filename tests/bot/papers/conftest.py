from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest

from bot.papers import Instruction, Kop, LembarDisposisi, NotaDinas, Paraf, Tick


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
