"""From a snapshot to the form that a paper prints: who, to whom, on what, by which number; nothing invented.

A number that the office's register has not given yet is printed as the blank that officials fill by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypedDict

from bot.papers.forms import Instruction, Kop, LembarDisposisi, NotaDinas, Paraf, Tick
from handlers.screens.addressing import post, pronoun
from handlers.screens.dates import day, moment
from sop.events import PaperKind
from sop.items import Item
from sop.maklumat import Acted, Approval, Maklumat, Return
from sop.roles import PersonId, Role, Standing
from sop.steps import Step
from storage.papers import Snapshot
from storage.people import Official


class _Letter(TypedDict):
    sender: str
    number: str
    letter_date: str
    received_on: str
    nature: str
    subject: str
    draft_version: int
    control_number: str
    recorded_at: str
    made_at: datetime
    due: str


ORDINARY = "Biasa"
ONE_FILE = "1 (satu) berkas"


@dataclass(frozen=True)
class Letterhead:
    """What every paper of this office carries, from the settings."""

    office_name: str
    address: str
    code: str
    sop_number: str
    number_pattern: str
    zone: tzinfo


def fill(snapshot: Snapshot, letterhead: Letterhead) -> NotaDinas | LembarDisposisi:
    """The form of the paper that the snapshot was taken for."""
    match snapshot.kind:
        case PaperKind.NOTA_DINAS:
            return _nota_dinas(snapshot, letterhead)
        case PaperKind.DISPOSISI:
            return _disposisi(snapshot, letterhead)
        case PaperKind.PERINTAH:
            return _perintah(snapshot, letterhead)


STEP_OF = {PaperKind.NOTA_DINAS: 2, PaperKind.DISPOSISI: 3, PaperKind.PERINTAH: 4}
"""Which step's output a paper is: it stands in the file's name."""


def _nota_dinas(s: Snapshot, head: Letterhead) -> NotaDinas:
    m = s.maklumat
    sender, sent = _sender(s), _sent(s)
    komisioner = [s.people[person] for person in s.holders[Role.KOMISIONER]]
    return NotaDinas(
        kop=Kop.of(head.office_name, address=head.address),
        number=_number(m, s.wanted_at, head),
        to=_addressee(komisioner, head),
        sender=_position(s, sender),
        date=day((sent.at if sent else s.wanted_at).astimezone(head.zone).date()),
        nature=ORDINARY,
        attachments=ONE_FILE,
        subject=f"Permohonan arahan dan persetujuan draf {m.title}",
        sop_number=head.sop_number,
        title=m.title,
        draft_version=s.version,
        parafs=tuple(
            Paraf(
                role=post(paraf.role, paraf.standing, s.stand_in_labels),
                name=s.people[paraf.by].name,
                at=moment(paraf.at, head.zone),
            )
            for paraf in m.parafs
            if paraf.version == s.version
        ),
        corrects=_corrects(m, s.version, head),
        sapaan=pronoun(komisioner[0]) if len(komisioner) == 1 else "Bapak/Ibu",
        due=_due_after(s, sent.visit, head) if sent else "",
        signer_position=_position(s, sender),
        signer_name=s.people[sender.by].name if sender else "",
        control_number=m.control_number,
        recorded_at=moment(s.wanted_at, head.zone),
        made_at=s.wanted_at,
    )


def _disposisi(s: Snapshot, head: Letterhead) -> LembarDisposisi:
    m = s.maklumat
    returned = next((r for r in reversed(m.returns) if r.visit == s.visit), None)
    decided: Approval | Return | None = returned or m.approval
    assert decided is not None
    ticks = {Instruction.CORRECT} if returned else {Instruction.APPROVE, Instruction.FOLLOW_UP}
    given = tuple(d.item for d in m.directions_of(s.visit))
    directions = (*given, *returned.items) if returned else given
    return LembarDisposisi(
        **_letter(s, head),
        kop=Kop.of(head.office_name, address=head.address, secretariat=False),
        forwarded_to=_officers(s, Role.ATASAN_PPID, Role.PPID),
        instructions=frozenset(ticks),
        directions=tuple(_words(item) for item in directions),
        notes=tuple(_notes(s, decided)),
        signed="ditandatangani pada lembar disposisi tertulis" if decided.on_paper else "",
        decided_by_position=_post_of(s, decided.by, decided.role, decided.standing),
        decided_by_name=s.people[decided.by].name,
    )


def _notes(s: Snapshot, decided: Approval | Return) -> Iterator[str]:
    if decided.on_paper is not None:
        recorded, confirmed = (s.people[p].name for p in (decided.on_paper.recorded_by, decided.on_paper.confirmed_by))
        yield (
            "Keputusan diberikan pada lembar disposisi tertulis (pindaian terlampir dalam berkas); dicatat oleh "
            f"{recorded}, dikonfirmasi oleh {confirmed}."
        )
    if decided.minutes:
        yield f"Berita Acara Nomor {decided.minutes}."


def _perintah(s: Snapshot, head: Letterhead) -> LembarDisposisi:
    m = s.maklumat
    assert m.order is not None
    return LembarDisposisi(
        **_letter(s, head),
        kop=Kop.of(head.office_name, address=head.address),
        forwarded_to=_officers(s, Role.PELAKSANA),
        instructions=frozenset({Instruction.PUBLISH}),
        directions=tuple(_words(d.item) for d in m.directions_of(s.visit)),
        decided_by_position=_post_of(s, m.order.by, m.order.role, m.order.standing),
        decided_by_name=s.people[m.order.by].name,
    )


def _letter(s: Snapshot, head: Letterhead) -> _Letter:
    """What a Lembar Disposisi says of the letter it lies on: the Nota Dinas."""
    m = s.maklumat
    visit = next(v for v in m.visits if v.number == s.visit)
    sent = m.forwarding
    return {
        "sender": _position(s, sent),
        "number": _number(m, s.wanted_at, head),
        "letter_date": day(sent.at.astimezone(head.zone).date()) if sent else "",
        "received_on": day(visit.entered_at.astimezone(head.zone).date()),
        "nature": ORDINARY,
        "subject": f"Permohonan arahan dan persetujuan draf {m.title}",
        "draft_version": s.version,
        "control_number": m.control_number,
        "recorded_at": moment(s.wanted_at, head.zone),
        "made_at": s.wanted_at,
        "due": _due_after(s, s.visit, head),
    }


def _sent(s: Snapshot) -> Acted | None:
    """How it was forwarded, if it is: a copy made later, for its number, is still the letter of that day."""
    sent = s.maklumat.forwarding
    gone = s.maklumat.step is not Step.FORWARDING
    return sent if gone and sent is not None and sent.version == s.version else None


def _due_after(s: Snapshot, visit: int, head: Letterhead) -> str:
    """Until when the step is due that a visit led to, however far it has gone meanwhile."""
    later = next((v for v in s.maklumat.visits if v.number == visit + 1), s.maklumat.visit)
    return moment(later.due_at, head.zone) if later.due_at else ""


def _number(m: Maklumat, at: datetime, head: Letterhead) -> str:
    year = at.astimezone(head.zone).year
    return m.number or head.number_pattern.replace("{kode}", head.code).replace("{tahun}", str(year))


def _addressee(komisioner: list[Official], head: Letterhead) -> str:
    chair = f"Ketua {head.office_name}"
    posts = [official.jabatan for official in komisioner if official.jabatan and official.jabatan != chair]
    return f"{chair}\nu.p. {posts[0]}" if len(komisioner) == 1 and posts else chair


def _sender(s: Snapshot) -> Acted | None:
    """Who forwarded it; before that, the Atasan PPID, for a nota dinas goes up through him."""
    m = s.maklumat
    if m.forwarding is not None and m.forwarding.version == s.version:
        return m.forwarding
    holders = s.holders[Role.ATASAN_PPID]
    if not holders:
        return None
    return Acted(by=holders[0], role=Role.ATASAN_PPID, at=s.wanted_at, version=s.version, visit=s.visit)


def _position(s: Snapshot, sent: Acted | None) -> str:
    if sent is None:
        return Role.ATASAN_PPID.label
    jabatan = s.people[sent.by].jabatan
    role = post(sent.role, sent.standing, s.stand_in_labels)
    return f"{jabatan} selaku {role}" if jabatan else role


def _post_of(s: Snapshot, person: PersonId, role: Role, standing: Standing) -> str:
    jabatan = s.people[person].jabatan
    return jabatan if jabatan and standing is Standing.DEFINITIVE else post(role, standing, s.stand_in_labels)


def _officers(s: Snapshot, *ticked: Role) -> tuple[Tick, ...]:
    return tuple(
        Tick(label=role.label, ticked=role in ticked) for role in (Role.ATASAN_PPID, Role.PPID, Role.PELAKSANA)
    )


def _words(item: Item) -> str:
    """A direction word for word; what is no words is named."""
    files = ", ".join(file.name for file in item.files)
    if not files:
        return item.text
    return f"{item.text}\n(berkas terlampir: {files})" if item.text else f"Berkas terlampir: {files}"


def _corrects(m: Maklumat, version: int, head: Letterhead) -> str:
    earlier = [r for r in m.returns if r.step is Step.DECISION and r.version < version]
    if not earlier:
        return ""
    last = earlier[-1]
    return f"draf versi {last.version} sesuai arahan tanggal {day(last.at.astimezone(head.zone).date())}"
