"""How files are named: by an ending that tells what their bytes are, and in the archive so that no two are alike.

Pure. A name can be written on any disk: letters, digits, '-', '_' and one dot.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from sop import events as e
from sop.events import Event
from sop.items import Item, KeptFile
from sop.papers import PaperKind

PLAIN = "application/octet-stream"
"""A file that is kept and passed on as it came, and never taken for a text: a PDF that nobody can open."""
ENDINGS: Mapping[str, str] = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/msword": ".doc",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
}
NAME_LIMIT = 100
_NUMBER_LIMIT = 40
_WHAT: Mapping[type[Event], str] = {
    e.Returned: "koreksi",
    e.CorrectionNoted: "koreksi",
    e.CorrectionJoined: "koreksi",
    e.DirectionGiven: "arahan",
    e.QuestionAsked: "pertanyaan",
    e.QuestionAnswered: "jawaban",
    e.Held: "penahanan",
    e.TextReplaced: "penggantian",
    e.ReportedNotLive: "belum-tayang",
    e.ObstacleReported: "kendala",
    e.Cancelled: "pembatalan",
    e.RemarkKept: "catatan",
    e.WrittenRecorded: "disposisi-tertulis",
    e.WrittenRejected: "catatan",
    e.Approved: "disposisi-tertulis",
}
_PAPERS: Mapping[PaperKind, str] = {
    PaperKind.NOTA_DINAS: "nota-dinas",
    PaperKind.DISPOSISI: "disposisi",
    PaperKind.PERINTAH: "disposisi-publikasi",
    PaperKind.LEMBAR_PARAF: "lembar-paraf",
    PaperKind.TANDA_TERIMA: "tanda-terima",
    PaperKind.BUKTI_TAYANG: "bukti-tayang",
    PaperKind.REKAP_PROSES: "rekap-proses",
}
_OTHER = "lampiran"


@dataclass(frozen=True)
class _Told:
    """A file that came with an event: what it was then, and of which version."""

    file: KeptFile
    what: str
    version: int


def archive_name(control_number: str, order: int, what: str, version: int, ending: str) -> str:
    """`MKL-2027-001_03_disposisi_v2.pdf`: a folder of them stands in its order, and no two are alike.

    Args:
        control_number: The maklumat's nomor kendali.
        order: Its place, from 1; what tells two of a kind apart.
        what: What it is, in a word.
        version: Of the draft it belongs to; left out where there was none yet.
        ending: With its dot.
    """
    of_version = f"_v{version}" if version else ""
    named = f"{_safe(control_number)[:_NUMBER_LIMIT]}_{order:02}_{_safe(what)}"
    return f"{named[: NAME_LIMIT - len(of_version) - len(ending)]}{of_version}{ending}"


def everything(control_number: str, events: Iterable[Event]) -> tuple[KeptFile, ...]:
    """All files of a maklumat in the order in which they came, each once for what it was, under its archive name.

    A paper that was made anew comes beside its earlier copies: what was evidence once stays in the archive, and no name
    changes with what comes later.
    """
    return tuple(
        replace(one.file, name=archive_name(control_number, order, one.what, one.version, ending_of(one.file)))
        for order, one in enumerate(_once(_told(tuple(events))), 1)
    )


def ending_of(file: KeptFile) -> str:
    """With its dot, by what the bytes are; of a plain file, the one it came with where it is an office's own."""
    known = ENDINGS.get(file.media_type)
    own = PurePath(file.name).suffix.lower()
    return known or (own if own in ENDINGS.values() else ".bin")


def items_of(event: Event) -> tuple[Item, ...]:
    """What was said with an event."""
    if isinstance(event, e.Returned):
        return event.items
    if isinstance(event, e.Approved):
        return (Item(files=event.on_paper.scan),) if event.on_paper else ()
    item = getattr(event, "item", None)
    return (item,) if item else ()


def _once(told: Iterable[_Told]) -> Iterator[_Told]:
    """The same bytes for the same purpose in the same version are one file, whatever they were called."""
    seen = set()
    for one in told:
        mark = (one.file.sha256, one.what, one.version)
        if mark not in seen:
            seen.add(mark)
            yield one


def _told(events: Sequence[Event]) -> Iterator[_Told]:
    version = 0
    for event in events:
        match event:
            case e.DraftGiven():
                version = event.version
                yield _Told(event.file, "draf", version)
            case e.PaperMade():
                yield _Told(event.file, _PAPERS[event.kind], event.version)
            case e.ScanFiled():
                signed = f"{_PAPERS[event.kind]}-bertanda-tangan"
                yield from (_Told(file, signed, event.version) for file in event.item.files)
            case e.FinalGiven():
                yield _Told(event.file, "naskah-final", version)
            case e.ProofGiven():
                yield from (_Told(file, "tangkapan-layar", version) for file in event.files)
            case e.PageChecked():
                yield from (_Told(file, "laman-terpublikasi", version) for file in (event.look.copy,) if file)
            case _:
                what = _WHAT.get(type(event), _OTHER)
                yield from (_Told(file, what, version) for item in items_of(event) for file in item.files)


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")
