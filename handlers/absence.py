"""/berhalangan: an official says in one message that he is away and who stands in; an admin says it for others.

What is missing is asked for, one thing at a time; whether it may be so is decided by the Desk inside its transaction.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from telegram import Update

from handlers.attachments import Brought
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.leaving import Said, answered, candidates, read, read_basis, roles_of, said_before
from handlers.letters import names_letter
from handlers.screens import absences as pages
from sop.errors import FileRequired, QuestionClosed
from sop.items import NOTHING
from sop.roles import PersonId, Role
from sop.turns import reassigned_to
from storage.absences import Changed, Leaving, Returning, extends
from storage.errors import KomisionerOnly, NothingToLeave, NotYourAbsence
from storage.outbox import Screen
from storage.people import People
from storage.prompts import Prompt
from storage.reading import View
from storage.replies import Reply, Say

PATTERN_STAND_IN = rf"^{Verb.STAND_IN}\."
PATTERN_BACK = rf"^{Verb.BACK}\."
WHOLE, STAND_IN, BASIS, SCAN = "absence", "absence-stand-in", "absence-basis", "absence-scan"
PURPOSES = frozenset({WHOLE, STAND_IN, BASIS, SCAN})
"""Purposes of the questions: for everything, or for the one thing that is missing."""


async def on_absence(_update: Update, context: BotContext) -> None:
    """/berhalangan [NAMA:] TANGGAL s.d. TANGGAL [Plh.|Plt.|wakil] NAMA[; DASAR], or selesai."""
    words, me = " ".join(context.args or ()), context.me
    people = await context.reading.people(context.now)
    if words:
        await _go_on(context, people, read(words, people, me.id, _today(context)))
        return
    mine = [one for one in await context.reading.absences(context.now) if one.first.person == me.id]
    if mine:
        await context.finish(context.say(pages.mine(mine, people, me, _today(context))))
    elif roles_of(people, me.id) or me.is_admin:
        await _ask(context, Said(person=me.id), WHOLE, pages.ask(people, me, me, _today(context)))
    else:
        raise NothingToLeave(me.id)


async def on_stand_in(_update: Update, context: BotContext) -> None:
    """The button of whoever stands in; 0 is nobody."""
    tap = decode(context.query.data)
    prompt = await context.reading.prompt(int(tap.prompt)) if tap.prompt else None
    if prompt is None or prompt.person != context.me.id or prompt.purpose != STAND_IN:
        raise BadButton
    if prompt.closed_at is not None:
        raise QuestionClosed(put_aside=prompt.put_aside)
    people = await context.reading.people(context.now)
    said = said_before(prompt.held)
    chosen = next((official.id for official in people.by_id.values() if official.id == tap.visit), None)
    if said is None or (chosen is None and tap.visit):
        raise BadButton
    said = replace(said, stand_in=chosen, nobody=chosen is None)
    await _go_on(context, people, said, answers=prompt.id)


async def on_back(_update: Update, context: BotContext) -> None:
    """Saya sudah kembali, under the absence that it ends."""
    number = decode(context.query.data).visit
    asked = Returning(person=context.me.id, number=number)
    await _change(context, asked, toast=pages.BACK_TOAST)


async def take(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """The answer to one of the questions.

    Raises:
        PersonUnknown: it names somebody whom nobody knows.
        FileRequired: the letter itself was asked for, as a picture or a PDF.
    """
    people = await context.reading.people(context.now)
    before = said_before(prompt.held) or Said(person=context.me.id)
    text = brought.item.text
    if prompt.purpose == BASIS:
        said = replace(before, basis=read_basis(", ".join(part for part in (text, before.basis) if part)))
    elif prompt.purpose == STAND_IN:
        said = answered(before, text, people, _today(context))
    elif prompt.purpose == SCAN:
        if brought.item.scan is None:
            raise FileRequired
        said = before
    else:
        said = read(text, people, before.person, _today(context))
        said = replace(said, basis=said.basis or before.basis)
    said = replace(said, scan=brought.item.scan or before.scan)
    await _go_on(context, people, said, answers=prompt.id, contents=brought.contents)


async def _go_on(
    context: BotContext,
    people: People,
    said: Said,
    *,
    answers: int | None = None,
    contents: dict[str, bytes] | None = None,
) -> None:
    """Ask for what is missing, or do it."""
    said = await _extending(context, said)
    who, me = people[said.person], context.me
    needs_letter = _needs_letter(people, said, context)
    decides = Role.KOMISIONER in roles_of(people, said.person)
    missing: tuple[str, Screen] | None = None
    if not said.back and (said.first is None or said.last is None):
        missing = WHOLE, pages.ask(people, who, me, _today(context), said.unfit)
    elif not said.back and said.stand_in is None and not said.nobody:
        missing = STAND_IN, await _ask_stand_in(context, people, said)
    elif needs_letter and not names_letter(said.basis, _today(context)):
        missing = BASIS, pages.ask_basis(who, back=said.back)
    elif needs_letter and (decides or said.stand_in == me.id) and said.scan is None:
        missing = SCAN, pages.ask_scan(who)
    if missing is not None:
        await _ask(context, said, *missing, answers=answers, contents=contents)
        return
    if said.back:
        asked: Leaving | Returning = Returning(person=said.person, basis=said.basis, scan=said.scan)
    else:
        assert said.first is not None
        assert said.last is not None
        asked = Leaving(
            person=said.person,
            from_on=said.first,
            until_on=said.last,
            stand_in=said.stand_in,
            standing=said.standing,
            basis=said.basis,
            scan=said.scan,
        )
    await _change(context, asked, answers=answers, contents=contents)


async def _extending(context: BotContext, said: Said) -> Said:
    """Whoever makes an absence longer and names nobody is stood in for as before."""
    if said.first is None or said.last is None or said.stand_in or said.nobody or said.unclear or said.himself:
        return said
    for known in await context.reading.absences(context.now):
        if extends(known, said.person, said.first, said.last):
            return replace(said, stand_in=known.first.stand_in, nobody=known.first.stand_in is None)
    return said


def _needs_letter(people: People, said: Said, context: BotContext) -> bool:
    """Whether this is said by an admin for somebody else.

    Whoever may not say it at all is refused here, before being asked for more; the Desk decides it again.
    """
    me = context.me
    if said.person == me.id:
        return False
    decides = Role.KOMISIONER in roles_of(people, said.person)
    if decides and Role.KOMISIONER in me.roles:
        return False
    if not me.is_admin:
        raise KomisionerOnly if decides else NotYourAbsence
    return True


async def _ask_stand_in(context: BotContext, people: People, said: Said) -> Screen:
    assert said.first is not None
    assert said.last is not None
    recorded = await context.reading.absences(context.now)
    away = {one.first.person for one in recorded if one.first.from_on <= said.last and one.first.until_on >= said.first}
    fit = candidates(people, said, away)
    alone = any(not set(people.roster.holders(role)) - {said.person, *away} for role in roles_of(people, said.person))
    return pages.ask_stand_in(people, said, fit, context.me, may_be_nobody=not alone)


async def _ask(
    context: BotContext,
    said: Said,
    purpose: str,
    screen: Screen,
    *,
    answers: int | None = None,
    contents: dict[str, bytes] | None = None,
) -> None:
    """One question; what was said so far is kept with it."""
    new = purpose == WHOLE and said == Said(person=context.me.id)
    prompt = Prompt(purpose=purpose, person=context.me.id, held=NOTHING if new else said.kept())
    # In a message of its own: a reply finds its question by the message that was sent with it.
    await context.finish(context.say(screen, prompt=prompt), contents=contents, answers=answers)


async def _change(
    context: BotContext,
    asked: Leaving | Returning,
    *,
    answers: int | None = None,
    contents: dict[str, bytes] | None = None,
    toast: str = "",
) -> None:
    turn, me, today = context.turn, context.me, _today(context)
    is_back = isinstance(asked, Returning)
    given = [] if is_back else await _reassigned_to(context, asked.person)

    def say(people: People, changed: Changed) -> Sequence[Reply]:
        held = [(v.maklumat, replace(v.office, roster=changed.after)) for v in given]
        fallen = tuple(m.control_number for m, office in held if reassigned_to(m, office) is None)
        about = pages.About(
            changed, people, people[me.id], today, is_over=is_back, basis=asked.basis, fallen_back=fallen
        )
        said: list[Reply] = [context.say(pages.done(about), edit=context.tapped)]
        for official in (people[person] for person in changed.concerned if person != me.id):
            if official.telegram_id is not None:
                told = pages.told(about, official)
                said.append(Say(screen=told, chat_id=official.telegram_id, person=official.id))
        return (*said, *context.beside())

    await turn.desk.change_absence(asked, me.id, turn.cause, turn.now, say=say, contents=contents, answers=answers)
    turn.settled = True
    turn.toast = toast


async def _reassigned_to(context: BotContext, person: PersonId) -> list[View]:
    """What waits for this person alone, because its step was given to him."""
    views = await context.reading.open_views(context.me.id, context.now)
    steps = [(view, view.maklumat.visit.reassigned) for view in views]
    return [view for view, step in steps if step is not None and step.to == person]


def _today(context: BotContext) -> date:
    return context.turn.rules.calendar.local(context.now).date()
