"""Rows carried from one database into another of either kind: all tables, in portions, so that memory stays small."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import tables as t

PORTION = 500
"""Rows at a time; of files one, for each may have 20 MB."""


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table into tables that are empty, in an order that foreign keys allow."""
    for table in t.metadata.sorted_tables:
        portion = 1 if table is t.files else PORTION
        rows = sa.select(table).order_by(*table.primary_key).execution_options(yield_per=portion)
        for part in source.execute(rows).mappings().partitions():
            target.execute(sa.insert(table), [dict(row) for row in part])


def count_on(db: Connection) -> None:
    """Let PostgreSQL number new rows from the last one on; SQLite does so by itself.

    The newest row of a table that numbers its rows is never deleted (storage/purge.py), so no number comes again.
    """
    if db.dialect.name != "postgresql":
        return
    for table in t.metadata.sorted_tables:
        numbered = table.autoincrement_column
        if numbered is None:
            continue
        last = db.execute(sa.select(sa.func.max(numbered))).scalar_one_or_none()
        if last is not None:
            db.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, numbered.name), last)))
