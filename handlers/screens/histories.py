"""/riwayat: everything that happened to a maklumat, in order, with the words that people used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.screens.dates import moment, short
from handlers.screens.markup import Block, Words, bold, file_named, quoted, screens
from handlers.screens.phrases import happened, words_of
from handlers.screens.published import evidence
from sop import events as e
from sop.events import Event
from storage.journal import Entry
from storage.outbox import Screen
from storage.reading import View

FOLDED_FROM = 200
"""In a list, words fold sooner than on a card."""


def history(view: View, entries: Sequence[Entry], now: datetime) -> tuple[Screen, ...]:
    """Every entry, oldest first; as many messages as it takes."""
    m, zone = view.maklumat, view.office.rules.calendar.zone
    heading = (
        f"<b>Riwayat</b> {quoted(m.control_number)}\n{bold(m.title)}\n{len(entries)} catatan per {moment(now, zone)}"
    )
    blocks: list[Block] = [heading]
    for number, entry in enumerate(entries, 1):
        blocks += _entry(number, entry.event, view)
    return screens(blocks)


def _entry(number: int, event: Event, view: View) -> tuple[Block, ...]:
    zone = view.office.rules.calendar.zone
    line = f"<b>{number}.</b> {short(event.at, zone)}\n{happened(event, view.people)}{_detail(event, view)}."
    return (line, *(_folded(block) for block in _words(event, view)))


def _words(event: Event, view: View) -> tuple[Block, ...]:
    # Directions and questions have entries of their own here.
    if isinstance(event, e.Approved | e.PublicationOrdered):
        return ()
    if isinstance(event, e.PageChecked):
        return evidence(event.look)
    if isinstance(event, e.QuestionAnswered):
        return words_of(event, view)[-1:]
    return words_of(event, view)


def _detail(event: Event, view: View) -> str:
    zone = view.office.rules.calendar.zone
    match event:
        case e.Opened():
            return f" dengan judul {bold(event.title)}"
        case e.StepEntered(due_at=datetime() as due_at):
            return f", batas waktu {short(due_at, zone)}"
        case e.Resumed(due_at=datetime() as due_at):
            return f", batas waktu menjadi {short(due_at, zone)}"
        case e.DraftGiven() | e.FinalGiven():
            return f" ({file_named(event.file)})"
        case _:
            return ""


def _folded(block: Block) -> Block:
    return replace(block, folded_from=FOLDED_FROM) if isinstance(block, Words) else block
