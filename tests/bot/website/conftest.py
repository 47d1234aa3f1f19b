"""A site that stands in for e-PPID, and a watch over where this process connects to."""

import sys

import pytest

from tests.bot.website.site import certificate, serving

_WATCHED: list[list[tuple[str, int]]] = []


def _note(event, args):
    if not _WATCHED:
        return
    if event == "socket.connect" and isinstance(args[1], tuple):
        _WATCHED[-1].append((args[1][0], args[1][1]))
    if event == "socket.getaddrinfo":
        _WATCHED[-1].append((str(args[0]), 0))


sys.addaudithook(_note)


@pytest.fixture(autouse=True)
def connected():
    """Where this process connected to or asked after; it stays at home in every one of these tests."""
    _WATCHED.append([])
    yield _WATCHED[-1]
    seen = _WATCHED.pop()
    assert {host for host, _ in seen} <= {"127.0.0.1"}, seen


@pytest.fixture(scope="session")
def certified(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    certificate(folder)
    return folder


@pytest.fixture
async def site(certified):
    async with serving(certified) as served:
        yield served
