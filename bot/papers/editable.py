"""Makes what an office edits: the default text of a maklumat, and the Nota Dinas as DOCX, each on demand.

The same settings, and the same snapshot, give the same bytes: they are kept and uploaded once.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.papers.fill import STEP_OF, fill
from bot.papers.forms import NotaDinas
from bot.papers.letterhead import Letterhead
from bot.papers.sentences import filled
from bot.papers.word import nota_dinas_docx, text_docx
from handlers.context import Made
from handlers.inspection import DOCX
from sop.papers import PaperKind
from storage.files import describe
from storage.naming import archive_name
from storage.papers import Snapshot

log = logging.getLogger(__name__)

DEFAULT_TEXT = "naskah-awal.txt"


@dataclass(frozen=True)
class Composer:
    """Knows what the settings say of the office."""

    letterhead: Letterhead
    signatory: str
    hosts: tuple[str, ...]
    """Of the e-PPID site: `*.kpu.go.id` names none."""

    async def default_text(self) -> Made | None:
        """The default text; none where its file is broken, which the log tells."""
        return await self._made("naskah-awal-maklumat.docx", self._default_text)

    async def nota_dinas(self, snapshot: Snapshot) -> Made | None:
        """The Nota Dinas of a snapshot."""
        name = archive_name(
            snapshot.maklumat.control_number,
            STEP_OF[PaperKind.NOTA_DINAS],
            PaperKind.NOTA_DINAS,
            snapshot.version,
            ".docx",
        )
        return await self._made(name, lambda: self._nota_dinas(snapshot))

    async def _made(self, name: str, make: Callable[[], bytes]) -> Made | None:
        try:
            data = await asyncio.to_thread(make)
        except Exception:
            # An office may have changed the sentences; what it broke costs this file and nothing else.
            log.exception("%s could not be made", name)
            return None
        return describe(data, name, DOCX), data

    def _default_text(self) -> bytes:
        kop = self.letterhead.kop(secretariat=False)
        office = f"Komisi Pemilihan Umum {kop.region}"
        pieces = filled(
            DEFAULT_TEXT,
            {
                "lembaga": office,
                "lembaga-kapital": office.upper(),
                "laman": next((f"https://{host}" for host in self.hosts if "*" not in host), ""),
                "alamat": ", ".join(filter(None, map(str.strip, self.letterhead.address.splitlines()))),
                "tempat": "",
                "tanggal": "",
                "jabatan": self.signatory,
                "nama": "",
            },
        )
        return text_docx(kop, pieces, pieces[0].text)

    def _nota_dinas(self, snapshot: Snapshot) -> bytes:
        form = fill(snapshot, self.letterhead)
        assert isinstance(form, NotaDinas)
        return nota_dinas_docx(form)
