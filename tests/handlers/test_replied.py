"""What a reply is about, where the number of the quoted message was never learnt: its buttons say it."""

from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Message

from handlers.callbacks import Tap, Verb, encode
from handlers.replied import replied_to
from sop.events import MaklumatId
from sop.steps import Action
from storage.prompts import Prompt
from tests.sop.office import SRI, WAHYU

ASKED = Prompt(purpose=Action.SET_NUMBER, person=SRI, maklumat=MaklumatId(1), visit=2, version=1)


def reply(*buttons: str, is_ours: bool = True) -> Message:
    """A reply to a message with these buttons, or to none; to one of the bot's, or not."""
    common = {"date": 1, "chat": {"id": 9, "type": "private"}}
    rows = [[{"text": "Batal", "callback_data": data}] for data in buttons]
    author = {"id": 5, "is_bot": is_ours, "first_name": "?"}
    quoted = {**common, "message_id": 1, "from": author, "text": "?", "reply_markup": {"inline_keyboard": rows}}
    found = Message.de_json({**common, "message_id": 2, "text": "!", **({"reply_to_message": quoted} if rows else {})})
    assert found is not None
    return found


@pytest.fixture
def context() -> Any:
    async def message(_chat: int, _number: int) -> None:
        return None

    async def prompt(number: int) -> Prompt | None:
        return ASKED if number == 7 else None

    reading, turn = SimpleNamespace(message=message, prompt=prompt), SimpleNamespace(stray=None)
    return SimpleNamespace(reading=reading, me=None, chat_id=9, turn=turn)


@pytest.mark.parametrize(("reader", "is_his"), [(SRI, True), (WAHYU, False)])
async def test_a_question_is_known_by_its_button_to_whom_it_was_put_alone(context, reader, is_his):
    context.me = SimpleNamespace(id=reader)

    known = await replied_to(context, reply(encode(Tap(verb=Verb.PUT_ASIDE, prompt="7"))))

    assert (known is not None and known.prompt == ASKED) is is_his
    assert context.turn.stray == (1 if is_his else None), "its buttons go once it is answered"


async def test_a_card_is_known_by_its_button_and_a_message_that_replies_to_nothing_is_about_nothing(context):
    context.me = SimpleNamespace(id=SRI)
    tap = Tap(verb=Verb.ASK, action=Action.RETURN, maklumat=MaklumatId(1), visit=2, version=1)

    known = await replied_to(context, reply("not ours", encode(tap)))

    assert known is not None
    assert (known.maklumat, known.visit, known.is_card) == (1, 2, True)
    assert await replied_to(context, reply()) is None


async def test_a_reply_to_ones_own_message_points_at_nothing_of_ours(context):
    """In a chat that was emptied numbers may come again: what was said by the bot then is another message."""
    context.me = SimpleNamespace(id=SRI)

    assert await replied_to(context, reply(encode(Tap(verb=Verb.PUT_ASIDE, prompt="7")), is_ours=False)) is None
