"""Makes the files of the archive when somebody asks for them, outside any transaction and beside the event loop.

One bundle is made at a time, so that however many ask, only one lies in memory; who asks for what is being made, or was
made of the same state before, gets that.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.papers.bundle import PDF, bundle
from bot.papers.letterhead import Letterhead
from bot.papers.packing import pack
from bot.papers.register import tables
from handlers.context import Bound, BundleForm
from handlers.screens.archives import Register
from handlers.screens.bundles import contents
from sop.events import MaklumatId
from sop.items import KeptFile
from storage.files import describe
from storage.people import Official
from storage.reading import Dossier, Reading

MOST = 50_000_000
"""Bytes: Telegram takes no larger file from a bot."""
ZIP = "application/zip"
_REMEMBERED = 200

_Key = tuple[MaklumatId, int, BundleForm, frozenset[Official]]
"""Also how everybody is called: the history in a bundle names people as they are called when it is made."""


@dataclass
class Archivist:
    """Binds bundles and registers for chats."""

    reading: Reading
    letterhead: Letterhead
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _making: dict[_Key, asyncio.Task[Bound | None]] = field(default_factory=dict)
    _made: dict[_Key, KeptFile] = field(default_factory=dict)

    async def bundle(self, dossier: Dossier, form: BundleForm) -> Bound | None:
        """The bundle of a maklumat as it is in this dossier.

        Returns:
            Its file, with its bytes unless they are kept already; None when Telegram would not take it.

        Raises:
            PaperNotMade: the template is broken, or Typst is.
            OSError: there is no room for it on the disk.
        """
        view = dossier.view
        key = (view.maklumat.id, view.maklumat.revision, form, frozenset(map(_named, view.people.by_id.values())))
        making = self._making.get(key)
        if making is None:
            making = asyncio.create_task(self._bound(dossier, form, key))
            self._making[key] = making
            making.add_done_callback(lambda _: self._making.pop(key, None))
        # Whoever else waits for it does not lose it with the one who asked first.
        return await asyncio.shield(making)

    async def register(self, register: Register) -> Sequence[tuple[KeptFile, bytes]]:
        """The register as tables."""
        return await asyncio.to_thread(tables, register)

    async def _bound(self, dossier: Dossier, form: BundleForm, key: _Key) -> Bound | None:
        if sum(self._goes_in(dossier, form).values()) > MOST:
            return None
        async with self._one_at_a_time:
            known = self._made.get(key)
            if known is not None and await self.reading.is_kept(known):
                return Bound(known)
            data = await self._make(dossier, form)
        if len(data) > MOST:
            return None
        kind = PDF if form is BundleForm.PDF else ZIP
        file = describe(data, f"{dossier.view.maklumat.control_number}_berkas.{form}", kind)
        while len(self._made) >= _REMEMBERED:
            del self._made[next(iter(self._made))]
        self._made[key] = file
        return Bound(file, data)

    def _goes_in(self, dossier: Dossier, form: BundleForm) -> dict[str, int]:
        """The files of a bundle by their names, with their sizes: neither form makes them smaller."""
        if form is BundleForm.ZIP:
            return {file.name: file.size for file in dossier.files}
        return {part.file.name: part.file.size for part in contents(dossier, self.letterhead.sop_number).parts}

    async def _make(self, dossier: Dossier, form: BundleForm) -> bytes:
        if form is BundleForm.PDF:
            return await bundle(dossier, self.letterhead, self.reading.file)
        with tempfile.TemporaryDirectory(prefix="berkas-") as folder:
            packed = Path(folder) / "berkas.zip"
            await pack(dossier, self.reading.file, packed)
            return await asyncio.to_thread(packed.read_bytes)


def _named(official: Official) -> Official:
    """Him, without what may change without a word of it in a bundle."""
    return Official(id=official.id, telegram_id=None, name=official.name, sapaan=official.sapaan)
