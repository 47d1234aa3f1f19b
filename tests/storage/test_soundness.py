"""Files and maklumat are what the journal vouches for; what is not is named, and an altered file goes to nobody."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop.steps import Action
from storage import files, soundness
from storage import tables as t
from storage.errors import FileAltered, Findings
from tests.storage.office import LINK, NOW


@pytest.fixture
async def m(house):
    """A maklumat that went through the SOP, with papers, directions and a return."""
    m = await house.at_step(3)
    m = await house.does(m, house.bagus, Action.DIRECT, "Mohon memakai kop yang baru.")
    m = await house.does(m, house.bagus, Action.APPROVE)
    m = await house.does(m, house.sri, Action.ORDER)
    return await house.does(m, house.dimas, Action.PUBLISH, value=LINK)


@pytest.fixture
def found(database):
    return lambda: database.read_now(soundness.look)


@pytest.fixture
def draft(m):
    return m.drafts[0].file.sha256


def changes(database, change):
    assert database.write_now(lambda db: db.execute(change)).rowcount == 1


def test_an_empty_database_is_sound(found):
    assert not found()


async def test_a_life_as_it_should_be_is_sound(house, m, found):
    await house.opens(title="Yang kedua")

    assert found() == Findings()


def test_altered_bytes(database, draft, found):
    changes(database, sa.update(t.files).where(t.files.c.sha256 == draft).values(bytes=b"%PDF-1.7 another draft"))

    assert found() == Findings(altered=(draft,))
    with pytest.raises(FileAltered):
        database.read_now(lambda db: files.read(db, draft))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_bytes_that_are_none(database, draft, found):
    database.write_now(lambda db: db.exec_driver_sql("UPDATE files SET bytes = 'words' WHERE sha256 = ?", (draft,)))

    assert found() == Findings(altered=(draft,))
    with pytest.raises(FileAltered):
        database.read_now(lambda db: files.read(db, draft))


def test_a_file_that_was_exchanged_for_another_with_its_key(database, draft, found):
    other = b"%PDF-1.7 another draft"
    changes(
        database,
        sa.update(t.files)
        .where(t.files.c.sha256 == draft)
        .values(bytes=other, sha256=hashlib.sha256(other).hexdigest()),
    )

    assert found() == Findings(lost=(draft,))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_key_that_nobody_can_read(database, draft, found):
    database.write_now(
        lambda db: db.exec_driver_sql(f"UPDATE files SET sha256 = CAST(x'ff' AS TEXT) WHERE sha256 = '{draft}'")
    )

    assert (len(found().altered), found().lost) == (1, (draft,))


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Yang lain"},
        {"phase": "cancelled"},
        {"step": 2},
        {"revision": 3},
        {"due_at": NOW + timedelta(days=300)},
        {"control_number": "MKL-2027-009"},
        {"ordinal": 9},
        {"body": "{}"},
        {"body": ""},
    ],
    ids=str,
)
def test_a_maklumat_that_is_not_what_its_journal_tells(database, m, found, values):
    changes(database, sa.update(t.maklumat).where(t.maklumat.c.id == m.id).values(**values))

    assert found() == Findings(maklumat=(m.control_number,))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("broken", ["due_at = 'garbage'", "body = x'ff'", "title = CAST(x'ff' AS TEXT)", "year = 'x'"])
def test_a_maklumat_that_nobody_can_read(database, m, found, broken):
    database.write_now(lambda db: db.exec_driver_sql(f"UPDATE maklumat SET {broken}"))

    assert found() == Findings(maklumat=(m.control_number,))
