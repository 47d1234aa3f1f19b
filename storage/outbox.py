"""What is to be said: one row for each Telegram message or edit, written by the commit it tells of.

Four kinds of message (news, card, reminder, reply), documents that go before a card, and edits of cards. Per chat they
go out in order; what waits for a paper holds up nothing behind it. Rendering is the courier's: the rows name the event,
the person and the maklumat.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import Event, KeptFile, MaklumatId
from sop.roles import PersonId
from storage import tables as t
from storage.mappers import event_from_json, event_to_json, file_from_json, file_to_json

LOOKED_AT = 50
"""So many of a chat's waiting rows are looked at: what waits for a paper holds up nothing behind it, within reason."""
_UNDONE = t.outbox.c.state.in_([sa.literal_column("'queued'"), sa.literal_column("'sending'")])
"""Written out, for only then does a database see that its partial index fits."""
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
PAPER_WAIT = timedelta(seconds=5)
"""How long a card waits for its paper, from the commit on."""


class Kind(StrEnum):
    """What a row is to Telegram."""

    NEWS = "news"
    CARD = "card"
    REMINDER = "reminder"
    REPLY = "reply"
    DOCUMENT = "document"
    EDIT = "edit"
    """Put another screen in the place of a message."""
    REFRESH = "refresh"
    """Redraw a live card from the present state."""
    STRIP = "strip"
    """Take the buttons off a message that is no longer the live card."""


ANSWERS = frozenset({Kind.REPLY, Kind.EDIT, Kind.REFRESH, Kind.STRIP})
"""What follows a person's own tap or message, who is looking at the screen now: it goes before what is merely new."""


@dataclass(frozen=True)
class Button:
    """One inline button: exact label, and data of at most 64 bytes, or a page to open."""

    label: str
    data: str = ""
    style: str = ""
    """primary, success or danger; empty for none."""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Screen:
    """What a person sees: HTML text and rows of buttons."""

    text: str
    rows: Rows = ()


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One row of the outbox, as the courier takes it."""

    id: int
    chat_id: int
    person: PersonId | None
    kind: Kind
    maklumat: MaklumatId | None
    event: Event | None
    head: str
    outage: tuple[datetime, datetime] | None
    """For a card sent anew: how long Telegram could not be reached."""
    screen: Screen | None
    file: KeptFile | None
    page_of: KeptFile | None
    """Page 1 of this PDF as a picture."""
    enclosure: str
    """What the document is: an Enclosure's value; empty for other kinds."""
    paper: int | None
    prompt: int | None
    target_message: int | None
    reply_to: int | None
    live: bool
    unknowns: int
    attempts: int
    created_at: datetime


def put_notice(
    db: Connection,
    kind: Kind,
    chat_id: int,
    person: PersonId,
    maklumat: MaklumatId,
    *,
    visit: int,
    version: int,
    event: Event | None,
    now: datetime,
    head: str = "",
    prompt: int | None = None,
    bundle: int | None = None,
    reply_to: int | None = None,
    outage: tuple[datetime, datetime] | None = None,
) -> int:
    """News, a card or a reminder about an event; a card is live from now on."""
    named = {"event": type(event).__name__, "fields": event_to_json(event)} if event else {}
    return _put(
        db,
        chat_id=chat_id,
        person_id=person,
        kind=kind,
        maklumat_id=maklumat,
        visit=visit,
        version=version,
        body=_json({**named, "head": head, "outage": [at.isoformat() for at in outage or ()]}),
        prompt_id=prompt,
        bundle=bundle,
        waits_until=now + PAPER_WAIT if bundle is not None else None,
        reply_to=reply_to,
        live=kind is Kind.CARD,
        created_at=now,
    )


def put_screen(
    db: Connection,
    chat_id: int,
    person: PersonId | None,
    screen: Screen,
    *,
    now: datetime,
    prompt: int | None = None,
    maklumat: MaklumatId | None = None,
    visit: int = 0,
    version: int = 0,
    reply_to: int | None = None,
    edit: int | None = None,
) -> int:
    """A reply as it stands; with `edit` it takes the place of that message."""
    return _put(
        db,
        chat_id=chat_id,
        person_id=person,
        kind=Kind.EDIT if edit is not None else Kind.REPLY,
        maklumat_id=maklumat,
        visit=visit,
        version=version,
        body=_json({"screen": asdict(screen)}),
        prompt_id=prompt,
        target_message_id=edit,
        reply_to=reply_to,
        created_at=now,
    )


def put_document(
    db: Connection,
    chat_id: int,
    person: PersonId,
    *,
    now: datetime,
    file: KeptFile | None = None,
    page_of: KeptFile | None = None,
    paper: int | None = None,
    enclosure: str = "",
    bundle: int | None = None,
    maklumat: MaklumatId | None = None,
    visit: int = 0,
    version: int = 0,
) -> int:
    """A file, page 1 of one, or a paper that may not be made yet."""
    body: dict[str, str] = {"enclosure": enclosure}
    if file is not None:
        body["file"] = file_to_json(file)
    if page_of is not None:
        body["page_of"] = file_to_json(page_of)
    return _put(
        db,
        chat_id=chat_id,
        person_id=person,
        kind=Kind.DOCUMENT,
        maklumat_id=maklumat,
        visit=visit,
        version=version,
        body=_json(body),
        paper_id=paper,
        bundle=bundle,
        created_at=now,
    )


def strip_message(db: Connection, chat_id: int, message_id: int, now: datetime) -> None:
    """Take the buttons off a message, whichever row it came from."""
    _put(
        db,
        chat_id=chat_id,
        kind=Kind.STRIP,
        body="{}",
        target_message_id=message_id,
        created_at=now,
    )


def strip_question(db: Connection, prompt: int, now: datetime) -> None:
    """A settled question offers Batal no longer, in any of its copies; cards that asked it are redrawn as cards."""
    copies = db.execute(
        sa.select(t.outbox.c.id, t.outbox.c.chat_id).where(
            t.outbox.c.prompt_id == prompt, t.outbox.c.kind == Kind.REPLY, t.outbox.c.state.not_in(["dead", "dropped"])
        )
    ).all()
    for copy in copies:
        _put(db, chat_id=copy.chat_id, kind=Kind.STRIP, body="{}", target_id=copy.id, created_at=now)


def live_cards(db: Connection, maklumat: MaklumatId) -> Mapping[PersonId, tuple[int, int]]:
    """Each person's live card of a maklumat: its row and its chat."""
    rows = db.execute(
        sa.select(t.outbox.c.id, t.outbox.c.person_id, t.outbox.c.chat_id).where(
            t.outbox.c.maklumat_id == maklumat, sa.text("live")
        )
    )
    return {PersonId(row.person_id): (row.id, row.chat_id) for row in rows}


def retire(db: Connection, card: int, chat_id: int, now: datetime) -> None:
    """A card is live no longer: its buttons go; if it was not sent yet, it will go out as news."""
    db.execute(sa.update(t.outbox).where(t.outbox.c.id == card).values(live=False))
    _put(db, chat_id=chat_id, kind=Kind.STRIP, body="{}", target_id=card, created_at=now)


def refresh(db: Connection, card: int, chat_id: int, maklumat: MaklumatId, person: PersonId, now: datetime) -> None:
    """Redraw a live card; one redrawing in the queue is enough."""
    queued = sa.select(t.outbox.c.id).where(
        t.outbox.c.target_id == card, t.outbox.c.kind == Kind.REFRESH, t.outbox.c.state == "queued"
    )
    if db.execute(queued).first() is None:
        _put(
            db,
            chat_id=chat_id,
            person_id=person,
            kind=Kind.REFRESH,
            maklumat_id=maklumat,
            body="{}",
            target_id=card,
            created_at=now,
        )


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
    arrived, and is tried again a little later, as an unknown.
    """
    lanes = _lanes(db, chats)
    targets = _targets(db, [row for lane in lanes.values() for row in lane])
    taken = []
    for lane in lanes.values():
        if (orphan := _orphan(lane)) is not None:
            until = now + again_after(orphan.unknowns + 1)
            postpone(db, orphan.id, until, "lost sight of", unknown=True)
        elif (row := _first_ready(lane, targets, now)) is not None:
            taken.append(_parcel(row, targets))
    return tuple(taken)


def sending(db: Connection, parcel: int) -> bool:
    """It leaves now: from here on it may have arrived, whatever becomes of us.

    Marked no sooner: what only waited for its turn when a process died has not been sent, and loses none of its tries.

    Returns:
        False when it waits no longer, for another process has taken it up.
    """
    changed = db.execute(
        sa.update(t.outbox)
        .where(t.outbox.c.id == parcel, t.outbox.c.state == "queued")
        .values(state="sending", attempts=t.outbox.c.attempts + 1, next_attempt_at=None)
    )
    return changed.rowcount == 1


def again_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: 2 s, 8 s, 32 s, … up to ten minutes."""
    times: int = 4 ** min(max(attempts - 1, 0), 8)
    return min(FIRST_RETRY * times, LONGEST_RETRY)


def sent(db: Connection, parcel: int, message_id: int | None, now: datetime) -> None:
    """Telegram has it."""
    db.execute(
        sa.update(t.outbox).where(t.outbox.c.id == parcel).values(state="sent", sent_at=now, message_id=message_id)
    )


def ended(db: Connection, parcel: int, state: str, trouble: str, now: datetime) -> None:
    """It will not be sent: 'dropped' when no longer needed, 'dead' when it cannot be; the trouble says why."""
    db.execute(
        sa.update(t.outbox).where(t.outbox.c.id == parcel).values(state=state, trouble=trouble, sent_at=now, live=False)
    )


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


def control_number(db: Connection, maklumat: MaklumatId | None) -> str:
    """Which maklumat a row is about, for people; empty for none."""
    query = sa.select(t.maklumat.c.control_number).where(t.maklumat.c.id == maklumat)
    return db.execute(query).scalar_one_or_none() or ""


def put_back(db: Connection, parcel: int, until: datetime) -> None:
    """It was not tried at all, for Telegram is away: this counts as no attempt, and waits until then."""
    db.execute(sa.update(t.outbox).where(t.outbox.c.id == parcel).values(next_attempt_at=until))


def message(db: Connection, chat_id: int, message_id: int) -> sa.Row[Any] | None:
    """The row that became this message. A number may come again after a chat was emptied: the newest row counts."""
    return db.execute(
        sa.select(t.outbox)
        .where(t.outbox.c.chat_id == chat_id, t.outbox.c.message_id == message_id)
        .order_by(t.outbox.c.id.desc())
        .limit(1)
    ).one_or_none()


def is_live(db: Connection, chat_id: int, message_id: int | None) -> bool:
    """Whether a message is somebody's live card."""
    row = message(db, chat_id, message_id) if message_id is not None else None
    return bool(row and row.live)


def _put(db: Connection, **values: Any) -> int:
    made: int = db.execute(sa.insert(t.outbox).values(**values).returning(t.outbox.c.id)).scalar_one()
    return made


def _lanes(db: Connection, chats: Collection[int] | None = None) -> Mapping[int, list[sa.Row[Any]]]:
    """What waits in each chat, oldest first, within reason; all chats, or these."""
    wanted = _UNDONE if chats is None else sa.and_(_UNDONE, t.outbox.c.chat_id.in_(chats))
    place = sa.func.row_number().over(partition_by=t.outbox.c.chat_id, order_by=t.outbox.c.id)
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
    found = db.execute(
        sa.select(t.outbox.c.id, t.outbox.c.message_id, t.outbox.c.state).where(t.outbox.c.id.in_(wanted))
    )
    return {row.id: row for row in found}


def _first_ready(lane: Sequence[sa.Row[Any]], targets: Mapping[int, Any], now: datetime) -> sa.Row[Any] | None:
    if any(row.next_attempt_at is not None and row.next_attempt_at > now for row in lane):
        return None
    waiting_bundles = {row.bundle for row in lane if row.bundle is not None and _waits_for_paper(row)}
    for row in lane:
        if _waits_for_paper(row):
            continue
        if row.bundle in waiting_bundles and row.waits_until is not None and row.waits_until > now:
            continue
        if row.target_id is not None and targets[row.target_id].state in ("queued", "sending"):
            continue
        return row
    return None


def _waits_for_paper(row: sa.Row[Any]) -> bool:
    return row.paper_id is not None and row.paper_file is None and row.paper_attempts < 3


def _parcel(row: sa.Row[Any], targets: Mapping[int, Any]) -> Parcel:
    body = json.loads(row.body)
    target = targets[row.target_id].message_id if row.target_id is not None else row.target_message_id
    file = body.get("file") or row.paper_file
    return Parcel(
        id=row.id,
        chat_id=row.chat_id,
        person=PersonId(row.person_id) if row.person_id is not None else None,
        kind=Kind(row.kind),
        maklumat=MaklumatId(row.maklumat_id) if row.maklumat_id is not None else None,
        event=event_from_json(body["event"], body["fields"]) if "event" in body else None,
        head=body.get("head", ""),
        outage=_outage(body.get("outage")),
        screen=_screen(body["screen"]) if "screen" in body else None,
        file=file_from_json(file) if file else None,
        page_of=file_from_json(body["page_of"]) if "page_of" in body else None,
        enclosure=body.get("enclosure", ""),
        paper=row.paper_id,
        prompt=row.prompt_id,
        target_message=target,
        reply_to=row.reply_to,
        live=row.live,
        unknowns=row.unknowns,
        attempts=row.attempts,
        created_at=row.created_at,
    )


def _screen(body: Mapping[str, Any]) -> Screen:
    return Screen(body["text"], tuple(tuple(Button(**button) for button in row) for row in body["rows"]))


def _outage(moments: Any) -> tuple[datetime, datetime] | None:
    return (datetime.fromisoformat(moments[0]), datetime.fromisoformat(moments[1])) if moments else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
