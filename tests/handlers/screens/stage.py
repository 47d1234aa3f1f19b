"""The officials as screens see them, and what each of them reads of a maklumat brought somewhere by the real procedure."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from handlers.screens.cards import card, news, reminder
from sop.events import Event, MaklumatId, Notice, Told
from sop.maklumat import Maklumat
from sop.roles import PersonId, Role
from sop.rules import Office
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
    RATNA,
    SRI,
    WAHYU,
    Course,
    course_to,
    office,
)

TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2027"
QUIET = ("PaperMade", "StepEntered", "RungReached", "HoldersChanged", "RemarkKept")
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
