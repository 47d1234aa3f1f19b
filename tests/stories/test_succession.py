"""Menggantikan: what is published stays as it is until a new maklumat, opened in its place, is published."""

from dataclasses import replace

import pytest

from handlers.callbacks import decode, encode
from sop.steps import Action
from tests.stories.house import NUMBER, PDF, PDF_2, TITLE, House, button

pytestmark = pytest.mark.story

SECOND, THIRD = NUMBER[:-1] + "2", NUMBER[:-1] + "3"


async def test_a_drafter_opens_a_successor_from_the_archive_and_the_two_name_each_other(house: House):
    await house.to_step_6()
    await house.eppid.tap("Sudah tayang")
    await house.settle()

    await house.komisioner.say(f"/arsip {NUMBER}")
    (item,) = (await house.received())["komisioner"]
    assert "Buka maklumat pengganti" not in item.labels
    for drafter in (house.atasan, house.ppid):
        await drafter.say(f"/arsip {NUMBER}")
    told = await house.received()
    (item,), (item_of_atasan,) = told["ppid"], told["atasan-ppid"]
    async with house.nothing_changes():
        await house.ppid.tap("Buka maklumat pengganti", item)
        (question,) = (await house.received())["ppid"]
        assert f"Judul yang diusulkan: {TITLE.replace('2027', '2028')}" in question.text
        assert question.labels == ("Buka dengan judul ini", "Batal")

    await house.ppid.tap("Buka dengan judul ini", question)
    opened = await house.received()
    assert set(opened) == {"ppid", "atasan-ppid"}
    for key in ("ppid", "atasan-ppid"):
        document, card = opened[key]
        assert document.text == f"Naskah {NUMBER} yang terpublikasi · {SECOND}"
        assert await house.people[key].download(document.document) == PDF.read_bytes()
        assert f"Akan menggantikan {NUMBER}" in card.text
        assert "Mohon menyusun draf" in card.text, "what was sent to start from is no draft"
    assert (await house.bubble(house.ppid, question)).text == "Maklumat telah dibuka."

    async with house.nothing_changes():
        await house.atasan.say(f"/arsip {NUMBER}")
        (seen,) = (await house.received())["atasan-ppid"]
        assert f"Sedang digantikan melalui {SECOND}" in seen.text
        assert "Buka maklumat pengganti" not in seen.labels
        refused = await house.ppid.tap("Buka maklumat pengganti", item)
        assert f"sedang berjalan, yaitu {SECOND}" in refused.text
    await house.settle()

    await house.answered(house.ppid, "Batalkan", "Standar belum ditetapkan.")
    await house.atasan.tap("Buka maklumat pengganti", item_of_atasan)
    (question,) = (await house.received())["atasan-ppid"]
    async with house.nothing_changes():
        await house.atasan.reply(question, "M" * 300)
        assert "200" in (await house.received())["atasan-ppid"][-1].text
        await house.atasan.reply(question, "Terima kasih")
        assert "Terima kasih kembali" in (await house.received())["atasan-ppid"][-1].text
        forged = encode(replace(decode(button(question, "Buka dengan judul ini")), action=Action.CANCEL))
        assert (await house.forged(house.atasan, forged, question)).show_alert
    await house.settle()
    await house.atasan.send(PDF_2, caption="Maklumat Layanan Informasi", reply_to=question)
    card = (await house.received())["atasan-ppid"][-1]
    assert f"Maklumat Layanan Informasi\n{THIRD} · versi 1\nAkan menggantikan {NUMBER}" in card.text
    assert "Paraf" in card.labels, "another title, and a document with it is the first draft"
    assert f"Sedang digantikan melalui {THIRD}" in await house.history()
    await house.verify()
