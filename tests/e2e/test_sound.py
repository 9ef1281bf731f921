"""What three browsers really play, recorded on one sample clock and compared with each other and with the track.

Bounds are generous, so that a busy machine does not fail the test: figures belong to `bench/acoustic`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bench.acoustic.product import ProductOptions, run_product

from tests.e2e.server import SonixServer

ECHO_MS = 30.0
"""From here on two loudspeakers are heard as an echo."""


def test_three_browsers_play_the_same_music_together(served: SonixServer, tmp_path: Path) -> None:
    options = ProductOptions(served.url, browsers=3, starts=3, seconds=5.0, settle_s=5.0)
    starts, _ = run_product(options, tmp_path)
    for start in starts:
        assert min(start.heard_s) > 1.0, f"{start.name}: a browser was not heard: {start.heard_s}"
        assert start.pairs, f"{start.name}: no two browsers played the same music at once"
        assert float(np.median(start.pairs)) < ECHO_MS, f"{start.name}: {start.pairs}"
