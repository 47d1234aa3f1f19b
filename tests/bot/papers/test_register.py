"""The register of archives as tables: what an archivist asks for, and what an official typed stays text."""

import csv
import io
import zipfile

from bot.papers.register import plain, tables, workbook
from handlers.screens.archives import REGISTER_HEADINGS, Register

ROW = ("1", "MKL-2027-001", "PP.07", "=HYPERLINK(1)", "18 Januari 2027", "Asli elektronik", "9 berkas elektronik")
REGISTER = Register(
    "KPU Kabupaten Karanganyar",
    "20 Januari 2027",
    ((*ROW, "Biasa/Terbuka", "", "", "", "Rak 2; Map 1", "@catatan"),),
    "daftar-arsip-aktif-2027-01-20",
)


def test_the_csv_opens_in_a_spreadsheet_set_to_indonesian_and_nothing_in_it_is_worked_out():
    data = plain(REGISTER)

    assert data.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert headings == list(REGISTER_HEADINGS)
    assert row[3] == "'=HYPERLINK(1)"
    assert row[-2:] == ["Rak 2; Map 1", "'@catatan"]


def test_the_workbook_has_the_same_and_carries_nothing_out():
    with zipfile.ZipFile(io.BytesIO(workbook(REGISTER))) as package:
        page, strings = package.read("xl/worksheets/sheet1.xml"), package.read("xl/sharedStrings.xml").decode()

    assert b"<f>" not in page
    assert all(heading in strings for heading in (*REGISTER_HEADINGS, "Daftar Arsip Aktif", "MKL-2027-001"))
    assert "=HYPERLINK(1)" in strings


def test_the_files_are_named_for_the_day_and_are_the_same_each_time():
    made = tables(REGISTER)

    assert [file.name for file, _ in made] == [f"{REGISTER.name}.xlsx", f"{REGISTER.name}.csv"]
    assert made == tables(REGISTER)
