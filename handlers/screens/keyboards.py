"""The buttons under a card: exactly what this reader may press now, in the exact words of the house.

Which acts are open is the table's business (`sop.decide.options`); here is only their order, label, colour and data.
"""

from collections.abc import Iterable, Mapping, Sequence

from handlers.callbacks import Tap, Verb, encode
from sop.decide import Option, options
from sop.events import MaklumatId
from sop.maklumat import Phase
from sop.papers import PaperKind
from sop.roles import DRAFTERS, PersonId, Role
from sop.steps import Action, Step, row_of
from storage.outbox import Button, Rows
from storage.reading import View
from storage.replies import PROMPT_SLOT

LABELS: Mapping[Action, str] = {
    Action.PARAF_AND_FORWARD: "Paraf dan sampaikan",
    Action.PARAF: "Paraf",
    Action.FORWARD: "Sampaikan",
    Action.APPROVE: "Setujui",
    Action.ORDER: "Perintahkan publikasi",
    Action.RESUME: "Lanjutkan",
    Action.PUBLISH: "Tandai terpublikasi",
    Action.CONFIRM_LIVE: "Sudah tayang",
    Action.REPORT_NOT_LIVE: "Belum tayang",
    Action.FILE_ON_PAPER: "Sudah dicetak dan diarsipkan",
    Action.AFFIRM_FINAL: "Isi naskah final sama",
    Action.CONFIRM_WRITTEN: "Sesuai",
    Action.REJECT_WRITTEN: "Tidak sesuai",
    Action.LIFT_OBJECTION: "Cabut keberatan",
    Action.OBJECT: "Keberatan",
    Action.SEND_CORRECTION: "Kirim koreksi",
    Action.RETURN: "Kembalikan untuk diperbaiki",
    Action.ASK: "Tanya",
    Action.DIRECT: "Tambah arahan",
    Action.SET_NUMBER: "Isi nomor",
    Action.GIVE_FINAL: "Unggah naskah final",
    Action.REPLACE_TEXT: "Ganti naskah",
    Action.HOLD: "Tahan",
    Action.WITHDRAW: "Tarik kembali",
    Action.TAKE_BACK: "Batalkan keputusan",
    Action.RECORD_WRITTEN: "Catat disposisi tertulis",
    Action.EXAMINE: "Sedang saya periksa",
    Action.REPORT_OBSTACLE: "Laporkan kendala",
    Action.SET_MINUTES: "Isi Berita Acara",
    Action.CANCEL: "Batalkan",
}
"""Every act that has a button of its own, in the order of a card: the main act first, the rarest last."""

APPROVE_NOW = "Ya, setujui"
CONFIRM_NOW = "Ya, sesuai"
USE_FINAL = "Ya, gunakan naskah ini"
PUT_ASIDE = "Batal"
SEE_DRAFT = "Lihat draf"
CHECKLIST = "Daftar periksa"
HISTORY = "Riwayat"
PAPERS = "Berkas satu per satu"
BUNDLE_PDF = "Berkas PDF"
BUNDLE_ZIP = "Berkas ZIP"
REGISTER = "Daftar arsip"
MOVE_PLACE = "Ubah tempat simpan"
MOVE_NUMBER = "Ubah nomor"
SET_ARCHIVE = "Data arsip"
ADD_SCAN = "Tambah pindaian"
DEFAULT_TEXT = "Unduh naskah awal"
LAST_TEXT = "Pakai naskah tahun lalu"
NOTA_DINAS = "Nota Dinas (DOCX)"
UNDERSTOOD = "Saya mengerti"
OPEN_SUCCESSOR = "Buka maklumat pengganti"
OPEN_IT = "Buka dengan judul ini"

ASKING = frozenset(
    {
        Action.RETURN,
        Action.GIVE_FINAL,
        Action.REPLACE_TEXT,
        Action.PUBLISH,
        Action.REPORT_NOT_LIVE,
        Action.HOLD,
        Action.CANCEL,
        Action.REPORT_OBSTACLE,
        Action.ASK,
        Action.DIRECT,
        Action.SET_NUMBER,
        Action.SET_MINUTES,
        Action.REJECT_WRITTEN,
        Action.FILE_ON_PAPER,
    }
)
"""Acts that need words, a file or an address: their button brings a question."""

_MAIN = frozenset(
    {
        Action.PARAF_AND_FORWARD,
        Action.FORWARD,
        Action.ORDER,
        Action.RESUME,
        Action.PUBLISH,
        Action.SEND_CORRECTION,
        Action.CONFIRM_WRITTEN,
    }
)
_AFFIRMING = frozenset({Action.APPROVE, Action.CONFIRM_WRITTEN, Action.CONFIRM_LIVE, Action.AFFIRM_FINAL})
_UNDOING = frozenset({Action.CANCEL, Action.TAKE_BACK})
_VERBS = {
    Action.APPROVE: Verb.CONFIRM,
    Action.CONFIRM_WRITTEN: Verb.CONFIRM,
    Action.RECORD_WRITTEN: Verb.WRITTEN,
}
"""Acts that are asked for once more, or begin with a choice."""
_PAIRED_UP_TO = 22
"""Longer labels are cut short by a phone when two stand in a row."""


def rows(view: View) -> Rows:
    """The buttons of a card."""
    found = _on_card(view)
    main = _main_acts(found)
    leading: list[Button] = []
    others: list[Button] = []
    for option, label in _acts(found):
        button = _button(view, option, label, main)
        # The main acts stand in rows of their own, so that a thumb cannot slip to a neighbour.
        (leading if option.action in main else others).append(button)
    return (*((button,) for button in leading), *paired(others), *paired(_looking(view)))


def confirm_rows(view: View, role: Role) -> Rows:
    """Asked once more; the approving button does not stand where the one on the card stood."""
    direct = Button(LABELS[Action.DIRECT], _data(view, Verb.ASK, Option(Action.DIRECT, role)))
    back = Button(PUT_ASIDE, _data(view, Verb.CARD))
    approve = Button(APPROVE_NOW, _data(view, Verb.DO, Option(Action.APPROVE, role)), "success")
    if not view.maklumat.collected_by(view.reader.id):
        return ((direct, back), (approve,))
    send = Button(LABELS[Action.SEND_CORRECTION], _data(view, Verb.DO, Option(Action.SEND_CORRECTION, role)))
    return ((direct, back), (send,), (approve,))


def confirm_written_rows(view: View, role: Role) -> Rows:
    """Asked once more of the second person under a written decision."""
    confirm = Button(CONFIRM_NOW, _data(view, Verb.DO, Option(Action.CONFIRM_WRITTEN, role)), "success")
    return ((Button(PUT_ASIDE, _data(view, Verb.CARD)),), (confirm,))


def confirm_final_rows() -> Rows:
    """Asked of a drafter whether a final text that differs is to be used."""
    use = Button(USE_FINAL, encode(Tap(verb=Verb.CHOOSE, action=Action.GIVE_FINAL, prompt=PROMPT_SLOT)), "success")
    return ((_put_aside(),), (use,))


def verdict_rows(komisioner: Iterable[tuple[PersonId, str]]) -> Rows:
    """Whose decision on paper it is, and which: two buttons for each Komisioner who could decide, then Batal."""
    chosen = (
        (Button(f"{label}: {name}", encode(Tap(verb=Verb.VERDICT, action=action, visit=person, prompt=PROMPT_SLOT))),)
        for person, name in komisioner
        for action, label in ((Action.APPROVE, "Disetujui"), (Action.RETURN, "Dikembalikan"))
    )
    return (*chosen, (_put_aside(),))


def approving_rows(view: View, role: Role) -> Rows:
    """Setujui, which brings the screen that asks once more."""
    return ((Button(LABELS[Action.APPROVE], _data(view, Verb.CONFIRM, Option(Action.APPROVE, role)), "success"),),)


def show_rows(view: View) -> Rows:
    """Under a message that is no card: its nomor kendali brings the card."""
    return ((Button(view.maklumat.control_number, encode(Tap(verb=Verb.SHOW, maklumat=view.maklumat.id))),),)


def step_button(view: View, verb: Verb) -> Button:
    """One of several maklumat to choose from: its nomor kendali and the step it stands in."""
    m = view.maklumat
    return Button(
        f"{m.control_number} · langkah {int(m.step)}, {row_of(m.step).short}", encode(Tap(verb=verb, maklumat=m.id))
    )


def papers_rows(view: View) -> Rows:
    """Under an entry of the archive: what can be had of it, and what may be put down about it.

    Of one that is under way there is no bundle yet.
    """
    looking = (Button(PAPERS, _data(view, Verb.PAPERS)), Button(HISTORY, _data(view, Verb.HISTORY)))
    if view.maklumat.phase is Phase.OPEN:
        return (looking, *_keeping_rows(view))
    bundles = (Button(BUNDLE_PDF, _data(view, Verb.BUNDLE_PDF)), Button(BUNDLE_ZIP, _data(view, Verb.BUNDLE_ZIP)))
    return (bundles, looking, *_keeping_rows(view), *filing_rows(view, again=True), *_archive_rows(view))


def filing_rows(view: View, *, again: bool = False) -> Rows:
    """That it lies in the archive on paper too, for whoever may say so; `again` also where it was said before."""
    filed = view.maklumat.filed is not None
    label = MOVE_PLACE if filed else LABELS[Action.FILE_ON_PAPER]
    return _asking_row(view, Action.FILE_ON_PAPER, label) if again or not filed else ()


def register_rows() -> Rows:
    """Under the list of the archive."""
    return ((Button(REGISTER, encode(Tap(verb=Verb.REGISTER))),),)


def _keeping_rows(view: View) -> Rows:
    """What can be edited or filed, for those who keep the papers."""
    found = options(view.maklumat, view.reader.id, view.office)
    keeps = next((option for option in found if option.action is Action.FILE_SCAN), None)
    if keeps is None:
        return ()
    buttons = [Button(ADD_SCAN, _data(view, Verb.SCAN, keeps))]
    if view.maklumat.paper(PaperKind.NOTA_DINAS) is not None:
        buttons.append(Button(NOTA_DINAS, _data(view, Verb.NOTA_DINAS)))
    number = MOVE_NUMBER if view.maklumat.number else LABELS[Action.SET_NUMBER]
    return (tuple(buttons), *_asking_row(view, Action.SET_NUMBER, number))


def _archive_rows(view: View) -> Rows:
    return _asking_row(view, Action.SET_ARCHIVE, SET_ARCHIVE)


def _asking_row(view: View, action: Action, label: str) -> Rows:
    option = next((o for o in options(view.maklumat, view.reader.id, view.office) if o.action is action), None)
    return ((Button(label, _data(view, Verb.ASK, option)),),) if option is not None else ()


def succeeding_rows(number: MaklumatId) -> Rows:
    """Where a published maklumat may be replaced."""
    return ((Button(OPEN_SUCCESSOR, encode(Tap(verb=Verb.SUCCEED, maklumat=number))),),)


def opening_successor_rows() -> Rows:
    """Under the question for a successor's title."""
    return choosing_rows(((OPEN_IT, None, 0),))


def put_aside_rows() -> Rows:
    """Under a question; the Desk fills in its number."""
    return ((_put_aside(),),)


Choice = tuple[str, Action | None, int]
"""A label, the act, and of an answer the number of the question that it answers."""


def choosing_rows(choices: Iterable[Choice]) -> Rows:
    """What was said may be taken for one of these; each in a row of its own, then Batal."""
    chosen = (
        (Button(label, encode(Tap(verb=Verb.CHOOSE, action=action, visit=number, prompt=PROMPT_SLOT))),)
        for label, action, number in choices
    )
    return (*chosen, (_put_aside(),))


def understood_rows() -> Rows:
    """Under the privacy notice."""
    return ((Button(UNDERSTOOD, encode(Tap(verb=Verb.UNDERSTOOD)), "primary"),),)


def _acts(found: Sequence[Option]) -> list[tuple[Option, str]]:
    """Each act once, in its first role; a paraf once for each role, the second one naming the role."""
    acts: list[tuple[Option, str]] = []
    for action, label in LABELS.items():
        mine = [option for option in found if option.action is action]
        if action is Action.PARAF:
            mine.sort(key=lambda option: DRAFTERS.index(option.role))
            acts += [
                (option, label if number == 0 else f"{label} sebagai {option.role.label}")
                for number, option in enumerate(mine)
            ]
        else:
            acts += [(option, label) for option in mine[:1]]
    return acts


def _on_card(view: View) -> tuple[Option, ...]:
    """Where the papers lie, and their number, are asked once: what was said is changed from the archive."""
    m = view.maklumat
    said = {Action.FILE_ON_PAPER: m.filed is not None, Action.SET_NUMBER: bool(m.number) and m.step > Step.FORWARDING}
    return tuple(o for o in options(m, view.reader.id, view.office) if not said.get(o.action))


def _main_acts(found: Sequence[Option]) -> frozenset[Action]:
    """The acts a card is about; a paraf alone is one only where nothing more can be done with it in one tap."""
    both = any(option.action is Action.PARAF_AND_FORWARD for option in found)
    return _MAIN | {Action.APPROVE} if both else _MAIN | {Action.APPROVE, Action.PARAF}


def _button(view: View, option: Option, label: str, main: frozenset[Action]) -> Button:
    verb = _VERBS.get(option.action) or (Verb.ASK if option.action in ASKING else Verb.DO)
    return Button(label, _data(view, verb, option), _style(option.action, main))


def _style(action: Action, main: frozenset[Action]) -> str:
    if action in _AFFIRMING:
        return "success"
    if action in main:
        return "primary"
    return "danger" if action in _UNDOING else ""


def _looking(view: View) -> list[Button]:
    m, held = view.maklumat, set(view.office.roster.roles_of(view.reader.id))
    buttons = []
    if m.draft is not None:
        buttons.append(Button(SEE_DRAFT, _data(view, Verb.DRAFT)))
    if m.step is Step.DRAFTING and m.phase is Phase.OPEN and held & set(DRAFTERS):
        if m.draft is None:
            buttons.append(Button(DEFAULT_TEXT, _data(view, Verb.DEFAULT_TEXT)))
            if view.follows_another:
                buttons.append(Button(LAST_TEXT, _data(view, Verb.LAST_TEXT)))
        buttons.append(Button(CHECKLIST, _data(view, Verb.CHECKLIST)))
    # What its performers retype if they cannot edit it; a Komisioner is given the PDF.
    sends = held & {*DRAFTERS, *view.office.performers(Step.FORWARDING)}
    if m.phase is Phase.OPEN and m.step in (Step.FORWARDING, Step.DECISION) and sends:
        buttons.append(Button(NOTA_DINAS, _data(view, Verb.NOTA_DINAS)))
    buttons.append(Button(HISTORY, _data(view, Verb.HISTORY)))
    return buttons


def paired(buttons: Iterable[Button]) -> Rows:
    """Two in a row where both are short enough."""
    made: list[list[Button]] = []
    for button in buttons:
        fits = made and len(made[-1]) == 1 and max(len(made[-1][0].label), len(button.label)) <= _PAIRED_UP_TO
        if fits:
            made[-1].append(button)
        else:
            made.append([button])
    return tuple(tuple(row) for row in made)


def _put_aside() -> Button:
    return Button(PUT_ASIDE, encode(Tap(verb=Verb.PUT_ASIDE, prompt=PROMPT_SLOT)))


def _data(view: View, verb: Verb, option: Option | None = None) -> str:
    m = view.maklumat
    return encode(
        Tap(
            verb=verb,
            action=option.action if option else None,
            maklumat=m.id,
            visit=m.visit.number,
            version=m.version,
            role=option.role if option else None,
            shown=_shown(view, verb, option.action) if option else 0,
        )
    )


def _shown(view: View, verb: Verb, action: Action) -> int:
    """The mark of what is affirmed at once by a button, and may be replaced while it is on its way."""
    m = view.maklumat
    affirmed = {Action.AFFIRM_FINAL: m.offered_final, Action.CONFIRM_WRITTEN: m.written}.get(action)
    return affirmed.mark if affirmed is not None and verb is Verb.DO else 0
