"""Which published pages are to be looked at: a row that is written with the publication and outlives a kill."""

from datetime import timedelta

import sqlalchemy as sa

from sop.looks import EVERY
from sop.steps import Action
from storage import looks
from storage import tables as t
from tests.storage.office import LINK


def due(house, now=None):
    return [
        (found.maklumat.id, found.attempts)
        for found in house.database.read_now(lambda db: looks.due(db, now or house.now))
    ]


def looked(house, m, *, attempts=0, after=EVERY):
    house.database.write_now(
        lambda db: looks.looked(db, m.id, m.visit.number, at=house.now, attempts=attempts, next_at=house.now + after)
    )


async def test_a_page_is_due_from_its_publication_on_and_no_other_maklumat_is(house):
    m = await house.at_step(6)
    await house.at_step(5)

    assert due(house) == [(m.id, 0)]
    assert due(house, m.publication.at - timedelta(seconds=1)) == []


async def test_after_a_look_it_is_due_when_it_was_said(house):
    m = await house.at_step(6)

    looked(house, m, attempts=2, after=timedelta(minutes=4))

    assert due(house) == []
    assert due(house, house.now + timedelta(minutes=4)) == [(m.id, 2)]


async def test_what_happens_to_it_beside_changes_nothing(house):
    m = await house.at_step(6)
    looked(house, m)

    await house.does(m, house.endah, Action.CONFIRM_LIVE)

    assert due(house) == []


async def test_what_fell_back_is_not_due_and_published_anew_it_is_at_once(house):
    m = await house.at_step(6)
    looked(house, m)
    await house.does(m, house.endah, Action.REPORT_NOT_LIVE, "Masih kosong.")
    assert due(house, house.now + 2 * EVERY) == []

    again = await house.does(m, house.dimas, Action.PUBLISH, value=LINK)

    assert due(house) == [(m.id, 0)]
    looked(house, m)
    assert due(house) == [(m.id, 0)], "a look at the page of before says nothing of this one"
    looked(house, again)
    assert due(house) == []


async def test_a_clock_that_ran_ahead_once_does_not_keep_a_page_waiting_for_years(house):
    m = await house.at_step(6)

    looked(house, m, after=timedelta(days=900))

    assert due(house) == [(m.id, 0)]


async def test_what_was_published_before_pages_were_looked_at_is_due_too(house):
    m = await house.at_step(6)
    house.database.write_now(lambda db: db.execute(sa.update(t.page_looks).values(visit=looks.UNKNOWN)))
    assert due(house) == [(m.id, 0)]

    looked(house, m)

    assert due(house) == []
