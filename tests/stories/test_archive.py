"""The archive: it is printed and put away, and whoever needs evidence gets everything as one file."""

import io
import zipfile

import pytest

from tests.stories.house import NUMBER, PAGE, PHOTOS, TITLE, House, words_in

pytestmark = pytest.mark.story
PLACE = "Rak 2, Map Maklumat 2027"
FILE_IT = "Sudah dicetak dan diarsipkan"


async def test_the_operator_says_where_the_papers_lie_and_everybody_finds_them_in_the_archive(house: House):
    await house.to_step_6()
    told = {key: await house.people[key].newest() for key in ("pelaksana", "ppid", "atasan-ppid", "komisioner")}
    asked = {key for key, message in told.items() if message and FILE_IT in message.labels}
    assert asked == {"pelaksana", "ppid"}

    heard = await house.answered(house.pelaksana, FILE_IT, PLACE)
    assert set(heard) == {"pelaksana"}, "it adds no message for anybody else"
    assert f"Tempat simpan cetakan ({PLACE}) telah dicatat" in heard["pelaksana"][-1].text

    refused = await house.answered(house.ppid, FILE_IT, "…")
    assert "Tempat simpan ditulis dalam satu baris" in refused["ppid"][-1].text
    assert (await house.events())["FiledOnPaper"] == 1

    await house.komisioner.say(f"/arsip {NUMBER}")
    item = await house.komisioner.expect(f"Cetakan: {PLACE}", button="Berkas PDF")
    assert item.labels == ("Berkas PDF", "Berkas ZIP", "Berkas satu per satu", "Riwayat")
    await house.settle()

    for label in ("Berkas PDF", "Berkas PDF", "Berkas ZIP"):
        await house.komisioner.tap(label, item)
    files = [m.document for m in (await house.received())["komisioner"] if m.document]
    assert [file.name for file in files] == [f"{NUMBER}_berkas.{ending}" for ending in ("pdf", "pdf", "zip")]
    pdf, again, packed = [await house.komisioner.download(file) for file in files]
    assert pdf == again
    words = words_in(pdf)
    assert all(part in words for part in (TITLE, PLACE, "Daftar isi", "NOTA DINAS", "LEMBAR DISPOSISI", PAGE))
    with zipfile.ZipFile(io.BytesIO(packed)) as made:
        assert f"{NUMBER}/{NUMBER}_01_draf_v1.pdf" in made.namelist()


async def test_the_register_comes_as_tables_with_what_a_drafter_has_typed(house: House):
    await house.to_step_6()
    await house.ppid.say(f"/arsip {NUMBER}")
    await house.newest(house.ppid, "Data arsip")

    heard = await house.answered(house.ppid, "Data arsip", "Retensi aktif: 2 tahun\nNasib akhir: Permanen")
    assert set(heard) == {"ppid"}
    assert "Data arsip telah dicatat" in heard["ppid"][-1].text

    await house.atasan.say("/arsip")
    await house.newest(house.atasan, "Daftar arsip")
    await house.settle()
    await house.atasan.tap("Daftar arsip")
    book, table = [m.document for m in (await house.received())["atasan-ppid"] if m.document]
    assert book.name.endswith(".xlsx")
    row = (await house.atasan.download(table)).decode("utf-8-sig").splitlines()[1]
    assert row.startswith(f"1;{NUMBER};PP.07;{TITLE};")
    assert ";Biasa/Terbuka;2 tahun;;Permanen;;" in row


async def test_what_stands_already_or_is_not_understood_is_answered_and_told_to_nobody(house: House):
    await house.to_step_6()
    await house.answered(house.pelaksana, FILE_IT, PLACE)
    await house.ppid.say(f"/arsip {NUMBER}")
    await house.newest(house.ppid, "Data arsip")

    async with house.nothing_changes():
        again = await house.answered(house.ppid, FILE_IT, PLACE)
        assert set(again) == {"ppid"}
        question = await house.asked(house.ppid, "Data arsip")
        for words, answer in (
            ("Retensi aktif: -", "Tidak ada perubahan karena hal ini sudah tercatat atau sudah berlaku."),
            ("Jumlah: 1\nJumlah: 2", "datanya ditulis lebih dari sekali"),
        ):
            await house.ppid.reply(question, words)
            heard = await house.received()
            assert set(heard) == {"ppid"}
            assert answer in heard["ppid"][-1].text
        await house.ppid.send(PHOTOS[0], kind="photo", reply_to=question)
        assert "Data arsip ditulis sebagai teks." in (await house.received())["ppid"][-1].text

    await house.ppid.reply(question, "Retensi aktif: 2 tahun")
    (receipt,) = (await house.received())["ppid"]
    assert "Retensi aktif: 2 tahun" in receipt.text
    await house.answered(house.ppid, "Data arsip", "Retensi aktif: -")
    assert (await house.events())["RemarkKept"] == 0
    assert (await house.events())["ArchiveSet"] == 2
