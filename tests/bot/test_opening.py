"""The database is opened: what is said of a machine whose SQLite is known to damage a file in a rare case."""

from pathlib import Path

import pytest

from bot import opening
from storage.engine import Database


@pytest.mark.parametrize(
    ("version", "url", "is_told"),
    [
        ((3, 40, 1), "sqlite:///office.db", True),
        ((3, 51, 2), "sqlite:///office.db", True),
        ((3, 51, 3), "sqlite:///office.db", False),
        ((3, 40, 1), "postgresql+psycopg://maklumat@127.0.0.1/maklumat", False),
    ],
)
def test_an_sqlite_that_may_damage_a_file_is_named_in_the_log(tmp_path, monkeypatch, caplog, version, url, is_told):
    monkeypatch.chdir(tmp_path)
    database = Database(url)
    monkeypatch.setattr(opening.sqlite3, "sqlite_version_info", version)

    opening.warn_of_old_sqlite(database)
    database.close()

    assert ("docs/running.md" in caplog.text) == is_told


def test_the_page_that_the_log_names_tells_of_it():
    assert "**An old SQLite.**" in (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
