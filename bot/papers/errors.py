"""What can go wrong with a paper; errors carry data, the sentences for people stand elsewhere.

PaperError
  PaperNotMade       a template could not be typeset   (template, reason)
  PdfUnreadable      a PDF that was given to us        (reason)
    PdfBroken        not a PDF, damaged, or without pages
    PdfLocked        needs a password
    PdfTooHard       took too much time or memory
"""


class PaperError(Exception):
    """A paper could not be made or read."""


class PaperNotMade(PaperError):
    """A template could not be typeset; the maklumat is not touched by that, and the paper can be made again.

    Attributes:
        template: The file name of the template, as `nota-dinas.typ`.
        reason: What Typst said, with the place in the template where it knew it.
    """

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"{template}: {reason}")
        self.template = template
        self.reason = reason


class PdfUnreadable(PaperError):
    """A PDF, or another file of words, that was given to us shows nothing.

    Attributes:
        reason: What is known of it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PdfBroken(PdfUnreadable):
    """The bytes are no PDF, or a damaged one, or one without pages."""


class PdfLocked(PdfUnreadable):
    """The PDF opens only with a password, which the bot neither asks for nor keeps."""


class PdfTooHard(PdfUnreadable):
    """It took more time or memory than any honest paper does, or brought PDFium down."""
