"""Arahan: a direction goes onto the Disposisi, whether asked for by a button or simply said under the card."""

import pytest

from tests.stories.house import House, words_in

pytestmark = pytest.mark.story


async def test_directions_given_before_the_approval_stand_on_the_disposisi_and_the_card_of_those_who_order(
    house: House,
):
    await house.to_step_3()
    await house.komisioner.tap("Setujui")
    await house.newest(house.komisioner, "Ya, setujui")
    await house.settle()

    given = await house.answered(house.komisioner, "Tambah arahan", "Tayangkan sebelum Jumat & umumkan.")
    assert set(given) == {"komisioner"}
    await house.komisioner.reply(await house.komisioner.expect(button="Setujui"), "Cetak untuk ruang layanan.")
    await house.newest(house.komisioner, "Catat sebagai arahan")
    await house.settle()
    await house.komisioner.tap("Catat sebagai arahan")
    assert await house.told() == set(), "the toast says it"
    assert (await house.events())["DirectionGiven"] == 2

    await house.komisioner.tap("Setujui")
    await house.newest(house.komisioner, "Ya, setujui")
    await house.settle()
    await house.komisioner.tap("Ya, setujui")
    approved = await house.received()
    disposisi, card = approved["atasan-ppid"]
    paper = words_in(await house.atasan.download(disposisi.document))
    for words in ("Tayangkan sebelum Jumat & umumkan.", "Cetak untuk ruang layanan."):
        assert words in card.text
        assert "".join(words.split()) in "".join(paper.split())
