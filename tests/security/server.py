"""A real server process for tests that look at what it prints and keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.server import SonixServer


@contextmanager
def a_server(folder: Path, **env: str) -> Iterator[SonixServer]:
    """`sonix serve` until the block ends, without demo music."""
    server = SonixServer(folder / "data", env={"SONIX_DEMO_MUSIC": "false", **env})
    server.start()
    try:
        yield server
    finally:
        server.stop()
