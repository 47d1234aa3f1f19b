"""The window: what screens may look at, and nothing through which anything changes."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sop.maklumat import Phase
from sop.recap import Period
from sop.steps import Action
from storage import days
from storage.errors import MaklumatNotFound
from tests.storage.office import everything


class TestOneMaklumat:
    async def test_is_seen_with_everybodys_names_and_its_holders(self, house):
        m = await house.at_step(3)

        view = await house.reading.view(m.id, house.sri.id, house.now)
        assert (view.maklumat, view.reader.name) == (m, "Sri")
        assert [official.name for official in view.holders] == ["Bagus", "Ratna"]

    async def test_tells_whether_another_was_published_while_it_has_no_text(self, house):
        first = await house.opens(data=None)
        assert not (await house.reading.view(first.id, house.sri.id, house.now)).follows_another
        await house.at_step(6)

        assert (await house.reading.view(first.id, house.sri.id, house.now)).follows_another

    async def test_tells_the_last_thing_that_people_did_to_it(self, house):
        m = await house.at_step(3)
        assert m.visit.due_at is not None
        await house.desk.tick(m.visit.due_at)
        await house.enrols("Joko")

        view = await house.reading.view(m.id, house.sri.id, house.now)
        assert type(view.last).__name__ == "Forwarded"

    @pytest.mark.parametrize("typed", ["MKL-2027-002", " mkl-2027-002 ", "2", "002"])
    async def test_is_found_by_what_people_type(self, house, typed):
        await house.opens()
        wanted = await house.opens()

        view = await house.reading.find(typed, house.sri.id, house.now)
        assert view.maklumat.id == wanted.id

    @pytest.mark.parametrize("typed", ["", "MKL", "3", "-1", "MKL-2026-001", "%", "1 OR 1=1", "٢٢", "9" * 40, "\x00"])
    async def test_is_not_guessed(self, house, typed):
        await house.opens()

        with pytest.raises(MaklumatNotFound):
            await house.reading.find(typed, house.sri.id, house.now)

    async def test_that_is_not_there_is_not_found(self, house):
        with pytest.raises(MaklumatNotFound):
            await house.reading.view(99, house.sri.id, house.now)


class TestLists:
    async def test_what_waits_for_a_person_comes_with_the_earliest_deadline_first(self, house):
        house.now = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
        later = await house.at_step(5)
        house.now = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
        earlier = await house.at_step(5)
        await house.at_step(4)

        tasks = await house.reading.tasks(house.dimas.id, house.now)
        assert [view.maklumat.id for view in tasks] == [earlier.id, later.id]

    async def test_what_is_held_comes_after_what_has_a_deadline(self, house):
        held = await house.at_step(4)
        await house.does(held, house.sri, Action.HOLD, "Menunggu server.")
        house.now += timedelta(days=2)
        later = await house.at_step(4)

        tasks = await house.reading.tasks(house.sri.id, house.now)
        listed = await house.reading.open_views(house.endah.id, house.now)
        assert [view.maklumat.id for view in tasks] == [view.maklumat.id for view in listed] == [later.id, held.id]

    async def test_a_publication_to_confirm_waits_until_it_is_confirmed(self, house):
        m = await house.at_step(6)
        assert [view.maklumat.id for view in await house.reading.tasks(house.endah.id, house.now)] == [m.id]

        await house.does(m, house.endah, Action.CONFIRM_LIVE)

        assert await house.reading.tasks(house.endah.id, house.now) == ()

    async def test_the_admin_waits_for_nothing(self, house):
        for step in range(1, 7):
            await house.at_step(step)

        assert await house.reading.tasks(house.agus.id, house.now) == ()

    async def test_open_and_finished_ones_are_told_apart(self, house):
        under_way, published, cancelled = await house.at_step(2), await house.at_step(6), await house.at_step(1)
        await house.does(cancelled, house.wahyu, Action.CANCEL, "Digabung")

        open_ones = await house.reading.open_views(house.sri.id, house.now)
        archive = await house.reading.archive(house.sri.id, house.now)
        assert [view.maklumat.id for view in open_ones] == [under_way.id]
        assert [view.maklumat.id for view in archive] == [cancelled.id, published.id]
        assert [view.maklumat.phase for view in archive] == [Phase.CANCELLED, Phase.PUBLISHED]


class TestRecap:
    async def test_sums_up_every_maklumat_of_the_period_whatever_became_of_it(self, house):
        await house.at_step(6)
        await house.at_step(3)
        cancelled = await house.at_step(2)
        await house.does(cancelled, house.wahyu, Action.CANCEL, "Digabung")

        found = await house.reading.recap(Period(2027, 1))

        assert [(line.step, line.count) for line in found.steps] == [(1, 3), (2, 2), (3, 1), (4, 1), (5, 1)]
        assert (await house.reading.recap(Period(2027))).steps == found.steps
        assert (await house.reading.recap(Period(2027, 2))).is_empty
        assert (await house.reading.recap(Period(2026))).is_empty

    async def test_knows_the_days_off_of_the_office(self, house):
        house.database.write_now(lambda db: days.seed(db, (2027,)))
        house.now = datetime(2027, 1, 29, 3, 0, tzinfo=UTC)
        m = await house.opens()
        house.now = datetime(2027, 2, 8, 3, 0, tzinfo=UTC)
        for who in (house.wahyu, house.sri):
            m = await house.does(m, who, Action.PARAF)

        (line, *_) = (await house.reading.recap(Period(2027))).steps

        # Friday 29 January 10.00 to Monday 8 February 10.01; Friday 5 February is cuti bersama.
        assert line.longest == timedelta(hours=6.5 + 4 * 8.5 + 2.5, minutes=1)


async def test_looking_changes_nothing(house):
    m = await house.at_step(3)
    before = everything(house.database)
    look = house.reading

    for person in house.staff.values():
        await look.view(m.id, person.id, house.now)
        await look.tasks(person.id, house.now)
        await look.asked_last(person.id)
    await look.archive(house.sri.id, house.now + timedelta(days=400))
    await look.recap(Period(2027))
    await look.verify()

    assert everything(house.database) == before


async def test_a_read_that_failed_half_way_leaves_nobody_with_what_it_saw_then(house):
    """The exception may be kept for long, and the cursor with it."""
    for _ in range(3):
        await house.at_step(3)
    kept = []

    def fails(_connection, _cursor, statement, *_besides):
        if "FROM mandates" in statement:
            raise OSError("disk I/O error")

    sa.event.listen(house.database.reader, "before_cursor_execute", fails)
    for _ in range(8):
        try:
            await house.reading.open_views(house.sri.id, house.now)
        except OSError as failure:
            kept.append(failure)
    sa.event.remove(house.database.reader, "before_cursor_execute", fails)
    await house.at_step(3)

    assert len(kept) == 8
    assert {len(await house.reading.open_views(house.sri.id, house.now)) for _ in range(8)} == {4}
