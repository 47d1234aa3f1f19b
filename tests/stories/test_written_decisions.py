"""Catat disposisi tertulis: the Komisioner decided on paper; the operator records it, the E PPID confirms it."""

from datetime import timedelta

import pytest

from bot.clock import now
from tests.stories.house import (
    NUMBER,
    OFFICE_ZONE,
    PAGE,
    PDF,
    PHOTOS,
    SECOND_KOMISIONER,
    House,
    button,
    without,
    words_in,
)

pytestmark = pytest.mark.story


async def recorded(house: House, choice: str, caption: str = "") -> None:
    """The operator chooses whose decision it is and which, and sends the sheet's photo."""
    await house.pelaksana.say(f"/status {NUMBER}")
    card = await house.newest(house.pelaksana, "Catat disposisi tertulis")
    await house.pelaksana.tap("Catat disposisi tertulis", card)
    await house.settle()
    mark = await house.pelaksana.mark()
    await house.pelaksana.tap(choice)
    question = await house.pelaksana.expect("Mohon membalas pesan ini", button="Batal", after=mark)
    await house.settle()
    await house.pelaksana.send(PHOTOS[0], kind="photo", caption=caption, reply_to=question)


async def confirmed(house: House) -> None:
    """The E PPID compares and says so, asked once more."""
    await house.eppid.tap("Sesuai")
    await house.eppid.expect("akan menyatakan pindaian sesuai", button="Ya, sesuai")
    await house.eppid.tap("Ya, sesuai")


async def test_an_approval_on_paper_counts_once_two_vouch_for_its_scan_and_its_komisioner_is_told(house: House):
    await house.to_step_3()
    await recorded(house, "Disetujui: Bapak Bagus Prasetyo", "Pasang juga di ruang layanan")
    told = await house.received()

    assert set(told) == {"pelaksana", "e-ppid", "ppid", "atasan-ppid", "komisioner"}
    assert "Tidak sesuai" in told["komisioner"][-1].labels, "in whose name it is recorded sees it at once"
    photos = [await house.eppid.download(m.photo) for m in told["e-ppid"] if m.photo]
    assert photos == [PHOTOS[0].read_bytes()]
    assert set(told["e-ppid"][-1].labels) >= {"Sesuai", "Tidak sesuai"}
    assert await house.step() == "Langkah 3 dari 6 · Arahan dan persetujuan"
    events = await house.events()
    assert (events["WrittenRecorded"], events["Approved"]) == (1, 0)
    await house.settle()

    await house.eppid.say("/tugas")
    assert NUMBER in (await house.received())["e-ppid"][-1].text, "it waits for his confirmation"
    await confirmed(house)
    told = await house.received()

    assert {"komisioner", "ppid", "atasan-ppid", "pelaksana", "admin"} <= set(told)
    card = told["komisioner"][-1]
    assert "Disposisi tertulis Bapak (draf versi 1 disetujui) telah dicatat oleh Sdri. Rina Lestari" in card.text
    assert {"Keberatan", "Batalkan keputusan"} <= set(card.labels)
    papers = [m.document for m in told["atasan-ppid"] if m.document and "disposisi" in m.document.name]
    assert len(papers) == 1
    sheet = " ".join(words_in(await house.atasan.download(papers[0])).split())
    assert "Keputusan diberikan pada lembar disposisi tertulis" in sheet
    assert "Pasang juga di ruang layanan" in sheet
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
    assert "disetujui oleh Bapak Bagus Prasetyo selaku Komisioner melalui disposisi tertulis" in await house.history()
    await house.verify()


async def test_an_objection_holds_the_publication_until_it_is_lifted(house: House):
    await house.to_step_3()
    await recorded(house, "Disetujui: Bapak Bagus Prasetyo")
    await house.settle()
    await confirmed(house)
    await house.settle()
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    publishing = await house.newest(house.pelaksana, "Tandai terpublikasi")

    toast = await house.komisioner.tap("Keberatan")
    assert "ditahan" in toast.text
    told = await house.received()

    assert {"pelaksana", "e-ppid", "ppid", "atasan-ppid", "admin"} <= set(told)
    async with house.nothing_changes():
        refused = await house.forged(house.pelaksana, button(publishing, "Tandai terpublikasi"), publishing)
        assert "ditahan" in refused.text
    await house.settle()
    await house.komisioner.tap("Cabut keberatan")
    await house.settle()
    card = await house.newest(house.pelaksana, "Tandai terpublikasi")
    await house.pelaksana.reply(card, PAGE)
    await house.settle()
    assert (await house.step()).startswith("Langkah 6")


async def test_an_objection_in_words_is_one_and_its_words_are_read_by_whoever_may_lift_it(house: House):
    await house.to_step_3()
    await recorded(house, "Disetujui: Bapak Bagus Prasetyo")
    await house.settle()
    await confirmed(house)
    card = (await house.received())["komisioner"][-1]

    await house.komisioner.reply(card, "Saya tidak menandatangani lembar ini.")
    choice = (await house.received())["komisioner"][-1]
    assert choice.labels[0] == "Catat sebagai keberatan"
    await house.komisioner.tap("Catat sebagai keberatan", choice)
    told = await house.received()

    assert "Saya tidak menandatangani lembar ini." in told["atasan-ppid"][-1].text
    assert "Cabut keberatan" in told["komisioner"][-1].labels


async def test_a_scan_that_says_otherwise_is_rejected_and_the_komisioner_decides_himself(house: House):
    await house.to_step_3()
    await recorded(house, "Dikembalikan: Bapak Bagus Prasetyo", "Alamat keliru")
    await house.settle()

    question = await house.asked(house.eppid, "Tidak sesuai")
    await house.eppid.reply(question, "Lembar itu untuk surat lain.")
    told = await house.received()

    assert {"pelaksana", "ppid", "atasan-ppid", "e-ppid"} <= set(told)
    assert "Lembar itu untuk surat lain." in told["pelaksana"][-1].text
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_a_photo_that_comes_first_is_asked_about_and_then_recorded(house: House):
    await house.to_step_3(PDF)
    await house.pelaksana.send(PHOTOS[1], kind="photo")
    asked = (await house.received())["pelaksana"][-1]
    assert "Catat sebagai disposisi tertulis" in asked.labels
    await house.pelaksana.tap("Catat sebagai disposisi tertulis", asked)
    await house.settle()
    await house.pelaksana.tap("Dikembalikan: Bapak Bagus Prasetyo")
    await house.settle()

    assert (await house.events())["WrittenRecorded"] == 1
    await confirmed(house)
    told = await house.received()
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"
    photos = [await house.ppid.download(m.photo) for m in told["ppid"] if m.photo]
    assert photos == [PHOTOS[1].read_bytes()]


@without("e-ppid")
async def test_where_nobody_could_confirm_it_is_not_invited_and_what_was_sent_can_still_be_filed(house: House):
    await house.to_step_3()
    await house.pelaksana.say(f"/status {NUMBER}")
    card = (await house.received())["pelaksana"][-1]
    assert "mohon menekan Catat disposisi tertulis" not in card.text
    assert "Mohon menghubungi admin agar pejabat lain didaftarkan melalui /undang." in card.text
    await house.pelaksana.send(PHOTOS[0], kind="photo", reply_to=card)
    asked = (await house.received())["pelaksana"][-1]

    refused = await house.pelaksana.tap("Catat sebagai disposisi tertulis", asked)
    await house.settle()

    assert "agar pejabat lain didaftarkan melalui /undang" in refused.text
    assert (await house.bubble(house.pelaksana, asked)).labels == asked.labels
    await house.pelaksana.tap("Arsipkan sebagai pindaian", asked)
    await house.settle()
    which = await house.bubble(house.pelaksana, asked)
    assert which.labels != asked.labels
    assert "Batal" in which.labels, "it is asked which paper it is"


async def test_the_number_of_the_minutes_goes_onto_a_new_disposisi(house: House):
    await house.to_step_4()

    told = await house.answered(house.atasan, "Isi Berita Acara", "45/PY.01-BA/3313/2027")

    assert set(told) == {"atasan-ppid", "komisioner"}
    (sheet,) = [m.document for m in told["komisioner"] if m.document]
    assert "Berita Acara Nomor 45/PY.01-BA/3313/2027" in words_in(await house.komisioner.download(sheet))


async def goes_away(house: House):
    """The Komisioner is away, and another one is there who decides meanwhile."""
    await house.add(SECOND_KOMISIONER)
    await house.to_step_3()
    today = now().astimezone(OFFICE_ZONE).date()
    until = today + timedelta(days=2)
    await house.komisioner.say(f"/berhalangan {today:%d-%m-%Y} s.d. {until:%d-%m-%Y} tanpa yang mewakili")
    await house.settle()


async def access_is_closed(house: House) -> None:
    """The admin closes the Komisioner's."""
    await house.admin.say("/pejabat Bagus")
    await house.settle()
    question = await house.asked(house.admin, "Tutup akses")
    await house.admin.reply(question, "Telepon hilang di perjalanan")
    await house.settle()


async def test_who_is_away_says_at_once_that_what_is_recorded_in_his_name_is_wrong(house: House):
    await goes_away(house)
    await recorded(house, "Disetujui: Bapak Bagus Prasetyo")
    card = (await house.received())["komisioner"][-1]

    assert "Tidak sesuai" in card.labels
    assert "Setujui" not in card.labels
    assert "Apabila tidak sesuai dengan keputusan Bapak, mohon menekan Tidak sesuai." in card.text
    assert "Tidak ada yang perlu" not in card.text
    await house.komisioner.reply(card, "Saya tidak pernah menandatangani lembar ini")
    choice = (await house.received())["komisioner"][-1]
    await house.komisioner.tap(choice.labels[0], choice)
    told = await house.received()

    assert (await house.events())["WrittenRejected"] == 1
    for reader in ("pelaksana", "e-ppid", "ppid", "atasan-ppid"):
        assert "Saya tidak pernah menandatangani lembar ini" in told[reader][-1].text
    assert "dicatat" in (await house.bubble(house.komisioner, choice)).text
    await house.verify()


async def test_who_is_away_says_so_by_the_button_too(house: House):
    await goes_away(house)
    await recorded(house, "Disetujui: Bapak Bagus Prasetyo")
    await house.settle()

    question = await house.asked(house.komisioner, "Tidak sesuai")
    await house.komisioner.reply(question, "Lembar itu untuk surat lain.")
    await house.settle()

    assert (await house.events())["WrittenRejected"] == 1


async def test_of_whoever_is_away_without_access_nothing_is_recorded(house: House):
    await goes_away(house)
    await house.pelaksana.say(f"/status {NUMBER}")
    card = await house.newest(house.pelaksana, "Catat disposisi tertulis")
    await house.pelaksana.tap("Catat disposisi tertulis", card)
    await house.settle()
    question = await house.newest(house.pelaksana, "Disetujui: Bapak Bagus Prasetyo")
    await access_is_closed(house)

    async with house.nothing_changes():
        refused = await house.pelaksana.tap("Disetujui: Bapak Bagus Prasetyo", question)
    assert "Akses Bapak Bagus Prasetyo sedang ditutup" in refused.text
    await house.pelaksana.tap("Catat disposisi tertulis", card)
    anew = (await house.received())["pelaksana"][-1]
    assert not [label for label in anew.labels if "Bagus" in label]
    assert "Disetujui: Ibu Dewi Anggraini" in anew.labels


async def test_where_no_komisioner_could_have_decided_the_old_button_says_so(house: House):
    await house.to_step_3()
    await house.pelaksana.say(f"/status {NUMBER}")
    card = await house.newest(house.pelaksana, "Catat disposisi tertulis")
    old = button(card, "Catat disposisi tertulis")
    await access_is_closed(house)

    refused = await house.forged(house.pelaksana, old, card)
    assert "Disposisi tertulis belum dapat dicatat karena belum ada Komisioner" in refused.text
    assert "/undang" not in refused.text
    await house.pelaksana.say(f"/status {NUMBER}")
    assert "Catat disposisi tertulis" not in (await house.received())["pelaksana"][-1].labels
