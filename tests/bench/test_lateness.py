"""The bench's own arithmetic: what should sound when, and how late a sound is."""

from __future__ import annotations

import numpy as np
import pytest
from bench.acoustic.expected import Expected
from bench.acoustic.history import RoomHistory, Segment
from bench.acoustic.programme import compose
from bench.acoustic.recorder import Recording
from bench.acoustic.windows import Ear, State

from sonix.core.room.events import EntriesUpserted, TransportChanged
from sonix.core.room.state import QueueEntry, Rendition, Track, Transport

RATE_HZ = 48_000
MUSIC = compose(6.0, seed=3)


def recorded(late_ms: float, silent: bool = False) -> Ear:
    """A recording that begins at time 0 and plays `MUSIC` from 1 s on, that much too late."""
    delay = RATE_HZ + late_ms * RATE_HZ / 1000
    spectrum = np.fft.rfft(np.concatenate([MUSIC, np.zeros(2 * RATE_HZ, np.float32)]))
    turns = np.fft.rfftfreq(len(MUSIC) + 2 * RATE_HZ) * delay
    sound = np.fft.irfft(spectrum * np.exp(-2j * np.pi * turns)).astype(np.float32) * (0 if silent else 0.5)
    recording = Recording(np.repeat(sound[:, None, None], 2, axis=2), 0.0, 0.0, 1 / RATE_HZ)
    expected = Expected([Segment(1_000_000, "a", 0, True, False)], {"a": MUSIC})
    return Ear(recording, expected, 0.0, 0)


@pytest.mark.parametrize("late_ms", [0.0, 0.013, 12.34, -3.21, 180.5])
def test_lateness_is_found_to_a_fraction_of_a_sample(late_ms: float) -> None:
    state, found_ms, level_db = recorded(late_ms).listen(2_345_678.0)
    assert state == State.MEASURED
    assert found_ms == pytest.approx(late_ms, abs=0.01)
    if abs(late_ms) < 1:
        assert level_db == pytest.approx(-6.02, abs=0.1)


def test_a_silent_browser_is_not_taken_for_silent_music() -> None:
    assert recorded(0.0, silent=True).listen(2_000_000.0)[0] == State.SILENT
    assert recorded(0.0).listen(300_000.0)[0] == State.MUSIC_SILENT


def test_at_a_track_end_the_next_track_is_butted_to_the_sample() -> None:
    end_us = len(MUSIC) * 1_000_000 // RATE_HZ
    expected = Expected(
        [Segment(0, "a", 0, True, False), Segment(end_us, "b", 0, True, True)], {"a": MUSIC, "b": MUSIC[::-1]}
    )
    sound, shift = expected.render(end_us - 1000.0, 96)
    assert 0 <= shift < 1
    assert np.array_equal(sound[48:], MUSIC[::-1][:48])
    assert np.array_equal(sound[:48], MUSIC[-48:])


def test_a_switch_that_never_began_was_never_to_be_heard() -> None:
    history = RoomHistory()
    first = Transport(1, "a", 0, 1_000_000, True)
    overruled = Transport(2, "a", 3_000_000, 9_000_000, True)
    final = Transport(3, "a", 500_000, 5_000_000, True)
    track = Track("t", "T", "", "", Rendition("r", 60 * RATE_HZ, 0, 3000, 1))
    history.apply(EntriesUpserted((QueueEntry("a", "m", track, "me", 0), QueueEntry("b", "n", track, "me", 0))), 0)
    history.apply(TransportChanged(first, None), 0)
    history.apply(TransportChanged(overruled, first), 0)
    history.apply(TransportChanged(final, first), 0)
    heard = [(each.from_us, each.entry_id, each.folded) for each in history.segments(70_000_000)]
    assert heard == [(1_000_000, "a", False), (5_000_000, "a", False), (64_500_000, "b", True)]


def test_a_track_end_that_the_server_writes_down_is_no_switch() -> None:
    history = RoomHistory()
    track = Track("t", "T", "", "", Rendition("r", 10 * RATE_HZ, 0, 500, 1))
    history.apply(EntriesUpserted((QueueEntry("a", "m", track, "me", 0), QueueEntry("b", "n", track, "me", 0))), 0)
    history.apply(TransportChanged(Transport(1, "a", 0, 0, True), None), 0)
    history.apply(TransportChanged(Transport(2, "b", 0, 10_000_000, True), None), 12_000_000)
    assert [each.folded for each in history.segments(15_000_000)] == [False, True]
