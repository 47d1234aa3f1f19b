"""The SOP's table as one Python table, and every way out of each step.

`PROCEDURE` is the SOP's own page: six steps in its own words. `TRANSITIONS` says who may do what in which step, under
which condition, and where it leads. A newcomer who changes the procedure changes a row here, and nothing else decides.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from sop.roles import DRAFTERS, Role


class Step(IntEnum):
    """The SOP's six steps, by their numbers."""

    DRAFTING = 1
    """Menyusun: both drafters work on the text."""
    FORWARDING = 2
    """Menyampaikan: the draft goes to the Komisioner with a Nota Dinas."""
    DECISION = 3
    """Arahan, koreksi, persetujuan: the Komisioner's, and nobody else's."""
    ORDERING = 4
    """Memerintahkan operator: the order to publish."""
    PUBLISHING = 5
    """Mempublikasikan: the operator puts it on the e-PPID site."""
    PUBLISHED = 6
    """Terpublikasi: a state, without a clock."""


@dataclass(frozen=True)
class StepRow:
    """One row of the SOP, word for word, and the short name that screens use."""

    step: Step
    short: str
    activity: str
    requirement: str
    time: str
    output: str


# fmt: off
PROCEDURE = (
    StepRow(Step.DRAFTING,   "Penyusunan draf",
            "Atasan PPID dan PPID menyusun draft Maklumat Pelayanan Informasi Publik",
            "Regulasi PPID",             "1 hari", "Draft naskah"),
    StepRow(Step.FORWARDING, "Penyampaian draf",
            "Menyampaikan draft Maklumat Pelayanan Informasi Publik kepada Komisioner untuk mendapatkan persetujuan",
            "Draft naskah",              "1 hari", "Nota Dinas"),
    StepRow(Step.DECISION,   "Arahan dan persetujuan",
            "Memberikan arahan, koreksi dan persetujuan terhadap draft Maklumat Pelayanan Informasi Publik",
            "Draft naskah",              "1 hari", "Disposisi/arahan"),
    StepRow(Step.ORDERING,   "Perintah publikasi",
            "Memerintahkan operator untuk mempublikasikan Maklumat Pelayanan Informasi Publik",
            "Nota Dinas",                "1 hari", "Disposisi/arahan"),
    StepRow(Step.PUBLISHING, "Publikasi",
            "Mempublikasikan Maklumat Pelayanan Informasi Publik pada laman E PPID",
            "Upload Maklumat pelayanan", "1 hari", "Maklumat pelayanan Terpublikasi"),
    StepRow(Step.PUBLISHED,  "Terpublikasi",
            "Maklumat Pelayanan Informasi Publik terpublikasi pada laman E PPID",
            "-",                         "-",      "Maklumat pelayanan Terpublikasi"),
)
# fmt: on


class Action(StrEnum):
    """What a person may do with a maklumat."""

    SUBMIT_DRAFT = "submit-draft"
    """Give a document; each is a new version."""
    SET_BASIS = "set-basis"
    """Record which regulations the draft rests on."""
    PARAF = "paraf"
    """Initial the version, in one's own role."""
    PARAF_AND_FORWARD = "paraf-and-forward"
    """The last paraf and Sampaikan in one tap."""
    RETURN = "return"
    """Kembalikan untuk diperbaiki, with words or files."""
    SEND_CORRECTION = "send-correction"
    """Kirim koreksi: return with the items that were noted."""
    FORWARD = "forward"
    """Sampaikan: to the Komisioner."""
    SET_NUMBER = "set-number"
    """Isi nomor: the Nota Dinas number from the office's register; one that was mistyped is put right by another."""
    WITHDRAW = "withdraw"
    """Tarik kembali, while no decision has been made."""
    APPROVE = "approve"
    """Setujui, confirmed once more."""
    NOTE_CORRECTION = "note-correction"
    """One item of a correction that is still open."""
    JOIN_RETURN = "join-return"
    """A later item that joins a correction already sent."""
    DIRECT = "direct"
    """Tambah arahan: a direction that goes onto the Disposisi."""
    ASK = "ask"
    """Tanya: a question to the drafters; the clock runs."""
    ANSWER = "answer"
    """A drafter's answer to the question."""
    TAKE_BACK = "take-back"
    """Batalkan keputusan, by the Komisioner who approved, before the order."""
    ORDER = "order"
    """Perintahkan publikasi."""
    HOLD = "hold"
    """Tahan, with a reason: the clock stands."""
    RESUME = "resume"
    """Lanjutkan."""
    GIVE_FINAL = "give-final"
    """Unggah naskah final: the signed text."""
    AFFIRM_FINAL = "affirm-final"
    """A drafter affirms that the operator's final text is the approved one."""
    REPLACE_TEXT = "replace-text"
    """Ganti naskah: voids the approval and starts anew."""
    PUBLISH = "publish"
    """Tandai terpublikasi: the page's address."""
    GIVE_PROOF = "give-proof"
    """A screenshot that shows the page."""
    CONFIRM_LIVE = "confirm-live"
    """Sudah tayang."""
    REPORT_NOT_LIVE = "report-not-live"
    """Belum tayang, with words."""
    EXAMINE = "examine"
    """Sedang saya periksa: reminders rest until the next working morning; the clock runs."""
    RECORD_WRITTEN = "record-written"
    """Catat disposisi tertulis: what a Komisioner decided on paper, with the scan; it counts once a second confirms."""
    CONFIRM_WRITTEN = "confirm-written"
    """The second person: the scan says what was recorded. It is the Komisioner's decision from now on."""
    REJECT_WRITTEN = "reject-written"
    """The second person, or whoever recorded it: the record is wrong, with words."""
    OBJECT = "object"
    """Keberatan, by the Komisioner whose decision was recorded from paper: all stands still."""
    LIFT_OBJECTION = "lift-objection"
    """Cabut keberatan, by a Komisioner."""
    SET_MINUTES = "set-minutes"
    """Isi Berita Acara: the number of the minutes that a decision rests on, if there are any."""
    REPORT_OBSTACLE = "report-obstacle"
    """Laporkan kendala: told upward; the clock runs."""
    CANCEL = "cancel"
    """Batalkan, with a reason."""
    FILE_SCAN = "file-scan"
    """Arsipkan pindaian: a paper that was signed by hand comes back as a picture or a PDF; it decides nothing."""
    FILE_ON_PAPER = "file-on-paper"
    """Sudah dicetak dan diarsipkan: where the printed papers lie; said again, the newer place counts."""
    SET_ARCHIVE = "set-archive"
    """Data arsip: what the register of archives says of it."""
    KEEP_REMARK = "keep-remark"
    """Words that came too late: they change nothing, are kept and told to the drafters."""


OUTLIVES_ITS_VISIT = frozenset(
    {
        Action.SET_NUMBER,
        Action.SET_MINUTES,
        Action.JOIN_RETURN,
        Action.GIVE_FINAL,
        Action.GIVE_PROOF,
        Action.SET_BASIS,
        Action.FILE_SCAN,
        Action.FILE_ON_PAPER,
        Action.SET_ARCHIVE,
        Action.KEEP_REMARK,
    }
)
"""Acts that may be finished later than the visit they were asked in, as long as the draft version stands."""
OUTLIVES_ITS_VERSION = frozenset({Action.SET_BASIS, Action.FILE_SCAN, Action.KEEP_REMARK})
"""Acts that are about the maklumat, whichever version stands."""


class Guard(StrEnum):
    """A condition on a row, in a sentence; guards.py holds the check of the same name."""

    DRAFT_STANDS = "a draft is there and was not returned"
    PARAF_MISSING = "this role's paraf is missing on it"
    LAST_PARAF = "the other drafter's paraf is there"
    NOT_GIVER = "another role gave this version"
    MAY_FORWARD = "this person may also forward"
    PARAFS_COMPLETE = "both parafs are on the version"
    SOMEONE_DECIDES = "a Komisioner could decide"
    NOT_DRAFTER = "this person did not draft the version"
    CORRECTION_OPEN = "a correction is being collected by this person"
    RETURNED_BY_ME = "this person returned it and no new version is there"
    DECIDED_BY_ME = "this person approved it"
    NOT_HELD = "it is not held"
    HELD = "it is held"
    FINAL_UNAFFIRMED = "a final text waits for an affirmation"
    NOT_CONFIRMED = "the page was not confirmed yet"
    QUESTION_OPEN = "a question waits for its answer"
    AWAITED = "it waits for this role"
    NOT_EXAMINING = "nobody has said so in this step yet"
    NO_PART = "this person neither gave nor initialled nor forwarded the version"
    KNOWN = "a Komisioner has confirmed who this person is"
    NO_RECORD = "no written decision waits for its confirmation"
    RECORD_WAITS = "a written decision waits for its confirmation"
    NOT_RECORDER = "another person recorded it"
    NOT_DECIDED_BY_SELF = "it is another person's decision"
    DECIDER_STILL_MAY = "the Komisioner who decided on paper may still decide"
    ON_PAPER = "the decision was recorded from paper"
    NO_OBJECTION = "no objection stands"
    OBJECTED = "an objection stands"
    MINUTES_MISSING = "a decision stands, without the number of minutes"
    PAPER_MADE = "a paper was made"


class Lead(StrEnum):
    """Where a row leads that leads to no other step."""

    STAYS = "stays"
    CLOSES = "closes"
    BY_PARAF = "stays, or 2 with both parafs"
    BY_PAPER = "4 or 1, as the paper says"


@dataclass(frozen=True)
class PerformersOf:
    """Whoever performs a step in this office (a setting for steps 2, 4 and 5)."""

    step: Step


@dataclass(frozen=True)
class Transition:
    """In `step`, `by` may do `action` while the guards hold; it leads `to`.

    `checks` are looked at only when the act is tried: the button is offered and the refusal explains.
    """

    step: Step
    action: Action
    by: tuple[Role, ...] | PerformersOf
    to: Step | Lead
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()


_D, _F, _K, _O, _P, _T = Step
_drafters, _komisioner, _anyone = DRAFTERS, (Role.KOMISIONER,), tuple(Role)
_not_komisioner = tuple(role for role in Role if role is not Role.KOMISIONER)
_for_minutes = (*DRAFTERS, Role.KOMISIONER)
_for_final = (*DRAFTERS, Role.PELAKSANA)
_for_filing = (Role.PPID, Role.PELAKSANA)
_of_2, _of_4, _of_5, _of_6 = PerformersOf(_F), PerformersOf(_O), PerformersOf(_P), PerformersOf(_T)
_stays, _closes = Lead.STAYS, Lead.CLOSES
G = Guard

# fmt: off
TRANSITIONS = (
    # 1 Menyusun: PPID and Atasan PPID, jointly; the operator may upload on behalf.
    Transition(_D, Action.PARAF_AND_FORWARD, _drafters, _K,
               (G.DRAFT_STANDS, G.PARAF_MISSING, G.LAST_PARAF, G.MAY_FORWARD, G.SOMEONE_DECIDES, G.NOT_HELD)),
    Transition(_D, Action.PARAF,           _drafters,   Lead.BY_PARAF, (G.DRAFT_STANDS, G.PARAF_MISSING, G.NOT_HELD)),
    Transition(_D, Action.RETURN,          _drafters,   _stays, (G.DRAFT_STANDS, G.NOT_GIVER)),
    Transition(_D, Action.SUBMIT_DRAFT,    _for_final,  _stays),
    Transition(_D, Action.SET_BASIS,       _drafters,   _stays),
    Transition(_D, Action.JOIN_RETURN,     _komisioner, _stays, (G.RETURNED_BY_ME,)),
    Transition(_D, Action.SET_MINUTES,     _for_minutes, _stays, (G.MINUTES_MISSING,)),
    Transition(_D, Action.RESUME,          _drafters,   _stays, (G.HELD,)),
    Transition(_D, Action.EXAMINE,         _drafters,   _stays, (G.NOT_HELD, G.AWAITED, G.NOT_EXAMINING)),
    Transition(_D, Action.REPORT_OBSTACLE, _drafters,   _stays),
    Transition(_D, Action.CANCEL,          _drafters,   _closes),

    # 2 Menyampaikan: performers by setting.
    Transition(_F, Action.FORWARD,         _of_2,       _K,     (G.PARAFS_COMPLETE, G.NOT_HELD),
               checks=(G.SOMEONE_DECIDES,)),
    Transition(_F, Action.SET_NUMBER,      _of_2,       _stays),
    Transition(_F, Action.RETURN,          _of_2,       _D,     (G.NOT_HELD,)),
    Transition(_F, Action.SUBMIT_DRAFT,    _drafters,   _D,     (G.NOT_HELD,)),
    Transition(_F, Action.RESUME,          _of_2,       _stays, (G.HELD,)),
    Transition(_F, Action.EXAMINE,         _of_2,       _stays, (G.NOT_HELD, G.AWAITED, G.NOT_EXAMINING)),
    Transition(_F, Action.REPORT_OBSTACLE, _of_2,       _stays),
    Transition(_F, Action.CANCEL,          _drafters,   _closes),

    # 3 Arahan, koreksi, persetujuan: the Komisioner alone decides, by a button or on paper.
    Transition(_K, Action.APPROVE,         _komisioner, _O,     (G.NOT_DRAFTER, G.NOT_HELD)),
    Transition(_K, Action.RETURN,          _komisioner, _D,     (G.NOT_DRAFTER, G.NOT_HELD)),
    Transition(_K, Action.SEND_CORRECTION, _komisioner, _D,     (G.NOT_DRAFTER, G.CORRECTION_OPEN, G.NOT_HELD)),
    Transition(_K, Action.NOTE_CORRECTION, _komisioner, _stays, (G.NOT_DRAFTER, G.NOT_HELD)),
    Transition(_K, Action.ASK,             _komisioner, _stays),
    Transition(_K, Action.DIRECT,          _komisioner, _stays, (G.NOT_DRAFTER, G.NOT_HELD)),
    Transition(_K, Action.ANSWER,          _drafters,   _stays, (G.QUESTION_OPEN,)),
    Transition(_K, Action.WITHDRAW,        _of_2,       _F),
    Transition(_K, Action.SET_NUMBER,      _of_2,       _stays),
    Transition(_K, Action.RESUME,          _komisioner, _stays, (G.HELD, G.NOT_DRAFTER)),
    Transition(_K, Action.EXAMINE,         _komisioner, _stays, (G.NOT_HELD, G.NOT_DRAFTER, G.NOT_EXAMINING)),
    Transition(_K, Action.REPORT_OBSTACLE, _komisioner, _stays),
    Transition(_K, Action.RECORD_WRITTEN,  _not_komisioner, _stays,
               (G.NO_PART, G.KNOWN, G.NO_RECORD, G.NOT_HELD, G.SOMEONE_DECIDES)),
    Transition(_K, Action.CONFIRM_WRITTEN, _anyone,     Lead.BY_PAPER,
               (G.RECORD_WAITS, G.NO_PART, G.KNOWN, G.NOT_RECORDER, G.NOT_DECIDED_BY_SELF, G.DECIDER_STILL_MAY,
                G.NOT_HELD)),
    Transition(_K, Action.REJECT_WRITTEN,  _anyone,     _stays, (G.RECORD_WAITS, G.NO_PART)),

    # 4 Memerintahkan operator: performers by setting.
    Transition(_O, Action.ORDER,           _of_4,       _P,     (G.NOT_HELD,)),
    Transition(_O, Action.DIRECT,          _of_4,       _stays, (G.NOT_HELD,)),
    Transition(_O, Action.GIVE_FINAL,      _for_final,  _stays),
    Transition(_O, Action.AFFIRM_FINAL,    _drafters,   _stays, (G.FINAL_UNAFFIRMED,)),
    Transition(_O, Action.SET_NUMBER,      _of_2,       _stays),
    Transition(_O, Action.REPLACE_TEXT,    _drafters,   _D),
    Transition(_O, Action.HOLD,            _of_4,       _stays, (G.NOT_HELD,)),
    Transition(_O, Action.RESUME,          _of_4,       _stays, (G.HELD, G.NO_OBJECTION)),
    Transition(_O, Action.TAKE_BACK,       _komisioner, _K,     (G.DECIDED_BY_ME,)),
    Transition(_O, Action.OBJECT,          _komisioner, _stays, (G.DECIDED_BY_ME, G.ON_PAPER, G.NO_OBJECTION)),
    Transition(_O, Action.LIFT_OBJECTION,  _komisioner, _stays, (G.OBJECTED, G.NOT_DRAFTER)),
    Transition(_O, Action.SET_MINUTES,     _for_minutes, _stays, (G.MINUTES_MISSING,)),
    Transition(_O, Action.EXAMINE,         _of_4,       _stays, (G.NOT_HELD, G.NOT_EXAMINING)),
    Transition(_O, Action.REPORT_OBSTACLE, _of_4,       _stays),
    Transition(_O, Action.CANCEL,          _drafters,   _closes),

    # 5 Mempublikasikan: performers by setting.
    Transition(_P, Action.PUBLISH,         _of_5,       _T,     (G.NOT_HELD,)),
    Transition(_P, Action.GIVE_PROOF,      _of_5,       _stays),
    Transition(_P, Action.GIVE_FINAL,      _for_final,  _stays),
    Transition(_P, Action.AFFIRM_FINAL,    _drafters,   _stays, (G.FINAL_UNAFFIRMED,)),
    Transition(_P, Action.SET_NUMBER,      _of_2,       _stays),
    Transition(_P, Action.REPLACE_TEXT,    _drafters,   _D),
    Transition(_P, Action.RESUME,          _of_5,       _stays, (G.HELD, G.NO_OBJECTION)),
    Transition(_P, Action.OBJECT,          _komisioner, _stays, (G.DECIDED_BY_ME, G.ON_PAPER, G.NO_OBJECTION)),
    Transition(_P, Action.LIFT_OBJECTION,  _komisioner, _stays, (G.OBJECTED, G.NOT_DRAFTER)),
    Transition(_P, Action.TAKE_BACK,       _komisioner, _K,     (G.DECIDED_BY_ME, G.OBJECTED)),
    Transition(_P, Action.SET_MINUTES,     _for_minutes, _stays, (G.MINUTES_MISSING,)),
    Transition(_P, Action.EXAMINE,         _of_5,       _stays, (G.NOT_HELD, G.AWAITED, G.NOT_EXAMINING)),
    Transition(_P, Action.REPORT_OBSTACLE, _of_5,       _stays),

    # 6 Terpublikasi: no clock; checked or not is an annotation.
    Transition(_T, Action.CONFIRM_LIVE,    _of_6,       _stays, (G.NOT_CONFIRMED,)),
    Transition(_T, Action.REPORT_NOT_LIVE, _of_6,       _P,     (G.NOT_CONFIRMED,)),
    Transition(_T, Action.GIVE_PROOF,      _of_5,       _stays),
    Transition(_T, Action.AFFIRM_FINAL,    _drafters,   _stays, (G.FINAL_UNAFFIRMED,)),
    Transition(_T, Action.SET_MINUTES,     _for_minutes, _stays, (G.MINUTES_MISSING,)),
    Transition(_T, Action.SET_NUMBER,      _of_2,       _stays),
    Transition(_T, Action.FILE_ON_PAPER,   _for_filing, _stays),
    Transition(_T, Action.SET_ARCHIVE,     _drafters,   _stays),

    # At any step: a paper that was made comes back signed. A Komisioner's own sheets are his decision, never this.
    *(Transition(step, Action.FILE_SCAN, _not_komisioner, _stays, (G.PAPER_MADE,)) for step in Step),

    # At any step: words that came too late are kept.
    *(Transition(step, Action.KEEP_REMARK, _anyone,     _stays) for step in Step),
)
# fmt: on


def row_of(step: Step) -> StepRow:
    """The SOP's own words for a step."""
    return PROCEDURE[step - 1]
