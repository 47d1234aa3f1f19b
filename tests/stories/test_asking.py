"""Tanya and its answer; a question put aside; an answer after the bot was away."""

import pytest

from tests.stories.house import House, acts

pytestmark = pytest.mark.story


async def test_a_question_goes_to_both_drafters_the_answer_to_whoever_asked_and_a_second_one_is_kept(house: House):
    await house.to_step_3()

    asked = await house.answered(house.komisioner, "Tanya", "Apakah jam layanan sudah sesuai?")
    assert set(asked) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Apakah jam layanan sudah sesuai?" in asked["ppid"][-1].text
    assert "Mohon membalas pesan ini untuk menjawab" in asked["atasan-ppid"][-1].text
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan", "the question decides nothing"

    await house.ppid.reply(asked["ppid"][-1], "Sudah, Senin s.d. Jumat.")
    answered = await house.received()
    assert set(answered) == {"komisioner", "atasan-ppid", "ppid"}
    card = answered["komisioner"][-1]
    assert "Sudah, Senin s.d. Jumat." in card.text
    assert "Apakah jam layanan sudah sesuai?" in card.text
    assert "Setujui" in card.labels

    await house.atasan.reply(asked["atasan-ppid"][-1], "Ya, sesuai Perki 1/2021.")
    second = await house.received()
    assert set(second) == {"ppid", "atasan-ppid", "komisioner"}, "whoever asked reads the second answer too"
    assert "Pertanyaan ini sudah" in second["atasan-ppid"][-1].text, "and why"
    assert "disimpan dalam riwayat" in second["atasan-ppid"][-1].text
    history = await house.history()
    assert "Sudah, Senin s.d. Jumat." in history
    assert "Ya, sesuai Perki 1/2021." in history
    assert (await house.events())["QuestionAnswered"] == 1


async def test_a_question_put_aside_with_batal_does_nothing(house: House):
    await house.to_step_3()
    async with house.nothing_changes():
        question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")

        await house.komisioner.tap("Batal", question)
        assert await house.told() == set()
        closed = await house.bubble(house.komisioner, question)
        assert (closed.labels, "tidak ada yang dicatat" in closed.text) == ((), True)
        assert "Setujui" in acts(await house.newest(house.komisioner, "Setujui")), "the card still asks"

        again = await house.forged(house.komisioner, question.buttons[0].data, question)
        assert "sudah dijawab" not in again.text, "put aside is not answered"


async def test_a_reply_to_a_question_that_was_put_aside_is_not_taken_for_its_answer(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.komisioner.tap("Batal", question)
    await house.settle()

    async with house.nothing_changes():
        await house.komisioner.reply(question, "Sudah baik, terima kasih.")
        told = await house.received()
    assert set(told) == {"komisioner"}
    assert "Catat sebagai koreksi" in told["komisioner"][-1].labels, "asked what it is meant to be, as under a card"


async def test_an_answer_without_words_leaves_the_question_open(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")

    async with house.nothing_changes():
        await house.komisioner.reply(question, "\u2800\u3164")
        assert "belum berisi keterangan" in (await house.received())["komisioner"][-1].text
        await house.komisioner.send(b"MZ" + b"\0" * 512, "koreksi.pdf", reply_to=question)
        assert "berisi program" in (await house.received())["komisioner"][-1].text

    await house.komisioner.reply(question, "Perbaiki jam layanan.")
    assert await house.told() == {"ppid", "atasan-ppid", "komisioner"}
    assert (await house.events())["Returned"] == 1


async def test_a_question_is_answered_after_the_bot_was_switched_off_and_on(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.process.kill()

    await house.komisioner.reply(question, "Tambahkan nomor telepon.")
    await house.process.start()
    returned = await house.received()

    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Tambahkan nomor telepon." in returned["ppid"][-1].text
    assert (await house.events())["Returned"] == 1


async def test_an_answer_that_comes_too_late_is_kept_told_to_the_drafters_and_explained(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.atasan.tap("Tarik kembali")
    await house.settle()

    await house.komisioner.reply(question, "Perbaiki paragraf kedua.")
    late = await house.received()

    assert set(late) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Perbaiki paragraf kedua." in late["ppid"][-1].text
    assert "Keadaan maklumat tidak berubah" in late["komisioner"][-1].text
    assert await house.step() == "Langkah 2 dari 6 · Penyampaian draf"
