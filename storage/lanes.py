"""From the outbox to what leaves next: one lane for each chat, its rows in order, what waits for a paper left aside.

Who serves a lane has claimed its chat (storage/claims.py).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import Event, MaklumatId
from sop.roles import PersonId
from storage import cautions, closing, shelf
from storage import tables as t
from storage.dispatch import Dispatch
from storage.mappers import UNREADABLE, event_from_json, file_from_json
from storage.moments import CLOCKS_DIFFER
from storage.outbox import ANSWERS, UNDONE, Button, Entry, Kind, Parcel, Screen, known_kind
from storage.people import People

LOOKED_AT = 50
"""So many of a chat's waiting rows are looked at: what waits for a paper holds up nothing behind it, within reason."""
FIRST_RETRY = timedelta(seconds=2)
MOST_COPIES = 3
"""After this many sendings of unknown outcome a message is given up, and the admins are told."""
MOST_FAILURES = 30
"""So often, over four hours, what Telegram says it failed to take is tried again; then the admins are told."""
PASSED_AFTER = 2
"""After so many failures, half a minute, what only changes an older message is passed by what is behind it."""
_PASSED = (Kind.REFRESH, Kind.STRIP)
LONG_FAILURES = 5
"""After so many failures, ten minutes from the first, the admins are told that it is still tried."""
_OF_CARDS = (Kind.CARD, Kind.REFRESH, Kind.STRIP)
_OF_EACH_PART = (
    "chat_id", "person_id", "kind", "maklumat_id", "visit", "version", "prompt_id", "created_at", "sent_at", "state",
)  # fmt: skip
LONGEST_RETRY = timedelta(minutes=10)
"""No wait is planned for longer; a longer pause that Telegram orders is kept beside (bot/pace.py)."""


def chats_ready(db: Connection, now: datetime, busy: Sequence[int] = ()) -> tuple[int, ...]:
    """Chats for which something can be said now, beside those that are being served; a person's own taps come first."""
    lanes = _lanes(db)
    targets = _targets(db, [row for lane in lanes.values() for row in lane])
    ready = {
        chat_id: row
        for chat_id, lane in lanes.items()
        if chat_id not in busy and (row := _orphan(lane) or _first_ready(lane, targets, now)) is not None
    }
    return tuple(sorted(ready, key=lambda chat_id: (ready[chat_id].kind not in ANSWERS, ready[chat_id].id)))


def claim(db: Connection, now: datetime, chats: Collection[int]) -> tuple[Parcel, ...]:
    """The next parcel of each of these chats. The caller alone serves them (storage/claims.py).

    What is marked as being sent already was lost sight of, in a crash or while the database was away: it may have
    arrived, and is tried again a little later, as an unknown. What tells of the office's work and waits for an account
    that is not its person's, or not any more, ends here.
    """
    closing.turn_away(db, now, chats)
    lanes = _lanes(db, chats)
    targets = _targets(db, [row for lane in lanes.values() for row in lane])
    taken = []
    for lane in lanes.values():
        if (orphan := _orphan(lane)) is not None:
            until = now + again_after(orphan.unknowns + 1)
            postpone(db, orphan.id, until, "lost sight of", unknown=True)
        elif (row := _first_ready(lane, targets, now)) is not None:
            taken.append(row)
    cards = cautions.borne(db, {PersonId(row.person_id) for row in taken if row.kind in _OF_CARDS and row.person_id})
    return tuple(_parcel(row, targets, cards) for row in taken)


@dataclass(frozen=True)
class Leaving:
    """How things stand as a message leaves."""

    live: bool
    """Whether it is a live card."""
    heard_up_to: int
    """The last running number in the inbox: what comes with a later one was sent while we speak, or after it."""


def sending(db: Connection, parcel: int) -> Leaving | None:
    """It leaves now: from here on it may have arrived, whatever becomes of us.

    Marked no sooner: what only waited for its turn when a process died has not been sent, and loses none of its tries.

    Returns:
        None when it waits no longer, for another process has taken it up.
    """
    marked: bool | None = db.execute(
        sa.update(t.outbox)
        .where(t.outbox.c.id == parcel, t.outbox.c.state == "queued")
        .values(state="sending", attempts=t.outbox.c.attempts + 1, next_attempt_at=None)
        .returning(t.outbox.c.live)
    ).scalar_one_or_none()
    if marked is None:
        return None
    return Leaving(marked, db.execute(sa.select(sa.func.max(t.inbox.c.seq))).scalar_one_or_none() or 0)


def again_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: 2 s, 8 s, 32 s, … up to ten minutes."""
    times: int = 4 ** min(max(attempts - 1, 0), 8)
    return min(FIRST_RETRY * times, LONGEST_RETRY)


def sent(
    db: Connection, parcel: int, message_id: int | None, now: datetime, *, parts: Sequence[int | None] = ()
) -> None:
    """Telegram has it. Whatever became of it in several messages, each has a row: people reply to any of them.

    `parts` are the numbers of the messages before the last one, which has the buttons.
    """
    o = t.outbox.c
    changed = sa.update(t.outbox).where(o.id == parcel).values(state="sent", sent_at=now, message_id=message_id)
    row = db.execute(changed.returning(*t.outbox.c)).one()
    for part in parts:
        if part is not None:
            values = {name: getattr(row, name) for name in _OF_EACH_PART}
            db.execute(sa.insert(t.outbox).values(**values, body="{}", message_id=part))


def ended(db: Connection, parcel: int, state: str, trouble: str, now: datetime, *, unknown: bool = False) -> None:
    """It will not be sent: 'dropped' when no longer needed, 'dead' when it cannot be; the trouble says why."""
    db.execute(
        sa.update(t.outbox)
        .where(t.outbox.c.id == parcel)
        .values(
            state=state,
            trouble=trouble,
            sent_at=now,
            live=False,
            unknowns=t.outbox.c.unknowns + (1 if unknown else 0),
        )
    )


def gone(db: Connection, redrawing: Parcel, people: People, trouble: str, now: datetime) -> None:
    """Somebody has deleted the live card that was to be redrawn: a fresh one is the live one from now on."""
    assert redrawing.maklumat is not None
    assert redrawing.person is not None
    ended(db, redrawing.id, "dropped", trouble, now)
    card = sa.select(t.outbox.c.target_id).where(t.outbox.c.id == redrawing.id).scalar_subquery()
    live = sa.update(t.outbox).where(t.outbox.c.id == card, sa.text("live")).values(live=False)
    # It may have been replaced meanwhile; then there is a live one, and it is drawn from the present state.
    was_live = db.execute(live).rowcount > 0
    if was_live and people[redrawing.person].telegram_id is not None:
        maklumat = shelf.load(db, redrawing.maklumat)
        Dispatch(db, maklumat, people, now).show(people[redrawing.person])


def postpone(db: Connection, parcel: int, until: datetime, trouble: str, *, unknown: bool) -> None:
    """Not sent, or nobody knows: try again later; the chat's later rows wait behind it."""
    db.execute(
        sa.update(t.outbox)
        .where(t.outbox.c.id == parcel)
        .values(
            state="queued",
            next_attempt_at=until,
            trouble=trouble,
            unknowns=t.outbox.c.unknowns + (1 if unknown else 0),
        )
    )


def told_to_wait(db: Connection, parcel: int, until: datetime, trouble: str) -> None:
    """Telegram took nothing and orders a pause: no failure, and no attempt, so that no later wait is longer for it."""
    postpone(db, parcel, until, trouble, unknown=False)
    db.execute(sa.update(t.outbox).where(t.outbox.c.id == parcel).values(attempts=t.outbox.c.attempts - 1))


def put_back(db: Connection, parcel: int, until: datetime) -> None:
    """It was not tried at all, for Telegram is away: this counts as no attempt, and waits until then."""
    db.execute(sa.update(t.outbox).where(t.outbox.c.id == parcel).values(next_attempt_at=until))


def _lanes(db: Connection, chats: Collection[int] | None = None) -> Mapping[int, list[sa.Row[Any]]]:
    """What waits in each chat, oldest first, within reason; all chats, or these."""
    wanted = UNDONE if chats is None else sa.and_(UNDONE, t.outbox.c.chat_id.in_(chats))
    # What is passed does not count among what is looked at, or very many of them would hold up the chat after all.
    passed = sa.and_(t.outbox.c.kind.in_(_PASSED), t.outbox.c.attempts >= PASSED_AFTER)
    place = sa.func.row_number().over(partition_by=[t.outbox.c.chat_id, passed], order_by=t.outbox.c.id)
    near = sa.select(t.outbox.c.id, place.label("place")).where(wanted).subquery()
    rows = db.execute(
        sa.select(t.outbox, t.papers.c.file.label("paper_file"), t.papers.c.attempts.label("paper_attempts"))
        .select_from(
            near.join(t.outbox, t.outbox.c.id == near.c.id).outerjoin(t.papers, t.outbox.c.paper_id == t.papers.c.id)
        )
        .where(near.c.place <= LOOKED_AT)
        .order_by(t.outbox.c.chat_id, t.outbox.c.id)
    )
    lanes: dict[int, list[sa.Row[Any]]] = {}
    for row in rows:
        lanes.setdefault(row.chat_id, []).append(row)
    return lanes


def _orphan(lane: Sequence[sa.Row[Any]]) -> sa.Row[Any] | None:
    """What is marked as being sent in a chat that nobody serves."""
    return next((row for row in lane if row.state == "sending"), None)


def _targets(db: Connection, rows: Iterable[sa.Row[Any]]) -> Mapping[int, Any]:
    wanted = {row.target_id for row in rows if row.target_id is not None}
    if not wanted:
        return {}
    # What has taken the place of a message has no number of its own.
    number = sa.func.coalesce(t.outbox.c.message_id, t.outbox.c.target_message_id).label("message_id")
    columns = (t.outbox.c.id, number, t.outbox.c.state, t.outbox.c.kind, t.outbox.c.body)
    found = db.execute(sa.select(*columns).where(t.outbox.c.id.in_(wanted)))
    return {row.id: row for row in found}


def _first_ready(lane: Sequence[sa.Row[Any]], targets: Mapping[int, Any], now: datetime) -> sa.Row[Any] | None:
    if any(_is_to_come(row.next_attempt_at, now) and not _is_passed(row) for row in lane):
        return None
    waiting_bundles = {row.bundle for row in lane if row.bundle is not None and _waits_for_paper(row)}
    # What is passed changes a message, and would change what another change has put there since.
    changed = {_changes(row, targets) for row in lane if _is_to_come(row.next_attempt_at, now)}
    for row in lane:
        if _waits_for_paper(row) or _is_to_come(row.next_attempt_at, now):
            continue
        if (message := _changes(row, targets)) is not None and message in changed:
            continue
        if row.bundle in waiting_bundles and _is_to_come(row.waits_until, now):
            continue
        if row.target_id is not None and targets[row.target_id].state in ("queued", "sending"):
            continue
        return row
    return None


def _is_to_come(planned: datetime | None, now: datetime) -> bool:
    """Whether a moment that we have planned is still ahead.

    What lies further ahead than any wait was planned by a clock that has been set back since. Nobody is to wait until
    it is there again: that may be hours, and all that is said in the chat stands behind it.
    """
    return planned is not None and now < planned <= now + LONGEST_RETRY + CLOCKS_DIFFER


def _changes(row: sa.Row[Any], targets: Mapping[int, Any]) -> int | None:
    """The number of the message that is changed by it, in its chat; none for what is said anew."""
    number: int | None = targets[row.target_id].message_id if row.target_id is not None else row.target_message_id
    return number


def _is_passed(row: sa.Row[Any]) -> bool:
    """Whether it holds up nothing: a redrawing, which says nothing new, and Telegram keeps failing to make it."""
    return row.kind in _PASSED and row.attempts >= PASSED_AFTER


def _waits_for_paper(row: sa.Row[Any]) -> bool:
    return row.paper_id is not None and row.paper_file is None and row.paper_attempts < 3


def _parcel(row: sa.Row[Any], targets: Mapping[int, Any], cautioning: Collection[int]) -> Parcel:
    aimed = targets[row.target_id] if row.target_id is not None else None
    bare = Parcel(
        id=row.id,
        chat_id=row.chat_id,
        person=PersonId(row.person_id) if row.person_id is not None else None,
        kind=known_kind(row.kind),
        maklumat=MaklumatId(row.maklumat_id) if row.maklumat_id is not None else None,
        cautions=(row.target_id or row.id) in cautioning,
        paper=row.paper_id,
        prompt=row.prompt_id,
        target_message=aimed.message_id if aimed is not None else row.target_message_id,
        reply_to=row.reply_to,
        live=row.live,
        unknowns=row.unknowns,
        attempts=row.attempts,
        created_at=row.created_at,
    )
    try:
        return _filled(bare, row, aimed)
    except UNREADABLE as trouble:
        # Damaged, or written by a newer version of ours: the other chats must not wait for it.
        return replace(bare, unreadable=trouble)


def _filled(bare: Parcel, row: sa.Row[Any], aimed: Any) -> Parcel:
    """With what its body says."""
    if row.kind != bare.kind:
        raise ValueError(row.kind)
    body = json.loads(row.body)
    # What changes a card keeps what the card told.
    told = json.loads(aimed.body) if aimed is not None and aimed.kind in (Kind.CARD, Kind.REMINDER) else body
    file = body.get("file") or row.paper_file
    return replace(
        bare,
        event=_event(told),
        head=told.get("head", ""),
        outage=_outage(body.get("outage")),
        closed=body.get("closed", False),
        entries=tuple(Entry(MaklumatId(line["maklumat"]), _event(line)) for line in body.get("entries", ())),
        is_morning=body.get("morning", False),
        screen=_screen(body["screen"]) if "screen" in body else None,
        file=file_from_json(file) if file else None,
        page_of=file_from_json(body["page_of"]) if "page_of" in body else None,
        enclosure=body.get("enclosure", ""),
    )


def _event(body: Mapping[str, Any]) -> Event | None:
    return event_from_json(body["event"], body["fields"]) if "event" in body else None


def _screen(body: Mapping[str, Any]) -> Screen:
    return Screen(body["text"], tuple(tuple(Button(**button) for button in row) for row in body["rows"]))


def _outage(moments: Any) -> tuple[datetime, datetime] | None:
    return (datetime.fromisoformat(moments[0]), datetime.fromisoformat(moments[1])) if moments else None
