"""Every secret is changed by the steps of docs/running.md while a maklumat waits: nothing lost, nothing asked twice."""

from pathlib import Path

import httpx
import pytest

from bot.commands.endings import EX_CONFIG, EX_TEMPFAIL
from bot.webhook import SECRET_HEADER
from storage.engine import Database
from tests.ports import free_port
from tests.stories.house import NUMBER, TITLE, House, acts
from tests.stories.replicas import PATH, SECRET, Replica, behind

pytestmark = pytest.mark.story

HEADER = SECRET_HEADER.decode()
ANOTHER_SECRET = SECRET[::-1]
ROLE, PASSWORD, ANOTHER_PASSWORD = "kantor", "made-up-for-a-story", "made-up-for-its-end"


async def test_the_token_is_revoked_and_everything_goes_on_with_the_new_one(house: House):
    await house.to_step_3()
    card, old = await house.newest(house.komisioner, "Setujui"), house.process.token

    assert await house.process.stop() == 0
    new = house.server.world.revoke(house.server.world.bot)
    await house.ppid.say("/tugas")
    await house.komisioner.press("Lihat draf", card)
    code, _, said = await house.process.command("run")
    # It is asked some more times before, for a proxy may refuse it for a moment.
    assert (code, said.strip().splitlines()[-1]) == (
        EX_CONFIG,
        "BOT_TOKEN ditolak oleh Telegram; mohon menyalinnya sekali lagi dari @BotFather.",
    ), "whoever forgets the new token is told so, and no supervisor tries again"
    house.process.token = new
    await house.process.start()
    told = await house.received()

    assert set(told) == {"ppid", "komisioner"}, "each is answered, and nobody gets a card anew"
    assert "Tidak ada maklumat yang menunggu Bapak saat ini." in told["ppid"][-1].text
    assert [m.document.name for m in told["komisioner"] if m.document] == ["maklumat-v1.pdf"]
    assert "Setujui" in acts(await house.bubble(house.komisioner, card)), "the old card is still the live one"
    await house.approve()
    assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"
    async with httpx.AsyncClient(trust_env=False) as http:
        refused = await http.get(f"{house.server.base_url}/bot{old}/getMe")
    assert refused.status_code == 401
    assert old.partition(":")[2] not in house.process.log.read_text()


@pytest.fixture
async def behind_a_webhook(tmp_path: Path, local_telegram, postgres, postgres_templates):
    """One bot behind a webhook, on a PostgreSQL that asks for its password."""
    postgres.asks_for_password(ROLE, PASSWORD)
    url = postgres_templates.copy("migrated", tmp_path).replace("//postgres@", f"//{ROLE}:{PASSWORD}@")
    port = free_port()
    house = House(tmp_path, local_telegram)
    settings = {**house.process.settings, **behind(port, port), "DATABASE_URL": url}
    house.process = Replica(tmp_path, local_telegram.server.base_url, local_telegram.server.token, settings, port=port)
    house.scale()
    try:
        await house.open()
        yield house
    finally:
        await house.close()


async def test_the_webhooks_secret_and_the_databases_password_are_changed_together(behind_a_webhook, postgres):
    house = behind_a_webhook
    await house.to_step_2()
    settings, former = house.process.settings, house.process.settings["DATABASE_URL"]

    postgres._administer(f"ALTER ROLE {ROLE} PASSWORD '{ANOTHER_PASSWORD}'")
    assert await house.process.stop() == 0
    await house.ppid.say(f"/baru {TITLE} (kedua)")
    assert (await house.process.command("run"))[::2] == (
        EX_TEMPFAIL,
        "PostgreSQL menolak kata sandi pada DATABASE_URL; mohon memeriksanya.\n",
    )
    settings["DATABASE_URL"] = former.replace(PASSWORD, ANOTHER_PASSWORD)
    settings["WEBHOOK_SECRET"] = ANOTHER_SECRET
    house._database.close()
    house._database = Database(settings["DATABASE_URL"])
    await house.process.start()

    await house.ppid.expect(NUMBER.replace("-001", "-002"))
    told = await house.received()
    assert set(told) == {"ppid", "atasan-ppid"}, "what came while it stood still, and nothing else"
    door = f"http://{settings['LISTEN']}{PATH}"
    async with httpx.AsyncClient(trust_env=False) as http:
        knocks = [await http.post(door, headers={HEADER: secret}) for secret in (SECRET, ANOTHER_SECRET)]
    assert [knock.status_code for knock in knocks] == [403, 415], (
        "the old one is refused; with the new one the empty body is"
    )
    await house.atasan.tap("Sampaikan", await house.newest(house.atasan, "Sampaikan"))
    await house.settle()
    await house.approve()
    assert (await house.events())["Approved"] == 1
