"""A PDF is opened apart: what it does there to time and memory stays there."""

import asyncio
import resource
import subprocess
import time
from pathlib import Path

import pytest

from bot.papers import PdfTooHard, apart, first_page, pages_of
from tests import documents


def own_memory() -> int:
    """Resident bytes of this process now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def test_pages_are_counted():
    assert pages_of(documents.pdf()) == 1
    assert pages_of(documents.scan(pages=30, size=300_000)) == 30


@pytest.mark.parametrize("asked", [pages_of, first_page])
def test_one_that_swells_ends_its_own_process_and_not_this_one(asked):
    before, data = own_memory(), documents.swelling_pdf()

    with pytest.raises(PdfTooHard):
        asked(data)

    assert own_memory() - before < 100_000_000


def test_one_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    began = time.monotonic()

    with pytest.raises(PdfTooHard):
        pages_of(documents.pdf())

    assert time.monotonic() - began < 2


def test_what_is_ended_from_outside_says_nothing_about_the_file(monkeypatch):
    killed = subprocess.CompletedProcess([], -15, b"", b"")
    monkeypatch.setattr(apart.subprocess, "run", lambda *_args, **_more: killed)

    with pytest.raises(OSError, match="outside"):
        pages_of(documents.pdf())


def test_it_learns_nothing_of_the_bot(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "7:secret")
    asked = {}
    real = subprocess.run

    def run(*args, **more):
        asked.update(more["env"])
        return real(*args, **more)

    monkeypatch.setattr(apart.subprocess, "run", run)

    assert pages_of(documents.pdf()) == 1
    assert "PATH" in asked
    assert set(asked) <= {"PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT"}


async def test_however_many_there_are_only_a_few_are_opened_at_once():
    threads = asyncio.get_running_loop().run_in_executor

    counted = await asyncio.gather(*(threads(apart.ROOM, pages_of, documents.pdf(str(n))) for n in range(6)))

    assert counted == [1] * 6
    assert apart.ROOM._max_workers == apart.AT_ONCE == 2
