"""A bundle (Berkas) as one PDF: cover, table of contents, papers and texts page by page, history, list of files.

What others made is opened, and the whole is typeset, in processes of their own within bounds (apart.py). A file that
cannot stand in it as pages is named in the list instead; nothing that anybody sent keeps the bundle from being made.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from bot.papers.apart import ROOM, flatten, typeset
from bot.papers.errors import PaperNotMade
from bot.papers.letterhead import Letterhead
from bot.papers.letters import printed
from bot.papers.render import TEMPLATES, as_json
from handlers.screens.bundles import Contents, Part, contents, why_not
from handlers.screens.dates import zone_named
from storage.errors import FileAltered
from storage.reading import Dossier

Read = Callable[[str], Awaitable[bytes]]
"""The bytes of a kept file by its SHA-256 (hex)."""

TEMPLATE = "berkas.typ"
_WITH = "kop.typ"
PDF = "application/pdf"
_PICTURES = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True)
class _Laid:
    """A part as it lies in the folder; `shapes` has a P or an L for each page of a PDF and is empty for a picture."""

    part: Part
    name: str
    shapes: str


async def bundle(dossier: Dossier, head: Letterhead, read: Read) -> bytes:
    """The PDF; the same dossier gives the same bytes.

    One file is in memory at a time, until the whole is typeset in a process of its own.

    Raises:
        PaperNotMade: Not even the cover can be typeset: the template is broken, or Typst is.
        OSError: There is no room for it on the disk, or no process could be started.
    """
    told = contents(dossier, head.sop_number)
    with tempfile.TemporaryDirectory(prefix="berkas-") as made_here:
        folder = Path(made_here)
        for name in (TEMPLATE, _WITH):
            shutil.copyfile(TEMPLATES / name, folder / name)
        laid = await _lay(told.parts, folder, read)
        return await asyncio.get_running_loop().run_in_executor(ROOM, _typeset, dossier, head, told, laid, folder)


async def _lay(parts: Iterable[Part], folder: Path, read: Read) -> tuple[_Laid, ...]:
    """Put those parts into the folder that may stand in the bundle as pages."""
    named: dict[str, Part] = {}
    for number, part in enumerate(parts, 1):
        if part.file.media_type in (PDF, *_PICTURES):
            name = f"{number:03}{PurePath(part.file.name).suffix}"
            try:
                data = await read(part.file.sha256)
            except FileAltered:
                continue
            await asyncio.to_thread((folder / name).write_bytes, data)
            named[name] = part
    pdfs = [name for name, part in named.items() if part.file.media_type == PDF]
    shapes = await asyncio.get_running_loop().run_in_executor(ROOM, flatten, folder, pdfs)
    for name in pdfs:
        (folder / name).unlink()
    return tuple(
        _Laid(part, f"{name}.flat" if name in shapes else name, shapes.get(name, ""))
        for name, part in named.items()
        if name in shapes or part.file.media_type != PDF
    )


def _typeset(dossier: Dossier, head: Letterhead, told: Contents, laid: tuple[_Laid, ...], folder: Path) -> bytes:
    """All of it; where that cannot be, without what cannot be typeset even alone; and else without any of it."""

    def of(some: tuple[_Laid, ...]) -> bytes:
        made_at = int(dossier.entries[-1].at.timestamp())
        inputs = {"isian": json.dumps(printed(_filled(dossier, head, told, some)), ensure_ascii=False)}
        return typeset(folder, TEMPLATE, inputs, made_at)

    def is_sound(one: _Laid) -> bool:
        try:
            of((one,))
        except PaperNotMade:
            return False
        return True

    try:
        return of(laid)
    except PaperNotMade:
        sound = tuple(one for one in laid if is_sound(one))
    try:
        return of(sound)
    except PaperNotMade:
        return of(())


def _filled(dossier: Dossier, head: Letterhead, told: Contents, laid: tuple[_Laid, ...]) -> Mapping[str, object]:
    labels = {one.part.file.sha256: f"bagian-{number}" for number, one in reversed([*enumerate(laid)])}
    last = dossier.entries[-1].at.astimezone(dossier.view.office.rules.calendar.zone)
    return {
        "kop": as_json(head.kop()),
        "kertas": head.size,
        "office": told.office,
        "title": told.title,
        "control_number": told.control_number,
        "facts": told.facts,
        "parts": [
            {"title": one.part.title, "label": f"bagian-{number}", "file": one.name, "shapes": one.shapes}
            for number, one in enumerate(laid)
        ],
        "zone": zone_named(last),
        "lines": [
            {"number": line.number, "at": line.at, "text": line.text, "words": line.words, "digest": line.digest}
            for line in told.lines
        ],
        "files": [
            {"name": file.name, "sha256": file.sha256, "label": labels.get(file.sha256, ""), "why": why_not(told, file)}
            for file in told.files
        ],
    }
