"""The main clauses of PDF/A-2b (ISO 19005-2), held against the bytes of every paper by a reader of our own.

No independent validator is at hand (decision 0025); this reads what Typst wrote without asking Typst.
"""

import re
import zlib
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from bot.papers import PaperSize, render

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)


class Pdf:
    """The objects of a file that keeps them plainly, one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.objects = {int(number): body for number, body in _OBJECT.findall(data)}

    def dictionary(self, number: int) -> bytes:
        """An object without its stream."""
        return self.objects[number].split(b"stream\n")[0].split(b"stream\r\n")[0]

    def of(self, mark: bytes) -> list[bytes]:
        """Dictionaries in which a mark stands."""
        return [body for number in self.objects if mark in (body := self.dictionary(number))]

    def stream(self, number: int) -> bytes:
        """What a stream holds, unpacked."""
        body = self.objects[number]
        packed = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
        return zlib.decompress(packed) if b"/FlateDecode" in self.dictionary(number) else packed

    def reference(self, name: bytes, body: bytes) -> int:
        """The number of the object that an entry names."""
        found = re.search(name + rb"[ \[]*(\d+) 0 R", body)
        assert found is not None, name
        return int(found[1])

    @property
    def catalog(self) -> bytes:
        (found,) = self.of(b"/Type/Catalog")
        return found


@pytest.fixture(params=PaperSize)
def paper(form, logo, request) -> Pdf:
    """Each paper on each sheet, with a logo."""
    return Pdf(render(replace(form, kop=replace(form.kop, logo=logo)), request.param))


def test_a_paper_keeps_the_main_clauses_of_pdf_a_2b(paper):
    the_file_is_framed_as_it_must_be(paper)
    nothing_that_acts_or_hides_is_in_it(paper)
    it_says_what_it_is(paper)
    colours_mean_the_same_everywhere(paper)
    every_letter_brings_its_font(paper)
    streams_are_packed_by_what_is_allowed(paper)


def test_a_photo_on_it_keeps_them_too(bukti_tayang, photo):
    shown = replace(bukti_tayang.screenshots[0], picture=photo)

    paper = Pdf(render(replace(bukti_tayang, screenshots=(shown,))))

    assert b"/DCTDecode" in paper.data
    the_file_is_framed_as_it_must_be(paper)
    colours_mean_the_same_everywhere(paper)
    streams_are_packed_by_what_is_allowed(paper)


def the_file_is_framed_as_it_must_be(paper: Pdf) -> None:
    """6.1.2 header, 6.1.3 trailer and identifier, 6.1.4 table of objects."""
    header, mark = paper.data.splitlines()[:2]
    assert re.fullmatch(rb"%PDF-1\.[0-7]", header)
    assert mark.startswith(b"%")
    assert len(mark) >= 5
    assert all(byte > 127 for byte in mark[1:5])
    assert re.search(rb"/ID\[\([^)]+\)\([^)]+\)\]", paper.data)
    assert paper.data.rstrip(b"\r\n").endswith(b"%%EOF")
    assert paper.data.count(b"%%EOF") == 1
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n", paper.data)]
    assert len(offsets) == len(paper.objects)
    assert all(re.match(rb"\d+ 0 obj", paper.data[offset : offset + 20]) for offset in offsets)


def nothing_that_acts_or_hides_is_in_it(paper: Pdf) -> None:
    """6.1.3 no encryption, 6.5 no actions, 6.6.1 no scripts, 6.8 no files, 6.9 no optional layers, 6.4 no forms."""
    told = b"\n".join(paper.dictionary(number) for number in paper.objects)
    for name in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/OCProperties"):
        assert name not in told, name
    for name in (b"/AcroForm", b"/XFA", b"/RichMedia", b"/Movie", b"/PS", b"/Alternates", b"/OPI"):
        assert not re.search(name + rb"\b", told), name
    trailer = paper.data[paper.data.rindex(b"trailer") :]
    assert b"/Encrypt" not in trailer
    document = pdfium.PdfDocument(paper.data)
    try:
        assert raw.FPDFDoc_GetJavaScriptActionCount(document) == 0
        assert raw.FPDFDoc_GetAttachmentCount(document) == 0
        assert raw.FPDF_GetSecurityHandlerRevision(document) == -1
    finally:
        document.close()


def it_says_what_it_is(paper: Pdf) -> None:
    """6.6.2 metadata that are not packed, 6.6.4 the standard's mark, 6.6.3 the same as in the old place."""
    number = paper.reference(b"/Metadata", paper.catalog)
    assert b"/Filter" not in paper.dictionary(number)
    told = paper.stream(number).decode("utf-8")
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in told
    (info,) = paper.of(b"/CreationDate")
    found = re.search(rb"/CreationDate\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", info)
    assert found is not None
    assert "{}-{}-{}T{}:{}:{}".format(*(part.decode() for part in found.groups())) in told


def colours_mean_the_same_everywhere(paper: Pdf) -> None:
    """6.2.3 an output intent with a profile, 6.2.4 no colours that it does not cover."""
    (intent,) = paper.of(b"/S/GTS_PDFA1")
    assert b"/OutputIntents" in paper.catalog
    profile = paper.stream(paper.reference(b"/DestOutputProfile", intent))
    assert profile[36:40] == b"acsp"
    assert profile[16:20] == b"RGB "
    assert profile[8] <= 4
    assert int.from_bytes(profile[:4], "big") == len(profile)
    told = b"\n".join(paper.dictionary(number) for number in paper.objects)
    assert b"/DeviceCMYK" not in told
    assert not re.search(rb"/Interpolate true|(?<!/S)/TR\b|/TR2\b|/HTP\b", told)


def every_letter_brings_its_font(paper: Pdf) -> None:
    """6.2.11.4 fonts are embedded, 6.2.11.3 composite fonts say how their codes are meant, 6.2.11.8 no empty glyph."""
    described = paper.of(b"/Type/FontDescriptor")
    assert described
    for body in described:
        assert paper.stream(paper.reference(rb"/FontFile[23]?", body))
    fonts = [body for body in paper.of(b"/Type/Font") if b"/Type/FontDescriptor" not in body]
    assert fonts
    for body in fonts:
        if b"/Subtype/Type0" in body:
            assert b"/Encoding/Identity-H" in body
        else:
            assert b"/FontDescriptor" in body
            assert b"/CIDFontType0" in body or b"/CIDToGIDMap/Identity" in body
    document = pdfium.PdfDocument(paper.data)
    try:
        for page in document:
            for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                assert raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(piece)) == 1
            text = page.get_textpage()
            assert "\x00" not in text.get_text_range()
            text.close()
            page.close()
    finally:
        document.close()


def streams_are_packed_by_what_is_allowed(paper: Pdf) -> None:
    """6.1.7.2 filters; 6.1.7.1 lengths that are true and no data outside the file."""
    for number in paper.objects:
        body = paper.dictionary(number)
        if not re.search(rb"stream\r?\n", paper.objects[number]):
            continue
        filters = re.findall(rb"/Filter ?(\[[^\]]*\]|/\w+)", body)
        assert set(re.findall(rb"/(\w+)", b"".join(filters))) <= {b"FlateDecode", b"DCTDecode"}
        length = re.search(rb"/Length (\d+)", body)
        assert length is not None
        packed = paper.objects[number].split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
        assert len(packed) == int(length[1])
        assert not re.search(rb"/FFilter|/FDecodeParms|/F[ (]", body)


@pytest.mark.parametrize(
    ("was", "is_", "clause"),
    [
        (b"/FontFile3", b"/FontFilex", every_letter_brings_its_font),
        (b"<pdfaid:part>2", b"<pdfaid:part>9", it_says_what_it_is),
        (b"/GTS_PDFA1", b"/GTS_PDFX1", colours_mean_the_same_everywhere),
        (b"/ID[(", b"/IX[(", the_file_is_framed_as_it_must_be),
        (b"/Type/Catalog", b"/Type/Catalog/AA 1 0 R", nothing_that_acts_or_hides_is_in_it),
        (b"/Filter/FlateDecode", b"/Filter/LZWDecode", streams_are_packed_by_what_is_allowed),
    ],
)
def test_a_file_that_breaks_a_clause_is_found_out(nota_dinas, was, is_, clause):
    data = render(nota_dinas)
    clause(Pdf(data))
    assert was in data

    with pytest.raises((AssertionError, ValueError)):
        clause(Pdf(data.replace(was, is_)))
