"""Power cuts and a Telegram that misbehaves: nothing lost, nothing done twice."""

import os
from collections import Counter

import pytest

from bot.demo.kit.client import ChatMessage, Person
from tests.stories.house import NUMBER, PAGE, PDF, TITLE, House, acts

pytestmark = pytest.mark.story

CLEAN = Counter(
    Opened=1,
    StepEntered=6,
    DraftGiven=1,
    ParafGiven=2,
    Forwarded=1,
    Approved=1,
    PublicationOrdered=1,
    Published=1,
    ConfirmedLive=1,
)
"""What happens in one whole SOP, each thing once."""
MOMENTS = (0.0, 0.02, 0.05, 0.1, 0.2)
"""Seconds from an act to the cut: before the bot has fetched it, while it works, while it speaks."""


async def test_a_power_cut_after_every_act_of_the_whole_sop_loses_nothing_and_does_nothing_twice(house: House):
    cuts = iter(MOMENTS * 2)

    async def cut() -> None:
        await house.wait(next(cuts))
        await house.power_cut()

    async def press(person: Person, label: str) -> None:
        card = await house.newest(person, label)
        await person.press(label, card)
        await cut()

    await house.ppid.say(f"/baru {TITLE}")
    await cut()
    await house.ppid.send(PDF)
    await cut()
    await press(house.ppid, "Paraf")
    await press(house.atasan, "Paraf dan sampaikan")
    await press(house.komisioner, "Setujui")
    await press(house.komisioner, "Ya, setujui")
    await press(house.atasan, "Perintahkan publikasi")
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    await cut()
    await press(house.eppid, "Sudah tayang")
    await house.settle()

    assert await house.events() == CLEAN
    assert await house.step() == "Langkah 6 dari 6 · Terpublikasi"
    await house.verify()
    for person in (house.ppid, house.atasan, house.komisioner, house.pelaksana, house.admin):
        assert await person.expect(f"{PAGE}")
    for person in (house.atasan, house.komisioner, house.pelaksana):
        assert await person.expect(document=".pdf")
    draft = await house.komisioner.expect(document="maklumat-v1")
    assert await house.komisioner.download(draft.document) == PDF.read_bytes()


async def test_a_power_cut_while_the_bot_is_speaking_leaves_nobody_without_the_message(house: House):
    await house.to_step_2()
    for method in ("sendPhoto", "sendDocument", "sendMessage"):
        await house.telegram.fail(method, 3, delay=3)

    await house.atasan.press("Sampaikan")
    await house.speaking()
    await house.process.kill()
    await house.telegram.heal()
    await house.process.start()
    told = await house.received()

    assert {"komisioner", "ppid"} <= set(told) <= {"komisioner", "ppid", "atasan-ppid"}
    came = told["komisioner"]
    assert any(m.photo for m in came)
    assert {"maklumat-v1.pdf", f"{NUMBER}_02_nota-dinas_v1.pdf"} <= {m.document.name for m in came if m.document}
    assert "Setujui" in came[-1].labels
    assert (await house.events())["Forwarded"] == 1
    await house.approve()
    assert (await house.events())["Approved"] == 1, "a second copy of a message does no harm"


async def test_a_telegram_that_refuses_fails_and_drops_connections_still_gets_every_message_to_everybody(house: House):
    await house.open_maklumat()
    await house.give_draft()
    await house.ppid.tap("Paraf")
    await house.newest(house.atasan, "Paraf dan sampaikan")
    await house.settle()
    await house.telegram.fail("sendMessage", code=429, retry_after=1, chat_id=house.komisioner.id)
    await house.telegram.fail("sendMessage", drop_after_executing=True, chat_id=house.ppid.id)
    await house.telegram.fail("sendPhoto", drop_before_executing=True)
    await house.telegram.fail("sendDocument", code=500)
    await house.telegram.fail("answerCallbackQuery", drop_before_executing=True)
    await house.telegram.fail("getUpdates", code=502)

    await house.atasan.press("Paraf dan sampaikan")
    told = await house.received()

    assert set(told) == {"komisioner", "ppid"}
    picture, draft, nota_dinas, card = told["komisioner"]
    assert picture.photo
    assert await house.komisioner.download(draft.document) == PDF.read_bytes()
    assert nota_dinas.document.name.endswith("nota-dinas_v1.pdf")
    assert "Setujui" in card.labels
    assert (await house.events())["Forwarded"] == 1
    assert all("disampaikan" in m.text for m in told["ppid"]), "a copy more at most, and never lost"
    await house.verify()


@pytest.mark.parametrize("how", ["502", "cut"] if os.environ.get("ALL_STORIES") else ["502"])
async def test_a_telegram_that_is_away_longer_than_all_tries_together_still_brings_everything(house: House, how: str):
    await house.open_maklumat()
    await house.give_draft()
    await house.ppid.tap("Paraf")
    await house.newest(house.atasan, "Paraf dan sampaikan")
    await house.settle()

    await house.atasan.press("Paraf dan sampaikan")
    await house.telegram.outage(14, how)
    told = await house.received()

    assert set(told) == {"komisioner", "ppid"}, "no admin is told of anything lost"
    assert [bool(m.photo) for m in told["komisioner"]].count(True) >= 1
    assert "Setujui" in told["komisioner"][-1].labels
    assert (await house.events())["Forwarded"] == 1


async def test_a_file_that_telegram_has_forgotten_is_uploaded_anew(house: House):
    await house.open_maklumat()
    await house.give_draft()
    await house.ppid.tap("Paraf")
    await house.newest(house.atasan, "Paraf dan sampaikan")
    await house.settle()
    gone = "Bad Request: wrong file identifier/HTTP URL specified"
    await house.telegram.fail("sendDocument", code=400, description=gone)

    await house.atasan.tap("Paraf dan sampaikan")
    told = await house.received()

    assert set(told) == {"komisioner", "ppid"}
    drafts = [m for m in told["komisioner"] if m.document and m.document.name == "maklumat-v1.pdf"]
    assert [await house.komisioner.download(m.document) for m in drafts] == [PDF.read_bytes()]


async def test_an_official_who_blocked_the_bot_is_named_to_the_admin_and_works_on_after_unblocking(house: House):
    await house.to_step_2()
    await house.komisioner.block()

    await house.atasan.tap("Sampaikan")
    told = await house.received()
    assert set(told) == {"ppid", "admin"}
    assert len(told["admin"]) == 1, "told once, not for each document"
    assert "Bapak Bagus Prasetyo" in told["admin"][0].text
    assert "diblokir" in told["admin"][0].text
    assert NUMBER in told["admin"][0].text
    await house.admin.say("/pejabat")
    assert "saat ini tidak dapat dihubungi" in (await house.received())["admin"][-1].text

    await house.komisioner.unblock()
    came = await house.received()
    assert set(came) == {"komisioner"}, "without being asked for"
    picture, draft, nota_dinas, card = came["komisioner"]
    assert picture.photo
    assert await house.komisioner.download(draft.document) == PDF.read_bytes()
    assert nota_dinas.document.name.endswith("nota-dinas_v1.pdf")
    assert "Setujui" in card.labels
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
    await house.admin.say("/pejabat")
    assert "saat ini tidak dapat dihubungi" not in (await house.received())["admin"][-1].text


async def test_a_copy_of_a_question_that_the_bot_does_not_know_of_is_answered_all_the_same(house: House):
    await house.to_step_3()
    mark = await house.komisioner.mark()
    await house.telegram.fail("sendMessage", delay=5, chat_id=house.komisioner.id)
    await house.komisioner.tap("Kembalikan untuk diperbaiki")
    question = await house.komisioner.expect("Mohon membalas pesan ini", after=mark)
    await house.power_cut()
    await house.settle()

    await house.komisioner.reply(question, "Perbaiki alamat.")
    returned = await house.received()

    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Perbaiki alamat." in returned["ppid"][-1].text
    assert (await house.events())["Returned"] == 1
    assert acts(await house.bubble(house.komisioner, question)) == set(), "nor is it asked any longer"


@pytest.mark.parametrize(
    ("command", "label", "answer"),
    [
        ("/pejabat Dimas", "Tutup akses", "Telepon hilang"),
        ("/kalender", "Tambah hari libur", "18-08-2027 Cuti bersama"),
        ("/berhalangan Dimas", "", "18-08-2027"),
    ],
    ids=["an official", "the calendar", "an absence"],
)
async def test_a_copy_of_a_question_beside_all_maklumat_is_asked_no_longer_once_it_is_answered(
    house: House, command: str, label: str, answer: str
):
    admin = house.admin
    if label:
        await admin.say(command)
        page = await house.newest(admin, label)
        await house.settle()
    mark = await admin.mark()
    await house.telegram.fail("sendMessage", delay=5, chat_id=admin.id)
    await (admin.tap(label, page) if label else admin.say(command))
    stray = await admin.expect("Mohon membalas pesan ini", button="Batal", after=mark)
    await house.power_cut()
    await house.settle()

    await admin.reply(stray, answer)
    await house.settle()

    assert acts(await house.bubble(admin, stray)) == set()


async def two_copies(house: House) -> tuple[ChatMessage, ChatMessage]:
    """The Komisioner's card twice: one that a power cut has made unknown, and one that the bot knows of."""
    await house.to_step_2()
    mark = await house.komisioner.mark()
    await house.telegram.fail("sendMessage", delay=5, chat_id=house.komisioner.id)
    await house.atasan.press("Sampaikan")
    stray = await house.komisioner.expect(button="Setujui", after=mark)
    await house.power_cut()
    await house.settle()
    known = await house.newest(house.komisioner, "Setujui")
    assert known.id != stray.id, "nobody knew whether the first had come"
    return stray, known


async def test_a_copy_of_a_card_that_the_bot_does_not_know_of_decides_once_and_then_offers_nothing(house: House):
    stray, known = await two_copies(house)

    await house.komisioner.tap("Setujui", stray)
    await house.settle()
    await house.komisioner.tap("Ya, setujui")
    await house.settle()

    assert (await house.events())["Approved"] == 1
    for card in (stray, known):
        assert acts(await house.bubble(house.komisioner, card)) == set()
    await house.verify()


async def test_a_copy_of_a_card_that_asks_for_words_offers_nothing_while_they_are_written(house: House):
    stray, known = await two_copies(house)

    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki", stray)

    assert acts(await house.bubble(house.komisioner, stray)) == set()
    assert "Setujui" in known.labels, "the card that the bot knows of stands until he has answered"
    await house.komisioner.reply(question, "Perbaiki alamat.")
    await house.settle()
    assert (await house.events())["Returned"] == 1
    assert "Setujui" not in (await house.bubble(house.komisioner, known)).labels


async def test_after_more_than_two_minutes_away_those_who_are_waited_for_get_their_card_anew(house: House):
    await house.to_step_3()
    old = await house.newest(house.komisioner, "Setujui")
    await house.process.kill()
    house.process.move_clock(400)

    await house.process.start()
    # The first poll that brings something, or comes back empty after 25 s, is the first good one.
    await house.admin.say("/tugas")
    card = await house.komisioner.expect("tidak tersambung", button="Setujui", after=old)
    told = await house.received()

    assert set(told) == {"komisioner", "admin"}
    assert [m.id for m in told["komisioner"]] == [card.id], "one message, without documents"
    assert acts(await house.bubble(house.komisioner, old)) == set()
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_a_card_that_was_deleted_from_the_phone_stops_nothing(house: House):
    await house.to_step_3()
    await house.komisioner.delete(await house.newest(house.komisioner, "Setujui"))

    await house.atasan.tap("Tarik kembali")
    assert await house.told() == {"komisioner", "ppid", "atasan-ppid"}, "and no trouble for the admin"
    await house.atasan.tap("Sampaikan")
    assert await house.told() == {"komisioner", "ppid"}
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
