"""The SOP from its first step to its last, on real files, over HTTP."""

import pytest

from tests.stories.house import DOCX, NUMBER, PAGE, PDF, SCREENSHOT, TITLE, House

pytestmark = pytest.mark.story


async def test_a_maklumat_goes_through_all_six_steps_and_everybody_is_told_exactly_what_is_theirs(house: House):
    await house.ppid.say(f"/baru {TITLE}")
    opened = await house.received()
    assert set(opened) == {"ppid", "atasan-ppid"}
    assert NUMBER in opened["ppid"][-1].text

    await house.ppid.send(PDF)
    given = await house.received()
    assert set(given) == {"ppid"}
    assert "Paraf" in given["ppid"][-1].labels

    toast = await house.ppid.tap("Paraf")
    assert toast.text == "Paraf tercatat."
    parafed = await house.received()
    assert set(parafed) == {"atasan-ppid"}
    sent, card = parafed["atasan-ppid"]
    assert await house.atasan.download(sent.document) == PDF.read_bytes()
    assert card.labels[0] == "Paraf dan sampaikan"

    await house.atasan.tap("Paraf dan sampaikan")
    forwarded = await house.received()
    assert set(forwarded) == {"komisioner", "ppid"}
    picture, draft, nota_dinas, card = forwarded["komisioner"]
    assert picture.photo is not None
    assert await house.komisioner.download(draft.document) == PDF.read_bytes()
    assert nota_dinas.document.name == f"{NUMBER}_02_nota-dinas_v1.pdf"
    assert (await house.komisioner.download(nota_dinas.document)).startswith(b"%PDF-")
    assert card.labels[0] == "Setujui"
    assert [len(forwarded["ppid"]), forwarded["ppid"][0].labels] == [1, ()]

    await house.komisioner.tap("Setujui")
    asked = await house.komisioner.expect(button="Ya, setujui")
    assert asked.id == card.id, "asked again in the card's own place"
    assert "Ya, setujui" not in [button.text for button in asked.rows[0]], "never where Setujui stood"
    await house.komisioner.tap("Ya, setujui")
    approved = await house.received()
    assert set(approved) == {"atasan-ppid", "ppid", "komisioner", "admin"}
    assert approved["atasan-ppid"][0].document.name == f"{NUMBER}_03_disposisi_v1.pdf"
    assert approved["ppid"][-1].labels[0] == "Perintahkan publikasi"
    assert "Batalkan keputusan" in approved["komisioner"][-1].labels

    await house.atasan.tap("Perintahkan publikasi")
    ordered = await house.received()
    assert set(ordered) == {"pelaksana", "ppid"}
    to_publish, order, card = ordered["pelaksana"]
    assert await house.pelaksana.download(to_publish.document) == PDF.read_bytes()
    assert order.document.name == f"{NUMBER}_04_disposisi_v1.pdf"

    await house.pelaksana.reply(card, PAGE)
    published = await house.received()
    assert set(published) == {"e-ppid", "pelaksana", "ppid", "atasan-ppid", "komisioner", "admin"}
    assert all(PAGE in messages[-1].text for messages in published.values())
    assert published["e-ppid"][-1].labels[:2] == ("Sudah tayang", "Belum tayang")

    await house.eppid.tap("Sudah tayang")
    assert await house.told() == set()
    assert await house.step() == "Langkah 6 dari 6 · Terpublikasi"


async def test_a_return_with_corrections_starts_a_second_round_with_a_docx(house: House):
    await house.to_step_3()

    await house.komisioner.tap("Kembalikan untuk diperbaiki")
    question = await house.komisioner.expect(button="Batal")
    words = "Tambahkan <kanal pengaduan> & pernyataan kesediaan menerima sanksi."
    await house.settle()
    await house.komisioner.reply(question, words)
    returned = await house.received()

    assert set(returned) == {"ppid", "atasan-ppid", "komisioner"}
    for drafter in ("ppid", "atasan-ppid"):
        disposisi, card = returned[drafter]
        assert disposisi.document.name == f"{NUMBER}_03_disposisi_v1.pdf"
        assert words in card.text, "verbatim"
    assert await house.step() == "Langkah 1 dari 6 · Penyusunan draf"

    await house.give_draft(DOCX)
    await house.forward()
    card = await house.komisioner.expect("versi 2", button="Setujui")
    draft = await house.komisioner.expect(document="maklumat-v2")
    assert await house.komisioner.download(draft.document) == DOCX.read_bytes()
    assert "Setujui" in card.labels
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"


async def test_a_screenshot_is_kept_and_the_address_is_asked_for(house: House):
    await house.to_step_5()

    await house.pelaksana.send(SCREENSHOT, kind="photo")
    asked = await house.received()

    assert set(asked) == {"pelaksana"}
    question = asked["pelaksana"][-1]
    assert "tautan" in question.text
    await house.pelaksana.reply(question, f"Sudah tayang di {PAGE}.")
    published = await house.received()
    assert set(published) == {"e-ppid", "pelaksana", "ppid", "atasan-ppid", "komisioner", "admin"}
