"""One person with two roles, a Komisioner who comes later, two maklumat side by side, and the quiet of the night."""

import pytest

from bot.demo.stage.office import OFFICE
from tests.stories.house import (
    DOCX,
    NUMBER,
    PDF,
    SECOND_KOMISIONER,
    TITLE,
    House,
    button,
    settled_with,
    without,
)

pytestmark = pytest.mark.story


async def take_on(house: House, key: str, role: str) -> None:
    """Somebody who is enrolled uses a second code."""
    named = next(named for named in OFFICE if named.key == key)
    letter = ("--basis", "SK 9/2026", "--scan", str(PDF)) if role == "komisioner" else ()
    _, out, _ = await house.process.command("invite", "--role", role, "--name", named.name, *letter)
    await house.people[key].say(f"/start {out.splitlines()[-1]}")
    await house.settle()


async def test_whoever_drafted_a_version_cannot_decide_on_it_though_a_komisioner(house: House):
    await take_on(house, "ppid", "komisioner")
    await house.to_step_3()

    assert not any("Setujui" in m.labels for m in await house.ppid.chat())
    approve = button(await house.newest(house.komisioner, "Setujui"), "Setujui").replace("cf.ap", "do.ap")
    async with house.nothing_changes():
        refused = await house.forged(house.ppid, approve)
        assert refused.show_alert
        assert "disusun atau diparaf oleh Bapak sendiri" in refused.text
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


@without("atasan-ppid")
async def test_one_person_with_both_drafting_roles_gives_a_paraf_in_each(house: House):
    await take_on(house, "ppid", "atasan-ppid")
    await house.open_maklumat()
    await house.give_draft()

    await house.ppid.tap("Paraf")
    assert (await house.events())["ParafGiven"] == 1
    await house.newest(house.ppid, "Paraf dan sampaikan")
    await house.settle()
    await house.ppid.tap("Paraf dan sampaikan")
    assert "komisioner" in await house.told()
    assert (await house.events())["ParafGiven"] == 2
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"


async def test_a_komisioner_who_enrols_while_a_draft_waits_gets_its_card_and_may_decide(house: House):
    await house.to_step_3()

    second = await house.add(SECOND_KOMISIONER)

    card = await house.newest(second, "Setujui")
    sent = await second.expect(document="maklumat-v1")
    assert await second.download(sent.document) == PDF.read_bytes()
    await second.tap("Setujui", card)
    await house.newest(second, "Ya, setujui")
    await house.settle()
    await second.tap("Ya, setujui")
    told = await house.received()
    assert set(told) == {"komisioner", "komisioner-2", "ppid", "atasan-ppid", "admin"}
    assert "disetujui" in told["komisioner"][-1].text
    assert "Ibu Dewi Anggraini" in told["komisioner"][-1].text


async def test_two_maklumat_side_by_side_do_not_meddle_with_each_other(house: House):
    await house.to_step_3()
    other = NUMBER.replace("-001", "-002")
    await house.ppid.say("/baru Maklumat kedua")
    await house.ppid.expect(other)
    await house.settle()

    await house.ppid.send(DOCX)
    given = await house.received()
    assert other in given["ppid"][-1].text, "the one that awaits a draft takes it"
    await house.ppid.tap("Paraf")
    await house.newest(house.atasan, "Paraf dan sampaikan")
    await house.settle()
    await house.atasan.tap("Paraf dan sampaikan")
    assert set(await house.received()) == {"komisioner", "ppid"}

    cards = [m for m in await house.komisioner.chat() if "Setujui" in m.labels]
    assert [NUMBER in cards[0].text, other in cards[1].text] == [True, True], "both cards live, one for each"
    await house.komisioner.tap("Setujui", cards[0])
    asked = await house.newest(house.komisioner, "Ya, setujui")
    assert TITLE in asked.text
    await house.settle()
    await house.komisioner.tap("Ya, setujui", asked)
    told = await house.received()
    assert NUMBER in told["atasan-ppid"][-1].text
    assert "Setujui" in (await house.bubble(house.komisioner, cards[1])).labels
    assert (await house.events())["Approved"] == 1


@settled_with(QUIET_HOURS="00.00-23.59")
async def test_in_the_quiet_hours_cards_and_news_come_at_once_and_without_a_sound(house: House):
    await house.to_step_2()
    await house.atasan.tap("Sampaikan")
    told = await house.received()
    assert set(told) == {"komisioner", "ppid"}
    assert all(m.is_silent for messages in told.values() for m in messages)
