"""The register of archives (Daftar arsip aktif) as tables: a workbook to print, and a CSV to hand on."""

import io
from collections.abc import Sequence

import xlsxwriter

from bot.papers.recap import EPOCH, XLSX, semicolons
from handlers.screens.archives import REGISTER_HEADINGS, REGISTER_TITLE, Register
from sop.items import KeptFile
from storage.files import describe

_WIDTHS = (5, 15, 12, 44, 24, 18, 18, 16, 14, 14, 16, 28, 30)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would take a cell that begins so for something to be worked out."""


def tables(register: Register) -> Sequence[tuple[KeptFile, bytes]]:
    """The files of a register with their bytes."""
    made = (("xlsx", XLSX, workbook(register)), ("csv", "text/csv", plain(register)))
    return [(describe(data, f"{register.name}.{ending}", kind), data) for ending, kind, data in made]


def workbook(register: Register) -> bytes:
    """An XLSX of one table, wide enough to be printed."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": REGISTER_TITLE, "author": register.office, "created": EPOCH})
        page = book.add_worksheet(REGISTER_TITLE)
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        for row, text in enumerate((REGISTER_TITLE, register.office, register.as_of)):
            page.write_string(row, 0, text, book.add_format({"bold": row == 0}))
        page.write_row(4, 0, REGISTER_HEADINGS, heading)
        for row, line in enumerate(register.rows, 5):
            for column, text in enumerate(line):
                page.write_string(row, column, text, cell)
        page.repeat_rows(4)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    return file.getvalue()


def plain(register: Register) -> bytes:
    """A CSV as the recap's; what an official typed is text there, whatever it begins with."""
    return semicolons(REGISTER_HEADINGS, [[_as_text(cell) for cell in line] for line in register.rows])


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
