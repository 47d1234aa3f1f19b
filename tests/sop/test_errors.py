"""The tree of refusals: its page is the module's docstring, and a refusal is data."""

import inspect
from dataclasses import fields, is_dataclass
from itertools import takewhile

import pytest

from sop import errors
from sop.commands import Reassign, Remedy
from sop.errors import SopError
from sop.items import Verdict
from sop.roles import Role
from sop.steps import Action, Step
from sop.succession import may_be_replaced
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    LINK,
    NUMBER,
    PHOTO,
    RATNA,
    SRI,
    WAHYU,
    Course,
    course_to,
    office,
    relieved,
)


def tree_of(cls: type, depth: int = 0):
    yield cls.__name__, depth
    for sub in cls.__subclasses__():
        yield from tree_of(sub, depth + 1)


def told_in_the_docstring() -> list[tuple[str, int]]:
    lines = (errors.__doc__ or "").split("\n\n", 1)[1].splitlines()
    tree = takewhile(str.strip, lines)
    return [(line.split()[0], (len(line) - len(line.lstrip())) // 2) for line in tree]


def leaves() -> list[type[SopError]]:
    classes = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, SopError)]
    return [cls for cls in classes if not cls.__subclasses__()]


def test_the_docstring_lists_exactly_the_classes_in_their_places():
    assert told_in_the_docstring() == list(tree_of(SopError))


def test_every_line_of_the_tree_says_when():
    lines = (errors.__doc__ or "").split("\n\n", 1)[1].strip().splitlines()

    assert all(len(line.split()) > 2 for line in lines)


@pytest.mark.parametrize("leaf", leaves())
def test_a_leaf_is_a_situation_with_a_sentence_of_its_own(leaf):
    assert leaf.__doc__
    assert not leaf.__name__.endswith("Error")
    assert leaf.__mro__[2] is SopError


@pytest.mark.parametrize("leaf", leaves())
def test_a_refusal_carries_data_and_no_prose(leaf):
    if not is_dataclass(leaf):
        assert leaf().args == ()
        return
    values = {field.name: f"<{field.name}>" for field in fields(leaf)}

    refusal = leaf(**values)

    assert {name: getattr(refusal, name) for name in values} == values
    assert {field.name for field in fields(leaf)}.isdisjoint({"message", "text", "sentence"})


def test_refusals_are_told_apart_and_can_be_raised_from_one_another():
    first, second = errors.TitleTooLong(201, 200), errors.TitleTooLong(201, 200)

    assert first != second
    assert len({first, second}) == 2


REFUSALS = [
    ("step 3", WAHYU, Action.APPROVE, Role.KOMISIONER, {"role": "komisioner"}),
    (
        "step 3",
        WAHYU,
        Action.APPROVE,
        Role.PPID,
        {"role": "ppid", "action": "approve", "step": 3, "performers": ("komisioner",)},
    ),
    ("step 4", RATNA, Action.TAKE_BACK, Role.KOMISIONER, {"decided_by": BAGUS}),
    ("step 5", WAHYU, Action.FORWARD, Role.PPID, {"action": "forward", "step": 5}),
    ("cancelled", WAHYU, Action.ORDER, Role.PPID, {"outcome": "cancelled"}),
    ("PPID parafed", WAHYU, Action.PARAF, Role.PPID, {"role": "ppid", "version": 1}),
    ("draft given", WAHYU, Action.PARAF_AND_FORWARD, Role.PPID, {"missing": ("atasan-ppid",)}),
    ("step 4, held", SRI, Action.ORDER, Role.ATASAN_PPID, {"reason": "Menunggu tanda tangan Ketua", "by": 0}),
    ("returned by a drafter", SRI, Action.PARAF, Role.ATASAN_PPID, {"version": 1}),
]


@pytest.mark.parametrize(("scene", "person", "action", "role", "data"), REFUSALS)
def test_a_refusal_says_all_that_a_sentence_about_it_needs(scene, person, action, role, data):
    course = course_to(scene)

    with pytest.raises(SopError) as refusal:
        course.does(person, action, role, "Kata")

    assert {field.name: getattr(refusal.value, field.name) for field in fields(refusal.value)} == data


def test_every_leaf_is_raised_by_somebody_doing_something():
    """A refusal that no tap brings about would be a sentence nobody reads."""
    raised: set[str] = set()

    def tries(scene, person, action, role, words="", of=None, **content):
        course = course_to(scene, of)
        try:
            course.does(person, action, role, words, **content)
        except SopError as refusal:
            raised.add(type(refusal).__name__)

    p, a, k, o, e_ppid = Role.PPID, Role.ATASAN_PPID, Role.KOMISIONER, Role.PELAKSANA, Role.E_PPID
    tries("step 3", BAGUS, Action.APPROVE, k, of=relieved(BAGUS, k, RATNA))
    tries("step 3", WAHYU, Action.APPROVE, k)
    tries("step 3", WAHYU, Action.APPROVE, p)
    tries("draft given", WAHYU, Action.RETURN, p, "Kata")
    tries("step 4", RATNA, Action.TAKE_BACK, k)
    tries("step 4", WAHYU, Action.FORWARD, p)
    tries("step 4", BAGUS, Action.APPROVE, k, visit=3)
    tries("draft given", WAHYU, Action.PARAF, p, version=0)
    tries("cancelled", WAHYU, Action.ORDER, p)
    tries("fresh", WAHYU, Action.PARAF, p)
    tries("returned by a drafter", WAHYU, Action.PARAF, p)
    tries("PPID parafed", WAHYU, Action.PARAF, p)
    tries("draft given", WAHYU, Action.PARAF_AND_FORWARD, p)
    tries("step 4, held", SRI, Action.ORDER, a)
    tries("step 4", SRI, Action.RESUME, a)
    tries("step 2", SRI, Action.FORWARD, a, of=office({k: ()}))
    tries("step 3", BAGUS, Action.SEND_CORRECTION, k)
    tries("step 4", SRI, Action.AFFIRM_FINAL, a)
    tries("step 4, final unaffirmed", SRI, Action.AFFIRM_FINAL, a, shown=1)
    tries("step 3", SRI, Action.ANSWER, a, "Kata", question=1)
    tries("step 6, confirmed", ENDAH, Action.CONFIRM_LIVE, e_ppid)
    tries("step 3, numbered", SRI, Action.SET_NUMBER, a, value=NUMBER)
    tries("step 3", BAGUS, Action.RETURN, k)
    tries("step 3", BAGUS, Action.RETURN, k, "k" * 5000, files=(PHOTO,))
    tries("fresh", WAHYU, Action.SUBMIT_DRAFT, p)
    tries("step 5", DIMAS, Action.PUBLISH, o, value="sudah")
    tries("step 5", DIMAS, Action.PUBLISH, o, value="https://example.org/")
    tries("step 2", SRI, Action.SET_NUMBER, a, value="menyusul")
    approved_by_bagus, scan = Verdict(Action.APPROVE, BAGUS), (PHOTO,)
    tries("step 3", DIMAS, Action.RECORD_WRITTEN, o, files=scan)
    tries("step 3", DIMAS, Action.RECORD_WRITTEN, o, "Disetujui", verdict=approved_by_bagus)
    tries("step 3", DIMAS, Action.RECORD_WRITTEN, o, files=scan, verdict=Verdict(Action.APPROVE, ENDAH))
    alone = office({k: (BAGUS,), e_ppid: ()})
    tries("step 3", DIMAS, Action.RECORD_WRITTEN, o, of=alone, files=scan, verdict=approved_by_bagus)
    tries("step 3", SRI, Action.RECORD_WRITTEN, a, files=scan, verdict=approved_by_bagus)
    stranger = office(unconfirmed=(DIMAS,))
    tries("step 3", DIMAS, Action.RECORD_WRITTEN, o, of=stranger, files=scan, verdict=approved_by_bagus)
    tries("step 3, written recorded", ENDAH, Action.RECORD_WRITTEN, e_ppid, files=scan, verdict=approved_by_bagus)
    tries("step 3, written recorded", DIMAS, Action.CONFIRM_WRITTEN, o)
    tries("step 3, written recorded", BAGUS, Action.CONFIRM_WRITTEN, k)
    tries("step 3", ENDAH, Action.CONFIRM_WRITTEN, e_ppid)
    tries("step 3, correction open", DIMAS, Action.RECORD_WRITTEN, o, files=scan, verdict=approved_by_bagus)
    tries("step 4", BAGUS, Action.OBJECT, k)
    tries("step 4", BAGUS, Action.LIFT_OBJECTION, k)
    tries("step 4, objected", SRI, Action.RESUME, a)
    tries("fresh", WAHYU, Action.SET_MINUTES, p, value=NUMBER)
    tries("fresh", WAHYU, Action.FILE_SCAN, p, files=scan, paper=1)
    tries("step 3, papers made", WAHYU, Action.FILE_SCAN, p, "Terlampir", paper=1)
    tries("step 6", DIMAS, Action.FILE_ON_PAPER, o, value=" ")
    tries("step 6", WAHYU, Action.SET_ARCHIVE, p, value="Warna: biru")
    for scene, by, to, reason in (
        ("step 5", DIMAS, WAHYU, "Kata"),
        ("step 3", SRI, WAHYU, "Kata"),
        ("step 5", SRI, BAGUS, "Kata"),
        ("step 5", SRI, WAHYU, " "),
        ("step 5", SRI, WAHYU, "Kata"),
    ):
        course = course_to(scene)
        wish = Reassign(maklumat=course.m.id, visit=course.m.visit.number, to=to, reason=reason)
        try:
            course.gives(by, wish)
            course.does(DIMAS, Action.PUBLISH, value=LINK)
        except SopError as refusal:
            raised.add(type(refusal).__name__)
    for scene, who, remedy, how in (
        ("step 5", DIMAS, Remedy.HOLD, {}),
        ("step 6", AGUS, Remedy.CANCEL, {}),
        ("step 3", AGUS, Remedy.STEP_BACK, {"step": Step.ORDERING}),
        ("step 5", AGUS, Remedy.RESEND, {"to": WAHYU}),
    ):
        try:
            course_to(scene).rescued(remedy, by=who, **how)
        except SopError as refusal:
            raised.add(type(refusal).__name__)
    course = course_to("step 5")
    course.office = relieved(SRI, a, ENDAH)
    with pytest.raises(errors.NotToOneself):
        course.gives(ENDAH, Reassign(maklumat=course.m.id, visit=course.m.visit.number, to=ENDAH, reason="Kata"))
    raised.add("NotToOneself")
    published, under_way = course_to("step 6").m, course_to("step 3").m
    for m, successor in ((under_way, None), (published, under_way)):
        try:
            may_be_replaced(m, successor)
        except SopError as refusal:
            raised.add(type(refusal).__name__)
    for title in ("", "M" * 300):
        try:
            Course().opens(WAHYU, p, title)
        except SopError as refusal:
            raised.add(type(refusal).__name__)

    assert raised == {leaf.__name__ for leaf in leaves()}
