"""A correction that was begun and is over by what somebody else does: its Komisioner hears that it goes no further."""

import pytest

from tests.stories.house import PHOTOS, SECOND_KOMISIONER, House
from tests.stories.test_rescuing import WHY, asked
from tests.stories.test_written_decisions import confirmed, recorded

pytestmark = pytest.mark.story

GOES_NO_FURTHER = "Koreksi Bapak yang belum dikirim tidak diteruskan kepada penyusun dan tetap tersimpan dalam riwayat."


@pytest.fixture
async def begun(house: House) -> House:
    """At step 3, which two Komisioner decide; a correction of one of them began with a photo."""
    await house.add(SECOND_KOMISIONER)
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=question)
    assert await house.told() == {"komisioner"}
    return house


async def told_alone(house: House) -> None:
    """He reads it, once, and nobody else reads of it; what he sent is still in the history."""
    told = await house.received()
    assert sum(GOES_NO_FURTHER in m.text for m in told["komisioner"]) == 1
    assert not any("belum dikirim" in m.text for person, heard in told.items() if person != "komisioner" for m in heard)
    assert "koreksi" in await house.history()


async def test_where_another_approves(begun: House):
    dewi = begun.people["komisioner-2"]
    await dewi.tap("Setujui")
    await dewi.tap("Ya, setujui", await dewi.expect(button="Ya, setujui"))

    await told_alone(begun)


async def test_where_another_returns_the_draft(begun: House):
    dewi = begun.people["komisioner-2"]
    question = await begun.asked(dewi, "Kembalikan untuk diperbaiki")
    await dewi.reply(question, "Alamat keliru.")

    await told_alone(begun)


async def test_where_it_is_withdrawn(begun: House):
    await begun.atasan.tap("Tarik kembali")

    await told_alone(begun)


async def test_where_an_admin_steps_it_back(begun: House):
    await begun.admin.reply(await asked(begun, "Kembalikan ke langkah 2"), WHY)

    await told_alone(begun)


@pytest.mark.parametrize("decision", ["Dikembalikan", "Disetujui"])
async def test_where_another_has_decided_on_paper(begun: House, decision: str):
    await recorded(begun, f"{decision}: Ibu Dewi Anggraini", "Alamat keliru")
    await begun.settle()
    await confirmed(begun)

    await told_alone(begun)
