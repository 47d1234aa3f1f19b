"""The papers of the procedure, as PDF: the Nota Dinas and the Lembar Disposisi.

What a paper says and how it looks stands in the `.typ` templates beside this file; `forms` says what fills
them, `render` makes the file, and `apart` opens what others made. When a paper is due, and to whom it goes, is
decided elsewhere.
"""

from bot.papers.apart import first_page, pages_of, words_in
from bot.papers.errors import PaperError, PaperNotMade, PdfBroken, PdfLocked, PdfTooHard, PdfUnreadable
from bot.papers.forms import Instruction, Kop, LembarDisposisi, NotaDinas, Paraf, Tick
from bot.papers.render import file_name, render

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
    "PdfTooHard",
    "PdfUnreadable",
    "Tick",
    "file_name",
    "first_page",
    "pages_of",
    "render",
    "words_in",
]
