"""`python -m bot demo` as a process: its first line, the story it tells, its exit codes, and that it leaves nothing."""

import asyncio
import contextlib
import os
import pty
import re
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from bot.demo.stage.story import STORY
from tests.bot.test_main import quiet_environment

PATIENCE = 40.0
COMMAND = (sys.executable, "-m", "bot", "demo", "--port", "0")
HEADINGS = dict.fromkeys(scene.heading.id for scene in STORY)


def children_of(pid: int) -> set[int]:
    """Processes whose parent this one is."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.add(int(stat.parent.name))
    return found


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").exists()


@contextlib.asynccontextmanager
async def demo(*arguments: str, stdout: int = asyncio.subprocess.PIPE):
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, stdout=stdout, stderr=asyncio.subprocess.PIPE, env=quiet_environment()
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def until(stream: asyncio.StreamReader, words: str) -> str:
    """Read on until these words have come; all that was read."""
    read = ""
    while words not in read:
        line = (await stream.readline()).decode()
        assert line, f"{words!r} never came after:\n{read}"
        read += line
    return read


async def test_once_it_tells_the_whole_story_and_ends_well():
    async with demo("--once") as process:
        out, err = (text.decode() for text in await process.communicate())

    assert process.returncode == 0, err
    assert err == ""
    assert re.match(r"Halaman: http://127\.0\.0\.1:\d+/\n", out)
    places = [out.index(f"── {heading} ─") for heading in HEADINGS]
    assert places == sorted(places)
    assert "» Komisioner (Bagus Prasetyo) menekan Ya, setujui" in out
    assert "nota-dinas_v2.pdf" in out
    assert re.search(r"Cerita selesai setelah \d+ detik\.", out)


@pytest.mark.besides
async def test_in_a_pipe_it_tells_the_story_and_goes_on_until_it_is_told_to_end():
    async with demo() as process:
        first = (await process.stdout.readline()).decode()
        await until(process.stdout, "Ctrl-C untuk berhenti")
        (bot,) = children_of(process.pid)
        async with httpx.AsyncClient(base_url=first.split()[1], trust_env=False) as http:
            shown = (await http.get("/local/stage")).json()
            assert shown["tour"]["state"] == "finished"
            assert shown["maklumat"][0]["phase"] == "published"

        process.send_signal(signal.SIGTERM)
        out, err = (text.decode() for text in await process.communicate())

    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[-1] == "Demo dihentikan."
    assert not is_alive(bot)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_told_to_end_while_it_prepares_it_leaves_nothing_running(number):
    async with demo() as process:
        await process.stdout.readline()
        while not (bots := children_of(process.pid)):  # noqa: ASYNC110  # a process sets no event
            await asyncio.sleep(0.01)

        process.send_signal(number)
        await process.wait()

    assert process.returncode == 0
    assert not any(is_alive(bot) for bot in bots)


async def test_before_a_terminal_it_waits_for_the_viewer_and_writes_along():
    ours, theirs = pty.openpty()
    reader = asyncio.StreamReader()
    try:
        async with demo(stdout=theirs):
            loop = asyncio.get_running_loop()
            os.close(theirs)
            transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours, "rb", 0)
            )
            read = await until(reader, "Ctrl-C untuk berhenti")
            async with httpx.AsyncClient(base_url=read.split()[1], trust_env=False) as http:
                shown = (await http.get("/local/stage")).json()
                assert (shown["tour"]["state"], shown["maklumat"]) == ("idle", [])
                ppid = next(p for p in (await http.get("/local/people")).json() if p["title"] == "PPID")
                await http.post(f"/local/chats/{ppid['id']}/say", json={"text": "/daftar"})
                await until(reader, "» PPID (Wahyu Nugroho) menulis:")
                await until(reader, "→ PPID (Wahyu Nugroho)")
            transport.close()
    finally:
        with contextlib.suppress(OSError):
            os.close(ours)


async def test_a_port_that_is_taken_is_left_to_its_owner():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with demo("--port", str(port)) as process:
            first = (await process.stdout.readline()).decode()

    assert re.match(r"Halaman: http://127\.0\.0\.1:\d+/\n", first)
    assert f":{port}/" not in first


async def test_a_bot_that_cannot_start_is_told_with_its_last_words(tmp_path):
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import sys\nif 'run' in sys.argv:\n    sys.exit('nothing works here')\n")
    environment = quiet_environment()
    environment["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{environment['PYTHONPATH']}"
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--once", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()

    assert process.returncode == 1
    assert "nothing works here" in out.decode()
