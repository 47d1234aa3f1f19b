"""Steps 4 to 6: the signed text, the page that is not there yet, the number of the Nota Dinas."""

import pytest

from tests import documents
from tests.stories.house import DOCX, FINAL, NUMBER, PAGE, PDF_2, PHOTOS, SCREENSHOT, VOICE, House, without, words_in

pytestmark = pytest.mark.story

EVERYBODY = {"e-ppid", "pelaksana", "ppid", "atasan-ppid", "komisioner", "admin"}


async def test_a_page_that_is_not_live_goes_back_to_the_operator_with_words(house: House):
    await house.to_step_6()

    told = await house.answered(house.eppid, "Belum tayang", "Tautan menampilkan galat 404.")
    assert set(told) == {"pelaksana", "ppid", "atasan-ppid", "e-ppid", "komisioner", "admin"}
    assert "Tautan menampilkan galat 404." in told["pelaksana"][-1].text
    assert "Tandai terpublikasi" in told["pelaksana"][-1].labels
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"

    await house.pelaksana.send(SCREENSHOT, kind="photo", caption=PAGE, reply_to=told["pelaksana"][-1])
    assert await house.told() == EVERYBODY, "address and screenshot in one message publish"
    await house.eppid.tap("Sudah tayang")
    await house.settle()
    assert await house.step() == "Langkah 6 dari 6 · Terpublikasi"


async def test_the_signed_text_given_by_the_ppid_before_the_order_is_what_the_operator_gets(house: House):
    await house.to_step_3(DOCX)
    await house.approve()
    question = await house.asked(house.ppid, "Unggah naskah final")

    await house.ppid.send(PDF_2, reply_to=question)
    (receipt,) = (await house.received())["ppid"]
    assert "Isi naskah final sama dengan versi 1 yang disetujui." in receipt.text, "recorded at once"
    await house.ppid.send(PHOTOS[0], kind="photo", reply_to=question)
    (receipt,) = (await house.received())["ppid"]
    assert "Naskah ini menggantikan naskah final sebelumnya (maklumat-v2.pdf)." in receipt.text
    assert "Naskah final berupa pindaian; isinya tidak dapat dibandingkan. Mohon dibaca sendiri." in receipt.text
    assert (await house.events())["FinalGiven"] == 2

    async with house.nothing_changes():
        await house.ppid.send(FINAL, reply_to=question)
        (asked,) = (await house.received())["ppid"]
        assert "berbeda dengan versi 1 yang disetujui pada 3 (tiga) tempat" in asked.text
        assert "1. semula: … Karanganyar, Januari 2027 Ketua …\n" in asked.text
        assert "menjadi: … Karanganyar, 26 Januari 2027 Ketua …" in asked.text
        assert asked.labels == ("Batal", "Ya, gunakan naskah ini")
        await house.ppid.tap("Batal", asked)
        await house.settle()
    await house.ppid.send(FINAL, reply_to=question)
    asked = await house.newest(house.ppid, "Ya, gunakan naskah ini")
    await house.settle()
    await house.ppid.tap("Ya, gunakan naskah ini", asked)
    affirmed = await house.received()
    assert set(affirmed) == {"atasan-ppid", "komisioner"}, "whose approval it carries hears of it at once"
    for person in (house.atasan, house.komisioner):
        told = affirmed["komisioner" if person is house.komisioner else "atasan-ppid"]
        (sent,) = [m for m in told if m.document]
        assert await person.download(sent.document) == FINAL.read_bytes()
        differs = "Isi naskah final berbeda dengan versi 1 yang disetujui pada 3 (tiga) tempat."
        assert "selaku PPID. Naskah ini menggantikan naskah final sebelumnya (" in told[-1].text
        assert f"). {differs}" in told[-1].text
        assert "menjadi: … Karanganyar, 26 Januari 2027 Ketua …" in told[-1].text
    assert "Batalkan keputusan" in affirmed["komisioner"][-1].labels
    assert "mohon menekan Batalkan keputusan." in affirmed["komisioner"][-1].text
    assert (await house.bubble(house.ppid, asked)).text == "Pesan telah dicatat sebagai naskah final."
    assert "isinya berbeda dengan versi 1 pada 3 (tiga) tempat" in await house.history()
    await house.ppid.tap("Perintahkan publikasi", await house.newest(house.ppid, "Perintahkan publikasi"))
    ordered = await house.received()

    assert set(ordered) == {"pelaksana", "atasan-ppid"}
    files = [await house.pelaksana.download(m.document) for m in ordered["pelaksana"] if m.document]
    assert FINAL.read_bytes() in files
    differs = "Isi naskah final berbeda dengan versi 1 yang disetujui pada 3 (tiga) tempat."
    assert all(f"Yang dipublikasikan adalah naskah final. {differs}" in told[-1].text for told in ordered.values())
    assert not {DOCX.read_bytes(), PDF_2.read_bytes()} & set(files), "only the last signed text is to be published"
    await house.pelaksana.tap("Lihat draf")
    seen = [m for m in (await house.received())["pelaksana"] if m.document]
    texts = {m.text.partition(" · ")[0]: await house.pelaksana.download(m.document) for m in seen}
    assert texts == {"Draf versi 1": DOCX.read_bytes(), "Naskah untuk dipublikasikan": FINAL.read_bytes()}


async def test_a_signed_text_that_is_affirmed_after_the_order_counts_in_the_step_of_then_and_is_never_a_remark(
    house: House,
):
    await house.to_step_3(DOCX)
    await house.approve()
    question = await house.asked(house.ppid, "Unggah naskah final")
    await house.ppid.send(FINAL, reply_to=question)
    asked = await house.newest(house.ppid, "Ya, gunakan naskah ini")
    await house.atasan.tap("Perintahkan publikasi", await house.newest(house.atasan, "Perintahkan publikasi"))
    await house.settle()
    await house.received()

    await house.ppid.tap("Ya, gunakan naskah ini", asked)
    given = await house.received()

    assert (await house.events())["FinalGiven"] == 1
    files = [await house.pelaksana.download(m.document) for m in given["pelaksana"] if m.document]
    assert FINAL.read_bytes() in files, "as what is to be published"
    assert (await house.bubble(house.ppid, asked)).text == "Pesan telah dicatat sebagai naskah final."

    late = await house.asked(house.ppid, "Unggah naskah final", await house.newest(house.ppid, "Unggah naskah final"))
    await house.pelaksana.tap("Tandai terpublikasi", await house.newest(house.pelaksana, "Tandai terpublikasi"))
    await house.pelaksana.reply(await house.pelaksana.expect("Mohon membalas pesan ini"), PAGE)
    await house.received()
    async with house.nothing_changes():
        await house.ppid.send(PDF_2, reply_to=late)
        heard = await house.received()
        assert set(heard) == {"ppid"}
        refused, card = heard["ppid"]
        assert "tidak termasuk langkah 6" in refused.text
        assert "Langkah 6" in card.text, "how it stands now"


async def test_only_a_picture_or_a_pdf_shows_the_page_and_a_wrong_address_has_a_way_out(house: House):
    await house.to_step_5()
    question = await house.asked(house.pelaksana, "Tandai terpublikasi")
    async with house.nothing_changes():
        await house.pelaksana.send(VOICE, kind="voice", reply_to=question)
        assert (await house.received())["pelaksana"][-1].text.startswith(
            "Bukti tayang diterima berupa gambar atau PDF."
        )

    await house.pelaksana.send(VOICE, kind="voice", caption=PAGE, reply_to=question)
    heard = (await house.received())["pelaksana"]
    assert sum(m.text.startswith("Bukti tayang diterima berupa gambar atau PDF.") for m in heard) == 1
    events = await house.events()
    assert (events["Published"], events["ProofGiven"]) == (1, 0)

    card = await house.newest(house.pelaksana, "Sudah dicetak dan diarsipkan")
    await house.pelaksana.reply(card, f"tautan salah, yang benar {PAGE}-final")
    (asked,) = (await house.received())["pelaksana"]
    assert asked.labels == ("Simpan dalam riwayat", "Batal")
    assert "Apabila tautan yang tercatat keliru, mohon meminta" in asked.text
    assert "menekan Belum tayang; setelah itu tautan yang benar dapat dikirim." in asked.text

    await house.pelaksana.send(documents.locked_pdf(), "surat.pdf", reply_to=card)
    heard = [m.text for m in (await house.received())["pelaksana"]]
    assert any(text.startswith("Pesan Saudari belum dicatat.") for text in heard)
    assert any("surat.pdf terkunci kata sandi; apabila pesan dicatat, berkas disertakan" in text for text in heard)


async def test_a_signed_text_from_the_operator_counts_once_a_drafter_says_that_it_is_the_same(house: House):
    await house.to_step_5()
    question = await house.asked(house.pelaksana, "Unggah naskah final")

    await house.pelaksana.send(FINAL, reply_to=question)
    given = await house.received()
    assert set(given) == {"ppid", "atasan-ppid", "pelaksana"}
    sent = next(m for m in given["ppid"] if m.document)
    assert await house.ppid.download(sent.document) == FINAL.read_bytes()
    assert "Isi naskah final sama" in given["ppid"][-1].labels
    assert "; menindaklanjuti keberatan dan pengaduan" in given["ppid"][-1].text, "who affirms sees it"

    await house.ppid.tap("Isi naskah final sama")
    affirmed = await house.received()
    assert set(affirmed) == {"pelaksana", "komisioner", "atasan-ppid"}, "it differs from what was approved"
    to_publish = next(m for m in affirmed["pelaksana"] if m.document)
    assert await house.pelaksana.download(to_publish.document) == FINAL.read_bytes()
    assert "Isi naskah final sama" not in await house.atasan.buttons(), "affirmed once is enough"


async def test_the_number_from_the_register_stands_on_the_nota_dinas_before_and_after_forwarding(house: House):
    await house.to_step_2()
    first, later = "12/PP.07-ND/3313/2027", "14/PP.07-ND/3313/2027"

    await house.answered(house.atasan, "Isi nomor", first)
    assert (await house.events())["NumberSet"] == 1
    await house.answered(house.ppid, "Isi nomor", later)
    await house.atasan.tap("Sampaikan")
    forwarded = await house.received()
    nota_dinas = next(m for m in forwarded["komisioner"] if m.document and "nota-dinas" in m.document.name)
    text = words_in(await house.komisioner.download(nota_dinas.document))
    assert later in text
    assert first not in text
    assert NUMBER in text


async def test_a_number_that_comes_after_forwarding_is_put_on_the_nota_dinas(house: House):
    await house.to_step_3()
    blank = await house.komisioner.expect(document="nota-dinas")
    number = "15/PP.07-ND/3313/2027"
    assert number not in words_in(await house.komisioner.download(blank.document))

    await house.answered(house.atasan, "Isi nomor", number)
    await house.approve()
    await house.atasan.tap("Perintahkan publikasi")
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    await house.settle()
    await house.ppid.say(f"/arsip {NUMBER}")
    await house.newest(house.ppid, "Berkas satu per satu")
    await house.settle()
    await house.ppid.tap("Berkas satu per satu")
    papers = {m.document.name: m.document for m in (await house.received())["ppid"] if m.document}
    first, second = (papers[name] for name in sorted(papers) if "nota-dinas" in name)
    assert number not in words_in(await house.ppid.download(first))
    assert number in words_in(await house.ppid.download(second))
    first, second = (papers[name] for name in sorted(papers) if "lembar-paraf" in name)
    assert number not in words_in(await house.ppid.download(first))
    assert number in words_in(await house.ppid.download(second))


async def test_only_an_address_of_the_office_publishes_however_it_is_typed(house: House):
    await house.to_step_5()
    card = await house.newest(house.pelaksana, "Tandai terpublikasi")

    async with house.nothing_changes():
        for link in (
            "http://karanganyarkabppid.kpu.go.id/maklumat",
            "https://contoh.com/maklumat",
            "https://kpu.go.id.contoh.com/",
            "https://karanganyarkabppid.kpu.go.id@contoh.com/",
        ):
            await house.pelaksana.reply(card, link)
            told = await house.received()
            assert set(told) == {"pelaksana"}, link
            assert "bukan alamat laman resmi" in told["pelaksana"][-1].text, link

    await house.pelaksana.say("karanganyarkabppid.kpu.go.id/maklumat-2027")
    published = await house.received()
    assert set(published) == EVERYBODY, "an address alone is enough, only one thing awaits it"
    assert PAGE in published["ppid"][-1].text


@without("e-ppid")
async def test_where_nobody_holds_the_sites_lane_the_ppid_confirms(house: House):
    await house.to_step_5()
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    published = await house.received()

    assert set(published) == EVERYBODY - {"e-ppid"}
    assert published["ppid"][-1].labels[:2] == ("Sudah tayang", "Belum tayang")
    await house.ppid.tap("Sudah tayang")
    assert (await house.events())["ConfirmedLive"] == 1


async def test_the_journals_head_goes_to_admins_and_to_those_who_acted(house: House):
    await house.to_step_3()
    await house.komisioner.tap("Setujui")
    await house.newest(house.komisioner, "Ya, setujui")
    await house.settle()
    await house.komisioner.tap("Ya, setujui")
    approved = await house.received()
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    published = await house.received()

    heads = await house.heads()
    for told, people in ((approved, ("admin", "komisioner")), (published, ("admin", "pelaksana"))):
        for person in people:
            assert any(head in told[person][-1].text for head in heads), person
