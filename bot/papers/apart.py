"""A file that somebody sent is opened apart: in a process of its own, which may end without the bot.

PDFium is a large library for hostile bytes: some make it loop, some take all memory, some bring it down; XML and web
pages can do as much. Here none of that reaches the bot; the process has 400 MB and 8 seconds of a processor
(_opener.py), and 30 seconds in all. What goes into a bundle is opened and typeset so too, within wider bounds.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.papers.errors import PaperNotMade, PdfBroken, PdfLocked, PdfTooHard

SECONDS = 30.0
"""From its start to its end, also on a machine with much else to do."""
SECONDS_FOR_MANY = 180.0
MEMORY_TO_TYPESET = 700_000_000
"""Bytes of address space, to which comes a multiple of what is put in."""
MOST_MEMORY = 4_000_000_000
AT_ONCE = 2
ROOM = ThreadPoolExecutor(AT_ONCE, "pdf")
"""Threads that wait for such a process: few, and none of those that serve everything else."""

_OPENER = Path(__file__).with_name("_opener.py")
_BROKEN, _LOCKED = 3, 4
_TOO_LONG = -1000
_OUT = "out.pdf"
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


def flatten(folder: Path, names: Sequence[str]) -> Mapping[str, str]:
    """Write PDFs of a folder anew as NAME.flat: annotations drawn into the pages, without what can act.

    One that brings its process down is given up, and the others go on without it.

    Args:
        folder: Where they lie, of nobody else's.
        names: Their names there.

    Returns:
        For each that could be read, its pages' shapes: a P or an L for each page, upright or wide.

    Raises:
        OSError: No process could be started, or it was ended from outside.
    """
    shapes: dict[str, str] = {}
    left = list(names)
    while left:
        done = _run(["flatten", str(folder), *left], b"", SECONDS_FOR_MANY)
        told = dict(line.split(" ", 1) for line in done.stdout.decode().splitlines())
        shapes |= {name: said for name, said in told.items() if not set(said) - set("PL")}
        # The first of which nothing was said is the one that ended it.
        left = [name for name in left if name not in told][1:]
    return shapes


def typeset(folder: Path, main: str, inputs: Mapping[str, str], made_at: int) -> bytes:
    """A PDF of a Typst template among files that others made.

    Args:
        folder: Where the template and the files lie; nothing else is read.
        main: The template's name there.
        inputs: What fills it in.
        made_at: The file's date, in seconds since 1970 (UTC).

    Raises:
        PaperNotMade: A file, or the template, cannot be typeset within the bounds.
        OSError: No process could be started, or it was ended from outside.
    """
    size = sum(path.stat().st_size for path in folder.iterdir())
    memory = min(MEMORY_TO_TYPESET + 10 * size, MOST_MEMORY)
    asked = json.dumps({"inputs": inputs, "made_at": made_at}).encode()
    done = _run(["typeset", str(folder), main, _OUT, str(memory)], asked, SECONDS_FOR_MANY)
    if done.returncode:
        raise PaperNotMade(main, done.stderr.decode(errors="replace").strip() or f"ended with {done.returncode}")
    return (folder / _OUT).read_bytes()


def _asked(task: str, data: bytes, detail: str = "") -> bytes:
    done = _run([task, detail], data, SECONDS)
    match done.returncode:
        case 0:
            return done.stdout
        case code if code == _BROKEN:
            raise PdfBroken("it does not open")
        case code if code == _LOCKED:
            raise PdfLocked("a password is needed")
        case code if code == _TOO_LONG:
            raise PdfTooHard(f"not done in {SECONDS:g} s")
        case code:
            raise PdfTooHard(f"ended with {code}")


def _run(task: Sequence[str], given: bytes, seconds: float) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-P", str(_OPENER), *task]
    known = {name: os.environ[name] for name in _KNOWN if name in os.environ}
    try:
        # A session of its own: Ctrl+C is for the bot.
        done = subprocess.run(  # noqa: S603 - our own file, in this interpreter; what was sent is its input only
            command, input=given, capture_output=True, timeout=seconds, check=False, env=known, start_new_session=True
        )
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(command, _TOO_LONG, late.stdout or b"", b"")
    if done.returncode in _ENDED:
        raise ChildProcessError("ended from outside")
    return done
