"""A message that nobody asked for is taken as if it had been asked for, now."""

import pytest

from handlers.drafting import has_gaps
from handlers.meaning import offered_by
from handlers.taking import unasked
from handlers.written import verdict_in
from sop.items import Item, Verdict
from sop.roles import PersonId, Role
from sop.steps import Action
from storage.prompts import Prompt
from tests.handlers.screens.stage import brought, view_of
from tests.sop.office import BAGUS, DIMAS


def test_it_is_of_the_present_visit_and_version_and_in_the_role_that_may():
    course = brought("step 5")
    view = view_of(course, DIMAS)

    prompt = unasked(view, Action.PUBLISH, offered_by(view))

    assert (prompt.purpose, prompt.person, prompt.role) == (Action.PUBLISH, DIMAS, Role.PELAKSANA)
    assert (prompt.visit, prompt.version) == (course.m.visit.number, 1)


def test_what_was_chosen_before_the_scan_is_kept_with_the_question_for_it():
    asked = Prompt(purpose=Action.RECORD_WRITTEN, held=Item(f"return\n{BAGUS}"))

    assert verdict_in(asked) == Verdict(Action.RETURN, PersonId(BAGUS))
    assert verdict_in(Prompt(purpose=Action.RECORD_WRITTEN)) is None
    assert verdict_in(Prompt(purpose="written-verdict", held=Item("return\n3"))) is None


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("Karanganyar, ………… 2027\nKetua ……\n…………………………", True),
        ("Tanggal ......... Nama ......... NIP .........", True),
        ("Karanganyar, ………… 2027\nKetua, …………", False),
        ("Daftar isi ... dan seterusnya … dan lain-lain… serta ...", False),
        ("", False),
    ],
)
def test_a_text_that_was_hardly_filled_in_is_known_by_its_dots(text, gaps):
    assert has_gaps(text) is gaps
