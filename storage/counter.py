"""What every act at the Desk shares: its transaction, its cause done once, the office as it is, what is said of it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from sop.rules import Office, Rules
from storage import inbox, outbox, prompts, replies, shelf
from storage import people as folk
from storage.causes import Cause
from storage.engine import Database
from storage.errors import AlreadyDone
from storage.people import People
from storage.replies import Reply

T = TypeVar("T")


class Counter:
    """The Desk's own counter: nothing here changes anything by itself."""

    def __init__(
        self,
        database: Database,
        rules: Rules,
        *,
        on_commit: Callable[[], None] = lambda: None,
        is_ahead: Callable[[], bool] = lambda: False,
    ) -> None:
        """Work on this database by these rules; `on_commit` is called after each commit that may need speaking of.

        `is_ahead` says whether the clock is known to be ahead: what is due by it may not be.
        """
        self._database = database
        self._rules = rules
        self._on_commit = on_commit
        self._is_ahead = is_ahead

    async def _commit(self, work: Callable[[Connection], T]) -> T:
        try:
            result = await self._database.write(work)
        except IntegrityError as refused:
            if "cause" in str(refused.orig):
                raise AlreadyDone from refused
            raise
        self._on_commit()
        return result

    def _take(self, db: Connection, cause: Cause, now: datetime, state: str = "done") -> None:
        if cause.seqs and not inbox.finish(db, cause.seqs, now, state):
            raise AlreadyDone

    def _settle(self, db: Connection, now: datetime, *questions: int | None, put_aside: bool = False) -> None:
        for question in questions:
            if question is not None and prompts.close(db, question, now, put_aside=put_aside):
                outbox.strip_question(db, question, now)

    def _say(self, db: Connection, said: Sequence[Reply], now: datetime) -> None:
        if said:
            replies.put(db, said, self._people(db, now), partial(shelf.load, db), now)

    def _people(self, db: Connection, now: datetime) -> People:
        return folk.everyone(db, self._today(now), self._rules.stand_in_labels)

    def _office(self, db: Connection, people: People) -> Office:
        return shelf.office(db, self._rules, people)

    def _today(self, now: datetime) -> date:
        return self._rules.calendar.local(now).date()
