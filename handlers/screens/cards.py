"""The card of a maklumat for one reader, the news of an event, the reminder, and the screen that asks once more.

All from a View and the event; which of them is sent is the procedure's business, when and whether is the courier's.
"""

from datetime import datetime

from handlers.screens.addressing import (
    NAME_SHOWN,
    called,
    named,
    pronoun,
    salutation,
    several,
    waiting,
    waiting_roles,
)
from handlers.screens.asking import CAUTION, asked
from handlers.screens.dates import moment, short
from handlers.screens.deadlines import before_due, due_lines, due_named, overdue, unit, waited, way_out, why
from handlers.screens.finals import final_line, final_waits
from handlers.screens.headlines import headline, own_act
from handlers.screens.keyboards import LABELS, confirm_rows, confirm_written_rows, filing_rows, rows, show_rows
from handlers.screens.markup import Block, Words, bold, clipped, code, counted, ended, one_line, quoted, screen, screens
from handlers.screens.phrases import PAPERS, happened, progress, standing_words, step_named, verdict_named
from handlers.screens.published import look_line
from handlers.screens.succession import lineage
from handlers.screens.vacancies import unattended
from sop import events as e
from sop.deadlines import BREACH, UNSENT_CORRECTION
from sop.events import Event
from sop.looks import Look
from sop.maklumat import Phase
from sop.papers import PaperKind
from sop.roles import PersonId, Role
from sop.steps import Action, Step, row_of
from sop.turns import asked_to_confirm
from storage.outbox import Screen
from storage.reading import View

_WORDS_SHOWN = 1_500
"""Of long words on a card that must be one message."""
_MOST_WORDS = 10
"""Items shown on such a card; more are counted."""
_LINK_SHOWN = 500
"""A longer address stands in the history, whole."""
_REASON_SHOWN = 120
"""Of a hold's reason, on cards after the one that told it."""


def card(
    view: View,
    event: Event | None,
    *,
    now: datetime,
    remark: str = "",
    head: str = "",
    redrawn: bool = False,
    cautions: bool = False,
) -> tuple[Screen, ...]:
    """The maklumat as it is now, under the news of `event`, with the buttons this reader may press.

    Args:
        view: the maklumat and its reader.
        event: what the card tells of; None for a card that was asked for.
        now: aware UTC.
        remark: a sentence of ours (HTML) that goes first, such as `pages.outage`.
        head: the journal's head (`57:` and its SHA-256, to be copied as one), for whoever approved or published.
        cautions: it is the one on which this reader is told what does not belong into Telegram.
        redrawn: the card lies in the chat already: it keeps what it told, says what happened last, and is one message.
    """
    if redrawn and isinstance(event, _PASSING):
        event = None
    told, words = _told(event, view, on_card=True)
    last = _last(view) if redrawn and event is not None and view.last is not None and view.last.at > event.at else ""
    opening = "\n".join(part for part in (_greeted(view), f"{remark}\n" if remark else "", told) if part).rstrip()
    below = (*((last,) if last else ()), board(view, now, event), asked(view, event), *_foot(head, cautions=cautions))
    made = screens((opening, *words, *below), rows(view))
    if len(made) == 1 or (event is not None and not redrawn):
        return made
    # A card that was asked for, or is redrawn in its place, is always one message: the history has the whole words.
    return screens((opening, *_shortened(words), *below), rows(view))


_PASSING = (e.CorrectionNoted, e.RungReached)
"""What is true only until the next thing happens, and is not kept on a card that is redrawn."""


def over(view: View, event: Event | None, why: str, *, head: str = "", cautions: bool = False) -> Screen:
    """A card that is of use no longer, and why: what it told stays, how things stood does not; no greeting is alone."""
    told, words = ("", ()) if event is None or isinstance(event, _PASSING) else _told(event, view, on_card=True)
    opening, closing = (told, (why,)) if told else (why, ())
    foot = _foot(head, cautions=cautions)
    (only,) = screens((f"{_greeted(view)}\n{opening}", *_shortened(words), titled_line(view), *closing, *foot))
    return only


REPLACED = "Kartu ini telah digantikan oleh kartu yang lebih baru."
CLOSED = "Kartu ini tidak berlaku lagi karena akses melalui akun ini ditutup."
"""Said of an account that was let go too; it stays true when the access is open again, for the cards come anew then."""


def news(
    view: View, event: Event | None, *, head: str = "", now: datetime, cautions: bool = False
) -> tuple[Screen, ...]:
    """What happened, told once; to whoever acted it is the receipt.

    The only button is that of a publication: that it lies in the archive on paper too, asked on the message that goes
    anyway.

    Args:
        view: the maklumat and its reader.
        event: what happened; None when a card that was asked for is told as news.
        head: the journal's head, for admins and archives (its number and SHA-256).
        cautions: it was to be the card that cautions this reader, and a newer one came before it was sent.
        now: aware UTC.
    """
    told, words = _told(event, view, on_card=False)
    receipt = event is not None and own_act(event, view)
    opening = f"Terima kasih, {pronoun(view.reader)}. {told}" if receipt else f"{_greeted(view)}\n{told}"
    closing: list[Block] = [titled_line(view)]
    filing = filing_rows(view) if isinstance(event, e.Published) else ()
    if isinstance(event, e.Published):
        closing += (*lineage(view), *final_waits(view))
    if (filing or (isinstance(event, e.Published) and not receipt)) and not final_waits(view):
        closing.append("Seluruh berkas elektronik tersimpan dalam Arsip (/arsip); mohon dicetak untuk arsip kantor.")
    return screens((opening, *words, *closing, *_foot(head, cautions=cautions)), filing)


def _foot(head: str, *, cautions: bool) -> tuple[str, ...]:
    return (*((CAUTION,) if cautions else ()), *((f"Sidik riwayat: {code(head)}",) if head else ()))


def reminder(view: View, event: Event | None, *, now: datetime, live: bool = True) -> tuple[Screen, ...]:
    """That something still waits; to a Komisioner as a request for leave to mention it, to others as a report."""
    rung = event.rung if isinstance(event, e.RungReached) else ""
    if rung.startswith(UNSENT_CORRECTION):
        lines = _unsent(view)
    elif view.reader.id in asked_to_confirm(view.maklumat, view.office):
        lines = _unconfirmed(view)
    elif view.reader.id not in {holder.id for holder in view.holders}:
        lines = _reported(view, now)
    elif Role.KOMISIONER in _waiting_as(view) and view.maklumat.step is Step.DECISION:
        lines = _softly(view, now, again=rung not in ("", BREACH))
    else:
        lines = _plainly(view, now, live=live)
    buttons = rows(view) if live else show_rows(view)
    return screens((f"{_greeted(view)}\n{lines[0]}", titled_line(view), *lines[1:]), buttons)


def confirm_approval(view: View, role: Role) -> Screen:
    """Asked once more: what will be recorded, and in whose name."""
    m, you, me = view.maklumat, pronoun(view.reader), view.reader
    capacity = clipped(me.jabatan, NAME_SHOWN) or role.label
    name = quoted(clipped(one_line(me.name), NAME_SHOWN))
    given = m.directions_of(m.visit.number)
    directions = f"Arahan yang telah dicatat: {counted(len(given))}. " if given else ""
    unsent = len(m.collected_by(me.id))
    warning = (
        f"Masih ada {counted(unsent)} butir koreksi {you} yang belum dikirim. Dengan menyetujui, koreksi tersebut "
        "tidak diteruskan kepada penyusun."
    )
    return screen(
        f"{you} akan <b>menyetujui</b> draf versi {m.version}:\n{titled_line(view)}",
        f"Persetujuan dicatat atas nama {name}, {quoted(capacity)}, dan dituangkan dalam Lembar Disposisi. "
        f"{directions}Apabila berkenan, {you} dapat menambahkan arahan.",
        *((warning,) if unsent else ()),
        rows=confirm_rows(view, role),
    )


def confirm_written(view: View, role: Role) -> Screen:
    """Asked once more of the second person: whose decision it becomes, and that he has seen the sheet."""
    m, written = view.maklumat, view.maklumat.written
    assert written is not None
    whose, by = (quoted(named(view.people, who)) for who in (written.verdict.komisioner, written.by))
    what = f"draf versi {m.version} <b>{verdict_named(written.verdict)}</b>"
    objects = " dan dapat menyatakan keberatan" if written.verdict.decision is Action.APPROVE else ""
    return screen(
        f"{pronoun(view.reader)} akan menyatakan pindaian sesuai dengan lembar aslinya:\n{titled_line(view)}",
        f"Yang dicatat sebagai keputusan {whose}: {what}. Dicatat oleh {by}, dikonfirmasi oleh {pronoun(view.reader)}; "
        f"{whose} diberi tahu{objects}.",
        rows=confirm_written_rows(view, role),
    )


def document_caption(parcel_kind: str, view: View) -> str:
    """What a document is: 'Draf versi 2 · MKL-2027-001'. Unknown kinds are named by the maklumat alone."""
    m = view.maklumat
    names = {
        "draft": f"Draf versi {m.version}",
        "page-picture": f"Draf versi {m.version}, halaman 1",
        "nota-dinas": f"Nota Dinas Nomor {m.number}" if m.number else PAPERS[PaperKind.NOTA_DINAS],
        "disposisi": PAPERS[PaperKind.DISPOSISI],
        "perintah": PAPERS[PaperKind.PERINTAH],
        "final": "Naskah final",
        "predecessor": f"Naskah {m.replaces.control_number} yang terpublikasi" if m.replaces else "",
        "to-publish": "Naskah untuk dipublikasikan",
        "items": "Lampiran",
        "record": "Pindaian disposisi tertulis",
        "proof": "Tangkapan layar laman",
    }
    name = names.get(parcel_kind)
    return quoted(" · ".join(part for part in (name, m.control_number) if part))


def board(view: View, now: datetime, event: Event | None = None) -> str:
    """Where the maklumat stands: title, nomor kendali, step, holders, due day; a hold's reason unless just told."""
    m = view.maklumat
    lines = [bold(m.title), f"{quoted(m.control_number)}{f' · versi {m.version}' if m.version else ''}"]
    lines += (*lineage(view), *final_line(view, event))
    if m.phase is Phase.CANCELLED:
        return "\n".join((*lines, "Status: <b>Dibatalkan</b>"))
    lines += [f"Langkah {int(m.step)} dari 6 · {row_of(m.step).short}", progress(m)]
    if m.step is Step.PUBLISHED:
        lines += _publication(view, event.look if isinstance(event, e.PageChecked) else None)
    else:
        lines += [_waits(view), *due_lines(view, now), *_examined(view)]
    if m.hold is not None and m.hold.objection:
        said = "" if isinstance(event, e.Objected) else clipped(one_line(m.hold.item.text), _REASON_SHOWN)
        reason = f" ({quoted(said)})" if said else ""
        lines.append(f"<b>Ditahan</b>: keberatan {quoted(named(view.people, m.hold.by))}{reason}")
    elif m.hold is not None:
        reason = "" if isinstance(event, e.Held) else clipped(one_line(m.hold.item.text), _REASON_SHOWN)
        lines.append(f"<b>Ditahan</b>{f': {quoted(reason)}' if reason else ''}")
    return "\n".join(lines)


def filed_line(view: View) -> tuple[str, ...]:
    """Where the printed papers lie, if anybody has said so."""
    filed = view.maklumat.filed
    return (f"Cetakan: {quoted(filed.place)}",) if filed is not None else ()


def titled_line(view: View) -> str:
    """The maklumat by title and nomor kendali."""
    return f"{bold(view.maklumat.title)} ({quoted(view.maklumat.control_number)})"


def _told(event: Event | None, view: View, *, on_card: bool) -> tuple[str, tuple[Block, ...]]:
    if event is not None:
        return headline(event, view, on_card=on_card)
    words = standing_words(view)
    if view.last is None:
        return "Berikut keadaan maklumat saat ini.", words
    return _last(view), words


def _last(view: View) -> str:
    assert view.last is not None
    at = short(view.last.at, view.office.rules.calendar.zone)
    return ended(f"Terakhir ({at}): {happened(view.last, view.people)}")


def _shortened(words: tuple[Block, ...]) -> tuple[Block, ...]:
    if len(words) > _MOST_WORDS:
        return (f"{counted(len(words))} butir; selengkapnya pada Riwayat.",)
    limit = _WORDS_SHOWN // len(words) if words else 0
    return tuple(_shorter(block, limit) if isinstance(block, Words) else block for block in words)


def _shorter(words: Words, limit: int) -> Words:
    if len(words.text) <= limit:
        return words
    return Words(f"{words.label} (selengkapnya pada Riwayat)", clipped(words.text, limit))


def _greeted(view: View) -> str:
    return quoted(salutation(view.reader))


def _waits(view: View) -> str:
    if second := asked_to_confirm(view.maklumat, view.office):
        names = quoted(several([called(view.people[person]) for person in second], "atau"))
        return f"Menunggu: konfirmasi disposisi tertulis oleh {names}"
    if view.holders:
        return f"Menunggu: {quoted(waiting(view))}"
    return f"Menunggu: {quoted(unattended(view))}"


def _examined(view: View) -> tuple[str, ...]:
    looking = view.maklumat.visit.examining
    if looking is None:
        return ()
    at = short(looking.at, view.office.rules.calendar.zone)
    return (f"Sedang diperiksa oleh {quoted(called(view.people[looking.by]))} sejak {at}",)


def _publication(view: View, told: Look | None) -> tuple[str, ...]:
    publication, zone = view.maklumat.publication, view.office.rules.calendar.zone
    if publication is None:
        return ()
    link = quoted(publication.link) if len(publication.link) <= _LINK_SHOWN else "lihat Riwayat"
    lines = [
        f"Terpublikasi: {moment(publication.at, zone)}",
        f"Tautan: {link}",
        *look_line(view, told),
        *filed_line(view),
    ]
    if publication.confirmed is None:
        return (*lines, *(() if publication.is_seen else (_waits(view),)))
    by = quoted(called(view.people[publication.confirmed.by]))
    return (*lines, f"Sudah tayang: diperiksa oleh {by}")


def _waiting_as(view: View) -> tuple[Role, ...]:
    """The roles in which the present step waits for this reader."""
    mine = view.office.roster.roles_of(view.reader.id)
    return tuple(role for role in waiting_roles(view) if role in mine)


def _unsent(view: View) -> tuple[str, ...]:
    you, noted = pronoun(view.reader), counted(len(view.maklumat.collected_by(view.reader.id)))
    held = f"koreksi {you} sebanyak {noted} butir telah dicatat, tetapi belum dikirim kepada penyusun"
    wish = "Apabila koreksi telah lengkap, mohon berkenan menekan <b>Kirim koreksi</b>"
    return f"Mohon izin mengingatkan, {held}.", f"{wish}. Terima kasih atas perkenan {you}."


def _softly(view: View, now: datetime, *, again: bool) -> tuple[str, ...]:
    m, you = view.maklumat, pronoun(view.reader)
    if before_due(view, now):
        until = f" Waktu sesuai SOP sampai dengan {due_named(view, now)}."
        return (
            f"Mohon izin mengingatkan, draf versi {m.version} masih menunggu arahan {you}.{until}",
            f"Terima kasih atas perkenan {you}.",
        )
    if (asker := _asker(view)) is not None:
        whose = you if asker == view.reader.id else quoted(named(view.people, asker))
        still = f"Arahan atau keputusan {you} tetap dapat diberikan tanpa menunggu jawaban"
        told = f"Mohon izin menyampaikan, pertanyaan {whose} masih menunggu jawaban penyusun."
        return told, f"{still}. Terima kasih, {you}."
    draft = f"draf versi {m.version}"
    late = f"Mohon izin menyampaikan, {draft} telah melampaui waktu 1 (satu) {unit(view)} sebagaimana SOP"
    if again:
        late = f"Mohon izin menyampaikan, {draft} telah menunggu arahan {you} selama {waited(view, now)}"
    away = f"Apabila {you} berhalangan, mohon berkenan menunjuk Anggota lain melalui /berhalangan atau admin"
    return f"{late}.", f"Mohon arahan {you} pada kesempatan pertama. {away}."


def _unconfirmed(view: View) -> tuple[str, ...]:
    """To the second person under a written decision: the step is over once he has looked."""
    m, written = view.maklumat, view.maklumat.written
    assert written is not None
    whose = quoted(named(view.people, written.verdict.komisioner))
    wish = f"Mohon mencocokkan pindaiannya, kemudian menekan <b>{LABELS[Action.CONFIRM_WRITTEN]}</b>"
    return (
        f"Mohon izin mengingatkan, disposisi tertulis {whose} atas draf versi {m.version} masih menunggu konfirmasi.",
        f"{wish} atau <b>{LABELS[Action.REJECT_WRITTEN]}</b>.",
    )


def _reported(view: View, now: datetime) -> tuple[str, ...]:
    """To the next above, privately: an eskalasi names the step and whom it waits for, and blames nobody.

    What speaks for whom it waits for stands in it too: that he is looking at it, or waits for an answer himself.
    """
    m, zone = view.maklumat, view.office.rules.calendar.zone
    due = (f"Batas waktu: {moment(m.visit.due_at, zone)}",) if m.visit.due_at else ()
    told = [_waits(view), *due, *why(view), *_examined(view)]
    if (asker := _asker(view)) is not None:
        told.append(f"Pertanyaan {quoted(named(view.people, asker))} masih menunggu jawaban penyusun")
    wish = " ".join(("Mohon arahan tindak lanjut kepada yang bersangkutan.", *way_out((view,)), _CARD_BELOW))
    if m.step is Step.DECISION:
        away = (
            "Apabila beliau berhalangan, Anggota lain dapat ditunjuk oleh Komisioner melalui /berhalangan, atau oleh "
            "admin dengan nomor dan pindaian suratnya; keputusan di atas kertas dapat dicatat oleh Pelaksana."
        )
        wish = f"Mohon berkenan menyampaikannya kepada yang bersangkutan. {away}"
    return f"Dilaporkan, {step_named(m.step)} {overdue(view, now)}.", "\n".join(told), wish


def _asker(view: View) -> PersonId | None:
    """Which Komisioner waits for an answer of the drafters himself, though the clock of the step runs."""
    m = view.maklumat
    return next((q.by for q in reversed(m.questions) if q.answer is None and q.visit == m.visit.number), None)


_CARD_BELOW = "Keadaan terakhir ditampilkan melalui tombol di bawah ini."


def _plainly(view: View, now: datetime, *, live: bool) -> tuple[str, ...]:
    """To staff: that it waits, what is to be done next, and where an obstacle can be told."""
    m, zone = view.maklumat, view.office.rules.calendar.zone
    step = step_named(m.step)
    wish = asked(view, None) if live else _CARD_BELOW
    button = "<b>Laporkan kendala</b>" if live else "<b>Laporkan kendala</b> pada kartunya"
    if before_due(view, now):
        told = f"Sekadar mengingatkan, batas waktu {step} adalah {due_named(view, now)}."
        return told, wish, f"Apabila terdapat kendala, mohon menekan {button}."
    due = f" Tenggat: {moment(m.visit.due_at, zone)}." if m.visit.due_at else ""
    return (
        f"{step[0].upper()}{step[1:]} {overdue(view, now)}.{due}",
        wish,
        f"Mohon izin mengingatkan agar dapat diselesaikan, atau disampaikan kendalanya melalui {button}.",
    )
