"""`sonix backup` and `sonix restore`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from
from sonix.cli.progress import printable
from sonix.config import Settings, make_data_dir
from sonix.config.in_use import not_serving

if TYPE_CHECKING:
    from sonix.backup.making import Instance, Made
    from sonix.backup.restoring import Restored


def backup(
    file: Path,
    *,
    secrets: Annotated[
        bool, Parameter(help="The secret key and the certificates too. Without them everybody signs in anew.")
    ] = True,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Write everything of this instance into one file, also while it serves.

    Whoever has the file can be anybody here: keep it as you keep the data folder.
    """
    settings = settings_from(config, {"data_dir": data_dir})
    make_data_dir(settings)
    made = asyncio.run(_backup(settings, file, secrets))
    print(f"{_start()}{made.rows} rows and {made.objects} objects ({made.objects_bytes / 1e6:.1f} MB) are in {file}.")
    for key in made.missing:
        print(f"missing in the storage: {printable(key)}")
    if made.missing:
        print("The backup is whole but for those. `sonix storage check` says what to do.")
        sys.exit(1)


def restore(
    file: Path,
    *,
    replace: Annotated[bool, Parameter(negative=(), help="Give up what is here now for the backup.")] = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Make this instance what it was when the backup was made. Stop the server first: with one running it is refused.

    The whole file is checked before anything is touched.
    """
    settings = settings_from(config, {"data_dir": data_dir})
    if not file.is_file():
        sys.exit(f"There is no file {file}.")
    make_data_dir(settings)
    with not_serving(settings):
        done = asyncio.run(_restore(settings, file, replace))
    print(f"{_start()}{done.rows} rows and {done.objects} objects are back.")
    print("Start Sonix again: `make run` in a checkout, `sonix serve` or the service elsewhere.")


@asynccontextmanager
async def _instance(settings: Settings) -> AsyncIterator[Instance]:
    from sonix.backup.making import Instance
    from sonix.db.opening import FOR_COPIES, open_database
    from sonix.storage.opening import open_storage

    database, storage = open_database(settings, FOR_COPIES), open_storage(settings)
    try:
        yield Instance(database, storage, settings.data_dir)
    finally:
        await storage.close()
        await database.stop()


async def _backup(settings: Settings, file: Path, with_secrets: bool) -> Made:
    from sonix.backup.making import make_backup

    def told(made: Made) -> None:
        if sys.stdout.isatty():
            print(f"\r\x1b[K{made.objects} objects, {made.objects_bytes / 1e6:.1f} MB", end="", flush=True)

    async with _instance(settings) as instance:
        await instance.database.join()
        return await make_backup(instance, file, told, with_secrets=with_secrets)


async def _restore(settings: Settings, file: Path, replace: bool) -> Restored:
    from sonix.backup.restoring import restore_backup

    def told(done: Restored) -> None:
        if sys.stdout.isatty():
            print(f"\r\x1b[K{done.objects} of {done.objects_of} objects", end="", flush=True)

    async with _instance(settings) as instance:
        await instance.database.start()
        return await restore_backup(instance, file, told, replace=replace)


def _start() -> str:
    return "\r\x1b[K" if sys.stdout.isatty() else ""
