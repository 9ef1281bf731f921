"""`python -m bench.databases [KIND…] [--only PART…] [--save FILE] [--write]`: the same work on each database.

The servers are started for the bench, as a host would run them: what is acknowledged is on disk. Music is not touched,
nor the network: services are called as the endpoints call them. `--save` keeps what is measured in a file, so that it
can be done in pieces; `--write` puts all that is in it into docs/databases.md. `--at` names a database that is there
already: it is filled the first time only, and `--fill` does no more than that.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import Table, select
from tests.servers.databases import mariadb_server, postgres_server

from bench.databases import asking, library, lists, people, work
from bench.databases.figures import Figures, as_table, put_into_docs, read, write
from sonix.config import Database as DatabaseSettings
from sonix.config import Limits, Settings, Tls
from sonix.db.engine import sqlite_url
from sonix.db.tables_accounts import invitations
from sonix.db.tables_library import tracks
from sonix.web.services import Services, build_services

KINDS = ("SQLite", "MariaDB", "PostgreSQL")


@contextmanager
def started(kind: str, folder: Path, at: str | None) -> Iterator[str]:
    """The URL of an empty database of a kind, or of the one that is there."""
    if at is not None:
        yield at
        return
    if kind == "SQLite":
        yield sqlite_url(folder / "sonix.db")
        return
    server = mariadb_server(durable=True) if kind == "MariaDB" else postgres_server(durable=True)
    try:
        yield server.new_url()
    finally:
        server.program.stop()


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Services]:
    """An instance on that database, which lets anybody sign in as often as they like."""
    limits = Limits(sign_ins_per_minute=1e9)
    settings = Settings(data_dir=folder, tls=Tls(enabled=False), database=DatabaseSettings(url=url), limits=limits)
    services = build_services(settings)
    await services.database.start()
    await services.clock.start(services.database)
    yield services
    await services.rooms.stop()
    services.people.passwords.close()
    await services.database.stop()


async def rates(services: Services, asked: argparse.Namespace) -> dict[str, str]:
    """Sign-ins, token checks and room commands a second."""
    return {name: f"{rate:.0f}" for name, rate in (await work.measure(services, asked.seconds)).items()}


async def is_filled(services: Services, table: Table) -> bool:
    """By an earlier run."""
    async with services.database.read() as connection:
        return (await connection.execute(select(*table.primary_key.columns).limit(1))).first() is not None


async def searches(services: Services, asked: argparse.Namespace) -> dict[str, str]:
    """Searches and pages of a library."""
    if not await is_filled(services, tracks):
        await library.fill(services.database, asked.rows)
        await library.look_over(services.database)
    if asked.fill:
        return {}
    found = await asking.ask_all(services.database, asked.rows, asked.questions)
    every = asking.Took(tuple(ms for name in asking.SEARCHES for ms in found[name].ms), 0)
    told = {"library search, all kinds": every.told(), **{f"— {name}": found[name].told() for name in asking.SEARCHES}}
    return told | {"tracks, by page": found["list"].told(), "artists and albums": found["artists, albums"].told()}


async def administration(services: Services, asked: argparse.Namespace) -> dict[str, str]:
    """Lists of the administration."""
    if not await is_filled(services, invitations):
        await people.fill(services.database, asked.rows)
        await library.look_over(services.database)
    if asked.fill:
        return {}
    found = await lists.ask_all(services, asked.rows, asked.questions)
    return {name: took.told() for name, took in found.items()}


PARTS: dict[str, Callable[[Services, argparse.Namespace], Awaitable[dict[str, str]]]] = {
    "rates": rates,
    "library": searches,
    "administration": administration,
}


async def run(url: str, folder: Path, asked: argparse.Namespace) -> dict[str, str]:
    """What was asked for, on one database: figures by what they are of."""
    async with opened(url, folder) as services:
        return {name: cell for part in asked.only for name, cell in (await PARTS[part](services, asked)).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="tracks, and as many of all that is listed")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--save", type=Path)
    parser.add_argument("--at", help="URL of a database, for a single kind")
    parser.add_argument("--fill", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("kinds", nargs="*", default=KINDS)
    asked = parser.parse_args()
    figures: Figures = read(asked.save)
    for kind in asked.kinds:
        print(f"{kind} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder, started(kind, Path(folder), asked.at) as url:
            for name, cell in asyncio.run(run(url, Path(folder), asked)).items():
                figures.setdefault(name, {})[kind] = cell
        write(asked.save, figures)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    table = as_table(figures, KINDS, f"{asked.rows:,} tracks, and as many of all that is listed; {machine}")
    print(table)
    if asked.write:
        put_into_docs(table)


if __name__ == "__main__":
    main()
