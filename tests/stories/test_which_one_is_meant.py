"""Words that may be about more than one maklumat are asked about, and whatever is chosen counts once."""

import pytest

from bot.clock import now
from bot.demo.kit.client import ChatMessage
from tests.stories.house import NUMBER, PAGE, PDF, PDF_2, House

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]
OTHER = "Maklumat yang lain"
FIRST, SECOND = NUMBER, f"{NUMBER[:-1]}2"


async def second(house: House) -> None:
    """Another maklumat is opened."""
    await house.ppid.say(f"/baru {OTHER}")
    await house.ppid.expect(OTHER, button="Unduh naskah awal")
    await house.settle()


async def two_at_step_3(house: House) -> None:
    await house.to_step_3()
    await second(house)
    await house.give_draft(PDF_2)
    await house.forward()


async def approved(house: House, number: str) -> None:
    """The Komisioner approves this one."""
    await house.komisioner.say(f"/status {number}")
    await house.komisioner.tap("Setujui", await house.newest(house.komisioner, "Setujui"))
    await house.settle()
    await house.komisioner.tap("Ya, setujui")
    await house.settle()


def of(message: ChatMessage, number: str) -> str:
    """The button that chooses this maklumat."""
    return next(label for label in message.labels if label.startswith(number))


async def chosen(house: House, message: ChatMessage) -> ChatMessage:
    """The Komisioner says that it is about the first; the question what it is meant to be."""
    mark = await house.komisioner.mark()
    await house.komisioner.press(of(message, FIRST), message)
    await house.settle()
    anew = [m for m in await house.komisioner.chat() if m.id > mark and m.from_bot]
    return anew[0] if anew else await house.bubble(house.komisioner, message)


async def test_a_reply_to_ones_own_message_is_asked_about(house: House):
    await house.open_maklumat()
    await second(house)
    mine = await house.ppid.send(PDF, caption=FIRST)
    await house.settle()
    assert (await house.events())["DraftGiven"] == 1

    async with house.nothing_changes():
        await house.ppid.send(PDF_2, reply_to=mine)
        asked = (await house.received())["ppid"][-1]
    assert "Mohon memilih" in asked.text, "the other maklumat awaits a draft, and this may be a better one of the first"


async def test_a_reply_to_a_message_in_another_chat_is_asked_about(house: House):
    await house.to_step_5()
    reader = house.pelaksana.id
    said = {
        "message_id": 90_000,
        "date": int(now().timestamp()),
        "chat": {"id": reader, "type": "private", "first_name": "Dimas"},
        "from": {"id": reader, "is_bot": False, "first_name": "Dimas"},
        "text": PAGE,
        "external_reply": {
            "origin": {"type": "user", "date": 1, "sender_user": {"id": 77, "is_bot": False, "first_name": "Sari"}}
        },
        "quote": {"text": "alamat maklumat tahun lalu", "position": 0},
    }

    async with house.nothing_changes():
        await house.telegram.push({"message": said})
        asked = (await house.received())["pelaksana"][-1]
    assert "Catat sebagai tautan publikasi" in asked.labels


async def test_a_reply_to_the_card_of_one_that_names_another_is_asked_about(house: House):
    await house.open_maklumat()
    card = await house.newest(house.ppid, "Unduh naskah awal")
    await second(house)

    async with house.nothing_changes():
        await house.ppid.send(PDF_2, caption=SECOND, reply_to=card)
        asked = (await house.received())["ppid"][-1]
    assert of(asked, FIRST)
    await house.ppid.press(of(asked, SECOND), asked)
    await house.ppid.expect("telah diterima", button="Paraf")
    assert (await house.events())["DraftGiven"] == 1


async def test_words_whose_maklumat_was_chosen_are_recorded_once(house: House):
    await two_at_step_3(house)
    await house.komisioner.say("Jam layanannya mohon ditinjau")
    asked = (await house.received())["komisioner"][-1]
    refused = {"code": 400, "description": "Bad Request: message can't be edited"}
    await house.telegram.fail("editMessageText", times=1, chat_id=house.komisioner.id, **refused)

    await house.komisioner.press("Catat sebagai arahan", await chosen(house, asked))
    await house.settle()
    assert (await house.bubble(house.komisioner, asked)).labels == (), "it has been chosen"
    again = await house.forged(
        house.komisioner, next(b.data for b in asked.buttons if b.text == of(asked, SECOND)), asked
    )
    await house.settle()

    assert "sudah" in again.text
    assert (await house.events())["DirectionGiven"] == 1


async def test_what_takes_the_place_of_a_copy_can_be_answered(house: House):
    await two_at_step_3(house)
    mark = await house.komisioner.mark()
    await house.telegram.fail("sendMessage", times=1, chat_id=house.komisioner.id, drop_after_executing=True)
    await house.komisioner.say("Jam layanannya mohon ditinjau")
    await house.settle()
    stray, _known = [m for m in await house.komisioner.chat() if m.id > mark and m.from_bot]

    await house.komisioner.press("Catat sebagai arahan", await chosen(house, stray))
    await house.settle()

    assert (await house.events())["DirectionGiven"] == 1
