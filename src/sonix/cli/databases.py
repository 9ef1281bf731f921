"""`sonix db`: the schema, and moving from one database to another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from

app = App(name="db", help="Bring the database to this version, or move to another one.")


@app.command
def migrate(*, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Bring the database to this version's schema. `sonix serve` does so by itself."""
    from sonix.db.engine import Database
    from sonix.db.migrate import revisions

    async def bring(url: str) -> None:
        database = Database(url)
        try:
            await database.start()
        finally:
            await database.stop()

    asyncio.run(bring(_url(None, data_dir, config)))
    print(f"The database has schema {revisions()[-1]}.")


@app.command
def copy(
    *,
    from_: Annotated[
        str | None, Parameter(name="--from", help="URL of the database to copy from. Default: the one in use.")
    ] = None,
    to: Annotated[str, Parameter(name="--to", help="URL of the database to copy to.")],
    replace: Annotated[bool, Parameter(negative=(), help="Delete what the database to copy to holds.")] = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Copy everything from one database to another, as of one moment, and compare every row.

    The instance may run meanwhile; what it changes after that moment is not copied. Stop it, copy, and start it with
    SONIX_DATABASE__URL set to the new database. The music is in the data folder or the bucket and stays there.
    """
    from sonix.db.copy import PATIENT, copy_database
    from sonix.db.engine import Database

    async def move() -> dict[str, int]:
        source, target = Database(_url(from_, data_dir, config), PATIENT), Database(to, PATIENT)
        try:
            return await copy_database(
                source, target, replace=replace, told=lambda name, rows: print(f"  {name}: {rows}", flush=True)
            )
        finally:
            await source.stop()
            await target.stop()

    done = asyncio.run(move())
    print(f"Copied {sum(done.values())} rows of {len(done)} tables. Every one reads as it was.")


def _url(given: str | None, data_dir: Path | None, config: Path | None) -> str:
    if given is not None:
        return given
    from sonix.db.engine import sqlite_url

    settings = settings_from(config, {"data_dir": data_dir})
    return settings.database.url or sqlite_url(settings.data_dir / "sonix.db")
