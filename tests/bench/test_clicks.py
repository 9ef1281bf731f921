"""Faults put into a sound on purpose: the bench has to find each of them, and nothing in a sound without."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from bench.acoustic.expected import Expected
from bench.acoustic.faultless import first_click
from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples, compose
from bench.acoustic.recorder import Recording
from bench.acoustic.residual import REACH, shifted
from bench.acoustic.splices import cuts
from bench.acoustic.windows import WINDOW, Ear, State

RATE_HZ = 48_000
MUSIC = compose(20.0, seed=8)
PLACES = range(2 * REACH, len(MUSIC) - WINDOW - 6 * REACH, 91_003)
Fault = Callable[[Samples, int], Samples]


def played(place: int, ppm: float = 100.0, fault: Fault | None = None) -> Samples:
    """A window from that place on, at a player's rate, between samples, at another level, with a little noise."""
    noise = np.random.default_rng(place).normal(0, 3e-5, WINDOW).astype(np.float32)
    around = MUSIC[place - REACH : place + WINDOW + 3 * REACH]
    sound = shifted(around, REACH + 0.37 + np.arange(WINDOW + REACH) * (1 + ppm * 1e-6))
    if fault is not None:
        sound = fault(sound, 1000 + place % (WINDOW - 3000))
    return 0.7 * sound[:WINDOW] + noise


def clicks_in(place: int, heard: Samples) -> bool:
    return first_click(heard, MUSIC[place - REACH : place + WINDOW + REACH]) is not None


def without(sound: Samples, at: int, count: int) -> Samples:
    return np.concatenate([sound[:at], sound[at + count :]])


def hole(sound: Samples, at: int, count: int) -> Samples:
    sound[at : at + count] = 0
    return sound


def spike(sound: Samples, at: int, height: float) -> Samples:
    sound[at] += height
    return sound


@pytest.mark.parametrize("ppm", [-1000.0, 0.0, 100.0, 1000.0])
def test_music_at_any_rate_of_a_player_has_no_click(ppm: float) -> None:
    assert not [place for place in PLACES if clicks_in(place, played(place, ppm))]


@pytest.mark.parametrize(
    "fault",
    [
        partial(without, count=5),
        partial(without, count=37),
        partial(without, count=1500),
        partial(hole, count=48),
        partial(hole, count=120),
        partial(spike, height=0.1),
    ],
    ids=["5 samples left out", "37 left out", "1500 left out", "hole of 1 ms", "hole of 2.5 ms", "spike"],
)
def test_a_fault_put_into_music_is_found(fault: Fault) -> None:
    missed = [place for place in PLACES if not clicks_in(place, played(place, fault=fault))]
    assert len(missed) <= len(PLACES) // 10


def at(place: int, room_us: float, count: int) -> Samples:
    begin = place + round(room_us * RATE_HZ / 1e6)
    return MUSIC[begin : begin + count]


def switched(old_at: int, new_at: int, fade_ms: float) -> list[float]:
    """What is found where one place of the music gives way to another, 1 s into the recording."""
    rising = np.clip((np.arange(2 * RATE_HZ) - RATE_HZ) / max(1.0, fade_ms * RATE_HZ / 1000), 0, 1)
    gain = np.sin(np.pi / 2 * rising) ** 2
    old, new = MUSIC[old_at : old_at + 2 * RATE_HZ], MUSIC[new_at : new_at + 2 * RATE_HZ]
    sound = ((1 - gain) * old + gain * new).astype(np.float32)
    recording = Recording(np.repeat(sound[:, None, None], 2, axis=2), 0.0, 0.0, 1 / RATE_HZ)
    expected = Expected([Segment(0, "a", 0, True, False)], {"a": MUSIC})
    ear = Ear(recording, expected, 0.0, 0)
    return cuts(ear, 1e6, partial(at, new_at), partial(at, old_at))


SWITCHES = [(20_000 + 31_000 * number, 500_000 + 17_003 * number) for number in range(12)]


def test_a_fade_from_place_to_place_is_no_click_and_a_cut_is_one() -> None:
    faded = [switched(old, new, 5.0) for old, new in SWITCHES]
    cut = [switched(old, new, 0.0) for old, new in SWITCHES]
    assert not any(faded)
    assert sum(map(bool, cut)) >= len(SWITCHES) * 2 // 3


def test_sound_after_its_end_is_stray_and_silence_there_is_right() -> None:
    sound = MUSIC[: 4 * RATE_HZ].copy()
    expected = Expected([Segment(0, "a", 0, True, False), Segment(2_000_000, None, 0, False, False)], {"a": MUSIC})
    for end, state in ((4, State.STRAY), (2, State.MUSIC_SILENT)):
        sound[end * RATE_HZ :] = 0
        recording = Recording(np.repeat(sound[:, None, None], 2, axis=2), 0.0, 0.0, 1 / RATE_HZ)
        assert Ear(recording, expected, 0.0, 0).listen(2_500_000.0)[0] == state
