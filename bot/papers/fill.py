"""From a snapshot to the form that a paper prints: who, to whom, on what, by which number; nothing invented.

A number that the office's register has not given yet is printed as the blank that officials fill by hand.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypedDict

from bot.papers.forms import Instruction, LembarDisposisi, NotaDinas, Paraf, Tick
from bot.papers.letterhead import Letterhead
from bot.papers.pictures import Picture
from bot.papers.posts import in_his_name, in_the_name_of, post_of
from bot.papers.recording import bukti_tayang, record, rekap_proses, words
from bot.papers.records import Initial, LembarParaf, Signer, TandaTerima
from bot.papers.render import Form
from handlers.screens.addressing import post, pronoun
from handlers.screens.dates import day, moment
from handlers.screens.markup import ended
from sop.maklumat import Acted, Approval, Maklumat, Return
from sop.maklumat import Paraf as GivenParaf
from sop.papers import PaperKind
from sop.roles import Role
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
    made_at: datetime
    due: str


ORDINARY = "Biasa"
ONE_FILE = "1 (satu) berkas"


def fill(snapshot: Snapshot, letterhead: Letterhead, pictures: Mapping[str, Picture] | None = None) -> Form:
    """The form of the paper that the snapshot was taken for.

    Args:
        snapshot: All that was true at the commit.
        letterhead: The office.
        pictures: Screenshots that can be printed, by the SHA-256 (hex) of their files.
    """
    match snapshot.kind:
        case PaperKind.NOTA_DINAS:
            return _nota_dinas(snapshot, letterhead)
        case PaperKind.DISPOSISI:
            return _disposisi(snapshot, letterhead)
        case PaperKind.PERINTAH:
            return _perintah(snapshot, letterhead)
        case PaperKind.LEMBAR_PARAF:
            return _lembar_paraf(snapshot, letterhead)
        case PaperKind.TANDA_TERIMA:
            return _tanda_terima(snapshot, letterhead)
        case PaperKind.BUKTI_TAYANG:
            return bukti_tayang(snapshot, letterhead, pictures or {})
        case PaperKind.REKAP_PROSES:
            return rekap_proses(snapshot, letterhead, _number_so_far(snapshot, letterhead))


STEP_OF = {
    PaperKind.NOTA_DINAS: 2,
    PaperKind.LEMBAR_PARAF: 2,
    PaperKind.TANDA_TERIMA: 2,
    PaperKind.DISPOSISI: 3,
    PaperKind.PERINTAH: 4,
    PaperKind.BUKTI_TAYANG: 5,
    PaperKind.REKAP_PROSES: 6,
}
"""Which step a paper belongs to: it stands in the file's name."""


def _nota_dinas(s: Snapshot, head: Letterhead) -> NotaDinas:
    m = s.maklumat
    sender, sent = _sender(s), _sent(s)
    komisioner = [s.people[person] for person in s.holders[Role.KOMISIONER]]
    return NotaDinas(
        kop=head.kop(),
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
            )
            for paraf in _parafs(s)
        ),
        corrects=_corrects(m, s.version, head),
        sapaan=pronoun(komisioner[0]) if len(komisioner) == 1 else "Bapak/Ibu",
        due=_due_after(s, sent.visit, head) if sent else "",
        signer_position=_signing(s, sender),
        signer_name=s.people[sender.by].name if sender else "",
        control_number=m.control_number,
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
        kop=head.kop(secretariat=False),
        forwarded_to=_officers(s, Role.ATASAN_PPID, Role.PPID),
        instructions=frozenset(ticks),
        directions=tuple(words(item) for item in directions),
        notes=tuple(_notes(s, decided)),
        signed="ditandatangani pada lembar disposisi tertulis" if decided.on_paper else "",
        decided_by_position=post_of(s, decided.by, decided.role, decided.standing),
        decided_by_name=s.people[decided.by].name,
    )


def _notes(s: Snapshot, decided: Approval | Return) -> Iterator[str]:
    if decided.on_paper is not None:
        recorded, confirmed = (s.people[p].name for p in (decided.on_paper.recorded_by, decided.on_paper.confirmed_by))
        yield ended(
            "Keputusan diberikan pada lembar disposisi tertulis (pindaian terlampir dalam berkas); dicatat oleh "
            f"{recorded}, dikonfirmasi oleh {confirmed}"
        )
    if decided.minutes:
        yield f"Berita Acara Nomor {decided.minutes}."


def _perintah(s: Snapshot, head: Letterhead) -> LembarDisposisi:
    m = s.maklumat
    assert m.order is not None
    return LembarDisposisi(
        **_letter(s, head),
        kop=head.kop(),
        forwarded_to=_officers(s, Role.PELAKSANA),
        instructions=frozenset({Instruction.PUBLISH}),
        directions=tuple(words(d.item) for d in m.directions_of(s.visit)),
        decided_by_position=post_of(s, m.order.by, m.order.role, m.order.standing),
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
    """Who sends it, on one line: post and role, or in whose name and by which post."""
    if sent is None:
        return Role.ATASAN_PPID.label
    jabatan = s.people[sent.by].jabatan
    if in_the_name_of(s, sent.standing):
        return ", ".join(in_his_name(s, sent.by, sent.role, sent.standing))
    role = post(sent.role, sent.standing, s.stand_in_labels)
    return f"{jabatan} selaku {role}" if jabatan else role


def _signing(s: Snapshot, sent: Acted | None) -> str:
    if sent is not None and in_the_name_of(s, sent.standing):
        return ",\n".join(in_his_name(s, sent.by, sent.role, sent.standing))
    return _position(s, sent)


def _lembar_paraf(s: Snapshot, head: Letterhead) -> LembarParaf:
    return LembarParaf(
        **record(s, head),
        number=_number(s.maklumat, s.wanted_at, head),
        initials=tuple(
            Initial(
                position=_position(
                    s, Acted(by=p.by, role=p.role, at=p.at, version=p.version, visit=s.visit, standing=p.standing)
                ),
                name=s.people[p.by].name,
                date=day(p.at.astimezone(head.zone).date()),
            )
            for p in _parafs(s)
        ),
    )


def _tanda_terima(s: Snapshot, head: Letterhead) -> TandaTerima:
    m, sender = s.maklumat, _sender(s)
    return TandaTerima(
        **record(s, head),
        sender=_position(s, sender),
        to=_addressee([s.people[person] for person in s.holders[Role.KOMISIONER]], head),
        documents=(
            f"Nota Dinas Nomor {_number(m, s.wanted_at, head)}",
            f"Draf {m.title} versi {s.version}",
            "Lembar Paraf",
        ),
        handed_by=Signer(position=_signing(s, sender), name=s.people[sender.by].name if sender else ""),
    )


def _parafs(s: Snapshot) -> Iterator[GivenParaf]:
    return (paraf for paraf in s.maklumat.parafs if paraf.version == s.version and not paraf.fallen)


def _number_so_far(s: Snapshot, head: Letterhead) -> str:
    """The number or its blank, once there is a Nota Dinas."""
    m = s.maklumat
    return _number(m, s.wanted_at, head) if m.number or m.forwarding else ""


def _officers(s: Snapshot, *ticked: Role) -> tuple[Tick, ...]:
    return tuple(
        Tick(label=role.label, ticked=role in ticked) for role in (Role.ATASAN_PPID, Role.PPID, Role.PELAKSANA)
    )


def _corrects(m: Maklumat, version: int, head: Letterhead) -> str:
    earlier = [r for r in m.returns if r.step is Step.DECISION and r.version < version]
    if not earlier:
        return ""
    last = earlier[-1]
    return f"draf versi {last.version} sesuai arahan tanggal {day(last.at.astimezone(head.zone).date())}"
