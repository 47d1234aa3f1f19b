"""The schema's own history, as Alembic steps; the only way a schema changes.

Alembic is imported only when the database is behind: its import costs as much as the rest of the start.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from storage.engine import Database

HEAD = "0003"
"""The newest step; a test holds it against the folder."""
HERE = Path(__file__).parent


def current(db: Connection) -> str | None:
    """The step that the database is at; None for an empty one."""
    if not sa.inspect(db).has_table("alembic_version"):
        return None
    return db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def bring_up_to_date(database: Database) -> bool:
    """Take the database to the newest step.

    Returns:
        Whether anything had to be done.
    """
    with database.writer.connect() as db:
        behind = current(db) != HEAD
    if behind:
        migrate(database.writer, "head")
    return behind


def migrate(engine: Engine, to: str) -> None:
    """Go to a step in a transaction of its own: 'head', 'base', or a step's name, up or down."""
    with engine.begin() as db:
        step(db, to)


def step(db: Connection, to: str) -> None:
    """Go to a step inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = db
    known = current(db)
    down = to == "base" or (known is not None and to != "head" and to < known)
    (command.downgrade if down else command.upgrade)(config, to)
