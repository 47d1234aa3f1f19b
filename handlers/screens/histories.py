"""/riwayat: everything that happened to a maklumat, in order, with the words that people used."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.screens.dates import moment, short
from handlers.screens.finals import clause, every_place
from handlers.screens.markup import Block, Words, bold, ended, file_named, quoted, screens
from handlers.screens.phrases import MADE, happened, words_of
from handlers.screens.published import evidence
from handlers.screens.succession import lineage
from sop import events as e
from sop.events import Event
from sop.papers import PaperKind
from storage.journal import Entry
from storage.outbox import Screen
from storage.reading import View

FOLDED_FROM = 200
"""In a list, words fold sooner than on a card."""


def history(view: View, entries: Sequence[Entry], now: datetime) -> tuple[Screen, ...]:
    """Every entry, oldest first; as many messages as it takes."""
    m, zone = view.maklumat, view.office.rules.calendar.zone
    counted = f"{len(entries)} catatan per {moment(now, zone)}"
    heading = "\n".join((f"<b>Riwayat</b> {quoted(m.control_number)}", bold(m.title), *lineage(view), counted))
    blocks: list[Block] = [heading]
    again = remade(entry.event for entry in entries)
    for number, entry in enumerate(entries, 1):
        blocks += _entry(number, entry.event, view, again=again[number - 1])
    return screens(blocks)


def _entry(number: int, event: Event, view: View, *, again: bool) -> tuple[Block, ...]:
    zone = view.office.rules.calendar.zone
    line = f"<b>{number}.</b> {short(event.at, zone)}\n{told(event, view, again=again)}"
    return (line, *(_folded(block) for block in words(event, view)))


def told(event: Event, view: View, *, again: bool = False) -> str:
    """What an entry tells, in a sentence of HTML; on paper too. `again`: of a paper that it was there before."""
    what = happened(event, view.people)
    if again:
        what = f"{what.removesuffix(MADE)}diperbarui"
    return ended(f"{what}{_detail(event, view)}")


def remade(events: Iterable[Event]) -> tuple[bool, ...]:
    """Of each entry, whether it is a paper of which there was one already for the same version."""
    before: set[tuple[PaperKind, int]] = set()
    found = []
    for event in events:
        made = (event.kind, event.version) if isinstance(event, e.PaperMade) else None
        found.append(made in before)
        if made is not None:
            before.add(made)
    return tuple(found)


def words(event: Event, view: View) -> tuple[Block, ...]:
    """What was said with it, word for word."""
    # Directions, questions and final texts have entries of their own here.
    if isinstance(event, e.Approved | e.PublicationOrdered | e.FinalAffirmed):
        return ()
    if isinstance(event, e.PageChecked):
        return evidence(event.look)
    if isinstance(event, e.FinalGiven):
        return every_place(event.comparison)
    if isinstance(event, e.QuestionAnswered):
        return words_of(event, view)[-1:]
    return words_of(event, view)


def _detail(event: Event, view: View) -> str:
    zone = view.office.rules.calendar.zone
    match event:
        case e.Opened():
            instead = f", menggantikan {quoted(event.replaces.control_number)}" if event.replaces else ""
            return f" dengan judul {bold(event.title)}{instead}"
        case e.StepEntered(due_at=datetime() as due_at):
            return f", batas waktu {short(due_at, zone)}"
        case e.Resumed(due_at=datetime() as due_at):
            return f", batas waktu menjadi {short(due_at, zone)}"
        case e.DraftGiven():
            return f" ({file_named(event.file)})"
        case e.FinalGiven():
            found = f"; {clause(event.comparison)}" if event.comparison is not None else ""
            gone = f"; menggantikan {file_named(event.replaces)}" if event.replaces is not None else ""
            return f" ({file_named(event.file)}){found}{gone}"
        case e.FinalAffirmed() if event.replaces is not None:
            return f"; menggantikan {file_named(event.replaces)}"
        case _:
            return ""


def _folded(block: Block) -> Block:
    return replace(block, folded_from=FOLDED_FROM) if isinstance(block, Words) else block
