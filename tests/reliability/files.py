"""Files of any bytes at all are inspected: each has a verdict, soon, and the bot does not grow by it."""

import asyncio
import resource
import time
from collections import Counter
from pathlib import Path
from random import Random

from bot.inspecting import look
from handlers.inspection import PDF, Trouble
from tests import documents
from tests.reliability.figures import Figures, Place

PROMISE = "Whatever a file's bytes are, there is a verdict, soon, and the bot neither grows nor ends by it"
KINDS = ("sqlite",)
"""No database has a part in it."""
SHORT = {"files": 48}
LONG = {"files": 2_000}
AT_ONCE = 4
SLOWEST = 35.0
"""Seconds: what one file may take by its bounds, and a little."""
GROWTH = 60.0
"""MB: three of the largest files that Telegram hands over."""

_SAMPLES = Path("bot/demo/samples")


def run(_place: Place, size: dict[str, int], number: int) -> Figures:
    """Bend honest files, hand them over, look."""
    return asyncio.run(_run(size["files"], Random(number)))


async def _run(wanted: int, chance: Random) -> Figures:
    figures, troubles, unhandled = Figures(), Counter[str](), Counter[str]()
    seconds: list[float] = []

    async def one(data: bytes, name: str) -> None:
        began = time.monotonic()
        try:
            verdict = await look(data, name)
            troubles[verdict.trouble or "taken"] += 1
        except Exception as trouble:  # noqa: BLE001 - whatever escapes is what is looked for
            unhandled[repr(trouble)[:200]] += 1
        seconds.append(time.monotonic() - began)

    honest = _honest()
    # The largest that there can be, and the libraries, are there before anything is measured.
    scan = documents.scan()
    assert (await look(scan, "surat.pdf")).kind == PDF
    before = _resident()
    for data, name, due in _hostile(scan):
        assert (await look(data, name)).trouble == due, name
    for _ in range(wanted // AT_ONCE):
        await asyncio.gather(*(one(_bent(data, chance), name) for data, name in chance.choices(honest, k=AT_ONCE)))
    figures.exactly("files", len(seconds), wanted)
    for line, times in sorted(troubles.items()):
        figures.add(line, times)
    for line, times in unhandled.most_common(8):
        print(f"{times} x {line}")
    figures.exactly("unhandled", unhandled.total(), 0)
    figures.at_most("slowest s", round(max(seconds), 2), SLOWEST)
    figures.at_most("grown by MB", round(_resident() - before, 1), GROWTH)
    return figures


def _honest() -> list[tuple[bytes, str]]:
    """The maklumat of the demo, as PDF and DOCX."""
    return [(path.read_bytes(), path.name) for path in sorted(_SAMPLES.glob("maklumat*"))]


def _hostile(scan: bytes) -> list[tuple[bytes, str, Trouble | None]]:
    """Those that mean harm, and what is to be found."""
    return [
        (scan, "surat.pdf", None),
        (documents.looping_pdf(), "naskah.pdf", None),
        (documents.swelling_pdf(), "naskah.pdf", Trouble.TOO_HARD),
        (documents.declared_bomb(), "naskah.docx", Trouble.SWELLS),
        (documents.docx_with_macros(), "naskah.docx", Trouble.MACROS),
        (b"%PDF-1.7\n" + b"1 0 obj " * 2_400_000, "naskah.pdf", Trouble.BROKEN),
    ]


def _bent(data: bytes, chance: Random) -> bytes:
    """Some bytes changed, some left out, some twice, or the end missing."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(made))
        match chance.randrange(4):
            case 0 | 1:
                made[at] = chance.randrange(256)
            case 2:
                del made[at : at + chance.randint(1, 50)]
            case _:
                made[at:at] = made[at : at + chance.randint(1, 200)]
    return bytes(made[: chance.randrange(1, len(made))] if chance.random() < 0.1 else made)


def _resident() -> float:
    """MB of this process now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6
