"""Ganti naskah: another text after the approval voids it and begins anew."""

import pytest

from tests.stories.house import DOCX, PDF_2, House, button

pytestmark = pytest.mark.story


async def test_another_text_after_the_approval_voids_it_and_both_parafs_and_a_decision_are_needed_again(house: House):
    await house.to_step_4()
    order = await house.newest(house.atasan, "Perintahkan publikasi")

    told = await house.answered(house.ppid, "Ganti naskah", "Nomor telepon berubah.")
    assert set(told) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Nomor telepon berubah." in told["komisioner"][-1].text
    assert "gugur" in told["komisioner"][-1].text
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"
    async with house.nothing_changes():
        refused = await house.forged(house.atasan, button(order, "Perintahkan publikasi"), order)
        assert refused.show_alert
    await house.settle()

    await house.ppid.send(PDF_2)
    given = await house.received()
    assert set(given) == {"ppid"}
    assert "versi 2" in given["ppid"][-1].text
    await house.forward()
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan", "the old approval does not count"
    draft = await house.komisioner.expect(document="maklumat-v2")
    assert await house.komisioner.download(draft.document) == PDF_2.read_bytes()
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_reason_and_new_text_may_come_in_one_message(house: House):
    await house.to_step_5()
    question = await house.asked(house.atasan, "Ganti naskah")

    await house.atasan.send(DOCX, caption="Alamat kantor pindah.", reply_to=question)
    told = await house.received()

    assert set(told) == {"ppid", "atasan-ppid", "komisioner", "pelaksana"}
    assert "Alamat kantor pindah." in told["pelaksana"][-1].text
    card = await house.newest(house.atasan, "Paraf")
    assert "versi 2" in card.text
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"
    async with house.nothing_changes():
        await house.pelaksana.say("https://karanganyarkabppid.kpu.go.id/maklumat-2027")
    assert await house.told() == {"pelaksana"}, "the old text is not published by mistake"
