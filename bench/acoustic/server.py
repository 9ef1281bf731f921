"""A tiny server for the rig: the built page, and renditions by range."""

from __future__ import annotations

import mimetypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_RANGE = re.compile(r"bytes=(\d+)-(\d+)$")


@contextmanager
def serve(site: Path, renditions: dict[str, Path]) -> Iterator[str]:
    """Serves on a free local port; yields the address. `renditions`: id to the folder that holds its files."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            parts = path.strip("/").split("/")
            if parts[:2] == ["media", "r"] and len(parts) == 4 and parts[2] in renditions:
                return self._send(renditions[parts[2]] / parts[3])
            return self._send(site / (path.strip("/") or "index.html"))

        def log_message(self, *_args: object) -> None:
            """Silent: only the figures are of interest."""

        def _send(self, path: Path) -> None:
            if not path.is_file():
                return self.send_error(404)
            body = path.read_bytes()
            asked = _RANGE.match(self.headers.get("Range", ""))
            if asked:
                first, last = int(asked[1]), min(int(asked[2]), len(body) - 1)
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
                body = body[first : last + 1]
            else:
                self.send_response(200)
            self.send_header("Content-Type", mimetypes.guess_type(path.name)[0] or "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
