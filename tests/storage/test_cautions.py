"""That Telegram is no place for what is excluded is told to each person once, on the card that asks for a text."""

import pytest
import sqlalchemy as sa

from sop.steps import Action
from storage import lanes, notes
from storage import tables as t
from storage.outbox import Kind
from storage.replies import Send, ShowCard
from tests.storage.office import document

CARDS = t.outbox.c.kind == Kind.CARD


@pytest.fixture
def cautioned(house):
    """Who reads it on which of the messages that go out now."""

    def read() -> list[tuple[str, Kind]]:
        names = {official.id: name for name, official in house.staff.items()}
        return [(names[parcel.person], parcel.kind) for parcel in house.delivers() if parcel.cautions]

    return read


async def asks(house, who, m):
    """Somebody asks for the card of a maklumat."""
    await house.desk.finish(house.cause(house.chat(who)), house.now, (ShowCard(maklumat=m.id, person=who.id),))


async def test_the_drafters_are_told_on_the_first_card_that_asks_for_a_text_and_on_no_other(house, cautioned):
    m = await house.opens(data=None)
    assert cautioned() == [("wahyu", Kind.CARD), ("sri", Kind.CARD)]

    await asks(house, house.sri, m)
    assert [kind for _, kind in cautioned()] == [Kind.STRIP], "the card that told it keeps it, also replaced"
    await house.opens(title="Maklumat 2028", data=None)
    assert cautioned() == []


async def test_a_card_that_told_it_keeps_it_when_it_is_redrawn(house, cautioned):
    m = await house.opens(data=None)
    cautioned()

    await house.does(m, house.wahyu, Action.SUBMIT_DRAFT, data=b"%PDF-1.7 the text")

    assert set(cautioned()) == {("wahyu", Kind.STRIP), ("sri", Kind.REFRESH)}


async def test_whoever_began_with_a_text_is_told_when_another_is_awaited(house, cautioned):
    m = await house.opens()
    assert cautioned() == []
    await house.does(m, house.wahyu, Action.PARAF)

    await house.does(m, house.sri, Action.RETURN, "Jam layanan.")

    assert {name for name, kind in cautioned() if kind is Kind.CARD} == {"wahyu", "sri"}


async def test_the_operator_who_may_upload_in_their_name_is_told_and_nobody_else(house, cautioned):
    m = await house.opens()
    cautioned()

    for who in (house.dimas, house.bagus, house.endah, house.dimas):
        await asks(house, who, m)

    assert [name for name, kind in cautioned() if kind is Kind.CARD] == ["dimas"]


async def test_no_later_step_asks_for_a_text(house, cautioned):
    m = await house.at_step(2)

    for who in (house.wahyu, house.sri, house.dimas):
        await asks(house, who, m)

    assert cautioned() == []


async def test_a_card_that_waited_until_a_newer_one_came_leaves_it_to_that_one(house, cautioned):
    m = await house.opens(data=None)
    first = house.to(house.wahyu, CARDS)[0].id
    await asks(house, house.wahyu, m)

    told = [parcel.id for parcel in house.delivers() if parcel.cautions and parcel.person == house.wahyu.id]

    assert len(told) == 1
    assert told[0] > first


async def test_while_it_waits_on_one_card_that_of_another_maklumat_leaves_it_there(house):
    first = await house.opens(data=None)
    await house.opens(title="Maklumat 2028", data=None)

    assert [parcel.maklumat for parcel in house.delivers() if parcel.cautions] == [first.id, first.id]


@pytest.mark.parametrize("noted", ["x", "", "²", "9" * 30])
async def test_a_note_that_names_no_card_keeps_nobodys_card_back_and_the_next_one_tells_it(house, cautioned, noted):
    await house.opens(data=None)
    damaged = sa.update(t.notes).where(t.notes.c.key == f"{notes.CAUTION}:{house.wahyu.id}").values(value=noted)
    house.database.write_now(lambda db: db.execute(damaged))
    assert cautioned() == [("sri", Kind.CARD)]

    await house.opens(title="Maklumat 2028", data=None)
    assert cautioned() == [("wahyu", Kind.CARD)]


@pytest.mark.parametrize("end", ["dropped", "dead"])
async def test_with_a_card_that_never_came_it_is_not_lost(house, cautioned, end):
    await house.opens(data=None)
    (card,) = house.to(house.wahyu, CARDS)
    house.database.write_now(lambda db: lanes.ended(db, card.id, end, "blocked", house.now))
    cautioned()

    await house.opens(title="Maklumat 2028", data=None)

    assert cautioned() == [("wahyu", Kind.CARD)]


async def test_where_the_card_is_undone_the_note_of_it_is_undone_too(house, cautioned):
    m = await house.opens()
    cautioned()
    nobodys = Send(chat_id=house.chat(house.dimas), person=house.dimas.id, files=(document(b"never brought"),))
    card = ShowCard(maklumat=m.id, person=house.dimas.id)

    with pytest.raises(ValueError, match="nobody brought the bytes"):
        await house.desk.finish(house.cause(house.chat(house.dimas)), house.now, (card, nobodys))
    assert cautioned() == []
    await asks(house, house.dimas, m)

    assert cautioned() == [("dimas", Kind.CARD)]
