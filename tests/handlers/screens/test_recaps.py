"""What each step took, as people read it: neutral, in working hours and days, and nobody is named."""

from datetime import date, timedelta

import pytest

from handlers.screens.markup import LIMIT, visible
from handlers.screens.recaps import HEADINGS, duration, recap_page, sheet, usage
from sop.calendar import DeadlineMode, WorkCalendar
from sop.recap import Period, Recap, StepRecap, recap
from sop.steps import Step
from tests.handlers.screens.stage import FORBIDDEN, parsed
from tests.sop.office import CALENDAR, NAMES, WIB, course_to

TODAY = date(2027, 12, 31)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


STEPS = (
    StepRecap(Step.DRAFTING, 9, 8, hours(3) + timedelta(minutes=20), hours(18)),
    StepRecap(Step.FORWARDING, 1, 1, hours(8.5), hours(8.5)),
    StepRecap(Step.DECISION, 2, 0, timedelta(seconds=40), hours(25.5) + timedelta(minutes=1, seconds=59)),
    StepRecap(Step.ORDERING),
    StepRecap(Step.PUBLISHING),
)
YEAR = Recap(Period(2027), STEPS, CALENDAR)


def test_each_step_is_one_line():
    assert parsed(recap_page(YEAR, TODAY).text) == (
        "Rekap pelaksanaan SOP\n"
        "Tahun 2027, keadaan Jumat, 31 Desember 2027\n\n"
        "1. Penyusunan draf: selesai 9 kali, dalam batas waktu 8 dari 9; "
        "median 3 jam 20 menit, terlama 2 hari kerja 1 jam\n"
        "2. Penyampaian draf: selesai 1 kali, dalam batas waktu 1 dari 1; median 1 hari kerja, terlama 1 hari kerja\n"
        "3. Arahan dan persetujuan: selesai 2 kali, dalam batas waktu 0 dari 2; "
        "median kurang dari 1 menit, terlama 3 hari kerja 1 menit\n"
        "4. Perintah publikasi: belum ada yang selesai\n"
        "5. Publikasi: belum ada yang selesai\n\n"
        "Lama kerja dihitung pada jam kerja kantor; 1 hari kerja = 8 jam 30 menit. Waktu selama ditahan tidak "
        "dihitung. Langkah yang terputus (ditarik kembali, dikembalikan oleh admin, keputusan atau maklumat "
        "dibatalkan, naskah diganti) tidak dihitung."
    )


def test_a_month_is_named_and_an_empty_one_says_so():
    page = recap_page(recap(Period(2027, 3), (), CALENDAR), TODAY)

    assert "Maret 2027, keadaan" in page.text
    assert "Belum ada langkah yang selesai pada masa tersebut." in page.text


def test_where_every_day_counts_a_day_is_no_working_day():
    every = WorkCalendar(WIB, mode=DeadlineMode.CALENDAR_DAYS)

    assert duration(hours(17), every) == "2 hari"
    assert duration(hours(17), CALENDAR) == "2 hari kerja"


def test_nobody_is_named_and_the_register_is_kept():
    course = course_to("step 6, confirmed")
    found = recap(Period(2027), (course.m,), CALENDAR)
    told = parsed(recap_page(found, TODAY).text) + repr(sheet(found, "KPU Kabupaten Karanganyar", TODAY))

    assert "selesai 1 kali" in told
    assert not [name for name in NAMES.values() if name in told]
    for page in (recap_page(YEAR, TODAY), usage(TODAY)):
        assert not FORBIDDEN.search(parsed(page.text))


def test_very_large_figures_are_one_message():
    huge = tuple(StepRecap(step, 10**6, 10**6, hours(10**6), hours(10**6)) for step in (*Step,)[:5])

    assert visible(recap_page(Recap(Period(2027), huge, CALENDAR), TODAY).text) < LIMIT


class TestTheSheet:
    def test_is_named_for_its_period(self):
        assert sheet(YEAR, "KPU", TODAY).name == "rekap-2027"
        assert sheet(Recap(Period(2027, 3), STEPS, CALENDAR), "KPU", TODAY).name == "rekap-2027-03"

    @pytest.mark.parametrize("number", range(5))
    def test_has_a_cell_under_each_heading(self, number):
        assert len(sheet(YEAR, "KPU", TODAY).lines[number].cells) == len(HEADINGS)

    def test_has_times_to_reckon_with_beside_those_to_read(self):
        first, *_, last = sheet(YEAR, "KPU", TODAY).lines

        assert first.cells == (1, "Penyusunan draf", 9, 8, 88.9, 3.33, 18.0, "3 jam 20 menit", "2 hari kerja 1 jam")
        assert last.cells == (5, "Publikasi", 0, 0, "", "", "", "", "")


def test_what_was_not_understood_is_answered_with_examples():
    assert "/rekap Desember 2027\n/rekap 2027" in usage(TODAY).text
