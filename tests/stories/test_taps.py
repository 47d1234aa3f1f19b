"""Taps: doubled, simultaneous, of an old card, forged. One effect each, and a truthful answer to each."""

import asyncio

import pytest

from tests.stories.house import DOCX, SECOND_KOMISIONER, House, acts, button

pytestmark = pytest.mark.story


async def test_a_double_tap_on_paraf_is_one_paraf_and_says_so(house: House):
    await house.open_maklumat()
    await house.give_draft()
    card = await house.newest(house.ppid, "Paraf")
    data = button(card, "Paraf")

    first, second = [await house.ppid.press_forged(data, card) for _ in range(2)]
    assert (await house.ppid.toast(first)).text == "Paraf tercatat."
    again = await house.ppid.toast(second)
    assert "sudah tercatat" in again.text
    assert "Tidak ada perubahan" in again.text

    told = await house.received()
    assert len(told["atasan-ppid"]) == 2, "the draft and the card, once"
    assert (await house.events())["ParafGiven"] == 1
    assert set(told) == {"atasan-ppid"}, "the toasts have said it all to the one who tapped twice"


async def test_a_double_tap_on_yes_is_one_approval_and_the_second_names_the_first(house: House):
    await house.to_step_3()
    await house.komisioner.tap("Setujui")
    asked = await house.newest(house.komisioner, "Ya, setujui")
    await house.settle()
    data = button(asked, "Ya, setujui")

    first, second = [await house.komisioner.press_forged(data, asked) for _ in range(2)]
    assert (await house.komisioner.toast(first)).text == "Persetujuan tercatat. Terima kasih."
    assert "disetujui oleh Bapak Bagus Prasetyo" in (await house.komisioner.toast(second)).text

    told = await house.received()
    assert (await house.events())["Approved"] == 1
    assert set(told) == {"atasan-ppid", "ppid", "komisioner", "admin"}
    assert [len(told[person]) for person in ("atasan-ppid", "ppid", "admin")] == [2, 2, 1], "nobody hears it twice"
    assert len([m for m in told["komisioner"] if not m.document]) == 1, "one receipt"


async def test_of_two_komisioner_who_approve_at_once_one_decides_and_the_other_is_told_who_and_when(house: House):
    second = await house.add(SECOND_KOMISIONER)
    await house.to_step_3()
    both = (house.komisioner, second)
    for person in both:
        await person.tap("Setujui")
        await person.expect(button="Ya, setujui")
    await house.settle()

    toasts = await asyncio.gather(*(person.tap("Ya, setujui") for person in both))

    assert (await house.events())["Approved"] == 1
    told = await house.received()
    assert set(told) == {"atasan-ppid", "ppid", "komisioner", "komisioner-2", "admin"}
    won, lost = sorted(toasts, key=lambda toast: toast.show_alert)
    assert won.text == "Persetujuan tercatat. Terima kasih."
    assert lost.show_alert
    winner = "Bapak Bagus Prasetyo" if toasts[0] is won else "Ibu Dewi Anggraini"
    assert f"disetujui oleh {winner} pada " in lost.text
    loser = second if toasts[0] is won else house.komisioner
    assert not any(acts(m) & {"Setujui", "Ya, setujui", "Batalkan keputusan"} for m in await loser.chat())


async def test_a_card_of_version_1_is_refused_once_version_2_exists_and_the_present_card_is_shown(house: House):
    await house.to_step_3()
    old = await house.newest(house.komisioner, "Setujui")
    await house.atasan.tap("Tarik kembali")
    await house.settle()
    await house.answered(house.atasan, "Kembalikan untuk diperbaiki", "Judul keliru.")
    await house.give_draft(DOCX)
    await house.forward()

    async with house.nothing_changes():
        refused = await house.forged(house.komisioner, button(old, "Setujui"), old)
        assert refused.show_alert
        assert "Draf versi 1 sudah ditarik kembali oleh Ibu Sri Handayani" in refused.text
        shown = await house.received()
        assert set(shown) == {"komisioner"}
        assert "versi 2" in shown["komisioner"][-1].text
        assert "Setujui" in shown["komisioner"][-1].labels
        approve = button(old, "Setujui").replace("cf.ap", "do.ap")
        assert (await house.forged(house.komisioner, approve, old)).show_alert, "nor by a forged confirmation"
    assert "Ya, setujui" not in [label for m in await house.komisioner.chat() for label in m.labels]


async def test_a_paraf_meant_for_version_1_does_not_count_for_version_2(house: House):
    await house.open_maklumat()
    await house.give_draft()
    old = await house.newest(house.ppid, "Paraf")
    await house.atasan.send(DOCX)
    await house.newest(house.atasan, "Catat sebagai draf")
    await house.settle()
    await house.atasan.tap("Catat sebagai draf")
    await house.settle()

    async with house.nothing_changes():
        refused = await house.forged(house.ppid, button(old, "Paraf"), old)
        assert refused.show_alert
        assert "versi 1 yang sudah digantikan" in refused.text
        assert "versi 2" in (await house.newest(house.ppid, "Paraf")).text


async def test_copied_buttons_do_nothing_in_other_hands(house: House):
    await house.to_step_3()
    await house.komisioner.tap("Setujui")
    approve = button(await house.newest(house.komisioner, "Ya, setujui"), "Ya, setujui")
    withdraw = button(await house.newest(house.atasan, "Tarik kembali"), "Tarik kembali")
    await house.settle()

    async with house.nothing_changes():
        for key in ("pelaksana", "ppid", "atasan-ppid", "e-ppid", "admin"):
            refused = await house.forged(house.people[key], approve)
            assert refused.show_alert, key
            assert "tidak memegang penugasan sebagai Komisioner" in refused.text, key
        for data in (withdraw, f"{withdraw[:-1]}k", f"{approve[:-1]}a"):
            refused = await house.forged(house.komisioner, data)
            assert refused.show_alert, data
            assert refused.text.startswith("Mohon maaf"), data
        for data in (
            "do.zz.1.3.1.k",
            "do.ap.zzzzz.3.1.k",
            "do.ap.1.99.1.k",
            "x" * 64,
            "ch.ap.1.3.1.k.1",
            "xx......1",
            ".",
        ):
            refused = await house.forged(house.komisioner, data)
            assert refused.show_alert, data
            assert refused.text, data
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"


async def test_batal_under_a_question_that_was_answered_does_not_claim_that_nothing_was_recorded(house: House):
    await house.to_step_5()
    question = await house.asked(house.pelaksana, "Laporkan kendala")
    await house.pelaksana.reply(question, "Peladen padam.")
    await house.settle()

    answered = await house.bubble(house.pelaksana, question)
    if "Batal" in answered.labels:
        await house.pelaksana.tap("Batal", question)
        await house.settle()
    assert "tidak ada yang dicatat" not in (await house.bubble(house.pelaksana, question)).text
    assert (await house.events())["ObstacleReported"] == 1
