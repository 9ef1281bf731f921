"""What a blend should sound like, mixed offline, and what is left of a recording when that is taken off.

A recording is later than the timeline by the output's delay, and the player's loop moves it by some microseconds: the
mix is put where the sound is (place, pace and bend in each window, least squares) before it is taken off. How far those
places lie apart is a figure of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft, rfftfreq
from scipy.ndimage import map_coordinates, spline_filter
from scipy.signal import correlate

from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples
from bench.acoustic.sinks import RATE_HZ

WINDOW = RATE_HZ // 8
_FINER = 8
_MARGIN = 4800
_REACH = RATE_HZ // 2
_STEPS = 6
_SAMPLES_PER_US = RATE_HZ / 1e6
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Left:
    """Of one window: power of the rest against the sound's, and how late the sound was, µs."""

    rest_db: float
    late_us: float


class Mixture:
    """The two tracks of `segment.blend` at equal power, on the sample grid of the one that begins."""

    def __init__(self, segment: Segment, ending: Samples, beginning: Samples) -> None:
        assert segment.blend is not None
        self.began_us = segment.from_us - segment.position_us
        self.overlap_us = segment.blend.overlap_us
        count = round(self.overlap_us * _SAMPLES_PER_US)
        angle = np.pi / 2 * np.arange(count) / (self.overlap_us * _SAMPLES_PER_US)
        under = _from(ending, segment.blend.from_us * _SAMPLES_PER_US, count)
        self.music = under * np.cos(angle) + beginning[:count] * np.sin(angle)
        padded = np.pad(self.music, _MARGIN)
        self._finer = spline_filter(irfft(rfft(padded), _FINER * len(padded)) * _FINER, order=3)

    def left_of(self, heard: Samples, at_us: float, spacing_us: float) -> Left | None:
        """`heard` began at room time `at_us`; None where nothing of the mix is found in it."""
        place = (at_us - self.began_us) * _SAMPLES_PER_US
        pace = spacing_us * _SAMPLES_PER_US
        coarse = self._find(heard, place)
        if coarse is None:
            return None
        share: Floats = np.linspace(-1, 1, len(heard), dtype=np.float64)
        timeline: Floats = np.asarray(place + pace * np.arange(len(heard)), np.float64)
        places: Floats = timeline + (coarse - place)
        gain = 1.0
        for _ in range(_STEPS):
            meant, slope = self._at(places), (self._at(places + 0.05) - self._at(places - 0.05)) / 0.1
            design = np.stack([meant, slope, slope * share, slope * share**2], axis=1)
            gain, *moved = np.linalg.lstsq(design, heard.astype(float), rcond=None)[0]
            places = np.asarray(places + (moved[0] + moved[1] * share + moved[2] * share**2) / gain, np.float64)
        rest = heard - gain * self._at(places)
        power = float(np.mean(rest**2) / np.mean(heard.astype(float) ** 2))
        return Left(10 * float(np.log10(power)), float(np.mean(timeline - places)) / _SAMPLES_PER_US)

    def _find(self, heard: Samples, place: float) -> float | None:
        """Where it begins in the mix, to a sample: output delays are under half a second."""
        low = max(0, round(place) - _REACH)
        around = self.music[low : round(place) + len(heard) + _MARGIN]
        if len(around) < len(heard):
            return None
        return float(low + np.argmax(correlate(around, heard.astype(float), mode="valid")))

    def _at(self, places: Floats) -> Floats:
        found: Floats = map_coordinates(self._finer, [(places + _MARGIN) * _FINER], order=3, prefilter=False)
        return found


def _from(music: Samples, place: float, count: int) -> Floats:
    """`count` samples from a place between two samples on, exactly: nothing in the music is above half the rate."""
    whole = int(np.floor(place))
    low = max(0, whole - _MARGIN)
    part = np.pad(music[low : whole + count + _MARGIN].astype(float), _MARGIN)
    turned = rfft(part) * np.exp(2j * np.pi * rfftfreq(len(part)) * (place - whole))
    moved: Floats = irfft(turned, len(part))
    begin = _MARGIN + whole - low
    return np.pad(moved[begin : begin + count], (0, max(0, count - len(moved[begin : begin + count]))))
