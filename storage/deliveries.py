"""What Telegram says of its deliveries to our webhook, as all processes of this office know it together."""

import json
from dataclasses import dataclass
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
    """What is known; nothing yet before the first look."""
    noted = notes.read(db, notes.DELIVERIES)
    if noted is None:
        return Deliveries()
    return Deliveries(**{name: datetime.fromisoformat(at) for name, at in json.loads(noted).items()})


def swap(db: Connection, before: Deliveries, after: Deliveries) -> bool:
    """Note what is known now, unless another process has looked meanwhile."""
    expected = _noted(before) if before != Deliveries() else None
    return notes.swap(db, notes.DELIVERIES, expected, _noted(after))


def _noted(known: Deliveries) -> str:
    moments = {"clear_at": known.clear_at, "error_at": known.error_at, "since": known.since}
    return json.dumps({name: at.isoformat() for name, at in moments.items() if at is not None})
