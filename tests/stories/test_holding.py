"""Tahan and Lanjutkan, Laporkan kendala, Batalkan: reasons that everybody concerned reads."""

import pytest

from tests.stories.house import NUMBER, PAGE, House, acts, button

pytestmark = pytest.mark.story


async def test_a_held_maklumat_waits_with_its_reason_until_it_goes_on(house: House):
    await house.to_step_4()
    card = await house.newest(house.ppid, "Perintahkan publikasi")

    held = await house.answered(house.atasan, "Tahan", "Menunggu server pulih.")
    assert set(held) == {"atasan-ppid", "ppid", "komisioner"}
    assert all("Menunggu server pulih." in held[person][-1].text for person in ("ppid", "komisioner"))
    assert "Lanjutkan" in held["ppid"][-1].labels
    assert "Perintahkan publikasi" not in held["ppid"][-1].labels
    async with house.nothing_changes():
        refused = await house.forged(house.ppid, button(card, "Perintahkan publikasi"), card)
        assert refused.show_alert
        assert "ditahan" in refused.text
    await house.settle()

    await house.ppid.tap("Lanjutkan")
    resumed = await house.received()
    assert set(resumed) == {"atasan-ppid", "ppid", "komisioner"}
    await house.ppid.tap("Perintahkan publikasi")
    assert await house.told() == {"pelaksana", "atasan-ppid"}
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"


async def test_an_answer_that_comes_while_it_is_held_is_told_what_its_writer_can_do(house: House):
    await house.to_step_3()
    of_the_komisioner = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.admin.say("/penanganan")
    of_the_admin = await house.asked(house.admin, "Tahan", await house.newest(house.admin, "Tahan"))
    await house.admin.say("/penanganan")
    await house.admin.reply(
        await house.asked(house.admin, "Tahan", await house.newest(house.admin, "Tahan")), "Server sedang dipindahkan."
    )
    await house.settle()

    await house.admin.reply(of_the_admin, "Server belum pulih.")
    told = [m.text for m in (await house.received())["admin"]]
    assert any("Mohon menekan Lanjutkan pada /penanganan" in text for text in told)
    await house.komisioner.reply(of_the_komisioner, "Perbaiki butir 3.")
    told = [m.text for m in (await house.received())["komisioner"]]
    assert any("Mohon menekan Lanjutkan terlebih dahulu" in text for text in told)
    assert (await house.events())["Held"] == 1
    assert "Returned" not in await house.events()


async def test_the_operator_reports_an_obstacle_and_the_drafters_read_it(house: House):
    await house.to_step_5()

    told = await house.answered(house.pelaksana, "Laporkan kendala", "Laman e-PPID tidak dapat diakses.")

    assert set(told) == {"ppid", "atasan-ppid", "pelaksana"}
    assert "Laman e-PPID tidak dapat diakses." in told["ppid"][-1].text
    assert told["ppid"][-1].labels == ()
    assert await house.pelaksana.expect(button="Tandai terpublikasi"), "it still waits for the operator"
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"


async def test_a_cancelled_maklumat_is_closed_with_its_reason_and_moves_no_more(house: House):
    await house.to_step_4()
    card = await house.newest(house.atasan, "Perintahkan publikasi")

    told = await house.answered(house.ppid, "Batalkan", "Digabung dengan maklumat lain.")
    assert set(told) == {"atasan-ppid", "komisioner", "ppid"}
    assert "Digabung dengan maklumat lain." in told["komisioner"][-1].text
    assert acts(await house.bubble(house.atasan, card)) == set()
    async with house.nothing_changes():
        refused = await house.forged(house.atasan, button(card, "Perintahkan publikasi"), card)
        assert refused.show_alert
        assert "dibatalkan" in refused.text
        await house.settle()
        await house.ppid.say(f"/arsip {NUMBER}")
        assert "Dibatalkan" in (await house.received())["ppid"][-1].text


async def test_a_link_for_a_held_maklumat_is_told_so_at_once_and_counts_once_it_goes_on(house: House):
    await house.to_step_5()
    asked = await house.asked(house.pelaksana, "Tandai terpublikasi")
    card = await house.newest(house.pelaksana, "Laporkan kendala")
    await house.admin.say("/penanganan")
    await house.admin.reply(
        await house.asked(house.admin, "Tahan", await house.newest(house.admin, "Tahan")), "Server sedang dipindahkan."
    )
    await house.settle()

    async with house.nothing_changes():
        for said in (PAGE, f"Sudah tayang, {PAGE}"):
            await house.pelaksana.say(said)
            told = (await house.received())["pelaksana"][-1]
            assert told.labels == ("Catat sebagai kendala", "Batal"), "no choice that is refused once it is made"
            assert "ditahan dengan alasan: Server sedang dipindahkan. Mohon menekan Lanjutkan" in told.text
            assert "Setelah dilanjutkan, mohon mengirimnya kembali." in told.text
        await house.pelaksana.reply(card, PAGE)
        assert "Setelah dilanjutkan" in (await house.received())["pelaksana"][-1].text
    await house.pelaksana.reply(asked, PAGE)
    kept = (await house.received())["pelaksana"][-1].text
    assert "disimpan dalam riwayat" in kept
    assert "Setelah dilanjutkan, mohon mengirimnya kembali." in kept
    await house.pelaksana.tap("Lanjutkan")
    await house.settle()
    await house.pelaksana.say(PAGE)
    await house.settle()
    assert (await house.events())["Published"] == 1
