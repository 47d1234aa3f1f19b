"""/pejabat: the admin sees to the people; a lost phone does no harm, and nobody becomes a Komisioner unseen."""

import pytest

from bot.demo.kit.client import Person
from bot.demo.stage.office import ADMIN, Named
from tests.stories.house import NUMBER, PDF, PHOTOS, House, button, settled_with, without

pytestmark = pytest.mark.story

SECOND_ADMIN = Named(f"{ADMIN}-2", "Agus", "Santoso", "Bapak", "Kasubbag Umum", "Admin (kedua)")


async def asks(house: House, who: Person, name: str, label: str, role: str = "") -> None:
    """/pejabat NAMA, the button of a change, and where it needs one the role; the question stands open."""
    await who.say(f"/pejabat {name}")
    page = await house.newest(who, label)
    await house.settle()
    mark = await who.mark()
    await who.tap(label, page)
    if role:
        choice = await house.newest(who, role)
        await who.tap(role, choice)
    await who.expect("Mohon membalas pesan ini", button="Batal", after=mark)
    await house.settle()


async def changes(house: House, who: Person, name: str, label: str, words: str, role: str = ""):
    """The same, answered; what came to whom."""
    await asks(house, who, name, label, role)
    question = await house.newest(who, "Batal")
    await who.reply(question, words)
    return await house.received()


async def test_a_lost_phone_is_closed_and_opened_again(house: House):
    await house.to_step_3()
    old = await house.newest(house.komisioner, "Setujui")

    told = await changes(house, house.admin, "Bagus", "Tutup akses", "Telepon hilang di perjalanan")

    assert set(told) == {"admin", "komisioner"}
    assert "Akses Bapak Bagus Prasetyo ditutup oleh Ibu Tini Wulandari" in told["admin"][0].text
    assert f"{NUMBER} · langkah 3 (Arahan dan persetujuan) · menunggu Komisioner" in told["admin"][0].text
    assert "Telepon hilang" in told["komisioner"][-1].text
    (left,) = [m for m in await house.komisioner.chat() if m.id == old.id]
    assert left.labels == ()
    assert "karena akses melalui akun ini ditutup" in left.text
    assert "digantikan" not in left.text, "no newer card came"
    async with house.nothing_changes():
        refused = await house.forged(house.komisioner, button(old, "Setujui").replace("cf.ap", "do.ap"), old)
        assert refused.show_alert
        assert "ditutup" in refused.text
        await house.komisioner.say("setuju")
        (answer,) = (await house.received())["komisioner"]
        assert "sedang ditutup" in answer.text
        await house.ppid.say("/tugas")
        assert set(await house.received()) == {"ppid"}

    told = await changes(house, house.admin, "Bagus", "Buka akses", "Telepon ditemukan kembali")

    assert "Setujui" in told["komisioner"][-1].labels
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
    await house.verify()


async def test_another_account_by_the_machine_itself(house: House):
    await house.to_step_3()
    phone = await house.telegram.person("Bagus", last_name="Prasetyo", title="Telepon baru")

    code, out, err = await house.process.command("rebind", "--name", "bagus prasetyo", "--reason", "x")
    assert (code, out) == (2, "")
    assert "Alasan belum jelas" in err
    code, out, err = await house.process.command("rebind", "--name", "bagus prasetyo", "--reason", "Telepon hilang")

    assert (code, err) == (0, "")
    assert "Akun Telegram lama Bapak Bagus Prasetyo dilepas oleh pengelola layanan" in out
    assert f"{NUMBER} · langkah 3" in out, "whoever runs it reads what waits for nobody meanwhile"
    told = await house.received()
    assert set(told) == {"admin", "komisioner"}
    old = house.people["komisioner"]
    await old.say("/tugas")
    (refusal,) = (await house.received())["komisioner"]
    assert "belum terdaftar" in refusal.text
    house.people["komisioner"] = phone
    await phone.say(f"/start {out.splitlines()[-1]}")
    await house.newest(phone, "Setujui")
    told = await house.received()
    assert "kini menggunakan akun Telegram yang lain" in told["admin"][-1].text
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_another_account_by_two_admins(house: House):
    second = await house.add(SECOND_ADMIN)
    phone = await house.telegram.person("Wahyu", last_name="Nugroho", title="Telepon baru")

    told = await changes(house, house.admin, "Wahyu", "Ganti akun Telegram", "Ponsel rusak")

    assert set(told) == {ADMIN, SECOND_ADMIN.key, "ppid"}
    asked = told[SECOND_ADMIN.key][-1]
    assert asked.labels == ("Setujui penggantian akun",)
    assert "Setujui penggantian akun" not in told["ppid"][-1].labels
    assert (await house.forged(house.admin, button(asked, "Setujui penggantian akun"))).show_alert
    await house.settle()
    await second.tap("Setujui penggantian akun", asked)
    told = await house.received()
    code = told[SECOND_ADMIN.key][-1].text.partition("/start ")[2].split()[0]
    assert set(told) == {ADMIN, SECOND_ADMIN.key, "ppid"}
    assert code not in "".join(m.text for key in (ADMIN, "ppid") for m in told[key])
    house.people["ppid"] = phone
    await phone.say(f"/start {code}")
    await phone.expect(button="Saya mengerti")
    await house.settle()
    await house.to_step_2()


async def test_one_more_komisioner_has_a_letter_and_every_komisioner_sees_it(house: House):
    await house.admin.say("/undang komisioner Ibu Dewi Anggraini; Ketua Divisi Hukum")
    question = await house.newest(house.admin, "Batal")
    assert "nomor dan pindaian surat" in question.text
    await house.settle()
    await house.admin.reply(question, "SK 14/SDM.13/2027")
    question = await house.newest(house.admin, "Batal")
    await house.settle()
    await house.admin.send(PHOTOS[0], reply_to=question)
    (made,) = (await house.received())["admin"]
    code = made.text.partition("?start=")[2].split()[0]

    dewi = await house.telegram.person("Dewi", last_name="Anggraini", title="Komisioner (kedua)")
    house.people["komisioner-2"] = dewi
    await dewi.say(f"/start {code}")
    told = await house.received()

    assert set(told) == {"komisioner-2", "komisioner", "admin"}
    words, letter = told["komisioner"]
    assert (
        "mendaftar dengan kode pendaftaran dari Ibu Tini Wulandari sebagai Komisioner berdasarkan SK 14/SDM.13/2027"
        in (words.text)
    )
    assert letter.document or letter.photo
    assert "belum dapat memberikan keputusan" in words.text
    assert "berlaku setelah dikonfirmasi" in told["komisioner-2"][0].text
    await house.to_step_3()
    assert "Setujui" not in [label for m in await dewi.chat() for label in m.labels]

    mark = await dewi.mark()
    await house.komisioner.tap("Benar, konfirmasi", words)
    card = await dewi.expect(button="Setujui", after=mark)
    await house.settle()
    said = await house.bubble(house.komisioner, words)
    assert ("dikonfirmasi selaku Komisioner oleh Bapak Bagus Prasetyo" in said.text, said.labels) == (True, ())
    await dewi.tap("Setujui", card)
    await dewi.tap("Ya, setujui", await house.newest(dewi, "Ya, setujui"))
    await house.settle()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_whom_a_komisioner_does_not_know_is_out_at_once(house: House):
    await house.admin.say("/undang e-ppid Bapak Joko Susilo")
    code = (await house.received())["admin"][0].text.partition("?start=")[2].split()[0]
    joko = await house.telegram.person("Joko", last_name="Susilo", title="Bukan pejabat")
    house.people["joko"] = joko
    await joko.say(f"/start {code}")
    await house.received()

    await house.komisioner.say("/tugas")
    asked = (await house.received())["komisioner"][-1]
    assert "Bapak Joko Susilo, yang akunnya didaftarkan melalui admin, memang bertugas sebagai E PPID" in asked.text
    await house.komisioner.tap("Tidak benar", asked)
    await house.komisioner.tap("Ya, tidak benar", await house.newest(house.komisioner, "Ya, tidak benar"))
    told = await house.received()

    assert "dinyatakan tidak benar oleh Bapak Bagus Prasetyo" in told[ADMIN][-1].text
    await joko.say("/daftar")
    assert "sedang ditutup" in (await house.received())["joko"][-1].text


@without("e-ppid")
async def test_a_role_is_given_by_a_letter_and_ended_with_a_reason(house: House):
    told = await changes(
        house, house.admin, "Rina", "Tambah peran", "SK 9/2027; 01-03-2027 s.d. 31-12-2027", role="E PPID"
    )
    assert "diberi peran E PPID oleh Ibu Tini Wulandari sejak 1 Maret 2027 s.d. 31 Desember 2027" in (
        told["pelaksana"][-1].text
    )

    told = await changes(house, house.admin, "Wahyu", "Akhiri peran", "Mutasi, SP 3/2027", role="PPID")
    assert set(told) == {ADMIN, "ppid"}
    assert "Peran PPID Bapak diakhiri oleh Ibu Tini Wulandari" in told["ppid"][-1].text
    await house.ppid.say("/baru Maklumat")
    refused = (await house.received())["ppid"][-1].text
    assert "PPID" in refused
    assert not await house.events()

    await house.admin.say("/pejabat Wahyu")
    page = await house.newest(house.admin, "Riwayat pejabat")
    assert "Peran: belum ada" in page.text
    await house.settle()
    await house.admin.tap("Riwayat pejabat", page)
    history = (await house.received())[ADMIN][-1].text
    assert "Bapak Wahyu Nugroho diberi peran PPID oleh pengelola layanan" in history
    assert "diakhiri oleh Ibu Tini Wulandari (Mutasi, SP 3/2027)" in history


async def test_what_cannot_be_is_refused_in_one_sentence(house: House):
    told = await changes(house, house.admin, "Tini", "Cabut hak admin", "Pindah tugas")
    assert "satu-satunya admin" in told[ADMIN][-1].text
    told = await changes(house, house.admin, "Wahyu", "Perbaiki nama", "Sri Handayani")
    assert "sudah dipakai pejabat lain" in told[ADMIN][-1].text
    told = await changes(house, house.admin, "Wahyu", "Ubah sapaan", "Kanda")
    assert "Bapak, Ibu, Sdr., atau Sdri." in told[ADMIN][-1].text
    told = await changes(house, house.admin, "Dimas", "Tambah peran", "SK 9/2027; kapan-kapan", role="PPID")
    assert "belum dapat dibaca" in told[ADMIN][-1].text
    await house.admin.reply(told[ADMIN][-1], "SK 9/2027 sejak besok s.d. 31 Desember 99")
    told = await house.received()
    assert "s.d. 31 Desember 2099 (SK 9/2027)" in told[ADMIN][-1].text
    told = await changes(house, house.admin, "Dimas", "Tutup akses", "...")
    assert "alasan" in told[ADMIN][-1].text
    told = await changes(house, house.admin, "Wahyu", "Ubah jabatan", "Kasubbag Hukum dan SDM")
    assert "diperbarui" in told["ppid"][-1].text

    await house.ppid.say("/pejabat Bagus")
    assert "hanya untuk admin" in (await house.received())["ppid"][-1].text


@settled_with(QUIET_HOURS="00.00-23.59")
async def test_who_leaves_is_out_at_once_and_his_history_stays(house: House):
    await house.to_step_4()

    told = await changes(house, house.admin, "Bagus", "Nonaktifkan", "Akhir masa jabatan")

    assert "dinonaktifkan" in told["komisioner"][-1].text
    await house.komisioner.say("/daftar")
    assert "sedang ditutup" in (await house.received())["komisioner"][-1].text
    assert "disetujui oleh Bapak Bagus Prasetyo" in await house.history()

    code, out, err = await house.process.command("pseudonymise", "--name", "Bagus Prasetyo")
    assert (code, err) == (0, "")
    assert "Pejabat" in out
    assert "Bagus" not in await house.history()
    await house.verify()

    await house.received()
    await house.admin.say("/pejabat")
    list_ = "\n".join(message.text for message in (await house.received())[ADMIN])
    assert "Pejabat terdaftar: 5" in list_
    assert "Nama disamarkan: 1\nPejabat" in list_
    await house.admin.say("/pejabat Pejabat")
    page = (await house.received())[ADMIN][-1]
    assert "Nama disamarkan: sudah tidak bertugas" in page.text
    assert page.labels == ("Riwayat pejabat",)
    await house.admin.tap("Riwayat pejabat", page)
    assert "dinonaktifkan" in (await house.received())[ADMIN][-1].text
    code, _, err = await house.process.command("pseudonymise", "--name", "Sri Handayani")
    assert (code, "belum dapat diganti" in err) == (1, True)


async def test_the_command_line_needs_the_letter_too(house: House):
    one_more = ("invite", "--role", "komisioner", "--name", "Dewi Anggraini")

    code, out, err = await house.process.command("invite", "--admin", "--name", "D\N{CYRILLIC SMALL LETTER IE}wi")
    assert (code, out) == (2, "")
    assert "huruf Latin" in err
    for more, missing in (((), "--basis"), (("--basis", "SK 9/2027"), "--scan")):
        code, out, err = await house.process.command(*one_more, *more)
        assert (code, out) == (2, "")
        assert missing in err
    code, out, err = await house.process.command(*one_more, "--basis", "SK 9/2027", "--scan", str(PDF))
    assert (code, err) == (0, "")


async def test_who_closes_the_only_admin_at_the_machine_reads_that_none_is_left(house: House):
    code, out, _ = await house.process.command("freeze", "--name", "Tini Wulandari", "--reason", "Telepon hilang")

    assert code == 0
    assert "Saat ini tidak ada admin yang dapat bertugas; mohon menjalankan unfreeze atau rebind" in out
