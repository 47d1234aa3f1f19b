"""The server itself: where it listens, what the page may do, and that it ends."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import httpx
import pytest

from bot.demo.kit.client import LocalTelegram
from bot.demo.server import PAGE, LocalTelegramServer

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5"])
def test_it_serves_no_address_that_others_can_reach(host):
    with pytest.raises(ValueError, match="serves this machine alone"):
        LocalTelegramServer(host=host)


async def test_it_ends_while_polls_and_pages_wait():
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        async with LocalTelegramServer() as server:
            waiting = asyncio.create_task(http.get(f"{server.bot_base_url}{server.token}/getUpdates?timeout=30"))
            page = asyncio.create_task(http.get(f"{server.base_url}/local/events"))
            await asyncio.sleep(0.3)
            began = loop.time()

        assert loop.time() - began < 3
        assert (await waiting).json()["description"] == "Internal Server Error: restart"
        assert (await page).status_code == 200


async def test_two_servers_stand_side_by_side():
    async with (
        LocalTelegramServer() as one,
        LocalTelegramServer() as two,
        LocalTelegram(one.base_url) as first,
        LocalTelegram(two.base_url) as second,
    ):
        await first.person("Wahyu")

        assert (len(await first.people()), len(await second.people())) == (1, 0)


async def test_the_page_asks_nobody_outside(server):
    names = sorted(part.name for part in PAGE.iterdir() if part.is_file())
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http:
        index = await http.get("/")
        parts = [await http.get(f"/{name}") for name in names]
        missing = await http.get("/server.py")

    assert "default-src 'self'" in index.headers["Content-Security-Policy"]
    assert {"index.html", "style.css", "app.js"} <= set(names)
    for name, part in zip(names, parts, strict=True):
        assert part.status_code == 200, name
        # The name of SVG looks like an address and is none.
        assert re.findall(r"https?://(?!www\.w3\.org/2000/svg['\"])\S+", part.text) == [], name
    assert missing.status_code == 404


async def test_a_file_that_could_run_as_a_page_is_only_saved(server, wahyu):
    await wahyu.send(b"<script>alert(1)</script>", "jahat.html")
    attachment = (await wahyu.chat())[-1].document

    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as http:
        answer = await http.get(attachment.url)

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_it_runs_as_a_process_of_its_own_and_ends_when_told():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.demo.server", "--person", "Wahyu:PPID", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(20):
            address = (await process.stdout.readline()).decode().strip()
            async with LocalTelegram(address) as telegram:
                assert [(person.name, person.title) for person in await telegram.people()] == [("Wahyu", "PPID")]
            process.send_signal(signal.SIGTERM)
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()

    assert code in {0, -signal.SIGTERM}
