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
"""Names the lock of migrations in a PostgreSQL database. Any number does."""
_NAME = "CONCAT('sonix migrate ', SHA1(DATABASE()))"
"""MySQL's locks are the whole server's, their names 64 characters at most."""
LOCK_WAIT_S = 600
SCRIPTS = Path(__file__).parent / "migrations"


def revisions() -> list[str]:
    """Ids of all migrations, oldest first."""
    return sorted(path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))


async def migrate(engine: AsyncEngine, target: str | None = None) -> None:
    """Apply every migration that is missing, in one transaction where the database can; processes wait for each other.

    Args:
        target: a revision to go to, forwards or backwards, in place of the newest.

    Raises:
        SonixError: `database_too_new` when the schema was made by a later version of Sonix; `database_migrating` when
        another process takes too long with it.
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
    with alone(connection):
        found = current_revision(connection)
        if not _is_due(found, target, known):
            return
        from alembic import command

        convert_tables(connection)
        move = command.downgrade if found is not None and target < found else command.upgrade
        move(_config(connection), target)


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Let no other process migrate meanwhile, and the server set no limit to how long it takes. SQLite's writing
    transaction says so already.

    Raises:
        SonixError: `database_migrating` when another process holds the lock of MySQL or MariaDB for too long.
    """
    match connection.dialect.name:
        case "postgresql":
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.execute(text(f"SET LOCAL {limit} = 0"))  # a large table takes its time
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            yield
        case "mysql" | "mariadb":
            if connection.scalar(text(f"SELECT GET_LOCK({_NAME}, :wait_s)"), {"wait_s": LOCK_WAIT_S}) != 1:
                message = "Another process is still bringing the database to this version. Start again when it is done."
                raise SonixError("database_migrating", message, status=503, retryable=True)
            try:
                yield
            finally:
                connection.execute(text(f"SELECT RELEASE_LOCK({_NAME})"))
        case _:
            yield


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
