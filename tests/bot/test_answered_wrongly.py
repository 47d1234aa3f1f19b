"""A question that was answered wrongly is put again with the refusal: a better answer to either message counts."""

from functools import partial

import pytest

from sop.roles import Role
from sop.steps import Action
from storage import inbox, lanes, outbox, prompts
from storage import tables as t
from storage.outbox import Kind
from storage.prompts import Prompt

BOT = {"id": 1, "is_bot": True, "first_name": "Layanan"}
ASKED = outbox.Screen("Mohon menuliskan nomornya.")


@pytest.fixture
def replies(bench):
    """An official replies to the message of this row; the screens that the bot answers with."""

    async def reply(official, row, text):
        bench.house.updates += 1
        number, mark = bench.house.updates, max(row.id for row in bench.rows())
        bench.database.write_now(lambda db: lanes.sent(db, row, 900 + number, bench.clock()))
        common = {"date": 1, "chat": {"id": official.telegram_id, "type": "private"}}
        asked = {"message_id": 900 + number, **common, "from": BOT, "text": "?"}
        person = {"id": official.telegram_id, "is_bot": False, "first_name": official.name}
        said = {"message_id": number, **common, "from": person, "text": text, "reply_to_message": asked}
        body = {"update_id": number, "message": said}
        bench.database.write_now(lambda db: inbox.keep(db, 1, [body], bench.clock()))
        async with bench.running(bench.worker):
            await bench.until(lambda: all(row.state != "new" for row in bench.all_of(t.inbox) if row.bot_id == 1), 60)
        mine = t.outbox.c.chat_id == official.telegram_id
        return bench.rows(t.outbox.c.id > mark, mine, t.outbox.c.kind != Kind.STRIP)

    return reply


async def test_the_right_number_in_reply_to_the_refusal_of_a_wrong_one_counts_like_the_first_answer(bench, replies):
    m = await bench.house.at_step(2)
    question = Prompt(
        purpose=Action.SET_NUMBER,
        person=bench.house.sri.id,
        maklumat=m.id,
        visit=m.visit.number,
        version=m.version,
        role=Role.ATASAN_PPID,
    )
    sri = bench.house.sri
    asked = bench.database.write_now(lambda db: prompts.add(db, question, bench.clock()))
    put = partial(outbox.put_screen, chat_id=sri.telegram_id, person=sri.id, screen=ASKED, now=bench.clock())
    row = bench.database.write_now(lambda db: put(db, prompt=asked))

    (refused,) = await replies(sri, row, "nomor menyusul")
    assert "Nomor naskah ditulis dalam satu baris" in refused.body
    assert refused.prompt_id == asked, "the refusal is the same question, and has its way out here too"

    await replies(sri, refused.id, "12/PP.07-ND/3313/2027")

    assert bench.house.present(m.id).number == "12/PP.07-ND/3313/2027"
