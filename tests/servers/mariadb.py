"""A real MariaDB of the test run's own."""

from __future__ import annotations

import signal

from tests.servers.program import Home, Program, find_program, free_port

USER = PASSWORD = "sonix"


def start_mariadb(*, durable: bool = False) -> Program:
    """MariaDB on a free port, with a user who may make databases. `durable`: as a host would run it, for benches."""
    home = Home("mysql")
    data, port = home.path / "data", free_port()
    install = [find_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", "--skip-test-db"]
    home.run(*install, "--auth-root-authentication-method=normal", "--skip-name-resolve")
    grants = home.path / "grants.sql"
    grants.write_text(
        f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\nGRANT ALL ON *.* TO '{USER}'@'%';\n"
    )
    grants.chmod(0o644)
    hurried = () if durable else ("--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite")
    arguments = (
        find_program("mariadbd"),
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={home.path / 'socket'}",
        f"--pid-file={home.path / 'pid'}",
        f"--init-file={grants}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        "--character-set-server=latin1",
        "--innodb-buffer-pool-size=256M",
        *hurried,
    )
    return Program(home, port, arguments, signal.SIGTERM)


def mariadb_url(port: int, database: str) -> str:
    """The URL of one of its databases."""
    return f"mysql+asyncmy://{USER}:{PASSWORD}@127.0.0.1:{port}/{database}"
