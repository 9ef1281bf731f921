"""What a switch sounds like in each browser: when the new place is heard, and what lies between old and new.

Frames of 40 ms, 10 ms apart, tell when a browser changes from one place to another: to about 10 ms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.acoustic.facts import Facts
from bench.acoustic.faultless import frames
from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.windows import SILENCE, Ear, best_place, soften

_FRAME = 40 * RATE_HZ // 1000
_HOP_US = 10_000.0
_REACH = 40 * RATE_HZ // 1000
_MATCHES = (0.9, 0.7)
"""What a frame must match the new place by; the second where no frame does by the first."""
_LOUD = 3e-3
_AUDIBLE = 1e-3
_PATIENCE_US = 4e6
_LEAST_SILENCE_MS = 3


@dataclass(frozen=True)
class Change:
    """One press of a button. Times in ms since the press; None: not heard in 4 s. `silence_ms`: worst browser's.

    What a track itself is silent for at the new place is no delay and left out of `heard_ms`.
    """

    name: str
    gated: bool
    decided_ms: float
    heard_ms: list[float | None]
    silence_ms: float

    @property
    def everywhere_ms(self) -> float | None:
        heard = [each for each in self.heard_ms if each is not None]
        return max(heard) if len(heard) == len(self.heard_ms) else None


def change_after(facts: Facts, tap_us: float, name: str, who: tuple[int, ...]) -> Change | None:
    """The switch that a press led to; None when there was none."""
    following = [segment for segment in facts.expected.switches() if segment.from_us > tap_us]
    if not following or following[0].from_us > tap_us + _PATIENCE_US:
        return None
    new = following[0]
    old = facts.expected.at(new.from_us - 1)
    heard = [heard_from(facts.ear(browser), facts, new, old) for browser in who]
    quiet_us = _quiet_us(facts, new)
    silences = [
        _silence_ms(facts.ear(browser), facts, new, old, at_us)
        for browser, at_us in zip(who, heard, strict=True)
        if at_us is not None
    ]
    return Change(
        name=name,
        gated=new.epoch in facts.gated,
        decided_ms=round((new.from_us - tap_us) / 1000, 1),
        heard_ms=[
            None if at_us is None else round((_begun_us(new, at_us, quiet_us) - tap_us) / 1000, 1) for at_us in heard
        ],
        silence_ms=max(silences, default=0.0),
    )


def _quiet_us(facts: Facts, new: Segment) -> float:
    """How long the music of the new place is too soft (under -60 dB) to be told from the old in the recording."""
    loud = frames(facts.expected.extend(new, new.from_us, RATE_HZ)) > _AUDIBLE
    return 1e3 * float(np.argmax(loud)) if loud.any() else 0.0


def _begun_us(new: Segment, heard_us: float, quiet_us: float) -> float:
    """Who is heard as soon as there is something to hear was there from the beginning."""
    return new.from_us if heard_us <= new.from_us + quiet_us + _HOP_US else heard_us


def heard_from(ear: Ear, facts: Facts, new: Segment, old: Segment | None) -> float | None:
    """Room time from which the new place is heard rather than the old one."""
    for enough in _MATCHES:
        for at_us in np.arange(new.from_us - 50_000, new.from_us + _PATIENCE_US, _HOP_US):
            if _is_new(ear, facts, float(at_us), new, old, enough):
                return float(at_us)
    return None


def _is_new(ear: Ear, facts: Facts, at_us: float, new: Segment, old: Segment | None, enough: float) -> bool:
    start = ear.index(at_us)
    sound = ear.sound(start, _FRAME)
    begin_us = ear.room_us(start) - _REACH * 1e6 / RATE_HZ
    match = _match(sound, facts.expected.extend(new, begin_us, _FRAME + 2 * _REACH))
    if match < enough:
        return False
    return old is None or match > _match(sound, facts.expected.extend(old, begin_us, _FRAME + 2 * _REACH))


def _match(sound: Samples, music: Samples) -> float:
    if np.abs(sound).max() < SILENCE or np.abs(music).max() < SILENCE:
        return 0.0
    return best_place(soften(sound), soften(music))[1]


def _silence_ms(ear: Ear, facts: Facts, new: Segment, old: Segment | None, heard_us: float) -> float:
    """Longest silence around the switch, ms, though both old and new place are loud; 0 when nothing played before."""
    if old is None or not old.playing or not new.playing:
        return 0.0
    begin_us = new.from_us - 100_000
    count = round((heard_us + 150_000 - begin_us) * RATE_HZ / 1e6)
    quiet = frames(ear.sound(ear.index(begin_us), count)) < SILENCE
    loud = frames(facts.expected.extend(old, begin_us, count)) > _LOUD
    loud &= frames(facts.expected.extend(new, begin_us, count)) > _LOUD
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    runs = [
        float(last - first)
        for first, last in zip(edges[::2], edges[1::2], strict=True)
        if last - first >= _LEAST_SILENCE_MS and loud[first:last].mean() > 0.5
    ]
    return max(runs, default=0.0)
