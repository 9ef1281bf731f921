"""A web server that answers what it was told to: keys, documents, anything. Run as `key_server.py PORT [CERT KEY]`.

`PUT /__/<path>` with `{status, headers, body}` says what `/<path>` answers from then on; `GET /__/<path>` tells how
often that was asked for and what the last request brought along.
"""

from __future__ import annotations

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CONTROL = "/__"
_documents: dict[str, dict[str, Any]] = {}
_asked: dict[str, int] = {}
_last: dict[str, dict[str, Any]] = {}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        path = self.path.removeprefix(CONTROL)
        _documents[path] = json.loads(self._body())
        _asked[path] = 0
        self._answer(204, {}, b"")

    def do_GET(self) -> None:
        if self.path.startswith(CONTROL):
            path = self.path.removeprefix(CONTROL)
            told = {"asked": _asked.get(path, 0), "last": _last.get(path)}
            self._answer(200, {}, json.dumps(told).encode())
            return
        self._document()

    def do_POST(self) -> None:
        self._document()

    def _document(self) -> None:
        path = self.path.partition("?")[0]
        body = self._body()
        _asked[path] = _asked.get(path, 0) + 1
        _last[path] = {"headers": dict(self.headers.items()), "body": body.decode()}
        found = _documents.get(path, {"status": 404, "headers": {}, "body": None})
        self._answer(found["status"], found["headers"], json.dumps(found["body"]).encode())

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests look at what was asked for."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
