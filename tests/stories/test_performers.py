"""Who performs a step is a setting; a change moves the card of an open maklumat. And an office without Komisioner."""

import pytest

from bot.demo.stage.office import OFFICE
from tests.stories.house import House, acts, button, without
from tests.stories.moving_in import codes

pytestmark = pytest.mark.story


async def test_new_performers_of_steps_2_and_4_get_the_card_and_the_former_ones_lose_it(house: House):
    await house.to_step_2()
    old = {person: await house.newest(person, "Sampaikan") for person in (house.atasan, house.ppid)}
    await house.settle()

    assert await house.process.stop() == 0
    house.process.settings["PERFORMERS"] = "2=pelaksana; 4=ppid"
    await house.process.start()
    await house.until_event("HoldersChanged")
    told = await house.received()
    assert set(told) == {"pelaksana"}
    assert "Sampaikan" in told["pelaksana"][-1].labels
    async with house.nothing_changes():
        for person, card in old.items():
            assert "Sampaikan" not in (await house.bubble(person, card)).labels
            refused = await house.forged(person, button(card, "Sampaikan"), card)
            assert refused.show_alert
            assert "kewenangan Pelaksana (operator)" in refused.text
    await house.settle()

    await house.pelaksana.tap("Sampaikan")
    assert await house.told() == {"komisioner", "ppid", "atasan-ppid"}
    await house.komisioner.tap("Setujui")
    await house.newest(house.komisioner, "Ya, setujui")
    await house.komisioner.tap("Ya, setujui")
    await house.settle()
    order = await house.newest(house.ppid, "Perintahkan publikasi")
    assert not any("Perintahkan publikasi" in m.labels for m in await house.atasan.chat())

    assert await house.process.stop() == 0
    house.process.settings["PERFORMERS"] = "4=atasan-ppid"
    await house.process.start()
    await house.until_event("HoldersChanged", times=2)
    told = await house.received()
    assert set(told) == {"atasan-ppid"}
    assert "Perintahkan publikasi" not in acts(await house.bubble(house.ppid, order))
    async with house.nothing_changes():
        refused = await house.forged(house.ppid, button(order, "Perintahkan publikasi"), order)
        assert "kewenangan Atasan PPID" in refused.text
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"


@without("komisioner")
async def test_nothing_is_forwarded_while_nobody_could_decide(house: House):
    await house.open_maklumat()
    await house.give_draft()
    await house.ppid.tap("Paraf")
    card = await house.newest(house.atasan, "Paraf")
    assert "Paraf dan sampaikan" not in card.labels
    await house.settle()
    await house.atasan.tap("Paraf", card)
    await house.newest(house.atasan, "Sampaikan")
    await house.settle()

    async with house.nothing_changes():
        refused = await house.atasan.tap("Sampaikan")
        assert refused.show_alert
        assert "belum ada Komisioner" in refused.text
        paraf_and_forward = button(card, "Paraf").replace("do.pf", "do.pw")
        assert (await house.forged(house.atasan, paraf_and_forward, card)).show_alert
    code, out, _ = await house.process.command("check")
    assert (code, "Komisioner: belum ada yang terdaftar." in out) == (1, True)

    komisioner = next(named for named in OFFICE if named.key == "komisioner")
    given = await codes(house.process.database_url, (komisioner,))
    await house.komisioner.say(f"/start {given['komisioner']}")
    await house.komisioner.expect(button="Saya mengerti")
    await house.settle()
    await house.atasan.tap("Sampaikan")
    assert await house.told() == {"komisioner", "ppid"}
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
