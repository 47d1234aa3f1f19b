"""Batalkan keputusan: whoever approved may think better of it until the order is given."""

import pytest

from tests.stories.house import House, acts, button

pytestmark = pytest.mark.story


async def test_a_decision_is_taken_back_with_the_parafs_kept_and_approved_again(house: House):
    await house.to_step_4()
    order = await house.newest(house.atasan, "Perintahkan publikasi")

    toast = await house.komisioner.tap("Batalkan keputusan")
    assert "Persetujuan dibatalkan" in toast.text
    told = await house.received()
    assert set(told) == {"komisioner", "atasan-ppid", "ppid", "admin"}, "all who had been told"
    assert "Setujui" in told["komisioner"][-1].labels
    assert "dibatalkan" in told["admin"][-1].text
    assert acts(await house.bubble(house.atasan, order)) <= {"Tarik kembali", "Isi nomor"}
    async with house.nothing_changes():
        refused = await house.forged(house.atasan, button(order, "Perintahkan publikasi"), order)
        assert refused.show_alert
        assert "Persetujuan atas draf versi 1 sudah dibatalkan oleh Bapak Bagus Prasetyo" in refused.text
    await house.settle()

    await house.approve()
    assert (await house.events())["ParafGiven"] == 2
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"
    assert "Batalkan keputusan" not in await house.komisioner.buttons(), "too late now"
