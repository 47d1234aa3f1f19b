"""Questions wait in rows: nothing of them lives in memory."""

from datetime import timedelta

import pytest

from sop.items import NOTHING, Item
from sop.roles import Role
from sop.steps import Action
from storage import prompts
from storage.prompts import Prompt
from tests.storage.office import document


@pytest.fixture
def add(database, now):
    return lambda prompt: database.write_now(lambda db: prompts.add(db, prompt, now))


@pytest.fixture
def get(database):
    return lambda number: database.read_now(lambda db: prompts.get(db, number))


async def test_a_question_comes_back_as_it_was_kept(house, add, get):
    m = await house.at_step(3)
    asked = Prompt(
        purpose=Action.RETURN,
        person=house.bagus.id,
        maklumat=m.id,
        visit=m.visit.number,
        version=m.version,
        role=Role.KOMISIONER,
        question=2,
        held=Item("Kanal pengaduan", (document(b"photo"),)),
    )

    number = add(asked)

    kept = get(number)
    assert kept == Prompt(**{**vars(asked), "id": number})
    assert kept.role is Role.KOMISIONER


def test_a_question_of_nobody_about_nothing_stays_so(add, get):
    number = add(Prompt(purpose="open"))

    assert get(number) == Prompt(purpose="open", id=number)
    assert get(number).held == NOTHING


def test_a_number_that_was_never_given_is_no_question(get):
    assert get(99) is None


async def test_a_person_is_asked_for_words_by_his_own_open_questions_only_the_newest_first(house, add, database):
    first = add(Prompt(purpose=Action.RETURN, person=house.bagus.id))
    add(Prompt(purpose=Action.RETURN, person=house.ratna.id))
    add(Prompt(purpose=Action.ANSWER))
    add(Prompt(purpose="choice", person=house.bagus.id, held=Item("setuju")))
    closed = add(Prompt(purpose=Action.ASK, person=house.bagus.id))
    last = add(Prompt(purpose=Action.ASK, person=house.bagus.id))
    database.write_now(lambda db: prompts.close(db, closed, house.now))

    assert [prompt.id for prompt in await house.reading.asked_last(house.bagus.id)] == [last, first]


async def test_of_very_many_open_questions_the_newest_alone_are_looked_at(house, add):
    numbers = [add(Prompt(purpose=Action.ASK, person=house.bagus.id)) for _ in range(prompts.MOST_ASKED + 5)]

    looked_at = [prompt.id for prompt in await house.reading.asked_last(house.bagus.id)]

    assert looked_at == numbers[: -prompts.MOST_ASKED - 1 : -1]


def test_a_question_is_closed_once_and_remembers_when(add, get, database, now):
    number = add(Prompt(purpose=Action.ASK))

    def close(at):
        return database.write_now(lambda db: prompts.close(db, number, at))

    assert close(now) is True
    assert close(now + timedelta(hours=1)) is False
    assert get(number).closed_at == now


def test_closing_one_that_is_not_there_closes_nothing(database, now):
    assert database.write_now(lambda db: prompts.close(db, 99, now)) is False


@pytest.mark.parametrize("words", ["a\x00b", "👍", "\u202e", "x" * 5000, '"\\"'])
def test_words_that_wait_for_a_choice_come_back_letter_by_letter(add, get, words):
    assert get(add(Prompt(purpose="choice", held=Item(words)))).held == Item(words)


def test_words_with_half_a_surrogate_can_be_read_back(add, get):
    assert get(add(Prompt(purpose="choice", held=Item("\ud800")))).held.text
