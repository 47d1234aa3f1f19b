"""The button codec: what a tap means, in few bytes, and nothing that would have to be remembered.

`verb.maklumat.visit.version.role` with numbers in base 36, e.g. `ap.1c.3.2.k`. Telegram hands back whatever a client
sends, so data is treated as hostile: whatever does not decode exactly is a BadButton, and what decodes is still decided
by the Desk inside its transaction.
"""

from dataclasses import dataclass
from enum import StrEnum

from sop.events import MaklumatId
from sop.roles import Role
from sop.steps import Action

LIMIT = 60
"""Bytes: Telegram allows 64 in callback_data, and a mark may come behind (bot/marks.py)."""
MARKED = "~"
"""What stands before the mark; in no field."""
NOTHING = "~"
"""What no button of this house says: data of before a restore is read as this."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST = 2**53
_FIELDS = 8
NONE_YET = MaklumatId(0)
"""In buttons that are about no maklumat."""


class BadButton(Exception):
    """Old, foreign or forged callback data: answered alike, so that nobody learns which."""


class Verb(StrEnum):
    """What a button does that is no act of the table by itself."""

    DO = "do"
    """Do the action at once."""
    ASK = "as"
    """Ask, in a new message, for the words or the file that the action needs."""
    CONFIRM = "cf"
    """Show the screen that asks once more."""
    CARD = "ca"
    """Show the card as it is now."""
    SHOW = "sh"
    """Bring the card in a message of its own."""
    HISTORY = "hi"
    """Riwayat."""
    DRAFT = "dr"
    """Lihat draf."""
    CHECKLIST = "ck"
    """Daftar periksa."""
    PAPERS = "pa"
    """Its papers and files, from the archive."""
    SCAN = "sn"
    """Tambah pindaian: ask which paper came back signed."""
    SIGNED = "st"
    """This paper is it: its place among the maklumat's papers where a visit would stand."""
    DEFAULT_TEXT = "dt"
    """Unduh naskah awal."""
    LAST_TEXT = "lt"
    """Pakai naskah tahun lalu."""
    NOTA_DINAS = "nd"
    """Nota Dinas (DOCX)."""
    BUNDLE_PDF = "bp"
    """Its bundle as one PDF, from the archive."""
    BUNDLE_ZIP = "bz"
    """The same as a ZIP of every original."""
    REGISTER = "da"
    """Daftar arsip: the register as tables; about no maklumat."""
    PUT_ASIDE = "xx"
    """Batal under a question: nothing is done."""
    CHOOSE = "ch"
    """What was said already is to be taken for this."""
    WHICH = "wh"
    """What was said already is about this maklumat."""
    MONTH = "mo"
    """Another month of the calendar: the year where a visit would stand, the month where a version would."""
    CHANGE_DAYS = "dy"
    """Ask for days that are to be off, working days, or Ramadan."""
    STAND_IN = "si"
    """This official stands in: his number where a visit would stand, 0 for nobody."""
    WRITTEN = "wr"
    """Catat disposisi tertulis: ask whose decision it is, and which."""
    VERDICT = "vd"
    """It was approved or returned on paper: the Komisioner's number where a visit would stand."""
    BACK = "bk"
    """Saya sudah kembali: the number of the absence where a visit would stand."""
    REASSIGN = "al"
    """Show who may take the present step of this maklumat."""
    REASSIGN_TO = "at"
    """Ask why the step of this visit is to go to this official: his number where a version would stand."""
    RESCUE = "rc"
    """Show what an admin may do with this maklumat."""
    RESCUE_BY = "rb"
    """Ask why it is to be held, resumed or cancelled."""
    STEP_BACK = "sk"
    """Ask why it is to return to this step: its number where a version would stand."""
    RESEND = "rd"
    """Ask why the card is to go anew to this official, his number where a version would stand; 0 asks to whom."""
    SUCCEED = "su"
    """Buka maklumat pengganti: ask for the title of one that replaces this."""
    OFFICIAL = "of"
    """One official, for an admin: his number where a visit would stand."""
    CHANGE_OFFICIAL = "oc"
    """Ask for the words of a change about him: which one stands where a version would."""
    CONFIRM_ACCOUNT = "oa"
    """A second admin says that he gets another account."""
    OFFICIAL_HISTORY = "oh"
    """What was changed about him."""
    KNOW = "kn"
    """A Komisioner knows this official: the number of the question stands where a version would."""
    DISOWN = "dn"
    """He is about to say that this is nobody of the office: he is asked once more."""
    DISOWN_SURELY = "dz"
    """He says so."""
    WHO = "wq"
    """He goes back to the question who this official is."""
    UNDERSTOOD = "ok"
    """Saya mengerti, under the privacy notice."""


_ACTIONS = {
    Action.SUBMIT_DRAFT: "sd",
    Action.SET_BASIS: "sb",
    Action.PARAF: "pf",
    Action.PARAF_AND_FORWARD: "pw",
    Action.RETURN: "re",
    Action.SEND_CORRECTION: "sc",
    Action.FORWARD: "fw",
    Action.SET_NUMBER: "nu",
    Action.WITHDRAW: "wd",
    Action.APPROVE: "ap",
    Action.NOTE_CORRECTION: "nc",
    Action.JOIN_RETURN: "jr",
    Action.DIRECT: "di",
    Action.ASK: "qu",
    Action.ANSWER: "an",
    Action.TAKE_BACK: "tb",
    Action.ORDER: "or",
    Action.HOLD: "ho",
    Action.RESUME: "rs",
    Action.GIVE_FINAL: "gf",
    Action.AFFIRM_FINAL: "af",
    Action.REPLACE_TEXT: "rt",
    Action.PUBLISH: "pu",
    Action.GIVE_PROOF: "gp",
    Action.CONFIRM_LIVE: "cl",
    Action.REPORT_NOT_LIVE: "nl",
    Action.RECORD_WRITTEN: "rw",
    Action.CONFIRM_WRITTEN: "cw",
    Action.REJECT_WRITTEN: "rj",
    Action.OBJECT: "oj",
    Action.LIFT_OBJECTION: "lo",
    Action.SET_MINUTES: "mi",
    Action.EXAMINE: "ex",
    Action.REPORT_OBSTACLE: "ob",
    Action.FILE_SCAN: "fs",
    Action.CANCEL: "cx",
    Action.FILE_ON_PAPER: "fp",
    Action.SET_ARCHIVE: "ar",
    Action.KEEP_REMARK: "kr",
}
_ROLES = {Role.ATASAN_PPID: "a", Role.PPID: "p", Role.KOMISIONER: "k", Role.PELAKSANA: "o", Role.E_PPID: "e"}
_ACTION_OF = {code: action for action, code in _ACTIONS.items()}
_ROLE_OF = {code: role for role, code in _ROLES.items()}


@dataclass(frozen=True, kw_only=True)
class Tap:
    """What a button says: the verb, and for which maklumat, visit, draft version and role it was drawn."""

    verb: Verb
    action: Action | None = None
    maklumat: MaklumatId = NONE_YET
    visit: int = 0
    version: int = 0
    role: Role | None = None
    prompt: str = ""
    """The number of a question, or the slot that the Desk fills with it."""
    shown: int = 0
    """The mark of the final text or the record that is affirmed by it: of several, the one that stood beside it."""


def encode(tap: Tap) -> str:
    """Callback data for a button.

    Raises:
        ValueError: it would not fit into Telegram's limit.
    """
    fields = [
        tap.verb,
        _ACTIONS[tap.action] if tap.action else "",
        _base36(tap.maklumat),
        _base36(tap.visit),
        _base36(tap.version),
        _ROLES[tap.role] if tap.role else "",
        tap.prompt,
        _base36(tap.shown) if tap.shown else "",
    ]
    data = ".".join(fields).rstrip(".")
    if len(data.encode()) > LIMIT:
        raise ValueError(f"button data of {len(data.encode())} bytes")
    return data


def decode(data: str | None) -> Tap:
    """What a tap says.

    Raises:
        BadButton: the data was not written by `encode`.
    """
    fields = (data or "").split(".")
    if not 1 <= len(fields) <= _FIELDS:
        raise BadButton
    verb, action, maklumat, visit, version, role, prompt, shown = (*fields, *[""] * (_FIELDS - len(fields)))
    if not prompt.isascii() or (prompt and not prompt.isdecimal()) or len(prompt) > 15:
        raise BadButton
    try:
        tap = Tap(
            verb=Verb(verb),
            action=_ACTION_OF[action] if action else None,
            maklumat=MaklumatId(_number(maklumat)),
            visit=_number(visit),
            version=_number(version),
            role=_ROLE_OF[role] if role else None,
            prompt=prompt,
            shown=_number(shown),
        )
    except (KeyError, ValueError):
        raise BadButton from None
    if encode(tap) != data:
        raise BadButton
    return tap


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _number(digits: str) -> int:
    if not digits:
        return 0
    if len(digits) > 11 or any(char not in _DIGITS for char in digits):
        raise ValueError(digits)
    number = int(digits, 36)
    if number >= _MOST:
        raise ValueError(digits)
    return number
