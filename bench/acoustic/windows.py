"""How late each browser is on the timeline, window by window: the recording against what should have sounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from bench.acoustic.expected import Expected
from bench.acoustic.programme import Samples
from bench.acoustic.recorder import Recording
from bench.acoustic.sinks import RATE_HZ

Floats = NDArray[np.float64]
WINDOW = RATE_HZ // 4
SILENCE = 1e-4
"""-80 dBFS, well over the engine's noise floor."""
_ACTIVE = 1e-3
_HEARD = 1e-3
_MATCH = 0.5
_SURE = 0.8
# First near where the browser was, then within what a mishap may do, then anywhere near.
_REACHES = (960, RATE_HZ // 4, 4 * RATE_HZ)
_SOFTEN = 0.9
_SLACK = RATE_HZ // 10


class State(IntEnum):
    """Of one window in one browser. SILENT, LOST and STRAY (sound where none is meant) are faults; none is left out of
    the count."""

    MEASURED = 0
    MUSIC_SILENT = 1
    SILENT = 2
    LOST = 3
    NOT_THERE = 4
    STRAY = 5


FAULTS = (State.SILENT, State.LOST, State.STRAY)


@dataclass(frozen=True)
class Windows:
    """By browser and window. `late_ms` is NaN unless measured; `level_db` is against the track with its gain."""

    room_us: Floats
    late_ms: Floats
    level_db: Floats
    state: NDArray[np.int8]

    def where(self, chosen: NDArray[np.bool_]) -> Windows:
        return Windows(self.room_us[chosen], self.late_ms[:, chosen], self.level_db[:, chosen], self.state[:, chosen])


class Ear:
    """Compares one browser's sound with what should be heard. `offset_us`: room time minus monotonic time."""

    def __init__(self, recording: Recording, expected: Expected, offset_us: float, browser: int) -> None:
        self._recording = recording
        self._expected = expected
        self._offset_us = offset_us
        self._browser = browser
        self._last_ms: float | None = None

    def index(self, room_us: float) -> int:
        return self._recording.index_at_us(room_us - self._offset_us)

    def room_us(self, index: int) -> float:
        return self._recording.time_us(index) + self._offset_us

    def sound(self, start: int, count: int) -> Samples:
        """What was recorded; the recording's first and last moments are padded with silence."""
        out = np.zeros(count, np.float32)
        part = self._recording.channel(self._browser, start, start + count)
        out[max(0, -start) : max(0, -start) + len(part)] = part
        return out

    def first_sound(self, from_us: float, until_us: float) -> float | None:
        """Room time of the first millisecond louder than -60 dBFS."""
        start, end = self.index(from_us), self.index(until_us)
        frame = RATE_HZ // 1000
        sound = self.sound(start, (end - start) // frame * frame)
        loud = np.flatnonzero(np.abs(sound).reshape(-1, frame).max(axis=1) > _HEARD)
        return self.room_us(start + int(loud[0]) * frame) if len(loud) else None

    def meant(self, room_us: float, count: int) -> Samples:
        """What should be heard from then on."""
        return self._expected.render(room_us, count)[0]

    def music(self, late_ms: float) -> Callable[[float, int], Samples]:
        """What a browser that is so late plays from a room time on."""
        return lambda room_us, count: self.meant(room_us - late_ms * 1000, count)

    def nearby(self, room_us: float) -> float | None:
        """How late it is in the 100 ms around, if that is heard."""
        state, late_ms, _ = self.listen(room_us - 50_000, RATE_HZ // 10)
        return late_ms if state == State.MEASURED else None

    def listen(self, room_us: float, size: int = WINDOW) -> tuple[State, float, float]:
        """State, lateness in ms and level in dB of the window beginning then."""
        start = self.index(room_us)
        sound = self.sound(start, size)
        meant, _ = self._expected.render(self.room_us(start), size)
        if _quietest(meant) < _ACTIVE:
            return State.STRAY if self._is_stray(sound, start) else State.MUSIC_SILENT, np.nan, np.nan
        if _quietest(sound) < SILENCE:
            return State.SILENT, np.nan, np.nan
        for reach, enough in zip(_REACHES, (_SURE, _MATCH, _MATCH), strict=True):
            late_ms, match = self._search(sound, start, reach)
            if match >= enough:
                self._last_ms = late_ms
                return State.MEASURED, late_ms, _decibel(sound, meant)
        return State.LOST, np.nan, np.nan

    def _is_stray(self, sound: Samples, start: int) -> bool:
        """Whether it sounds though there is silence there and as far around as a browser may rightly be late."""
        around = self.meant(self.room_us(start - _SLACK), len(sound) + 2 * _SLACK)
        return bool(np.abs(around).max() < SILENCE and np.abs(sound).max() > _HEARD)

    def _search(self, sound: Samples, start: int, reach: int) -> tuple[float, float]:
        near = round((self._last_ms or 0.0) * RATE_HZ / 1000) if reach < RATE_HZ // 10 else 0
        meant, shift = self._expected.render(
            self.room_us(start) - (reach + near) * 1e6 / RATE_HZ, len(sound) + 2 * reach
        )
        place, match = best_place(soften(sound), soften(meant))
        return (reach + near - place - shift) * 1000 / RATE_HZ, match


def soften(sound: Samples) -> Samples:
    """Lifts the treble, so that bass does not blur where a sound is."""
    return np.asarray(sound - _SOFTEN * np.concatenate([sound[:1], sound[:-1]]), np.float32)


def best_place(window: Samples, music: Samples) -> tuple[float, float]:
    """Where in the music the window fits best, in samples and parts of them, and how well (normalised correlation)."""
    correlation = placements(window, music)
    best = int(np.argmax(correlation))
    if best in (0, len(correlation) - 1):
        return float(best), 0.0
    before, here, after = correlation[best - 1 : best + 2]
    return best + float(0.5 * (before - after) / (before - 2 * here + after)), float(here)


def placements(window: Samples, music: Samples) -> Floats:
    """Normalised cross-correlation for every whole placement of the window in the music."""
    length = next_fast_len(len(music) + len(window), True)
    raw = irfft(rfft(music, length) * np.conj(rfft(window, length)), length)[: len(music) - len(window) + 1]
    energy = np.concatenate([[0.0], np.cumsum(music.astype(np.float64) ** 2)])
    under = energy[len(window) :] - energy[: -len(window)]
    floor = 1e-3 * under.max() + 1e-12
    own = float(np.dot(window.astype(np.float64), window))
    return np.asarray(raw / np.sqrt(own * np.maximum(under, floor) + 1e-20), np.float64)


def _quietest(sound: Samples) -> float:
    """RMS of the quietest tenth."""
    return float(np.sqrt(np.mean(sound[: len(sound) // 10 * 10].reshape(10, -1) ** 2, axis=1)).min())


def _decibel(sound: Samples, meant: Samples) -> float:
    ratio = float(np.mean(sound.astype(np.float64) ** 2) / (np.mean(meant.astype(np.float64) ** 2) + 1e-20))
    return 10 * float(np.log10(ratio + 1e-20))
