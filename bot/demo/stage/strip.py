"""The procedure strip: where each maklumat stands, who holds it and since when, from the bot's own read views.

Reading only. All moments in it are aware UTC, as ISO 8601; the page shows them in the office's zone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from handlers.screens.addressing import called, posts, waiting_roles
from handlers.screens.vacancies import unattended
from sop.maklumat import Maklumat, Phase, Visit
from sop.roles import PersonId
from sop.steps import Step, row_of
from storage.people import Official, People
from storage.reading import Reading, View

Json = dict[str, Any]

MOST_SHOWN = 5
ENGLISH = {
    Step.DRAFTING: "Drafting",
    Step.FORWARDING: "Forwarding the draft",
    Step.DECISION: "Direction and approval",
    Step.ORDERING: "Order to publish",
    Step.PUBLISHING: "Publication",
    Step.PUBLISHED: "Published",
}
"""The short names of the steps for viewers who read no Indonesian; screens use the SOP's table."""


async def read_views(reading: Reading, now: datetime) -> tuple[View, ...]:
    """Every maklumat, open ones before closed ones, each kind newest first; nobody enrolled means none."""
    people = await reading.people(now)
    reader = next(iter(people.by_id), None)
    if reader is None:
        return ()
    by_age = sorted(await reading.open_views(reader, now), key=lambda view: view.maklumat.id, reverse=True)
    return (*by_age, *await reading.archive(reader, now))


def strip(views: Sequence[View], now: datetime) -> list[Json]:
    """The maklumat that the page shows; `now` (aware UTC) tells which are late."""
    return [_maklumat(view, now) for view in views[:MOST_SHOWN]]


def next_deadline(views: Iterable[View], now: datetime) -> datetime | None:
    """The first due moment still to come of an open maklumat whose clock runs (aware UTC)."""
    dues = (_due(view.maklumat, view.maklumat.visit) for view in views if view.maklumat.phase is Phase.OPEN)
    return min((due for due in dues if due is not None and due > now), default=None)


def _maklumat(view: View, now: datetime) -> Json:
    m = view.maklumat
    return {
        "number": m.control_number,
        "title": m.title,
        "version": m.version,
        "phase": m.phase.value,
        "step": int(m.step),
        "steps": [_step(view, step, now) for step in Step],
    }


def _step(view: View, step: Step, now: datetime) -> Json:
    m = view.maklumat
    state = _state(m, step)
    # A step that was left and entered again is told by its last visit; one that lies ahead again, by none.
    visit = next((v for v in reversed(m.visits) if v.step is step), None) if state != "todo" else None
    due = _due(m, visit) if visit is not None else None
    is_current = state == "current"
    return {
        "step": int(step),
        "label": {"id": row_of(step).short, "en": ENGLISH[step]},
        "state": state,
        "holders": _holders(view) if is_current else [],
        "holder_ids": [holder.telegram_id for holder in view.holders if holder.telegram_id] if is_current else [],
        "since": _iso(visit.entered_at) if visit is not None else None,
        "due": _iso(due),
        "late": visit is not None and due is not None and (visit.left_at or now) > due,
        "held": is_current and m.hold is not None,
        "done_at": _iso(_done_at(m, visit)) if visit is not None and state == "done" else None,
        "done_by": _done_by(m, visit, view.people) if visit is not None and state == "done" else None,
    }


def _state(m: Maklumat, step: Step) -> str:
    if step < m.step:
        return "done"
    if step > m.step or m.phase is Phase.CANCELLED:
        return "todo"
    return "done" if m.publication is not None and m.publication.confirmed is not None else "current"


def _holders(view: View) -> list[str]:
    if not view.holders:
        return [unattended(view, cure=False)]
    return [_titled(view, holder) for holder in view.holders]


def _titled(view: View, holder: Official) -> str:
    roster = view.office.roster
    mine = (role for role in waiting_roles(view) if role in roster.roles_of(holder.id))
    return f"{called(holder)} selaku {posts(view.people, roster, holder, mine)}"


def _due(m: Maklumat, visit: Visit) -> datetime | None:
    """A held maklumat's clock stands."""
    return None if m.hold is not None and visit is m.visit else visit.due_at


def _done_at(m: Maklumat, visit: Visit) -> datetime | None:
    confirmed = m.publication.confirmed if m.publication is not None else None
    return confirmed.at if visit.step is Step.PUBLISHED and confirmed is not None else visit.left_at


def _done_by(m: Maklumat, visit: Visit, people: People) -> str | None:
    confirmed = m.publication.confirmed if m.publication is not None else None
    who: PersonId | None = confirmed.by if visit.step is Step.PUBLISHED and confirmed is not None else visit.left_by
    return called(people[who]) if who is not None else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
