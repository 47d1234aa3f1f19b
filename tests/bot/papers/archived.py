"""A maklumat that went through everything a bundle may hold, for the tests of bundles."""

import struct
import zlib
from dataclasses import dataclass, replace

from sop.items import Item
from sop.maklumat import Maklumat
from sop.steps import Action
from storage.files import describe
from tests import documents
from tests.bot.bench import Bench
from tests.storage.office import LINK

NUMBER = "12/PP.07-ND/3313/2027"
PLACE = "Rak 2, Map Maklumat 2027"


def png(width: int = 60, height: int = 90) -> bytes:
    """A screenshot in one colour."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


@dataclass
class Archived:
    """Brings a maklumat to its end on a bench, with what people send on the way."""

    bench: Bench

    async def __call__(
        self,
        *,
        draft: bytes = documents.scan(pages=2, size=40_000),
        final: bytes | None = None,
        proof: bytes | None = None,
        title: str = "Maklumat 2027",
        filed: bool = True,
    ) -> Maklumat:
        """Returned once, approved, ordered, published with a screenshot, filed on paper; all papers made."""
        house = self.bench.house
        m = await house.opens(title=title, data=documents.pdf("first"))
        await house.does(m, house.sri, Action.RETURN, "Jam layanan hari Jumat agar disesuaikan.")
        await house.does(m, house.wahyu, Action.SUBMIT_DRAFT, data=draft)
        await house.does(m, house.wahyu, Action.PARAF)
        await house.does(m, house.sri, Action.PARAF)
        await house.does(m, house.sri, Action.SET_NUMBER, value=NUMBER)
        await house.does(m, house.sri, Action.FORWARD)
        await house.does(m, house.bagus, Action.DIRECT, "Segera dipublikasikan.")
        await house.does(m, house.bagus, Action.APPROVE)
        if final is not None:
            await house.does(m, house.sri, Action.GIVE_FINAL, data=final)
        await house.does(m, house.sri, Action.ORDER)
        m = await self._publishes(m, png() if proof is None else proof)
        if filed:
            m = await house.does(m, house.dimas, Action.FILE_ON_PAPER, value=PLACE)
        await self.bench.parts.press._make_all()
        return house.present(m.id)

    async def _publishes(self, m: Maklumat, proof: bytes) -> Maklumat:
        house = self.bench.house
        picture = describe(proof, "layar.png", "image/png")
        act = house.act(house.present(m.id), house.dimas, Action.PUBLISH, value=LINK)
        act = replace(act, item=Item("", (picture,)))
        cause = house.cause(house.chat(house.dimas))
        done = await house.desk.submit(act, house.dimas.id, cause, house.now, contents={picture.sha256: proof})
        return done.maklumat
