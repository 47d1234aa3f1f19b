"""The bundle as one PDF: what stands in it in which order, and nothing that anybody sends keeps it from being made.

What it says is the screens' (tests/handlers/screens/test_bundles.py); here it is read back page by page.
"""

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import sqlalchemy as sa

from bot.papers.bundle import bundle
from sop.officials import Change
from sop.steps import Action
from storage import tables as t
from storage.officials import Wish
from tests import documents
from tests.bot.papers.archived import PLACE, Archived, png
from tests.bot.papers.office import HEAD
from tests.storage.test_journal import TRIGGERS

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
ACTING = (
    b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R"
    b"/Names<</JavaScript<</Names[(a)5 0 R]>>/EmbeddedFiles<</Names[(x.exe)7 0 R]>>>>>>"
)
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
PEN = b"<</Type/Annot/Subtype/Square/Rect[0 0 595 842]/F 4/AP<</N 6 0 R>>/A 5 0 R>>"
BLUE = documents.stream(b"0 0 1 rg 0 0 595 842 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
ATTACHED = b"<</Type/Filespec/F(x.exe)/EF<</F 8 0 R>>>>"


def acting_pdf() -> bytes:
    """It runs scripts when it is opened, brings a program along, and was marked with a pen that covers the page."""
    page = documents.page(b"/Annots[4 0 R]/AA<</O 5 0 R>>")
    program = documents.stream(b"MZ", b"/Type/EmbeddedFile")
    return documents.objects(ACTING, documents.ONE_PAGE, page, PEN, SCRIPT, BLUE, ATTACHED, program)


@pytest.fixture
def bound(bench):
    """The bundle of a maklumat, as a document."""

    async def of(m) -> bytes:
        dossier = await bench.house.reading.dossier(m.id, bench.house.now)
        return await bundle(dossier, HEAD, bench.house.reading.file)

    return of


def contents(pdf: bytes) -> dict[str, int]:
    """The bookmarks: title and page, counted from 1."""
    document = pdfium.PdfDocument(pdf)
    found = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}
    document.close()
    return found


async def test_it_stands_in_the_order_of_the_procedure_under_a_table_of_contents(bench, bound, pages):
    made = await bound(await Archived(bench)(final=documents.pdf("final")))
    found = contents(made)

    assert list(found) == [
        "Nota Dinas (draf versi 2)",
        "Lembar Paraf (draf versi 2)",
        "Tanda Terima (draf versi 2)",
        "Lembar Disposisi (draf versi 2)",
        "Lembar Disposisi Publikasi (draf versi 2)",
        "Bukti Tayang (draf versi 2)",
        "Rekap Proses (draf versi 2)",
        "Draf yang disetujui, versi 2",
        "Naskah final",
        "Tangkapan layar",
        "Riwayat",
        "Daftar berkas",
    ]
    cover, table, *rest = pages(made)
    for words in ("BERKAS", "Maklumat 2027", "MKL-2027-001", PLACE, "bukan tanda tangan elektronik tersertifikasi"):
        assert words in cover
    for title, page in found.items():
        assert table.partition(title)[2].lstrip(". ").startswith(str(page))
    assert "NOTA DINAS NOMOR 12/PP.07-ND/3313/2027" in rest[found["Nota Dinas (draf versi 2)"] - 3]
    assert all(f"halaman {number} dari {len(rest) + 2}" in text for number, text in enumerate(rest, 3))


async def test_the_history_and_every_file_with_its_sha256_stand_at_its_end(bench, bound, pages):
    m = await Archived(bench)()
    dossier = await bench.house.reading.dossier(m.id, bench.house.now)

    made = await bound(m)

    found, text = contents(made), pages(made)
    history = " ".join(text[found["Riwayat"] - 1 : found["Daftar berkas"] - 1])
    files = "".join(" ".join(text[found["Daftar berkas"] - 1 :]).split())
    assert "Draf versi 1 dikembalikan untuk diperbaiki oleh" in history
    assert "Catatan: Jam layanan hari Jumat agar disesuaikan." in history
    assert f"Cetakan diarsipkan di {PLACE}" in history
    assert all(entry.hash[:12] in history for entry in dossier.entries)
    assert all(file.sha256 in files and file.name in files for file in dossier.files)
    assert dossier.entries[-1].hash in "".join(text[0].split())


async def test_of_each_kind_the_newest_paper_stands_in_it_and_all_are_named(bench, bound, pages):
    made = await bound(await Archived(bench)())

    listed = pages(made)[-1]
    assert [title for title in contents(made) if title.startswith("Nota Dinas")] == ["Nota Dinas (draf versi 2)"]
    assert listed.count("nota-dinas_v2.pdf") > 1
    assert listed.count("hanya dalam ZIP") >= 2


LATER = "13/PP.07-ND/3313/2027"
PARAF, REKAP = "Lembar Paraf (draf versi 2)", "Rekap Proses (draf versi 2)"


async def nameless(bench, official) -> None:
    """He has left, and his name was replaced by a number."""
    house = bench.house
    for change in (Change.LEFT, Change.NAME_REPLACED):
        wish = Wish(person=official.id, change=change, reason="Pensiun")
        await house.desk.change_official(wish, None, house.cause(1), house.now, say=lambda _people, _changed: ())


async def test_a_paper_of_before_a_name_was_replaced_stands_in_it_as_it_was_kept(bench, bound, pages):
    m = await Archived(bench)()
    before = await bench.house.reading.dossier(m.id, bench.house.now)

    await nameless(bench, bench.house.sri)

    after = await bench.house.reading.dossier(m.id, bench.house.now)
    made = await bound(m)
    found, text = contents(made), pages(made)
    assert after.files == before.files, "nothing is made anew by it"
    assert "Sri" in text[found[PARAF] - 1]
    assert f"oleh Pejabat {bench.house.sri.id} selaku Atasan PPID" in " ".join(text[found["Riwayat"] - 1 :])


async def test_what_is_made_anew_later_has_the_number_in_its_place_and_the_earlier_copy_is_kept_and_named(
    bench, bound, pages
):
    m = await Archived(bench)()
    before = await bench.house.reading.dossier(m.id, bench.house.now)
    kept = {file.sha256: await bench.house.reading.file(file.sha256) for file in before.files}
    await nameless(bench, bench.house.sri)

    await bench.house.does(m, bench.house.wahyu, Action.SET_NUMBER, value=LATER)
    await bench.parts.press._make_all()

    after = await bench.house.reading.dossier(m.id, bench.house.now)
    made = await bound(m)
    found, text = contents(made), pages(made)
    assert (f"Pejabat {bench.house.sri.id}" in text[found[PARAF] - 1], LATER in text[found[PARAF] - 1]) == (True, True)
    assert LATER in " ".join(text[found[REKAP] - 1 : found["Draf yang disetujui, versi 2"] - 1])
    assert after.files[: len(before.files)] == before.files
    assert all([await bench.house.reading.file(sha256) == data for sha256, data in kept.items()])
    listed = "".join(" ".join(text[found["Daftar berkas"] - 1 :]).split())
    assert all(file.name in listed for file in before.files)


async def test_the_same_state_gives_the_same_bytes(bench, bound):
    m = await Archived(bench)()

    assert await bound(m) == await bound(m)


async def test_a_pdf_that_acts_is_shown_and_does_nothing_more(bench, bound):
    document = pdfium.PdfDocument(acting_pdf())
    assert document.count_attachments() == raw.FPDFDoc_GetJavaScriptActionCount(document) == 1
    document.close()

    made = await bound(await Archived(bench)(final=acting_pdf()))

    document = pdfium.PdfDocument(made)
    assert document.count_attachments() == raw.FPDFDoc_GetJavaScriptActionCount(document) == 0
    page = document[contents(made)["Naskah final"] - 1]
    assert raw.FPDFPage_GetAnnotCount(page) == 0
    shown = page.render(scale=0.1)
    middle = bytes(shown.buffer)[shown.stride * (shown.height // 2) + shown.n_channels * (shown.width // 2) :][:3]
    assert middle == b"\xff\x00\x00", "what the pen marked (blue, here as BGR) is still seen"
    document.close()


@pytest.mark.parametrize("kind_of_pdf", ["broken", "locked", "swelling"])
async def test_a_text_that_cannot_be_opened_is_named_and_the_others_stand_in_it(bench, bound, pages, kind_of_pdf):
    m = await Archived(bench)(final=getattr(documents, f"{kind_of_pdf}_pdf")())

    made = await bound(m)

    assert "Naskah final" not in contents(made)
    assert {"Draf yang disetujui, versi 2", "Tangkapan layar", "Riwayat"} <= set(contents(made))
    listed = "".join(pages(made)[-1].split())
    assert m.final is not None
    assert m.final.file.sha256 + "tidakdapatdigabung" in listed


async def test_a_screenshot_that_is_none_is_named_too(bench, bound, pages):
    made = await bound(await Archived(bench)(proof=png()[:40]))

    assert "Bukti tayang" not in contents(made)
    assert "Draf yang disetujui, versi 2" in contents(made)
    assert "tidak dapat digabung" in pages(made)[-1]


async def test_a_file_that_was_altered_since_is_not_handed_out(bench, bound):
    m = await Archived(bench)()
    draft = m.draft.file.sha256

    def alter(db):
        for statement in TRIGGERS[db.dialect.name]:
            db.exec_driver_sql(statement)
        db.execute(sa.update(t.files).where(t.files.c.sha256 == draft).values(bytes=b"other"))

    bench.database.write_now(alter)

    assert "Draf yang disetujui, versi 2" not in contents(await bound(m))


async def test_one_that_is_under_way_can_be_bound_too(bench, bound, pages):
    made = await bound(await bench.house.at_step(2))

    assert "Masih berjalan: langkah 2 dari 6" in pages(made)[0]
    assert list(contents(made)) == ["Riwayat", "Daftar berkas"], "this house's drafts are no PDF that opens"
