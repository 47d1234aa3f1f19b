"""Everybody acts on the whole Desk, at random; after each step the database is held against the SOP said simply."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sop import events as e
from sop.commands import Act, Command, Open, Reassign, Remedy, Rescue
from sop.errors import SopError
from sop.events import MaklumatId
from sop.folding import fold
from sop.items import Item, KeptFile, Verdict
from sop.officials import Change
from sop.roles import PersonId, Role, Standing
from sop.steps import Action, Step
from storage import journal, papers
from storage import tables as t
from storage.causes import Cause, IfLate
from storage.engine import Database
from storage.errors import AccountInUse, AlreadyDone, InviteUnusable
from storage.files import describe
from storage.invites import Invitation
from storage.mappers import event_from_json, maklumat_from_json
from storage.officials import Wish
from storage.outbox import Kind
from tests.reliability._ground import Ground
from tests.reliability._sop import (
    ALONE,
    MAY_TAKE,
    NEED_NOTHING,
    OUTLIVE_THE_VERSION,
    OUTLIVE_THE_VISIT,
    Expected,
    Written,
)
from tests.storage.office import LINK, everything

REFUSALS = (SopError, AlreadyDone, InviteUnusable, AccountInUse)
ENDS = ("cancel", "keep-remark")
ONWARD = ("submit-draft", "paraf", "forward", "approve", "order", "publish")
WIB = timedelta(hours=7)
PHOTO = b"\x89PNG\r\n\x1a\n a photo"
STATES = {"queued", "sending", "sent", "dropped", "dead"}


@dataclass
class Post:
    """Somebody holds a role from a day until a day."""

    person: int
    role: Role
    from_on: date
    until_on: date | None = None


@dataclass
class Told:
    """What the machine has seen in all its walks: a walk that stays at home proves nothing."""

    walks: int = 0
    steps: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reminders: int = 0


def _recorded(command: Act, person: int) -> Written | None:
    verdict = command.verdict
    return Written(person, verdict.komisioner, verdict.decision is Action.APPROVE) if verdict is not None else None


class Office(RuleBasedStateMachine):
    """One office, one database, everybody at once."""

    ground: ClassVar[Ground]
    told: ClassVar[Told]

    def __init__(self) -> None:
        super().__init__()
        self.url = self.ground.place.fresh(self.ground.url)
        self.house = self.ground.house(self.url)
        self.runner = asyncio.Runner()
        self.expected: dict[int, Expected] = {}
        self.commands: list[tuple[Command, int, Cause]] = []
        self.words = 0
        self.day = self.today
        self.posts = [
            Post(official.id, role, self.day) for official in self.house.staff.values() for role in official.roles
        ]
        self.closed: set[int] = set()
        """Whose access is closed: they hold what they hold, and act in nothing."""
        self.told.walks += 1

    @initialize(further=st.integers(0, 7))
    def morning(self, further: int) -> None:
        """The day is noted, and a maklumat is already on its way: left to chance alone none would get far."""
        self._run(self.house.desk.tick(self.house.now))
        wahyu = self.house.wahyu.id
        self._opens(wahyu, Role.PPID, "Maklumat 2027", with_draft=bool(further))
        for _ in range(further - 1):
            person, role, action = next(way for way in self.expected[1].ways(self.holds) if way[2] in ONWARD[1:])
            assert self._act(1, person, role, action)

    def teardown(self) -> None:
        """The database is of no more use."""
        self.runner.close()
        self.house.database.close()
        self.ground.place.gone(self.url)

    # --- who and when

    @property
    def database(self) -> Database:
        return self.house.database

    @property
    def today(self) -> date:
        return (self.house.now.astimezone(UTC) + WIB).date()

    @property
    def people(self) -> list[int]:
        return [official.id for official in self.house.staff.values()]

    def holds(self, role: Role) -> set[int]:
        """Who holds a role today."""
        in_force = (
            p for p in self.posts if p.from_on <= self.today and (p.until_on is None or self.today <= p.until_on)
        )
        return {post.person for post in in_force if post.role is role} - self.closed

    def _run(self, work: Any) -> Any:
        return self.runner.run(work)

    def _cause(self, person: int) -> Cause:
        official = next(o for o in self.house.staff.values() if o.id == person)
        return self.house.cause(self.house.chat(official), by_message=self.words % 2 == 0)

    def _document(self) -> tuple[KeptFile, bytes]:
        self.words += 1
        data = b"%%PDF-1.7 text %d" % self.words
        return describe(data, "draf.pdf", "application/pdf"), data

    def _turned(self) -> None:
        """The Desk has looked at who holds what today."""
        self.day = self.today
        for m in self.expected.values():
            m.handed_over(self.holds)

    # --- asking the Desk

    def _asks(self, command: Command, person: int, contents: dict[str, bytes], cause: Cause | None = None) -> bool:
        """Whether it was done; a refusal leaves every row as it was."""
        cause = cause or self._cause(person)
        before = everything(self.database)
        try:
            self._run(self.house.desk.submit(command, PersonId(person), cause, self.house.now, contents=contents))
        except REFUSALS as said:
            refusal: Exception | None = said
        else:
            refusal = None
            self.commands.append((command, person, cause))
            self._a_minute()
        if refusal is not None:
            assert everything(self.database) == before, f"refused with {refusal!r}, and yet something changed"
            assert not type(refusal).__subclasses__(), f"{refusal!r} says too little"
            self.told.refused[type(refusal).__name__] += 1
        return refusal is None

    def _a_minute(self) -> None:
        self.house.now += timedelta(minutes=1)

    def _act(self, number: int, person: int, role: Role, action: str, late: int = 0, older: int = 0) -> bool:
        """Somebody tries a whole act with the button of this or an earlier visit and version."""
        m = self.expected[number]
        leads = m.leads(action, role, person, self.holds)
        visit, version = m.visit - late, m.version - older
        if late and action not in OUTLIVE_THE_VISIT:
            leads = None
        if older and action not in OUTLIVE_THE_VERSION:
            leads = None
        command, contents = self._whole(number, role, action, visit, version)
        done = self._asks(command, person, contents)
        assert done is (leads is not None), f"{person} as {role} {action} in step {m.step}: {done=}, {leads=}"
        if leads is not None:
            m.done(action, role, person, leads, written=_recorded(command, person))
            self.told.done[action] += 1
        return done

    def _whole(self, number: int, role: Role, action: str, visit: int, version: int) -> tuple[Act, dict[str, bytes]]:
        file, data = self._document()
        photo = describe(PHOTO, "foto.png", "image/png")
        register = "Keterangan: " if action == "set-archive" else ""
        value = LINK if action == "publish" else f"{register}{self.words}/PP.07"
        command = Act(
            action=Action(action),
            maklumat=MaklumatId(number),
            visit=visit,
            version=version,
            role=role,
            item=Item(f"Kata {self.words}", (photo,)),
            value=value,
            file=file,
            question=self.expected[number].open_question,
            verdict=self._verdict(number) if action == "record-written" else None,
            paper=1,
        )
        return command, {file.sha256: data, photo.sha256: PHOTO}

    def _verdict(self, number: int) -> Verdict | None:
        named = self.expected[number].named(self.holds)
        decision = Action.RETURN if self.words % 3 == 0 else Action.APPROVE
        return Verdict(decision, PersonId(named)) if named is not None else None

    # --- what happens

    @rule(data=st.data(), with_draft=st.booleans(), title=st.sampled_from(["Maklumat 2027", "Maklumat", "", "x" * 201]))
    def somebody_opens(self, data: st.DataObject, with_draft: bool, title: str) -> None:
        """Drafters may; whoever else tries is refused."""
        person, role = data.draw(st.sampled_from(self.people)), data.draw(st.sampled_from(list(Role)))
        if len(self.expected) < 3:
            self._opens(person, role, title, with_draft=with_draft)

    def _opens(self, person: int, role: Role, title: str, *, with_draft: bool) -> None:
        file, content = self._document()
        command = Open(title=title, role=role, file=file if with_draft else None)
        may = person in self.holds(role) and role in (Role.PPID, Role.ATASAN_PPID) and 0 < len(title) <= 200
        done = self._asks(command, person, {file.sha256: content} if with_draft else {})
        assert done is may, f"{person} as {role} opens {title!r}: {done=}"
        if done:
            made = Expected()
            self.expected[max(row.id for row in self._rows(t.maklumat))] = made
            if with_draft:
                made.done("submit-draft", role, person, 1)
            self.told.done["open"] += 1

    @precondition(lambda self: self.expected)
    @rule(data=st.data(), ends=st.integers(0, 12), times=st.integers(1, 4))
    def people_do_what_may_be_done(self, data: st.DataObject, ends: int, times: int) -> None:
        """Any acts that the page allows, mostly such as do not end it."""
        for _ in range(times):
            number, m = data.draw(st.sampled_from(sorted(self.expected.items())))
            ways = [way for way in m.ways(self.holds) if ends == 0 or way[2] not in ENDS]
            if ways:
                action = data.draw(st.sampled_from(sorted({way[2] for way in ways})))
                assert self._act(number, *data.draw(st.sampled_from([way for way in ways if way[2] == action])))

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def it_goes_on(self, data: st.DataObject) -> None:
        """Left to chance alone a walk would hardly get far."""
        number, m = data.draw(st.sampled_from(sorted(self.expected.items())))
        wanted = ONWARD if m.standing is None else ONWARD[1:]
        if ways := [way for way in m.ways(self.holds) if way[2] in wanted]:
            assert self._act(number, *data.draw(st.sampled_from(ways)))

    @precondition(lambda self: self.expected)
    @rule(
        data=st.data(),
        late=st.sampled_from([0, 0, 0, 1, 2, -1]),
        older=st.sampled_from([0, 0, 0, 1, -1]),
        theirs=st.sampled_from([True, True, False]),
    )
    def anybody_tries_anything(self, data: st.DataObject, late: int, older: int, theirs: bool) -> None:
        """Any person, act and role (mostly one of theirs), with a button of now, of before, or of a time to come."""
        number = data.draw(st.sampled_from(sorted(self.expected)))
        pairs = [(person, role) for role in Role for person in (sorted(self.holds(role)) if theirs else self.people)]
        person, role = data.draw(st.sampled_from(pairs))
        self._act(number, person, role, data.draw(st.sampled_from([action.value for action in Action])), late, older)

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def somebody_says_nothing(self, data: st.DataObject) -> None:
        """An act that needs words, a file or a link is refused without them."""
        number, m = data.draw(st.sampled_from(sorted(self.expected.items())))
        ways = [way for way in m.ways(self.holds) if way[2] not in NEED_NOTHING and way[2] not in ENDS]
        if not ways:
            return
        person, role, action = data.draw(st.sampled_from(ways))
        empty = Act(action=Action(action), maklumat=MaklumatId(number), visit=m.visit, version=m.version, role=role)
        assert not self._asks(empty, person, {}), f"{action} was done without a word"

    @precondition(lambda self: self.expected)
    @rule(data=st.data(), reason=st.sampled_from(["Kata", "Kata", "Kata", " "]))
    def somebody_reassigns(self, data: st.DataObject, reason: str) -> None:
        """The Atasan PPID or an admin gives a waiting step to another; whoever else tries is refused."""
        number, m = data.draw(st.sampled_from(sorted(self.expected.items())))
        admin = self.house.agus.id
        by = data.draw(st.sampled_from([*sorted(self.holds(Role.ATASAN_PPID)), admin, *self.people]))
        to = data.draw(st.sampled_from(self.people))
        may = by in {admin} - self.closed or by in self.holds(Role.ATASAN_PPID)
        fits = not m.closed and not m.objected and m.step in MAY_TAKE and bool(m.fitting(to, self.holds))
        may = may and (
            to != by or any(p.person == by and p.role is Role.ATASAN_PPID and not p.until_on for p in self.posts)
        )
        other = m.holders(self.holds) != {to}
        command = Reassign(maklumat=MaklumatId(number), visit=m.visit, to=PersonId(to), reason=reason)
        done = self._asks(command, by, {})
        assert done is (may and fits and other and bool(reason.strip())), f"{by} gives step {m.step} to {to}: {done=}"
        if done:
            former = sorted(m.holders(self.holds) - {to})
            m.reassigned(to, self.holds)
            self.told.done["reassign"] += 1
            # Whoever had it until now tries to go on with it.
            for person in former[:1]:
                role = data.draw(st.sampled_from([role for role in Role if person in self.holds(role)]))
                self._act(number, person, role, data.draw(st.sampled_from(sorted(ALONE[m.step]))))

    @precondition(lambda self: self.expected)
    @rule(
        data=st.data(),
        remedy=st.sampled_from([r for r in Remedy for _ in range(1 if r is Remedy.CANCEL else 2)]),
        reason=st.sampled_from(["Kata", "Kata", "Kata", " \u2060"]),
        late=st.sampled_from([0, 0, 0, 1]),
    )
    def an_admin_rescues(self, data: st.DataObject, remedy: Remedy, reason: str, late: int) -> None:
        """Back, held, resumed, closed, a card anew; whoever else tries is refused, and nothing leads on."""
        number, m = data.draw(st.sampled_from(sorted(self.expected.items())))
        admin = self.house.agus.id
        by = data.draw(st.sampled_from([*[admin] * 6, *self.people]))
        step, to = data.draw(st.sampled_from(list(Step))), data.draw(st.sampled_from(self.people))
        if back := [a for a in Step if a < m.step]:
            step = data.draw(st.sampled_from([*back, step]))
        may = by in {admin} - self.closed and not late and "Kata" in reason
        may = may and m.may_be_rescued(remedy, step, to, self.holds)
        wish = Rescue(
            remedy=remedy,
            maklumat=MaklumatId(number),
            visit=m.visit - late,
            reason=reason,
            step=step,
            to=PersonId(to),
        )
        done = self._asks(wish, by, {})
        assert done is may, f"{by} in step {m.step}: {remedy} to step {step} or person {to}: {done=}"
        if done:
            m.rescued(remedy, step)
            self.told.done[f"rescue: {remedy}"] += 1

    @precondition(lambda self: self.commands)
    @rule(data=st.data())
    def a_cause_comes_again(self, data: st.DataObject) -> None:
        """The same update twice, or a tap's cause with another wish: it took effect before."""
        command, person, cause = data.draw(st.sampled_from(self.commands))
        if data.draw(st.booleans()):
            command = data.draw(st.sampled_from(self.commands))[0]
        with_all = {file.sha256: data for file, data in [self._document()]}
        assert not self._asks(command, person, with_all, cause)
        assert not self._asks(command, person, with_all, Cause(key=cause.key)), "its key alone is refused too"

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def words_come_late(self, data: st.DataObject) -> None:
        """A correction of a visit that has passed is kept as a remark, and nothing else changes."""
        number, m = data.draw(st.sampled_from(sorted(self.expected.items())))
        komisioner = sorted(self.holds(Role.KOMISIONER))
        if m.visit < 2 or not komisioner:
            return
        person = data.draw(st.sampled_from(komisioner))
        command, contents = self._whole(number, Role.KOMISIONER, "return", m.visit - 1, m.version)
        remark, _ = self._whole(number, Role.KOMISIONER, "keep-remark", m.visit - 1, m.version)
        late = IfLate(
            commands=(Act(**{**vars(remark), "item": command.item, "meant_for": "return"}),), say=lambda _: ()
        )
        cause = self._cause(person)
        outcome = self._run(
            self.house.desk.submit(command, PersonId(person), cause, self.house.now, contents=contents, if_late=late)
        )
        assert outcome.refusal is not None
        assert [type(event) for event in outcome.events] == [e.RemarkKept]
        self.commands.append((command, person, cause))
        self._a_minute()

    @rule(hours=st.sampled_from([1, 5, 14, 24, 72]))
    def time_passes(self, hours: int) -> None:
        """Time makes reminders only, each once; a second look at the same moment makes none."""
        self.house.now += timedelta(hours=hours)
        self.told.reminders += self._run(self.house.desk.tick(self.house.now))
        while self._run(self.house.desk.tick(self.house.now)):
            # A maklumat may have several rungs behind it; each look uses one of each.
            self.told.reminders += 1
        assert self._run(self.house.desk.tick(self.house.now)) == 0
        self._turned()

    @rule(data=st.data(), roles=st.sets(st.sampled_from(list(Role)), min_size=1, max_size=2), new=st.booleans())
    def somebody_is_enrolled(self, data: st.DataObject, roles: set[Role], new: bool) -> None:
        """A code makes a newcomer an official, or gives an official more roles; the second time it is worth nothing."""
        if new and len(self.people) > 9:
            return
        official = None if new else data.draw(st.sampled_from(list(self.house.staff.values())))
        if official is not None and official.id in self.closed:
            return
        name = official.name if official else f"Tamu {len(self.people)}"
        chat = self.house.chat(official) if official else 9500 + len(self.people)
        invitation = Invitation(name=name, roles=tuple(sorted(roles)))
        code = self._run(self.house.invites(invitation))
        made = self._run(self.house.desk.enrol(code, chat, self.house.cause(chat), self.house.now))
        self.house.staff[name.lower()] = made
        for role in sorted(roles):
            if not any(p.person == made.id and p.role is role and p.until_on is None for p in self.posts):
                self.posts.append(Post(made.id, role, self.today))
        self._a_minute()
        self._is_refused(code, chat)
        self._is_refused("tebakan", chat)

    @rule(data=st.data(), role=st.sampled_from(list(Role)), days=st.integers(0, 2))
    def somebody_stands_in(self, data: st.DataObject, role: Role, days: int) -> None:
        """A mandate from tomorrow until some day, as it will be written down when people are replaced."""
        person = data.draw(st.sampled_from(self.people))
        first = self.today + timedelta(days=1)
        post = Post(person, role, first, first + timedelta(days=days))
        self.posts.append(post)
        row = sa.insert(t.mandates).values(
            person_id=person, role=role, standing=Standing.PLH, from_on=first, until_on=post.until_on, basis="SP 1"
        )
        self.database.write_now(lambda db: db.execute(row))

    @rule(data=st.data())
    def access_is_closed_or_opened(self, data: st.DataObject) -> None:
        """A phone is lost, or found: what waited for the person alone waits for nobody meanwhile."""
        person = data.draw(st.sampled_from(self.people))
        self._changes(person, Change.UNFROZEN if person in self.closed else Change.FROZEN)
        self.closed ^= {person}
        for m in self.expected.values():
            m.handed_over(self.holds)

    @rule(data=st.data(), role=st.sampled_from(list(Role)))
    def a_role_is_ended(self, data: st.DataObject, role: Role) -> None:
        """Not the last one's: a maklumat that waits for nobody at all is another walk."""
        today = [p for p in self.posts if p.role is role and p.from_on <= self.today]
        held = {post.person for post in today if post.until_on is None} - self.closed
        if len(held) < 2:
            return
        person = data.draw(st.sampled_from(sorted(held)))
        self._changes(person, Change.ENDED, role)
        self.posts = [post for post in self.posts if (post.person, post.role) != (person, role)]
        for m in self.expected.values():
            m.handed_over(self.holds)

    def _changes(self, person: int, change: Change, role: Role | None = None) -> None:
        wish = Wish(person=PersonId(person), change=change, role=role, reason="Telepon hilang")
        self.words += 1
        cause = Cause(key=f"people:{self.words}")
        self._run(self.house.desk.change_official(wish, None, cause, self.house.now, say=lambda *_: ()))
        self._a_minute()

    @rule()
    def the_postman_comes(self) -> None:
        """All that can go, goes."""
        self.house.forget_sent()

    @rule()
    def the_press_runs(self) -> None:
        """Papers that were called for are made, each once."""
        for snapshot in self.database.read_now(papers.unmade):
            file, data = self._document()
            for _ in range(2):
                self._run(self.house.desk.paper_made(snapshot, file, data, self.house.now))
            self.expected[snapshot.maklumat.id].papers = True

    @precondition(lambda self: self.expected)
    @rule()
    def telegram_was_away(self) -> None:
        """Waiting cards are sent anew."""
        self._run(self.house.desk.reissue(self.house.now - timedelta(minutes=5), self.house.now))

    def _is_refused(self, code: str, chat: int) -> None:
        cause = self.house.cause(chat)
        before = everything(self.database)
        try:
            self._run(self.house.desk.enrol(code, chat, cause, self.house.now))
        except InviteUnusable:
            assert everything(self.database) == before
        else:
            raise AssertionError("a code was good twice")

    def _rows(self, table: sa.Table) -> list[Any]:
        return self.database.read_now(lambda db: list(db.execute(sa.select(table).order_by(*table.primary_key))))

    # --- what must hold after each of it

    @invariant()
    def all_is_as_it_must_be(self) -> None:
        """The rows say what the SOP says."""
        self.told.steps += 1
        if self.today != self.day:
            self._run(self.house.desk.tick(self.house.now))
            self._turned()
        kept, told, out = (self._rows(table) for table in (t.maklumat, t.journal, t.outbox))
        assert self.database.read_now(journal.verify) is None
        assert [row.id for row in kept] == sorted(self.expected)
        for row in kept:
            events = [(event_from_json(r.kind, r.body), r) for r in told if r.maklumat_id == row.id]
            self._one(row, [event for event, _ in events])
            assert [r.ordinal for _, r in events] == list(range(1, len(events) + 1))
        self._causes(told)
        self._cards(out)
        self._post(out)

    def _one(self, row: Any, events: list[e.Event]) -> None:
        m, wanted = maklumat_from_json(row.body), self.expected[row.id]
        assert fold(tuple(events)) == m
        there = (int(m.step), m.visit.number, m.version, m.phase == "cancelled")
        assert there == (wanted.step, wanted.visit, wanted.version, wanted.closed)
        assert (row.step, row.phase, row.revision) == (m.step, m.phase, len(events))
        assert bool(m.number) is wanted.numbered
        assert (m.hold is not None) is ((wanted.held or wanted.objected) and not wanted.closed)
        assert (m.offered_final is not None) is wanted.offered
        assert {c.by for c in m.collecting} == wanted.collecting
        assert (m.approval.by if m.approval and m.step >= 4 else None) == (wanted.approver if m.step >= 4 else None)
        reached = [
            (event.visit, rung)
            for event in events
            if isinstance(event, e.RungReached)
            for rung in (*event.skipped, event.rung)
        ]
        assert len(reached) == len(set(reached)), "a rung was used twice"
        self._decisions(events)

    def _decisions(self, events: list[e.Event]) -> None:
        drafted: dict[int, set[int | None]] = {}
        for event in events:
            if isinstance(event, e.DraftGiven | e.ParafGiven):
                drafted.setdefault(event.version, set()).add(event.by)
            if isinstance(event, e.Approved) or (isinstance(event, e.Returned) and event.step == 3):
                assert event.role is Role.KOMISIONER, "somebody else decided"
                assert event.by not in drafted[event.version], "a drafter decided on his own text"
            if isinstance(event, e.SteppedBack | e.CardResent):
                assert (event.by, event.role) == (self.house.agus.id, None), "somebody else rescued it"
        self._approved(events)
        steps = [int(event.step) for event in events if isinstance(event, e.StepEntered)]
        assert steps[0] == 1
        assert all(b == a + 1 or b < a for a, b in pairwise(steps)), "a step was skipped"

    def _approved(self, events: list[e.Event]) -> None:
        """Behind step 3 the present version is approved, whoever returned what and when."""
        version, approved = 0, 0
        for event in events:
            match event:
                case e.DraftGiven():
                    version, approved = event.version, 0
                case e.Approved():
                    approved = event.version
                case e.DecisionTakenBack() | e.TextReplaced():
                    approved = 0
                case e.SteppedBack() if event.to <= Step.DECISION:
                    approved = 0
                case e.StepEntered() if event.step > Step.DECISION:
                    assert approved == version > 0, "past the Komisioner"

    def _causes(self, told: list[Any]) -> None:
        parts: dict[str, list[int]] = {}
        for row in told:
            parts.setdefault(row.cause, []).append(row.part)
        assert all(numbers == list(range(len(numbers))) for numbers in parts.values()), "a cause took effect twice"
        about: dict[str, set[int]] = {}
        for row in told:
            about.setdefault(row.cause, set()).add(row.maklumat_id)
        assert all(len(numbers) == 1 for numbers in about.values())

    def _cards(self, out: list[Any]) -> None:
        live = Counter((row.maklumat_id, row.person_id) for row in out if row.live)
        assert all(times == 1 for times in live.values()), "two live cards"
        for number, m in self.expected.items():
            for person in m.holders(self.holds):
                assert (number, person) in live, f"{person} is waited for in {number} (step {m.step}) and has no card"

    def _post(self, out: list[Any]) -> None:
        rows = {row.id: row for row in out}
        chats = {official.id: official.telegram_id for official in self.house.staff.values()}
        for row in out:
            assert row.state in STATES
            assert not row.live or row.kind in (Kind.CARD, Kind.REMINDER)
            assert row.person_id is None or row.chat_id == chats[row.person_id]
            assert row.target_id is None or rows[row.target_id].chat_id == row.chat_id
            assert row.maklumat_id is None or row.maklumat_id in self.expected
