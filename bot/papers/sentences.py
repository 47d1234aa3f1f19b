"""The sentences of a paper, from a text file that somebody who knows no Python can change.

Each line of such a file is one piece; what its first character means is written at the head of the file. Values are put
in last and never read again, so that whatever people type stays what it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.papers.errors import PaperNotMade
from bot.papers.forms import NotaDinas

BLANK = "…………………………"
"""For the pen, where the bot does not know."""

_FOLDER = Path(__file__).parent
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_VALUE = re.compile(r"\{([a-z-]+)\}")


class Kind(StrEnum):
    """What a piece is on the sheet; the templates know it by this word."""

    HEADING = "judul"
    ROW = "baris"
    """Of the table at the head of a letter."""
    ITEM = "butir"
    """Of a numbered list."""
    RIGHT = "kanan"
    """Of the block in which somebody signs."""
    FOOT = "kaki"
    """Small, at the foot of the page; on what can be edited alone."""
    PARAGRAPH = "paragraf"


_MARKS = {"# ": Kind.HEADING, "| ": Kind.ROW, "1. ": Kind.ITEM, ">": Kind.RIGHT, "_ ": Kind.FOOT}


@dataclass(frozen=True)
class Piece:
    """One line of the file, filled in: of a row its label too, of an item its number in its list, from 1."""

    kind: Kind
    text: str
    label: str = ""
    number: int = 0


def filled(name: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    """The pieces of a file, in their order.

    Args:
        name: The file beside this module, as `nota-dinas.txt`.
        values: What is filled in, by the words that stand in braces. An empty one leaves out its brackets, or the
            whole of a row; elsewhere it is printed as dots for the pen.

    Raises:
        PaperNotMade: The file asks for what is not given.
    """
    text = (_FOLDER / name).read_text(encoding="utf-8")
    try:
        return tuple(_numbered(_pieces(text.splitlines(), values)))
    except KeyError as unknown:
        raise PaperNotMade(name, f"{{{unknown.args[0]}}}: not one of {', '.join(sorted(values))}") from unknown


def nota_dinas_pieces(form: NotaDinas) -> tuple[Piece, ...]:
    """What a Nota Dinas says, for the PDF and for the DOCX."""
    copies = (
        [f"{number}. {copy}" for number, copy in enumerate(form.copies, 1)] if len(form.copies) > 1 else form.copies
    )
    roles = list(dict.fromkeys(paraf.role for paraf in form.parafs))
    *before, last = roles or [""]
    return filled(
        "nota-dinas.txt",
        {
            "nomor": form.number,
            "kepada": form.to,
            "dari": form.sender,
            "tembusan": "\n".join(copies),
            "tanggal": form.date,
            "sifat": form.nature,
            "lampiran": form.attachments,
            "hal": form.subject,
            "nomor-sop": form.sop_number,
            "judul": form.title,
            "versi": str(form.draft_version),
            "pemaraf": f"{', '.join(before)} dan {last}" if before else last,
            "perbaikan": form.corrects,
            "sapaan": form.sapaan,
            "tenggat": form.due,
            "nomor-kendali": form.control_number,
        },
    )


def _pieces(lines: list[str], values: Mapping[str, str]) -> Iterator[Piece]:
    for line in lines:
        if not line.strip() or line.startswith("//"):
            continue
        mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
        kind, wanted = _MARKS.get(mark, Kind.PARAGRAPH), line.removeprefix(mark).strip()
        label = ""
        if kind is Kind.ROW:
            label, _, wanted = (part.strip() for part in wanted.partition("|"))
        kept = _OPTIONAL.sub(lambda part: part[1] if _is_known(part[1], values) else "", wanted)
        if (kept or not wanted) and (kind is not Kind.ROW or _is_known(kept, values)):
            yield Piece(kind, _VALUE.sub(lambda word: values[word[1]] or BLANK, kept), label)


def _is_known(text: str, values: Mapping[str, str]) -> bool:
    return all(values[word] for word in _VALUE.findall(text))


def _numbered(pieces: Iterator[Piece]) -> Iterator[Piece]:
    number = 0
    for piece in pieces:
        number = number + 1 if piece.kind is Kind.ITEM else 0
        yield Piece(piece.kind, piece.text, piece.label, number)
