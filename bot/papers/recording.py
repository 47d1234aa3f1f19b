"""From a snapshot to the bot's own records: what shows the publication, and what happened at each step.

What happened is told by the journal's events up to the head that the paper prints, in the words of /riwayat.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TypedDict, TypeVar

from bot.papers.forms import Kop
from bot.papers.letterhead import Letterhead
from bot.papers.pictures import Picture
from bot.papers.posts import post_of
from bot.papers.records import (
    BuktiTayang,
    FileLine,
    Happening,
    OfficerLine,
    RekapProses,
    Said,
    Screenshot,
    Signer,
    VersionLine,
    VisitLine,
)
from handlers.screens.addressing import doer, post, titled
from handlers.screens.dates import day, moment, short, zone_named
from handlers.screens.deadlines import short_names
from handlers.screens.markup import bare, counted
from handlers.screens.phrases import happened, recorded_by, spoken
from handlers.screens.published import found
from handlers.screens.recaps import hours, spelt, unit_of
from sop import events as e
from sop.events import Event
from sop.items import Item, KeptFile
from sop.maklumat import Visit
from sop.roles import Mandate, Standing
from sop.steps import Step
from storage.invites import BY_CODE
from storage.papers import Snapshot
from storage.people import People

E = TypeVar("E", bound=Event)

FINAL = "final"
_ADMIN = "admin"
_UNTOLD = (e.PaperMade, e.StepEntered, e.RungReached, e.CorrectionNoted, e.Examining)
"""What the tables tell, or what says nothing of the maklumat; a correction's items come with its return."""


class _Record(TypedDict):
    kop: Kop
    title: str
    control_number: str
    draft_version: int
    recorded_at: str
    made_at: datetime


def record(s: Snapshot, head: Letterhead) -> _Record:
    """What every record prints."""
    return {
        "kop": head.kop(),
        "title": s.maklumat.title,
        "control_number": s.maklumat.control_number,
        "draft_version": s.version,
        "recorded_at": moment(s.wanted_at, head.zone),
        "made_at": s.wanted_at,
    }


def words(item: Item) -> str:
    """A direction word for word; what is no words is named."""
    files = ", ".join(file.name for file in item.files)
    if not files:
        return item.text
    return f"{item.text}\n(berkas terlampir: {files})" if item.text else f"Berkas terlampir: {files}"


def screenshots(s: Snapshot) -> tuple[KeptFile, ...]:
    """What the operator brought to show the page, since the step of publishing began last; each file once."""
    begun = max((v.entered_at for v in s.maklumat.visits if v.step is Step.PUBLISHING), default=s.wanted_at)
    given = (file for event in _all(s, e.ProofGiven) if event.at >= begun for file in event.files)
    return tuple({file.sha256: file for file in given}.values())


def bukti_tayang(s: Snapshot, head: Letterhead, pictures: Mapping[str, Picture]) -> BuktiTayang:
    """What shows that it is on the page: address, moments, people, file, screenshots."""
    m, people = s.maklumat, _people(s)
    published, confirmed, approval = _all(s, e.Published)[-1], _confirmed(s), m.approval
    assert m.to_publish is not None
    assert approval is not None
    return BuktiTayang(
        **record(s, head),
        link=published.link,
        published_at=moment(published.at, head.zone),
        published_by=doer(published, people),
        confirmed_at=moment(confirmed.at, head.zone) if confirmed else "",
        confirmed_by=doer(confirmed, people) if confirmed else "",
        finding=_findings(s, head),
        file=_line(m.to_publish),
        approved_by=titled(people, approval.by, approval.role, approval.standing),
        approved_at=moment(approval.at, head.zone),
        minutes=approval.minutes,
        screenshots=tuple(Screenshot(file=_line(f), picture=pictures.get(f.sha256)) for f in screenshots(s)),
        signers=(_signer(s, published), _signer(s, confirmed) if confirmed else Signer()),
        head=str(s.head or ""),
    )


def _findings(s: Snapshot, head: Letterhead) -> str:
    """Everything that the bot saw by itself of this publication, and when, in order; nothing where it did not look."""
    published = _all(s, e.Published)[-1]
    looks = (event for event in s.events[s.events.index(published) :] if isinstance(event, e.PageChecked))
    return ";\n".join(
        f"{moment(look.at, head.zone)}: {bare(found(look.look, was_good=look.was_good))}" for look in looks
    )


def rekap_proses(s: Snapshot, head: Letterhead, number: str) -> RekapProses:
    """The whole process; `number` is the Nota Dinas number, its blank, or nothing where there is no Nota Dinas yet."""
    m, people = s.maklumat, _people(s)
    opened = _all(s, e.Opened)[0]
    confirmed = m.publication is not None and m.publication.confirmed is not None
    return RekapProses(
        **record(s, head),
        sop_number=head.sop_number,
        state="confirmed" if confirmed else m.phase.value,
        opened_at=moment(opened.at, head.zone),
        opened_by=doer(opened, people),
        number=number,
        minutes=m.approval.minutes if m.approval else "",
        link=m.publication.link if m.publication else "",
        day=f"1 {unit_of(s.pace.mode)} = {hours(s.pace.full_day)}",
        zone=zone_named(s.wanted_at.astimezone(head.zone)),
        visits=tuple(_visit(s, visit, head.zone) for visit in m.visits),
        versions=tuple(_versions(s, people, head.zone)),
        officers=tuple(_officers(s)),
        happenings=tuple(_happening(event, people, head.zone) for event in s.events if not isinstance(event, _UNTOLD)),
        head=str(s.head or ""),
        entries=len(s.events),
    )


def _visit(s: Snapshot, visit: Visit, zone: tzinfo) -> VisitLine:
    took, late = s.pace.worked.get(visit.number), s.pace.late.get(visit.number)
    clocked = took is not None and visit.due_at is not None
    return VisitLine(
        step=int(visit.step),
        entered=short(visit.entered_at, zone),
        counted_from=short(visit.received_at, zone) if visit.due_at and visit.received_at > visit.entered_at else "",
        skipped=short_names(visit.skipped) if visit.due_at else (),
        due=short(visit.due_at, zone) if visit.due_at else "",
        left=short(visit.left_at, zone) if visit.left_at else "",
        took=spelt(took, s.pace.full_day, s.pace.mode) if took is not None and clocked else "",
        outcome=visit.outcome,
        over=late is not None,
        late=f"{counted(late)} {unit_of(s.pace.mode)}" if late else "",
        stood=tuple(f"{short(since, zone)} s.d. {short(until, zone)}" for since, until in visit.stood),
    )


def _versions(s: Snapshot, people: People, zone: tzinfo) -> Iterator[VersionLine]:
    m = s.maklumat
    gone = {draft.version for draft in m.drafts if draft.returned or draft.version < m.version}
    for given in s.events:
        match given:
            case e.DraftGiven():
                yield VersionLine(
                    label=str(given.version),
                    file=_line(given.file),
                    given_by=doer(given, people),
                    given_at=moment(given.at, zone),
                    on_behalf=given.on_behalf,
                    over=given.version in gone,
                )
            case e.FinalGiven():
                yield VersionLine(
                    label=FINAL, file=_line(given.file), given_by=doer(given, people), given_at=moment(given.at, zone)
                )
            case _:
                pass


def _officers(s: Snapshot) -> Iterator[OfficerLine]:
    """Everybody who did something, once for each capacity, in the order of the first act."""
    acted = ((event.by, event.role, event.standing) for event in s.events if event.by is not None)
    for person, role, standing in dict.fromkeys(acted):
        held = (m for m in s.mandates if (m.person, m.role, m.standing) == (person, role, standing))
        yield OfficerLine(
            name=s.people[person].name,
            jabatan=s.people[person].jabatan,
            capacity=post(role, standing, s.stand_in_labels) if role is not None else _ADMIN,
            basis=tuple(filter(None, (_basis(mandate) for mandate in held))),
        )


def _basis(mandate: Mandate) -> str:
    """Dates and letter; of who holds the post itself, the letter alone."""
    letter = mandate.basis if mandate.basis != BY_CODE else ""
    if mandate.standing is Standing.DEFINITIVE:
        return letter
    until = f" s.d. {day(mandate.until_on)}" if mandate.until_on else ""
    return "; ".join(filter(None, (f"{day(mandate.from_on)}{until}", letter)))


def _happening(event: Event, people: People, zone: tzinfo) -> Happening:
    on_paper = getattr(event, "on_paper", None)
    recorded = f"; {bare(recorded_by(on_paper, people))}" if on_paper is not None else ""
    return Happening(
        at=short(event.at, zone),
        what=f"{bare(happened(event, people))}{recorded}",
        said=tuple(Said(label=label, words=words(item)) for label, item in spoken(event)),
    )


def _confirmed(s: Snapshot) -> e.ConfirmedLive | None:
    """The word that the page is right, where it still counts."""
    publication = s.maklumat.publication
    counts = publication is not None and publication.confirmed is not None
    return _all(s, e.ConfirmedLive)[-1] if counts else None


def _signer(s: Snapshot, event: Event) -> Signer:
    assert event.by is not None
    assert event.role is not None
    return Signer(position=post_of(s, event.by, event.role, event.standing), name=s.people[event.by].name)


def _line(file: KeptFile) -> FileLine:
    return FileLine(name=file.name, size=f"{file.size:,} byte".replace(",", "."), sha256=file.sha256)


def _people(s: Snapshot) -> People:
    return People(s.people, stand_in_labels=s.stand_in_labels)


def _all(s: Snapshot, kind: type[E]) -> tuple[E, ...]:
    return tuple(event for event in s.events if isinstance(event, kind))
