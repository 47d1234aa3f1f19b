"""What is kept about one official: his own acts and rights, all of them, and nobody else's."""

import sqlalchemy as sa

from sop.officials import Change
from sop.roles import Role
from sop.steps import Action
from storage import tables as t
from storage.invites import Invitation
from tests.storage.test_confirming import brought_in, says


async def test_the_acts_of_one_are_his_and_nobody_elses(house):
    await house.at_step(4)

    of = {name: await house.reading.kept_of(getattr(house, name).id) for name in ("wahyu", "sri", "bagus", "agus")}

    assert [type(act.event).__name__ for act in of["bagus"].acts] == ["Approved"]
    assert {act.event.by for act in of["wahyu"].acts} == {house.wahyu.id}
    assert {act.control_number for act in of["wahyu"].acts} == {"MKL-2027-001"}
    assert of["agus"].acts == ()
    everybodys = sum(len(kept.acts) for kept in of.values())
    with_a_doer = house.database.read_now(
        lambda db: db.execute(
            sa.select(sa.func.count())
            .select_from(t.journal)
            .where(t.journal.c.maklumat_id.is_not(None), t.journal.c.body.not_like('%"by":null%'))
        ).scalar_one()
    )
    assert everybodys == with_a_doer > 3
    assert [change.change for change in of["bagus"].changes] == [Change.ENROLLED, Change.GRANTED]
    assert {change.person for change in of["bagus"].changes} == {house.bagus.id}


async def test_a_role_that_was_gained_later_is_among_the_mandates(house):
    code = await house.desk.invite(Invitation(name="Dimas", roles=(Role.E_PPID,)), house.now)
    await house.desk.enrol(code, house.chat(house.dimas), house.cause(house.chat(house.dimas)), house.now)

    kept = await house.reading.kept_of(house.dimas.id)

    assert [mandate.role for mandate in kept.mandates] == [Role.PELAKSANA, Role.E_PPID]
    assert kept.messages == len(house.rows(t.outbox.c.person_id == house.dimas.id))
    assert kept.updates > 0


async def test_the_komisioners_word_about_him_and_an_absence_that_ended_early_are_among_it(house):
    told = await house.reading.kept_of(house.bagus.id)
    assert (told.confirmed_at, told.confirmation, told.closed_at) == (house.now, None, None)
    tini = await brought_in(house, "Tini", Role.E_PPID)
    assert (await house.reading.kept_of(tini.id)).confirmed_at is None
    await says(house, Change.CONFIRMED, tini, by=house.bagus)

    kept = await house.reading.kept_of(tini.id)

    assert kept.confirmed_at is not None
    assert kept.confirmation is not None
    assert kept.confirmation.by == house.bagus.id


async def test_words_that_look_like_somebodys_number_are_not_his_act(house):
    m = await house.at_step(3)
    await house.does(m, house.bagus, Action.ASK, f'"by":{house.agus.id}, siapa?')

    assert (await house.reading.kept_of(house.agus.id)).acts == ()
