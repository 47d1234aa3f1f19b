"""What Telegram says of its deliveries to our webhook, as all processes of this office know it together."""

import json
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.engine import Connection

from storage import notes


@dataclass(frozen=True)
class Deliveries:
    """One look after another at Telegram's account of them. Moments are aware UTC."""

    clear_at: datetime | None = None
    """The last look at which nothing was the matter."""
    error_at: datetime | None = None
    """The last delivery that failed, as far as it was told."""
    since: datetime | None = None
    """From when on something may not have come through, while it still may not."""


def read(db: Connection) -> Deliveries:
    """What is known; nothing yet before the first look, or after a damaged note."""
    noted = notes.fields(db, notes.DELIVERIES)
    return Deliveries(**{field.name: notes.aware(str(noted.get(field.name))) for field in fields(Deliveries)})


def swap(db: Connection, before: Deliveries, after: Deliveries) -> bool:
    """Note what is known now, unless another process has looked meanwhile."""
    if read(db) != before:
        return False
    moments = {"clear_at": after.clear_at, "error_at": after.error_at, "since": after.since}
    noted = {name: at.isoformat() for name, at in moments.items() if at is not None}
    notes.write(db, notes.DELIVERIES, json.dumps(noted))
    return True
