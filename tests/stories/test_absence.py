"""An official is away: one message is enough, the stand-in gets what waits and acts with the title, and it ends."""

from datetime import timedelta

import pytest

from bot.clock import now
from tests.stories.house import OFFICE_ZONE, PHOTOS, SECOND_KOMISIONER, House

pytestmark = pytest.mark.story

MEMBER = "Dewi Anggraini"


def days(last: int = 2) -> str:
    """From today on, as officials write it."""
    today = now().astimezone(OFFICE_ZONE).date()
    return f"{today:%d-%m-%Y} s.d. {today + timedelta(days=last):%d-%m-%Y}"


async def member_enrols(house: House):
    """A member of the commission without a role uses the admin's code."""
    person = await house.telegram.person("Dewi", last_name="Anggraini", title="Anggota KPU")
    house.people["anggota"] = person
    await house.admin.say(f"/undang anggota Ibu {MEMBER}")
    code = await house.admin.expect("/start ")
    await person.say(f"/start {code.text.partition('/start ')[2].split()[0]}")
    await person.expect("anggota KPU", button="Saya mengerti")
    await house.komisioner.tap("Benar, konfirmasi", await house.newest(house.komisioner, "Benar, konfirmasi"))
    await house.settle()
    return person


async def test_one_message_moves_what_waits_to_the_stand_in_and_the_button_brings_it_back(house: House):
    await house.to_step_4()
    old = await house.newest(house.atasan, "Perintahkan publikasi")

    await house.atasan.say(f"/berhalangan {days()} Plh. Sdr. Dimas Saputra; SP 12/2027")
    told = await house.received()
    assert "Saudara ditunjuk sebagai Plh. Atasan PPID" in told["e-ppid"][0].text
    assert "Perintahkan publikasi" in told["e-ppid"][-1].labels
    back = await house.newest(house.atasan, "Saya sudah kembali")
    assert "Perintahkan publikasi" not in (await house.bubble(house.atasan, old)).labels
    assert "pelaksana" not in told

    refused = await house.forged(house.atasan, next(b.data for b in old.buttons if b.text == "Perintahkan publikasi"))
    assert refused.show_alert
    assert "tercatat berhalangan" in refused.text
    assert "/berhalangan" in refused.text

    async with house.nothing_changes():
        await house.atasan.reply(old, "Mohon diperiksa tanggalnya")
        await house.atasan.expect("tercatat berhalangan")
        await house.atasan.say("/baru Maklumat lain")
        await house.settle()
    await house.atasan.tap("Saya sudah kembali", back)
    told = await house.received()
    assert "Perintahkan publikasi" in told["atasan-ppid"][-1].labels
    assert "tidak berhalangan lagi" in told["e-ppid"][0].text


async def test_a_stand_in_who_leaves_is_warned_about_and_whom_he_stood_in_for_is_told_what_it_means(house: House):
    await house.to_step_4()
    await house.atasan.say(f"/berhalangan {days()} Plh. Sdr. Dimas Saputra; SP 12/2027")
    await house.settle()

    await house.admin.say("/pejabat Sri")
    page = (await house.received())["admin"][-1]
    assert "Saat ini berhalangan s.d. " in page.text
    await house.admin.say("/pejabat Dimas")
    page = (await house.received())["admin"][-1]
    assert "• Plh. Atasan PPID s.d. " in page.text
    assert ", mewakili Ibu Sri Handayani" in page.text
    await house.admin.tap("Nonaktifkan", page)
    question = (await house.received())["admin"][-1]
    assert "Sdr. Dimas Saputra sedang mewakili Ibu Sri Handayani; penunjukan itu berakhir" in question.text
    await house.admin.reply(question, "Pindah tugas")
    told = await house.received()

    (news,) = [m for m in told["atasan-ppid"] if "dinonaktifkan" in m.text]
    assert "Sdr. Dimas Saputra tidak lagi mewakili Ibu." in news.text
    assert "Tugas Atasan PPID kembali disampaikan kepada Ibu." in news.text
    assert "Pejabat lain dapat ditunjuk melalui /berhalangan." in news.text
    await house.newest(house.atasan, "Perintahkan publikasi")


async def test_the_stand_ins_act_is_told_with_the_title_and_who_is_away_reads_it(house: House):
    await house.to_step_4()
    await house.atasan.say(f"/berhalangan {days()}")
    question = await house.atasan.expect("Mohon memilih yang mewakili", button="Sdr. Dimas Saputra")
    await house.settle()
    await house.atasan.tap("Sdr. Dimas Saputra", question)
    await house.settle()

    await house.eppid.tap("Perintahkan publikasi")

    told = await house.received()
    assert {"pelaksana", "ppid", "atasan-ppid"} <= set(told)
    assert "Sdr. Dimas Saputra selaku Plh. Atasan PPID" in told["atasan-ppid"][-1].text
    assert "Plh. Atasan PPID" in await house.history()


async def test_an_admin_says_it_for_another_with_the_letters_number_and_both_are_told(house: House):
    await house.to_step_5()
    about = f"Sdri. Rina Lestari: {days()} Sdr. Dimas Saputra"

    await house.atasan.say(f"/berhalangan {about}; SP 12/2027")
    await house.atasan.expect("oleh admin dengan nomor surat perintah")
    await house.admin.say(f"/berhalangan {about}, dinas luar")
    question = await house.admin.expect("nomor surat yang menjadi dasar", button="Batal")
    await house.settle()
    await house.admin.reply(question, "SP 12/2027")

    told = await house.received()
    assert set(told) == {"admin", "pelaksana", "e-ppid"}
    assert "Berdasarkan catatan Ibu Tini Wulandari (dasar: SP 12/2027, dinas luar)" in told["pelaksana"][0].text
    assert "Plh. Pelaksana (operator)" in told["e-ppid"][0].text
    assert "Tandai terpublikasi" in told["e-ppid"][-1].labels

    await house.admin.say("/pejabat")
    await house.admin.expect("diwakili Sdr. Dimas Saputra")
    await house.admin.say("/berhalangan Rina Lestari: selesai; SP 13/2027")
    told = await house.received()
    assert {"pelaksana", "e-ppid"} <= set(told)
    assert "Tandai terpublikasi" in told["pelaksana"][-1].labels


async def test_for_a_komisioner_the_admin_needs_number_and_scan_and_a_member_decides(house: House):
    member = await member_enrols(house)
    await house.to_step_3()

    await house.atasan.say(f"/berhalangan Bapak Bagus Prasetyo: {days()} Ibu {MEMBER}; SP 1/2027")
    await house.atasan.expect("hanya diubah oleh Komisioner")

    await house.admin.say(f"/berhalangan Bapak Bagus Prasetyo: {days()}; BA 3/2027")
    question = await house.admin.expect("Mohon memilih yang mewakili", button=f"Ibu {MEMBER}")
    assert question.labels == (f"Ibu {MEMBER}", "Batal")
    await house.settle()
    await house.admin.tap(f"Ibu {MEMBER}", question)
    scan = await house.admin.expect("foto atau PDF surat")
    await house.settle()
    assert (await house.events())["HoldersChanged"] == 0
    await house.admin.send(PHOTOS[0], reply_to=scan, kind="photo")

    told = await house.received()
    assert set(told) == {"admin", "anggota", "komisioner"}
    assert "dasar: BA 3/2027" in told["komisioner"][0].text
    assert "Setujui" in told["anggota"][-1].labels

    await member.tap("Setujui")
    await member.tap("Ya, setujui", await member.expect(button="Ya, setujui"))
    told = await house.received()
    assert "wakil Komisioner" in told["komisioner"][-1].text
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_a_komisioner_needs_no_letter_and_another_who_is_there_is_enough(house: House):
    other = await house.add(SECOND_KOMISIONER)
    await house.to_step_3()

    await other.say(f"/berhalangan {days()} tanpa yang mewakili")
    told = await house.received()
    assert set(told) == {"komisioner", "komisioner-2"}
    assert "Ibu Dewi Anggraini selaku Komisioner berhalangan" in told["komisioner"][0].text

    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_without_more_the_bot_asks_once_and_takes_the_answer(house: House):
    await house.atasan.say("/berhalangan")
    question = await house.atasan.expect("Mohon membalas pesan ini dengan tanggal", button="Batal")

    await house.atasan.reply(question, f"{days()} Dimas Saputra")

    await house.atasan.expect("Tercatat, Ibu berhalangan", button="Saya sudah kembali")
    await house.settle()
    await house.atasan.say("/berhalangan selesai")
    await house.atasan.expect("tidak berhalangan lagi")


async def test_days_are_understood_as_officials_write_them_and_what_cannot_be_read_is_said(house: House):
    async with house.nothing_changes():
        await house.atasan.say("/berhalangan minggu depan")
        question = await house.atasan.expect("Tanggal belum dapat dibaca.", button="Batal")
        await house.settle()
        await house.atasan.reply(question, "besok s/d akhir bulan Plh. Dimas Saputra")
        question = await house.atasan.expect("belum dapat dipahami", button="Batal")
        await house.settle()
        await house.atasan.reply(question, "lusa s.d. besok Dimas Saputra")
        question = await house.atasan.expect("Tanggal akhir mendahului tanggal awal.", button="Batal")
        await house.settle()

    await house.atasan.reply(question, "besok s.d. lusa Sri Handayani")
    question = await house.atasan.expect("Ibu tidak dapat mewakili diri sendiri.", button="Sdr. Dimas Saputra")
    await house.settle()
    await house.atasan.reply(question, "Dimas Saputra")

    await house.atasan.expect("Tercatat, Ibu berhalangan", button="Tidak jadi berhalangan")


async def test_of_a_chain_of_stand_ins_each_is_told_what_is_true_for_him(house: House):
    await house.atasan.say(f"/berhalangan {days()} Plh. Bapak Wahyu Nugroho")
    await house.settle()

    await house.ppid.say(f"/berhalangan {days()} Sdr. Dimas Saputra")
    told = await house.received()
    assert "tugas Atasan PPID dilaksanakan oleh Sdr. Dimas Saputra." in told["atasan-ppid"][-1].text
    assert "Bapak Wahyu Nugroho selaku Plh. Atasan PPID dan PPID berhalangan" in told["atasan-ppid"][-1].text
    await house.admin.say("/pejabat")
    page = await house.admin.expect("diwakili Sdr. Dimas Saputra")
    assert "diwakili Bapak Wahyu" not in page.text
    await house.received()

    await house.atasan.say("/berhalangan selesai")
    told = await house.received()
    assert "Tugas Atasan PPID kembali disampaikan kepada Ibu" in told["atasan-ppid"][-1].text
    assert "tugas Atasan PPID kembali kepada yang bersangkutan" in told["e-ppid"][-1].text

    await house.ppid.say("/berhalangan selesai")
    told = await house.received()
    assert "Tugas PPID kembali disampaikan kepada Bapak" in told["ppid"][-1].text
    assert "Bapak Wahyu Nugroho tidak berhalangan lagi; tugas PPID kembali" in told["e-ppid"][-1].text


async def test_an_absence_is_made_longer_by_its_new_days_alone(house: House):
    await house.to_step_4()
    await house.atasan.say(f"/berhalangan {days()} Plh. Sdr. Dimas Saputra")
    old = await house.atasan.expect("Tercatat, Ibu berhalangan", button="Saya sudah kembali")
    await house.received()

    await house.atasan.say(f"/berhalangan {days(4)}")
    told = await house.received()
    assert set(told) == {"atasan-ppid", "e-ppid"}
    last = now().astimezone(OFFICE_ZONE).date() + timedelta(days=4)
    assert f"dan kembali setelah {last.day} " in told["atasan-ppid"][-1].text
    assert "Perintahkan publikasi" not in told["e-ppid"][-1].labels

    await house.atasan.tap("Saya sudah kembali", old)
    told = await house.received()
    assert "Perintahkan publikasi" in told["atasan-ppid"][-1].labels
