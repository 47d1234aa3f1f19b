"""A question that was answered wrongly is put again with the refusal: a better answer to either message counts."""

import pytest

from handlers.callbacks import Tap, Verb, encode
from sop.roles import Role
from sop.steps import Action
from storage import inbox, prompts
from storage import tables as t
from storage.outbox import Kind
from storage.prompts import Prompt


@pytest.fixture
def replies(bench):
    """An official replies to a question of this number; the screens that the bot answers with."""

    async def reply(official, question, text):
        bench.house.updates += 1
        number, mark = bench.house.updates, max((row.id for row in bench.rows()), default=0)
        common = {"date": 1, "chat": {"id": official.telegram_id, "type": "private"}}
        batal = {"text": "Batal", "callback_data": encode(Tap(verb=Verb.PUT_ASIDE, prompt=str(question)))}
        asked = {"message_id": 900 + number, **common, "text": "?", "reply_markup": {"inline_keyboard": [[batal]]}}
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
    asked = bench.database.write_now(lambda db: prompts.add(db, question, bench.clock()))

    (refused,) = await replies(bench.house.sri, asked, "nomor menyusul")
    assert "Nomor naskah ditulis dalam satu baris" in refused.body
    assert refused.prompt_id == asked, "the refusal is the same question, and has its way out here too"

    await replies(bench.house.sri, refused.prompt_id, "12/PP.07-ND/3313/2027")

    assert bench.house.present(m.id).number == "12/PP.07-ND/3313/2027"
