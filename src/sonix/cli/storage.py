"""`sonix storage copy` and `sonix storage check`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Annotated

from cyclopts import App, Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from
from sonix.cli.progress import printable
from sonix.config import Settings, make_data_dir

storage = App(name="storage", help="Where music is kept: copy it elsewhere, or check that it is all there.")


@storage.command
def copy(
    *,
    from_: Annotated[str, Parameter(name="--from", help="Storage to copy from. `settings`: this instance's own.")],
    to: Annotated[str, Parameter(help="Storage to copy to: FOLDER, s3://BUCKET/PREFIX?endpoint=…, FILE.toml.")],
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Copy all music from one storage to another; called again it goes on where it was.

    Each object is read back and compared by hash. A server may run meanwhile; run it once more after stopping it,
    before the settings are changed. Exits with 1 when something could not be copied.
    """
    settings = settings_from(config, {"data_dir": data_dir})
    make_data_dir(settings)
    sys.exit(asyncio.run(_copy(settings, from_, to)))


@storage.command
def check(
    *,
    deep: Annotated[bool, Parameter(negative=(), help="Read everything and compare hashes.")] = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Check that the storage holds what the library, queues and histories need. Exits with 1 when something is not."""
    settings = settings_from(config, {"data_dir": data_dir})
    make_data_dir(settings)
    sys.exit(asyncio.run(_check(settings, deep)))


async def _copy(settings: Settings, source: str, target: str) -> int:
    from sonix.media.folders import working_folder
    from sonix.storage.addresses import open_address
    from sonix.storage.copying import Copied, copy_all

    def told(done: Copied) -> None:
        if sys.stdout.isatty():
            print(f"\r\x1b[K{done.copied} copied, {done.already} there already", end="", flush=True)

    async with AsyncExitStack() as stack:
        opened = []
        for text in (source, target):
            opened.append(open_address(text, settings))
            stack.push_async_callback(opened[-1].close)
        folder = await stack.enter_async_context(working_folder(settings.data_dir / "work", "copy-"))
        done = await copy_all(opened[0], opened[1], folder, told)
    start = "\r\x1b[K" if sys.stdout.isatty() else ""
    print(f"{start}{done.copied} copied ({done.copied_bytes / 1e6:.1f} MB), {done.already} there already.")
    for key in done.broken:
        print(f"not copied: {printable(key)}: it changed or went away on the way. Run the same command again.")
    return 1 if done.broken else 0


async def _check(settings: Settings, deep: bool) -> int:
    from sonix.db.opening import FOR_COPIES, open_database
    from sonix.library.integrity import ADVICE, Examined, Trouble, examine_storage
    from sonix.storage.opening import open_storage

    database, kept = open_database(settings, FOR_COPIES), open_storage(settings)
    examined = Examined()
    wrong: set[Trouble] = set()
    try:
        await database.join()
        async for found in examine_storage(database, kept, examined, deep=deep):
            wrong.add(found.trouble)
            title = f" ({printable(found.title)})" if found.title else ""
            print(f"{found.trouble:<10}{printable(found.key)}{title}", flush=True)
    finally:
        await kept.close()
        await database.stop()
    for trouble in sorted(wrong):
        print(f"→ {trouble}: {ADVICE[trouble]}")
    print(f"{examined.objects} objects are there{', read through and compared' if deep else ''}.")
    return 1 if wrong - {Trouble.EXTRA} else 0
