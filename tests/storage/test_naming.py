"""Names of files: what the bytes are, and in the archive no two alike."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop import events as e
from sop.events import Event
from sop.items import Item, KeptFile
from sop.looks import Finding, Look
from sop.papers import PaperKind
from sop.roles import PersonId, Role
from sop.steps import Step
from storage.naming import ENDINGS, NAME_LIMIT, PLAIN, archive_name, ending_of, everything

AT = datetime(2027, 1, 21, 3, 12, tzinfo=UTC)
NUMBER = "MKL-2027-001"
BY = {"at": AT, "by": PersonId(1), "role": Role.PPID}


def file(mark: str, name: str = "naskah.pdf", kind: str = "application/pdf") -> KeptFile:
    return KeptFile(mark * 64, name, kind, 10)


def draft(version: int, kept: KeptFile) -> Event:
    return e.DraftGiven(**BY, version=version, file=kept, on_behalf=False, basis=())


def correction(*kept: KeptFile) -> Event:
    return e.CorrectionNoted(**BY, item=Item("Perbaiki", kept))


def named(*told: Event) -> list[str]:
    return [kept.name for kept in everything(NUMBER, told)]


def test_a_name_says_of_what_in_which_place_what_and_of_which_version():
    assert archive_name(NUMBER, 3, "disposisi", 2, ".pdf") == "MKL-2027-001_03_disposisi_v2.pdf"
    assert archive_name(NUMBER, 120, "lampiran", 0, ".ogg") == "MKL-2027-001_120_lampiran.ogg"


@given(st.text(), st.integers(1, 10_000), st.text(), st.integers(0, 10_000), st.sampled_from(sorted(ENDINGS.values())))
def test_a_name_can_be_written_on_any_disk(number, order, what, version, ending):
    name = archive_name(number, order, what, version, ending)

    assert len(name) <= NAME_LIMIT
    assert name.endswith(ending)
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert name.count(".") == 1
    assert f"_{order:02}_" in name


def test_versions_and_attachments_of_one_name_are_told_apart_in_the_order_they_came():
    picture = file("c", "foto.png", "image/png")
    paper = e.PaperMade(**BY, kind=PaperKind.DISPOSISI, version=1, visit=3, file=file("d", "x.pdf"))

    assert named(
        draft(1, file("a")),
        correction(picture, file("e", "foto.png", "image/jpeg")),
        paper,
        draft(2, file("b")),
        e.FinalGiven(**BY, file=file("f"), affirmed=True),
        e.ProofGiven(**BY, files=(picture,)),
    ) == [
        "MKL-2027-001_01_draf_v1.pdf",
        "MKL-2027-001_02_koreksi_v1.png",
        "MKL-2027-001_03_koreksi_v1.jpg",
        "MKL-2027-001_04_disposisi_v1.pdf",
        "MKL-2027-001_05_draf_v2.pdf",
        "MKL-2027-001_06_naskah-final_v2.pdf",
        "MKL-2027-001_07_tangkapan-layar_v2.png",
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (PaperKind.NOTA_DINAS, "nota-dinas-bertanda-tangan"),
        (PaperKind.DISPOSISI, "disposisi-bertanda-tangan"),
        (PaperKind.PERINTAH, "disposisi-publikasi-bertanda-tangan"),
    ],
)
def test_a_signed_paper_is_named_for_the_paper(kind, name):
    paper = e.PaperMade(**BY, kind=kind, version=2, visit=3, file=file("d"))
    scan = e.ScanFiled(**BY, kind=kind, version=2, visit=3, item=Item(files=(file("e", "foto.jpg", "image/jpeg"),)))

    assert named(paper, scan)[1] == f"MKL-2027-001_02_{name}_v2.jpg"


@pytest.mark.parametrize("kind", PaperKind)
def test_a_paper_that_was_made_anew_takes_no_earlier_copy_out_of_the_archive(kind):
    def paper(sha):
        return e.PaperMade(**BY, kind=kind, version=1, visit=5, file=file(sha, "x.pdf"))

    first, later = (draft(1, file("a")), paper("b")), (correction(file("c")), paper("d"))

    assert named(*first, *later)[:2] == named(*first)
    assert [kept.sha256[0] for kept in everything(NUMBER, (*first, *later))] == ["a", "b", "c", "d"]


def test_every_paper_has_a_name_of_its_own():
    papers = (e.PaperMade(**BY, kind=kind, version=1, visit=1, file=file(kind, "x.pdf")) for kind in PaperKind)

    names = [name.split("_")[2] for name in named(*papers)]
    assert len(set(names)) == len(PaperKind)


def test_the_copy_of_a_published_page_is_among_them_and_the_very_file_is_there_already():
    looked = Look(finding=Finding.SAME_FILE, link="https://kpu.go.id/", expected="a" * 64)
    changed = replace(looked, finding=Finding.NOT_RECOGNISED, copy=file("b", "salinan-laman.txt", "text/plain"))

    assert named(
        draft(1, file("a")),
        e.PageChecked(at=AT, visit=6, look=looked),
        e.PageChecked(at=AT, visit=6, look=changed),
    ) == ["MKL-2027-001_01_draf_v1.pdf", "MKL-2027-001_02_laman-terpublikasi_v1.txt"]


def test_what_a_return_repeats_of_its_correction_comes_once():
    noted = correction(file("a"))
    returned = e.Returned(**BY, step=Step.DECISION, version=0, items=(Item("Perbaiki", (file("a", "lain.pdf"),)),))

    assert named(noted, returned) == ["MKL-2027-001_01_koreksi.pdf"]


def test_what_comes_later_changes_no_name_that_was_given_before():
    first = (draft(1, file("a")), correction(file("b")))

    assert named(*first, draft(2, file("c")))[:2] == named(*first)


@pytest.mark.parametrize(
    ("name", "ending"), [("surat.PDF", ".pdf"), ("naskah.docx", ".docx"), ("jalan.exe", ".bin"), ("tanpa", ".bin")]
)
def test_a_plain_file_keeps_an_ending_of_the_office_alone(name, ending):
    assert ending_of(replace(file("a", name), media_type=PLAIN)) == ending
    assert ending_of(file("a", name)) == ".pdf"
