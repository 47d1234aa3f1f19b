"""Who is in office and which days are off is never what it was before."""

from datetime import date

import pytest
import sqlalchemy as sa

from sop.calendar import CalendarChange, ChangeKind
from sop.roles import Role, Standing
from storage import days, mandates
from storage import people as folk
from storage import tables as t
from tests.storage.office import NOW, RULES

TODAY = date(2027, 1, 18)


def name_of(house, person):
    return house.database.read_now(lambda db: folk.everyone(db, TODAY))[person].name


def renamed(db, person, name):
    db.execute(sa.update(t.people).where(t.people.c.id == person).values(name=name))


async def test_a_change_counts_at_once_for_every_reader_and_within_its_own_transaction(house):
    sri = house.sri.id
    assert name_of(house, sri) == house.sri.name

    def work(db):
        renamed(db, sri, "Sri Lestari")
        return folk.everyone(db, TODAY)[sri].name

    assert house.database.write_now(work) == "Sri Lestari"
    assert name_of(house, sri) == "Sri Lestari"


async def test_a_change_that_is_taken_back_leaves_nothing_to_the_next(house):
    sri = house.sri.id

    def work(db):
        renamed(db, sri, "Sri Lestari")
        assert folk.everyone(db, TODAY)[sri].name == "Sri Lestari"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house.database.write_now(work)
    house.database.write_now(lambda db: renamed(db, sri, "Sri Rahayu"))

    assert name_of(house, sri) == "Sri Rahayu"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (t.people, "name", "Lain"),
        (t.people, "telegram_id", None),
        (t.people, "is_admin", True),
        (t.people, "closed_at", NOW),
        (t.people, "confirmed_at", None),
        (t.people, "unreachable_since", NOW),
        (t.people, "asked", 7),
        (t.mandates, "until_on", date(2027, 1, 4)),
        (t.mandates, "ended_on", date(2027, 1, 4)),
        (t.mandates, "unconfirmed", True),
        (t.mandates, "standing", Standing.PLT),
    ],
)
async def test_whatever_is_changed_of_people_and_their_roles_is_seen(house, table, column, value):
    before = house.database.read_now(lambda db: folk.everyone(db, TODAY))
    house.database.write_now(lambda db: db.execute(sa.update(table).values({column: value})))

    after = house.database.read_now(lambda db: folk.everyone(db, TODAY))
    assert after != before
    assert after == house.database.read_now(lambda db: folk._made(db, TODAY))


async def test_a_mandate_that_is_given_and_a_day_that_passes_change_who_holds_what(house):
    sri = house.sri.id
    before = house.database.read_now(lambda db: folk.everyone(db, TODAY)).roster.roles_of(sri)
    house.database.write_now(lambda db: mandates.appoint(db, sri, Role.PPID, TODAY, TODAY, "2/ST"))

    def roles(day):
        return set(house.database.read_now(lambda db: folk.everyone(db, day)).roster.roles_of(sri))

    assert roles(TODAY) == {*before, Role.PPID}
    assert roles(date(2027, 1, 19)) == set(before)


async def test_a_day_off_counts_at_once(house):
    day = date(2027, 1, 20)

    def known():
        return house.database.read_now(lambda db: days.known(db, RULES.calendar)).days_off

    assert day not in known()
    change = CalendarChange(ChangeKind.OFF, day, day, "Pelantikan")
    house.database.write_now(lambda db: days.add(db, change, house.sri.id, house.now))

    assert known()[day].name == "Pelantikan"
    house.database.write_now(lambda db: db.execute(sa.delete(t.calendar_changes)))
    assert day not in known()
