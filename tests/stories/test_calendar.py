"""The admin changes the calendar: whoever it waits for reads the new deadline and why, and others may only look."""

import pytest

from tests.stories.house import House

pytestmark = pytest.mark.story


async def test_a_day_off_is_added_by_an_answer_and_the_deadline_moves(house: House):
    await house.to_step_3()
    due = await house.due()
    await house.admin.say("/kalender")
    page = await house.admin.expect("Kalender kerja", button="Tambah hari libur")

    question = await house.asked(house.admin, "Tambah hari libur", page)
    await house.admin.reply(question, f"{due:%d-%m-%Y} Cuti bersama daerah")

    told = await house.received()
    assert set(told) == {"admin", "komisioner"}
    assert "Batas waktu yang berubah: 1 (satu) maklumat." in told["admin"][-1].text
    assert "Cuti bersama daerah" in told["komisioner"][-1].text
    assert await house.due() > due
    await house.komisioner.say("/tugas")
    card = await house.komisioner.expect("Dilewati: Cuti bersama daerah", button="Setujui")
    assert "Batas waktu" in card.text


async def test_an_official_may_look_and_turn_the_page_but_change_nothing(house: House):
    await house.ppid.say("/kalender Maret 2027")
    page = await house.ppid.expect("Maret 2027")
    assert [button.text for button in page.buttons] == ["« Februari 2027", "April 2027 »"]

    await house.ppid.tap("April 2027 »", page)
    await house.settle()
    assert "April 2027" in (await house.bubble(house.ppid, page)).text

    await house.ppid.say("/kalender libur 18-08-2027 Libur sendiri")
    await house.ppid.expect("hanya dapat diubah oleh admin")


async def test_days_that_cannot_be_read_are_asked_for_again(house: House):
    await house.admin.say("/kalender libur besok")
    await house.admin.expect("Tanggal belum dapat dibaca")
