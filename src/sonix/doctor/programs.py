"""The programs Sonix runs on, the built client, and the machine's clock."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import sonix
from sonix.config import Settings
from sonix.doctor.finding import Finding, fail, ok, warn

_STATIC = Path(sonix.__file__).parent / "web" / "static"
_OLDEST_PYTHON = (3, 11)
_NODE_20, _NODE_22 = (20, 19), (22, 12)
_RELEASED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def python(_settings: Settings) -> Finding:
    """3.11 is the oldest that has what the code uses."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _OLDEST_PYTHON:
        return fail("Python", version, "Install Python 3.11 or newer and run `make run` again.")
    return ok("Python", version)


def node(_settings: Settings) -> Finding:
    """Only building the client needs Node; Vite 8 refuses older ones."""
    program = shutil.which("node")
    built = (_STATIC / "index.html").exists()
    advice = "Install Node 20.19 or newer to build the page from source."
    if program is None:
        return ok("Node", "not installed; the built page needs none") if built else fail("Node", "missing", advice)
    answer = subprocess.run(  # noqa: S603 - the program found on the path, with no words from outside
        [program, "--version"], capture_output=True, text=True, check=False, timeout=10
    ).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    if version >= _NODE_22 or (version >= _NODE_20 and version[0] == _NODE_20[0]):
        return ok("Node", answer.strip())
    return warn("Node", f"{answer.strip() or 'unknown version'}, too old to build the page", advice)


def client(_settings: Settings) -> Finding:
    """Without the page there is nothing to open."""
    if (_STATIC / "index.html").exists():
        return ok("Page", "built")
    return fail("Page", "not built", "Run `make run`, or `npm ci && npm run build` in the folder web.")


def clock(_settings: Settings) -> Finding:
    """Rooms run on the monotonic clock; certificates and tokens on the calendar."""
    now = dt.datetime.now(dt.UTC)
    resolution_s = time.get_clock_info("monotonic").resolution
    if now < _RELEASED:
        return fail("Clock", f"says {now:%Y-%m-%d}, before this version was made", "Set the machine's date and time.")
    if resolution_s > 0.001:
        return warn(
            "Clock", f"ticks only every {resolution_s * 1000:.0f} ms", "Listeners may be out of step that much."
        )
    return ok("Clock", f"{now:%Y-%m-%d %H:%M} UTC, monotonic to {resolution_s * 1e9:.0f} ns")
