"""A step waits for somebody who cannot do it: the Atasan PPID or an admin gives it to another, and says why."""

import pytest

from tests.stories.house import NUMBER, PAGE, PDF_2, House, acts, button

pytestmark = pytest.mark.story

WHY = "Sdri. Rina sedang bertugas di lapangan"


async def chosen(house: House, who, label: str, command: str = "/alihkan"):
    """The command, then to whom; the question why."""
    await who.say(command)
    choice = await house.newest(who, label)
    await house.settle()
    await who.tap(label, choice)
    question = await who.expect("Mohon membalas pesan ini dengan alasan pengalihan", button="Batal")
    await house.settle()
    assert (await house.bubble(who, choice)).labels == ()
    return question


async def test_the_atasan_ppid_gives_the_publication_to_the_ppid_who_publishes_as_ppid(house: House):
    await house.to_step_5()
    old = await house.newest(house.pelaksana, "Tandai terpublikasi")

    question = await chosen(house, house.atasan, "Bapak Wahyu Nugroho · PPID")
    await house.atasan.reply(question, WHY)

    told = await house.received()
    assert set(told) == {"atasan-ppid", "ppid", "pelaksana"}
    assert (
        "Pengalihan langkah 5 (Publikasi) kepada Bapak Wahyu Nugroho selaku PPID telah dicatat"
        in told["atasan-ppid"][0].text
    )
    assert "Tandai terpublikasi" in told["ppid"][-1].labels
    assert WHY in told["ppid"][-1].text
    assert [m.document.name for m in told["ppid"] if m.document]
    assert "tidak lagi menunggu Saudari" in told["pelaksana"][0].text
    assert "Tandai terpublikasi" not in acts(await house.bubble(house.pelaksana, old))

    async with house.nothing_changes():
        refused = await house.forged(house.pelaksana, button(old, "Sedang saya periksa"))
        assert refused.show_alert
        assert "dialihkan kepada Bapak Wahyu Nugroho" in refused.text
        await house.pelaksana.say("/tugas")
        await house.pelaksana.expect("Tidak ada maklumat yang menunggu")
        await house.settle()

    await house.ppid.reply(told["ppid"][-1], PAGE)
    await house.settle()
    assert await house.step() == "Langkah 6 dari 6 · Terpublikasi"
    history = await house.history()
    assert "dialihkan kepada Bapak Wahyu Nugroho selaku PPID oleh Ibu Sri Handayani selaku Atasan PPID" in history
    assert "terpublikasi pada laman e-PPID oleh Bapak Wahyu Nugroho selaku PPID" in history
    await house.verify()


async def test_what_the_former_holder_still_says_is_kept_and_reaches_the_new_one(house: House):
    await house.to_step_5()
    asked = await house.asked(house.pelaksana, "Laporkan kendala")
    question = await chosen(house, house.atasan, "Bapak Wahyu Nugroho · PPID")
    await house.atasan.reply(question, WHY)
    await house.settle()

    await house.pelaksana.reply(asked, "Akun laman e-PPID terkunci")

    told = await house.received()
    assert "disimpan dalam riwayat" in told["pelaksana"][-1].text
    assert "dialihkan kepada Bapak Wahyu Nugroho" in told["pelaksana"][-1].text
    assert "Akun laman e-PPID terkunci" in told["ppid"][-1].text
    assert (await house.events())["ObstacleReported"] == 0


async def test_an_admin_without_a_role_does_it_too_and_it_can_be_given_back(house: House):
    await house.to_step_4()

    question = await chosen(house, house.admin, "Bapak Wahyu Nugroho · PPID", f"/alihkan {NUMBER}")
    async with house.nothing_changes():
        await house.admin.reply(question, "\u2060")
        await house.admin.expect("Alasan belum jelas")
        await house.settle()
    await house.admin.reply(question, "Ibu Sri mengikuti rapat pleno")
    told = await house.received()
    assert set(told) == {"admin", "ppid", "atasan-ppid"}
    assert "oleh Ibu Tini Wulandari (admin)" in told["atasan-ppid"][0].text
    assert "Perintahkan publikasi" in told["ppid"][-1].labels

    question = await chosen(house, house.admin, "Ibu Sri Handayani · Atasan PPID")
    await house.admin.reply(question, "Rapat telah selesai")
    told = await house.received()
    assert "Perintahkan publikasi" in told["atasan-ppid"][-1].labels
    await house.atasan.tap("Perintahkan publikasi")
    await house.settle()
    assert await house.step() == "Langkah 5 dari 6 · Publikasi"


async def test_nobody_else_may_and_the_komisioners_step_never(house: House):
    await house.to_step_3()

    async with house.nothing_changes():
        for person in (house.ppid, house.komisioner, house.pelaksana, house.eppid):
            await person.say("/alihkan")
            await person.expect("hanya dialihkan oleh Atasan PPID atau admin")
        await house.settle()
        await house.atasan.say("/alihkan")
        await house.atasan.expect("Tidak ada langkah yang dapat dialihkan saat ini")
        await house.settle()
        await house.admin.say(f"/alihkan {NUMBER}")
        await house.admin.expect("berada pada langkah 3 (Arahan dan persetujuan); yang dapat dialihkan hanya")
        await house.settle()


async def test_of_several_maklumat_one_is_chosen_and_batal_leaves_everything_as_it_is(house: House):
    await house.to_step_5()
    await house.ppid.say("/baru Maklumat lain")
    await house.settle()
    await house.give_draft(PDF_2)
    await house.ppid.tap("Paraf")
    await house.settle()
    await house.atasan.tap("Paraf", await house.newest(house.atasan, "Paraf"))
    await house.settle()
    second = f"{NUMBER[:-1]}2 · langkah 2, Penyampaian draf"

    await house.atasan.say("/alihkan")
    which = await house.newest(house.atasan, second)
    assert which.labels == (f"{NUMBER} · langkah 5, Publikasi", second)
    await house.settle()
    async with house.nothing_changes():
        await house.atasan.tap(second, which)
        await house.settle()
        choice = await house.bubble(house.atasan, which)
        assert "Sdri. Rina Lestari · Pelaksana (operator)" in choice.labels
        await house.atasan.tap("Sdri. Rina Lestari · Pelaksana (operator)", choice)
        question = await house.newest(house.atasan, "Batal")
        await house.settle()
        await house.atasan.tap("Batal", question)
        await house.atasan.expect("pertanyaan ini ditutup")
        await house.atasan.reply(question, WHY)
        await house.settle()


async def test_whoever_has_it_is_away_and_it_falls_back_which_he_and_who_reassigned_it_are_told(house: House):
    await house.to_step_5()
    question = await chosen(house, house.atasan, "Bapak Wahyu Nugroho · PPID")
    await house.atasan.reply(question, WHY)
    await house.received()

    await house.ppid.say("/berhalangan hari ini s.d. lusa Sdr. Dimas Saputra")

    told = await house.received()
    away = next(m.text for m in told["ppid"] if "Tercatat" in m.text)
    assert f"Langkah {NUMBER} yang dialihkan kepada Bapak kembali kepada pelaksana semula sekarang." in away
    assert "Maklumat lain yang menunggu disampaikan kepada Sdr. Dimas Saputra" in away
    assert "Pengalihan kepada Bapak Wahyu Nugroho tidak berlaku lagi" in told["atasan-ppid"][-1].text
    assert "langkah ini kini menunggu Sdri. Rina Lestari" in told["atasan-ppid"][-1].text
    assert any("Tandai terpublikasi" in m.labels for m in told["pelaksana"])
