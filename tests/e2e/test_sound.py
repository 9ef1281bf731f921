"""What three browsers really play, recorded on one sample clock and compared with each other and with the track.

Bounds are generous, so that a busy machine does not fail the test: figures belong to `bench/acoustic`, which is run
here as it is run by hand, in a process and with browsers of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

from tests.e2e.server import SonixServer

pytestmark = pytest.mark.real_time

ECHO_MS = 30.0
"""From here on two loudspeakers are heard as an echo."""


def test_three_browsers_play_the_same_music_together(served: SonixServer, tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    options = ["--starts", "3", "--seconds", "5", "--settle", "5", "--json", str(result)]
    ran = subprocess.run(
        [sys.executable, "-m", "bench.acoustic", "--url", served.url, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    starts = json.loads(result.read_text())["starts"]
    assert len(starts) == 3
    for start in starts:
        assert min(start["heard_s"]) > 1.0, f"{start['name']}: a browser was not heard: {start['heard_s']}"
        assert start["pairs"], f"{start['name']}: no two browsers played the same music at once"
        assert median(start["pairs"]) < ECHO_MS, f"{start['name']}: {start['pairs']}"
