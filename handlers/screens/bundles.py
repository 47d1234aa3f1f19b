"""What a bundle (Berkas) says: the cover, which papers stand in it in which order, the history, the note in the ZIP.

Everything is told as it is kept, by the same words as in the chat; the same state gives the same words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.screens.addressing import named, titled
from handlers.screens.archives import ending, period
from handlers.screens.dates import day, moment, short
from handlers.screens.histories import remade, told, words
from handlers.screens.markup import Block, Words, bare
from handlers.screens.phrases import PAPERS, marked
from sop.events import Approved, PublicationOrdered
from sop.items import KeptFile
from sop.maklumat import Maklumat, Paper, Return, Scan
from sop.papers import PaperKind
from storage.journal import Entry, Head
from storage.reading import Dossier

SUMS = "SHA256SUMS.txt"
JOURNAL = "riwayat.jsonl"
NOTE = "BACA-DAHULU.txt"
MOST_ATTACHED = 10_000_000
"""Bytes of all attachments of corrections in the PDF, so that a few large photos do not keep it from being sent."""
_Titled = tuple[str, KeptFile]
_DIGITS_SHOWN = 12
"""Of an entry's hash beside its line; whole it stands in the ZIP."""


@dataclass(frozen=True)
class Part:
    """A file that stands in the bundle itself, page by page, under a title in the table of contents."""

    title: str
    file: KeptFile


@dataclass(frozen=True)
class Line:
    """An entry of the history on paper; `at` in the office's zone."""

    number: int
    at: str
    text: str
    words: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Contents:
    """A bundle in words."""

    office: str
    title: str
    control_number: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    files: tuple[KeptFile, ...]
    """Everything that is kept, whether or not it stands in the bundle as pages."""


def contents(dossier: Dossier, sop_number: str) -> Contents:
    """What the bundle of a maklumat says."""
    view = dossier.view
    zone = view.office.rules.calendar.zone
    again = remade(entry.event for entry in dossier.entries)
    return Contents(
        office=view.office.rules.office_name,
        title=view.maklumat.title,
        control_number=view.maklumat.control_number,
        facts=tuple(_facts(dossier, sop_number)),
        parts=tuple(_parts(dossier)),
        lines=tuple(
            Line(
                number=number,
                at=short(entry.at, zone),
                text=bare(told(entry.event, view, again=again[number - 1])),
                words=tuple(_plain(block) for block in words(entry.event, view)),
                digest=entry.hash[:_DIGITS_SHOWN],
            )
            for number, entry in enumerate(dossier.entries, 1)
        ),
        files=dossier.files,
    )


def why_not(told: Contents, file: KeptFile) -> str:
    """Why a file that is kept does not stand in the bundle as pages."""
    if all(part.file.sha256 != file.sha256 for part in told.parts):
        return "hanya dalam ZIP"
    return "tidak dapat digabung"


def head_of(dossier: Dossier) -> Head:
    """The journal's head as it was with the last entry about this maklumat."""
    last = dossier.entries[-1]
    return Head(last.hash, last.seq)


def note(dossier: Dossier, lost: tuple[str, ...]) -> str:
    """BACA-DAHULU.txt: what is inside, how files and history are checked, and against what.

    Args:
        dossier: what the ZIP was made of.
        lost: the names of files whose bytes are no longer those that were kept.
    """
    view, m = dossier.view, dossier.view.maklumat
    everybody = sorted({entry.event.by for entry in dossier.entries if entry.event.by is not None})
    people = "\n".join(f"  {person} = {named(view.people, person)}" for person in everybody)
    missing = f"\nTIDAK TERMASUK karena isinya berubah sejak disimpan: {', '.join(lost)}.\n" if lost else ""
    again = _made_anew(dossier)
    older = (
        f"\nDIGANTIKAN oleh lembar yang dibuat kemudian untuk versi yang sama: {', '.join(again)}.\n" if again else ""
    )
    fell = _fallen(dossier)
    void = f"\nGUGUR bersama persetujuan atau perintah yang tidak berlaku lagi: {', '.join(fell)}.\n" if fell else ""
    return _NOTE.format(
        title=m.title,
        control_number=m.control_number,
        office=view.office.rules.office_name,
        period=period(view),
        ending=ending(view),
        count=len(dossier.files) - len(lost),
        entries=len(dossier.entries),
        head=head_of(dossier),
        people=people,
        missing=missing,
        older=older,
        void=void,
        sums=SUMS,
        journal=JOURNAL,
    )


def _made_anew(dossier: Dossier) -> tuple[str, ...]:
    """The archive names of sheets that were made anew for the same decision, as when a correction was added to."""
    m = dossier.view.maklumat
    newest = {(paper.kind, paper.version, paper.visit): paper.file.sha256 for paper in m.papers}
    older = {p.file.sha256 for p in m.papers if newest[p.kind, p.version, p.visit] != p.file.sha256 and not _fell(p, m)}
    return tuple(file.name for file in dossier.files if file.sha256 in older)


def _fallen(dossier: Dossier) -> tuple[str, ...]:
    """The archive names of sheets that count no longer; a name itself never changes with what comes later."""
    m = dossier.view.maklumat
    one_by_one = [(paper, (paper.file,)) for paper in m.papers] + [(scan, scan.item.files) for scan in m.scans]
    void = {file.sha256 for one, files in one_by_one if _fell(one, m) for file in files}
    return tuple(file.name for file in dossier.files if file.sha256 in void)


def _facts(dossier: Dossier, sop_number: str) -> Iterator[tuple[str, str]]:
    view, m = dossier.view, dossier.view.maklumat
    zone = view.office.rules.calendar.zone
    yield "Nomor kendali", m.control_number
    yield "Pelaksanaan", f"SOP Nomor {sop_number}"
    yield "Kurun waktu", period(view)
    yield "Keadaan", ending(view)
    if m.number:
        yield "Nota Dinas", f"Nomor {m.number}"
    if m.approval is not None:
        by = titled(view.people, m.approval.by, m.approval.role, m.approval.standing)
        yield "Disetujui", f"versi {m.approval.version}, oleh {by}, {moment(m.approval.at, zone)}"
    if m.publication is not None:
        yield "Laman", m.publication.link
    if m.filed is not None:
        yield "Cetakan", f"{m.filed.place} (dicatat {day(m.filed.at.astimezone(zone).date())})"
    for line in marked(m.marks.over(view.office.rules.archive)):
        label, _, value = line.partition(": ")
        yield label, value
    yield "Isi", f"{len(dossier.files)} berkas dan {len(dossier.entries)} catatan riwayat"
    head = head_of(dossier)
    yield "Sidik riwayat", f"catatan {head.seq}: {head.hash}"


def _parts(dossier: Dossier) -> Iterator[Part]:
    """The papers in the order of the procedure, each with its signed scans and corrections; then text and proofs."""
    m = dossier.view.maklumat
    kept = {file.sha256: file for file in reversed(dossier.files)}
    placed = [(paper.visit, False, paper.at, _of_paper(paper, dossier)) for paper in _standing(m)]
    # What was marked on a draft comes after the sheet by which it was returned.
    placed += [(returned.visit, True, returned.at, attached) for returned, attached in _attached(m)]
    for *_, parts in sorted(placed, key=lambda one: one[:3]):
        yield from (Part(title, kept[file.sha256]) for title, file in parts)
    if m.approval is not None and m.approval.on_paper is not None:
        for scan in m.approval.on_paper.scan:
            yield Part("Disposisi tertulis (pindaian)", kept[scan.sha256])
    if m.draft is not None:
        approved = "Draf yang disetujui" if m.approval is not None else "Draf terakhir"
        yield Part(f"{approved}, versi {m.version}", kept[m.draft.file.sha256])
    if m.final is not None:
        yield Part("Naskah final", kept[m.final.file.sha256])
    for proof in dict.fromkeys(file.sha256 for file in m.proofs):
        yield Part("Tangkapan layar", kept[proof])


def _standing(m: Maklumat) -> tuple[Paper, ...]:
    """The newest copy of each kind of paper in each visit, thus for every version and every publication."""
    return tuple({_copies(paper): paper for paper in m.papers}.values())


def _copies(one: Paper | Scan) -> tuple[PaperKind, int]:
    """What is the same for all copies of a paper; the last Rekap Proses tells everything that earlier ones did."""
    return one.kind, 0 if one.kind is PaperKind.REKAP_PROSES else one.visit


def _of_paper(paper: Paper, dossier: Dossier) -> tuple[_Titled, ...]:
    """A paper and what came back of it signed; with its moment where another visit has one for the same version."""
    m, zone = dossier.view.maklumat, dossier.view.office.rules.calendar.zone
    alike = sum((one.kind, one.version) == (paper.kind, paper.version) for one in _standing(m))
    at = f", dibuat {short(paper.at, zone)}" if alike > 1 else ""
    void = ", gugur" if _fell(paper, m) else ""
    signed = (
        (f"{PAPERS[scan.kind]} bertanda tangan (draf versi {scan.version}{void})", file)
        for scan in m.scans
        if _copies(scan) == _copies(paper)
        for file in scan.item.files
    )
    return ((f"{PAPERS[paper.kind]} (draf versi {paper.version}{at}{void})", paper.file), *signed)


def _fell(one: Paper | Scan, m: Maklumat) -> bool:
    """Whether what a sheet tells counts no longer: the approval was taken back, or the maklumat stepped behind it.

    A sheet by which a version was returned, and what goes up, tell what happened and fall with nothing.
    """
    stands = {PaperKind.DISPOSISI: m.approval, PaperKind.PERINTAH: m.order}
    if one.kind not in stands:
        return False
    outcome = next((visit.outcome for visit in m.visits if visit.number == one.visit), "")
    act = stands[one.kind]
    return outcome in _GIVEN and (act is None or act.visit != one.visit)


_GIVEN = (Approved.__name__, PublicationOrdered.__name__)
"""How the visit of a sheet ended that can fall."""


def _attached(m: Maklumat) -> Iterator[tuple[Return, tuple[_Titled, ...]]]:
    """The marked photos and PDFs of each return, as far as there is room; the others stand in the ZIP."""
    room = MOST_ATTACHED
    for returned in m.returns:
        parts: list[_Titled] = []
        for file in (file for item in returned.items for file in item.files if file.is_scan):
            if file.size <= room:
                room -= file.size
                parts.append((f"Lampiran koreksi (draf versi {returned.version})", file))
        yield returned, tuple(parts)


def _plain(block: Block) -> str:
    return f"{bare(block.label)}: {block.text}" if isinstance(block, Words) else bare(block)


_NOTE = """\
BERKAS {control_number}
{title}
{office}
Kurun waktu: {period}
{ending}

Catatan elektronik internal; bukan tanda tangan elektronik tersertifikasi.

ISI
Semua berkas asli ({count}) sebagaimana diterima atau dibuat, bernomor urut menurut waktunya.
Bila pada namanya ada v dan angka, berkas itu berkenaan dengan versi draf tersebut.
{sums}: sidik SHA-256 setiap berkas.
{journal}: {entries} catatan riwayat maklumat ini, satu catatan pada setiap baris.
{missing}{older}{void}
MEMERIKSA BERKAS
Pada folder ini, jalankan: sha256sum -c {sums}
Semua baris harus berakhir dengan OK.

MEMERIKSA RIWAYAT
Setiap baris {journal} adalah satu objek JSON. Sidik (hash) sebuah catatan adalah SHA-256, dalam heksadesimal, dari
daftar JSON delapan isian baris itu menurut urutan
  [previous, maklumat, ordinal, kind, at, body, cause, part]
ditulis tanpa spasi, huruf di luar ASCII sebagai \\uXXXX, dalam UTF-8; body ditulis sebagai teks, apa adanya.
Dengan Python, pada folder ini:

import hashlib, json
for line in open("{journal}", encoding="utf-8"):
    e = json.loads(line)
    told = [e[n] for n in ("previous", "maklumat", "ordinal", "kind", "at", "body", "cause", "part")]
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    print(e["seq"], hashlib.sha256(text.encode()).hexdigest() == e["hash"])

Semua baris harus True. previous adalah sidik catatan sebelumnya pada jurnal kantor; bila seq dua baris berurutan,
previous baris kedua sama dengan hash baris pertama. Catatan di antaranya adalah milik maklumat lain.

SIDIK RIWAYAT
Catatan terakhir maklumat ini: {head}
Salinan sidik riwayat dikirim kepada para pejabat dalam pesan persetujuan dan publikasi. Sidik pada pesan itu harus
terdapat pada {journal}, dengan nomor (seq) yang sama. Pada kantor: python -m bot verify --head {head}

NOMOR ORANG DALAM RIWAYAT (by)
{people}
"""


def line_of(entry: Entry) -> dict[str, object]:
    """An entry of the journal as the ZIP hands it out; with what its hash is made of."""
    return {
        "seq": entry.seq,
        "maklumat": entry.maklumat,
        "ordinal": entry.ordinal,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "body": entry.body,
        "cause": entry.cause,
        "part": entry.part,
        "previous": entry.previous,
        "hash": entry.hash,
    }
