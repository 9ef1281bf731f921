"""Bring a database to this version's schema, quickly when there is nothing to do.

Importing Alembic takes longer than the rest of the check, so it is loaded only when a step is due. For that a
revision's id is the first part of its file's name (`0001_rooms.py` is revision `0001`), and ids only rise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from sonix.core.errors import SonixError
from sonix.db.charset import convert_tables

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 7_660_489
"""Names the lock of migrations. Any number does."""
SCRIPTS = Path(__file__).parent / "migrations"


def revisions() -> list[str]:
    """Ids of all migrations, oldest first."""
    return sorted(path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))


async def migrate(engine: AsyncEngine, target: str | None = None) -> None:
    """Apply every migration that is missing, in one transaction where the database can; processes wait for each other.

    Args:
        target: a revision to go to, forwards or backwards, in place of the newest.

    Raises:
        SonixError: `database_too_new` when the schema was made by a later version of Sonix.
    """
    known = revisions()
    async with engine.begin() as connection:
        if not _is_due(await connection.run_sync(current_revision), target or known[-1], known):
            return
    async with engine.begin() as connection:
        await connection.run_sync(_migrate, target or known[-1], known)


def _is_due(found: str | None, target: str, known: list[str]) -> bool:
    if found is not None and found not in known:
        message = f"The database is of a newer Sonix (schema {found}, this one knows {known[-1]}). Update Sonix."
        raise SonixError("database_too_new", message, status=500)
    return found != target


def current_revision(connection: Connection) -> str | None:
    """The schema the database has; None for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection, target: str, known: list[str]) -> None:
    with _alone(connection):
        found = current_revision(connection)
        if not _is_due(found, target, known):
            return
        from alembic import command

        convert_tables(connection)
        move = command.downgrade if found is not None and target < found else command.upgrade
        move(_config(connection), target)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Let no other process migrate meanwhile. SQLite's writing transaction says so already."""
    match connection.dialect.name:
        case "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            yield
        case "mysql" | "mariadb":
            connection.execute(text("SELECT GET_LOCK(:name, 600)"), {"name": f"sonix migrate {_LOCK}"})
            try:
                yield
            finally:
                connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": f"sonix migrate {_LOCK}"})
        case _:
            yield


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
