"""Reminders as data: the ladder of a visit, when each rung is reached, and who hears of it. The tick looks.

On assignment the card itself; at nine on the due day; when the day is over; then once each working day, three times at
most, to a Komisioner once; then the next above, one level a working day; and from then on once a week. A reminder never
rings in the quiet hours nor on a day off: it waits for the next working moment. A held maklumat has no rungs, for its
clock stands. Nothing here decides anything: silence never does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile

from sop.events import Event, RungReached
from sop.maklumat import Maklumat, Phase, Visit
from sop.roles import Above, PersonId, Roster
from sop.rules import Rules
from sop.steps import Step
from sop.turns import waiting_roles

DUE_DAY = "due-day"
BREACH = "breach"
"""The step's one day is over."""
AFTER = "after"
"""`after-2`: on the second working day after the breach."""
ABOVE = "above"
"""`above-1`: the next above hears of it."""
WEEK = "week"
"""`week-2027-05`: it still waits, in that week of the year (ISO)."""
UNSENT_CORRECTION = "unsent-correction"
"""`unsent-correction:3`: a correction was begun and not sent; its Komisioner, person 3, may believe that it was."""

MORNING = time(9)
"""Local time at which people are reminded: the day has begun, and is still long."""
UNSENT_AFTER = timedelta(minutes=30)
REMINDED_AFTER = 3
"""So often is a holder reminded after the breach, before the next above hears of it."""
REMINDED_SOFTLY = 1
"""So often a Komisioner is, who is no subordinate of the office that wrote the SOP (docs/sop.md)."""


class Audience(StrEnum):
    """Who hears of a rung."""

    HOLDER = "holder"
    """Whoever the step waits for."""
    ABOVE = "above"
    """Somebody above them, privately."""
    ALL = "all"
    """Both."""
    ONE = "one"
    """One person, named in the rung."""


@dataclass(frozen=True)
class Rung:
    """A reminder to come: its name within the visit, the moment (aware UTC) it is reached, and for whom it is."""

    name: str
    at: datetime
    audience: Audience
    level: int = 0
    """How far above: 1 is the next above; 0 for the holders alone."""


def next_rung(maklumat: Maklumat, rules: Rules) -> Rung | None:
    """The rung that the tick waits for."""
    ahead = (*islice(_unused(maklumat, _ladder(maklumat, rules)), 1), *_unused(maklumat, _unsent(maklumat, rules)))
    return min(ahead, key=lambda rung: rung.at, default=None)


def reached(maklumat: Maklumat, now: datetime, rules: Rules) -> tuple[Rung, ...]:
    """The rungs of the present visit that have come and were not used, earliest first."""
    ladder = takewhile(lambda rung: rung.at <= now, _ladder(maklumat, rules))
    unsent = (rung for rung in _unsent(maklumat, rules) if rung.at <= now)
    return tuple(sorted(_unused(maklumat, (*ladder, *unsent)), key=lambda rung: rung.at))


def newest(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Of several that have come, those that ring: the newest for each audience. The others are skipped."""
    rings = [rung for rung in rungs if rung.audience is Audience.ONE]
    for ears in ({Audience.HOLDER, Audience.ALL}, {Audience.ABOVE, Audience.ALL}):
        last = next((rung for rung in reversed(rungs) if rung.audience in ears), None)
        if last is not None and last not in rings:
            rings.append(last)
    return tuple(sorted(rings, key=lambda rung: rung.at))


def due_after_hold(maklumat: Maklumat, now: datetime, rules: Rules) -> datetime | None:
    """The deadline (aware UTC) once the clock, which stands since the hold, goes on; the days left are left."""
    assert maklumat.hold is not None
    if maklumat.visit.due_at is None:
        return None
    return rules.calendar.shifted(maklumat.visit.due_at, maklumat.hold.at, now)


def is_personal(event: Event) -> bool:
    """Whether a reminder is about something that one person alone has begun, and goes apart from all others."""
    return isinstance(event, RungReached) and event.rung.startswith(f"{UNSENT_CORRECTION}:")


def levels(maklumat: Maklumat, rules: Rules) -> tuple[tuple[Above, ...], ...]:
    """Who is above whom the step waits for, the next first; nobody twice, and nobody whose own turn it is."""
    given = maklumat.visit.reassigned
    waiting = (given.role,) if given else waiting_roles(maklumat, rules.performers[maklumat.step])
    chains = [rules.escalation.get(role, ()) for role in waiting]
    met: set[Above] = set(waiting)
    found = []
    for place in range(max(map(len, chains), default=0)):
        level = tuple(dict.fromkeys(chain[place] for chain in chains if place < len(chain) and chain[place] not in met))
        met.update(level)
        if level:
            found.append(level)
    return tuple(found)


def people_above(maklumat: Maklumat, rung: Rung, rules: Rules, roster: Roster) -> tuple[PersonId, ...]:
    """Whoever hears of a rung from above: of its level, or for a weekly one of every level."""
    chain = levels(maklumat, rules)
    heard = chain if rung.audience is Audience.ALL else chain[rung.level - 1 : rung.level]
    return roster.above(place for level in heard for place in level)


def _unused(maklumat: Maklumat, rungs: Iterator[Rung] | tuple[Rung, ...]) -> Iterator[Rung]:
    return (rung for rung in rungs if rung.name not in maklumat.visit.rungs)


def _ladder(maklumat: Maklumat, rules: Rules) -> Iterator[Rung]:
    """Every rung of the present visit in its order; the weekly ones have no end."""
    due_at = maklumat.visit.due_at
    if due_at is None or maklumat.phase is not Phase.OPEN or maklumat.hold is not None:
        return
    quieted = _quieted_until(maklumat.visit, rules)
    for rung in _climb(maklumat, due_at, rules):
        yield rung if quieted is None or rung.at >= quieted else replace(rung, at=quieted)


def _climb(maklumat: Maklumat, due_at: datetime, rules: Rules) -> Iterator[Rung]:
    calendar = rules.calendar
    breach = _audible(due_at, rules)
    morning = _morning(calendar.local(due_at).date(), rules)
    if morning < due_at:
        yield Rung(DUE_DAY, morning, Audience.HOLDER)
    yield Rung(BREACH, breach, Audience.HOLDER)
    day = calendar.local(breach).date()
    for number in range(1, (REMINDED_SOFTLY if maklumat.step is Step.DECISION else REMINDED_AFTER) + 1):
        day = calendar.next_working_day(day)
        yield Rung(f"{AFTER}-{number}", _morning(day, rules), Audience.HOLDER)
    for level in range(1, len(levels(maklumat, rules)) + 1):
        day = calendar.next_working_day(day)
        yield Rung(f"{ABOVE}-{level}", _morning(day, rules), Audience.ABOVE, level)
    while True:
        day = _next_week(day, rules)
        year, week, _ = day.isocalendar()
        yield Rung(f"{WEEK}-{year}-{week:02d}", _morning(day, rules), Audience.ALL)


def _unsent(maklumat: Maklumat, rules: Rules) -> tuple[Rung, ...]:
    if maklumat.phase is not Phase.OPEN or maklumat.hold is not None:
        return ()
    return tuple(
        Rung(f"{UNSENT_CORRECTION}:{noted.by}", _audible(noted.since + UNSENT_AFTER, rules), Audience.ONE)
        for noted in maklumat.collecting
    )


def _next_week(day: date, rules: Rules) -> date:
    """The first working day of a later week."""
    later = rules.calendar.next_working_day(day)
    while later.isocalendar()[:2] == day.isocalendar()[:2]:
        later = rules.calendar.next_working_day(later)
    return later


def _quieted_until(visit: Visit, rules: Rules) -> datetime | None:
    """Whoever says that he is looking at it is left alone until the next working morning."""
    if visit.examining is None:
        return None
    calendar = rules.calendar
    return _morning(calendar.next_working_day(calendar.local(visit.examining.at).date()), rules)


def _morning(day: date, rules: Rules) -> datetime:
    return _audible(rules.calendar.at(day, MORNING), rules)


def _audible(at: datetime, rules: Rules) -> datetime:
    """The first moment from `at` on that is no quiet hour and on a working day."""
    calendar, quiet = rules.calendar, rules.quiet
    local = calendar.local(at)
    if calendar.is_working_day(local.date()) and not quiet.quiet_at(local):
        return at
    day = local.date()
    if not calendar.is_working_day(day) or local.time() >= quiet.ends:
        day = calendar.next_working_day(day)
    return calendar.at(day, quiet.ends)
