"""What is to be said: one row for each Telegram message or edit, written by the commit it tells of.

Four kinds of message (news, card, reminder, reply), documents that go before a card, and edits of cards. Per chat they
go out in order; what waits for a paper holds up nothing behind it. Rendering is the courier's: the rows name the event,
the person and the maklumat.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import Event, MaklumatId
from sop.items import KeptFile
from sop.roles import PersonId
from storage import tables as t
from storage.mappers import event_to_json, file_to_json

PAPER_WAIT = timedelta(seconds=5)
"""How long a card waits for its paper, from the commit on."""


class Kind(StrEnum):
    """What a row is to Telegram."""

    NEWS = "news"
    CARD = "card"
    REMINDER = "reminder"
    DIGEST = "digest"
    """One reminder of several maklumat."""
    REPLY = "reply"
    DOCUMENT = "document"
    EDIT = "edit"
    """Put another screen in the place of a message."""
    REFRESH = "refresh"
    """Redraw a live card from the present state."""
    STRIP = "strip"
    """Take the buttons off a message; of a card that is of use no longer what it told is left.

    A question to a Komisioner who somebody is says what became of it: the row names the change that settled it.
    """


def known_kind(value: str) -> Kind:
    """What a row is; what only a newer version of ours can know is news."""
    return Kind(value) if value in _KINDS else Kind.NEWS


_KINDS = frozenset(Kind)
ANSWERS = frozenset({Kind.REPLY, Kind.EDIT, Kind.REFRESH, Kind.STRIP})
"""What follows a person's own tap or message, who is looking at the screen now: it goes before what is merely new."""
CLOSED = '{"closed":true}'
"""What a row says that takes buttons off because an access was closed."""
UNDONE = t.outbox.c.state.in_([sa.literal_column("'queued'"), sa.literal_column("'sending'")])
"""Written out, for only then does a database see that its partial index fits."""


@dataclass(frozen=True)
class Button:
    """One inline button: exact label, and data of at most 60 bytes (a mark may come behind) or a page to open."""

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


@dataclass(frozen=True)
class Entry:
    """One line of a digest: a maklumat, and the reminder that it stands for; none where it simply waits."""

    maklumat: MaklumatId
    event: Event | None = None


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One row of the outbox, as the courier takes it."""

    id: int
    chat_id: int
    person: PersonId | None
    kind: Kind
    maklumat: MaklumatId | None
    event: Event | None = None
    head: str = ""
    outage: tuple[datetime, datetime] | None = None
    """For a card sent anew: how long Telegram could not be reached."""
    cautions: bool = False
    """For a card, and what changes one: it bears this person's caution (storage/cautions.py)."""
    closed: bool = False
    """For a card that loses its buttons: no newer one came, but the access of its account was closed."""
    entries: tuple[Entry, ...] = ()
    """For a digest."""
    is_morning: bool = False
    """For a digest of all that waits, in the morning of the day it was written."""
    screen: Screen | None = None
    file: KeptFile | None = None
    page_of: KeptFile | None = None
    """Page 1 of this PDF as a picture."""
    enclosure: str = ""
    """What the document is: an Enclosure's value; empty for other kinds."""
    paper: int | None
    prompt: int | None
    target_message: int | None
    reply_to: int | None
    live: bool
    unknowns: int
    attempts: int
    created_at: datetime
    unreadable: Exception | None = None
    """Why this version of ours cannot tell what the row says; it is given up in the end, and told."""


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
    live: bool = False,
) -> int:
    """News, a card or a reminder about an event; a card is live from now on, a reminder with `live`."""
    named = _named(event)
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
        live=live or kind is Kind.CARD,
        created_at=now,
    )


def put_digest(
    db: Connection,
    chat_id: int,
    person: PersonId,
    entries: tuple[Entry, ...],
    *,
    now: datetime,
    outage: tuple[datetime, datetime] | None = None,
    is_morning: bool = False,
) -> int:
    """One message about several maklumat; what no longer needs telling when it goes out is left out of it."""
    lines = [{"maklumat": entry.maklumat, **_named(entry.event)} for entry in entries]
    return _put(
        db,
        chat_id=chat_id,
        person_id=person,
        kind=Kind.DIGEST,
        body=_json({"entries": lines, "outage": [at.isoformat() for at in outage or ()], "morning": is_morning}),
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
    live: bool = False,
) -> int:
    """A reply as it stands; with `edit` it takes the place of that message. With `live` its buttons may be settled."""
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
        live=live,
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
            t.outbox.c.prompt_id == prompt,
            t.outbox.c.kind.in_([Kind.REPLY, Kind.EDIT]),
            t.outbox.c.state.not_in(["dead", "dropped"]),
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


def retire(db: Connection, card: int, chat_id: int, now: datetime, *, closed: bool = False) -> None:
    """Another card takes its place: it says so, and its buttons go; if it was not sent yet, it will go out as news.

    With `closed` it says that the account's access was closed.
    """
    changed = sa.update(t.outbox).where(t.outbox.c.id == card).values(live=False)
    row = db.execute(changed.returning(t.outbox.c.person_id, t.outbox.c.maklumat_id, t.outbox.c.state)).one()
    if row.state == "queued":
        return
    _put(
        db,
        chat_id=chat_id,
        person_id=row.person_id,
        kind=Kind.STRIP,
        maklumat_id=row.maklumat_id,
        body=CLOSED if closed else "{}",
        target_id=card,
        created_at=now,
    )


def settle(db: Connection, question: sa.Row[Any], now: datetime, event: Event | None) -> None:
    """What a live message asks is asked no more: its buttons go; with an event it tells what became of it."""
    db.execute(sa.update(t.outbox).where(t.outbox.c.id == question.id).values(live=False))
    _put(
        db,
        chat_id=question.chat_id,
        person_id=question.person_id,
        kind=Kind.STRIP,
        body=_json(_named(event)),
        target_id=question.id,
        created_at=now,
    )


def refresh(db: Connection, card: int, chat_id: int, maklumat: MaklumatId, person: PersonId, now: datetime) -> None:
    """Redraw a live card; one redrawing in the queue is enough."""
    queued = sa.select(t.outbox.c.id).where(
        UNDONE,
        t.outbox.c.chat_id == chat_id,
        t.outbox.c.target_id == card,
        t.outbox.c.kind == Kind.REFRESH,
        t.outbox.c.state == "queued",
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


def control_number(db: Connection, maklumat: MaklumatId | None) -> str:
    """Which maklumat a row is about, for people; empty for none."""
    query = sa.select(t.maklumat.c.control_number).where(t.maklumat.c.id == maklumat)
    return db.execute(query).scalar_one_or_none() or ""


def _put(db: Connection, **values: Any) -> int:
    made: int = db.execute(sa.insert(t.outbox).values(**values).returning(t.outbox.c.id)).scalar_one()
    return made


def _named(event: Event | None) -> dict[str, str]:
    return {"event": type(event).__name__, "fields": event_to_json(event)} if event else {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
