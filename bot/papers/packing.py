"""A bundle (Berkas) as a ZIP: every original under its archive name, the list of their SHA-256, the journal, a note.

Nothing is compressed: what officials send is already, and so the same state gives the same bytes on every machine.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from handlers.screens.bundles import JOURNAL, NOTE, SUMS, line_of, note
from storage.errors import FileAltered
from storage.reading import Dossier

_PLAIN_FILE = 0o100644 << 16
_UNIX = 3


async def pack(dossier: Dossier, read: Callable[[str], Awaitable[bytes]], to: Path) -> None:
    """Write the ZIP; one original is in memory at a time.

    A file whose bytes are no longer those that were kept is left out, and the note says so.

    Args:
        dossier: what goes into it.
        read: the bytes of a kept file by its SHA-256 (hex).
        to: where it is written; nothing is there yet.

    Raises:
        OSError: it cannot be written.
    """
    zone = dossier.view.office.rules.calendar.zone
    at = dossier.entries[-1].at.astimezone(zone)
    folder = dossier.view.maklumat.control_number
    sums, lost = [], []
    with to.open("xb") as file, ZipFile(file, "w", ZIP_STORED) as made:

        def put(name: str, data: bytes) -> None:
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")
            made.writestr(_entry(f"{folder}/{name}", at), data)

        for kept in dossier.files:
            try:
                put(kept.name, await read(kept.sha256))
            except FileAltered:
                lost.append(kept.name)
        lines = (json.dumps(line_of(entry), ensure_ascii=True) + "\n" for entry in dossier.entries)
        put(JOURNAL, "".join(lines).encode())
        put(NOTE, note(dossier, tuple(lost)).encode())
        made.writestr(_entry(f"{folder}/{SUMS}", at), "".join(f"{line}\n" for line in sums).encode())


def _entry(name: str, at: datetime) -> ZipInfo:
    # A ZIP knows neither zones nor odd seconds; on every machine it is the same.
    entry = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second - at.second % 2))
    entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
    return entry
