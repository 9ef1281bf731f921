"""`python -m bench.databases [--tracks N] [--seconds S] [--write]`: the same work on SQLite, MariaDB and PostgreSQL.

The servers are started for the bench, as a host would run them: what is acknowledged is on disk. Music is not touched,
nor the network: services are called as the endpoints call them. `--write` puts the table into docs/databases.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.databases import mariadb_server, postgres_server

from bench.databases.asking import Took, ask_all
from bench.databases.library import fill
from bench.databases.work import Rates, measure
from sonix.config import Database as DatabaseSettings
from sonix.config import Settings, Tls
from sonix.db.engine import sqlite_url
from sonix.web.services import build_services

DOCS = Path(__file__).parents[2] / "docs" / "databases.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
KINDS = ("SQLite", "MariaDB", "PostgreSQL")


@contextmanager
def started(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of a kind."""
    if kind == "SQLite":
        yield sqlite_url(folder / "sonix.db")
        return
    server = mariadb_server(durable=True) if kind == "MariaDB" else postgres_server(durable=True)
    try:
        yield server.new_url()
    finally:
        server.program.stop()


async def run(url: str, folder: Path, tracks: int, seconds: float, questions: int) -> tuple[Rates, dict[str, Took]]:
    """Everything on one database."""
    settings = Settings(data_dir=folder, tls=Tls(enabled=False), database=DatabaseSettings(url=url))
    services = build_services(settings)
    await services.database.start()
    await services.clock.start(services.database)
    await fill(services.database, tracks)
    asked = await ask_all(services.database, tracks, questions)
    rates = await measure(services, seconds)
    await services.rooms.stop()
    await services.database.stop()
    return rates, asked


def table(found: dict[str, tuple[Rates, dict[str, Took]]], tracks: int) -> str:
    """The figures as Markdown."""
    lines = [f"| | {' | '.join(found)} |", f"|---|{'---|' * len(found)}"]

    def row(name: str, cells: list[str]) -> None:
        lines.append(f"| {name} | {' | '.join(cells)} |")

    rates = [rate for rate, _ in found.values()]
    row("sign-ins a second (Argon2id and a session)", [f"{rate.sign_ins:.0f}" for rate in rates])
    row("token checks a second", [f"{rate.token_checks:.0f}" for rate in rates])
    row("room commands acknowledged a second, 8 rooms", [f"{rate.commands:.0f}" for rate in rates])
    every = [Took(tuple(ms for name in SEARCHES for ms in asked[name].ms), 0) for _, asked in found.values()]
    row("library search, all kinds, p95", [f"{took.quantile(0.95):.0f} ms" for took in every])
    for name in SEARCHES:
        cells = [f"{a[name].quantile(0.5):.0f} / {a[name].quantile(0.95):.0f} ms" for _, a in found.values()]
        row(f"— {name}, median / p95", cells)
    for name, title in (("list", "list pages of tracks, p95"), ("artists, albums", "pages of artists and albums, p95")):
        row(title, [f"{asked[name].quantile(0.95):.0f} ms" for _, asked in found.values()])
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return "\n".join([f"A library of {tracks:,} tracks; {machine}, the server on the same machine.", "", *lines])


SEARCHES = ("typing", "two words", "slip", "common")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("kinds", nargs="*", default=KINDS)
    asked = parser.parse_args()
    found = {}
    for kind in asked.kinds:
        print(f"{kind} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder, started(kind, Path(folder)) as url:
            found[kind] = asyncio.run(run(url, Path(folder), asked.tracks, asked.seconds, asked.questions))
            print(table({kind: found[kind]}, asked.tracks), file=sys.stderr, flush=True)
    figures = table(found, asked.tracks)
    print(figures)
    if asked.write:
        before, _, rest = DOCS.read_text().partition(BEGIN)
        DOCS.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
