"""The words of a file: PDF, word processor, web page; nothing where there are none, and never more than a bound."""

import asyncio

import pytest

from bot import plain_text
from bot.papers import PdfBroken, PdfLocked, words_in
from bot.plain_text import HTML, LONGEST, text_of
from handlers.inspection import DOC, DOCX, ODT, PDF
from tests import documents

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, before: str = "") -> bytes:
    document = f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return documents.zipped([("[Content_Types].xml", documents.PLAIN_TYPES), ("word/document.xml", document.encode())])


def odt(body: str) -> bytes:
    names = 'xmlns:office="urn:o" xmlns:text="urn:t"'
    content = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
    return documents.zipped([("mimetype", ODT.encode()), ("content.xml", content.encode())])


async def test_words_of_a_pdf_page_by_page():
    assert await text_of(documents.worded_pdf("Maklumat", "Halaman dua"), PDF) == "Maklumat\fHalaman dua\f"


async def test_a_scan_has_none():
    assert (await text_of(documents.scan(pages=2, size=100_000), PDF)).strip() == ""
    assert await text_of(b"\xff\xd8\xff", "image/jpeg") == ""
    assert await text_of(documents.locked_docx(), DOC) == ""


async def test_words_of_a_docx_as_they_stand_now():
    body = (
        "<w:p><w:r><w:t>Biaya </w:t></w:r><w:ins><w:r><w:t>gratis</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>murah</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:t>satu</w:t><w:tab/><w:t>dua</w:t><w:br/><w:t>tiga</w:t></w:r></w:p>"
    )

    assert await text_of(docx(body), DOCX) == "Biaya gratis\nsatu\tdua\ntiga\n"


async def test_words_of_an_odt_without_remarks():
    remark = "<office:annotation><text:p>catatan</text:p></office:annotation>"
    body = f"<text:h>Judul</text:h><text:p>satu<text:s/>dua{remark}</text:p>"

    assert await text_of(odt(body), ODT) == "Judul\nsatu dua\n"


async def test_words_of_a_page_that_a_person_sees():
    page = b"<title>M</title><style>p{}</style><script>var x='<p>no</p>'</script><p>Jam <b>08</b>.00 &amp; lain<p>dua"

    assert (await text_of(page, f"{HTML}; charset=utf-8")).split() == ["M", "Jam", "08.00", "&", "lain", "dua"]
    assert await text_of("caf\u00e9".encode("cp1252"), HTML) == "caf\u00e9"
    assert await text_of("\ufeffkata".encode(), "text/plain") == "kata"


BOMB = '<!DOCTYPE d [<!ENTITY a "kata"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx("<w:p><w:t>&b;</w:t></w:p>", before=BOMB), DOCX),
        (docx("<w:p>"), DOCX),
        (documents.declared_bomb(), DOCX),
        (documents.zipped([("word/document.xml", b"<d>" + b" " * 40_000_000)]), DOCX),
        (b"PK\x03\x04", ODT),
        (documents.broken_pdf(), PDF),
        (documents.locked_pdf(), PDF),
        (documents.swelling_pdf(), PDF),
    ],
    ids=["entities", "torn", "no words", "swells", "no archive", "broken", "locked", "swelling page"],
)
async def test_what_cannot_be_read_has_none(data, kind):
    assert await text_of(data, kind) == ""


def test_why_it_cannot_be_read_is_known_to_whoever_asks():
    with pytest.raises(PdfLocked):
        words_in(documents.locked_pdf(), "pdf")
    with pytest.raises(PdfBroken):
        words_in(docx("<w:p/>", before=BOMB), "docx")


async def test_no_text_is_longer_than_its_bound():
    long = b"kata " * 100_000

    assert len(await text_of(b"<p>" + long, HTML)) == len(await text_of(long, "text/plain")) == LONGEST


async def test_what_is_ended_from_outside_says_nothing_about_the_file(monkeypatch):
    def ended(_data: bytes, _kind: str) -> str:
        raise ChildProcessError("ended from outside")

    monkeypatch.setattr(plain_text, "words_in", ended)

    with pytest.raises(OSError, match="outside"):
        await text_of(b"<p>", HTML)


async def test_the_loop_goes_on_meanwhile():
    reading = asyncio.ensure_future(text_of(documents.pdf(), PDF))
    await asyncio.sleep(0)

    assert not reading.done()
    assert (await reading).strip() == ""
