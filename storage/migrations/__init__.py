"""The schema's own history, as Alembic steps; the only way a schema changes.

Alembic is imported only when the database is behind: its import costs as much as the rest of the start.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from storage.engine import Database
from storage.errors import DatabaseForeign, SchemaUnknown

HEAD = "0012"
"""The newest step; a test holds it against the folder."""
HERE = Path(__file__).parent
VERSION = "alembic_version"


def current(db: Connection) -> str | None:
    """The step that the database is at; None for an empty one."""
    if not sa.inspect(db).has_table(VERSION):
        return None
    return db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def is_known(step: str) -> bool:
    """Whether this version has such a step; a newer version's it has not."""
    return step == HEAD or step in {path.name.partition("_")[0] for path in (HERE / "versions").glob("[0-9]*_*.py")}


def standing(db: Connection) -> str | None:
    """The step of a database that is ours; None for an empty one.

    Raises:
        DatabaseForeign: it has tables, and none of them is ours.
        SchemaUnknown: a newer version has made it.
    """
    at = current(db)
    if at is None and set(sa.inspect(db).get_table_names()) - {VERSION}:
        raise DatabaseForeign
    if at is not None and not is_known(at):
        raise SchemaUnknown
    return at


def bring_up_to_date(database: Database) -> bool:
    """Take the database to the newest step; where there is nothing to be done, nothing is written.

    Returns:
        Whether anything had to be done.

    Raises:
        DatabaseForeign: it is somebody else's.
        SchemaUnknown: a newer version has made it.
    """
    behind = database.read_now(standing) != HEAD
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
