"""Files and titles that cannot be used: one polite sentence each, and nothing is opened or changed."""

import io
import zipfile

import pytest

from tests.stories.house import DOCX, NUMBER, PDF, House, words_in

pytestmark = pytest.mark.story


def with_macros() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"):
            archive.writestr(name, "x")
    return kept.getvalue()


BAD = {
    "naskah.pdf": (b"MZ" + b"\0" * 4096, "berisi program atau makro"),
    "kosong.pdf": (b"", "tidak berisi apa pun"),
    "naskah.docx": (with_macros(), "berisi program atau makro"),
    "teks.pdf": (b"Maklumat Pelayanan\n" * 50, "jenisnya tidak dikenali"),
    "data.zip": (b"PK\x03\x04rusak", "jenisnya tidak dikenali"),
}


async def test_files_that_are_no_documents_are_refused_with_one_sentence_each(house: House):
    await house.open_maklumat()

    async with house.nothing_changes():
        for name, (content, why) in BAD.items():
            await house.ppid.send(content, name)
            told = await house.received()
            assert set(told) == {"ppid"}, name
            assert len(told["ppid"]) == 1, name
            assert why in told["ppid"][0].text, name
            assert "Mohon" in told["ppid"][0].text, name
    await house.give_draft()


async def test_a_file_of_21_mb_is_refused_with_the_limit_named(house: House):
    await house.open_maklumat()

    async with house.nothing_changes():
        await house.ppid.send(b"%PDF-1.7\n" + b"0" * 21_000_000, "besar.pdf")
        told = await house.received()
    assert set(told) == {"ppid"}
    assert "paling besar 20 MB" in told["ppid"][-1].text


async def test_a_title_of_4000_characters_with_markup_and_turning_marks_is_refused(house: House):
    async with house.nothing_changes():
        await house.ppid.say("/baru " + ("<b>Maklumat\u202e</b>&\u2066 " * 250)[:4000])
        told = await house.received()
    assert set(told) == {"ppid"}
    assert "paling banyak 200" in told["ppid"][-1].text
    await house.ppid.say("/daftar")
    assert "Tidak ada maklumat yang sedang berjalan" in (await house.received())["ppid"][-1].text


async def test_a_title_with_markup_and_quotes_is_shown_as_it_was_typed_also_on_paper(house: House):
    title = 'Maklumat <b>tebal</b> & "kutip" #set $x$ *bintang* _garis_ @rujukan <label> \\alur `kode` ~ [kurung]'
    title += " " + "a" * (149 - len(title))
    await house.ppid.say(f"/baru {title}")
    opened = await house.received()
    assert set(opened) == {"ppid", "atasan-ppid"}
    assert all(title in messages[-1].text for messages in opened.values())

    await house.give_draft()
    await house.forward()
    card = await house.komisioner.expect(button="Setujui")
    assert title in card.text
    nota_dinas = await house.komisioner.expect(document=f"{NUMBER}_02_nota-dinas")
    paper = "".join(words_in(await house.komisioner.download(nota_dinas.document)).split())
    assert "<b>tebal</b>&" in paper
    assert "#set$x$*bintang*_garis_@rujukan<label>\\alur`kode`~[kurung]" in paper


async def test_stickers_and_broken_updates_are_answered_or_put_by_and_the_next_one_is_served(house: House):
    await house.open_maklumat()
    chat = {"id": house.ppid.id, "type": "private", "first_name": "Wahyu"}
    sender = {"id": house.ppid.id, "is_bot": False, "first_name": "Wahyu"}
    base = {"message_id": 900_001, "date": 1_800_000_000, "chat": chat, "from": sender}
    place = {"location": {"latitude": -7.6, "longitude": 110.9}}

    async with house.nothing_changes():
        await house.telegram.push({"message": {**base, **place}})
        told = await house.received()
        assert set(told) == {"ppid"}
        assert "Mohon" in told["ppid"][-1].text
        await house.telegram.push({"message": {"message_id": "x", "date": None, "chat": chat, "from": sender}})
        await house.telegram.push({"callback_query": {"id": "1", "from": sender, "chat_instance": "1"}})
        await house.told()
    await house.give_draft()


async def test_two_documents_at_once_are_no_draft_and_nothing_is_guessed(house: House):
    await house.open_maklumat()

    async with house.nothing_changes():
        await house.ppid.album([PDF, DOCX])
        told = await house.received()
    assert set(told) == {"ppid"}
    assert len(told["ppid"]) == 1, "an album is one message"
    await house.give_draft()
