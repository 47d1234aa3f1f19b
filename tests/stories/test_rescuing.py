"""A maklumat is stuck and an admin helps it along: both sides read what and why; the Komisioner decides alone."""

import pytest

from tests.stories.house import NUMBER, PAGE, House, acts, button

pytestmark = pytest.mark.story

WHY = "Naskah memuat jam layanan yang keliru."


async def asked(house: House, label: str, command: str = f"/penanganan {NUMBER}"):
    """The command, what is to be done; the question why, which says what will follow."""
    await house.admin.say(command)
    page = await house.newest(house.admin, label)
    await house.settle()
    mark = await house.admin.mark()
    await house.admin.tap(label, page)
    question = await house.admin.expect("Mohon membalas pesan ini dengan alasan", button="Batal", after=mark)
    await house.settle()
    assert (await house.bubble(house.admin, page)).labels == ()
    return question


async def test_from_publication_back_to_the_komisioner_whose_approval_is_void_and_then_on_again(house: House):
    await house.to_step_5()
    operators = await house.newest(house.pelaksana, "Tandai terpublikasi")

    question = await asked(house, "Kembalikan ke langkah 3", "/penanganan")
    assert "persetujuan Bapak Bagus Prasetyo atas versi 1 gugur" in question.text
    assert "maklumat menunggu Bapak Bagus Prasetyo dengan batas waktu baru" in question.text
    async with house.nothing_changes():
        await house.admin.reply(question, "...")
        await house.admin.expect("Alasan belum jelas")
        await house.settle()
    await house.admin.reply(question, WHY)

    told = await house.received()
    assert set(told) == {"admin", "komisioner", "atasan-ppid", "ppid", "pelaksana"}
    for person in ("komisioner", "atasan-ppid", "ppid", "pelaksana"):
        text = told[person][-1].text
        assert "dikembalikan ke langkah 3 (Arahan dan persetujuan) oleh Ibu Tini Wulandari (admin)" in text
        assert "sehingga persetujuan atas versi 1 gugur" in text
        assert WHY in text
    assert "tidak lagi menunggu Saudari" in told["pelaksana"][-1].text
    assert "Pengembalian maklumat ke langkah 3 (Arahan dan persetujuan) telah dicatat" in told["admin"][0].text
    assert [m.document.name for m in told["komisioner"] if m.document]
    assert not acts(await house.bubble(house.pelaksana, operators)) & {"Tandai terpublikasi", "Sedang saya periksa"}

    async with house.nothing_changes():
        refused = await house.forged(house.pelaksana, button(operators, "Sedang saya periksa"))
        assert refused.show_alert
        assert "dikembalikan ke langkah yang lebih awal oleh Ibu Tini Wulandari (admin)" in refused.text
        await house.settle()
        await house.admin.say(f"/penanganan {NUMBER}")
        page = await house.newest(house.admin, "Kembalikan ke langkah 2")
        await house.settle()
        # An admin's own button, with step 4 written into it: never on.
        forward = button(page, "Kembalikan ke langkah 2").rpartition(".")[0] + ".4"
        refused = await house.forged(house.admin, forward, page)
        assert "hanya dapat dikembalikan ke langkah yang lebih awal" in refused.text
        await house.settle()

    await house.approve()
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    await house.settle()
    assert await house.step() == "Langkah 6 dari 6 · Terpublikasi"
    history = await house.history()
    assert f"Alasan:\n{WHY}" in history
    await house.verify()


async def test_held_where_it_stands_a_card_anew_a_reason_that_comes_too_late_and_closed(house: House):
    await house.to_step_3()
    async with house.nothing_changes():
        for person in (house.ppid, house.atasan, house.komisioner, house.pelaksana, house.eppid):
            await person.say(f"/penanganan {NUMBER}")
            await person.expect("penanganan hanya untuk admin")
        await house.settle()
    old = await house.newest(house.komisioner, "Setujui")

    held = await asked(house, "Tahan")
    late = await asked(house, "Kembalikan ke langkah 2")
    await house.admin.reply(held, "Menunggu rapat pleno.")
    told = await house.received()
    assert set(told) == {"admin", "komisioner", "atasan-ppid", "ppid"}
    assert "Lanjutkan" in told["komisioner"][-1].labels
    assert "Setujui" not in told["komisioner"][-1].labels
    async with house.nothing_changes():
        refused = await house.forged(house.komisioner, button(old, "Setujui"), old)
        assert "sedang ditahan dengan alasan: Menunggu rapat pleno." in refused.text
        await house.settle()
    await house.komisioner.tap("Lanjutkan")
    assert set(await house.received()) == {"admin", "komisioner", "atasan-ppid", "ppid"}

    again = await asked(house, "Kirim ulang kartu")
    newest = await house.newest(house.komisioner, "Setujui")
    await house.admin.reply(again, "Percakapan beliau terhapus.")
    told = await house.received()
    assert set(told) == {"admin", "komisioner"}
    assert "Kartu ini dikirim ulang oleh Ibu Tini Wulandari (admin)." in told["komisioner"][-1].text
    assert "Percakapan beliau terhapus." in told["komisioner"][-1].text
    assert "Setujui" in told["komisioner"][-1].labels
    assert [m.document.name for m in told["komisioner"] if m.document]
    assert acts(await house.bubble(house.komisioner, newest)) == set()

    await house.approve()
    async with house.nothing_changes():
        await house.admin.reply(late, WHY)
        said = (await house.received())["admin"]
        assert "sudah tercatat: disetujui oleh Bapak Bagus Prasetyo" in said[0].text
        assert "Langkah 4 dari 6 · Perintah publikasi" in said[-1].text
        assert (await house.bubble(house.admin, late)).labels == ()

    question = await asked(house, "Batalkan")
    assert "maklumat ditutup tanpa terpublikasi" in question.text
    await house.admin.reply(question, "Digabung dengan maklumat lain.")
    told = await house.received()
    assert set(told) == {"admin", "komisioner", "atasan-ppid", "ppid"}
    assert "dibatalkan oleh Ibu Tini Wulandari (admin)" in told["komisioner"][-1].text
    async with house.nothing_changes():
        await house.admin.say(f"/penanganan {NUMBER}")
        await house.admin.expect("Tidak ada yang perlu ditangani")
        await house.settle()
