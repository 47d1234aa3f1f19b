"""Whatever names another maklumat than the one it would be taken for is asked about first; then it counts once."""

import pytest

from bot.demo.kit.client import ChatMessage
from tests.stories.house import PAGE, PDF, PDF_2, PHOTOS, SCREENSHOT, VOICE, House
from tests.stories.test_which_one_is_meant import FIRST, OTHER, SECOND, approved, of, second, two_at_step_3

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]
NEVER_GIVEN = f"{FIRST[:-3]}077"
DISPOSISI = "Catat sebagai disposisi tertulis"


async def scan_asked(house: House, number: str) -> ChatMessage:
    """The operator says whose decision on paper there is; she is asked for the sheet."""
    await house.pelaksana.say(f"/status {number}")
    await house.pelaksana.tap(
        "Catat disposisi tertulis", await house.newest(house.pelaksana, "Catat disposisi tertulis")
    )
    await house.settle()
    mark = await house.pelaksana.mark()
    await house.pelaksana.tap("Disetujui: Bapak Bagus Prasetyo")
    return await house.pelaksana.expect("Mohon membalas pesan ini", button="Batal", after=mark)


async def last_told(house: House, role: str) -> ChatMessage:
    return (await house.received())[role][-1]


class TestAReply:
    async def test_a_reply_to_a_question_that_names_another_is_asked_about(self, house: House):
        await two_at_step_3(house)
        await house.komisioner.say(f"/status {FIRST}")
        card = await house.newest(house.komisioner, "Kembalikan untuk diperbaiki")
        question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki", card)

        async with house.nothing_changes():
            await house.komisioner.reply(question, f"Samakan butir 3 dengan {SECOND}")
            which = await last_told(house, "komisioner")
        await house.komisioner.press(of(which, FIRST), which)
        await house.settle()

        assert (await house.events())["Returned"] == 1, "its own was chosen: it is the answer that was asked for"
        assert (await house.bubble(house.komisioner, which)).labels == ()
        assert (await house.bubble(house.komisioner, question)).labels == (), "answered"

    async def test_a_reply_to_a_question_may_be_meant_for_the_other(self, house: House):
        await two_at_step_3(house)
        question = await scan_asked(house, FIRST)

        async with house.nothing_changes():
            await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=question, caption=f"Disposisi {SECOND}")
            which = await last_told(house, "pelaksana")
            await house.pelaksana.press(of(which, SECOND), which)
            await house.settle()
            asked = await house.bubble(house.pelaksana, which)
        assert SECOND in asked.text
        assert DISPOSISI in asked.labels

    async def test_a_title_in_it_counts_as_a_name(self, house: House):
        await house.open_maklumat()
        card = await house.newest(house.ppid, "Unduh naskah awal")
        await second(house)

        async with house.nothing_changes():
            await house.ppid.send(PDF_2, caption=f"Draf untuk {OTHER}", reply_to=card)
            which = await last_told(house, "ppid")
        assert of(which, FIRST)
        assert of(which, SECOND)

    async def test_what_is_out_of_reach_is_named_in_a_reply_to_a_card(self, house: House):
        await house.open_maklumat()
        card = await house.newest(house.ppid, "Unduh naskah awal")
        await second(house)
        doomed = await house.newest(house.ppid, "Batalkan")
        await house.ppid.reply(await house.asked(house.ppid, "Batalkan", doomed), "Salah judul")
        await house.settle()

        async with house.nothing_changes():
            await house.ppid.send(PDF, caption=SECOND, reply_to=card)
            asked = await last_told(house, "ppid")
        await house.ppid.press("Catat sebagai draf", asked)
        await house.settle()
        assert (await house.events())["DraftGiven"] == 1


class TestAPlainMessage:
    async def test_a_plain_page_of_one_that_nobody_knows_is_asked_about(self, house: House):
        await house.to_step_6()

        async with house.nothing_changes():
            await house.pelaksana.send(SCREENSHOT, kind="photo", caption=f"Bukti tayang {NEVER_GIVEN}")
            asked = await last_told(house, "pelaksana")
        assert "belum dicatat" in asked.text

    async def test_two_numbers_in_one_message_are_asked_about(self, house: House):
        await house.open_maklumat()
        await second(house)

        async with house.nothing_changes():
            await house.ppid.send(PDF_2, caption=f"Bukan {FIRST}, melainkan {SECOND}")
            which = await last_told(house, "ppid")
        await house.ppid.press(of(which, SECOND), which)
        await house.ppid.expect("telah diterima", button="Paraf")
        assert (await house.events())["DraftGiven"] == 1

    async def test_a_number_is_known_however_it_is_written(self, house: House):
        await house.open_maklumat()
        await second(house)

        await house.ppid.send(PDF_2, caption=SECOND.replace("-", " ").replace("002", "2").lower())
        card = await house.ppid.expect("telah diterima", button="Paraf")
        assert SECOND in card.text

    async def test_while_a_correction_is_begun_what_bears_another_title_is_asked_about(self, house: House):
        await two_at_step_3(house)
        await house.komisioner.say(f"/status {FIRST}")
        card = await house.newest(house.komisioner, "Setujui")
        await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=card)
        await house.komisioner.press("Catat sebagai koreksi", await last_told(house, "komisioner"))
        await house.settle()

        async with house.nothing_changes():
            await house.komisioner.send(VOICE, kind="voice", caption=f"Untuk {OTHER}")
            which = await last_told(house, "komisioner")
        assert of(which, SECOND)


class TestASheet:
    async def test_right_below_the_question_for_it_it_needs_no_reply(self, house: House):
        await house.to_step_3()
        await scan_asked(house, FIRST)

        await house.pelaksana.send(PHOTOS[0], kind="photo")
        await house.settle()

        assert (await house.events())["WrittenRecorded"] == 1

    async def test_one_that_was_asked_for_long_ago_is_asked_about(self, house: House):
        await house.to_step_3()
        await scan_asked(house, FIRST)
        await house.pelaksana.say("/tugas")
        await house.settle()

        async with house.nothing_changes():
            await house.pelaksana.send(PHOTOS[0], kind="photo")
            asked = await last_told(house, "pelaksana")
        assert DISPOSISI in asked.labels

    async def test_right_below_it_may_still_be_the_page_of_another(self, house: House):
        await house.to_step_6()
        await second(house)
        await house.give_draft(PDF_2)
        await house.forward()
        await scan_asked(house, SECOND)

        async with house.nothing_changes():
            await house.pelaksana.send(SCREENSHOT, kind="photo")
            which = await last_told(house, "pelaksana")
        assert of(which, FIRST)
        await house.pelaksana.press(of(which, SECOND), which)
        await house.settle()
        assert (await house.events())["WrittenRecorded"] == 1, "the sheet that was asked for"

    async def test_the_page_of_another_is_none(self, house: House):
        await two_at_step_3(house)
        await scan_asked(house, FIRST)
        await approved(house, SECOND)
        await house.atasan.tap("Perintahkan publikasi")
        await house.settle()
        await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
        await house.settle()

        async with house.nothing_changes():
            await house.pelaksana.send(SCREENSHOT, kind="photo")
            which = await last_told(house, "pelaksana")
        assert of(which, FIRST)
        assert of(which, SECOND)

    async def test_one_for_a_version_that_has_passed_is_none(self, house: House):
        await house.to_step_3()
        await scan_asked(house, FIRST)
        await house.approve()

        async with house.nothing_changes():
            await house.pelaksana.send(PHOTOS[1], kind="photo")
            await house.settle()

    async def test_what_is_said_while_it_is_asked_whose_decision_it_is_is_kept(self, house: House):
        await house.to_step_3()
        await house.pelaksana.say(f"/status {FIRST}")
        await house.pelaksana.tap(
            "Catat disposisi tertulis", await house.newest(house.pelaksana, "Catat disposisi tertulis")
        )
        question = await last_told(house, "pelaksana")
        await house.pelaksana.reply(question, "Jam layanan mohon ditinjau kembali")
        again = await last_told(house, "pelaksana")
        assert "Jam layanan mohon ditinjau" in again.text
        mark = await house.pelaksana.mark()
        await house.pelaksana.press("Disetujui: Bapak Bagus Prasetyo", again)
        asked = await house.pelaksana.expect("Mohon membalas pesan ini", button="Batal", after=mark)
        await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=asked, caption="Lembar disposisi")
        await house.settle()

        history = await house.history()
        assert "Jam layanan mohon ditinjau kembali" in history
        assert "Lembar disposisi" in history


class TestAQuestionInThePlaceOfAnother:
    async def test_it_is_what_is_replied_to_there_and_its_buttons_go(self, house: House):
        await house.to_step_3()
        await house.pelaksana.send(PHOTOS[0], kind="photo", caption="halaman 1")
        chosen = await last_told(house, "pelaksana")
        await house.pelaksana.press(DISPOSISI, chosen)
        await house.settle()
        there = await house.bubble(house.pelaksana, chosen)
        assert "Disetujui: Bapak Bagus Prasetyo" in there.labels

        await house.pelaksana.send(PHOTOS[1], kind="photo", caption="halaman 2", reply_to=there)
        again = await last_told(house, "pelaksana")
        assert (await house.bubble(house.pelaksana, chosen)).labels == ()
        await house.pelaksana.press("Disetujui: Bapak Bagus Prasetyo", again)
        await house.settle()
        history = await house.history()
        assert "halaman 1" in history
        assert "halaman 2" in history

    async def test_a_number_alone_is_a_choice_there(self, house: House):
        await two_at_step_3(house)
        await house.komisioner.say("Jam layanannya mohon ditinjau")
        which = await last_told(house, "komisioner")

        await house.komisioner.reply(which, SECOND.lower())
        asked = await last_told(house, "komisioner")
        assert SECOND in asked.text
        assert (await house.bubble(house.komisioner, which)).labels == ()
        await house.komisioner.press("Catat sebagai arahan", asked)
        await house.settle()
        assert (await house.events())["DirectionGiven"] == 1
