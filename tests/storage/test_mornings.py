"""The morning digest: once on a working day, to whoever answers for the whole, when something waits."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sop.officials import Change
from sop.roles import Role
from sop.steps import Action
from storage import days, mornings, notes, people
from storage import tables as t
from storage.outbox import Kind
from tests.storage.office import RULES, taken
from tests.storage.test_confirming import a_member, brought_in, says, stands_in
from tests.storage.test_officials import LETTER, changed, wish

MORNING = datetime(2027, 1, 19, 0, 45, tzinfo=UTC)
"""Selasa, 19 Januari 2027 pukul 07.45 WIB."""
CHAIRED = replace(RULES, chair="Ratna")


@pytest.fixture
def tell(house):
    """Tell what waits; who was told, and of which maklumat."""

    def at(now: datetime = MORNING, rules=RULES, **more: bool) -> dict[str, list[int]]:
        mark = max((row.id for row in house.rows()), default=0)
        made = house.database.write_now(lambda db: mornings.tell(db, rules, now, **more))
        rows = house.rows(t.outbox.c.id > mark, t.outbox.c.kind == Kind.DIGEST)
        assert made == len(rows)
        names = {official.id: official.name for official in house.staff.values()}
        return {names[row.person_id]: [e["maklumat"] for e in json.loads(row.body)["entries"]] for row in rows}

    return at


async def test_goes_to_the_atasan_ppid_and_to_a_ketua_whom_the_office_has_named(house, tell):
    m = await house.at_step(3)

    assert tell(rules=CHAIRED) == {"Sri": [m.id], "Ratna": [m.id]}
    assert tell(MORNING + timedelta(days=1)) == {"Sri": [m.id]}


async def test_names_the_earliest_deadline_first_and_nothing_that_is_over(house, tell):
    house.now = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
    later = await house.at_step(3)
    house.now = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
    earlier = await house.at_step(5)
    looked_at = await house.at_step(6)
    await house.does(looked_at, house.endah, Action.CONFIRM_LIVE)
    cancelled = await house.at_step(1)
    await house.does(cancelled, house.wahyu, Action.CANCEL, "Digabung")

    assert tell(MORNING + timedelta(days=2)) == {"Sri": [earlier.id, later.id]}


async def test_a_page_that_nobody_has_looked_at_stands_at_the_end_for_no_reminder_tells_of_it(house, tell):
    unseen = await house.at_step(6)
    waits = await house.at_step(3)

    assert tell() == {"Sri": [waits.id, unseen.id]}


async def test_comes_once_a_day(house, tell):
    await house.at_step(3)

    assert tell()
    assert tell(MORNING + timedelta(minutes=1)) == {}
    assert tell(MORNING + timedelta(hours=3)) == {}
    assert tell(MORNING + timedelta(days=1))


@pytest.mark.parametrize("ahead", [1, 2])
async def test_comes_once_a_day_though_the_clock_slips_ahead_and_is_put_right(house, tell, ahead):
    await house.at_step(3)

    assert tell()
    assert tell(MORNING + timedelta(days=ahead))
    assert tell(MORNING + timedelta(hours=1)) == {}
    assert tell(MORNING + timedelta(days=ahead, hours=1)) == {}
    assert tell(MORNING + timedelta(days=ahead + 1))


async def test_comes_again_at_once_after_a_clock_that_was_quite_wrong(house, tell):
    await house.at_step(3)

    assert tell(MORNING + timedelta(days=364))
    assert tell()


async def test_is_not_sent_when_nothing_waits_and_not_later_that_day_either(house, tell):
    assert tell() == {}
    await house.at_step(3)

    assert tell(MORNING + timedelta(hours=2)) == {}
    assert tell(MORNING + timedelta(days=1))


@pytest.mark.parametrize(
    "closed", [datetime(2027, 1, 23, 1, tzinfo=UTC), datetime(2027, 2, 5, 1, tzinfo=UTC)], ids=["Saturday", "leave"]
)
async def test_comes_on_working_days_alone(house, tell, closed):
    house.database.write_now(lambda db: days.seed(db, (2027,)))
    await house.at_step(3)

    assert tell(closed) == {}
    assert house.database.read_now(lambda db: notes.read(db, notes.MORNING_DIGEST)) is None


async def test_whoever_is_ketua_and_atasan_ppid_gets_one(house, tell):
    m = await house.at_step(3)

    assert tell(rules=replace(RULES, chair="Sri")) == {"Sri": [m.id]}


async def test_a_second_atasan_ppid_is_told_too_and_who_cannot_be_reached_is_not(house, tell):
    m = await house.at_step(3)
    await house.enrols("Lina", Role.ATASAN_PPID)
    house.database.write_now(lambda db: people.mark_unreachable(db, house.chat(house.sri), house.now))

    assert tell() == {"Lina": [m.id]}


async def test_of_two_processes_that_saw_the_same_note_one_tells(house, tell, monkeypatch):
    await house.at_step(3)
    swap = notes.swap

    def beaten(db: sa.Connection, key: str, expected: str | None, value: str) -> bool:
        notes.write(db, key, value)
        return swap(db, key, expected, value)

    monkeypatch.setattr(notes, "swap", beaten)

    assert tell() == {}


async def test_what_could_not_be_queued_is_not_noted_as_told(house, tell, monkeypatch):
    await house.at_step(3)

    def fails(*_: object, **__: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(mornings.outbox, "put_digest", fails)
    with pytest.raises(OSError, match="disk full"):
        tell()
    monkeypatch.undo()

    assert tell()


async def test_the_courier_knows_it_from_a_reminder(house, tell):
    await house.at_step(3)
    house.forget_sent()
    tell()

    (parcel,) = house.database.write_now(lambda db: taken(db, MORNING))

    assert (parcel.kind, parcel.is_morning, parcel.person) == (Kind.DIGEST, True, house.sri.id)


class TestWhomAKomisionerIsToConfirm:
    """Nobody else reminds him of it."""

    async def test_reminds_each_in_office_where_no_maklumat_waits(self, house, tell):
        await brought_in(house, "Joko", Role.E_PPID)

        assert tell() == {"Bagus": [], "Ratna": []}
        assert tell(MORNING + timedelta(hours=1)) == {}, "once on a working day"
        assert tell(MORNING + timedelta(days=1)) == {"Bagus": [], "Ratna": []}

    async def test_is_no_message_beside_the_digest_that_goes_anyway(self, house, tell):
        m = await house.at_step(3)
        await brought_in(house, "Joko", Role.E_PPID)

        assert tell(rules=CHAIRED) == {"Sri": [m.id], "Ratna": [m.id], "Bagus": []}

    async def test_comes_where_the_office_wants_no_digest(self, house, tell):
        await house.at_step(3)
        await brought_in(house, "Joko", Role.E_PPID)

        assert tell(digest=False) == {"Bagus": [], "Ratna": []}

    async def test_reminds_nobody_once_he_is_confirmed(self, house, tell):
        joko = await brought_in(house, "Joko", Role.E_PPID)
        await says(house, Change.CONFIRMED, joko, by=house.bagus)

        assert tell() == {}

    async def test_not_on_a_day_off(self, house, tell):
        await brought_in(house, "Joko", Role.E_PPID)

        assert tell(datetime(2027, 1, 23, 1, tzinfo=UTC)) == {}

    async def test_whose_mandate_begins_with_the_day_is_asked_that_morning(self, house, tell):
        tomorrow = (house.now + timedelta(days=1)).date()
        given = wish(house.dimas, Change.GRANTED, role=Role.KOMISIONER, from_on=tomorrow, **LETTER)
        await changed(house, given, by=house.agus)
        await says(house, Change.CONFIRMED, house.dimas, by=house.bagus)
        await brought_in(house, "Joko", Role.E_PPID)

        assert tell(MORNING) == {"Bagus": [], "Ratna": [], "Dimas": []}

    async def test_who_is_away_is_not_and_is_again_on_the_day_on_which_he_is_back(self, house, tell):
        mega = await a_member(house)
        await stands_in(house, mega, house.bagus)
        await brought_in(house, "Joko", Role.E_PPID)

        assert tell(MORNING) == {"Ratna": []}, "nor is whoever only stands in"
        assert tell(MORNING + timedelta(days=2)) == {"Ratna": []}
        assert tell(MORNING + timedelta(days=3)) == {"Bagus": [], "Ratna": []}
