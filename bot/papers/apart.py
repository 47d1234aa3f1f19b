"""A file that somebody sent is opened apart: in a process of its own, which may end without the bot.

PDFium is a large library for hostile bytes: some make it loop, some take all memory, some bring it down; XML and web
pages can do as much. Here none of that reaches the bot; the process has 400 MB and 8 seconds of a processor
(_opener.py), and 30 seconds in all.
"""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.papers.errors import PdfBroken, PdfLocked, PdfTooHard

SECONDS = 30.0
"""From its start to its end, also on a machine with much else to do."""
AT_ONCE = 2
ROOM = ThreadPoolExecutor(AT_ONCE, "pdf")
"""Threads that wait for such a process: few, and none of those that serve everything else."""

_OPENER = Path(__file__).with_name("_opener.py")
_BROKEN, _LOCKED = 3, 4
_ENDED = (-signal.SIGTERM, -signal.SIGINT)
_KNOWN = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""All that it is told of the bot's surroundings: no token, no database."""


def pages_of(pdf: bytes) -> int:
    """How many pages there are, once its first page could be read.

    Raises:
        PdfBroken: No PDF, a damaged one, or one without pages.
        PdfLocked: It needs a password.
        PdfTooHard: It could not be read within the bounds.
        OSError: No process could be started, or it was ended from outside.
    """
    return int(_asked("pages", pdf))


def first_page(pdf: bytes, width: int = 1000) -> bytes:
    """A PNG of page 1, so that a Komisioner sees the draft without opening a file.

    Args:
        pdf: Any PDF, also one a stranger made.
        width: In pixels. A page more than three times as high as wide is drawn narrower, which bounds the
            memory.

    Raises:
        PdfBroken: No PDF, a damaged one, or one without pages.
        PdfLocked: It needs a password.
        PdfTooHard: It could not be drawn within the bounds.
        OSError: No process could be started, or it was ended from outside.
    """
    return _asked("picture", pdf, str(width))


def words_in(data: bytes, kind: str) -> str:
    """The words that stand in a file, in their order; a form feed ends each page of a PDF.

    Args:
        data: Any such file, also one a stranger made.
        kind: `pdf`, `docx`, `odt` or `html`.

    Returns:
        At most 200,000 characters; nothing where there are only pictures of words.

    Raises:
        PdfBroken: It is no such file, or a damaged one.
        PdfLocked: It needs a password.
        PdfTooHard: It could not be read within the bounds.
        OSError: No process could be started, or it was ended from outside.
    """
    return _asked("text", data, kind).decode("utf-8")


def _asked(task: str, data: bytes, detail: str = "") -> bytes:
    command = [sys.executable, "-P", str(_OPENER), task, detail]
    known = {name: os.environ[name] for name in _KNOWN if name in os.environ}
    try:
        # A session of its own: Ctrl+C is for the bot.
        done = subprocess.run(  # noqa: S603 - our own file, in this interpreter; what was sent is its input only
            command, input=data, capture_output=True, timeout=SECONDS, check=False, env=known, start_new_session=True
        )
    except subprocess.TimeoutExpired:
        raise PdfTooHard(f"not done in {SECONDS:g} s") from None
    match done.returncode:
        case 0:
            return done.stdout
        case code if code == _BROKEN:
            raise PdfBroken("it does not open")
        case code if code == _LOCKED:
            raise PdfLocked("a password is needed")
        case code if code in _ENDED:
            raise ChildProcessError("ended from outside")
        case code:
            raise PdfTooHard(f"ended with {code}")
