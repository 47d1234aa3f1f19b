"""A sentence ends with one full stop, also where a name with a degree or somebody's own words bring theirs."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from handlers.screens.cards import card, news
from handlers.screens.histories import history
from handlers.screens.texts import explain
from sop.errors import OnHold
from tests.handlers.screens import stage
from tests.handlers.screens.stage import brought, entries, every_message, people, view_of
from tests.handlers.screens.test_explaining import REFUSALS, made
from tests.handlers.screens.test_wording import ONE_OF_EACH
from tests.sop.office import BAGUS, WAHYU, WIB, office

TWICE = re.compile(r".{0,60}(?<!\.)\.\.(?!\.)")
TAGS = re.compile(r"<[^>]+>")
DEGREE = "S.Kom."


@pytest.fixture(autouse=True)
def everybody_has_a_degree(monkeypatch: pytest.MonkeyPatch) -> None:
    faces: dict[Any, Any] = {number: (f"{name}, {DEGREE}", *rest) for number, (name, *rest) in stage.FACES.items()}
    monkeypatch.setattr(stage, "FACES", faces)


def twice_in(texts: Iterable[str]) -> set[str]:
    return {found.group() for text in texts for found in TWICE.finditer(TAGS.sub("", text))}


def test_on_every_card_and_in_all_news_and_reminders():
    assert twice_in(screen.text for _, screens in every_message() for screen in screens) == set()


@pytest.mark.parametrize("reader", [WAHYU, BAGUS])
@pytest.mark.parametrize("scene", ["step 3, question open", "step 5"])
def test_of_every_event(scene, reader):
    course = brought(scene)
    view = view_of(course, reader)
    told = [shown(view, event, now=course.now) for event in ONE_OF_EACH for shown in (news, card)]
    told.append(history(view, entries(ONE_OF_EACH), course.now))

    assert twice_in(screen.text for screens in told for screen in screens) == set()


def test_in_every_refusal():
    everyone = people(office())
    views = (None, view_of(brought("step 2, held"), WAHYU))
    refused = [*map(made, REFUSALS), OnHold("Menunggu."), OnHold("", by=BAGUS)]

    told = [explain(error, view, everyone, WIB) for error in refused for view in views]

    assert twice_in(told) == set()
