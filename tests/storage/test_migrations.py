"""The schema is a stair: up, down, up; the models say what the steps have built."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sop.events import MaklumatId
from storage import inbox, lanes, looks, migrations, outbox, standing, strangers
from storage import tables as t
from storage.engine import Database
from storage.errors import DatabaseForeign, SchemaUnknown
from tests.storage.office import NOW, everything

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(empty_url):
    """A database without any table."""
    opened = Database(empty_url)
    yield opened
    opened.close()


def tables_of(database):
    return set(sa.inspect(database.writer).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_up_down_up(empty):
    every = {table.name for table in t.metadata.sorted_tables}

    migrations.migrate(empty.writer, "head")
    assert tables_of(empty) == every
    migrations.migrate(empty.writer, "base")
    assert tables_of(empty) == set()
    migrations.migrate(empty.writer, "head")
    assert tables_of(empty) == every


def test_each_step_goes_down_and_up_again_on_its_own(empty):
    steps = sorted(path.name[:4] for path in (migrations.HERE / "versions").glob("[0-9]*.py"))
    for below, step in zip(["base", *steps], steps, strict=False):
        migrations.migrate(empty.writer, step)
        migrations.migrate(empty.writer, below)
        migrations.migrate(empty.writer, step)

    with empty.writer.connect() as db:
        assert migrations.current(db) == migrations.HEAD


def test_a_database_that_is_behind_is_brought_up_once(empty):
    assert migrations.bring_up_to_date(empty) is True
    assert migrations.bring_up_to_date(empty) is False


async def test_bringing_it_up_again_leaves_every_row(house):
    await house.opens()
    before = everything(house.database)

    migrations.bring_up_to_date(house.database)

    assert everything(house.database) == before


def test_a_step_that_fails_leaves_nothing_behind(empty):
    with empty.writer.begin() as db:
        db.execute(sa.schema.CreateTable(t.papers, include_foreign_key_constraints=[]))

    with pytest.raises(sa.exc.DBAPIError):
        migrations.migrate(empty.writer, "head")

    assert tables_of(empty) == {"papers"}


def test_tables_of_somebody_else_are_left_to_themselves(empty):
    with empty.writer.begin() as db:
        db.exec_driver_sql("CREATE TABLE accounts (id INTEGER)")

    with pytest.raises(DatabaseForeign):
        migrations.bring_up_to_date(empty)

    assert tables_of(empty) == {"accounts"}


@pytest.mark.parametrize("step", ["9999", "0001b", ""])
def test_a_step_that_this_version_does_not_know_is_told(database, step):
    with database.writer.begin() as db:
        db.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")

    with pytest.raises(SchemaUnknown):
        migrations.bring_up_to_date(database)


def test_one_that_went_all_the_way_down_is_empty(empty):
    migrations.migrate(empty.writer, "head")
    migrations.migrate(empty.writer, "base")

    assert empty.read_now(migrations.standing) is None
    assert migrations.bring_up_to_date(empty) is True


def test_whoever_decides_already_becomes_a_member_of_the_commission(empty):
    migrations.migrate(empty.writer, "0003")
    with empty.writer.begin() as db:
        for name, role in (("Bagus", "komisioner"), ("Wahyu", "ppid")):
            db.exec_driver_sql(f"INSERT INTO people (name, enrolled_at) VALUES ('{name}', '2027-01-04 00:00:00')")
            db.exec_driver_sql(
                "INSERT INTO mandates (person_id, role, standing, from_on) "
                f"SELECT id, '{role}', 'definitif', '2027-01-04' FROM people WHERE name = '{name}'"
            )

    migrations.migrate(empty.writer, "head")

    with empty.writer.connect() as db:
        members = db.execute(sa.select(t.people.c.name).where(t.people.c.is_member)).scalars().all()
    assert members == ["Bagus"]


def test_what_was_published_before_pages_were_looked_at_is_to_be_looked_at(empty):
    migrations.migrate(empty.writer, "0005")
    with empty.writer.begin() as db:
        for number, phase in ((1, "open"), (2, "published"), (3, "cancelled")):
            db.exec_driver_sql(
                "INSERT INTO maklumat (control_number, year, ordinal, title, phase, step, revision, body) "
                f"VALUES ('MKL-2026-00{number}', 2026, {number}, 'Maklumat', '{phase}', 6, 1, '')"
            )

    migrations.migrate(empty.writer, "0006")

    with empty.writer.connect() as db:
        wanted = db.execute(sa.select(t.page_looks)).all()
    assert [(row.maklumat_id, row.visit, row.attempts) for row in wanted] == [(2, looks.UNKNOWN, 0)]
    assert wanted[0].next_at < NOW


def test_the_models_are_what_the_steps_have_built(database):
    with database.writer.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []


def test_head_is_the_newest_file():
    newest = max(path.name[:4] for path in (migrations.HERE / "versions").glob("[0-9]*.py"))

    assert newest == migrations.HEAD


def test_the_journal_is_append_only_from_the_first_step_on(database):
    if database.is_sqlite:
        asked = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
    else:
        asked = "SELECT count(*) FROM pg_trigger WHERE tgname = 'journal_append_only'"

    assert database.read_now(lambda db: db.exec_driver_sql(asked).scalar_one()) > 0


def test_alembic_is_not_imported_when_nothing_is_to_be_done(database, url):
    script = (
        "import sys; from storage.engine import Database; from storage.migrations import bring_up_to_date; "
        f"d = Database({url!r}); done = bring_up_to_date(d); d.close(); "
        "print(done, 'alembic' in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["False", "False"]


def plans(database, work):
    """How SQLite would answer each of the queries that `work` makes."""
    if not database.is_sqlite:
        pytest.skip("plans are asked of SQLite")
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    sa.event.listen(database.writer, "before_cursor_execute", note)
    database.write_now(work)
    sa.event.remove(database.writer, "before_cursor_execute", note)
    with database.writer.connect() as db:
        return " ".join(
            row[-1]
            for statement, parameters in asked
            if statement.startswith(("SELECT", "UPDATE"))
            for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        )


def test_every_index_of_the_models_exists(database):
    built = {index["name"] for table in t.metadata.tables for index in sa.inspect(database.writer).get_indexes(table)}

    assert {index.name for table in t.metadata.sorted_tables for index in table.indexes} <= built


def due(db):
    db.execute(
        sa.select(t.maklumat.c.id, t.maklumat.c.next_rung)
        .where(t.maklumat.c.next_rung_at <= NOW)
        .order_by(t.maklumat.c.next_rung_at)
        .limit(100)
    )


@pytest.mark.parametrize(
    ("work", "index"),
    [
        pytest.param(due, "ix_maklumat_next_rung_at_open", id="the tick"),
        pytest.param(lambda db: inbox.waiting(db, NOW), "ix_inbox_undone", id="the inbox"),
        pytest.param(lambda db: looks.due(db, NOW), "ix_page_looks_next_at", id="the published pages"),
        pytest.param(lambda db: standing.message(db, 1, 1), "ix_outbox_message", id="a reply to a message"),
        pytest.param(
            lambda db: standing.message(db, 1, 1), "ix_outbox_changed", id="a reply to what has taken a message's place"
        ),
        pytest.param(
            lambda db: standing.asks_another(db, 1, 1, 1), "ix_outbox_changed", id="what else is asked in a message"
        ),
        pytest.param(lambda db: standing.said_last(db, 1), "ix_outbox_message", id="what was said last"),
        pytest.param(
            lambda db: lanes.chats_ready(db, NOW),
            "ix_outbox_undone",
            id="the courier",
        ),
        pytest.param(lambda db: strangers.bears(db, 1, NOW), "ix_inbox_received_at", id="a stranger"),
        pytest.param(
            lambda db: outbox.live_cards(db, MaklumatId(1)),
            "ix_outbox_live",
            id="the live cards",
        ),
    ],
)
def test_what_is_asked_often_goes_by_an_index(database, work, index):
    assert index in plans(database, work)
