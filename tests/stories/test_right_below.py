"""People answer what they were asked last, with or without 'reply'; and what they answered once, they do once."""

from dataclasses import replace

import pytest

from bot.demo.kit.client import ChatMessage
from handlers.callbacks import Verb, decode, encode
from sop.steps import Action
from tests.stories.house import FINAL, NUMBER, PAGE, PDF, PDF_2, PHOTOS, SCREENSHOT, VOICE, House, button
from tests.stories.test_naming_another import last_told, scan_asked
from tests.stories.test_which_one_is_meant import FIRST, SECOND, approved, of, second, two_at_step_3

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]


async def asks_of(house: House, role: str, number: str, label: str) -> ChatMessage:
    """A button that asks for words is pressed on the card of this maklumat; the question."""
    person = getattr(house, role)
    await person.say(f"/status {number}")
    return await house.asked(person, label, await house.newest(person, label))


class TestThatSomethingElseAwaitsTheLike:
    async def test_a_photo_below_the_question_for_one_is_not_put_to_the_correction_of_another(self, house: House):
        await two_at_step_3(house)
        card = await asks_of(house, "komisioner", FIRST, "Kembalikan untuk diperbaiki")
        await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=card)
        await house.settle()
        assert (await house.events())["CorrectionNoted"] == 1
        await asks_of(house, "komisioner", SECOND, "Kembalikan untuk diperbaiki")

        async with house.nothing_changes():
            await house.komisioner.send(PHOTOS[1], kind="photo")
            which = await last_told(house, "komisioner")
        await house.komisioner.press(of(which, SECOND), which)
        await house.settle()
        assert "Koreksi" in await _history(house, SECOND)

    async def test_nor_is_a_voice_below_the_card_of_another(self, house: House):
        await two_at_step_3(house)
        question = await asks_of(house, "komisioner", FIRST, "Kembalikan untuk diperbaiki")
        await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.settle()
        await house.komisioner.say(f"/status {SECOND}")
        await house.settle()

        async with house.nothing_changes():
            await house.komisioner.send(VOICE, kind="voice")
            which = await last_told(house, "komisioner")
        assert of(which, SECOND)

    async def test_a_final_text_of_one_is_no_draft_of_another(self, house: House):
        await house.to_step_4()
        await second(house)

        async with house.nothing_changes():
            await house.ppid.send(FINAL, caption="naskah final sudah ditandatangani")
            which = await last_told(house, "ppid")
        assert of(which, FIRST)
        assert of(which, SECOND)

    async def test_a_document_below_the_question_for_a_title_opens_one(self, house: House):
        await house.open_maklumat()
        await house.ppid.say("/baru")
        await house.settle()

        async with house.nothing_changes():
            await house.ppid.send(PDF, caption="Informasi Berkala Tahun 2028")
            offered = await last_told(house, "ppid")
        assert "Buka maklumat" in offered.labels

    async def test_an_address_below_the_question_for_an_obstacle_publishes_nothing(self, house: House):
        await house.to_step_5()
        await asks_of(house, "pelaksana", NUMBER, "Laporkan kendala")

        async with house.nothing_changes():
            await house.pelaksana.say(PAGE)
            asked = await last_told(house, "pelaksana")
        assert asked.labels[0] == "Catat sebagai kendala"
        await house.pelaksana.press("Catat sebagai tautan publikasi", asked)
        await house.settle()
        assert (await house.events())["Published"] == 1

    async def test_a_screenshot_with_words_of_doubt_is_no_proof(self, house: House):
        await house.to_step_6()

        async with house.nothing_changes():
            await house.pelaksana.send(SCREENSHOT, kind="photo", caption="Laman tidak dapat dibuka")
            await house.settle()


async def _history(house: House, number: str) -> str:
    mark = await house.komisioner.mark()
    await house.komisioner.say(f"/status {number}")
    await house.komisioner.expect(number, after=mark)
    return "\n".join(m.text for m in await house.komisioner.chat() if m.id > mark)


class TestAPageOfAPaper:
    async def test_a_further_page_of_a_sheet_is_no_proof_of_another(self, house: House):
        await house.to_step_6()
        await second(house)
        await house.give_draft()
        await house.forward()
        question = await scan_asked(house, SECOND)
        await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.settle()
        assert (await house.events())["WrittenRecorded"] == 1

        async with house.nothing_changes():
            await house.pelaksana.send(PHOTOS[1], kind="photo")
            which = await last_told(house, "pelaksana")
        assert of(which, FIRST)
        assert of(which, SECOND)

    async def test_a_further_page_of_a_signed_paper_is_no_proof(self, house: House):
        await house.to_step_6()
        await house.pelaksana.say(f"/arsip {NUMBER}")
        await house.pelaksana.tap("Tambah pindaian", await house.newest(house.pelaksana, "Tambah pindaian"))
        await house.settle()
        await house.pelaksana.send(PHOTOS[0], kind="photo")
        await house.settle()

        async with house.nothing_changes():
            await house.pelaksana.send(PHOTOS[1], kind="photo")
            both = await last_told(house, "pelaksana")
        assert "2 (dua) foto" in both.text


class TestWhatIsThereAlready:
    async def test_the_page_of_one_that_is_sent_again_publishes_no_other(self, house: House):
        await house.to_step_6()
        await second(house)
        await house.give_draft(PDF_2)
        await house.forward()
        await approved(house, SECOND)
        await house.atasan.tap("Perintahkan publikasi")
        await house.settle()

        async with house.nothing_changes():
            await house.pelaksana.say(PAGE)
            which = await last_told(house, "pelaksana")
        assert of(which, FIRST)
        assert of(which, SECOND)


class TestWhatWasSpokenOfLast:
    async def test_a_further_word_of_a_komisioner_is_not_about_another_alone(self, house: House):
        await two_at_step_3(house)
        await approved(house, FIRST)

        await house.komisioner.say("Mohon jam layanan dicantumkan juga")
        which = await last_told(house, "komisioner")
        assert of(which, FIRST)
        assert of(which, SECOND)

    async def test_words_about_a_page_that_waits_to_be_seen_are_asked_about(self, house: House):
        await house.to_step_6()

        await house.eppid.say("Laman belum terbuka")
        asked = await last_told(house, "e-ppid")
        assert NUMBER in asked.text
        assert len(asked.labels) > 1

    async def test_a_further_page_of_a_sheet_can_be_filed(self, house: House):
        await house.to_step_3()
        await scan_asked(house, NUMBER)
        await house.pelaksana.send(PHOTOS[0], kind="photo")
        await house.settle()

        await house.pelaksana.send(PHOTOS[1], kind="photo")
        assert "Arsipkan sebagai pindaian" in (await last_told(house, "pelaksana")).labels


class TestADocumentWithoutAWord:
    @pytest.mark.parametrize("replies", [True, False], ids=["in reply", "right below"])
    async def test_is_no_reason_to_cancel(self, house: House, replies: bool):
        await house.open_maklumat()
        question = await house.asked(house.ppid, "Batalkan")

        async with house.nothing_changes():
            await house.ppid.send(PDF, reply_to=question if replies else None)
            asked = await last_told(house, "ppid")
        assert asked.labels[0] == "Catat sebagai draf"


class TestWhatIsStillAwaited:
    async def test_a_question_what_words_are_keeps_nothing_from_being_taken(self, house: House):
        await house.to_step_5()
        await house.pelaksana.say("Sudah saya unggah ya Bu")
        assert "belum dicatat" in (await last_told(house, "pelaksana")).text

        await house.pelaksana.say(PAGE)
        await house.settle()
        assert (await house.events())["Published"] == 1

    async def test_a_copy_of_a_finished_one_may_be_the_draft_of_the_next(self, house: House, tmp_path):
        await house.to_step_6()
        await house.eppid.tap("Sudah tayang")
        await house.settle()
        await second(house)
        copied = tmp_path / f"{FIRST}_01_draf_v1.pdf"
        copied.write_bytes(PDF.read_bytes())

        await house.ppid.send(copied)
        which = await last_told(house, "ppid")
        await house.ppid.press(of(which, SECOND), which)
        await house.ppid.expect("telah diterima", button="Paraf")

    async def test_a_draft_below_the_question_for_a_title_may_be_of_the_one_that_awaits_it(self, house: House):
        await house.open_maklumat()
        await house.ppid.say("/baru")
        await house.settle()
        await house.ppid.send(PDF)

        asked = await last_told(house, "ppid")
        assert {"Catat sebagai draf", "Buka maklumat"} <= set(asked.labels)


class TestWhatWasAnsweredAlready:
    async def test_no_reply_holds_it_again(self, house: House):
        await house.to_step_4()
        question = await house.asked(house.atasan, "Tahan")
        await house.atasan.reply(question, "Menunggu server pulih.")
        await house.settle()
        await house.atasan.tap("Lanjutkan")
        await house.settle()

        async with house.nothing_changes():
            await house.atasan.reply(question, "Terima kasih banyak, Bu")
            assert "tidak dicatat" in (await last_told(house, "atasan-ppid")).text
            await house.atasan.reply(question, "Sudah selesai, silakan dilanjutkan")
            asked = await last_told(house, "atasan-ppid")
        assert asked.labels[0] == "Catat sebagai alasan penahanan"
        assert (await house.events())["Held"] == 1

    async def test_thanks_return_no_draft(self, house: House):
        await house.to_step_3()
        question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")

        async with house.nothing_changes():
            await house.komisioner.reply(question, "Terima kasih")
            await house.settle()
        await house.komisioner.reply(question, "Jam layanan mohon ditinjau")
        await house.settle()
        assert (await house.events())["Returned"] == 1

    async def test_a_second_tap_takes_no_buttons_off_what_has_taken_the_place(self, house: House):
        await two_at_step_3(house)
        await house.pelaksana.send(PHOTOS[0], kind="photo")
        which = await last_told(house, "pelaksana")
        data = next(b.data for b in which.buttons if b.text == of(which, FIRST))
        await house.pelaksana.press(of(which, FIRST), which)
        await house.settle()

        refused = await house.forged(house.pelaksana, data, which)
        await house.settle()

        assert "sudah" in refused.text
        there = await house.bubble(house.pelaksana, which)
        assert "Catat sebagai disposisi tertulis" in there.labels


class TestAnswersToAKomisioner:
    async def test_of_two_questions_the_one_is_chosen_that_is_answered(self, house: House):
        await house.to_step_3()
        await house.answered(house.komisioner, "Tanya", "Mengapa jam layanan berubah?")
        await house.answered(house.komisioner, "Tanya", "Apakah biaya tetap nol?")

        await house.atasan.say("Ya, biaya tetap nol")
        asked = await last_told(house, "atasan-ppid")
        await house.atasan.press("Jawaban atas: Apakah biaya tetap nol?", asked)
        told = await house.received()

        assert "Apakah biaya tetap nol?" in told["komisioner"][-1].text
        assert "Mengapa jam layanan" not in told["komisioner"][-1].text.partition("Ya, biaya tetap nol")[0]

    async def test_in_reply_to_a_paper_it_answers_the_question_that_waits(self, house: House):
        await house.to_step_3()
        paper = next(m for m in await house.atasan.chat() if m.document)
        await house.answered(house.komisioner, "Tanya", "Mengapa jam layanan berubah?")

        await house.atasan.send(PHOTOS[0], kind="photo", reply_to=paper, caption="Jawaban ada di sini")
        await house.atasan.press("Catat sebagai jawaban", await last_told(house, "atasan-ppid"))
        await house.settle()

        assert (await house.events())["QuestionAnswered"] == 1

    async def test_ya_below_the_question_may_be_its_answer(self, house: House):
        await house.to_step_3()
        await house.answered(house.komisioner, "Tanya", "Apakah biaya tetap nol?")

        await house.atasan.say("Ya")
        await house.atasan.press("Catat sebagai jawaban", await last_told(house, "atasan-ppid"))
        await house.settle()
        assert (await house.events())["QuestionAnswered"] == 1


class TestACorrectionThatGoesOn:
    async def test_words_below_it_are_not_said_to_return_it(self, house: House):
        await house.to_step_3()
        question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
        await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.settle()

        await house.komisioner.say("Butir 3 juga")
        asked = await last_told(house, "komisioner")
        assert "draf dikembalikan" not in asked.text
        assert "Catat sebagai alasan pengembalian" not in asked.labels


class TestADecisionOnPaper:
    async def verdict_asked(self, house: House) -> ChatMessage:
        await house.pelaksana.say(f"/status {NUMBER}")
        card = await house.newest(house.pelaksana, "Catat disposisi tertulis")
        await house.pelaksana.tap("Catat disposisi tertulis", card)
        return await last_told(house, "pelaksana")

    async def test_two_pages_in_reply_to_the_same_question_are_kept_together(self, house: House):
        await house.to_step_3()
        question = await self.verdict_asked(house)
        for number in (0, 1):
            words = f"halaman {number + 1}"
            await house.pelaksana.send(PHOTOS[number], kind="photo", reply_to=question, caption=words)
            again = await last_told(house, "pelaksana")

        await house.pelaksana.press("Disetujui: Bapak Bagus Prasetyo", again)
        await house.settle()
        history = await house.history()
        assert "halaman 1" in history
        assert "halaman 2" in history

    async def test_words_in_reply_to_the_question_for_the_sheet_are_kept_with_it(self, house: House):
        await house.to_step_3()
        mark = await house.pelaksana.mark()
        await house.pelaksana.press("Disetujui: Bapak Bagus Prasetyo", await self.verdict_asked(house))
        question = await house.pelaksana.expect("Mohon membalas pesan ini", button="Batal", after=mark)
        assert "disetujui oleh Bapak Bagus Prasetyo" in question.text
        await house.pelaksana.reply(question, "Lembar asli ada di ruang arsip")
        again = await last_told(house, "pelaksana")
        assert "Lembar asli ada di ruang arsip" in again.text

        await house.pelaksana.send(PHOTOS[0], kind="photo")
        await house.settle()
        assert (await house.events())["WrittenRecorded"] == 1
        assert "Lembar asli ada di ruang arsip" in await house.history()

    async def test_a_sheet_in_reply_to_the_older_question_takes_the_words_along(self, house: House):
        await house.to_step_3()
        question = await scan_asked(house, NUMBER)
        await house.pelaksana.reply(question, "Lembar asli ada di ruang arsip")
        await house.settle()

        await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=question)
        await house.settle()
        assert (await house.events())["WrittenRecorded"] == 1
        assert "Lembar asli ada di ruang arsip" in await house.history()

    async def test_two_photos_below_the_question_are_kept_together(self, house: House):
        await house.to_step_3()
        await self.verdict_asked(house)
        await house.pelaksana.send(PHOTOS[0], kind="photo")
        await house.pelaksana.send(PHOTOS[1], kind="photo")
        asked = await last_told(house, "pelaksana")
        if "Catat sebagai disposisi tertulis" in asked.labels:
            await house.pelaksana.press("Catat sebagai disposisi tertulis", asked)
            await house.settle()
            asked = await house.bubble(house.pelaksana, asked)

        assert "2 (dua) foto" in asked.text

    async def test_words_to_a_question_that_no_button_of_ours_puts_are_refused(self, house: House):
        await house.to_step_3()
        await house.pelaksana.say(f"/status {NUMBER}")
        card = await house.newest(house.pelaksana, "Catat disposisi tertulis")
        made_up = decode(button(card, "Catat disposisi tertulis"))
        data = encode(replace(made_up, verb=Verb.ASK, action=Action.RECORD_WRITTEN))
        await house.forged(house.pelaksana, data, card)

        async with house.nothing_changes():
            await house.pelaksana.say("Lembar asli ada di ruang arsip")
            refused = await last_told(house, "pelaksana")
        assert "foto atau PDF" in refused.text

    async def test_words_below_the_question_for_the_sheet_are_kept_with_it(self, house: House):
        await house.to_step_3()
        await scan_asked(house, NUMBER)
        await house.pelaksana.say("Lembar asli ada di ruang arsip")
        assert "Lembar asli ada di ruang arsip" in (await last_told(house, "pelaksana")).text


class TestAKomisionersQuestionThatComesBetween:
    """A question of a Komisioner arrives after a number was asked for, and before it was typed."""

    async def test_hides_no_number_of_the_same_maklumat(self, house: House):
        await house.to_step_3()
        await asks_of(house, "atasan", NUMBER, "Isi nomor")
        await house.answered(house.komisioner, "Tanya", "Berapa jumlah lampirannya?")

        async with house.nothing_changes():
            await house.atasan.say("12/PP.07-ND/3313/2027")
            asked = await last_told(house, "atasan-ppid")
        assert asked.labels[:2] == ("Catat sebagai jawaban", "Catat sebagai nomor naskah")
        await house.atasan.press("Catat sebagai nomor naskah", asked)
        await house.settle()
        assert (await house.events())["NumberSet"] == 1

    async def test_nor_of_another(self, house: House):
        await two_at_step_3(house)
        await asks_of(house, "atasan", FIRST, "Isi nomor")
        await house.komisioner.say(f"/status {SECOND}")
        await house.answered(house.komisioner, "Tanya", "Berapa jumlah lampirannya?")

        async with house.nothing_changes():
            await house.atasan.say("12/PP.07-ND/3313/2027")
            which = await last_told(house, "atasan-ppid")
            await house.atasan.press(of(which, FIRST), which)
            await house.settle()
        await house.atasan.press("Catat sebagai nomor naskah", await house.bubble(house.atasan, which))
        await house.settle()
        assert (await house.events())["NumberSet"] == 1

    async def test_a_number_may_come_in_reply_to_the_card(self, house: House):
        await house.to_step_2()
        card = await house.newest(house.atasan, "Isi nomor")
        await house.asked(house.atasan, "Isi nomor", card)

        async with house.nothing_changes():
            await house.atasan.reply(card, "12/PP.07-ND/3313/2027")
            asked = await last_told(house, "atasan-ppid")
        await house.atasan.press("Catat sebagai nomor naskah", asked)
        await house.settle()
        assert (await house.events())["NumberSet"] == 1

    async def test_a_photo_without_a_word_may_be_its_answer(self, house: House):
        await house.to_step_3()
        await house.answered(house.komisioner, "Tanya", "Berapa jumlah lampirannya?")
        await asks_of(house, "atasan", NUMBER, "Isi nomor")

        async with house.nothing_changes():
            await house.atasan.send(PHOTOS[0], kind="photo")
            asked = await last_told(house, "atasan-ppid")
        await house.atasan.press("Catat sebagai jawaban", asked)
        await house.settle()
        assert (await house.events())["QuestionAnswered"] == 1
