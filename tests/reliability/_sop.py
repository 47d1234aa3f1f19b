"""The SOP said once more and simply: what one maklumat may meet, for the trial of the whole Desk to be held against.

Nothing here asks sop: what may be done where comes from tests/sop/design.py, which is the agreed page; the rest is said
in the words of the procedure.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sop.roles import Role
from tests.sop.design import ADMINS_WAYS, BY_DESIGN, CLOSED, DRAFTERS, OP, A, E, K, May, P, held

Holds = Callable[[Role], set[int]]
"""Who holds a role today."""

OUTLIVE_THE_VISIT = {
    *("set-number", "set-minutes", "join-return", "give-final", "give-proof", "set-basis", "keep-remark"),
    *("file-scan", "file-on-paper", "set-archive"),
}
OUTLIVE_THE_VERSION = {"set-basis", "file-scan", "keep-remark"}
NEED_NOTHING = {
    *("paraf", "paraf-and-forward", "send-correction", "forward", "withdraw", "approve", "take-back", "order"),
    *("resume", "affirm-final", "confirm-live", "examine", "confirm-written", "object", "lift-objection"),
}
"""Acts that lack nothing when nothing is said with them."""
MAY_TAKE = {2: (A, P, OP), 4: (A, P), 5: (OP, A, P, E)}
"""Steps that may be reassigned, and the roles of whoever may take them: those that this office has set come first."""
ALONE = {
    2: {"forward", "set-number", "return", "resume", "examine", "report-obstacle"},
    4: {"order", "direct", "hold", "resume", "examine", "report-obstacle"},
    5: {"publish", "give-proof", "resume", "examine", "report-obstacle"},
}
"""What only he does then."""


@dataclass
class Version:
    """One text: who gave it in which role, and whose parafs stand on it."""

    role: Role
    by: int
    parafs: dict[Role, int] = field(default_factory=dict)
    returned: bool = False
    forwarders: set[int] = field(default_factory=set)
    initialled: set[int] = field(default_factory=set)
    """Whoever ever put a paraf on it, though it may have fallen."""

    @property
    def drafters(self) -> set[int]:
        """Who may not decide on it."""
        return {self.by, *self.initialled}

    @property
    def had_part(self) -> set[int]:
        """Who has no hand in the record of a decision on paper."""
        return self.drafters | self.forwarders


@dataclass(frozen=True)
class Written:
    """What somebody recorded as decided on paper."""

    by: int
    komisioner: int
    approves: bool


@dataclass
class Expected:
    """One maklumat as it must be by now."""

    step: int = 1
    visit: int = 1
    closed: bool = False
    versions: list[Version] = field(default_factory=list)
    returner: int | None = None
    """The Komisioner who returned the present version."""
    approver: int | None = None
    collecting: set[int] = field(default_factory=set)
    questions: list[bool] = field(default_factory=list)
    """Each question, and whether it was answered."""
    numbered: bool = False
    written: Written | None = None
    """A decision on paper that nobody has confirmed."""
    on_paper: bool = False
    """The approval was given on paper."""
    objected: bool = False
    minutes: bool = False
    """The decision that stands has its Berita Acara."""
    held: bool = False
    offered: bool = False
    confirmed: bool = False
    taken: tuple[int, Role] | None = None
    """To whom this step was reassigned, and in which role he acts."""
    papers: bool = False
    """A paper was made."""
    examined: bool = False
    """Somebody has said in this visit that he is looking at it."""

    @property
    def version(self) -> int:
        """The number of the present version."""
        return len(self.versions)

    @property
    def standing(self) -> Version | None:
        """The version that is worked on, unless it was returned."""
        return self.versions[-1] if self.versions and not self.versions[-1].returned else None

    @property
    def open_question(self) -> int:
        """The first question without an answer; 0 for none."""
        return self.questions.index(False) + 1 if False in self.questions else 0

    # --- what may be done

    def leads(self, action: str, role: Role, person: int, holds: Holds) -> int | None:
        """Where the act leads; None when it must be refused."""
        taker = self.taker(holds)
        denies = role is K and self._is_named_on_paper(action, person)
        if (person not in holds(role) and not denies) or (taker and action in ALONE[self.step] and taker[0] != person):
            return None
        for may in self._rows(holds):
            if may.action == action and role in may.roles and self._is_his(may, role, person):
                return self._where(may) if self._is_decidable(action, person, holds) else None
        return None

    def _is_named_on_paper(self, action: str, person: int) -> bool:
        """Whose name a decision on paper bears says that it is wrong whether he holds the role or not."""
        if action == "reject-written":
            return self.written is not None and person == self.written.komisioner
        return action == "object" and self.on_paper and person == self.approver

    def ways(self, holds: Holds) -> Iterator[tuple[int, Role, str]]:
        """Everything that anybody may do now."""
        for may in self._rows(holds):
            for role in may.roles:
                for person in sorted(holds(role)):
                    if self.leads(may.action, role, person, holds) is not None:
                        yield person, role, may.action

    def _rows(self, holds: Holds) -> Iterator[May]:
        taker = self.taker(holds)
        for may in self._usual_rows(holds):
            yield replace(may, roles=(taker[1],)) if taker and may.action in ALONE[self.step] else may

    def _usual_rows(self, holds: Holds) -> Iterator[May]:
        rows = tuple(self._moving_rows(holds))
        # Step 4 has rows of its own for a hold, and while a Komisioner objects nobody below lets it go on.
        yield from held(self.step, rows) if self.held and self._is_held_elsewhere else rows

    @property
    def _is_held_elsewhere(self) -> bool:
        return self.step != 4 and not self.objected and not self.closed

    def _moving_rows(self, holds: Holds) -> Iterator[May]:
        if self.closed:
            yield from BY_DESIGN["cancelled"]
            return
        if self.papers:
            yield May("file-scan", tuple(role for role in Role if role is not K), self.step)
        scene = getattr(self, f"_scene_{self.step}")(holds)
        for may in BY_DESIGN[scene]:
            has_minutes = may.action == "set-minutes" and (self.minutes or not self.is_decided)
            examined = may.action == "examine" and self.examined
            if not has_minutes and not examined and may.action != "record-written":
                yield may
        if self.step == 3:
            yield from _PAPER_WAITS if self.written else _NO_PAPER
        if self.step in (4, 5) and self.on_paper and not self.objected:
            yield May("object", (K,), self.step)
        if self.step == 3:
            yield from _only("step 3, correction open", "send-correction")
        if self.step == 3 and self.open_question:
            yield from _only("step 3, question open", "answer")
        if self.step in (4, 5, 6) and self.offered:
            yield from _only(f"step {self.step}, final unaffirmed", "affirm-final")

    def _scene_1(self, _holds: Holds) -> str:
        if self.standing is None:
            return "returned by a Komisioner" if self.returner else "fresh"
        if not self.standing.parafs:
            return "draft given"
        return "PPID parafed" if P in self.standing.parafs else "Atasan parafed"

    def _scene_2(self, _holds: Holds) -> str:
        return "step 2"

    def _scene_3(self, _holds: Holds) -> str:
        return "step 3"

    def _scene_4(self, _holds: Holds) -> str:
        if self.objected:
            return "step 4, objected"
        return "step 4, held" if self.held else "step 4"

    def _scene_5(self, _holds: Holds) -> str:
        return "step 5, objected" if self.objected else "step 5"

    def _scene_6(self, holds: Holds) -> str:
        if self.confirmed:
            return "step 6, confirmed"
        return "step 6" if holds(Role.E_PPID) else "step 6, nobody holds E PPID"

    def _is_his(self, may: May, role: Role, person: int) -> bool:
        match may.action:
            case "join-return":
                return person == self.returner
            case "take-back" | "object":
                return person == self.approver
            case "record-written":
                return person not in self.versions[-1].had_part
            case "confirm-written" | "reject-written":
                assert self.written is not None
                barred = self.versions[-1].had_part
                if may.action == "confirm-written":
                    barred = barred | {self.written.by, self.written.komisioner}
                return person not in barred
            case "send-correction":
                return person in self.collecting and person not in self.versions[-1].drafters
            case "return" if self.step == 1:
                return role is not self.versions[-1].role
        return not may.others or person not in self.versions[-1].drafters

    def named(self, holds: Holds) -> int | None:
        """Whose decision on paper is recorded in these walks: the first Komisioner who could decide."""
        return min(holds(K) - self.versions[-1].drafters, default=None) if self.versions else None

    @property
    def is_decided(self) -> bool:
        """Whether a Komisioner's decision stands on the present version."""
        return self.approver is not None or (self.returner is not None and self.versions[-1].returned)

    def _where(self, may: May) -> int:
        if may.action == "confirm-written":
            assert self.written is not None
            return 4 if self.written.approves else 1
        return may.leads

    def _is_decidable(self, action: str, person: int, holds: Holds) -> bool:
        if action == "record-written":
            named = self.named(holds)
            seconds = set().union(*map(holds, Role)) - self.versions[-1].had_part - {person, named}
            return named is not None and person != named and bool(seconds) and named not in self.collecting
        if action == "confirm-written":
            assert self.written is not None
            return self.written.komisioner in holds(K) - self.versions[-1].drafters - self.collecting
        if action not in ("forward", "paraf-and-forward"):
            return True
        return bool(holds(K) - self.versions[-1].drafters - ({person} if action == "paraf-and-forward" else set()))

    # --- whose turn it is

    def holders(self, holds: Holds) -> set[int]:
        """For whom it waits."""
        taker = self.taker(holds)
        match self.step:
            case _ if self.closed:
                return set()
            case _ if self.objected:
                return holds(K)
            case _ if taker:
                return {taker[0]}
            case 1 if self.standing is not None and self.standing.parafs:
                return set().union(*(holds(role) for role in DRAFTERS if role not in self.standing.parafs))
            case 3:
                return holds(K) - self.versions[-1].drafters
            case 5:
                return holds(Role.PELAKSANA)
            case 6:
                return set() if self.confirmed else holds(Role.E_PPID) or holds(P)
        return holds(P) | holds(A)

    def taker(self, holds: Holds) -> tuple[int, Role] | None:
        """Who alone performs it, in a role that he holds today."""
        if self.taken is None or self.closed:
            return None
        person, role = self.taken
        held = self.fitting(person, holds)
        return (person, role if role in held else held[0]) if held else None

    def fitting(self, person: int, holds: Holds) -> list[Role]:
        """The roles in which somebody may take this step."""
        return [role for role in MAY_TAKE.get(self.step, ()) if person in holds(role)]

    # --- what it becomes

    def reassigned(self, person: int, holds: Holds) -> None:
        """It was given to this person."""
        self.taken, self.examined = (person, self.fitting(person, holds)[0]), False

    def handed_over(self, holds: Holds) -> None:
        """The day has turned: what its taker can no longer do is the usual holders' again, and stays so."""
        if self.taker(holds) is None:
            self.taken = None

    def may_be_rescued(self, remedy: str, to_step: int, to: int, holds: Holds) -> bool:
        """What an admin may do with it, and never on."""
        if self.closed or (self.step == 6 and remedy != "resend"):
            return False
        decidable = to_step != 3 or not self.versions or bool(holds(K) - self.versions[-1].drafters)
        return {
            "step-back": (self.step, to_step) in ADMINS_WAYS and not self.objected and decidable,
            "hold": not self.held and not self.objected,
            "resume": self.held and not self.objected,
            "cancel": True,
            "resend": to in self.awaited(holds),
        }[remedy]

    def awaited(self, holds: Holds) -> set[int]:
        """Whoever has something to do here: for whom it waits, and who could confirm a decision on paper."""
        if self.written is None:
            return self.holders(holds)
        barred = self.versions[-1].had_part | {self.written.by, self.written.komisioner}
        return self.holders(holds) | (set().union(*map(holds, Role)) - barred)

    def rescued(self, remedy: str, to_step: int) -> None:
        """An admin did it."""
        match remedy:
            case "hold" | "resume":
                self.held = remedy == "hold"
            case "cancel":
                self.closed = True
            case "step-back":
                if to_step <= 3:
                    self.approver, self.offered = None, False
                if to_step == 1:
                    self.versions[-1].parafs = {}
                self._goes(to_step, 1)

    def done(
        self,
        action: str,
        role: Role,
        person: int,
        leads: int,
        *,
        with_text: bool = True,
        written: Written | None = None,
    ) -> None:
        """The act was done."""
        if action in ("forward", "paraf-and-forward"):
            self.versions[-1].forwarders.add(person)
        match action:
            case "record-written":
                self.written = written
            case "reject-written":
                self.written = None
            case "confirm-written":
                self._decided_on_paper()
            case "object" | "lift-objection":
                self.objected = action == "object"
            case "set-minutes":
                self.minutes = True
            case "submit-draft":
                self._new_version(role, person)
            case "paraf" | "paraf-and-forward":
                self.versions[-1].parafs[role] = person
                self.versions[-1].initialled.add(person)
            case "return" | "send-correction":
                self.versions[-1].returned, self.collecting = True, set()
                self.returner, self.minutes = person if self.step == 3 else None, False
            case "note-correction":
                self.collecting.add(person)
            case "set-number":
                self.numbered = True
            case "ask":
                self.questions.append(False)
            case "answer":
                self.questions[self.open_question - 1] = True
            case "approve":
                self.approver, self.on_paper, self.minutes = person, False, False
            case "take-back":
                self.approver, self.offered = None, False
            case "hold" | "resume":
                self.held = action == "hold"
            case "give-final" | "affirm-final":
                self.offered = role not in DRAFTERS
            case "order":
                self.offered = False
            case "replace-text":
                self.versions[-1].returned, self.approver, self.offered = True, None, False
                if with_text:
                    self._new_version(role, person)
            case "examine":
                self.examined = True
            case "confirm-live":
                self.confirmed = True
        self._goes(leads, 2 if action == "paraf-and-forward" else 1)

    def _decided_on_paper(self) -> None:
        assert self.written is not None
        self.minutes, self.collecting = False, set()
        if self.written.approves:
            self.approver, self.on_paper = self.written.komisioner, True
        else:
            self.versions[-1].returned, self.returner = True, self.written.komisioner

    def _new_version(self, role: Role, person: int) -> None:
        self.versions.append(Version(role, person))
        self.numbered, self.returner = False, None

    def _goes(self, leads: int, visits: int) -> None:
        if leads == CLOSED:
            self.closed = True
        elif leads != self.step:
            self.step, self.visit, self.held, self.collecting = leads, self.visit + visits, False, set()
            self.examined = self.objected = False
            self.written = self.taken = None


_NO_PAPER = (May("record-written", tuple(role for role in Role if role is not K), 3),)
_PAPER_WAITS = (May("confirm-written", tuple(Role), 4), May("reject-written", tuple(Role), 3))


def _only(scene: str, action: str) -> Iterator[May]:
    return (may for may in BY_DESIGN[scene] if may.action == action)
