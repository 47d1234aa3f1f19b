"""The Desk: the only door through which anything changes.

One transaction for each cause: authority, `decide`, the fold checked against the revision, journal, papers wanted,
outbox, cause done. No network in it, ever. Its methods are `async` and hop to the writer's thread once.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from sop.commands import Command, Open, RecordPaper, files_of
from sop.decide import Decision, decide, open_maklumat
from sop.errors import NotPossible, SopError
from sop.events import QuestionAsked
from sop.items import KeptFile
from sop.notices import Told
from sop.roles import PersonId
from sop.rules import Office
from storage import (
    files,
    incidents,
    journal,
    notes,
    papers,
    prompts,
    reissue,
    shelf,
    sweep,
)
from storage import people as folk
from storage.causes import Cause, IfLate, Outcome
from storage.dispatch import Dispatch
from storage.handing import give_back, hand_over
from storage.people import People
from storage.registry import Registry
from storage.replies import Reply


class Desk(Registry):
    """Makes commands so, once each."""

    async def submit(
        self,
        command: Command,
        actor: PersonId | None,
        cause: Cause,
        now: datetime,
        *,
        contents: Mapping[str, bytes] | None = None,
        answers: int | None = None,
        settles: Sequence[int] = (),
        replies: Sequence[Reply] = (),
        if_late: IfLate | None = None,
    ) -> Outcome:
        """Do what is asked, or change nothing.

        Args:
            command: what is asked; files in it are descriptions, their bytes come in `contents`.
            actor: who asks; None for time and papers.
            cause: why; done in the same transaction.
            now: aware UTC.
            contents: bytes by SHA-256 that the command names.
            answers: the question that this settles.
            settles: other questions that are over by it.
            replies: said beside what the events call for, unless it was kept as a remark only.
            if_late: for words that must not be lost when their moment has passed.

        Raises:
            SopError: the procedure says no.
            AlreadyDone: the cause took effect before.
            StaleRevision: somebody else was faster.
            MaklumatNotFound: there is no such maklumat.
        """

        def work(db: Connection) -> Outcome:
            self._take(db, cause, now)
            files.keep(db, contents or {}, now)
            if lost := files.missing(db, files_of(command)):
                raise ValueError(f"nobody brought the bytes of {[file.sha256 for file in lost]}")
            self._settle(db, now, answers, *settles)
            outcome = self._carry_out_or_keep(db, command, actor, cause, now, if_late)
            if outcome.refusal is None:
                self._say(db, replies, now)
            return outcome

        return await self._commit(work)

    async def finish(
        self,
        cause: Cause,
        now: datetime,
        replies: Sequence[Reply] = (),
        *,
        contents: Mapping[str, bytes] | None = None,
        puts_aside: int | None = None,
        answers: int | None = None,
        settles: Sequence[int] = (),
        state: str = "done",
        incident: str = "",
    ) -> None:
        """The cause is done without changing a maklumat: a list asked for, a question put, a refusal.

        With `incident` it has failed for good, and that is written down for the admins.

        Raises:
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> None:
            self._take(db, cause, now, state)
            if incident:
                incidents.add(db, "update", incident, now)
            files.keep(db, contents or {}, now)
            self._settle(db, now, puts_aside, put_aside=True)
            self._settle(db, now, answers, *settles)
            self._say(db, replies, now)

        await self._commit(work)

    async def tick(self, now: datetime) -> int:
        """Look what time has made due: each rung of each visit is used once, and each person told in one message.

        Returns:
            How many messages that made.
        """
        await self._turn_of_day(now)
        if not await self._database.read(lambda db: sweep.due(db, now)):
            return 0
        troubles: list[Exception] = []

        def work(db: Connection) -> int:
            people = self._people(db, now)
            return sweep.remind(db, sweep.use_rungs(db, self._office(db, people), people, now, troubles), people, now)

        reminded = await self._commit(work)
        if troubles:
            raise ExceptionGroup("some reminders failed", troubles)
        return reminded

    async def _turn_of_day(self, now: datetime) -> None:
        """Mandates and absences begin and end by date: whoever has come to hold a step today gets its card."""
        today = self._today(now)
        if await self._database.read(lambda db: notes.is_turned(db, today)):
            return

        def work(db: Connection) -> None:
            last = notes.turn(db, today)
            if last is None:
                return
            people = self._people(db, now)
            before = folk.everyone(db, last)
            cause = f"day:{last.isoformat()}:{today.isoformat()}:{now.isoformat()}"
            hand_over(db, self._office(db, before), self._office(db, people), people, cause, now)
            give_back(db, before, people, now)

        await self._commit(work)

    async def reissue(
        self,
        from_at: datetime,
        to_at: datetime,
        *,
        told_until: datetime | None = None,
        if_still: Callable[[Connection], bool] = lambda _db: True,
    ) -> None:
        """Telegram could not be reached, and keeps a tap for 150 s only: holders get their waiting cards anew.

        Without documents, saying from when to when (both aware UTC; until `told_until` where our clock stood still
        meanwhile and Telegram's did not), and instead of the reminders that have come meanwhile. Who would get many
        cards gets one digest. Of several processes that see the same gap one says so: `if_still` is asked in the same
        transaction.
        """

        def work(db: Connection) -> None:
            if not if_still(db):
                return
            people = self._people(db, to_at)
            office = self._office(db, people)
            # What a clock that is ahead says is due may not be: the sweep, which holds then, will tell.
            reminders = [] if self._is_ahead() else sweep.use_rungs(db, office, people, to_at, [])
            told = reissue.give_anew(db, office, people, (from_at, told_until or to_at), to_at)
            others = [r for r in reminders if r.apart or (r.notice.to, r.maklumat.id) not in told]
            sweep.remind(db, others, people, to_at)

        await self._commit(work)

    async def paper_made(self, snapshot: papers.Snapshot, file: KeptFile, data: bytes, now: datetime) -> None:
        """A paper was made from its snapshot: it is kept, and entered in the journal."""

        def work(db: Connection) -> None:
            if not papers.made(db, snapshot.id, file, now):
                return
            files.keep(db, {file.sha256: data}, now)
            command = RecordPaper(
                maklumat=snapshot.maklumat.id,
                kind=snapshot.kind,
                version=snapshot.version,
                visit=snapshot.visit,
                file=file,
            )
            self._carry_out(db, command, None, Cause(key=f"paper:{snapshot.id}"), now, tells=False)

        await self._commit(work)

    def _carry_out_or_keep(
        self,
        db: Connection,
        command: Command,
        actor: PersonId | None,
        cause: Cause,
        now: datetime,
        if_late: IfLate | None,
    ) -> Outcome:
        # `decide` is pure and comes before any write of _carry_out, so a refused command has left nothing behind.
        try:
            return self._carry_out(db, command, actor, cause, now)
        except NotPossible as refusal:
            if if_late is None or isinstance(refusal, if_late.but):
                raise
            for other in if_late.commands[:-1]:
                with contextlib.suppress(SopError):
                    return self._carry_out(db, other, actor, cause, now)
            outcome = self._carry_out(db, if_late.commands[-1], actor, replace(cause, by_message=False), now)
            self._say(db, if_late.say(refusal), now)
            return replace(outcome, refusal=refusal)

    def _carry_out(
        self,
        db: Connection,
        command: Command,
        actor: PersonId | None,
        cause: Cause,
        now: datetime,
        *,
        tells: bool = True,
    ) -> Outcome:
        people = self._people(db, now)
        office = self._office(db, people)
        if isinstance(command, Open):
            assert actor is not None
            decision, before = self._open(db, command, actor, now, office), 0
        else:
            current = shelf.load(db, command.maklumat)
            decision, before = decide(current, command, actor, now, office), current.revision
            if decision.maklumat.number not in ("", current.number):
                shelf.refuse_a_number_twice(db, decision.maklumat, now)
            shelf.store(db, decision.maklumat, before, office)
        head = journal.append(db, decision.maklumat.id, before + 1, decision.events, cause.key)
        for wanted in decision.papers:
            papers.want(db, wanted, decision.maklumat, people, now, office.rules.calendar)
        if tells:
            self._tell(db, decision, people, cause, now, head)
        return Outcome(decision.maklumat, decision.events)

    def _tell(self, db: Connection, decision: Decision, people: People, cause: Cause, now: datetime, head: str) -> None:
        prompt = None
        for event in decision.events:
            if isinstance(event, QuestionAsked):
                prompt = prompts.add(db, prompts.to_drafters(decision.maklumat, event.question), now)
        notices = [n for n in decision.notices if n.told is not Told.RECEIPT or cause.by_message]
        dispatch = Dispatch(db, decision.maklumat, people, now, head)
        dispatch.send(notices, prompt=prompt, reply_to=cause.reply_to)

    def _open(self, db: Connection, command: Open, actor: PersonId, now: datetime, office: Office) -> Decision:
        number, control_number = shelf.make_room(db, self._today(now).year, command.replaces)
        decision = open_maklumat(command, number, control_number, actor, now, office)
        shelf.store(db, decision.maklumat, 0, office)
        # However it was opened: the question for a title would only take the next words for one.
        for asked in prompts.still_open(db, actor, (prompts.TITLE,)):
            self._settle(db, now, asked)
        return decision
