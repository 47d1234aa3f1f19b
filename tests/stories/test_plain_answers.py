"""People answer without Telegram's reply gesture: what they were asked last is found, and nothing is guessed."""

import pytest

from tests.stories.house import NUMBER, PAGE, PDF, PDF_2, PHOTOS, SCREENSHOT, TITLE, House

pytestmark = pytest.mark.story


async def test_a_complaint_that_names_the_page_publishes_nothing(house: House):
    await house.to_step_5()

    async with house.nothing_changes():
        await house.pelaksana.say("Mohon maaf, karanganyarkabppid.kpu.go.id/admin belum bisa dibuka")
        told = await house.received()

    assert set(told) == {"pelaksana"}
    assert {"Catat sebagai tautan publikasi", "Catat sebagai kendala"} <= set(told["pelaksana"][-1].labels)
    await house.pelaksana.tap("Catat sebagai kendala")
    reported = await house.received()
    assert set(reported) == {"ppid", "atasan-ppid"}
    choice = next(m for m in await house.pelaksana.chat() if m.id == told["pelaksana"][-1].id)
    assert choice.text == "Pesan telah dicatat sebagai kendala.", "what was asked says now what became of it"
    assert choice.buttons == ()


async def test_what_is_replied_to_a_message_about_no_maklumat_is_taken_for_nothing_before_it_was_asked(house: House):
    await house.to_step_5()
    await house.pelaksana.say("/bantuan")
    told = (await house.received())["pelaksana"][-1]

    async with house.nothing_changes():
        await house.pelaksana.reply(told, PAGE)
        asked = (await house.received())["pelaksana"][-1]

    assert NUMBER in asked.text
    assert asked.labels[0] == "Catat sebagai tautan publikasi"
    await house.pelaksana.tap("Catat sebagai tautan publikasi", asked)
    await house.settle()
    assert (await house.events())["Published"] == 1


async def test_a_number_typed_without_replying_is_offered_as_the_answer_to_what_was_asked(house: House):
    await house.to_step_2()
    await house.atasan.tap("Isi nomor")
    await house.settle()

    await house.atasan.say("12/PP.07-ND/3313/2027")
    offered = (await house.received())["atasan-ppid"][-1]

    assert offered.labels[0] == "Catat sebagai nomor naskah"
    await house.atasan.tap("Catat sebagai nomor naskah", offered)
    await house.settle()
    assert (await house.events())["NumberSet"] == 1


async def test_a_new_text_for_a_held_maklumat_is_told_so_before_another_one_may_be_opened(house: House):
    await house.to_step_2()
    await house.admin.say("/penanganan")
    held = await house.asked(house.admin, "Tahan", await house.newest(house.admin, "Tahan"))
    await house.admin.reply(held, "Menunggu arahan Ketua.")
    await house.settle()

    async with house.nothing_changes():
        await house.ppid.send(PDF_2)
        told = (await house.received())["ppid"][-1]

    assert "ditahan dengan alasan: Menunggu arahan Ketua. Mohon menekan Lanjutkan" in told.text
    assert told.text.endswith("Setelah dilanjutkan, mohon mengirimnya kembali.")
    assert told.labels == ("Simpan dalam riwayat", "Buka maklumat", "Batal")


async def test_a_link_that_comes_before_the_order_is_told_when_it_is_wanted(house: House):
    await house.to_step_3()

    async with house.nothing_changes():
        await house.pelaksana.say(PAGE)
        told = (await house.received())["pelaksana"][-1]

    assert told.text.endswith("Tautan laman dikirim pada langkah 5, setelah publikasi diperintahkan.")
    assert told.labels == ("Simpan dalam riwayat", "Batal")


async def test_a_reason_for_cancelling_is_not_offered_under_a_word_like_batal(house: House):
    await house.open_maklumat()
    await house.ppid.tap("Batalkan")
    await house.settle()

    await house.ppid.say("Salah judul")
    offered = (await house.received())["ppid"][-1]

    assert "Batalkan" not in offered.labels
    assert offered.labels[0] == "Batalkan maklumat dengan alasan ini"
    await house.ppid.tap("Batal", offered)
    await house.settle()
    assert "Cancelled" not in await house.events()
    await house.ppid.tap("Batalkan")
    await house.settle()
    await house.ppid.say("Salah judul")
    await house.settle()
    await house.ppid.tap("Batalkan maklumat dengan alasan ini")
    await house.settle()
    assert (await house.events())["Cancelled"] == 1


async def test_a_title_typed_without_replying_opens_the_maklumat_after_one_tap(house: House):
    await house.ppid.say("/baru")
    await house.settle()

    await house.ppid.say(TITLE)
    assert "Buka maklumat baru dengan judul ini?" in (await house.received())["ppid"][-1].text
    await house.ppid.tap("Buka maklumat")

    assert set(await house.received()) == {"ppid", "atasan-ppid"}


async def test_with_two_maklumat_waiting_the_bot_asks_which_one_is_meant(house: House):
    await house.to_step_3()
    await second_at_step_3(house)

    await house.komisioner.say("setuju")
    asked = (await house.received())["komisioner"][-1]
    second = next(label for label in asked.labels if "-002" in label)
    await house.komisioner.tap(second, asked)
    await house.settle()

    confirm = next(m for m in await house.komisioner.chat() if m.id == asked.id)
    assert "Tahun 2028" in confirm.text
    assert "Ya, setujui" in confirm.labels


async def test_thanks_are_answered_and_not_recorded(house: House):
    await house.to_step_3()

    async with house.nothing_changes():
        await house.eppid.say("Baik, terima kasih 👍")
        told = await house.received()

    assert set(told) == {"e-ppid"}
    assert told["e-ppid"][-1].text.startswith("Terima kasih kembali")
    assert told["e-ppid"][-1].buttons == ()


async def test_whoever_is_awaited_and_writes_only_ok_learns_that_nothing_was_recorded(house: House):
    await house.to_step_3()
    card = await house.newest(house.komisioner, "Setujui")

    async with house.nothing_changes():
        for answer in ("ok", "✅", "❌"):
            await house.komisioner.reply(card, answer)
        await house.komisioner.say("siap")
        told = await house.received()

    texts = [one.text for one in told["komisioner"]]
    assert len(texts) == 4
    for text in texts:
        assert text.startswith("Pesan ini tidak dicatat sebagai tindakan Bapak. MKL-"), text
        assert "mohon menekan tombol pada kartunya" in text


async def test_a_draft_that_names_another_maklumat_is_asked_about(house: House):
    await house.open_maklumat()

    async with house.nothing_changes():
        await house.ppid.send(PDF, caption="Maklumat Pelayanan Informasi Publik Tahun 2028")
        told = await house.received()

    assert {"Catat sebagai draf", "Buka maklumat"} <= set(told["ppid"][-1].labels)


async def test_a_screenshot_after_the_address_is_kept_too(house: House):
    await house.to_step_6()

    await house.pelaksana.send(SCREENSHOT, kind="photo")
    told = await house.received()

    assert set(told) == {"pelaksana"}
    assert (await house.events())["ProofGiven"] == 1


async def second_at_step_3(house: House) -> None:
    """Another maklumat is opened, drafted and forwarded."""
    await house.ppid.send(PDF_2, caption="Maklumat Pelayanan Informasi Publik Tahun 2028")
    await house.settle()
    await house.ppid.tap("Buka maklumat")
    await house.settle()
    await house.forward()


@pytest.mark.parametrize("caption", ["", "Disposisi Komisioner"])
async def test_a_photo_that_may_be_a_decision_on_paper_is_no_proof_of_a_page_that_was_confirmed(
    house: House, caption: str
):
    await house.to_step_6()
    await house.eppid.tap("Sudah tayang")
    await house.settle()
    await second_at_step_3(house)

    async with house.nothing_changes():
        await house.pelaksana.send(PHOTOS[0], kind="photo", caption=caption)
        which = (await house.received())["pelaksana"][-1]
        second = next(label for label in which.labels if "-002" in label)
        await house.pelaksana.tap(second, which)
        await house.settle()

    asked = await house.bubble(house.pelaksana, which)
    assert "Mohon memilih sebagai apa pesan ini dicatat." in asked.text
    assert asked.labels == ("Catat sebagai disposisi tertulis", "Arsipkan sebagai pindaian", "Batal")


async def test_a_photo_is_no_proof_of_one_at_once_while_it_may_be_a_decision_on_paper_about_another(house: House):
    await house.to_step_6()
    await second_at_step_3(house)

    async with house.nothing_changes():
        await house.pelaksana.send(SCREENSHOT, kind="photo")
        which = (await house.received())["pelaksana"][-1]
    await house.pelaksana.tap(next(label for label in which.labels if "-001" in label), which)
    await house.settle()

    assert (await house.events())["ProofGiven"] == 1, "it was chosen, and can then be nothing else"


async def test_a_photo_after_the_page_was_confirmed_is_asked_about(house: House):
    await house.to_step_6()
    await house.eppid.tap("Sudah tayang")
    await house.settle()

    async with house.nothing_changes():
        await house.pelaksana.send(SCREENSHOT, kind="photo")
        asked = (await house.received())["pelaksana"][-1]

    assert asked.labels == ("Catat sebagai bukti tayang", "Arsipkan sebagai pindaian", "Batal")


async def test_a_correction_that_joins_the_return_makes_the_disposisi_anew(house: House):
    await house.to_step_3()
    await house.komisioner.tap("Kembalikan untuk diperbaiki")
    question = await house.komisioner.expect(button="Batal")
    await house.komisioner.reply(question, "Tambahkan kanal pengaduan.")
    await house.settle()

    await house.komisioner.reply(question, "Sesuaikan pula jam layanan.")
    told = await house.received()

    assert {"ppid", "atasan-ppid"} <= set(told)
    assert any(m.document and "disposisi" in m.document.name for m in told["ppid"])


async def test_an_official_who_opens_the_link_again_is_greeted(house: House):
    await house.ppid.say("/start kode-yang-sudah-dipakai")

    assert "terdaftar" in (await house.received())["ppid"][-1].text


async def test_approving_with_unsent_corrections_says_so_first(house: House):
    await house.to_step_3()
    await house.komisioner.send(SCREENSHOT, kind="photo")
    await house.settle()
    await house.komisioner.tap("Catat sebagai koreksi")
    await house.settle()

    await house.komisioner.tap("Setujui")
    asked = await house.komisioner.expect(button="Ya, setujui")

    assert "belum dikirim" in asked.text
    assert "Kirim koreksi" in asked.labels


async def test_the_archive_says_when_a_maklumat_is_under_way_again(house: House):
    await house.to_step_6()
    await house.eppid.tap("Belum tayang")
    await house.eppid.reply(await house.eppid.expect(button="Batal"), "Lamannya kosong.")
    await house.settle()

    await house.admin.say("/arsip 1")

    assert "Masih berjalan: langkah 5" in (await house.received())["admin"][-1].text
