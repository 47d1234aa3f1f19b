"""Several people act at the same moment, or while the bot is away: one after the other, and each told the truth."""

import asyncio

import pytest

from tests.stories.house import PDF_2, House, button

pytestmark = pytest.mark.story


async def test_both_drafters_give_their_paraf_at_the_same_moment(house: House):
    await house.open_maklumat()
    await house.give_draft()
    data = button(await house.newest(house.ppid, "Paraf"), "Paraf")
    card = await house.newest(house.atasan, "Lihat draf")

    toasts = await asyncio.gather(
        house.forged(house.ppid, data),
        house.forged(house.atasan, f"{data[:-1]}a", card),
    )

    assert [toast.text for toast in toasts] == ["Paraf tercatat."] * 2
    told = await house.received()
    assert set(told) == {"ppid", "atasan-ppid"}
    assert all("Sampaikan" in messages[-1].labels for messages in told.values())
    assert await house.step() == "Langkah 2 dari 6 · Penyampaian draf"


async def test_an_approval_and_a_withdrawal_at_the_same_moment_cannot_both_be(house: House):
    await house.to_step_3()
    await house.komisioner.tap("Setujui")
    await house.newest(house.komisioner, "Ya, setujui")
    await house.settle()

    approved, withdrawn = await asyncio.gather(house.komisioner.tap("Ya, setujui"), house.atasan.tap("Tarik kembali"))

    happened = await house.events()
    assert happened["Approved"] + happened["Withdrawn"] == 1
    if happened["Approved"]:
        assert "disetujui oleh Bapak Bagus Prasetyo" in withdrawn.text
        assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
    else:
        assert "ditarik kembali oleh Ibu Sri Handayani" in approved.text
        assert await house.step() == "Langkah 2 dari 6 · Penyampaian draf"


async def test_the_screen_that_asks_once_more_is_of_no_use_once_the_draft_was_withdrawn(house: House):
    await house.to_step_3()
    await house.komisioner.tap("Setujui")
    asked = await house.newest(house.komisioner, "Ya, setujui")
    yes = button(asked, "Ya, setujui")
    await house.atasan.tap("Tarik kembali")
    await house.settle()
    assert "Ya, setujui" not in (await house.bubble(house.komisioner, asked)).labels
    await house.ppid.send(PDF_2, reply_to=await house.ppid.expect(button="Sampaikan"))
    await house.newest(house.ppid, "Catat sebagai draf")
    await house.settle()
    await house.ppid.tap("Catat sebagai draf")
    await house.settle()
    await house.forward()

    async with house.nothing_changes():
        refused = await house.forged(house.komisioner, yes, asked)
        assert refused.show_alert
        assert "versi 1 sudah ditarik kembali" in refused.text


async def test_what_was_done_while_the_bot_was_away_is_done_in_its_order_when_it_is_back(house: House):
    await house.to_step_2()
    await house.process.kill()

    await house.atasan.press("Sampaikan")
    await house.ppid.press("Sampaikan")
    await house.admin.say("/daftar")
    await house.admin.say("/pejabat")
    await house.process.start()
    told = await house.received()

    assert (await house.events())["Forwarded"] == 1
    assert "komisioner" in told
    daftar, pejabat = [m.text for m in told["admin"]]
    assert "Maklumat yang sedang berjalan" in daftar
    assert "Pejabat terdaftar" in pejabat


async def test_thirty_messages_in_a_row_are_answered_in_their_order(house: House):
    sent = [await house.ppid.say(f"/status MKL-1999-{number:03d}") for number in range(1, 31)]

    told = (await house.received())["ppid"]

    assert [m.reply_to for m in told] == [m.id for m in sent]
    assert all(f"MKL-1999-{number:03d}" in m.text for number, m in enumerate(told, 1))
