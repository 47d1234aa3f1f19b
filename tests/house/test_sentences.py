"""Every sentence that refuses says what to do next: whatever class of error there is, its sentence is looked at here.

What is looked for are forms of words. Whether the step that a sentence names is the right one, no program can tell.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import bot
import handlers
import sop.errors
import storage.errors
from bot.commands import endings
from bot.settings import _HINTS, SettingsUnfit, _sentence
from handlers.attachments import FileUnfit
from handlers.inspection import Trouble
from handlers.screens import alarms, pages, texts
from handlers.screens.explaining import EXPLAIN
from sop.steps import Action
from storage.errors import Unsuited
from tests.handlers.screens.stage import parsed, people
from tests.handlers.screens.test_explaining import FILLED
from tests.house.test_house import ROOT
from tests.sop.office import JOKO, WAHYU, WIB, office

NEXT_STEP = re.compile(
    # A request (not for pardon), an offer, what can be done (not: what cannot), or a command.
    r"\b[Mm]ohon (?!maaf\b|izin\b)|\b[Ss]ilakan\b"
    r"|(?<!tidak )(?<!belum )(?<!hanya )\bdapat (?:di|me|ber)\w+|(?:^|\s)/[a-z]+\b"
)
NOTHING_TO_DO = re.compile(r"[Tt]idak ada perubahan|[Tt]idak ada yang perlu")
NOTHING_LEFT = {
    # What was wished for is so already, or there is nothing that it could be about.
    "VisitPassed",
    "AlreadyParafed",
    "NotOnHold",
    "RecordWaits",
    "AlreadyConfirmed",
    "AlreadyInForce",
    "NothingToLeave",
    "AbsenceOver",
}
"""Errors after which nothing is to be done, and whose sentence says so."""
NOBODY_READS = {
    "SopError": "above the others",
    "NotAllowed": "above the others; of the website: a request that is not made, told as what the look has found",
    "NotPossible": "above the others",
    "Incomplete": "above the others",
    "StorageError": "above the others",
    "AbsenceRefused": "above the others",
    "OfficialRefused": "above the others",
    "AttachmentError": "above the others",
    "AlreadyDone": "the update took effect before, and was answered then",
    "FileAltered": "the courier tells the reader by pages.file_kept_back, and the admins by pages.file_altered",
    "BackupUnfit": "backup and restore tell what is unfit, see test_record_commands",
    "PlaceTaken": "restore tells how to make room, see test_record_commands",
    "DaysLongPast": "/pejabat asks once more in the words of days_unread, see test_letters",
    "SettingsUnfit": "holds the sentences themselves",
    "NotALocalTelegram": "settings refuse it before, in a sentence",
    "PaperError": "the press tries again, and the admins read of an incident",
    "PaperNotMade": "the press tries again, and the admins read of an incident",
    "PdfUnreadable": "a draft that does not open goes without its picture, or is refused as FileUnfit",
    "PdfBroken": "refused as FileUnfit",
    "PdfLocked": "refused as FileUnfit",
    "PdfTooHard": "refused as FileUnfit",
    "ParcelUnreadable": "the courier gives the message up, and the admins read so by pages.undelivered",
}
ENGLISH = re.compile(
    r"\b(the|is|are|not|and|or|must|should|error|failed|invalid|unknown|please|missing|required|file|upload|link|user|deadline"
    r"|None|True|False)\b"
)
REPR = re.compile(r"<[\w.]+ object|[A-Z]\w+\.[A-Z_]{2,}\b|\w+\(\w+=|\{\w*\}|\[\]|\(\)|datetime\.|frozenset")
PEOPLE = people(office())
ELSEWHERE = "Pemulihan hanya ke tempat yang kosong."
"""How to make room follows from what is there (bot/commands/backup.py)."""


def errors_of(package: Any) -> Iterator[type[Exception]]:
    """Every error class that a module of the package defines for others."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        # The local Telegram speaks as Telegram does; a module with a line before its name speaks to ours alone.
        if not found.name.startswith("bot.demo") and not found.name.rpartition(".")[2].startswith("_"):
            yield from (kind for kind in defined_in(importlib.import_module(found.name)) if kind.__name__[0] != "_")


def defined_in(module: Any) -> Iterator[type[Exception]]:
    for kind in vars(module).values():
        if inspect.isclass(kind) and issubclass(kind, Exception) and kind.__module__ == module.__name__:
            yield kind


ERRORS = sorted(
    {*defined_in(sop.errors), *defined_in(storage.errors), *errors_of(handlers), *errors_of(bot)},
    key=lambda kind: (kind.__name__, kind.__module__),
)


def variants(kind: type[Exception]) -> Iterator[Exception]:
    """The error with plausible data: each flag both ways, each reason, also with nothing where nothing is known."""
    if not is_dataclass(kind):
        yield kind()
        return
    choices = {
        "trouble": tuple(Trouble),
        "why": tuple(Unsuited),
        "outcome": ("Approved", "Returned", "Withdrawn", ""),
        "action": ("approve", "open", *(Action.SUBMIT_DRAFT, Action.GIVE_FINAL, Action.GIVE_PROOF)),
        "decided_by": (3, 0),
        "by": (3, 0),
        "reason": (FILLED["reason"], ""),
        "what": ("name", "sapaan", "jabatan"),
        "number": ("MKL-2027-099", ""),
        "line": (FILLED["line"], ""),
        **dict.fromkeys(("put_aside", "is_published", "several", "is_kept", "is_again"), (True, False)),
    }
    names = [field.name for field in fields(kind)]
    for values in product(*(choices.get(name, (FILLED[name],)) for name in names)):
        yield kind(**dict(zip(names, values, strict=True)))


def sentences_of(kind: type[Exception]) -> Iterator[str]:
    """What is read of it by somebody known and by nobody in particular, or at the command line."""
    if kind in EXPLAIN:
        for error in variants(kind):
            for reader in (None, PEOPLE[WAHYU], PEOPLE[JOKO]):
                yield parsed(texts.explain(error, None, PEOPLE, WIB, reader))
    elif issubclass(kind, endings.TROUBLES) and (ended := endings.ending(kind())) is not None:
        yield ended[0]


def objections_to(sentence: str, *, may_be_nothing: bool = False) -> list[str]:
    """What is wrong with a sentence."""
    wrong = []
    if not NEXT_STEP.search(sentence) and not (may_be_nothing and NOTHING_TO_DO.search(sentence)):
        wrong.append("names no next step")
    if len(sentence) > 500:
        wrong.append(f"has {len(sentence)} characters")
    wrong += [f"is English: {found[0]}" for found in ENGLISH.finditer(sentence)]
    wrong += [f"shows the program: {found[0]}" for found in REPR.finditer(sentence)]
    if not sentence.endswith("."):
        wrong.append("does not end")
    return wrong


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Draf belum ada. Mohon mengirim naskah.", []),
        ("Perintah tidak dikenal; lihat /bantuan.", []),
        ("Nomor dapat diisi setelah keputusan tercatat.", []),
        ("Mohon maaf, hal ini hanya dapat diubah oleh admin.", ["names no next step"]),
        ("Draf belum dapat disampaikan.", ["names no next step"]),
        ("Tidak ada perubahan.", ["names no next step"]),
        ("Mohon mengirim file yang lain.", ["is English: file"]),
        ("Mohon memilih Role.PPID.", ["shows the program: Role.PPID"]),
        ("Mohon memilih yang lain", ["does not end"]),
    ],
)
def test_such_sentences_are_told_apart(sentence, wrong):
    assert objections_to(sentence) == wrong


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_whatever_is_refused_is_told_with_what_to_do_next(kind):
    if kind.__name__ in NOBODY_READS and kind not in EXPLAIN:
        return
    told = set(sentences_of(kind))

    assert told, (
        f"{kind.__module__}.{kind.__name__} has no sentence: in EXPLAIN, in endings, or a reason in NOBODY_READS"
    )
    may_be_nothing = kind.__name__ in NOTHING_LEFT
    assert {one: wrong for one in told if (wrong := objections_to(one, may_be_nothing=may_be_nothing))} == {}


def test_the_exceptions_are_still_needed():
    names = {kind.__name__ for kind in ERRORS}
    nothing = {
        kind.__name__
        for kind in ERRORS
        if kind in EXPLAIN and any(NOTHING_TO_DO.search(one) for one in sentences_of(kind))
    }

    assert set(NOBODY_READS) <= names
    assert nothing >= NOTHING_LEFT


@pytest.mark.parametrize(
    "told",
    [
        pages.stranger("KPU Kabupaten Karanganyar"),
        pages.groups_refused(),
        pages.sorry(None),
        pages.unknown_command(),
        pages.nothing_expected(PEOPLE[WAHYU]),
        pages.edit_not_taken(),
        pages.no_documents(),
        pages.file_kept_back(),
        pages.not_admin(),
        texts.proof_wanted(),
        *(texts.beside(FileUnfit("naskah.pdf", trouble)) for trouble in Trouble),
    ],
    ids=lambda screen: screen.text[:30],
)
def test_what_fits_nothing_is_told_with_what_to_do_next(told):
    assert set(objections_to(parsed(told.text))) <= {"does not end"}, "a page may end with its commands"


@pytest.mark.parametrize("toast", [pages.GROUPS_REFUSED_TOAST, pages.SORRY_TOAST, pages.STRANGER_TOAST])
def test_what_is_said_above_the_chat_too(toast):
    assert objections_to(toast) == []


ENDINGS = {
    *(said for kept in (endings._OURS, endings._SQLITE, endings._POSTGRES) for said, _ in kept.values()),
    *endings._AT_THE_DOOR.values(),
    alarms.MOVED_AWAY,
}


def printed_to_stderr(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences that a module prints there itself; what is handed on by name is a sentence of elsewhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and any(word.arg == "file" for word in node.keywords):
            pieces = [
                piece.value
                for argument in node.args
                for piece in ast.walk(argument)
                if isinstance(piece, ast.Constant) and isinstance(piece.value, str)
            ]
            if pieces:
                yield node.lineno, "…".join(pieces)


class TestTheCommandLine:
    @pytest.mark.parametrize("sentence", sorted(ENDINGS))
    def test_how_a_command_ends_that_could_not_do_its_work(self, sentence):
        assert objections_to(sentence) == []

    def test_a_file_that_stands_in_the_way(self):
        for kind in (FileNotFoundError, FileExistsError, NotADirectoryError, PermissionError, OSError):
            told, _ = endings.ending(kind(2, "No such file", "data/maklumat.db"))
            assert objections_to(told) == []

    def test_a_setting_that_is_missing_or_wrong(self):
        missing = {"loc": ("bot_token",), "type": "missing", "msg": ""}
        wrong = [{"loc": (name.lower(),), "type": "float_parsing", "msg": ""} for name in (*_HINTS, "BACKUP_DIR")]
        ours = {"loc": ("timezone",), "type": "value_error", "msg": "Value error, bukan zona waktu"}
        told = [_sentence(problem) for problem in (missing, *wrong, ours)]

        assert {one: objections_to(one) for one in told if objections_to(one)} == {}
        assert endings.ending(SettingsUnfit(told)) == ("\n".join(told), endings.EX_CONFIG)

    def test_every_other_sentence_on_stderr(self):
        said = [
            (f"{path.name}:{line}", text)
            for path in (ROOT / "bot" / "commands").glob("*.py")
            for line, text in printed_to_stderr(path)
        ]

        assert len(said) > 6
        assert {where: text for where, text in said if not NEXT_STEP.search(text) and ELSEWHERE not in text} == {}
