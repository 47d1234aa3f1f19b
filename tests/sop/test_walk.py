"""Seeded random walks by everybody, strangers included, over every command: what must hold after each step, holds.

What is allowed comes from design.py; who drafted, decided and took part is read off the journal here, not asked of sop.
The seeded walks are the same each time, so a red one is found again by its seed; hypothesis walks other ways each time,
and shrinks what it finds.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop import events as e
from sop.commands import Act, ClockTick, RecordPaper, Remedy
from sop.deadlines import next_rung
from sop.decide import Option, decide, options
from sop.errors import (
    AlreadyInForce,
    DecidesOtherwise,
    NobodyConfirms,
    NoKomisioner,
    OwnDecision,
    QuestionClosed,
    SopError,
)
from sop.events import Event
from sop.folding import fold
from sop.items import Verdict
from sop.maklumat import Phase
from sop.notices import Told
from sop.papers import PaperKind
from sop.roles import PersonId, Role
from sop.steps import OUTLIVES_ITS_VISIT, Action, Step
from sop.turns import awaited, deciders
from tests.sop.design import ADMINS_WAYS, AT_ANY_STEP, BY_DESIGN, WAYS, WITHOUT_PART, A, K, P
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    EVERYBODY,
    JOKO,
    LINK,
    PHOTO,
    RATNA,
    RULES,
    SCENES,
    WAHYU,
    course_to,
    document,
    office,
)

WALKS, STEPS = 70, 70

OFFICES = (
    office(),
    office({Role.E_PPID: ()}),
    office({K: (BAGUS,)}),
    office({K: (BAGUS, WAHYU)}),
    office({P: (WAHYU, BAGUS)}),
    office({A: (), Role.E_PPID: ()}, plh=WAHYU),
    office({P: (WAHYU, DIMAS), K: (RATNA,)}),
)
"""The usual one; nobody in E PPID; one Komisioner; people who both draft and decide; a Plh. beside his own role."""

DESIGNED = (
    {
        (step, may.action, role)
        for step, scenes in {
            1: ("draft given", "draft given, held", "PPID parafed", "Atasan parafed", "returned by a Komisioner"),
            2: ("step 2", "step 2, held"),
            3: (
                "step 3",
                "step 3, held",
                "step 3, correction open",
                "step 3, question open",
                "step 3, written recorded",
            ),
            4: ("step 4", "step 4, held", "step 4, final unaffirmed", "step 4, on paper", "step 4, objected"),
            5: ("step 5", "step 5, held", "step 5, final unaffirmed", "step 5, on paper", "step 5, objected"),
            6: ("step 6", "step 6, nobody holds E PPID", "step 6, final unaffirmed"),
        }.items()
        for scene in scenes
        for may in BY_DESIGN[scene]
        for role in may.roles
    }
    | WITHOUT_PART
    | AT_ANY_STEP
)
"""(step, act, role) that the design knows, whatever else must hold."""

NEEDS_NO_WORDS = {
    "paraf", "paraf-and-forward", "send-correction", "forward", "withdraw", "approve", "take-back", "order", "resume",
    "affirm-final", "confirm-live", "examine", "confirm-written", "object", "lift-objection",
}  # fmt: skip
ONWARD = ("submit-draft", "paraf", "forward", "approve", "order", "publish")
ON_PAPER = ("record-written", "confirm-written", "reject-written", "object", "lift-objection")
EXPLAINED_WHEN_TRIED = {
    NoKomisioner: {Action.FORWARD},
    QuestionClosed: {Action.ANSWER},
    NobodyConfirms: {Action.RECORD_WRITTEN},
    OwnDecision: {Action.RECORD_WRITTEN},
    DecidesOtherwise: {Action.RECORD_WRITTEN},
    AlreadyInForce: {Action.SET_NUMBER},
}
"""Refusals of an act whose button is there all the same."""
VALUES = {Action.SET_NUMBER: "12/PP", Action.PUBLISH: LINK}


class Walk:
    """One maklumat, everybody at once."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.course = course_to(self.dice.choice(list(SCENES)))
        self.documents = 1

    def goes(self) -> None:
        """One thing happens."""
        happens = self.dice.choices(
            (self.somebody_presses, self.it_goes_on, self.somebody_tries_anything, self.says_nothing, self.time_passes,
             self.mandates_change, self.a_paper_lies_there, self.an_admin_rescues),
            (8, 3, 6, 1, 1, 1, 1, 1),
        )[0]  # fmt: skip
        happens()

    def buttons(self, fits: Callable[[Option], bool]) -> list[tuple[PersonId, Option]]:
        m, of = self.course.m, self.course.office
        return [(who, option) for who in EVERYBODY for option in options(m, who, of) if fits(option)]

    def whole(self, action: Action, role: Role, visit: int | None = None, version: int | None = None) -> Act:
        """An act that lacks nothing."""
        self.documents += 1
        could = deciders(self.course.m, self.course.office)
        decision = self.dice.choice((Action.APPROVE, Action.APPROVE, Action.RETURN))
        open_questions = [q.number for q in self.course.m.questions if q.answer is None]
        return self.course.act(
            action,
            role,
            f"Kata {self.documents}",
            files=(PHOTO,),
            value=VALUES.get(action, f"Keterangan: UU {self.documents}"),
            file=document(self.documents % 90),
            question=open_questions[0] if open_questions else 0,
            paper=len(self.course.m.papers),
            verdict=Verdict(decision, self.dice.choice(could)) if could else None,
            visit=visit,
            version=version,
        )

    def somebody_presses(self) -> None:
        """A button that is there: any of them, for the ends of the world are reached too soon."""
        ends = {Action.CANCEL, Action.KEEP_REMARK} if self.dice.random() < 0.9 else set()
        offered = self.buttons(lambda option: option.action not in ends)
        if offered:
            action = self.dice.choice(sorted({option.action for _, option in offered}))
            self.tap(*self.dice.choice([cell for cell in offered if cell[1].action is action]))

    def it_goes_on(self) -> None:
        """Left to chance alone, a walk would hardly ever get far."""
        draft = self.course.m.draft
        needed = ONWARD if draft is None or draft.returned else ONWARD[1:]
        if offered := self.buttons(lambda option: option.action in needed):
            self.tap(*self.dice.choice(offered))

    def a_paper_lies_there(self) -> None:
        """What is decided on paper is seldom, and has its own ways."""
        if offered := self.buttons(lambda option: option.action in ON_PAPER):
            self.tap(*self.dice.choice(offered))

    def an_admin_rescues(self) -> None:
        """Anybody tries; what an admin may do is done, with a reason, and never leads on."""
        m, of, dice = self.course.m, self.course.office, self.dice
        person = AGUS if dice.random() < 0.85 else dice.choice(EVERYBODY)
        remedy = dice.choice([r for r in Remedy if r is not Remedy.CANCEL or dice.random() < 0.2])
        waiting = awaited(m, of)
        step, to = dice.choice(list(Step)), dice.choice(waiting if waiting and dice.random() < 0.7 else EVERYBODY)
        late, reason = dice.choice((0, 0, 0, 1)), dice.choice(("Kata", "Kata", "Kata", " \u2060"))
        objected = m.hold is not None and m.hold.objection
        may = {
            Remedy.STEP_BACK: (m.step, step) in ADMINS_WAYS
            and not objected
            and (step is not Step.DECISION or bool(deciders(m, of))),
            Remedy.HOLD: m.hold is None,
            Remedy.RESUME: m.hold is not None and not objected,
            Remedy.CANCEL: True,
            Remedy.RESEND: to in waiting,
        }[remedy]
        may = may and (m.phase is Phase.OPEN or (m.phase is Phase.PUBLISHED and remedy is Remedy.RESEND))
        may = may and person == AGUS and not late and bool(reason.strip(" \u2060"))
        try:
            self.course.rescued(remedy, reason, by=person, visit=m.visit.number - late, step=step, to=to)
        except SopError as refusal:
            self.must(not type(refusal).__subclasses__(), f"{refusal!r} is no leaf")
            self.must(self.course.m is m, "a refusal changed something")
            self.must(not may, f"{remedy} by {person} in step {m.step} was refused with {refusal!r}")
        else:
            self.must(may, f"{remedy} by {person} in step {m.step} to {step}/{to} was done")
            self.must(self.course.m.step <= m.step, f"{remedy} led on")

    def tap(self, person: PersonId, option: Option) -> None:
        step = self.course.m.step
        try:
            self.course.gives(person, self.whole(option.action, option.role))
        except tuple(EXPLAINED_WHEN_TRIED) as refusal:
            self.must(option.action in EXPLAINED_WHEN_TRIED[type(refusal)], f"{option} was offered, then {refusal!r}")
        else:
            self.must_be_designed(step, option.action, option.role)

    def somebody_tries_anything(self) -> None:
        """Anybody, any act, any role, with a new or an old button."""
        m, of, dice = self.course.m, self.course.office, self.dice
        person, action, role = dice.choice(EVERYBODY), dice.choice(list(Action)), dice.choice(list(Role))
        late, older = dice.choice((0, 0, 1, 2)), dice.choice((0, 0, 0, 1))
        offered = Option(action, role) in options(m, person, of)
        current = late == older == 0
        try:
            self.course.gives(person, self.whole(action, role, m.visit.number - late, m.version - older))
        except SopError as refusal:
            explained = action in EXPLAINED_WHEN_TRIED.get(type(refusal), ())
            self.must(not type(refusal).__subclasses__(), f"{refusal!r} is no leaf")
            self.must(self.course.m is m, "a refusal changed something")
            self.must(not (offered and current) or explained, f"{action} was offered, then {refusal!r}")
        else:
            self.must(offered, f"{action} was done and not offered")
            self.must(current or action in OUTLIVES_ITS_VISIT, f"{action} was done by an old button")
            self.must_be_designed(m.step, action, role)

    def says_nothing(self) -> None:
        """Without words, file, link or question an act records nothing, or needs none of them."""
        for person in EVERYBODY:
            for option in options(self.course.m, person, self.course.office):
                act = self.course.act(option.action, option.role)
                try:
                    decide(self.course.m, act, person, self.course.now, self.course.office)
                except SopError:
                    continue
                self.must(option.action in NEEDS_NO_WORDS, f"{option.action} was done without a word")

    def time_passes(self) -> None:
        """Hours or days later; what is due is told, and a paper is made."""
        self.course.now += timedelta(days=self.dice.randrange(3), hours=self.dice.randrange(24))
        m = self.course.m
        before, rung = m.step, next_rung(m, RULES)
        if rung is not None and rung.at <= self.course.now:
            tick = ClockTick(maklumat=m.id, visit=m.visit.number, rung=rung.name)
            notices = self.course.gives(None, tick).notices
            self.must({notice.told for notice in notices} <= {Told.REMINDER}, "time sends reminders only")
            self.must(self.course.m.step is before, "time moves no maklumat")
            later = next_rung(self.course.m, RULES)
            self.must(
                later is None or later.at > self.course.now - timedelta(minutes=1), "one tick takes all that is due"
            )
        kind = self.dice.choice(list(PaperKind))
        paper = RecordPaper(maklumat=m.id, kind=kind, version=m.version, visit=m.visit.number, file=document())
        self.must(self.course.gives(None, paper).notices == (), "a paper is told to nobody")

    def mandates_change(self) -> None:
        """Other people hold other roles from now on."""
        self.course.office = self.dice.choice(OFFICES)

    def must_be_designed(self, step: Step, action: Action, role: Role) -> None:
        self.must((int(step), action.value, role) in DESIGNED, f"{role} did {action} in step {step}")

    def must(self, holds: bool, why: str) -> None:
        assert holds, why


def the_journal_tells_the_same_maklumat(walk: Walk) -> None:
    assert fold(tuple(walk.course.journal)) == walk.course.m
    assert walk.course.m.revision == len(walk.course.journal)


def no_step_is_skipped(walk: Walk) -> None:
    visits = walk.course.m.visits
    assert [visit.number for visit in visits] == list(range(1, len(visits) + 1))
    for a, b in pairwise(visits):
        assert (int(a.step), int(b.step)) in (ADMINS_WAYS if a.outcome == "SteppedBack" else WAYS)
    assert all(visit.left_at is not None and visit.outcome for visit in visits[:-1])
    assert (visits[-1].left_at is not None) is (walk.course.m.phase is Phase.CANCELLED)
    assert all((visit.due_at is None) is (visit.step is Step.PUBLISHED) for visit in visits)


def what_a_step_stands_on_is_there(walk: Walk) -> None:
    m = walk.course.m
    if m.step >= Step.FORWARDING:
        assert {(p.role, p.version) for p in m.standing_parafs} == {(P, m.version), (A, m.version)}
    if m.step >= Step.DECISION:
        assert m.forwarding is not None
        assert m.forwarding.version == m.version
    assert (m.approval is not None) is (m.step >= Step.ORDERING)
    assert m.approval is None or m.approval.version == m.version
    assert (m.order is not None) is (m.step >= Step.PUBLISHING)
    assert (m.publication is not None) is (m.step is Step.PUBLISHED)
    assert m.hold is None or m.phase is Phase.OPEN
    assert m.hold is None or not m.hold.objection or m.step in (Step.ORDERING, Step.PUBLISHING)
    assert m.written is None or m.step is Step.DECISION
    assert m.final is None or m.step >= Step.ORDERING
    assert not m.collecting or m.step is Step.DECISION


def nobody_but_a_komisioner_who_did_not_draft_decides(walk: Walk) -> None:
    drafted: dict[int, set[PersonId | None]] = {}
    for event in walk.course.journal:
        if isinstance(event, e.DraftGiven | e.ParafGiven):
            drafted.setdefault(event.version, set()).add(event.by)
        if isinstance(event, e.Approved) or (isinstance(event, e.Returned) and event.step is Step.DECISION):
            assert event.role is K
            assert event.by not in drafted[event.version]


def behind_step_3_the_komisioners_approval_of_that_version_stands(walk: Walk) -> None:
    version, approved = 0, 0
    for event in walk.course.journal:
        match event:
            case e.DraftGiven():
                version, approved = event.version, 0
            case e.Approved():
                approved = event.version
            case e.DecisionTakenBack() | e.TextReplaced() | e.Returned():
                approved = 0
            case e.SteppedBack():
                approved = approved if event.to is Step.ORDERING else 0
            case e.StepEntered() if event.step > Step.DECISION:
                assert approved == version > 0
    assert walk.course.m.step <= Step.DECISION or approved == version


def what_is_on_paper_was_recorded_and_confirmed_by_two_who_had_no_part(walk: Walk) -> None:
    had_part: dict[int, set[PersonId | None]] = {}
    recorded: list[e.WrittenRecorded] = []
    for event in walk.course.journal:
        if isinstance(event, e.DraftGiven | e.ParafGiven | e.Forwarded):
            had_part.setdefault(event.version, set()).add(event.by)
        if isinstance(event, e.WrittenRecorded):
            recorded.append(event)
        if isinstance(event, e.Approved | e.Returned) and event.on_paper:
            first, second = event.on_paper.recorded_by, event.on_paper.confirmed_by
            assert len({first, second, event.by}) == 3
            assert not {first, second} & had_part[event.version]
            assert recorded[-1].by == first
            assert recorded[-1].verdict.komisioner == event.by
            assert recorded[-1].verdict.decision == (Action.APPROVE if isinstance(event, e.Approved) else Action.RETURN)
            assert event.on_paper.scan == recorded[-1].item.files != ()


def who_has_no_mandate_did_nothing_and_is_told_nothing(walk: Walk) -> None:
    assert JOKO not in {event.by for event in walk.course.journal}
    rescues = e.SteppedBack | e.CardResent | e.Held | e.Resumed | e.Cancelled
    for event in walk.course.journal:
        # In no role, and in no other way, does an admin act; and nobody else acts in none.
        assert (event.by == AGUS) is (event.by is not None and event.role is None)
        assert event.by != AGUS or isinstance(event, rescues)
    told = [notice.to for notice in walk.course.last.notices]
    assert JOKO not in told
    assert len(told) == len(set(told))


def somebody_can_always_act_unless_it_is_closed(walk: Walk) -> None:
    asides = {"keep-remark", "report-obstacle", "set-number", "ask", "answer", "give-proof", "file-scan"}
    can = {option.action for _, option in walk.buttons(lambda option: True)}
    if walk.course.m.phase is Phase.CANCELLED:
        assert can == {Action.KEEP_REMARK}
    elif walk.course.m.phase is Phase.OPEN:
        assert can - asides


INVARIANTS = (
    the_journal_tells_the_same_maklumat,
    no_step_is_skipped,
    what_a_step_stands_on_is_there,
    nobody_but_a_komisioner_who_did_not_draft_decides,
    behind_step_3_the_komisioners_approval_of_that_version_stands,
    what_is_on_paper_was_recorded_and_confirmed_by_two_who_had_no_part,
    who_has_no_mandate_did_nothing_and_is_told_nothing,
    somebody_can_always_act_unless_it_is_closed,
)


def walk_of(seed: int) -> Walk:
    """A whole walk, looked at after each step."""
    walk = Walk(Random(seed))
    for _ in range(STEPS):
        walk.goes()
        for holds in INVARIANTS:
            holds(walk)
    return walk


@pytest.mark.parametrize("seed", range(WALKS))
def test_everybody_at_once_breaks_nothing(seed):
    walk_of(seed)


def test_the_walks_reach_every_event_and_every_step():
    """A walk that stays at home proves nothing."""
    seen: Counter[str] = Counter()
    furthest: set[int] = set()
    for seed in range(WALKS):
        walk = Walk(Random(seed))
        for _ in range(STEPS):
            walk.goes()
        seen.update(type(event).__name__ for event in walk.course.journal)
        furthest |= {int(visit.step) for visit in walk.course.m.visits}

    # Holders change by mandate, enrolment or setting: the Desk records it, no command of the procedure does. Deadlines
    # move with the calendar, which is another's walk (tests/storage/test_recalendar.py), and the bot's looks at a page
    # have tests of their own (test_looks.py).
    assert set(seen) == {kind.__name__ for kind in Event.__subclasses__()} - {
        "HoldersChanged",
        "DeadlineMoved",
        "StepReassigned",
        "PageChecked",
        # About no maklumat.
        "OfficialChanged",
    }
    assert furthest == {1, 2, 3, 4, 5, 6}


@given(dice=st.randoms(use_true_random=False), steps=st.integers(min_value=1, max_value=30))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_walk_by_hypothesis_shrinks_to_the_fewest_acts_that_break_a_rule(dice, steps):
    walk = Walk(dice)

    for _ in range(steps):
        walk.goes()

        for invariant in INVARIANTS:
            invariant(walk)
