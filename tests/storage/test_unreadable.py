"""A maklumat whose row cannot be read stops nothing but itself: it is passed by, and written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop.officials import Change
from sop.roles import Role
from sop.rules import DEFAULT_PERFORMERS
from sop.steps import Action, Step
from storage import incidents, looks, mornings, yearly
from storage import tables as t
from storage.mappers import maklumat_to_json
from storage.outbox import Kind, Screen
from tests.storage.office import RULES, House
from tests.storage.test_officials import changed, wish
from tests.storage.test_recalendar import OFF, changes

UNREADABLE = ("{}", "")


@pytest.fixture(params=UNREADABLE)
async def office(house, request):
    """Two maklumat wait for the Komisioner; the first cannot be read any more."""
    await house.enrols("Tini", is_admin=True)
    house.broken, house.sound = await house.at_step(3), await house.at_step(3)
    house.database.write_now(
        lambda db: db.execute(
            sa.update(t.maklumat).where(t.maklumat.c.id == house.broken.id).values(body=request.param)
        )
    )
    house.forget_sent()
    return house


def noted(office: House) -> list[str]:
    """Which maklumat were written down as unreadable."""
    rows = office.database.read_now(
        lambda db: db.execute(sa.select(t.incidents).where(t.incidents.c.kind == incidents.UNREADABLE)).all()
    )
    return [row.about for row in rows]


async def test_reminders_come_on_the_next_day_and_it_is_written_down_once_a_day(office):
    due_at = office.sound.visit.due_at

    for minutes in range(3):
        await office.desk.tick(due_at + timedelta(minutes=minutes))
    assert noted(office) == [office.broken.control_number]
    reminded = {row.person_id for row in office.rows(t.outbox.c.id > office.mark) if row.kind == Kind.REMINDER}
    assert {office.bagus.id, office.ratna.id} <= reminded

    await office.desk.tick(due_at + timedelta(days=1, minutes=1))
    assert noted(office) == [office.broken.control_number] * 2


async def test_a_lost_phone_can_be_closed_and_opened_again(office):
    await changed(office, wish(office.bagus, Change.FROZEN), by=office.tini)
    assert (await office.reading.people(office.now))[office.bagus.id].roles == ()

    office.forget_sent()
    await changed(office, wish(office.bagus, Change.UNFROZEN), by=office.tini)
    given = office.to(office.bagus, t.outbox.c.id > office.mark, t.outbox.c.kind == Kind.CARD)
    assert [row.maklumat_id for row in given] == [office.sound.id]


async def test_whoever_leaves_what_nobody_holds_hears_of_the_others(office):
    for who in (office.bagus, office.ratna):
        done = await changed(office, wish(who, Change.FROZEN), by=office.tini)

    assert [one.control_number for one in done.stranded] == [office.sound.control_number]


async def test_the_settings_and_the_calendar_may_change(office):
    moved = await changes(office, OFF)
    assert [one.control_number for one in moved] == [office.sound.control_number]

    performers = {**DEFAULT_PERFORMERS, Step.PUBLISHING: (Role.PPID,)}
    await office.desk.change_rules(replace(RULES, performers=performers), office.now)
    assert noted(office) == [office.broken.control_number]


async def test_the_number_of_a_nota_dinas_can_be_set(office):
    m = await office.at_step(2)

    m = await office.does(m, office.sri, Action.SET_NUMBER, value="12/PP.07-ND/3313/2027")

    assert m.number == "12/PP.07-ND/3313/2027"


async def test_the_morning_digest_names_the_others(office):
    tomorrow = office.now + timedelta(days=1)

    assert office.database.write_now(lambda db: mornings.tell(db, RULES, tomorrow)) == 1


async def test_after_an_outage_the_others_cards_come(office):
    await office.desk.reissue(office.now, office.now + timedelta(minutes=5))

    cards = office.rows(t.outbox.c.id > office.mark, t.outbox.c.kind == Kind.CARD)
    assert {row.maklumat_id for row in cards} == {office.sound.id}
    assert noted(office) == [office.broken.control_number]


async def test_tugas_and_the_lists_name_the_others(office):
    assert [view.maklumat.id for view in await office.reading.tasks(office.bagus.id, office.now)] == [office.sound.id]
    assert [view.maklumat.id for view in await office.reading.open_views(office.sri.id, office.now)] == [
        office.sound.id
    ]


async def test_of_a_published_one_neither_the_looks_at_pages_nor_the_nudge_of_the_year_wait_for_it(house):
    broken, sound = await house.at_step(6), await house.at_step(6)
    # It names one that it replaces, and still cannot be read.
    unreadable = sa.update(t.maklumat).where(t.maklumat.c.id == broken.id).values(body='{"replaces":{}}')
    house.database.write_now(lambda db: db.execute(unreadable))

    assert [look.maklumat.id for look in house.database.read_now(lambda db: looks.due(db, house.now))] == [sound.id]
    another = await house.at_step(6)
    assert another.step == 6
    next_year = house.now.replace(year=house.now.year + 1)
    told = house.database.write_now(lambda db: yearly.tell(db, RULES, next_year, lambda _m, _who: Screen("baru?")))
    assert told == 2, "both drafters"


class TestOneWhoseRowsContradictEachOther:
    """Its columns say another revision than it says itself, or its journal is ahead of it."""

    @pytest.fixture(params=["revision", "journal"])
    async def torn(self, house, request):
        """The first of two that wait for the Komisioner."""
        await house.enrols("Tini", is_admin=True)
        house.broken, house.sound = await house.at_step(3), await house.at_step(3)
        of_it = t.maklumat.c.id == house.broken.id
        earlier = replace(house.broken, revision=house.broken.revision - 1)
        values = {
            "revision": {"revision": house.broken.revision + 9},
            "journal": {"revision": earlier.revision, "body": maklumat_to_json(earlier)},
        }[request.param]
        house.database.write_now(lambda db: db.execute(sa.update(t.maklumat).where(of_it).values(**values)))
        house.forget_sent()
        return house

    async def test_keeps_no_lost_phone_open(self, torn):
        await changed(torn, wish(torn.bagus, Change.FROZEN), by=torn.tini)

        assert (await torn.reading.people(torn.now))[torn.bagus.id].roles == ()
        assert noted(torn) == [torn.broken.control_number]
        assert (await torn.reading.journal_of(torn.sound.id))[-1].kind == "HoldersChanged"

    async def test_keeps_no_day_off_from_being_entered(self, torn):
        await changes(torn, OFF)

        assert noted(torn) == [torn.broken.control_number]
        assert (await torn.reading.journal_of(torn.sound.id))[-1].kind == "DeadlineMoved"
