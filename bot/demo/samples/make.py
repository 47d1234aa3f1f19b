"""Makes the sample files beside this script, the same bytes every time: `python -m bot.demo.samples.make`.

The words stand in `naskah.json`, the looks in the `.typ` files. Nothing here is used while the bot runs; the
made files are committed, so that the demo and the tests need neither Typst nor time.
`koreksi.ogg` alone is not made here: a speech synthesiser has spoken it once (espeak-ng, encoded by opusenc), so that
a voice note can be heard.
"""

import functools
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import typst

HERE = Path(__file__).parent

MADE_AT: Final = 1_800_000_000
"""Every file bears this moment, 15 January 2027, whenever it is made."""

PHOTO_PPI = 110
SCREEN_PPI = 92


def make() -> dict[str, bytes]:
    """Every sample by its file name."""
    return {
        "maklumat-v1.pdf": _pdf("v1"),
        "maklumat-v2.pdf": _pdf("v2"),
        "maklumat-v2.docx": docx("v2"),
        "maklumat-final.pdf": _pdf("final"),
        "koreksi-1.png": _png("koreksi.typ", PHOTO_PPI, nomor="1"),
        "koreksi-2.png": _png("koreksi.typ", PHOTO_PPI, nomor="2"),
        "koreksi-3.png": _png("koreksi.typ", PHOTO_PPI, nomor="3"),
        "tangkapan-layar.png": _png("tangkapan-layar.typ", SCREEN_PPI),
    }


@functools.cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=HERE, font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True)


def _pdf(version: str) -> bytes:
    made = _compiler().compile(
        HERE / "poster.typ", format="pdf", sys_inputs={"versi": version}, pdf_standards="a-2b", timestamp=MADE_AT
    )
    assert isinstance(made, bytes)
    return made


def _png(template: str, ppi: float, **inputs: str) -> bytes:
    made = _compiler().compile(HERE / template, format="png", ppi=ppi, sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def docx(version: str) -> bytes:
    """The smallest Word file that Word and LibreOffice open without a question: three parts, and no styles
    of its own.
    """
    words: dict[str, Any] = json.loads((HERE / "naskah.json").read_text("utf-8"))
    text = words[version]
    paragraphs = [
        _paragraph(words["lembaga"], _CENTRED, bold=True),
        _paragraph(words["judul"], _CENTRED, bold=True, half_points=36),
        _paragraph("TAHUN 2027", _CENTRED),
        _paragraph(words["pembuka"]),
        *(_paragraph(f"{at}.\t{promise}", _HANGING) for at, promise in enumerate(text["janji"], 1)),
        *(_paragraph(closing) for closing in text["penutup"]),
        _paragraph(""),
        _paragraph(text["tempat-tanggal"], _RIGHT_HALF),
        _paragraph("Ketua KPU Kabupaten Karanganyar,", _RIGHT_HALF),
        *[_paragraph("")] * 3,
        _paragraph(words["ketua"], _RIGHT_HALF, bold=True),
        _paragraph(text["keterangan"], _CENTRED, half_points=16),
    ]
    document = _XML + _DOCUMENT.format(ooxml=_OOXML, body="".join(paragraphs))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, part in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            # Stored, not deflated: zlib's bytes differ between builds of Python. A fixed date, for the same
            # reason.
            file.writestr(zipfile.ZipInfo(name, (2027, 1, 15, 8, 0, 0)), part)
    return packed.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML = "http://schemas.openxmlformats.org"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_OOXML}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_OOXML}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OOXML}/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_DOCUMENT = (
    '<w:document xmlns:w="{ooxml}/wordprocessingml/2006/main"><w:body>{body}'
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1418" w:bottom="1134" '
    'w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
)
_CENTRED = '<w:jc w:val="center"/>'
_JUSTIFIED = '<w:jc w:val="both"/>'
_HANGING = '<w:ind w:left="426" w:hanging="426"/>' + _JUSTIFIED
_RIGHT_HALF = '<w:ind w:left="4820"/>'


def _paragraph(words: str, place: str = _JUSTIFIED, *, bold: bool = False, half_points: int = 24) -> str:
    tab = "\t"
    look = '<w:rFonts w:ascii="Bookman Old Style" w:hAnsi="Bookman Old Style"/>' + ("<w:b/>" if bold else "")
    return (
        f'<w:p><w:pPr><w:spacing w:after="120"/>{place}</w:pPr>'
        f'<w:r><w:rPr>{look}<w:sz w:val="{half_points}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(words).replace(tab, "</w:t><w:tab/><w:t>")}</w:t></w:r></w:p>'
    )


if __name__ == "__main__":
    for name, content in make().items():
        (HERE / name).write_bytes(content)
        sys.stdout.write(f"{name}  {len(content):,} bytes\n")
