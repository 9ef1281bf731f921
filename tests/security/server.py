"""A real server process for tests that look at what it prints and keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.server import SonixServer


@contextmanager
def a_server(folder: Path, **env: str) -> Iterator[SonixServer]:
    """`sonix serve` until the block ends, without demo music, once it answers and has said where it is."""
    server = SonixServer(folder / "data", env={"SONIX_DEMO_MUSIC": "false", **env})
    server.start()
    try:
        server.wait_for_line("#admin=")  # said a moment after it answers
        yield server
    finally:
        server.stop()
