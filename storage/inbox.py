"""Updates as Telegram handed them over: kept before Telegram may forget them, done at most once.

The key is (bot_id, update_id); the order is our own running number `seq`, for Telegram's numbers may go down after an
idle week. The chat is the lane: one chat's updates are taken in order, an album's parts together.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import strangers
from storage import tables as t

ALBUM_SETTLES = timedelta(seconds=1)
"""An album arrives as several updates; this long after the last one it is complete."""
MOST_ATTEMPTS = 3
"""So often it may fail by what is wrong with it, or with us."""
MOST_SETBACKS = 30
HINDERED_AT_MOST = timedelta(hours=4)
"""So often, and for so long, it may fail by the network's or the machine's fault: no chat waits behind it for ever."""
HINDERED_IN_SILENCE = timedelta(minutes=10)
"""Then the admins and whoever sent it are told that it is still being tried."""
_FIRST_RETRY, _LONGEST_RETRY = timedelta(seconds=2), timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)
"""No update is planned to be taken later than this; ours wait half a minute at most, Telegram may ask for more."""
_ALBUM_WAITS = timedelta(minutes=1)
"""Longer than an album settles by so much as the clocks of two machines may differ."""
_TOO_DEEP = "too deep to be kept"
DEEPEST = 64
"""Levels of an update that is kept."""


@dataclass(frozen=True)
class Arrival:
    """One update, or the parts of one album, waiting to be taken."""

    seqs: tuple[int, ...]
    chat_id: int | None
    updates: tuple[Mapping[str, Any], ...]
    """Empty where what is kept of them cannot be read any more."""
    attempts: int
    received_at: datetime
    setbacks: int = 0
    """How often the network or the machine has hindered it, while Telegram and the database were there."""

    def is_hindered_for_good(self, now: datetime) -> bool:
        """Whether one more setback at this moment (aware UTC) is the last."""
        return self.setbacks + 1 >= MOST_SETBACKS and now - self.received_at >= HINDERED_AT_MOST

    def is_hindered_long(self, now: datetime) -> bool:
        """Whether people should hear that it is still being tried."""
        return now - self.received_at >= HINDERED_IN_SILENCE

    @property
    def cause(self) -> str:
        """The key under which its effect is recorded once."""
        return f"update:{self.seqs[0]}"


@dataclass(frozen=True)
class Kept:
    """What became of a batch."""

    new: int
    again: tuple[int, ...] = ()
    """Numbers that were known with other content: Telegram's numbering has begun anew."""
    refused: int = 0
    """Not kept, for strangers have sent more than is borne (storage/strangers.py)."""


def keep(db: Connection, bot_id: int, updates: Iterable[Mapping[str, Any]], now: datetime) -> Kept:
    """Keep a batch; what was kept before is left alone, and what has no usable number cannot be an update.

    A known number with other content is another update: after an idle week Telegram numbers from anywhere. What is too
    deep to be written down is kept as something that nobody can read, so that it ends as such and is told.
    """
    new, again, refused = 0, [], 0
    for update in updates:
        number = number_of(update)
        if number is None:
            continue
        if not _is_shallow(update):
            update = {"update_id": number, "message": _TOO_DEEP}
        body = json.dumps(update, ensure_ascii=True)
        known = _kept_bodies(db, bot_id, number)
        if body in known:
            continue
        chat_id, album = _lane(update)
        if not strangers.bears(db, chat_id, now):
            refused += 1
            continue
        if known:
            again.append(number)
        db.execute(
            sa.insert(t.inbox).values(
                bot_id=bot_id,
                update_id=number,
                generation=len(known),
                chat_id=chat_id,
                album=album,
                body=body,
                received_at=now,
            )
        )
        new += 1
    return Kept(new, tuple(again), refused)


def _is_shallow(update: Mapping[str, Any]) -> bool:
    """Telegram nests a dozen levels; what is thousands deep could not be written, or be written and never be read."""
    level: list[Any] = [update]
    for _ in range(DEEPEST):
        level = [held for value in level for held in _inside(value)]
        if not level:
            return True
    return False


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def came_since(db: Connection, chat_id: int, number: int) -> bool:
    """Whether anything came from this chat after the update of this running number of ours."""
    later = sa.select(t.inbox.c.seq).where(t.inbox.c.seq > number, t.inbox.c.chat_id == chat_id)
    return db.execute(later.limit(1)).first() is not None


def _kept_bodies(db: Connection, bot_id: int, number: int) -> list[str]:
    same = (t.inbox.c.bot_id == bot_id, t.inbox.c.update_id == number)
    return list(db.execute(sa.select(t.inbox.c.body).where(*same)).scalars())


def number_of(update: Any) -> int | None:
    """An update's own number, if it has one that a database can hold."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int and abs(number) < 2**63 - 1 else None


def waiting(db: Connection, now: datetime, busy: Sequence[int | None] = ()) -> tuple[Arrival, ...]:
    """The head of each chat's lane, for chats that nobody is serving now; albums only once they have settled."""
    undone = t.inbox.c.state == sa.literal_column("'new'")
    first = sa.select(sa.func.min(t.inbox.c.seq)).where(undone).group_by(t.inbox.c.chat_id)
    heads = db.execute(sa.select(t.inbox).where(t.inbox.c.seq.in_(first)).order_by(t.inbox.c.seq)).all()
    lanes = (_lane_of(db, head, undone) for head in heads if head.chat_id not in busy)
    return tuple(_arrival(lane) for lane in lanes if _is_ripe(lane, now))


def _lane_of(db: Connection, head: sa.Row[Any], undone: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    """The update that comes next in a chat; with the other parts of its album."""
    if head.album is None:
        return [head]
    same = (t.inbox.c.chat_id == head.chat_id, t.inbox.c.album == head.album)
    return list(db.execute(sa.select(t.inbox).where(undone, *same).order_by(t.inbox.c.seq)))


def finish(db: Connection, seqs: Sequence[int], now: datetime, state: str = "done") -> bool:
    """Mark updates done (or dead) inside the transaction of their effect.

    Returns:
        False when the first was done before: then nothing may be done again.
    """
    first = sa.update(t.inbox).where(t.inbox.c.seq == seqs[0], t.inbox.c.state == "new")
    if db.execute(first.values(state=state, done_at=now)).rowcount == 0:
        return False
    if len(seqs) > 1:
        rest = sa.update(t.inbox).where(t.inbox.c.seq.in_(seqs[1:]), t.inbox.c.state == "new")
        db.execute(rest.values(state=state, done_at=now))
    return True


def postpone(db: Connection, seqs: Sequence[int], until: datetime, *, counted: bool = True) -> None:
    """An attempt failed: try again later; the chat's later updates wait behind it.

    While Telegram is away this does not count, for nothing can be told of the update itself.
    """
    _again(db, seqs, until, attempts=t.inbox.c.attempts + (1 if counted else 0))


def set_back(db: Connection, arrival: Arrival, now: datetime) -> None:
    """The network or the machine hindered it: try again soon, and ever later up to half a minute."""
    until = now + min(_FIRST_RETRY * 2 ** min(arrival.setbacks, 8), _LONGEST_RETRY)
    _again(db, arrival.seqs, until, setbacks=t.inbox.c.setbacks + 1)


def _again(db: Connection, seqs: Sequence[int], until: datetime, **counted: sa.ColumnElement[int]) -> None:
    waits = sa.update(t.inbox).where(t.inbox.c.seq.in_(seqs), t.inbox.c.state == "new")
    db.execute(waits.values(next_attempt_at=until, **counted))


def _is_ripe(lane: list[sa.Row[Any]], now: datetime) -> bool:
    """Whether nothing of it waits for a later moment.

    What lies further ahead than any wait was noted by a clock that has been set back since: nobody is to wait for as
    long as that was.
    """
    if any(row.next_attempt_at is not None and now < row.next_attempt_at <= now + LONGEST_WAIT for row in lane):
        return False
    settled = max(row.received_at for row in lane) + ALBUM_SETTLES
    return lane[0].album is None or not now < settled <= now + _ALBUM_WAITS


def _arrival(lane: list[sa.Row[Any]]) -> Arrival:
    return Arrival(
        tuple(row.seq for row in lane),
        lane[0].chat_id,
        _bodies(lane),
        max(row.attempts for row in lane),
        lane[0].received_at,
        max(row.setbacks for row in lane),
    )


def _bodies(lane: list[sa.Row[Any]]) -> tuple[Mapping[str, Any], ...]:
    """Empty where one is damaged: it ends as what nobody can read, and the other chats must not wait for it."""
    try:
        return tuple(json.loads(row.body) for row in lane)
    except ValueError:
        return ()


def _lane(update: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """The chat and album of an update of whatever kind; hostile shapes simply have none."""
    for value in update.values():
        if isinstance(value, dict):
            message = value.get("message") if isinstance(value.get("message"), dict) else value
            chat = message.get("chat") if isinstance(message, dict) else None
            if not isinstance(chat, dict):
                chat = value.get("from")
            identity = chat.get("id") if isinstance(chat, dict) else None
            album = value.get("media_group_id")
            return (
                identity if type(identity) is int and abs(identity) < 2**63 else None,
                album if isinstance(album, str) and album.isascii() and album.isprintable() else None,
            )
    return None, None
