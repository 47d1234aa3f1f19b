"""What was asked for may be done by another message, and what a button shows may be replaced: neither counts twice."""

import pytest

from bot.demo.kit.client import ChatMessage
from tests.stories.house import NUMBER, PHOTOS, House, button
from tests.stories.test_naming_another import last_told, scan_asked
from tests.stories.test_written_decisions import recorded

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]


async def card_with(house: House, role: str, label: str) -> ChatMessage:
    """The newest message of this person's that bears a button, as it is."""
    return next(m for m in reversed(await getattr(house, role).chat()) if label in m.labels)


class TestAQuestionThatACardsReplyAnswered:
    async def test_holds_nothing_again(self, house: House):
        await house.to_step_4()
        question = await house.asked(house.atasan, "Tahan")
        await house.atasan.reply(await card_with(house, "atasan", "Tahan"), "Menunggu server pulih.")
        await house.atasan.press("Catat sebagai alasan penahanan", await last_told(house, "atasan-ppid"))
        await house.settle()
        assert (await house.bubble(house.atasan, question)).buttons == ()
        await house.atasan.tap("Lanjutkan", await house.newest(house.atasan, "Lanjutkan"))
        await house.settle()

        async with house.nothing_changes():
            await house.atasan.reply(question, "Sudah selesai, silakan dilanjutkan")
            assert "Catat sebagai alasan penahanan" in (await last_told(house, "atasan-ppid")).labels

    async def test_nor_directs_again(self, house: House):
        await house.to_step_3()
        question = await house.asked(house.komisioner, "Tambah arahan")
        card = await card_with(house, "komisioner", "Tambah arahan")
        await house.komisioner.reply(card, "Mohon jam layanan dicek")
        await house.komisioner.press("Catat sebagai arahan", await last_told(house, "komisioner"))
        await house.settle()

        async with house.nothing_changes():
            await house.komisioner.reply(question, "Sudah saya lihat, tidak jadi")
            await house.settle()

    async def test_nor_takes_the_next_words_for_a_number(self, house: House):
        await house.to_step_2()
        await house.asked(house.atasan, "Isi nomor")
        await house.atasan.reply(await card_with(house, "atasan", "Isi nomor"), "12/PP.07-ND/3313/2027")
        await house.atasan.press("Catat sebagai nomor naskah", await last_told(house, "atasan-ppid"))
        await house.settle()

        await house.atasan.say("Server sedang mati, mohon ditunggu")
        assert "Catat sebagai nomor naskah" not in (await last_told(house, "atasan-ppid")).labels


class TestAChoice:
    async def test_of_an_answer_is_of_the_question_that_it_was_offered_for(self, house: House):
        await house.to_step_3()
        await house.answered(house.komisioner, "Tanya", "Mengapa jam layanan berubah?")
        first = (await house.ppid.chat())[-1]
        await house.atasan.say("Karena hari libur")
        asked = await last_told(house, "atasan-ppid")
        await house.ppid.reply(first, "Sesuai surat KPU RI")
        await house.settle()
        await house.answered(house.komisioner, "Tanya", "Apakah biaya tetap nol?")

        await house.atasan.press("Catat sebagai jawaban", asked)
        await house.settle()
        assert (await house.events())["QuestionAnswered"] == 1, (
            "the first has its answer, and this is none of the second"
        )

    async def test_that_ends_a_maklumat_is_none_for_words_about_something_else(self, house: House):
        await house.to_step_4()
        await house.asked(house.ppid, "Ganti naskah")
        card = await card_with(house, "ppid", "Ganti naskah")

        async with house.nothing_changes():
            await house.ppid.reply(card, "Mohon ditunggu, server sedang mati")
            by_card = await last_told(house, "ppid")
            await house.ppid.say("/tugas")
            await house.settle()
            await house.ppid.say("Mohon ditunggu")
            plain = await last_told(house, "ppid")
        assert not {"Catat sebagai alasan penggantian naskah"} & {*by_card.labels, *plain.labels}


class TestASheet:
    async def test_no_decision_is_to_be_chosen_where_one_waits_already(self, house: House):
        await house.to_step_3()
        question = await scan_asked(house, NUMBER)
        await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.settle()

        await house.pelaksana.send(PHOTOS[1], kind="photo", reply_to=question)
        asked = await last_told(house, "pelaksana")
        assert "Disetujui: Bapak Bagus Prasetyo" not in asked.labels
        assert "Arsipkan sebagai pindaian" in asked.labels

    async def test_what_is_confirmed_is_what_was_shown(self, house: House):
        """The first record is denied and another made while the second person looks at the first."""
        await house.to_step_3()
        await recorded(house, "Disetujui: Bapak Bagus Prasetyo")
        await house.settle()
        await house.eppid.tap("Sesuai")
        old = await house.eppid.expect("akan menyatakan pindaian sesuai", button="Ya, sesuai")
        data = button(old, "Ya, sesuai")
        await house.answered(house.komisioner, "Tidak sesuai", "Saya tidak pernah menyetujuinya")
        await recorded(house, "Dikembalikan: Bapak Bagus Prasetyo", "Perbaiki jam layanan")
        await house.settle()

        async with house.nothing_changes():
            toast = await house.forged(house.eppid, data, old)
        assert "telah diganti dengan yang lebih baru" in toast.text


async def test_thanks_to_a_question_of_a_komisioner_are_no_answer(house: House):
    await house.to_step_3()
    await house.answered(house.komisioner, "Tanya", "Mengapa jam layanan berubah?")

    asked = (await house.ppid.chat())[-1]
    async with house.nothing_changes():
        await house.ppid.reply(asked, "Terima kasih")
        await house.settle()
    await house.ppid.reply(asked, "Ya, terima kasih")
    await house.settle()
    assert (await house.events())["QuestionAnswered"] == 1, "but a yes may be one"
