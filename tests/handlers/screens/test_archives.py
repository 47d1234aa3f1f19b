"""/arsip as people read it, and the register: what the procedure knows, what was typed, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.screens import archives
from handlers.screens.archives import REGISTER_HEADINGS, archive_item, register, standing, too_large
from handlers.screens.cards import card, news
from handlers.screens.questions import question
from sop import events as e
from sop.archive import Marks
from sop.roles import Role
from sop.steps import Action
from storage.naming import everything
from storage.reading import Dossier
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, parsed, shown, view_of
from tests.sop.office import BAGUS, DIMAS, ENDAH, RULES, SRI, WAHYU, office

PLACE = "Rak 2 <kiri>, Map Maklumat 2027"
FILE_IT = "Sudah dicetak dan diarsipkan"


def filed(scene: str = "step 6"):
    course = brought(scene)
    course.does(DIMAS, Action.FILE_ON_PAPER, value=PLACE)
    return course


def dossier(course) -> Dossier:
    return Dossier(view_of(course, WAHYU), entries(course.journal), everything("MKL-2027-001", course.journal))


def labels(screens) -> list[str]:
    return [button.label for screen in screens for row in screen.rows for button in row]


class TestOnPaper:
    @pytest.mark.parametrize(("reader", "asks"), [(DIMAS, True), (WAHYU, True), (SRI, False), (BAGUS, False)])
    def test_the_message_that_tells_of_the_publication_asks_it_of_whoever_files(self, reader, asks):
        course = brought("step 6")
        published = next(event for event in course.journal if isinstance(event, e.Published))

        told = news(view_of(course, reader), published, now=course.now)

        assert (FILE_IT in labels(told)) is asks

    def test_the_site_is_not_asked(self):
        course = brought("step 6")

        assert FILE_IT not in labels(card(view_of(course, ENDAH), None, now=course.now))

    def test_no_card_asks_again_and_each_says_where_it_lies(self):
        course = filed()

        shown_now = card(view_of(course, WAHYU), None, now=course.now)

        assert FILE_IT not in labels(shown_now)
        assert f"Cetakan: {PLACE}" in parsed(shown_now[-1].text)

    def test_in_the_archive_it_is_shown_and_can_be_changed(self):
        page = archive_item(view_of(filed(), WAHYU))

        assert f"Cetakan: {PLACE}" in parsed(page.text)
        assert "Ubah tempat simpan" in labels([page])
        assert "Data arsip" in labels([page])
        assert "Data arsip" not in labels([archive_item(view_of(filed(), DIMAS))])

    def test_the_question_says_what_is_recorded(self):
        asked = parsed(question(Action.FILE_ON_PAPER, view_of(filed(), WAHYU)).text)

        assert "Yang tercatat saat ini: Rak 2 <kiri>, Map Maklumat 2027." in asked
        assert not standing(Action.FILE_ON_PAPER, view_of(brought("step 6"), WAHYU))


class TestOfOneThatIsUnderWay:
    def test_there_is_no_bundle_and_nothing_to_file(self):
        assert labels([archive_item(view_of(brought("step 5"), DIMAS))]) == ["Berkas satu per satu", "Riwayat"]


class TestTheRegister:
    def test_says_what_is_known_and_leaves_empty_what_nobody_has_said(self):
        course = filed("step 6, confirmed")

        (row,) = register([dossier(course)], "KPU", date(2027, 12, 31)).rows

        said = dict(zip(REGISTER_HEADINGS, row, strict=True))
        assert said["Nomor berkas"] == "MKL-2027-001"
        assert said["Kurun waktu"] == "18 Januari 2027"
        assert said["Klasifikasi keamanan dan akses"] == "Biasa/Terbuka"
        assert said["Lokasi simpan"] == PLACE
        assert said["Tingkat perkembangan"] == "Asli elektronik dan cetakan"
        assert said["Jumlah"] == f"{len(dossier(course).files)} berkas elektronik"
        assert [said[name] for name in ("Kode klasifikasi", "Retensi aktif", "Retensi inaktif", "Nasib akhir")] == [
            ""
        ] * 4

    def test_has_the_offices_settings_and_over_them_what_was_typed_for_this_one(self):
        rules = replace(RULES, archive=Marks(code="PP.07", active="2 tahun", fate="Dinilai kembali"))
        course = brought("step 6", office(rules=rules))
        course.does(WAHYU, Action.SET_ARCHIVE, Role.PPID, value="Nasib akhir: Permanen\nKeterangan: Bukti dukung monev")

        (row,) = register([dossier(course)], "KPU", date(2027, 12, 31)).rows

        said = dict(zip(REGISTER_HEADINGS, row, strict=True))
        assert (said["Kode klasifikasi"], said["Retensi aktif"], said["Nasib akhir"]) == (
            "PP.07",
            "2 tahun",
            "Permanen",
        )
        assert said["Keterangan"] == "Bukti dukung monev"
        assert said["Lokasi simpan"] == ""
        assert "Nasib akhir: Permanen" in parsed(question(Action.SET_ARCHIVE, view_of(course, WAHYU)).text)

    def test_a_cancelled_one_stands_in_it_too(self):
        (row,) = register([dossier(brought("cancelled"))], "KPU", date(2027, 12, 31)).rows

        assert row[-1] == "Dibatalkan"

    def test_its_button_stands_under_the_list(self):
        assert labels(archives.archive_list([view_of(brought("step 6"), DIMAS)])) == ["Daftar arsip"]


def test_the_register_of_words_is_kept():
    course = filed()
    pages = (
        too_large(),
        archives.nothing_to_register(),
        archive_item(view_of(course, WAHYU)),
        question(Action.FILE_ON_PAPER, view_of(course, WAHYU)),
        question(Action.SET_ARCHIVE, view_of(course, WAHYU)),
    )

    for page in pages:
        text = parsed(page.text)
        assert not FORBIDDEN.search(text.replace("Masih berjalan", "")), shown(page)
        assert len(text) < 500, shown(page)
