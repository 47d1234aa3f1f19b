"""Tarik kembali: the draft is taken back while the Komisioner has not decided."""

import pytest

from tests.stories.house import House, acts, button

pytestmark = pytest.mark.story


async def test_a_draft_withdrawn_from_the_komisioner_keeps_its_parafs_and_goes_forward_again(house: House):
    await house.to_step_3()
    first = await house.newest(house.komisioner, "Setujui")

    assert (await house.atasan.tap("Tarik kembali")).text == "Draf ditarik kembali."
    withdrawn = await house.received()
    assert set(withdrawn) == {"atasan-ppid", "ppid", "komisioner"}
    assert [m.labels for m in withdrawn["komisioner"]] == [()], "news, without buttons"
    assert "ditarik kembali" in withdrawn["komisioner"][0].text
    assert acts(await house.bubble(house.komisioner, first)) == set(), "nothing to decide any more"
    assert withdrawn["ppid"][-1].labels[0] == "Sampaikan", "its parafs stand"
    assert await house.step() == "Langkah 2 dari 6 · Penyampaian draf"

    async with house.nothing_changes():
        refused = await house.forged(house.komisioner, button(first, "Setujui"), first)
        assert refused.show_alert
        assert "ditarik kembali oleh Ibu Sri Handayani" in refused.text
    await house.settle()

    await house.ppid.tap("Sampaikan")
    forwarded = await house.received()
    assert set(forwarded) == {"komisioner", "atasan-ppid"}
    assert "Setujui" in forwarded["komisioner"][-1].labels
    assert (await house.bubble(house.komisioner, first)).labels == ()
    assert (await house.events())["ParafGiven"] == 2, "no new paraf was asked for"
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
