"""`sonix demo`."""

from __future__ import annotations

import asyncio

from sonix.cli.options import ConfigFile, DataDir, settings_from
from sonix.config import make_data_dir


def demo(*, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Make the three pieces of demo music and bring them into the library, again if they were deleted."""
    settings = settings_from(config, {"data_dir": data_dir})
    from sonix import logging
    from sonix.library.import_progress import ImportProgress
    from sonix.server.demo_music import bring_demo_music
    from sonix.web.services import open_services

    make_data_dir(settings)
    logging.configure(settings, quiet=True)

    async def bring() -> ImportProgress:
        async with open_services(settings) as services:
            return await bring_demo_music(services)

    print("Making three pieces of music …", flush=True)
    brought = asyncio.run(bring())
    print(f"Demo music is ready: {brought.imported} new, {brought.done - brought.imported} here already.")
