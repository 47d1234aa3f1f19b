"""An admin's rescue through the Desk, on both databases: journal and row, cards that go and come, the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sop import errors
from sop import events as e
from sop.commands import Remedy, Rescue
from sop.folding import fold
from sop.items import Item, Verdict
from sop.steps import Action, Step
from storage import tables as t
from storage.outbox import Kind
from tests.storage.office import LINK, document, everything

WHY = "Sesuai arahan pimpinan"
SCAN = b"%PDF-1.7 the signed sheet"


async def rescued(house, m, remedy, *, by=None, reason=WHY, visit=None, **how):
    """An admin's reason comes, in reply to the question."""
    who = by or house.agus
    number = house.present(m.id).visit.number if visit is None else visit
    wish = Rescue(remedy=remedy, maklumat=m.id, visit=number, reason=reason, **how)
    outcome = await house.desk.submit(wish, who.id, house.cause(house.chat(who), by_message=True), house.now)
    house.now += timedelta(minutes=1)
    return outcome.maklumat


async def told_by(house, m):
    return tuple(entry.event for entry in await house.reading.journal_of(m.id))


async def test_back_to_the_komisioner_with_cards_for_them_and_none_left_for_the_operator(house):
    m = await house.at_step(5)
    house.forget_sent()

    after = await rescued(house, m, Remedy.STEP_BACK, step=Step.DECISION)

    assert after == house.present(m.id) == fold(await told_by(house, m))
    assert (after.step, after.approval, after.order) == (3, None, None)
    back, entered = (await told_by(house, m))[-2:]
    assert (back.by, back.role, back.approved_by, back.reason) == (house.agus.id, None, house.bagus.id, WHY)
    assert isinstance(entered, e.StepEntered)
    assert house.kinds_to(house.ratna)[-2:] == [Kind.CARD, Kind.STRIP]
    assert house.kinds_to(house.dimas) == [Kind.NEWS, Kind.REFRESH]
    assert house.kinds_to(house.agus) == [Kind.NEWS]
    assert [view.maklumat.id for view in await house.reading.tasks(house.bagus.id, house.now)] == [m.id]
    assert await house.reading.tasks(house.dimas.id, house.now) == ()
    with pytest.raises(errors.OtherStep):
        await house.does(m, house.dimas, Action.PUBLISH, value=LINK)


async def test_back_to_the_drafters_the_same_version_goes_the_whole_way_again(house):
    m = await house.at_step(4)
    await rescued(house, m, Remedy.STEP_BACK, step=Step.DRAFTING)

    for who, action in (
        (house.wahyu, Action.PARAF),
        (house.sri, Action.PARAF),
        (house.sri, Action.FORWARD),
        (house.ratna, Action.APPROVE),
    ):
        m = await house.does(m, who, action)

    assert (m.step, m.version, m.approval.by) == (4, 1, house.ratna.id)
    assert m == fold(await told_by(house, m))


async def test_while_held_nobody_is_reminded_and_the_days_that_were_left_are_left(house):
    m = await house.at_step(3)
    await rescued(house, m, Remedy.HOLD)
    due, house.now = m.visit.due_at, m.visit.due_at + timedelta(days=3)
    await house.desk.tick(house.now)

    assert house.rows(t.outbox.c.kind == Kind.REMINDER) == []
    m = await rescued(house, m, Remedy.RESUME)

    assert m.visit.due_at > house.now - timedelta(minutes=1) > due
    assert (await told_by(house, m))[-1].item.text == WHY
    house.now = m.visit.due_at
    await house.desk.tick(house.now)
    reminded = {row.person_id for row in house.rows(t.outbox.c.kind == Kind.REMINDER)}
    assert reminded == {house.bagus.id, house.ratna.id}


async def test_a_card_anew_takes_the_place_of_the_old_one_and_brings_the_files(house):
    m = await house.at_step(5)
    (old,) = [row.id for row in house.live(m) if row.person_id == house.dimas.id]
    house.forget_sent()

    await rescued(house, m, Remedy.RESEND, to=house.dimas.id)

    assert house.kinds_to(house.dimas) == [Kind.DOCUMENT, Kind.DOCUMENT, Kind.CARD, Kind.STRIP]
    card, strip = house.fresh(house.dimas)[-2:]
    assert (card.live, strip.target_id) == (True, old)
    assert [row.id for row in house.live(m) if row.person_id == house.dimas.id] == [card.id]
    view = await house.reading.view(m.id, house.sri.id, house.now)
    assert isinstance(view.last, e.PublicationOrdered), "nothing happened to the maklumat by it"


async def test_the_second_person_under_a_written_decision_gets_the_scan_with_it(house):
    m = await house.at_step(3)
    act = house.act(m, house.dimas, Action.RECORD_WRITTEN, verdict=Verdict(Action.APPROVE, house.bagus.id))
    act = replace(act, item=Item(files=(document(SCAN),)))
    cause = house.cause(house.chat(house.dimas))
    await house.desk.submit(act, house.dimas.id, cause, house.now, contents={document(SCAN).sha256: SCAN})
    house.forget_sent()

    await rescued(house, m, Remedy.RESEND, to=house.endah.id)

    assert [row.kind for row in house.fresh(house.endah)] == [Kind.DOCUMENT, Kind.DOCUMENT, Kind.CARD, Kind.STRIP]
    assert document(SCAN).sha256 in house.fresh(house.endah)[1].body


async def test_closed_in_step_3_it_waits_for_nobody_and_no_card_has_buttons_left(house):
    m = await house.at_step(3)

    m = await rescued(house, m, Remedy.CANCEL)

    assert (m.phase, m.approval) == ("cancelled", None)
    assert await house.reading.tasks(house.bagus.id, house.now) == ()
    with pytest.raises(errors.MaklumatClosed):
        await house.does(m, house.bagus, Action.APPROVE)


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"remedy": Remedy.STEP_BACK, "step": Step.ORDERING}, errors.NeverForward),
        ({"remedy": Remedy.HOLD, "reason": " "}, errors.ReasonRequired),
        ({"remedy": Remedy.HOLD, "visit": 1}, errors.VisitPassed),
        ({"remedy": Remedy.RESUME}, errors.NotOnHold),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_a_refusal_changes_nothing(house, how, refusal):
    m = await house.at_step(3)
    visit = how.get("visit", m.visit.number)
    wish = Rescue(maklumat=m.id, **{"reason": WHY, **how, "visit": visit})
    cause = house.cause(house.chat(house.agus))
    before = everything(house.database)

    with pytest.raises(refusal):
        await house.desk.submit(wish, house.agus.id, cause, house.now)

    assert everything(house.database) == before


async def test_nobody_but_an_admin(house):
    m = await house.at_step(4)

    for person in (house.sri, house.wahyu, house.bagus, house.dimas):
        with pytest.raises(errors.NotYoursToRescue):
            await rescued(house, m, Remedy.CANCEL, by=person)
