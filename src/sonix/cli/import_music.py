"""`sonix import`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from
from sonix.config import make_data_dir


def import_music(
    *paths: Path,
    watch: Annotated[
        bool, Parameter(negative=(), help="Stay, and bring in what is added to the folders later.")
    ] = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Bring in music files and whole folders of them; everyone on this instance can use them.

    Stop it with Ctrl+C whenever you like: called again, it goes on where it was. Works beside a running server.
    Exits with 1 when some files were not taken.
    """
    if not paths:
        sys.exit("Name at least one file or folder: sonix import PATH…")
    settings = settings_from(config, {"data_dir": data_dir})
    from sonix import logging
    from sonix.cli.progress import ImportDisplay
    from sonix.library.import_progress import ImportProgress
    from sonix.library.importer import import_paths
    from sonix.web.services import open_services

    make_data_dir(settings)
    logging.configure(settings, quiet=True)

    async def bring() -> ImportProgress:
        async with open_services(settings) as services:
            return await import_paths(services, paths, ImportDisplay(), watch=watch)

    try:
        done = asyncio.run(bring())
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where it was.", flush=True)
        sys.exit(0 if watch else 130)
    if done.failures:
        sys.exit(1)
