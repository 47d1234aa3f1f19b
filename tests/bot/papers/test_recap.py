"""A recap as files: a picture to look at, tables to reckon with, and no picture is no reason to give nothing."""

import csv
import io
import logging
import struct
import sys
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from bot.papers.recap import bind, picture, plain, spreadsheet
from handlers.screens.recaps import HEADINGS, Sheet, sheet
from sop.recap import Period, Recap, StepRecap, recap
from sop.steps import Step
from tests.sop.office import CALENDAR

TODAY = date(2027, 12, 31)


def of(*steps: StepRecap, office: str = "KPU Kabupaten Karanganyar") -> Sheet:
    return sheet(Recap(Period(2027), steps, CALENDAR), office, TODAY)


@pytest.fixture
def year() -> Sheet:
    hour = timedelta(hours=1)
    return of(
        StepRecap(Step.DRAFTING, 9, 8, hour * 10 / 3, 18 * hour),
        StepRecap(Step.FORWARDING, 11, 11, hour, 6 * hour),
        StepRecap(Step.DECISION, 10, 7, 7.5 * hour, 26.25 * hour),
        StepRecap(Step.ORDERING, 8, 8, timedelta(), timedelta()),
        StepRecap(Step.PUBLISHING),
    )


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


class TestThePicture:
    def test_is_as_wide_as_telegram_shows_it_and_of_one_page(self, year):
        width, height = size(picture(year))

        assert 1200 <= width <= 1300
        assert height < width

    def test_can_be_made_of_nothing_and_of_very_much(self, year):
        nothing = sheet(recap(Period(2027, 1), (), CALENDAR), "KPU", TODAY)
        huge = of(*(StepRecap(step, 10**5, 1, timedelta(days=99), timedelta(days=999)) for step in (*Step,)[:5]))

        for one in (nothing, huge, replace(year, office="Kantor *tebal* #panic() $x$ " * 20)):
            assert size(picture(one))

    def test_of_the_same_figures_is_the_same(self, year):
        assert picture(year) == picture(year)


class TestTheSpreadsheet:
    def cells(self, data: bytes) -> dict[str, str]:
        """What stands where, as a spreadsheet reads it."""
        space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            strings = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
            texts = ["".join(one.itertext()) for one in strings.findall("m:si", space)]
            page = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        found = {}
        for cell in page.iterfind(".//m:c", space):
            value = cell.findtext("m:v", "", space)
            found[cell.attrib["r"]] = texts[int(value)] if cell.get("t") == "s" else value
        return found

    def test_has_the_figures_as_numbers(self, year):
        found = self.cells(spreadsheet(year))

        assert found["A1"] == "Rekap pelaksanaan SOP, Tahun 2027"
        assert [found[f"{column}5"] for column in "ABCDEFGHI"] == list(HEADINGS)
        assert [found[f"{column}6"] for column in "ABCD"] == ["1", "Penyusunan draf", "9", "8"]
        assert [float(found[f"{column}6"]) for column in "EFG"] == [88.9, 3.33, 18]
        assert found["C10"] == "0"

    def test_carries_nothing_out(self, year):
        with zipfile.ZipFile(io.BytesIO(spreadsheet(replace(year, office='=HYPERLINK("https://x")')))) as package:
            page = package.read("xl/worksheets/sheet1.xml")

        assert b"<f>" not in page
        assert b"hyperlink" not in page

    def test_of_the_same_figures_is_the_same(self, year):
        assert spreadsheet(year) == spreadsheet(year)


def test_the_plain_table_opens_in_a_spreadsheet_set_to_indonesian(year):
    data = plain(year)

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(HEADINGS)
    assert rows[3] == [
        "3",
        "Arahan dan persetujuan",
        "10",
        "7",
        "70",
        "7,5",
        "26,25",
        "7 jam 30 menit",
        "3 hari kerja 45 menit",
    ]
    assert rows[5] == ["5", "Publikasi", "0", "0", "", "", "", "", ""]


async def test_the_files_are_named_for_their_period_and_bear_their_hash(year):
    made = await bind(year)

    assert [(file.name, file.media_type) for file, _ in made] == [
        ("rekap-2027.png", "image/png"),
        ("rekap-2027.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("rekap-2027.csv", "text/csv"),
    ]
    assert all(file.size == len(data) for file, data in made)


async def test_where_the_template_was_broken_the_tables_come_alone(year, monkeypatch, tmp_path, caplog):
    module = sys.modules[picture.__globals__["draw"].__module__]
    (tmp_path / "rekap.typ").write_text("#bukan-apa-apa")
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    module._compiler.cache_clear()
    try:
        with caplog.at_level(logging.ERROR):
            made = await bind(year)
    finally:
        module._compiler.cache_clear()

    assert [file.name for file, _ in made] == ["rekap-2027.xlsx", "rekap-2027.csv"]
    assert "the picture of a recap could not be made" in caplog.text
