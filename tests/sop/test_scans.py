"""A paper of ours comes back as it was signed by hand: it is filed with the paper, and nothing else follows from it."""

import pytest

from sop import errors
from sop import events as e
from sop.folding import fold
from sop.items import Item
from sop.notices import Enclosure, Told
from sop.papers import PaperKind
from sop.roles import Role
from sop.steps import Action, Step
from tests.sop.office import BAGUS, DIMAS, ENDAH, NUMBER, PHOTO, SRI, VOICE, WAHYU, course_to, document, relieved

MADE = "step 3, papers made"
SCAN = document(80)


@pytest.mark.parametrize(
    ("person", "role"),
    [(WAHYU, Role.PPID), (SRI, Role.ATASAN_PPID), (DIMAS, Role.PELAKSANA), (ENDAH, Role.E_PPID)],
)
def test_whoever_is_no_komisioner_files_a_signed_paper_with_its_kind_version_and_visit(person, role):
    course = course_to(MADE)

    decision = course.does(person, Action.FILE_SCAN, role, "Sudah ditandatangani", files=(SCAN,), paper=1)

    (event,) = decision.events
    paper = course.m.papers[0]
    assert isinstance(event, e.ScanFiled)
    assert (event.kind, event.version, event.visit) == (paper.kind, paper.version, paper.visit)
    assert [(scan.by, scan.item) for scan in course.m.scans] == [(person, Item("Sudah ditandatangani", (SCAN,)))]
    assert course.m == fold(tuple(course.journal))


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_can_come_back(kind):
    course = course_to("step 5")
    course.paper_made(kind)

    course.does(DIMAS, Action.FILE_SCAN, files=(SCAN,), paper=1)

    assert [scan.kind for scan in course.m.scans] == [kind]


def test_it_is_no_decision_of_a_komisioner_and_changes_no_step_no_clock_and_no_turn():
    course = course_to(MADE)
    course.paper_made(PaperKind.DISPOSISI)
    before = course.m

    course.does(DIMAS, Action.FILE_SCAN, files=(SCAN,), paper=2)

    assert (course.m.step, course.m.visit, course.m.decided) == (Step.DECISION, before.visit, None)
    assert course.m.written is None
    # Who files a sheet has no part in the version: the same operator may still record the decision on paper.
    assert DIMAS not in course.m.had_part_in(course.m.version)


def test_a_komisioner_files_nothing_so_what_he_sends_back_stays_his_correction():
    with pytest.raises(errors.NotYourTurn):
        course_to(MADE).does(BAGUS, Action.FILE_SCAN, files=(SCAN,), paper=1)


def test_nobody_is_told_but_the_one_who_gave_it():
    course = course_to(MADE)

    decision = course.does(SRI, Action.FILE_SCAN, files=(SCAN,), paper=1)

    assert [(notice.to, notice.told) for notice in decision.notices] == [(SRI, Told.RECEIPT)]


def test_nor_is_whoever_the_one_who_gave_it_stands_in_for():
    course = course_to(MADE)
    course.office = relieved(SRI, Role.ATASAN_PPID, ENDAH)

    decision = course.does(ENDAH, Action.FILE_SCAN, Role.ATASAN_PPID, files=(SCAN,), paper=1)

    assert [notice.to for notice in decision.notices] == [ENDAH]


def test_it_outlives_the_visit_and_the_version_that_it_was_asked_in():
    course = course_to(MADE)
    course.does(BAGUS, Action.RETURN, None, "Perbaiki alamat")
    course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))

    course.does(WAHYU, Action.FILE_SCAN, files=(SCAN,), paper=1, visit=3, version=1)

    assert [scan.version for scan in course.m.scans] == [1]


@pytest.mark.parametrize("files", [(), (VOICE,), (SCAN, VOICE)])
def test_only_pictures_and_pdfs_show_a_sheet(files):
    course = course_to(MADE)
    before = course.m

    with pytest.raises(errors.ScanUnfit):
        course.does(SRI, Action.FILE_SCAN, None, "Terlampir", files=files, paper=1)

    assert course.m is before


@pytest.mark.parametrize("paper", [0, 2, -1])
def test_a_paper_that_was_not_made_does_not_come_back(paper):
    with pytest.raises(errors.NoPaper):
        course_to(MADE).does(SRI, Action.FILE_SCAN, files=(PHOTO,), paper=paper)


def test_of_copies_of_one_paper_the_newest_is_offered_once():
    course = course_to(MADE)
    course.paper_made(PaperKind.DISPOSISI)
    course.paper_made(PaperKind.NOTA_DINAS)

    assert [(place, paper.kind) for place, paper in course.m.signable] == [
        (3, PaperKind.NOTA_DINAS),
        (2, PaperKind.DISPOSISI),
    ]


SENT = [(PaperKind.NOTA_DINAS, 2), (PaperKind.LEMBAR_PARAF, 2), (PaperKind.TANDA_TERIMA, 2)]
"""The letter, who put his paraf on it, and the sheet on which it is receipted, once it was handed over."""


class TestANumberThatCameLater:
    @pytest.mark.parametrize(
        ("scene", "anew"),
        [
            ("step 2", [(PaperKind.NOTA_DINAS, 2)]),
            ("step 3", [*SENT]),
            ("step 4", [*SENT, (PaperKind.DISPOSISI, 3)]),
            ("step 5", [*SENT, (PaperKind.DISPOSISI, 3), (PaperKind.PERINTAH, 4)]),
            ("step 6", [*SENT, (PaperKind.DISPOSISI, 3), (PaperKind.PERINTAH, 4), (PaperKind.REKAP_PROSES, 6)]),
        ],
    )
    def test_makes_the_letter_anew_and_the_sheets_that_lie_on_it(self, scene, anew):
        decision = course_to(scene).does(SRI, Action.SET_NUMBER, value=NUMBER)

        assert [(wanted.kind, wanted.visit) for wanted in decision.papers] == anew

    def test_gives_the_new_copies_to_whoever_filled_it_in_and_no_message_to_the_komisioner(self):
        decision = course_to("step 5").does(SRI, Action.SET_NUMBER, value=NUMBER)

        assert [(notice.to, notice.told, notice.enclosures) for notice in decision.notices] == [
            (SRI, Told.NEWS, (Enclosure.NOTA_DINAS, Enclosure.DISPOSISI, Enclosure.PERINTAH))
        ]

    def test_makes_no_disposisi_of_a_decision_that_was_taken_back(self):
        course = course_to("step 4")
        course.does(BAGUS, Action.TAKE_BACK)

        decision = course.does(SRI, Action.SET_NUMBER, value=NUMBER)

        assert [wanted.kind for wanted in decision.papers] == [kind for kind, _ in SENT]
