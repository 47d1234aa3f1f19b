"""The procedure strip, drawn from a real database: who holds the maklumat in each step, since when, until when."""

from datetime import timedelta

import pytest

from bot.demo.stage.strip import ENGLISH, next_deadline, strip
from sop.roles import Role
from sop.steps import Action, Step, row_of

HOLDERS = {
    1: ["Bapak/Ibu Wahyu selaku PPID", "Bapak/Ibu Sri selaku Atasan PPID"],
    2: ["Bapak/Ibu Sri selaku Atasan PPID", "Bapak/Ibu Wahyu selaku PPID"],
    3: ["Bapak/Ibu Bagus selaku Komisioner", "Bapak/Ibu Ratna selaku Komisioner"],
    4: ["Bapak/Ibu Sri selaku Atasan PPID", "Bapak/Ibu Wahyu selaku PPID"],
    5: ["Bapak/Ibu Dimas selaku Pelaksana (operator)"],
    6: ["Bapak/Ibu Endah selaku E PPID"],
}


async def drawn(office, now=None):
    now = now or office.house.now
    return strip(await office.views(now), now)


async def test_an_office_in_which_nothing_is_open_has_an_empty_strip(office):
    assert await drawn(office) == []


async def test_an_office_without_people_has_an_empty_strip(empty_office):
    assert await drawn(empty_office) == []


@pytest.mark.parametrize("step", Step, ids=lambda step: step.name.lower())
async def test_in_each_step_it_says_who_holds_it_since_when_and_until_when(office, step):
    m = await office.house.at_step(step)

    (shown,) = await drawn(office)

    current = shown["steps"][step - 1]
    assert (shown["number"], shown["version"], shown["step"]) == (m.control_number, 1, step)
    assert [s["state"] for s in shown["steps"]] == ["done"] * (step - 1) + ["current"] + ["todo"] * (6 - step)
    assert current["holders"] == HOLDERS[step]
    assert len(current["holder_ids"]) == len(HOLDERS[step])
    assert current["since"] == m.visit.entered_at.isoformat()
    assert current["due"] == (m.visit.due_at.isoformat() if step < 6 else None)
    assert (current["late"], current["held"], current["done_at"]) == (False, False, None)
    for before in shown["steps"][: step - 1]:
        assert before["holders"] == []
        assert before["since"] <= before["done_at"] <= current["since"]
        assert before["done_by"].startswith("Bapak/Ibu ")
    for after in shown["steps"][step:]:
        assert (after["holders"], after["since"], after["due"], after["done_at"]) == ([], None, None, None)


async def test_the_labels_are_the_sops_own_and_their_english(office):
    await office.house.at_step(1)

    (shown,) = await drawn(office)

    assert [s["label"] for s in shown["steps"]] == [{"id": row_of(step).short, "en": ENGLISH[step]} for step in Step]


async def test_after_one_paraf_only_the_other_drafter_holds_it(office):
    house = office.house
    m = await house.opens()
    await house.does(m, house.wahyu, Action.PARAF)

    (shown,) = await drawn(office)

    assert shown["steps"][0]["holders"] == ["Bapak/Ibu Sri selaku Atasan PPID"]


async def test_a_returned_maklumat_has_the_steps_behind_it_before_it_again(office):
    house = office.house
    m = await house.at_step(3)
    m = await house.does(m, house.bagus, Action.RETURN, "Perbaiki alamat.")

    (shown,) = await drawn(office)

    assert [s["state"] for s in shown["steps"]] == ["current"] + ["todo"] * 5
    assert shown["steps"][0]["since"] == m.visit.entered_at.isoformat()
    assert all(s["since"] is s["done_at"] is s["done_by"] is None for s in shown["steps"][1:])


async def test_past_its_due_moment_it_is_late(office):
    m = await office.house.at_step(3)
    due = m.visit.due_at

    (in_time,) = await drawn(office, due)
    (late,) = await drawn(office, due + timedelta(seconds=1))

    assert (in_time["steps"][2]["late"], late["steps"][2]["late"]) == (False, True)


async def test_a_step_that_was_left_too_late_stays_late(office):
    house = office.house
    m = await house.at_step(3)
    house.now = m.visit.due_at + timedelta(hours=1)
    await house.does(m, house.bagus, Action.APPROVE)

    (shown,) = await drawn(office)

    assert [s["late"] for s in shown["steps"]] == [False, False, True, False, False, False]


async def test_while_it_is_held_its_clock_stands(office):
    house = office.house
    m = await house.at_step(4)
    await house.does(m, house.sri, Action.HOLD, "Menunggu peladen.")

    views = await office.views(house.now + timedelta(days=30))
    current = strip(views, house.now + timedelta(days=30))[0]["steps"][3]

    assert (current["held"], current["due"], current["late"]) == (True, None, False)
    assert next_deadline(views, house.now) is None


async def test_a_confirmed_publication_is_done_and_waits_for_nobody(office):
    house = office.house
    m = await house.at_step(6)
    confirmed = await house.does(m, house.endah, Action.CONFIRM_LIVE)

    (shown,) = await drawn(office)

    assert shown["phase"] == "published"
    assert [s["state"] for s in shown["steps"]] == ["done"] * 6
    last = shown["steps"][5]
    assert last["done_at"] == confirmed.publication.confirmed.at.isoformat()
    assert (last["done_by"], last["holders"]) == ("Bapak/Ibu Endah", [])


async def test_a_cancelled_maklumat_waits_for_nobody(office):
    house = office.house
    m = await house.at_step(2)
    await house.does(m, house.wahyu, Action.CANCEL, "Tidak jadi.")

    (shown,) = await drawn(office)

    assert (shown["phase"], shown["step"]) == ("cancelled", 2)
    assert [s["state"] for s in shown["steps"]] == ["done"] + ["todo"] * 5
    assert all(s["holders"] == [] for s in shown["steps"])


async def test_where_nobody_holds_the_role_it_says_that_nobody_is_enrolled(empty_office):
    house = empty_office.house
    for name, role in (("Wahyu", Role.PPID), ("Sri", Role.ATASAN_PPID), ("Bagus", Role.KOMISIONER)):
        await house.enrols(name, role)
    m = await house.opens()
    for who, action in (
        (house.wahyu, Action.PARAF),
        (house.sri, Action.PARAF_AND_FORWARD),
        (house.bagus, Action.APPROVE),
        (house.sri, Action.ORDER),
    ):
        m = await house.does(m, who, action)

    (shown,) = await drawn(empty_office)

    assert shown["steps"][4]["holders"] == ["Pelaksana (operator) (belum terdaftar)"]
    assert shown["steps"][4]["holder_ids"] == []


async def test_open_ones_come_before_closed_ones_the_newest_first_and_never_more_than_five(office):
    house = office.house
    closed = [await house.opens(title=f"Ditutup {n}") for n in range(2)]
    for m in closed:
        await house.does(m, house.wahyu, Action.CANCEL, "Tidak jadi.")
    for number in range(2):
        await house.opens(title=f"Terbuka {number}")

    assert [s["title"] for s in await drawn(office)] == ["Terbuka 1", "Terbuka 0", "Ditutup 1", "Ditutup 0"]

    for number in range(2, 6):
        await house.opens(title=f"Terbuka {number}")
    assert [s["title"] for s in await drawn(office)] == [f"Terbuka {n}" for n in (5, 4, 3, 2, 1)]


async def test_the_next_deadline_is_the_first_one_that_still_lies_ahead(office):
    house = office.house
    first = await house.at_step(1)
    house.now += timedelta(days=1)
    second = await house.at_step(1)
    views = await office.views()

    assert next_deadline(views, house.now) == first.visit.due_at < second.visit.due_at
    assert next_deadline(views, first.visit.due_at) == second.visit.due_at
    assert next_deadline(views, second.visit.due_at) is None


async def test_a_published_maklumat_has_no_deadline(office):
    await office.house.at_step(6)

    assert next_deadline(await office.views(), office.house.now) is None
