"""What just happened, as it concerns this reader: a receipt for whoever acted, a report for everybody else.

A headline is a sentence or two and, under it, the words that somebody said. What is to be done next is not told here
(asking.py), for that follows from the present state and not from the event.
"""

from handlers.screens.addressing import doer, labels, named, pronoun, several, waiting
from handlers.screens.finals import found, instead, stated, unlike
from handlers.screens.markup import Block, bold, ended, file_named, quoted
from handlers.screens.phrases import (
    happened,
    marked,
    reassignment_over,
    recorded_by,
    signed_named,
    step_named,
    taker,
    when,
    words_of,
    written_recorded,
)
from handlers.screens.vacancies import drafters_there, remark_goes_to, unheard
from sop import events as e
from sop.events import Event
from sop.items import OnPaper
from sop.maklumat import Visit
from sop.roles import DRAFTERS, Role
from sop.steps import Step
from sop.turns import deciders
from storage.reading import View

_SECOND = "Keputusan berlaku setelah dikonfirmasi pejabat kedua."


def headline(event: Event, view: View, *, on_card: bool) -> tuple[str, tuple[Block, ...]]:
    """The sentence for this reader, and the words that belong to it.

    A card does without the moment, which Telegram shows beside it and the history keeps; a decision always has it.
    """
    at = "" if on_card and not isinstance(event, e.Approved) else f" pada {when(event, view)}"
    if own_act(event, view):
        words = (
            words_of(event, view) if isinstance(event, e.Published | e.BasisSet | e.ArchiveSet) and not on_card else ()
        )
        return receipt(event, view, at), words
    # A card shows the link, what was found on the page, and the reason of a hold, where it says how things stand.
    words = () if on_card and isinstance(event, e.Published | e.PageChecked) else words_of(event, view)
    at = "" if on_card else at
    return f"{report(event, view, at)}{_unsent(event, view)}", words


def _unsent(event: Event, view: View) -> str:
    """To whom a correction was begun that is over by what somebody else did: it is kept, and nobody was told of it."""
    if view.reader.id not in getattr(event, "unsent", ()):
        return ""
    return (
        f" Koreksi {pronoun(view.reader)} yang belum dikirim tidak diteruskan kepada penyusun dan tetap tersimpan "
        "dalam riwayat."
    )


def own_act(event: Event, view: View) -> bool:
    """Whether this reader did it himself: what was recorded from paper in his name, he did not."""
    return event.by == view.reader.id and getattr(event, "on_paper", None) is None


def receipt(event: Event, view: View, at: str) -> str:
    """That one's own act is recorded, when, and where it went."""
    you = pronoun(view.reader)
    match event:
        case e.Opened():
            opened = f"Maklumat telah dibuka dengan nomor kendali {bold(event.control_number)}{at}."
            return f"{opened}{_start_from(event)}"
        case e.DraftGiven():
            return f"Draf <b>versi {event.version}</b> ({file_named(event.file)}) telah diterima{at}."
        case e.ParafGiven():
            role = quoted(event.role.label) if event.role else ""
            return f"Paraf {you} selaku {role} pada draf versi {event.version} telah dicatat{at}."
        case e.Returned(step=Step.DECISION):
            return (
                f"Koreksi atas draf versi {event.version} telah dicatat{at}{_to_drafters(view)}. "
                f"Draf perbaikan akan disampaikan kembali kepada {you} untuk memperoleh persetujuan."
            )
        case e.Returned():
            on = " dan diteruskan kepada penyusun" if drafters_there(view) else ""
            return f"Pengembalian draf versi {event.version} telah dicatat{at}{on}."
        case e.CorrectionNoted():
            return f"Koreksi telah dicatat{at}."
        case e.CorrectionJoined():
            return f"Tambahan koreksi telah dicatat{at}{_to_drafters(view)}."
        case e.Approved():
            return f"Persetujuan {you} atas draf versi {event.version} telah dicatat{at}."
        case e.QuestionAsked():
            return f"Pertanyaan telah dicatat{at}{_to_drafters(view)}. Jawabannya akan disampaikan kepada {you}."
        case _:
            return f"{ended(f'{_recorded(event, view)}{at}')}{_then(event, view)}"


def _recorded(event: Event, view: View) -> str:
    """The clause of an act that needs no more than a line."""
    match event:
        case e.BasisSet():
            return "Dasar penyusunan draf telah dicatat"
        case e.Forwarded():
            return f"Penyampaian draf versi {event.version} kepada Komisioner telah dicatat"
        case e.NumberSet():
            return f"Nomor Nota Dinas {bold(event.number)} telah dicatat"
        case e.MinutesSet():
            return f"Nomor Berita Acara {bold(event.number)} telah dicatat"
        case e.WrittenRecorded():
            return "Disposisi tertulis telah dicatat"
        case e.WrittenConfirmed():
            return "Konfirmasi atas disposisi tertulis telah dicatat"
        case e.WrittenRejected():
            return "Catatan disposisi tertulis telah dibatalkan"
        case e.Objected():
            return f"Keberatan {pronoun(view.reader)} telah dicatat; maklumat ditahan sampai keberatan dicabut"
        case e.ObjectionLifted():
            return (
                f"Pencabutan keberatan telah dicatat; maklumat {'tetap ditahan' if event.still_held else 'dilanjutkan'}"
            )
        case e.Withdrawn():
            return f"Penarikan kembali draf versi {event.version} telah dicatat"
        case e.DirectionGiven():
            return "Arahan telah dicatat"
        case e.QuestionAnswered():
            asked = next((q.by for q in view.maklumat.questions if q.number == event.question), None)
            if unheard(view, asked):
                return "Jawaban telah dicatat"
            return f"Jawaban telah diteruskan kepada {quoted(named(view.people, asked))} dan dicatat"
        case e.DecisionTakenBack():
            return f"Pembatalan persetujuan atas draf versi {event.version} telah dicatat"
        case e.PublicationOrdered():
            return f"Perintah publikasi telah dicatat{_to_operator(view)}"
        case e.Held():
            return "Penahanan maklumat telah dicatat"
        case e.Resumed():
            return "Pelanjutan maklumat telah dicatat"
        case e.FinalGiven():
            return f"Naskah final ({file_named(event.file)}) telah diterima"
        case e.ScanFiled():
            return f"Pindaian {signed_named(event)} telah diarsipkan"
        case e.FinalAffirmed():
            return "Pernyataan bahwa isi naskah final sama telah dicatat"
        case e.TextReplaced():
            return "Penggantian naskah telah dicatat"
        case e.Published():
            return "Publikasi telah dicatat"
        case e.ProofGiven():
            return "Bukti tayang telah diterima"
        case e.ConfirmedLive():
            return "Pernyataan sudah tayang telah dicatat"
        case e.ReportedNotLive():
            return f"Laporan belum tayang telah dicatat{_to_operator(view)}"
        case e.ObstacleReported():
            return "Kendala telah dicatat"
        case e.FiledOnPaper():
            return f"Tempat simpan cetakan ({bold(event.place)}) telah dicatat"
        case e.ArchiveSet():
            usual = "" if marked(event.marks) else "; seluruhnya kembali mengikuti pengaturan kantor"
            return f"Data arsip telah dicatat{usual}"
        case e.StepReassigned():
            return f"Pengalihan {step_named(event.step)} kepada {taker(event, view.people)} telah dicatat"
        case e.SteppedBack():
            return f"Pengembalian maklumat ke {step_named(event.to)} telah dicatat"
        case e.CardResent():
            return f"Pengiriman ulang kartu kepada {quoted(named(view.people, event.to))} telah dicatat"
        case e.Cancelled():
            return "Pembatalan maklumat telah dicatat"
        case e.RemarkKept():
            return f"Pesan {pronoun(view.reader)} telah disimpan dalam riwayat{remark_goes_to(event.meant_for, view)}"
        case _:
            return happened(event, view.people)


def _to_operator(view: View) -> str:
    """Nothing was passed on where nobody is there to receive it; the card says what helps."""
    idle = view.maklumat.step is Step.PUBLISHING and not view.holders
    return "" if idle else f" dan diteruskan kepada {labels(view.office.performers(Step.PUBLISHING))}"


def _to_drafters(view: View) -> str:
    there = drafters_there(view)
    return f" dan diteruskan kepada {there}" if there else ""


def _then(event: Event, view: View) -> str:
    """A second sentence, where the act does more than one may expect, or less."""
    match event:
        case e.DirectionGiven(step=Step.DECISION):
            return " Arahan ini dituangkan dalam Lembar Disposisi. Keputusan atas draf belum dicatat."
        case e.DirectionGiven():
            return " Arahan ini dituangkan dalam Lembar Disposisi."
        case e.WrittenRecorded():
            return f" {_SECOND}"
        case e.TextReplaced():
            return f" Persetujuan atas versi {event.version} gugur dan langkah 1 dimulai kembali."
        case e.FinalGiven(affirmed=False):
            waits = "Naskah ini berlaku setelah penyusun menyatakan isinya sama dengan naskah yang disetujui."
            return f"{instead(event, view, is_mine=True)}{_compared(event)} {waits}"
        case e.FinalAffirmed():
            return instead(event, view)
        case e.FinalGiven(comparison=None):
            same = f" Isinya dinyatakan sama dengan versi {view.maklumat.version} yang disetujui."
            return f"{instead(event, view, is_mine=True)}{same}"
        case e.FinalGiven():
            return f"{instead(event, view, is_mine=True)}{_compared(event)}{stated(event.comparison)}"
        case e.ObstacleReported() | e.StepReassigned():
            return " Batas waktu langkah ini tetap."
        case e.SteppedBack() if view.holders:
            return ended(f" Maklumat kini menunggu {quoted(waiting(view))}")
        case e.ScanFiled() if view.maklumat.step is Step.DECISION:
            return " Pindaian ini tidak menjadi keputusan Komisioner atas draf."
        case e.RemarkKept():
            return " Pesan tersebut tidak mengubah keadaan maklumat."
        case _:
            return ""


def _start_from(event: e.Opened) -> str:
    """What lies beside the card of a successor."""
    if event.replaces is None:
        return ""
    number = quoted(event.replaces.control_number)
    return f" Naskah {number} yang terpublikasi terlampir sebagai bahan penyusunan dan belum menjadi draf."


def _compared(event: e.FinalGiven) -> str:
    return f" {found(event.comparison, event.file)}" if event.comparison is not None else ""


def report(event: Event, view: View, at: str) -> str:
    """What somebody else did, or time itself."""
    told = ended(f"{happened(event, view.people)}{at}")
    match event:
        case e.Opened():
            return f"{told}{_start_from(event)}"
        case e.DraftGiven() if _parafed_before(event, view):
            return f"{told} Paraf {pronoun(view.reader)} pada versi {event.version - 1} tidak berlaku untuk versi ini."
        case e.Approved() | e.Returned() if event.on_paper and event.by == view.reader.id:
            return _recorded_from_paper(event, event.on_paper, view, at)
        case e.Approved() | e.Returned() if event.on_paper and at:
            by = recorded_by(event.on_paper, view.people)
            return f"{told} {ended(f'Disposisi tertulis tersebut {by}')}"
        case e.WrittenRecorded():
            if event.verdict.komisioner == view.reader.id:
                mine = written_recorded(event, pronoun(view.reader), quoted(doer(event, view.people)))
                told = ended(f"{mine}{at}")
            return f"{told} {_SECOND}" if at else told
        case e.WrittenRejected() if at:
            return f"{told} Keputusan atas draf belum dicatat."
        case e.Forwarded() if _decides(view):
            return _submission(event, view)
        case e.HoldersChanged():
            return _new_holder(event, view)
        case e.ParafGiven() if _parafs_complete(event, view):
            return f"{told} Paraf telah lengkap."
        case e.Withdrawn() if Role.KOMISIONER in view.office.roster.roles_of(view.reader.id):
            return f"{told} Draf tersebut tidak lagi menunggu arahan {pronoun(view.reader)}."
        case e.DecisionTakenBack() if view.maklumat.step is Step.DECISION:
            return f"{told} Maklumat kembali menunggu keputusan Komisioner."
        case e.FinalGiven(affirmed=False) if at:
            waits = "Naskah ini berlaku setelah penyusun menyatakan isinya sama."
            return f"{told}{instead(event, view)}{_compared(event)} {waits}"
        case e.FinalGiven():
            return f"{told}{instead(event, view)}{_compared(event)}{stated(event.comparison) if event.affirmed else ''}"
        case e.TextReplaced():
            return f"{told} Langkah 1 dimulai kembali."
        case e.SteppedBack():
            return f"{told}{_after_return(event, view)}"
        case e.CardResent() if event.to == view.reader.id:
            return f"Kartu ini dikirim ulang oleh {quoted(named(view.people, event.by))} (admin){at}."
        case e.StepReassigned() if view.reader.id in event.held_by and view.reader.id != event.to:
            return f"{told} Langkah ini tidak lagi menunggu {pronoun(view.reader)}."
        case e.ObstacleReported() | e.StepReassigned():
            return f"{told} Batas waktu langkah ini tetap."
        case e.Published() if at:
            return f"{told} Terima kasih atas kerja sama {pronoun(view.reader)}."
        case e.PageChecked() if at:
            return f"{told} Mohon berkenan memeriksa laman tersebut.{_if_wrong(view)}"
        case e.PublicationOrdered() | e.FinalAffirmed():
            files = " Berkas terlampir." if isinstance(event, e.PublicationOrdered) and not at else ""
            gone = instead(event, view) if isinstance(event, e.FinalAffirmed) else ""
            return f"{told}{files}{gone}{unlike(event, view)}"
        case _:
            return told


def _after_return(event: e.SteppedBack, view: View) -> str:
    """To whom it is returned, and to whom it was taken from."""
    m = view.maklumat
    if view.reader in view.holders:
        again = event.to is m.step is Step.DRAFTING and 0 < event.version == m.version
        return " Naskah yang sama dapat diparaf kembali atau diganti." if again else ""
    return f" Maklumat tidak lagi menunggu {pronoun(view.reader)}." if view.reader.id in event.held_by else ""


def _if_wrong(view: View) -> str:
    """What follows where the page is wrong indeed: whoever published it puts it right."""
    publication = view.maklumat.publication
    if publication is None:
        return ""
    if publication.by == view.reader.id:
        return " Bila laman memang bermasalah, mohon memperbaikinya."
    who = quoted(named(view.people, publication.by))
    return f" Bila laman memang bermasalah, mohon menghubungi {who} untuk memperbaikinya."


def _recorded_from_paper(event: e.Approved | e.Returned, given: OnPaper, view: View, at: str) -> str:
    """To the Komisioner himself: what was recorded in his name, by whom."""
    what = "disetujui" if isinstance(event, e.Approved) else "dikembalikan untuk diperbaiki"
    return ended(
        f"Disposisi tertulis {pronoun(view.reader)} (draf versi {event.version} <b>{what}</b>) telah "
        f"{recorded_by(given, view.people)}{at}"
    )


def _submission(event: e.Forwarded, view: View) -> str:
    """The letter's own words, from those below to those who decide."""
    m = view.maklumat
    letter = f"Nota Dinas Nomor {quoted(m.number)}" if m.number else "Nota Dinas"
    again = any(r.step is Step.DECISION and r.version < event.version for r in m.returns)
    draft = "draf perbaikan" if again else "draf"
    # A card of an older version stands until the next one comes, and parafs on that one are not of this letter.
    given = {paraf.by for paraf in m.parafs if paraf.version == event.version and paraf.at <= event.at}
    alone = ended(f" Kedua paraf diberikan oleh {quoted(named(view.people, *given))}") if len(given) == 1 else ""
    return f"Dengan hormat, bersama ini disampaikan {draft} <b>versi {event.version}</b> beserta {letter}.{alone}"


def _new_holder(event: e.HoldersChanged, view: View) -> str:
    """A card is redrawn as long as it lies there, and the step it came for may be over by then, or another's again."""
    visit = _visit_of(event, view)
    now = [official.id for official in view.holders] if visit == view.maklumat.visit else []
    step, at = step_named(visit.step), when(event, view)
    over = f" {reassignment_over(event, view.people)}." if event.fell_back_from is not None else ""
    if view.reader.id in event.holders:
        you = pronoun(view.reader)
        told = (
            f"Sejak {at}, {step} menunggu {you}." if view.reader.id in now else f"Pada {at}, {step} sampai pada {you}."
        )
        return f"{told}{over}"
    if set(now) == set(event.holders) and visit == view.maklumat.visit:
        return f"{happened(event, view.people)} sejak {at}."
    names = quoted(several([named(view.people, person) for person in event.holders]))
    reached = f"Pada {at}, {step} {f'sampai pada {names}' if names else 'tidak ada pelaksananya'}"
    return f"{ended(reached)}{over}"


def _visit_of(event: Event, view: View) -> Visit:
    """In which visit it happened."""
    visits = view.maklumat.visits
    return next((visit for visit in reversed(visits) if visit.entered_at <= event.at), visits[0])


def _decides(view: View) -> bool:
    return view.reader.id in deciders(view.maklumat, view.office)


def _parafed_before(event: e.DraftGiven, view: View) -> bool:
    """Whether this reader's paraf stood on the version that this one takes the place of."""
    m, older = view.maklumat, event.version - 1
    returned = any(draft.version == older and draft.returned for draft in m.drafts)
    mine = any(p.by == view.reader.id and p.version == older and not p.fallen for p in m.parafs)
    return mine and not returned


def _parafs_complete(event: e.ParafGiven, view: View) -> bool:
    there = {p.role for p in view.maklumat.parafs if p.version == event.version and not p.fallen and p.at <= event.at}
    return there >= set(DRAFTERS)
