"""Bring a database to this version's schema, quickly when there is nothing to do.

Importing Alembic takes longer than the rest of the check, so it is loaded only when a step is due. For that a
revision's id is the first part of its file's name (`0001_rooms.py` is revision `0001`), and ids only rise.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from sonix.core.errors import SonixError

SCRIPTS = Path(__file__).parent / "migrations"


def revisions() -> list[str]:
    """Ids of all migrations, oldest first."""
    return sorted(path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))


async def migrate(engine: AsyncEngine) -> None:
    """Apply every migration that is missing, in one transaction where the database can.

    Raises:
        SonixError: `database_too_new` when the schema was made by a later version of Sonix.
    """
    known = revisions()
    async with engine.begin() as connection:
        found = await connection.run_sync(_current)
        if found == known[-1]:
            return
        if found is not None and found not in known:
            message = f"The database is of a newer Sonix (schema {found}, this one knows {known[-1]}). Update Sonix."
            raise SonixError("database_too_new", message, status=500)
        await connection.run_sync(_upgrade)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
