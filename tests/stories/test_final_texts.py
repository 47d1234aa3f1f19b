"""The signed final text: of several it is said which one counts, and nobody vouches for one that he did not see."""

import re
from pathlib import Path

import pytest

from bot.demo.kit.client import ChatMessage
from tests.stories.house import DOCX, FINAL, PDF, PDF_2, PHOTOS, House, button
from tests.stories.test_naming_another import last_told
from tests.stories.test_right_below import asks_of
from tests.stories.test_which_one_is_meant import FIRST, SECOND, approved, second

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]
USE = "Ya, gunakan naskah ini"
ROLES = {"ppid": "ppid", "atasan": "atasan-ppid", "pelaksana": "pelaksana"}


async def differs(house: House) -> ChatMessage:
    """The PPID gives a text that differs; the question whether it is to be used."""
    await house.to_step_3(DOCX)
    await house.approve()
    await house.ppid.send(FINAL, reply_to=await house.asked(house.ppid, "Unggah naskah final"))
    return await last_told(house, "ppid")


async def given(house: House, role: str, file: Path) -> str:
    """This person gives a final text in answer to the question for one; what the person is told."""
    person = getattr(house, role)
    question = await house.asked(person, "Unggah naskah final", await house.newest(person, "Unggah naskah final"))
    await person.send(file, kind="photo" if file in PHOTOS else "document", reply_to=question)
    return "\n".join(m.text for m in (await house.received())[ROLES[role]])


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
        assert "menggantikan naskah yang diajukan sebelumnya" in (await last_told(house, "ppid")).text

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


class TestOneThatIsOffered:
    """By the operator, while a drafter's counts."""

    async def test_says_that_it_would_replace_what_counts_and_once_it_is_affirmed_that_it_does(self, house: House):
        await house.to_step_5()
        counts = await given(house, "ppid", PHOTOS[0])
        name = re.findall(r"foto-[0-9]+\.[a-z]+", counts)[0]

        await given(house, "pelaksana", PHOTOS[1])
        card = await house.newest(house.ppid, "Isi naskah final sama")
        assert f"Apabila dinyatakan sama, naskah ini menggantikan yang berlaku ({name})" in card.text
        await house.ppid.tap("Isi naskah final sama", card)
        told = await house.received()
        for role in ("pelaksana", "atasan-ppid"):
            assert any(f"menggantikan naskah final sebelumnya ({name})" in m.text for m in told[role])
        assert f"menggantikan {name}" in await house.history()

    @pytest.mark.parametrize("number", [1, 2], ids=["the very same", "a third"])
    async def test_what_counted_is_named_where_another_drafter_gives(self, house: House, number: int):
        await house.to_step_5()
        name = re.findall(r"foto-[0-9]+\.[a-z]+", await given(house, "ppid", PHOTOS[0]))[0]
        await given(house, "pelaksana", PHOTOS[1])

        told = await given(house, "atasan", PHOTOS[number])
        assert f"menggantikan naskah final sebelumnya ({name})" in told

    async def test_what_counts_is_not_given_twice(self, house: House):
        await house.to_step_4()
        await given(house, "ppid", PDF_2)
        async with house.nothing_changes():
            await given(house, "atasan", PDF_2)


class TestTheQuestionWhetherItIsToBeUsed:
    @pytest.mark.parametrize(
        ("words", "replies"),
        [("Ya", True), ("Betul, itu yang ditandatangani", False)],
        ids=["as a reply", "plain"],
    )
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

    async def test_goes_on_while_another_one_is_only_asked_about(self, house: House):
        asked = await differs(house)
        await house.ppid.send(PDF, reply_to=asked)
        other = await last_told(house, "ppid")
        await house.ppid.press("Batal", other)
        await house.settle()

        await house.ppid.press(USE, await house.bubble(house.ppid, asked))
        await house.settle()
        assert (await house.events())["FinalGiven"] == 1

    async def test_is_spoken_of_where_words_may_be_meant_for_it(self, house: House):
        await differs(house)
        await house.ppid.say("/tugas")
        await house.settle()
        await house.received()

        async with house.nothing_changes():
            await house.ppid.say("Sudah saya cek, silakan pakai saja")
            told = (await house.received())["ppid"]
        assert any(f"mohon menekan {USE} pada pertanyaannya" in m.text for m in told)

    async def test_of_another_maklumat_is_not_put_again_where_one_is_named(self, house: House):
        await differs(house)
        await second(house)
        await house.give_draft(PDF_2)
        await house.forward()
        await approved(house, SECOND)
        question = await asks_of(house, "ppid", SECOND, "Unggah naskah final")
        await house.ppid.send(FINAL, reply_to=question)
        await house.settle()
        await house.received()

        await house.ppid.say(f"Ya, untuk {FIRST}")
        told = (await house.received())["ppid"]
        assert any(USE in m.labels and FIRST in m.text for m in told)
        assert not any(USE in m.labels and SECOND in m.text for m in told)

    async def test_of_a_version_that_was_replaced_is_no_reminder(self, house: House):
        await differs(house)
        await house.answered(house.ppid, "Ganti naskah", "Naskah lama keliru")
        await house.give_draft(PDF_2)
        await house.forward()
        await house.approve()
        await house.ppid.tap("Perintahkan publikasi", await house.newest(house.ppid, "Perintahkan publikasi"))
        assert not any("belum dicatat" in m.text for m in (await house.received()).get("ppid", []))

    async def test_nor_where_the_very_same_counts_already(self, house: House):
        await differs(house)
        question = await house.asked(
            house.atasan, "Unggah naskah final", await house.newest(house.atasan, "Unggah naskah final")
        )
        await house.atasan.send(FINAL, reply_to=question)
        await house.atasan.press(USE, await house.newest(house.atasan, USE))
        await house.settle()
        await house.ppid.tap("Perintahkan publikasi", await house.newest(house.ppid, "Perintahkan publikasi"))
        assert not any("belum dicatat" in m.text for m in (await house.received()).get("ppid", []))

    async def test_is_remembered_where_publication_is_ordered_without_it(self, house: House):
        await differs(house)
        await house.ppid.tap("Perintahkan publikasi", await house.newest(house.ppid, "Perintahkan publikasi"))
        told = (await house.received())["ppid"]
        assert any("Naskah final yang dikirim Bapak belum dicatat" in m.text for m in told)


async def test_a_photo_in_reply_to_the_card_may_be_one(house: House):
    await house.to_step_4()
    card = await house.newest(house.ppid, "Unggah naskah final")
    await house.ppid.send(PHOTOS[0], kind="photo", reply_to=card)
    await house.ppid.press("Catat sebagai naskah final", await last_told(house, "ppid"))
    await house.settle()
    assert (await house.events())["FinalGiven"] == 1


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
