"""Write the next database migration from the difference between the tables in code and the migrations so far.

    python scripts/new_migration.py "what changes and why"

Read what it wrote before committing it: Alembic sees structure, not meaning.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from sonix.db.migrate import SCRIPTS, revisions


def main() -> None:
    """Migrate an empty database to the newest revision, compare, write the next one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message")
    message: str = parser.parse_args().message
    known = revisions()
    next_id = f"{int(known[-1]) + 1:04d}" if known else "0001"
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            if known:
                command.upgrade(config, "head")
            command.revision(config, message, autogenerate=True, rev_id=next_id)
        engine.dispose()


if __name__ == "__main__":
    main()
