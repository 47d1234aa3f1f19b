"""Buttons that this house never drew, in the hands of its own officials: refused, and no incident for anybody."""

import pytest
import sqlalchemy as sa

from handlers.callbacks import Tap, Verb, encode
from sop.steps import Action
from storage import inbox, prompts
from storage import tables as t
from storage.outbox import Kind
from storage.prompts import Prompt


@pytest.fixture
def forged(bench):
    """Hands over a tap of this official, as the poller would, under a message that the bot has sent."""
    bench.house.knows_messages(5)

    async def taps(official, data, *, chat_id=None):
        bench.house.updates += 1
        chat_id = chat_id or official.telegram_id
        card = {"message_id": 5, "date": 1_800_000_000, "chat": {"id": chat_id, "type": "private"}, "text": "Kartu"}
        person = {"id": official.telegram_id, "is_bot": False, "first_name": official.name}
        tap = {"id": "1", "from": person, "chat_instance": "1", "data": data, "message": card}
        body = {"update_id": bench.house.updates, "callback_query": tap}
        bench.database.write_now(lambda db: inbox.keep(db, 1, [body], bench.clock()))
        wanted = sa.select(t.inbox.c.state).where(t.inbox.c.update_id == body["update_id"])
        async with bench.running(bench.worker):
            await bench.until(lambda: bench.database.read_now(lambda db: db.execute(wanted).scalar_one()) != "new")

    return taps


async def test_a_private_chat_is_its_own_persons(bench, forged):
    m = await bench.house.opens()

    await forged(bench.house.wahyu, f"do.pf.{m.id}.1.1.p", chat_id=bench.house.sri.telegram_id)

    assert bench.house.present(m.id).standing_parafs == ()


async def test_nobody_is_asked_for_words_that_the_act_does_not_need(bench, forged):
    m = await bench.house.opens()

    await forged(bench.house.wahyu, f"as.pf.{m.id}.1.1.p")

    assert bench.all_of(t.prompts) == []
    assert bench.incidents() == []


async def test_no_act_is_chosen_for_what_is_about_no_maklumat(bench, forged):
    asked = Prompt(purpose="open", person=bench.house.wahyu.id)
    number = bench.database.write_now(lambda db: prompts.add(db, asked, bench.clock()))

    await forged(bench.house.wahyu, f"ch.cx.0.0.0..{number}")

    assert bench.incidents() == []
    assert bench.all_of(t.inbox)[-1].attempts == 0


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_rescue_is_asked_about_for_admins_alone_and_by_no_button_that_was_never_drawn(bench, forged):
    m = await bench.house.opens()
    about = {"maklumat": m.id, "visit": 1}
    never_drawn = (
        Tap(verb=Verb.RESCUE_BY, action=Action.APPROVE, **about),
        Tap(verb=Verb.RESCUE_BY, **about),
        Tap(verb=Verb.STEP_BACK, version=9, **about),
        Tap(verb=Verb.STEP_BACK, version=4, **about),
        Tap(verb=Verb.RESEND, version=bench.house.bagus.id, **about),
        Tap(verb=Verb.RESCUE_BY, action=Action.CANCEL, maklumat=99, visit=1),
    )
    drawn = Tap(verb=Verb.RESCUE_BY, action=Action.CANCEL, **about)
    for tap in never_drawn:
        await forged(bench.house.agus, encode(tap))
    for tap in (drawn, Tap(verb=Verb.RESCUE, maklumat=m.id), Tap(verb=Verb.RESEND, **about)):
        await forged(bench.house.sri, encode(tap))

    assert bench.all_of(t.prompts) == []
    assert bench.incidents() == []
    assert not [row for row in bench.all_of(t.outbox) if row.kind == Kind.EDIT], "who may not was shown a page"
    await forged(bench.house.agus, encode(drawn))
    assert [prompt.purpose for prompt in bench.all_of(t.prompts)] == ["rescue"]
