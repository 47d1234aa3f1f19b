"""The officials as screens see them, and what each reads of a maklumat that the real procedure brought somewhere."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from handlers.screens.cards import card, news, reminder
from handlers.screens.pages import Handed
from sop.decide import options
from sop.events import Event, MaklumatId
from sop.items import Verdict
from sop.notices import Notice, Told
from sop.roles import PersonId
from sop.rules import Office
from sop.steps import Action
from storage.journal import Entry
from storage.mappers import event_to_json
from storage.outbox import Screen
from storage.people import Official, People
from storage.reading import View
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    EVERYBODY,
    JOKO,
    LINK,
    NUMBER,
    PHOTO,
    RATNA,
    SCENES,
    SRI,
    VOICE,
    WAHYU,
    Course,
    course_to,
    document,
)

HEAD = "57:" + "0123456789abcdef" * 4
TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2027"
QUIET = (
    *("PaperMade", "StepEntered", "RungReached", "HoldersChanged", "RemarkKept", "ScanFiled", "PageChecked"),
    "CardResent",
)
"""What storage.reading leaves out of a view's last event."""

FACES = {
    WAHYU: ("Wahyu", "Bapak", "Kasubbag Hukum dan SDM"),
    SRI: ("Sri Lestari", "Ibu", "Sekretaris"),
    BAGUS: ("Bagus Prasetyo", "Bapak", "Anggota KPU Kabupaten Karanganyar"),
    RATNA: ("Ratna Dewi", "Ibu", "Ketua KPU Kabupaten Karanganyar"),
    DIMAS: ("Dimas", "Sdr.", "Operator PPID"),
    ENDAH: ("Endah", "", ""),
    AGUS: ("Agus", "Bapak", ""),
    JOKO: ("Joko", "Bapak", ""),
}


def handed(*, link: str | None = "https://t.me/bot?start=abc", **more: bool) -> Handed:
    """A code of an admin's, to be handed out."""
    return Handed(code="abc", link=link, until="Selasa, 19 Januari 2027 pukul 10.00 WIB", **more)


def people(of: Office) -> People:
    """Everyone, with the roles this office gives them."""
    found = {
        number: Official(
            id=number,
            telegram_id=1000 + number,
            name=FACES[number][0],
            sapaan=FACES[number][1],
            jabatan=FACES[number][2],
            is_admin=number in of.roster.admins,
            roles=of.roster.roles_of(number),
            away=tuple(absence for absence in of.roster.away if absence.person == number),
        )
        for number in EVERYBODY
    }
    return People(found, of.roster)


def view_of(course: Course, reader: PersonId) -> View:
    """What this reader may see now."""
    last = next((event for event in reversed(course.journal) if type(event).__name__ not in QUIET), None)
    everyone = people(course.office)
    return View(course.m, everyone, course.office, everyone[reader], last)


def titled(course: Course, title: str = TITLE) -> Course:
    """The same course under the title of the samples."""
    course.maklumat = replace(course.m, title=title)
    return course


def brought(scene: str, of: Office | None = None, **kwargs) -> Course:
    """A maklumat of the samples' title, brought into a situation."""
    return titled(course_to(scene, of, **kwargs))


def told(course: Course, notice: Notice, head: str = "") -> tuple[Screen, ...]:
    """What the courier would send for a notice."""
    view = view_of(course, notice.to)
    if notice.told is Told.CARD:
        return card(view, notice.event, now=course.now)
    if notice.told is Told.REMINDER:
        return reminder(view, notice.event, now=course.now)
    return news(view, notice.event, head=head, now=course.now)


def last_told(course: Course) -> dict[PersonId, tuple[Screen, ...]]:
    """What everybody reads of the last act."""
    assert course.last is not None
    return {notice.to: told(course, notice) for notice in course.last.notices}


def entries(events: Iterable[Event]) -> tuple[Entry, ...]:
    """A journal of these events."""
    return tuple(
        Entry(n, MaklumatId(1), type(event).__name__, event.at, event_to_json(event), f"c{n}", "0" * 64, "1" * 64)
        for n, event in enumerate(events, 1)
    )


def shown(screens: Screen | tuple[Screen, ...]) -> str:
    """Screens as a person sees them: text, then buttons in their rows."""
    pages = (screens,) if isinstance(screens, Screen) else screens
    parts = []
    for page in pages:
        rows = "\n".join(" ".join(f"[{button.label}]" for button in row) for row in page.rows)
        parts.append(f"{page.text}\n{rows}" if rows else page.text)
    return "\n-----\n".join(parts)


@cache
def _execute() -> Callable[[bytes], bytes | None]:
    import tdjson

    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())
    execute: Callable[[bytes], bytes | None] = tdjson.td_execute
    return execute


def parsed(text: str) -> str:
    """What Telegram's own parser makes of a text; it fails where Telegram would refuse."""
    request = {"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(_execute()(json.dumps(request).encode()) or b"{}")
    assert answer["@type"] == "formattedText", answer
    return answer["text"]


SAID: Mapping[Action, dict] = {
    Action.RETURN: {"words": "Jam layanan hari Jumat agar disesuaikan."},
    Action.NOTE_CORRECTION: {"files": (PHOTO,)},
    Action.JOIN_RETURN: {"words": "Alamat juga.", "files": (VOICE,)},
    Action.ASK: {"words": "Jam layanan hari Jumat?"},
    Action.ANSWER: {"words": "Pukul 07.30 s.d. 16.30.", "question": 1},
    Action.DIRECT: {"words": "Segera dipublikasikan."},
    Action.HOLD: {"words": "Menunggu tanda tangan Ketua."},
    Action.CANCEL: {"words": "Digabung dengan maklumat lain."},
    Action.REPLACE_TEXT: {"words": "Ketua meminta naskah lain."},
    Action.REPORT_OBSTACLE: {"words": "Laman admin e-PPID tidak dapat diakses."},
    Action.REPORT_NOT_LIVE: {"words": "Laman masih kosong."},
    Action.KEEP_REMARK: {"words": "Mohon juga jam layanan."},
    Action.SET_NUMBER: {"value": NUMBER.replace("12/", "13/")},
    Action.SET_BASIS: {"value": "UU Nomor 14 Tahun 2008\nPKPU Nomor 22 Tahun 2023"},
    Action.PUBLISH: {"value": LINK, "files": (PHOTO,)},
    Action.GIVE_PROOF: {"files": (PHOTO,)},
    Action.SUBMIT_DRAFT: {"file": document(2)},
    Action.GIVE_FINAL: {"file": document(70)},
    Action.RECORD_WRITTEN: {"words": "Sesuai rapat.", "files": (PHOTO,), "verdict": Verdict(Action.APPROVE, RATNA)},
    Action.REJECT_WRITTEN: {"words": "Lembar itu untuk surat lain."},
    Action.FILE_SCAN: {"files": (PHOTO,), "paper": 1},
    Action.SET_MINUTES: {"value": "45/PY.01-BA/3313/2027"},
    Action.FILE_ON_PAPER: {"value": "Rak 2, Map Maklumat 2027"},
    Action.SET_ARCHIVE: {"value": "Retensi aktif: 2 tahun\nNasib akhir: Permanen"},
}
"""What is said with each act in these tests."""


def every_act() -> Iterator[tuple[str, Course]]:
    """Every act that anybody may do in any scene, each done once in that scene."""
    for scene in SCENES:
        start = brought(scene)
        for person in EVERYBODY:
            for option in options(start.m, person, start.office):
                course = brought(scene)
                said = {**SAID.get(option.action, {})}
                if option.action is Action.ANSWER and not course.m.questions:
                    continue
                course.does(person, option.action, option.role, said.pop("words", ""), **said)
                yield f"{scene}: {FACES[person][0]} {option.action}", titled(course)


def every_message() -> Iterator[tuple[str, tuple[Screen, ...]]]:
    """Everything that cards, news and reminders say in these scenes, to everybody it concerns."""
    for scene in SCENES:
        course = brought(scene)
        for person in EVERYBODY:
            yield f"{scene}: card of {FACES[person][0]}", card(view_of(course, person), None, now=course.now)
    for name, course in every_act():
        assert course.last is not None
        for notice in course.last.notices:
            yield f"{name}, {notice.told} to {FACES[notice.to][0]}", told(course, notice, HEAD)


FORBIDDEN = re.compile(
    r"!|\b(anda|kamu|error|deadline|file|upload|download|link|submit|reject|approve|acc|ok|user|log|draft|konsep|telat"
    r"|terlambat|tolak|screenshot|komentar)\b",
    re.IGNORECASE,
)
"""What no official is to read from us."""
