"""The platform's floor: what these browsers on these sinks do with a perfect shared clock and one mapped start.

It is measured right after a case, in the same browsers and into the same recording, so that what the machine did to
the case it did to the floor too.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import NamedTuple

from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples, compose, write_wav
from bench.acoustic.server import serve
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.soundings import wall_minus_monotonic_us
from bench.acoustic.stage import Stage, Stretch

_PAGE = Path(__file__).parent / "floor_page" / "index.html"
_LENGTH_S = 30.0
_WARM_S = 7.0
_LEAD_S = 0.5
_PLAY_S = 2.5
ENTRY = "floor"


class Floor(NamedTuple):
    """What was to sound, as segments of room time, and the sound it was made of."""

    segments: list[Segment]
    stretches: list[Stretch]
    music: Samples


def play_floor(stage: Stage, starts: int) -> Floor:
    """The room has to be silent by now."""
    music = compose(_LENGTH_S, seed=99)
    site = stage.folder / "floor"
    site.mkdir()
    shutil.copy(_PAGE, site)
    write_wav(site / "noise.wav", music)
    segments: list[Segment] = []
    stretches: list[Stretch] = []
    with serve(site, {}) as url:
        pages = [listener.context.new_page() for listener in stage.listeners.values()]
        for page, listener in zip(pages, stage.listeners.values(), strict=True):
            stage.sinks.tell_rate(listener.sink)
            page.goto(url)
            page.evaluate("() => floor.ready()")
        stage.host.page.wait_for_timeout(_WARM_S * 1000)
        who = tuple(sorted(stage.listeners))
        for number in range(starts):
            position_s = 1.0 + number * (_PLAY_S + 1) % (_LENGTH_S - 4)
            wall_s = time.time() + _LEAD_S
            for page in pages:
                page.evaluate("([at, from, s]) => floor.start(at, from, s)", [wall_s * 1000, position_s, _PLAY_S])
            from_us = wall_s * 1e6 - wall_minus_monotonic_us() + stage.onlooker.offset_us
            to_us = from_us + _PLAY_S * 1e6
            segments.append(Segment(round(from_us), ENTRY, round(position_s * 1e6), True, False))
            segments.append(Segment(round(to_us), None, 0, False, False))
            stretches.append(Stretch(f"floor {number + 1}", ENTRY, from_us, to_us - 1e5, who))
            stage.host.page.wait_for_timeout((_LEAD_S + _PLAY_S + 0.3) * 1000)
        for page in pages:
            page.close()
    return Floor(segments, stretches, music[: int(_LENGTH_S * RATE_HZ)])
