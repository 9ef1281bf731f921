"""How far apart two recorded sounds are."""

from __future__ import annotations

import numpy as np
from bench.acoustic.recorder import Samples
from bench.acoustic.sinks import RATE_HZ
from scipy.signal import correlate

ECHO_MS = 30.0
"""From here on two loudspeakers are heard as an echo."""
_WINDOW_S = 0.5
_REACH_S = 0.3


def offset_ms(one: Samples, other: Samples) -> float:
    """How much later the second sound is: the median over windows, so that a stall of the machine does not decide."""
    window, reach = int(_WINDOW_S * RATE_HZ), int(_REACH_S * RATE_HZ)
    found = []
    for begin in range(reach, len(one) - window - reach, window):
        heard = other[begin - reach : begin + window + reach]
        match = correlate(heard, one[begin : begin + window], mode="valid")
        found.append((int(np.argmax(match)) - reach) * 1000 / RATE_HZ)
    assert found, "the recording is too short"
    return float(np.median(found))
