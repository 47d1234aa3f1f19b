"""Whether the admins were told of what was given up: by a message in the outbox, not by the bot's own notes."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from storage import tables as t
from storage.outbox import Kind

SILENT = frozenset({Kind.REFRESH, Kind.STRIP})
"""What says nothing by itself; and a chat that is nobody's is no news to anybody."""
_NOTICE = "belum dapat disampaikan"
SOON = timedelta(minutes=1)
"""The notice is written with the giving up; their moments are read one after the other."""


def untold(db: sa.Connection, rows: Iterable[sa.Row[Any]]) -> list[int]:
    """Of rows of the outbox, those that were given up without a notice to an admin that names their person.

    Of what an admin himself could not be brought, the other admins are told; where there is none, nobody can be.
    """
    people = {row.id: row for row in db.execute(sa.select(t.people))}
    told = [row for row in db.execute(sa.select(t.outbox).where(t.outbox.c.kind == Kind.REPLY)) if _is_notice(row)]
    dead = (row for row in rows if row.state == "dead" and row.person_id is not None and row.kind not in SILENT)

    def is_told(row: sa.Row[Any]) -> bool:
        others = [one.id for one in people.values() if one.is_admin and one.id != row.person_id]
        return not others or any(
            notice.person_id in others
            and people[row.person_id].name in notice.body
            and abs(notice.created_at - row.sent_at) <= SOON
            for notice in told
        )

    return [row.id for row in dead if not is_told(row)]


def _is_notice(row: sa.Row[Any]) -> bool:
    return _NOTICE in json.loads(row.body).get("screen", {}).get("text", "")
