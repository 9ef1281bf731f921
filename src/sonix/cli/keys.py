"""`sonix keys rotate`."""

from __future__ import annotations

import asyncio

from cyclopts import App

from sonix.cli.options import AT_THE_MACHINE, ConfigFile, DataDir, settings_from
from sonix.config import make_data_dir

keys = App(name="keys", help="The keys that access tokens are signed with.")


@keys.command
def rotate(*, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Sign access tokens with a new key from now on. Nobody is signed out; running servers notice within a minute."""
    settings = settings_from(config, {"data_dir": data_dir})
    from sonix import logging
    from sonix.web.services import build_services

    make_data_dir(settings)
    logging.configure(settings, quiet=True)

    async def run() -> str:
        services = build_services(settings)
        try:
            await services.database.join()
            return (await services.people.token_keys.rotate(AT_THE_MACHINE)).kid
        finally:
            await services.database.stop()

    print(f"Access tokens are signed with key {asyncio.run(run())} now.")
