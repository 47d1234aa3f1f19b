"""Reminders as data: which rungs a visit has, and when each is reached. The tick looks; people are told once a rung.

A reminder never rings in the quiet hours nor on a day off: it waits for the next working moment. A held maklumat has
no rungs, for its clock stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sop.maklumat import Maklumat, Phase
from sop.rules import Rules

BREACH = "breach"
"""The step's one day is over."""
UNSENT_CORRECTION = "unsent-correction"
"""A correction was begun and not sent: its Komisioner may believe that it was."""
UNSENT_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Rung:
    """A reminder to come: its name within the visit, and the moment (aware UTC) it is reached."""

    name: str
    at: datetime


def rungs(maklumat: Maklumat, rules: Rules) -> tuple[Rung, ...]:
    """The rungs that the present visit still has before it, earliest first."""
    if maklumat.phase is not Phase.OPEN or maklumat.hold is not None:
        return ()
    fired = maklumat.visit.rungs
    ahead = (Rung(name, _audible(at, rules)) for name, at in _moments(maklumat) if name not in fired)
    return tuple(sorted(ahead, key=lambda rung: rung.at))


def next_rung(maklumat: Maklumat, rules: Rules) -> Rung | None:
    """The rung that the tick waits for."""
    return next(iter(rungs(maklumat, rules)), None)


def reached(maklumat: Maklumat, name: str, now: datetime, rules: Rules) -> bool:
    """Whether this rung of the present visit has come and was not used."""
    return any(rung.name == name and rung.at <= now for rung in rungs(maklumat, rules))


def _moments(maklumat: Maklumat) -> Iterator[tuple[str, datetime]]:
    if maklumat.visit.due_at is not None:
        yield BREACH, maklumat.visit.due_at
    for collected in maklumat.collecting:
        yield f"{UNSENT_CORRECTION}:{collected.by}", collected.since + UNSENT_AFTER


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
