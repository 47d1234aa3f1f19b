"""What all tests share: databases of both kinds, and what is said at the end of a run about the bot's own requests.

A database is made once for a run and copied for each test; nothing in the copy knows that it is one. What this process
itself opens of SQLite does not wait for the disk.
"""

import asyncio
import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.secrecy import NOISY, WORDY
from storage import engine
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.people import Official
from tests.contract.description import ABSENT, REQUESTS_JUDGED, REQUESTS_MADE
from tests.postgres import PostgresServer
from tests.storage.office import House, enrolled

KINDS = ("sqlite", "postgres")
SERVER = pytest.StashKey[PostgresServer]()


@dataclass(frozen=True)
class Templates:
    """Two databases to copy: one at the newest step, and one with the usual office enrolled."""

    copy: Callable[[str, Path], str]
    """A copy of 'migrated' or 'staffed' for this test's folder; its URL."""
    staff: dict[str, Official]
    updates: int


LANES = 1
"""So many processes begin with what takes long; more would starve each other of the machine."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """What is told besides (`make test-stories`) is left out, and what takes longest begins first.

    The promises mostly wait; at the end all would wait for them alone.
    Each of xdist's processes starts with a part of the list, in equal parts, and steals from the ends of the others'.
    """
    if not os.environ.get("ALL_STORIES") and (
        besides := [item for item in items if item.get_closest_marker("besides")]
    ):
        items[:] = [item for item in items if not item.get_closest_marker("besides")]
        config.hook.pytest_deselected(items=besides)
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    lanes, dealt = min(LANES, workers), []
    for number in range(workers):
        first = long[number::lanes] if number < lanes else []
        left = (len(items) - len(dealt)) // (workers - number) - len(first)
        dealt += [*first, *others[: max(0, left)]]
        del others[: max(0, left)]
    items[:] = [*dealt, *others]


@pytest.fixture
def own_logging():
    """What a test sets up of logging ends with it: what others look for in the log would else be kept from them."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*NOISY, WORDY)}
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture(scope="session")
def postgres(pytestconfig):
    """A PostgreSQL server for this run; each test makes a database of its own in it."""
    server = pytestconfig.stash[SERVER] = PostgresServer(in_memory=True)
    yield server
    server.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """What a test has made in that server goes with it, once nothing of the test uses it any more."""
    yield
    if SERVER in item.config.stash:
        item.config.stash[SERVER].drop_copies()


def _prepared(migrated: str, staffed: Callable[[], str]) -> House:
    """Bring the first up to date, and people into a copy of it."""
    first = Database(migrated)
    bring_up_to_date(first)
    first.close()
    second = Database(staffed())
    house = asyncio.run(enrolled(second))
    second.close()
    return house


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory):
    """Two folders."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("migrated", "staffed")}

    def copy(name: str, to: Path) -> str:
        shutil.copytree(folders[name], to, dirs_exist_ok=True)
        return f"sqlite:///{to}/office.db"

    house = _prepared(f"sqlite:///{folders['migrated']}/office.db", lambda: copy("migrated", folders["staffed"]))
    return Templates(copy, house.staff, house.updates)


@pytest.fixture(scope="session")
def postgres_templates(postgres):
    """Two databases that nobody is connected to."""

    def copy(name: str, _to: Path) -> str:
        return postgres.create_another("office", name)

    house = _prepared(postgres.create("migrated"), lambda: postgres.create("staffed", "migrated"))
    return Templates(copy, house.staff, house.updates)


@pytest.fixture(autouse=True)
def disk(monkeypatch):
    """No test takes the power away from this process; whatever is killed is another one, and keeps the product's value.

    Who defines a fixture of this name near a test has the product's value in this process too.
    """
    hurried = tuple("synchronous=OFF" if one.startswith("synchronous=") else one for one in engine.PRAGMAS)
    monkeypatch.setattr(engine, "PRAGMAS", hurried)


@pytest.fixture(params=KINDS)
def kind(request):
    """Everything is kept in the same way by both."""
    return request.param


@pytest.fixture
def templates(kind, request):
    """Made once, and only when a test of this kind is run."""
    return request.getfixturevalue(f"{kind}_templates")


def pytest_terminal_summary(terminalreporter):
    """One line; each story has left its numbers in its report, so it is the same with workers and without."""
    judged, made = Counter(), 0
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "teardown":
                continue
            properties = dict(report.user_properties)
            judged.update(properties.get(REQUESTS_JUDGED, {}))
            made += properties.get(REQUESTS_MADE, 0)
    if judged:
        verdict = f"{judged.total()} requests of {len(judged)} methods judged by the Bot API's description"
        terminalreporter.write_line(f"{verdict}: {', '.join(f'{name} {n}' for name, n in judged.most_common())}")
    elif made:
        terminalreporter.write_line(f"{made} requests of the stories were not judged: {ABSENT}")
