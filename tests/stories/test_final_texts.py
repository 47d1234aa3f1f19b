"""The signed final text: of several it is said which one counts, and nobody vouches for one that he did not see."""

import pytest

from bot.demo.kit.client import ChatMessage
from tests.stories.house import DOCX, FINAL, PDF_2, PHOTOS, House, button
from tests.stories.test_naming_another import last_told

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]
USE = "Ya, gunakan naskah ini"


async def differs(house: House) -> ChatMessage:
    """The PPID gives a text that differs; the question whether it is to be used."""
    await house.to_step_3(DOCX)
    await house.approve()
    await house.ppid.send(FINAL, reply_to=await house.asked(house.ppid, "Unggah naskah final"))
    return await last_told(house, "ppid")


class TestASecondOne:
    async def test_is_said_to_have_taken_the_place_of_the_first(self, house: House):
        await house.to_step_4()
        question = await house.asked(house.ppid, "Unggah naskah final")
        await house.ppid.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.received()

        await house.ppid.send(PHOTOS[1], kind="photo", reply_to=question)
        told = (await last_told(house, "ppid")).text
        assert "Naskah ini menggantikan naskah final sebelumnya" in told
        assert "mohon dikirim sebagai satu berkas PDF" in told
        assert "menggantikan" in await house.history()

        await house.ppid.send(PHOTOS[1], kind="photo", reply_to=question)
        again = [m.text for m in (await house.received()).get("ppid", [])]
        assert not any("menggantikan" in text for text in again), "the very same text takes the place of none"

    async def test_makes_the_question_about_the_first_none(self, house: House):
        older = await differs(house)
        data = button(older, USE)

        await house.ppid.send(PDF_2, reply_to=older)
        await house.settle()
        assert (await house.events())["FinalGiven"] == 1, "it says the same, and is recorded at once"
        assert (await house.bubble(house.ppid, older)).buttons == (), "the text before it is not to be used any more"

        async with house.nothing_changes():
            toast = await house.forged(house.ppid, data, older)
        assert toast.text

    async def test_is_affirmed_by_no_button_of_the_first(self, house: House):
        await house.to_step_5()
        question = await house.asked(house.pelaksana, "Unggah naskah final")
        await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=question)
        old = await house.newest(house.ppid, "Isi naskah final sama")
        data = button(old, "Isi naskah final sama")
        await house.settle()
        await house.pelaksana.send(PHOTOS[1], kind="photo", reply_to=question)
        assert "menggantikan naskah final sebelumnya" in (await last_told(house, "ppid")).text

        async with house.nothing_changes():
            toast = await house.forged(house.ppid, data, old)
        assert "telah diganti dengan yang lebih baru" in toast.text
        await house.ppid.tap("Isi naskah final sama", await house.newest(house.ppid, "Isi naskah final sama"))
        await house.settle()
        assert (await house.events())["FinalAffirmed"] == 1

    async def test_of_the_other_drafter_is_asked_about_once_more_and_told_to_everybody(self, house: House):
        asked = await differs(house)
        card = await house.newest(house.atasan, "Unggah naskah final")
        question = await house.asked(house.atasan, "Unggah naskah final", card)
        await house.atasan.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.settle()
        await house.atasan.tap("Perintahkan publikasi", await house.newest(house.atasan, "Perintahkan publikasi"))
        await house.settle()

        async with house.nothing_changes():
            await house.ppid.press(USE, asked)
            await house.settle()
        again = await house.bubble(house.ppid, asked)
        assert "menggantikan naskah final dari Ibu Sri Handayani" in again.text
        await house.received()

        await house.ppid.press(USE, again)
        told = await house.received()
        assert (await house.events())["FinalGiven"] == 2
        for role in ("pelaksana", "atasan-ppid"):
            assert any("menggantikan naskah final sebelumnya" in m.text for m in told[role])


class TestTheQuestionWhetherItIsToBeUsed:
    @pytest.mark.parametrize("words", ["Ya, gunakan naskah ini", "Ya", "Betul, itu yang ditandatangani"])
    @pytest.mark.parametrize("replies", [True, False], ids=["as a reply", "plain"])
    async def test_is_put_again_where_it_is_answered_in_words(self, house: House, words, replies):
        asked = await differs(house)

        async with house.nothing_changes():
            await house.ppid.say(words, reply_to=asked if replies else None)
            told = (await house.received())["ppid"]
        again = next(m for m in told if USE in m.labels)
        assert any("dijawab dengan tombol" in m.text for m in told)
        assert (await house.bubble(house.ppid, asked)).buttons == (), "of the two only the new one counts"
        await house.ppid.press(USE, again)
        await house.settle()
        assert (await house.events())["FinalGiven"] == 1

    async def test_is_remembered_where_publication_is_ordered_without_it(self, house: House):
        await differs(house)
        await house.ppid.tap("Perintahkan publikasi", await house.newest(house.ppid, "Perintahkan publikasi"))
        told = (await house.received())["ppid"]
        assert any("Naskah final yang dikirim Bapak belum dicatat" in m.text for m in told)


class TestWhatIsNone:
    async def test_words_are_no_final_text(self, house: House):
        await house.to_step_4()
        await house.asked(house.ppid, "Unggah naskah final")
        await house.ppid.say("Server sedang mati")
        assert "Catat sebagai naskah final" not in (await last_told(house, "ppid")).labels

    async def test_of_two_photos_in_one_album_it_is_said_that_they_are_to_be_one_file(self, house: House):
        await house.to_step_4()
        question = await house.asked(house.ppid, "Unggah naskah final")

        async with house.nothing_changes():
            await house.ppid.album(PHOTOS[:2], reply_to=question)
            told = await last_told(house, "ppid")
        assert "Berkas yang terlampir lebih dari satu" in told.text
        assert "sebagai satu berkas PDF" in told.text
