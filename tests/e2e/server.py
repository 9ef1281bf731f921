"""A real Sonix in a process of its own, as an end-to-end test and a bench need it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

READY_S = 240


class SonixServer:
    """`sonix serve` on a free port of this machine, with a data folder of its own. Stopped by its pid."""

    def __init__(self, data_dir: Path, *, env: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SONIX_")},
            "SONIX_HOST": "127.0.0.1",
            "SONIX_PORT": str(self.port),
            "SONIX_DATA_DIR": str(data_dir),
            "SONIX_TLS__ENABLED": "false",
            "SONIX_PUBLIC_URL": self.url,
            "SONIX_LIMITS__GUESTS_PER_MINUTE": "1000",
            "SONIX_LIMITS__JOINS_PER_MINUTE": "1000",
            **(env or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.log_path = data_dir.parent / f"{data_dir.name}.log"

    def call_it(self, name: str) -> None:
        """Before it starts: serve under a name instead of the address."""
        self.url = self._env["SONIX_PUBLIC_URL"] = f"http://{name}:{self.port}"

    def set(self, **settings: str) -> None:
        """Before it starts: what could not be said before its address was known."""
        self._env |= settings

    def start(self) -> None:
        """Start, and come back once it answers."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sonix.cli", "serve"], env=self._env, stdout=log, stderr=subprocess.STDOUT
            )
        self._until(self._answers)

    def kill(self) -> None:
        """As a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """As Ctrl+C would."""
        self._signal(signal.SIGINT)

    def wait_for_line(self, text: str) -> None:
        """Wait until the server has printed `text`."""
        self._until(lambda: text in self.log())

    def log(self) -> str:
        """Everything printed so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def command(self, *words: str) -> None:
        """Run `sonix …` beside it, as whoever sits at the machine does; what it answers is nobody's business."""
        command = [sys.executable, "-m", "sonix.cli", *words]
        subprocess.run(command, env=self._env, stdout=subprocess.DEVNULL, timeout=READY_S, check=False)

    def demo_titles(self) -> list[str]:
        """Titles of the demo music, as the library lists them."""
        return self._titles(self._guest())

    def wait_for_track(self, title: str) -> None:
        """Wait until a track of that title is in the library."""
        token = self._guest()
        self._until(lambda: title in self._titles(token))

    def _guest(self) -> str:
        return str(json.load(self._call("/api/guests", {"name": "Listener"}))["access"])

    def _titles(self, token: str) -> list[str]:
        tracks = json.load(self._call("/api/tracks?sort=title", token=token))["tracks"]
        return [str(track["title"]) for track in tracks]

    def _call(self, path: str, body: object = None, token: str | None = None) -> IO[bytes]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers)
        answer: IO[bytes] = urllib.request.urlopen(request, timeout=10)
        return answer

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(30)
        self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _until(self, true: object) -> None:
        deadline = time.monotonic() + READY_S
        assert callable(true)
        while not true():
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"the server ended:\n{self.log()[-4000:]}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"the server did not come up:\n{self.log()[-4000:]}")
            time.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
