"""/kalender: the admin looks at a month, adds days off, takes them away, and enters Ramadan, each with a reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from telegram import Update

from handlers.attachments import Brought
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.screens import working_days as pages
from handlers.screens.pages import not_admin
from handlers.when import DaysUnfit, Span, read_next_month, read_span
from sop.calendar import CalendarChange, ChangeKind
from sop.items import Item
from sop.wording import clean_words
from storage.errors import AdminOnly
from storage.people import People
from storage.prompts import Prompt
from storage.recalendar import MovedDeadline
from storage.replies import Reply, Say

PATTERN_MONTH = rf"^{Verb.MONTH}\."
PATTERN_CHANGE = rf"^{Verb.CHANGE_DAYS}\."
PURPOSES = {f"days-{kind}": kind for kind in ChangeKind}
"""Purposes of the questions for days; the words after /kalender name the same kinds."""
MOST_DAYS = 62
FURTHEST_YEARS = 2
_REASON_LIMIT = 200
RAMADAN = "Ramadan"
"""What is its own reason; every other change needs one."""


async def on_calendar(_update: Update, context: BotContext) -> None:
    """/kalender [BULAN TAHUN], or /kalender libur|kerja|ramadan TANGGAL [s.d. TANGGAL] ALASAN."""
    if not context.me.is_admin:
        # A deadline says by itself to everybody why it is when it is.
        await context.finish(context.say(not_admin()))
        return
    words = " ".join(context.args or ())
    kind, _, rest = words.partition(" ")
    if kind.lower() in set(ChangeKind):
        await _change(context, ChangeKind(kind.lower()), rest)
        return
    today = _today(context)
    year, month = read_next_month(words, today)
    await _show(context, year, month)


async def on_month(_update: Update, context: BotContext) -> None:
    """Another month, in the place of the one that was shown."""
    if not context.me.is_admin:
        raise AdminOnly
    tap = decode(context.query.data)
    if not 1 <= tap.version <= 12 or not 1 < tap.visit < 9999:
        raise BadButton
    message = context.query.message
    await _show(context, tap.visit, tap.version, edit=message.message_id if message else None)


async def on_change(_update: Update, context: BotContext) -> None:
    """Tambah hari libur, Jadikan hari kerja, Jam kerja Ramadan: ask for the days."""
    if not context.me.is_admin:
        raise AdminOnly
    number = decode(context.query.data).visit
    if not 1 <= number <= len(pages.KINDS):
        raise BadButton
    kind = pages.KINDS[number - 1]
    prompt = Prompt(purpose=f"days-{kind}", person=context.me.id)
    await context.finish(context.say(pages.ask_change(kind), prompt=prompt))


async def take(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """The answer to the question for days, or for the reason of those that were said before."""
    kind, text, today = PURPOSES[prompt.purpose], brought.item.text, _today(context)
    before = _span(prompt.held.text, today) if prompt.held else None
    if before is None:
        await _change(context, kind, text, answers=prompt.id)
        return
    await _go_on(context, kind, replace(before, words=_reason(text, before, today)), answers=prompt.id)


async def _show(context: BotContext, year: int, month: int, *, edit: int | None = None) -> None:
    known = await context.reading.calendar()
    page = pages.month_page(known, year, month)
    await context.finish(context.say(page, edit=edit))


async def _change(context: BotContext, kind: ChangeKind, text: str, *, answers: int | None = None) -> None:
    await _go_on(context, kind, _span(text, _today(context)), answers=answers)


async def _go_on(context: BotContext, kind: ChangeKind, span: Span, *, answers: int | None = None) -> None:
    """Ask for the reason where there is none, or record the days."""
    words = clean_words(span.words)[:_REASON_LIMIT].strip() or (RAMADAN if kind is ChangeKind.RAMADAN else "")
    change = CalendarChange(kind, span.first, span.last, words)
    if not words:
        held = Item(f"{span.first:%d-%m-%Y} s.d. {span.last:%d-%m-%Y}")
        prompt = Prompt(purpose=f"days-{kind}", person=context.me.id, held=held)
        await context.finish(context.say(pages.ask_reason(change), prompt=prompt), answers=answers)
        return
    zone = context.turn.rules.calendar.zone

    def say(people: People, moved: Sequence[MovedDeadline]) -> Sequence[Reply]:
        every = [pages.Moved(one.control_number, one.before, one.after) for one in moved]
        said: list[Reply] = [context.say(pages.changed(change, every, zone))]
        for official in people.by_id.values():
            if official.telegram_id is None or official.id == context.me.id:
                continue
            theirs = [shown for one, shown in zip(moved, every, strict=True) if official.id in one.waits_for]
            if theirs:
                told = pages.deadline_moved(official, change, theirs, zone)
                said.append(Say(screen=told, chat_id=official.telegram_id, person=official.id))
        return (*said, *context.beside())

    turn = context.turn
    await turn.desk.change_calendar(change, context.me.id, turn.cause, turn.now, answers=answers, say=say)
    turn.settled = True


def _span(text: str, today: date) -> Span:
    """The days of a change.

    Raises:
        DaysUnfit: they cannot be read, run backwards, or are too many or too far away.
    """
    span = read_span(text, today)
    if span is None or (span.last - span.first).days >= MOST_DAYS or abs(span.last.year - today.year) > FURTHEST_YEARS:
        raise DaysUnfit
    return span


def _reason(text: str, before: Span, today: date) -> str:
    """The reason alone, also where the same days were written before it once more."""
    try:
        again = read_span(text, today)
    except DaysUnfit:
        return text
    return again.words if again is not None and (again.first, again.last) == (before.first, before.last) else text


def _today(context: BotContext) -> date:
    return context.turn.rules.calendar.local(context.now).date()
