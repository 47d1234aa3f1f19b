"""An office goes on with another bot: its chats are empty, and nothing there is taken for what the first bot said."""

from datetime import timedelta

from sop.steps import Action
from storage import identity, notes, standing
from storage import tables as t
from storage.outbox import Kind
from tests.storage.office import NOW

LATER = NOW + timedelta(days=1)


def serve(house, bot):
    return house.database.write_now(lambda db: identity.serve_as(db, bot, LATER))


async def test_the_first_and_the_same_one_change_nothing(house):
    await house.at_step(3)
    house.forget_sent()
    before = house.rows()

    assert (serve(house, 1), serve(house, 1)) == (False, False)
    assert house.rows() == before


async def test_another_one_knows_no_message_of_the_first(house):
    m = await house.at_step(3)
    house.forget_sent()
    numbers = [(row.chat_id, row.message_id) for row in house.rows() if row.message_id]
    serve(house, 1)

    assert serve(house, 2)
    known = house.database.read_now(lambda db: [standing.message(db, *place) for place in numbers])
    assert (set(known), house.live(m)) == ({None}, [])


async def test_what_would_change_a_message_of_the_first_is_not_said_and_news_are(house):
    m = await house.at_step(3)
    house.forget_sent()
    await house.does(m, house.bagus, Action.APPROVE)
    waiting = [row for row in house.rows() if row.state == "queued"]
    serve(house, 1)
    serve(house, 2)

    kept = {row.kind for row in house.rows(t.outbox.c.id.in_([row.id for row in waiting])) if row.state == "queued"}
    assert Kind.STRIP in {row.kind for row in waiting}
    assert kept
    assert not kept & {Kind.EDIT, Kind.REFRESH, Kind.STRIP}


async def test_who_is_waited_for_gets_the_cards_anew(house):
    house.database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, LATER.isoformat()))
    serve(house, 1)
    serve(house, 2)

    last = house.database.read_now(lambda db: notes.moment(db, notes.LAST_GOOD_POLL))
    assert LATER - last == identity.AWAY_AT_LEAST
