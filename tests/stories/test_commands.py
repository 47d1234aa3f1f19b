"""Every command answers those it is for, and says politely no to the others."""

import pytest

from tests.stories.house import NUMBER, PAGE, TITLE, House

pytestmark = pytest.mark.story


async def answer(house: House, key: str, command: str) -> str:
    await house.people[key].say(command)
    told = await house.received()
    assert set(told) == {key}, command
    return "\n".join(message.text for message in told[key])


async def test_every_command_answers_while_a_maklumat_waits(house: House):
    await house.to_step_3()

    assert NUMBER in await answer(house, "komisioner", "/tugas")
    assert "Setujui" in await house.komisioner.buttons(), "with its live card"
    assert "Tidak ada maklumat yang menunggu Bapak" in await answer(house, "ppid", "/tugas")
    everything = await answer(house, "e-ppid", "/daftar")
    assert all(words in everything for words in (TITLE, NUMBER, "Langkah 3 dari 6", "Bapak Bagus Prasetyo", "Batas"))
    assert "Langkah 3 dari 6" in await answer(house, "pelaksana", f"/status {NUMBER}")
    assert "Langkah 3 dari 6" in await answer(house, "pelaksana", "/status 1"), "its last figures are enough"
    assert "tidak ditemukan" in await answer(house, "pelaksana", "/status MKL-1999-001")
    assert "nomor kendali" in await answer(house, "pelaksana", "/status")
    history = await answer(house, "atasan-ppid", f"/riwayat {NUMBER.lower()}")
    assert all(words in history for words in ("Riwayat", "dibuka oleh", "diparaf oleh", "disampaikan"))
    assert "Arsip belum berisi maklumat" in await answer(house, "ppid", "/arsip")
    sop = await answer(house, "komisioner", "/sop")
    assert all(words in sop for words in ("58/PP.07-SOP/3313/2023", "Memerintahkan operator", "Dicabut dengan PKPU 22"))
    assert "memberikan arahan, koreksi, dan persetujuan" in await answer(house, "komisioner", "/bantuan")
    assert f"{NUMBER} · langkah 3" in await answer(house, "komisioner", "/bantuan")
    assert "mohon menghubungi Ibu Tini" in await answer(house, "e-ppid", "/bantuan")
    assert "admin tidak memberikan persetujuan" in await answer(house, "admin", "/bantuan")
    assert "tidak dikenal" in await answer(house, "ppid", "/apasaja")
    assert await answer(house, "pelaksana", "/berhalangan")
    async with house.nothing_changes():
        refused = await answer(house, "komisioner", "/baru Maklumat lain")
        assert "kewenangan PPID dan Atasan PPID" in refused


async def test_what_is_published_stands_in_the_archive_with_its_papers(house: House):
    await house.to_step_6()

    archive = await answer(house, "komisioner", "/arsip")
    assert all(words in archive for words in (TITLE, NUMBER, "Terpublikasi"))
    found = await answer(house, "komisioner", f"/arsip {NUMBER}")
    assert PAGE in found
    assert PAGE in await answer(house, "komisioner", "/arsip pelayanan informasi 2027")
    nothing = await answer(house, "komisioner", "/arsip pemilu")
    assert nothing.startswith("Tidak ada maklumat dalam arsip yang cocok dengan kata pemilu.")
    assert "Pencarian: /arsip diikuti tahun, judul, atau nomor." in nothing
    assert "nomor MKL-1999-001 tidak ditemukan" in await answer(house, "komisioner", "/arsip MKL-1999-001")
    await answer(house, "komisioner", f"/arsip {NUMBER}")
    await house.komisioner.tap("Berkas satu per satu")
    papers = {m.document.name for m in (await house.received())["komisioner"] if m.document}
    named = (
        *("01_draf", "02_nota-dinas", "03_lembar-paraf", "04_tanda-terima", "05_disposisi", "06_disposisi-publikasi"),
        *("07_bukti-tayang", "08_rekap-proses"),
    )
    assert {f"{NUMBER}_{name}_v1.pdf" for name in named} == papers
    assert "Tidak ada maklumat yang sedang berjalan" in await answer(house, "ppid", "/daftar")


async def test_the_admins_commands_are_the_admins(house: House):
    for command in ("/undang ppid Ibu Lina Sari", "/pejabat", "/kalender", "/kesehatan"):
        for key in ("ppid", "komisioner"):
            assert "hanya untuk admin" in await answer(house, key, command), command

    people = await answer(house, "admin", "/pejabat")
    assert all(name in people for name in ("Wahyu Nugroho", "Bagus Prasetyo", "Pelaksana (operator)", "admin"))
    assert "/undang ppid Bapak Wahyu Nugroho" in await answer(house, "admin", "/undang")
    invited = await answer(house, "admin", "/undang pelaksana Ibu Lina Sari")
    assert "https://t.me/maklumat_bot?start=" in invited
    assert "Kode sebelumnya" not in invited
    invited = await answer(house, "admin", "/undang pelaksana Ibu Lina Sari")
    assert "Kode sebelumnya atas nama ini tidak dapat digunakan lagi." in invited
    assert await answer(house, "admin", "/kalender")
    fares = await answer(house, "admin", "/kesehatan")
    assert "Menunggu diproses: 0" in fares, "the question itself does not wait"
    assert "BACKUP_AT=tidak" in fares
    code = invited.partition("?start=")[2].split()[0]
    lina = await house.telegram.person("Lina")
    house.people["lina"] = lina
    await lina.say(f"/start {code}")
    heard = await house.received()
    assert set(heard) == {"lina", "admin", "komisioner"}, "who confirms whom the admin has invited"
    assert "Pelaksana (operator)" in heard["lina"][-1].text
    assert "Ibu Lina Sari telah mendaftar" in heard["admin"][-1].text
    assert "sudah terdaftar" in await answer(house, "lina", "/start")
