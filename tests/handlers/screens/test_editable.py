"""What is offered and said beside texts to begin with, papers to be edited, and papers that come back signed."""

from dataclasses import replace

import pytest

from handlers.callbacks import Verb, decode
from handlers.screens import editable, pages, questions, scans
from handlers.screens.keyboards import LAST_TEXT, papers_rows, rows
from handlers.screens.phrases import PAPERS
from sop.items import Item
from sop.papers import PaperKind
from sop.steps import Action
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, shown, titled, view_of
from tests.sop.office import BAGUS, DIMAS, ENDAH, PHOTO, SRI, WAHYU, course_to

HOSTILE = "<b>Maklumat</b> & {prompt} " + "x" * 170


def labels(found) -> list[str]:
    return [button.label for row in found for button in row]


def with_papers(scene: str, *kinds: PaperKind):
    course = course_to(scene)
    for kind in kinds:
        course.paper_made(kind)
    return course


class TestWhatIsOffered:
    def test_last_years_text_only_where_one_was_published(self):
        view = view_of(brought("fresh"), WAHYU)

        assert LAST_TEXT not in labels(rows(view))
        assert LAST_TEXT in labels(rows(replace(view, follows_another=True)))
        assert LAST_TEXT not in labels(rows(replace(view_of(brought("draft given"), WAHYU), follows_another=True)))
        assert LAST_TEXT not in labels(rows(replace(view_of(brought("fresh"), DIMAS), follows_another=True)))

    @pytest.mark.parametrize(("reader", "keeps"), [(SRI, True), (DIMAS, True), (ENDAH, True), (BAGUS, False)])
    def test_in_the_archive_whoever_keeps_papers_adds_scans_and_edits(self, reader, keeps):
        course = with_papers("step 6, confirmed", PaperKind.NOTA_DINAS)

        found = labels(papers_rows(view_of(course, reader)))

        offered = [label for label in found if label in ("Tambah pindaian", "Nota Dinas (DOCX)")]
        assert offered == (["Tambah pindaian", "Nota Dinas (DOCX)"] if keeps else [])

    def test_nothing_of_that_where_no_paper_was_made_or_it_was_cancelled(self):
        for course in (brought("draft given"), with_papers("cancelled", PaperKind.NOTA_DINAS)):
            found = labels(papers_rows(view_of(course, SRI)))
            assert not {"Tambah pindaian", "Nota Dinas (DOCX)"} & set(found)
            assert "Berkas satu per satu" in found

    def test_of_the_papers_each_kind_and_version_once_with_its_place(self):
        course = with_papers("step 5", *PaperKind, PaperKind.NOTA_DINAS)

        found = scans.ask_which(view_of(course, DIMAS), Item())

        choices = [row[0] for row in found.rows[:-1]]
        newest_first = (PaperKind.NOTA_DINAS, *reversed([kind for kind in PaperKind if kind != PaperKind.NOTA_DINAS]))
        assert [button.label for button in choices] == [f"{PAPERS[kind]}, versi 1" for kind in newest_first]
        taps = [decode(button.data.replace("{prompt}", "7")) for button in choices]
        assert [(tap.verb, tap.visit) for tap in taps] == [
            (Verb.SIGNED, place) for place in range(len(PaperKind) + 1, 1, -1)
        ]


class TestWhatIsSaid:
    def test_beside_the_default_text(self):
        assert shown(editable.default_text(view_of(brought("fresh"), WAHYU))) == (
            "<b>Unduh naskah awal</b>\n<b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)\n\n"
            "Berikut naskah awal (DOCX) dengan nama lembaga. Bagian bertitik-titik mohon dilengkapi, dan isinya "
            "disesuaikan dengan Standar Pelayanan yang berlaku.\n\n"
            "Naskah ini menjadi draf setelah disesuaikan dan dikirim kembali melalui percakapan ini."
        )

    def test_to_whoever_files_while_a_decision_is_open_that_it_is_none(self):
        open_, decided = (with_papers(scene, PaperKind.DISPOSISI) for scene in ("step 3", "step 4"))
        paper = open_.m.papers[0]
        decides_nothing = "Pindaian yang diarsipkan tidak menjadi keputusan Komisioner"

        for screen in (
            scans.ask_which(view_of(open_, DIMAS), Item()),
            scans.ask_scan(view_of(open_, DIMAS), paper),
            questions.choose(Item("", (PHOTO,)), [Action.FILE_SCAN], view_of(open_, SRI), answers=paper),
        ):
            assert f"{decides_nothing}." in screen.text
        assert decides_nothing not in scans.ask_scan(view_of(decided, DIMAS), paper).text

    def test_and_by_what_it_may_be_one_to_whoever_may_record_it(self):
        course = with_papers("step 3", PaperKind.DISPOSISI)
        actions = [Action.FILE_SCAN, Action.RECORD_WRITTEN]

        found = questions.choose(Item("", (PHOTO,)), actions, view_of(course, DIMAS), answers=course.m.papers[0])

        assert "; keputusan di atas kertas dicatat sebagai disposisi tertulis." in found.text
        assert labels(found.rows) == [
            "Arsipkan sebagai Lembar Disposisi bertanda tangan",
            "Catat sebagai disposisi tertulis",
            "Batal",
        ]

    def test_in_the_archive_which_papers_have_come_back(self):
        course = with_papers("step 5", PaperKind.NOTA_DINAS)
        for _ in range(2):
            course.does(DIMAS, Action.FILE_SCAN, files=(PHOTO,), paper=1)

        assert "\nPindaian bertanda tangan: Nota Dinas (versi 1)" in pages.archive_item(view_of(course, SRI)).text

    def test_it_whatever_people_type_in_the_register_of_the_office(self):
        course = titled(with_papers("step 6", PaperKind.NOTA_DINAS), HOSTILE)
        view, paper = view_of(course, SRI), course.m.papers[0]
        said = Item(HOSTILE * 20, (PHOTO,))

        for screen in (
            editable.default_text(view),
            editable.nota_dinas(view),
            *(editable.last_text(view, course.m, beside) for beside in editable.Beside),
            scans.ask_which(view, said),
            scans.ask_scan(view, paper),
            questions.choose(said, [Action.FILE_SCAN], view, answers=paper),
        ):
            text = parsed(screen.text)
            assert len(text.replace(HOSTILE * 20, "")) < 950
            assert not FORBIDDEN.search(text.replace(HOSTILE, "").replace("maklumat bertanda", ""))
