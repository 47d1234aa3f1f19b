"""The admin changes the calendar: whoever it waits for reads the new deadline and why."""

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


async def test_the_admin_turns_the_page_and_nobody_else_opens_it(house: House):
    await house.admin.say("/kalender Maret 2027")
    page = await house.admin.expect("Maret 2027")

    await house.admin.tap("April 2027 »", page)
    await house.settle()
    assert "April 2027" in (await house.bubble(house.admin, page)).text

    await house.ppid.say("/kalender libur 18-08-2027 Libur sendiri")
    await house.ppid.expect("hanya untuk admin")


async def test_days_and_months_that_cannot_be_read_are_said_to_be(house: House):
    async with house.nothing_changes():
        for command, answer in (
            ("/kalender libur minggu depan", "Tanggal belum dapat dibaca"),
            ("/kalender libur 20-18 Agustus 2027 Cuti", "Tanggal akhir mendahului tanggal awal"),
            ("/kalender abc", "Bulan belum dapat dibaca"),
        ):
            await house.admin.say(command)
            await house.admin.expect(answer)
        await house.settle()
    await house.admin.say("/kalender desember")
    await house.admin.expect("· Desember 20")


async def test_a_day_without_a_reason_is_recorded_and_told_only_with_one(house: House):
    await house.to_step_3()
    due = await house.due()

    await house.admin.say(f"/kalender libur {due:%d-%m-%Y}")
    question = await house.admin.expect("Alasannya belum tertulis", button="Batal")
    assert set(await house.received()) == {"admin"}
    assert await house.due() == due
    await house.admin.reply(question, "Cuti bersama daerah")

    told = await house.received()
    assert "Cuti bersama daerah" in told["komisioner"][-1].text
    assert await house.due() > due
