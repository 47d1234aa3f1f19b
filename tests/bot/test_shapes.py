"""What is no update that anybody could read is put aside at the door; what fails for want of a database is not."""

import pytest
import sqlalchemy as sa
from telegram.ext import MessageHandler, filters

from bot.shapes import readable
from storage import inbox
from storage import tables as t

CHAT = {"id": 9000, "type": "private", "first_name": "Wahyu"}
USER = {"id": 9000, "is_bot": False, "first_name": "Wahyu"}
WORDS = {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "text": "x"}
TAP = {"id": "1", "from": USER, "chat_instance": "1", "data": "do", "message": WORDS}


@pytest.mark.parametrize(
    "update",
    [
        {"message": {**WORDS, "from": {**USER, "id": 2**63}}},
        {"message": {**WORDS, "from": {**USER, "id": True}}},
        {"message": {**WORDS, "from": {**USER, "id": "9000"}}},
        {"message": {**WORDS, "from": {**USER, "id": 9000.0}}},
        {"message": {**WORDS, "from": {**USER, "id": {"id": 9000}}}},
        {"message": {**WORDS, "chat": {**CHAT, "type": None}}},
        {"message": {**WORDS, "text": 7}},
        {"message": {**WORDS, "entities": [{"type": "bot_command", "offset": -1, "length": 1}]}},
        {"message": {**WORDS, "entities": [{"type": "bot_command", "offset": 0, "length": 2**70}]}},
        {"message": {**WORDS, "photo": [{"file_id": None}]}},
        {"message": {**WORDS, "reply_to_message": {**WORDS, "message_id": -(2**63) - 1}}},
        {"callback_query": {**TAP, "data": ["do"]}},
        {"callback_query": {**TAP, "from": None}},
        {"my_chat_member": {"chat": CHAT, "from": USER}},
        {"edited_message": "words"},
    ],
    ids=str,
)
def test_a_field_of_another_type_makes_it_unreadable(update):
    assert readable({"update_id": 1, **update}) is None


@pytest.mark.parametrize(
    "update",
    [
        {"message": WORDS},
        {"message": {**WORDS, "a_field_of_next_year": {"of": ["any", "kind"]}}},
        {"callback_query": {**TAP, "message": {"chat": CHAT, "message_id": 1, "date": 0}}},
        {"callback_query": {"id": "1", "from": USER, "chat_instance": "1"}},
        {},
    ],
    ids=str,
)
def test_what_telegram_sends_is_read(update):
    assert readable({"update_id": 1, **update}) == {"update_id": 1, **update}


def test_what_nobody_asked_for_is_not_looked_at():
    assert readable({"update_id": 1, "channel_post": WORDS, "poll": 7}) == {"update_id": 1}


@pytest.fixture
def hand_over(bench):
    """Keeps updates of one batch, and serves them until none waits."""

    async def served(*bodies):
        batch = [{"update_id": number, **body} for number, body in enumerate(bodies, start=1)]
        kept = bench.database.write_now(lambda db: inbox.keep(db, 1, batch, bench.clock()))
        async with bench.running(bench.worker):
            for _ in range(400):
                if all(row.state != "new" for row in bench.all_of(t.inbox)):
                    break
                bench.clock.moves(1)
                bench.worker.nudged.set()
                await bench.a_while(0.02)
        return kept

    return served


def states(bench):
    return [row.state for row in bench.all_of(t.inbox) if row.bot_id == 1]


async def test_a_senders_number_beyond_reason_does_not_hold_up_his_chat(bench, hand_over):
    await hand_over({"message": {**WORDS, "from": {**USER, "id": 2**70}}}, {"message": WORDS})

    assert states(bench) == ["dead", "done"]


@pytest.mark.parametrize("levels", [100, 950, 5000])
async def test_one_that_is_too_deep_takes_no_other_with_it(bench, hand_over, levels):
    deep: object = "deep"
    for _ in range(levels):
        deep = [deep]

    await bench.everybody()
    kept = await hand_over({"message": {**WORDS, "deep": deep}}, {"message": WORDS})

    assert kept.new == 2
    assert states(bench) == ["dead", "done"]
    assert len(bench.incidents()) == 1
    assert any("tidak dapat diproses" in row.body for row in bench.house.to(bench.house.agus)), "an admin is told"


async def test_a_database_that_fails_while_it_is_handled_costs_no_attempt(bench, hand_over):
    failures = iter([sa.exc.OperationalError("INSERT", {}, Exception("disk I/O error"))] * 5)

    async def fails(_update, context):
        for failure in failures:
            raise failure
        await context.finish()

    bench.parts.application.handlers[0].insert(0, MessageHandler(filters.ALL, fails))

    await hand_over({"message": WORDS})

    assert states(bench) == ["done"]


async def test_what_fails_beside_the_handlers_again_and_again_is_buried(bench, hand_over):
    real = bench.worker.reading.official

    async def fails_for_one(telegram_id, now):
        if telegram_id == 9000:
            raise OverflowError
        return await real(telegram_id, now)

    bench.worker.reading.official = fails_for_one

    await hand_over({"message": WORDS}, {"message": {**WORDS, "from": {**USER, "id": 9001}}})

    assert states(bench) == ["dead", "done"]
    assert len(bench.incidents()) == 1
