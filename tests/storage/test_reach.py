"""Who was out of reach and is back gets what was given up meanwhile, and no button twice."""

from datetime import timedelta

import sqlalchemy as sa

from storage import lanes, outbox, people, reach
from storage import tables as t
from storage.outbox import Kind, Screen
from tests.storage.office import NOW

HOUR = timedelta(hours=1)


def given_up(db, official, text, at):
    row = outbox.put_screen(db, official.telegram_id, official.id, Screen(text), now=at)
    lanes.ended(db, row, "dead", "Forbidden: bot was blocked by the user", at)
    return row


def states(database, rows):
    query = sa.select(t.outbox.c.state).where(t.outbox.c.id.in_(rows)).order_by(t.outbox.c.id)
    return database.read_now(lambda db: list(db.execute(query).scalars()))


async def test_only_what_was_given_up_since_then_waits_again(house, database):
    def work(db):
        before = given_up(db, house.wahyu, "jauh sebelumnya", NOW - HOUR)
        people.mark_unreachable(db, house.wahyu.telegram_id, NOW)
        since = given_up(db, house.wahyu, "selama diblokir", NOW + HOUR)
        other = given_up(db, house.sri, "milik orang lain", NOW + HOUR)
        return before, since, other

    rows = database.write_now(work)

    assert database.write_now(lambda db: reach.welcome_back(db, house.wahyu.telegram_id)) == 1
    assert states(database, rows) == ["dead", "queued", "dead"]
    assert database.write_now(lambda db: reach.welcome_back(db, house.wahyu.telegram_id)) == 0, "once"


async def test_a_clock_that_is_set_back_meanwhile_loses_nothing(house, database):
    def work(db):
        people.mark_unreachable(db, house.wahyu.telegram_id, NOW)
        rows = given_up(db, house.wahyu, "satu", NOW), given_up(db, house.wahyu, "dua", NOW - HOUR)
        people.mark_unreachable(db, house.wahyu.telegram_id, NOW - HOUR)
        return rows

    rows = database.write_now(work)

    assert database.write_now(lambda db: reach.welcome_back(db, house.wahyu.telegram_id)) == 2
    assert states(database, rows) == ["queued", "queued"]


async def test_whoever_was_never_away_gets_nothing_again(house, database):
    row = database.write_now(lambda db: given_up(db, house.wahyu, "ditolak", NOW))

    assert database.write_now(lambda db: reach.welcome_back(db, house.wahyu.telegram_id)) == 0
    assert states(database, [row]) == ["dead"]


async def test_what_may_have_arrived_already_has_so_many_copies_fewer_left(house, database):
    def work(db):
        rows = [outbox.put_screen(db, house.wahyu.telegram_id, house.wahyu.id, Screen("pesan"), now=NOW) for _ in "abc"]
        for row, unknowns in zip(rows, (0, 1, 2), strict=True):
            for _ in range(unknowns):
                lanes.postpone(db, row, NOW, "ReadTimeout", unknown=True)
        people.mark_unreachable(db, house.wahyu.telegram_id, NOW)
        for row in rows[:2]:
            lanes.ended(db, row, "dead", "Forbidden: bot was blocked by the user", NOW + HOUR)
        lanes.ended(db, rows[2], "dead", "ReadTimeout", NOW + HOUR, unknown=True)
        return rows

    rows = database.write_now(work)
    database.write_now(lambda db: reach.welcome_back(db, house.wahyu.telegram_id))

    query = sa.select(t.outbox.c.state, t.outbox.c.unknowns).order_by(t.outbox.c.id).where(t.outbox.c.id.in_(rows))
    found = database.read_now(lambda db: [tuple(row) for row in db.execute(query)])
    assert found == [("queued", 0), ("queued", 1), ("dead", 3)]


async def test_buttons_that_were_to_go_go_and_reminders_are_nobodys_trouble_any_more(house, database):
    def work(db):
        people.mark_unreachable(db, house.wahyu.telegram_id, NOW)
        rows = []
        for kind in (Kind.STRIP, Kind.REFRESH, Kind.REMINDER, Kind.DIGEST):
            values = {"chat_id": house.wahyu.telegram_id, "kind": kind, "body": "{}", "created_at": NOW}
            rows.append(db.execute(sa.insert(t.outbox).values(**values).returning(t.outbox.c.id)).scalar_one())
            lanes.ended(db, rows[-1], "dead", "Forbidden: bot was blocked by the user", NOW + HOUR)
        return rows

    rows = database.write_now(work)

    database.write_now(lambda db: reach.welcome_back(db, house.wahyu.telegram_id))
    assert states(database, rows) == ["queued", "queued", "dropped", "dropped"]


async def test_whose_card_gave_way_to_a_reminder_that_never_came_has_a_card_again(house, database):
    m = await house.at_step(3)
    house.forget_sent()
    database.write_now(lambda db: people.mark_unreachable(db, house.bagus.telegram_id, NOW))
    await house.desk.tick(m.visit.due_at)
    given = [row.id for row in house.fresh(house.bagus)]
    database.write_now(lambda db: reach.give_up_chat(db, house.bagus.telegram_id, "Forbidden", m.visit.due_at))
    assert not any(row.chat_id == house.bagus.telegram_id for row in house.live(m))

    database.write_now(lambda db: reach.welcome_back(db, house.bagus.telegram_id))

    rows = [
        row for row in house.rows(t.outbox.c.id.in_(given), t.outbox.c.state == "queued") if row.kind != Kind.REFRESH
    ]
    assert [(row.kind, row.live) for row in rows] == [(Kind.CARD, True), (Kind.STRIP, False)]
    assert [row.id for row in house.live(m) if row.chat_id == house.bagus.telegram_id] == [rows[0].id]
    delivered = [parcel.kind for parcel in house.delivers() if parcel.chat_id == house.bagus.telegram_id]
    assert delivered[-2:] == [Kind.CARD, Kind.STRIP]
