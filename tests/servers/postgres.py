"""A real PostgreSQL of the test run's own."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.servers.program import Home, Program, find_program, free_port

USER = "sonix"
_DEBIAN = Path("/usr/lib/postgresql")


def start_postgres(*, durable: bool = False) -> Program:
    """PostgreSQL on a free port. `durable`: as a host would run it, for benches.

    It sorts text as people do (ICU), as hosted ones often do: nothing may count on the order of bytes.
    """
    home = Home("postgres")
    data, port = home.path / "data", free_port()
    folders = sorted(map(str, _DEBIAN.glob("*/bin")), key=lambda path: int(path.split("/")[-2]), reverse=True)
    locale = ("--locale-provider=icu", "--icu-locale=en-US", "--encoding=UTF8")
    home.run(find_program("initdb", folders), "-D", data, "-U", USER, "--auth=trust", "--no-sync", *locale)
    hurried = () if durable else ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
    arguments = (
        find_program("postgres", folders),
        *("-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", home.path),
        *("-c", "max_connections=200", "-c", "shared_buffers=256MB"),
        *hurried,
    )
    return Program(home, port, arguments, signal.SIGINT, "database system is ready to accept connections")


def postgres_url(port: int, database: str) -> str:
    """The URL of one of its databases."""
    return f"postgresql+asyncpg://{USER}@127.0.0.1:{port}/{database}"
