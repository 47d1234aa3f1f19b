"""What stands in a chat: which row became a message, what it asks now, and what was said there last."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop.events import MaklumatId
from sop.items import KeptFile
from storage import papers, prompts
from storage import tables as t
from storage.mappers import file_from_json
from storage.outbox import Kind
from storage.prompts import Prompt


@dataclass(frozen=True)
class Known:
    """What was sent as a message that somebody replies to or taps: about which visit and version, and its question."""

    maklumat: MaklumatId | None
    visit: int
    version: int
    prompt: Prompt | None
    live: bool
    is_card: bool
    file: KeptFile | None = None
    """The document that the message carries."""
    event: str = ""
    """The kind of event that it told of, if it told of one."""


def message(db: Connection, chat_id: int, message_id: int) -> sa.Row[Any] | None:
    """The row that became this message. A number may come again after a chat was emptied: the newest row counts.

    A question that has taken the place of another since is what stands there. Of a copy whose number was never learnt:
    the row that has taken its place, for somebody has used it.
    """
    o = t.outbox.c
    here = sa.select(t.outbox).where(o.chat_id == chat_id).order_by(o.id.desc()).limit(1)
    row = db.execute(here.where(o.message_id == message_id)).one_or_none()
    if row is not None and (row.kind not in (Kind.REPLY, Kind.EDIT) or row.prompt_id is None):
        return row
    changed = here.where(o.kind == Kind.EDIT, o.target_message_id == message_id)
    if row is not None:
        # What was to take its place and was sent anew stands elsewhere.
        changed = changed.where(o.id > row.id, o.state == "sent", o.prompt_id.is_not(None), o.message_id.is_(None))
    return db.execute(changed).one_or_none() or row


def known(db: Connection, chat_id: int, message_id: int) -> Known | None:
    """What is known of a message of ours; None of what we never sent."""
    row = message(db, chat_id, message_id)
    if row is None:
        return None
    return Known(
        maklumat=MaklumatId(row.maklumat_id) if row.maklumat_id is not None else None,
        visit=row.visit or 0,
        version=row.version or 0,
        prompt=prompts.get(db, row.prompt_id) if row.prompt_id is not None else None,
        live=row.live,
        is_card=row.kind == Kind.CARD,
        file=_carried(db, row),
        event=json.loads(row.body).get("event", ""),
    )


def said_last(db: Connection, chat_id: int) -> Known | None:
    """What is known of the last message of ours in a chat."""
    o = t.outbox.c
    last = sa.select(o.message_id).where(o.chat_id == chat_id, o.message_id.is_not(None))
    number = db.execute(last.order_by(o.message_id.desc()).limit(1)).scalar_one_or_none()
    return known(db, chat_id, number) if number is not None else None


def asks_another(db: Connection, chat_id: int, message_id: int, question: int) -> bool:
    """Whether an open question other than this one has taken, or is about to take, the place of a message."""
    o = t.outbox.c
    put = (
        sa.select(o.id)
        .join(t.prompts, t.prompts.c.id == o.prompt_id)
        .where(o.chat_id == chat_id, o.kind == Kind.EDIT, o.prompt_id != question)
        .where(t.prompts.c.closed_at.is_(None), o.state.not_in(["dead", "dropped"]))
        .limit(1)
    )
    # Two questions and not one with an "or", which no index answers.
    there = (o.target_message_id == message_id, o.message_id == message_id)
    return any(db.execute(put.where(is_it)).first() is not None for is_it in there)


def _carried(db: Connection, row: sa.Row[Any]) -> KeptFile | None:
    """The document that a message carries, if it is one and its paper is made."""
    if row.kind != Kind.DOCUMENT:
        return None
    if row.paper_id is not None:
        return papers.file_of(db, row.paper_id)
    file = json.loads(row.body).get("file")
    return file_from_json(file) if file else None
