"""What happened, in one clause of HTML without a full stop: for news, for the history, for the line of a plain card.

Every event has one. Who acted is named with role and standing; the moment is added by whoever shows the clause.
"""

from collections.abc import Mapping

from handlers.screens.addressing import doer, named, several, titled
from handlers.screens.dates import moment
from handlers.screens.finals import affirmed_unlike, places
from handlers.screens.markup import Block, bold, joined, quoted, said
from handlers.screens.officials import clause
from handlers.screens.published import found
from sop import events as e
from sop.archive import LABELS, Marks
from sop.deadlines import ABOVE, DUE_DAY, UNSENT_CORRECTION
from sop.events import Event
from sop.items import Item, OnPaper, Verdict
from sop.maklumat import Maklumat
from sop.officials import OfficialChanged
from sop.papers import PaperKind
from sop.roles import DRAFTERS
from sop.steps import Action, Step, row_of
from sop.turns import is_under_way
from storage.people import People
from storage.reading import View

PAPERS: Mapping[PaperKind, str] = {
    PaperKind.NOTA_DINAS: "Nota Dinas",
    PaperKind.DISPOSISI: "Lembar Disposisi",
    PaperKind.PERINTAH: "Lembar Disposisi Publikasi",
    PaperKind.LEMBAR_PARAF: "Lembar Paraf",
    PaperKind.TANDA_TERIMA: "Tanda Terima",
    PaperKind.BUKTI_TAYANG: "Bukti Tayang",
    PaperKind.REKAP_PROSES: "Rekap Proses",
}

_LINK_INLINE = 500


MADE = "dibuat"
"""Of a paper, for the first time."""


def progress(m: Maklumat) -> str:
    """Six marks: done, present, to come; the last one is done once the page was seen."""
    done = m.step if is_under_way(m) else m.step + 1
    return "".join("●" if s < done else "◉" if s is m.step else "○" for s in Step)


def happened(event: Event, people: People) -> str:
    """One clause, told by nobody in particular."""
    # Whoever acts in no role acts by the admin right.
    by = f"{quoted(doer(event, people))}{' (admin)' if event.by is not None and event.role is None else ''}"
    match event:
        case e.Opened():
            return f"Maklumat dibuka oleh {by}"
        case e.StepEntered():
            return f"Langkah {int(event.step)} ({row_of(event.step).short}) dimulai"
        case e.DraftGiven(on_behalf=True):
            return f"Draf versi {event.version} diunggah oleh {by} atas nama penyusun"
        case e.DraftGiven():
            return f"Draf versi {event.version} diterima dari {by}"
        case e.BasisSet():
            return f"Dasar penyusunan draf dicatat oleh {by}"
        case e.ParafGiven():
            return f"Draf versi {event.version} diparaf oleh {by}"
        case e.Returned():
            paper = _by_paper(event.on_paper)
            return f"Draf versi {event.version} <b>dikembalikan untuk diperbaiki</b> oleh {by}{paper}"
        case e.CorrectionNoted():
            return f"Satu butir koreksi dicatat oleh {by}, belum dikirim"
        case e.CorrectionJoined():
            return f"Koreksi dilengkapi oleh {by}"
        case e.Forwarded():
            return f"Draf versi {event.version} <b>disampaikan</b> kepada Komisioner oleh {by}"
        case e.NumberSet():
            return f"Nomor Nota Dinas {bold(event.number)} dicatat oleh {by}"
        case e.StepReassigned():
            step = f"Langkah {int(event.step)} ({row_of(event.step).short})"
            return f"{step} <b>dialihkan</b> kepada {taker(event, people)} oleh {by}"
        case e.SteppedBack():
            return f"Maklumat <b>dikembalikan ke {step_named(event.to)}</b> oleh {by}{_fell(event)}"
        case e.CardResent():
            return f"Kartu dikirim ulang kepada {quoted(named(people, event.to))} oleh {by}"
        case OfficialChanged():
            return clause(event, people)
        case e.Withdrawn():
            return f"Draf versi {event.version} <b>ditarik kembali</b> oleh {by}"
        case _:
            return (
                _decided(event, by) or _written(event, by, people) or _published(event, by) or _by_itself(event, people)
            )


def recorded_by(given: OnPaper, people: People) -> str:
    """'dicatat oleh Sdr. Dimas dan dikonfirmasi oleh Ibu Endah'."""
    recorded, confirmed = (quoted(named(people, who)) for who in (given.recorded_by, given.confirmed_by))
    return f"dicatat oleh {recorded} dan dikonfirmasi oleh {confirmed}"


def _by_paper(given: OnPaper | None) -> str:
    return " melalui disposisi tertulis" if given is not None else ""


def written_recorded(event: e.WrittenRecorded, whose: str, by: str) -> str:
    """'Disposisi tertulis Bapak Bagus (draf versi 2 disetujui) dicatat oleh Sdr. Dimas'."""
    what = f"draf versi {event.version} {verdict_named(event.verdict)}"
    return f"Disposisi tertulis {whose} ({what}) dicatat oleh {by}"


def verdict_named(verdict: Verdict) -> str:
    """'disetujui' or 'dikembalikan untuk diperbaiki'."""
    return "disetujui" if verdict.decision is Action.APPROVE else "dikembalikan untuk diperbaiki"


def _written(event: Event, by: str, people: People) -> str:
    match event:
        case e.WrittenRecorded():
            return written_recorded(event, quoted(named(people, event.verdict.komisioner)), by)
        case e.WrittenConfirmed():
            return f"Disposisi tertulis atas draf versi {event.version} dikonfirmasi oleh {by}"
        case e.WrittenRejected():
            return f"Catatan disposisi tertulis dinyatakan <b>tidak sesuai</b> oleh {by}"
        case e.Objected():
            return f"Keberatan atas catatan disposisi tertulis disampaikan oleh {by}, sehingga maklumat <b>ditahan</b>"
        case e.ObjectionLifted():
            now = "tetap <b>ditahan</b>" if event.still_held else "<b>dilanjutkan</b>"
            return f"Keberatan atas catatan disposisi tertulis dicabut oleh {by}; maklumat {now}"
        case e.MinutesSet():
            return f"Nomor Berita Acara {bold(event.number)} dicatat oleh {by}"
        case _:
            return ""


def _fell(event: e.SteppedBack) -> str:
    """What counts no longer once it has been returned by an admin."""
    void = ("persetujuan",) if event.approved_by is not None else ()
    fell = (*void, *(("paraf",) if event.to is Step.DRAFTING else ()))
    over = (
        *((f"{joined(fell)} atas versi {event.version} gugur",) if fell and event.version else ()),
        *(("penahanan berakhir",) if event.was_held else ()),
    )
    return f", sehingga {joined(over)}" if over else ""


def taker(event: e.StepReassigned, people: People) -> str:
    """To whom a step was reassigned, in which role."""
    return quoted(titled(people, event.to, event.in_role, event.in_standing))


def _decided(event: Event, by: str) -> str:
    match event:
        case e.Approved():
            return f"Draf versi {event.version} <b>disetujui</b> oleh {by}{_by_paper(event.on_paper)}"
        case e.DirectionGiven():
            return f"Arahan diberikan oleh {by}"
        case e.QuestionAsked():
            return f"Pertanyaan atas draf diajukan oleh {by}"
        case e.QuestionAnswered():
            return f"Pertanyaan Komisioner dijawab oleh {by}"
        case e.DecisionTakenBack():
            return f"Persetujuan atas draf versi {event.version} <b>dibatalkan</b> oleh {by}"
        case e.ObstacleReported():
            return f"Kendala pada {step_named(event.step)} dilaporkan oleh {by}"
        case e.Examining():
            return f"{by[0].upper()}{by[1:]} menyatakan sedang memeriksa"
        case e.Cancelled():
            return f"Maklumat <b>dibatalkan</b> oleh {by}"
        case e.RemarkKept(meant_for="" | Action.KEEP_REMARK):
            return f"Pesan dari {by} disimpan dalam riwayat tanpa mengubah keputusan"
        case e.RemarkKept():
            return f"Pesan dari {by} disimpan dalam riwayat tanpa mengubah keadaan maklumat"
        case _:
            return ""


def _published(event: Event, by: str) -> str:
    match event:
        case e.PublicationOrdered():
            return f"Publikasi versi {event.version} <b>diperintahkan</b> oleh {by}"
        case e.Held():
            return f"Maklumat <b>ditahan</b> oleh {by}"
        case e.Resumed():
            return f"Maklumat <b>dilanjutkan</b> oleh {by}"
        case e.FinalGiven():
            return f"Naskah final diunggah oleh {by}"
        case e.FinalAffirmed():
            return f"Isi naskah final dinyatakan sama oleh {by}"
        case e.TextReplaced():
            return f"Naskah diganti oleh {by}, sehingga persetujuan atas versi {event.version} gugur"
        case e.Published():
            return f"Maklumat dinyatakan <b>terpublikasi</b> pada laman e-PPID oleh {by}"
        case e.ProofGiven():
            return f"Bukti tayang diterima dari {by}"
        case e.ConfirmedLive():
            return f"Laman diperiksa dan dinyatakan <b>sudah tayang</b> oleh {by}"
        case e.ScanFiled():
            return f"Pindaian {signed_named(event)} diarsipkan oleh {by}"
        case e.ReportedNotLive():
            return f"Laman dilaporkan <b>belum tayang</b> oleh {by}"
        case e.FiledOnPaper():
            return f"Cetakan diarsipkan di {bold(event.place)} oleh {by}"
        case e.ArchiveSet():
            return f"Data arsip dicatat oleh {by}"
        case _:
            return ""


def _by_itself(event: Event, people: People) -> str:
    match event:
        case e.RungReached():
            return _reminded(event, people)
        case e.DeadlineMoved():
            return f"Batas waktu dihitung kembali karena perubahan kalender ({quoted(event.reason)})"
        case e.PageChecked():
            return f"Laman diperiksa otomatis: {found(event.look, was_good=event.was_good)}"
        case e.PaperMade():
            of_version = f" untuk draf versi {event.version}" if event.version else ""
            return f"{PAPERS[event.kind]}{of_version} {MADE}"
        case e.HoldersChanged():
            names = quoted(several([named(people, person) for person in event.holders]))
            now = f"angkah ini kini menunggu {names}" if event.holders else "angkah ini kini belum ada pelaksananya"
            return f"{reassignment_over(event, people)}; l{now}" if event.fell_back_from is not None else f"L{now}"
        case _:
            raise TypeError(f"no words for {type(event).__name__}")


def signed_named(event: e.ScanFiled) -> str:
    """'Nota Dinas bertanda tangan (draf versi 2)'."""
    return f"{PAPERS[event.kind]} bertanda tangan (draf versi {event.version})"


def reassignment_over(event: e.HoldersChanged, people: People) -> str:
    """'Pengalihan kepada Bapak Wahyu tidak berlaku lagi', for he holds no fitting role any more."""
    return f"Pengalihan kepada {quoted(named(people, event.fell_back_from))} tidak berlaku lagi"


def _reminded(event: e.RungReached, people: People) -> str:
    whom = quoted(several([named(people, person) for person in event.told]))
    if event.rung.startswith(UNSENT_CORRECTION):
        return f"{whom} diingatkan tentang koreksi yang belum dikirim"
    if event.rung.startswith(ABOVE):
        reported = f"dilaporkan kepada {whom}" if whom else "belum dapat dilaporkan ke atasan"
        return f"Langkah yang melewati tenggat {reported}"
    late = "" if event.rung == DUE_DAY else "Batas waktu langkah ini terlewati"
    told = f"{whom} diingatkan tentang batas waktu" if not late else f"{whom} diingatkan"
    said = " dan ".join(part for part in (late, told if whom else "belum ada yang dapat diingatkan") if part)
    return f"{said[0].upper()}{said[1:]}"


def words_of(event: Event, view: View) -> tuple[Block, ...]:
    """What was said with an event, word for word, under its label."""
    own = tuple(block for label, item in spoken(event) for block in said(label, item))
    match event:
        case e.Returned():
            return (*own, *_directions(event, view))
        case e.QuestionAnswered():
            asked = next((q.item for q in view.maklumat.questions if q.number == event.question), Item())
            return (*said("Pertanyaan", asked), *own)
        case e.Approved() | e.PublicationOrdered() | e.FinalAffirmed():
            final = affirmed_unlike(event, view)
            return (*_directions(event, view), *(places(final[1]) if final is not None else ()))
        case e.Published() if len(event.link) <= _LINK_INLINE:
            return (f"Tautan: {quoted(event.link)}",)
        case e.FinalGiven():
            return places(event.comparison)
        case e.PageChecked():
            return (f"Tautan: {quoted(event.look.link[:_LINK_INLINE])}",)
        case _:
            return own


def spoken(event: Event) -> tuple[tuple[str, Item], ...]:
    """What was said with the event itself, each thing with its label: also for papers, which know no HTML."""
    match event:
        case e.Returned():
            return _numbered(_returned_label(event.step), event.items)
        case e.Published():
            return (("Tautan", Item(event.link)),)
        case e.BasisSet():
            return (("Dasar penyusunan", Item("\n".join(event.basis))),)
        case e.DraftGiven():
            return (("Catatan", Item(event.note)),) if event.note else ()
        case e.StepReassigned() | e.SteppedBack() | e.CardResent():
            return (("Alasan", Item(event.reason)),)
        case e.ArchiveSet():
            return (("Data arsip", Item("\n".join(marked(event.marks)))),)
        case _:
            label, item = _LABELS.get(type(event)), getattr(event, "item", Item())
            return ((label, item),) if label and item else ()


def marked(marks: Marks) -> tuple[str, ...]:
    """What the register says, line by line, as it is typed; what nobody has said is left out."""
    return tuple(f"{label}: {value}" for name, label in LABELS.items() if (value := getattr(marks, name)))


def standing_words(view: View) -> tuple[Block, ...]:
    """Words that still call for something from this reader: a correction, an open question, a direction."""
    m, mine = view.maklumat, set(view.office.roster.roles_of(view.reader.id))
    if not mine & set(DRAFTERS):
        return ()
    if m.step is Step.DRAFTING and m.draft is not None and m.draft.returned and m.returns:
        last = m.returns[-1]
        if last.version != m.version:
            return ()
        directions = tuple(d.item for d in m.directions_of(last.visit))
        return (*_items(_returned_label(last.step), last.items), *_items("Arahan", directions))
    if m.step is Step.DECISION:
        waiting = tuple(q.item for q in m.questions if q.answer is None and q.visit == m.visit.number)
        return _items("Pertanyaan", waiting)
    # Whoever affirms an offered final text sees on every card what differs.
    differs = places(m.offered_final.comparison) if m.offered_final is not None else ()
    if m.step is Step.ORDERING and m.approval is not None:
        return (*_items("Arahan", tuple(d.item for d in m.directions_of(m.approval.visit))), *differs)
    return differs


_LABELS: Mapping[type[Event], str] = {
    e.CorrectionNoted: "Butir koreksi",
    e.CorrectionJoined: "Tambahan koreksi",
    e.DirectionGiven: "Arahan",
    e.QuestionAsked: "Pertanyaan",
    e.QuestionAnswered: "Jawaban",
    e.Held: "Alasan",
    e.Resumed: "Alasan",
    e.Cancelled: "Alasan",
    e.TextReplaced: "Alasan",
    e.ReportedNotLive: "Keterangan",
    e.ObstacleReported: "Kendala",
    e.RemarkKept: "Pesan",
    e.WrittenRecorded: "Keterangan",
    e.WrittenRejected: "Keterangan",
    e.ScanFiled: "Pindaian",
    e.Objected: "Alasan",
}


def step_named(step: int) -> str:
    """'langkah 3 (Arahan dan persetujuan)'."""
    return f"langkah {int(step)} ({row_of(Step(step)).short})"


def when(event: Event, view: View) -> str:
    """The moment of an event, as letters write it."""
    return moment(event.at, view.office.rules.calendar.zone)


def _returned_label(step: Step) -> str:
    return "Koreksi" if step is Step.DECISION else "Catatan"


def _items(label: str, items: tuple[Item, ...]) -> tuple[Block, ...]:
    return tuple(block for name, item in _numbered(label, items) for block in said(name, item))


def _numbered(label: str, items: tuple[Item, ...]) -> tuple[tuple[str, Item], ...]:
    if len(items) == 1:
        return ((label, items[0]),)
    return tuple((f"{label}, butir {number}", item) for number, item in enumerate(items, 1))


def _directions(event: Event, view: View) -> tuple[Block, ...]:
    """The directions of the visit that this event ended."""
    return _items("Arahan", tuple(direction.item for direction in view.maklumat.directions_ended_by(event)))
