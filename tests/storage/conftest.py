"""A real database of each kind for each test, migrated by Alembic, and the office in it."""

import pytest

from storage.desk import Desk
from storage.engine import Database
from storage.reading import Reading
from tests.storage.office import NOW, RULES, House


@pytest.fixture
def empty_url(kind, request, tmp_path):
    """A place where no database is yet."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return request.getfixturevalue("postgres").create_another("empty")


@pytest.fixture
def url(request, tmp_path, templates):
    """Where the database is: at the newest step, empty, unless the test asks for the house."""
    return templates.copy("staffed" if "house" in request.fixturenames else "migrated", tmp_path)


@pytest.fixture
def database(url):
    """The database of this test."""
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
