import re
from dataclasses import replace

import pytest

from bot.papers import Kop, render


def test_a_nota_dinas_prints_everything_that_was_filled_in(nota_dinas, pages):
    (page,) = pages(render(nota_dinas))

    for printed in (
        "SEKRETARIAT KOMISI PEMILIHAN UMUM KABUPATEN KARANGANYAR",
        "Jalan Contoh Nomor 1, Karanganyar",
        "NOTA DINAS NOMOR 12/PP.07-ND/3313/2027",
        "Yth. : Ketua KPU Kabupaten Karanganyar u.p. Ketua Divisi Sosdiklih, Parmas dan SDM",
        "Dari : Plh. Sekretaris selaku Atasan PPID",
        "Tembusan : PPID KPU Kabupaten Karanganyar",
        "Tanggal : 20 Januari 2027",
        "Sifat : Segera",
        "Lampiran : 1 (satu) berkas",
        "Hal : Permohonan arahan dan persetujuan draf Maklumat",
        "Standar Operasional Prosedur Nomor 58/PP.07-SOP/3313/2023",
        "Maklumat Pelayanan Informasi Publik Tahun 2027 versi 2 telah disusun",
        "diparaf oleh PPID dan Atasan PPID",
        "perbaikan atas draf versi 1 sesuai arahan lisan.",
        "mohon arahan, koreksi, dan persetujuan Bapak terhadap draf",
        "paling lambat Kamis, 21 Januari 2027 pukul 16.00 WIB.",
        "atas perkenan Bapak diucapkan terima kasih.",
        "PPID Wahyu Nugroho Atasan PPID Dewi Lestari",
        "Plh. Sekretaris KPU Kabupaten Karanganyar,",
        "Nomor kendali MKL-2027-001",
    ):
        assert printed in page


def test_an_offices_own_letter_bears_nothing_of_the_bot_but_the_nomor_kendali(nota_dinas, disposisi, pages):
    for form in (nota_dinas, disposisi):
        (page,) = pages(render(form))

        assert page.endswith("Nomor kendali MKL-2027-001")
        assert not re.search(r"elektronik|[Dd]icatat|tersertifikasi|SHA|[0-9a-f]{16}|halaman", page)


def test_the_rows_of_a_nota_dinas_stand_in_the_offices_order(nota_dinas, pages):
    (page,) = pages(render(nota_dinas))

    rows = ["Yth. :", "Dari :", "Tembusan :", "Tanggal :", "Sifat :", "Lampiran :", "Hal :", "Berdasarkan"]
    assert [page.index(row) for row in rows] == sorted(page.index(row) for row in rows)


def test_a_number_not_yet_known_is_a_blank_for_the_pen(nota_dinas, pages):
    (page,) = pages(render(replace(nota_dinas, number="……/PP.07-ND/3313/2027")))

    assert "NOMOR ……/PP.07-ND/3313/2027" in page


@pytest.mark.parametrize(
    ("field", "empty", "absent"),
    [
        ("copies", (), "Tembusan"),
        ("attachments", "", "Lampiran"),
        ("corrects", "", "perbaikan atas"),
        ("due", "", "paling lambat"),
        ("parafs", (), "araf"),
    ],
)
def test_what_is_empty_leaves_no_label_behind(nota_dinas, pages, field, empty, absent):
    (page,) = pages(render(replace(nota_dinas, **{field: empty})))

    assert absent not in page


def test_several_tembusan_are_numbered(nota_dinas, pages):
    (page,) = pages(render(replace(nota_dinas, copies=("PPID", "Ketua", "Arsip"))))

    assert "1. PPID 2. Ketua 3. Arsip" in page


def test_the_longest_names_still_fit_one_sheet(nota_dinas, pages):
    form = replace(
        nota_dinas,
        title="Maklumat " * 22,
        subject="Permohonan arahan dan persetujuan draf " + "Maklumat " * 22,
        signer_position="Plh. Sekretaris KPU Kabupaten Karanganyar selaku Atasan Langsung Pejabat Pengelola Informasi",
        signer_name="Prof. Dr. Ir. H. Raden Mas Panji Suryodiningrat Kusumawardhana Adiwinata, S.H., M.Si., Ph.D.",
    )

    assert len(pages(render(form))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "KPU Kabupaten Karanganyar",
        "Komisi Pemilihan Umum Kabupaten Karanganyar",
        "Sekretariat KPU Kabupaten Karanganyar",
        "Kabupaten Karanganyar",
    ],
)
def test_however_an_office_names_itself_its_kop_says_it_once(name):
    assert Kop.of(name).region == "Kabupaten Karanganyar"
