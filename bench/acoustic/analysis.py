"""Where a recorded sound is in the music it comes from, and what is wrong with it. Pure numpy; times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from bench.acoustic.sinks import RATE_HZ

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]
# Below this a window or frame counts as silent: -80 dBFS, well over the engine's noise floor.
SILENCE = 1e-4
_ACTIVE = 3e-3
_MATCH = 0.5
_NEAR_S = 0.2
_FRAME = RATE_HZ // 1000
_GAP_FRAMES = 3


@dataclass(frozen=True)
class Place:
    """At recording time `at_s` the music's `position_s` is heard; `match` is the normalised correlation."""

    at_s: float
    position_s: float
    match: float


def follow(
    sound: Samples, music: Samples, start: int, end: int, hints: list[Place] | None = None, window_s: float = 0.25
) -> list[Place]:
    """Places of every window in `sound[start:end]`; windows that are silent or match nothing are left out.

    `hints`: where another browser was; music repeats itself, and what two of them play is most likely the same.
    """
    places: list[Place] = []
    size = int(window_s * RATE_HZ)
    for begin in range(max(0, start), min(end, len(sound)) - size + 1, size):
        window = sound[begin : begin + size]
        if np.sqrt(np.mean(window.reshape(10, -1) ** 2, axis=1)).min() < SILENCE:
            continue
        place = None
        for known in (places[-1:], _closest(hints or [], begin / RATE_HZ)):
            if known and place is None:
                place = _near(window, music, begin, known[0].position_s + begin / RATE_HZ - known[0].at_s)
        place = place or _anywhere(window, music, begin)
        if place is not None:
            places.append(place)
    return places


def _closest(places: list[Place], at_s: float) -> list[Place]:
    return [min(places, key=lambda place: abs(place.at_s - at_s))] if places else []


def _anywhere(window: Samples, music: Samples, begin: int) -> Place | None:
    """Coarse search over the whole piece at 4 kHz, then fine."""
    step = 12
    coarse_window, coarse_music = _thin(window, step), _thin(music, step)
    correlation = _correlation(coarse_window, coarse_music)
    if len(correlation) == 0 or correlation.max() < _MATCH / 2:
        return None
    return _near(window, music, begin, float(np.argmax(correlation)) * step / RATE_HZ)


def _near(window: Samples, music: Samples, begin: int, guess_s: float) -> Place | None:
    reach = int(_NEAR_S * RATE_HZ)
    low = max(0, round(guess_s * RATE_HZ) - reach)
    high = min(len(music), round(guess_s * RATE_HZ) + reach + len(window))
    correlation = _correlation(window, music[low:high])
    if len(correlation) < 3:
        return None
    best = int(np.argmax(correlation))
    if correlation[best] < _MATCH or best in (0, len(correlation) - 1):
        return None
    before, here, after = correlation[best - 1 : best + 2]
    fine = 0.5 * (before - after) / (before - 2 * here + after)
    return Place(begin / RATE_HZ, (low + best + float(fine)) / RATE_HZ, float(here))


def _thin(sound: Samples, step: int) -> Samples:
    usable = len(sound) // step * step
    return np.asarray(sound[:usable].reshape(-1, step).mean(axis=1), np.float32)


def _correlation(window: Samples, music: Samples) -> Floats:
    """Normalised cross-correlation for every whole placement of the window in the music."""
    if len(music) < len(window):
        return np.zeros(0)
    length = next_fast_len(len(music) + len(window), True)
    raw = irfft(rfft(music, length) * np.conj(rfft(window, length)), length)[: len(music) - len(window) + 1]
    energy = np.concatenate([[0.0], np.cumsum(music.astype(np.float64) ** 2)])
    under = energy[len(window) :] - energy[: -len(window)]
    floor = 1e-3 * under.max() + 1e-12
    own = float(np.dot(window.astype(np.float64), window))
    return np.asarray(raw[: len(under)] / np.sqrt(own * np.maximum(under, floor) + 1e-20), np.float64)


def gaps(sound: Samples, music: Samples, places: list[Place]) -> list[tuple[float, float]]:
    """Stretches of 3 ms and more that are silent although the music there is not: [(recording time, ms)]."""
    found: list[tuple[float, float]] = []
    if not places:
        return found
    start = round(places[0].at_s * RATE_HZ)
    end = min(len(sound), round((places[-1].at_s + 0.25) * RATE_HZ))
    quiet = _frames(sound[start:end]) < SILENCE
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        at_s = start / RATE_HZ + first / 1000
        if last - first >= _GAP_FRAMES and _music_is_loud(music, places, at_s, (last - first) / 1000):
            found.append((round(at_s, 3), float(last - first)))
    return found


def _music_is_loud(music: Samples, places: list[Place], at_s: float, length_s: float) -> bool:
    nearest = min(places, key=lambda place: abs(place.at_s - at_s))
    begin = round((nearest.position_s + at_s - nearest.at_s) * RATE_HZ)
    part = music[max(0, begin) : begin + round(length_s * RATE_HZ)]
    return bool(len(part) >= _FRAME and np.mean(_frames(part) > _ACTIVE) > 0.5)


def clicks(sound: Samples, music: Samples, places: list[Place]) -> list[float]:
    """Recording times at which there is far more above 14 kHz for a millisecond than anywhere near in the music."""
    found: list[float] = []
    for place in places[1:-1]:
        begin, origin = round(place.at_s * RATE_HZ), round(place.position_s * RATE_HZ)
        size = RATE_HZ // 4
        heard, meant = sound[begin : begin + size], music[origin : origin + size]
        if len(heard) < size or len(meant) < size:
            continue
        gain = float(np.sqrt(np.mean(heard**2) / (np.mean(meant**2) + 1e-20)))
        allowed = 4 * gain * _frames(_treble(meant)).max() + 3e-3
        loud = np.flatnonzero(_frames(_treble(heard)) > allowed)
        found += [round(place.at_s + float(frame) / 1000, 3) for frame in loud[:1]]
    return found


def _treble(sound: Samples) -> Samples:
    spectrum = rfft(sound * np.hanning(len(sound)).astype(np.float32))
    spectrum[: int(14_000 * len(sound) / RATE_HZ)] = 0
    return np.asarray(irfft(spectrum, len(sound)), np.float32)


def _frames(sound: Samples) -> Samples:
    """Peak of each millisecond."""
    usable = len(sound) // _FRAME * _FRAME
    return np.asarray(np.abs(sound[:usable]).reshape(-1, _FRAME).max(axis=1), np.float32)


def at_times(places: list[Place], times_s: Floats) -> Floats:
    """Position minus time at given recording times, NaN where nothing was heard near."""
    if not places:
        return np.full(len(times_s), np.nan)
    known = np.array([place.at_s for place in places])
    shift = np.array([place.position_s - place.at_s for place in places])
    nearest = np.abs(times_s[:, None] - known[None, :]).argmin(axis=1)
    return np.where(np.abs(known[nearest] - times_s) < 0.01, shift[nearest], np.nan)
