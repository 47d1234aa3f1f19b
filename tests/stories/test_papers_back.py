"""A text to begin with; papers that can be edited; and sheets that come back signed by hand."""

import io

import docx
import pytest

from tests.stories.house import DOCX, NUMBER, PAGE, PDF, PHOTOS, SCREENSHOT, TITLE, VOICE, House, words_in

pytestmark = pytest.mark.story
LETTER = "12/PP.07-ND/3313/2027"


def words_of(data: bytes) -> str:
    return "\n".join(line.text for line in docx.Document(io.BytesIO(data)).paragraphs)


async def test_a_draft_begins_with_the_default_text_and_next_time_with_what_was_published(house: House):
    await house.open_maklumat()
    card = await house.newest(house.ppid, "Unduh naskah awal")
    assert "Pakai naskah tahun lalu" not in card.labels, "nothing was published yet"

    await house.ppid.tap("Unduh naskah awal", card)
    told = await house.received()

    assert set(told) == {"ppid"}
    sentence, sent = told["ppid"]
    assert "menjadi draf setelah disesuaikan dan dikirim kembali" in sentence.text
    text = await house.ppid.download(sent.document)
    assert "Dengan ini kami, Komisi Pemilihan Umum Kabupaten Karanganyar, menyatakan sanggup" in words_of(text)
    assert (await house.events())["DraftGiven"] == 0, "it is no draft by itself"

    # The text comes back as a draft by a reply, as any text does; the offer goes.
    mark = await house.ppid.mark()
    await house.ppid.send(text, name="maklumat.docx", reply_to=sent)
    await house.ppid.expect("telah diterima", button="Paraf", after=mark)
    assert await house.ppid.expect("Pada naskah ini masih terdapat bagian bertitik-titik.", after=mark)
    card = await house.newest(house.ppid, "Paraf")
    assert "Unduh naskah awal" not in card.labels
    await house.settle()
    await house.forward()
    await house.approve()
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), "https://ppid.kpu.go.id/m")
    await house.settle()

    await house.ppid.say("/baru Maklumat Tahun 2028")
    await house.settle()
    await house.ppid.tap("Pakai naskah tahun lalu", await house.newest(house.ppid, "Pakai naskah tahun lalu"))
    sentence, sent = (await house.received())["ppid"]

    assert f"naskah {TITLE} ({NUMBER}), terpublikasi" in sentence.text
    assert await house.ppid.download(sent.document) == text


async def test_what_cannot_be_edited_comes_with_a_text_that_can(house: House):
    await house.to_step_5()
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    await house.settle()
    await house.ppid.say("/baru Maklumat Tahun 2028")
    await house.settle()

    await house.ppid.tap("Pakai naskah tahun lalu", await house.newest(house.ppid, "Pakai naskah tahun lalu"))
    sentence, published, beside = (await house.received())["ppid"]

    assert "tidak mudah disunting, sehingga naskah awal (DOCX) turut disertakan" in sentence.text
    assert await house.ppid.download(published.document) == PDF.read_bytes()
    assert "menyatakan sanggup" in words_of(await house.ppid.download(beside.document))


async def test_a_picture_in_reply_to_a_paper_is_asked_about_though_a_screenshot_is_awaited(house: House):
    await house.to_step_5()
    sheets = [m for m in await house.pelaksana.chat() if m.document and "disposisi" in m.document.name]

    await house.pelaksana.send(SCREENSHOT, kind="photo", reply_to=sheets[-1])
    (asked,) = (await house.received())["pelaksana"]

    assert asked.labels == (
        "Arsipkan sebagai Lembar Disposisi Publikasi bertanda tangan",
        "Catat sebagai bukti tayang",
        "Batal",
    )
    assert (await house.events())["ProofGiven"] == 0

    # Asked for a scan, one sends it without a reply: what is awaited beside it does not take it away.
    await house.pelaksana.say(f"/arsip {NUMBER}")
    await house.pelaksana.tap("Tambah pindaian", await house.newest(house.pelaksana, "Tambah pindaian"))
    await house.settle()
    await house.pelaksana.say("Sebentar")
    await house.settle()
    await house.pelaksana.send(PHOTOS[0], kind="photo")
    which = (await house.received())["pelaksana"][-1]
    assert "Pesan: 1 (satu) foto." in which.text
    await house.pelaksana.tap("Lembar Disposisi Publikasi, versi 1", which)
    await house.settle()
    assert (await house.events())["ScanFiled"] == 1
    await house.pelaksana.say(f"/arsip {NUMBER}")
    await house.pelaksana.tap("Tambah pindaian", await house.newest(house.pelaksana, "Tambah pindaian"))
    await house.settle()
    question = await house.asked(house.pelaksana, "Nota Dinas, versi 1")
    await house.pelaksana.send(PHOTOS[1], kind="photo")
    (asked,) = (await house.received())["pelaksana"]
    assert asked.labels[:2] == ("Arsipkan sebagai Nota Dinas bertanda tangan", "Catat sebagai bukti tayang")
    await house.pelaksana.tap("Batal", question)
    await house.settle()

    # With the page's address it can only be the publication, whichever message is replied to.
    await house.pelaksana.send(SCREENSHOT, kind="photo", caption=PAGE, reply_to=sheets[-1])
    await house.settle()
    assert (await house.events())["Published"] == 1


async def test_a_signed_nota_dinas_comes_back_by_reply_to_it_and_decides_nothing(house: House):
    await house.to_step_2(DOCX)
    papers = [m for m in await house.atasan.chat() if m.document and "nota-dinas" in m.document.name]
    await house.atasan.tap("Nota Dinas (DOCX)", await house.newest(house.atasan, "Nota Dinas (DOCX)"))
    sentence, sent = (await house.received())["atasan-ppid"]
    assert "dapat disunting" in sentence.text
    assert sent.document.name == f"{NUMBER}_02_nota-dinas_v1.docx"
    assert "mohon arahan, koreksi, dan persetujuan Bapak terhadap draf dimaksud." in words_of(
        await house.atasan.download(sent.document)
    )
    await house.atasan.tap("Sampaikan", await house.newest(house.atasan, "Sampaikan"))
    await house.settle()

    await house.atasan.send(PHOTOS[0], kind="photo", reply_to=papers[-1])
    (asked,) = (await house.received())["atasan-ppid"]

    assert "Arsipkan sebagai Nota Dinas bertanda tangan" in asked.labels
    assert "Pindaian yang diarsipkan tidak menjadi keputusan Komisioner." in asked.text
    toast = await house.atasan.tap("Arsipkan sebagai Nota Dinas bertanda tangan", asked)
    assert toast.text == "Pindaian diarsipkan."
    assert await house.received() == {}, "nobody is told"
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"
    assert (await house.events())["ScanFiled"] == 1
    assert "Pindaian Nota Dinas bertanda tangan (draf versi 1) diarsipkan oleh" in await house.history()

    # A voice note is no sheet: one sentence, and nothing changes. A number may follow in the register's own time.
    await house.atasan.say(f"/arsip {NUMBER}")
    entry = await house.newest(house.atasan, "Tambah pindaian")
    assert "Pindaian bertanda tangan: Nota Dinas (versi 1)" in entry.text
    await house.atasan.tap("Tambah pindaian", entry)
    which = await house.newest(house.atasan, "Nota Dinas, versi 1")
    question = await house.asked(house.atasan, "Nota Dinas, versi 1", which)
    async with house.nothing_changes():
        await house.atasan.send(VOICE, kind="voice", reply_to=question)
    assert "hanya foto atau PDF" in (await house.received())["atasan-ppid"][-1].text
    await house.atasan.send(PHOTOS[1], kind="photo", reply_to=question)
    assert "telah diarsipkan" in (await house.received())["atasan-ppid"][-1].text

    # In reply to the letter that was edited it is asked which paper it is.
    await house.atasan.send(PHOTOS[2], kind="photo", reply_to=sent)
    asked = (await house.received())["atasan-ppid"][-1]
    await house.atasan.tap("Arsipkan sebagai pindaian", asked)
    await house.settle()
    await house.atasan.tap("Nota Dinas, versi 1", await house.bubble(house.atasan, asked))
    await house.settle()
    assert (await house.events())["ScanFiled"] == 3

    told = await house.answered(house.atasan, "Isi nomor", LETTER)
    assert set(told) == {"atasan-ppid"}, "a number that comes later is no message to the Komisioner"
    copy = next(m.document for m in told["atasan-ppid"] if m.document)
    assert f"NOMOR {LETTER}" in words_in(await house.atasan.download(copy))

    await house.atasan.say(f"/arsip {NUMBER}")
    await house.atasan.tap("Berkas satu per satu", await house.newest(house.atasan, "Berkas satu per satu"))
    kept = [m.document.name.removeprefix(f"{NUMBER}_") for m in (await house.received())["atasan-ppid"] if m.document]
    signed = "nota-dinas-bertanda-tangan_v1.png"
    letters = [name.partition("_")[2] for name in kept if "nota-dinas" in name]
    assert letters == ["nota-dinas_v1.pdf", "nota-dinas_v1.pdf", signed, signed, signed, "nota-dinas_v1.pdf"]
    assert kept[0] == "01_draf_v1.docx"
    await house.verify()
