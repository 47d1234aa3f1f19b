import asyncio
import contextlib
import io
import struct
import zlib

import pypdfium2 as pdfium
import pytest

from bot.papers import PdfBroken, PdfLocked, PdfUnreadable, first_page, render


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def pixels(png: bytes) -> bytes:
    at = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[at - 4 : at])
    return zlib.decompress(png[at + 4 : at + 4 + length])


def blank(width: float, height: float) -> bytes:
    """The smallest PDF of one page, written by hand; PDFium mends the missing index."""
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]>>"
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj{page}endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


def test_the_first_page_comes_as_a_picture_of_the_asked_width(nota_dinas):
    png = first_page(render(nota_dinas), width=500)

    width, height = size(png)
    assert abs(width - 500) <= 1
    assert abs(height - 500 * 297 / 210) <= 2


def test_the_picture_shows_ink_on_white(nota_dinas):
    shades = set(pixels(first_page(render(nota_dinas), width=300)))

    assert {0xFF} < shades
    assert min(shades) < 0x40


def test_a_page_a_kilometre_long_does_not_fill_the_memory():
    width, height = size(first_page(blank(10, 14_400), width=300))

    assert width <= 300
    assert height <= 901


def test_a_page_a_kilometre_wide_still_gives_a_picture():
    width, height = size(first_page(blank(14_400, 5), width=300))

    assert width <= 301
    assert height >= 1


@pytest.mark.parametrize(
    "given", [b"", b"bukan pdf", b"%PDF-1.7\n", b"\x00" * 5000], ids=["empty", "text", "head", "zeros"]
)
def test_what_is_no_pdf_is_broken(given):
    with pytest.raises(PdfBroken):
        first_page(given)


def test_half_a_pdf_is_unreadable_or_still_shows_its_page(nota_dinas):
    whole = render(nota_dinas)

    for part in (10, 100, len(whole) // 2, len(whole) - 10):
        with contextlib.suppress(PdfUnreadable):
            assert first_page(whole[:part], width=100)


def test_a_pdf_with_a_password_is_locked_and_not_merely_broken(locked_pdf):
    with pytest.raises(PdfLocked):
        first_page(locked_pdf)


def test_after_a_broken_pdf_the_next_one_is_read(nota_dinas):
    with pytest.raises(PdfBroken):
        first_page(b"rusak")

    assert first_page(render(nota_dinas), width=100)


async def test_pages_may_be_drawn_from_many_threads_at_once(nota_dinas):
    pdf = render(nota_dinas)

    drawn = await asyncio.gather(*(asyncio.to_thread(first_page, pdf, 200) for _ in range(8)))

    assert set(drawn) == {first_page(pdf, 200)}


def test_a_pdf_without_pages_is_broken():
    document = pdfium.PdfDocument.new()
    document.new_page(100, 100).close()
    del document[0]
    saved = io.BytesIO()
    document.save(saved)
    document.close()

    with pytest.raises(PdfBroken):
        first_page(saved.getvalue())


@pytest.fixture
def locked_pdf() -> bytes:
    """Encrypted by hand (RC4, 40 bits) with a user password that nobody gives: only the check of it matters here."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF"
    )
