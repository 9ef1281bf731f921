"""A room that seeks once, and what browsers make of it: sounds whose faults are known to the sample."""

from __future__ import annotations

import numpy as np
from bench.acoustic.expected import Expected
from bench.acoustic.facts import Facts
from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples, compose
from bench.acoustic.recorder import Recording
from bench.acoustic.stage import Log, Stretch

RATE_HZ = 48_000
MS = RATE_HZ // 1000
MUSIC = compose(14.0, seed=5)
LENGTH_S = 7
SWITCH_US = 2_000_000
TO_US = 6_000_000
OLD = Segment(0, "a", 0, True, False, 1)
NEW = Segment(SWITCH_US, "a", TO_US, True, False, 2)
_FADE = 8 * MS


def sought(late_ms: int = 0, off_ms: int = 0, fades: bool = True, silent_ms: int = 0) -> Samples:
    """The old place, and from `late_ms` after the switch on the new one, which plays `off_ms` too late.

    `silent_ms`: nothing at all before the new place.
    """
    switch = SWITCH_US * MS // 1000
    at = switch + late_ms * MS
    count = LENGTH_S * RATE_HZ
    begin = TO_US * MS // 1000 - switch - off_ms * MS
    new = MUSIC[begin : begin + count]
    share = np.clip((np.arange(count) - at) / _FADE, 0, 1) if fades else np.arange(count) >= at
    sound = (1 - share) * MUSIC[:count] + share * new
    sound[at - silent_ms * MS : at] = 0
    return np.asarray(sound, np.float32)


def facts(
    sounds: list[Samples],
    segments: list[Segment] | None = None,
    stretches: list[Stretch] | None = None,
    gated: frozenset[int] = frozenset(),
    music: Samples = MUSIC,
) -> Facts:
    """Of a recording of these browsers that begins with the room's time."""
    frames = np.repeat(np.stack(sounds, axis=1)[:, :, None], 2, axis=2)
    recording = Recording(frames, 0.0, 0.0, 1 / RATE_HZ)
    expected = Expected(segments or [OLD, NEW], {"a": music})
    log = Log(stretches=stretches or [])
    return Facts(log, expected, recording, 0.0, [], [], 0, [], len(sounds), gated)
