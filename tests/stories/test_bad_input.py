"""Files and titles that cannot be used: one polite sentence each, and nothing is opened or changed."""

from collections import Counter

import pytest

from bot.demo.kit.client import ChatMessage
from tests import documents
from tests.stories.house import DOCX, NUMBER, PDF, PHOTOS, VOICE, House, words_in

pytestmark = pytest.mark.story

BAD = {
    "rusak.pdf": (documents.broken_pdf(), "rusak atau terpotong"),
    "terkunci.pdf": (documents.locked_pdf(), "terkunci kata sandi"),
    "terkunci.docx": (documents.locked_docx(), "terkunci kata sandi"),
    "makro.docx": (documents.docx_with_macros(), "berisi makro"),
    "bom.docx": (documents.declared_bomb(), "membengkak"),
    "kosong.pdf": (b"", "tidak berisi apa pun"),
    "program.exe": (documents.program(), "berisi program"),
    "naskah.pdf": (documents.program(), "berisi program"),
    "teks.pdf": (b"Maklumat Pelayanan\n" * 50, "isinya bukan PDF"),
    "terpotong.docx": (documents.docx()[:-40], "rusak atau terpotong"),
    "data.zip": (b"PK\x03\x04rusak", "jenisnya tidak dikenali"),
}


async def refused(house: House, about: ChatMessage) -> ChatMessage:
    """Each bad file is sent as a reply to this; one sentence each, to the sender alone; the last of them."""
    async with house.nothing_changes():
        for name, (content, why) in BAD.items():
            await house.ppid.send(content, name, caption="Mohon diperiksa", reply_to=about)
            told = await house.received()
            assert set(told) == {"ppid"}, name
            (sentence,) = told["ppid"]
            assert why in sentence.text, name
            assert name in sentence.text
            assert sentence.text.count("Mohon") == 1, name
    return sentence


async def test_bad_files_are_no_draft_and_a_good_one_sent_in_reply_to_the_same_goes_on(house: House):
    await house.open_maklumat()
    card = await house.ppid.expect(NUMBER)

    told = await refused(house, card)

    await house.ppid.send(PDF, reply_to=told)
    assert "telah diterima" in (await house.received())["ppid"][-1].text
    await house.forward()
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"


async def test_bad_files_are_no_final_text_and_the_question_stays_open_in_every_refusal(house: House):
    await house.to_step_4()
    question = await house.asked(house.ppid, "Unggah naskah final")

    told = await refused(house, question)

    assert "Batal" in told.labels
    await house.ppid.send(PDF, reply_to=told)
    given = await house.received()
    assert (await house.events())["FinalGiven"] == 1
    assert "ppid" in given
    assert (await house.bubble(house.ppid, question)).labels == ()
    assert (await house.bubble(house.ppid, told)).labels == ()


async def test_a_correction_is_kept_whatever_comes_with_it_and_is_closed_by_him_who_gives_it(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    torn = PHOTOS[0].read_bytes()[:16]

    await house.komisioner.send(
        documents.program(), "koreksi.exe", caption="Janji nomor 3 mohon diperbaiki", reply_to=question
    )
    told = await house.received()
    assert set(told) == {"komisioner"}
    assert any("koreksi.exe tidak disertakan karena berisi program" in message.text for message in told["komisioner"])
    await house.komisioner.send(documents.locked_pdf(), "koreksi.pdf")
    told = await house.received()
    assert any("koreksi.pdf terkunci kata sandi; berkas tetap" in message.text for message in told["komisioner"])
    await house.komisioner.send(torn, "koreksi.png")
    await house.settle()
    assert (await house.events())["CorrectionNoted"] == 3
    await house.komisioner.tap("Kirim koreksi")

    told = (await house.received())["ppid"]
    assert any("Janji nomor 3 mohon diperbaiki" in message.text for message in told)
    passed_on = {m.document.name: await house.ppid.download(m.document) for m in told if m.document}
    assert passed_on["koreksi.pdf"] == documents.locked_pdf(), "as it came"
    assert passed_on["koreksi.png"] == torn, "Telegram cannot draw it; it is a file all the same"


async def test_in_the_archive_no_two_files_are_alike(house: House):
    await house.to_step_3()
    for _ in range(2):
        question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
        await house.komisioner.send(PHOTOS[0], "koreksi.png", caption="Perbaiki", reply_to=question)
        await house.settle()
        await house.komisioner.send(VOICE, kind="voice")
        await house.settle()
        await house.komisioner.tap("Kirim koreksi")
        await house.settle()
        await house.ppid.send(documents.pdf(f"versi {(await house.events())['DraftGiven'] + 1}"), "naskah.pdf")
        await house.settle()
        await house.forward()
    await house.approve()

    for _ in range(2):
        await house.ppid.say(f"/arsip {NUMBER}")
        await house.newest(house.ppid, "Berkas satu per satu")
        await house.settle()
        await house.ppid.tap("Berkas satu per satu")
        given = [m.document for m in (await house.received())["ppid"] if m.document]
        names = [document.name for document in given]
        assert max(Counter(names).values()) == 1
        assert [name.rpartition("_")[0].partition("_")[2][:2] for name in names] == [
            f"{n:02}" for n in range(1, len(names) + 1)
        ]
        drafts = [name for name in names if "_draf_" in name]
        assert [name[-7:] for name in drafts] == ["_v1.pdf", "_v2.pdf", "_v3.pdf"]
        assert {name.rpartition("_koreksi")[2] for name in names if "_koreksi" in name} >= {"_v1.png", "_v1.ogg"}


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
