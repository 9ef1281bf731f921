"""The page's gallery: every screen in states that are hard to reach, with answers that are made up in the browser."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"


class _Quiet(SimpleHTTPRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nobody reads it; what is missing is told all the same."""


def build_gallery(folder: Path) -> None:
    """Build it into `folder`."""
    command = ["npm", "run", "--silent", "build:gallery", "--", "--outDir", str(folder), "--logLevel", "warn"]
    subprocess.run(command, cwd=WEB, check=True)


@contextmanager
def serve_files(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
