"""Every situation x act x role x own or another's draft: allowed as the design says, or refused for one reason."""

from copy import deepcopy
from itertools import product

import pytest

from sop.decide import Decision, decide, options
from sop.errors import SopError
from sop.folding import fold
from sop.items import Verdict
from sop.maklumat import Maklumat, Phase
from sop.roles import PersonId, Role
from sop.steps import Action
from tests.sop.design import BY_DESIGN, CLOSED, allowed
from tests.sop.office import (
    BAGUS,
    DIMAS,
    ENDAH,
    HOLDERS,
    LINK,
    NUMBER,
    PHOTO,
    RATNA,
    SCENES,
    SRI,
    WAHYU,
    Cast,
    Course,
    course_to,
    document,
    office,
)

PLAYS = {Role.PPID: WAHYU, Role.ATASAN_PPID: SRI, Role.KOMISIONER: BAGUS, Role.PELAKSANA: DIMAS, Role.E_PPID: ENDAH}
VALUES = {
    Action.SET_BASIS: "UU 14/2008",
    Action.SET_NUMBER: NUMBER.replace("12/", "13/"),
    Action.SET_MINUTES: "45/PY.01-BA/3313/2027",
    Action.PUBLISH: LINK,
    Action.FILE_ON_PAPER: "Rak 2, Map Maklumat 2027",
    Action.SET_ARCHIVE: "Retensi aktif: 2 tahun",
}
WORLDS = tuple(product(Role, (False, True)))
CELLS = len(SCENES) * len(Action) * len(WORLDS)


def cast_for(role: Role, *, own: bool) -> Cast:
    """Who gives the draft: the actor himself, or the other drafter."""
    if not own:
        by_atasan = role is Role.PPID
        return Cast(giver=SRI, giver_role=Role.ATASAN_PPID) if by_atasan else Cast()
    match role:
        case Role.ATASAN_PPID:
            return Cast(giver=SRI, giver_role=Role.ATASAN_PPID)
        case Role.PELAKSANA:
            return Cast(giver=DIMAS, giver_role=Role.PELAKSANA)
        case Role.KOMISIONER:  # Bagus is PPID too, gave the draft, and Ratna decides on it.
            return Cast(ppid=BAGUS, giver=BAGUS, komisioner=RATNA)
        case Role.E_PPID:
            return Cast(ppid=ENDAH, giver=ENDAH)
        case _:
            return Cast()


def world(scene: str, role: Role, *, own: bool) -> tuple[Course, PersonId]:
    """The situation, and the person who acts in the role."""
    cast = cast_for(role, own=own)
    holders = {Role.PPID: (cast.ppid,)} if cast.ppid != WAHYU else {}
    if scene == "step 6, nobody holds E PPID":
        holders[Role.E_PPID] = ()
    return course_to(scene, office({**HOLDERS, **holders}), cast), PLAYS[role]


def lands(maklumat: Maklumat) -> int:
    return CLOSED if maklumat.phase is Phase.CANCELLED else int(maklumat.step)


def whole_act(course: Course, action: Action, role: Role):
    """A tap that lacks nothing: words, a photo, a document, a value, a decision on paper."""
    return course.act(
        action,
        role,
        "Alasan",
        files=(PHOTO,),
        value=VALUES.get(action, ""),
        file=document(90),
        question=1,
        paper=1,
        verdict=Verdict(Action.APPROVE, RATNA),
    )


def test_the_design_speaks_of_every_situation_and_only_of_real_acts():
    acts = {may.action for rows in BY_DESIGN.values() for may in rows}

    assert set(BY_DESIGN) == set(SCENES)
    assert acts == {action.value for action in Action}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("action", Action)
def test_an_act_is_allowed_as_designed_or_refused_for_exactly_one_reason(scene: str, action: Action):
    for role, own in WORLDS:
        course, actor = world(scene, role, own=own)
        before, cell = deepcopy(course.m), f"{scene} / {action} / {role} / {'own' if own else 'other'} draft"
        leads = allowed(scene, action, role, own=own) if role in course.office.roster.roles_of(actor) else None

        try:
            outcome: Decision | SopError = decide(
                course.m, whole_act(course, action, role), actor, course.now, course.office
            )
        except SopError as refusal:
            outcome = refusal

        if isinstance(outcome, SopError):
            assert leads is None, f"{cell}: refused with {outcome!r}, though the design allows it"
            assert not type(outcome).__subclasses__(), f"{cell}: {type(outcome).__name__} is no leaf"
        else:
            assert leads is not None, f"{cell}: done, though the design refuses it"
            assert lands(outcome.maklumat) == leads, cell
            assert outcome.events, cell
            assert outcome.maklumat == fold((*course.journal, *outcome.events)), cell

        assert course.m == before, f"{cell}: the maklumat itself was touched"


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize(("role", "own"), WORLDS)
def test_the_buttons_are_exactly_what_may_be_done(scene: str, role: Role, own: bool):
    course, actor = world(scene, role, own=own)
    held = course.office.roster.roles_of(actor)

    offered = [(option.action, option.role) for option in options(course.m, actor, course.office)]

    # Which question is answered is content; that it is asked while none is open: see the next test.
    asked = [cell for cell in offered if cell[0] is not Action.ANSWER or scene == "step 3, question open"]
    expected = {(a, r) for a, r in product(Action, held) if allowed(scene, a, r, own=own) is not None}
    assert set(asked) == expected
    assert len(offered) == len(set(offered))


def test_an_answer_is_offered_only_while_a_question_is_open():
    course = course_to("step 3")

    offered = options(course.m, WAHYU, course.office)

    assert Action.ANSWER not in {option.action for option in offered}


def test_the_matrix_is_complete():
    print(f"\n{len(SCENES)} situations x {len(Action)} acts x {len(Role)} roles x own/other = {CELLS} cells")

    assert CELLS == 32 * 39 * 5 * 2
