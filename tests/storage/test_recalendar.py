"""The admin changes the calendar: open deadlines are reckoned anew, and nobody becomes late by it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from sop.calendar import CalendarChange, ChangeKind, DayOff
from sop.steps import Action
from storage import days
from storage import tables as t
from storage.errors import AdminOnly
from storage.people import People
from storage.recalendar import MovedDeadline
from tests.storage.office import RULES, House

TUESDAY = date(2027, 1, 19)
OFF = CalendarChange(ChangeKind.OFF, TUESDAY, TUESDAY, "Cuti bersama daerah")


def close_of(day: date, hour: int = 16, minute: int = 0) -> datetime:
    return RULES.calendar.at(day, time(hour, minute))


async def changes(house: House, change: CalendarChange, who=None) -> list[MovedDeadline]:
    """An admin changes the calendar; what moved."""
    found: list[MovedDeadline] = []

    def say(_people: People, moved: Sequence[MovedDeadline]) -> list:
        found.extend(moved)
        return []

    actor = who or house.agus
    await house.desk.change_calendar(change, actor.id, house.cause(house.chat(actor)), house.now, say=say)
    house.now += timedelta(minutes=1)
    return found


async def test_a_day_off_moves_what_is_due_on_it_and_says_why(house):
    m = await house.at_step(3)
    assert m.visit.due_at == close_of(TUESDAY)

    (moved,) = await changes(house, OFF)

    now = house.present(m.id)
    assert (moved.before, moved.after) == (close_of(TUESDAY), close_of(date(2027, 1, 20)))
    assert set(moved.waits_for) == {house.bagus.id, house.ratna.id}
    assert now.visit.due_at == moved.after
    assert now.visit.skipped == ("Cuti bersama daerah",)
    last = (await house.reading.journal_of(m.id))[-1]
    assert (last.kind, last.event.reason) == ("DeadlineMoved", "Cuti bersama daerah")


async def test_the_rung_that_time_waits_for_moves_too(house):
    m = await house.at_step(3)

    await changes(house, OFF)

    row = house.database.read_now(lambda db: db.execute(sa.select(t.maklumat).where(t.maklumat.c.id == m.id)).one())
    assert (row.due_at, row.next_rung, row.next_rung_at) == (
        close_of(date(2027, 1, 20)),
        "due-day",
        close_of(date(2027, 1, 20), 9),
    )


async def test_a_day_taken_away_again_moves_it_back(house):
    m = await house.at_step(3)
    await changes(house, OFF)

    (moved,) = await changes(house, CalendarChange(ChangeKind.WORKING, TUESDAY, TUESDAY, "Batal"))

    assert moved.after == close_of(TUESDAY)
    assert house.present(m.id).visit.skipped == ()


async def test_nobody_becomes_late_by_a_change(house):
    m = await house.at_step(3)
    await changes(house, OFF)
    house.now = close_of(TUESDAY) + timedelta(hours=1)

    moved = await changes(house, CalendarChange(ChangeKind.WORKING, TUESDAY, TUESDAY, "Batal"))

    assert moved == []
    assert house.present(m.id).visit.due_at == close_of(date(2027, 1, 20))


async def test_ramadan_closes_the_office_earlier(house):
    m = await house.at_step(3)

    await changes(house, CalendarChange(ChangeKind.RAMADAN, date(2027, 1, 10), date(2027, 2, 8), "Ramadan"))

    assert house.present(m.id).visit.due_at == close_of(TUESDAY, 15)


async def test_ramadan_entered_anew_takes_the_place_of_the_first(house):
    await changes(house, CalendarChange(ChangeKind.RAMADAN, date(2027, 1, 10), date(2027, 2, 8), "Ramadan"))
    await changes(house, CalendarChange(ChangeKind.RAMADAN, date(2027, 2, 8), date(2027, 3, 9), "Ramadan 1448 H"))

    known = house.database.read_now(lambda db: days.known(db, RULES.calendar))
    assert (min(known.ramadan), max(known.ramadan)) == (date(2027, 2, 8), date(2027, 3, 9))


async def test_what_is_held_is_reckoned_anew_and_stands_still(house):
    m = await house.at_step(4)
    m = await house.does(m, house.sri, Action.HOLD, "Menunggu tanda tangan")
    await changes(house, OFF)
    house.now = close_of(date(2027, 1, 25), 10)

    m = await house.does(m, house.sri, Action.RESUME)

    assert m.visit.due_at == close_of(date(2027, 1, 26))
    house.now += timedelta(minutes=1)
    (moved,) = await changes(house, CalendarChange(ChangeKind.OFF, date(2027, 1, 26), date(2027, 1, 26), "Libur"))
    assert moved.after == close_of(date(2027, 1, 27)), "the days it stood still stay counted"


async def test_what_is_published_or_cancelled_has_no_deadline_to_move(house):
    await house.at_step(6)
    gone = await house.at_step(2)
    await house.does(gone, house.wahyu, Action.CANCEL, "Digabung")

    assert await changes(house, OFF) == []


async def test_nobody_but_an_admin_changes_it(house):
    await house.at_step(3)

    with pytest.raises(AdminOnly):
        await changes(house, OFF, house.sri)

    assert house.database.read_now(days.changes) == ()


async def test_the_office_keeps_what_was_changed_and_by_whom(house):
    await changes(house, OFF)

    row = house.database.read_now(lambda db: db.execute(sa.select(t.calendar_changes)).one())
    assert (row.kind, row.first_on, row.reason, row.by_id) == ("libur", TUESDAY, "Cuti bersama daerah", house.agus.id)
    assert house.database.read_now(lambda db: days.known(db, RULES.calendar)).days_off[TUESDAY] == DayOff(OFF.reason)


@pytest.mark.parametrize(("year", "lacks"), [(2026, False), (2027, False), (2028, True)])
async def test_a_year_without_cuti_bersama_is_noticed(house, year, lacks):
    house.database.write_now(lambda db: days.seed(db, [year]))

    assert house.database.read_now(lambda db: days.lacks_leave(db, year)) is lacks


async def test_and_no_more_once_the_admin_has_entered_one(house):
    house.database.write_now(lambda db: days.seed(db, [2028]))
    day = date(2028, 2, 25)
    await changes(house, CalendarChange(ChangeKind.OFF, day, day, "Cuti bersama Idulfitri"))

    assert not house.database.read_now(lambda db: days.lacks_leave(db, 2028))
