"""Form in, PDF out.

Nothing here is asynchronous and nothing touches a file but the templates: call it through
`asyncio.to_thread`. Typst stands behind a lock. Fonts come from the typst package alone, never from the machine.
"""

import functools
import json
import threading
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import typst

from bot.papers.errors import PaperNotMade
from bot.papers.forms import LembarDisposisi, NotaDinas, PaperSize
from bot.papers.letters import NO_EMOJI, NO_SCRIPT, printable
from bot.papers.pictures import Picture
from bot.papers.records import BuktiTayang, LembarParaf, RekapProses, TandaTerima
from bot.papers.sentences import nota_dinas_pieces
from storage.naming import archive_name

Form: TypeAlias = NotaDinas | LembarDisposisi | LembarParaf | TandaTerima | BuktiTayang | RekapProses
"""What a paper is filled with: one kind for each template."""

TEMPLATES = Path(__file__).parent

STANDARD: Final = "a-2b"
"""The archive's PDF. Typst marks the file so and refuses what contradicts it; no validator has been run over
it.
"""

PICTURE_PPI = 192.0
"""Twice as fine as the 96 of a screen; Telegram shows a picture at 1280 pixels a side, and shrinks larger ones."""

_PAPER: Final[Mapping[type[Form], str]] = {
    NotaDinas: "nota-dinas",
    LembarDisposisi: "disposisi",
    LembarParaf: "lembar-paraf",
    TandaTerima: "tanda-terima",
    BuktiTayang: "bukti-tayang",
    RekapProses: "rekap-proses",
}
"""In the file's name."""
_TEMPLATE: Final[Mapping[type[Form], str]] = {
    **{form: f"{paper}.typ" for form, paper in _PAPER.items()},
    LembarDisposisi: "lembar-disposisi.typ",
}
_PICTURE: Final = "gambar.typ"
KEPT: Final = 10
"""So many compilations more Typst keeps what one was given, however large it is."""
_WITH_PICTURES: Final = frozenset({_PICTURE, "bukti-tayang.typ"})
"""Templates for what people send; an office's own logo is one, and small."""
_typst = threading.Lock()


def render(form: Form, size: PaperSize = PaperSize.A4) -> bytes:
    """The same form on the same sheet gives the same bytes, on every machine and at any hour.

    Args:
        form: What is filled in; its texts may hold anything a person can type.
        size: The sheet it is printed on.

    Returns:
        A PDF marked PDF/A-2b, of as many pages as the texts need.

    Raises:
        PaperNotMade: The template is broken, or Typst is.
        ValueError: `made_at` bears no time zone.
    """
    if form.made_at.tzinfo is None:
        raise ValueError("made_at must be aware: a naive one would depend on the machine's zone")
    data = {field.name: as_json(getattr(form, field.name)) for field in fields(form) if field.name != "made_at"}
    if isinstance(form, NotaDinas):
        data["naskah"] = [as_json(piece) for piece in nota_dinas_pieces(form)]
    text = json.dumps(data, ensure_ascii=False)
    data["diganti"] = NO_EMOJI in text or NO_SCRIPT in text
    data["kertas"] = size
    return _typeset(_TEMPLATE[type(form)], data, int(form.made_at.timestamp()))


def shows(picture: Picture) -> bool:
    """Whether the picture can stand on a paper: it holds together, and PDF/A allows it."""
    try:
        _typeset(_PICTURE, {"gambar": as_json(picture)}, 0)
    except PaperNotMade:
        return False
    return True


def typeset_page(template: str, form: Any, size: PaperSize, made_at: datetime) -> bytes:
    """A page that is no paper of a maklumat: not named for one, and kept nowhere.

    Args:
        template: Its file.
        form: A dataclass of what is filled in.
        size: The sheet.
        made_at: The file's date, aware.

    Raises:
        PaperNotMade: The template is broken, or Typst is.
    """
    data = {field.name: as_json(getattr(form, field.name)) for field in fields(form)} | {"kertas": size}
    return _typeset(template, data, int(made_at.timestamp()))


def file_name(form: Form, *, step: int) -> str:
    """A paper is named for its maklumat, the step it belongs to, and the draft's version:
    `MKL-2027-001_03_disposisi_v2.pdf`.

    Args:
        form: The paper.
        step: The SOP's step, 1 to 6, which brings a folder into the order of the procedure.
    """
    return archive_name(form.control_number, step, _PAPER[type(form)], form.draft_version, ".pdf")


def draw(template: str, data: Mapping[str, Any]) -> bytes:
    """A PNG of a template's only page, for a chat in which a PDF would have to be opened first.

    Raises:
        PaperNotMade: The template is broken, or Typst is.
    """
    return _compiled(template, data, format="png", ppi=PICTURE_PPI)


@functools.cache
def _compiler() -> typst.Compiler:
    """Fonts are read once: a compiler made anew for each paper costs twice the time of the paper."""
    return typst.Compiler(root=TEMPLATES, font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True)


def _forget() -> None:
    """Typst lets go of what it was given: of a few screenshots that would be hundreds of MB until ten papers later."""
    for _ in range(KEPT + 1):
        _compiler().compile(b"", format="pdf")


def _typeset(template: str, data: Mapping[str, Any], made_at: int) -> bytes:
    return _compiled(template, data, format="pdf", pdf_standards=STANDARD, timestamp=made_at)


def _compiled(template: str, data: Mapping[str, Any], **how: Any) -> bytes:
    # As JSON in an input, never as text pasted into markup: what a user types can then not become a command
    # of Typst.
    inputs = {"isian": json.dumps(data, ensure_ascii=False)}
    try:
        with _typst:
            try:
                made = _compiler().compile(TEMPLATES / template, sys_inputs=inputs, **how)
            finally:
                if template in _WITH_PICTURES:
                    _forget()
    except typst.TypstError as trouble:
        raise PaperNotMade(template, trouble.diagnostic or trouble.message) from trouble
    except BaseException as trouble:
        # A panic inside Typst arrives outside the Exception tree and under a class nobody can import.
        if type(trouble).__name__ != "PanicException":
            raise
        _compiler.cache_clear()
        raise PaperNotMade(template, str(trouble)) from trouble
    if not isinstance(made, bytes):
        raise PaperNotMade(template, "a picture has one page")
    return made


def as_json(value: Any) -> Any:
    """A form's field as JSON knows it, each text reduced to what the fonts can print, a picture as its bytes' numbers.

    Typst reads no file that lies outside the templates' folder, and JSON has no bytes.
    """
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Picture):
        return {"format": value.format, "isi": list(value.data)}
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    return value
