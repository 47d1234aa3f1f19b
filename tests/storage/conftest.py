"""A real database for each test, migrated by Alembic, and the office in it.

Both are made once for a run and copied for each test; nothing in the copy knows that it is one.
"""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sop.roles import Role
from storage.desk import Desk
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.people import Official
from storage.reading import Reading
from tests.storage.office import NOW, RULES, House


@dataclass(frozen=True)
class Templates:
    """Folders to copy: one database at the newest step, and one with the usual office enrolled."""

    migrated: Path
    staffed: Path
    staff: dict[str, Official]
    updates: int


async def enrolled(database: Database) -> House:
    """The usual office: everybody enrolled through an invite and its code."""
    house = House(database, Desk(database, RULES), Reading(database, RULES))
    await house.enrols("Wahyu", Role.PPID)
    await house.enrols("Sri", Role.ATASAN_PPID)
    await house.enrols("Bagus", Role.KOMISIONER)
    await house.enrols("Ratna", Role.KOMISIONER)
    await house.enrols("Dimas", Role.PELAKSANA)
    await house.enrols("Endah", Role.E_PPID)
    await house.enrols("Agus", is_admin=True)
    return house


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Made once."""
    migrated, staffed = tmp_path_factory.mktemp("migrated"), tmp_path_factory.mktemp("staffed")
    first = Database(f"sqlite:///{migrated}/office.db")
    bring_up_to_date(first)
    first.close()
    shutil.copytree(migrated, staffed, dirs_exist_ok=True)
    second = Database(f"sqlite:///{staffed}/office.db")
    house = asyncio.run(enrolled(second))
    second.close()
    return Templates(migrated, staffed, house.staff, house.updates)


@pytest.fixture
def url(tmp_path):
    """Where the database is; a second kind of database is a second parameter here."""
    return f"sqlite:///{tmp_path}/office.db"


@pytest.fixture
def database(request, tmp_path, url, templates):
    """At the newest step of the schema; empty, unless the test asks for the house."""
    template = templates.staffed if "house" in request.fixturenames else templates.migrated
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def now():
    """An ordinary working morning."""
    return NOW


@pytest.fixture
def desk(database):
    """The write door."""
    return Desk(database, RULES)


@pytest.fixture
def reading(database):
    """The window beside it."""
    return Reading(database, RULES)


@pytest.fixture
def house(database, desk, reading, templates):
    """The usual office, with everybody enrolled."""
    return House(database, desk, reading, staff=dict(templates.staff), updates=templates.updates)
