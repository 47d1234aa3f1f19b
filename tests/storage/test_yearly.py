"""The yearly nudge: once in January, to the drafters, about what stands published, when nothing has been begun."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sop.commands import Open
from sop.events import Predecessor
from sop.roles import Role
from sop.steps import Action
from storage import days, notes, people, yearly
from storage import tables as t
from storage.outbox import Screen
from tests.storage.office import RULES

LAST_YEAR = datetime(2027, 6, 15, 3, 0, tzinfo=UTC)
MORNING = datetime(2028, 1, 3, 1, 0, tzinfo=UTC)
"""Senin, 3 Januari 2028 pukul 08.00 WIB: the first working morning."""


@pytest.fixture
def tell(house):
    """Look whether it is to be told; who was told, about which maklumat."""

    def at(now: datetime = MORNING) -> dict[str, str]:
        mark = max((row.id for row in house.rows()), default=0)
        made = house.database.write_now(
            lambda db: yearly.tell(db, RULES, now, lambda m, _official: Screen(m.control_number))
        )
        rows = house.rows(t.outbox.c.id > mark)
        assert made == len(rows)
        names = {official.id: official.name for official in house.staff.values()}
        return {names[row.person_id]: row.body.split('"text":"')[1].split('"')[0] for row in rows}

    return at


@pytest.fixture
async def published(house):
    """One of last year, published and looked at."""
    house.now = LAST_YEAR
    m = await house.at_step(6)
    return await house.does(m, house.endah, Action.CONFIRM_LIVE)


async def test_the_drafters_are_told_once_in_a_year(published, tell):
    assert tell() == {"Wahyu": "MKL-2027-001", "Sri": "MKL-2027-001"}
    assert tell(MORNING + timedelta(hours=1)) == {}
    assert tell(MORNING + timedelta(days=1)) == {}
    assert tell(datetime(2029, 1, 2, 1, tzinfo=UTC)) == {"Wahyu": "MKL-2027-001", "Sri": "MKL-2027-001"}


@pytest.mark.parametrize(
    "moment",
    [datetime(2028, 2, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, 1, tzinfo=UTC), datetime(2029, 1, 1, 1, tzinfo=UTC)],
    ids=["February", "December", "New Year's Day"],
)
async def test_on_no_other_day_and_that_is_not_noted(house, published, tell, moment):
    house.database.write_now(lambda db: days.seed(db, (2027, 2028, 2029)))

    assert tell(moment) == {}
    assert house.database.read_now(lambda db: notes.read(db, notes.YEARLY_NUDGE)) is None


async def test_the_last_one_is_named(house, published, tell):
    house.now = LAST_YEAR + timedelta(days=90)
    await house.at_step(6)

    assert set(tell().values()) == {"MKL-2027-002"}


async def test_what_has_been_replaced_is_not_named(house, published, tell):
    before = Predecessor(maklumat=published.id, control_number=published.control_number)
    command = Open(title="Pengganti", role=Role.PPID, replaces=before)
    cause = house.cause(house.chat(house.wahyu))
    new = (await house.desk.submit(command, house.wahyu.id, cause, house.now)).maklumat
    house.now = LAST_YEAR + timedelta(days=1)
    m = await house.does(new, house.wahyu, Action.SUBMIT_DRAFT, data=b"%PDF-1.7 anew")
    for who, action in (
        (house.wahyu, Action.PARAF),
        (house.sri, Action.PARAF_AND_FORWARD),
        (house.bagus, Action.APPROVE),
        (house.sri, Action.ORDER),
    ):
        m = await house.does(m, who, action)
    await house.does(m, house.dimas, Action.PUBLISH, value="https://karanganyarkabppid.kpu.go.id/baru")

    assert set(tell().values()) == {"MKL-2027-002"}


@pytest.mark.parametrize("when", [LAST_YEAR, MORNING - timedelta(hours=1)], ids=["under way", "opened this year"])
async def test_not_while_one_is_under_way_or_was_opened_this_year_and_not_later_in_it_either(
    house, published, tell, when
):
    house.now = when
    begun = await house.opens()
    if when is not LAST_YEAR:
        await house.does(begun, house.wahyu, Action.CANCEL, "Belum perlu")

    assert tell() == {}
    if when is LAST_YEAR:
        await house.does(begun, house.wahyu, Action.CANCEL, "Belum perlu")
    assert tell(MORNING + timedelta(days=1)) == {}


async def test_not_where_nothing_was_ever_published(tell):
    assert tell() == {}


async def test_who_cannot_be_reached_is_left_out_and_a_second_drafter_is_not(house, published, tell):
    await house.enrols("Lina", Role.PPID)
    house.database.write_now(lambda db: people.mark_unreachable(db, house.chat(house.sri), house.now))

    assert set(tell()) == {"Wahyu", "Lina"}


async def test_of_two_processes_that_saw_the_same_note_one_tells(published, tell, monkeypatch):
    swap = notes.swap

    def beaten(db: sa.Connection, key: str, expected: str | None, value: str) -> bool:
        notes.write(db, key, value)
        return swap(db, key, expected, value)

    monkeypatch.setattr(notes, "swap", beaten)

    assert tell() == {}


async def test_what_could_not_be_queued_is_not_noted_as_told(published, tell, monkeypatch):
    def fails(*_: object, **__: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(yearly.outbox, "put_screen", fails)
    with pytest.raises(OSError, match="disk full"):
        tell()
    monkeypatch.undo()

    assert tell()
