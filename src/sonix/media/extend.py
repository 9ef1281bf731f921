"""Sound that might have come before the first sample or after the last one.

An encoder smears whatever lies around a cut into it. With silence there, two tracks cut from one piece join with a
tick; with a plausible continuation, which no one hears because it is trimmed again, they join as if never cut. The
continuation is linear prediction with Burg's method (stable by construction).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sonix.media.decode import Block

CONTEXT = 3_072
_ORDER = 48
_QUIET = 1e-9


def continued(known: Block, count: int) -> Block:
    """`count` samples that continue `known`, of which the last 3,072 are looked at; silence when there are too few."""
    recent = known[-CONTEXT:].astype(np.float64)
    if len(recent) < 8 * _ORDER:
        return np.zeros((count, 2), np.float32)
    channels = [_predicted(recent[:, channel], count) for channel in range(2)]
    loudest = float(np.abs(recent).max())
    return np.clip(np.stack(channels, axis=1), -loudest, loudest).astype(np.float32)


def preceded(known: Block, count: int) -> Block:
    """`count` samples that lead into `known`: the same, backwards in time."""
    return np.ascontiguousarray(continued(known[:CONTEXT][::-1], count)[::-1])


def _predicted(signal: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    taps = _burg(signal)[::-1]
    out = np.concatenate([signal[-_ORDER:], np.zeros(count)])
    for at in range(_ORDER, _ORDER + count):
        out[at] = taps @ out[at - _ORDER : at]
    return out[_ORDER:]


def _burg(signal: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Prediction coefficients, the nearest sample's first (J. P. Burg, 1975)."""
    forward, backward = signal[1:].copy(), signal[:-1].copy()
    taps = np.zeros(0)
    for _ in range(_ORDER):
        energy = float(forward @ forward + backward @ backward)
        if energy < _QUIET:
            break
        reflection = 2 * float(forward @ backward) / energy
        taps = np.append(taps - reflection * taps[::-1], reflection)
        forward, backward = (forward - reflection * backward)[1:], (backward - reflection * forward)[:-1]
    return np.pad(taps, (0, _ORDER - len(taps)))
