"""An admin helps a stuck maklumat: which one, what may be done with it, and what will follow once he has said why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.addressing import called, named, several
from handlers.screens.cards import board, titled_line
from handlers.screens.keyboards import LABELS, PUT_ASIDE, paired, put_aside_rows, step_button
from handlers.screens.markup import bold, clipped, quoted, screen
from handlers.screens.phrases import step_named
from handlers.screens.vacancies import unattended
from sop.commands import Remedy, Rescue
from sop.reassigning import is_reassignable
from sop.rescuing import holders_at, voids_approval, wishes
from sop.roles import PersonId
from sop.steps import Action, Step
from storage.outbox import Button, Screen
from storage.people import Official
from storage.reading import View

RESEND = "Kirim ulang kartu"
REASSIGN = "Alihkan"
_OFFERED = 20
_NAME_SHOWN = 60
_HEADING = "<b>Penanganan oleh admin</b>"
_ACTS: Mapping[Remedy, Action] = {
    Remedy.HOLD: Action.HOLD,
    Remedy.RESUME: Action.RESUME,
    Remedy.CANCEL: Action.CANCEL,
}


def nothing_open() -> Screen:
    """No maklumat is under way."""
    return screen("Tidak ada maklumat yang sedang berjalan, sehingga tidak ada yang perlu ditangani.")


def which_maklumat(views: Sequence[View]) -> Screen:
    """One button for each open maklumat."""
    rows = tuple((step_button(view, Verb.RESCUE),) for view in views[:_OFFERED])
    return screen(f"{_HEADING}\nMohon memilih maklumat yang ditangani.", rows=rows)


def remedies(view: View, now: datetime) -> Screen:
    """How it stands, and one button for each thing that this admin may do with it now."""
    m = view.maklumat
    open_to_him = wishes(m, view.reader.id, view.office)
    buttons = [_button(wish) for wish in open_to_him if wish.remedy is not Remedy.RESEND]
    receivers = _receivers(view)
    if receivers:
        only = receivers[0].id if len(receivers) == 1 else 0
        buttons.append(Button(RESEND, _data(view, Verb.RESEND, only)))
    if is_reassignable(m) and not (m.hold is not None and m.hold.objection):
        buttons.append(Button(REASSIGN, _data(view, Verb.REASSIGN)))
    if not buttons:
        return screen(_HEADING, board(view, now), "Tidak ada yang perlu ditangani pada maklumat ini.")
    return screen(
        _HEADING,
        board(view, now),
        "Mohon memilih tindakan. Alasannya kemudian diminta, dicatat dalam Riwayat, dan dibaca oleh yang terlibat. "
        "Persetujuan tetap hanya diberikan oleh Komisioner.",
        rows=paired(buttons),
    )


def which_person(view: View) -> Screen:
    """One button for each person who has something to do with it now, and the way back."""
    # Batal leads back to what else may be done: nothing was asked yet that could be put aside.
    back = Button(PUT_ASIDE, _data(view, Verb.RESCUE))
    rows = (*((_to(view, official),) for official in _receivers(view)[:_OFFERED]), (back,))
    wish = "Mohon memilih penerima kartu." if len(rows) > 1 else "Saat ini tidak ada yang ditunggu pada maklumat ini."
    return screen(f"<b>{RESEND}</b>\n{titled_line(view)}", wish, rows=rows)


def ask_reason(view: View, wish: Rescue) -> Screen:
    """Why, in a reply; and all that it will mean."""
    told = "admin lain" if wish.remedy is Remedy.RESEND else "yang terlibat dan admin lain"
    follows = "\n".join(f"• {line}" for line in (*_follows(view, wish), f"{told} diberi tahu"))
    return screen(
        f"<b>{_heading(wish)}</b>\n{titled_line(view)}",
        f"Mohon membalas pesan ini dengan alasan.\n\nSetelah dicatat:\n{follows}.",
        rows=put_aside_rows(),
    )


def _heading(wish: Rescue) -> str:
    if wish.step is not None:
        return f"Kembalikan ke {step_named(wish.step)}"
    return RESEND if wish.remedy is Remedy.RESEND else LABELS[_ACTS[wish.remedy]]


def _follows(view: View, wish: Rescue) -> Iterator[str]:
    names = quoted(_names(view, (official.id for official in view.holders), "atau"))
    match wish.remedy:
        case Remedy.STEP_BACK:
            assert wish.step is not None
            yield from _after_return(view, wish.step)
        case Remedy.HOLD:
            by = f"{names} atau admin" if names else "admin"
            yield "maklumat ditahan dan batas waktu berhenti"
            yield f"langkah diteruskan setelah {by} menekan {bold(LABELS[Action.RESUME])}"
        case Remedy.RESUME:
            yield "maklumat dilanjutkan dan batas waktu berjalan kembali"
        case Remedy.CANCEL:
            yield "maklumat ditutup tanpa terpublikasi dan tersimpan dalam Arsip"
            yield "penutupan ini tidak dapat dibatalkan; keperluan yang sama dibuka sebagai maklumat baru"
        case Remedy.RESEND:
            who = bold(named(view.people, wish.to))
            yield f"{who} menerima kartu baru beserta berkasnya, dengan alasan ini"
            yield "tombol pada kartu yang lama hilang"


def _after_return(view: View, to: Step) -> Iterator[str]:
    m = view.maklumat
    if m.approval is not None:
        whose = f"persetujuan {bold(named(view.people, m.approval.by))} atas versi {m.version}"
        yield f"{whose} gugur" if voids_approval(m, to) else f"{whose} tetap berlaku; publikasi diperintahkan kembali"
        if voids_approval(m, to) and (m.final or m.offered_final):
            yield "naskah final tidak berlaku lagi"
    if to is Step.DRAFTING:
        yield f"paraf atas versi {m.version} gugur; naskah yang sama dapat diparaf kembali atau diganti"
    elif to <= Step.DECISION:
        yield f"paraf atas versi {m.version} tetap berlaku"
    if m.collecting or m.written is not None:
        yield "koreksi yang belum dikirim dan disposisi tertulis yang belum dikonfirmasi gugur"
    if m.hold is not None:
        yield "penahanan berakhir"
    holders = holders_at(m, to, view.office)
    names = _names(view, holders, "dan" if to is Step.DRAFTING else "atau") or unattended(view, to)
    yield f"maklumat menunggu {quoted(names)} dengan batas waktu baru"


def _names(view: View, people: Iterable[PersonId], link: str) -> str:
    return several([named(view.people, person) for person in people], link)


def _receivers(view: View) -> tuple[Official, ...]:
    """Whoever is waited for and can be reached: to nobody else is a card sent."""
    wanted = (wish.to for wish in wishes(view.maklumat, view.reader.id, view.office) if wish.to is not None)
    officials = (view.people[person] for person in wanted)
    return tuple(official for official in officials if official.telegram_id is not None)


def _button(wish: Rescue) -> Button:
    if wish.step is not None:
        tap = Tap(verb=Verb.STEP_BACK, maklumat=wish.maklumat, visit=wish.visit, version=wish.step)
        return Button(f"Kembalikan ke langkah {int(wish.step)}", encode(tap))
    action = _ACTS[wish.remedy]
    tap = Tap(verb=Verb.RESCUE_BY, action=action, maklumat=wish.maklumat, visit=wish.visit)
    return Button(LABELS[action], encode(tap), "danger" if action is Action.CANCEL else "")


def _to(view: View, official: Official) -> Button:
    return Button(clipped(called(official), _NAME_SHOWN), _data(view, Verb.RESEND, official.id))


def _data(view: View, verb: Verb, about: int = 0) -> str:
    return encode(Tap(verb=verb, maklumat=view.maklumat.id, visit=view.maklumat.visit.number, version=about))
