"""What is asked of this reader now, from the step and from what he or she may do: a request, or that nothing is.

The acts come from `options`, as the buttons do, so that a card never asks for what it has no button for.
"""

from handlers.screens.addressing import labels, named, pronoun, waiting_roles
from handlers.screens.finals import if_wrong
from handlers.screens.keyboards import LABELS
from handlers.screens.markup import counted, joined, quoted
from handlers.screens.vacancies import helped, hindrances, second_official, vacant, wanted
from sop import events as e
from sop.decide import options
from sop.errors import DecidesOtherwise, SopError
from sop.events import Event
from sop.guards import may_have_decided
from sop.maklumat import Phase, Written
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step
from sop.turns import deciders, may_be_confirmed
from storage.reading import View

CAUTION = (
    "Telegram bukan tempat untuk informasi yang dikecualikan (Pasal 17 UU 14/2008); mohon hanya mengunggah naskah yang "
    "boleh diumumkan."
)
"""Once to each person, on the first card that asks for a text."""
KINDS = "(PDF, DOCX, DOC, atau ODT)"


def asked(view: View, event: Event | None) -> str:
    """One paragraph."""
    acts = frozenset(option.action for option in options(view.maklumat, view.reader.id, view.office))
    if view.maklumat.phase is Phase.CANCELLED:
        return f"Maklumat ini telah dibatalkan. {nothing(view)}"
    by_step = _held if _is_held_elsewhere(view) else _BY_STEP[view.maklumat.step]
    told = (*by_step(view, acts), *_question(view, acts, event))
    if wrong := if_wrong(view, acts, event):
        told = (*wrong, *(part for part in told if part != nothing(view)))
    if nobody := _vacancy(view):
        # Whoever can have it filled has something to do.
        told = (*(part for part in told if part != nothing(view)), quoted(nobody))
    return " ".join(told) or nothing(view)


_ACTS = {
    Step.DRAFTING: "memberikan paraf",
    Step.FORWARDING: "menyampaikan draf",
    Step.ORDERING: "memerintahkan publikasi",
    Step.PUBLISHING: "memublikasikan",
}


def _vacancy(view: View) -> str:
    """That nobody could do the present step; to drafters also where one of their two roles is held by nobody."""
    act = _ACTS.get(view.maklumat.step)
    if act is None or view.maklumat.hold is not None:
        return ""
    waited = waiting_roles(view)
    if view.maklumat.step is Step.DRAFTING and set(DRAFTERS) & set(_roles(view)):
        roles = _unfilled(view)
    else:
        roles = () if view.holders else waited
    return vacant(view, roles, act) if roles else ""


def _unfilled(view: View) -> tuple[Role, ...]:
    """Drafters' roles whose paraf is waited for, and that nobody can give."""
    return tuple(role for role in waiting_roles(view) if not view.office.roster.holders(role))


def nothing(view: View) -> str:
    """Said in so many words, so that nobody has to wonder."""
    return f"Tidak ada yang perlu {pronoun(view.reader)} lakukan saat ini."


def _is_held_elsewhere(view: View) -> bool:
    """Held by an admin in another step than 4, which has its own words for it."""
    hold = view.maklumat.hold
    return hold is not None and not hold.objection and view.maklumat.step is not Step.ORDERING


def _held(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    return (_RESUME,) if Action.RESUME in acts else (nothing(view),)


_RESUME = "Mohon menekan <b>Lanjutkan</b> apabila sudah dapat diteruskan."


def _drafting(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    m, you = view.maklumat, pronoun(view.reader)
    mine = tuple(role for role in DRAFTERS if role in _roles(view))
    if not mine:
        if Action.JOIN_RETURN in acts:
            return (nothing(view), "Tambahan koreksi dapat disampaikan sebagai balasan pesan ini.")
        if Action.SUBMIT_DRAFT in acts:
            return (nothing(view), "Naskah dapat diunggah atas nama penyusun melalui percakapan ini.")
        return ()
    if m.draft is None:
        others = labels(role for role in DRAFTERS if role not in mine and role not in _unfilled(view))
        beside = f" bersama {others}" if others else ""
        return (f"Mohon menyusun draf{beside}, mengirimnya ke sini {KINDS}, kemudian menekan <b>Paraf</b>.",)
    if m.draft.returned:
        return (f"Mohon mengirim versi perbaikan {KINDS} melalui percakapan ini.",)
    if Action.PARAF_AND_FORWARD in acts:
        return (
            "Mohon berkenan memeriksa naskah.",
            "Silakan menekan <b>Paraf dan sampaikan</b> untuk meneruskannya kepada Komisioner.",
        )
    if Action.PARAF in acts:
        return ("Mohon berkenan memeriksa naskah, kemudian menekan <b>Paraf</b>.",)
    if _unfilled(view):
        return ()
    return (f"Tidak ada yang perlu {you} lakukan saat ini; paraf {labels(m.missing_parafs)} masih ditunggu.",)


def _forwarding(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    if Action.FORWARD not in acts:
        return ()
    if not deciders(view.maklumat, view.office):
        return (
            "Draf belum dapat disampaikan karena belum ada Komisioner yang dapat memberikan keputusan atas versi ini.",
            quoted(wanted(view.people, (Role.KOMISIONER,), view.reader)),
        )
    number = () if view.maklumat.number else ("Nomor Nota Dinas dapat diisi sekarang atau menyusul.",)
    return ("Mohon berkenan memeriksa Nota Dinas, kemudian menekan <b>Sampaikan</b>.", *number)


def _decision(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    m, you = view.maklumat, pronoun(view.reader)
    if Action.CONFIRM_WRITTEN in acts:
        buttons = [f"<b>{LABELS[action]}</b>" for action in (Action.CONFIRM_WRITTEN, Action.REJECT_WRITTEN)]
        return (f"Mohon mencocokkan pindaian, kemudian menekan {joined(buttons, 'atau')}.",)
    if m.written is not None and (Action.APPROVE in acts or Action.REJECT_WRITTEN in acts):
        return _while_recorded(view, m.written, acts)
    if Action.APPROVE in acts:
        noted = len(m.collected_by(view.reader.id))
        if noted:
            return (
                f"Koreksi yang dicatat: {counted(noted)} butir, belum dikirim.",
                "Apabila telah lengkap, mohon berkenan menekan <b>Kirim koreksi</b>.",
            )
        return (f"Mohon arahan, koreksi, dan persetujuan {you}.", f"Terima kasih atas perkenan {you}.")
    if Role.KOMISIONER in _roles(view):
        return (f"{you} turut menyusun versi ini, sehingga keputusan atasnya diberikan oleh Komisioner lain.",)
    if not deciders(m, view.office):
        return (
            "Saat ini tidak ada Komisioner yang dapat memberikan keputusan atas versi ini.",
            helped(view.people, (Role.KOMISIONER,), view.reader),
        )
    if Action.RECORD_WRITTEN in acts and not may_be_confirmed(m, view.office, recorder=view.reader.id):
        lacking = (
            "Keputusan di atas kertas belum dapat dicatat karena belum ada pejabat kedua yang dapat mengonfirmasi."
        )
        return (nothing(view), lacking, second_official(view.reader))
    if Action.RECORD_WRITTEN in acts:
        given = "Apabila Komisioner telah memutuskan di atas kertas"
        return (nothing(view), f"{given}, mohon menekan <b>{LABELS[Action.RECORD_WRITTEN]}</b>.")
    return ()


def _while_recorded(view: View, written: Written, acts: frozenset[Action]) -> tuple[str, ...]:
    """To whom a decision on paper waits for others, or may not be confirmed now, and why."""
    you, named_ = pronoun(view.reader), written.verdict.komisioner
    if view.reader.id == named_:
        # Who is away may say so too, and decides nothing meanwhile.
        directly = f"; keputusan {you} secara langsung tetap dapat diberikan" if Action.APPROVE in acts else ""
        wrong = "Apabila tidak sesuai" if directly else f"Apabila tidak sesuai dengan keputusan {you}"
        return (f"{wrong}, mohon menekan <b>{LABELS[Action.REJECT_WRITTEN]}</b>{directly}.",)
    if Action.APPROVE in acts:
        return (f"Apabila berkenan, mohon keputusan {you} secara langsung.",)
    try:
        may_have_decided(view.maklumat, named_, view.office)
    except SopError as why:
        doing = "sedang menyusun koreksi" if isinstance(why, DecidesOtherwise) else "tidak dapat memberikan keputusan"
        return (nothing(view), f"Konfirmasi belum dapat diberikan karena {quoted(named(view.people, named_))} {doing}.")
    return (nothing(view),)


def _ordering(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    you = pronoun(view.reader)
    if Action.ORDER in acts:
        operator = () if view.office.holders(Step.PUBLISHING) else (_no_operator(view),)
        return (
            f"Mohon perkenan {you} memerintahkan publikasi.",
            *_affirming(view, acts),
            *operator,
        )
    if Action.RESUME in acts:
        return (_RESUME, *_affirming(view, acts))
    if Action.LIFT_OBJECTION in acts:
        return _objecting(acts)
    if Action.OBJECT in acts:
        return _may_object(view)
    if Action.TAKE_BACK in acts:
        wish = "Persetujuan dapat dibatalkan sampai publikasi diperintahkan."
        return (nothing(view), wish)
    return _beside(view, acts)


def _publishing(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    if Action.PUBLISH in acts:
        proof = "mohon membalas pesan ini dengan tautan laman dan tangkapan layar"
        return (
            "Mohon memublikasikan Maklumat pada laman e-PPID.",
            f"Setelah tayang, {proof}, atau menekan <b>Tandai terpublikasi</b>.",
        )
    if Action.LIFT_OBJECTION in acts:
        return _objecting(acts)
    if Action.OBJECT in acts:
        return _may_object(view)
    return _beside(view, acts)


def _may_object(view: View) -> tuple[str, ...]:
    """To the Komisioner whose decision was recorded from paper."""
    wish = f"Apabila tidak sesuai dengan keputusan {pronoun(view.reader)}, mohon menekan"
    return (nothing(view), f"{wish} <b>{LABELS[Action.OBJECT]}</b>; maklumat kemudian ditahan.")


def _objecting(acts: frozenset[Action]) -> tuple[str, ...]:
    """To every Komisioner while an objection stands; whose decision it was may also take it back."""
    again = f", atau <b>{LABELS[Action.TAKE_BACK]}</b> agar draf diputuskan kembali" if Action.TAKE_BACK in acts else ""
    lift = f"Apabila maklumat dapat dilanjutkan, mohon menekan <b>{LABELS[Action.LIFT_OBJECTION]}</b>"
    return (f"{lift}{again}.",)


def _published(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    publication = view.maklumat.publication
    if Action.CONFIRM_LIVE in acts and publication and publication.is_seen:
        return (nothing(view),)
    if Action.CONFIRM_LIVE in acts:
        return (
            "Mohon berkenan memeriksa laman tersebut, kemudian menekan <b>Sudah tayang</b> atau <b>Belum tayang</b>.",
        )
    done = "Seluruh langkah selesai." if publication and publication.is_seen else ""
    return tuple(part for part in (done, nothing(view)) if part)


_BY_STEP = {
    Step.DRAFTING: _drafting,
    Step.FORWARDING: _forwarding,
    Step.DECISION: _decision,
    Step.ORDERING: _ordering,
    Step.PUBLISHING: _publishing,
    Step.PUBLISHED: _published,
}


def _beside(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    """For whom the step does not wait: nothing, or what a signed text would mean."""
    affirming = _affirming(view, acts)
    return ("Mohon memeriksa naskah final." if Action.AFFIRM_FINAL in acts else nothing(view), *affirming)


def _affirming(view: View, acts: frozenset[Action]) -> tuple[str, ...]:
    """Which acts say that the content is that of the approved version; for drafters, who alone can say so."""
    m, final = view.maklumat, view.maklumat.offered_final or view.maklumat.final
    buttons = [
        f"<b>{LABELS[action]}</b>"
        for action in (Action.AFFIRM_FINAL, Action.ORDER, Action.GIVE_FINAL)
        if action in acts and not (action is Action.GIVE_FINAL and final is not None)
    ]
    if not buttons or not set(DRAFTERS) & set(_roles(view)):
        return ()
    return (f"Melalui {joined(buttons, 'atau')}, isi naskah dinyatakan sama dengan versi {m.version} yang disetujui.",)


def _no_operator(view: View) -> str:
    """In step 4: whom the order would not reach, and why."""
    roles, people = view.office.performers(Step.PUBLISHING), view.people
    found = hindrances(people, roles)
    nobody = f"Saat ini tidak ada {labels(roles)} yang dapat memublikasikan. {wanted(people, roles, view.reader)}"
    return quoted(nobody if found else vacant(view, roles, _ACTS[Step.PUBLISHING]))


def _question(view: View, acts: frozenset[Action], event: Event | None) -> tuple[str, ...]:
    if Action.ANSWER not in acts:
        return ()
    waiting = [q for q in view.maklumat.questions if q.answer is None and q.visit == view.maklumat.visit.number]
    if not waiting:
        return ()
    if isinstance(event, e.QuestionAsked) and any(q.number == event.question for q in waiting):
        return ("<b>Mohon membalas pesan ini untuk menjawab.</b>",)
    asker = quoted(named(view.people, waiting[-1].by))
    return (f"Pertanyaan {asker} belum dijawab; jawaban dapat disampaikan sebagai balasan pesan ini.",)


def _roles(view: View) -> tuple[Role, ...]:
    return view.office.roster.roles_of(view.reader.id)
