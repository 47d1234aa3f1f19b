"""What a bundle says: everything as it is kept, in the words of the chat, and always the same for the same state."""

from handlers.screens.bundles import MOST_ATTACHED, contents, head_of, line_of, note, why_not
from sop.commands import Remedy
from sop.events import PaperMade
from sop.folding import fold
from sop.items import KeptFile
from sop.papers import PaperKind
from sop.roles import Role
from sop.steps import Action, Step
from storage.naming import everything
from storage.reading import Dossier
from tests.handlers.screens.stage import brought, entries, view_of
from tests.sop.office import BAGUS, DIMAS, SRI, WAHYU, Course, document

SOP = "58/PP.07-SOP/3313/2023"


def paper(course: Course, kind: PaperKind, visit: int, n: int) -> None:
    course.journal.append(PaperMade(at=course.now, kind=kind, version=1, visit=visit, file=document(n)))


def dossier(course: Course) -> Dossier:
    course.maklumat = fold(tuple(course.journal))
    return Dossier(view_of(course, BAGUS), entries(course.journal), everything("MKL-2027-001", course.journal))


def test_the_newest_of_each_paper_stands_in_it_in_the_order_of_the_procedure():
    course = brought("step 6")
    for kind, visit, n in (
        (PaperKind.PERINTAH, 4, 40),
        (PaperKind.NOTA_DINAS, 2, 41),
        (PaperKind.DISPOSISI, 3, 42),
        (PaperKind.NOTA_DINAS, 2, 43),
    ):
        paper(course, kind, visit, n)

    told = contents(dossier(course), SOP)

    assert [(part.title, part.file.sha256) for part in told.parts[:3]] == [
        ("Nota Dinas (draf versi 1)", document(43).sha256),
        ("Lembar Disposisi (draf versi 1)", document(42).sha256),
        ("Lembar Disposisi Publikasi (draf versi 1)", document(40).sha256),
    ]
    assert all(part.file in told.files for part in told.parts), "under the names of the archive"
    older = next(file for file in told.files if file.sha256 == document(41).sha256)
    assert why_not(told, older) == "hanya dalam ZIP"
    assert why_not(told, told.parts[0].file) == "tidak dapat digabung"


def test_of_every_version_and_publication_the_papers_stand_in_it():
    course = brought("step 6")
    for kind, visit, n in (
        (PaperKind.DISPOSISI, 3, 40),
        (PaperKind.DISPOSISI, 6, 41),
        (PaperKind.BUKTI_TAYANG, 8, 42),
        (PaperKind.BUKTI_TAYANG, 8, 43),
        (PaperKind.REKAP_PROSES, 9, 44),
        (PaperKind.BUKTI_TAYANG, 10, 45),
        (PaperKind.REKAP_PROSES, 11, 46),
    ):
        paper(course, kind, visit, n)

    told = contents(dossier(course), SOP)

    of_papers = [part for part in told.parts if "dibuat" in part.title or "Rekap" in part.title]
    assert [part.file.sha256 for part in of_papers] == [document(n).sha256 for n in (40, 41, 43, 45, 46)]
    assert of_papers[0].title == "Lembar Disposisi (draf versi 1, dibuat 18-01-2027 10.08)"
    assert of_papers[2].title.startswith("Bukti Tayang (draf versi 1, dibuat ")
    assert of_papers[4].title == "Rekap Proses (draf versi 1)"


def test_what_fell_with_its_approval_is_marked_and_no_name_changes():
    course = brought("step 5")
    paper(course, PaperKind.DISPOSISI, 3, 40)
    paper(course, PaperKind.PERINTAH, 4, 41)
    before = dossier(course)
    course.rescued(Remedy.STEP_BACK, step=Step.FORWARDING)
    course.does(SRI, Action.FORWARD, Role.ATASAN_PPID)
    course.does(BAGUS, Action.APPROVE)
    course.does(SRI, Action.ORDER, Role.ATASAN_PPID)
    visits = [visit.number for visit in course.m.visits if visit.step in (Step.DECISION, Step.ORDERING)]
    paper(course, PaperKind.DISPOSISI, visits[2], 42)
    paper(course, PaperKind.PERINTAH, visits[3], 43)

    bound = dossier(course)

    titles = [part.title for part in contents(bound, SOP).parts if "Lembar Disposisi" in part.title]
    assert [title.endswith(", gugur)") for title in titles] == [True, True, False, False], titles
    fell = ", ".join(file.name for file in before.files if file.sha256 in (document(40).sha256, document(41).sha256))
    assert f"GUGUR bersama persetujuan atau perintah yang tidak berlaku lagi: {fell}." in note(bound, ())
    assert "GUGUR" not in note(before, ())


def test_a_sheet_that_was_made_anew_for_the_same_decision_is_named_as_replaced():
    course = brought("step 5")
    paper(course, PaperKind.DISPOSISI, 3, 40)
    before = dossier(course)
    paper(course, PaperKind.DISPOSISI, 3, 41)

    bound = dossier(course)

    (older,) = (file.name for file in bound.files if file.sha256 == document(40).sha256)
    assert f"DIGANTIKAN oleh lembar yang dibuat kemudian untuk versi yang sama: {older}." in note(bound, ())
    assert "DIGANTIKAN" not in note(before, ())


def test_an_order_falls_alone_where_the_approval_stands():
    course = brought("step 5")
    paper(course, PaperKind.DISPOSISI, 3, 40)
    paper(course, PaperKind.PERINTAH, 4, 41)
    course.rescued(Remedy.STEP_BACK, step=Step.ORDERING)

    titles = [part.title for part in contents(dossier(course), SOP).parts]

    assert titles[:2] == ["Lembar Disposisi (draf versi 1)", "Lembar Disposisi Publikasi (draf versi 1, gugur)"]


def test_what_was_marked_on_a_draft_stands_after_the_sheet_that_returned_it_as_far_as_there_is_room():
    large = KeptFile("e" * 64, "besar.pdf", "application/pdf", MOST_ATTACHED)
    voice, photo = (KeptFile(mark * 64, "x", kind, 9) for mark, kind in (("c", "audio/ogg"), ("d", "image/jpeg")))
    course = brought("step 3")
    visit = course.m.visit.number
    course.does(BAGUS, Action.RETURN, words="Lihat coretan", files=(voice, photo, large))
    paper(course, PaperKind.DISPOSISI, visit, 40)

    told = contents(dossier(course), SOP)

    assert [(part.title, part.file.sha256) for part in told.parts[:2]] == [
        ("Lembar Disposisi (draf versi 1)", document(40).sha256),
        ("Lampiran koreksi (draf versi 1)", photo.sha256),
    ]
    assert [why_not(told, file) for file in told.files if file.sha256 in (voice.sha256, large.sha256)] == [
        "hanya dalam ZIP"
    ] * 2


def test_the_cover_has_what_the_office_asks_for():
    course = brought("step 6")
    course.does(DIMAS, Action.FILE_ON_PAPER, value="Rak 2")
    course.does(SRI, Action.SET_ARCHIVE, Role.ATASAN_PPID, value="Retensi aktif: 2 tahun")
    bound = dossier(course)

    facts = dict(contents(bound, SOP).facts)

    assert facts["Pelaksanaan"] == f"SOP Nomor {SOP}"
    assert facts["Cetakan"] == "Rak 2 (dicatat Senin, 18 Januari 2027)"
    assert facts["Retensi aktif"] == "2 tahun"
    assert facts["Disetujui"].startswith("versi 1, oleh Bapak Bagus Prasetyo selaku Komisioner, Senin, 18 Januari 2027")
    assert facts["Sidik riwayat"] == f"catatan {head_of(bound).seq}: {head_of(bound).hash}"


def test_the_history_reads_as_in_the_chat_without_its_markup():
    course = brought("returned by a Komisioner")

    told = contents(dossier(course), SOP)

    line = next(line for line in told.lines if "dikembalikan untuk diperbaiki" in line.text)
    assert line.at.startswith("18-01-2027 10.")
    assert line.words[0].startswith("Koreksi: ")
    assert not any(mark in "".join((*line.words, line.text)) for mark in ("<b>", "&amp;", "<blockquote"))


def test_the_note_says_who_is_meant_by_the_numbers_and_what_is_missing():
    bound = dossier(brought("step 6"))

    said = note(bound, ("MKL-2027-001_02_foto.jpg",))

    assert f"  {WAHYU} = Bapak Wahyu" in said
    assert "MKL-2027-001_02_foto.jpg" in said
    assert "TIDAK TERMASUK" not in note(bound, ())
    assert f"--head {head_of(bound)}" in said


def test_a_line_of_the_journal_has_all_that_its_hash_is_made_of():
    (first, *_) = dossier(brought("step 6")).entries

    assert list(line_of(first)) == [
        *("seq", "maklumat", "ordinal", "kind", "at", "body", "cause", "part", "previous", "hash"),
    ]
