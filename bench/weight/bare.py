"""The least that a page which sounds costs here: an output like the player's, and a worklet with nothing to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page

# As large as the player's buffers; faint noise, because silence is put on another clock.
_WORKLET = """registerProcessor("bare", class extends AudioWorkletProcessor {
  process(_, [[left, right]]) {
    for (let i = 0; i < left.length; i += 1) left[i] = right[i] = (Math.random() - 0.5) * 6e-6;
    return true;
  }
});"""
_PAGE = """<!doctype html><title>bare</title><script type="module">
const context = new AudioContext({ latencyHint: 0.03 });
await context.audioWorklet.addModule("/worklet.js");
new AudioWorkletNode(context, "bare", { numberOfInputs: 0, outputChannelCount: [2] }).connect(context.destination);
await context.resume();
document.body.dataset.sounds = "true";
</script><body></body>"""


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_worklet = self.path == "/worklet.js"
        body = (_WORKLET if is_worklet else _PAGE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_worklet else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served() -> Iterator[str]:
    """The page's address while it is there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def sound(page: Page) -> None:
    """Opens it; returns once its output runs."""
    with served() as url:
        page.goto(url)
        page.locator("body[data-sounds=true]").wait_for(state="attached")
