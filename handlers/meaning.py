"""What words, photos and files may be meant to be. Pure: it looks at a message and at a maklumat, and does nothing.

Taken at once is only what cannot be anything else; where it could, the person is asked.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from handlers.attachments import Brought
from handlers.inspection import IMAGE_TYPES
from sop.decide import Option, options
from sop.errors import AwayFromRole, LinkRequired, ScanRequired, ScanUnfit
from sop.items import Item
from sop.roles import Role
from sop.steps import Action, Step
from sop.wording import find_link
from storage.people import Official
from storage.reading import View

AGREEING = frozenset(
    {"setuju", "saya setuju", "ya setuju", "ya saya setuju", "disetujui", "setujui", "acc", "ok setuju", "oke setuju"}
)
"""What people type instead of pressing; it only ever brings the screen that asks once more."""
_THANKS = frozenset(
    {
        *("terima", "kasih", "terimakasih", "makasih", "trims", "baik", "siap", "ok", "oke", "ya", "sama"),
        *("sip", "mantap", "nggih", "njih", "inggih", "nuwun", "suwun"),
    }
)
_GRATEFUL = frozenset({"terima", "kasih", "terimakasih", "makasih", "trims", "nuwun", "suwun"})
_BESIDE_THANKS = frozenset(
    {"pak", "bapak", "bu", "ibu", "mas", "mbak", "sdr", "sdri", "banyak", "sekali", "kembali", "matur", "atas"}
    | {"bantuannya", "perhatiannya", "informasinya", "infonya", "kerjasamanya"}
)
"""Words of those that people type out of courtesy: nothing that anybody would want recorded."""
ON_CARD = (
    Action.OBJECT,
    Action.REJECT_WRITTEN,
    Action.NOTE_CORRECTION,
    Action.JOIN_RETURN,
    Action.DIRECT,
    Action.ASK,
    Action.ANSWER,
    Action.SUBMIT_DRAFT,
    Action.GIVE_FINAL,
    Action.PUBLISH,
    Action.GIVE_PROOF,
    Action.REPORT_OBSTACLE,
    Action.REPORT_NOT_LIVE,
    Action.RECORD_WRITTEN,
)
"""What a message about a maklumat may be meant to be, in the order the choices are offered."""
NEEDS_REASON = frozenset({Action.CANCEL, Action.REPLACE_TEXT})
"""What ends something for good: a document without a word may be meant as something else."""
_NEEDS_DOCUMENT = frozenset({Action.SUBMIT_DRAFT, Action.GIVE_FINAL})
_TAKES_DOCUMENT = _NEEDS_DOCUMENT | {Action.REPLACE_TEXT}
_NEEDS_WORDS = frozenset({Action.DIRECT, Action.ASK, Action.REPORT_OBSTACLE, Action.REPORT_NOT_LIVE})
_SIGN = r"[-\u2010-\u2015\u2212_/]"
_NUMBER = re.compile(
    rf"(?<![^\W_])MKL(?:\s?(?:{_SIGN}|:)\s?|[.\s])?(\d{{4}})(?:(?:\s?{_SIGN}\s?|[.\s])(\d+)|(\d{{3}}))(?![^\W_])",
    re.IGNORECASE,
)
"""A nomor kendali as people write it, with whatever dashes, and as it stands in the name of a file."""
_LEAST_TITLE_WORDS = 2
"""Of a title that is to be told from the words around it."""
_OF_FINAL = frozenset({"final", "ttd", "tandatangan", "ditandatangani", "bertandatangan", "bertanda", "tanda"})
_DOUBTING = frozenset({"tidak", "belum", "salah", "gagal", "keliru", "bukan", "error", "rusak"})
"""Words beside a picture of a page that may say that it is not as it should be."""

Offered = dict[Action, Option]


def offered_by(view: View) -> Offered:
    """The acts open to the reader, each in the first of his roles."""
    found: Offered = {}
    for option in options(view.maklumat, view.reader.id, view.office):
        found.setdefault(option.action, option)
    return found


def agrees(text: str) -> bool:
    """Whether the words say nothing but yes."""
    return _bare(text) in AGREEING


def speaks_of_agreeing(text: str) -> bool:
    """Whether the words say yes among others, as in 'saya setuju dengan draf ini': what is meant, only he can say."""
    words = set(_bare(text).split())
    return bool({"setuju", "disetujui", "setujui", "acc"} & words) and not {"tidak", "belum", "kurang"} & words


def is_courtesy(brought: Brought) -> bool:
    """Whether a message is only thanks, or a lone emoji, or nothing that can be seen."""
    words = set(_bare(brought.item.text).split())
    return not brought.attached and (not words or (bool(words & _THANKS) and words <= _THANKS | _BESIDE_THANKS))


def gives_thanks(brought: Brought) -> bool:
    """Whether courtesy is thanks, and not a 'baik' or 'ya' that may be all that there is to say to a question."""
    words = set(_bare(brought.item.text).split())
    return is_courtesy(brought) and not _GRATEFUL.isdisjoint(words) and words <= _GRATEFUL | _BESIDE_THANKS


def says_yes(text: str) -> bool:
    """Whether words begin with a yes, or repeat the button that says it."""
    return agrees(text) or _bare(text).partition(" ")[0] in {
        "ya",
        "iya",
        "betul",
        "benar",
        "gunakan",
        "pakai",
        "oke",
        "ok",
    }


def spoken(item: Item) -> str:
    """The words, and the names of the files: a copy of ours bears its maklumat's number in its name."""
    return "\n".join(filter(None, (item.text, *(file.name for file in item.files))))


def mentioned(text: str) -> tuple[str, ...]:
    """The nomor kendali that the words name, each once, in their order; also such as nobody was ever given."""
    found = (f"MKL-{year}-{int(apart or together):03}" for year, apart, together in _NUMBER.findall(text))
    return tuple(dict.fromkeys(found))


def is_number_alone(text: str) -> bool:
    """Whether the words are one nomor kendali and nothing else."""
    return _NUMBER.fullmatch(text.strip(" .,;!?")) is not None


def named_in(text: str, views: Iterable[View]) -> list[View]:
    """Those of the maklumat that the words name: by number, or by the whole title, where no longer one stands there."""
    views, numbers, words = list(views), mentioned(text), f" {_bare(text)} "
    titles = {view.maklumat.id: _bare(view.maklumat.title) for view in views}
    numbered = {titles[view.maklumat.id] for view in views if view.maklumat.control_number in numbers}
    there = {title for title in titles.values() if f" {title} " in words and len(title.split()) >= _LEAST_TITLE_WORDS}
    # A title that is borne by several says nothing beside the number of one of them.
    whole = {title for title in there - numbered if not any(title != other and title in other for other in there)}
    return [v for v in views if v.maklumat.control_number in numbers or titles[v.maklumat.id] in whole]


def has_link(text: str) -> bool:
    """Whether there is a page's address among the words."""
    try:
        find_link(text)
    except LinkRequired:
        return False
    return True


def stands_on(view: View, brought: Brought) -> bool:
    """Whether this very address, or one of these very files, is what a maklumat has already."""
    m, item = view.maklumat, brought.item
    if m.publication is not None and is_link_alone(item.text) and find_link(item.text) == m.publication.link:
        return True
    texts = [draft.file for draft in m.drafts] + [final.file for final in (m.final, m.offered_final) if final]
    return not {file.sha256 for file in item.files}.isdisjoint(file.sha256 for file in (*texts, *m.proofs))


def is_link_alone(text: str) -> bool:
    """Whether the words are one address and nothing else: a complaint may name the page that does not open."""
    return len(text.split()) == 1 and has_link(text)


def is_too_early(view: View, brought: Brought) -> bool:
    """Whether it is a page's address and nothing else, while nobody has ordered yet that the maklumat be published."""
    return is_link_alone(brought.item.text) and view.maklumat.step < Step.PUBLISHING


def plain_meaning(view: View, offered: Offered, brought: Brought) -> Action | None:
    """What a message can only be: the awaited draft, the page's address, a screenshot, a begun correction's next."""
    m, item = view.maklumat, brought.item
    if m.collected_by(view.reader.id) and Action.NOTE_CORRECTION in offered and item.files:
        return Action.NOTE_CORRECTION
    awaits_draft = m.draft is None or m.draft.returned
    if Action.SUBMIT_DRAFT in offered and awaits_draft and brought.document is not None:
        return None if _names_another(view, item.text) else Action.SUBMIT_DRAFT
    if Action.PUBLISH in offered and is_link_alone(item.text):
        return Action.PUBLISH
    pictures = bool(item.files) and all(file.media_type in IMAGE_TYPES for file in item.files)
    awaits_proof = Action.GIVE_PROOF in offered and not _is_confirmed(view)
    says_otherwise = bool(_DOUBTING & set(_bare(item.text).split()))
    if awaits_proof and pictures and not says_otherwise and not (item.text and Action.PUBLISH in offered):
        return Action.GIVE_PROOF
    return None


def possible(view: View, offered: Offered, brought: Brought) -> list[Action]:
    """What a message may be meant to be here: the choices, in their order."""
    return [action for action in ON_CARD if action in offered and _fits(action, view, brought)]


def may_be_sheet(view: View, offered: Offered, brought: Brought) -> bool:
    """Whether a photo or PDF may here be a decision on paper, or the proof of a page: to the bot they look alike."""
    meanings = possible(view, offered, brought)
    return Action.RECORD_WRITTEN in meanings or (Action.GIVE_PROOF in meanings and not _is_confirmed(view))


def speaks_of_final(words: str) -> bool:
    """Whether the words, or the name of a file, say of a text that it is the final one, signed."""
    return not _OF_FINAL.isdisjoint(_bare(words).split())


def shut_by_hold(view: View, brought: Brought) -> list[Action]:
    """What the message could be, were the maklumat not held: what it is meant to be by whoever has not heard of it."""
    shut = held_back(view)
    return [action for action in (*ON_CARD, Action.RETURN) if action in shut and _fits(action, view, brought)]


def held_back(view: View) -> Offered:
    """The acts that would be open to the reader, were the maklumat not held."""
    if view.maklumat.hold is None:
        return {}
    now = offered_by(view)
    going_on = offered_by(replace(view, maklumat=replace(view.maklumat, hold=None)))
    return {action: option for action, option in going_on.items() if action not in now}


def for_documents(actions: list[Action]) -> list[Action]:
    """Those of the choices that are about a document."""
    return [action for action in actions if action in _NEEDS_DOCUMENT]


def may_approve(view: View) -> Role | None:
    """The role in which this reader may approve now, if any."""
    option = offered_by(view).get(Action.APPROVE)
    return option.role if option is not None else None


def role_for(view: View) -> Role:
    """The role in which words are kept that fit no act: the reader's first, or the one that he is away from."""
    return next(iter((*view.reader.roles, *(absence.role for absence in view.reader.away))), Role.PPID)


def refuse_odd(actions: Collection[Action], brought: Brought) -> None:
    """Where the message may be a text, is a scan, or a proof without a file, what is wrong with its file ends it.

    All else that a person says is kept without the file; what is odd about it is said beside (docs/decisions/0022).

    Raises:
        AttachmentError: what is wrong.
        ScanRequired: no picture and no PDF is among what was sent as one.
        ScanUnfit: what was sent as a signed paper is not all pictures and PDFs.
    """
    if set(actions) == {Action.RECORD_WRITTEN} and brought.item.scan is None:
        raise ScanRequired
    if set(actions) == {Action.FILE_SCAN}:
        brought.sound()
        if not brought.item.is_scanned:
            raise ScanUnfit
    is_text = not _TAKES_DOCUMENT.isdisjoint(actions)
    if is_text or (Action.GIVE_PROOF in actions and not brought.item.files):
        brought.sound()


def refuse_the_absent(reader: Official) -> None:
    """Whoever is away and holds nothing else is told so before he is asked what he means.

    Raises:
        AwayFromRole: until when, and who stands in.
    """
    if reader.away and not reader.roles:
        absence = reader.away[0]
        raise AwayFromRole(absence.role, absence.until_on, absence.stand_in)


def _is_confirmed(view: View) -> bool:
    """Whether the page was seen to be live: of that one no proof is awaited any more."""
    return view.maklumat.publication is not None and view.maklumat.publication.is_seen


def _fits(action: Action, view: View, brought: Brought) -> bool:
    if action in _NEEDS_DOCUMENT:
        return brought.document is not None
    if action is Action.PUBLISH:
        return has_link(brought.item.text)
    if action is Action.REJECT_WRITTEN:
        # It undoes what was recorded: an address alone says nothing of a sheet, nor does a further page without a word.
        says = bool(brought.item.text) or not brought.item.is_scanned
        return says and not is_link_alone(brought.item.text)
    if action in (Action.RECORD_WRITTEN, Action.GIVE_PROOF):
        return brought.item.scan is not None
    if action is Action.REPORT_OBSTACLE and view.maklumat.step is Step.DECISION:
        return Role.KOMISIONER not in view.reader.roles and bool(brought.item.text)
    return bool(brought.item.text) or action not in _NEEDS_WORDS


def _names_another(view: View, caption: str) -> bool:
    """A caption that reads like the title of another maklumat."""
    words, title = _bare(caption), _bare(view.maklumat.title)
    return words.startswith("maklumat") and words not in title and title not in words


def _bare(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
