"""A step is reassigned through the Desk, on both databases: rows, cards, reminders, and what an absence does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop import errors
from sop import events as e
from sop.commands import Reassign
from sop.folding import fold
from sop.roles import Role
from sop.steps import Action
from storage import tables as t
from storage.absences import Leaving
from storage.outbox import Kind
from tests.storage.office import LINK, everything

WHY = "Operator bertugas di lapangan"


async def gives(house, m, to, *, by=None, reason=WHY):
    """The present step is reassigned, by a message."""
    who = by or house.sri
    wish = Reassign(maklumat=m.id, visit=house.present(m.id).visit.number, to=to.id, reason=reason)
    outcome = await house.desk.submit(wish, who.id, house.cause(house.chat(who), by_message=True), house.now)
    house.now += timedelta(minutes=1)
    return outcome.maklumat


async def test_it_stands_in_the_journal_and_in_the_row_and_its_clock_runs_on(house):
    m = await house.at_step(5)

    after = await gives(house, m, house.wahyu)

    entry = (await house.reading.journal_of(m.id))[-1]
    assert (entry.kind, entry.event.to, entry.event.in_role) == ("StepReassigned", house.wahyu.id, Role.PPID)
    assert after == house.present(m.id) == fold(tuple(e.event for e in await house.reading.journal_of(m.id)))
    assert after.visit.due_at == m.visit.due_at


async def test_the_new_holder_has_a_live_card_with_the_documents_and_the_former_ones_is_redrawn(house):
    m = await house.at_step(5)
    house.forget_sent()

    await gives(house, m, house.endah)

    assert house.kinds_to(house.endah) == [Kind.DOCUMENT, Kind.DOCUMENT, Kind.CARD]
    assert house.to(house.endah)[-1].live
    assert house.kinds_to(house.dimas) == [Kind.NEWS, Kind.REFRESH]
    assert house.kinds_to(house.wahyu) == [Kind.NEWS, Kind.REFRESH]
    assert house.kinds_to(house.sri) == [Kind.NEWS, Kind.REFRESH]
    assert house.fresh(house.bagus)[0].kind == Kind.REFRESH


async def test_tasks_are_those_of_whoever_has_it(house):
    m = await house.at_step(5)

    await gives(house, m, house.endah, by=house.agus)

    assert [view.maklumat.id for view in await house.reading.tasks(house.endah.id, house.now)] == [m.id]
    assert await house.reading.tasks(house.dimas.id, house.now) == ()


async def test_a_refusal_changes_nothing(house):
    m = await house.at_step(3)
    before = everything(house.database)

    cause = house.cause(house.chat(house.agus))
    arrived = everything(house.database)
    wish = Reassign(maklumat=m.id, visit=m.visit.number, to=house.wahyu.id, reason=WHY)
    with pytest.raises(errors.NeverReassigned):
        await house.desk.submit(wish, house.agus.id, cause, house.now)

    assert everything(house.database) == arrived
    assert before["journal"] == arrived["journal"]


async def test_the_new_holder_is_reminded_and_nobody_else(house):
    m = await house.at_step(5)
    await house.desk.tick(house.now)
    await gives(house, m, house.wahyu)
    house.forget_sent()

    house.now = m.visit.due_at
    await house.desk.tick(house.now)

    reminded = house.rows(t.outbox.c.kind == Kind.REMINDER, t.outbox.c.id > house.mark)
    assert {row.person_id for row in reminded} == {house.wahyu.id}


async def test_whoever_has_it_and_is_away_gives_it_back_to_the_usual_holders_for_good(house):
    m = await house.at_step(5)
    await house.desk.tick(house.now)
    await gives(house, m, house.wahyu)
    house.forget_sent()
    today = house.now.date()

    leaving = Leaving(
        person=house.wahyu.id, from_on=today, until_on=today, stand_in=house.endah.id, standing=None, basis=""
    )
    cause = house.cause(house.chat(house.wahyu))
    await house.desk.change_absence(leaving, house.wahyu.id, cause, house.now, say=lambda *_: ())

    last = (await house.reading.journal_of(m.id))[-1].event
    assert last == e.HoldersChanged(at=house.now, holders=(house.dimas.id,), fell_back_from=house.wahyu.id)
    assert house.present(m.id).visit.reassigned is None
    assert house.kinds_to(house.dimas)[-2:] == [Kind.CARD, Kind.STRIP]
    # Ibu Sri had given it to him: she reads that it fell back.
    assert house.kinds_to(house.sri)[0] == Kind.NEWS
    house.now += timedelta(days=1)
    await house.desk.tick(house.now)
    assert (await house.does(m, house.dimas, Action.PUBLISH, value=LINK)).step == 6


async def test_another_holder_of_the_step_who_enrols_does_not_get_it(house):
    m = await house.at_step(5)
    await gives(house, m, house.wahyu)
    house.forget_sent()

    joko = await house.enrols("Joko", Role.PELAKSANA)

    assert house.to(joko) == []
    with pytest.raises(errors.ReassignedToAnother):
        await house.does(m, joko, Action.PUBLISH, value=LINK)


async def test_a_maklumat_kept_before_there_were_reassignments_is_still_read(house):
    m = await house.at_step(5)

    def without(db):
        body = db.execute(sa.select(t.maklumat.c.body).where(t.maklumat.c.id == m.id)).scalar_one()
        assert '"reassigned":null,' in body
        db.execute(sa.update(t.maklumat).values(body=body.replace('"reassigned":null,', "")))

    house.database.write_now(without)

    assert house.present(m.id) == m
