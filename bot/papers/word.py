"""Papers that an office can edit: the same sentences as DOCX, in a handful of plain styles.

The same input gives the same bytes: a DOCX is a ZIP, and its moments are set to one of long ago.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.papers.forms import Kop, NotaDinas
from bot.papers.sentences import BLANK, Kind, Piece, nota_dinas_pieces
from sop.wording import clean_words

FONT = "Bookman Old Style"
"""What KPU letters are commonly set in; Word takes another where the machine has none."""
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a document's properties know no zones; the same text gives the same bytes
_ZIPPED_AT = (2000, 1, 1, 0, 0, 0)
_ROW = (Cm(2.7), Cm(0.5), Cm(13.3))
_LEFT, _RIGHT = Cm(8), Cm(8.5)
_BOX, _BOX_HEAD = (Cm(5.5), Cm(2)), ("Paraf penyusun draf", "Paraf")
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
"""What Word wants to read after a paragraph's borders; in another order it calls the file damaged."""
_LONGEST = 255
"""Characters of a document's property."""
_ROOM_TO_SIGN = 4
"""Empty lines."""


def nota_dinas_docx(form: NotaDinas) -> bytes:
    """A Nota Dinas to be edited: kop, table, body and room for a signature as in the PDF."""
    page, pieces = _page(form.subject), nota_dinas_pieces(form)
    _kop(page, form.kop)
    _put(page, [piece for piece in pieces if piece.kind is Kind.HEADING])
    _rows(page, [piece for piece in pieces if piece.kind is Kind.ROW])
    _put(page, [piece for piece in pieces if piece.kind not in (Kind.HEADING, Kind.ROW)])
    _signing(page, form)
    return _saved(page)


def text_docx(kop: Kop, pieces: Sequence[Piece], title: str) -> bytes:
    """A text of the office under its letterhead, to be edited."""
    page = _page(title)
    _kop(page, kop)
    _put(page, pieces)
    return _saved(page)


def _page(title: str) -> Document:
    page = docx.Document()
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(2)
    normal = page.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    normal.element.get_or_add_rPr().append(language)
    about = page.core_properties
    about.title, about.author, about.comments, about.language = clean_words(title)[:_LONGEST], "", "", "id"
    about.created = about.modified = _EPOCH
    return page


def _kop(page: Document, kop: Kop) -> None:
    first = "SEKRETARIAT KOMISI PEMILIHAN UMUM" if kop.secretariat else "KOMISI PEMILIHAN UMUM"
    lines = [(first, True, 14.0), (kop.region.upper(), True, 14.0)]
    lines += [(line, False, 9.5) for line in kop.address.splitlines() if line.strip()]
    *_, last = [_centred(page, text, bold=bold, size=size) for text, bold, size in lines]
    _ruled(last)
    last.paragraph_format.space_after = Pt(10)


def _put(page: Document, pieces: Sequence[Piece]) -> None:
    headings = [piece for piece in pieces if piece.kind is Kind.HEADING]
    for piece in pieces:
        match piece.kind:
            case Kind.HEADING:
                first = piece is headings[0]
                line = _centred(page, piece.text, bold=first, size=13 if first else 12)
                line.paragraph_format.space_after = Pt(12) if piece is headings[-1] else Pt(2)
            case Kind.ITEM:
                line = page.add_paragraph(clean_words(piece.text), style="List Number")
                line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            case Kind.RIGHT:
                line = _tight(page.add_paragraph(clean_words(piece.text)))
                line.paragraph_format.left_indent = _LEFT
            case Kind.FOOT:
                foot = page.sections[0].footer.paragraphs[0]
                foot.add_run(clean_words(piece.text)).font.size = Pt(8)
            case _:
                line = page.add_paragraph(clean_words(piece.text))
                line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _rows(page: Document, pieces: Sequence[Piece]) -> None:
    table = page.add_table(rows=len(pieces), cols=len(_ROW))
    _fill(table, [(piece.label, ":", piece.text) for piece in pieces], _ROW)
    _ruled(page.add_paragraph(), double=False)


def _signing(page: Document, form: NotaDinas) -> None:
    """At the left the drafters' box, on the office's own copy; at the right the room for the signature."""
    page.add_paragraph()
    lines = (f"{form.signer_position},", *[""] * _ROOM_TO_SIGN, form.signer_name or BLANK)
    both = page.add_table(rows=1, cols=2)
    _fill(both, [("", "\n".join(lines))], (_LEFT, _RIGHT))
    if form.parafs:
        given = [(f"{paraf.role}\n{paraf.name}", "") for paraf in form.parafs]
        box = both.rows[0].cells[0].add_table(rows=1 + len(given), cols=2)
        box.style = page.styles["Table Grid"]
        _fill(box, [_BOX_HEAD, *given], _BOX, size=8.5)


def _centred(page: Document, text: str, *, bold: bool, size: float) -> Paragraph:
    line = _tight(page.add_paragraph())
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(clean_words(text))
    run.bold, run.font.size = bold, Pt(size)
    return line


def _fill(table: Table, rows: Sequence[tuple[str, ...]], widths: Sequence[Length], size: float = 12) -> None:
    """Columns of these widths, for a reader that looks at the columns and for one that looks at the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            _tight(cell.paragraphs[0]).add_run(clean_words(text)).font.size = Pt(size)


def _tight(line: Paragraph) -> Paragraph:
    line.paragraph_format.space_after = Pt(2)
    return line


def _ruled(line: Paragraph, *, double: bool = True) -> None:
    """A rule beneath a paragraph; python-docx has no word for it."""
    border = OxmlElement("w:bottom")
    for name, value in (("val", "thinThickSmallGap" if double else "single"), ("sz", "12"), ("space", "4")):
        border.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(border)
    about = line._p.get_or_add_pPr()  # noqa: SLF001 - the element itself is the library's only way to a border
    about.insert_element_before(borders, *_AFTER_BORDERS)


def _saved(page: Document) -> bytes:
    made, fixed = io.BytesIO(), io.BytesIO()
    page.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZIPPED_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
