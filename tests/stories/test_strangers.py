"""Whoever is not enrolled learns nothing, and a group gets a refusal and nothing else."""

import re

import pytest

from tests.stories.house import NUMBER, PDF, TITLE, House, button

pytestmark = pytest.mark.story


async def test_a_stranger_is_refused_politely_and_learns_nothing(house: House):
    await house.to_step_3()
    approve = button(await house.newest(house.komisioner, "Setujui"), "Setujui").replace("cf.ap", "do.ap")
    stranger = await house.telegram.person("Orang", last_name="Lain")
    house.people["stranger"] = stranger

    async with house.nothing_changes():
        for words in ("halo", "setuju", "/tugas", f"/status {NUMBER}", f"/riwayat {NUMBER}", "/sop", "/baru Palsu"):
            await stranger.say(words)
        await stranger.send(PDF)
        told = await house.received()
        assert set(told) == {"stranger"}
        refusal = await house.forged(stranger, approve)
        assert refusal.show_alert
        assert refusal.text == "Mohon maaf, akun ini belum terdaftar; mohon menghubungi admin."
        for forged in ("hi..1.3.1", "dr..1.3.1", "pa..1.3.1"):
            assert (await house.forged(stranger, forged)).text == refusal.text
        await stranger.say("/start kode-palsu")
        await house.settle()
    chat = [m for m in await stranger.chat() if m.from_bot]
    assert all(m.text.startswith("Mohon maaf") or "Kode" in m.text for m in chat)
    assert not any(secret in m.text for m in chat for secret in (NUMBER, TITLE, "Komisioner", "Bagus", "versi"))
    assert not any(m.document or m.photo or m.labels for m in chat)


async def test_a_code_is_good_for_one_person_once(house: House):
    given = await house.process.command("invite", "--role", "ppid", "--name", "Lina Sari", "--sapaan", "Ibu")
    code = given[1].splitlines()[-1]
    first, second = (await house.telegram.person("Lina"), await house.telegram.person("Lini"))
    house.people |= {"first": first, "second": second}

    await first.say(f"/start {code}")
    await first.expect(button="Saya mengerti")
    await house.admin.expect(
        "Ibu Lina Sari telah mendaftar dengan kode pendaftaran dari pengelola layanan sebagai PPID"
    )
    await second.say(f"/start {code}")
    refused = await second.expect("tidak dapat digunakan")
    assert refused.labels == ()
    assert "Terima kasih" in (await first.tap("Saya mengerti")).text
    await second.say("/tugas")
    received = await house.received()
    assert "belum terdaftar" in received["second"][-1].text
    (notice,) = (one for one in received["first"] if "UU 27/2022" in one.text)
    assert notice.labels == ()


@pytest.mark.parametrize("said_before", [0, 4])
async def test_whoever_tries_five_codes_is_told_once_why_and_until_when_nothing_is_answered(house: House, said_before):
    guesser = await house.telegram.person("Tebak")
    house.people["guesser"] = guesser

    for number in range(said_before):
        await guesser.say(f"halo {number}")
    for number in range(5):
        await guesser.say(f"/start salah-{number}")
    told = (await house.received())["guesser"]
    assert "tidak dapat digunakan. Karena sudah lima kali dicoba, kode berikutnya" in told[-1].text
    assert re.search(r"baru diperiksa setelah \w+, \d+ \w+ \d{4} pukul \d\d\.\d\d WIB; mohon", told[-1].text)
    assert sum("lima kali" in m.text for m in told) == 1

    await guesser.say("/start salah-5")
    await guesser.say("halo?")
    assert "guesser" not in await house.received()


async def test_a_command_in_a_group_is_refused_there_and_nothing_else_happens(house: House):
    await house.open_maklumat()
    group = {"id": -1001234, "type": "supergroup", "title": "Grup PPID"}
    sender = {"id": house.ppid.id, "is_bot": False, "first_name": "Wahyu"}
    command = [{"type": "bot_command", "offset": 0, "length": 7}]

    async with house.nothing_changes():
        for number, (text, entities) in enumerate(((f"/status {NUMBER}", command), ("Selamat pagi semua", [])), 1):
            message = {"message_id": number, "date": 1_800_000_000, "chat": group, "from": sender, "text": text}
            await house.telegram.push({"message": {**message, "entities": entities}})
        assert await house.told() == set()
    spoken = await house.telegram.ledger("sendMessage", chat_id=-1001234)
    assert len(spoken) == 1, "plain talk among people is none of the bot's business"
    assert "percakapan pribadi" in str(spoken[0]["parameters"])
    assert NUMBER not in str(spoken[0]["parameters"])
