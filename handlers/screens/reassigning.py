"""Giving a step to another person: which maklumat, to whom, and why."""

from collections.abc import Sequence
from datetime import datetime

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.addressing import called, post, pronoun, titled
from handlers.screens.cards import board, titled_line
from handlers.screens.keyboards import put_aside_rows, step_button
from handlers.screens.markup import bold, clipped, quoted, screen
from handlers.screens.phrases import step_named
from handlers.screens.vacancies import hindrances, sentences
from sop.roles import PersonId, Role
from sop.turns import settable_roles
from storage.outbox import Button, Screen
from storage.reading import View

_OFFERED = 20
_NAME_SHOWN = 60
_HEADING = "<b>Pengalihan langkah</b>"


def nothing_to_reassign() -> Screen:
    """No open maklumat stands in a step that may be given to another person."""
    return screen(
        "Tidak ada langkah yang dapat dialihkan saat ini; yang dapat dialihkan hanya langkah 2, 4, dan 5. Maklumat "
        "yang sedang berjalan dapat dilihat pada /daftar."
    )


def which_maklumat(views: Sequence[View]) -> Screen:
    """One button for each maklumat whose step may be given to another person."""
    rows = tuple((step_button(view, Verb.REASSIGN),) for view in views[:_OFFERED])
    return screen(f"{_HEADING}\nMohon memilih maklumat yang langkahnya dialihkan.", rows=rows)


def which_person(view: View, fit: Sequence[tuple[PersonId, Role]], now: datetime) -> Screen:
    """How it stands, and one button for each person who may take the step, with the role that he would act in."""
    wish = "Mohon memilih pejabat yang melaksanakan langkah ini sampai selesai."
    if not fit:
        found = hindrances(view.people, settable_roles(view.maklumat.step, view.office))
        do = quoted(sentences(found)) or "Mohon menghubungi admin agar didaftarkan."
        wish = f"Belum ada pejabat lain yang dapat melaksanakan langkah ini. {do}"
    rows = tuple((_to(view, person, role),) for person, role in fit[:_OFFERED])
    return screen(_HEADING, board(view, now), wish, rows=rows)


def ask_reason(view: View, to: PersonId, role: Role) -> Screen:
    """Why, in a reply; and what it will mean."""
    official = view.people[to]
    standing = view.office.roster.standing(to, role)
    who = pronoun(official) if official.id == view.reader.id else quoted(called(official))
    return screen(
        f"<b>Pengalihan {step_named(view.maklumat.step)}</b>\n{titled_line(view)}\n"
        f"Kepada: {bold(titled(view.people, official.id, role, standing))}",
        f"Mohon membalas pesan ini dengan alasan pengalihan.\n\nSetelah dicatat, langkah ini hanya dilaksanakan oleh "
        f"{who}; batas waktu tetap.",
        rows=put_aside_rows(),
    )


def _to(view: View, person: PersonId, role: Role) -> Button:
    m = view.maklumat
    held = post(role, view.office.roster.standing(person, role), view.people.stand_in_labels)
    label = f"{clipped(called(view.people[person]), _NAME_SHOWN)} · {held}"
    tap = Tap(verb=Verb.REASSIGN_TO, maklumat=m.id, visit=m.visit.number, version=person)
    return Button(label, encode(tap))
