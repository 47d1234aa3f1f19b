"""Kembalikan untuk diperbaiki: inside step 1, from step 2, and by the Komisioner with everything that can be said."""

import pytest

from tests.stories.house import DOCX, NUMBER, PDF, PDF_2, PHOTOS, VOICE, House, acts, button

pytestmark = pytest.mark.story


async def test_the_other_drafter_returns_a_draft_with_a_reason_and_the_parafs_fall(house: House):
    await house.open_maklumat()
    await house.give_draft()
    await house.ppid.tap("Paraf")
    card = await house.newest(house.atasan, "Paraf dan sampaikan")
    assert "Kembalikan untuk diperbaiki" not in (await house.newest(house.ppid, "Lihat draf")).labels, "not one's own"
    await house.settle()

    question = await house.asked(house.atasan, "Kembalikan untuk diperbaiki")
    reason = "Jam layanan <belum> sesuai & alamat keliru."
    await house.atasan.reply(question, reason)
    returned = await house.received()

    assert set(returned) == {"ppid", "atasan-ppid"}
    assert reason in returned["ppid"][-1].text
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"
    async with house.nothing_changes():
        refused = await house.forged(house.atasan, button(card, "Paraf dan sampaikan"), card)
        assert refused.show_alert
        assert "telah dikembalikan untuk diperbaiki" in refused.text
    await house.settle()

    await house.give_draft(PDF_2)
    await house.forward()
    assert (await house.events())["ParafGiven"] == 3, "one fell with version 1, both stand on version 2"
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"


async def test_a_performer_of_step_2_returns_the_draft_to_its_drafters(house: House):
    await house.to_step_2()

    returned = await house.answered(house.ppid, "Kembalikan untuk diperbaiki", "Logo perlu diganti.")

    assert set(returned) == {"ppid", "atasan-ppid"}
    assert "Logo perlu diganti." in returned["atasan-ppid"][-1].text
    assert acts(returned["atasan-ppid"][-1]).isdisjoint({"Sampaikan", "Paraf"})
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"


async def test_a_correction_of_photos_voice_and_words_reaches_the_drafters_byte_for_byte_and_verbatim(house: House):
    await house.to_step_3()
    card = await house.newest(house.komisioner, "Setujui")

    await house.komisioner.album(list(PHOTOS), reply_to=card)
    asked = await house.received()
    assert set(asked) == {"komisioner"}
    assert asked["komisioner"][-1].labels[:1] == ("Catat sebagai koreksi",)
    await house.komisioner.tap("Catat sebagai koreksi")
    noted = await house.received()
    assert set(noted) == {"komisioner"}, "nothing goes out before Kirim koreksi"
    assert "Kirim koreksi" in noted["komisioner"][-1].labels

    await house.komisioner.send(VOICE, kind="voice", reply_to=noted["komisioner"][-1])
    assert set(await house.received()) == {"komisioner"}
    words = "1. Kop surat “KPU” <besar>;\n2. jam layanan & kanal pengaduan."
    await house.komisioner.reply(await house.newest(house.komisioner, "Kirim koreksi"), words)
    choice = (await house.received())["komisioner"][-1]
    assert {"Catat sebagai koreksi", "Catat sebagai arahan", "Catat sebagai pertanyaan"} <= set(choice.labels)
    await house.komisioner.tap("Catat sebagai koreksi", choice)
    assert set(await house.received()) == {"komisioner"}

    await house.komisioner.tap("Kirim koreksi")
    returned = await house.received()
    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    for drafter in ("ppid", "atasan-ppid"):
        person = house.people[drafter]
        photos = [await person.download(m.photo) for m in returned[drafter] if m.photo]
        assert photos == [photo.read_bytes() for photo in PHOTOS]
        voices = [await person.download(m.voice) for m in returned[drafter] if m.voice]
        assert voices == [VOICE.read_bytes()]
        assert [m.document.name for m in returned[drafter] if m.document] == [f"{NUMBER}_03_disposisi_v1.pdf"]
        assert words in returned[drafter][-1].text

    await house.komisioner.reply(card, "Tambahan: cantumkan surel.")
    joined = await house.received()
    assert set(joined) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Tambahan: cantumkan surel." in joined["ppid"][-1].text
    assert (await house.events())["CorrectionJoined"] == 1

    await house.give_draft(DOCX)
    await house.komisioner.reply(card, "Satu lagi.")
    late = await house.received()
    assert set(late) == {"komisioner"}, "a new version exists: it is asked what this is meant to be"
    assert (await house.events())["CorrectionJoined"] == 1


async def test_what_is_noted_after_the_draft_was_returned_is_passed_on_at_once_and_the_tap_says_so(house: House):
    await house.to_step_3()
    card = await house.newest(house.komisioner, "Setujui")
    await house.komisioner.reply(card, "Mohon perbaiki alamat.")
    first = await house.newest(house.komisioner, "Catat sebagai koreksi")
    await house.komisioner.send(VOICE, kind="voice", reply_to=card)
    second = (await house.received())["komisioner"][-1]
    assert second.id != first.id
    assert (await house.komisioner.tap("Catat sebagai koreksi", first)).text == (
        "Pengembalian tercatat dan diteruskan kepada penyusun."
    )
    await house.settle()

    joined = await house.komisioner.tap("Catat sebagai koreksi", second)

    assert joined.text == "Tambahan koreksi tercatat dan diteruskan kepada penyusun."
    assert {"ppid", "atasan-ppid"} <= set(await house.received())


async def test_the_very_file_that_was_returned_is_taken_and_said_to_be_the_same(house: House):
    await house.to_step_3(PDF)
    await house.komisioner.reply(await house.newest(house.komisioner, "Setujui"), "Mohon perbaiki alamat.")
    await house.newest(house.komisioner, "Catat sebagai koreksi")
    await house.komisioner.tap("Catat sebagai koreksi")
    await house.settle()

    await house.ppid.send(PDF)
    told = await house.received()

    said = "Berkas ini sama persis dengan draf versi 1 yang dikembalikan untuk diperbaiki."
    assert any(m.text.startswith(said) for m in told["ppid"])
    assert (await house.events())["DraftGiven"] == 2


async def test_one_text_noted_as_a_correction_closes_it_at_once(house: House):
    await house.to_step_3(PDF)
    card = await house.newest(house.komisioner, "Setujui")

    await house.komisioner.reply(card, "Mohon perbaiki alamat.")
    await house.newest(house.komisioner, "Catat sebagai koreksi")
    await house.settle()
    await house.komisioner.tap("Catat sebagai koreksi")
    returned = await house.received()

    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    assert "Mohon perbaiki alamat." in returned["ppid"][-1].text
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"


async def test_a_correction_may_begin_with_a_photo_under_the_question_and_is_closed_by_kirim_koreksi(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")

    await house.komisioner.send(PHOTOS[0], kind="photo", caption="Halaman 1.", reply_to=question)
    assert await house.told() == {"komisioner"}
    assert (await house.events())["Returned"] == 0
    await house.komisioner.tap("Kirim koreksi")
    returned = await house.received()

    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    photo = next(m.photo for m in returned["atasan-ppid"] if m.photo)
    assert await house.atasan.download(photo) == PHOTOS[0].read_bytes()
    assert "Halaman 1." in returned["atasan-ppid"][-1].text


async def test_words_to_the_question_join_a_correction_that_began_with_a_photo_and_return_nothing_yet(house: House):
    await house.to_step_3()
    question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
    await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=question)
    assert await house.told() == {"komisioner"}

    await house.komisioner.reply(question, "Jam layanan pada foto.")
    noted = (await house.received())["komisioner"][-1]
    assert "2 (dua) butir, belum dikirim" in noted.text
    assert (await house.events())["Returned"] == 0

    await house.asked(house.komisioner, "Kembalikan untuk diperbaiki", noted)
    await house.komisioner.reply(await house.newest(house.komisioner, "Batal"), "Demikian koreksi saya.")
    returned = await house.received()
    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    assert {"Jam layanan pada foto.", "Demikian koreksi saya."} <= set(returned["atasan-ppid"][-1].text.splitlines())


async def test_of_two_questions_that_were_put_before_a_photo_neither_returns_what_goes_on(house: House):
    await house.to_step_3()
    questions = [await house.asked(house.komisioner, "Kembalikan untuk diperbaiki") for _ in range(2)]
    await house.komisioner.send(PHOTOS[0], kind="photo", reply_to=questions[1])
    assert await house.told() == {"komisioner"}

    await house.komisioner.reply(questions[0], "Jam layanan pada foto.")

    assert "2 (dua) butir, belum dikirim" in (await house.received())["komisioner"][-1].text
    assert (await house.events())["Returned"] == 0


async def test_words_as_long_as_telegram_carries_reach_the_drafters_whole(house: House):
    await house.to_step_3()
    words = "\n".join(f"{number}. Perbaiki <butir> ke-{number} & lampirannya." for number in range(1, 500))[:3990]

    returned = await house.answered(house.komisioner, "Kembalikan untuk diperbaiki", words)

    for drafter in ("ppid", "atasan-ppid"):
        told = "".join("".join(m.text.split()) for m in returned[drafter])
        assert "".join(words.split()) in told


async def test_the_operator_may_upload_a_draft_on_behalf_of_the_drafters(house: House):
    await house.open_maklumat()

    await house.pelaksana.send(DOCX)
    given = await house.received()

    assert set(given) == {"ppid", "atasan-ppid", "pelaksana"}
    for drafter in ("ppid", "atasan-ppid"):
        person = house.people[drafter]
        sent = next(m for m in given[drafter] if m.document)
        assert await person.download(sent.document) == DOCX.read_bytes()
        assert "Paraf" in given[drafter][-1].labels
        assert "Kembalikan untuk diperbaiki" in given[drafter][-1].labels, "neither of them gave it"
