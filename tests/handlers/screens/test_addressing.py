"""How people are addressed."""

from dataclasses import replace

import pytest

from handlers.screens.addressing import called, doer, held_by, post, pronoun, salutation, several, waiting
from sop.events import ParafGiven
from sop.roles import DEFAULT_STAND_IN_LABELS, PersonId, Role, Standing
from storage.people import Official
from tests.handlers.screens.stage import brought, people, view_of
from tests.sop.office import BAGUS, ENDAH, MONDAY, SRI, WAHYU, office


def official(name: str, sapaan: str) -> Official:
    return Official(id=PersonId(1), telegram_id=1, name=name, sapaan=sapaan)


@pytest.mark.parametrize(
    ("sapaan", "greeting", "you"),
    [
        ("Bapak", "Yth. Bapak Rina,", "Bapak"),
        ("Ibu", "Yth. Ibu Rina,", "Ibu"),
        ("Sdr.", "Yth. Sdr. Rina,", "Saudara"),
        ("Sdri.", "Yth. Sdri. Rina,", "Saudari"),
        ("sdri", "Yth. Sdri. Rina,", "Saudari"),
        ("Pak", "Yth. Bapak Rina,", "Bapak"),
        ("", "Yth. Bapak/Ibu Rina,", "Bapak/Ibu"),
        ("Drs.", "Yth. Bapak/Ibu Rina,", "Bapak/Ibu"),
    ],
)
def test_the_sapaan_says_how_and_without_one_both_are_named(sapaan, greeting, you):
    rina = official("Rina", sapaan)

    assert (salutation(rina), pronoun(rina)) == (greeting, you)


def test_a_stand_in_is_named_as_such():
    assert post(Role.ATASAN_PPID, Standing.PLH, DEFAULT_STAND_IN_LABELS) == "Plh. Atasan PPID"
    assert post(Role.KOMISIONER, Standing.WAKIL, DEFAULT_STAND_IN_LABELS) == "wakil Komisioner"
    assert post(Role.PPID, Standing.DEFINITIVE, DEFAULT_STAND_IN_LABELS) == "PPID"


def test_the_office_says_what_it_calls_a_stand_in():
    of = office({Role.ATASAN_PPID: ()}, plh=ENDAH)
    seen = view_of(brought("fresh", of), SRI)
    labels = {**DEFAULT_STAND_IN_LABELS, Standing.PLH: "Pelaksana Harian"}
    everyone = replace(seen.people, stand_in_labels=labels)
    paraf = ParafGiven(at=MONDAY, by=ENDAH, role=Role.ATASAN_PPID, standing=Standing.PLH, version=1)

    assert held_by(everyone, everyone[ENDAH]) == "Pelaksana Harian Atasan PPID dan E PPID"
    assert doer(paraf, everyone) == "Bapak/Ibu Endah selaku Pelaksana Harian Atasan PPID"
    assert waiting(replace(seen, people=everyone)) == (
        "Bapak Wahyu selaku PPID dan Bapak/Ibu Endah selaku Pelaksana Harian Atasan PPID"
    )


def test_a_name_stays_within_a_card():
    assert len(called(official("Raden Mas " * 50, "Bapak"))) < 110


def test_step_1_waits_for_both_drafters_and_any_other_step_for_whoever_comes_first():
    assert waiting(view_of(brought("draft given"), BAGUS)) == (
        "Bapak Wahyu selaku PPID dan Ibu Sri Lestari selaku Atasan PPID"
    )
    assert waiting(view_of(brought("step 3"), WAHYU)) == "Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner"


def test_whoever_holds_both_roles_is_named_once():
    both = office({Role.ATASAN_PPID: (WAHYU,)})

    assert waiting(view_of(brought("fresh", both), SRI)) == "Bapak Wahyu selaku PPID dan Atasan PPID"


def test_a_plh_is_waited_for_by_that_name():
    of = office({Role.ATASAN_PPID: ()}, plh=ENDAH)

    assert waiting(view_of(brought("fresh", of), SRI)) == (
        "Bapak Wahyu selaku PPID dan Bapak/Ibu Endah selaku Plh. Atasan PPID"
    )
    assert held_by(people(of), people(of)[ENDAH]) == "Plh. Atasan PPID dan E PPID"


def test_very_many_names_are_counted():
    assert several([f"P{n}" for n in range(9)]) == "P0, P1, P2, P3, P4, P5, dan 3 pejabat lain"
