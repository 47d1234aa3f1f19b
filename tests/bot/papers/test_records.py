"""The bot's own records: every field can be read out of the PDF, on either sheet, and nothing runs off it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime

import pypdfium2 as pdfium
import pytest

from bot.papers import Kop, PaperSize, file_name, render
from bot.papers.pictures import Picture
from bot.papers.records import FileLine, Happening, OfficerLine, Said, Screenshot, Signer, VersionLine, VisitLine
from bot.papers.render import TEMPLATES

KEYS = ("outcome", "state", "instructions", "nature")
"""Fields whose words stand in the template."""
MILLIMETRE = 72 / 25.4
CORRECTION = " ".join(f"Butir {at} agar diselaraskan dengan standar pelayanan yang berlaku." for at in range(72))
"""Some five hundred words."""


def texts(value: object) -> Iterator[str]:
    """Every text that a form was filled with, down to the last line of a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, Picture):
        for field in fields(value):
            if field.name not in KEYS:
                yield from texts(getattr(value, field.name))


def squeezed(text: str) -> str:
    """Without the blanks and line ends that typesetting moves."""
    return "".join(text.split())


@pytest.mark.parametrize("size", PaperSize)
def test_every_field_of_every_paper_can_be_read_out_of_it(form, size, logo, pages):
    filled = [text for text in texts(form) if text]

    for kop in (form.kop, replace(form.kop, logo=logo)):
        page = squeezed(" ".join(pages(render(replace(form, kop=kop), size))))

        for text in filled:
            assert squeezed(text) in page or squeezed(text.upper()) in page, text


def test_an_address_breaks_between_its_words_and_only_a_word_longer_than_the_line_within(disposisi):
    mail, long = "sekretariat.kabupatenkaranganyar@kpu.go.id", "x" * 140
    street = "Jalan Lawu Nomor 385,Kelurahan Cangakan,Kecamatan Karanganyar,"
    address = f"{street}Kabupaten Karanganyar surel {mail}\nlaman {long}"

    document = pdfium.PdfDocument(render(replace(disposisi, kop=replace(disposisi.kop, address=address))))
    page = document[0].get_textpage()
    lines = page.get_text_range().splitlines()
    page.close()
    document.close()

    assert any(mail in line for line in lines)
    assert any(line.startswith(street) for line in lines)
    assert long in squeezed("".join(lines))
    assert max(line.count("x") for line in lines) < len(long)


def test_a_record_says_when_it_was_recorded_and_that_it_is_no_certified_signature(
    lembar_paraf, tanda_terima, bukti_tayang, rekap_proses, pages
):
    for form in (lembar_paraf, tanda_terima, bukti_tayang, rekap_proses):
        for page in pages(render(form)):
            assert f"Dicatat secara elektronik pada {form.recorded_at}" in page
            assert "bukan tanda tangan elektronik tersertifikasi." in page
            assert "Nomor kendali MKL-2027-001, versi 2" in page


def test_no_paper_bears_anything_that_looks_like_a_certificate(form, pages):
    page = " ".join(pages(render(form))).lower()

    for mark in ("bsre", "bssn", "ditandatangani secara elektronik", "balai sertifikasi", "qr"):
        assert mark not in page
    # An invitation leads to the bot, is no paper of a maklumat, and is kept nowhere.
    for template in set(TEMPLATES.glob("*.typ")) - {TEMPLATES / "undangan.typ"}:
        assert "qr" not in template.read_text("utf-8").lower()


@pytest.mark.parametrize("size", [(PaperSize.A4, 210, 297), (PaperSize.F4, 215, 330)])
def test_a_paper_is_as_large_as_the_sheet(form, size):
    sheet, width, height = size

    document = pdfium.PdfDocument(render(form, sheet))
    try:
        found = {tuple(round(side / MILLIMETRE) for side in document.get_page_size(at)) for at in range(len(document))}
    finally:
        document.close()

    assert found == {(width, height)}


def test_the_same_form_gives_the_same_bytes_on_each_sheet(form, logo):
    form = replace(form, kop=replace(form.kop, logo=logo))

    for size in PaperSize:
        assert render(form, size) == render(form, size)
    assert render(form, PaperSize.A4) != render(form, PaperSize.F4)


def test_the_logo_stands_on_the_paper(nota_dinas, layar, inked):
    plain, with_logo = (render(replace(nota_dinas, kop=replace(nota_dinas.kop, logo=logo))) for logo in (None, layar))

    left_of_the_kop = (0.10, 0.04, 0.22, 0.13)
    assert inked(with_logo, *left_of_the_kop) > inked(plain, *left_of_the_kop) + 0.05


def test_a_picture_of_the_page_is_shown_and_another_file_is_named(bukti_tayang, pages, inked):
    unseen = replace(bukti_tayang, screenshots=bukti_tayang.screenshots[1:])

    assert inked(render(bukti_tayang)) > inked(render(unseen)) + 0.05
    assert "layar.pdf (12 byte)" in " ".join(pages(render(unseen)))
    assert "Berkas ini tidak dapat dicetak di sini dan tersimpan dalam arsip." in " ".join(pages(render(unseen)))


def test_a_very_tall_picture_stays_whole_on_one_sheet(bukti_tayang, pages):
    tall = Picture(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 400"><rect width="10" height="400"/></svg>', "svg"
    )
    shown = Screenshot(file=FileLine(name="panjang.svg", size="1 byte", sha256="e5" * 32), picture=tall)

    found = pages(render(replace(bukti_tayang, screenshots=(shown,))))

    assert len(found) == 2
    assert "panjang.svg" in found[1]


def test_what_is_not_there_yet_is_said_or_left_out(bukti_tayang, rekap_proses, pages):
    form = replace(bukti_tayang, confirmed_at="", confirmed_by="", finding="", minutes="", screenshots=())
    page = " ".join(pages(render(form)))
    assert "Diperiksa : Belum ada pernyataan sudah tayang." in page
    assert "Belum ada tangkapan layar." in page
    assert "Penelusuran" not in page
    assert "Berita Acara" not in page

    form = replace(rekap_proses, number="", minutes="", link="", versions=(), draft_version=0, state="cancelled")
    page = " ".join(pages(render(form)))
    assert "Nota Dinas :" not in page
    assert "Alamat laman" not in page
    assert "Belum ada draf." in page
    assert "Keadaan : Dibatalkan" in page
    assert "versi 0" not in page


def test_whoever_receives_the_papers_has_room_for_number_name_signature_and_date(tanda_terima, pages):
    (page,) = pages(render(tanda_terima))

    assert "Berkas Banyaknya Keterangan" in page.replace("No. ", "")
    assert "Diterima tanggal : …" in page
    assert "Yang menyerahkan, Yang menerima," in page
    assert page.count("………………") >= 6


def test_a_lembar_paraf_leaves_the_paraf_to_the_pen_and_has_room_for_others(lembar_paraf, pages):
    (page,) = pages(render(lembar_paraf))

    assert "No. Jabatan Nama Paraf Tanggal" in page
    assert "3. 4. 5." in page


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        ({}, "Paraf lengkap. Dalam batas waktu."),
        ({"over": True}, "Paraf lengkap. Melewati batas waktu pada hari yang sama."),
        ({"over": True, "late": "3 (tiga) hari kerja"}, "Paraf lengkap. Melewati batas waktu 3 (tiga) hari kerja."),
        ({"left": "", "outcome": ""}, "Berlangsung."),
        ({"due": "", "outcome": ""}, "Tanpa batas waktu."),
        ({"outcome": "WithdrawnByNobody"}, "WithdrawnByNobody. Dalam batas waktu."),
    ],
)
def test_lateness_is_told_neutrally_and_of_a_step_not_of_a_person(rekap_proses, pages, visit, told):
    line = {"entered": "a", "due": "b", "left": "c", "took": "d", "outcome": "ParafGiven", **visit}

    page = " ".join(pages(render(replace(rekap_proses, visits=(VisitLine(step=1, **line),)))))

    assert told in page


def test_what_ends_with_a_degree_has_one_full_stop(rekap_proses, pages):
    first = replace(rekap_proses.happenings[0], what="Draf disetujui; dikonfirmasi oleh Ibu Sri Handayani, S.H., M.H.")

    page = " ".join(" ".join(pages(render(replace(rekap_proses, happenings=(first,))))).split())

    assert "M.H." in page
    assert "M.H.." not in page


def test_thirty_versions_and_long_corrections_run_on_and_none_of_it_is_lost(rekap_proses, pages):
    long = "Prof. Dr. Ir. H. Raden Mas Panji Suryodiningrat Kusumawardhana Adiwinata, S.H., M.Si., Ph.D."
    name = "draf-" + "x" * 90 + ".pdf"
    versions = tuple(
        VersionLine(
            label=str(at), file=FileLine(name=name, size="1 byte", sha256=f"{at:064x}"), given_by=long, given_at="b"
        )
        for at in range(1, 31)
    )
    visits = rekap_proses.visits[:1] * 90
    happenings = tuple(
        Happening(
            at="18-01-2027 10.07", what=f"Draf versi {at} dikembalikan", said=(Said(label="K", words=CORRECTION),)
        )
        for at in range(1, 31)
    )
    form = replace(
        rekap_proses,
        title="Maklumat " * 22,
        versions=versions,
        visits=visits,
        happenings=happenings,
        officers=(OfficerLine(name=long, jabatan=long, capacity=long, basis=(long,)),),
    )

    found = pages(render(form))
    whole = squeezed(" ".join(found))

    assert len(found) > 30
    assert whole.count("Butir71agar") == 30
    assert all(squeezed(f"{version.file.sha256}") in whole for version in versions)
    assert f"halaman {len(found)} dari {len(found)}" in found[-1]


@pytest.mark.parametrize("size", PaperSize)
def test_nothing_runs_off_the_sheet(form, size, outside):
    assert outside(render(form, size)) == []


def test_the_longest_words_do_not_run_off_the_sheet_either(lembar_paraf, tanda_terima, bukti_tayang, outside):
    endless = "W" * 200
    signer = Signer(position=endless, name=endless)

    for form in (
        replace(
            lembar_paraf,
            title=endless,
            initials=tuple(replace(i, position=endless, name=endless) for i in lembar_paraf.initials),
        ),
        replace(tanda_terima, title=endless, sender=endless, documents=(endless,), handed_by=signer),
        replace(bukti_tayang, link=f"https://{endless}", published_by=endless, signers=(signer, signer)),
    ):
        assert outside(render(form)) == []


def test_records_are_named_for_their_step_and_version(lembar_paraf, tanda_terima, bukti_tayang, rekap_proses):
    assert file_name(lembar_paraf, step=2) == "MKL-2027-001_02_lembar-paraf_v2.pdf"
    assert file_name(tanda_terima, step=2) == "MKL-2027-001_02_tanda-terima_v2.pdf"
    assert file_name(bukti_tayang, step=5) == "MKL-2027-001_05_bukti-tayang_v2.pdf"
    assert file_name(rekap_proses, step=6) == "MKL-2027-001_06_rekap-proses_v2.pdf"
    assert file_name(replace(rekap_proses, draft_version=0), step=6) == "MKL-2027-001_06_rekap-proses.pdf"


def test_the_moment_a_record_was_called_for_is_the_files_own(bukti_tayang):
    assert b"D:20270127030500" in render(bukti_tayang)
    with pytest.raises(ValueError, match="aware"):
        render(replace(bukti_tayang, made_at=datetime(2027, 1, 20)))  # noqa: DTZ001 - the missing zone is the point


def test_markup_in_any_field_is_printed_and_not_obeyed(form, pages):
    odd = "#x $ * _ @y <z> \\"
    changed = {
        field.name: odd
        for field in fields(form)
        if isinstance(getattr(form, field.name), str) and field.name not in KEYS
    }

    page = " ".join(pages(render(replace(form, kop=Kop(region="#x", address="$a"), **changed))))

    assert page.count(odd) >= len(changed) - 1
