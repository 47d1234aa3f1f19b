"""The papers of the procedure, as PDF: the Nota Dinas and the Lembar Disposisi.

What a paper says and how it looks stands in the `.typ` templates beside this file; `forms` says what fills
them, `render` makes the file. When a paper is due, and to whom it goes, is decided elsewhere.
"""

from bot.papers.errors import PaperError, PaperNotMade, PdfBroken, PdfLocked, PdfUnreadable
from bot.papers.forms import Instruction, Kop, LembarDisposisi, NotaDinas, Paraf, Tick
from bot.papers.render import file_name, first_page, render

__all__ = [
    "Instruction",
    "Kop",
    "LembarDisposisi",
    "NotaDinas",
    "PaperError",
    "PaperNotMade",
    "Paraf",
    "PdfBroken",
    "PdfLocked",
    "PdfUnreadable",
    "Tick",
    "file_name",
    "first_page",
    "render",
]
