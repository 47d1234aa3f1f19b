"""Also on paper, and the register of archives: what the office types is kept, what nobody says stays empty."""

import pytest

from sop import events as e
from sop.archive import UNMARKED, Marks, changed, code_in
from sop.errors import AlreadyInForce, ArchiveLineUnfit, NotYourTurn, OtherStep, PlaceUnfit
from sop.notices import Told
from sop.roles import Role
from sop.steps import Action
from sop.wording import place
from tests.sop.office import DIMAS, ENDAH, SRI, WAHYU, course_to

PLACE = "Rak 2, Map Maklumat 2027"


class TestOnPaper:
    def test_the_operator_or_the_ppid_says_where_it_lies_once_it_is_published(self):
        course = course_to("step 6")

        course.does(DIMAS, Action.FILE_ON_PAPER, value=f"  {PLACE}\n")

        assert course.journal[-1] == e.FiledOnPaper(
            at=course.journal[-1].at, by=DIMAS, role=Role.PELAKSANA, place=PLACE
        )
        assert course.m.filed is not None
        assert (course.m.filed.place, course.m.filed.by) == (PLACE, DIMAS)

    def test_nobody_is_told_but_whoever_said_so(self):
        course = course_to("step 6")

        decision = course.does(WAHYU, Action.FILE_ON_PAPER, Role.PPID, value=PLACE)

        assert [(notice.told, notice.to) for notice in decision.notices] == [(Told.RECEIPT, WAHYU)]
        assert decision.papers == ()

    def test_the_newer_place_counts_and_the_same_again_changes_nothing(self):
        course = course_to("step 6, confirmed")
        course.does(DIMAS, Action.FILE_ON_PAPER, value=PLACE)

        with pytest.raises(AlreadyInForce):
            course.does(WAHYU, Action.FILE_ON_PAPER, Role.PPID, value=PLACE)
        course.does(WAHYU, Action.FILE_ON_PAPER, Role.PPID, value="Rak 3")

        assert course.m.filed.place == "Rak 3"
        assert [event.place for event in course.journal if isinstance(event, e.FiledOnPaper)] == [PLACE, "Rak 3"]

    def test_before_publication_there_is_nothing_to_file(self):
        with pytest.raises(OtherStep):
            course_to("step 5").does(DIMAS, Action.FILE_ON_PAPER, value=PLACE)

    def test_it_is_neither_the_site_nor_the_sekretaris_who_files(self):
        for person, role in ((ENDAH, Role.E_PPID), (SRI, Role.ATASAN_PPID)):
            with pytest.raises(NotYourTurn):
                course_to("step 6").does(person, Action.FILE_ON_PAPER, role, value=PLACE)

    def test_an_answer_counts_though_the_page_was_found_missing_and_published_again_meanwhile(self):
        course = course_to("step 6")
        asked = course.act(Action.FILE_ON_PAPER, Role.PELAKSANA, value=PLACE)
        course.does(ENDAH, Action.REPORT_NOT_LIVE, words="Laman masih kosong.")
        course.does(DIMAS, Action.PUBLISH, value="https://karanganyarkabppid.kpu.go.id/maklumat")

        course.gives(DIMAS, asked)

        assert course.m.filed.place == PLACE

    @pytest.mark.parametrize("written", ["", " \n ", "…", "r" * 121])
    def test_a_place_is_one_line_of_words(self, written):
        with pytest.raises(PlaceUnfit):
            course_to("step 6").does(DIMAS, Action.FILE_ON_PAPER, value=written)


class TestTheRegister:
    def test_a_drafter_puts_down_what_the_schedule_says(self):
        course = course_to("step 6")

        course.does(SRI, Action.SET_ARCHIVE, Role.ATASAN_PPID, value="Retensi aktif: 2 tahun\nnasib  akhir : Permanen")
        course.does(WAHYU, Action.SET_ARCHIVE, Role.PPID, value="Retensi aktif: -\nKeterangan: Asli: di Sekretaris")

        assert course.m.marks == Marks(fate="Permanen", note="Asli: di Sekretaris")

    def test_what_stands_there_already_is_not_recorded_again(self):
        course = course_to("step 6")

        with pytest.raises(AlreadyInForce):
            course.does(WAHYU, Action.SET_ARCHIVE, Role.PPID, value="Retensi aktif: -")

    @pytest.mark.parametrize("line", ["dua tahun", "Warna: biru", "Retensi aktif:", "Jumlah: " + "9" * 101])
    def test_one_line_that_is_not_understood_changes_nothing(self, line):
        with pytest.raises(ArchiveLineUnfit) as refused:
            changed(f"Kode klasifikasi: PP.07\n{line}", UNMARKED)

        assert refused.value.line == line
        assert "Retensi aktif" in refused.value.labels

    def test_nothing_typed_is_nothing_to_put_down(self):
        with pytest.raises(ArchiveLineUnfit) as refused:
            changed(" \n", UNMARKED)
        assert refused.value.line == ""

    def test_a_value_said_twice_is_not_chosen_from(self):
        with pytest.raises(ArchiveLineUnfit) as refused:
            changed("Retensi aktif: 2 tahun\nJumlah: 3\nRETENSI aktif: 5 tahun", UNMARKED)

        assert (refused.value.line, refused.value.is_again) == ("RETENSI aktif: 5 tahun", True)

    def test_what_the_office_has_set_holds_where_nothing_else_is_said(self):
        usual = Marks(code="PP.07", active="2 tahun")

        assert Marks(active="5 tahun").over(usual) == Marks(code="PP.07", active="5 tahun")
        assert UNMARKED.over(usual) == usual


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("……/PP.07-ND/3313/2027", "PP.07"),
        ("……/HM.02.04/3313/2027", "HM.02.04"),
        ("…/ND/3313/{tahun}", ""),
        ("PP.07/HK.03/2027", ""),
        ("", ""),
    ],
)
def test_the_code_is_the_one_that_the_offices_numbers_carry_or_none(pattern, code):
    assert code_in(pattern) == code


def test_a_place_bears_no_full_stop_of_its_own():
    assert place("Rak 2, Map Maklumat 2027.") == "Rak 2, Map Maklumat 2027"


@pytest.mark.parametrize(
    "text", ["sudah", "Belum", "nanti saja pak", "Terima kasih, Bu", "ok", "sudah diarsipkan hari ini"]
)
def test_what_is_said_in_passing_is_no_place(text):
    with pytest.raises(PlaceUnfit):
        place(text)


@pytest.mark.parametrize("text", ["Rak 2", "lemari arsip", "Ruang PPID", "ada di Map 3", "B-12"])
def test_any_name_of_a_place_is_one(text):
    assert place(text) == text
