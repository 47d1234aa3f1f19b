"""The Desk's registry: who the officials are, when they are away, on which days the office works, by which settings.

Each is one transaction, as everything at the Desk is; whoever comes to hold a waiting step by it gets its card in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from sop.calendar import CalendarChange
from sop.roles import PersonId
from sop.rules import Office, Rules
from storage import absences, days, files, invites, journal, officials, recalendar, strangers
from storage import people as folk
from storage.absences import Changed, Leaving, Returning
from storage.causes import Cause
from storage.counter import Counter
from storage.errors import AdminOnly, CodesSilenced, InviteUnusable, NotToYourself
from storage.handing import give_back, hand_over
from storage.invites import Enrolled, Invitation
from storage.officials import Wish
from storage.people import Official, People
from storage.recalendar import MovedDeadline
from storage.replies import Reply
from storage.stranding import stranded


class Registry(Counter):
    """What is changed of the office, and of no maklumat by itself."""

    async def enrol(
        self,
        code: str,
        telegram_id: int,
        cause: Cause,
        now: datetime,
        *,
        greet: Callable[[People, Enrolled], Sequence[Reply]] | None = None,
    ) -> Official:
        """A code is used: the account becomes an official, is greeted, and gets what already waits for the new roles.

        Raises:
            InviteUnusable: unknown, used or past its time.
            CodesSilenced: so is the last of five within the hour, or it was not looked at after them.
            AccountInUse, AccessClosed, NameEnrolled, NotToYourself: the code does not fit this account.
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> Official:
            self._take(db, cause, now)
            silent_until = strangers.refuse_guessing(db, telegram_id, cause.seqs, now)
            before = self._people(db, now)
            try:
                enrolled = invites.enrol(db, code, telegram_id, now, self._today(now))
            except InviteUnusable:
                if silent_until is None:
                    raise
                raise CodesSilenced(silent_until, again=False) from None
            journal.append(db, None, 0, enrolled.events, cause.key)
            after = self._people(db, now)
            if greet is not None:
                self._say(db, greet(after, enrolled), now)
            hand_over(db, self._office(db, before), self._office(db, after), after, cause.key, now)
            give_back(db, before, after, now)
            return after[enrolled.person]

        return await self._commit(work)

    async def acknowledge(self, person: PersonId, cause: Cause, now: datetime, replies: Sequence[Reply] = ()) -> None:
        """The privacy notice was read.

        Raises:
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> None:
            self._take(db, cause, now)
            folk.acknowledge(db, person, now)
            self._say(db, replies, now)

        await self._commit(work)

    async def invite(
        self,
        invitation: Invitation,
        now: datetime,
        cause: Cause | None = None,
        *,
        announce: Callable[[str], Reply] | None = None,
        contents: Mapping[str, bytes] | None = None,
        answers: int | None = None,
    ) -> str:
        """Make a one-time code, and tell it to whoever asked.

        Raises:
            AdminOnly: who would make it is no admin at this moment.
            NotToYourself: he would give himself a role.
            LetterMissing: it is for a further Komisioner, and there is no number or no scan of a letter.
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> str:
            if cause is not None:
                self._take(db, cause, now)
            people = self._people(db, now)
            if invitation.by is not None and invitation.by not in people.roster.admins:
                raise AdminOnly
            given = bool(invitation.roles) or invitation.is_member
            if invitation.by is not None and given and folk.named(people, invitation.name) == invitation.by:
                raise NotToYourself
            files.keep(db, contents or {}, now)
            known = invitation.by in people.roster.komisioner_in_office()
            code = invites.invite(db, invitation, now, known=known)
            self._settle(db, now, answers)
            if announce is not None:
                self._say(db, (announce(code),), now)
            return code

        return await self._commit(work)

    async def change_calendar(
        self,
        change: CalendarChange,
        actor: PersonId,
        cause: Cause,
        now: datetime,
        *,
        say: Callable[[People, Sequence[MovedDeadline]], Sequence[Reply]],
        answers: int | None = None,
    ) -> None:
        """An admin changes the office's calendar: open deadlines are reckoned anew, and `say` tells whom it concerns.

        Raises:
            AdminOnly: the actor is none at this moment.
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> None:
            self._take(db, cause, now)
            people = self._people(db, now)
            if actor not in people.roster.admins:
                raise AdminOnly
            self._settle(db, now, answers)
            days.add(db, change, actor, now)
            moved = recalendar.move(db, self._office(db, people), people, change.reason, cause.key, now)
            self._say(db, say(people, moved), now)

        await self._commit(work)

    async def change_absence(
        self,
        asked: Leaving | Returning,
        actor: PersonId,
        cause: Cause,
        now: datetime,
        *,
        say: Callable[[People, Changed], Sequence[Reply]],
        contents: Mapping[str, bytes] | None = None,
        answers: int | None = None,
    ) -> None:
        """Somebody is away or back: `say` tells whom it concerns, and what waits moves at once if it begins today.

        Raises:
            AbsenceRefused: why it cannot be so.
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> None:
            self._take(db, cause, now)
            before = self._people(db, now)
            changed = absences.change(db, before, asked, actor, self._today(now), now)
            files.keep(db, contents or {}, now)
            self._settle(db, now, answers)
            after = self._people(db, now)
            self._say(db, say(after, changed), now)
            hand_over(db, self._office(db, before), self._office(db, after), after, cause.key, now)
            give_back(db, before, after, now)

        await self._commit(work)

    async def change_official(
        self,
        wish: Wish,
        actor: PersonId | None,
        cause: Cause,
        now: datetime,
        *,
        say: Callable[[People, officials.Changed], Sequence[Reply]],
        contents: Mapping[str, bytes] | None = None,
        answers: int | None = None,
    ) -> str:
        """An admin, or the command line, changes an official: `say` tells whom it concerns, and what waits moves.

        What waits for nobody from then on, `say` is given with the change.

        Returns:
            The code by which the official gets another account; empty for every other change.

        Raises:
            OfficialRefused, AdminOnly: why it cannot be so.
            AlreadyDone: the cause took effect before.
        """

        def work(db: Connection) -> str:
            self._take(db, cause, now)
            files.keep(db, contents or {}, now)
            before = self._people(db, now)
            changed = officials.change(db, before, wish, actor, self._today(now), now, cause.key)
            self._settle(db, now, answers)
            after = self._people(db, now)
            was, is_ = self._office(db, before), self._office(db, after)
            self._say(db, say(after, replace(changed, stranded=stranded(db, was, is_, now))), now)
            hand_over(db, was, is_, after, cause.key, now)
            give_back(db, before, after, now)
            return changed.code

        return await self._commit(work)

    async def change_rules(self, before: Rules, now: datetime) -> None:
        """The office's settings changed while maklumat were open: whoever has come to hold a step gets its card."""

        def work(db: Connection) -> None:
            people = self._people(db, now)
            old = Office(replace(before, calendar=self._rules.calendar), people.roster)
            cause = Cause(key=f"rules:{now.isoformat()}")
            hand_over(db, old, self._office(db, people), people, cause.key, now)

        await self._commit(work)
