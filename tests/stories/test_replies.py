"""What people simply say: 'setuju', an edited message, a document that nothing awaits, a basis under the checklist."""

import pytest

from tests.stories.house import DOCX, NUMBER, PDF, TITLE, House

pytestmark = pytest.mark.story


async def test_setuju_in_words_asks_once_more_and_approves_nothing_by_itself(house: House):
    await house.to_step_3()
    card = await house.newest(house.komisioner, "Setujui")

    async with house.nothing_changes():
        await house.komisioner.reply(card, "Setuju")
        asked = await house.received()
        assert set(asked) == {"komisioner"}
        assert "Ya, setujui" in asked["komisioner"][-1].labels
        await house.komisioner.say("saya setuju.")
        assert "Ya, setujui" in (await house.received())["komisioner"][-1].labels, "also without replying"

    await house.komisioner.tap("Ya, setujui")
    assert await house.told() == {"atasan-ppid", "ppid", "komisioner", "admin"}
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_setuju_to_an_old_card_shows_the_present_one(house: House):
    await house.to_step_3()
    old = await house.newest(house.komisioner, "Setujui")
    await house.answered(house.komisioner, "Kembalikan untuk diperbaiki", "Perbaiki judul.")
    await house.give_draft(DOCX)
    await house.forward()

    async with house.nothing_changes():
        await house.komisioner.reply(old, "setuju")
        shown = (await house.received())["komisioner"][-1]
    assert "Ya, setujui" not in shown.labels, "version 1 cannot be approved any more, and 2 was not meant"
    assert "Setujui" in shown.labels
    assert "versi 2" in shown.text


async def test_an_edited_message_changes_nothing_and_says_so(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    said = await house.komisioner.reply(question, "Perbaiki judul.")
    opened = await house.ppid.say("/bantuan")
    await house.settle()

    async with house.nothing_changes():
        await house.komisioner.edit(said, "Tidak jadi, sudah baik.")
        await house.ppid.edit(opened, "/baru Maklumat kedua")
        told = await house.received()
    assert set(told) == {"komisioner", "ppid"}
    assert all("tidak dicatat" in messages[-1].text for messages in told.values())
    assert "Tidak jadi" not in await house.history()


async def test_a_document_that_nothing_awaits_opens_a_maklumat_with_its_caption_as_title(house: House):
    async with house.nothing_changes():
        await house.ppid.send(PDF, caption=TITLE)
        offered = await house.received()
        assert set(offered) == {"ppid"}
        assert "Buka maklumat baru dengan berkas ini?" in offered["ppid"][-1].text
        assert TITLE in offered["ppid"][-1].text

    await house.ppid.tap("Buka maklumat")
    opened = await house.received()
    assert set(opened) == {"ppid", "atasan-ppid"}
    assert "Paraf" in opened["ppid"][-1].labels
    assert "versi 1" in opened["ppid"][-1].text
    assert TITLE in opened["atasan-ppid"][-1].text
    await house.forward()
    sent = await house.komisioner.expect(document="maklumat-v1")
    assert await house.komisioner.download(sent.document) == PDF.read_bytes()


async def test_baru_without_a_title_asks_for_it_and_takes_the_draft_with_it(house: House):
    await house.atasan.say("/baru")
    asked = (await house.received())["atasan-ppid"][-1]
    assert asked.labels == ("Batal",)

    await house.atasan.send(DOCX, caption=TITLE, reply_to=asked)

    opened = await house.received()
    assert set(opened) == {"ppid", "atasan-ppid"}
    assert NUMBER in opened["atasan-ppid"][-1].text
    assert "Paraf" in opened["atasan-ppid"][-1].labels


async def test_the_checklist_is_shown_and_another_basis_is_recorded_by_replying_to_it(house: House):
    await house.open_maklumat()
    await house.give_draft()

    await house.ppid.tap("Daftar periksa")
    shown = await house.received()
    assert set(shown) == {"ppid"}
    assert "Kanal pengaduan" in shown["ppid"][-1].text
    await house.ppid.reply(shown["ppid"][-1], "UU 14/2008\nPKPU 22/2023 <perubahan> & lampiran")
    assert await house.told() == {"ppid"}

    await house.atasan.say(f"/status {NUMBER}")
    await house.newest(house.atasan, "Daftar periksa")
    await house.settle()
    await house.atasan.tap("Daftar periksa")
    again = (await house.received())["atasan-ppid"][-1].text
    assert "2. PKPU 22/2023 <perubahan> & lampiran" in again
    assert (await house.events())["BasisSet"] == 1


async def test_the_last_paraf_may_be_given_alone_and_the_draft_forwarded_later(house: House):
    await house.open_maklumat()
    await house.give_draft()
    await house.ppid.tap("Paraf")
    card = await house.newest(house.atasan, "Paraf dan sampaikan")
    assert "Paraf" in card.labels
    await house.settle()

    await house.atasan.tap("Paraf", card)
    complete = await house.received()
    assert set(complete) == {"atasan-ppid", "ppid"}, "the performers of step 2"
    assert all(messages[-1].labels[0] == "Sampaikan" for messages in complete.values())
    assert await house.step() == "Langkah 2 dari 6 · Penyampaian draf"

    await house.atasan.tap("Sampaikan")
    assert await house.told() == {"komisioner", "ppid"}
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"
