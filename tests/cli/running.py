"""The `sonix` command as a person runs it: a process of its own, its words read as they come."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

PATIENCE_S = 300
LAST_WORDS = "Stop with Ctrl+C."


class Running:
    """`sonix serve` on free ports of this machine. `said` is everything it has printed so far."""

    def __init__(self, data_dir: Path, *options: str, python: str = sys.executable, **settings: str) -> None:
        environment = clean_environment(data_dir) | settings
        self.said = ""
        self._process = subprocess.Popen(
            [python, "-m", "sonix.cli", "serve", *options],
            env=environment,
            cwd=data_dir.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._watchdog = threading.Timer(PATIENCE_S, self._process.kill)
        self._watchdog.start()

    def hear(self, words: str) -> str:
        """Wait until the process has printed `words`; returns the line."""
        assert self._process.stdout is not None
        for line in self.said.splitlines():
            if words in line:
                return line
        for line in self._process.stdout:
            self.said += line
            if words in line:
                return line
        raise AssertionError(f"it ended without saying {words!r}:\n{self.said}")

    def greeted(self) -> Running:
        """Wait until it serves."""
        self.hear(LAST_WORDS)
        return self

    def address(self, label: str) -> str:
        """The URL printed after `label`."""
        found = re.search(rf"{re.escape(label)}\s+(\S+)", self.said)
        assert found is not None, self.said
        return found[1]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it as a person or a service manager would; returns its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; returns the exit code."""
        rest, _ = self._process.communicate(timeout=PATIENCE_S)
        self.said += rest or ""
        self._watchdog.cancel()
        return self._process.returncode


def run(data_dir: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `sonix` with `arguments` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "sonix.cli", *arguments],
        env=clean_environment(data_dir) | settings,
        cwd=data_dir.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def clean_environment(data_dir: Path) -> dict[str, str]:
    """This environment with settings of our own: nothing outside this machine, any free ports, no demo music."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SONIX_")} | {
        "SONIX_HOST": "127.0.0.1",
        "SONIX_PORT": "0",
        "SONIX_TLS__PORT": "0",
        "SONIX_DATA_DIR": str(data_dir),
        "SONIX_DEMO_MUSIC": "false",
        "COLUMNS": "200",
    }
