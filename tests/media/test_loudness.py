"""Loudness is what the standard says, and the gain never lets the wave pass -1 dBTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from sonix.media.loudness import LoudnessMeter, gain_db
from sonix.media.rendition import Made, make_rendition

from .conftest import Signal, make_music

Heard = Callable[[Made, Path], Signal]


def sine(level_db: float, seconds: float = 20.0, hz: float = 997.0) -> Signal:
    t = np.arange(round(seconds * 48_000)) / 48_000
    mono = 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t)
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


def measured(signal: Signal) -> LoudnessMeter:
    meter = LoudnessMeter()
    for start in range(0, len(signal), 4_800):
        meter.push(signal[start : start + 4_800])
    meter.finish()
    return meter


@pytest.mark.parametrize("level_db", [-23.0, -33.0, -10.0])
def test_a_stereo_sine_reads_its_level(level_db: float) -> None:
    """EBU Tech 3341, cases 1 and 2: a 1 kHz sine of -23 dBFS in both channels is -23 LUFS."""
    assert measured(sine(level_db)).loudness_lufs == pytest.approx(level_db, abs=0.1)


def test_quiet_passages_are_gated() -> None:
    """EBU Tech 3341, case 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS is -23 LUFS."""
    signal = np.concatenate([sine(-36, 10), sine(-23, 60), sine(-36, 10)])
    assert measured(signal).loudness_lufs == pytest.approx(-23, abs=0.1)


def test_the_true_peak_is_found_between_the_samples() -> None:
    """A quarter of the sampling rate at 45 degrees: samples reach -3 dB of what the wave reaches."""
    n = np.arange(48_000)
    wave = 0.5 * np.sin(2 * np.pi * n / 4 + np.pi / 4)
    wave *= np.clip(np.minimum(n, n[::-1]) / 4_800, 0, 1)
    signal = np.repeat(wave[:, None], 2, axis=1).astype(np.float32)
    assert np.abs(signal).max() < 0.36
    assert measured(signal).true_peak_db == pytest.approx(-6.02, abs=0.2)


def test_silence_is_left_alone() -> None:
    meter = measured(np.zeros((48_000, 2), np.float32))
    assert gain_db(meter.loudness_lufs, meter.true_peak_db) == 0.0


def test_a_rendition_reads_within_a_fifth_of_a_unit(tmp_path: Path) -> None:
    signal = make_music(48_000, 12.0)
    wanted = measured(signal).loudness_lufs
    made = make_rendition((signal[at : at + 4_800] for at in range(0, len(signal), 4_800)), tmp_path, lambda _: None)
    assert made.loudness_lufs == pytest.approx(wanted, abs=0.2)


@pytest.mark.parametrize("level", [0.02, 0.3, 1.0, 1.4])
def test_with_its_gain_no_rendition_passes_the_ceiling(level: float, tmp_path: Path, heard: Heard) -> None:
    signal = np.clip(make_music(48_000, 6.0) * 3, -0.9, 0.9) * np.float32(level / 0.9)
    made = make_rendition((signal[at : at + 4_800] for at in range(0, len(signal), 4_800)), tmp_path, lambda _: None)
    played = heard(made, tmp_path) * 10 ** (made.rendition.gain_db / 20)
    assert 20 * np.log10(np.abs(resample_poly(played.astype(float), 8, 1, axis=0)).max()) <= -1
    assert made.rendition.gain_db <= -14 - made.loudness_lufs


def test_overshoot_of_hot_transients_stays_under_the_ceiling(tmp_path: Path, heard: Heard) -> None:
    """Rare full-scale bursts: loudness would raise the track, and Opus overshoots them by several dB."""
    rng = np.random.default_rng(1)
    n = np.arange(48_000 * 4)
    burst = np.clip(rng.normal(0, 2, len(n)), -1, 1) * (n % 48_000 < 480) + 0.01 * rng.normal(0, 1, len(n))
    signal = np.repeat(burst[:, None], 2, axis=1).astype(np.float32)
    made = make_rendition((signal[at : at + 4_800] for at in range(0, len(signal), 4_800)), tmp_path, lambda _: None)
    assert made.true_peak_db > 1
    played = heard(made, tmp_path) * 10 ** (made.rendition.gain_db / 20)
    assert 20 * np.log10(np.abs(resample_poly(played.astype(float), 16, 1, axis=0)).max()) <= -1


def test_nothing_is_raised_by_more_than_twenty() -> None:
    assert gain_db(-50, -40) == 20.0
