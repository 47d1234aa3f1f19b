"""Documents as people send them, honest and otherwise, made in code: nothing is fetched, nothing lies on disk."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_MAIN = b'<Types><Override PartName="/word/document.xml" ContentType="application/%s"/></Types>'
PLAIN_TYPES = _MAIN % b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPES = _MAIN % b"vnd.ms-word.document.macroEnabled.main+xml"


def objects(*bodies: bytes, trailer: bytes = b"", start: int | None = None) -> bytes:
    """A PDF of these objects, with its index; the first is its catalog."""
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + body + b"endobj\n"
    index = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(bodies) + 1, trailer)
    return bytes(made + b"startxref\n%d\n%%%%EOF\n" % (index if start is None else start))


def page(more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>" % more


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), more) + data + b"\nendstream "


def pdf(words: str = "") -> bytes:
    """The smallest that every viewer opens: one empty page. Other words make other bytes."""
    return objects(CATALOG, ONE_PAGE, page(), trailer=b"/Info<</Title(%s)>>" % words.encode("ascii") if words else b"")


def worded_pdf(*pages: str) -> bytes:
    """Words on each page, one line for each line; ASCII, from the font that every viewer has."""
    font = 3 + 2 * len(pages)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    bodies = [CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages))]
    for number, words in enumerate(pages):
        uses = b"/Contents %d 0 R/Resources<</Font<</F %d 0 R>>>>" % (4 + 2 * number, font)
        lines = b"".join(
            b"(%s)Tj T* " % line.translate({40: r"\(", 41: r"\)", 92: r"\\"}).encode("ascii")
            for line in words.splitlines()
        )
        bodies += [page(uses), stream(b"BT /F 12 Tf 15 TL 50 780 Td %sET" % lines)]
    return objects(*bodies, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")


def locked_pdf() -> bytes:
    """Encrypted by hand (RC4, 40 bits) with a password that nobody gives: only the check of it matters here."""
    encrypt = b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
    return objects(CATALOG, ONE_PAGE, page(), encrypt, trailer=b"/Encrypt 4 0 R/ID[<00><00>]")


def broken_pdf() -> bytes:
    """The download of it ended early: pages are promised and not there."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Ki"


def looping_pdf() -> bytes:
    """Its index refers to itself as the one before it."""
    whole = pdf()
    return whole.replace(b"trailer<<", b"trailer<</Prev %d" % whole.index(b"xref\n"))


def swelling_pdf(size: int = 10**9) -> bytes:
    """A page whose contents become a thousand times as large: the same million zeros again and again."""
    packer = zlib.compressobj(9, wbits=-15)
    million = packer.compress(b"\0" * 10**6) + packer.flush(zlib.Z_FULL_FLUSH)
    adler = (size % 65521 << 16) + 1
    packed = b"\x78\xda" + million * (size // 10**6) + packer.flush() + adler.to_bytes(4, "big")
    return objects(CATALOG, ONE_PAGE, page(b"/Contents 4 0 R"), stream(packed, b"/Filter/FlateDecode"))


def scan(pages: int = 30, size: int = 19_000_000) -> bytes:
    """A letter as a scanner gives it: a picture on each page, which nothing makes smaller."""
    chance, wide = random.Random(pages), 1_000
    high = size // pages // wide
    numbers = [3 * number for number in range(1, pages + 1)]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    bodies = [CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages)]
    picture = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (wide, high)
    for number in numbers:
        uses = b"/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>" % (number + 1, number + 2)
        bodies += [page(uses), stream(b"q 595 0 0 842 0 0 cm /I Do Q"), stream(chance.randbytes(wide * high), picture)]
    return objects(*bodies)


def zipped(entries: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


def docx(*more: tuple[str, bytes], types: bytes = PLAIN_TYPES) -> bytes:
    return zipped((("[Content_Types].xml", types), ("word/document.xml", b"<w:document/>"), *more))


def docx_with_macros() -> bytes:
    return docx(("word/vbaProject.bin", b"macros"), types=MACRO_TYPES)


def declared_bomb(entries: int = 10, each: int = 1_000_000_000) -> bytes:
    """A document whose directory says that it becomes 10 GB."""
    made = bytearray(docx(*((f"word/media/{number}", b"x") for number in range(entries))))
    at = 0
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        if made[at + 46 :].startswith(b"word/media/"):
            made[at + 24 : at + 28] = struct.pack("<I", each)
        at += 4
    return bytes(made)


def locked_docx() -> bytes:
    """As Word keeps one behind a password: an OLE file with a package in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def program() -> bytes:
    return b"MZ\x90\x00" + b"\0" * 4096
