"""A message in which nothing can be seen is no message to anybody, and does no harm to the next one."""

import pytest

from storage import inbox
from storage import tables as t


@pytest.fixture
def says(bench):
    """An official types words; what the bot said to it."""

    async def say(official, text):
        bench.house.updates += 1
        chat_id, mark = official.telegram_id, max((row.id for row in bench.rows()), default=0)
        person = {"id": chat_id, "is_bot": False, "first_name": official.name}
        said = {"message_id": bench.house.updates, "date": 1, "chat": {"id": chat_id, "type": "private"}, "text": text}
        body = {"update_id": bench.house.updates, "message": {**said, "from": person}}
        bench.database.write_now(lambda db: inbox.keep(db, 1, [body], bench.clock()))
        async with bench.running(bench.worker):
            await bench.until(lambda: all(row.state != "new" for row in bench.all_of(t.inbox) if row.bot_id == 1))
        return bench.rows(t.outbox.c.id > mark)

    return say


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\u200b\u200b", "\x00"])
async def test_words_after_a_blank_message_are_heard(bench, says, blank):
    await bench.house.at_step(3)

    await says(bench.house.bagus, blank)
    heard = await says(bench.house.bagus, "Mohon arahan tentang jam layanan")

    assert bench.all_of(t.inbox)[-1].attempts == 0
    assert heard
    assert all(prompt.held for prompt in bench.all_of(t.prompts))
