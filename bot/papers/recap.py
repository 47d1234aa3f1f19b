"""Files of a recap: a picture to look at, a table to reckon with in a spreadsheet, and the same as plain text.

The picture's looks and words stand in rekap.typ.
"""

import asyncio
import csv
import io
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from bot.papers.errors import PaperError
from bot.papers.letters import printable
from bot.papers.render import draw
from handlers.screens.recaps import HEADINGS, TITLE, Cell, Line, Sheet
from sop.items import KeptFile
from storage.files import describe

log = logging.getLogger(__name__)

TEMPLATE = "rekap.typ"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (9, 24, 9, 18, 24, 19, 19, 26, 26)
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zones; the same figures give the same bytes


async def bind(sheet: Sheet) -> Sequence[tuple[KeptFile, bytes]]:
    """The files of a recap with their bytes; a picture that cannot be made is left out, the tables tell the same."""
    return await asyncio.to_thread(_bind, sheet)


def _bind(sheet: Sheet) -> Sequence[tuple[KeptFile, bytes]]:
    tables = [("xlsx", XLSX, spreadsheet(sheet)), ("csv", "text/csv", plain(sheet))]
    try:
        made = [("png", "image/png", picture(sheet)), *tables]
    except PaperError:
        log.exception("the picture of a recap could not be made")
        made = tables
    return [(describe(data, f"{sheet.name}.{ending}", kind), data) for ending, kind, data in made]


def picture(sheet: Sheet) -> bytes:
    """A PNG: the figures, and a bar for each step.

    Raises:
        PaperNotMade: The template is broken, or Typst is.
    """
    scale = max((line.longest for line in sheet.lines if line.longest), default=None)

    def drawn(line: Line) -> dict[str, Any]:
        parts = [time / scale if time and scale else 0 for time in (line.median, line.longest)]
        return {
            "number": line.number,
            "name": line.name,
            "count": line.count,
            "within": line.within,
            "median": line.median_shown,
            "longest": line.longest_shown,
            "median_part": parts[0],
            "longest_part": parts[1],
        }

    return draw(
        TEMPLATE,
        {
            "office": printable(sheet.office),
            "period": sheet.period,
            "as_of": sheet.as_of,
            "steps": [drawn(line) for line in sheet.lines],
            "remarks": sheet.remarks,
        },
    )


def spreadsheet(sheet: Sheet) -> bytes:
    """An XLSX of one table."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{TITLE}, {sheet.period}", "author": sheet.office, "created": EPOCH})
        page = book.add_worksheet("Rekap")
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        for row, text in enumerate(_head(sheet)):
            page.write_string(row, 0, text, book.add_format({"bold": row == 0}))
        first = len(_head(sheet)) + 1
        page.write_row(first, 0, HEADINGS, heading)
        for row, line in enumerate(sheet.lines, first + 1):
            page.write_row(row, 0, line.cells)
        for row, remark in enumerate(sheet.remarks, first + len(sheet.lines) + 2):
            page.write_string(row, 0, remark)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return file.getvalue()


def plain(sheet: Sheet) -> bytes:
    """A CSV as a spreadsheet set to Indonesian opens it: semicolons, decimal commas, UTF-8 with its mark.

    The table alone, so that a program finds headings in the first line.
    """
    return semicolons(HEADINGS, [[_written(cell) for cell in line.cells] for line in sheet.lines])


def semicolons(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as a spreadsheet set to Indonesian opens it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def _head(sheet: Sheet) -> tuple[str, ...]:
    return (f"{TITLE}, {sheet.period}", sheet.office, sheet.as_of)


def _written(cell: Cell) -> str:
    return f"{cell:g}".replace(".", ",") if isinstance(cell, float) else str(cell)
