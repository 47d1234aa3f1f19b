"""How a finished maklumat stands in the office's register of archives (Daftar arsip aktif).

The classification code and the retention follow the office's own schedule (JRA, PKPU 17/2023): they are typed by the
office, kept as typed, and left empty where nobody has said them. Nothing is ever deleted by what stands here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from sop.errors import ArchiveLineUnfit
from sop.wording import clean_words

VALUE_LIMIT = 100
"""Characters of one value: it stands in one cell of a table."""
NOTHING_SAID = "-"
"""Typed in the place of a value: what the office has set holds again."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the register says beside what the procedure itself tells; empty where nobody has said it."""

    code: str = ""
    stage: str = ""
    """Tingkat perkembangan: original, copy."""
    quantity: str = ""
    active: str = ""
    """How long it is kept at hand, as the schedule says it."""
    inactive: str = ""
    fate: str = ""
    """What becomes of it in the end; by people, never by this program."""
    note: str = ""

    def over(self, usual: "Marks") -> "Marks":
        """These, and what is usual where these say nothing."""
        return replace(usual, **{name: value for name, value in _named(self).items() if value})


UNMARKED = Marks()
"""Nobody has said anything yet."""

LABELS: Mapping[str, str] = {
    "code": "Kode klasifikasi",
    "stage": "Tingkat perkembangan",
    "quantity": "Jumlah",
    "active": "Retensi aktif",
    "inactive": "Retensi inaktif",
    "fate": "Nasib akhir",
    "note": "Keterangan",
}
"""What an official types before the colon, in the order of the register."""
_FIELDS: Mapping[str, str] = {label.casefold(): name for name, label in LABELS.items()}


_CODE = re.compile(r"(?:^|[/\s])([A-Z]{2}(?:\.\d{1,2}){1,4})(?=[-/\s]|$)")
"""A classification code as it stands in an office's numbers: two letters and figures between points, as in PP.07."""


def code_in(number_pattern: str) -> str:
    """The classification code that the office's numbers carry; nothing where there is none, or more than one."""
    found = set(_CODE.findall(number_pattern))
    return found.pop() if len(found) == 1 else ""


def changed(text: str, before: Marks) -> Marks:
    """What was typed, over what stood there: one line for each value, `Retensi aktif: 2 tahun`.

    Raises:
        ArchiveLineUnfit: nothing was typed, a line has no label of the register, or one that came before, or its value
            is too long.
    """
    lines = [line.strip() for line in clean_words(text).splitlines() if line.strip()]
    if not lines:
        raise _unfit("")
    said: dict[str, str] = {}
    for line in lines:
        name, value = _read(line)
        if name in said:
            raise _unfit(line, is_again=True)
        said[name] = value
    return replace(before, **said)


def _unfit(line: str, *, is_again: bool = False) -> ArchiveLineUnfit:
    return ArchiveLineUnfit(line, tuple(LABELS.values()), VALUE_LIMIT, is_again)


def _read(line: str) -> tuple[str, str]:
    label, colon, value = line.partition(":")
    name = _FIELDS.get(" ".join(label.split()).casefold())
    value = " ".join(value.split())
    if not colon or name is None or not value or len(value) > VALUE_LIMIT:
        raise _unfit(line)
    return name, "" if value == NOTHING_SAID else value


def _named(marks: Marks) -> dict[str, str]:
    return {field.name: getattr(marks, field.name) for field in fields(marks)}
