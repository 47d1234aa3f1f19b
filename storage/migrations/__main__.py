"""`make migration M="what changes"`: compare tables.py with a fresh database and write the next step."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage.engine import Database
from storage.migrations import HERE, migrate


def main() -> None:
    """Write the next step into versions/; HEAD is then to be set by hand."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    number = f"{len(list((HERE / 'versions').glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder, 'fresh.db')}")
        migrate(database.writer, "head")
        with database.writer.begin() as db:
            config.attributes["connection"] = db
            command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=number)
        database.close()


if __name__ == "__main__":
    main()
