"""The SOP by webhook: one bot alone, and three on one PostgreSQL of which any may be killed at any time."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx
import pytest

from bot.demo.kit.client import Person
from tests.contract.description import REQUESTS_JUDGED, REQUESTS_MADE
from tests.ports import free_port
from tests.stories.house import NUMBER, PAGE, PDF, TITLE, House, acts
from tests.stories.replicas import Replicas, behind
from tests.stories.test_restart import CLEAN

pytestmark = pytest.mark.story

COUNT = 3


@pytest.fixture
async def house(tmp_path: Path, local_telegram):
    """One bot on SQLite, by webhook."""
    house = House(tmp_path, local_telegram)
    port = free_port()
    house.process.settings |= behind(port, port)
    house.scale()
    try:
        await house.open()
        yield house
    finally:
        await house.close()


@pytest.fixture
async def replicas(tmp_path: Path, local_telegram, postgres_templates, request: pytest.FixtureRequest):
    """Three bots on one PostgreSQL, by webhook, behind a balancer."""
    url = postgres_templates.copy("migrated", tmp_path / "database")
    replicas = Replicas(tmp_path, local_telegram, url, COUNT)
    replicas.scale()
    try:
        await replicas.open()
        yield replicas
    finally:
        await replicas.close()
        made, judged, objections = replicas.requests()
        request.node.user_properties += [(REQUESTS_MADE, made), (REQUESTS_JUDGED, judged)]
        assert objections == []
        # Whoever is killed while the webhook is being set leaves the turn to the next at once, which is told to wait.
        remarked = [entry for entry in local_telegram.server.world.ledger if entry.remarks]
        assert [entry for entry in remarked if entry.method != "setWebhook"] == []


async def the_whole_sop(house: House) -> None:
    """From step 1 to 6, each person told what is theirs and nothing twice."""
    await house.ppid.say(f"/baru {TITLE}")
    assert await house.told() == {"ppid", "atasan-ppid"}
    await house.ppid.send(PDF)
    assert await house.told() == {"ppid"}
    await house.ppid.tap("Paraf")
    assert [len(m) for m in (await house.received()).values()] == [2]
    await house.atasan.tap("Paraf dan sampaikan")
    forwarded = await house.received()
    assert {key: len(messages) for key, messages in forwarded.items()} == {"komisioner": 4, "ppid": 1}
    await house.komisioner.tap("Setujui")
    await house.komisioner.expect(button="Ya, setujui")
    await house.komisioner.tap("Ya, setujui")
    assert await house.told() == {"atasan-ppid", "ppid", "komisioner", "admin"}
    await house.atasan.tap("Perintahkan publikasi")
    ordered = await house.received()
    assert {key: len(messages) for key, messages in ordered.items()} == {"pelaksana": 3, "ppid": 1}
    await house.pelaksana.reply(ordered["pelaksana"][-1], PAGE)
    assert await house.told() == {"e-ppid", "pelaksana", "ppid", "atasan-ppid", "komisioner", "admin"}
    await house.eppid.tap("Sudah tayang")
    assert await house.told() == set()
    assert await house.events() == CLEAN
    assert await house.step() == "Langkah 6 dari 6 · Terpublikasi"
    await house.verify()


class TestOneBot:
    async def test_goes_through_all_six_steps(self, house: House):
        await the_whole_sop(house)

        methods = Counter(entry.method for entry in house.server.world.ledger)
        assert methods["getUpdates"] == 0
        assert methods["deleteWebhook"] == 0
        assert methods["setWebhook"] == 1

    async def test_that_is_killed_after_every_act_loses_nothing_and_does_nothing_twice(self, house: House):
        async def press(person: Person, label: str) -> None:
            await person.press(label, await house.newest(person, label))
            await house.power_cut()

        await house.ppid.say(f"/baru {TITLE}")
        await house.power_cut()
        await house.ppid.send(PDF)
        await house.power_cut()
        await press(house.ppid, "Paraf")
        await press(house.atasan, "Paraf dan sampaikan")
        await press(house.komisioner, "Setujui")
        await press(house.komisioner, "Ya, setujui")
        await press(house.atasan, "Perintahkan publikasi")
        await house.settle()

        assert (await house.events()) == CLEAN - Counter(StepEntered=1, Published=1, ConfirmedLive=1)
        assert await house.step() == "Langkah 5 dari 6 · Publikasi"

    async def test_that_was_away_for_long_gives_those_who_are_waited_for_their_card_anew(self, house: House):
        await house.to_step_3()
        old = await house.newest(house.komisioner, "Setujui")
        await house.process.kill()
        house.process.move_clock(400)

        await house.process.start()
        card = await house.komisioner.expect("tidak tersambung", button="Setujui", after=old)
        told = await house.received()

        assert {key: [m.id for m in messages] for key, messages in told.items()} == {"komisioner": [card.id]}
        assert acts(await house.bubble(house.komisioner, old)) == set()
        await house.approve()
        assert await house.step() == "Langkah 4 dari 6 · Perintah publikasi"

    async def test_leaves_the_webhook_when_it_ends_and_polling_takes_it_back(self, house: House):
        await house.process.stop()
        assert house.server.world.bot.webhook is not None
        await house.ppid.say(f"/baru {TITLE}")
        del house.process.settings["WEBHOOK_URL"]

        await house.process.start()
        await house.ppid.expect(NUMBER)

        assert house.server.world.bot.webhook is None

    async def test_tells_the_balancer_and_whoever_runs_it_that_all_is_well(self, house: House):
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(f"http://{house.process.settings['LISTEN']}/sehat")
        code, out, err = await house.process.command("health")
        for _ in range(20):
            if "pemeriksaan batas waktu: belum pernah" not in out:
                break
            await house.wait(0.5)
            code, out, err = await house.process.command("health")

        assert (answer.status_code, answer.json()) == (200, {"sehat": True})
        assert (code, err) == (0, ""), out
        assert "keadaan: baik" in out
        await house.admin.say("/kesehatan")
        (told,) = (await house.received())["admin"]
        assert "Kesehatan layanan" in told.text
        assert "Basis data: SQLite" in told.text
        assert (await house.process.stop()) == 0
        assert (await house.process.command("health"))[0] == 1


class TestThreeBots:
    async def test_go_through_all_six_steps_as_one(self, replicas: Replicas):
        await the_whole_sop(replicas)

        assert all(replicas.balancer.taken[port] for port in replicas.balancer.ports), "each took its part"

    async def test_of_which_any_is_killed_at_any_time_lose_nothing_and_do_nothing_twice(self, replicas: Replicas):
        turn = iter(range(100))

        async def one_dies() -> None:
            number = next(turn) % COUNT
            await replicas.replicas[number].kill()
            await replicas.replicas[number].start()

        async def press(person: Person, label: str) -> None:
            await person.press(label, await replicas.newest(person, label))
            await one_dies()

        await replicas.ppid.say(f"/baru {TITLE}")
        await one_dies()
        await replicas.ppid.send(PDF)
        await one_dies()
        await press(replicas.ppid, "Paraf")
        await press(replicas.atasan, "Paraf dan sampaikan")
        await press(replicas.komisioner, "Setujui")
        await press(replicas.komisioner, "Ya, setujui")
        await press(replicas.atasan, "Perintahkan publikasi")
        card = await replicas.newest(replicas.pelaksana, "Tandai terpublikasi")
        await replicas.pelaksana.reply(card, PAGE)
        await one_dies()
        await press(replicas.eppid, "Sudah tayang")
        await replicas.settle()

        assert await replicas.events() == CLEAN
        assert await replicas.step() == "Langkah 6 dari 6 · Terpublikasi"
        await replicas.verify()

    async def test_of_which_two_are_gone_go_on(self, replicas: Replicas):
        await replicas.to_step_2()
        for replica in replicas.replicas[1:]:
            await replica.kill()

        await replicas.atasan.tap("Sampaikan")
        await replicas.settle()
        await replicas.approve()

        assert await replicas.step() == "Langkah 4 dari 6 · Perintah publikasi"

    async def test_that_were_all_away_give_each_card_anew_once(self, replicas: Replicas):
        await replicas.to_step_3()
        old = await replicas.newest(replicas.komisioner, "Setujui")
        for replica in replicas.replicas:
            await replica.kill()
            replica.move_clock(400)

        await asyncio.gather(*(replica.start() for replica in replicas.replicas))
        card = await replicas.komisioner.expect("tidak tersambung", button="Setujui", after=old, timeout=30)
        await replicas.wait(1)
        told = await replicas.received()

        assert {key: [m.id for m in messages] for key, messages in told.items()} == {"komisioner": [card.id]}

    async def test_with_one_closed_for_good_leave_the_webhook_to_the_others(self, replicas: Replicas):
        assert await replicas.replicas[2].stop() == 0

        await replicas.to_step_2()

        assert replicas.server.world.bot.webhook is not None
        assert (await replicas.process.command("health"))[0] == 0
